"""What crosses the border of the parser's process: plain JSON, never pickled objects, so that a parser that was taken over
by a file cannot run anything on the other side."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from casebase import errors
from casebase.errors import DocumentError
from casebase.models import Box
from ingest.records import Block, BoxedSpan, HiddenText, Loaded, LoadedPage, Member, Scan, UnpackLimits, Warned

REQUEST = struct.Struct("<BIIIII")
"""Head of a request: what to do (`Task`), a page, a parameter, lengths of name and content in bytes, seconds allowed."""

REPLY = struct.Struct("<I")
"""Head of a reply: its length in bytes."""


END_OF_MEMBERS = b'{"end":true}'
"""The reply after the last file of a container."""

PNG = b"\x89PNG\r\n\x1a\n"


class Task(IntEnum):
    """What the child is asked to do with a file."""

    LOAD = 0
    SCAN = 1
    """Prepare a page for recognition; the parameter is the turn in degrees."""
    DRAW = 2
    """Draw a page for people; the parameter is the width in pixels."""
    UNPACK = 3
    """Take out the files inside; the name comes with the limits."""


def packed(loaded: Loaded) -> bytes:
    """Return a loaded file as JSON."""
    return json.dumps(
        {
            "media_type": loaded.media_type,
            "title": loaded.title,
            "published_on": loaded.published_on,
            "created_on": loaded.created_on,
            "encoding": loaded.encoding,
            "pictures": loaded.pictures,
            "warnings": [[warned.code, warned.pages, warned.detail] for warned in loaded.warnings],
            "hidden": [[hidden.page, hidden.kind, hidden.text] for hidden in loaded.hidden],
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
            str(message["created_on"]),
            tuple(
                Warned(str(code), tuple(int(page) for page in pages), str(detail))
                for code, pages, detail in message["warnings"]
            ),
            str(message["encoding"]),
            tuple(int(page) for page in message["pictures"]),
            tuple(HiddenText(int(page), str(kind), str(text)) for page, kind, text in message["hidden"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the reply is not a loaded file") from error


def packed_covers(name: str, covered: Sequence[Box]) -> str:
    """Return what is asked with a page to draw: the file's name, and the boxes to be painted over."""
    return json.dumps([name, [list(box) for box in covered]])


def unpacked_covers(asked: str) -> tuple[str, list[Box]]:
    """Return what `packed_covers` wrote."""
    name, covered = json.loads(asked)
    return name, [(left, top, right, bottom) for left, top, right, bottom in covered]


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


def packed_scan(scan: Scan) -> bytes:
    """Return a scan as one line of JSON and its pixels."""
    head = {
        "width": scan.width,
        "height": scan.height,
        "scale": scan.scale,
        "page": scan.page,
        "turn": scan.turn,
        "skew": scan.skew,
        "columns": scan.columns,
    }
    return json.dumps(head).encode() + b"\n" + scan.pixels


def unpacked_scan(data: bytes) -> Scan:
    """Return the scan that `packed_scan` wrote, or raise the error that `packed_error` wrote. Raises `ValueError` otherwise."""
    try:
        head, _, pixels = data.partition(b"\n")
        message = json.loads(head)
        if "error" in message:
            raise _error(message)
        width, height, scale = int(message["width"]), int(message["height"]), float(message["scale"])
        if min(width, height) < 1 or len(pixels) != width * height or not 0 < scale < math.inf:
            raise ValueError("the pixels are not those of the scan")
        across, down = message["page"]
        columns = message["columns"]
        return Scan(
            width,
            height,
            pixels,
            scale,
            (float(across), float(down)),
            int(message["turn"]),
            float(message["skew"]),
            None if columns is None else bool(columns),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the reply is not a scan") from error


def unpacked_drawing(data: bytes) -> bytes:
    """Return the PNG in a reply, or raise the error that `packed_error` wrote. Raises `ValueError` for anything else."""
    if data.startswith(PNG):
        return data
    try:
        raise _error(json.loads(data))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the reply is not a picture") from error


def _packed_block(block: Block) -> list[Any]:
    spans = [[span.start, span.end, *(round(edge, 2) for edge in span.box), span.vertical] for span in block.spans]
    return [block.text, block.level, spans, [list(reading) for reading in block.readings]]


def _block(packed_block: Any) -> Block:
    text, level, spans, readings = packed_block
    return Block(
        str(text),
        int(level),
        tuple(
            BoxedSpan(int(start), int(end), (float(left), float(top), float(right), float(bottom)), bool(vertical))
            for start, end, left, top, right, bottom, vertical in spans
        ),
        tuple((int(offset), str(kana)) for offset, kana in readings),
    )


def _error(message: dict[str, Any]) -> DocumentError:
    kind = getattr(errors, str(message["error"]), DocumentError)
    if not (isinstance(kind, type) and issubclass(kind, DocumentError)):
        kind = DocumentError
    error: DocumentError = kind.__new__(kind)
    Exception.__init__(error, str(message["message"]))
    error.name, error.code = str(message["name"]), str(message["code"])
    return error
