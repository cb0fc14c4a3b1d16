"""For stewards: what people said of answers, which questions have none, and a question to measure with of each by one click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from app.components.header import page_title
from app.components.notices import empty
from app.components.pager import page_of, pager
from app.dates import shown_time
from app.links import address
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.service import Casebase
from casebase.store.feedback import Feedback, FeedbackKind, gap_origin
from casebase.store.kept import Gap

PAGE_SIZE = 20


def show_feedback(visit: Visit) -> None:
    """Show open questions and feedback."""
    say = visit.say
    show(page_title(say("feedback.title"), say("feedback.lead")))
    casebase = opened(say)
    said, gaps = casebase.feedback.all(), casebase.feedback.gaps()
    if not said and not gaps:
        show(empty(say("feedback.none"), say("feedback.none_help")))
        return
    show(_counts(said, len(gaps), say))
    if count := len(casebase.feedback.questions()):
        link = el("a", say.count("feedback.questions", count), href="/feedback/questions.jsonl", class_="cb-button")
        show(el("p", link, class_="cb-actions"))
    _gaps(casebase, gaps, visit)
    if said:
        show(el("h2", say("feedback.said"), class_="cb-section-heading"))
    for one in page_of(said, visit.state, PAGE_SIZE):
        _opinion(casebase, one, visit)
    if further := pager(len(said), visit.state, PAGE_SIZE, say):
        show(further)


def _counts(said: Sequence[Feedback], gaps: int, say: Words) -> Markup:
    """Return how much there is of each kind, as bars that can be compared."""
    counts = {kind: sum(one.kind is kind for one in said) for kind in FeedbackKind}
    rows = [(say(f"feedback.kind_of.{kind}"), count) for kind, count in counts.items()]
    rows.append((say("feedback.open"), gaps))
    most = max(count for _, count in rows) or 1
    bars = [
        el(
            "div",
            el("span", name, class_="cb-bar-name"),
            el(
                "span",
                el("span", class_="cb-bar-fill", style=f"width:{100 * count / most:.0f}%") if count else None,
                class_="cb-bar-track",
                aria_hidden="true",
            ),
            el("span", f"{count:,}", class_="cb-bar-count"),
            class_="cb-bar-row",
        )
        for name, count in rows
    ]
    return el("div", bars, class_="cb-effect cb-feedback-counts", data_testid="counts")


def _gaps(casebase: Casebase, gaps: Sequence[tuple[Gap, bool]], visit: Visit) -> None:
    say = visit.say
    if not gaps:
        return
    show(el("h2", say("feedback.gaps"), class_="cb-section-heading"))
    for gap, made in gaps:
        times = say.count("feedback.times", gap.times)
        ask = el("a", gap.question, href=address("", visit.language, {"q": gap.question}), lang=gap.language)
        about = f"{times} · {shown_time(gap.last_at, visit.language)}"
        show(_entry(el("h3", ask), el("p", about, class_="cb-facts"), "gap"))
        origin = gap_origin(gap.question)
        _make(made, origin, partial(casebase.feedback.make_question_of_gap, gap.question), say)


def _opinion(casebase: Casebase, one: Feedback, visit: Visit) -> None:
    say = visit.say
    badge = el("span", say(f"feedback.kind_of.{one.kind}"), class_=f"cb-badge cb-opinion-{one.kind}")
    where = say("feedback.source", n=one.citation, title="") if one.citation else say("feedback.whole")
    about = f"{where} · {shown_time(one.given_at, visit.language)}"
    link = el("a", one.question, href=address("answer", visit.language, {"id": one.answer}), lang=one.language)
    comment = el("blockquote", one.comment, class_="cb-quote") if one.comment else None
    show(_entry(el("h3", link, badge), comment, el("p", about, class_="cb-facts"), "opinion"))
    _make(one.made, one.origin, lambda: casebase.feedback.make_question(one, visit.reader), say)


def _entry(*parts: Markup | str | None) -> Markup:
    *shown, kind = parts
    return el("article", shown, class_="cb-thread", data_testid=str(kind))


def _make(made: bool, origin: str, make: Callable[[], None], say: Words) -> None:
    """Show the button that makes an evaluation question, or that it was made."""
    if made:
        show(el("p", say("feedback.made"), class_="cb-hint"))
    elif st.button(say("feedback.make"), key=f"make-{origin}"):
        make()
        st.rerun()
