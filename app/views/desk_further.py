"""Documents added to a draft that is begun: handed in here or chosen, read, and then part of the draft by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import streamlit as st

from app.components.error_words import error_text
from app.components.notices import notice
from app.markup import Markup, el
from app.views.desk_files import (
    file_fields,
    forget_handed_in,
    given_versions,
    hand_in_at,
    jobs_of,
    model_field,
    model_named,
    next_turn,
    offered,
    read_versions,
    show_handed_in,
    turn_of,
)
from app.views.frame import Visit, show
from app.wording import Words
from casebase.cases.states import Case
from casebase.errors import CasebaseError, EngineFailed, NotFound, WrongState
from casebase.jobs import JobState
from casebase.models import VersionId
from casebase.people import Actor
from casebase.service import Casebase
from ingest.draft.extend import extend_draft

_SAID = "desk_further_said"
_DONE = "desk_further_done"
_MODEL = "desk_further_model"


class _Said(TypedDict):
    """What became of documents, in plain values that a session may keep; `cause` says why they were not added."""

    added: list[str]
    already: list[str]
    proposed: int
    beside: int
    version: int
    cause: str


def show_further(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    """Show the way to add documents to a draft, and what became of those that were.

    Everything stands in one container, so that the fields below it stay where they are, with what is being typed there.
    """
    say = visit.say
    with st.container(key="desk-further", gap="small"):
        _take_in(casebase, case, actor, visit)
        with st.expander(say("desk.further.title"), key="desk-further-fields"):
            show(el("p", say("desk.further.lead"), class_="cb-hint"))
            titles = offered(casebase, visit, leave_out=casebase.case_desk.case(case.id, actor.reader).documents)
            with st.form(f"desk-further-{case.id}", border=False, enter_to_submit=False):
                put = file_fields(case.id, visit)
                chosen = st.multiselect(
                    say("desk.further.documents"),
                    tuple(titles),
                    format_func=lambda version: titles.get(version, version),
                    placeholder=say("desk.documents_placeholder"),
                    key=f"desk-further-documents-{case.id}-{turn_of(case.id)}",
                )
                model = model_field(say, case.id)
                pressed = st.form_submit_button(say("desk.further.submit"), type="primary", key="desk-further-add")
            if pressed:
                if given := put.contents(say):
                    _begin_anew(case, model)
                    hand_in_at(case.id, given, casebase, actor, visit)
                if chosen:
                    if not given:
                        _begin_anew(case, model)
                    with st.spinner(say("desk.beginning")):
                        _extend(casebase, case, chosen, (), actor, visit)
                    next_turn(case.id)
                if given or chosen:
                    st.rerun()
                show(notice("warning", say("desk.choose")))
        show_handed_in(case.id, casebase, visit, leave_out=(JobState.PUBLISHED, JobState.UNCHANGED, JobState.OPENED))
        for said in st.session_state.get(f"{_SAID}-{case.id}", ()):
            show(_said(said, say))


def _begin_anew(case: Case, model: str) -> None:
    """Forget what was said of the documents before."""
    forget_handed_in(case.id)
    for name in (_SAID, _DONE):
        st.session_state.pop(f"{name}-{case.id}", None)
    st.session_state[f"{_MODEL}-{case.id}"] = model


def _take_in(casebase: Casebase, case: Case, actor: Actor, visit: Visit) -> None:
    """Add the files that were handed in here to the draft, once each of them is read or said to be unreadable."""
    jobs = jobs_of(case.id, casebase, visit)
    done: set[VersionId] = st.session_state.setdefault(f"{_DONE}-{case.id}", set())
    due = [version for version in read_versions(jobs) if version not in done]
    if not due or any(job.is_moving for job in jobs):
        return
    done.update(due)
    _extend(casebase, case, due, given_versions(jobs), actor, visit)


def _extend(
    casebase: Casebase,
    case: Case,
    versions: Sequence[VersionId],
    given: Sequence[VersionId],
    actor: Actor,
    visit: Visit,
) -> None:
    """Add documents to the draft, and keep what came of it to be said."""
    titles = offered(casebase, visit)
    names = {version: titles.get(version, "") or _title(casebase, version, visit) for version in versions}
    known = casebase.case_desk.case(case.id, actor.reader).documents
    said = _Said(added=[], already=[], proposed=0, beside=0, version=0, cause="")
    try:
        model = model_named(st.session_state.get(f"{_MODEL}-{case.id}", ""))
        result = extend_draft(casebase, case.id, versions, actor, visit.reader, model, given)
    except CasebaseError as error:
        said["cause"] = _cause(error, visit.say)
        said["added"] = list(names.values())
    else:
        said["added"] = [name for version, name in names.items() if version not in known]
        said["already"] = [name for version, name in names.items() if version in known]
        said["proposed"], said["beside"], said["version"] = result.proposed, result.beside, result.case.version
    st.session_state.setdefault(f"{_SAID}-{case.id}", []).append(said)


def _title(casebase: Casebase, version: VersionId, visit: Visit) -> str:
    try:
        return casebase.version(version, visit.reader).title
    except NotFound:
        return version


def _said(said: _Said, say: Words) -> Markup:
    names = say("desk.joint").join(f"「{name}」" if say.language == "ja" else f"“{name}”" for name in said["added"])
    already = say("desk.joint").join(said["already"])
    if said["cause"]:
        return notice("error", say("desk.further.failed", names=names), said["cause"])
    words = [say.count("desk.further.proposed", said["proposed"])] if said["proposed"] else []
    words += [say.count("desk.further.beside", said["beside"])] if said["beside"] else []
    words += [say("desk.further.nothing")] if said["added"] and not words else []
    words += [say("desk.further.already", names=already)] if said["already"] and said["added"] else []
    heading = say("desk.further.done", names=names) if said["added"] else say("desk.further.already", names=already)
    kind = "success" if said["added"] else "info"
    return el("div", notice(kind, heading, *words), data_desk_news=str(said["version"]), data_testid="desk-added")


def _cause(error: CasebaseError, say: Words) -> str:
    """Say why documents were not added, and what to do."""
    if isinstance(error, EngineFailed):
        return say(f"desk.model_failed.{error.code}")
    if isinstance(error, WrongState):
        return say("desk.further.moved_on")
    return say("desk.further.gone") if isinstance(error, NotFound) else error_text(error, say)
