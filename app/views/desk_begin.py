"""Step one of the desk: the documents that a draft is made from; files, a saved web page or pasted text can be added here."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import streamlit as st

from app.components.jobs import job_item
from app.components.notices import notice
from app.links import address
from app.markup import el
from app.uploads import hand_in
from app.views.frame import Visit, refreshing, show
from casebase.answer.llm.endpoints import read_endpoints
from casebase.cases.states import Case
from casebase.errors import CasebaseError, EngineFailed, NotFound
from casebase.jobs import Job, JobState
from casebase.models import Details, Kind, Visibility
from casebase.people import Actor
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.database import open_database
from casebase.store.usage import Usage
from ingest.draft.begin import begin_draft, material_of, version_of
from ingest.draft.model import DraftingModel

MOST_OFFERED = 200
"""Documents that are offered, the last changed first."""

REFRESH_SECONDS = 1.0
_ADDED = "desk_added"
_ROUND = "desk_round"
_NEW = ("case", "other")
"""Kinds of documents that a case is drafted from."""


def show_begin(casebase: Casebase, actor: Actor, visit: Visit) -> None:
    """Show which documents there are, the way to add more, and the button that makes the draft."""
    say = visit.say
    drafts = el("a", say("desk.to_drafts"), href=address("drafts", visit.language), class_="cb-button")
    show(el("p", say("desk.begin_lead"), " ", drafts))
    _show_adding(casebase, actor, visit)
    offered = _offered(casebase, visit)
    named = [one for one in (*visit.state.all("v"), *_added(casebase, visit)) if one in offered]
    key = f"desk-documents-{'-'.join(sorted(named))[:200]}"
    chosen = st.multiselect(
        say("desk.documents"),
        tuple(offered),
        default=list(dict.fromkeys(named)),
        format_func=lambda version: offered.get(version, version),
        placeholder=say("desk.documents_placeholder"),
        key=key,
    )
    show(el("p", say("desk.documents_help"), class_="cb-hint"))
    names = tuple(read_endpoints(Settings().llms))
    model = (
        st.selectbox(say("desk.model"), ("", *names), format_func=lambda n: n or say("desk.no_model")) if names else ""
    )
    if st.button(say("desk.begin"), type="primary", key="begin", disabled=not chosen):
        with st.spinner(say("desk.beginning")):
            case = _begun(casebase, chosen, actor, model or "", visit)
        if case is not None:
            st.query_params.from_dict({"case": case.id} | ({"lang": visit.language} if visit.language != "ja" else {}))
            st.rerun()


def _begun(casebase: Casebase, versions: list[str], actor: Actor, model: str, visit: Visit) -> Case | None:
    try:
        materials = [material_of(casebase, one, visit.reader) for one in versions]
        return begin_draft(casebase, materials, actor, _model(model), _given(casebase, visit))
    except EngineFailed as error:
        show(notice("error", visit.say("desk.not_begun"), visit.say(f"desk.model_failed.{error.code}")))
        return None
    except CasebaseError as error:
        show(notice("error", visit.say("desk.not_begun"), str(error)))
        return None


def _model(name: str) -> DraftingModel | None:
    settings = Settings()
    endpoint = read_endpoints(settings.llms).get(name)
    return DraftingModel(name, endpoint, Usage(open_database(settings))) if endpoint else None


def _offered(casebase: Casebase, visit: Visit) -> dict[str, str]:
    """Return titles by version: files that wait for a decision, and documents that are no case records themselves."""
    offered: dict[str, str] = {}
    for job in casebase.jobs.jobs(visit.reader, (JobState.HELD,), MOST_OFFERED):
        offered[version_of(job)] = visit.say("desk.held", name=job.file_name)
    for document in casebase.documents(visit.reader)[: 5 * MOST_OFFERED]:
        if not document.details.record and document.details.kind in _NEW and len(offered) < MOST_OFFERED:
            offered[document.version] = document.title
    for version in visit.state.all("v"):
        if version not in offered:
            with suppress(NotFound):
                offered[version] = casebase.version(version, visit.reader).title
    return offered


def _show_adding(casebase: Casebase, actor: Actor, visit: Visit) -> None:
    say = visit.say
    turn = st.session_state.setdefault(_ROUND, 0)
    with st.expander(say("desk.add"), expanded=not visit.state.all("v")):
        files = st.file_uploader(
            say("desk.add_files"),
            accept_multiple_files=True,
            max_upload_size=Settings().max_file_mb,
            key=f"desk-files-{turn}",
        )
        show(el("p", say("desk.add_help"), class_="cb-hint"))
        title = st.text_input(say("desk.paste_title"), key=f"desk-title-{turn}", max_chars=120)
        text = st.text_area(say("desk.paste"), key=f"desk-text-{turn}", height=160)
        if st.button(say("desk.add_submit"), key="desk-add"):
            given = [(file.name, file.getvalue()) for file in files or ()]
            if text.strip():
                given.append((f"{title.strip() or _pasted_name(say('desk.pasted'))}.txt", text.encode()))
            if given:
                details = Details(actor.organization, kind=Kind.CASE, visibility=Visibility.PARTNERS)
                result = hand_in(casebase, given, details, visit.reader)
                st.session_state[_ADDED] = [*st.session_state.get(_ADDED, []), *result["jobs"]]
                st.session_state[_ROUND] = turn + 1
                st.rerun()
            show(notice("warning", say("upload.choose")))
    _show_jobs(casebase, visit)


def _show_jobs(casebase: Casebase, visit: Visit) -> None:
    """Show the files that were added here until each is read."""
    numbers = st.session_state.get(_ADDED, [])
    if not numbers:
        return
    moving = any(_moves(job) for job in casebase.jobs.some(numbers, visit.reader))

    def part() -> None:
        jobs = casebase.jobs.some(numbers, visit.reader)
        show(el("ul", [job_item(job, visit.say, "li") for job in jobs], class_="cb-outcomes", data_testid="outcomes"))
        if moving and not any(_moves(job) for job in jobs):
            st.rerun()

    refreshing(visit, part, REFRESH_SECONDS if moving else None)


def _added(casebase: Casebase, visit: Visit) -> list[str]:
    jobs = casebase.jobs.some(st.session_state.get(_ADDED, []), visit.reader)
    return [version_of(job) for job in jobs if job.version or job.state is JobState.HELD]


def _given(casebase: Casebase, visit: Visit) -> list[str]:
    """Return the versions of the files that were handed in here and had not been there before: they go with the draft."""
    jobs = casebase.jobs.some(st.session_state.get(_ADDED, []), visit.reader)
    return [version_of(job) for job in jobs if job.state in (JobState.PUBLISHED, JobState.HELD)]


def _moves(job: Job) -> bool:
    return not job.is_final and job.state is not JobState.HELD


def _pasted_name(word: str) -> str:
    return f"{word} {date.today().isoformat()}"
