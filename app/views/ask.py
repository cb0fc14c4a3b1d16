"""Ask: the front door. A question in plain words, an answer whose every sentence shows what it rests on."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import cast

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.delta_generator import DeltaGenerator

from app.components.answer import answer_view, not_found_view
from app.components.facets import menus
from app.components.header import page_title
from app.components.labels import title_of
from app.components.notices import notice, waiting
from app.links import State, document_href
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.errors import CasebaseError, NotFound
from casebase.models import Answer, Document, Page, Status
from casebase.service import Casebase

logger = logging.getLogger(__name__)

EXAMPLES = 6
FILTERS = ("org", "kind", "status")
PACE = 0.06
"""Seconds between the sentences of an answer that is there already: enough to see it grow, too little to wait for."""

LONGEST_QUESTION = 1000
EXTRACTIVE = "extractive"


def show_ask(visit: Visit) -> None:
    """Show the question, and below it the answer or, while nothing was asked, where to begin."""
    say, state = visit.say, visit.state
    show(page_title(say("ask.title"), say("ask.lead")))
    question = _question(say)
    casebase = opened(say)
    state = state.having(q=question)
    _limits(casebase, state, visit)
    if question:
        _answer(casebase, question, state, visit)
    else:
        show(_beginning(casebase, state, visit))


def _question(say: Words) -> str:
    with st.form("ask", border=False):
        field, button = st.columns([8, 1.6], vertical_alignment="bottom", gap="small")
        asked = field.text_input(
            say("ask.label"),
            key="q",
            bind="query-params",
            max_chars=LONGEST_QUESTION,
            placeholder=say("ask.placeholder"),
            autocomplete="off",
        )
        button.form_submit_button(say("ask.submit"), type="primary", width="stretch")
    return (asked or "").strip()


def _limits(casebase: Casebase, state: State, visit: Visit) -> None:
    say = visit.say
    named = _named_document(casebase, state, visit)
    if named:
        about = el("span", say("ask.about"), class_="cb-menu-label")
        link = el("a", title_of(named, visit.language), href=document_href(named, visit.language))
        clear = el("a", say("ask.about_clear"), href=state.having(doc=None).href, class_="cb-button-quiet")
        show(el("div", about, link, clear, class_="cb-about", data_testid="about"))
    else:
        counts = casebase.facets(visit.reader, state.filters)
        show(menus(state, counts, say, FILTERS))
    if len(casebase.engines) > 1:
        show(_engines(casebase, state, say))


def _engines(casebase: Casebase, state: State, say: Words) -> Markup:
    """Return the choice of who answers; what is chosen is marked and stands in the address."""
    chosen = state.one("engine") if state.one("engine") in casebase.engines else casebase.default_engine
    links = [
        el(
            "a",
            say.entries.get(f"ask.engine.{name}", name),
            href=state.having(engine=name).href,
            class_="cb-chip",
            aria_current="true" if name == chosen else None,
        )
        for name in casebase.engines
    ]
    label = el("span", say("ask.engines"), class_="cb-menu-label")
    return el("nav", label, links, class_="cb-engines", aria_label=say("ask.engines"), data_testid="engines")


def _named_document(casebase: Casebase, state: State, visit: Visit) -> Document | None:
    if not state.one("doc"):
        return None
    try:
        return casebase.document(state.one("doc"), visit.reader)
    except NotFound:
        return None


def _answer(casebase: Casebase, question: str, state: State, visit: Visit) -> None:
    place = st.empty()
    asked = repr((question, state.filters, state.one("engine")))
    if st.session_state.get("answered") != asked:
        place.html(waiting(visit.say("state.searching")))
    try:
        answer = _asked(casebase, question, asked, state, visit, place)
    except Exception:
        place.empty()  # nobody should wait for an answer that will not come
        raise
    if answer.status is Status.NOT_IN_CASEBASE:
        place.html(not_found_view(answer, state, visit.say))
        _offer_gap(casebase, question, answer.language, visit.say)
        return
    pages, current = _cited_pages(casebase, answer, visit)
    if st.session_state.get("answered") != asked and answer.engine == EXTRACTIVE:
        for count in range(1, len(answer.sentences)):
            place.html(answer_view(answer, {}, {}, state, visit.say, shown=count))
            time.sleep(PACE)
    st.session_state["answered"] = asked
    kept = _kept(casebase, question, state, answer)
    place.html(answer_view(answer, pages, current, state, visit.say, kept=kept))


def _asked(casebase: Casebase, question: str, asked: str, state: State, visit: Visit, place: DeltaGenerator) -> Answer:
    """Ask, showing what a language model has written and proven so far; its answer is kept while the question stays."""
    engine = state.one("engine")
    if engine not in casebase.engines:
        engine = ""
    kept = st.session_state.get("written")
    if kept and kept[0] == asked:
        return cast(Answer, kept[1])
    answer = None
    for answer in casebase.asking(question, visit.reader, state.filters, engine):
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


def _cited_pages(casebase: Casebase, answer: Answer, visit: Visit) -> tuple[Mapping[int, Page], Mapping[str, str]]:
    pages, current = {}, {}
    for citation in answer.citations:
        document = citation.document
        pages[citation.n] = casebase.page(document.version, citation.page, visit.reader)
        current[document.id] = casebase.document(document.id, visit.reader).version
    return pages, current


def _beginning(casebase: Casebase, state: State, visit: Visit) -> Markup:
    say = visit.say
    if state.one("doc"):
        return el("div")
    kinds = casebase.facets(visit.reader)["kinds"]
    parts = [say(f"ask.holdings_kind.{kind}", count=f"{count:,}") for kind, count in sorted(kinds.items()) if count]
    if not parts:
        return el("p", say("ask.holdings_none"), class_="cb-holdings")
    examples = [say(f"ask.example{n}") for n in range(1, EXAMPLES + 1)]
    return el(
        "section",
        el("h2", say("ask.examples"), class_="cb-section-heading"),
        el("ul", [el("li", _example(text, state)) for text in examples], class_="cb-examples"),
        el("p", say("ask.holdings", parts=say("ask.holdings_joint").join(parts)), class_="cb-holdings"),
        class_="cb-beginning",
    )


def _example(text: str, state: State) -> Markup:
    return el("a", text, href=state.having(q=text).href, lang="en" if text.isascii() else "ja", data_testid="example")
