"""Charts as markup: every point and every bar is a link, its words are text, and the same data stand beside it as a table.

No picture is drawn: what the browser shows are lists whose marks are placed by percent, so they grow with the window, are
read aloud in their order and need no library. Grades differ by pattern as well as by colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from app.markup import Markup, el
from app.wording import Words

MOST_POINTS = 15
"""Points that one row shows each by itself; of more, the middle half and the median of each grade are shown."""

TICKS = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a chart: where it stands, what it says when it is read aloud, and what it opens."""

    value: float
    label: str
    href: str
    style: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of points. `href` opens the list of all its cases, `styles` those of one style: its name and address."""

    name: str
    href: str
    dots: Sequence[Dot]
    styles: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: how many, of what, and what it opens."""

    name: str
    count: int
    label: str
    href: str
    style: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of parts. `apart` says that nothing is in two parts, so that their sum is a number of cases."""

    name: str
    parts: Sequence[Part]
    apart: bool = True

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)


def strip_chart(strips: Sequence[Strip], unit: str, say: Words) -> Markup:
    """Return rows of points on one scale from 0 (or the least, where that is below) to the most."""
    values = [dot.value for strip in strips for dot in strip.dots]
    low, high = min(0.0, *values, 0.0), _round_up(max(*values, 0.0))
    span = (high - low) or 1.0

    def at(value: float) -> str:
        return f"left:{100 * (value - low) / span:.2f}%"

    ticks = [low + span * n / TICKS for n in range(TICKS + 1)]
    axis = el(
        "div",
        [el("span", f"{tick:,.4g}" if abs(tick) < 1000 else f"{tick:,.0f}", style=at(tick)) for tick in ticks],
        class_="cb-axis",
        aria_hidden="true",
    )
    rows = []
    for strip in strips:
        marks: Sequence[Markup] = [_dot(dot, at(dot.value)) for dot in strip.dots]
        if len(strip.dots) > MOST_POINTS:
            marks = [_middle_half(strip, low, span, say), *(_dot(dot, at(dot.value)) for dot in _medians(strip, say))]
        name = el("a", strip.name, href=strip.href, class_="cb-row-name")
        rows.append(el("li", name, el("div", marks, class_="cb-row-track"), class_="cb-row"))
    return el(
        "div",
        el("ul", rows),
        axis,
        el("p", unit, class_="cb-axis-name"),
        class_="cb-chart",
    )


def bar_chart(bars: Sequence[Bar], say: Words) -> Markup:
    """Return rows of bars, the longest being the whole width."""
    most = max((bar.total for bar in bars), default=0) or 1
    rows = []
    for bar in bars:
        parts = [
            el(
                "a",
                el("span", f"{part.count:,}", aria_hidden="true"),
                href=part.href,
                aria_label=part.label,
                title=part.label,
                class_=f"cb-part cb-part-{part.style}",
                style=f"width:{100 * part.count / most:.2f}%",
            )
            for part in bar.parts
            if part.count
        ]
        rows.append(
            el(
                "li",
                el("span", bar.name, class_="cb-row-name"),
                el(
                    "div",
                    parts,
                    el("span", say.count("cases.count", bar.total), class_="cb-part-total") if bar.apart else None,
                    class_="cb-parts",
                ),
                class_="cb-row",
            )
        )
    return el("div", el("ul", rows), class_="cb-chart")


def legend(entries: Sequence[tuple[str, str]], kind: str) -> Markup:
    """Return what the marks mean: pairs of a style and its name; `kind` is `dot` or `part`."""
    items = [
        el("li", el("span", class_=f"cb-{kind} cb-{kind}-{style}", aria_hidden="true"), name) for style, name in entries
    ]
    return el("ul", items, class_="cb-legend")


def data_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str | int | Markup]], say: Words) -> Markup:
    """Return the data of a chart as a table that opens below it."""
    head = el("tr", [el("th", name, scope="col") for name in heads])
    body = [
        el(
            "tr",
            el("th", row[0], scope="row"),
            [el("td", value, data_label=name) for name, value in zip(heads[1:], row[1:], strict=True)],
        )
        for row in rows
    ]
    table = el("table", el("caption", caption), el("thead", head), el("tbody", body), class_="cb-data")
    frame = el("div", table, class_="cb-table-frame", tabindex="0", role="region", aria_label=caption)
    return el("details", el("summary", say("insight.as_table")), frame, class_="cb-as-table")


def _dot(dot: Dot, place: str) -> Markup:
    return el(
        "a", href=dot.href, aria_label=dot.label, title=dot.label, class_=f"cb-dot cb-dot-{dot.style}", style=place
    )


def _medians(strip: Strip, say: Words) -> list[Dot]:
    """Return a point for each style of a row: the median of its points, which opens their list."""
    found = []
    for style, (name, href) in strip.styles.items():
        values = [dot.value for dot in strip.dots if dot.style == style]
        if values:
            middle = median(values)
            label = say(
                "insight.median", name=strip.name, style=name, count=f"{len(values):,}", median=f"{middle:,.1f}"
            )
            found.append(Dot(middle, label, href, style))
    return found


def _middle_half(strip: Strip, low: float, span: float, say: Words) -> Markup:
    first, middle, third = quantiles([dot.value for dot in strip.dots], n=4)
    label = say(
        "insight.middle",
        name=strip.name,
        count=f"{len(strip.dots):,}",
        low=f"{first:,.1f}",
        median=f"{middle:,.1f}",
        high=f"{third:,.1f}",
    )
    left, width = 100 * (first - low) / span, 100 * (third - first) / span
    inner = 100 * (middle - first) / (third - first) if third > first else 50.0
    return el(
        "a",
        el("span", class_="cb-median", style=f"left:{inner:.1f}%", aria_hidden="true"),
        href=strip.href,
        aria_label=label,
        title=label,
        class_="cb-half",
        style=f"left:{left:.2f}%;width:{max(width, 0.5):.2f}%",
    )


def _round_up(value: float) -> float:
    """Return the next round number: 11.3 → 12, 1892 → 2000."""
    if value <= 0:
        return 1.0
    scale = 1.0
    while value > 100 * scale:
        scale *= 10
    while value <= 10 * scale and scale > 0.01:
        scale /= 10
    steps = -(-value // (4 * scale))
    return float(steps * 4 * scale)
