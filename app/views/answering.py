"""What every page with a question does: ask, show the answer as it grows, keep it, and offer to record what is missing."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import cast

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.delta_generator import DeltaGenerator

from app.components.answer import answer_view, not_found_view
from app.components.notices import notice, waiting
from app.components.source import Newer
from app.links import State
from app.markup import el
from app.views.frame import Visit, holds_nothing, nothing_there, show
from app.views.translation import translated
from app.wording import Words
from casebase.answer.courtesy import NOTHING_ASKED
from casebase.errors import CasebaseError
from casebase.models import Answer, Page, Status
from casebase.service import Casebase

logger = logging.getLogger(__name__)

EXTRACTIVE = "extractive"
PACE = 0.06
"""Seconds between the sentences of an answer that is there already: enough to see it grow, too little to wait for."""


def answered(casebase: Casebase, question: str, state: State, visit: Visit) -> tuple[Answer, str]:
    """Ask, show what comes of it, and return the answer with the id under which it is kept; the id is empty where there is none.

    `state` says limits and engine, and is the address that the answer's links go on from.
    """
    place = st.empty()
    asked = repr((question, state.filters, state.one("engine")))
    if st.session_state.get("answered") != asked:
        place.html(waiting(visit.say("state.searching")))
    try:
        answer = _asked(casebase, question, asked, state, visit, place)
    except Exception:
        place.empty()  # nobody should wait for an answer that will not come
        raise
    if answer.status is Status.NOT_IN_CASEBASE and not answer.nearest and holds_nothing(casebase, visit):
        place.html(nothing_there(visit))
        return answer, ""
    if answer.status is Status.NOT_IN_CASEBASE:
        place.html(not_found_view(answer, state, visit.say))
        if answer.notice != NOTHING_ASKED:
            _offer_gap(casebase, question, answer.language, visit.say)
        return answer, ""
    pages, newer = cited_pages(casebase, answer, visit)
    if st.session_state.get("answered") != asked and answer.engine == EXTRACTIVE:
        for count in range(1, len(answer.sentences)):
            place.html(answer_view(answer, {}, {}, state, visit.say, shown=count))
            time.sleep(PACE)
    st.session_state["answered"] = asked
    kept = _kept(casebase, question, state, answer)
    words = translated(casebase, answer, state, visit)
    place.html(answer_view(answer, pages, newer, state, visit.say, kept=kept, translations=words))
    return answer, kept


def cited_pages(casebase: Casebase, answer: Answer, visit: Visit) -> tuple[Mapping[int, Page], Mapping[str, Newer]]:
    """Return the pages of an answer's citations by number, and what is newer than their documents by id."""
    pages, newer = {}, {}
    related = casebase.editions.related_to([c.document.id for c in answer.citations], visit.reader)
    for citation in answer.citations:
        document = citation.document
        pages[citation.n] = casebase.page(document.version, citation.page, visit.reader)
        latest = casebase.document(document.id, visit.reader)
        perhaps = [one.document for one in related.get(document.id, ()) if one.proposed and one.newer]
        newer[document.id] = Newer(latest if latest.version != document.version else None, tuple(perhaps))
    return pages, newer


def chosen_engine(casebase: Casebase, state: State) -> str:
    """Return the engine that the address asks for, empty for the one that is set."""
    return state.one("engine") if state.one("engine") in casebase.engines else ""


def to_address(state: State) -> None:
    """Put another address in the place of the present one; the page for it is run next."""
    values = {name: list(held) for name, held in state.values}
    if state.language != "ja":
        values["lang"] = [state.language]
    st.query_params.from_dict(values)


def _asked(casebase: Casebase, question: str, asked: str, state: State, visit: Visit, place: DeltaGenerator) -> Answer:
    """Ask, showing what a language model has written and proven so far; its answer is kept while the question stays."""
    kept = st.session_state.get("written")
    if kept and kept[0] == asked:
        return cast(Answer, kept[1])
    answer = None
    for answer in casebase.asking(question, visit.reader, state.filters, chosen_engine(casebase, state)):
        if answer.engine != EXTRACTIVE and answer.sentences:
            place.html(answer_view(answer, {}, {}, state, visit.say, growing=True))
    assert answer is not None
    if answer.engine != EXTRACTIVE:
        st.session_state["written"] = (asked, answer)
    return answer


def _offer_gap(casebase: Casebase, question: str, language: str, say: Words) -> None:
    """Offer to record the question, so that the organisations see what is missing."""
    show(el("p", say("ask.gap_help"), class_="cb-hint"))
    if st.session_state.get("gap") == question:
        show(notice("success", say("ask.gap_recorded")))
    elif st.button(say("ask.gap"), key="gap_button"):
        casebase.answers.record_gap(question, language)
        st.session_state["gap"] = question
        st.rerun()


def _kept(casebase: Casebase, question: str, state: State, answer: Answer) -> str:
    """Keep what is shown and return its id; where nothing can be written, the answer is shown without one."""
    try:
        return casebase.answers.keep(question, state.filters, answer)
    except (CasebaseError, SQLAlchemyError):
        logger.exception("an answer could not be kept")
        return ""
