"""What crosses the border of the parser's process: plain JSON, never pickled objects, so that a parser that was taken over
by a file cannot run anything on the other side."""

from __future__ import annotations

import json
import struct
from typing import Any

from casebase import errors
from casebase.errors import DocumentError
from ingest.records import Block, BoxedSpan, HiddenText, Loaded, LoadedPage, Warned

REQUEST = struct.Struct("<III")
"""Head of a request: lengths of name and content in bytes, and seconds allowed."""

REPLY = struct.Struct("<I")
"""Head of a reply: its length in bytes."""


def packed(loaded: Loaded) -> bytes:
    """Return a loaded file as JSON."""
    return json.dumps(
        {
            "media_type": loaded.media_type,
            "title": loaded.title,
            "published_on": loaded.published_on,
            "encoding": loaded.encoding,
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
            tuple(
                Warned(str(code), tuple(int(page) for page in pages), str(detail))
                for code, pages, detail in message["warnings"]
            ),
            str(message["encoding"]),
            tuple(HiddenText(int(page), str(kind), str(text)) for page, kind, text in message["hidden"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the reply is not a loaded file") from error


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
