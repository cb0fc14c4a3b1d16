"""Beside a value of a case that was written up here: the passages it rests on, or that it is the editor's statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.links import passage_href
from app.markup import Markup, el
from app.wording import Words
from casebase.record.fields import EVIDENCED

Record = Mapping[str, Any]


def grounds(record: Record, field: str, say: Words) -> Markup | None:
    """Return links to the passages of a field's value, or whose word it is; nothing of a record that was taken over."""
    if not _was_reviewed(record):
        return None
    base = field.removesuffix("_ja")
    evidence = record.get("evidence") or {}
    passages = next((evidence[name] for name in (field, base, f"{base}_en") if evidence.get(name)), ())
    return _marks(passages, field in EVIDENCED, say)


def effect_grounds(record: Record, effect: Mapping[str, Any], say: Words) -> Markup | None:
    """Return the same of one effect, which has passages of its own or shares those of all effects."""
    if not _was_reviewed(record):
        return None
    passages = effect.get("evidence") or (record.get("evidence") or {}).get("effect") or ()
    return _marks(passages, True, say)


def _was_reviewed(record: Record) -> bool:
    """Tell whether a case was written up and published here: others have sources of their own."""
    return bool(record.get("reviewer") or record.get("evidence"))


def _marks(passages: Sequence[Mapping[str, Any]], due: bool, say: Words) -> Markup | None:
    links = [
        el(
            "a",
            say("case.passage", page=one["page"]),
            href=passage_href(str(one["version"]), int(one["page"]), int(one["start"]), int(one["end"]), say.language),
        )
        for one in passages
    ]
    if not links and not due:
        return None
    shown = links or el("span", say("field_state.word"), class_="cb-badge")
    return el("p", shown, class_="cb-grounds-of", data_testid="grounds")
