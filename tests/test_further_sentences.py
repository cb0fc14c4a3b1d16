"""What the reader can hardly tell from the likeliest sentence is quoted beside it, where it belongs to the same document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casebase.answer.extractive import ExtractiveEngine
from casebase.answer.nearness import VectorNearness
from casebase.embedding import HashingEmbedder
from casebase.models import Hit
from tests.sure_reader import Weighing
from tests.test_extractive import hits

ASKED = "青空市の生成AIの研修は何人が受けましたか。"
HELD = "青空市の生成AIの研修は、職員120人が受けた。"
OTHERS = (
    "申込みは予定を上回った。",
    "会場は本庁舎の大会議室である。",
    "講師は民間の技術者が務めた。",
    "資料は庁内の掲示板に載せた。",
    "受講後の調査では満足の声が多かった。",
)
LATER = "3月の追加の回には45人が加わった。"


def quotes(question: str, found: list[Hit], **log_odds: float) -> list[str]:
    engine = ExtractiveEngine(VectorNearness(HashingEmbedder()), Weighing(**log_odds))
    return [sentence.text for sentence in engine.draft(question, found, "ja").sentences]


def test_a_sentence_of_the_same_document_nearly_as_likely_is_quoted_too() -> None:
    found = hits("\n".join((HELD, *OTHERS, LATER)))
    assert quotes(ASKED, found, 受けた=0.5, 追加=-0.5) == [HELD, LATER]


def test_a_sentence_that_is_clearly_less_likely_is_not() -> None:
    found = hits("\n".join((HELD, *OTHERS, LATER)))
    assert quotes(ASKED, found, 受けた=0.5, 追加=-1.5) == [HELD]


def test_what_is_as_likely_in_another_document_is_not_quoted_for_that_alone() -> None:
    found = hits("\n".join((HELD, *OTHERS)), LATER)
    assert quotes(ASKED, found, 受けた=0.5, 追加=0.4) == [HELD]


@pytest.mark.parametrize(("score", "both"), [(0.8, True), (0.6, False)])
def test_another_document_is_quoted_only_where_its_passage_was_found_nearly_as_well(score: float, both: bool) -> None:
    there = "青空市の生成AIの研修を受けた人は、翌年度には公営企業の職員を含めて310人に増えた。"
    first, other = hits("\n".join((HELD, *OTHERS)), there)
    said = quotes(ASKED, [replace(first, score=1.0), replace(other, score=score)], 受けた=0.5)
    assert said == ([HELD, there] if both else [HELD])


def test_for_one_fact_three_places_are_quoted_at_most() -> None:
    told = (HELD, "申込みは150人からあった。", "会場には60人が入る。", "講師は2人が務めた。", LATER)
    assert len(quotes(ASKED, hits("\n".join(told)), 受けた=0.5, 申込み=0.4, 会場=0.4, 講師=0.4, 追加=0.4)) == 3


TABLE = "\n".join(
    ("| 課 | 製品 | 利用者数 |", "|---|---|---|", "| 水道課 | 漏水サーチ | 4 |", "| 農林課 | 鳥獣カメラ | 5 |")
)


def test_one_row_of_a_table_is_enough() -> None:
    (row,) = quotes("漏水サーチを選んだのは誰ですか。", hits(TABLE), 水道課=0.5, 農林課=0.4)
    assert row.startswith("水道課：")


def test_nothing_as_likely_is_quoted_beside_what_was_looked_up_in_a_table() -> None:
    found = hits(f"{TABLE}\n\n農林課は山あいの畑で試している。")
    (row,) = quotes("水道課の製品は何ですか。", found, 水道課=0.5, 農林課は=0.4)
    assert row.startswith("水道課：")
