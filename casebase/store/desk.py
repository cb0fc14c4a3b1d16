"""The queue as people use it: hand in, look, cancel, try again, decide. Every call takes a reader.

A job is seen by those who may read what its organisation keeps to itself: `casebase.access` decides. Absent and not
visible raise the same `NotFound`. Asking for what is done already, or can no longer be done, changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import ColumnElement, Engine, false, func, or_, select
from sqlalchemy.orm import Session

from casebase.access import AccessKey, Reader, may_read, readable
from casebase.errors import NotFound
from casebase.findings import Decision
from casebase.jobs import AGAIN_STATES, DISCARDED, FINAL_STATES, HandedIn, Job, JobId, JobState
from casebase.models import Details, Visibility
from casebase.store.blobs import Originals
from casebase.store.queue import JobQueue, forget_reading, now
from casebase.store.rows import job_of
from casebase.store.schema import JobRow, ReadingRow

DISK_THREADS = 8
"""Originals that are flushed to disk at once: a flush is all waiting."""


class JobDesk:
    """The jobs of a database, as far as a reader may see them."""

    def __init__(self, engine: Engine, originals: Originals) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self._originals = originals
        self._queue = JobQueue(engine)

    def hand_in(
        self, files: Sequence[tuple[str, bytes]], details: Details, reader: Reader, hold: bool = False
    ) -> list[Job]:
        """Keep files, given by safe name and content, and queue them; when it returns they are on the disk.

        `hold` asks for a decision where reading a file finds something. They belong to the reader's organisation, or to
        the one that owns the documents where the reader has none.
        """
        with ThreadPoolExecutor(DISK_THREADS) as disk:
            originals = list(disk.map(self._originals.keep, [content for _, content in files]))
        handed_in = [
            HandedIn(name, original, details, hold) for (name, _), original in zip(files, originals, strict=True)
        ]
        return self._queue.add(handed_in, reader.organization or details.organization)

    def jobs(self, reader: Reader, states: Sequence[JobState] = (), most: int = 50, skip: int = 0) -> Sequence[Job]:
        """Return jobs in any of `states` (none: all), the newest first, at most `most` after leaving out `skip`."""
        with Session(self._engine) as session:
            query = select(JobRow).where(_visible(session, reader), *_in(states))
            return [job_of(row) for row in session.scalars(query.order_by(JobRow.id.desc()).limit(most).offset(skip))]

    def counts(self, reader: Reader) -> Mapping[JobState, int]:
        """Return how many jobs there are in each state that occurs."""
        with Session(self._engine) as session:
            query = select(JobRow.state, func.count()).where(_visible(session, reader)).group_by(JobRow.state)
            return {JobState(state): count for state, count in session.execute(query).tuples()}

    def job(self, job: JobId, reader: Reader) -> Job:
        """Return one job."""
        with Session(self._engine) as session:
            return job_of(_row(session, job, reader))

    def original(self, job: JobId, reader: Reader) -> bytes:
        """Return the bytes of the file that was handed in, for whoever decides about it."""
        return self._originals.read(self.job(job, reader).original)

    def reading(self, job: JobId, reader: Reader) -> bytes:
        """Return what was read from the file of a held job, as the worker stored it. Raises NotFound when it waits no more."""
        with Session(self._engine) as session:
            _row(session, job, reader)
            stored = session.get(ReadingRow, job)
            if stored is None:
                raise NotFound()
            return stored.content

    def note(self, job: JobId, decisions: Mapping[int, Decision], reader: Reader) -> Job:
        """Note what was decided about findings of a held job, by number; it is carried out when the job is published."""
        with Session(self._writing) as session, session.begin():
            row = _row(session, job, reader)
            if row.state == JobState.HELD:
                noted = job_of(row).decisions | dict(decisions)
                row.findings = [f"{number}={decision}" for number, decision in sorted(noted.items())]
            return job_of(row)

    def some(self, jobs: Sequence[JobId], reader: Reader) -> Sequence[Job]:
        """Return those of `jobs`, and of the files that were inside theirs, that the reader may see, in order."""
        with Session(self._engine) as session:
            wanted = or_(JobRow.id.in_(jobs), JobRow.inside.in_(jobs))
            query = select(JobRow).where(wanted, _visible(session, reader)).order_by(JobRow.id)
            return [job_of(row) for row in session.scalars(query)]

    def cancel(self, job: JobId, reader: Reader) -> Job:
        """Give up a job that is not over; a worker that has it stops."""
        with Session(self._writing) as session, session.begin():
            row = _row(session, job, reader)
            if row.state not in FINAL_STATES:
                _give_up(session, row, "")
            return job_of(row)

    def retry(self, job: JobId, reader: Reader) -> Job:
        """Queue a job again that failed or was cancelled."""
        with Session(self._writing) as session, session.begin():
            row = _row(session, job, reader)
            if row.state in AGAIN_STATES:
                row.state = JobState.RECEIVED.value
                row.error = row.message = row.started_at = row.finished_at = row.owner = ""
                row.attempts = row.done = row.total = 0
                row.warnings, row.findings = [], []
            return job_of(row)

    def decide(self, job: JobId, publish: bool, reader: Reader) -> Job:
        """Let a held job go on to publication, or give it up; its original stays, so that it can be tried again."""
        with Session(self._writing) as session, session.begin():
            row = _row(session, job, reader)
            if row.state == JobState.HELD and publish:
                row.state, row.attempts = JobState.EMBEDDING.value, 0
            elif row.state == JobState.HELD:
                _give_up(session, row, DISCARDED)
            return job_of(row)


def _give_up(session: Session, row: JobRow, code: str) -> None:
    row.state, row.error, row.owner, row.finished_at = JobState.CANCELLED.value, code, "", now()
    forget_reading(session, row.id)


def _row(session: Session, job: JobId, reader: Reader) -> JobRow:
    row = session.get(JobRow, job)
    if row is None or not may_read(reader, AccessKey(row.organization, Visibility.OWN)):
        raise NotFound()
    return row


def _visible(session: Session, reader: Reader) -> ColumnElement[bool]:
    keys = (AccessKey(name, Visibility.OWN) for name in session.scalars(select(JobRow.organization).distinct()))
    allowed = readable(reader, keys)
    return or_(false(), JobRow.organization.in_(sorted(key.organization for key in allowed)))


def _in(states: Sequence[JobState]) -> list[ColumnElement[bool]]:
    return [JobRow.state.in_([state.value for state in states])] if states else []
