"""The desk: begin a draft from documents, check it field by field beside the page that proves it, send it to review."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.components.case_words import missing_text
from app.components.error_words import error_text
from app.components.golden import questions_view
from app.components.header import page_title
from app.components.notices import notice
from app.components.steps import steps
from app.links import address
from app.markup import el
from app.person import person_picker
from app.views.desk_begin import show_begin
from app.views.desk_further import show_further
from app.views.frame import Visit, opened, show
from app.views.remarks import show_folded_remarks
from app.wording import Words
from casebase.cases.states import Case, CaseState
from casebase.errors import CaseError, CaseNotReady
from casebase.people import Actor
from casebase.record.fields import FIELDS
from casebase.record.readiness import CHECKLIST, lacking
from casebase.service import Casebase
from ingest.cases.publish import CaseCheck, check_case
from ingest.health.wording import mark

_CHECKED = "desk_checked"
"""Key of the session under which the last check of a draft is kept, with the count of the draft it was made of."""


def show_desk(visit: Visit) -> None:
    """Show the step that the address names: without a case the first, else the fields, or the sending."""
    say, wanted = visit.say, visit.state.one("case")
    casebase = opened(say)
    sending = visit.state.one("step") == "3"
    show(page_title(say("desk.title"), say("desk.lead")))
    show(steps(1 if not wanted else 3 if sending else 2, say, wanted))
    actor = person_picker(visit)
    if actor is None:
        return
    if not wanted:
        show_begin(casebase, actor, visit)
        return
    case = casebase.case_desk.case(wanted, actor.reader)
    if case.state is not CaseState.DRAFT:
        _show_moved_on(casebase, case, actor, visit)
        return
    show_folded_remarks(casebase, case, actor, visit)
    if sending:
        _show_sending(casebase, case, actor, visit)
    else:
        show_further(casebase, case, actor, visit)
        _show_fields(case, visit)


def _show_fields(case: Case, visit: Visit) -> None:
    """Give the place that the desk's script fills."""
    place = el(
        "div",
        el("p", visit.say("shell.loading"), class_="cb-muted"),
        class_="cb-desk",
        data_desk=case.id,
        data_language=visit.language,
        data_next=address("desk", visit.language, {"case": case.id, "step": "3"}),
        data_failed=visit.say("desk.not_loaded"),
        data_testid="desk",
    )
    show(place)


def _show_moved_on(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    say = visit.say
    drafts = el("p", el("a", say("desk.to_drafts"), href=address("drafts", visit.language)))
    if case.state is CaseState.IN_REVIEW:
        show(notice("success", say("desk.sent"), say("desk.sent_help"), drafts))
        if st.button(say("desk.take_back"), key="take-back"):
            casebase.case_desk.review.take_back(case.id, actor)
            st.rerun()
        return
    show(notice("info", say("desk.not_a_draft"), drafts))


def _show_sending(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    say = visit.say
    check = _checked(casebase, case, visit)
    missing = [code for code in lacking(case.entries) if not code.startswith("CHECK:")]
    show(el("h2", case.title or say("desk.untitled"), class_="cb-section-heading"))
    _show_missing(case, missing, visit)
    _show_questions(check, say)
    _show_findings(check, say)
    show(el("h3", say("desk.attest"), class_="cb-section-heading"))
    attested = [point for point in CHECKLIST if st.checkbox(say(f"desk.check.{point}"), key=f"check-{case.id}-{point}")]
    ready = not missing and set(attested) == set(CHECKLIST)
    if not ready:
        show(el("p", say("desk.not_ready"), class_="cb-hint"))
    if st.button(say("desk.send"), type="primary", key="send", disabled=not ready):
        _send(casebase, case, attested, actor, say)


def _send(casebase: Casebase, case: Case, attested: Sequence[str], actor: Actor, say: Words) -> None:
    try:
        casebase.case_desk.review.submit(case.id, attested, actor)
    except CaseNotReady as error:
        show(notice("error", say("desk.not_sent"), *(missing_text(code, say) for code in error.missing)))
    except CaseError as error:
        show(notice("error", say("desk.not_sent"), error_text(error, say)))
    else:
        st.rerun()


def _checked(casebase: Casebase, case: Case, visit: Visit) -> CaseCheck:
    """Return the check of the draft as it stands; it is made anew only when the draft has changed."""
    kept = st.session_state.get(_CHECKED)
    if kept is None or kept[0] != (case.id, case.version):
        with st.spinner(visit.say("desk.checking")):
            kept = ((case.id, case.version), check_case(casebase, case, visit.reader))
        st.session_state[_CHECKED] = kept
    check: CaseCheck = kept[1]
    return check


def _show_missing(case: Case, missing: Sequence[str], visit: Visit) -> None:
    say = visit.say
    if not missing:
        show(notice("success", say("desk.complete")))
        return
    back = address("desk", visit.language, {"case": case.id})
    open_fields = [code.partition(":")[2] for code in missing if code.startswith("UNCONFIRMED:")]
    items = [el("li", missing_text(code, say)) for code in missing if not code.startswith("UNCONFIRMED:")]
    if open_fields:
        names = say("desk.joint").join(FIELDS[field].label(say.language) for field in open_fields)
        items.append(el("li", say("desk.unconfirmed", fields=names)))
    link = el("p", el("a", say("desk.back_to_fields"), href=back))
    show(notice("warning", say.count("desk.missing_count", len(missing)), el("ul", items, class_="cb-warnings"), link))


def _show_questions(check: CaseCheck, say: Words) -> None:
    heading = el("h3", say("desk.questions"), class_="cb-section-heading")
    show(el("div", heading, el("p", say("desk.questions_help"), class_="cb-hint"), questions_view(check, say)))


def _show_findings(check: CaseCheck, say: Words) -> None:
    heading = el("h3", say("desk.personal"), class_="cb-section-heading")
    if not check.findings:
        show(el("div", heading, el("p", say("desk.personal_none"))))
        return
    names = dict.fromkeys(mark(one.code, say.language) for one in check.findings)
    show(el("div", heading, notice("warning", say("desk.personal_some"), el("p", " / ".join(names)))))
