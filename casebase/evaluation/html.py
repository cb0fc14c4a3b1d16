"""The report of a measurement as one HTML file that can be opened, mailed and printed without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from casebase.evaluation.charts import histogram, interval_bars, rank_columns
from casebase.evaluation.datasets import Half
from casebase.evaluation.metrics import Difference, Estimate
from casebase.evaluation.report import Report
from casebase.evaluation.runs import Outcome, Run
from casebase.evaluation.summary import Summary, failing

SHOWN_FAILURES = 200
_CHARTED = ("recall@5", "span@5", "answer has gold", "refused")
_CUT = 240

_STYLE = """
body{font-family:"Noto Sans JP","Hiragino Sans","Yu Gothic UI",sans-serif;color:#1a1a1a;max-width:1080px;margin:2rem auto;
padding:0 1rem;line-height:1.7}h1{font-size:1.6rem}h2{font-size:1.3rem;margin-top:2.5rem;border-top:1px solid #d9d9d9;
padding-top:1.5rem}h3{font-size:1.05rem}table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{border-bottom:1px
solid #d9d9d9;padding:.35rem .6rem;text-align:left;vertical-align:top}td.figure,th.figure{text-align:right;
font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}.quiet{color:#626264}summary{cursor:pointer}
.wide{overflow-x:auto}.wide td{white-space:nowrap}small{color:#626264}
"""


def write_html(report: Report, path: Path) -> None:
    """Write the report with its charts and the questions that went wrong."""
    sections = [
        _section(run, summary, report.differences.get(summary.dataset, {}))
        for run, summary in zip(report.runs, report.summaries, strict=True)
    ]
    page = (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>評価報告 / Evaluation report</title><style>{_STYLE}</style></head><body>"
        "<h1>評価報告 / Evaluation report</h1>"
        f'<p class="quiet">{escape(report.measured_at)} · {escape(report.model)}{_half(report)}</p>'
        f"{''.join(sections)}</body></html>"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def _section(run: Run, summary: Summary, gaps: Mapping[str, Difference]) -> str:
    name = escape(summary.dataset)
    ranks = [_rank(outcome) for outcome in run.outcomes if outcome.question.answerable and outcome.question.gold]
    parts = [
        f"<h2>{name}</h2><p>{summary.questions} 問 / questions · {summary.documents} 文書 / documents"
        f" · {summary.citations} 引用 / citations</p>",
        _figures(summary.measures, gaps),
        interval_bars(summary.measures, f"{summary.dataset}: measures with 95 % intervals"),
    ]
    if ranks:
        parts.append("<h3>正しい資料の順位 / Rank of the first right document</h3>")
        parts.append(rank_columns(ranks, f"{summary.dataset}: rank of the first right document"))
    parts.append(
        "<h3>検索の時間 / Time of a search</h3>"
        f"<p>p50 {summary.search_ms[0]:.1f} ms · p95 {summary.search_ms[1]:.1f} ms</p>"
        + histogram([outcome.ms for outcome in run.outcomes], "ms", f"{summary.dataset}: time of a search")
    )
    answer_times = [outcome.asked.ms for outcome in run.outcomes if outcome.asked]
    if answer_times:
        parts.append(
            "<h3>回答の時間 / Time of an answer</h3>"
            f"<p>p50 {summary.ask_ms[0]:.1f} ms · p95 {summary.ask_ms[1]:.1f} ms</p>"
            + histogram(answer_times, "ms", f"{summary.dataset}: time of an answer")
        )
    for title, groups in (("言語別 / By language", summary.by_language), ("種類別 / By type", summary.by_type)):
        if groups:
            parts.append(
                f"<h3>{title}</h3>" + _group_charts(groups, f"{summary.dataset}, {title}") + _group_table(groups)
            )
    return "".join(parts) + _failures(run)


def _half(report: Report) -> str:
    return f" · 問いの半分 / half of the questions: {report.half.value}" if report.half is not Half.ALL else ""


def _group_charts(groups: Mapping[str, Mapping[str, Estimate]], described: str) -> str:
    """Draw the measures that a reader asks for first, a bar a group."""
    charts = []
    for name in _CHARTED:
        figures = {label: measures[name] for label, measures in groups.items() if name in measures}
        if figures:
            charts.append(f"<p>{name}</p>" + interval_bars(figures, f"{described}: {name} with 95 % intervals"))
    return "".join(charts)


def _figures(measures: Mapping[str, Estimate], gaps: Mapping[str, Difference]) -> str:
    rows = []
    for name, figure in measures.items():
        gap = gaps.get(name)
        change = f"{gap.mean:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}] p={gap.p:.3f}" if gap else ""
        rows.append(
            f'<tr><th scope="row">{escape(name)}</th><td class="figure">{figure.mean:.4f}</td>'
            f'<td class="figure">{figure.low:.4f} – {figure.high:.4f}</td><td class="figure">{figure.n}</td>'
            + (f'<td class="figure">{change}</td></tr>' if gaps else "</tr>")
        )
    last = '<th scope="col" class="figure">変化 / change</th>' if gaps else ""
    return (
        '<table><thead><tr><th scope="col">指標 / measure</th><th scope="col" class="figure">平均 / mean</th>'
        '<th scope="col" class="figure">95 %</th><th scope="col" class="figure">n</th>'
        f"{last}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _group_table(groups: Mapping[str, Mapping[str, Estimate]]) -> str:
    names = list(dict.fromkeys(name for figures in groups.values() for name in figures))
    head = "".join(f'<th scope="col" class="figure">{escape(name)}</th>' for name in names)
    rows = []
    for label, figures in groups.items():
        cells = "".join(
            f'<td class="figure">{_cell(figures[name])}</td>' if name in figures else "<td></td>" for name in names
        )
        rows.append(f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>')
    return (
        f'<div class="wide"><table><thead><tr><th scope="col"></th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(figure: Estimate) -> str:
    return f"{figure.mean:.3f} ({figure.n})<br><small>{figure.low:.2f}–{figure.high:.2f}</small>"


def _failures(run: Run) -> str:
    faults = failing(run)
    if not faults:
        return "<h3>うまくいかなかった問い / Questions that went wrong</h3><p>なし / none</p>"
    rows = "".join(_failure(outcome, words) for outcome, words in faults[:SHOWN_FAILURES])
    more = f" ({SHOWN_FAILURES} shown)" if len(faults) > SHOWN_FAILURES else ""
    return (
        f"<h3>うまくいかなかった問い / Questions that went wrong: {len(faults)}{more}</h3>"
        '<table><thead><tr><th scope="col">id</th><th scope="col">問い / question</th><th scope="col">何が / what</th>'
        '<th scope="col">正しい資料 / right</th><th scope="col">見つけた資料 / found</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _failure(outcome: Outcome, words: str) -> str:
    question, asked = outcome.question, outcome.asked
    said = _details("回答 / answer", [" ".join(asked.sentences)]) if asked and asked.sentences else ""
    read = _details("見つけた箇所 / passages", [f"{document}: {text[:_CUT]}" for document, text in outcome.read])
    wanted = f"<br><small>{escape(' / '.join(question.spans))}</small>" if question.spans else ""
    put = f"<br><small>→ {escape(outcome.put)}</small>" if outcome.put not in {"", question.text} else ""
    kind = " · ".join(label for label in (question.type, question.language) if label)
    return (
        f"<tr><td>{escape(question.id)}<br><small>{escape(kind)}</small></td><td>{escape(question.text)}{put}{said}</td>"
        f"<td>{escape(words)}</td><td>{escape(', '.join(question.gold))}{wanted}</td>"
        f"<td>{escape(', '.join(outcome.found[:5]))}{read}</td></tr>"
    )


def _details(title: str, texts: Sequence[str]) -> str:
    items = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return f"<details><summary>{title}</summary>{items}</details>" if items else ""


def _rank(outcome: Outcome) -> int:
    """Return the rank (from 1) of the first relevant document found, or 0."""
    return next((i for i, document in enumerate(outcome.found, start=1) if document in outcome.question.gold), 0)
