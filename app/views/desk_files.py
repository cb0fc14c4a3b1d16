"""Documents for the desk: files and pasted text that are handed in there, documents that are there already, and a model.

`place` names what they are for: the number of a draft, or nothing for one that is about to begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.components.jobs import job_item, refused_item
from app.markup import el
from app.uploads import HandedIn, hand_in
from app.views.frame import Visit, refreshing, show
from app.views.new_version import say_new_versions
from app.wording import Words
from casebase.answer.llm.endpoints import read_endpoints
from casebase.errors import NotFound
from casebase.jobs import Job, JobState
from casebase.models import Details, Kind, VersionId, Visibility
from casebase.people import Actor
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.database import open_database
from casebase.store.usage import Usage
from ingest.draft.begin import version_of
from ingest.draft.model import DraftingModel

MOST_OFFERED = 200
"""Documents that are offered, the last changed first."""

REFRESH_SECONDS = 1.0
_ADDED = "desk_added"
_ROUND = "desk_round"
_KINDS = ("case", "other")
"""Kinds of documents that a case is drafted from."""


@dataclass(frozen=True, slots=True)
class Put:
    """What somebody put into the fields for files and text."""

    files: Sequence[UploadedFile]
    title: str
    text: str

    def contents(self, say: Words) -> list[tuple[str, bytes]]:
        """Return files by name and content; pasted text is one of them."""
        given = [(file.name, file.getvalue()) for file in self.files]
        if self.text.strip():
            name = self.title.strip() or f"{say('desk.pasted')} {date.today().isoformat()}"
            given.append((f"{name}.txt", self.text.encode()))
        return given


def turn_of(place: str) -> int:
    """Return how often something was handed in here: fields of a new turn are empty again."""
    turn: int = st.session_state.setdefault(f"{_ROUND}-{place}", 0)
    return turn


def next_turn(place: str) -> None:
    """Empty the fields."""
    st.session_state[f"{_ROUND}-{place}"] = turn_of(place) + 1


def file_fields(place: str, visit: Visit) -> Put:
    """Show the fields for files and for pasted text, and return what is in them."""
    say, turn = visit.say, f"{place}-{turn_of(place)}"
    files = st.file_uploader(
        say("desk.add_files"),
        accept_multiple_files=True,
        max_upload_size=Settings().max_file_mb,
        key=f"desk-files-{turn}",
    )
    show(el("p", say("desk.add_help"), class_="cb-hint"))
    title = st.text_input(say("desk.paste_title"), key=f"desk-title-{turn}", max_chars=120)
    text = st.text_area(say("desk.paste"), key=f"desk-text-{turn}", height=160)
    return Put(files or (), title, text)


def hand_in_at(place: str, given: Sequence[tuple[str, bytes]], casebase: Casebase, actor: Actor, visit: Visit) -> None:
    """Keep and queue files for `place`, and empty the fields."""
    details = Details(actor.organization, kind=Kind.CASE, visibility=Visibility.PARTNERS)
    result, before = hand_in(casebase, given, details, visit.reader), handed_in(place)
    st.session_state[f"{_ADDED}-{place}"] = HandedIn(
        jobs=[*before["jobs"], *result["jobs"]], refused=[*before["refused"], *result["refused"]]
    )
    next_turn(place)


def handed_in(place: str) -> HandedIn:
    """Return what was handed in for `place`."""
    kept: HandedIn = st.session_state.get(f"{_ADDED}-{place}", HandedIn(jobs=[], refused=[]))
    return kept


def forget_handed_in(place: str) -> None:
    """Show what was handed in for `place` no longer."""
    st.session_state.pop(f"{_ADDED}-{place}", None)


def jobs_of(place: str, casebase: Casebase, visit: Visit) -> Sequence[Job]:
    """Return the jobs of the files that were handed in for `place`, and of those inside them."""
    return casebase.jobs.some(handed_in(place)["jobs"], visit.reader)


def show_handed_in(place: str, casebase: Casebase, visit: Visit, leave_out: Sequence[JobState] = ()) -> None:
    """Show what becomes of the files that were handed in until each is read; those in `leave_out` are said elsewhere."""
    refused = handed_in(place)["refused"]
    moving = any(job.is_moving for job in jobs_of(place, casebase, visit))
    if not handed_in(place)["jobs"] and not refused:
        return

    def part() -> None:
        jobs = jobs_of(place, casebase, visit)
        items = [job_item(job, visit.say, "li", make=False) for job in jobs if job.state not in leave_out]
        named = [refused_item(one, visit.say) for one in refused]
        if items or named:
            show(el("ul", named, items, class_="cb-outcomes", data_testid="outcomes"))
        if moving and not any(job.is_moving for job in jobs):
            st.rerun()

    refreshing(visit, part, REFRESH_SECONDS if moving else None)
    if not moving:
        say_new_versions(jobs_of(place, casebase, visit), casebase, visit)


def offered(casebase: Casebase, visit: Visit, leave_out: Sequence[VersionId] = ()) -> dict[VersionId, str]:
    """Return titles by version: files that wait for a decision, and documents that are no case records themselves."""
    found: dict[VersionId, str] = {}
    for job in casebase.jobs.jobs(visit.reader, (JobState.HELD,), MOST_OFFERED):
        found[version_of(job)] = visit.say("desk.held", name=job.file_name)
    for document in casebase.documents(visit.reader)[: 5 * MOST_OFFERED]:
        if not document.details.record and document.details.kind in _KINDS and len(found) < MOST_OFFERED:
            found[document.version] = document.title
    for version in visit.state.all("v"):
        if version not in found:
            with suppress(NotFound):
                found[version] = casebase.version(version, visit.reader).title
    return {version: title for version, title in found.items() if version not in leave_out}


def model_field(say: Words, place: str = "") -> str:
    """Ask which language model fills what stays empty, where one is set; return its name, empty for none."""
    names = tuple(read_endpoints(Settings().llms))
    if not names:
        return ""
    words = say("desk.no_model")
    chosen = st.selectbox(
        say("desk.model"), ("", *names), format_func=lambda name: name or words, key=f"desk-model-{place}"
    )
    return chosen or ""


def model_named(name: str) -> DraftingModel | None:
    """Return the language model of a name, None for none."""
    settings = Settings()
    endpoint = read_endpoints(settings.llms).get(name)
    return DraftingModel(name, endpoint, Usage(open_database(settings))) if endpoint else None


def given_versions(jobs: Sequence[Job]) -> list[VersionId]:
    """Return the versions of files that had not been there before: they go with the draft."""
    return [version_of(job) for job in jobs if job.state in (JobState.PUBLISHED, JobState.HELD)]


def read_versions(jobs: Sequence[Job]) -> list[VersionId]:
    """Return the versions of files that can be drafted from."""
    return [version_of(job) for job in jobs if job.version or job.state is JobState.HELD]
