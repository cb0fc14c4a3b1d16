"""Who is asking. Sign-in changes this function and nothing else."""

from __future__ import annotations

from casebase.access import LOCAL_READER, Reader


def current_reader() -> Reader:
    """Return the reader of the present request: without sign-in, the single user of this machine."""
    return LOCAL_READER
