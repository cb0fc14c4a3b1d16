"""Files inside files: members of archives, attachments of messages and of PDFs. Runs in the parser's process.

A container is known by its extension; its content must agree, as with every file (`ingest.load`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ingest.names import extension
from ingest.records import Member, UnpackLimits
from ingest.unpack.archive import archive_members
from ingest.unpack.attached import mail_members
from ingest.unpack.pdf import may_embed, pdf_members

Unpacker = Callable[[str, bytes, UnpackLimits], Iterator[Member]]

_UNPACKERS: Mapping[str, Unpacker] = {"archive": archive_members, "mail": mail_members, "pdf": pdf_members}
_KINDS = {".zip": "archive", ".eml": "mail", ".msg": "mail", ".pdf": "pdf"}

BARE = frozenset({"archive"})
"""Kinds of containers that hold nothing to read besides the files inside."""

CONTAINERS = frozenset(_KINDS)
"""Extensions of files that other files are taken out of."""


def container_kind(name: str, content: bytes) -> str:
    """Return `archive`, `mail` or `pdf`, or an empty string for a file that holds no others."""
    kind = _KINDS.get(extension(name), "")
    return "" if kind == "pdf" and not may_embed(content) else kind


def unpack(name: str, content: bytes, limits: UnpackLimits) -> Iterator[Member]:
    """Yield the files inside a container, each with its bytes or with the error that kept it from being taken out.

    Raises a `DocumentError` where the container as a whole cannot be opened or is over a limit.
    """
    yield from _UNPACKERS[container_kind(name, content)](name, content, limits)
