"""A list of cases goes on where it was left, says when there is no more, and is narrowed by what is asked of those."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER
from casebase.answer.followup import in_full
from casebase.answer.subject import Said
from casebase.catalogue import catalogue as catalogue_module
from casebase.catalogue import saying
from casebase.catalogue.going_on import asks_for_more, taken_apart
from casebase.models import Answer, Grounds
from casebase.service import Casebase
from tests.test_catalogue import CHATBOT, MINUTES, AddCase, add_case, filled  # noqa: F401  (fixtures)


def asked_next(casebase: Casebase, before: str, answer: Answer, typed: str) -> tuple[str, Answer]:
    """Ask a follow-up to a question that was answered; return how it was put, and its answer."""
    documents = tuple(citation.document.id for citation in answer.citations)
    full = in_full(typed, [Said(before, documents=documents)])
    return full, casebase.ask(full, LOCAL_READER)


@pytest.mark.parametrize(
    ("question", "typed", "full", "said"),
    [
        ("議事録の事例は？", "ほかには？", "議事録の事例は？（3件目から）", "そのうち3件目から4件目までを示します。"),
        (
            "Which cases are about minutes?",
            "Any others?",
            "Which cases are about minutes? (from number 3)",
            "Numbers 3 to 4 are shown.",
        ),
    ],
)
def test_more_is_told_from_where_the_list_was_left(
    casebase: Casebase,
    add_case: AddCase,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    typed: str,
    full: str,
    said: str,
) -> None:
    for module in (catalogue_module, saying):
        monkeypatch.setattr(module, "MOST_TOLD", 2)
    documents = [add_case(**{**MINUTES, "organization_name": f"第{place}市"}).id for place in range(4)]
    first = casebase.ask(question, LOCAL_READER)
    put, further = asked_next(casebase, question, first, typed)
    assert put == full
    assert further.sentences[0].text.endswith(said)
    told = [citation.document.id for citation in (*first.citations, *further.citations)]
    assert sorted(told) == sorted(documents)
    put, last = asked_next(casebase, put, further, typed)
    assert last.sentences[0].text.endswith(("ほかにはありません。", "There are no others."))


def test_more_of_a_list_that_was_told_whole_says_that_there_is_none(filled: Casebase) -> None:  # noqa: F811
    first = filled.ask("チャットボットの事例は何件？", LOCAL_READER)
    _, further = asked_next(filled, "チャットボットの事例は何件？", first, "もっとある？")
    assert further.sentences[0].grounds is Grounds.COUNTED
    assert further.sentences[0].text.endswith("ほかにはありません。")


@pytest.mark.parametrize("typed", ["そのうち汐見町のものは？", "その中で汐見町のは？"])
def test_those_of_one_place_are_asked_of_the_list_before(filled: Casebase, typed: str) -> None:  # noqa: F811
    first = filled.ask("事例を全部教えて", LOCAL_READER)
    put, further = asked_next(filled, "事例を全部教えて", first, typed)
    assert put == f"事例を全部教えて {typed}"
    assert {citation.document.details.organization_name for citation in further.citations} == {"汐見町"}


@pytest.mark.parametrize(
    "typed", ["ほかには？", "他にもありますか", "続きは？", "もっと見せて", "What else?", "Any more?", "more please"]
)
def test_a_wish_for_more_is_known(typed: str) -> None:
    assert asks_for_more(typed)


@pytest.mark.parametrize(
    "typed", ["ほかの自治体の費用は？", "もっと安いものは？", "What else does it cost?", "次の会議は？"]
)
def test_what_asks_for_something_else_is_no_wish_for_more(typed: str) -> None:
    assert not asks_for_more(typed)


def test_of_one_fact_more_is_asked_as_of_anything() -> None:
    said = [Said("汐見町のチャットボットの費用は？", "汐見町のチャットボット", "", ("d1",))]
    assert in_full("ほかには？", said) == "汐見町のチャットボットについて詳しく教えてください。"
    assert taken_apart("汐見町のチャットボットの費用は？") == ("汐見町のチャットボットの費用は？", 1)
    assert CHATBOT["organization_name"] == "汐見町"
