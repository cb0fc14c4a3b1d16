"""Machine translations beside quotes in another language, where a language model is set and somebody asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import streamlit as st

from app.components.notices import notice
from app.links import State
from app.markup import el
from app.views.frame import Visit, show
from casebase.answer.translating import foreign
from casebase.errors import EngineFailed
from casebase.models import Answer
from casebase.service import Casebase


def translated(casebase: Casebase, answer: Answer, state: State, visit: Visit) -> Mapping[int, str]:
    """Return translations by the place of the sentence, empty unless the address asks for them; offer them otherwise."""
    if not casebase.translators or not foreign(answer, visit.language):
        return {}
    if state.one("tr") != "1":
        link = el("a", visit.say("ask.translate"), href=state.having(tr=1).href, class_="cb-button")
        show(el("p", link, class_="cb-actions", data_testid="translate"))
        return {}
    asked = (visit.language, tuple(sentence.text for sentence in answer.sentences))
    known = st.session_state.get("translated")
    if known and known[0] == asked:
        return cast(Mapping[int, str], known[1])
    chosen = state.one("engine")
    engine = chosen if chosen in casebase.translators else casebase.translators[0]
    try:
        words = casebase.translate(answer, visit.language, engine, visit.reader)
    except EngineFailed:
        show(notice("warning", visit.say("ask.translation_failed")))
        return {}
    st.session_state["translated"] = (asked, words)
    if not words:
        show(notice("info", visit.say("ask.translation_none")))
    return words
