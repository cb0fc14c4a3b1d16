"""PDF: text by pdfium, structure by pypdf, vertical writing by playa; cleaned into headings and paragraphs."""

from __future__ import annotations

import ctypes
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from casebase.errors import DamagedDocument, DocumentTooLarge, NoText
from ingest.characters import apart
from ingest.clean import without_running_lines
from ingest.headings import key, style_of
from ingest.layout import blocks_of
from ingest.load.pdf_forms import Forms
from ingest.load.pdf_glyphs import PDFIUM, GlyphPage, hidden_texts, read_glyphs
from ingest.load.pdf_grids import grids_of
from ingest.load.pdf_health import is_garbled
from ingest.load.pdf_lines import printed_lines
from ingest.load.pdf_notes import with_notes
from ingest.load.pdf_open import open_pdf
from ingest.load.pdf_painted import MOST_OBJECTS
from ingest.load.pdf_readings import with_readings
from ingest.load.pdf_running import running_runs
from ingest.load.pdf_structure import MOST_PAGES, Structure, examine_structure
from ingest.load.pdf_tables import aligned_tables, columns_of, header_alone, without_rule_under_header
from ingest.load.pdf_vertical import VerticalReader
from ingest.load.pdf_visible import SCAN_SHARE, examine
from ingest.printed import PrintedLine
from ingest.records import HiddenText, Loaded, LoadedPage, Warned
from ingest.titles import title_of

MEDIA_TYPE = "application/pdf"
OUTLINED_LETTERS = 20
"""Drawn paths from which a page without text may hold text as outlines; frames and rules are fewer."""

STAMP = 60
"""Characters below which text over a scan is a page number or a stamp, not what the scan says."""


_PLEASE_WAIT = re.compile(r"Please wait|お待ちください|文書の内容を適切に表示")
_LONGEST_PLACEHOLDER = 2_000
SAME_WIDTH = 16.0
"""Points within which the parts of a table on two pages, or in two columns, are equally wide."""


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
    dynamic: bool = False
    pictures: list[int] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)


