"""Which workers live: each holds a lock on a file of its own, which the system releases when the process ends, however.

No clock decides, so a clock that jumps takes no work away, and no process number, which another process may have got.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout


class Alive:
    """The sign that this process lives, under a name that no other has ever had. Close it when work ends."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = uuid.uuid4().hex
        self._path = folder / f"{self.name}.lock"
        self._lock = FileLock(self._path, thread_local=False)
        self._lock.acquire(timeout=10)  # whoever looks who lives may hold it for a moment

    def close(self) -> None:
        """Stop being alive; whatever is still under this name is taken over by others."""
        _remove(self._path)
        self._lock.release()


def is_alive(folder: Path, name: str) -> bool:
    """Say whether the process that called itself `name` lives."""
    path = folder / f"{name}.lock"
    if not path.is_file():
        return False
    try:
        with FileLock(path, timeout=0):
            _remove(path)
    except Timeout:
        return True
    return False


def any_alive(folder: Path) -> bool:
    """Say whether any process lives."""
    return folder.is_dir() and any(is_alive(folder, path.stem) for path in folder.glob("*.lock"))


def _remove(path: Path) -> None:
    """Remove a lock file while it is held, so that nobody can take the lock of a file that is gone."""
    with suppress(OSError):  # Windows keeps files that are open
        path.unlink()
