"""Files that have been read and wait to be embedded and published together."""

from __future__ import annotations

import time
from dataclasses import dataclass

from casebase.jobs import Job
from casebase.store.queue import Read
from ingest.publisher import Prepared
from ingest.vectors import PASSAGES_A_BATCH

OLDEST_BATCH = 5.0
"""Seconds that a file which was read waits at most for others to be embedded with."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A job whose file has been read."""

    job: Job
    prepared: Prepared

    @property
    def read(self) -> Read:
        """What the queue notes of a file that was read and cut."""
        publication = self.prepared.publication
        return Read(len(publication.pages), len(publication.passages), tuple(publication.warnings))


class Batch:
    """Jobs whose files are embedded together, in the order in which they were read."""

    def __init__(self) -> None:
        self._waiting: list[Ready] = []
        self._began = 0.0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, ready: Ready) -> None:
        """Let one more wait."""
        if not self._waiting:
            self._began = time.monotonic()
        self._waiting.append(ready)

    def taken(self) -> list[Ready]:
        """Return what waits, and begin anew."""
        taken, self._waiting = self._waiting, []
        return taken

    def passages(self) -> int:
        """Return how many passages wait."""
        return sum(len(one.prepared.publication.passages) for one in self._waiting)

    def is_full(self) -> bool:
        """Tell whether what waits is enough, or has waited long enough."""
        return self.passages() >= PASSAGES_A_BATCH or time.monotonic() - self._began > OLDEST_BATCH

    def holds_file_of(self, job: Job) -> bool:
        """Tell whether the same bytes wait already, handed in for the same organisation."""
        same = (job.details.organization, job.original)
        return any((one.job.details.organization, one.job.original) == same for one in self._waiting)
