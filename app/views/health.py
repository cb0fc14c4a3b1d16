"""Health of a document: what was found on which page, why it matters, and what the editor decides about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import streamlit as st

from app.components.health import Report, finding_list, overview, page_sheet, page_strip
from app.components.labels import title_language, title_of
from app.components.notices import notice
from app.links import State, address, page_image_href
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.errors import NotFound
from casebase.findings import Decision, Severity, asks_for_decision
from casebase.jobs import JobState
from casebase.models import Document, Visibility
from casebase.service import Casebase
from ingest.health.decide import decide, possible
from ingest.health.held import held_file

_DONE = "health_done"
"""Key of the session under which the outcome of a decision waits to be said on the next run."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the editor may do: decide about findings by number, take the whole document back (None: not possible), and
    publish a file that waits (None: it is published)."""

    decide: Callable[[Mapping[int, Decision]], None]
    discard: Callable[[], None] | None
    discard_label: str
    discard_help: str
    discard_done: str = "health.done.discard"
    publish: Callable[[], None] | None = None


def show_health(visit: Visit) -> None:
    """Show the findings of the version, or of the file that waits for a decision, that the address names."""
    casebase = opened(visit.say)
    if visit.state.one("job"):
        _show_held(casebase, visit.state.number("job", 0), visit)
        return
    version, named = visit.state.one("v"), visit.state.one("id")
    document = casebase.document(named, visit.reader) if named else casebase.version(version, visit.reader)
    findings = casebase.checks.findings(document.version, visit.reader)
    masked = sum(one.decision is Decision.MASK for one in findings)
    report = Report(
        title_of(document, visit.language),
        document.language,
        casebase.checks.pages(document.version, visit.reader),
        findings,
        # The number of masked passages makes the browser ask again after each.
        lambda page, width: f"{page_image_href(document.version, page, width)}&m={masked}",
    )
    show(_head(document, visit))
    show_report(report, visit, _choices(casebase, document, visit))


def show_report(report: Report, visit: Visit, choices: Choices) -> None:
    """Show pages with their findings, and the buttons for what may be done; `page` and `f` of the address choose."""
    say, state = visit.say, visit.state
    chosen = _chosen(report, state)
    number = _page_number(report, state, chosen)
    _say_done(say)
    show(overview(report, say))
    if choices.publish is not None:
        _publish(report, choices, say)
    if choices.discard is not None:
        _discard(choices, say)
    if report.on_page(0):
        show(finding_list(report, 0, chosen, state, say))
        if chosen >= 0 and report.findings[chosen].page == 0:
            _buttons(report, chosen, choices, say)
    show(page_strip(report, number, state, say))
    page = next((page for page in report.pages if page.number == number), None)
    if page is None:
        return
    left, right = st.columns((3, 2), gap="large")
    with right:
        show(finding_list(report, number, chosen, state, say))
        if chosen >= 0 and report.findings[chosen].page == number:
            _buttons(report, chosen, choices, say)
        _buttons_for_page(report, number, choices, say)
    with left:
        show(page_sheet(report, page, report.findings[chosen] if chosen >= 0 else None, say))


def _show_held(casebase: Casebase, number: int, visit: Visit) -> None:
    say, desk, reader = visit.say, casebase.jobs, visit.reader
    job = desk.job(number, reader)
    back = address("queue", visit.language)
    if job.state is not JobState.HELD:
        words = say("health.decided_already"), el("p", el("a", say("upload.to_queue"), href=back))
        show(el("div", notice("info", *words, level=1), class_="cb-instead", id="content"))
        return
    held = held_file(job, desk.reading(number, reader))
    masked = sum(one.decision is Decision.MASK for one in held.findings)
    report = Report(
        held.title,
        held.language,
        held.pages,
        held.findings,
        lambda page, width: f"/jobs/{number}/pages/{page}.png?w={width}&m={masked}",
    )
    show(
        el(
            "div",
            el("p", el("a", say("upload.to_queue"), href=back)),
            el("h1", say("health.title"), ": ", el("span", held.title, lang=held.language or None)),
            el("p", say("health.lead")),
            class_="cb-title",
            id="content",
        )
    )
    choices = Choices(
        decide=lambda decisions: _ignore(desk.note(number, decisions, reader)),
        discard=lambda: _ignore(desk.decide(number, False, reader)),
        discard_label=say("queue.discard"),
        discard_help=say("health.discard_help"),
        publish=lambda: _ignore(desk.decide(number, True, reader)),
    )
    show_report(report, visit, choices)


def _ignore(_: object) -> None:
    """Take a result that nobody needs."""


def _publish(report: Report, choices: Choices, say: Words) -> None:
    """Offer to publish a file that waits, once everything is decided that asks for a decision."""
    waiting = sum(map(asks_for_decision, report.findings))
    if waiting:
        show(el("p", say.count("health.publish_after", waiting), class_="cb-hint"))
    elif st.button(say("health.publish"), type="primary", key="publish"):
        _act(choices.publish or (lambda: None), "health.done.publish")


def _chosen(report: Report, state: State) -> int:
    """Return the number of the finding to look at: the one named, else the first on the page that waits, else none."""
    named = state.number("f", -1)
    if 0 <= named < len(report.findings):
        return named
    page = state.number("page", 0)
    here = [(number, one) for number, one in enumerate(report.findings) if not page or one.page == page]
    ranked = sorted(here, key=lambda entry: (not asks_for_decision(entry[1]), entry[1].page == 0))
    return ranked[0][0] if ranked else -1


def _page_number(report: Report, state: State, chosen: int) -> int:
    named = state.number("page", 0)
    of_finding = report.findings[chosen].page if chosen >= 0 else 0
    first = report.pages[0].number if report.pages else 0
    return next((n for n in (of_finding, named) if any(page.number == n for page in report.pages)), first)


def _buttons(report: Report, chosen: int, choices: Choices, say: Words) -> None:
    for decision in possible(report.findings[chosen]):
        if decision is report.findings[chosen].decision:
            continue
        blocked = decision is Decision.KEEP and report.findings[chosen].severity is Severity.BLOCK
        if st.button(say("health.do.dismiss" if blocked else f"health.do.{decision}"), key=f"do-{decision}"):
            _act(lambda decision=decision: choices.decide({chosen: decision}), f"health.done.{decision}")  # type: ignore[misc]
    if Decision.MASK in possible(report.findings[chosen]):
        show(el("p", say("health.mask_help"), class_="cb-hint"))


def _buttons_for_page(report: Report, page: int, choices: Choices, say: Words) -> None:
    """Offer to decide about everything on the page that waits at once."""
    waiting = {number: one for number, one in report.on_page(page) if asks_for_decision(one)}
    if len(waiting) < 2:
        return
    show(el("h3", say.count("health.all_on_page", len(waiting))))
    blocked = any(one.severity is Severity.BLOCK for one in waiting.values())  # each is to be looked at by itself
    if not blocked and st.button(say("health.do_all.keep"), key="all-keep"):
        _act(lambda: choices.decide(dict.fromkeys(waiting, Decision.KEEP)), "health.done.keep")
    masked = {number: Decision.MASK for number, one in waiting.items() if Decision.MASK in possible(one)}
    if masked and st.button(say("health.do_all.mask"), key="all-mask"):
        _act(lambda: choices.decide(masked), "health.done.mask")


def _discard(choices: Choices, say: Words) -> None:
    with st.expander(choices.discard_label):
        show(el("p", choices.discard_help))
        if st.button(choices.discard_label, key="discard"):
            _act(choices.discard or (lambda: None), choices.discard_done)


def _act(step: Callable[[], None], done: str) -> None:
    step()
    st.session_state[_DONE] = done
    st.rerun()


def _say_done(say: Words) -> None:
    done = st.session_state.pop(_DONE, "")
    if done:
        show(notice("success", say(done)))


def _choices(casebase: Casebase, document: Document, visit: Visit) -> Choices:
    say = visit.say

    def decided(decisions: Mapping[int, Decision]) -> None:
        decide(casebase, document.version, decisions, visit.reader)
        if casebase.index.is_due():
            casebase.index.build_in_background()

    def restrict() -> None:
        casebase.library.update_details(document.id, replace(document.details, visibility=Visibility.OWN))

    narrow = document.details.visibility is not Visibility.OWN
    return Choices(
        decided, restrict if narrow else None, say("health.narrow"), say("health.narrow_help"), "health.done.narrow"
    )


def _head(document: Document, visit: Visit) -> Markup:
    say, language = visit.say, visit.language
    back = address("document", language, {"v": document.version})
    return el(
        "div",
        el("p", el("a", say("health.back"), href=back)),
        el(
            "h1",
            say("health.title"),
            ": ",
            el("span", title_of(document, language), lang=title_language(document, language)),
        ),
        el("p", say("health.lead")),
        class_="cb-title",
        id="content",
    )


def health_link(casebase: Casebase, document: Document, visit: Visit) -> Markup | None:
    """Return the link to a document's findings, for those who may see them."""
    try:
        findings = casebase.checks.findings(document.version, visit.reader)
    except NotFound:
        return None
    waiting = sum(map(asks_for_decision, findings))
    words = visit.say.count("health.link_waiting", waiting) if waiting else visit.say("health.link")
    return el("a", words, href=address("health", visit.language, {"v": document.version}), class_="cb-button")
