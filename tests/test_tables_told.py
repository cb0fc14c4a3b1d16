"""A row of a table is told with the names of its columns: alone it does not say what its figures are."""

from __future__ import annotations

import re

import pytest

from benchmarks.support.judge import judge
from casebase.answer.candidates import candidates_of
from casebase.answer.engine import CitedSpan, Draft, DraftSentence
from casebase.answer.extractive import ExtractiveEngine
from casebase.answer.gate import pass_gate
from casebase.answer.nearness import VectorNearness
from casebase.embedding import HashingEmbedder
from casebase.models import Details, Document, Grounds, Hit, Page, Passage
from casebase.text.tables import heads_columns, told_rows

EFFECTS = """表1 指標と実績

| 指標名 | 単位 | R5実績 | R6実績 |
| --- | --- | --- | --- |
| 受付事務の所要時間（月） | 時間 | 168 | 74 |
| 緊急度判定の一致率 | % | - | 93 |
"""


def rows_of(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"^\|.*\|$", text, re.MULTILINE)]


def hit_of(text: str, section: tuple[str, ...] = ()) -> Hit:
    document = Document("d", Details("other"), "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    return Hit(Passage("p", "v", 1, 0, len(text), text, section), document, score=1.0, dense=0.9)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (EFFECTS, "受付事務の所要時間（月）：R5実績 168時間、R6実績 74時間"),  # a column of units
        ("| 区分 | 金額（千円） |\n| --- | --- |\n| 導入費 | 2,750 |", "導入費：金額 2,750千円"),  # a unit in a name
        ("| 欄 | 記入事項 |\n| --- | --- |\n| 事業名 | 修繕受付 |", "事業名：修繕受付"),  # a name that says nothing
        ("| 年度 | 件数 |\n| --- | --- |\n| 2024 | 30件 |", "年度 2024：件数 30件"),  # a figure needs its name
        ("| No. | Item | Before (h) |\n|---|---|---|\n| 1 | Minutes | 12 |", "Minutes: Before 12 h"),
        ("| | 職員数 | |\n| --- | --- | --- |\n| | 男 | 女 |\n| 本庁 | 12 | 3 |", "本庁：職員数 男 12、職員数 女 3"),
    ],
)
def test_a_row_says_what_its_figures_are(text: str, told: str) -> None:
    header, _, *rows = rows_of(text)

    assert told in [told_rows(text, *row) for row in rows]
    assert heads_columns(text, header[1])
    assert not heads_columns(text, rows[-1][1])


FORM = "| 報告日 | 令和8年9月3日 |\n| --- | --- |\n| 原因 | 名簿を貼り付けた。確認は本人のみ |\n| 影響 | なし |"


def test_the_first_row_of_a_form_is_no_header() -> None:
    first, _, *rows = rows_of(FORM)

    assert [told_rows(FORM, *row) for row in (first, *rows)] == [
        "報告日：令和8年9月3日",
        "原因：名簿を貼り付けた。確認は本人のみ",
        "影響：なし",
    ]
    assert not heads_columns(FORM, first[1])


@pytest.mark.parametrize(
    "header", ["| 項目 | 令和7年度 |", "| 時刻 | できごと |", "| 区分 | 金額（千円） |", "| 日時 | 内容 |"]
)
def test_a_header_of_two_columns_stays_one(header: str) -> None:
    assert heads_columns(f"{header}\n| --- | --- |\n| a | b |", len(header))


def test_a_passage_that_begins_within_a_table_takes_the_names_from_its_section() -> None:
    rows = "| 議事録 | 12 | 3 |\n| 翻訳 | 4 | 5 |"

    assert told_rows(rows, 0, len(rows), ("章", "業務 | 前（時間） | 後（時間）")) == (
        "議事録：前 12時間、後 3時間\n翻訳：前 4時間、後 5時間"
    )
    assert told_rows(rows, *rows_of(rows)[0]) == "議事録、12、3"  # no names are known
    assert told_rows(rows, *rows_of(rows)[0], ("業務 | 前",)) == "議事録、12、3"  # or not one for each column


def test_text_without_tables_stays_as_it_is() -> None:
    assert told_rows("受付は月168時間。", 0, 10) == "受付は月168時間。"


def test_an_answer_tells_the_row_and_quotes_it_as_it_stands() -> None:
    hit = hit_of(EFFECTS)
    draft = ExtractiveEngine(VectorNearness(HashingEmbedder())).draft(
        "受付事務の所要時間は何時間減りましたか", [hit], "ja"
    )

    gated = pass_gate(draft, lambda version, number: Page(1, EFFECTS))

    assert gated.sentences[0].text == "受付事務の所要時間（月）：R5実績 168時間、R6実績 74時間"
    assert gated.sentences[0].grounds is Grounds.QUOTED
    assert gated.citations[0].quote == "| 受付事務の所要時間（月） | 時間 | 168 | 74 |"
    assert judge(gated.sentences[0].text, EFFECTS).supported


@pytest.mark.parametrize(
    "said",
    [
        "受付事務の所要時間（月）：R5実績 74時間、R6実績 168時間",  # columns exchanged
        "受付事務の所要時間（月）：R5実績 168分、R6実績 74分",  # another unit
    ],
)
def test_a_row_told_otherwise_is_no_quote(said: str) -> None:
    hit = hit_of(EFFECTS)
    start, end = rows_of(EFFECTS)[2]

    gated = pass_gate(Draft((DraftSentence(said, (CitedSpan(hit, start, end),)),)), lambda *_: Page(1, EFFECTS))

    assert all(sentence.grounds is not Grounds.QUOTED for sentence in gated.sentences)


def test_the_names_of_columns_are_never_quoted_alone() -> None:
    assert [one.text for one in candidates_of([hit_of(EFFECTS)]) if one.is_heading and "単位" in one.text]
