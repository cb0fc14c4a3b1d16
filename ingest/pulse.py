"""The pulse of a worker: signs of life, and an end to the reading of a file that nobody waits for any more."""

from __future__ import annotations

import time
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread

from sqlalchemy.exc import SQLAlchemyError

from casebase.jobs import JobId
from casebase.store.queue import JobQueue
from ingest.sandbox import Sandbox

BEAT_SECONDS = 10.0
LOOK_SECONDS = 0.5


class Pulse:
    """Beats beside a worker's own thread. `ours` are its jobs, and `stopping` is set when it is to end."""

    def __init__(self, queue: JobQueue, sandbox: Sandbox, ours: Set[JobId], stopping: Event) -> None:
        self._queue = queue
        self._sandbox = sandbox
        self._ours = ours
        self._stopping = stopping
        self._worker = ""
        self._being_read: JobId | None = None
        self._reading_changes = Lock()
        self._ended = Event()
        self._thread = Thread(target=self._beat, name="pulse", daemon=True)

    def start(self, worker: str) -> None:
        """Begin to beat for the worker of that name."""
        self._worker = worker
        self._thread.start()

    def end(self) -> None:
        """Beat no more."""
        self._ended.set()
        self._thread.join()

    @contextmanager
    def reading(self, job: JobId) -> Iterator[None]:
        """Within, the file of a job is read: that ends when the job is cancelled, or any job's when the worker is to stop."""
        with self._reading_changes:
            self._being_read = job
        try:
            yield
        finally:
            with self._reading_changes:
                self._being_read = None

    def _beat(self) -> None:
        beat = time.monotonic()
        while not self._ended.wait(LOOK_SECONDS):
            with suppress(SQLAlchemyError):  # the next time will do
                job = self._being_read
                if job is not None and (self._stopping.is_set() or not self._queue.owned(self._worker, job)):
                    with self._reading_changes:
                        if self._being_read == job:
                            self._sandbox.interrupt()
                if self._ours and time.monotonic() - beat > BEAT_SECONDS:
                    beat = time.monotonic()
                    self._queue.beat(self._worker)
