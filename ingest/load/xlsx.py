"""Excel: a sheet is a page; tables divided by empty rows, cells as they are shown, merged cells once, then shapes and charts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casebase.errors import DocumentTooLarge
from ingest.characters import tidy
from ingest.load.office import Element, Package, attribute, child, local
from ingest.load.sheet_tables import SheetRow, goes_on, sheet_blocks
from ingest.load.xlsx_drawing import drawn_blocks
from ingest.load.xlsx_format import BUILT_IN, shown
from ingest.load.xlsx_visible import CellStyle, area_of, cell_styles, column_number, sheet_visibility, shows_nothing
from ingest.records import MOST_HIDDEN, Block, HiddenText, Loaded, LoadedPage

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_CELLS = 500_000
"""Cells with a value in one file; the text of more would be tens of thousands of passages of numbers."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ERRORS = frozenset({"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})

Cells = dict[int, dict[int, str]]


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets of a workbook share: texts, cell styles, the day that dates count from."""

    package: Package
    texts: list[str]
    styles: list[CellStyle]
    from_1904: bool


def load_xlsx(name: str, content: bytes) -> Loaded:
    """Read an Excel file, sheet by sheet. Hidden sheets, rows, columns and cells are left out and kept for the editor."""
    package = Package(name, content)
    main = package.main_part()
    root = package.tree(main)
    related = package.relationships(main)
    parts = {relationship.kind: relationship.target for relationship in related.values()}
    properties = child(root, "workbookPr")
    from_1904 = properties is not None and attribute(properties, "date1904") in {"1", "true"}
    book = _Book(
        package,
        list(_texts(package, parts.get("sharedStrings", ""))),
        _styles(package, parts.get("styles", "")),
        from_1904,
    )
    pages: list[LoadedPage] = []
    hidden: list[HiddenText] = []
    removed: set[str] = set()
    total = 0
    sheets = child(root, "sheets")
    for sheet in sheets if sheets is not None else ():
        part = related.get(next((str(value) for key, value in sheet.attrib.items() if key.endswith("}id")), ""))
        if part is None or part.target not in package:
            continue
        number = len(pages) + 1
        cells, unseen, reach = _cells(book, part.target)
        total += sum(len(row) for row in cells.values())
        if total > MOST_CELLS:
            raise DocumentTooLarge(name, "TOO_MANY_CELLS", f"the limit of {MOST_CELLS:,} cells")
        blocks = []
        for block in (*_blocks(cells, reach), *drawn_blocks(package, part.target)):
            text, codes = tidy(block.text)
            removed |= codes
            blocks.append(Block(text, block.level))
        if attribute(sheet, "state") in {"hidden", "veryHidden"}:
            unseen = {"object": [block.text for block in blocks]} | unseen
            blocks = []
        hidden += [HiddenText(number, kind, tidy("\n".join(said))[0][:MOST_HIDDEN]) for kind, said in unseen.items()]
        pages.append(LoadedPage(number, tuple(blocks), label=attribute(sheet, "name")))
    return package.loaded(MEDIA_TYPE, pages, hidden, removed)


def _texts(package: Package, part: str) -> Iterator[str]:
    if part in package:
        for element in package.elements(part, "si"):
            yield _text(element)


def _text(element: Element) -> str:
    """Return the text of a string item without its phonetic guide."""
    written = []
    for inner in element:
        if local(inner) == "t":
            written.append(inner.text or "")
        elif local(inner) == "r":
            text = child(inner, "t")
            written.append((text.text or "") if text is not None else "")
    return "".join(written)


def _styles(package: Package, part: str) -> list[CellStyle]:
    if part not in package:
        return []
    root = package.tree(part)
    return cell_styles(root, _formats(root))


def _formats(root: Element) -> list[str]:
    declared = child(root, "numFmts")
    custom = {
        attribute(element, "numFmtId"): attribute(element, "formatCode")
        for element in (declared if declared is not None else ())
    }
    styles = child(root, "cellXfs")
    found = []
    for style in styles if styles is not None else ():
        number = attribute(style, "numFmtId", "0")
        found.append(custom.get(number) or BUILT_IN.get(int(number) if number.isdecimal() else 0, "General"))
    return found


def _cells(book: _Book, part: str) -> tuple[Cells, dict[str, list[str]], Mapping[int, Mapping[int, int]]]:
    """Return the shown cells of a sheet by row and column, the hidden ones by the way they are hidden, and by row and column up
    to which column merged cells reach."""
    data = book.package.read(part)
    visibility = sheet_visibility(book.package, part, data)
    covered, beneath, reach = _covered_by_merges(data)
    cells: Cells = {}
    unseen: dict[str, list[str]] = {}
    row_number = 0
    for row in book.package.elements(part, "row"):
        stored = attribute(row, "r")
        row_number = int(stored) if stored.isdecimal() else row_number + 1
        hides = attribute(row, "hidden") in {"1", "true"} or attribute(row, "ht") in {"0", "0.0"}
        column = 0
        for cell in row:
            if local(cell) != "c":
                continue
            place = _REFERENCE.fullmatch(attribute(cell, "r"))
            column = column_number(place[1]) if place else column + 1
            style = _style(book, cell)
            value = _value(book, cell, style)
            if not value.strip():
                continue
            is_text = attribute(cell, "t", "n") in {"s", "str", "inlineStr"}
            kind = "object" if hides else visibility.way(row_number, column, style, is_text)
            if kind or (row_number, column) in covered:  # Excel shows nothing of what a merged cell covers
                unseen.setdefault(kind or "covered", []).append(value)
                continue
            cells.setdefault(row_number, {})[column] = value
    for row_number, column in beneath:  # a row beneath a merged cell is a row of its table, though it has one cell less
        if row_number in cells:
            cells[row_number].setdefault(column, "")
    return cells, unseen, reach


def _style(book: _Book, cell: Element) -> CellStyle:
    style = attribute(cell, "s", "0")
    index = int(style) if style.isdecimal() else 0
    return book.styles[index] if index < len(book.styles) else CellStyle("General", "")


def _value(book: _Book, cell: Element, style: CellStyle) -> str:
    kind = attribute(cell, "t", "n")
    if kind == "inlineStr":
        inline = child(cell, "is")
        return _text(inline) if inline is not None else ""
    stored = child(cell, "v")
    value = (stored.text or "") if stored is not None else ""
    if kind == "s":
        return book.texts[int(value)] if value.isdecimal() and int(value) < len(book.texts) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind == "e" or value in _ERRORS:
        return ""
    if kind in {"str", "d"} or not value:
        return value
    return shown(value, "General" if shows_nothing(style.number_format, False) else style.number_format, book.from_1904)


def _covered_by_merges(
    data: bytes,
) -> tuple[set[tuple[int, int]], set[tuple[int, int]], Mapping[int, Mapping[int, int]]]:
    """Return the places that merged cells cover, apart from the first of each, those of them right beneath it, and by the row and
    column of the first up to which column they reach.

    Excel shows nothing of what is stored there.
    """
    covered: set[tuple[int, int]] = set()
    beneath: set[tuple[int, int]] = set()
    reach: dict[int, dict[int, int]] = {}
    for reference in re.findall(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z0-9$:]+)"', data):
        area = area_of(reference.decode())
        if area is None:
            continue
        top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) > 10_000 or len(covered) > MOST_CELLS:
            continue
        covered.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        covered.discard((top, left))
        beneath.update((row, left) for row in range(top + 1, bottom + 1))
        if right > left:
            reach.setdefault(top, {})[left] = right
    return covered, beneath, reach


def _blocks(cells: Cells, reach: Mapping[int, Mapping[int, int]]) -> Iterator[Block]:
    """Yield the tables of a sheet, divided where a row is empty unless what follows goes on, each with what stands above."""
    tables: list[list[SheetRow]] = []
    last = 0
    for number in sorted(cells):
        if not tables or number > last + 1:
            tables.append([])
        tables[-1].append(SheetRow(cells[number], reach.get(number, {})))
        last = number
    joined: list[list[SheetRow]] = []
    for table in tables:
        if joined and goes_on(joined[-1], table):
            joined[-1].extend(table)
        else:
            joined.append(table)
    for table in joined:
        yield from sheet_blocks(table)
