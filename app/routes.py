"""Our own addresses beside Streamlit's: the HTML document, style sheets, page images and originals.

Images and originals ask the casebase for the present reader every time; what does not exist and what may not be read
give the same answer.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.case_routes import case_routes
from app.desk_routes import desk_routes
from app.exports.markdown import markdown_of
from app.exports.sheet import make_sheet, thread_sheets
from app.exports.word import word_of
from app.knowledge import knowledge
from app.links import LANGUAGES, address
from app.reader import current_person, current_reader
from app.shell import shell
from app.site import SITE
from app.wording import Words, words
from casebase.errors import CasebaseError, Withheld
from casebase.findings import Decision
from casebase.geometry import boxes_of
from casebase.models import Box
from casebase.settings import Settings
from ingest.health.held import held_file
from ingest.sandbox import Sandbox

WIDTHS = (300, 700, 1000, 1600)
"""Widths of page images in pixels; what is asked for is rounded up, so that few images are made."""

CACHED_IMAGES = 64
PDF = "application/pdf"
FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}
"""Forms in which an answer is taken along, by extension."""

_images: OrderedDict[tuple[str, int, int, tuple[Box, ...]], bytes] = OrderedDict()
_images_lock = Lock()


def routes() -> list[BaseRoute]:
    """Return the routes that come before Streamlit's."""
    return [
        *(Route(f"/{page}", _document) for page in SITE),
        *desk_routes(),
        Route("/documents/{version}/pages/{page:int}.png", _page_image),
        Route("/documents/{version}/original", _original),
        Route("/threads/{id:str}.{form:str}", _thread_taken_along),
        Route("/feedback/questions.jsonl", _questions),
        Route("/answers/{id:str}.{form:str}", _taken_along),
        Route("/jobs/{job:int}/original", _handed_in),
        Route("/jobs/{job:int}/pages/{page:int}.png", _held_page),
        *case_routes(),
        Mount("/assets", StaticFiles(directory=Path(__file__).parent / "static")),
    ]


async def _document(request: Request) -> Response:
    asked = request.query_params.get("lang", "ja")
    return HTMLResponse(shell(asked if asked in LANGUAGES else "ja"), headers={"Cache-Control": "no-cache"})


async def _page_image(request: Request) -> Response:
    version, page = request.path_params["version"], request.path_params["page"]
    asked = request.query_params.get("w", "")
    width = next((w for w in WIDTHS if asked.isdigit() and w >= int(asked[:5])), WIDTHS[-2])
    try:
        image = await run_sync(_image, version, page, width)
    except CasebaseError:
        return _absent()
    tag = f'"{sha256(image).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(image, media_type="image/png", headers=headers)


def _image(version: str, page: int, width: int) -> bytes:
    reader, casebase = current_reader(), knowledge(60)
    shown = casebase.page(version, page, reader)  # decides about access; the image itself may then come from memory
    covered = tuple(
        box
        for one in casebase.masked(version, reader)
        if one.page == page
        for box in boxes_of(shown, one.start, one.end)
    )
    key = (version, page, width, covered)
    with _images_lock:
        if key in _images:
            _images.move_to_end(key)
            return _images[key]
    document = casebase.version(version, reader)
    image = page_drawer().draw(document.file_name, casebase.drawing(version, reader), page, width, covered)
    with _images_lock:
        _images[key] = image
        while len(_images) > CACHED_IMAGES:
            _images.popitem(last=False)
    return image


async def _taken_along(request: Request) -> Response:
    form = request.path_params["form"]
    language = request.query_params.get("lang", "ja")
    say = words(language if language in LANGUAGES else "ja")
    if form not in FORMS:
        return _absent()
    try:
        content = await run_sync(_written, request.path_params["id"], form, str(request.base_url), say)
    except CasebaseError:
        return _absent()
    return _attached(content, f"{say('sheet.file_name')}.{form}", FORMS[form])


def _written(identifier: str, form: str, base: str, say: Words) -> bytes:
    kept = knowledge(60).answers.kept(identifier, current_reader())
    sheet = make_sheet(kept, base.rstrip("/") + address("answer", say.language, {"id": identifier}), say)
    return word_of(sheet) if form == "docx" else markdown_of(sheet).encode()


