"""Text of a PDF that is in annotations and form fields, not on its pages: comments, and what was filled in."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from ingest.characters import tidy
from ingest.records import MOST_HIDDEN

MOST_ANNOTATIONS = 2_000
"""Annotations of a page that are looked at."""

_UNSEEN = 2 | 32
"""Flags of annotations that are not shown on the screen: Hidden and NoView (ISO 32000-1, table 165)."""

_NO_TEXT = frozenset({"/Link", "/Popup", "/Sound", "/Movie", "/Screen", "/PrinterMark", "/TrapNet", "/3D"})

READING_FAILED = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
    OverflowError,
    AssertionError,
    NotImplementedError,
    StopIteration,
    ZeroDivisionError,
    struct.error,
    zlib.error,
)
"""What readers written in Python raise on broken files; pdfium may still read them, and its own checks decide."""


def annotation_texts(pages: Sequence[pypdf.PageObject]) -> tuple[tuple[int, str], ...]:
    """Return (page, text) of what annotations and form fields say that the page does not show.

    Comments whose sign is shown are no secret: they are left out, and the editor is told so.
    """
    notes: list[tuple[int, str]] = []
    for number, page in enumerate(pages, start=1):
        try:
            for annotation in _annotations(page):
                text = tidy(_text(annotation))[0].strip()
                if not text:
                    continue
                if _is_unseen(annotation):
                    notes.append((number, text[:MOST_HIDDEN]))
        except READING_FAILED:
            continue
    return tuple(notes)


def _annotations(page: pypdf.PageObject) -> Iterator[DictionaryObject]:
    found = _resolved(page.get("/Annots"))
    for entry in found[:MOST_ANNOTATIONS] if isinstance(found, ArrayObject) else ():
        annotation = _resolved(entry)
        if isinstance(annotation, DictionaryObject) and annotation.get("/Subtype") not in _NO_TEXT:
            yield annotation


def _text(annotation: DictionaryObject) -> str:
    """Return what an annotation says: its comment, or the text value of a field."""
    if annotation.get("/Subtype") != "/Widget":
        return str(_resolved(annotation.get("/Contents")) or "")
    holder: Any = annotation
    for _ in range(8):  # a field's value may stand with its parent
        value = _resolved(holder.get("/V")) if isinstance(holder, DictionaryObject) else None
        if value is not None:
            return "" if str(value).startswith("/") else str(value)  # a name is the state of a box
        holder = _resolved(holder.get("/Parent")) if isinstance(holder, DictionaryObject) else None
    return ""


def _is_unseen(annotation: DictionaryObject) -> bool:
    flags = _resolved(annotation.get("/F"))
    edges = _resolved(annotation.get("/Rect"))
    empty = False
    if isinstance(edges, ArrayObject) and len(edges) == 4:
        left, bottom, right, top = (float(_resolved(edge)) for edge in edges)
        empty = abs(right - left) < 1 or abs(top - bottom) < 1
    return empty or bool(int(flags or 0) & _UNSEEN)


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value
