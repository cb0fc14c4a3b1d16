"""Import a registry: look through a file first, confirm, and watch it come in; stop it, go on, take the report along.

`/import` hands a file in and lists what was handed in, `/import?run=N` is one import, from its dry run to its report.
"""

from __future__ import annotations

import streamlit as st

from app.components.error_words import error_text
from app.components.header import page_title
from app.components.import_report import (
    changes_list,
    columns_view,
    counts_view,
    import_href,
    problems_table,
    report_links,
    samples_table,
)
from app.components.notices import notice, waiting
from app.dates import shown_time
from app.import_routes import said_report
from app.links import address
from app.markup import Markup, el
from app.person import person_picker
from app.views.frame import Visit, opened, refreshing, show, unless_gone
from casebase.access import OTHERS, organization_name
from casebase.errors import CasebaseError, DocumentError, NotFound
from casebase.imports import AGAIN, MOVING, ImportRun, ImportState
from casebase.people import Actor
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.liveness import any_alive
from ingest.exchange.errors import ExchangeError
from ingest.exchange.formats import IMPORTED
from ingest.exchange.importing import Fate
from ingest.exchange.looking import KINDS, LARGEST, MOST_ROWS, look_through
from ingest.exchange.reporting import report_of
from ingest.messages import message_for

REFRESH_SECONDS = 1.0
_ROUND = "import_round"


def show_importing(visit: Visit) -> None:
    """Show the import that the address names, or the way to begin one and those that there were."""
    say, named = visit.say, visit.state.one("run")
    casebase = opened(say)
    show(page_title(say("import.title"), say("import.lead")))
    if named:
        show(el("p", el("a", say("import.to_list"), href=address("import", visit.language))))
    actor = person_picker(visit)
    if actor is None:
        return
    if named:
        if not named.isdigit():
            raise NotFound()
        _show_run(casebase, casebase.imports.run(int(named[:12]), actor), actor, visit)
        return
    _show_beginning(casebase, actor, visit)
    _show_list(casebase, actor, visit)


