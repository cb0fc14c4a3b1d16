"""Fill a draft of the case record from documents: read them, ask every finder, keep the surest value of each field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casebase.findings import Severity
from casebase.personal.personal import personal_data
from ingest.draft.choices import choices, status_of
from ingest.draft.costs import costs
from ingest.draft.dates import dates_in
from ingest.draft.effects import Found, table_effects
from ingest.draft.named import document_date, named, title_of
from ingest.draft.prose import told
from ingest.draft.questions import golden_questions
from ingest.draft.records import Draft, Material, Proof, Proposal, Reading, Unit
from ingest.draft.told_effects import told_effects
from ingest.draft.units import read_units

Persons = Mapping[tuple[str, int], Sequence[tuple[int, int]]]
"""Stretches with data of a person, by version and page."""

MOST_EFFECTS = 12
"""Effects that are proposed; a report with more has tables that are better chosen from by hand."""


def draft_of(materials: Sequence[Material]) -> Draft:
    """Return what the documents say about each field of the record, with the passages that prove it.

    Of several documents the first that says a thing is followed. What nobody says is not proposed, nor is what rests on a
    passage with data of a person, whatever is decided about that passage later.
    """
    reading = read_units(materials)
    persons = _persons(materials)
    title = title_of(reading)
    found: dict[str, Proposal] = {}
    for proposal in _found(reading, title, persons):
        if any(_is_about(persons, proof) for proof in proposal.evidence):
            continue
        if proposal.field not in found or proposal.confidence > found[proposal.field].confidence:
            found[proposal.field] = proposal
    values = {field: one.value for field, one in found.items()}
    if questions := golden_questions(values, reading.language):
        found["golden_questions"] = Proposal("golden_questions", questions)
    return Draft(tuple(found.values()))


def _persons(materials: Sequence[Material]) -> Persons:
    """Return where the pages hold data of a person that somebody must decide about."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for material in materials:
        for page in material.pages:
            for one in personal_data(page):
                if one.severity is not Severity.NOTE:
                    found.setdefault((material.version, page.number), []).append((one.start, one.end))
    return found


def _is_about(persons: Persons, proof: Proof) -> bool:
    spans = persons.get((proof.version, proof.page), ())
    return any(start < proof.end and proof.start < end for start, end in spans)


def _found(reading: Reading, title: Unit | None, persons: Persons) -> Iterator[Proposal]:
    yield from named(reading, title)
    yield from choices(reading, title)
    yield from _status_date(reading, title)
    yield from _effects(reading, persons)
    yield from costs(reading)
    yield from told(reading, [title.span] if title else [])


def _status_date(reading: Reading, title: Unit | None) -> Iterator[Proposal]:
    """Yield the date that the status holds from, where its sentence says one, else the date of the document."""
    status = status_of(reading, title)
    if status is not None:
        _, unit = status
        dated = [one for one in dates_in(unit.text) if len(one.iso) > 4]
        if dated:
            one = dated[0]
            yield Proposal("status_date", one.iso, (unit.span.part(one.start, one.end).proof,), 0.8)
            return
    if (dated_document := document_date(reading)) is not None:
        iso, span = dated_document
        yield Proposal("status_date", iso, (span.proof,), 0.7)


def _effects(reading: Reading, persons: Persons) -> Iterator[Proposal]:
    tables = table_effects(reading)
    found = [one for one in (*tables, *told_effects(reading, tables)) if not _is_about(persons, one.proof)][
        :MOST_EFFECTS
    ]
    if found:
        value = [_with_proof(one) for one in found]
        yield Proposal("effect", value, tuple(one.proof for one in found), 0.8)


def _with_proof(found: Found) -> dict[str, Any]:
    proof = found.proof
    evidence = {
        "document": proof.document,
        "version": proof.version,
        "page": proof.page,
        "start": proof.start,
        "end": proof.end,
        "quote": proof.quote,
    }
    return {**found.effect, "evidence": [evidence]}
