"""What a PDF says about itself, read by pypdf: title, date, outline, scripts, fonts; and the size of what it unpacks to.

pypdf is asked first because it stops at limits: a drawing program of 100 MB in 100 KB is refused before pdfium sees it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, Destination, DictionaryObject, IndirectObject, StreamObject

from casebase.errors import DocumentTooLarge, EncryptedDocument
from ingest.load.pdf_annotations import READING_FAILED, annotation_texts

MOST_CONTENT_BYTES = 32_000_000
"""Bytes of drawing programs after unpacking, a page; the largest real ones (maps, CAD drawings) are about ten times smaller."""

MOST_PAGES = 5_000
MOST_FORMS_A_PAGE = 2_000
MOST_OUTLINE_ENTRIES = 5_000
_DEEPEST_OUTLINE = 8
# Reading every font costs more than reading the text of some files, so bytes that could name a vertical one come first.
_MAY_BE_VERTICAL = re.compile(rb"/Encoding\s*/(?:[\w-]+-)?V\b|/WMode\s+1\b|/CMapName|/ObjStm")
_ACTIVE = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of the outline (bookmarks): its title, the page it leads to, its level from 1."""

    title: str
    page: int
    level: int


@dataclass(frozen=True, slots=True)
class Structure:
    """What a PDF says about itself. `vertical` are numbers of pages with a font for vertical writing.

    `notes` are (page, text) of annotations and of form fields that the page does not show.
    """

    title: str = ""
    created_on: str = ""
    outline: tuple[OutlineEntry, ...] = ()
    vertical: frozenset[int] = frozenset()
    active: bool = False
    layers: bool = False
    pages: int = 0
    notes: tuple[tuple[int, str], ...] = ()
    readable: bool = True


def examine_structure(name: str, content: bytes) -> Structure:
    """Read what a PDF says about itself; a file that pypdf cannot read gives an empty, unreadable structure.

    Raises `EncryptedDocument` when a password is needed and `DocumentTooLarge` when a drawing program unpacks to more
    than `MOST_CONTENT_BYTES`.
    """
    limits = pypdf.Configuration(
        zlib_maximum_output_length=MOST_CONTENT_BYTES,
        lzw_maximum_output_length=MOST_CONTENT_BYTES,
        run_length_maximum_output_length=MOST_CONTENT_BYTES,
        array_based_stream_maximum_output_length=MOST_CONTENT_BYTES,
    )
    with pypdf.apply_configuration(limits):
        try:
            reader = pypdf.PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise EncryptedDocument(name, "PDF_ENCRYPTED")
        except LimitReachedError as limit:
            raise DocumentTooLarge(name, "DECOMPRESSED_TOO_LARGE", "the limit for unpacked content") from limit
        except READING_FAILED:
            return Structure(readable=False)
        try:
            pages = list(islice(reader.pages, MOST_PAGES))
        except READING_FAILED:  # a page tree that is too deep, or turns in circles: pdfium finds the pages by itself
            return Structure()
        vertical = _vertical_pages(name, pages, look_at_fonts=_MAY_BE_VERTICAL.search(content) is not None)
        title, created_on = _information(reader)
        return Structure(
            title,
            created_on,
            _outline(reader),
            vertical,
            _is_active(reader, pages),
            _has_layers(reader),
            len(pages),
            annotation_texts(pages),
        )


def _vertical_pages(name: str, pages: list[pypdf.PageObject], look_at_fonts: bool) -> frozenset[int]:
    """Unpack every drawing program within the limit, and return the pages with a font for vertical writing."""
    vertical: set[int] = set()
    known: dict[int, bool] = {}  # fonts and forms are shared by pages: each is looked at once
    for number, page in enumerate(pages, start=1):
        try:
            for stream in _content_streams(page):
                if id(stream) not in known:
                    known[id(stream)] = False
                    stream.get_data()
            if _any_vertical(page, known, look_at_fonts):
                vertical.add(number)
        except LimitReachedError as limit:
            raise DocumentTooLarge(name, "DECOMPRESSED_TOO_LARGE", "the limit for unpacked content") from limit
        except READING_FAILED:
            continue
    return frozenset(vertical)


def _content_streams(page: DictionaryObject) -> Iterator[StreamObject]:
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else None
    for part in contents if isinstance(contents, ArrayObject) else [contents]:
        stream = part.get_object() if part is not None else None
        if isinstance(stream, StreamObject):
            yield stream


