"""A kept answer under its own address: exactly what was seen, as far as whoever opens it may see it, and what changed since."""

from __future__ import annotations

from app.components.answer import answer_view
from app.components.header import page_title
from app.components.notices import notice
from app.dates import shown_time
from app.links import State, limits_in_address
from app.markup import Markup, el
from app.views.answering import cited_pages
from app.views.frame import Visit, opened, show
from casebase.store.kept import KeptAnswer


def show_answer(visit: Visit) -> None:
    """Show the answer that the address names."""
    say = visit.say
    casebase = opened(say)
    kept = casebase.answers.kept(visit.state.one("id"), visit.reader)
    seen = say("kept.lead", moment=shown_time(kept.kept_at, visit.language))
    show(page_title(kept.question, seen))
    show(_standing(kept, visit))
    pages, newer = cited_pages(casebase, kept.answer, visit)
    state = State("", visit.language).having(q=kept.question)
    show(answer_view(kept.answer, pages, newer, state, say, kept=kept.id))


def _standing(kept: KeptAnswer, visit: Visit) -> Markup:
    say = visit.say
    again = State("", visit.language).having(q=kept.question, **limits_in_address(kept.filters)).href
    link = el("p", el("a", say("kept.again"), href=again, class_="cb-button"), class_="cb-actions")
    if kept.replaced:
        return notice("warning", say("kept.replaced"), link)
    if kept.withdrawn:
        return notice("warning", say("kept.withdrawn"), link)
    if kept.hidden:
        return notice("info", say.count("kept.hidden", kept.hidden), link)
    return el("div", link)
