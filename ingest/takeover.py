"""Taking over the jobs of workers that are gone."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from casebase.store.liveness import is_alive
from casebase.store.queue import JobQueue

LOOK_SECONDS = 3.0
"""Time between two looks."""

SILENT_SECONDS = 120.0
"""Time without a sign of life, by the observer's own steady clock, after which a worker that still runs is given up."""

_log = logging.getLogger(__name__)


class TakeOver:
    """Frees the jobs of workers that died, and of one that runs but gave no sign of life for long."""

    def __init__(self, folder: Path, queue: JobQueue) -> None:
        self._folder = folder
        self._queue = queue
        self._looked = float("-inf")
        self._heard: dict[str, tuple[int, float]] = {}

    def look(self, own_name: str) -> None:
        """Look at the other workers that have jobs, unless that was done a moment ago."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        for owner, beats in self._queue.owners().items():
            if owner != own_name and (not is_alive(self._folder, owner) or self._is_silent(owner, beats, now)):
                _log.warning("worker %s is gone; its jobs are taken over", owner[:8])
                self._queue.take_from(owner)

    def _is_silent(self, owner: str, beats: int, now: float) -> bool:
        heard, since = self._heard.get(owner, (-1, now))
        if heard != beats:
            since = now
        self._heard[owner] = (beats, since)
        return now - since > SILENT_SECONDS