async def _thread_taken_along(request: Request) -> Response:
    form = request.path_params["form"]
    language = request.query_params.get("lang", "ja")
    say = words(language if language in LANGUAGES else "ja")
    if form not in FORMS:
        return _absent()
    try:
        content = await run_sync(_thread_written, request.path_params["id"], form, str(request.base_url), say)
    except CasebaseError:
        return _absent()
    name = say("thread.file_name")
    return _attached(content, f"{name}.{form}", FORMS[form])


def _thread_written(identifier: str, form: str, base: str, say: Words) -> bytes:
    casebase, reader = knowledge(60), current_reader()
    thread = casebase.conversations.threads.thread(identifier, current_person())
    sheets = thread_sheets(thread, casebase.answers, reader, base.rstrip("/"), say)
    return word_of(*sheets) if form == "docx" else "\n".join(markdown_of(sheet) for sheet in sheets).encode()


async def _questions(_request: Request) -> Response:
    try:
        casebase = await run_sync(knowledge, 60)
        made = await run_sync(casebase.feedback.questions)
    except CasebaseError:
        return _absent()
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in made)
    return _attached(lines.encode(), "questions.jsonl", "application/jsonl; charset=utf-8")


def _attached(content: bytes, name: str, kind: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=kind, headers=headers)


@cache
def page_drawer() -> Sandbox:
    """Return the process that draws pages, apart from the one that reads uploads, which may be busy for a minute."""
    settings = Settings()
    return Sandbox(settings.parser_seconds, settings.parser_memory_mb)


async def _original(request: Request) -> Response:
    version, reader = request.path_params["version"], current_reader()
    try:
        casebase = await run_sync(knowledge, 60)
        document = await run_sync(casebase.version, version, reader)
        content = await run_sync(casebase.original, version, reader)
    except Withheld:
        said = "\n".join(words(language)("document.masked") for language in LANGUAGES)
        return PlainTextResponse(said, status_code=403, headers={"Cache-Control": "no-store"})
    except CasebaseError:
        return _absent()
    inline = document.media_type == PDF and request.query_params.get("view") == "1"
    return _file(content, document.file_name, inline)


async def _handed_in(request: Request) -> Response:
    number, reader = request.path_params["job"], current_reader()
    try:
        desk = (await run_sync(knowledge, 60)).jobs
        job = await run_sync(desk.job, number, reader)
        content = await run_sync(desk.original, number, reader)
    except (CasebaseError, FileNotFoundError):
        return _absent()
    return _file(content, job.file_name, inline=False)


async def _held_page(request: Request) -> Response:
    asked = request.query_params.get("w", "")
    width = next((w for w in WIDTHS if asked.isdigit() and w >= int(asked[:5])), WIDTHS[-2])
    try:
        image = await run_sync(_draw_held, request.path_params["job"], request.path_params["page"], width)
    except (CasebaseError, FileNotFoundError):
        return _absent()
    return Response(image, media_type="image/png", headers={"Cache-Control": "private, no-store"})


def _draw_held(number: int, page: int, width: int) -> bytes:
    """Draw a page of a file that waits for a decision, black where a passage is to be masked."""
    desk, reader = knowledge(60).jobs, current_reader()
    job, content = desk.job(number, reader), desk.original(number, reader)
    held = held_file(job, desk.reading(number, reader))
    shown = next((one for one in held.pages if one.number == page), None)
    masked = [one for one in held.findings if one.page == page and one.decision is Decision.MASK]
    covered = [box for one in masked if shown for box in boxes_of(shown, one.start, one.end)]
    return page_drawer().draw(job.file_name, content, page, width, covered)


def _file(content: bytes, name: str, inline: bool) -> Response:
    """Return a file to be saved, or a PDF to be shown; nothing else is ever shown as what it says it is."""
    shown = quote(name.rsplit("/", 1)[-1], safe="")  # of a file from an archive, without its folders
    headers = {
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{shown}",
        "Cache-Control": "private, no-store",
    }
    if not inline:
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return Response(content, media_type=PDF if inline else "application/octet-stream", headers=headers)


def _absent() -> Response:
    return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})
