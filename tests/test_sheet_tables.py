"""Rows of spreadsheets become tables under their header: titles, notes, two rows of names and empty rows are told apart."""

from __future__ import annotations

import io

import openpyxl
import pytest

from casebase.tables.columns import Type
from casebase.tables.sheet import Table, tables_of
from ingest.compose import compose
from ingest.load import load


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def pages_of(name: str, content: bytes) -> list[str]:
    return [page.text for page in compose(load(name, content))]


def sheet_of(rows: list[tuple[object, ...]], merged: tuple[str, ...] = ()) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for area in merged:
        book.active.merge_cells(area)
    return pages_of("a.xlsx", saved(book))[0]


BODY = [
    ("1", "総務課", "きろくん", 1320, 45),
    ("2", "税務課", "よみとり", 2640, 12),
    ("3", "福祉課", "みまもり", 880, 8),
]
HEAD = ("番号", "所管課", "システム", "費用（千円）", "利用者数")


def the_table(text: str) -> Table:
    (table,) = tables_of(text)
    return table


def test_a_title_with_a_date_beside_it_is_no_header() -> None:
    text = sheet_of([("AI台帳", None, None, None, "令和7年4月1日現在"), HEAD, *BODY])

    assert text.startswith("AI台帳　令和7年4月1日現在\n\n| 番号 | 所管課 |")
    assert the_table(text).names == HEAD and the_table(text).above == "AI台帳　令和7年4月1日現在"


def test_lines_of_two_cells_above_a_table_are_no_header_of_it() -> None:
    text = sheet_of([("作成", "行革推進課"), ("算定", "税込"), HEAD, *BODY])

    assert the_table(text).names == HEAD and len(the_table(text).rows) == 3


def test_a_header_of_two_rows_names_each_column_with_its_group() -> None:
    rows = [
        ("番号", "所管課", "費用（千円）", None, "利用者数"),
        (None, None, "初期", "年間", None),
        *((number, office, cost, cost * 2, users) for number, office, _, cost, users in BODY),
    ]
    text = sheet_of(rows, ("A1:A2", "B1:B2", "C1:D1", "E1:E2"))

    names = the_table(text).names
    assert names == ("番号", "所管課", "費用（千円） › 初期", "費用（千円） › 年間", "利用者数")
    assert [column.worth for column in the_table(text).columns[2:4]] == [1_000, 1_000]
    assert "年間" in the_table(text).columns[3].names


def test_a_header_in_two_languages_is_one() -> None:
    english = ("No.", "Office", "System", "Cost (JPY)", "Users")
    text = sheet_of([("番号", "所管課", "システム", "費用（円）", "利用者数"), english, *BODY])

    assert the_table(text).names[3] == "費用（円） / Cost (JPY)" and len(the_table(text).rows) == 3
    assert the_table(text).columns[3].names == ("cost", "費用")


def test_a_row_of_units_below_a_header_belongs_to_it() -> None:
    text = sheet_of(
        [("番号", "所管課", "システム", "費用", "利用者数"), (None, None, None, "（千円）", "（人）"), *BODY]
    )

    assert the_table(text).names[3:] == ("費用（千円）", "利用者数（人）")


def test_rows_go_on_below_an_empty_one_and_the_total_is_none_of_them() -> None:
    text = sheet_of([HEAD, *BODY[:2], (None,), BODY[2], (None,), (None, "合計", None, 4840, 65)])

    assert len(the_table(text).rows) == 3
    assert the_table(text).total is not None and the_table(text).total.cells[3] == "4840"


def test_another_table_below_an_empty_row_stays_another() -> None:
    text = sheet_of([HEAD, *BODY, (None,), ("年度", "件数"), ("令和5年度", 3), ("令和6年度", 4)])

    assert [table.names for table in tables_of(text)] == [HEAD, ("年度", "件数")]


def test_notes_and_subheadings_are_no_rows() -> None:
    rows = [HEAD, ("■庁内", None, None, None, None), *BODY, ("注1", "税込", None, None, None), ("※出典 調査",)]

    assert [row.cells[2] for row in the_table(sheet_of(rows)).rows] == ["きろくん", "よみとり", "みまもり"]


def test_cells_beneath_a_merged_one_are_of_its_group() -> None:
    rows = [("部局", *HEAD[1:]), ("市民部", *BODY[0][1:]), (None, *BODY[1][1:]), ("福祉部", *BODY[2][1:])]

    assert the_table(sheet_of(rows, ("A2:A3",))).columns[0].cells == ("市民部", "市民部", "福祉部")


def test_titles_above_the_header_of_a_csv_are_no_header() -> None:
    rows = (
        "AI台帳,,,,",
        "単位：千円,,,,",
        "番号,所管課,システム,費用,利用者数",
        '1,総務課,きろくん,"1,320",45',
        "2,税務課,よみとり,880,12",
    )
    (text,) = pages_of("a.csv", "\n".join(rows).encode())

    assert the_table(text).names == ("番号", "所管課", "システム", "費用", "利用者数")
    assert the_table(text).columns[3].figures == {0: 1_320_000, 1: 880_000}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("有", "無", "有"), Type.MARK),
        (("○", "×", "△"), Type.MARK),
        (("1,320", "－", "880"), Type.FIGURE),
        (("令和5年4月", "R6.4", "2025-01-10"), Type.MOMENT),
        (("01/04/2024", "13/05/2024", "30/06/2024"), Type.MOMENT),
        (("総務課", "税務課", "福祉課"), Type.TEXT),
    ],
)
def test_columns_are_typed_by_what_their_cells_are(cells: tuple[str, ...], kind: Type) -> None:
    rows = [("名称", "値", "備考"), *((f"第{number}", cell, "") for number, cell in enumerate(cells))]

    assert the_table(sheet_of(rows)).columns[1].type is kind


def test_a_stroke_in_a_cell_leaves_the_table_to_the_passages() -> None:
    assert not tables_of(sheet_of([HEAD, ("1", "総務課", "きろく|くん", 1320, 45), *BODY]))
