"""What the health check found, page by page: a strip of pages with marks, one page beside its findings.

Made of pages and findings alone, so that it serves a document that is published and one that waits to be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.components.page_view import has_image, page_image, page_text
from app.links import State
from app.markup import Markup, el
from app.wording import Words
from casebase.findings import Decision, Finding, Severity, asks_for_decision
from casebase.models import Page
from ingest.health.wording import excerpt, finding_text, mark, way_out
from ingest.health.words import PERSONAL_CODES

MOST_PAGES = 60
"""Pages in the strip; of a longer document those with findings come first."""

MOST_FINDINGS = 40
"""Findings of one page that are listed; the rest are counted."""

_GRAVITY = list(Severity)


@dataclass(frozen=True, slots=True)
class Report:
    """What is shown: pages and findings of one file, and the address of a page's image (None without fixed layout).

    `image` takes a page's number and a width in pixels.
    """

    title: str
    language: str
    pages: Sequence[Page]
    findings: Sequence[Finding]
    image: Callable[[int, int], str]

    def on_page(self, page: int) -> list[tuple[int, Finding]]:
        """Return the findings of one page with their numbers (0: of the document as a whole)."""
        return [(number, one) for number, one in enumerate(self.findings) if one.page == page]


def overview(report: Report, say: Words) -> Markup:
    """Return how many findings there are and how many wait for a decision."""
    waiting = sum(asks_for_decision(one) for one in report.findings)
    kind = "warning" if waiting else "success"
    heading = say.count("health.waiting", waiting) if waiting else say("health.nothing_waiting")
    return el(
        "div",
        el("h2", heading, class_="cb-notice-heading"),
        el("p", say("health.waiting_help" if waiting else "health.clear_help", count=f"{len(report.findings):,}")),
        class_=f"cb-notice cb-notice-{kind}",
        role="status",
    )


def page_strip(report: Report, chosen: int, state: State, say: Words) -> Markup:
    """Return the pages as a strip of links, each with its picture and the marks of what was found."""
    found: dict[int, list[Finding]] = {}
    for one in report.findings:
        found.setdefault(one.page, []).append(one)
    shown = list(report.pages)
    if len(shown) > MOST_PAGES:
        ranked = sorted(shown, key=lambda page: (page.number != chosen, page.number not in found, page.number))
        shown = sorted(ranked[:MOST_PAGES], key=lambda page: page.number)
    items = [_page_card(report, page, found.get(page.number, []), page.number == chosen, state, say) for page in shown]
    left_out = len(report.pages) - len(shown)
    return el(
        "nav",
        el("ul", items, class_="cb-strip"),
        el("p", say.count("health.pages_left_out", left_out), class_="cb-hint") if left_out else None,
        aria_label=say("health.pages"),
    )


def page_sheet(report: Report, page: Page, chosen: Finding | None, say: Words) -> Markup:
    """Return a page as it looks with the chosen finding boxed, and its text with it marked."""
    start, end = (chosen.start, chosen.end) if chosen and chosen.page == page.number else (0, 0)
    text = page_text(page, start, end) if page.text.strip() else el("p", say("document.no_text"), class_="cb-muted")
    words = el("div", el("h3", say("health.text")), text, class_="cb-health-text", lang=report.language or None)
    if not has_image(page):
        return el("div", words, class_="cb-health-sheet")
    image = page_image("", page, report.title, say, start, end, src=report.image(page.number, 1000))
    return el("div", image, words, class_="cb-health-sheet")


def finding_list(report: Report, page: int, chosen: int, state: State, say: Words) -> Markup:
    """Return the findings of a page as links, the chosen one with its cause and the way out."""
    found = report.on_page(page)
    items = [_finding(report, number, one, number == chosen, state, say) for number, one in found[:MOST_FINDINGS]]
    more = len(found) - MOST_FINDINGS
    heading = say("health.of_document") if page == 0 else say("health.of_page", page=page)
    return el(
        "div",
        el("h2", heading),
        el("ul", items, class_="cb-findings") if items else el("p", say("health.none_on_page"), class_="cb-muted"),
        el("p", say.count("health.more", more), class_="cb-hint") if more > 0 else None,
    )


def _page_card(report: Report, page: Page, found: Sequence[Finding], here: bool, state: State, say: Words) -> Markup:
    marks = _marks(found, say)
    picture = (
        el("img", src=report.image(page.number, 300), alt="", loading="lazy", width=96, class_="cb-strip-image")
        if has_image(page)
        else el("span", page.text[:60], class_="cb-strip-words", aria_hidden="true")
    )
    name = say("source.page", page=page.number)
    return el(
        "li",
        el(
            "a",
            el("span", picture, class_="cb-strip-picture"),
            el("span", f"{name}{f' {page.label}' if page.label else ''}", class_="cb-strip-name"),
            el("span", marks or el("span", say("health.clear"), class_="cb-mark cb-mark-clear"), class_="cb-marks"),
            href=state.having(page=page.number, f=None).href,
            aria_current="page" if here else None,
        ),
        data_testid="health-page",
    )


def _marks(found: Sequence[Finding], say: Words) -> list[Markup]:
    """Return a mark for each sort of finding, the gravest first, with their number where there are several."""
    sorts: dict[str, list[Finding]] = {}
    for one in sorted(found, key=lambda one: -_GRAVITY.index(one.severity)):
        sorts.setdefault(mark(one.code, say.language), []).append(one)
    marks = []
    for name, those in sorts.items():
        waiting = any(asks_for_decision(one) for one in those)
        look = those[0].severity.value if waiting else "note"
        marks.append(el("span", name, f" {len(those)}" if len(those) > 1 else "", class_=f"cb-mark cb-mark-{look}"))
    return marks


def _finding(report: Report, number: int, one: Finding, chosen: bool, state: State, say: Words) -> Markup:
    head = el(
        "a",
        el("span", say(f"health.severity.{one.severity}"), class_=f"cb-mark cb-mark-{one.severity}"),
        el("span", mark(one.code, say.language), class_="cb-finding-name"),
        el("span", say(f"health.decision.{one.decision}"), class_="cb-badge")
        if one.decision is not Decision.OPEN
        else None,
        href=state.having(f=number, page=one.page or state.one("page")).href,
        aria_current="true" if chosen else None,
        class_="cb-finding-head",
    )
    if not chosen:
        return el("li", head, data_testid="finding")
    page = next((page for page in report.pages if page.number == one.page), None)
    personal = one.code in PERSONAL_CODES or one.code == "CONTACT_POINT"
    # The place of personal data is marked on the page; it is not repeated in the list.
    quoted = "" if personal and one.has_place else one.hidden or excerpt(one, page.text if page else "")
    parts = [
        el("p", finding_text(one.code, one.detail, say.language)),
        el("p", el("strong", say("health.way_out")), way_out(one.code, say.language))
        if way_out(one.code, say.language)
        else None,
        el("blockquote", quoted, class_="cb-quote", tabindex="0", data_testid="finding-quote") if quoted else None,
    ]
    return el("li", head, el("div", parts, class_="cb-finding-body"), class_="is-chosen", data_testid="finding")