def _show_beginning(casebase: Casebase, actor: Actor, visit: Visit) -> None:
    say = visit.say
    turn = st.session_state.setdefault(_ROUND, 0)
    with st.form("import", border=False, enter_to_submit=False):  # a press waits there until the file has come
        file = st.file_uploader(
            say("import.file"),
            type=[kind.removeprefix(".") for kind in KINDS],
            max_upload_size=LARGEST // 1_000_000,
            key=f"import-file-{turn}",
        )
        show(el("p", say("import.file_help", size=LARGEST // 1_000_000, rows=f"{MOST_ROWS:,}"), class_="cb-hint"))
        left, right = st.columns(2, gap="large")
        with left:
            form = st.selectbox(
                say("import.form"),
                ("", *IMPORTED),
                format_func=lambda key: say(f"import.forms.{key or 'told'}"),
                key="import-form",
            )
        with right:
            owners = ("", actor.organization) if actor.organization == OTHERS else ("", actor.organization, OTHERS)
            owner = st.selectbox(
                say("import.owner"),
                owners,
                format_func=lambda key: organization_name(key, say.language) if key else say("import.owner_of_file"),
                key="import-owner",
            )
        pressed = st.form_submit_button(say("import.look"), type="primary", key="import-look")
    if not pressed:
        return
    if file is None:
        show(notice("warning", say("import.choose")))
        return
    with st.spinner(say("import.looking")):
        run = _looked_through(casebase, file.name, file.getvalue(), actor, form or "", owner or "", visit)
    if run is not None:
        st.session_state[_ROUND] = turn + 1
        st.query_params.from_dict({"run": str(run.id)} | ({"lang": visit.language} if visit.language != "ja" else {}))
        st.rerun()


def _looked_through(
    casebase: Casebase, name: str, content: bytes, actor: Actor, form: str, owner: str, visit: Visit
) -> ImportRun | None:
    """Look through a file; where that cannot be done, say why and what to do."""
    heading = visit.say("import.not_looked")
    try:
        return look_through(casebase, name, content, actor, form, owner)
    except ExchangeError as error:
        show(notice("error", heading, error.said(visit.language), el("p", error.code, class_="cb-hint")))
    except DocumentError as error:
        show(notice("error", heading, message_for(error.code, name, visit.language)))
    except CasebaseError as error:
        show(notice("error", heading, error_text(error, visit.say)))
    return None


def _show_list(casebase: Casebase, actor: Actor, visit: Visit) -> None:
    say = visit.say
    runs = casebase.imports.runs(actor)
    if not runs:
        return
    items = [el("li", _line(run, visit), class_="cb-outcome") for run in runs]
    heading = el("h2", say("import.earlier"), class_="cb-section-heading")
    show(el("div", heading, el("ul", items, class_="cb-outcomes", data_testid="imports")))


def _line(run: ImportRun, visit: Visit) -> Markup:
    say = visit.say
    facts = (
        say(f"import.forms.{run.form}"),
        say("import.by", name=run.actor.name),
        shown_time(run.created_at, say.language),
        say("import.done_of", done=f"{run.done:,}", total=f"{run.total:,}"),
    )
    link = el("a", run.file_name, href=import_href(run.id, say.language))
    badge = el("span", say(f"import.state.{run.state}"), class_="cb-badge")
    return el("div", el("p", el("strong", link), badge), el("p", " · ".join(facts), class_="cb-hint"))


def _show_run(casebase: Casebase, run: ImportRun, actor: Actor, visit: Visit) -> None:
    say = visit.say
    owner = organization_name(run.owner, say.language) if run.owner else say("import.owner_of_file")
    facts = (
        say(f"import.forms.{run.form}"),
        say("import.owner_line", owner=owner),
        say("import.by", name=run.actor.name),
    )
    show(el("div", el("h2", run.file_name), el("p", [el("span", one) for one in facts], class_="cb-facts")))
    moving = run.state in MOVING

    def part() -> None:
        here = casebase.imports.run(run.id, actor)
        if moving and here.state not in MOVING:
            st.rerun()
        _show_state(here, visit)

    refreshing(visit, part, REFRESH_SECONDS if moving else None)
    _show_buttons(casebase, run, actor, visit)
    show(report_links(run.id, say))
    _show_report(run, visit)


def _show_state(run: ImportRun, visit: Visit) -> None:
    """Say where an import stands, with what it has done so far."""
    say = visit.say
    if run.state is ImportState.CHECKED:
        due = sum(report_of(run.plan).fates[fate] for fate in (Fate.NEW, Fate.CHANGED))
        show(
            notice("info", say.count("import.would" if due else "import.would_nothing", due), say("import.would_help"))
        )
    elif run.state in MOVING:
        progress = say("import.done_of", done=f"{run.done:,}", total=f"{run.total:,}")
        bar = el("div", el("span", style=f"width:{run.share:.0%}"), class_="cb-progress", aria_hidden="true")
        show(
            el(
                "div",
                waiting(say(f"import.state.{run.state}"), progress),
                bar,
                class_="cb-uploading",
                data_testid="import-moving",
            )
        )
        if run.state is ImportState.WAITING and not any_alive(Settings().workers_folder):
            show(notice("warning", say("queue.no_worker"), say("queue.no_worker_help")))
    elif run.state is ImportState.DONE:
        to_cases = el("p", el("a", say("import.to_cases"), href=address("search", visit.language)))
        show(notice("success", say("import.ended"), to_cases))
    elif run.state is ImportState.FAILED:
        cause = ExchangeError(run.error, run.file_name).said(visit.language)
        show(notice("error", say("import.state.failed"), cause, el("p", run.error, class_="cb-hint")))
    else:
        progress = say("import.done_of", done=f"{run.done:,}", total=f"{run.total:,}")
        show(notice("warning", say("import.state.stopped"), progress, say("import.stopped_help")))


def _show_buttons(casebase: Casebase, run: ImportRun, actor: Actor, visit: Visit) -> None:
    say, desk = visit.say, casebase.imports
    due = any(report_of(run.plan).fates[fate] for fate in (Fate.NEW, Fate.CHANGED))
    go_on = unless_gone(lambda: desk.go_on(run.id, actor))
    with st.container(key="import-actions", horizontal=True, gap="small"):
        if run.state is ImportState.CHECKED:
            st.button(say("import.confirm"), type="primary", key="import-confirm", disabled=not due, on_click=go_on)
            if st.button(say("import.forget"), key="import-forget"):
                desk.forget(run.id, actor)
                st.query_params.from_dict({"lang": visit.language} if visit.language != "ja" else {})
                st.rerun()
        elif run.state in MOVING:
            st.button(say("import.stop"), key="import-stop", on_click=unless_gone(lambda: desk.stop(run.id, actor)))
        elif run.state in AGAIN:
            st.button(say("import.go_on"), type="primary", key="import-go-on", on_click=go_on)


def _show_report(run: ImportRun, visit: Visit) -> None:
    say = visit.say
    looked = run.state in (ImportState.CHECKED, *MOVING)
    report = report_of(run.plan) if looked else said_report(run)
    show(el("h3", say("import.dry_run" if looked else "import.report"), class_="cb-section-heading"))
    parts = (
        counts_view(report, say),
        problems_table(report, say),
        changes_list(report, say),
        samples_table(report, say),
        columns_view(report, say),
    )
    for part in parts:
        if part:
            show(part)
