"""Whoever asks whether they may is told what each guideline says of it, those of the parties of the agreement first."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER
from casebase.answer.candidates import candidates_of
from casebase.answer.extractive import ExtractiveEngine
from casebase.answer.nearness import VectorNearness
from casebase.answer.question import understand
from casebase.answer.rules import stating, topic_of
from casebase.bootstrap import open_casebase
from casebase.embedding import Embedder, HashingEmbedder
from casebase.models import Details, Document, Hit, Kind, Passage, Status
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


def _hit(name: str, organization: str, text: str) -> Hit:
    details = Details(organization, kind=Kind.GUIDELINE)
    document = Document(name, details, f"{name}.txt", name, 1, "", "text/plain", "ja", 1, 1, (), "")
    return Hit(Passage(name, name, 1, 0, len(text), text), document, 1.0, 0.5, 0.5)


RULES = [
    _hit("tokyo", "tokyo", "使い始める前に申請フォームから承認を得る。"),
    _hit("iwase", "other", "広報のために画像を生成するときは、広報課長の承認を得る。"),
    _hit("mura", "other", "議会の資料に使うときは議長の承認を得る。"),
]


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ((3.0, 3.5, 3.2), [0, 1, 2]),
        ((3.0, 4.0, 3.2), [1, 0, 2]),
        ((2.5, 4.0, 2.6), [1]),
    ],
    ids=["alike: the parties first", "the rule on the very thing first", "what says nothing of it is left out"],
)
def test_the_rule_on_the_very_thing_asked_stands_before_those_of_the_parties(
    scores: tuple[float, ...], told: list[int]
) -> None:
    asked = understand("広報の画像を生成AIで作るときは誰の承認が必要ですか")
    assert stating("承認手続", asked, candidates_of(RULES), scores) == told


@pytest.mark.parametrize("how", ["次に掲げる情報を", "次に示す情報を", "以下に挙げる情報を", "次の情報を"])
def test_a_rule_takes_the_list_along_that_it_introduces(how: str) -> None:
    text = f"利用者は、{how}入力してはならない。\n(1) 氏名その他の個人情報\n(2) 公表前の予定価格"
    hits = [_hit("iwase", "other", text), _hit("mura", "other", "機密は書き込んではならない。")]
    engine = ExtractiveEngine(VectorNearness(HashingEmbedder()))

    draft = engine.draft("生成AIに入力してはいけない情報は何ですか", hits, "ja")

    said = next(one.text for one in draft.sentences if how in one.text)
    assert said.endswith("\n(1) 氏名その他の個人情報\n(2) 公表前の予定価格")
