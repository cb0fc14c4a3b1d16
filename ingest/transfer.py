"""What crosses the border of the parser's process: plain JSON, never pickled objects, so that a parser that was taken over
by a file cannot run anything on the other side."""

from __future__ import annotations

import json
import struct
from typing import Any

from casebase import errors
from casebase.errors import DocumentError
from ingest.records import Block, BoxedSpan, Loaded, LoadedPage, Member, UnpackLimits, Warned

REQUEST = struct.Struct("<IIII")
"""Head of a request: lengths of name and content in bytes, seconds allowed, and 1 to unpack instead of reading."""

REPLY = struct.Struct("<I")
"""Head of a reply: its length in bytes."""


END_OF_MEMBERS = b'{"end":true}'
"""The reply after the last file of a container."""


def packed(loaded: Loaded) -> bytes:
    """Return a loaded file as JSON."""
    return json.dumps(
        {
            "media_type": loaded.media_type,
            "title": loaded.title,
            "published_on": loaded.published_on,
            "encoding": loaded.encoding,
            "warnings": [[warned.code, warned.pages, warned.detail] for warned in loaded.warnings],
            "pages": [
                [page.number, page.width, page.height, page.label, [_packed_block(block) for block in page.blocks]]
                for page in loaded.pages
            ],
        },
        ensure_ascii=True,  # a lone surrogate, should one get through, must not break the transfer
        separators=(",", ":"),
    ).encode()


def packed_error(error: DocumentError) -> bytes:
    """Return an error as JSON."""
    return json.dumps(
        {"error": type(error).__name__, "code": error.code, "name": error.name, "message": str(error)}
    ).encode()


def unpacked(data: bytes) -> Loaded:
    """Return the loaded file that `packed` wrote, or raise the error that `packed_error` wrote.

    Raises `ValueError` for anything else.
    """
    try:
        message = json.loads(data)
        if "error" in message:
            raise _error(message)
        return Loaded(
            str(message["media_type"]),
            tuple(
                LoadedPage(
                    int(number), tuple(_block(block) for block in blocks), float(width), float(height), str(label)
                )
                for number, width, height, label, blocks in message["pages"]
            ),
            str(message["title"]),
            str(message["published_on"]),
            tuple(
                Warned(str(code), tuple(int(page) for page in pages), str(detail))
                for code, pages, detail in message["warnings"]
            ),
            str(message["encoding"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the reply is not a loaded file") from error


def packed_limits(name: str, limits: UnpackLimits) -> bytes:
    """Return what is asked with a container: its name and what it may unpack to."""
    return json.dumps([name, limits.entries, limits.total_bytes, limits.member_bytes]).encode()


def unpacked_limits(asked: str) -> tuple[str, UnpackLimits]:
    """Return what `packed_limits` wrote."""
    name, entries, total_bytes, member_bytes = json.loads(asked)
    return name, UnpackLimits(entries, total_bytes, member_bytes)


def packed_member(member: Member) -> bytes:
    """Return the head of a file inside a container; its content follows as a reply of its own, unless it has none."""
    return json.dumps([member.path, member.error, member.message, member.skipped]).encode()


def unpacked_member(head: bytes) -> Member | None:
    """Return the head that `packed_member` wrote, None at the end, or raise the error that `packed_error` wrote.

    Raises `ValueError` for anything else.
    """
    message = json.loads(head)
    if isinstance(message, list) and len(message) == 4:
        path, error, words, skipped = message
        return Member(str(path), b"", str(error), str(words), bool(skipped))
    if isinstance(message, dict) and message.get("end") is True:
        return None
    if isinstance(message, dict) and {"error", "code", "name", "message"} <= set(message):
        raise _error(message)
    raise ValueError("the reply is not a file of a container")


def _packed_block(block: Block) -> list[Any]:
    spans = [[span.start, span.end, *(round(edge, 2) for edge in span.box), span.vertical] for span in block.spans]
    return [block.text, block.level, spans]


def _block(packed_block: Any) -> Block:
    text, level, spans = packed_block
    return Block(
        str(text),
        int(level),
        tuple(
            BoxedSpan(int(start), int(end), (float(left), float(top), float(right), float(bottom)), bool(vertical))
            for start, end, left, top, right, bottom, vertical in spans
        ),
    )


def _error(message: dict[str, Any]) -> DocumentError:
    kind = getattr(errors, str(message["error"]), DocumentError)
    if not (isinstance(kind, type) and issubclass(kind, DocumentError)):
        kind = DocumentError
    error: DocumentError = kind.__new__(kind)
    Exception.__init__(error, str(message["message"]))
    error.name, error.code = str(message["name"]), str(message["code"])
    return error
