"""The earlier questions of a conversation, and the ways to look at one question."""

from __future__ import annotations

from app.links import State, address
from app.markup import Markup, el
from app.wording import Words
from casebase.access import Reader
from casebase.conversation.threads import Thread, Turn
from casebase.errors import NotFound
from casebase.service import Casebase

VIEWS = ("", "orgs", "table")
"""Ways to look at a question: its answer, one answer an organisation, a table of the cases that were cited."""


def earlier_turns(casebase: Casebase, thread: Thread, shown: Turn, reader: Reader, state: State, say: Words) -> Markup:
    """Return the turns of a thread but the one that is shown, each with the beginning of its answer."""
    others = [turn for turn in thread.turns if turn != shown]
    if not others:
        return el("div")
    items = [
        el(
            "li",
            el("a", turn.typed, href=state.having(n=turn.number, tr=None).href),
            el("p", _beginning(casebase, turn, reader, say)),
        )
        for turn in others
    ]
    label = say("thread.earlier")
    return el("nav", el("ol", items, class_="cb-turns"), aria_label=label, data_testid="turns")


def views_of(state: State, chosen: str, say: Words, here: State | None = None) -> Markup:
    """Return the links to the ways of looking at the question of `state`; `here` is the address of the answer, if another."""
    links = [
        el(
            "a",
            say(f"views.{name or 'answer'}"),
            href=(here if here and not name else state.having(view=name or None)).href,
            aria_current="true" if name == chosen else None,
        )
        for name in VIEWS
    ]
    return el("nav", links, class_="cb-order cb-views", aria_label=say("views.label"), data_testid="views")


def to_threads(language: str, say: Words) -> Markup:
    """Return the link to the list of conversations."""
    return el("a", say("thread.all"), href=address("threads", language), class_="cb-button-quiet")


def _beginning(casebase: Casebase, turn: Turn, reader: Reader, say: Words) -> str:
    if not turn.answer:
        return say("thread.without_answer")
    try:
        return casebase.answers.kept(turn.answer, reader).answer.sentences[0].text
    except NotFound:
        return say("thread.gone")
