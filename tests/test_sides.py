"""A question about several is asked of each, and told one after the other with its own sources."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER
from casebase.answer.sides import NOT_OF_ALL, sides_of
from casebase.models import Status
from casebase.service import Casebase
from tests.conftest import AddText


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("青嶺県と鶴葉野市で、承認の手続はどう違いますか", ["青嶺県で、承認の手続は", "鶴葉野市で、承認の手続は"]),
        (
            "青嶺県と星鳴県の、契約に入れる項目の違いは？",
            ["青嶺県の、契約に入れる項目は?", "星鳴県の、契約に入れる項目は?"],
        ),
        (
            "葛飾区と横浜市では、それぞれ何人が使いましたか。",
            ["葛飾区では、何人が使いましたか。", "横浜市では、何人が使いましたか。"],
        ),
        (
            "How do Tokyo and Hiroshima differ in what may be entered?",
            ["At Tokyo, what may be entered?", "At Hiroshima, what may be entered?"],
        ),
        (
            "What do Wexmoor and Calderwick each ask of suppliers?",
            ["What do Wexmoor ask of suppliers?", "What do Calderwick ask of suppliers?"],
        ),
        (
            "横須賀市と神戸市、どちらが先に始めましたか",
            ["横須賀市はいつ始めましたか", "神戸市はいつ始めましたか"],
        ),
        ("Which is cheaper, Yokosuka or Kobe?", ["How much did Yokosuka cost?", "How much did Kobe cost?"]),
        ("Which started earlier, Yokosuka or Kobe?", ["When did Yokosuka start?", "When did Kobe start?"]),
    ],
)
def test_a_comparison_is_put_to_each_that_it_names(question: str, sides: list[str]) -> None:
    assert sides_of(question) == sides


@pytest.mark.parametrize(
    "question",
    [
        "東京都と広島県の基本協定はいつ結ばれましたか",
        "What are Tokyo and Hiroshima doing together?",
        "ChatGPTとCopilotの違いは何ですか？",
        "横須賀市は職員向けと市民向けに、それぞれ何を出しましたか。",
        "東京都と広島県以外で議事録AIを使っている自治体はいくつですか",
        "東京都福祉局と広島県総務局の違いは何ですか",
        "東京都と広島県と比べて大阪府の費用はいくらですか",
        "東京都のChatGPTと広島県のCopilotはどう違いますか",
        "東京都と広島県の合計の費用はいくらですか",
        "東京都と広島県の共通点は何ですか",
        "Which was stopped, Tokyo or Hiroshima?",
        "How many hours did Tokyo save compared to Osaka and Hiroshima?",
    ],
)
def test_what_is_asked_of_several_together_or_of_one_stays_one_question(question: str) -> None:
    assert sides_of(question) == []


def test_each_side_is_answered_from_its_own_document_and_what_is_missing_is_said(
    casebase: Casebase, add_text: AddText
) -> None:
    add_text(
        "aozora.txt", "青空市は利用の記録を1年間保存する。", title="青空市の生成AI指針", organization_name="青空市"
    )
    add_text("midori.txt", "緑町は利用の記録を3年間保存する。", title="緑町の生成AI指針", organization_name="緑町")

    answer = casebase.ask("青空市と緑町で、利用の記録の保存期間はどう違いますか", LOCAL_READER)
    half = casebase.ask("青空市と黒雲市で、利用の記録の保存期間はどう違いますか", LOCAL_READER)

    assert answer.status is Status.ANSWERED and answer.notice == ""
    assert [sentence.text for sentence in answer.sentences] == [
        "青空市は利用の記録を1年間保存する。",
        "緑町は利用の記録を3年間保存する。",
    ]
    assert [citation.n for citation in answer.citations] == [1, 2]
    assert [citation.document.file_name for citation in answer.citations] == ["aozora.txt", "midori.txt"]
    assert half.notice == NOT_OF_ALL and len(half.sentences) == 1
