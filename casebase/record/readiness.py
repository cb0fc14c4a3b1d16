"""What a case still lacks before it is submitted or published, as codes; some end in `:` and the key of a field.

| code | meaning |
|---|---|
| `REQUIRED:field` | a required field is empty |
| `UNCONFIRMED:field` | a proposed value was neither confirmed nor cleared |
| `QUESTIONS` | there are fewer than three golden questions |
| `CHECK:evidence`, `CHECK:personal_data`, `CHECK:rights` | this point of the checklist was not confirmed |
| `PERSONAL_CONTACT` | the contact is a person, not an office |
| `QUESTION_NOT_FOUND:n` | golden question n (from 1) does not retrieve the case |
| `OPEN_COMMENTS:n` | n comments are open, and the reviewer did not say that it is published all the same |
| `NEVER_PUBLISHED:code` | the text holds what is never published (a My Number, a card number) |
"""

from __future__ import annotations

from collections.abc import Collection

from casebase.personal.mailboxes import names_a_person
from casebase.record.entries import EMPTY, Entries, FieldState
from casebase.record.fields import FIELDS

CHECKLIST = ("evidence", "personal_data", "rights")
"""What the person who submits a case confirms: passages prove it, it names nobody, its texts may be used."""

GOLDEN_QUESTIONS = 3
"""Questions that must retrieve a case before it is published."""


def lacking(entries: Entries, attested: Collection[str] = CHECKLIST) -> list[str]:
    """Return what a draft lacks, in the order of the form."""
    filled = {field for field, one in entries.items() if one.value not in EMPTY}
    codes = [f"REQUIRED:{field}" for field in required_and_empty(filled, entries)]
    codes += [f"UNCONFIRMED:{field}" for field, one in entries.items() if one.state is FieldState.PROPOSED]
    questions = entries["golden_questions"].value if "golden_questions" in filled else []
    if len({question.strip() for question in questions if question.strip()}) < GOLDEN_QUESTIONS:
        codes.append("QUESTIONS")
    contact = entries["contact"].value if "contact" in filled else ""
    if contact and names_a_person(contact):
        codes.append("PERSONAL_CONTACT")
    return codes + [f"CHECK:{point}" for point in CHECKLIST if point not in attested]


def required_and_empty(filled: Collection[str], entries: Entries) -> list[str]:
    """Return the keys of required fields that are empty; of a field in two languages the Japanese one, where one is enough."""
    missing = []
    for field in FIELDS.values():
        if not field.required or field.managed or field.key in filled or field.key == "golden_questions":
            continue
        sides = {one.key for one in FIELDS.values() if one.base == field.base}
        if field.required == "any" and (sides & set(filled) or field.language == "en"):
            continue
        if not _may_stay_empty(field.key, filled, entries):
            missing.append(field.key)
    return missing


def _may_stay_empty(field: str, filled: Collection[str], entries: Entries) -> bool:
    """A stopped case may give its reason instead of effects; passages of stored documents stand for sources; the circle
    of readers is the partners unless it is said."""
    if field == "effect":
        return bool({"stop_reason_ja", "stop_reason_en"} & set(filled))
    if field == "sources":
        effects = entries["effect"].value if "effect" in filled else []
        return any(one.evidence for one in entries.values()) or any(one.get("evidence") for one in effects)
    return field == "visibility"
