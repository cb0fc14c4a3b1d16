"""What an import would do or did: counts, columns, first records, and the rows with a problem, each with the way out."""

from __future__ import annotations

from app.links import address
from app.markup import Markup, el
from app.wording import Words
from casebase.access import organization_name
from ingest.exchange.importing import Fate, ImportReport
from ingest.exchange.problems import problem_of

MOST_SHOWN = 20
"""Rows of each kind that the page names; the file that is taken along has them all."""

_SAMPLE = ("line", "fate", "title", "organization", "status", "task_type", "result")


def counts_view(report: ImportReport, say: Words) -> Markup:
    """Return how many records are new, changed, the same, kept and refused."""
    shown = [fate for fate in Fate if report.fates[fate] or fate is not Fate.KEPT]
    pairs = [(say(f"import.fate.{fate}"), say.count("import.rows", report.fates[fate])) for fate in shown]
    items = [el("div", el("dt", name), el("dd", count)) for name, count in pairs]
    return el("dl", items, class_="cb-counts", data_testid="import-counts")


def columns_view(report: ImportReport, say: Words) -> Markup | None:
    """Return what becomes of the columns: fields, kept in their own words, or not taken."""
    kinds = (("mapped", report.mapped), ("kept", report.kept), ("ignored", report.ignored))
    items = [
        el(
            "li",
            el("strong", say.count(f"import.columns.{name}", len(columns))),
            el("p", say(f"import.columns_help.{name}"), class_="cb-hint"),
            el("p", [el("code", column) for column in columns], class_="cb-columns"),
        )
        for name, columns in kinds
        if columns
    ]
    if report.unmapped:
        values = [
            say("import.value_count", value=value, count=f"{count:,}")
            for value, count in report.unmapped.most_common(MOST_SHOWN)
        ]
        more = (
            [say("import.more", count=f"{len(report.unmapped) - MOST_SHOWN:,}")]
            if len(report.unmapped) > MOST_SHOWN
            else []
        )
        told = el("ul", [el("li", value) for value in (*values, *more)])
        items.append(el("li", el("details", el("summary", say("import.values_kept")), told)))
    return el("ul", items, class_="cb-import-columns") if items else None


def samples_table(report: ImportReport, say: Words) -> Markup | None:
    """Return the first records as a table."""
    if not report.samples:
        return None
    head = el("tr", [el("th", say(f"import.sample.{name}"), scope="col") for name in _SAMPLE])
    rows = [el("tr", [_cell(name, one, say) for name in _SAMPLE]) for one in report.samples]
    table = el(
        "table",
        el("caption", say("import.samples")),
        el("thead", head),
        el("tbody", rows),
        class_="cb-table",
        data_testid="import-samples",
    )
    return _framed(table, say("import.samples"))


def problems_table(report: ImportReport, say: Words) -> Markup | None:
    """Return the rows that are refused: line, field, cause and way out."""
    if not report.refused:
        return None
    names = ("line", "field", "cause", "way_out")
    head = el("tr", [el("th", say(f"import.sheet.{name}"), scope="col") for name in names])
    rows = []
    for line, reason in report.refused[:MOST_SHOWN]:
        one = problem_of(reason, say.language)
        rows.append(el("tr", [el("td", text) for text in (str(line), one.field, one.cause, one.way_out)]))
    name = say.count("import.problems", len(report.refused))
    parts = el("caption", name), el("thead", head), el("tbody", rows)
    more = len(report.refused) - MOST_SHOWN
    rest = el("p", say("import.more_problems", count=f"{more:,}"), class_="cb-hint") if more > 0 else None
    return el("div", _framed(el("table", parts, class_="cb-table", data_testid="import-problems"), name), rest)


def changes_list(report: ImportReport, say: Words) -> Markup | None:
    """Return which cases change, and which stay as they are because they were edited here."""
    if not report.changes:
        return None
    items = [
        el("li", say("import.change", line=line, title=title, fate=say(f"import.fate.{fate}")))
        for line, title, fate in report.changes[:MOST_SHOWN]
    ]
    more = len(report.changes) - MOST_SHOWN
    rest = el("li", say("import.more", count=f"{more:,}")) if more > 0 else None
    return el("details", el("summary", say.count("import.changes", len(report.changes))), el("ul", items, rest))


def report_links(number: int, say: Words) -> Markup:
    """Return the links that take the report along."""
    links = [
        el(
            "a",
            say(f"import.take_{form}"),
            href=f"/imports/{number}/report.{form}?lang={say.language}",
            class_="cb-button",
        )
        for form in ("csv", "json")
    ]
    return el("p", links, class_="cb-actions")


def import_href(number: int, language: str) -> str:
    """Return the address of an import."""
    return address("import", language, {"run": str(number)})


def _framed(table: Markup, name: str) -> Markup:
    """Return a table that scrolls by itself where the window is narrow, also by keyboard."""
    return el("div", table, class_="cb-table-frame cb-import-table", tabindex="0", role="region", aria_label=name)


def _cell(name: str, sample: dict[str, str], say: Words) -> Markup:
    text = sample.get(name, "")
    if name == "organization":
        return el("td", organization_name(text, say.language))
    if name == "fate":
        return el("td", say(f"import.fate.{text}"))
    return el("td", say.value(name.removesuffix("_type"), text) if name in {"status", "task_type"} else text)
