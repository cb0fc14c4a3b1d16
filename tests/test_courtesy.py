"""A greeting is not looked up: no document answers it."""

from __future__ import annotations

import pytest

from app.components.answer import not_found_view
from app.links import read_state
from app.wording import words
from casebase.access import LOCAL_READER
from casebase.answer.courtesy import NOTHING_ASKED, asks_nothing, is_courtesy
from casebase.answer.followup import in_full
from casebase.answer.subject import Said
from casebase.models import Status
from casebase.service import Casebase
from tests.conftest import AddText


@pytest.mark.parametrize(
    "text",
    [
        "こんにちは",
        "ありがとうございました！とても助かりました。",
        "お世話になっております。",
        "テスト",
        "？",
        "。。。",
        "あなたは誰ですか",
        "何ができますか？",
        "使い方を教えてください",
        "Hello!",
        "Hi there",
        "Thank you very much.",
        "OK, thanks",
        "help",
        "What can you do?",
        "　",
    ],
)
def test_what_asks_nothing_of_the_casebase_is_known(text: str) -> None:
    assert asks_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "こんにちは、議事録のAIはありますか",
        "ChatGPTの使い方を教えて",
        "テスト環境の費用は？",
        "お礼状をAIで書いてよいですか",
        "help desk",
        "Test results of AI-OCR",
        "東京都は何ができますか",
        "AI",
        "費用は？",
        "OK牧場",
        "どうも" * 26 + "費用は？",
    ],
)
def test_what_asks_something_beside_is_asked(text: str) -> None:
    assert not asks_nothing(text)


def test_nothing_is_looked_up_and_the_page_shows_what_can_be_asked(casebase: Casebase, add_text: AddText) -> None:
    add_text("案内.txt", "青空市はこんにちはと挨拶する案内のAIを使う。")
    answer = casebase.ask("こんにちは", LOCAL_READER)
    assert (answer.status, answer.notice, answer.nearest) == (Status.NOT_IN_CASEBASE, NOTHING_ASKED, ())
    for language in ("ja", "en"):
        shown = str(not_found_view(answer, read_state("", {}), words(language)))
        assert words(language)("ask.nothing_asked") in shown
        assert shown.count('data-testid="example"') == 6


def test_thanks_after_an_answer_are_not_put_in_full() -> None:
    said = [Said("広島県の移住相談のAIの費用は？", "広島県の移住相談のAI", "the migration AI of Hiroshima")]
    assert is_courtesy("ありがとうございます、助かりました")
    for thanks in ("ありがとうございます、助かりました", "Great, thank you!"):
        assert in_full(thanks, said) == thanks
