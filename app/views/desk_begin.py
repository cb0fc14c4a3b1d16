"""Step one of the desk: the documents that a draft is made from; files, a saved web page or pasted text can be added here."""

from __future__ import annotations

import streamlit as st

from app.components.error_words import error_text
from app.components.notices import notice
from app.links import address
from app.markup import el
from app.views.desk_files import (
    file_fields,
    forget_handed_in,
    given_versions,
    hand_in_at,
    jobs_of,
    model_field,
    model_named,
    offered,
    read_versions,
    show_handed_in,
)
from app.views.frame import Visit, show
from casebase.cases.states import Case
from casebase.errors import CasebaseError, EngineFailed
from casebase.people import Actor
from casebase.service import Casebase
from ingest.draft.begin import begin_draft, material_of

_HERE = ""
"""What is handed in here is for a draft that has no number yet."""


def show_begin(casebase: Casebase, actor: Actor, visit: Visit) -> None:
    """Show which documents there are, the way to add more, and the button that makes the draft."""
    say = visit.say
    drafts = el("a", say("desk.to_drafts"), href=address("drafts", visit.language), class_="cb-button")
    show(el("p", say("desk.begin_lead"), " ", drafts))
    _show_adding(casebase, actor, visit)
    titles = offered(casebase, visit)
    added = read_versions(jobs_of(_HERE, casebase, visit))
    named = [one for one in (*visit.state.all("v"), *added) if one in titles]
    key = f"desk-documents-{'-'.join(sorted(named))[:200]}"
    chosen = st.multiselect(
        say("desk.documents"),
        tuple(titles),
        default=list(dict.fromkeys(named)),
        format_func=lambda version: titles.get(version, version),
        placeholder=say("desk.documents_placeholder"),
        key=key,
    )
    show(el("p", say("desk.documents_help"), class_="cb-hint"))
    model = model_field(say)
    if st.button(say("desk.begin"), type="primary", key="begin", disabled=not chosen):
        with st.spinner(say("desk.beginning")):
            case = _begun(casebase, chosen, actor, model, visit)
        if case is not None:
            forget_handed_in(_HERE)
            st.query_params.from_dict({"case": case.id} | ({"lang": visit.language} if visit.language != "ja" else {}))
            st.rerun()


def _begun(casebase: Casebase, versions: list[str], actor: Actor, model: str, visit: Visit) -> Case | None:
    given = given_versions(jobs_of(_HERE, casebase, visit))
    try:
        materials = [material_of(casebase, one, visit.reader) for one in versions]
        return begin_draft(casebase, materials, actor, model_named(model), given)
    except EngineFailed as error:
        show(notice("error", visit.say("desk.not_begun"), visit.say(f"desk.model_failed.{error.code}")))
        return None
    except CasebaseError as error:
        show(notice("error", visit.say("desk.not_begun"), error_text(error, visit.say)))
        return None


def _show_adding(casebase: Casebase, actor: Actor, visit: Visit) -> None:
    say = visit.say
    with st.expander(say("desk.add"), expanded=not visit.state.all("v")):
        with st.form("desk-adding", border=False, enter_to_submit=False):
            put = file_fields(_HERE, visit)
            pressed = st.form_submit_button(say("desk.add_submit"), key="desk-add")
        if pressed:
            if given := put.contents(say):
                hand_in_at(_HERE, given, casebase, actor, visit)
                st.rerun()
            show(notice("warning", say("desk.choose")))
    show_handed_in(_HERE, casebase, visit)
