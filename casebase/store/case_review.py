"""What moves a case on: submit, take back, send back, publish, revise, withdraw, supersede, restore; and its history.

Publishing a case makes its searchable document in the same transaction: `publishing` returns the step that
`Library.publish` runs inside (`ingest.cases.publish` does both). Every write is one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from casebase.access import Reader
from casebase.cases.states import Action, Case, CaseId, CaseState, Difference, Revision
from casebase.errors import CaseChanged, CaseNotReady, NotFound, ReviewerIsAuthor, WrongState
from casebase.models import Details, Document
from casebase.people import Actor
from casebase.record.entries import Entry, loaded
from casebase.record.readiness import lacking
from casebase.store.case_remarks import write_comment
from casebase.store.case_rows import (
    actor_of,
    case_of,
    editable_row,
    note_step,
    open_comments,
    put_fields,
    readable_row,
    today,
)
from casebase.store.case_schema import CaseRevisionRow, CaseRow
from casebase.store.failures import named_failures
from casebase.store.library import make_current
from casebase.store.publication import Within, now
from casebase.store.schema import DocumentRow
from casebase.store.selection import might_read_row
from casebase.store.withdrawal import set_withdrawn


class CaseReview:
    """Moves cases between their states. Calls take the actor who does it; `casebase.access` decides about organisations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    @named_failures()
    def submit(self, case: CaseId, attested: Sequence[str], actor: Actor) -> Case:
        """Hand a draft to review; `attested` are the points of `readiness.CHECKLIST` that the actor confirmed.

        Raises CaseNotReady with everything that is missing. Submitting what is in review already changes nothing.
        """
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor, CaseState.DRAFT, CaseState.IN_REVIEW)
            if row.state == CaseState.IN_REVIEW:
                return case_of(row)
            if missing := lacking(loaded(row.fields), attested):
                raise CaseNotReady(missing)
            row.state, row.attested, row.submitted_at = CaseState.IN_REVIEW.value, sorted(set(attested)), now()
            row.authors = sorted({*row.authors, actor.key})
            note_step(session, row, Action.SUBMITTED, actor)
            return case_of(row)

    @named_failures()
    def take_back(self, case: CaseId, actor: Actor) -> Case:
        """Make a draft again of what waits for review."""
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor, CaseState.IN_REVIEW)
            row.state, row.submitted_at = CaseState.DRAFT.value, ""
            note_step(session, row, Action.TAKEN_BACK, actor)
            return case_of(row)

    @named_failures()
    def send_back(self, case: CaseId, comments: Mapping[str, str], actor: Actor) -> Case:
        """Send a case back to its authors with comments: by field, "" for the whole. At least one must say something."""
        said = {field: text.strip() for field, text in comments.items() if text.strip()}
        if not said:
            raise CaseNotReady(["COMMENT"])
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor, CaseState.IN_REVIEW)
            _check_reviewer(row, actor)
            for field, text in said.items():
                write_comment(session, row, text, actor, field)
            row.state, row.submitted_at = CaseState.DRAFT.value, ""
            note_step(session, row, Action.SENT_BACK, actor, note=said.get("", ""))
            return case_of(row)

    def check_approval(self, case: CaseId, seen: int, actor: Actor, despite: bool = False) -> Case:
        """Return a case that `actor` may publish now as of count `seen`; one that is published already is returned as it is.

        Open comments stand against it, unless the reviewer says that it is published `despite` them; they stay open then.

        Raises NotFound, WrongState, ReviewerIsAuthor, CaseNotReady or CaseChanged.
        """
        with Session(self._engine) as session:
            row = editable_row(session, case, actor)
            if row.state != CaseState.PUBLISHED:
                _check_publishable(session, row, seen, actor, despite)
            return case_of(row)

    def publishing(self, case: Case, details: Details, actor: Actor, next_check: date, despite: bool = False) -> Within:
        """Return the step that makes a case public within the transaction that publishes its document.

        It undoes everything with CaseChanged where the case is not as `case` says any more.
        """

        def publish(session: Session, documents: Sequence[Document]) -> None:
            row = editable_row(session, case.id, actor)
            remaining = _check_publishable(session, row, case.version, actor, despite)
            document = documents[0]
            make_current(session, document, details)
            row.document, row.state, row.successor, row.reason = document.id, CaseState.PUBLISHED.value, "", ""
            row.next_check, row.verified_on = next_check.isoformat(), today()
            row.reviewer = f"{actor.organization} {actor.role.value}"
            row.authors, row.content = [], ""  # from now on it is ours: what comes again from elsewhere leaves it alone
            note = str(remaining) if remaining else ""
            row.published = note_step(session, row, Action.PUBLISHED, actor, note=note, fields=row.fields)

        return publish

    @named_failures()
    def revise(self, case: CaseId, actor: Actor) -> Case:
        """Begin a new draft of a case that is published, withdrawn or superseded; what is public stays so meanwhile."""
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor)
            if row.state == CaseState.DRAFT:
                return case_of(row)
            if row.state == CaseState.IN_REVIEW:
                raise WrongState(row.id, row.state)
            row.state, row.authors, row.attested = CaseState.DRAFT.value, [actor.key], []
            note_step(session, row, Action.REVISED, actor)
            return case_of(row)

    @named_failures()
    def withdraw(self, case: CaseId, reason: str, actor: Actor) -> Case:
        """Take a case out of searches, answers and lists at once; its link says so. Doing it again changes nothing."""
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor)
            if row.state == CaseState.WITHDRAWN:
                return case_of(row)
            self._take_out(session, row, CaseState.WITHDRAWN, reason.strip())
            note_step(session, row, Action.WITHDRAWN, actor, note=row.reason)
            return case_of(row)

    @named_failures()
    def supersede(self, case: CaseId, successor: CaseId, actor: Actor) -> Case:
        """Say that another published case takes the place of this one, which leaves searches and answers at once.

        Raises NotFound where the other is not published, or not the actor's to read.
        """
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor)
            other = session.get(CaseRow, successor)
            shown = session.get(DocumentRow, other.document) if other and other.document else None
            if other is None or other.id == case or shown is None or other.state != CaseState.PUBLISHED:
                raise NotFound()
            if not might_read_row(actor.reader, shown):
                raise NotFound()
            if row.state == CaseState.SUPERSEDED and row.successor == successor:
                return case_of(row)
            row.successor = successor
            self._take_out(session, row, CaseState.SUPERSEDED, f"→ {successor}")
            note_step(session, row, Action.SUPERSEDED, actor, note=successor)
            return case_of(row)

    @named_failures()
    def restore(self, case: CaseId, number: int, actor: Actor) -> Case:
        """Make the fields of an earlier step the newest draft, as a new step of the history."""
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor)
            if row.state == CaseState.IN_REVIEW:
                raise WrongState(row.id, row.state)
            earlier = session.get(CaseRevisionRow, (case, number))
            if earlier is None or earlier.fields is None:
                raise NotFound()
            version = row.version + 1
            put_fields(row, {name: replace(one, version=version) for name, one in loaded(earlier.fields).items()})
            row.state, row.authors, row.attested = CaseState.DRAFT.value, [actor.key], []
            note_step(session, row, Action.RESTORED, actor, note=str(number), fields=row.fields)
            return case_of(row)

    def history(self, case: CaseId, reader: Reader) -> Sequence[Revision]:
        """Return every step of a case with the fields that it changed, the newest first."""
        query = select(CaseRevisionRow).where(CaseRevisionRow.case == case).order_by(CaseRevisionRow.number)
        steps: list[Revision] = []
        before: Mapping[str, Any] = {}
        with Session(self._engine) as session:
            readable_row(session, case, reader)
            for row in session.scalars(query):
                steps.append(_revision(row, before))
                before = before if row.fields is None else row.fields
        return steps[::-1]

    def entries_at(self, case: CaseId, number: int, reader: Reader) -> Mapping[str, Entry]:
        """Return the fields of a case as they stood after a step of its history that changed some. Raises NotFound."""
        with Session(self._engine) as session:
            readable_row(session, case, reader)
            row = session.get(CaseRevisionRow, (case, number))
            if row is None or row.fields is None:
                raise NotFound()
            return loaded(row.fields)

    def _take_out(self, session: Session, row: CaseRow, state: CaseState, because: str) -> None:
        row.state, row.reason = state.value, because
        document = session.get(DocumentRow, row.document) if row.document else None
        if document is not None:
            set_withdrawn(session, document, now(), because)


