"""PDF: text by pdfium, structure by pypdf, vertical writing by playa; cleaned into headings and paragraphs."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from casebase.errors import DamagedDocument, DocumentTooLarge, NoText
from ingest.characters import apart
from ingest.clean import without_running_lines
from ingest.layout import blocks_of, key, style_of
from ingest.load.pdf_glyphs import PDFIUM, GlyphPage, hidden_texts, read_glyphs
from ingest.load.pdf_health import is_garbled
from ingest.load.pdf_lines import printed_lines
from ingest.load.pdf_open import open_pdf
from ingest.load.pdf_structure import MOST_PAGES, Structure, examine_structure
from ingest.load.pdf_vertical import VerticalReader
from ingest.load.pdf_visible import examine
from ingest.printed import PrintedLine
from ingest.records import HiddenText, Loaded, LoadedPage, Warned
from ingest.titles import title_of

MEDIA_TYPE = "application/pdf"
OUTLINED_LETTERS = 20
"""Drawn paths from which a page without text may hold text as outlines; frames and rules are fewer."""


@dataclass(slots=True)
class _Notes:
    """Pages by the code of what the editor must know about them."""

    pages: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, code: str, page: int) -> None:
        """Note something about a page."""
        self.pages[code].add(page)

    def warnings(self) -> tuple[Warned, ...]:
        """Return the notes as warnings, in order of their codes."""
        return tuple(Warned(code, tuple(sorted(pages))) for code, pages in sorted(self.pages.items()))


@dataclass(slots=True)
class _Read:
    """What was read of the pages: lines, sizes and numbers side by side, one entry a page."""

    numbers: list[int] = field(default_factory=list)
    lines: list[list[PrintedLine]] = field(default_factory=list)
    sizes: list[tuple[float, float]] = field(default_factory=list)
    notes: _Notes = field(default_factory=_Notes)
    hidden: list[HiddenText] = field(default_factory=list)
    unmappable: int = 0
    painted: int = 0


def load_pdf(name: str, content: bytes) -> Loaded:
    """Read a PDF: headings and paragraphs with the places where they are printed.

    Raises `EncryptedDocument`, `DamagedDocument`, `DocumentTooLarge`, or `NoText` when no page has text that can be read.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    structure = examine_structure(name, content)
    with PDFIUM:
        read = _read_pages(name, content, structure)
    if not any(read.lines):
        raise _no_text(name, read)
    lines = without_running_lines(read.lines, [height for _, height in read.sizes])
    style = style_of(lines)
    outline = _outline_by_page(structure, len(lines))
    pages = tuple(
        LoadedPage(number, tuple(blocks_of(kept, style, outline.get(number, {}))), *size)
        for number, kept, size in zip(read.numbers, lines, read.sizes, strict=True)
    )
    read.hidden += [HiddenText(page, "annotation", text) for page, text in structure.notes if page in read.numbers]
    for page, _ in structure.notes:
        read.notes.add("HIDDEN_TEXT", page)
    warnings = list(read.notes.warnings())
    if structure.fields:
        warnings.append(Warned("FORM_NOT_READ", structure.fields))
    if structure.active:
        warnings.append(Warned("ACTIVE_CONTENT"))
    if not structure.readable or b"%%EOF" not in content[-2048:]:
        warnings.append(Warned("PDF_DAMAGED"))
    return Loaded(
        MEDIA_TYPE,
        pages,
        title_of(structure.title),
        structure.published_on,
        tuple(warnings),
        hidden=tuple(read.hidden),
    )


def _read_pages(name: str, content: bytes, structure: Structure) -> _Read:
    document = open_pdf(name, content)
    try:
        if len(document) > MOST_PAGES:
            raise DocumentTooLarge(name, "TOO_MANY_PAGES", f"the limit of {MOST_PAGES} pages")
        read = _Read()
        vertical = VerticalReader(content) if structure.vertical else None
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                read.notes.add("PDF_STRUCTURE", number)
                continue
            _read_page(page, number, structure, vertical if number in structure.vertical else None, read)
            page.close()
        if not read.numbers:
            raise DamagedDocument(name, "PDF_STRUCTURE", "no page can be read")
        return read
    finally:
        document.close()


def _read_page(
    page: pypdfium2.PdfPage, number: int, structure: Structure, vertical: VerticalReader | None, read: _Read
) -> None:
    textpage = page.get_textpage()
    glyphs = read_glyphs(page, textpage)
    read.numbers.append(number)
    read.sizes.append((glyphs.width, glyphs.height))
    has_painting = _paints(page)
    read.painted += has_painting
    visibility = examine(page, glyphs, doubt_all=structure.layers)
    textpage.close()
    if visibility.hidden:
        read.notes.add("HIDDEN_TEXT", number)
        read.hidden += hidden_texts(number, glyphs, visibility.hidden)
    if visibility.recognised:
        read.notes.add("RECOGNISED_TEXT", number)
    if is_garbled([glyph for glyph in glyphs.glyphs if glyph.run not in visibility.hidden]):
        read.notes.add("TEXT_NOT_MAPPABLE", number)
        read.unmappable += 1
        read.lines.append([])
        return
    shown: GlyphPage | None = vertical.read(number, glyphs, visibility.hidden.keys()) if vertical else None
    if shown is not None and shown.glyphs:
        lines, removed = printed_lines(shown, frozenset())
    else:
        lines, removed = printed_lines(glyphs, visibility.hidden.keys())
    codes, spelt = apart(removed)
    for code in codes:
        read.notes.add(code, number)
    read.hidden += [HiddenText(number, "characters", text) for text in spelt]
    if not lines and has_painting:
        read.notes.add("PAGES_WITHOUT_TEXT", number)
    read.lines.append(lines)


def _paints(page: pypdfium2.PdfPage) -> bool:
    """Tell whether a page without text shows something that may be text: a picture, or the outlines of letters.

    A blank page, also one with a frame or a rule on it, is not a page without text.
    """
    paths = 0
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        kind = pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, index))
        paths += kind == pdfium.FPDF_PAGEOBJ_PATH
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM) or paths >= OUTLINED_LETTERS:
            return True
    return False


def _no_text(name: str, read: _Read) -> NoText:
    if read.unmappable:
        return NoText(
            name,
            "TEXT_NOT_MAPPABLE",
            "The file does not say which characters its signs stand for. Export it again from the original program.",
        )
    if read.painted:
        return NoText(
            name,
            "NO_TEXT_LAYER",
            "The pages are pictures without text. Recognise the text (OCR) with a scanner program and try again.",
        )
    return NoText(name, "NO_TEXT", "The file holds no text.")


def _outline_by_page(structure: Structure, pages: int) -> Mapping[int, Mapping[str, int]]:
    """Return the outline's titles with their levels for each page; one that is on most pages says nothing."""
    by_page: dict[int, dict[str, int]] = defaultdict(dict)
    titles = Counter(key(entry.title) for entry in structure.outline)
    for entry in structure.outline:
        if key(entry.title) and titles[key(entry.title)] <= max(3, pages // 2):
            by_page[entry.page][key(entry.title)] = min(entry.level, 6)
    return by_page
