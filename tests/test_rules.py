"""Whoever asks whether they may is told what each guideline says of it, those of the parties of the agreement first."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER
from casebase.answer.question import understand
from casebase.answer.rules import topic_of
from casebase.bootstrap import open_casebase
from casebase.embedding import Embedder
from casebase.models import Kind, Status
from casebase.retrieve.preferences import PARTIES
from casebase.service import Casebase
from casebase.settings import Settings
from tests.starter_home import StarterHome


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory, starter_home: StarterHome, real_embedder: Embedder) -> Casebase:
    """The starter cases with the bundled model."""
    return open_casebase(Settings(home=starter_home(tmp_path_factory.mktemp("rules"))), real_embedder)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("AIに個人情報を入力してもいいですか", "入力してはいけない情報"),
        ("Are staff allowed to enter personal information into generative AI?", "入力してはいけない情報"),
        ("生成AIに入力してはいけない情報は何ですか？", "入力してはいけない情報"),
        ("What must not be entered into generative AI?", "入力してはいけない情報"),
        ("生成AIの回答はそのまま使ってよいですか", "回答の確認"),
        ("How do Tokyo and Hiroshima check the output of generative AI?", "回答の確認"),
        ("AIで作った文章だと書かないといけませんか", "利用の明示"),
        ("Do we have to say that a text was made with AI?", "利用の明示"),
        ("生成AIを使うには誰の承認が必要ですか", "承認手続"),
        ("ログは保存されますか", "ログ・監査"),
        ("ChatGPTに個人情報を入力してもいいですか", "入力してはいけない情報"),
        ("使ってよい生成AIサービスはどれですか", "利用できるサービス"),
        ("処分の審査をAIに任せてもいいですか", "高リスク判定"),
    ],
)
def test_a_question_for_a_rule_is_on_a_topic_of_guidelines(question: str, topic: str) -> None:
    assert topic_of(understand(question)) == topic


@pytest.mark.parametrize(
    "question",
    [
        "育児休業を取るには誰の承認が必要ですか",
        "ログインできません。どうすればいいですか",
        "マイナンバーカードの申請を音声AIで受け付けている市はどこですか。",
        "しらさぎアシストに個人情報を入力してもいいですか",
        "生成AIの利用を何人が申請しましたか",
        "生成AIで議事録を作った事例はありますか",
        "千葉県では個人情報を生成AIに入力してもいいですか",
        "Which city entered personal data into generative AI?",
    ],
)
def test_what_asks_for_one_fact_or_of_something_else_asks_for_no_rule(question: str) -> None:
    assert topic_of(understand(question)) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("AIに個人情報を入力してもいいですか", "ja"),
        ("Are staff allowed to enter personal information into generative AI?", "en"),
    ],
)
def test_each_guideline_says_one_thing_of_it_in_the_language_asked(
    starter: Casebase, question: str, language: str
) -> None:
    answer = starter.ask(question, LOCAL_READER)
    documents = [citation.document for citation in answer.citations]
    assert answer.status is Status.ANSWERED
    assert len({document.id for document in documents}) == len(answer.sentences) >= 4
    assert all(document.details.kind is Kind.GUIDELINE for document in documents)
    assert {"tokyo", "hiroshima"} == {document.details.organization for document in documents[:2]}
    own = [document.details.organization in PARTIES for document in documents]
    assert own == sorted(own, reverse=True)
    words = {"ja": "入", "en": "nter"}[language]
    assert all(words in sentence.text for sentence in answer.sentences[:2])


@pytest.mark.slow
def test_of_a_place_named_only_its_own_guideline_is_quoted(starter: Casebase) -> None:
    answer = starter.ask("千葉県では個人情報を生成AIに入力してもいいですか", LOCAL_READER)
    assert {citation.document.details.organization_name for citation in answer.citations} == {"千葉県"}
