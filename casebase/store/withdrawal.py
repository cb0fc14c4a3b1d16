"""Withdraw documents and put them back. A withdrawn document keeps everything; nobody finds or reads it meanwhile."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casebase.errors import NotFound
from casebase.models import DocumentId
from casebase.store.publication import next_change, now
from casebase.store.schema import DocumentRow


class Withdrawals:
    """Takes documents out of searches, answers, lists and links, and puts them back. Each is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._writing = engine.execution_options(writing=True)

    def withdraw(self, document: DocumentId, reason: str) -> bool:
        """Withdraw a document from the next question on. Return False when it was withdrawn before: its date stays."""
        return self._set(document, now(), reason.strip())

    def restore(self, document: DocumentId) -> bool:
        """Put a withdrawn document back as it was. Return False when it was not withdrawn."""
        return self._set(document, "", "")

    def _set(self, document: DocumentId, at: str, because: str) -> bool:
        with Session(self._writing) as session, session.begin():
            row = session.get(DocumentRow, document)
            while row is not None and row.merged_into:
                row = session.get(DocumentRow, row.merged_into)
            if row is None:
                raise NotFound()
            return set_withdrawn(session, row, at, because)


def set_withdrawn(session: Session, row: DocumentRow, at: str, because: str) -> bool:
    """Withdraw a document, or put it back where `at` is empty, within a transaction. Return False when it was so before."""
    if bool(row.withdrawn_at) == bool(at):
        return False
    row.withdrawn_at, row.withdrawn_because = at, because
    row.change = next_change(session)
    return True