def load_pdf(name: str, content: bytes) -> Loaded:
    """Read a PDF: headings and paragraphs with the places where they are printed.

    Pages that are pictures, or whose characters mean nothing, are named in `pictures`. Raises `EncryptedDocument`,
    `DamagedDocument`, `DocumentTooLarge`, or `NoText` when no page has either.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    structure = examine_structure(name, content)
    with PDFIUM:
        read = _read_pages(name, content, structure)
    if read.dynamic and _only_asks_to_wait(read):
        raise NoText(name, "PDF_XFA", "Its text is a dynamic Adobe form (XFA). Open it in Acrobat and print it to PDF.")
    if not any(read.lines) and not read.pictures:
        raise NoText(name, "NO_TEXT", "The file holds no text.")
    lines = _whole_tables(without_running_lines(read.lines, [height for _, height in read.sizes]))
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
    if read.dynamic:
        warnings.append(Warned("PDF_XFA"))
    if structure.active:
        warnings.append(Warned("ACTIVE_CONTENT"))
    if not structure.readable or b"%%EOF" not in content[-2048:]:
        warnings.append(Warned("PDF_DAMAGED"))
    return Loaded(
        MEDIA_TYPE,
        pages,
        title_of(structure.title),
        created_on=structure.created_on,
        warnings=tuple(warnings),
        pictures=tuple(read.pictures),
        hidden=tuple(read.hidden),
    )


def _read_pages(name: str, content: bytes, structure: Structure) -> _Read:
    document = open_pdf(name, content)
    try:
        if len(document) > MOST_PAGES:
            raise DocumentTooLarge(name, "TOO_MANY_PAGES", f"the limit of {MOST_PAGES} pages")
        forms = Forms(document)
        read = _Read(dynamic=forms.is_dynamic)
        vertical = VerticalReader(content) if structure.vertical else None
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                read.notes.add("PDF_STRUCTURE", number)
                continue
            _read_page(page, number, structure, vertical if number in structure.vertical else None, read)
            read.lines[-1], has_comments = forms.with_fields(page, number, read.lines[-1])
            if has_comments:
                read.notes.add("COMMENTS_LEFT_OUT", number)
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
    has_painting, picture = _painting(page)
    grids = grids_of(page)
    visibility = examine(page, glyphs, doubt_all=structure.layers)
    textpage.close()
    if visibility.hidden:
        read.notes.add("HIDDEN_TEXT", number)
        read.hidden += hidden_texts(number, glyphs, visibility.hidden)
    if visibility.recognised:
        read.notes.add("RECOGNISED_TEXT", number)
    if is_garbled([glyph for glyph in glyphs.glyphs if glyph.run not in visibility.hidden]):
        read.notes.add("TEXT_NOT_MAPPABLE", number)
        read.pictures.append(number)
        read.lines.append([])
        return
    left_out = visibility.hidden.keys() | running_runs(glyphs)
    shown: GlyphPage | None = vertical.read(number, glyphs, left_out) if vertical else None
    if shown is not None and shown.glyphs:
        lines, removed = printed_lines(with_readings(shown, frozenset()), frozenset(), grids)
    else:
        lines, removed = printed_lines(with_readings(glyphs, left_out), left_out, grids)
    codes, spelt = apart(removed)
    for code in codes:
        read.notes.add(code, number)
    read.hidden += [HiddenText(number, "characters", text) for text in spelt]
    if not lines and has_painting:
        read.notes.add("PAGES_WITHOUT_TEXT", number)
        read.pictures.append(number)
    elif picture >= SCAN_SHARE and not visibility.recognised and sum(len(line.text) for line in lines) < STAMP:
        read.pictures.append(number)
    read.lines.append(with_notes(aligned_tables(lines)))


def _whole_tables(pages: list[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """Make tables go on over pages and columns: what goes on without its header has no header of its own."""
    header = ""
    last: PrintedLine | None = None
    for lines, following in zip(pages, [*pages[1:], []], strict=False):
        for index, line in enumerate(lines):
            ends_page = index == len(lines) - 1 and following and following[0].table
            table = header_alone(line, following[0]) if ends_page else None
            table = table or (line if line.table else None)
            if table is None:
                last = None
                continue
            first = table.text.split("\n", 1)[0]
            if last is not None and _same_columns(last, table):
                table = table if first == header else without_rule_under_header(table)
            else:
                header = first
            lines[index] = last = table
    return pages


def _same_columns(one: PrintedLine, other: PrintedLine) -> bool:
    widths = (one.box[2] - one.box[0], other.box[2] - other.box[0])
    return abs(widths[0] - widths[1]) < SAME_WIDTH and columns_of(one) == columns_of(other)


def _painting(page: pypdfium2.PdfPage) -> tuple[bool, float]:
    """Tell whether a page shows something that may be text, a picture or the outlines of letters, and the share of the
    page that its largest picture covers.

    A blank page, also one with a frame or a rule on it, is not a page without text.
    """
    paths = 0
    paints = False
    largest = 0.0
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), MOST_OBJECTS)):
        handle = pdfium.FPDFPage_GetObject(page.raw, index)
        kind = pdfium.FPDFPageObj_GetType(handle)
        paths += kind == pdfium.FPDF_PAGEOBJ_PATH
        paints = paints or kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM) or paths >= OUTLINED_LETTERS
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE and pdfium.FPDFPageObj_GetBounds(handle, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            largest = max(largest, (right - left) * (top - bottom))
    width, height = page.get_size()
    return paints, largest / max(1.0, width * height)


def _only_asks_to_wait(read: _Read) -> bool:
    """Tell whether the pages hold nothing but what Adobe's programs show until they have built the form."""
    text = " ".join(line.text for lines in read.lines for line in lines)
    return (bool(_PLEASE_WAIT.search(text)) or not text) and len(text) < _LONGEST_PLACEHOLDER


def _outline_by_page(structure: Structure, pages: int) -> Mapping[int, Mapping[str, int]]:
    """Return the outline's titles with their levels for each page; one that is on most pages says nothing."""
    by_page: dict[int, dict[str, int]] = defaultdict(dict)
    titles = Counter(key(entry.title) for entry in structure.outline)
    for entry in structure.outline:
        if key(entry.title) and titles[key(entry.title)] <= max(3, pages // 2):
            by_page[entry.page][key(entry.title)] = min(entry.level, 6)
    return by_page
