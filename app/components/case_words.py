"""Fields and values of a case record, and what it lacks, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.wording import Words
from casebase.record.fields import FIELDS, said_value


def field_label(field: str, say: Words) -> str:
    """Return the name of a field; empty stands for the whole case."""
    return FIELDS[field].label(say.language) if field in FIELDS else say("review.whole")


def missing_text(code: str, say: Words) -> str:
    """Return what a code of `casebase.record.readiness` asks for."""
    kind, _, detail = code.partition(":")
    named = field_label(detail, say) if detail in FIELDS else detail
    key = f"case_missing.{code.replace(':', '_')}"
    return say(key) if key in say.entries else say(f"case_missing.{kind}", field=named)


def value_lines(field: str, value: Any, say: Words) -> list[str]:
    """Return a stored value as lines of text; nothing where it is empty."""
    if value in ("", None, []):
        return []
    if isinstance(value, bool):
        return [say("review.yes" if value else "review.no")]
    if isinstance(value, list):
        return [_item(one, say) for one in value]
    vocabulary = FIELDS[field].vocabulary if field in FIELDS else ""
    return (said_value(vocabulary, value, say.language) if vocabulary else str(value)).splitlines()


def _item(one: Any, say: Words) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    if "metric" in one:
        figures = " → ".join(str(one[name]) for name in ("before", "after") if one.get(name) not in (None, ""))
        unit = f" {one['unit']}" if one.get("unit") and figures else ""
        about = [one.get("period") or "", said_value("method", one.get("method", "unknown"), say.language)]
        return f"{one['metric']}: {figures}{unit} ({', '.join(filter(None, about))})"
    shown = (str(value) for name, value in one.items() if value and name != "evidence")
    return " · ".join(shown)
