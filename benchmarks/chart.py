"""Draw the kept figures as one chart, `docs/benchmarks/benchmarks.svg`. Runs in the peers' environment, which has altair."""

from __future__ import annotations

from typing import Any

import altair as alt

from benchmarks.results import FOLDER, read

BLUE, GREY = "#0017C1", "#949494"


def main() -> None:
    """Draw what was measured: the contest as bars, the cost of size as lines."""
    contest, scale = read("contest"), read("scale")
    rows = [_contest(contest)] if contest else []
    if scale:
        rows.append(_scale(scale))
    chart = (
        alt.vconcat(*rows, spacing=36).configure_axis(labelFontSize=12, titleFontSize=12).configure_view(stroke=None)
    )
    chart.save(str(FOLDER / "benchmarks.svg"))


def _contest(figures: dict[str, Any]) -> alt.HConcatChart:
    wanted = (
        ("passages_per_s", "ingest, passages a second", "more is better"),
        ("query_p50_ms", "one search, median ms", "less is better"),
        ("recall_at_1", "R@1", "more is better"),
    )
    panels = [
        alt.Chart(alt.Data(values=figures["rows"]), width=190, height=110, title=f"{title} ({better})")
        .mark_bar()
        .encode(
            x=alt.X(f"{name}:Q", title=None),
            y=alt.Y("name:N", title=None, sort=None),
            color=alt.condition("datum.name === 'ai-casebase'", alt.value(BLUE), alt.value(GREY)),
        )
        for name, title, better in wanted
    ]
    return alt.hconcat(*panels, spacing=24)


def _scale(figures: dict[str, Any]) -> alt.HConcatChart:
    times = [
        {"passages": row["passages"], "ms": row[name][place], "what": f"{said}, {share}"}
        for row in figures["rows"]
        for name, said in (("search_ms", "search"), ("answer_ms", "answer"))
        for place, share in enumerate(("p50", "p95"))
    ]
    parts = [
        {"passages": f"{row['passages']:,}", "bytes": size / row["passages"], "part": part}
        for row in figures["rows"]
        for part, size in row["disk_parts"].items()
    ]
    lines = (
        alt.Chart(alt.Data(values=times), width=330, height=200, title="time by number of synthetic passages, ms")
        .mark_line(point=True)
        .encode(
            x=alt.X("passages:Q", scale=alt.Scale(type="log"), title="passages"),
            y=alt.Y("ms:Q", title=None),
            color=alt.Color("what:N", title=None),
        )
    )
    bars = (
        alt.Chart(alt.Data(values=parts), width=330, height=200, title="disk by part, bytes a passage")
        .mark_bar()
        .encode(
            x=alt.X("bytes:Q", title=None),
            y=alt.Y("passages:N", title=None, sort=None),
            color=alt.Color("part:N", title=None),
        )
    )
    return alt.hconcat(lines, bars, spacing=24).resolve_scale(color="independent")


if __name__ == "__main__":
    main()
