"""The comments on a case where people see to them: each with its answers, a line to answer in, and a button to mark it done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.components.case_steps import comment_view
from app.views.frame import Visit, show
from casebase.cases.states import Case, Comment
from casebase.people import Actor
from casebase.service import Casebase


def show_remarks(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> Sequence[Comment]:
    """Show the comments on a case, those that are open first, and return those that are open."""
    say = visit.say
    comments = casebase.case_desk.remarks.on(case.id, actor.reader)
    about = [one for one in comments if not one.reply_to]
    still_open = [one for one in about if one.is_open]
    for one in (*still_open, *(one for one in about if not one.is_open)):
        answers = [answer for answer in comments if answer.reply_to == one.id]
        with st.container(key=f"remark-{one.id}", gap="small"):
            show(comment_view(one, answers, say))
            if one.is_open:
                _actions(casebase, one, actor, visit)
    return still_open


def show_folded_remarks(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    """Show the comments on a draft above its fields, folded away where none is open; nothing where there are none."""
    waiting = casebase.case_desk.remarks.open([case.id]).get(case.id, 0)
    if not waiting and not casebase.case_desk.remarks.on(case.id, actor.reader):
        return
    name = visit.say.count("remark.open", waiting) if waiting else visit.say("remark.all_done")
    with st.expander(name, expanded=bool(waiting)):
        show_remarks(casebase, case, actor, visit)


def _actions(casebase: Casebase, comment: Comment, actor: Actor, visit: Visit) -> None:
    say, remarks = visit.say, casebase.case_desk.remarks
    with st.form(f"answer-{comment.id}", clear_on_submit=True, border=False):
        text = st.text_input(say("remark.answer"), key=f"answer-text-{comment.id}", max_chars=2000)
        with st.container(horizontal=True, gap="small"):
            answered = st.form_submit_button(say("remark.send"), key=f"answer-send-{comment.id}")
            done = st.form_submit_button(say("remark.done"), key=f"answer-done-{comment.id}")
    if (answered or done) and text.strip():
        remarks.answer(comment.id, text, actor)
    if done:
        remarks.resolve(comment.id, actor)
    if done or (answered and text.strip()):
        st.rerun()
