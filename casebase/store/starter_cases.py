"""Cases that come with the product are cases like any other: each has its row, keeps the number it has always had, and is
revised at the desk. What an editor changed is never overwritten when the product starts again or brings a newer record.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebase.models import Details, DocumentId, Kind
from casebase.people import IMPORTER
from casebase.record.model import content_of
from casebase.record.versions import read_record
from casebase.store.case_schema import CaseRow
from casebase.store.case_taking import Imported, add_case, is_edited, replace_case
from casebase.store.schema import DocumentRow

ORIGIN = "starter"
"""Begins the origin of a case that came with the product."""


def revised_here(session: Session, details: Details) -> DocumentRow | None:
    """Return the document of a starter case that somebody changed here, which is to stay as it is; else None."""
    row = _row(session, details)
    if row is None or row.document is None or not is_edited(row.state, row.authors, row.content):
        return None
    return session.get(DocumentRow, row.document)


def keep_case(session: Session, document: DocumentId, details: Details) -> None:
    """Let the case of a starter document say what the document says; a case that says it already stays untouched."""
    if not _is_case(details):
        return
    record = read_record(details.record)
    one = Imported(record, f"{ORIGIN}:{record.case_id}", content_of(record), details)
    row = _row(session, details)
    if row is None:
        add_case(session, one, document, IMPORTER)
    elif row.content != one.content:
        replace_case(session, row, one, IMPORTER)


def _row(session: Session, details: Details) -> CaseRow | None:
    if not _is_case(details):
        return None
    return session.scalar(select(CaseRow).where(CaseRow.origin == f"{ORIGIN}:{details.record['id']}"))


def _is_case(details: Details) -> bool:
    return details.starter and details.kind is Kind.CASE and "id" in details.record
