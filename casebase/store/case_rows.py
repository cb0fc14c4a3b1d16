"""Turn rows of cases into records, find the row that somebody may edit, and write steps of the history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebase.access import AccessKey, Reader, may_edit, may_read
from casebase.cases.states import Action, Case, CaseId, CaseState, Comment
from casebase.errors import NotFound, WrongState
from casebase.models import Visibility
from casebase.people import Actor, Role
from casebase.record.entries import Entries, loaded, stored
from casebase.store.case_schema import CaseCommentRow, CaseNumberRow, CaseRevisionRow, CaseRow
from casebase.store.publication import now

ONE_SITTING = timedelta(minutes=15)
"""Edits of one person that follow each other, and begin within this time, are one step of the history."""


def case_of(row: CaseRow) -> Case:
    """Return the case that a row holds."""
    return Case(
        id=row.id,
        organization=row.organization,
        state=CaseState(row.state),
        version=row.version,
        entries=loaded(row.fields),
        authors=tuple(row.authors),
        attested=tuple(row.attested),
        documents=tuple(row.documents),
        document=row.document or "",
        published=row.published,
        successor=row.successor,
        reason=row.reason,
        next_check=row.next_check,
        reviewer=row.reviewer,
        verified_on=row.verified_on,
        origin=row.origin or "",
        extra=row.extra,
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
    )


def comment_of(row: CaseCommentRow) -> Comment:
    """Return the comment that a row holds."""
    about = (row.id, row.case, row.field, row.text, actor_of(row), row.at)
    return Comment(*about, row.resolved_at, row.resolved_by, row.reply_to)


def actor_of(row: CaseCommentRow | CaseRevisionRow) -> Actor:
    """Return who wrote a row."""
    return Actor(row.name, row.organization, Role(row.role))


def new_id(session: Session) -> CaseId:
    """Give the next number away, for good."""
    number = CaseNumberRow()
    session.add(number)
    session.flush()
    return case_id(number.number)


def case_id(number: int) -> CaseId:
    """Return how a number is written."""
    return f"C-{number:06d}"


def readable_row(session: Session, case: CaseId, reader: Reader) -> CaseRow:
    """Return the row of a case whose draft `reader` may see. Raises NotFound."""
    row = session.get(CaseRow, case)
    if row is None or not may_see_draft(reader, row):
        raise NotFound()
    return row


def may_see_draft(reader: Reader, row: CaseRow) -> bool:
    """Decide whether `reader` may see the draft of a case: it is its organisation's, whatever becomes of it."""
    return may_read(reader, AccessKey(row.organization, Visibility.OWN))


def editable_row(session: Session, case: CaseId, actor: Actor, *states: CaseState) -> CaseRow:
    """Return the row of a case that `actor` may decide about and that is in one of `states`.

    Raises NotFound where it is absent or another organisation's, WrongState in another state. Nothing leaves the state DELETED.
    """
    row = session.get(CaseRow, case)
    if row is None or not may_edit(actor.reader, row.organization):
        raise NotFound()
    if row.state == CaseState.DELETED or (states and CaseState(row.state) not in states):
        raise WrongState(row.id, row.state)
    return row


def put_fields(row: CaseRow, entries: Entries) -> None:
    """Write a draft into its row."""
    row.fields = stored(entries)
    titles = (entries[name].value for name in ("title_ja", "title_en") if name in entries)
    row.title = next((title for title in titles if title), "")


def note_step(
    session: Session,
    row: CaseRow,
    action: Action,
    actor: Actor,
    note: str = "",
    fields: Mapping[str, Any] | None = None,
    set_aside: Mapping[str, Any] | None = None,
) -> int:
    """Count a change of a case and write it into its history; return the number of the step.

    Edits of one sitting become one step.
    """
    at = now()
    row.version += 1
    row.updated_at = at
    last = session.scalar(
        select(CaseRevisionRow).where(CaseRevisionRow.case == row.id).order_by(CaseRevisionRow.number.desc()).limit(1)
    )
    if action is Action.EDITED and last is not None and _same_sitting(last, actor, at):
        last.fields, last.at = dict(fields or {}), at
        return last.number
    number = (last.number if last else 0) + 1
    session.add(
        CaseRevisionRow(
            case=row.id,
            number=number,
            action=action.value,
            at=at,
            began_at=at,
            name=actor.name,
            organization=actor.organization,
            role=actor.role.value,
            note=note,
            fields=None if fields is None else dict(fields),
            set_aside=None if set_aside is None else dict(set_aside),
        )
    )
    session.flush()
    return number


def open_comments(session: Session, cases: Collection[CaseId]) -> dict[CaseId, int]:
    """Return how many comments are open on each of `cases` that has any."""
    is_open = (CaseCommentRow.resolved_at == "", CaseCommentRow.reply_to == 0, CaseCommentRow.case.in_(cases))
    query = select(CaseCommentRow.case, func.count()).where(*is_open).group_by(CaseCommentRow.case)
    return dict(session.execute(query).tuples().all())


def today() -> str:
    """Return the present day (UTC) as an ISO date."""
    return datetime.now(UTC).date().isoformat()


def _same_sitting(last: CaseRevisionRow, actor: Actor, at: str) -> bool:
    began = datetime.fromisoformat(last.began_at)
    same = actor_of(last).key == actor.key
    return last.action == Action.EDITED and same and datetime.fromisoformat(at) - began < ONE_SITTING
