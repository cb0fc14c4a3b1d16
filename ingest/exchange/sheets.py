"""Spreadsheets as tables of text, and tables of either kind by the name of their file.

A workbook is a ZIP of XML: what it unpacks to is looked at before anything of it is read, and rows are read one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from ingest.exchange.errors import ExchangeError
from ingest.exchange.tables import columns_of, read_csv

SHEET = ".xlsx"
MOST_UNPACKED = 200_000_000
"""Bytes that a workbook may unpack to."""

MOST_COLUMNS = 500
"""Columns of a sheet that are read: what lies further right is no registry."""


def read_table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV or of a workbook's first sheet by column, each with the number of its line."""
    return _read_sheet(path) if path.suffix.lower() == SHEET else read_csv(path)


def table_columns(path: Path) -> list[str]:
    """Return the names of the columns of a table."""
    if path.suffix.lower() != SHEET:
        return columns_of(path)
    return next((_names(cells) for _, cells in _rows(path)), [])


def _read_sheet(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    names: list[str] = []
    for line, cells in _rows(path):
        if not names:
            names = _names(cells)
            continue
        yield line, {name: text for name, text in zip(names, cells, strict=False) if name}


def _names(cells: list[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet that say something, as text."""
    try:
        with ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise ExchangeError("FILE_TOO_LARGE", path.name)
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            for line, row in enumerate(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
                cells = [_text(value) for value in row]
                if any(cells):
                    yield line, cells
        finally:
            book.close()
    except (BadZipFile, KeyError, ValueError, IndexError, EOFError, TypeError, SyntaxError) as exc:
        raise ExchangeError("NOT_A_SHEET", path.name) from exc


def _text(value: Any) -> str:
    """Return a cell as somebody reads it: whole numbers without a point, days as ISO dates, flags as JSON has them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
