"""The casebase says so when it does not hold the answer, and answers when it does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from app.wording import words
from casebase.access import LOCAL_READER, Reader
from casebase.answer.answerer import Answerer
from casebase.answer.extractive import ExtractiveEngine
from casebase.answer.nearness import VectorNearness
from casebase.answer.overview import Scope
from casebase.answer.question import understand
from casebase.answer.refusal import refuses
from casebase.answer.situation import is_statement, tells_situation
from casebase.answer.taken_back import misses_the_kind, speaks_of_another_year
from casebase.answer.wanted import Wanted
from casebase.bootstrap import open_casebase
from casebase.embedding import Embedder, HashingEmbedder
from casebase.models import (
    Answer,
    AnswerSentence,
    Citation,
    Details,
    Document,
    Hit,
    Page,
    Passage,
    Status,
    VersionId,
)
from casebase.retrieve.packs import Pack
from casebase.retrieve.reader import PassageReader
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.text.numbers import MONEY
from tests.starter_home import StarterHome
from tests.sure_reader import Sure

QUESTIONS = Path(__file__).parent / "data" / "questions" / "starter.jsonl"
OFF_TOPIC = QUESTIONS.with_name("off-topic.jsonl")
TEXT = "広島県は生成AIを2024年7月に職員へ開放した。導入の費用として約3,900万円を計上した。対象は文章を作るものに限る。"


class OnePage:
    """A shelf with one page, which everybody may see."""

    def page(self, version: VersionId, number: int, reader: Reader) -> Page:
        return Page(number, TEXT)

    def openings(self, versions: Iterable[VersionId], length: int, reader: Reader) -> Mapping[VersionId, str]:
        return dict.fromkeys(versions, TEXT[:length])


class Doubting:
    """A reader that thinks it unlikely that passages hold the answer, as the trained one does where nothing is asked."""

    def read(self, question: str, packs: Sequence[Pack]) -> list[list[float]]:
        """Return the same log-odds for every part."""
        return [[-2.6 for _ in pack.parts] for pack in packs]


class Unsure(Doubting):
    """A reader that cannot tell."""

    def read(self, question: str, packs: Sequence[Pack]) -> list[list[float]]:
        """Return the same log-odds for every part."""
        return [[-1.2 for _ in pack.parts] for pack in packs]


def hit_of(passage: str, document: str, score: float = 1.0, **signs: Any) -> Hit:
    """Return a hit that says TEXT."""
    of = Document(document, Details("other"), "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    return Hit(Passage(passage, "v", 1, 0, len(TEXT), TEXT), of, score, **signs)


def nowhere_opening(hit: Hit) -> str:
    """Return the beginning of a document that begins with nothing."""
    return ""


def ask(question: str, reader: PassageReader | None = None) -> Status:
    details = Details(
        "hiroshima", "広島県", title="広島県の文章生成AI", title_en="Text-generation AI of Hiroshima Prefecture"
    )
    document = Document("d", details, "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    hit = Hit(Passage("p", "v", 1, 0, len(TEXT), TEXT), document, score=1.0, dense=0.9)
    answerer = Answerer(ExtractiveEngine(VectorNearness(HashingEmbedder()), reader), OnePage(), reader)
    return answerer.answer(question, [hit], LOCAL_READER).status


def test_a_sentence_likely_to_answer_is_enough_and_else_the_best_passage_is_read_unless_it_was() -> None:
    asked = understand("広島県の生成AIの導入費用はいくらですか")
    for sentence, known, read in ((3.0, None, []), (-1.5, 3.0, []), (-1.5, None, [1])):
        reader = Sure("3,900万円")
        hits = [hit_of("one", "a", dense=0.9, log_odds=known), hit_of("two", "b", dense=0.9)]
        assert not refuses(asked, hits, nowhere_opening, Scope.ONE, reader, lambda said=sentence: said)
        assert [count for count in reader.asked if count] == read
    assert refuses(asked, [hit_of("one", "a", dense=0.9)], nowhere_opening, Scope.ONE, Sure("900台"), lambda: -2.5)


@pytest.mark.parametrize(
    ("question", "refused"),
    [("広島県の生成AIの導入の費用はいくらですか。", True), ("広島県の生成AIは何のために導入されましたか。", False)],
)
def test_less_doubt_is_allowed_where_a_figure_is_asked_for(question: str, refused: bool) -> None:
    hits = [hit_of("one", "a", dense=0.9, log_odds=-1.0)]
    assert refuses(understand(question), hits, nowhere_opening, Scope.ONE, Sure(), lambda: -2.4) is refused
    assert not refuses(understand(question), hits, nowhere_opening, Scope.ONE, Sure(), lambda: -1.7)


def test_the_best_passage_is_not_read_where_it_could_not_change_what_the_sentences_say() -> None:
    asked = understand("広島県の生成AIの導入費用はいくらですか")
    # Of a sentence at -3 the passage may be at -0.5, which is too little; if nothing bounded it, 3 would be enough.
    for sentence, refused in ((-5.5, True), (-3.0, True), (0.9, False)):
        reader = Sure("3,900万円")
        hits = [hit_of("one", "a", dense=0.9)]
        assert refuses(asked, hits, nowhere_opening, Scope.ONE, reader, lambda said=sentence: said) is refused
        assert reader.asked == []


def test_of_a_list_a_passage_known_to_hold_it_is_enough_and_one_known_not_to_has_the_next_one_read() -> None:
    asked = understand("広島県の生成AIの導入費用はいくらですか")
    for known, read in ((3.0, []), (-3.0, [1])):
        reader = Sure("3,900万円")
        hits = [hit_of("one", "a", dense=0.9, log_odds=known), hit_of("two", "b", dense=0.9)]
        assert not refuses(asked, hits, nowhere_opening, Scope.SOME, reader)
        assert reader.asked == read


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("軒下に大きな蜂の巣ができた", True),
        ("2か月分の水道代が急に3倍になった。", True),
        ("逃げてきた元夫に今の住所を知られたくない", True),
        ("There is a big hole in the road to work.", True),
        ("軒下に蜂の巣ができたらどこに言えばいい", False),
        ("盲導犬を貸してほしい", False),
        ("電子書籍を借りたい", False),
        ("議事録 要約 費用", False),
        ("蜂の巣の駆除方法", False),
        ("There is a hole in the road, who repairs it?", False),
        ("How many staff use it", False),
    ],
)
def test_telling_what_happened_is_no_question(text: str, tells: bool) -> None:
    assert tells_situation(text) is tells


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("NeuroQuant is a medical device fully automating post-processing of images", True),
        ("How was NeuroQuant tested in the hospitals of the city", False),
        ("KoeNote recording deletion", False),
        ("ヨミトクは資料を要約する道具である", False),
    ],
)
def test_an_english_description_is_no_question(text: str, states: bool) -> None:
    assert is_statement(text) is states


def test_whoever_tells_what_happened_is_answered_with_what_helps_where_a_question_would_be_doubted() -> None:
    assert ask("広島県の職員が文章を作るのに生成AIを使っている。", Doubting()) is Status.ANSWERED
    assert ask("広島県の職員が文章を作るのに生成AIを使っていますか。", Doubting()) is Status.NOT_IN_CASEBASE
    assert ask("岡山県の職員が文章を作るのに生成AIを使っている。", Doubting()) is Status.NOT_IN_CASEBASE
    described = "Hiroshima Prefecture opens generative AI to its staff for writing documents"
    assert ask(described, Doubting()) is Status.ANSWERED
    assert ask(f"When did {described}", Doubting()) is Status.NOT_IN_CASEBASE


def test_what_is_nearest_is_told_by_one_passage_of_each_of_three_documents() -> None:
    hits = [hit_of(f"p{number}", f"d{number // 2}", score=1.0 - number / 10) for number in range(8)]
    answerer = Answerer(ExtractiveEngine(VectorNearness(HashingEmbedder())), OnePage())
    for question in ("岡山県は生成AIをいつ職員に開放しましたか。", "岡山県で図書館にAIを使っている例はありますか。"):
        answer = answerer.answer(question, hits, LOCAL_READER)
        assert [hit.passage.id for hit in answer.nearest] == ["p0", "p2", "p4"]


@pytest.mark.parametrize(
    ("question", "matched", "refused"),
    [
        ("図書館でAIを使っている自治体はどこですか。", 0.5, True),
        ("図書館でAIを使っている自治体はどこですか。", 0.7, False),
        ("図書館のAIの費用を負担した団体の名前は", 0.5, False),  # one fact: the reader decides
    ],
)
def test_a_list_is_refused_where_no_hit_matches_a_word_that_it_is_to_be_of(
    question: str, matched: float, refused: bool
) -> None:
    hits = [hit_of(f"p{n}", f"d{n}", dense=0.9, matches=(0.9, matched if n else 0.4)) for n in range(2)]
    scope = Scope.SOME if question.endswith("か。") else Scope.ONE
    assert refuses(understand(question), hits, nowhere_opening, scope, Unsure()) is refused


@pytest.mark.parametrize(
    "question",
    [
        "広島県は生成AIをいつ職員に開放しましたか。",
        "広島県の生成AIの導入費用はいくらですか。",
        "How much did Hiroshima Prefecture budget for generative AI?",
    ],
)
def test_what_the_hits_hold_is_answered(question: str) -> None:
    assert ask(question) is Status.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "岡山県は生成AIをいつ職員に開放しましたか。",  # another prefecture
        "広島市は生成AIをいつ職員に開放しましたか。",  # the city, not the prefecture
        "When did Okayama Prefecture open generative AI to staff?",
        "広島県の生成AIの問い合わせ先の電話番号は何番ですか。",  # no number of that kind
        "広島県の生成AIの利用率は何%ですか。",
        "粗大ごみの収集日を変更する方法を教えてください。",  # nothing of the kind
    ],
)
def test_what_the_hits_do_not_hold_is_refused(question: str) -> None:
    assert ask(question) is Status.NOT_IN_CASEBASE


def test_without_hits_there_is_no_answer_and_nothing_near() -> None:
    answer = Answerer(ExtractiveEngine(VectorNearness(HashingEmbedder())), OnePage()).answer(
        "何ですか。", [], LOCAL_READER
    )
    assert (answer.status, answer.sentences, answer.nearest) == (Status.NOT_IN_CASEBASE, (), ())


@pytest.mark.parametrize(
    ("question", "wanted", "units"),
    [
        ("利用した職員は何人ですか。", Wanted.AMOUNT, {"人"}),
        ("導入費用はいくらですか。", Wanted.AMOUNT, set(MONEY)),
        ("本格運用はいつ始まりましたか。", Wanted.DATE, set()),
        ("How many people registered?", Wanted.AMOUNT, {"人"}),
        ("なぜ延期されたのですか。", Wanted.WHY, set()),
        ("How many categories do residents sort their waste into?", Wanted.AMOUNT, set()),
        ("How accurate were its answers?", Wanted.AMOUNT, {"%"}),
        ("使っているソフトの版は何ですか。", Wanted.VERSION, set()),
        ("協力した企業はどこですか。", Wanted.NAME, set()),
        ("Which language model does it use?", Wanted.NAME, set()),
    ],
)
def test_the_kind_of_answer_wanted_is_understood(question: str, wanted: Wanted, units: set[str]) -> None:
    asked = understand(question)
    assert wanted in asked.wanted
    assert asked.units == units


@pytest.mark.parametrize(
    ("question", "answering", "beside_it"),
    [
        ("青空市の費用はいくらですか。", "費用は約300万円である。", "「青空プラン2030」で導入した。"),
        ("どの会社が支援していますか。", "ソフトバンクが支援する。", "民間の会社が支援する。"),
        ("使っているモデルの版は何ですか。", "GPT-4oを使う。", "言語モデルを使う。"),
        ("What version of Terraform is needed?", "Terraform 1.9 or later is needed.", "Install Terraform first."),
    ],
)
def test_only_a_sentence_of_the_kind_asked_for_answers(question: str, answering: str, beside_it: str) -> None:
    asked = understand(question)

    assert not misses_the_kind(asked, [beside_it, answering])
    assert misses_the_kind(asked, [beside_it])


@pytest.mark.parametrize(
    ("question", "sentence", "title", "another"),
    [
        ("研修に2025年度は何人が参加しましたか。", "2024年度は6人が参加した。", "研修", True),
        ("研修に令和6年度は何人が参加しましたか。", "2024年度は6人が参加した。", "研修", False),
        ("研修に2025年度は何人が参加しましたか。", "6人が参加した。", "研修", False),  # a sentence without a year
        ("研修に2025年度は何人が参加しましたか。", "2024年4月から6人が参加した。", "令和7年度の研修", False),
        ("2025年に始まった研修は何ですか。", "2024年度は6人が参加した。", "研修", False),  # no amount of a year
    ],
)
def test_an_amount_of_another_year_is_no_answer(question: str, sentence: str, title: str, another: bool) -> None:
    document = Document("d", Details("other", title=title), "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    passage = Passage("p", "v", 1, 0, len(sentence), sentence)
    citation = Citation(1, document, passage, 1, 0, len(sentence), sentence)

    assert speaks_of_another_year(understand(question), [AnswerSentence(sentence, (1,))], [citation]) is another


@pytest.fixture(scope="module")
def starter_casebase(
    tmp_path_factory: pytest.TempPathFactory, starter_home: StarterHome, real_embedder: Embedder
) -> Casebase:
    """A casebase of the starter cases with the real model."""
    return open_casebase(Settings(home=starter_home(tmp_path_factory.mktemp("starter"))), real_embedder)


@pytest.fixture(scope="module")
def asked_of_the_starter_knowledge(starter_casebase: Casebase) -> dict[str, tuple[dict[str, Any], Answer]]:
    """Every second starter question with its answer, by id; every quote is checked against its page. `make eval` asks all."""
    answered = {}
    for question in islice(map(json.loads, QUESTIONS.open(encoding="utf-8")), 0, None, 2):
        answer = starter_casebase.ask(question["question"], LOCAL_READER)
        for citation in answer.citations:
            page = starter_casebase.page(citation.document.version, citation.page, LOCAL_READER)
            assert page.text[citation.start : citation.end] == citation.quote
        assert all(sentence.citations for sentence in answer.sentences), question["question"]
        answered[question["id"]] = (question, answer)
    return answered


def shares(asked: list[tuple[dict[str, Any], Answer]]) -> tuple[float, float, float]:
    """Return the shares of answerable questions wrongly refused, of those answered right, and of the others refused."""
    answerable = [(question, answer) for question, answer in asked if question["answerable"]]
    unanswerable = [answer for question, answer in asked if not question["answerable"]]
    wrongly = sum(answer.status is Status.NOT_IN_CASEBASE for _, answer in answerable)
    right = sum(
        any(part in " ".join(sentence.text for sentence in answer.sentences) for part in question["answer_contains"])
        for question, answer in answerable
    )
    refused = sum(answer.status is Status.NOT_IN_CASEBASE for answer in unanswerable)
    return wrongly / len(answerable), right / len(answerable), refused / len(unanswerable)


@pytest.mark.slow
def test_plain_questions_on_the_starter_knowledge_are_answered_and_those_it_does_not_hold_refused(
    asked_of_the_starter_knowledge: dict[str, tuple[dict[str, Any], Answer]],
) -> None:
    first = [pair for number, pair in asked_of_the_starter_knowledge.items() if number <= "starter-102"]

    wrongly_refused, right, refused = shares(first)

    assert wrongly_refused <= 0.05
    assert right >= 0.85
    assert refused >= 0.80


@pytest.mark.slow
def test_so_are_most_of_the_harder_ones(
    asked_of_the_starter_knowledge: dict[str, tuple[dict[str, Any], Answer]],
) -> None:
    wrongly_refused, right, refused = shares(list(asked_of_the_starter_knowledge.values()))

    assert wrongly_refused <= 0.05
    assert right >= 0.87
    assert refused >= 0.85


@pytest.mark.slow
def test_questions_on_something_else_are_not_answered_from_whatever_is_nearest(starter_casebase: Casebase) -> None:
    questions = [json.loads(line)["question"] for line in islice(OFF_TOPIC.open(encoding="utf-8"), 0, None, 2)]

    answered = [one for one in questions if starter_casebase.ask(one, LOCAL_READER).status is Status.ANSWERED]

    assert len(answered) <= len(questions) * 0.1, answered


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_example_of_the_front_page_is_answered(language: str, starter_casebase: Casebase) -> None:
    for number in range(1, 7):
        example = words(language)(f"ask.example{number}")
        assert starter_casebase.ask(example, LOCAL_READER).status is Status.ANSWERED, example
