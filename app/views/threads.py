"""The questions somebody asked so far, conversation by conversation: open, rename, take along, delete."""

from __future__ import annotations

import streamlit as st

from app.components.header import page_title
from app.components.notices import empty
from app.components.pager import page_of, pager
from app.dates import shown_time
from app.links import address
from app.markup import el
from app.reader import current_person
from app.views.frame import Visit, opened, show
from casebase.conversation.threads import LONGEST_TITLE, Thread
from casebase.service import Casebase

PAGE_SIZE = 20


def show_threads(visit: Visit) -> None:
    """Show the list of conversations, the one used last first."""
    say = visit.say
    show(page_title(say("thread.all"), say("thread.all_lead")))
    casebase = opened(say)
    threads = casebase.conversations.threads.threads(current_person())
    if not threads:
        ask = el("a", say("nav.ask"), href=address("", visit.language), class_="cb-button")
        show(empty(say("thread.none"), say("thread.none_help"), ask))
        return
    for thread in page_of(threads, visit.state, PAGE_SIZE):
        _row(casebase, thread, visit)
    if further := pager(len(threads), visit.state, PAGE_SIZE, say):
        show(further)


def _row(casebase: Casebase, thread: Thread, visit: Visit) -> None:
    say, person = visit.say, current_person()
    count = say.count("thread.count", len(thread.turns))
    about = f"{shown_time(thread.updated_at, visit.language)} · {count}"
    title = el("a", thread.title, href=address("", visit.language, {"t": thread.id}))
    files = [
        el("a", say(f"ask.take_{form}"), href=f"/threads/{thread.id}.{form}?lang={visit.language}", download=True)
        for form in ("docx", "md")
    ]
    show(
        el(
            "article",
            el("h2", title),
            el("p", about, class_="cb-facts"),
            el("p", files, class_="cb-rule-links"),
            class_="cb-thread",
            data_testid="thread",
        )
    )
    with st.expander(say("thread.change", title=thread.title), key=f"change-{thread.id}"):
        with st.form(f"rename-{thread.id}", border=False):
            st.text_input(
                say("thread.title_label"), value=thread.title, max_chars=LONGEST_TITLE, key=f"title-{thread.id}"
            )
            st.form_submit_button(say("thread.rename"), on_click=_rename, args=(casebase, thread.id, person))
        show(el("p", say("thread.delete_help"), class_="cb-hint"))
        delete = casebase.conversations.threads.delete
        st.button(say("thread.delete"), key=f"delete-{thread.id}", on_click=delete, args=(thread.id, person))


def _rename(casebase: Casebase, thread: str, person: str) -> None:
    casebase.conversations.threads.rename(thread, person, str(st.session_state[f"title-{thread}"] or ""))
