"""The queue as workers use it: claim, report, hand back, finish. People use `casebase.store.desk`, which takes a reader.

A job belongs to one worker at a time, and every change asks whether it still does: a worker that was given up for dead,
or whose job was cancelled meanwhile, changes nothing. Every call is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from casebase.jobs import (
    FINAL_STATES,
    MOST_ATTEMPTS,
    WAITING_STATES,
    WORKER_DIED,
    HandedIn,
    Job,
    JobId,
    JobState,
)
from casebase.models import Document
from casebase.store.rows import details_columns, job_of
from casebase.store.schema import JobRow, OriginalRow, ReadingRow

DIED_MESSAGE = "Reading the file ended the program several times. Try again; if it happens again, save the file again."


class JobsLost(Exception):
    """Some jobs are no longer this worker's: `jobs`. Raised inside a transaction, so that it is undone."""

    def __init__(self, jobs: Iterable[JobId]) -> None:
        self.jobs = frozenset(jobs)
        super().__init__(f"no longer ours: {sorted(self.jobs)}")


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a file brought, for the queue page."""

    pages: int = 0
    passages: int = 0
    warnings: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


class JobQueue:
    """The jobs of a database, for workers. `owner` is always the name of the worker that asks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def add(self, files: Sequence[HandedIn], organization: str, inside: JobId = 0) -> list[Job]:
        """Queue files whose originals are kept, in order, handed in by `organization`.

        `inside` is the job of the file that they came out of.
        """
        with Session(self._writing) as session, session.begin():
            rows = []
            for file in files:
                received = {"sha256": file.original, "received_at": now()}
                session.execute(upsert(OriginalRow).values(received).on_conflict_do_nothing())
                row = JobRow(
                    inside=inside,
                    organization=organization,
                    file_name=file.file_name,
                    original=file.original,
                    details=details_columns(file.details),
                    hold=file.hold,
                    state=JobState.RECEIVED.value,
                    created_at=now(),
                )
                session.add(row)
                rows.append(row)
            session.flush()
            return [job_of(row) for row in rows]

    def add_inside(self, container: Job, files: Sequence[HandedIn], refused: Sequence[tuple[str, str, str]]) -> None:
        """Queue the files that were inside another; those that could not be taken out, given by name, code and message,
        are there as failed."""
        self.add(files, container.organization, container.id)
        with Session(self._writing) as session, session.begin():
            for name, code, message in refused:
                session.add(
                    JobRow(
                        inside=container.id,
                        organization=container.organization,
                        file_name=name,
                        original=container.original,
                        details=details_columns(container.details),
                        hold=False,
                        state=JobState.FAILED.value,
                        error=code,
                        message=message,
                        created_at=now(),
                        finished_at=now(),
                    )
                )

    def opened(self, owner: str, job: JobId) -> bool:
        """End the job of a file that held nothing but other files."""
        with Session(self._writing) as session, session.begin():
            return _end(session, owner, job, JobState.OPENED)

    def claim(self, owner: str, most: int, fresh_only: bool = False) -> list[Job]:
        """Take the oldest jobs that nobody has, at most `most`.

        A job during which a worker died comes alone, so that it can take no other with it; `fresh_only` leaves such jobs
        where they are.
        """
        free = select(JobRow).where(JobRow.owner == "", JobRow.state.in_(_values(WAITING_STATES)))
        if fresh_only:
            free = free.where(JobRow.attempts == 0)
        with Session(self._engine) as session:  # looking is cheap, and takes no lock while there is nothing to do
            if session.execute(free.with_only_columns(JobRow.id).limit(1)).first() is None:
                return []
        with Session(self._writing) as session, session.begin():
            rows = list(session.scalars(free.order_by(JobRow.id).limit(most).with_for_update(skip_locked=True)))
            if rows and rows[0].attempts:
                rows = rows[:1]
            rows = [row for row in rows if row is rows[0] or not row.attempts]
            decided = set(session.scalars(select(ReadingRow.job).where(ReadingRow.job.in_([row.id for row in rows]))))
            for row in rows:
                row.owner = owner
                row.attempts += 1
                row.state = (JobState.EMBEDDING if row.id in decided else JobState.READING).value
                row.started_at = row.started_at or now()
                row.done = row.total = 0
            return [job_of(row) for row in rows]

    def reading(self, job: JobId) -> bytes | None:
        """Return what was read from the file of a job that was held, or None when it must be read."""
        with Session(self._engine) as session:
            return session.scalar(select(ReadingRow.content).where(ReadingRow.job == job))

    def hold(self, owner: str, job: JobId, content: bytes, read: Read) -> bool:
        """Let a job wait for a decision, with what was read. Return False when it is no longer this worker's."""
        with Session(self._writing) as session, session.begin():
            if not _change(session, owner, [job], state=JobState.HELD.value, owner="", attempts=0, **_columns(read)):
                return False
            session.execute(upsert(ReadingRow).values(job=job, content=content).on_conflict_do_nothing())
            return True

    def embedding(self, owner: str, read: Mapping[JobId, Read]) -> frozenset[JobId]:
        """Say that jobs have been read and are being embedded; return those that are still this worker's."""
        with Session(self._writing) as session, session.begin():
            return frozenset(
                job
                for job, one in read.items()
                if _change(session, owner, [job], state=JobState.EMBEDDING.value, **_columns(one))
            )

    def progress(self, owner: str, jobs: Sequence[JobId], done: int, total: int) -> int:
        """Say how many texts of a batch have their vector; return how many of `jobs` are still this worker's."""
        with Session(self._writing) as session, session.begin():
            return _change(session, owner, jobs, done=done, total=total)

    def publishing(self, owner: str, jobs: Sequence[JobId]) -> Callable[[Session, Sequence[Document]], None]:
        """Return what `Library.publish` runs inside its transaction: `jobs` end with the documents they became.

        It raises JobsLost when any of them is no longer this worker's, which undoes the publication.
        """

        def finish(session: Session, documents: Sequence[Document]) -> None:
            lost = [
                job
                for job, document in zip(jobs, documents, strict=True)
                if not _end(session, owner, job, JobState.PUBLISHED, document=document.id, version=document.version)
            ]
            if lost:
                raise JobsLost(lost)

        return finish

    def unchanged(self, owner: str, job: JobId, document: Document, warnings: Sequence[str] = ()) -> bool:
        """End a job whose file is there already."""
        with Session(self._writing) as session, session.begin():
            return _end(
                session,
                owner,
                job,
                JobState.UNCHANGED,
                document=document.id,
                version=document.version,
                pages=document.pages,
                passages=document.passages,
                warnings=list(warnings),
            )

    def fail(self, owner: str, job: JobId, code: str, message: str) -> bool:
        """End a job with an error."""
        with Session(self._writing) as session, session.begin():
            return _end(session, owner, job, JobState.FAILED, error=code, message=message)

    def release(self, owner: str, jobs: Sequence[JobId], counted: bool = False) -> None:
        """Give jobs back unfinished; `counted` leaves the attempt counted, so that each is tried alone next time."""
        with Session(self._writing) as session, session.begin():
            fewer = {} if counted else {"attempts": JobRow.attempts - 1}
            _change(session, owner, jobs, state=JobState.RECEIVED.value, owner="", done=0, total=0, **fewer)

    def beat(self, owner: str) -> None:
        """Give a sign of life for every job of this worker."""
        with Session(self._writing) as session, session.begin():
            session.execute(update(JobRow).where(JobRow.owner == owner).values(beats=JobRow.beats + 1))

    def owned(self, owner: str, job: JobId) -> bool:
        """Say whether a job is still this worker's: it may have been cancelled."""
        with Session(self._engine) as session:
            return session.scalar(select(JobRow.owner).where(JobRow.id == job)) == owner

    def owners(self) -> Mapping[str, int]:
        """Return the workers that have jobs, with the sum of their signs of life."""
        query = select(JobRow.owner, func.sum(JobRow.beats)).where(JobRow.owner != "").group_by(JobRow.owner)
        with Session(self._engine) as session:
            return {owner: int(beats) for owner, beats in session.execute(query).tuples()}

    def take_from(self, dead: str) -> None:
        """Free the jobs of a worker that died; one during which `MOST_ATTEMPTS` workers died has failed."""
        with Session(self._writing) as session, session.begin():
            for row in session.scalars(select(JobRow).where(JobRow.owner == dead)).all():
                if row.attempts >= MOST_ATTEMPTS:
                    _end(session, dead, row.id, JobState.FAILED, error=WORKER_DIED, message=DIED_MESSAGE)
                else:
                    _change(session, dead, [row.id], state=JobState.RECEIVED.value, owner="", done=0, total=0)

    def unfinished(self) -> int:
        """Return how many jobs a worker has or could take."""
        query = select(func.count()).select_from(JobRow).where(JobRow.state.in_(_values(WAITING_STATES)))
        with Session(self._engine) as session:
            return session.scalar(query) or 0


def now() -> str:
    """Return the present time as it is stored: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def forget_reading(session: Session, job: JobId) -> None:
    """Delete what was read for a decision."""
    session.execute(delete(ReadingRow).where(ReadingRow.job == job))


def _change(session: Session, owner: str, jobs: Sequence[JobId], /, **values: Any) -> int:
    """Change those of `jobs` that still belong to `owner`, and return how many."""
    ours = (JobRow.id.in_(jobs), JobRow.owner == owner, JobRow.state.not_in(_values(FINAL_STATES)))
    changed = session.execute(update(JobRow).where(*ours).values(**values).execution_options(synchronize_session=False))
    return int(changed.rowcount)  # type: ignore[attr-defined]


def _end(session: Session, owner: str, job: JobId, state: JobState, **values: Any) -> bool:
    ended = _change(session, owner, [job], state=state.value, owner="", finished_at=now(), **values) == 1
    if ended:
        forget_reading(session, job)
    return ended


def _columns(read: Read) -> dict[str, Any]:
    return {
        "pages": read.pages,
        "passages": read.passages,
        "warnings": list(read.warnings),
        "findings": list(read.findings),
    }


def _values(states: Iterable[JobState]) -> list[str]:
    return [state.value for state in states]
