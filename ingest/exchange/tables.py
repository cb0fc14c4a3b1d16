"""Tables as files: CSV that no spreadsheet runs as a formula, and XLSX whose cells are text (read in `ingest.exchange.sheets`).

A cell that opens with a sign a spreadsheet may obey gets an apostrophe in front. Cells that open with apostrophes and
such a sign get one more, so that taking one away when reading always gives back the cell as it was.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from casebase.text.formulas import begins_like_formula
from ingest.exchange.errors import ExchangeError

_FORBIDDEN_IN_XLSX = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_XLSX_CELL = 32_767
"""Characters that a cell of a spreadsheet can hold."""

LONGEST_CELL = 10_000_000
"""Characters of a cell that are read."""


def guarded(cell: str) -> str:
    """Return a cell that is text in every spreadsheet."""
    return f"'{cell}" if _is_obeyed(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _is_obeyed(cell[1:]) else cell


def _is_obeyed(cell: str) -> bool:
    return begins_like_formula(cell.lstrip("'"))


def read_csv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file by column, each with the number of the line at which it ends.

    Raises ExchangeError where the file is no table in UTF-8 (with or without byte order mark) or CP932.
    """
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            reader = csv.DictReader(file, restkey="", strict=True)
            for row in reader:
                if row.get(""):
                    raise ExchangeError("ROW_TOO_LONG", str(reader.line_num))
                yield reader.line_num, {name: unguarded(text or "") for name, text in row.items() if name}
    except (csv.Error, UnicodeDecodeError) as exc:
        raise ExchangeError("NOT_A_TABLE", path.name) from exc


def columns_of(path: Path) -> list[str]:
    """Return the names of the columns of a CSV file."""
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            return next(csv.reader(file), [])
    except (csv.Error, UnicodeDecodeError) as exc:
        raise ExchangeError("NOT_A_TABLE", path.name) from exc


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    """Write rows as CSV in UTF-8 with byte order mark, as spreadsheets expect it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([guarded(row.get(column, "")) for column in columns])


def write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]], sheet: str) -> None:
    """Write rows as a spreadsheet whose every cell is text; the first row stays in sight."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    page.append([_text(page, column, bold=True) for column in columns])
    for row in rows:
        page.append([_text(page, row.get(column, "")) for column in columns])
    book.save(path)


def _text(page: object, value: str, bold: bool = False) -> WriteOnlyCell | None:
    if not value:
        return None
    cell = WriteOnlyCell(page, value="")
    text = _FORBIDDEN_IN_XLSX.sub("", value)
    cell.value = text if len(text) <= LONGEST_XLSX_CELL else text[: LONGEST_XLSX_CELL - 1] + "…"
    cell.data_type = "s"  # never a formula, whatever it begins with
    if bold:
        cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=bold)
    return cell


def _encoding(path: Path) -> str:
    """Return UTF-8 where the file is that, else CP932, as spreadsheets on Japanese systems write."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8-sig"
