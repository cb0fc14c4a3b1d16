"""Our own addresses beside Streamlit's: the HTML document, style sheets, page images and originals.

Images and originals ask the casebase for the present reader every time; what does not exist and what may not be read
give the same answer.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
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
from app.exports.sheet import Sheet, make_sheet, thread_sheets
from app.exports.word import word_of
from app.import_routes import import_routes
from app.knowledge import knowledge
from app.links import LANGUAGES, address
from app.reader import current_person, current_reader
from app.responses import absent, asked_language, attached
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
        Route("/answers/{id:str}.{form:str}", _answer_taken_along),
        Route("/jobs/{job:int}/original", _handed_in),
        Route("/jobs/{job:int}/pages/{page:int}.png", _held_page),
        *case_routes(),
        *import_routes(),
        Mount("/assets", StaticFiles(directory=Path(__file__).parent / "static")),
    ]


async def _document(request: Request) -> Response:
    return HTMLResponse(shell(asked_language(request)), headers={"Cache-Control": "no-cache"})


async def _page_image(request: Request) -> Response:
    version, page = request.path_params["version"], request.path_params["page"]
    try:
        image = await run_sync(_image, version, page, _width(request))
    except CasebaseError:
        return absent()
    tag = f'"{sha256(image).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(image, media_type="image/png", headers=headers)


def _width(request: Request) -> int:
    asked = request.query_params.get("w", "")
    return next((w for w in WIDTHS if asked.isdigit() and w >= int(asked[:5])), WIDTHS[-2])


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


async def _answer_taken_along(request: Request) -> Response:
    return await _taken_along(request, _answer_sheets, "sheet.file_name")


async def _thread_taken_along(request: Request) -> Response:
    return await _taken_along(request, _thread_sheets, "thread.file_name")


async def _taken_along(request: Request, sheets: Callable[[str, str, Words], list[Sheet]], name: str) -> Response:
    """Return what `sheets` makes of the id in the address, in the form that the address asks for."""
    form, identifier = request.path_params["form"], request.path_params["id"]
    say, base = words(asked_language(request)), str(request.base_url).rstrip("/")
    if form not in FORMS:
        return absent()

    def written() -> bytes:
        made = sheets(identifier, base, say)
        return word_of(*made) if form == "docx" else "\n".join(map(markdown_of, made)).encode()

    try:
        content = await run_sync(written)
    except CasebaseError:
        return absent()
    return attached(content, f"{say(name)}.{form}", FORMS[form])


def _answer_sheets(identifier: str, base: str, say: Words) -> list[Sheet]:
    kept = knowledge(60).answers.kept(identifier, current_reader())
    return [make_sheet(kept, base + address("answer", say.language, {"id": identifier}), say)]


def _thread_sheets(identifier: str, base: str, say: Words) -> list[Sheet]:
    casebase = knowledge(60)
    thread = casebase.conversations.threads.thread(identifier, current_person())
    return thread_sheets(thread, casebase.answers, current_reader(), base, say)


async def _questions(_request: Request) -> Response:
    try:
        casebase = await run_sync(knowledge, 60)
        made = await run_sync(casebase.feedback.questions)
    except CasebaseError:
        return absent()
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in made)
    return attached(lines.encode(), "questions.jsonl", "application/jsonl; charset=utf-8")


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
        return absent()
    inline = document.media_type == PDF and request.query_params.get("view") == "1"
    return _file(content, document.file_name, inline)


async def _handed_in(request: Request) -> Response:
    number, reader = request.path_params["job"], current_reader()
    try:
        desk = (await run_sync(knowledge, 60)).jobs
        job = await run_sync(desk.job, number, reader)
        content = await run_sync(desk.original, number, reader)
    except (CasebaseError, FileNotFoundError):
        return absent()
    return _file(content, job.file_name, inline=False)


async def _held_page(request: Request) -> Response:
    try:
        image = await run_sync(_draw_held, request.path_params["job"], request.path_params["page"], _width(request))
    except (CasebaseError, FileNotFoundError):
        return absent()
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
