"""Queue: every file that was handed in, how far it is, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from app.components.header import page_title
from app.components.jobs import job_item
from app.components.notices import empty, notice
from app.components.pager import page_of, pager
from app.links import address
from app.markup import Markup, el
from app.views.frame import Visit, opened, refreshing, show, unless_gone
from casebase.jobs import AGAIN_STATES, FINAL_STATES, Job, JobState
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.liveness import any_alive
from ingest.messages import warning_code

PAGE_SIZE = 20
REFRESH_SECONDS = 2.0
NEVER_AS_IT_IS = frozenset({"MY_NUMBER", "CARD_NUMBER"})
"""Findings with which a file is not published by one press here: each is decided on the page of the health check."""

PATIENCE = timedelta(seconds=60)
"""How long a job may wait before the page says that no worker runs: one that is being started takes some seconds."""


def show_queue(visit: Visit) -> None:
    """Show the jobs, and keep showing how they get on."""
    say = visit.say
    add = el("a", say("library.upload"), href=address("upload", visit.language), class_="cb-button cb-button-primary")
    show(el("div", page_title(say("queue.title"), say("queue.lead")), add, class_="cb-title-row"))
    casebase = opened(say)
    refreshing(visit, lambda: _jobs(casebase, visit), REFRESH_SECONDS)


def _jobs(casebase: Casebase, visit: Visit) -> None:
    say, desk = visit.say, casebase.jobs
    counts = desk.counts(visit.reader)
    if not counts:
        show(empty(say("queue.empty"), say("queue.empty_help")))
        return
    chosen = _chosen(visit)
    total = sum(counts.get(state, 0) for state in chosen or JobState)
    shown = page_of(range(total), visit.state, PAGE_SIZE)
    jobs = desk.jobs(visit.reader, chosen, PAGE_SIZE, shown[0] if shown else 0)
    show(_states(counts, visit))
    if _nobody_works(jobs):
        show(notice("warning", say("queue.no_worker"), say("queue.no_worker_help")))
    if not jobs:
        clear = el("a", say("facet.clear"), href=address("queue", visit.language), class_="cb-button")
        show(empty(say("queue.none"), say("queue.none_help"), clear))
    for job in jobs:
        _show_job(job, casebase, visit)
    further = pager(total, visit.state, PAGE_SIZE, say)
    if further:
        show(further)


def _show_job(job: Job, casebase: Casebase, visit: Visit) -> None:
    say, desk, reader = visit.say, casebase.jobs, visit.reader
    with st.container(key=f"job-{job.id}", gap="small"):
        show(job_item(job, say))
        with st.container(key=f"job-{job.id}-actions", horizontal=True, gap="small"):
            if job.state is JobState.HELD:
                if NEVER_AS_IT_IS.isdisjoint(map(warning_code, job.warnings)):
                    _button(job, "publish", visit, lambda: desk.decide(job.id, True, reader))
                _button(job, "discard", visit, lambda: desk.decide(job.id, False, reader))
            elif job.state not in FINAL_STATES:
                _button(job, "cancel", visit, lambda: desk.cancel(job.id, reader))
            elif job.state in AGAIN_STATES:
                _button(job, "retry", visit, lambda: desk.retry(job.id, reader))


def _button(job: Job, action: str, visit: Visit, act: Callable[[], Job]) -> None:
    st.button(visit.say(f"queue.{action}"), key=f"{action}-{job.id}", on_click=unless_gone(act))


def _states(counts: Mapping[JobState, int], visit: Visit) -> Markup:
    """Return the states with their counts, as links that limit the list to one of them."""
    chosen = _chosen(visit)
    links = [
        _state_link(
            visit.say("queue.all"), sum(counts.values()), visit.state.having(state=None, p=None).href, not chosen
        )
    ]
    for state in JobState:
        if state in counts or state in chosen:
            href = visit.state.having(state=state.value, p=None).href
            links.append(_state_link(visit.say(f"job.{state}"), counts.get(state, 0), href, state in chosen))
    return el("nav", el("ul", links), class_="cb-states", aria_label=visit.say("queue.states"))


def _state_link(name: str, count: int, href: str, here: bool) -> Markup:
    inside = (name, el("span", f"{count:,}", class_="cb-choice-count"))
    return el("li", el("a", inside, href=href, aria_current="true" if here else None))


def _chosen(visit: Visit) -> tuple[JobState, ...]:
    return tuple(JobState(value) for value in visit.state.all("state") if value in set(JobState))


def _nobody_works(jobs: Sequence[Job]) -> bool:
    latest = datetime.now(UTC) - PATIENCE
    waiting = [
        job for job in jobs if job.state is JobState.RECEIVED and datetime.fromisoformat(job.created_at) < latest
    ]
    return bool(waiting) and not any_alive(Settings().workers_folder)
