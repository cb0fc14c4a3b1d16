"""My drafts: what this person is working on, what waits for review, and what came back."""

from __future__ import annotations

from app.components.header import page_title
from app.components.notices import empty
from app.dates import shown_time
from app.links import address
from app.markup import Markup, el
from app.person import person_picker
from app.views.frame import Visit, opened, show
from casebase.cases.states import Case, CaseState
from casebase.record.entries import FieldState


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
    for heading, cases in ((say("drafts.mine"), mine), (say("drafts.others"), others)):
        if cases:
            show(el("div", el("h2", heading, class_="cb-section-heading"), [_case(case, visit) for case in cases]))


def _case(case: Case, visit: Visit) -> Markup:
    say = visit.say
    open_fields = sum(one.state is FieldState.PROPOSED for one in case.entries.values())
    facts = [say(f"drafts.state.{case.state}"), say("drafts.changed", time=shown_time(case.updated_at, visit.language))]
    if case.state is CaseState.DRAFT:
        facts.append(say.count("drafts.open", open_fields) if open_fields else say("drafts.all_decided"))
    title = el("a", case.title or say("desk.untitled"), href=address("desk", visit.language, {"case": case.id}))
    return el(
        "div",
        el("h3", title),
        el("p", [el("span", fact) for fact in (case.id, *facts)], class_="cb-facts"),
        class_="cb-desk-case",
        data_testid="draft",
    )
