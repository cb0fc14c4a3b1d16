"""A conversation: what was asked before, the answer that is being looked at, and the next question."""

from __future__ import annotations

import streamlit as st

from app.components.answer import answer_view
from app.components.header import page_title
from app.components.notices import notice
from app.components.turns import earlier_turns, views_of
from app.links import State, address, limits_in_address
from app.markup import el
from app.reader import current_person
from app.views.answering import answered, cited_pages, to_address
from app.views.frame import Visit, opened, show, unless_gone
from app.views.opinion import opinion_form
from app.views.translation import translated
from casebase.conversation.threads import LONGEST_QUESTION, Thread, Turn
from casebase.errors import NotFound
from casebase.service import Casebase


def show_thread(visit: Visit) -> None:
    """Show the thread that the address names, at its turn `n` (the last one without)."""
    say, state = visit.say, visit.state
    casebase = opened(say)
    thread = casebase.conversations.threads.thread(state.one("t"), current_person())
    number = min(max(state.number("n", thread.last.number), 1), thread.last.number)
    turn = next((one for one in thread.turns if one.number == number), thread.last)
    ways = el(
        "span",
        el("a", say("thread.new"), href=address("", visit.language)),
        el("a", say("thread.all"), href=address("threads", visit.language)),
        class_="cb-ways",
    )
    show(page_title(thread.title, ways))
    show(earlier_turns(casebase, thread, turn, visit.reader, state, say))
    _turn(casebase, thread, turn, visit)
    if turn == thread.last:
        follow_up(casebase, thread, visit)
    else:
        link = el("a", say("thread.to_last"), href=state.having(n=None).href, class_="cb-button")
        show(el("p", link, class_="cb-actions"))


def follow_up(casebase: Casebase, thread: Thread, visit: Visit) -> None:
    """Show the field for the next question; what is typed is put in full and asked."""
    say = visit.say
    with st.container(key="follow_bar"), st.form("follow", border=False, clear_on_submit=True):
        field, button = st.columns([8, 1.6], vertical_alignment="bottom", gap="small")
        field.text_input(
            say("thread.follow"),
            key="follow_text",
            max_chars=LONGEST_QUESTION,
            placeholder=say("thread.follow_placeholder"),
            autocomplete="off",
        )
        button.form_submit_button(
            say("thread.follow_submit"),
            type="primary",
            width="stretch",
            on_click=unless_gone(lambda: _ask_on(casebase, thread, visit)),
        )


def _ask_on(casebase: Casebase, thread: Thread, visit: Visit) -> None:
    """Put what was typed in full and add it to the thread, before the page is run: a run that is on its way loses nothing."""
    typed = str(st.session_state.get("follow_text") or "").strip()
    if not typed:
        return
    conversations = casebase.conversations
    engine = thread.last.engine if thread.last.engine in casebase.engines else ""
    resolved = conversations.in_full(typed, thread, visit.reader, engine)
    turn = Turn(typed, resolved.question, resolved.by, engine=engine, filters=thread.last.filters)
    conversations.threads.add(thread.id, current_person(), turn)
    to_address(State("", visit.language).having(t=thread.id))


def _turn(casebase: Casebase, thread: Thread, turn: Turn, visit: Visit) -> None:
    say = visit.say
    heading = el("h2", turn.typed, class_="cb-asked", data_testid="asked")
    if turn.rewritten_by:
        in_full = say("thread.in_full", question=turn.question)
        by = say.entries.get(f"thread.by.{turn.rewritten_by}") or say("thread.by_model", engine=turn.rewritten_by)
        heading = el("div", heading, el("p", in_full, el("span", by), class_="cb-in-full", data_testid="in-full"))
    show(heading)
    if turn == thread.last and len(thread.turns) > 1:
        _edit(casebase, thread, turn, visit)
    state = _state(turn, visit).having(q=turn.question)
    show(views_of(state, "", say, visit.state))
    here = visit.state.having(engine=turn.engine if turn.engine in casebase.engines else None)
    kept = _as_kept(casebase, turn, here, visit) if turn.answer else None
    if kept is None:
        limited = here.having(**limits_in_address(turn.filters))
        answer, kept_id = answered(casebase, turn.question, limited, visit)
        if kept_id != turn.answer:
            casebase.conversations.threads.settle(thread.id, current_person(), turn.number, kept_id, answer.engine)
        if kept_id:
            opinion_form(casebase, turn.question, answer, kept_id, visit)


def _as_kept(casebase: Casebase, turn: Turn, state: State, visit: Visit) -> str | None:
    """Show a turn's answer as it was seen; return None where nothing of it can be shown any more, having said so."""
    try:
        kept = casebase.answers.kept(turn.answer, visit.reader)
    except NotFound:
        show(notice("info", visit.say("thread.gone")))
        return None
    if kept.replaced:
        show(notice("warning", visit.say("kept.replaced")))
    if kept.withdrawn:
        show(notice("warning", visit.say("kept.withdrawn")))
    pages, newer = cited_pages(casebase, kept.answer, visit)
    words = translated(casebase, kept.answer, state, visit)
    show(answer_view(kept.answer, pages, newer, state, visit.say, kept=kept.id, translations=words))
    opinion_form(casebase, turn.question, kept.answer, kept.id, visit)
    return kept.id


def _edit(casebase: Casebase, thread: Thread, turn: Turn, visit: Visit) -> None:
    """Let the question in full be changed: it takes the place of the last one."""
    say, key = visit.say, f"edit-{turn.asked_at}"

    def change() -> None:
        edited = str(st.session_state.get(key) or "").strip()
        if edited:
            changed = Turn(turn.typed, edited, "person", "", turn.engine, turn.filters, turn.number)
            casebase.conversations.threads.replace(thread.id, current_person(), changed)
            to_address(State("", visit.language).having(t=thread.id))

    with st.expander(say("thread.edit")), st.form(f"edit-{turn.number}", border=False):
        st.text_input(say("thread.edit_label"), value=turn.question, max_chars=LONGEST_QUESTION, key=key)
        st.form_submit_button(say("thread.edit_submit"), on_click=unless_gone(change))


def _state(turn: Turn, visit: Visit) -> State:
    return State("", visit.language).having(**limits_in_address(turn.filters))
