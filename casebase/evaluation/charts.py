"""Charts of a report as inline SVG: no script, no font and no address outside the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from casebase.evaluation.metrics import Estimate

_LABEL, _BAR, _ROW = 150, 420, 26
_BLUE, _GREY, _INK = "#7096F8", "#D9D9D9", "#1A1A1A"


def interval_bars(figures: Mapping[str, Estimate], described: str) -> str:
    """Draw means in 0..1 as bars with their 95 % intervals; `described` is read out in place of the chart."""
    rows = []
    for number, (name, figure) in enumerate(figures.items()):
        y = number * _ROW
        low, high = _LABEL + figure.low * _BAR, _LABEL + figure.high * _BAR
        middle = y + _ROW / 2
        rows.append(
            _text(_LABEL - 8, middle + 4, name, "end")
            + f'<rect x="{_LABEL}" y="{y + 5}" width="{_BAR}" height="{_ROW - 10}" fill="{_GREY}" opacity=".4"/>'
            + f'<rect x="{_LABEL}" y="{y + 5}" width="{figure.mean * _BAR:.1f}" height="{_ROW - 10}" fill="{_BLUE}"/>'
            + f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {middle - 4}v8M{high:.1f} {middle - 4}v8" '
            f'stroke="{_INK}" stroke-width="1.5" fill="none"/>'
            + _text(_LABEL + _BAR + 8, middle + 4, f"{figure.mean:.3f}", "start")
        )
    return _svg(_LABEL + _BAR + 60, len(figures) * _ROW, "".join(rows), described)


def histogram(values: Sequence[float], unit: str, described: str, bins: int = 24) -> str:
    """Draw how often which value occurs, up to the 99th percentile; the last bar holds everything beyond."""
    if not values:
        return ""
    ordered = sorted(values)
    top = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))] or 1.0
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / top * bins))] += 1
    width, height, tallest = 22.0, 110.0, max(counts)
    bars = "".join(
        f'<rect x="{i * width:.1f}" y="{height * (1 - count / tallest):.1f}" width="{width - 2:.1f}" '
        f'height="{height * count / tallest:.1f}" fill="{_BLUE}"><title>{count}</title></rect>'
        for i, count in enumerate(counts)
    )
    axis = f'<path d="M0 {height}H{bins * width}" stroke="{_INK}"/>'
    labels = _text(0, height + 16, "0", "start") + _text(bins * width, height + 16, f"{top:.0f} {unit}", "end")
    return _svg(bins * width, height + 22, bars + axis + labels, described)


def rank_columns(ranks: Sequence[int], described: str) -> str:
    """Draw at which rank the first right document stands: 1 to 10, and 0 for not among the ten."""
    counts = [sum(rank == wanted for rank in ranks) for wanted in (*range(1, 11), 0)]
    width, height, tallest = 48.0, 110.0, max(1, *counts)
    columns = []
    for i, count in enumerate(counts):
        tall = height * count / tallest
        fill = _BLUE if i < 10 else "#B3261E"
        columns.append(
            f'<rect x="{i * width:.1f}" y="{height - tall + 16:.1f}" width="{width - 6:.1f}" height="{tall:.1f}" fill="{fill}"/>'
            + _text(i * width + (width - 6) / 2, height - tall + 12, str(count), "middle")
            + _text(i * width + (width - 6) / 2, height + 32, str(i + 1) if i < 10 else "圏外 / –", "middle")
        )
    return _svg(11 * width + 12, height + 38, "".join(columns), described)


def _svg(width: float, height: float, content: str, described: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(described, quote=True)}" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">{content}</svg>'
    )


def _text(x: float, y: float, content: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" fill="{_INK}">{escape(content)}</text>'
