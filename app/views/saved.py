"""Saved searches: keep one under a name, run it again, rename it, delete it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import streamlit as st

from app.case_search import selection_of
from app.components.case_facets import value_name
from app.components.header import page_title
from app.components.notices import empty, notice
from app.dates import shown_time
from app.links import State, address, read_state
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.cases.facts import FIELDS
from casebase.cases.finding import Order
from casebase.errors import NameTaken, NotFound
from casebase.service import Casebase
from casebase.store.saved import LONGEST_NAME, SavedSearch


def show_saved(visit: Visit) -> None:
    """Show the field to save a search with, if the address brings one, and the searches that were saved."""
    say = visit.say
    show(page_title(say("saved.title"), say("saved.lead")))
    casebase = opened(say)
    show(el("p", say("saved.shared"), class_="cb-hint"))
    if said := st.session_state.pop("saved-said", ""):
        show(notice("success", said))
    query = visit.state.one("save")
    if query:
        _form(query, casebase, visit)
    searches = casebase.saved.all(visit.reader)
    if not searches and not query:
        find = el("a", say("saved.find"), href=address("search", visit.language), class_="cb-button cb-button-primary")
        show(empty(say("saved.none"), say("saved.none_help"), find))
    for search in searches:
        _row(search, casebase, visit)


def searched_state(query: str, language: str) -> State:
    """Return the state of the search page that a saved query shows."""
    return read_state("search", {**parse_qs(query), "lang": [language]})


def described(state: State, say: Words) -> str:
    """Return in words what a search looks for."""
    parts = [say("saved.words", question=state.one("q"))] if state.one("q") else []
    joint = say("hours.joint")
    for field in FIELDS:
        if values := state.all(field):
            named = joint.join(value_name(field, value, say) for value in values)
            parts.append(say("saved.limit", field=say(f"field.{field}"), values=named))
    return say("saved.and").join(parts) or say("saved.everything")


def _form(query: str, casebase: Casebase, visit: Visit) -> None:
    say = visit.say
    state = searched_state(query, visit.language)
    words = described(state, say)
    with st.form("save", border=False):
        show(el("p", say("saved.about", words=words)))
        field, button = st.columns([6, 1.6], vertical_alignment="bottom", gap="small")
        name = field.text_input(
            say("saved.name"), value=words[:LONGEST_NAME], max_chars=LONGEST_NAME, autocomplete="off"
        )
        pressed = button.form_submit_button(say("saved.save"), type="primary", width="stretch")
    if pressed and _done(lambda: casebase.saved.save(name, query, visit.reader), say):
        st.session_state["saved-said"] = say("saved.done", name=name.strip())
        del st.query_params["save"]
        st.rerun()


def _row(search: SavedSearch, casebase: Casebase, visit: Visit) -> None:
    say = visit.say
    state = searched_state(search.query, visit.language)
    selection = selection_of(state, casebase, visit.reader)
    count = casebase.cases.listed(visit.reader, selection.wanted, Order.NEW, 0, 0).total
    with st.container(key=f"saved-{search.id}", border=True):
        show(_about(search, state, count, say))
        with st.form(f"saved-form-{search.id}", border=False):
            field, rename, delete = st.columns([5, 1.4, 1.2], vertical_alignment="bottom", gap="small")
            name = field.text_input(
                say("saved.rename_to", name=search.name),
                value=search.name,
                key=f"name-{search.id}",
                max_chars=LONGEST_NAME,
                label_visibility="collapsed",
                autocomplete="off",
            )
            renamed = rename.form_submit_button(say("saved.rename"), key=f"rename-{search.id}")
            deleted = delete.form_submit_button(say("saved.delete"), key=f"delete-{search.id}")
        if renamed and _done(lambda: casebase.saved.rename(search.id, name, visit.reader), say):
            st.session_state["saved-said"] = say("saved.renamed", name=name.strip())
            st.rerun()
        if deleted and _done(lambda: casebase.saved.delete(search.id, visit.reader), say):
            st.session_state["saved-said"] = say("saved.deleted", name=search.name)
            st.rerun()


def _about(search: SavedSearch, state: State, count: int, say: Words) -> Markup:
    return el(
        "div",
        el("h2", el("a", search.name, href=state.href), class_="cb-saved-name"),
        el("p", described(state, say)),
        el(
            "p",
            el("strong", say.count("cases.count", count)),
            el("span", say("saved.created", time=shown_time(search.created_at, say.language)), class_="cb-muted"),
            class_="cb-saved-count",
        ),
        data_testid="saved",
    )


def _done(act: Callable[[], object], say: Words) -> bool:
    """Do what a button asks for; say why where it cannot be done."""
    try:
        act()
    except NameTaken:
        show(notice("error", say("saved.taken")))
    except NotFound:
        show(notice("info", say("saved.gone")))
    except ValueError:
        show(notice("error", say("saved.invalid")))
    else:
        return True
    return False
