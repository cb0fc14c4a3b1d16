"""A file that was handed in, as the upload and queue pages show it: how far it is, what became of it, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.notices import ICONS
from app.dates import shown_time
from app.links import address, handed_in_href
from app.markup import Markup, el
from app.uploads import Refused
from app.wording import Words
from casebase.access import organization_name
from casebase.jobs import Job, JobState
from ingest.draft.begin import version_of
from ingest.health.words import NOTES
from ingest.messages import message_for, warning_code, warning_text

_LOOKS = {
    JobState.PUBLISHED: ("ingested", "success"),
    JobState.UNCHANGED: ("unchanged", "info"),
    JobState.OPENED: ("unchanged", "info"),
    JobState.HELD: ("warned", "warning"),
    JobState.FAILED: ("failed", "error"),
}
MOVING = (JobState.READING, JobState.EMBEDDING)


def job_item(job: Job, say: Words, name: str = "div", make: bool = True) -> Markup:
    """Return a job as the element `name`; a held one links to the page where it is checked and decided.

    `make` offers to write up a case from it.
    """
    looks, icon = _LOOKS.get(job.state, ("waiting", "info"))
    warnings = [warning for warning in job.warnings if warning_code(warning) not in NOTES]
    if job.state is JobState.PUBLISHED and warnings:
        looks, icon = "warned", "warning"
    return el(
        name,
        item_icon(icon),
        el(
            "div",
            el("p", el("strong", job.file_name), el("span", say(f"job.{job.state}"), class_="cb-badge")),
            el("p", _about(job, say), class_="cb-hint"),
            _progress(job, say) if job.state in MOVING else None,
            el("p", message_for(job.error, job.file_name, say.language)) if job.error else None,
            el("p", say("outcome.unchanged_help")) if job.state is JobState.UNCHANGED else None,
            el("p", say("queue.opened_help")) if job.state is JobState.OPENED else None,
            el("p", say("queue.held_help")) if job.state is JobState.HELD else None,
            _warnings(job, warnings, say) if warnings else None,
            _links(job, say, make),
        ),
        class_=f"cb-outcome cb-outcome-{looks}",
        data_testid="job",
        data_state=job.state.value,
    )


def refused_item(one: Refused, say: Words) -> Markup:
    """Return a file that was not received, with the cause and the way out."""
    words = say("upload.not_kept")
    if one["error"] != "NOT_KEPT":
        words = message_for(one["error"], one["file"], say.language)
    badge = el("span", say("job.FAILED"), class_="cb-badge")
    said = el("div", el("p", el("strong", one["file"]), badge), el("p", words))
    return el("li", item_icon("error"), said, class_="cb-outcome cb-outcome-failed")


def item_icon(name: str) -> Markup:
    """Return the place of an icon, which the style sheet fills."""
    return el("span", class_=f"cb-icon cb-icon-{name}", aria_hidden="true") if name in ICONS else Markup("")


def _about(job: Job, say: Words) -> str:
    parts = [
        say("queue.number", number=job.id),
        organization_name(job.details.organization, say.language),
        say("queue.received_at", time=shown_time(job.created_at, say.language)),
    ]
    if job.pages and job.passages:
        parts.append(say("upload.counts", pages=job.pages, passages=f"{job.passages:,}"))
    return " · ".join(parts)


def _progress(job: Job, say: Words) -> Markup:
    words = say("queue.step_reading")
    if job.state is JobState.EMBEDDING:
        words = say("queue.step_embedding", done=f"{job.done:,}", total=f"{job.total or job.passages:,}")
    bar = el("div", el("span", style=f"width:{job.share:.0%}"), class_="cb-progress", aria_hidden="true")
    return el("div", el("p", words, class_="cb-hint"), bar, class_="cb-job-progress")


def _warnings(job: Job, warnings: Sequence[str], say: Words) -> Markup:
    items = [el("li", warning_text(warning, job.file_name, say.language)) for warning in warnings]
    return el("ul", items, class_="cb-warnings")


def _links(job: Job, say: Words, make: bool) -> Markup | None:
    links: list[Markup] = []
    if job.document:
        ask = address("", say.language, {"doc": job.document})
        see = address("document", say.language, {"id": job.document})
        links.append(el("a", say("upload.ask"), href=ask, class_="cb-button cb-button-primary"))
        links.append(el("a", say("upload.see"), href=see, class_="cb-button"))
    if job.document and job.warnings:
        found = address("health", say.language, {"id": job.document})
        links.append(el("a", say("upload.health"), href=found, class_="cb-button"))
    if make and (job.document or job.state is JobState.HELD):
        begin = address("desk", say.language, {"v": version_of(job)})
        links.append(el("a", say("desk.make"), href=begin, class_="cb-button"))
    if job.state is JobState.HELD:
        check = address("health", say.language, {"job": job.id})
        links.append(el("a", say("queue.check"), href=check, class_="cb-button cb-button-primary"))
        links.append(el("a", say("source.original_download"), href=handed_in_href(job.id), class_="cb-button"))
    return el("p", links, class_="cb-actions") if links else None