def differences_between(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> tuple[Difference, ...]:
    """Return the fields whose value, passages or state differ between two drafts, in the order of the newer one."""
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        Difference(name, old.get(name), new.get(name))
        for name in names
        if (one := old.get(name)) is None or (other := new.get(name)) is None or not one.says_the_same(other)
    )


def _revision(row: CaseRevisionRow, before: Mapping[str, Any]) -> Revision:
    return Revision(
        number=row.number,
        action=Action(row.action),
        actor=actor_of(row),
        at=row.at,
        note=row.note,
        differences=() if row.fields is None else differences_between(loaded(before), loaded(row.fields)),
        set_aside=loaded(row.set_aside or {}),
        has_fields=row.fields is not None,
    )


def _check_reviewer(row: CaseRow, actor: Actor) -> None:
    if not actor.may_review or actor.key in row.authors:
        raise ReviewerIsAuthor(row.id)


def _check_publishable(session: Session, row: CaseRow, seen: int, actor: Actor, despite: bool) -> int:
    """Raise what stands against publishing a case; return how many comments stay open."""
    if row.state != CaseState.IN_REVIEW:
        raise WrongState(row.id, row.state)
    _check_reviewer(row, actor)
    if row.version != seen:
        raise CaseChanged(row.id)
    remaining = open_comments(session, [row.id]).get(row.id, 0)
    missing = lacking(loaded(row.fields), row.attested)
    if remaining and not despite:
        missing.append(f"OPEN_COMMENTS:{remaining}")
    if missing:
        raise CaseNotReady(missing)
    return remaining
