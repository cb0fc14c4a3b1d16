"""The source of an answer says what is newer than it, with the way there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from app.components.answer import answer_view
from app.links import State, document_href
from app.views.answering import cited_pages
from app.views.frame import Visit
from app.wording import words
from casebase.access import LOCAL_READER
from casebase.models import Answer, Filters
from casebase.service import Casebase
from tests.test_editions import CHANGED, TEXT, hand_in

QUESTION = "研修はどのくらいの頻度で受けますか"


def shown(casebase: Casebase, answer: Answer, language: str = "ja") -> str:
    visit = cast(Visit, SimpleNamespace(reader=LOCAL_READER, say=words(language), language=language))
    return str(answer_view(answer, *cited_pages(casebase, answer, visit), State("", language), words(language)))


def test_an_answer_that_cites_a_version_which_was_replaced_since_leads_to_the_newer(casebase: Casebase) -> None:
    hand_in(casebase, "生成AI手引.md", TEXT)
    answer = casebase.ask(QUESTION, LOCAL_READER)
    link = casebase.answers.keep(QUESTION, Filters(), answer)
    assert "この箇所は旧版のものです" not in shown(casebase, answer)

    new = hand_in(casebase, "生成AI手引_第2版.md", CHANGED)

    kept = casebase.answers.kept(link, LOCAL_READER).answer
    assert "この箇所は旧版のものです" in shown(casebase, kept)
    assert "from a superseded version" in shown(casebase, kept, "en")
    assert f'href="{document_href(casebase.document(new.document, LOCAL_READER), "ja")}">第2版</a>' in shown(
        casebase, kept
    )


def test_a_document_that_may_have_a_newer_edition_is_cited_with_it(casebase: Casebase) -> None:
    hand_in(casebase, "生成AI手引.md", TEXT)
    answer = casebase.ask(QUESTION, LOCAL_READER)
    hand_in(casebase, "別の名前.md", CHANGED)  # much the same text under another name: an editor has yet to say

    page = shown(casebase, answer)
    assert "新しい版かもしれない資料があります" in page and "別の名前" in page
