"""Let cases forget a document that is removed for good: its quotes, and values that are its very words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import Session

from casebase.record.entries import row_passages
from casebase.store.case_schema import CaseRevisionRow, CaseRow

Stored = Mapping[str, Any]


def forget_in_cases(session: Session, versions: Collection[str]) -> None:
    """Take out of drafts and histories whatever quotes one of `versions`."""
    if not versions:
        return
    for row in session.scalars(select(CaseRow).where(_names(CaseRow.fields, versions))):
        row.fields = without(row.fields, versions)
    for row in session.scalars(select(CaseRow).where(_names(CaseRow.documents, versions))):
        row.documents = [one for one in row.documents if one not in versions]
    for step in session.scalars(select(CaseRevisionRow).where(_names(CaseRevisionRow.fields, versions))):
        step.fields = without(step.fields or {}, versions)
    for step in session.scalars(select(CaseRevisionRow).where(_names(CaseRevisionRow.set_aside, versions))):
        step.set_aside = without(step.set_aside or {}, versions)


def without(stored: Stored, versions: Collection[str]) -> dict[str, Any]:
    """Return a stored draft without passages of `versions`; a value whose words stand in such a passage goes with it."""
    kept: dict[str, Any] = {}
    for field, entry in stored.items():
        value = entry["value"]
        gone = [one["quote"] for one in entry.get("evidence", ()) if one["version"] in versions]
        if field == "effect" and isinstance(value, list):
            value = [_effect_without(one, versions) for one in value]
        others = [one for one in entry.get("others", ()) if not _rests_on(one, versions)]
        if isinstance(value, str) and any(value in quote for quote in gone):
            continue
        left = [one for one in entry.get("evidence", ()) if one["version"] not in versions]
        changed = {**entry, "value": value, "evidence": left}
        changed.pop("others", None)
        if others:
            changed["others"] = others
        if gone and not left and entry["state"] == "confirmed":
            changed["state"] = "word"
        kept[field] = changed
    return kept


def _effect_without(effect: Stored, versions: Collection[str]) -> dict[str, Any]:
    return {**effect, "evidence": [one for one in effect.get("evidence", ()) if one["version"] not in versions]}


def _rests_on(other: Stored, versions: Collection[str]) -> bool:
    """Tell whether what a document says beside a value rests on one of `versions`: then all of it is that document's."""
    return any(one["version"] in versions for one in (*other["evidence"], *row_passages(other["value"])))


def _names(column: Any, versions: Collection[str]) -> ColumnElement[bool]:
    return or_(*(cast(column, Text).contains(version) for version in versions))
