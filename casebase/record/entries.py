"""A draft field by field: what stands in each, which passage proves it, and whether somebody confirmed it.

Two editors may write at once: every field remembers the count of the case at which it last changed, so that a change made
on an older view is merged field by field and only the same field, changed to something else, is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from casebase.errors import RecordInvalid
from casebase.record.fields import EDITABLE, EVIDENCED, FIELDS
from casebase.record.model import CaseRecord, Evidence

EMPTY: tuple[Any, ...] = ("", None, [])
"""Values that say nothing."""


class FieldState(StrEnum):
    """How sure a value is."""

    PROPOSED = "proposed"
    """Found by rules or a model; nobody has looked at it yet."""
    CONFIRMED = "confirmed"
    """An editor confirmed it, with its passage where the field should have one."""
    CLEARED = "cleared"
    """An editor decided that the field stays empty."""
    WORD = "word"
    """The editor's word: an editor wrote it, and no passage proves it."""


def row_passages(value: Any) -> list[dict[str, Any]]:
    """Return the passages of the rows of a list, as plain JSON; none of any other value."""
    rows = value if isinstance(value, list) else []
    return [one for row in rows if isinstance(row, Mapping) for one in row.get("evidence") or ()]


@dataclass(frozen=True, slots=True)
class Other:
    """What a document that was added later says of a field that was decided; `version` is the count at which it came."""

    value: Any
    evidence: tuple[Evidence, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one field of a draft. `value` is plain JSON; `version` is the count at which it last changed.

    `others` stand beside the value until an editor who saw them saves the field.
    """

    value: Any
    evidence: tuple[Evidence, ...] = ()
    state: FieldState = FieldState.CONFIRMED
    version: int = 0
    by: str = ""
    at: str = ""
    others: tuple[Other, ...] = ()

    @property
    def passages(self) -> tuple[Evidence, ...]:
        """The passages of the value, those of every row of a list among them."""
        return (*self.evidence, *(Evidence(**one) for one in row_passages(self.value)))

    def says_the_same(self, other: Entry) -> bool:
        """Tell whether two entries say the same, whoever wrote them."""
        return (self.value, self.evidence, self.state) == (other.value, other.evidence, other.state)


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor, or the extraction, puts into a field. Without `state` it follows from value and evidence."""

    value: Any
    evidence: Sequence[Evidence] = ()
    state: FieldState | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two editors changed to something else: `theirs` stands, `yours` is kept in the history."""

    field: str
    theirs: Entry
    yours: Entry


Entries = Mapping[str, Entry]


def entry_of(field: str, change: Change) -> Entry:
    """Return a change as it is kept: its value as the record has it, and its state. Raises RecordInvalid."""
    if field not in EDITABLE:
        raise RecordInvalid(field, "this field is not filled in by editors")
    evidence = tuple(change.evidence)  # also of fields that need none: an editor checks a date where it stands
    value = checked_value(field, change.value)
    empty = value in EMPTY
    if empty and change.state is not FieldState.PROPOSED:
        return Entry(value, (), FieldState.CLEARED)
    if change.state is FieldState.PROPOSED:
        return Entry(value, evidence, FieldState.PROPOSED)
    return Entry(value, evidence, FieldState.CONFIRMED if _is_proved(field, value, evidence) else FieldState.WORD)


def checked_value(field: str, value: Any) -> Any:
    """Return a value as the record keeps it, as plain JSON. Raises RecordInvalid."""
    try:
        record = CaseRecord.model_validate({} if value is None else {field: value})
    except ValidationError as exc:
        raise RecordInvalid(field, exc.errors()[0]["msg"].removeprefix("Value error, ")) from exc
    return record.model_dump(mode="json", include={field})[field]


def merged(
    current: Entries, changes: Mapping[str, Entry], seen: int, version: int, by: str, at: str
) -> tuple[dict[str, Entry], list[str], list[Conflict]]:
    """Put changes that were made on a view as of count `seen` into the draft that stands now.

    Returns the draft, the fields that changed, and the conflicts; of those the draft keeps what stands.
    """
    result, changed, conflicts = dict(current), [], []
    for field, new in changes.items():
        standing = current.get(field)
        unseen = tuple(one for one in standing.others if one.version > seen) if standing else ()
        if standing is not None and standing.says_the_same(new) and standing.others == unseen:
            continue
        if standing is not None and standing.version > seen and standing.value != new.value:
            conflicts.append(Conflict(field, standing, new))
            continue
        result[field] = replace(new, version=version, by=by, at=at, others=unseen)
        changed.append(field)
    return result, changed, conflicts


def proposals_for(current: Entries, changes: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return those proposals that touch nothing an editor has decided on: empty fields and earlier proposals."""
    return {
        field: replace(new, state=FieldState.PROPOSED)
        for field, new in changes.items()
        if new.value not in EMPTY and (field not in current or current[field].state is FieldState.PROPOSED)
    }


def record_of(entries: Entries, **managed: Any) -> CaseRecord:
    """Return the record that a draft holds; `managed` are the fields that the product sets."""
    values = {field: one.value for field, one in entries.items() if one.value not in EMPTY}
    evidence = {field: one.evidence for field, one in entries.items() if one.evidence and field in EVIDENCED}
    return CaseRecord.model_validate({**values, "evidence": evidence, **managed})


def entries_of(record: CaseRecord) -> dict[str, Entry]:
    """Return a record as a draft, every value confirmed or the editor's word."""
    plain = record.model_dump(mode="json", include=set(EDITABLE))
    found = {}
    for field in EDITABLE:
        value, evidence = plain[field], record.evidence.get(field, ())
        if value not in EMPTY:
            proved = _is_proved(field, value, evidence)
            found[field] = Entry(value, evidence, FieldState.CONFIRMED if proved else FieldState.WORD)
    return found


def stored(entries: Entries) -> dict[str, Any]:
    """Return a draft as plain JSON."""
    return {
        field: {
            "value": one.value,
            "state": one.state.value,
            **({"evidence": [passage.model_dump() for passage in one.evidence]} if one.evidence else {}),
            **({"version": one.version} if one.version else {}),
            **({"by": one.by, "at": one.at} if one.by else {}),
            **({"others": [_stored_other(other) for other in one.others]} if one.others else {}),
        }
        for field, one in entries.items()
    }


def loaded(plain: Mapping[str, Any]) -> dict[str, Entry]:
    """Return the draft that `stored` wrote, in the order of the form."""
    order = {field: number for number, field in enumerate(FIELDS)}
    return {
        field: Entry(
            plain[field]["value"],
            tuple(Evidence(**passage) for passage in plain[field].get("evidence", ())),
            FieldState(plain[field]["state"]),
            plain[field].get("version", 0),
            plain[field].get("by", ""),
            plain[field].get("at", ""),
            tuple(_loaded_other(other) for other in plain[field].get("others", ())),
        )
        for field in sorted(plain, key=lambda field: order.get(field, len(order)))
    }


def _stored_other(other: Other) -> dict[str, Any]:
    evidence = [passage.model_dump() for passage in other.evidence]
    return {"value": other.value, "evidence": evidence, "version": other.version}


def _loaded_other(plain: Mapping[str, Any]) -> Other:
    return Other(plain["value"], tuple(Evidence(**passage) for passage in plain["evidence"]), plain["version"])


def _is_proved(field: str, value: Any, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a value needs no passage or has one; every effect needs its own, or one for the whole field."""
    if field not in EVIDENCED or evidence:
        return True
    return field == "effect" and bool(value) and all(one.get("evidence") for one in value)
