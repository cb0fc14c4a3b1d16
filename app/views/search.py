"""Search and browse: limits with counts at the side, cards with the passage that fits in the middle."""

from __future__ import annotations

import streamlit as st

from app.components.answer import first_of_each
from app.components.cards import document_card, hit_card
from app.components.facets import cleared, panel
from app.components.header import page_title
from app.components.notices import empty
from app.components.pager import page_of, pager
from app.links import State
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.models import Document
from casebase.service import Casebase

HITS = 80
"""Passages fetched for a search; documents are counted from these."""

PAGE_SIZE = 20


def show_search(visit: Visit) -> None:
    """Show the field to search in, the limits and the documents that fit."""
    say = visit.say
    show(page_title(say("search.title"), say("search.lead")))
    with st.form("search", border=False):
        field, button = st.columns([8, 1.6], vertical_alignment="bottom", gap="small")
        typed = field.text_input(
            say("search.label"), key="q", bind="query-params", placeholder=say("search.placeholder"), autocomplete="off"
        )
        button.form_submit_button(say("search.submit"), type="primary", width="stretch")
    question = (typed or "").strip()
    casebase = opened(say)
    state = visit.state.having(q=question)
    side, middle = st.columns([1, 2.9], gap="large")
    with side:
        show(panel(state, casebase.facets(visit.reader, state.filters), say))
    with middle:
        show(_results(casebase, question, state, visit))


def _results(casebase: Casebase, question: str, state: State, visit: Visit) -> Markup:
    say = visit.say
    if question:
        hits = first_of_each(casebase.search(question, visit.reader, state.filters, HITS).hits)
        if state.one("sort") == "new":
            hits.sort(key=lambda hit: _newness(hit.document), reverse=True)
        cards = [hit_card(hit, question, say) for hit in page_of(hits, state, PAGE_SIZE)]
        total, said = len(hits), say("search.found", question=question, count=f"{len(hits):,}")
    else:
        documents = sorted(casebase.documents(visit.reader, state.filters), key=_newness, reverse=True)
        cards = [document_card(document, say) for document in page_of(documents, state, PAGE_SIZE)]
        total, said = len(documents), say.count("search.count", len(documents))
    if not total:
        clear = el("a", say("facet.clear"), href=cleared(state).having(q=None).href, class_="cb-button")
        return empty(say("search.none"), say("search.none_help"), clear)
    head = el(
        "div",
        el("p", said, class_="cb-count", role="status"),
        _order(state, say) if question else None,
        class_="cb-list-head",
    )
    return el("div", head, el("div", cards, class_="cb-cards"), pager(total, state, PAGE_SIZE, say))


def _order(state: State, say: Words) -> Markup:
    chosen = "new" if state.one("sort") == "new" else ""
    links = [
        el(
            "a",
            say(words),
            href=state.having(sort=value or None, p=None).href,
            aria_current="true" if value == chosen else None,
        )
        for value, words in (("", "search.sort_match"), ("new", "search.sort_new"))
    ]
    return el("p", el("span", say("search.sort")), links, class_="cb-order")


def _newness(document: Document) -> tuple[str, str]:
    return document.details.published_on or document.updated_at[:10], document.id
