"""Addresses at which the report of an import is taken along, for people of the organisation that imports."""

from __future__ import annotations

import csv
import io
import json

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.exports.cases import FORMS
from app.knowledge import knowledge
from app.person import COOKIE, actor_of
from app.responses import absent, asked_language, attached
from app.wording import Words, words
from casebase.errors import CasebaseError
from casebase.imports import ImportRun
from casebase.people import Actor
from ingest.exchange.importing import ImportReport
from ingest.exchange.problems import problem_of
from ingest.exchange.reporting import fate_word, report_of
from ingest.exchange.tables import guarded


def import_routes() -> list[BaseRoute]:
    """Return the routes."""
    return [Route("/imports/{number:int}/report.{form:str}", _report)]


def said_report(run: ImportRun) -> ImportReport:
    """Return the report of what was imported so far, or of the dry run where nothing was yet."""
    return report_of(run.report or run.plan)


def report_csv(run: ImportRun, say: Words) -> bytes:
    """Return a report as a table that spreadsheets open: the counts, then every row that somebody should look at."""
    report, text = said_report(run), io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(say(f"import.sheet.{name}") for name in ("fate", "line", "title", "field", "cause", "way_out"))
    for fate, count in report.fates.items():
        writer.writerow([fate_word(fate, say.language), "", say.count("import.rows", count), "", "", ""])
    for line, title, fate in report.changes:
        writer.writerow([fate_word(fate, say.language), line, guarded(title), "", "", ""])
    for line, reason in report.refused:
        one = problem_of(reason, say.language)
        cells = map(guarded, (one.field, one.cause, one.way_out))
        writer.writerow([say("import.fate.refused"), line, "", *cells])
    return text.getvalue().encode("utf-8-sig")


async def _report(request: Request) -> Response:
    form, actor = request.path_params["form"], actor_of(request.cookies.get(COOKIE, ""))
    if form not in {"csv", "json"} or actor is None:
        return absent()
    try:
        run = await run_sync(_run, request.path_params["number"], actor)
    except CasebaseError:
        return absent()
    say = words(asked_language(request))
    content = report_csv(run, say) if form == "csv" else _json(run)
    name = say("import.report_name")
    return attached(content, f"{name}-{run.id}.{form}", FORMS[form])


def _json(run: ImportRun) -> bytes:
    return json.dumps(run.report or run.plan, ensure_ascii=False, indent=1).encode()


def _run(number: int, actor: Actor) -> ImportRun:
    return knowledge(60).imports.run(number, actor)
