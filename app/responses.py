"""Answers of our own addresses: what there is not, and files to be saved."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.links import LANGUAGES


def asked_language(request: Request) -> str:
    """Return the language that an address asks for; one that is not offered is Japanese."""
    language = request.query_params.get("lang", "ja")
    return language if language in LANGUAGES else "ja"


def absent() -> Response:
    """Return the one answer for what does not exist and for what may not be read."""
    return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})


def attached(content: bytes, name: str, kind: str) -> Response:
    """Return a file to be saved under `name`."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=kind, headers=headers)
