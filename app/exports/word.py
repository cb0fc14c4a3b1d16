"""An answer as a Word file, to be attached to a decision paper (起案): question, answer, sources with page and address."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from app.exports.sheet import Sheet

LATIN, JAPANESE = "Arial", "游ゴシック"
SOURCE_WIDTHS = (Mm(10), Mm(62), Mm(18), Mm(80))
FACT_WIDTHS = (Mm(32), Mm(138))

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def word_of(*sheets: Sheet) -> bytes:
    """Return the sheets, each beginning on a page of its own, as a .docx file."""
    document = Document()
    _set_up(document)
    for number, sheet in enumerate(sheets):
        if number:
            document.add_page_break()
        _add(document, sheet)
    _page_numbers(document.sections[0].footer.paragraphs[0])
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _add(document: Document, sheet: Sheet) -> None:
    heading = document.add_heading(sheet.title, level=1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _facts(document.add_table(rows=0, cols=2), sheet)
    document.add_heading(sheet.labels["answer"], level=2)
    for text, numbers in sheet.sentences:
        paragraph = document.add_paragraph(_clean(text))
        mark = paragraph.add_run("".join(f"[{n}]" for n in numbers))
        mark.font.superscript = True
    document.add_heading(sheet.labels["sources"], level=2)
    _sources(document.add_table(rows=1, cols=4), sheet)
    document.add_heading(sheet.labels["notes"], level=2)
    for note in sheet.notes:
        document.add_paragraph(_clean(note), style="List Bullet")


def _set_up(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    for name, size in (("Normal", 10.5), ("Heading 1", 16), ("Heading 2", 12), ("List Bullet", 10.5)):
        style = document.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), JAPANESE)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)


def _facts(table: Table, sheet: Sheet) -> None:
    table.style = "Table Grid"
    for label, value in sheet.facts:
        cells = table.add_row().cells
        _fill(cells[0], label, bold=True)
        _fill(cells[1], value)
    _widths(table, FACT_WIDTHS)


def _sources(table: Table, sheet: Sheet) -> None:
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, ("number", "name", "place", "quote"), strict=True):
        _fill(cell, sheet.labels[name], bold=True)
    _repeat_as_header(table)
    for one in sheet.sources:
        cells = table.add_row().cells
        _fill(cells[0], f"[{one.n}]")
        _fill(cells[1], one.name + (f"\n{one.address}" if one.address else ""))
        _fill(cells[2], one.place)
        _fill(cells[3], one.quote)
    _widths(table, SOURCE_WIDTHS)


def _fill(cell: _Cell, text: str, bold: bool = False) -> None:
    run = cell.paragraphs[0].add_run(_clean(text))
    run.bold = bold
    run.font.size = Pt(9.5)


def _widths(table: Table, widths: tuple[int, ...]) -> None:
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _repeat_as_header(table: Table) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _page_numbers(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
