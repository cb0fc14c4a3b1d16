"""Where it is not certain which rows of a spreadsheet are meant, or which are rows, nothing is counted."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER
from casebase.service import Casebase
from tests.test_registers import HEAD, ROWS, TOTAL, AddSheet, add_sheet, book, counted, registers, told  # noqa: F401


@pytest.mark.parametrize(
    "question",
    [
        "青嶺市の台帳で福祉課と税務課以外のシステムは何件ですか",
        "青嶺市の台帳で個人情報を扱うか、年間費用が400万円以上のシステムは何件ですか",
        "青嶺市の台帳で個人情報を扱うもの又は利用者数が30人以上のものは何件ですか",
        "How many systems in Wexbourne handle personal data or cost at least £20,000?",
        "Which Wexbourne systems cost more than PlanCheck?",
        "青嶺市の台帳でみまもりAIより年間費用が高いシステムは",
        "青嶺市の台帳で利用者数が平均以上のシステムは",
    ],
)
def test_what_joins_or_sets_against_rows_in_a_way_that_is_not_understood_is_not_counted(
    registers: Casebase,  # noqa: F811
    question: str,
) -> None:
    assert counted(registers.ask(question, LOCAL_READER)) == ""


def one_register(casebase: Casebase, add_sheet: AddSheet, rows: list[tuple[object, ...]]) -> Casebase:  # noqa: F811
    add_sheet(
        "台帳.xlsx", book("青嶺市　AIシステム台帳", HEAD, rows), organization_name="青嶺市", title="AIシステム台帳"
    )
    return casebase


@pytest.mark.parametrize(
    "sum_of_rows",
    [
        ("", "", "", "", "合計", 15510, 92, "", "", ""),
        ("", "", "", "", "", 15510, 92, "", "", ""),
        ("", "総務課計", "", "", "", 1320, 45, "", "", ""),
        HEAD,
    ],
    ids=["total in another column", "figures alone", "of a department", "the header once more"],
)
def test_what_adds_rows_up_or_heads_them_again_is_no_row(
    casebase: Casebase,
    add_sheet: AddSheet,  # noqa: F811
    sum_of_rows: tuple[object, ...],
) -> None:
    filled = one_register(casebase, add_sheet, [*ROWS, sum_of_rows])
    assert "6件" in counted(filled.ask("青嶺市の台帳に登録されたシステムは何件ですか", LOCAL_READER))
    assert "みまもりAI" in told(filled.ask("青嶺市の台帳で年間費用が一番高いシステムは？", LOCAL_READER))


def test_a_row_of_the_whole_office_and_one_called_note_are_rows(casebase: Casebase, add_sheet: AddSheet) -> None:  # noqa: F811
    whole = (7, "全庁", "Note Taker", "記録の作成", "ヒノキ技研", 9900, 300, "令和6年5月", "無", "本格運用")
    filled = one_register(casebase, add_sheet, [*ROWS, whole, TOTAL])
    assert "Note Taker" in told(filled.ask("青嶺市の台帳で年間費用が一番高いシステムは？", LOCAL_READER))


def test_a_remark_at_a_figure_is_no_unit_and_figures_of_several_units_are_not_added(
    casebase: Casebase,
    add_sheet: AddSheet,  # noqa: F811
) -> None:
    dear = (7, "建築課", "たてものAI", "図面の確認", "ヒノキ技研", "6,600※", 3, "令和6年5月", "無", "試行")
    filled = one_register(casebase, add_sheet, [*ROWS, dear])
    assert "たてものAI" in told(filled.ask("青嶺市の台帳で年間費用が一番高いシステムは？", LOCAL_READER))
    monthly = "System,Vendor,Cost\nA1,Pell & Co,$5000\nB2,Orrin,3000円\nC3,Pell & Co,80000円\nD4,Orrin,1500円\n"
    add_sheet("mixed.csv", monthly.encode(), organization_name="Wexbourne Council", title="Wexbourne AI register")
    assert counted(filled.ask("What is the total cost in the Wexbourne AI register?", LOCAL_READER)) == ""


def test_of_an_empty_cell_it_is_not_known_whether_the_row_belongs(casebase: Casebase, add_sheet: AddSheet) -> None:  # noqa: F811
    rows = [(*row[:4], "" if row[0] in {2, 5} else row[4], *row[5:]) for row in ROWS]
    filled = one_register(casebase, add_sheet, rows)
    assert counted(filled.ask("青嶺市の台帳で㈱ミナト情報のシステムは何件ですか", LOCAL_READER)) == ""


def test_a_mark_that_is_explained_is_a_mark(casebase: Casebase, add_sheet: AddSheet) -> None:  # noqa: F811
    rows = [(*row[:8], "有（要配慮個人情報）" if row[0] == 3 else row[8], row[9]) for row in ROWS]
    filled = one_register(casebase, add_sheet, rows)
    assert "3件" in counted(filled.ask("青嶺市の台帳で個人情報を扱うシステムは何件ですか", LOCAL_READER))
