"""Find cases: words and limits in the address, counts that follow them, a list or the table of tasks and organisations."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from app.case_search import ORDERS, Selection, kinds_of, selection_of
from app.components.case_card import case_card, comparing
from app.components.case_facets import case_panel, chosen_limits, without_limits
from app.components.compare_bar import compare_bar
from app.components.header import page_title
from app.components.matrix import matrix
from app.components.notices import empty
from app.components.pager import page_start, pager
from app.links import State, address
from app.markup import Markup, el
from app.views.frame import Visit, holds_nothing, nothing_there, opened, show
from app.wording import Words
from casebase.cases.finding import Order
from casebase.models import Kind
from casebase.service import Casebase

PAGE_SIZE = 20
VIEWS = ("", "matrix")
FORMS = ("csv", "xlsx", "json")
NOT_SAVED = frozenset({"p", "cmp"})
"""Names in an address that say where somebody is, not what is looked for."""


def show_search(visit: Visit) -> None:
    """Show the field to search in, the limits and the cases that fit."""
    say = visit.say
    saved = el("a", say("saved.title"), href=address("saved", visit.language), class_="cb-button")
    show(el("div", page_title(say("search.title"), say("search.lead")), saved, class_="cb-title-row"))
    with st.form("search", border=False):
        field, button = st.columns([8, 1.6], vertical_alignment="bottom", gap="small")
        typed = field.text_input(
            say("search.label"), key="q", bind="query-params", placeholder=say("search.placeholder"), autocomplete="off"
        )
        button.form_submit_button(say("search.submit"), type="primary", width="stretch")
    casebase = opened(say)
    state = visit.state.having(q=(typed or "").strip())
    selection = selection_of(state, casebase, visit.reader)
    chosen = casebase.cases.documents(comparing(state), visit.reader)
    if bar := compare_bar(chosen, state, say):
        show(bar)
    side, middle = st.columns([1, 2.9], gap="large")
    with side:
        show(case_panel(state, casebase.cases.counts(visit.reader, selection.wanted), say))
    with middle:
        show(el("div", _views(state, say), _body(casebase, selection, state, visit)))


def query_of(state: State) -> str:
    """Return the query that shows this search again, without where somebody is in it."""
    pairs = [(name, value) for name, values in state.values if name not in NOT_SAVED for value in values]
    return urlencode(pairs)


def _body(casebase: Casebase, selection: Selection, state: State, visit: Visit) -> Markup:
    say = visit.say
    limits = chosen_limits(state, say)
    if state.one("view") == "matrix":
        cells = casebase.cases.cells(visit.reader, selection.wanted)
        return el("div", limits, matrix(cells, state, say))
    start = page_start(state, PAGE_SIZE)
    found = casebase.cases.listed(visit.reader, selection.wanted, selection.order, start, PAGE_SIZE)
    if not found.total and holds_nothing(casebase, visit):
        return nothing_there(visit)
    if not found.total:
        clear = el("a", say("facet.clear"), href=without_limits(state).having(q=None).href, class_="cb-button")
        return el("div", limits, empty(say("search.none"), say("search.none_help"), clear))
    cards = [case_card(one, selection.hits.get(one.id), selection.question, state, say) for one in found.documents]
    only_cases = kinds_of(state) == (Kind.CASE.value,)
    counted = say.count("cases.count" if only_cases else "search.count", found.total)
    said = say("search.found", question=selection.question, count=f"{found.total:,}") if selection.question else counted
    head = el(
        "div",
        el("p", said, class_="cb-count", role="status"),
        el("p", _save(state, say), _take_along(state, say), class_="cb-actions"),
        class_="cb-list-head",
    )
    return el(
        "div",
        limits,
        head,
        _order(state, selection, say),
        el("div", cards, class_="cb-cards"),
        pager(found.total, state, PAGE_SIZE, say),
        _beyond(selection, state, say),
    )


def _views(state: State, say: Words) -> Markup:
    links = [
        el(
            "a",
            say(f"cases.view_{view or 'list'}"),
            href=state.having(view=view or None, p=None).href,
            aria_current="true" if state.one("view") == view else None,
        )
        for view in VIEWS
    ]
    links.append(el("a", say("insight.title"), href=state_elsewhere(state, "insight")))
    return el("p", links, class_="cb-order cb-views")


def state_elsewhere(state: State, page: str) -> str:
    """Return the address of another page with the limits of this one."""
    kept = {name: values for name, values in state.values if name not in {*NOT_SAVED, "view", "sort"}}
    return address(page, state.language, kept)


def _order(state: State, selection: Selection, say: Words) -> Markup:
    names = [name for name in ORDERS if name or selection.question]
    links = [
        el(
            "a",
            say(f"search.sort_{ORDERS[name]}"),
            href=state.having(sort=name or None, p=None).href,
            aria_current="true" if ORDERS[name] is selection.order else None,
        )
        for name in names
    ]
    note = el("span", say("search.sort_effect_help"), class_="cb-hint") if selection.order is Order.EFFECT else None
    return el("p", el("span", say("search.sort")), links, note, class_="cb-order")


def _save(state: State, say: Words) -> Markup:
    href = address("saved", state.language, {"save": query_of(state) or "view="})
    return el("a", say("saved.save_this"), href=href, class_="cb-button-quiet")


def _take_along(state: State, say: Words) -> list[Markup]:
    return [
        el(
            "a",
            say(f"cases.export_{form}"),
            href=address(f"cases/export.{form}", state.language, dict(state.values)),
            class_="cb-button-quiet",
            download=True,
        )
        for form in FORMS
    ]


def _beyond(selection: Selection, state: State, say: Words) -> Markup | None:
    """Return the way to what is not a case: guidelines, training and everything else that was handed in."""
    if set(kinds_of(state)) == set(Kind):
        return None
    everything = state.having(kind=[kind.value for kind in Kind], p=None)
    return el("p", el("a", say("cases.beyond"), href=everything.href), class_="cb-hint cb-beyond")
