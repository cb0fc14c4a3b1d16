"""The two buttons with which an editor decides whether two documents are editions of one."""

from __future__ import annotations

import streamlit as st

from app.components.notices import notice
from app.components.relations import document_link
from app.markup import el
from app.views.frame import Visit, show
from app.wording import Words
from casebase.access import may_edit
from casebase.errors import CasebaseError
from casebase.service import Casebase


def decide(casebase: Casebase, document: str, visit: Visit) -> None:
    """Show, for every document that may be an edition of this one, what is known and the buttons to decide with."""
    say = visit.say
    proposed = [one for one in casebase.editions.related(document, visit.reader) if one.proposed]
    here = casebase.document(document, visit.reader) if proposed else None
    for one in proposed:
        if here is None or not may_edit(visit.reader, here.details.organization):
            continue
        newer, older = (one.document, here) if one.newer else (here, one.document)
        lines = [
            el("p", say("relation.newer"), document_link(newer, say), say("relation.file", name=newer.file_name)),
            el("p", say("relation.older"), document_link(older, say), say("relation.file", name=older.file_name)),
            el("p", say("relation.alike", share=f"{one.overlap:.0%}"), class_="cb-hint"),
        ]
        with st.container(key=f"decide-{here.id}-{one.document.id}"):
            show(notice("warning", say("relation.proposed"), *lines))
            left, right, _ = st.columns([2, 2, 3], gap="small")
            joined = left.button(say("relation.join"), type="primary", key=f"join-{newer.id}-{older.id}-{here.id}")
            apart = right.button(say("relation.apart"), key=f"apart-{newer.id}-{older.id}-{here.id}")
        if joined or apart:
            _carry_out(casebase, newer.id, older.id, joined, say)


def _carry_out(casebase: Casebase, newer: str, older: str, joined: bool, say: Words) -> None:
    try:
        if joined:
            casebase.editions.join(newer, older)
        else:
            casebase.editions.keep_apart(newer, older)
    except CasebaseError:  # somebody else decided meanwhile
        show(notice("info", say("relation.decided")))
        return
    st.rerun()
