"""The golden questions of a case with the place at which a search finds it now."""

from __future__ import annotations

from app.markup import Markup, el
from app.wording import Words
from casebase.retrieve.rehearsal import Place
from ingest.cases.publish import FOUND_WITHIN, CaseCheck, is_found


def questions_view(check: CaseCheck, say: Words) -> Markup:
    """Return each question with whether it finds the case, at which place, and by what."""
    items = [
        el(
            "li",
            el("span", class_=f"cb-icon cb-icon-{'success' if is_found(at) else 'warning'}", aria_hidden="true"),
            el("div", el("p", question), el("p", _told(at, say), class_="cb-hint")),
            data_testid="golden",
            data_found="yes" if is_found(at) else "no",
            data_place=at.place,
        )
        for question, at in check.questions
    ]
    if not items:
        return el("p", say("golden.none"), class_="cb-muted")
    return el("ul", items, class_="cb-desk-checks", data_testid="questions")


def _told(at: Place, say: Words) -> str:
    if not at.place:
        return say("golden.nowhere", most=FOUND_WITHIN)
    by = say("golden.by_words" if at.words else "golden.by_meaning")
    return say("golden.found" if is_found(at) else "golden.too_low", place=at.place, by=by, most=FOUND_WITHIN)
