"""Read fields of a case record without minding how they were written down: plain, by language, absent or 不明."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_UNKNOWN = re.compile(r"^(?:不明|該当なし|なし|未定|n/?a|none|unknown|not applicable)(?:\s*[(（].*)?$", re.IGNORECASE)


def text_of(record: Mapping[str, Any], name: str, language: str = "ja") -> str:
    """Return what a record says in the field `name`, in `language` where it has both; empty where it knows nothing."""
    for value in (record.get(f"{name}_{language}"), record.get(name), record.get(f"{name}_ja")):
        found = _plain(value, language)
        if found:
            return "" if _UNKNOWN.match(found) else found
    return ""


def items_of(record: Mapping[str, Any], name: str, language: str = "ja") -> tuple[Any, ...]:
    """Return the entries of a field that may hold one or several; each is a mapping or a text that is not empty."""
    value = record.get(name, record.get(f"{name}_{language}"))
    entries = value if isinstance(value, list | tuple) else (value,)
    return tuple(
        entry
        for entry in entries
        if isinstance(entry, Mapping)
        or (isinstance(entry, str) and entry.strip() and not _UNKNOWN.match(entry.strip()))
    )


def first_text(entry: Mapping[str, Any] | str, names: Iterable[str], language: str = "ja") -> str:
    """Return the first of the fields `names` that an entry says, or the entry itself where it is a text."""
    if isinstance(entry, str):
        return entry.strip()
    return next((found for name in names if (found := text_of(entry, name, language))), "")


def _plain(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        value = value.get(language) or value.get("ja") or value.get("value") or value.get("text")
    if isinstance(value, bool):
        return ""
    return str(value).strip() if isinstance(value, str | int | float) else ""
