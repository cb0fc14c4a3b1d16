"""Give failures of the disk and of the database file their names; everything else passes as it is."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from casebase.errors import (
    DatabaseDamaged,
    DiskFull,
    StorageBusy,
    StorageError,
    StorageFailed,
    StorageReadOnly,
)

_OF_ERRNO: dict[int, type[StorageError]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: DiskFull,
    errno.EROFS: StorageReadOnly,
    errno.EACCES: StorageReadOnly,
    errno.EPERM: StorageReadOnly,
    errno.EIO: StorageFailed,
    errno.ENOENT: StorageFailed,
    errno.ENOTDIR: StorageFailed,
    errno.EEXIST: StorageFailed,
    errno.ESTALE: StorageFailed,
    errno.ENODEV: StorageFailed,
    errno.ENXIO: StorageFailed,
}
"""Errors of disks, local and shared; others, such as a lack of memory, are no matter of storage."""

_OF_SQLITE: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: StorageReadOnly,
    sqlite3.SQLITE_IOERR: StorageFailed,
    sqlite3.SQLITE_CANTOPEN: StorageFailed,
    sqlite3.SQLITE_BUSY: StorageBusy,
    sqlite3.SQLITE_LOCKED: StorageBusy,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
}
"""By SQLite's primary result code, the low byte of the extended one (sqlite.org/rescode.html)."""


@contextmanager
def named_failures() -> Iterator[None]:
    """Within it, errors of the disk and of the database become `StorageError`s. May be used as a decorator."""
    try:
        yield
    except (OSError, DBAPIError, sqlite3.Error) as exc:
        named = storage_error(exc)
        if named is None:
            raise
        raise named from exc


def storage_error(exc: BaseException) -> StorageError | None:
    """Return the named error that `exc` stands for, or None when it is not about storage."""
    cause = exc.orig if isinstance(exc, DBAPIError) else exc
    if isinstance(cause, sqlite3.Error):
        found = _OF_SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        return found(str(cause)) if found else None
    if isinstance(cause, OSError):
        where = f"{cause.strerror}: {cause.filename}" if cause.filename else str(cause)
        known = _OF_ERRNO.get(cause.errno or 0)
        return known(where) if known else None
    return None
