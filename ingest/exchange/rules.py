"""Tell task and field from the words of an English registry, by rules that are data (`rules.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def rules() -> Mapping[str, Any]:
    """Return the rules."""
    return yaml.safe_load((files("ingest") / "exchange" / "rules.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def task_of(title: str, description: str) -> str:
    """Return the task that a title names, else the one its description names, else nothing."""
    return _first(title) or _first(description)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (task, re.compile(r"(?<![a-z])(?:" + "|".join(re.escape(word.lower()) for word in words) + ")"))
        for task, words in rules()["tasks"].items()
    )


def _first(text: str) -> str:
    lowered = text.lower()
    return next((task for task, pattern in _patterns() if pattern.search(lowered)), "")
