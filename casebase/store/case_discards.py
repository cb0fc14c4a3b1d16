"""Drafts that are thrown away: a new one leaves its number and who deleted it, one of a public case leaves what is public.

With a new draft go the files that were handed in for it, unless anything else uses them: another case, an answer that
somebody was shown, another upload of the same file, another version of the document.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, Text, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from casebase.cases.states import Action, Case, CaseId, CaseState
from casebase.errors import NotTheAuthor
from casebase.jobs import FINAL_STATES, JobState
from casebase.models import VersionId
from casebase.people import Actor
from casebase.record.entries import loaded
from casebase.store.blobs import Originals
from casebase.store.case_rows import case_of, editable_row, note_step, put_fields
from casebase.store.case_schema import CaseCommentRow, CaseRevisionRow, CaseRow
from casebase.store.failures import named_failures
from casebase.store.forgetting import answers_citing
from casebase.store.publication import now, version_id
from casebase.store.queue import forget_reading
from casebase.store.removal import belongings, remove_original, remove_rows
from casebase.store.schema import DocumentRow, JobRow, VersionRow

_OVER = (JobState.FAILED.value, JobState.CANCELLED.value, JobState.UNCHANGED.value)
"""States of jobs that made nothing of their file."""


class CaseDiscards:
    """Throws drafts away on behalf of those who wrote them."""

    def __init__(self, engine: Engine, originals: Originals) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self._originals = originals

    @named_failures()
    def discard(self, case: CaseId, actor: Actor) -> Case:
        """Throw a draft away. Raises NotFound, WrongState, NotTheAuthor."""
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor, CaseState.DRAFT)
            if actor.key not in row.authors:
                raise NotTheAuthor(case)
            given = [] if row.published else list(row.given)
            if row.published:
                _back_to_public(session, row, actor)
            else:
                _delete(session, row, actor)
            gone = case_of(row)
        for version in given:
            self._remove_file(version)
        return gone

    def _remove_file(self, version: VersionId) -> None:
        """Remove a file with what was made of it, unless anything uses it."""
        with Session(self._writing) as session, session.begin():
            if _is_used(session, version):
                return
            made = session.get(VersionRow, version)
            document = made.document if made else ""
            originals = [made.original] if made else _forget_held(session, version)
        if document:
            originals = list(belongings(self._engine, document).originals)
            remove_rows(self._engine, document)
        for original in originals:
            remove_original(self._engine, self._originals, original)


def _delete(session: Session, row: CaseRow, actor: Actor) -> None:
    """Leave of a case its number and who did what when."""
    session.execute(delete(CaseCommentRow).where(CaseCommentRow.case == row.id))
    emptied = {"fields": None, "set_aside": None, "note": ""}
    session.execute(update(CaseRevisionRow).where(CaseRevisionRow.case == row.id).values(**emptied))
    put_fields(row, {})
    row.state, row.extra, row.documents, row.given = CaseState.DELETED.value, {}, [], []
    row.authors, row.attested, row.reason, row.next_check = [], [], "", ""
    note_step(session, row, Action.DELETED, actor)


def _back_to_public(session: Session, row: CaseRow, actor: Actor) -> None:
    """Make what is public the newest state again."""
    public = session.get_one(CaseRevisionRow, (row.id, row.published))
    document = session.get(DocumentRow, row.document) if row.document else None
    out = CaseState.SUPERSEDED if row.successor else CaseState.WITHDRAWN
    state = out if document is None or document.withdrawn_at else CaseState.PUBLISHED
    put_fields(row, loaded(public.fields or {}))
    row.state, row.authors, row.attested = state.value, [], []
    is_open = (CaseCommentRow.case == row.id, CaseCommentRow.resolved_at == "")
    session.execute(update(CaseCommentRow).where(*is_open).values(resolved_at=now(), resolved_by=actor.name))
    note_step(session, row, Action.DISCARDED, actor, fields=row.fields)


def _is_used(session: Session, version: VersionId) -> bool:
    """Tell whether anything but the draft that is gone has a version."""
    named = (CaseRow.documents, CaseRow.fields)
    in_cases = select(CaseRow.id).where(or_(*(cast(column, Text).contains(version) for column in named)))
    in_steps = select(CaseRevisionRow.case).where(cast(CaseRevisionRow.fields, Text).contains(version))
    if session.scalar(in_cases.limit(1)) or session.scalar(in_steps.limit(1)) or answers_citing(session, version):
        return True
    made = session.get(VersionRow, version)
    if made is None:
        return False
    versions = session.scalar(select(func.count()).where(VersionRow.document == made.document)) or 0
    jobs = select(func.count()).where(JobRow.original == made.original, JobRow.state.not_in(_OVER))
    return versions > 1 or (session.scalar(jobs) or 0) > 1


def _forget_held(session: Session, version: VersionId) -> Sequence[str]:
    """Delete the job of a file that still waits for a decision; return its original."""
    waiting = [state.value for state in JobState if state not in FINAL_STATES]
    for job in session.scalars(select(JobRow).where(JobRow.state.in_(waiting), JobRow.owner == "")):
        if version_id(str(job.details["organization"]), job.file_name, job.original) == version:
            forget_reading(session, job.id)
            session.delete(job)
            return [job.original]
    return []
