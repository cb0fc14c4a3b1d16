"""What a document that is added later does to a draft: it fills what is empty or undecided, and stands beside the rest.

A value that an editor confirmed, wrote or cleared never changes here. What the document says in its place becomes one of
the field's `others`, for the editor to take or to leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from casebase.record.entries import EMPTY, Entries, Entry, FieldState, Other, proposals_for
from casebase.text.normalize import search_form


def extended(
    current: Entries,
    proposals: Mapping[str, Entry],
    said: Mapping[str, Sequence[Entry]],
    version: int,
    by: str,
    at: str,
) -> dict[str, Entry]:
    """Return a draft with what further documents say, as of count `version`.

    `proposals` are the values for fields on which nobody has decided; `said` is what each document says by itself, which
    is looked at for the fields that were decided, also while the documents were being read.
    """
    result = dict(current)
    for field, new in proposals_for(current, proposals).items():
        if field not in current or not current[field].says_the_same(new):
            result[field] = replace(new, version=version, by=by, at=at)
    for field, entries in said.items():
        standing = current.get(field)
        if standing is None or standing.state is FieldState.PROPOSED:
            continue
        for one in entries:
            result[field] = _beside(result[field], one, version)
    return result


def news(value: Any, other: Any) -> Any:
    """Return what `other` says that `value` does not: of a list its further rows, else all of it; empty if nothing."""
    if isinstance(value, list) and isinstance(other, list):
        known = [_row(one) for one in value]
        return [one for one in other if _row(one) not in known]
    if isinstance(value, str) and isinstance(other, str):
        return "" if _plain(other) in _plain(value) else other
    return "" if value == other else other


def _beside(standing: Entry, new: Entry, version: int) -> Entry:
    value = new.value
    for told in (standing.value, *(one.value for one in standing.others)):
        value = news(told, value)
    if value in EMPTY:
        return standing
    return replace(standing, others=(*standing.others, Other(value, new.evidence, version)))


def _row(row: Any) -> Any:
    """Return what makes a row of a list the same as another: of an effect its figures, else what it says."""
    if not isinstance(row, Mapping):
        return _plain(str(row))
    if "after" in row:
        return row.get("before"), row.get("after"), _plain(str(row.get("unit") or ""))
    return tuple(_plain(str(row.get(name) or "")) for name in sorted(row) if name != "evidence")


def _plain(text: str) -> str:
    return "".join(search_form(text).split())
