"""Charts of Office files as tables: what they are called, their series and categories, and the values that they show.

A chart keeps a copy of the values that it was drawn from, as they were when it was saved; the workbook behind it is not opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casebase.errors import DamagedDocument
from ingest.characters import one_line
from ingest.load.office import Element, Package, attribute, child, local
from ingest.load.tables import table_blocks
from ingest.load.xlsx_format import shown
from ingest.records import Block

MOST_SERIES, MOST_POINTS = 200, 2_000
"""Series of one chart and points of one series that are read: more is no chart that anybody reads."""

Points = dict[int, str]


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    categories: Points
    values: Points
    sizes: Points


def chart_blocks(package: Package, part: str) -> list[Block]:
    """Return a chart's title and a table of its categories and series; nothing for a part that is missing or no chart."""
    if part not in package:
        return []
    try:
        chart = child(package.tree(part), "chart")
    except DamagedDocument:
        return []  # the document is whole without it
    if chart is None:
        return []
    title = _text_of(child(chart, "title", "tx"))
    area = child(chart, "plotArea")
    series = [_series(one) for kind in (area if area is not None else ()) for one in kind if local(one) == "ser"]
    tables = [block for some in _alike(series[:MOST_SERIES]) for block in _table(some, _axis_title(area))]
    return [Block(title), *tables] if title else tables


def _series(element: Element) -> _Series:
    categories = child(element, "cat")
    values = child(element, "val")
    return _Series(
        _text_of(child(element, "tx")),
        _points(categories if categories is not None else child(element, "xVal")),
        _points(values if values is not None else child(element, "yVal")),
        _points(child(element, "bubbleSize")),
    )


def _alike(series: Sequence[_Series]) -> Iterator[list[_Series]]:
    """Divide series into those that share their categories, which make one table."""
    group: list[_Series] = []
    for one in series:
        if group and one.categories and one.categories != group[0].categories:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _table(series: Sequence[_Series], axis: str) -> list[Block]:
    categories = next((one.categories for one in series if one.categories), {})
    rows = sorted({at for one in series for at in (*one.values, *one.categories)})
    columns = [(one.name, one.values) for one in series] + [
        (f"{one.name} (size)", one.sizes) for one in series if one.sizes
    ]
    header = [axis, *(name for name, _ in columns)]
    body = [[categories.get(at, str(at + 1)), *(points.get(at, "") for _, points in columns)] for at in rows]
    return table_blocks([header, *body], header=any(header)) if body else []


def _points(source: Element | None) -> Points:
    """Return the points of a reference or a literal by their number; levels of categories are joined, the outermost first."""
    for kept in source if source is not None else ():
        name = local(kept)
        cache = next((one for one in kept if local(one).endswith("Cache")), None) if name.endswith("Ref") else kept
        if cache is None:
            continue
        levels = [one for one in cache if local(one) == "lvl"]
        if levels:
            return _joined([_cached(level) for level in reversed(levels)])
        return _cached(cache)
    return {}


def _cached(cache: Element) -> Points:
    stated = child(cache, "formatCode")
    code = (stated.text or "General") if stated is not None else "General"
    numeric = local(cache).startswith("num")
    found: Points = {}
    for point in cache:
        value = child(point, "v")
        number = attribute(point, "idx")
        if local(point) != "pt" or value is None or not number.isdecimal() or len(found) >= MOST_POINTS:
            continue
        text = value.text or ""
        found[int(number)] = shown(text, attribute(point, "formatCode") or code) if numeric else one_line(text)
    return found


def _joined(levels: Sequence[Points]) -> Points:
    """An outer level names only the first of the categories beneath it."""
    found: Points = {}
    last = [""] * len(levels)
    for at in sorted({at for level in levels for at in level}):
        last = [level.get(at, before) for level, before in zip(levels, last, strict=True)]
        found[at] = " ".join(part for part in last if part)
    return found


def _axis_title(area: Element | None) -> str:
    for axis in area if area is not None else ():
        if local(axis) in {"catAx", "dateAx"}:
            return _text_of(child(axis, "title", "tx"))
    return ""


def _text_of(written: Element | None) -> str:
    """Return a text of a chart: written into it, or copied from a cell."""
    if written is None:
        return ""
    rich = child(written, "rich")
    if rich is not None:
        return one_line(" ".join("".join(text.text or "" for text in one.iter("{*}t")) for one in rich.iter("{*}p")))
    cache = child(written, "strRef", "strCache")
    points = _cached(cache) if cache is not None else {}
    value = child(written, "v")
    return " ".join(points.values()) if points else one_line((value.text or "") if value is not None else "")
