"""Files attached to messages."""

from __future__ import annotations

from collections.abc import Iterator

from casebase.errors import DamagedDocument, DocumentError, DocumentTooLarge
from ingest.load.mail import read_mail
from ingest.records import Member, UnpackLimits
from ingest.unpack.paths import safe_path, shown


def mail_members(name: str, content: bytes, limits: UnpackLimits) -> Iterator[Member]:
    """Yield the attachments of a message, messages among them; signatures and pictures of the layout are `skipped`."""
    mail = read_mail(name, content)
    for number in range(mail.skipped):
        yield Member(f"layout{number + 1}", skipped=True)
    yield from within(name, ((one.name, one.content) for one in mail.attached), limits, "MAIL_DAMAGED")


def within(
    name: str, files: Iterator[tuple[str, bytes | DocumentError | None]], limits: UnpackLimits, damaged: str
) -> Iterator[Member]:
    """Yield files by name within the limits; `damaged` is the code for one without content, an error stands for itself."""
    left = limits.total_bytes
    for number, (raw, content) in enumerate(files, start=1):
        if number > limits.entries:
            raise DocumentTooLarge(name, "ARCHIVE_TOO_MANY_ENTRIES", f"the limit of {limits.entries} files")
        path = shown(raw)
        try:
            path = safe_path(raw)
            if isinstance(content, DocumentError):
                raise content
            if content is None:
                raise DamagedDocument(path, damaged)
            if len(content) > limits.member_bytes:
                raise DocumentTooLarge(path, "FILE_TOO_LARGE", f"the limit of {limits.member_bytes // 1_000_000} MB")
            if len(content) > left:
                raise DocumentTooLarge(path, "DECOMPRESSED_TOO_LARGE", "the limit for all files inside together")
        except DocumentError as error:
            yield Member(path, error=error.code, message=str(error))
            continue
        left -= len(content)
        yield Member(path, content)
