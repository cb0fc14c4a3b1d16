"""A list of cases to be taken along: CSV, XLSX or JSON, every case with its address and how its effects are known."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.components.hours import change_text
from app.components.labels import organization_of, title_of
from app.exports.safe import safe_cell
from app.links import document_href
from app.wording import Words
from casebase.cases.effects import Per, best_saving, effects_of
from casebase.cases.facts import facts_of, products_of
from casebase.cases.reading import text_of
from casebase.models import Document

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""Forms of an export, by extension."""

COLUMNS = (
    *("title", "organization", "kind", "task", "area", "status", "date", "result", "effects", "grades"),
    *("hours_user", "hours_total", "cost", "product", "network", "problem", "solution", "lessons", "stop_reason"),
    *("sources", "link"),
)
WIDTHS = {
    "title": 44,
    "organization": 20,
    "result": 50,
    "effects": 60,
    "problem": 50,
    "solution": 60,
    "lessons": 50,
    "link": 40,
}
SCHEMA = "casebase-cases/1"
LONGEST_CELL = 32_000
"""Characters of a cell; a worksheet's cell holds 32,767."""

Row = dict[str, str]


def written(form: str, documents: Sequence[Document], base: str, asked: str, say: Words) -> bytes:
    """Write documents in one of `FORMS`. `base` is the address of the server, `asked` the address of the list."""
    if form == "json":
        return as_json(documents, base, asked, say)
    rows = [row_of(document, base, say) for document in documents]
    heads = [say(f"export.{name}") for name in COLUMNS]
    return as_csv(heads, rows) if form == "csv" else as_xlsx(heads, rows, say)


def row_of(document: Document, base: str, say: Words) -> Row:
    """Return what a sheet says of a document, by column."""
    details, record = document.details, document.details.record
    effects = effects_of(record)
    hours = {per: best_saving(effects, per) for per in Per}
    return {
        "title": title_of(document, say.language),
        "organization": organization_of(document, say.language),
        "kind": say(f"kind.{details.kind}"),
        "task": say.value("task", details.task_type),
        "area": say.value("area", details.policy_area),
        "status": say.value("status", details.status),
        "date": details.published_on,
        "result": text_of(record, "summary_en" if say.language == "en" else "one_line_result"),
        "effects": "\n".join(f"{e.metric}: {change_text(e)} [{say(f'method.{e.grade}')}]" for e in effects),
        "grades": " / ".join(dict.fromkeys(say(f"method.{effect.grade}") for effect in effects)),
        **{f"hours_{per}": f"{e.saving.hours:.2f}" if e and e.saving else "" for per, e in hours.items()},
        "cost": text_of(record, "cost"),
        "product": " / ".join(products_of(record)),
        "network": text_of(record, "network_zone"),
        "problem": text_of(record, "problem"),
        "solution": text_of(record, "solution"),
        "lessons": text_of(record, "lessons"),
        "stop_reason": text_of(record, "stop_reason"),
        "sources": "\n".join(source.url for source in details.sources),
        "link": base + document_href(document, say.language),
    }


def as_csv(heads: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return CSV with a byte order mark, so that Excel reads it as UTF-8; no cell can become a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(head) for head in heads])
    writer.writerows([safe_cell(row[name]) for name in COLUMNS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], rows: Sequence[Row], say: Words) -> bytes:
    """Return a worksheet: the first row stays in sight, cells wrap, every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(say("export.sheet"))
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, 16)
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, row[name], number=name.startswith("hours_")) for name in COLUMNS])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(documents: Sequence[Document], base: str, asked: str, say: Words) -> bytes:
    """Return the cases with their records whole, and what was drawn from them."""
    cases = [_plain(document, base, say) for document in documents]
    content = {"schema": SCHEMA, "query": asked, "count": len(cases), "cases": cases}
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def _plain(document: Document, base: str, say: Words) -> dict[str, Any]:
    details = document.details
    facts = facts_of(details)
    effects = [
        {"metric": e.metric, "grade": e.grade, "source": e.source, "saving": asdict(e.saving) if e.saving else None,
         "not_comparable": e.obstacle}
        for e in effects_of(details.record)
    ]  # fmt: skip
    return {
        "document": document.id,
        "version": document.version,
        "case_id": facts.case_id,
        "title": details.title,
        "title_en": details.title_en,
        "organization": details.organization,
        "organization_name": details.organization_name,
        "kind": details.kind.value,
        "task_type": details.task_type,
        "policy_area": details.policy_area,
        "status": details.status,
        "published_on": details.published_on,
        "created_on": details.created_on,
        "starter": details.starter,
        "effects": effects,
        "record": dict(details.record),
        "link": base + document_href(document, say.language),
    }


def _cell(sheet: Any, text: str, bold: bool = False, number: bool = False) -> Any:
    if number and text:
        return WriteOnlyCell(sheet, value=float(text))
    cell = WriteOnlyCell(sheet, value=safe_cell(text)[:LONGEST_CELL])
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
