"""Review: cases that wait, the oldest first, with what is missing; one case beside what is public; approve or send back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from app.components.case_steps import changes_table, record_view
from app.components.case_words import field_label, missing_text
from app.components.golden import questions_view
from app.components.header import page_title
from app.components.notices import empty, notice
from app.dates import shown_date
from app.links import address
from app.markup import Markup, el
from app.person import person_picker
from app.views.frame import Visit, opened, show
from app.views.remarks import show_remarks
from app.wording import Words
from casebase.access import organization_name
from casebase.cases.states import Case, CaseState
from casebase.errors import CaseChanged, CaseNotReady, ReviewerIsAuthor, WrongState
from casebase.people import Actor
from casebase.record.fields import EDITABLE
from casebase.record.readiness import lacking
from casebase.service import Casebase
from casebase.store.case_review import differences_between
from ingest.cases.publish import CaseCheck, check_case, publish_case

DUE_WITHIN_DAYS = 30
_DONE = "review_done"
_COMMENTS = "review_comments"
_FIELD, _TEXT = "comment-field", "comment-text"
_CHECK = "review_check"


def show_review(visit: Visit) -> None:
    """Show the queue, or the case that the address names."""
    say, named = visit.say, visit.state.one("case")
    if named:
        show(el("div", el("p", el("a", say("review.to_queue"), href=address("review", visit.language))),
                el("h1", say("review.title_case")), class_="cb-title", id="content"))  # fmt: skip
    else:
        show(page_title(say("review.title"), say("review.lead")))
    actor = person_picker(visit)
    if actor is None:
        return
    casebase = opened(say)
    if done := st.session_state.pop(_DONE, ""):
        show(notice("success", say(f"review.done.{done}")))
    if named:
        _one(casebase, casebase.case_desk.case(named, actor.reader), actor, visit)
    else:
        _queue(casebase, actor, visit)


def _queue(casebase: Casebase, actor: Actor, visit: Visit) -> None:
    say, desk = visit.say, casebase.case_desk
    waiting = desk.in_review(actor.reader)
    show(el("h2", say.count("review.waiting", len(waiting)), class_="cb-section-heading"))
    if waiting:
        remarks = desk.remarks.open([case.id for case in waiting])
        items = [_waiting(case, remarks.get(case.id, 0), visit) for case in waiting]
        show(el("ul", items, class_="cb-outcomes", data_testid="review-queue"))
    else:
        show(empty(say("review.none"), say("review.none_help")))
    due = desk.due_soon(actor.reader, DUE_WITHIN_DAYS)
    show(el("h2", say.count("review.due", len(due)), class_="cb-section-heading"))
    if due:
        show(el("ul", [_due(case, visit) for case in due], class_="cb-outcomes", data_testid="review-due"))
    else:
        show(el("p", say("review.due_none"), class_="cb-hint"))


def _waiting(case: Case, remarks: int, visit: Visit) -> Markup:
    say = visit.say
    days = (datetime.now(UTC) - datetime.fromisoformat(case.submitted_at)).days
    missing = lacking(case.entries, case.attested)
    facts = (
        case.id,
        organization_name(case.organization, say.language),
        say.count("review.days", days) if days else say("review.days_none"),
    )
    lacks = el("ul", [el("li", missing_text(code, say)) for code in missing]) if missing else None
    link = el("a", case.title_in(say.language), href=address("review", visit.language, {"case": case.id}))
    waits = el("span", say.count("remark.open", remarks), class_="cb-badge") if remarks else None
    return el(
        "li",
        el("div", el("p", el("strong", link), waits), el("p", " · ".join(facts), class_="cb-hint"), lacks),
        class_="cb-outcome",
    )


def _due(case: Case, visit: Visit) -> Markup:
    say = visit.say
    late = case.next_check < date.today().isoformat()
    when = say("review.due_on", date=shown_date(case.next_check, say.language))
    badge = el("span", say("review.late"), class_="cb-badge") if late else None
    link = el("a", case.title_in(say.language), href=address("history", visit.language, {"case": case.id}))
    return el("li", el("div", el("p", el("strong", link), badge), el("p", when, class_="cb-hint")), class_="cb-outcome")


def _one(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    say, desk = visit.say, casebase.case_desk
    comments = desk.remarks.on(case.id, actor.reader)
    history = el("a", say("history.link"), href=address("history", visit.language, {"case": case.id}))
    facts = (case.id, organization_name(case.organization, say.language), say(f"case_state.{case.state}"))
    show(
        el(
            "div",
            el("h2", case.title_in(say.language)),
            el("p", [el("span", one) for one in facts], history, class_="cb-facts"),
        )
    )
    left, right = st.columns((3, 2), gap="large")
    with left:
        if case.published:
            before = desk.review.entries_at(case.id, case.published, actor.reader)
            changes = differences_between(before, case.entries)
            show(
                changes_table(
                    changes, say, say.count("review.changed", len(changes)), (say("review.before"), say("review.after"))
                )
            )
        show(record_view(case, comments, say))
    with right:
        _decision(casebase, case, bool(comments), actor, visit)


def _decision(casebase: Casebase, case: Case, has_comments: bool, actor: Actor, visit: Visit) -> None:
    say, waits = visit.say, case.state is CaseState.IN_REVIEW
    check = _checked(casebase, case, actor) if waits else None
    show(
        _check_view(case, check, say)
        if check
        else notice("info", say("review.not_waiting"), say(f"case_state.{case.state}"))
    )
    if has_comments:
        show(el("h3", say("review.comments")))
    waiting = show_remarks(casebase, case, actor, visit)
    if check is None:
        return
    if not actor.may_review or actor.key in case.authors:
        show(notice("info", say("review.not_you"), say("review.not_you_help")))
        return
    lacks = [*lacking(case.entries, case.attested), *check.lacking]
    despite = bool(waiting) and st.checkbox(
        say.count("review.despite", len(waiting)), key=f"despite-{case.id}-{case.version}"
    )
    stopped = bool(lacks) or (bool(waiting) and not despite)
    kept = _comments_on(case)
    if st.button(say("review.approve"), type="primary", key="approve", disabled=stopped):
        if kept or _written():
            show(notice("error", say("review.comment_left"), say("review.comment_left_help")))
        else:
            _act(lambda: publish_case(casebase, case.id, case.version, actor, despite), "approved", say)
    _send_back(casebase, case, kept, actor, say)


def _send_back(casebase: Casebase, case: Case, kept: dict[str, str], actor: Actor, say: Words) -> None:
    """Collect comments, at fields or on the whole, and send the case back with them and with one still being written."""
    show(el("h3", say("review.send_back")))
    st.selectbox(
        say("review.at_field"),
        ("", *(name for name in EDITABLE)),
        format_func=lambda name: field_label(name, say),
        key=_FIELD,
    )
    st.text_area(say("review.comment"), key=_TEXT, max_chars=2000)
    st.button(say("review.add_comment"), key="add-comment", on_click=_keep, args=(kept,))
    for name, said in kept.items():
        show(el("p", el("strong", field_label(name, say)), el("span", said), class_="cb-remark"))
    if st.button(say("review.send_back_now"), key="send-back", on_click=_keep, args=(kept,)):
        if kept:
            _act(lambda: casebase.case_desk.review.send_back(case.id, kept, actor), "sent_back", say)
        else:
            show(notice("error", say("review.comment_missing"), say("review.comment_missing_help")))


def _comments_on(case: Case) -> dict[str, str]:
    """Return the comments by field that were added to a case and not sent yet."""
    kept: dict[str, str] = st.session_state.setdefault(f"{_COMMENTS}-{case.id}-{case.version}", {})
    return kept


def _written() -> str:
    """Return the comment that is being written."""
    return str(st.session_state.get(_TEXT, "")).strip()


def _keep(kept: dict[str, str]) -> None:
    """Add the comment that was written to those that are kept, and empty its box."""
    if text := _written():
        field = str(st.session_state.get(_FIELD, ""))
        kept[field] = "\n".join(filter(None, (kept.get(field, ""), text)))
        st.session_state[_TEXT] = ""


def _checked(casebase: Casebase, case: Case, actor: Actor) -> CaseCheck:
    """Run the golden questions once for every state of the case, not at every press of a button."""
    kept = st.session_state.get(_CHECK)
    if kept is None or kept[0] != (case.id, case.version):
        kept = ((case.id, case.version), check_case(casebase, case, actor.reader))
        st.session_state[_CHECK] = kept
    check: CaseCheck = kept[1]
    return check


def _check_view(case: Case, check: CaseCheck, say: Words) -> Markup:
    """Return the checklist: what is missing, what was confirmed, and whether the golden questions find the case."""
    missing = [missing_text(code, say) for code in (*lacking(case.entries, case.attested), *check.lacking)]
    confirmed = [el("li", say(f"case_check.{point}")) for point in case.attested]
    state = notice("warning", say("review.missing"), el("ul", [el("li", one) for one in missing])) if missing else None
    return el(
        "div",
        state or notice("success", say("review.complete")),
        el("h3", say("review.questions")),
        questions_view(check, say),
        el("h3", say("review.confirmed")),
        el("ul", confirmed),
        class_="cb-review-check",
    )


def _act(step: Callable[[], object], done: str, say: Words) -> None:
    """Do a step; what stands against it is said on the page."""
    try:
        step()
    except CaseNotReady as missing:
        show(notice("error", say("review.missing"), *(missing_text(code, say) for code in missing.missing)))
    except ReviewerIsAuthor:
        show(notice("error", say("review.not_you"), say("review.not_you_help")))
    except (CaseChanged, WrongState):
        show(notice("error", say("review.changed_meanwhile"), say("review.changed_meanwhile_help")))
    else:
        st.session_state[_DONE] = done
        st.rerun()
