"""Whether the passages of a value still bear it out once a person has changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from casebase.answer.denial import denies
from casebase.record.entries import Change, Entry
from casebase.record.fields import EVIDENCED, FIELDS
from casebase.text.numbers import Quantity, quantities
from casebase.text.tokens import Vocabulary

ENOUGH = 0.5
"""Share of a value's words that its passages must hold."""


def without_former_passages(field: str, standing: Entry | None, change: Change) -> Change:
    """Return a change by a person without the passages that were those of the former value and do not hold the new one.

    Passages that were chosen with the new value stay: the person saw them. What is left without one is the editor's statement.
    """
    if field not in EVIDENCED or standing is None or change.value == standing.value:
        return change
    if field == "effect" and isinstance(change.value, list):
        before = [row for row in standing.value or () if isinstance(row, Mapping)]
        return replace(change, value=[_row(row, before) for row in change.value])
    kept = tuple(change.evidence)
    if not kept or set(kept) - set(standing.evidence):
        return change
    held = " ".join(one.quote for one in kept)
    free = not FIELDS[field].vocabulary
    return change if free and _holds(held, str(change.value)) else replace(change, evidence=())


def _row(row: Any, before: Sequence[Mapping[str, Any]]) -> Any:
    """Return a row without its passages where its figures changed, the passages did not, and they do not hold the new ones."""
    passages = row.get("evidence") or []
    former = next((one for one in before if passages and _same(one.get("evidence"), passages)), None)
    if former is None or all(
        str(row.get(name)) == str(former.get(name)) for name in ("metric", "before", "after", "unit")
    ):
        return row
    held = " ".join(str(one["quote"]) for one in passages)
    said = " ".join(
        f"{row[name]}{row.get('unit') or ''}" for name in ("before", "after") if row.get(name) not in (None, "")
    )
    turned = not _in_order(held, str(row.get("before") or ""), str(row.get("after") or ""))
    return {**row, "evidence": []} if turned or not _holds(held, said) else row


def _same(one: Any, other: Any) -> bool:
    return [(p["version"], p["page"], p["start"], p["end"]) for p in one or ()] == [
        (p["version"], p["page"], p["start"], p["end"]) for p in other or ()
    ]


def _holds(held: str, said: str) -> bool:
    known = quantities(held)
    figures = [one for one in quantities(said) if not any(_is_same_figure(one, other) for other in known)]
    words = Vocabulary.of(said).tokens
    holds = not figures and len(words & Vocabulary.of(held).tokens) >= ENOUGH * len(words)
    return holds and not denies(said, [held])


def _is_same_figure(one: Quantity, other: Quantity) -> bool:
    return one.value == other.value and (one.unit == other.unit or not one.unit or not other.unit)


def _in_order(held: str, before: str, after: str) -> bool:
    """Tell whether passages that say both figures say the one before first."""
    places = [held.find(figure) for figure in (before, after)]
    return not before or not after or -1 in places or places[0] <= places[1]
