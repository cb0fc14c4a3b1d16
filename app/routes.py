"""Our own addresses beside Streamlit's: the HTML document, style sheets, page images and originals.

Images and originals ask the casebase for the present reader every time; what does not exist and what may not be read
give the same answer.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.knowledge import knowledge
from app.links import LANGUAGES
from app.reader import current_reader
from app.shell import shell
from app.site import SITE
from app.wording import words
from casebase.errors import CasebaseError, Withheld
from casebase.geometry import boxes_of
from casebase.models import Box
from ingest.load.pdf_images import render_page

WIDTHS = (300, 700, 1000, 1600)
"""Widths of page images in pixels; what is asked for is rounded up, so that few images are made."""

CACHED_IMAGES = 64
PDF = "application/pdf"

_images: OrderedDict[tuple[str, int, int, tuple[Box, ...]], bytes] = OrderedDict()
_images_lock = Lock()


def routes() -> list[BaseRoute]:
    """Return the routes that come before Streamlit's."""
    return [
        *(Route(f"/{page}", _document) for page in SITE),
        Route("/documents/{version}/pages/{page:int}.png", _page_image),
        Route("/documents/{version}/original", _original),
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
    image: bytes = render_page(casebase.drawing(version, reader), page, width, covered)
    with _images_lock:
        _images[key] = image
        while len(_images) > CACHED_IMAGES:
            _images.popitem(last=False)
    return image


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
    headers = {
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(document.file_name, safe='')}",
        "Cache-Control": "private, no-store",
    }
    if not inline:
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return Response(content, media_type=PDF if inline else "application/octet-stream", headers=headers)


def _absent() -> Response:
    return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})
