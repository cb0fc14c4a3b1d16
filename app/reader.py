"""Who is asking. Sign-in changes these functions and nothing else."""

from __future__ import annotations

from casebase.access import LOCAL_READER, Reader
from casebase.conversation.threads import LOCAL_PERSON


def current_reader() -> Reader:
    """Return the reader of the present request: without sign-in, the single user of this machine."""
    return LOCAL_READER


def current_person() -> str:
    """Return whose conversations are shown: without sign-in, those of the single user of this machine."""
    return LOCAL_PERSON
