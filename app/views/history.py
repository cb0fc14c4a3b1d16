"""History of a case: who changed what and when, with differences; restore a step, withdraw, name the successor."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.components.case_steps import step_view
from app.components.notices import notice
from app.components.pager import page_of, pager
from app.links import address
from app.markup import el
from app.person import person_picker
from app.views.frame import Visit, opened, show
from app.views.remarks import show_remarks
from app.wording import Words
from casebase.access import organization_name
from casebase.cases.states import Case, CaseState
from casebase.errors import NotFound, WrongState
from casebase.people import Actor, Role
from casebase.service import Casebase

PAGE_SIZE = 20
_DONE = "history_done"


def show_history(visit: Visit) -> None:
    """Show the history of the case that the address names."""
    say, casebase = visit.say, opened(visit.say)
    show(el("div", el("h1", say("history.title")), el("p", say("history.lead")), class_="cb-title", id="content"))
    actor = person_picker(visit)
    if actor is None:
        return
    case = casebase.case_desk.case(visit.state.one("case"), actor.reader)
    if done := st.session_state.pop(_DONE, ""):
        show(notice("success", say(f"history.done.{done}")))
    _head(case, visit)
    _actions(casebase, case, actor, visit)
    if casebase.case_desk.remarks.on(case.id, actor.reader):
        show(el("h2", say("review.comments"), class_="cb-section-heading"))
        show_remarks(casebase, case, actor, visit)
    _steps(casebase, case, actor, visit)


def _head(case: Case, visit: Visit) -> None:
    say = visit.say
    facts = [case.id, organization_name(case.organization, say.language), say(f"case_state.{case.state}")]
    if case.next_check:
        facts.append(say("history.next_check", date=case.next_check))
    links = []
    if case.document:
        links.append(el("a", say("history.to_case"), href=address("case", visit.language, {"id": case.document})))
    if case.state is CaseState.DRAFT:
        links.append(el("a", say("history.to_desk"), href=address("desk", visit.language, {"case": case.id})))
    if case.state is CaseState.IN_REVIEW:
        links.append(el("a", say("review.link"), href=address("review", visit.language, {"case": case.id})))
    if case.successor:
        links.append(
            el(
                "a",
                say("history.successor", case=case.successor),
                href=address("history", visit.language, {"case": case.successor}),
            )
        )
    show(
        el(
            "div",
            el("h2", case.title_in(say.language)),
            el("p", [el("span", one) for one in (*facts, *links)], class_="cb-facts"),
        )
    )
    if case.state is CaseState.DELETED:
        show(notice("info", say("history.deleted"), say("history.deleted_help")))
    if case.state in {CaseState.WITHDRAWN, CaseState.SUPERSEDED} and case.reason:
        show(notice("warning", say(f"case_state.{case.state}"), case.reason))


def _steps(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    say = visit.say
    steps = casebase.case_desk.review.history(case.id, actor.reader)
    show(el("h2", say("history.steps"), class_="cb-section-heading"))
    newest = next((step.number for step in steps if step.has_fields), 0)
    for step in page_of(steps, visit.state, PAGE_SIZE):
        with st.container(key=f"step-{step.number}", gap="small"):
            show(step_view(step, say))
            if step.has_fields and step.number != newest and case.state is not CaseState.IN_REVIEW:
                number = step.number
                if st.button(say("history.restore"), key=f"restore-{number}"):
                    _act(lambda n=number: casebase.case_desk.review.restore(case.id, n, actor), "restored", say)  # type: ignore[misc]
    if further := pager(len(steps), visit.state, PAGE_SIZE, say):
        show(further)


def _actions(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    """Offer what may be done to a case that is public, or was."""
    say, review = visit.say, casebase.case_desk.review
    if case.state in {CaseState.PUBLISHED, CaseState.WITHDRAWN, CaseState.SUPERSEDED} and st.button(
        say("history.revise"), key="revise"
    ):
        _act(lambda: review.revise(case.id, actor), "revised", say)
    if not case.document or case.state in {CaseState.WITHDRAWN, CaseState.SUPERSEDED} or actor.role is Role.EDITOR:
        return
    # Forms, so that what was typed and the press are sent together: a press on its own can be lost while the page is drawn anew.
    with st.expander(say("history.withdraw")), st.form("withdraw", border=False):
        show(el("p", say("history.withdraw_help")))
        reason = st.text_input(say("history.reason"), key="withdraw-reason", max_chars=300)
        if st.form_submit_button(say("history.withdraw")):
            if reason.strip():
                _act(lambda: review.withdraw(case.id, reason, actor), "withdrawn", say)
            else:
                show(notice("error", say("history.reason_missing")))
    with st.expander(say("history.supersede")), st.form("supersede", border=False):
        show(el("p", say("history.supersede_help")))
        successor = st.text_input(
            say("history.successor_number"), key="successor", placeholder="C-000001", max_chars=32
        )
        if st.form_submit_button(say("history.supersede")):
            _act(lambda: review.supersede(case.id, successor.strip(), actor), "superseded", say)


def _act(step: Callable[[], object], done: str, say: Words) -> None:
    try:
        step()
    except (NotFound, WrongState):
        show(notice("error", say("history.refused"), say("history.refused_help")))
    else:
        st.session_state[_DONE] = done
        st.rerun()
