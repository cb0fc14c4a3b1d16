"""Upload: say what the documents are, put them down, see what becomes of each, and ask about it.

The page waits for the files to be kept and no longer; a worker reads them, and who leaves the page finds them in the queue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.components.header import page_title
from app.components.jobs import job_item, refused_item
from app.components.notices import notice, waiting
from app.components.relations import related_list
from app.links import address
from app.markup import Markup, el
from app.uploads import HandedIn, hand_in
from app.views.decide import decide
from app.views.frame import Visit, opened, refreshing, show
from app.views.new_version import say_new_versions
from app.wording import Words
from casebase.access import ORGANIZATIONS, organization_name
from casebase.errors import NotFound
from casebase.jobs import Job, JobState
from casebase.models import Details, Kind, Visibility
from casebase.settings import Settings
from ingest.convert import find_converter

# Plain values: a browser session keeps them longer than the classes may live.
VISIBILITIES = ("partners", "own", "public")
KINDS = tuple(kind.value for kind in Kind)
REFRESH_SECONDS = 1.0
FILES_AT_ONCE = 8
_HANDED_IN = "upload_handed_in"
_ROUND = "upload_round"
_TRIED = "upload_tried"


def show_upload(visit: Visit) -> None:
    """Show the three steps: about the documents, the files, the results."""
    say = visit.say
    show(page_title(say("upload.title"), say("upload.lead")))
    drafts = el("a", say("desk.to_drafts"), href=address("drafts", visit.language))
    registry = el("a", say("import.link"), href=address("import", visit.language))
    show(el("p", el("a", say("desk.new"), href=address("desk", visit.language)), " ｜ ", drafts, " ｜ ", registry))
    show(_step(1, say("upload.step1")))
    chosen, below = _fields(visit)
    missing = [field for field, value in chosen.items() if value is None]
    show(_step(2, say("upload.step2")))
    limit = Settings().max_file_mb
    turn = st.session_state.setdefault(_ROUND, 0)
    with st.form("upload", border=False, enter_to_submit=False):  # a press waits there until the files have come
        files = st.file_uploader(
            say("upload.files"),
            accept_multiple_files=True,
            max_upload_size=limit,
            key=f"files{turn}",
        )
        show(el("p", say("upload.files_help", count=limit), class_="cb-hint"))
        show(el("p", say("upload.inside_help"), class_="cb-hint"))
        if find_converter(Settings()) is not None:
            show(el("p", say("upload.older_help"), class_="cb-hint"))
        show(el("p", say("upload.privacy"), class_="cb-hint"))
        pressed = st.form_submit_button(say("upload.submit"), type="primary", key="submit")
    if pressed:
        st.session_state[_TRIED] = True
    if missing and st.session_state.get(_TRIED):
        _say_missing(missing, below, say)
    if pressed and not files:
        show(notice("warning", say("upload.choose")))
    if pressed and files and not missing:
        st.session_state[_HANDED_IN] = _hand_in(files, _details(chosen), visit)
        st.session_state[_ROUND] = turn + 1
        st.rerun()
    if _HANDED_IN in st.session_state:
        _results(visit)


def _fields(visit: Visit) -> tuple[dict[str, str | None], dict[str, DeltaGenerator]]:
    """Ask what the documents are; return what was chosen, and below each field the place where it is said to be missing.

    Nothing is chosen before the person chooses it; what was chosen stays for the next files of the session.
    """
    say, chosen, below = visit.say, dict[str, str | None](), dict[str, DeltaGenerator]()
    left, right = st.columns(2, gap="large")
    with left:
        chosen["organization"] = st.selectbox(
            say("upload.organization"),
            tuple(ORGANIZATIONS),
            index=None,
            placeholder=say("upload.choose_organization"),
            format_func=lambda key: organization_name(key, visit.language),
            key="organization",
            persist_state="session",
        )
        below["organization"] = st.empty()
        chosen["visibility"] = _one_of("visibility", VISIBILITIES, "visibility", say)
        below["visibility"] = st.empty()
    with right:
        chosen["kind"] = _one_of("kind", KINDS, "kind_of_document", say)
        below["kind"] = st.empty()
    return chosen, below


def _one_of(field: str, values: Sequence[str], key: str, say: Words) -> str | None:
    return st.radio(
        say(f"upload.{field}"),
        values,
        index=None,
        format_func=lambda value: say(f"{field}.{value}"),
        captions=[say(f"upload.{field}_help.{value}") for value in values],
        key=key,
        persist_state="session",
    )


def _details(chosen: Mapping[str, str | None]) -> Details:
    return Details(
        organization=str(chosen["organization"]),
        kind=Kind(str(chosen["kind"])),
        visibility=Visibility(str(chosen["visibility"])),
    )


def _say_missing(missing: Sequence[str], below: Mapping[str, DeltaGenerator], say: Words) -> None:
    """Say below each field that it is missing, and beside the button which they are."""
    for field in missing:
        below[field].html(el("p", say(f"upload.missing.{field}"), class_="cb-field-missing", data_testid="missing"))
    names = say("upload.joint").join(say(f"upload.{field}") for field in missing)
    show(notice("warning", say("upload.still_missing", fields=names), say("upload.still_missing_help")))


def _hand_in(files: Sequence[UploadedFile], details: Details, visit: Visit) -> HandedIn:
    """Keep and queue the files, a few at a time, since each is copied into memory."""
    casebase = opened(visit.say)
    result = HandedIn(jobs=[], refused=[])
    for start in range(0, len(files), FILES_AT_ONCE):
        some = [(file.name, file.getvalue()) for file in files[start : start + FILES_AT_ONCE]]
        part = hand_in(casebase, some, details, visit.reader)
        result["jobs"] += part["jobs"]
        result["refused"] += part["refused"]
    return result


def _results(visit: Visit) -> None:
    """Show what became of the files of the last upload, again and again until nothing moves."""
    say = visit.say
    handed_in: HandedIn = st.session_state[_HANDED_IN]
    desk = opened(say).jobs
    show(_step(3, say("upload.step3")))
    moving = any(job.is_moving for job in desk.some(handed_in["jobs"], visit.reader))

    def part() -> None:
        jobs = desk.some(handed_in["jobs"], visit.reader)
        show(_heading(jobs, visit))
        items = [job_item(job, say, "li") for job in jobs]
        refused = [refused_item(one, say) for one in handed_in["refused"]]
        show(el("ul", refused, items, class_="cb-outcomes", data_testid="outcomes"))
        if moving and not any(job.is_moving for job in jobs):
            st.rerun()  # the whole page once more, without coming back to it

    refreshing(visit, part, REFRESH_SECONDS if moving else None)
    if not moving:
        _related(handed_in, visit)


def _related(handed_in: HandedIn, visit: Visit) -> None:
    """Show which documents resemble those that came in, and let the editor decide what may be a new edition."""
    casebase = opened(visit.say)
    jobs = casebase.jobs.some(handed_in["jobs"], visit.reader)
    say_new_versions(jobs, casebase, visit)
    documents = [job.document for job in jobs if job.document]
    for document in dict.fromkeys(documents):
        with suppress(NotFound):  # it was made a version of another, withdrawn or deleted meanwhile
            decide(casebase, document, visit)
            if related := related_list(casebase.editions.related(document, visit.reader), visit.say):
                heading = el("h3", visit.say("relation.heading"))
                show(el("div", heading, related, class_="cb-upload-related"))


def _heading(jobs: Sequence[Job], visit: Visit) -> Markup:
    say = visit.say
    if not jobs:
        return Markup("")
    done = sum(not job.is_moving for job in jobs)
    queue = el("a", say("upload.to_queue"), href=address("queue", visit.language))
    if done == len(jobs):
        held = any(job.state is JobState.HELD for job in jobs)
        return el("p", say("upload.some_held" if held else "upload.all_done"), " ", queue, role="status")
    share = sum(job.share if job.is_moving else 1.0 for job in jobs) / len(jobs)
    bar = el("div", el("span", style=f"width:{share:.0%}"), class_="cb-progress", aria_hidden="true")
    words = say("upload.received", count=len(jobs)), say("upload.leave"), queue
    progress = say("upload.progress", done=done, total=len(jobs))
    return el("div", waiting(words[0], progress), el("p", words[1], " ", words[2]), bar, class_="cb-uploading")


def _step(number: int, name: str) -> Markup:
    return el("h2", el("span", number, class_="cb-step-number"), name, class_="cb-step")
