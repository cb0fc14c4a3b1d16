"""Give failures of Chroma and tantivy their names: both say by text only what the system told them."""

from __future__ import annotations

import re

from casebase.errors import CasebaseError, DiskFull, IndexDamaged, StorageFailed, StorageReadOnly
from casebase.store.failures import storage_error

_SAID = (
    (re.compile(r"disk is full|os error (28|27|122)\b|no space left|StorageFull", re.IGNORECASE), DiskFull),
    (re.compile(r"readonly database|read-only|os error (30|13|1)\b", re.IGNORECASE), StorageReadOnly),
    (re.compile(r"disk i/o error|os error 5\b|unable to open database", re.IGNORECASE), StorageFailed),
)
"""What SQLite inside Chroma and Rust's standard library say of the system's errors, by number or name."""


def engine_failure(exc: BaseException) -> CasebaseError | None:
    """Return the named error that a failed build stands for, or None for one that has a name, or is none of the engines'."""
    if not isinstance(exc, Exception) or isinstance(exc, CasebaseError) or storage_error(exc):
        return None
    if not type(exc).__module__.startswith("chromadb") and not isinstance(exc, ValueError | RuntimeError):
        return None
    text = str(exc)
    for pattern, error in _SAID:
        if pattern.search(text):
            return error(text)
    return IndexDamaged(f"The index could not be built ({type(exc).__name__}: {text[:200]}).")
