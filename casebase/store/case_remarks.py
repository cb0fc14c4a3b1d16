"""Comments on cases: written at a field or on the whole, answered, and marked as done. Every write is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from casebase.access import Reader
from casebase.cases.states import CaseId, Comment
from casebase.errors import NotFound
from casebase.people import Actor
from casebase.store.case_rows import comment_of, editable_row, open_comments, readable_row
from casebase.store.case_schema import CaseCommentRow, CaseRow
from casebase.store.failures import named_failures
from casebase.store.publication import now


class CaseRemarks:
    """The comments on the cases of a database; whoever edits a case's organisation takes part."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    @named_failures()
    def add(self, case: CaseId, text: str, actor: Actor, field: str = "") -> Comment:
        """Write a comment on a case, or at one of its fields."""
        with Session(self._writing) as session, session.begin():
            return write_comment(session, editable_row(session, case, actor), text, actor, field)

    @named_failures()
    def answer(self, comment: int, text: str, actor: Actor) -> Comment:
        """Answer a comment, which stays open."""
        with Session(self._writing) as session, session.begin():
            about = _comment(session, comment)
            row = editable_row(session, about.case, actor)
            return write_comment(session, row, text, actor, about.field, about.reply_to or about.id)

    @named_failures()
    def resolve(self, comment: int, actor: Actor) -> Comment:
        """Mark a comment as done; the first who did stays named."""
        with Session(self._writing) as session, session.begin():
            row = _comment(session, comment)
            editable_row(session, row.case, actor)
            if not row.resolved_at:
                row.resolved_at, row.resolved_by = now(), actor.name
            return comment_of(row)

    def on(self, case: CaseId, reader: Reader) -> Sequence[Comment]:
        """Return the comments on a case and the answers to them, the oldest first."""
        with Session(self._engine) as session:
            readable_row(session, case, reader)
            query = select(CaseCommentRow).where(CaseCommentRow.case == case).order_by(CaseCommentRow.id)
            return [comment_of(row) for row in session.scalars(query)]

    def open(self, cases: Sequence[CaseId]) -> Mapping[CaseId, int]:
        """Return how many comments are open on each of `cases` that has any."""
        with Session(self._engine) as session:
            return open_comments(session, cases)


def write_comment(
    session: Session, row: CaseRow, text: str, actor: Actor, field: str = "", reply_to: int = 0
) -> Comment:
    """Write a comment within a transaction."""
    comment = CaseCommentRow(
        case=row.id,
        field=field,
        text=text.strip(),
        at=now(),
        name=actor.name,
        organization=actor.organization,
        role=actor.role.value,
        resolved_at="",
        resolved_by="",
        reply_to=reply_to,
    )
    session.add(comment)
    session.flush()
    return comment_of(comment)


def _comment(session: Session, number: int) -> CaseCommentRow:
    row = session.get(CaseCommentRow, number)
    if row is None:
        raise NotFound()
    return row
