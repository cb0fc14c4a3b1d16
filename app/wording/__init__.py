"""The words of the pages, Japanese and English: one YAML file a language, both with the same keys."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


class Words:
    """Words in one language: `say("ask.title")`, with values to fill in: `say("search.count", count=3)`."""

    def __init__(self, language: str, entries: dict[str, str]) -> None:
        self.language = language
        self.entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """Return the words for `key`; an unknown key is a mistake of ours and raises `KeyError`."""
        return self.entries[key].format(**values) if values else self.entries[key]

    def value(self, field: str, value: str) -> str:
        """Return how a stored value is shown, such as a status; one that has no translation is shown as it is."""
        return self.entries.get(f"{field}.{value}", value)

    def count(self, key: str, count: int) -> str:
        """Return the words for `key` with a number; English has `key.one` for exactly one."""
        singular = f"{key}.one"
        return self(singular if count == 1 and singular in self.entries else key, count=f"{count:,}")


@cache
def words(language: str) -> Words:
    """Return the words of `language` (`ja` or `en`)."""
    text = Path(__file__).with_name(f"{language}.yaml").read_text(encoding="utf-8")
    return Words(language, dict(_flat("", yaml.safe_load(text))))


def _flat(prefix: str, node: Any) -> list[tuple[str, str]]:
    if not isinstance(node, dict):
        return [(prefix, str(node))]
    return [pair for key, value in node.items() for pair in _flat(f"{prefix}.{key}" if prefix else str(key), value)]
