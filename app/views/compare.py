"""Compare: two to five cases side by side, field by field."""

from __future__ import annotations

from app.case_search import limits_of
from app.components.case_card import MOST_COMPARED
from app.components.compare_table import compare_table
from app.components.header import page_title
from app.components.labels import title_of
from app.components.notices import empty, notice
from app.evidence import evidence_for
from app.links import State, address, is_case
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.cases.finding import Order

SUGGESTED = 6


def show_compare(visit: Visit) -> None:
    """Show the cases that the address names beside one another, or how to choose them."""
    say = visit.say
    show(page_title(say("compare.title"), say("compare.lead")))
    casebase = opened(say)
    asked = tuple(dict.fromkeys(visit.state.all("id")))
    found = [one for one in casebase.cases.documents(asked[:MOST_COMPARED], visit.reader) if is_case(one)]
    if not found:
        choose = el(
            "a", say("compare.choose"), href=address("search", visit.language), class_="cb-button cb-button-primary"
        )
        show(empty(say("compare.none"), say("compare.none_help", count=MOST_COMPARED), choose))
        return
    if len(found) < len(asked):
        show(notice("info", say("compare.left_out", count=len(asked) - len(found)), say("compare.left_out_help")))
    state = visit.state.having(id=[document.id for document in found])
    show(_tools(state, say))
    if len(found) == 1:
        like = casebase.cases_like(found[0].id, visit.reader, SUGGESTED)
        if not like:
            like = casebase.cases.listed(visit.reader, limits_of(visit.state), Order.NEW, 0, SUGGESTED).documents
        items = [
            el("li", el("a", title_of(one, say.language), href=state.having(id=[found[0].id, one.id]).href))
            for one in like
            if one.id != found[0].id and is_case(one)
        ]
        show(
            el("section", el("h2", say("compare.add"), class_="cb-section-heading"), el("ul", items, class_="cb-links"))
        )
    places = [evidence_for(document, casebase, visit.reader, visit.language) for document in found]
    show(compare_table(found, places, state, say))


def _tools(state: State, say: Words) -> Markup:
    different = state.one("diff") == "1"
    ids = state.all("id")
    back = address("search", state.language, {"cmp": list(ids)})
    toggle = el(
        "a",
        el("span", class_="cb-check", aria_hidden="true"),
        say("compare.only_different"),
        href=state.having(diff=None if different else "1").href,
        role="checkbox",
        aria_checked="true" if different else "false",
        class_="cb-choice",
    )
    return el(
        "p",
        toggle,
        el("a", say("compare.more"), href=back, class_="cb-button"),
        el("button", say("ask.print"), type="button", class_="cb-button-quiet", data_print=True),
        class_="cb-actions",
    )
