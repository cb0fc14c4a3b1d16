"""Upload: say what the documents are, put them down, see what became of each, and ask about it straight away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.components.header import page_title
from app.components.notices import ICONS, notice, waiting
from app.links import address
from app.markup import Markup, el
from app.uploads import Outcome, build_index_if_due, take_in
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.access import ORGANIZATIONS, organization_name
from casebase.models import Details, Kind, Visibility
from casebase.settings import Settings
from ingest.messages import message_for, warning_text

# Plain values: a browser session keeps them longer than the classes may live.
VISIBILITIES = ("partners", "own", "public")
KINDS = tuple(kind.value for kind in Kind)
_ICON_OF = {"ingested": "success", "unchanged": "info", "warned": "warning", "failed": "error"}
_RESULTS = "upload_results"
_ROUND = "upload_round"


def show_upload(visit: Visit) -> None:
    """Show the three steps: about the documents, the files, the results."""
    say = visit.say
    show(page_title(say("upload.title"), say("upload.lead")))
    show(_step(1, say("upload.step1")))
    details = _details(visit)
    show(_step(2, say("upload.step2")))
    limit = Settings().max_file_mb
    turn = st.session_state.setdefault(_ROUND, 0)
    files = st.file_uploader(
        say("upload.files"),
        accept_multiple_files=True,
        max_upload_size=limit,
        key=f"files{turn}",
    )
    show(el("p", say("upload.files_help", count=limit), class_="cb-hint"))
    show(el("p", say("upload.privacy"), class_="cb-hint"))
    pressed = st.button(say("upload.submit"), type="primary", key="submit")
    if pressed and not files:
        show(notice("warning", say("upload.choose")))
    if pressed and files:
        st.session_state[_RESULTS] = _take_all(files, details, visit)
        st.session_state[_ROUND] = turn + 1
        st.rerun()
    results: list[Outcome] = st.session_state.get(_RESULTS, [])
    if results:
        show(_step(3, say("upload.step3")))
        show(el("ul", [_result(outcome, visit) for outcome in results], class_="cb-outcomes", data_testid="outcomes"))


def _details(visit: Visit) -> Details:
    say = visit.say
    left, right = st.columns(2, gap="large")
    with left:
        organization = st.selectbox(
            say("upload.organization"),
            tuple(ORGANIZATIONS),
            format_func=lambda key: organization_name(key, visit.language),
            key="organization",
            persist_state="session",
        )
        visibility = st.radio(
            say("upload.visibility"),
            VISIBILITIES,
            format_func=lambda value: say(f"visibility.{value}"),
            captions=[say(f"upload.visibility_help.{value}") for value in VISIBILITIES],
            key="visibility",
            persist_state="session",
        )
    with right:
        kind = st.radio(
            say("upload.kind"),
            KINDS,
            format_func=lambda value: say(f"kind.{value}"),
            captions=[say(f"upload.kind_help.{value}") for value in KINDS],
            key="kind_of_document",
            persist_state="session",
        )
    return Details(
        organization=organization or "other",
        kind=Kind(kind or "other"),
        visibility=Visibility(visibility or "partners"),
    )


def _take_all(files: Sequence[UploadedFile], details: Details, visit: Visit) -> list[Outcome]:
    say = visit.say
    casebase = opened(say)
    place = st.empty()
    outcomes: list[Outcome] = []
    for file in files:
        progress = say("upload.progress", done=len(outcomes), total=len(files))
        place.html(_progress(len(outcomes) / len(files), waiting(say("upload.working", name=file.name), progress)))
        outcomes.append(take_in(casebase, file.name, file.getvalue(), details))
    place.empty()
    build_index_if_due(casebase)
    return outcomes


def _progress(share: float, words: Markup) -> Markup:
    bar = el("div", el("span", style=f"width:{share:.0%}"), class_="cb-progress", aria_hidden="true")
    return el("div", words, bar, class_="cb-uploading")


def _step(number: int, name: str) -> Markup:
    return el("h2", el("span", number, class_="cb-step-number"), name, class_="cb-step")


def _result(outcome: Outcome, visit: Visit) -> Markup:
    say, language = visit.say, visit.language
    counts = say("upload.counts", pages=outcome["pages"], passages=f"{outcome['passages']:,}")
    links = None
    if outcome["document"]:
        links = el(
            "p",
            el(
                "a",
                say("upload.ask"),
                href=address("", language, {"doc": outcome["document"]}),
                class_="cb-button cb-button-primary",
            ),
            el(
                "a",
                say("upload.see"),
                href=address("document", language, {"id": outcome["document"]}),
                class_="cb-button",
            ),
            el(
                "a",
                say("upload.health"),
                href=address("health", language, {"id": outcome["document"]}),
                class_="cb-button",
            )
            if outcome["status"] == "warned"
            else None,
            class_="cb-actions",
        )
    return el(
        "li",
        _icon(_ICON_OF[outcome["status"]]),
        el(
            "div",
            el("p", el("strong", outcome["file"]), el("span", say(f"outcome.{outcome['status']}"), class_="cb-badge")),
            el("p", _failure(outcome, say)) if outcome["error"] else None,
            el("p", say("outcome.unchanged_help")) if outcome["status"] == "unchanged" else None,
            el("p", counts, class_="cb-hint") if outcome["document"] and outcome["passages"] else None,
            el(
                "ul",
                [el("li", warning_text(w, outcome["file"], language)) for w in outcome["warnings"]],
                class_="cb-warnings",
            )
            if outcome["warnings"]
            else None,
            links,
        ),
        class_=f"cb-outcome cb-outcome-{outcome['status']}",
    )


def _failure(outcome: Outcome, say: Words) -> str:
    if outcome["error"] == "UNEXPECTED":
        return say("upload.unexpected")
    return message_for(outcome["error"], outcome["file"], say.language)


def _icon(name: str) -> Markup:
    return el("span", class_=f"cb-icon cb-icon-{name}", aria_hidden="true") if name in ICONS else Markup("")
