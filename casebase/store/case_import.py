"""Many cases of another registry at once: numbers that stay, rows beside their documents, nothing twice.

A case of another registry is known by its `origin`. Its number is given before it is published, so that a run that broke
off goes on where it stopped. What was edited here since is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from casebase.cases.states import Action, CaseId, CaseState
from casebase.models import Details, Document, DocumentId
from casebase.people import Actor
from casebase.record.entries import entries_of
from casebase.record.model import CaseRecord
from casebase.store.case_rows import case_id, note_step, put_fields
from casebase.store.case_schema import CaseNumberRow, CaseRow
from casebase.store.failures import named_failures
from casebase.store.library import make_current
from casebase.store.publication import Within, batches, now


@dataclass(frozen=True, slots=True)
class Known:
    """A case that was imported before. `content` is the hash of what was imported; `edited`: somebody changed it here."""

    case: CaseId
    content: str
    edited: bool
    document: DocumentId


@dataclass(frozen=True, slots=True)
class Imported:
    """A case to be written beside its document; `known` is what was there before, if anything."""

    record: CaseRecord
    origin: str
    content: str
    details: Details
    known: Known | None = None


class CaseImports:
    """Writes cases of other registries."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def known(self, origins: Iterable[str]) -> Mapping[str, Known]:
        """Return those of `origins` that are cases here."""
        found = {}
        columns = (CaseRow.origin, CaseRow.id, CaseRow.content, CaseRow.state, CaseRow.authors, CaseRow.document)
        with Session(self._engine) as session:
            for some in batches(list(origins)):
                query = select(*columns).where(CaseRow.origin.in_(some))
                for origin, case, content, state, authors, document in session.execute(query).tuples():
                    edited = bool(authors) or state != CaseState.PUBLISHED or not content
                    found[str(origin)] = Known(case, content, edited, document or "")
        return found

    def exist(self, cases: Iterable[CaseId]) -> frozenset[CaseId]:
        """Return those of `cases` that are numbers of cases here."""
        with Session(self._engine) as session:
            return frozenset(session.scalars(select(CaseRow.id).where(CaseRow.id.in_(list(cases)))))

    @named_failures()
    def numbers(self, origins: Sequence[str]) -> Mapping[str, CaseId]:
        """Give a number to each of `origins` that has none, for good, and return the numbers of all."""
        with Session(self._writing) as session, session.begin():
            known = _numbers(session, origins)
            missing = [{"origin": origin} for origin in dict.fromkeys(origins) if origin not in known]
            if missing:
                session.execute(insert(CaseNumberRow), missing)
            return _numbers(session, origins)

    def writing(self, cases: Sequence[Imported], actor: Actor) -> Within:
        """Return the step that writes cases within the transaction that publishes their documents, in the same order."""

        def write(session: Session, documents: Sequence[Document]) -> None:
            at = now()
            for one, document in zip(cases, documents, strict=True):
                if one.known is None:
                    _add(session, one, document.id, actor, at)
                else:
                    make_current(session, document, one.details)
                    _replace(session, session.get_one(CaseRow, one.known.case), one, actor)

        return write


def _add(session: Session, one: Imported, document: DocumentId, actor: Actor, at: str) -> None:
    row = CaseRow(
        id=one.record.case_id,
        organization=one.record.organization,
        state=CaseState.PUBLISHED.value,
        version=0,
        extra=one.record.extra,
        authors=[],
        attested=[],
        documents=[],
        document=document,
        successor="",
        reason="",
        next_check=one.record.next_check,
        reviewer="",
        verified_on="",
        origin=one.origin,
        content=one.content,
        created_at=at,
        updated_at=at,
        submitted_at="",
    )
    put_fields(row, entries_of(one.record))
    session.add(row)
    session.flush()
    row.published = _note_import(session, row, one, actor)


def _replace(session: Session, row: CaseRow, one: Imported, actor: Actor) -> None:
    put_fields(row, entries_of(one.record))
    row.extra, row.content = dict(one.record.extra), one.content
    row.published = _note_import(session, row, one, actor)


def _note_import(session: Session, row: CaseRow, one: Imported, actor: Actor) -> int:
    registry = one.origin.partition(":")[0]
    return note_step(session, row, Action.IMPORTED, actor, note=registry, fields=row.fields)


def _numbers(session: Session, origins: Sequence[str]) -> dict[str, CaseId]:
    found: dict[str, CaseId] = {}
    for some in batches(origins):
        query = select(CaseNumberRow.origin, CaseNumberRow.number).where(CaseNumberRow.origin.in_(some))
        found.update({str(origin): case_id(number) for origin, number in session.execute(query).tuples()})
    return found
