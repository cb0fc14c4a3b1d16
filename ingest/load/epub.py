"""Electronic books (EPUB 2 and 3): the chapters in reading order, each a page, read as HTML.

Nothing is run, nothing is fetched, no entity is expanded; what is unpacked stays within the limits of an Office file.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from casebase.errors import (
    DamagedDocument,
    DocumentTooLarge,
    EncryptedDocument,
    ForbiddenContent,
    NoText,
    TypeMismatch,
)
from ingest.characters import apart, one_line
from ingest.load.encoding import decode
from ingest.load.html import html_blocks
from ingest.load.office import ZIP, Element, Package, attribute, local
from ingest.records import HiddenText, Loaded, LoadedPage, Warned
from ingest.titles import title_of

MEDIA_TYPE = "application/epub+zip"

MOST_CHAPTERS = 2_000
"""Documents of the reading order; a book of law with a file a section has some hundreds."""

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_XHTML = {"application/xhtml+xml", "text/html", "text/x-oeb1-document"}
_SUBSET = re.compile(rb"<!DOCTYPE[^>\[]{0,1000}\[|<!ENTITY", re.IGNORECASE)
_LABEL_OF = 80


@dataclass(frozen=True, slots=True)
class _Book:
    """What the package document says: title, date, and the parts of the reading order."""

    title: str
    published_on: str
    spine: tuple[str, ...]


def load_epub(name: str, content: bytes) -> Loaded:
    """Read a book; a page a chapter, with the chapter's first heading as its label.

    Raises `TypeMismatch`, `DamagedDocument` (EPUB_DAMAGED, OFFICE_DAMAGED), `EncryptedDocument` (DOCUMENT_ENCRYPTED),
    `ForbiddenContent` (XML_FORBIDDEN) and `DocumentTooLarge`.
    """
    if not content.startswith(ZIP):
        raise TypeMismatch(name, "no electronic book (EPUB)")
    package = _Parts(name, content)
    if _CONTAINER not in package:
        raise TypeMismatch(name, "a ZIP archive of another kind")
    book = _book(package)
    _refuse_encrypted(package, book)
    pages: list[LoadedPage] = []
    warned: dict[str, set[int]] = {}
    hidden: list[HiddenText] = []
    for number, part in enumerate(book.spine, start=1):
        blocks, codes, unseen = html_blocks(name, _source(package, part))
        plain, spelt = apart(codes)
        hidden += [replace(one, page=number) for one in unseen]
        hidden += [HiddenText(number, "characters", text) for text in spelt]
        label = next((one_line(block.text)[:_LABEL_OF] for block in blocks if block.level), "")
        pages.append(LoadedPage(number, tuple(blocks), label=label))
        for code in plain:
            warned.setdefault(code, set()).add(number)
    if not pages:
        raise NoText(name, "NO_TEXT", "The book holds no chapter that can be read.")
    warnings = tuple(Warned(code, tuple(sorted(numbers))) for code, numbers in sorted(warned.items()))
    return Loaded(
        MEDIA_TYPE, tuple(pages), title_of(book.title), book.published_on, warnings=warnings, hidden=tuple(hidden)
    )


class _Parts(Package):
    """A book's parts. Chapters may name a document type, as XHTML does, but none of their own making."""

    def __init__(self, name: str, content: bytes) -> None:
        try:
            super().__init__(name, content)
        except DamagedDocument as error:
            raise DamagedDocument(name, "EPUB_DAMAGED") from error

    def chapter(self, part: str) -> bytes:
        """Return the bytes of a chapter."""
        data = self.unpacked(part)
        if _SUBSET.search(data):
            raise ForbiddenContent(self.name, "XML_FORBIDDEN", "a document type declaration")
        return data


def _book(package: _Parts) -> _Book:
    described = next(
        (attribute(element, "full-path") for element in _elements(package, _CONTAINER) if local(element) == "rootfile"),
        "",
    )
    if described not in package:
        raise DamagedDocument(package.name, "EPUB_DAMAGED", "its package document is missing")
    folder = posixpath.dirname(described)
    title = published_on = ""
    items: dict[str, str] = {}
    order: list[str] = []
    for element in _elements(package, described):
        kind = local(element)
        if kind == "title" and not title:
            title = one_line(element.text or "")
        elif kind == "date" and not published_on:
            published_on = _date(element.text or "")
        elif kind == "item" and attribute(element, "media-type") in _XHTML:
            items[attribute(element, "id")] = _target(folder, attribute(element, "href"))
        elif kind == "itemref":
            order.append(attribute(element, "idref"))
    if len(order) > MOST_CHAPTERS:
        raise DocumentTooLarge(package.name, "TOO_MANY_PAGES", f"the limit of {MOST_CHAPTERS} chapters")
    spine = tuple(dict.fromkeys(items[idref] for idref in order if idref in items))
    missing = next((part for part in spine if part not in package), None)
    if missing is not None:
        raise DamagedDocument(package.name, "EPUB_DAMAGED", f"{missing[:100]} is missing")
    return _Book(title, published_on, spine)


def _elements(package: _Parts, part: str) -> list[Element]:
    try:
        return list(package.tree(part).iter())
    except DamagedDocument as error:
        raise DamagedDocument(package.name, "EPUB_DAMAGED") from error


def _refuse_encrypted(package: _Parts, book: _Book) -> None:
    """Refuse a book whose chapters are encrypted; obfuscated fonts are listed in the same place and do not matter."""
    if _ENCRYPTION not in package:
        return
    for element in _elements(package, _ENCRYPTION):
        if local(element) == "CipherReference" and _target("", attribute(element, "URI")) in book.spine:
            raise EncryptedDocument(package.name, "DOCUMENT_ENCRYPTED")


def _source(package: _Parts, part: str) -> str:
    return decode(package.name, package.chapter(part)).text


def _target(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(urlsplit(href).path))).lstrip("/")


def _date(text: str) -> str:
    found = re.match(r"\d{4}-\d\d-\d\d", text.strip())
    return found.group() if found else ""
