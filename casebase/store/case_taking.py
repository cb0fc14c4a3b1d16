"""Write a case that comes from elsewhere beside its document: of another registry, or with the product.

Such a case is known by its `origin`. As long as it is as it came, what comes again replaces it; once somebody changed it
here it is left alone, for good.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casebase.cases.states import Action, CaseId, CaseState
from casebase.models import Details, DocumentId
from casebase.people import Actor
from casebase.record.entries import entries_of
from casebase.record.model import CaseRecord
from casebase.store.case_rows import note_step, put_fields
from casebase.store.case_schema import CaseRow
from casebase.store.publication import now


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


def is_edited(state: str, authors: list[str], content: str) -> bool:
    """Tell by what its row says whether a case was changed here: it is no longer public as it came."""
    return bool(authors) or state != CaseState.PUBLISHED or not content


def add_case(session: Session, one: Imported, document: DocumentId, actor: Actor) -> None:
    """Write a case that is new here, published as it came."""
    at = now()
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


def replace_case(session: Session, row: CaseRow, one: Imported, actor: Actor) -> None:
    """Write what a case says that came again with something changed."""
    put_fields(row, entries_of(one.record))
    row.extra, row.content = dict(one.record.extra), one.content
    row.published = _note_import(session, row, one, actor)


def _note_import(session: Session, row: CaseRow, one: Imported, actor: Actor) -> int:
    registry = one.origin.partition(":")[0]
    return note_step(session, row, Action.IMPORTED, actor, note=registry, fields=row.fields)
