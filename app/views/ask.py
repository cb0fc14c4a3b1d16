"""Ask: the front door. A question in plain words, an answer whose every sentence shows what it rests on."""

from __future__ import annotations

import logging
from typing import cast

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from app.components.answer import examples
from app.components.facets import menus
from app.components.header import page_title
from app.components.labels import title_of
from app.components.turns import VIEWS, to_threads, views_of
from app.links import State, document_href
from app.markup import Markup, el
from app.reader import current_person
from app.views.answering import EXTRACTIVE, answered, chosen_engine
from app.views.comparing import show_by_organization, show_table
from app.views.frame import Visit, nothing_there, opened, show
from app.views.opinion import opinion_form
from app.views.thread import follow_up, show_thread
from app.wording import Words
from casebase.conversation.threads import LONGEST_QUESTION, Thread, Turn
from casebase.errors import CasebaseError, NotFound
from casebase.models import Document
from casebase.service import Casebase

logger = logging.getLogger(__name__)

FILTERS = ("org", "kind", "status")


def show_ask(visit: Visit) -> None:
    """Show the question, and below it the answer or, while nothing was asked, where to begin."""
    say, state = visit.say, visit.state
    if state.one("t"):
        show_thread(visit)
        return
    title = page_title(say("ask.title"), say("ask.lead"))
    show(el("div", title, to_threads(visit.language, say), class_="cb-title-row"))
    question = _question(say)
    casebase = opened(say)
    state = state.having(q=question)
    _limits(casebase, state, visit)
    if question:
        view = state.one("view") if state.one("view") in VIEWS else ""
        show(views_of(state, view, say))
        if view == "orgs":
            show_by_organization(casebase, question, state, visit)
        elif view == "table":
            show_table(casebase, question, state, visit)
        else:
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
    chosen = chosen_engine(casebase, state) or casebase.default_engine
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
    choice = el("nav", label, links, class_="cb-engines", aria_label=say("ask.engines"), data_testid="engines")
    return el("div", choice, _rules(say) if chosen != EXTRACTIVE else None)


def _rules(say: Words) -> Markup:
    """Return the four rules of Tokyo's guideline as they apply before something is sent to a language model."""
    rules = [el("li", say(f"ask.rule.{name}")) for name in ("input", "copyright", "verify", "mark")]
    return el(
        "details",
        el("summary", say("ask.rules")),
        el("ul", rules),
        class_="cb-removed cb-sending-rules",
        data_testid="sending-rules",
    )


def _named_document(casebase: Casebase, state: State, visit: Visit) -> Document | None:
    if not state.one("doc"):
        return None
    try:
        return casebase.document(state.one("doc"), visit.reader)
    except NotFound:
        return None


def _answer(casebase: Casebase, question: str, state: State, visit: Visit) -> None:
    """Show the answer, begin a conversation with it, and offer the next question."""
    answer, kept = answered(casebase, question, state, visit)
    filters, engine = state.filters, chosen_engine(casebase, state)
    turn = Turn(question, question, "", kept, answer.engine if kept else engine, filters)
    thread = _begun(casebase, turn)
    if kept:
        opinion_form(casebase, question, answer, kept, visit)
    if thread:
        follow_up(casebase, thread, visit)


def _begun(casebase: Casebase, turn: Turn) -> Thread | None:
    """Keep the question as the beginning of a conversation; where nothing can be written there is none."""
    known = st.session_state.get("thread")
    if known and known[0] == turn:
        return cast(Thread, known[1])
    try:
        thread = casebase.conversations.threads.begin(current_person(), turn)
    except (CasebaseError, SQLAlchemyError):
        logger.exception("a conversation could not be kept")
        return None
    st.session_state["thread"] = (turn, thread)
    return thread


def _beginning(casebase: Casebase, state: State, visit: Visit) -> Markup:
    say = visit.say
    if state.one("doc"):
        return el("div")
    kinds = casebase.facets(visit.reader)["kinds"]
    parts = [say(f"ask.holdings_kind.{kind}", count=f"{count:,}") for kind, count in sorted(kinds.items()) if count]
    if not parts:
        return nothing_there(visit, words="ask.nothing_help")
    return el(
        "section",
        el("h2", say("ask.examples"), class_="cb-section-heading"),
        examples(state, say),
        el("p", say("ask.holdings", parts=say("ask.holdings_joint").join(parts)), class_="cb-holdings"),
        class_="cb-beginning",
    )
