"""A question on offices of a country rests on papers in its language, which need not say what country they are of."""

from __future__ import annotations

import pytest

from casebase.answer.coined import is_no_word
from casebase.answer.compared import signs_of
from casebase.answer.named import of_what_is_named
from casebase.answer.names import names_in
from casebase.answer.overview import Scope
from casebase.answer.question import understand
from casebase.answer.said import may_say
from casebase.models import Details, Document, Hit, Passage

ENGLISH = "The borough tried a chatbot for council tax. It cost 40,000 pounds a year and answered 900 calls."
JAPANESE = "市は住民税の問合せにチャットボットを試した。費用は年間400万円で、900件に答えた。"
AMERICAN = "市は米国の郡が住民税のチャットボットに年間4万ドルを払った例を調べた。"


def _hit(text: str) -> Hit:
    document = Document(text, Details("other"), "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    return Hit(Passage(text, "v", 1, 0, len(text), text), document, 1.0, dense=0.9)


def _nothing(hit: Hit) -> str:
    return ""


@pytest.mark.parametrize(
    ("question", "rests_on"),
    [
        ("How much does the Japanese city's chatbot cost a year?", [JAPANESE, AMERICAN]),
        ("How much do cities in Japan pay for a chatbot?", [JAPANESE, AMERICAN]),
        ("How good is the Japanese translation of the chatbot?", [ENGLISH, JAPANESE, AMERICAN]),
        ("英国の区のチャットボットは年間いくらですか", [ENGLISH]),
        ("米国の郡のチャットボットは年間いくらですか", [AMERICAN]),
        ("海外の自治体のチャットボットは年間いくらですか", [ENGLISH]),
        ("英国でチャットボットを使っている区の費用は", [ENGLISH]),
        ("How much do boroughs in the UK pay?", [ENGLISH]),
        ("チャットボットは年間いくらですか", [ENGLISH, JAPANESE, AMERICAN]),
        # A country or what is abroad, but no office there.
        ("海外のサーバに保存されますか", [ENGLISH, JAPANESE, AMERICAN]),
        ("外国の方への案内は何件ですか", [ENGLISH, JAPANESE, AMERICAN]),
        ("国内の市場規模は", [ENGLISH, JAPANESE, AMERICAN]),
        ("Is the data stored in Japan?", [ENGLISH, JAPANESE, AMERICAN]),
        ("Does it read Japanese public documents?", [ENGLISH, JAPANESE, AMERICAN]),
        ("先日、海外の自治体と会いました。チャットボットの費用はいくらですか", [ENGLISH, JAPANESE, AMERICAN]),
        ("日本の自治体は英国の区の費用を調べましたか", [ENGLISH, JAPANESE, AMERICAN]),
    ],
)
def test_an_answer_rests_on_papers_of_the_country_asked_about(question: str, rests_on: list[str]) -> None:
    found = of_what_is_named(understand(question), [_hit(text) for text in (ENGLISH, JAPANESE, AMERICAN)], _nothing)
    assert [hit.passage.text for hit in found] == rests_on


def test_where_one_paper_of_a_country_names_it_the_others_need_not() -> None:
    naming = "An assistant for civil servants in the UK."
    hits = [_hit(text) for text in (naming, ENGLISH, JAPANESE)]
    found = of_what_is_named(understand("英国の職員が使うチャットボットは"), hits, _nothing)
    assert [hit.passage.text for hit in found] == [naming, ENGLISH]


@pytest.mark.parametrize(
    ("question", "scope", "misplaced"),
    [
        ("英国の区のチャットボットは年間いくらですか", Scope.ONE, False),
        ("英国の区の事例を教えてください", Scope.ALL, True),
        ("英国でチャットボットを使っている区はどこですか", Scope.SOME, False),
        ("エストニアの市のチャットボットは年間いくらですか", Scope.ONE, True),
        ("How much does the chatbot of the Japanese city cost?", Scope.ONE, False),
    ],
)
def test_a_country_need_be_said_only_where_all_of_its_cases_are_asked_for_or_no_paper_is_in_its_language(
    question: str, scope: Scope, misplaced: bool
) -> None:
    assert signs_of(understand(question), [_hit(ENGLISH)], _nothing, scope).misplaced is misplaced


@pytest.mark.parametrize(
    ("question", "text", "misplaced"),
    [
        ("How much does the chatbot of Wexmoor cost?", ENGLISH, True),
        ("How much does the chatbot of the Permit Office cost?", ENGLISH, False),
        ("Wexmoorのチャットボットは年間いくらですか", ENGLISH, True),
        ("How much does the chatbot of Wexmoor cost?", JAPANESE, False),
    ],
)
def test_a_name_that_is_no_word_must_be_said_in_its_own_script(question: str, text: str, misplaced: bool) -> None:
    assert signs_of(understand(question), [_hit(text)], _nothing).misplaced is misplaced


def test_a_paper_on_japan_is_about_offices_there_in_any_language() -> None:
    abroad = "Japan's Digital Agency built a platform for ministries."
    found = of_what_is_named(
        understand("What did the Japanese government build?"), [_hit(abroad), _hit(ENGLISH)], _nothing
    )
    assert [hit.passage.text for hit in found] == [abroad]


@pytest.mark.parametrize("text", ["Please contact us for details.", "Tell us about it."])
def test_us_is_no_country(text: str) -> None:
    (america,) = names_in("米国の事例")
    assert not may_say(text, america)
    assert may_say("It is used in the USA.", america)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("UKの区", "uk"),
        ("uk boroughs", "uk"),
        ("in singapore", "singapore"),
        ("US cities", "usa"),
        ("U.S. cities", "usa"),
        ("EUの法律", "eu"),
    ],
)
def test_a_country_in_latin_letters_is_known_in_either_script(text: str, named: str) -> None:
    assert [name.spellings[0] for name in names_in(text) if name.is_place] == [named]


@pytest.mark.parametrize("text", ["中国地方の市", "イタリア料理", "the price in US dollars"])
def test_what_is_called_after_a_country_is_none(text: str) -> None:
    assert not any(name.spellings[0] in {"中国", "イタリア", "usa"} for name in names_in(text))


@pytest.mark.parametrize(
    "word", ["Permit", "Dashboards", "Libraries", "Licensing", "Playbook", "Unemployment", "UK", "LGWAN", "Complaints"]
)
def test_a_word_that_the_dictionary_lacks_is_known_by_what_it_is_made_of(word: str) -> None:
    assert not is_no_word(word)
