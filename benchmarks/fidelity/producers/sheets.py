"""Excel files written by openpyxl: dates in the Japanese calendar, percentages, merged cells, a hidden sheet; and CSV."""

from __future__ import annotations

import csv
import io
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Border, Side

from benchmarks.fidelity.model import Gold, Text

_THIN = Side(style="thin")
_ERA = '[$-411]ggge"年"m"月"d"日"'


def sheets(text: Text) -> tuple[bytes, Gold]:
    """Write every table of a document on a sheet of its own, and one with dates, percentages and merged cells."""
    book = Workbook()
    cells: list[tuple[str, str]] = []
    captions: list[str] = []
    for index, item in enumerate(item for item in text.items if item.kind == "table"):
        sheet = book.create_sheet(f"表{index + 1}")
        sheet.append([item.caption])
        captions.append(item.caption)
        for number, row in enumerate(item.rows, start=3):
            for column, value in enumerate(row, start=1):
                if value is None:
                    sheet.merge_cells(start_row=number - 1, end_row=number, start_column=column, end_column=column)
                    continue
                cell = sheet.cell(number, column, value)
                cell.border = Border(_THIN, _THIN, _THIN, _THIN)
        header, *rows = item.rows
        cells.extend((header[c] or "", v) for row in rows for c, v in enumerate(row) if v)
    cells.extend(_figures(book))
    captions.append("事業の進み具合")
    for sheet in book.worksheets:
        for column in "ABCDE":
            sheet.column_dimensions[column].width = 26 if column in "AB" else 15
        sheet.page_setup.orientation = "landscape"
    hidden = book.create_sheet("作業用")
    hidden.sheet_state = "hidden"
    hidden.append(["下書き", "件数"])
    hidden.append(["内部の控え", 7])
    del book["Sheet"]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), Gold((), (), tuple(cells), tuple(captions))


def _figures(book: Workbook) -> list[tuple[str, str]]:
    sheet = book.create_sheet("進み具合")
    sheet["A1"] = "事業の進み具合"
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("C2:D2")
    sheet["C2"] = "実績"
    for column, name in zip("ABCDE", ("事業名", "開始日", "件数", "達成率", "備考"), strict=True):
        sheet[f"{column}3"] = name
    rows = (
        ("窓口案内", date(2024, 4, 1), 1234, 0.683, "前年度から継続"),
        ("議事録作成", date(2019, 5, 1), 98765, 1.05, "全課で利用"),
        ("地図更新", date(1989, 1, 8), 12, 0.004, "委託"),
    )
    shown = (
        ("令和6年4月1日", "1,234", "68.3%"),
        ("令和1年5月1日", "98,765", "105.0%"),
        ("平成1年1月8日", "12", "0.4%"),
    )
    for number, (name, day, count, share, remark) in enumerate(rows, start=4):
        sheet.append([name, day, count, share, remark])
        sheet[f"B{number}"].number_format = _ERA
        sheet[f"C{number}"].number_format = "#,##0"
        sheet[f"D{number}"].number_format = "0.0%"
    cells = []
    for (name, *_, remark), (day, count, share) in zip(rows, shown, strict=True):
        cells += [("事業名", str(name)), ("開始日", day), ("件数", count), ("達成率", share), ("備考", str(remark))]
    return cells


def separated(text: Text, encoding: str) -> tuple[bytes, Gold]:
    """Write the first table of a document as CSV."""
    table = next(item for item in text.items if item.kind == "table")
    buffer = io.StringIO()
    csv.writer(buffer).writerows([value or "" for value in row] for row in table.rows)
    header, *rows = table.rows
    cells = tuple((header[c] or "", v) for row in rows for c, v in enumerate(row) if v)
    return buffer.getvalue().encode(encoding), Gold((), (), cells)
