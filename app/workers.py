"""The worker processes beside the pages: started with them, started again when they die, ended with them."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

from filelock import FileLock, Timeout

from casebase.settings import Settings

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a worker that died is started again: doubled each time, and the first again after a quiet minute."""

STOP_SECONDS = 6.0
"""Time a worker has to end by itself: it gives back what it has. One that is killed loses nothing either."""

PLACE_SECONDS = 5.0
"""Time between two looks whether another process that serves the same data folder still runs the worker of a place."""

_ROOT = Path(__file__).resolve().parent.parent
_log = logging.getLogger(__name__)


class WorkerKeeper:
    """Keeps one worker process in each of `settings.workers` places, which all that serve a data folder share.

    The worker ends when this process does, however it ends: its standard input ends then.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = Event()
        self._threads: list[Thread] = []
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start keeping workers, in threads."""
        for place in range(self._settings.workers):
            thread = Thread(target=self._keep, args=(place,), name=f"worker-keeper-{place}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End the workers and wait for them."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(STOP_SECONDS + 2)

    def processes(self) -> list[int]:
        """Return the process numbers of the workers that run."""
        return [worker.pid for worker in list(self._running.values()) if worker.poll() is None]

    def _keep(self, place: int) -> None:
        folder = self._settings.home / "places"
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{place}.lock")
        while not self._stopping.is_set():
            try:
                with lock.acquire(timeout=0):
                    self._keep_running(place)
            except Timeout:
                self._stopping.wait(PLACE_SECONDS)

    def _keep_running(self, place: int) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            worker = self._running[place] = start_worker(self._settings)
            while worker.poll() is None and not self._stopping.wait(0.2):
                pass
            if self._stopping.is_set():
                end_worker(worker)
                return
            pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
            _log.warning("the worker ended with status %s; another starts in %.0f s", worker.returncode, pause)
            self._stopping.wait(pause)


def start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    """Start a worker process on the data folder of `settings`."""
    command = [sys.executable, "-m", "ingest", "--worker", "--attached"]
    environment = {"PYTHONPATH": os.pathsep.join((str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])))}
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        env={**os.environ, **environment, **settings.as_environment()},
    )


def end_worker(worker: subprocess.Popen[bytes]) -> None:
    """Ask a worker to end, and end it when it takes too long."""
    if worker.stdin is not None:
        worker.stdin.close()
    worker.terminate()
    try:
        worker.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