def _any_vertical(page: DictionaryObject, known: dict[int, bool], look_at_fonts: bool) -> bool:
    waiting: list[Any] = [page.get("/Resources")]
    seen: set[int] = set()
    found = False
    while waiting and len(seen) < MOST_FORMS_A_PAGE:
        resources = _resolved(waiting.pop())
        if not isinstance(resources, DictionaryObject) or id(resources) in seen:
            continue
        seen.add(id(resources))
        for reference in _values(resources.get("/Font")) if look_at_fonts else ():
            font = _resolved(reference)
            if isinstance(font, DictionaryObject):
                if id(font) not in known:
                    known[id(font)] = _is_vertical(font)
                found = found or known[id(font)]
        for reference in _values(resources.get("/XObject")):
            form = _resolved(reference)
            if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form":
                if id(form) not in known:
                    known[id(form)] = False
                    form.get_data()
                waiting.append(form.get("/Resources"))
    return found


def _is_vertical(font: DictionaryObject) -> bool:
    encoding = _resolved(font.get("/Encoding"))
    if isinstance(encoding, DictionaryObject):
        return _resolved(encoding.get("/WMode")) == 1 or str(encoding.get("/CMapName", "")).endswith("-V")
    return isinstance(encoding, str) and (encoding.endswith("-V") or encoding == "/V")


def _values(reference: Any) -> list[Any]:
    found = _resolved(reference)
    return list(found.values()) if isinstance(found, DictionaryObject) else []


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _information(reader: pypdf.PdfReader) -> tuple[str, str]:
    try:
        information = reader.metadata
        if information is None:
            return "", ""
        created = information.creation_date
        return str(information.title or ""), created.date().isoformat() if created else ""
    except READING_FAILED:
        return "", ""


def _outline(reader: pypdf.PdfReader) -> tuple[OutlineEntry, ...]:
    try:
        numbers = {
            page.indirect_reference.idnum: number
            for number, page in enumerate(islice(reader.pages, MOST_PAGES), start=1)
            if page.indirect_reference is not None
        }
        found: list[OutlineEntry] = []
        _walk_outline(reader.outline, 1, numbers, found)
        return tuple(found)
    except READING_FAILED:
        return ()


def _walk_outline(entries: list[Any], level: int, numbers: dict[int, int], found: list[OutlineEntry]) -> None:
    for entry in entries:
        if len(found) >= MOST_OUTLINE_ENTRIES:
            return
        if isinstance(entry, list):
            if level < _DEEPEST_OUTLINE:
                _walk_outline(entry, level + 1, numbers, found)
        elif isinstance(entry, Destination) and entry.title:
            number = entry.page.idnum if isinstance(entry.page, IndirectObject) else 0
            found.append(OutlineEntry(str(entry.title), numbers.get(number, 0), level))


def _is_active(reader: pypdf.PdfReader, pages: list[pypdf.PageObject]) -> bool:
    """Tell whether the file runs a script or starts a program, on opening, on a page or in a form."""
    try:
        root = reader.root_object
        names = _resolved(root.get("/Names"))
        if isinstance(names, DictionaryObject) and "/JavaScript" in names:
            return True
        holders: list[Any] = [root, *pages]
        for page in pages:
            annotations = _resolved(page.get("/Annots"))
            if isinstance(annotations, ArrayObject):
                holders.extend(_resolved(entry) for entry in annotations[:MOST_FORMS_A_PAGE])
        return any(_acts(holder) for holder in holders)
    except READING_FAILED:
        return False


def _acts(holder: Any) -> bool:
    if not isinstance(holder, DictionaryObject):
        return False
    actions = [_resolved(holder.get("/OpenAction")), _resolved(holder.get("/A"))]
    actions += [_resolved(action) for action in _values(holder.get("/AA"))]
    return any(isinstance(action, DictionaryObject) and action.get("/S") in _ACTIVE for action in actions)


def _has_layers(reader: pypdf.PdfReader) -> bool:
    """Tell whether the file has layers that are switched off, whose text pdfium gives all the same."""
    try:
        properties = _resolved(reader.root_object.get("/OCProperties"))
        if not isinstance(properties, DictionaryObject):
            return False
        default = _resolved(properties.get("/D"))
        off = _resolved(default.get("/OFF")) if isinstance(default, DictionaryObject) else None
        base = default.get("/BaseState") if isinstance(default, DictionaryObject) else None
        return bool(off) or base == "/OFF"
    except READING_FAILED:
        return False
