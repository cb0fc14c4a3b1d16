"""Addresses at which lists of cases are taken along, with the rights of whoever asks."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.case_search import selection_of
from app.exports.cases import FORMS, written
from app.knowledge import knowledge
from app.links import State, read_state
from app.reader import current_reader
from app.responses import absent, attached
from app.wording import words
from casebase.errors import CasebaseError


def case_routes() -> list[BaseRoute]:
    """Return the routes."""
    return [Route("/cases/export.{form:str}", _export)]


async def _export(request: Request) -> Response:
    form = request.path_params["form"]
    if form not in FORMS:
        return absent()
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    state = read_state("search", query)
    try:
        content = await run_sync(_content, form, state, str(request.base_url).rstrip("/"))
    except CasebaseError:
        return absent()
    response = attached(content, f"{words(state.language)('export.file_name')}.{form}", FORMS[form])
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _content(form: str, state: State, base: str) -> bytes:
    casebase, reader = knowledge(60), current_reader()
    selection = selection_of(state, casebase, reader)
    found = casebase.cases.listed(reader, selection.wanted, selection.order)
    shown = state.having(p=None, cmp=None, view=None)
    return written(form, found.documents, base, base + shown.href, words(state.language))
