"""What came of something is told before what was aimed at, and what 「同社」 means with what says 「同社」."""

from __future__ import annotations

import pytest

from casebase.answer.aims import speaks_of_aim
from casebase.answer.extractive import ExtractiveEngine
from casebase.answer.introduced import introduced
from casebase.answer.leaning import leans, named_before
from casebase.answer.nearness import VectorNearness
from casebase.embedding import HashingEmbedder
from casebase.models import Page
from tests.test_extractive import hits

REPORT = "読み取りの精度は95％を目標とした。試行の終わりに3,000枚を読み取り、精度は97.3％であった。"
PILOT = "The pilot was expected to cost £40,000. It cost £36,500 in the end."


def first(question: str, text: str) -> str:
    engine = ExtractiveEngine(VectorNearness(HashingEmbedder()))
    return engine.draft(question, hits(text), "ja").sentences[0].text


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("読み取りの精度は何％でしたか。", REPORT, "試行の終わりに3,000枚を読み取り、精度は97.3％であった。"),
        ("精度の目標は何％でしたか。", REPORT, "読み取りの精度は95％を目標とした。"),
        ("How much did the pilot cost?", PILOT, PILOT),  # 「It」 is told with what it means
        ("How much was the pilot expected to cost?", PILOT, "The pilot was expected to cost £40,000."),
    ],
)
def test_what_was_reached_is_told_before_what_was_aimed_at_unless_that_is_asked_for(
    question: str, text: str, answer: str
) -> None:
    assert first(question, text) == answer


def test_an_aim_alone_is_told() -> None:
    assert (
        first("読み取りの精度は何％でしたか。", "読み取りの精度は95％を目標とする。")
        == "読み取りの精度は95％を目標とする。"
    )


@pytest.mark.parametrize(
    "text", ["令和7年4月に開始する予定", "年間400時間の削減を見込む", "It is expected to save hours"]
)
def test_plans_and_expectations_are_aims(text: str) -> None:
    assert speaks_of_aim(text)


def test_what_is_called_the_same_company_is_told_with_the_sentence_that_names_it() -> None:
    text = "事業者は株式会社みずき情報である。精度は97.3％であった。同社は辞書を2回更新した。"
    page = Page(1, text)
    draft = ExtractiveEngine(VectorNearness(HashingEmbedder())).draft("辞書を何回更新しましたか。", hits(text), "ja")
    told = introduced(draft, lambda *_: page)
    assert told.sentences[0].text == "事業者は株式会社みずき情報である。 … 同社は辞書を2回更新した。"
    assert named_before(text, text.index("同社"), len(text)) == (0, text.index("。") + 1)


@pytest.mark.parametrize(
    "text", ["A社が作り、同社が運用する。", "6月3日に始め、同日に公表した。", "同僚に聞いた。", "会社同士で話した。"]
)
def test_what_a_sentence_names_itself_it_does_not_lean_on(text: str) -> None:
    assert not leans(text)
