"""What all pages have in common: the state of their address, the head, waiting for the casebase, and failing politely."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from app.components.error_words import error_text
from app.components.header import header
from app.components.notices import empty, notice, waiting
from app.dates import shown_date
from app.knowledge import is_ready, knowledge, reopen_if_failed
from app.links import State, address, read_state
from app.markup import Markup, el
from app.reader import current_reader
from app.wording import Words, words
from casebase.access import Reader
from casebase.errors import NotFound, Withdrawn
from casebase.service import Casebase

LONGEST_OPENING = 1800.0
"""Seconds that a page waits for the casebase: a first start may have a model to prepare."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """One run of a page: the state of its address, the words of its language and who is looking."""

    state: State
    say: Words
    reader: Reader

    @property
    def language(self) -> str:
        return self.state.language


View = Callable[[Visit], None]


class StreamlitPage:
    """A view as Streamlit wants its pages: a callable with a name of its own and no arguments."""

    def __init__(self, name: str, view: View) -> None:
        self.__name__ = name or "ask"
        self._name = name
        self._view = view

    def __call__(self) -> None:
        visit = visit_of(self._name)
        show(header(visit.state, visit.say))
        try:
            self._view(visit)
        except Withdrawn as withdrawn:
            _withdrawn(withdrawn, visit)
        except NotFound:
            _not_found(visit)
        except Exception:
            _LOG.exception("the page %r failed", self._name)
            words = visit.say("state.failed_script"), visit.say("state.failed_script_help")
            show(el("div", notice("error", *words), class_="cb-instead"))


def visit_of(page: str) -> Visit:
    """Return the visit that the present address asks for."""
    state = read_state(page, {name: st.query_params.get_all(name) for name in st.query_params})
    return Visit(state, words(state.language), current_reader())


def show(markup: Markup) -> None:
    """Put markup onto the page."""
    st.html(markup)


def refreshing(visit: Visit, part: Callable[[], None], seconds: float | None) -> None:
    """Show a part of the page and show it again every so many seconds (None: not again), the rest staying as it is."""

    def guarded() -> None:
        try:
            part()
        except Exception:  # outside of the page's own run nobody else would catch it
            _LOG.exception("a part of the page %r failed", visit.state.page)
            show(notice("error", visit.say("state.failed_script"), visit.say("state.failed_script_help")))

    st.fragment(guarded, run_every=seconds)()


def unless_gone(act: Callable[[], object]) -> Callable[[], None]:
    """Return what a press does, for `on_click`; to what is over or gone by now it does nothing, and the page shows what is.

    It acts before the page is run: a run that a press begins from within another may be lost where a part refreshes itself.
    """

    def pressed() -> None:
        with suppress(NotFound):
            act()

    return pressed


def opened(say: Words) -> Casebase:
    """Return the casebase; while it is being opened the page says so, and if that failed it says what to do.

    The place of that notice is there in every run: what follows would move up by one in the next run, and Streamlit
    would show an old answer beside the new one until that run ends.
    """
    place = st.empty()
    if is_ready():
        return knowledge()
    place.html(waiting(say("state.preparing"), say("state.preparing_help")))
    try:
        casebase = knowledge(LONGEST_OPENING)
    except Exception as error:
        _LOG.exception("the casebase could not be opened")
        cause = el("p", error_text(error, say), class_="cb-cause")
        place.html(notice("error", say("state.failed"), cause, say("state.failed_help")))
        reopen_if_failed()
        st.stop()
    place.empty()
    return casebase


def holds_nothing(casebase: Casebase, visit: Visit) -> bool:
    """Tell whether there is not a single document that the reader may see."""
    return not casebase.facets(visit.reader)["organizations"]


def nothing_there(visit: Visit, heading: str = "library.empty", words: str = "library.empty_help") -> Markup:
    """Return what a page shows where there is no document at all, or none of a kind (`heading`), with the way to add some."""
    say = visit.say
    add = el("a", say("library.upload"), href=address("upload", visit.language), class_="cb-button")
    return empty(say(heading), say(words), add)


def _withdrawn(withdrawn: Withdrawn, visit: Visit) -> None:
    say = visit.say
    words: list[str] = [say("state.withdrawn_on", date=shown_date(withdrawn.on[:10], visit.language))]
    heading, successor = "state.withdrawn", knowledge().case_desk.successor(visit.state.one("id"), visit.reader)
    if successor is not None:
        case, document = successor
        heading = "state.superseded"
        link = el("a", say("state.superseded_by", case=case), href=address("case", visit.language, {"id": document}))
        words = [say("state.superseded_on", date=shown_date(withdrawn.on[:10], visit.language)), el("p", link)]
    elif withdrawn.because:
        words.append(say("state.withdrawn_because", reason=withdrawn.because))
    ways = el("p", el("a", say("state.to_library"), href=address("library", visit.language)))
    notes = notice("warning", say(heading), *words, ways, level=1)
    show(el("div", notes, class_="cb-instead", id="content", data_testid="withdrawn"))


def _not_found(visit: Visit) -> None:
    say = visit.say
    ways = el("p", el("a", say("state.to_library"), href=address("library", visit.language)))
    words = say("state.not_found"), say("state.not_found_help")
    show(el("div", notice("info", *words, ways, level=1), class_="cb-instead", id="content"))
