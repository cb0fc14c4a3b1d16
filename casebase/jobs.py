"""The records of the queue: a file that was handed in is a `Job` until it is published, refused or given up.

RECEIVED → READING → EMBEDDING → PUBLISHED
               ├───→ HELD (waits for a decision) → EMBEDDING, or CANCELLED
               └───→ UNCHANGED, FAILED, OPENED (an archive: what was inside has jobs of its own);
                     CANCELLED from every state before the last
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casebase.findings import Decision
from casebase.models import Details, DocumentId, VersionId

JobId = int


class JobState(StrEnum):
    """Where a file that was handed in stands."""

    RECEIVED = "RECEIVED"
    READING = "READING"
    HELD = "HELD"
    EMBEDDING = "EMBEDDING"
    PUBLISHED = "PUBLISHED"
    UNCHANGED = "UNCHANGED"
    OPENED = "OPENED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


WAITING_STATES = (JobState.RECEIVED, JobState.READING, JobState.EMBEDDING)
"""States that a worker takes further without anybody's help."""

FINAL_STATES = (JobState.PUBLISHED, JobState.UNCHANGED, JobState.OPENED, JobState.FAILED, JobState.CANCELLED)
"""States that nothing leaves by itself."""

AGAIN_STATES = (JobState.FAILED, JobState.CANCELLED)
"""Final states from which a job can be tried again."""

DISCARDED = "DISCARDED"
"""Code of a job that was cancelled because somebody decided against publishing it."""

WORKER_DIED = "WORKER_DIED"
"""Code of a job during which workers died `MOST_ATTEMPTS` times."""

MOST_ATTEMPTS = 3
"""Workers that may die during a job before it is given up: one may have been killed by chance, three were not."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file that was handed in, as it stands.

    `organization` handed it in. `done` of `total` texts have their vector while it is being embedded. `warnings` are JSON as
    they are stored with a version, `findings` what was decided about findings of the health check while it waits (`3=mask`).
    Times are ISO 8601 in UTC, empty while they have not come.
    """

    id: JobId
    organization: str
    file_name: str
    original: str
    details: Details
    hold: bool
    state: JobState
    pages: int
    passages: int
    done: int
    total: int
    warnings: tuple[str, ...]
    findings: tuple[str, ...]
    error: str
    message: str
    attempts: int
    owner: str
    document: DocumentId
    version: VersionId
    created_at: str
    started_at: str
    finished_at: str

    @property
    def decisions(self) -> dict[int, Decision]:
        """What was decided about the findings, by their number in the order of the health check."""
        pairs = (one.split("=", 1) for one in self.findings)
        return {int(number): Decision(decision) for number, decision in pairs}

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_STATES

    @property
    def is_moving(self) -> bool:
        """Whether a worker still has something to do with it; a held one waits for a decision."""
        return not self.is_final and self.state is not JobState.HELD

    @property
    def share(self) -> float:
        """How much of the work is done, 0 to 1: reading counts a tenth, since embedding is what takes the time."""
        if self.is_final:
            return 1.0
        if self.state is JobState.EMBEDDING:
            return 0.1 + 0.9 * (self.done / self.total if self.total else 0.0)
        return {JobState.READING: 0.05, JobState.HELD: 0.1}.get(self.state, 0.0)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file whose original is kept, ready to be queued. `hold` asks for a decision when reading it finds something."""

    file_name: str
    original: str
    details: Details
    hold: bool = False
