"""My drafts: what this person is working on, what waits for review, and what came back."""

from __future__ import annotations

import streamlit as st

from app.components.header import page_title
from app.components.notices import empty, notice
from app.dates import shown_time
from app.links import address
from app.markup import Markup, el
from app.person import person_picker
from app.views.frame import Visit, opened, show
from casebase.cases.states import Case, CaseState
from casebase.errors import NotFound, NotTheAuthor, WrongState
from casebase.people import Actor
from casebase.record.entries import FieldState
from casebase.service import Casebase

_ASKED = "drafts_discard"
_DONE = "drafts_done"


def show_drafts(visit: Visit) -> None:
    """Show the drafts of the person at the page, those of the organisation's others after them."""
    say = visit.say
    begin = el("a", say("desk.new"), href=address("desk", visit.language), class_="cb-button cb-button-primary")
    show(el("div", page_title(say("drafts.title"), say("drafts.lead")), begin, class_="cb-title-row"))
    show(el("p", el("a", say("import.link"), href=address("import", visit.language))))
    casebase = opened(say)
    actor = person_picker(visit)
    if actor is None:
        return
    open_states = (CaseState.DRAFT, CaseState.IN_REVIEW)
    mine = casebase.case_desk.cases(actor.reader, open_states, author=actor)
    seen = {case.id for case in mine}
    others = [case for case in casebase.case_desk.cases(actor.reader, open_states) if case.id not in seen]
    if not mine and not others:
        show(empty(say("drafts.none"), say("drafts.none_help"), begin))
    if (done := st.session_state.pop(_DONE, "")) == "refused":
        show(notice("error", say("history.refused"), say("history.refused_help")))
    elif done:
        show(notice("success", say(f"drafts.done.{done}")))
    remarks = casebase.case_desk.remarks.open([case.id for case in (*mine, *others)])
    for heading, cases in ((say("drafts.mine"), mine), (say("drafts.others"), others)):
        if cases:
            show(el("h2", heading, class_="cb-section-heading"))
        for case in cases:
            with st.container(key=f"draft-{case.id}", gap="small"):
                show(_case(case, remarks.get(case.id, 0), visit))
                if case.state is CaseState.DRAFT and actor.key in case.authors:
                    _show_discarding(casebase, case, actor, visit)


def _show_discarding(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    """Offer to throw a draft away, and ask once more before it is done."""
    say = visit.say
    kind = "revision" if case.published else "draft"
    if st.session_state.get(_ASKED) != case.id:
        st.button(
            say(f"drafts.discard.{kind}"), key=f"discard-{case.id}", type="tertiary", on_click=_ask, args=(case.id,)
        )
        return
    show(notice("warning", say(f"drafts.discard.ask_{kind}", case=case.id), say(f"drafts.discard.help_{kind}")))
    with st.container(key=f"discard-{case.id}-asked", horizontal=True, gap="small"):
        st.button(
            say(f"drafts.discard.{kind}"),
            key=f"discard-yes-{case.id}",
            type="primary",
            on_click=_discard,
            args=(casebase, case, actor),
        )
        st.button(say("drafts.discard.keep"), key=f"discard-no-{case.id}", on_click=_ask, args=("",))


def _ask(case: str) -> None:
    """Remember of which case it is asked once more; of none if empty."""
    st.session_state[_ASKED] = case


def _discard(casebase: Casebase, case: Case, actor: Actor) -> None:
    _ask("")
    try:
        casebase.case_desk.discards.discard(case.id, actor)
    except (WrongState, NotFound, NotTheAuthor):
        st.session_state[_DONE] = "refused"
    else:
        st.session_state[_DONE] = "revision" if case.published else "draft"


def _case(case: Case, remarks: int, visit: Visit) -> Markup:
    say = visit.say
    open_fields = sum(one.state is FieldState.PROPOSED for one in case.entries.values())
    facts = [say(f"drafts.state.{case.state}"), say("drafts.changed", time=shown_time(case.updated_at, visit.language))]
    if case.state is CaseState.DRAFT:
        facts.append(say.count("drafts.open", open_fields) if open_fields else say("drafts.all_decided"))
    if remarks:
        facts.append(say.count("remark.open", remarks))
    title = el("a", case.title or say("desk.untitled"), href=address("desk", visit.language, {"case": case.id}))
    return el(
        "div",
        el("h3", title),
        el("p", [el("span", fact) for fact in (case.id, *facts)], class_="cb-facts"),
        class_="cb-desk-case",
        data_testid="draft",
    )
