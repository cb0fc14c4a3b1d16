"""Addresses that the desk's script asks: a draft as JSON, a page's text, and one field at a time to save.

Who writes is what the browser keeps (`app.person`); a request that writes must say a header that no foreign page can send.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.components.error_words import error_text
from app.desk_data import change_of, comments_data, conflict_data, desk_data, standing
from app.knowledge import knowledge
from app.person import COOKIE, actor_of
from app.reader import current_reader
from app.responses import asked_language
from app.wording import words
from casebase.cases.states import CaseState
from casebase.errors import CasebaseError, NotFound, RecordInvalid, StorageError, WrongState
from casebase.people import Actor
from casebase.record.borne_out import without_former_passages
from ingest.draft.begin import materials_of, pages_of

HEADER = "x-casebase-desk"
"""Header that the script sets on what it sends; another site's page cannot set it without being asked for first."""

LARGEST = 200_000
"""Bytes of one field that is saved."""

_STATUS: Mapping[type[CasebaseError], int] = {RecordInvalid: 422, WrongState: 409, StorageError: 503}
"""What the address answers where it is not 400, by the kind of error."""

_NEVER_KEPT = {"Cache-Control": "private, no-store"}


def desk_routes() -> list[BaseRoute]:
    """Return the routes of the desk."""
    return [
        Route("/desk/{case}.json", _draft),
        Route("/desk/{case}/standing.json", _standing),
        Route("/desk/{case}/pages/{version}/{page:int}.json", _page),
        Route("/desk/{case}/fields/{field}", _save, methods=["POST"]),
    ]


async def _draft(request: Request) -> Response:
    return await _answer(request, lambda actor: _read_draft(request, actor))


async def _standing(request: Request) -> Response:
    return await _answer(request, lambda actor: _read_standing(request, actor))


async def _page(request: Request) -> Response:
    return await _answer(request, lambda actor: _read_page(request, actor))


async def _save(request: Request) -> Response:
    if request.headers.get(HEADER) != "1":
        return JSONResponse({"error": "FOREIGN"}, status_code=403, headers=_NEVER_KEPT)
    body = await request.body()
    try:
        said = json.loads(body) if len(body) <= LARGEST else None
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("seen"), int):
        return JSONResponse({"error": "UNREADABLE"}, status_code=400, headers=_NEVER_KEPT)
    return await _answer(request, lambda actor: _write(request, actor, said))


async def _answer(request: Request, act: Any) -> Response:
    """Run what a request asks for as the person that the browser names, and return the result or why there is none."""
    actor = actor_of(request.cookies.get(COOKIE, ""))
    if actor is None:
        return JSONResponse({"error": "NOBODY"}, status_code=403, headers=_NEVER_KEPT)
    status = 200
    try:
        result = await run_sync(act, actor)
    except NotFound:
        status, result = 404, {"error": "NOT_FOUND"}
    except CasebaseError as error:
        status = next((number for kind, number in _STATUS.items() if isinstance(error, kind)), 400)
        result = {"error": error.code, "message": error_text(error, words(asked_language(request)))}
    return JSONResponse(result, status_code=status, headers=_NEVER_KEPT)


def _read_draft(request: Request, actor: Actor) -> dict[str, Any]:
    casebase = knowledge(60)
    case = casebase.case_desk.case(request.path_params["case"], actor.reader)
    return desk_data(casebase, case, actor, current_reader(), words(asked_language(request)))


def _read_standing(request: Request, actor: Actor) -> dict[str, Any]:
    casebase = knowledge(60)
    case = casebase.case_desk.case(request.path_params["case"], actor.reader)
    if request.query_params.get("seen") == str(case.version):
        return {"version": case.version, "comments": comments_data(casebase, case, actor)}
    return standing(casebase, case, pages_of(materials_of(casebase, case, current_reader())), actor)


def _read_page(request: Request, actor: Actor) -> dict[str, Any]:
    casebase = knowledge(60)
    case = casebase.case_desk.case(request.path_params["case"], actor.reader)
    version, number = request.path_params["version"], request.path_params["page"]
    page = pages_of(materials_of(casebase, case, current_reader(), only=version)).get((version, number))
    if page is None:
        raise NotFound()
    return {"text": page.text}


def _write(request: Request, actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    casebase, field = knowledge(60), request.path_params["field"]
    case = casebase.case_desk.case(request.path_params["case"], actor.reader)
    if case.state is not CaseState.DRAFT:
        raise WrongState(case.id, case.state.value)
    materials = materials_of(casebase, case, current_reader())
    evidence = [one for one in said.get("evidence") or () if isinstance(one, dict)]
    change = change_of(field, said.get("value"), evidence, materials)
    change = without_former_passages(field, case.entries.get(field), change)
    saved = casebase.case_desk.save(case.id, {field: change}, said["seen"], actor)
    pages = pages_of(materials)
    return {
        **standing(casebase, saved.case, pages, actor),
        "conflicts": [conflict_data(one, pages) for one in saved.conflicts],
    }
