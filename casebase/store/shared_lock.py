"""A lock on a file that many may share, or one may have alone. The system gives it back when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casebase.store.failures import named_failures

if os.name != "nt":
    import fcntl


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold the lock together with others. Raises StorageError when the file cannot be made."""
    with _held(path, exclusive=False):
        yield


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Hold the lock alone; waits until nobody shares it."""
    with _held(path, exclusive=True):
        yield


@contextmanager
def _held(path: Path, exclusive: bool) -> Iterator[None]:
    with named_failures():
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if os.name != "nt":  # Windows does not let anybody remove a file that is open, which is what this is for
            fcntl.flock(handle, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)
