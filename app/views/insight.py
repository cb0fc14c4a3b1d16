"""Effects and trends: hours saved by task and organisation, how effects are known, and the cases by status over the years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from app.case_search import limits_of, selection_of
from app.components.case_facets import chosen_limits, value_name, without_limits
from app.components.charts import Bar, Dot, Part, Strip, bar_chart, data_table, legend, strip_chart
from app.components.header import page_title
from app.components.hours import hours_number
from app.components.labels import STATUS_CLASSES
from app.components.notices import empty
from app.links import State, address
from app.markup import Markup, el
from app.views.frame import Visit, holds_nothing, nothing_there, opened, show
from app.wording import Words
from casebase.cases.effects import GRADES, Per
from casebase.cases.facts import NO_STATUS
from casebase.cases.finding import Point, Tally
from casebase.record.fields import VOCABULARIES

STATUS_STYLES = {**STATUS_CLASSES, "": "unknown"}
GROUPS = ("task", "org")
MOST_ROWS, MOST_LINES = 20, 200
"""Organisations with a row of their own, and cases that a table names; the export has all."""


def show_insight(visit: Visit) -> None:
    """Show the charts, for the cases that the limits of the address leave."""
    say, state = visit.say, visit.state
    show(page_title(say("insight.title"), say("insight.lead")))
    casebase = opened(say)
    wanted = selection_of(state, casebase, visit.reader).wanted
    years = casebase.cases.years(visit.reader, wanted)
    grades = casebase.cases.grades(visit.reader, wanted)
    if limits := chosen_limits(state, say):
        show(limits)
    if not years and not grades and holds_nothing(casebase, visit):
        show(nothing_there(visit))
        return
    if not years and not grades:
        clear = el("a", say("facet.clear"), href=without_limits(state).href, class_="cb-button")
        show(empty(say("search.none"), say("search.none_help"), clear))
        return
    for per in Per:
        points = casebase.cases.points(visit.reader, wanted, per)
        show(_hours(points, per, state, say))
    show(_grades(grades, state, say))
    show(_years(years, state, say))


def _hours(points: Sequence[Point], per: Per, state: State, say: Words) -> Markup:
    group = state.one("by") if state.one("by") in GROUPS else GROUPS[0]
    heading = el("h2", say(f"insight.hours_{per}"), class_="cb-section-heading", id=f"hours-{per}")
    if not points:
        return el("section", heading, el("p", say("insight.no_hours"), class_="cb-muted"))
    rows: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        rows[point.task if group == "task" else point.owner].append(point)
    ordered = sorted(rows.items(), key=lambda row: (-len(row[1]), row[0]))[:MOST_ROWS]
    strips = [
        Strip(
            value_name(group, name, say) if name else say("insight.no_value"),
            _list(state, **({group: name} if name else {}), sort="effect"),
            [_dot(point, say) for point in found],
            {
                grade: (
                    say(f"method.{grade}"),
                    _list(state, **({group: name} if name else {}), grade=grade, sort="effect"),
                )
                for grade in GRADES
            },
        )
        for name, found in ordered
    ]
    lines = [
        (
            el("a", _title(point, say), href=address("case", say.language, {"id": point.document})),
            value_name("org", point.owner, say),
            say.value("task", point.task),
            hours_number(point.hours),
            say(f"method.{point.grade}"),
        )
        for point in points[:MOST_LINES]
    ]
    heads = [
        say("insight.case"),
        say("field.org"),
        say("field.task"),
        say(f"compare.row.hours_{per}"),
        say("field.grade"),
    ]
    return el(
        "section",
        heading,
        el("p", say.count(f"insight.hours_{per}_help", len(points)), class_="cb-hint"),
        _by(state, group, say),
        legend([(grade, say(f"method.{grade}")) for grade in GRADES if any(p.grade == grade for p in points)], "dot"),
        strip_chart(strips, say(f"insight.axis_{per}"), say),
        data_table(say(f"insight.hours_{per}"), heads, lines, say),
        data_testid=f"chart-{per}",
    )


def _dot(point: Point, say: Words) -> Dot:
    label = say(
        "insight.point",
        title=_title(point, say),
        owner=value_name("org", point.owner, say),
        hours=hours_number(point.hours),
        grade=say(f"method.{point.grade}"),
    )
    return Dot(point.hours, label, address("case", say.language, {"id": point.document}), point.grade)


def _by(state: State, group: str, say: Words) -> Markup:
    links = [
        el(
            "a",
            say(f"insight.by_{name}"),
            href=state.having(by=None if name == GROUPS[0] else name).href,
            aria_current="true" if name == group else None,
        )
        for name in GROUPS
    ]
    return el("p", links, class_="cb-order")


def _grades(tallies: Sequence[Tally], state: State, say: Words) -> Markup:
    styles = (*GRADES, "none")
    counts = {(one.first, one.second): one.count for one in tallies}
    known = list(VOCABULARIES["task_type"].values)
    tasks = [*known, *sorted({one.first for one in tallies} - set(known))]
    bars = []
    for task in tasks:
        name = say.value("task", task) if task else say("insight.no_value")
        parts = [
            _part(
                say(f"method.{grade}"),
                name,
                counts.get((task, grade), 0),
                grade,
                _list(state, grade=grade, **({"task": task} if task else {})),
                say,
            )
            for grade in styles
        ]
        if any(part.count for part in parts):
            bars.append(Bar(name, parts, apart=False))
    names = [(grade, say(f"method.{grade}")) for grade in styles if any(counts.get((task, grade)) for task in tasks)]
    return _section("grades", bars, names, say("field.task"), say)


def _years(tallies: Sequence[Tally], state: State, say: Words) -> Markup:
    counts = {(one.first, one.second): one.count for one in tallies}
    bars = []
    for year in sorted({one.first for one in tallies}):
        parts = [
            _part(
                _status(status, say),
                year,
                counts.get((year, status), 0),
                STATUS_STYLES[status],
                _list(state, year=year, status=status or NO_STATUS),
                say,
            )
            for status in STATUS_STYLES
        ]
        bars.append(Bar(year, parts))
    names = [(STATUS_STYLES[s], _status(s, say)) for s in STATUS_STYLES if any(counts.get((b.name, s)) for b in bars)]
    return _section("years", bars, names, say("field.year"), say)


def _section(name: str, bars: Sequence[Bar], names: Sequence[tuple[str, str]], first: str, say: Words) -> Markup:
    styles = [style for style, _ in names]
    rows = []
    for bar in bars:
        by_style = {part.style: part for part in bar.parts}
        links = [_count(by_style[style]) if style in by_style else "0" for style in styles]
        rows.append((bar.name, *links))
    return el(
        "section",
        el("h2", say(f"insight.{name}"), class_="cb-section-heading"),
        el("p", say(f"insight.{name}_help"), class_="cb-hint"),
        legend(names, "part"),
        bar_chart(bars, say),
        data_table(say(f"insight.{name}"), [first, *(shown for _, shown in names)], rows, say),
        data_testid=f"chart-{name}",
    )


def _count(part: Part) -> str | Markup:
    return el("a", f"{part.count:,}", href=part.href, aria_label=part.label) if part.count else "0"


def _part(what: str, of: str, count: int, style: str, href: str, say: Words) -> Part:
    return Part(what, count, say("insight.part", of=of, what=what, count=f"{count:,}"), href, style)


def _status(status: str, say: Words) -> str:
    return say.value("status", status) if status else say("insight.no_status")


def _list(state: State, **limits: str | None) -> str:
    """Return the address of the list of cases with the limits of this page and these."""
    base = State("search", state.language, limits_of(state).limits).having(
        kind=state.all("kind") or None, q=state.one("q")
    )
    return base.having(**limits).href


def _title(point: Point, say: Words) -> str:
    return (point.title_en if say.language == "en" else "") or point.title
