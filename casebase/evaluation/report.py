"""The report of a measurement as JSON (for programs and later comparison) and as lines for the terminal."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casebase.evaluation.datasets import Half
from casebase.evaluation.metrics import Difference, Estimate, difference
from casebase.evaluation.runs import Run
from casebase.evaluation.summary import Summary, failing, values

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one command measured, at what time, with which model, on which half of the questions."""

    measured_at: str
    model: str
    runs: Sequence[Run]
    summaries: Sequence[Summary]
    differences: Mapping[str, Mapping[str, Difference]]
    half: Half = Half.ALL


def make_report(
    runs: Sequence[Run],
    summaries: Sequence[Summary],
    model: str,
    compared_with: Mapping[str, Any] | None = None,
    half: Half = Half.ALL,
) -> Report:
    """Put runs together; `compared_with` is an earlier report as JSON, whose questions are paired with these by id."""
    measured_at = datetime.now(UTC).isoformat(timespec="seconds")
    gaps = differences(runs, compared_with) if compared_with else {}
    return Report(measured_at, model, runs, summaries, gaps, half)


def differences(runs: Sequence[Run], earlier: Mapping[str, Any]) -> dict[str, dict[str, Difference]]:
    """Compare with an earlier report, by data set and measure, over the questions that both measured."""
    before = {
        item["dataset"]: {question["id"]: question["values"] for question in item["outcomes"]}
        for item in earlier["datasets"]
    }
    found: dict[str, dict[str, Difference]] = {}
    for run in runs:
        old = before.get(run.dataset, {})
        pairs: dict[str, list[tuple[float, float]]] = {}
        for outcome in run.outcomes:
            for name, value in values(outcome).items():
                if name in old.get(outcome.question.id, {}):
                    pairs.setdefault(name, []).append((old[outcome.question.id][name], value))
        if pairs:
            found[run.dataset] = {
                name: difference([a for a, _ in both], [b for _, b in both]) for name, both in pairs.items()
            }
    return found


def write_json(report: Report, path: Path) -> None:
    """Write the report with every question's numbers."""
    data = {
        "format": FORMAT,
        "measured_at": report.measured_at,
        "machine": {"system": platform.platform(), "python": platform.python_version()},
        "model": report.model,
        "half": report.half.value,
        "datasets": [
            {**asdict(summary), "outcomes": _outcomes(run)}
            for run, summary in zip(report.runs, report.summaries, strict=True)
        ],
        "differences": {
            name: {measure: asdict(gap) for measure, gap in gaps.items()} for name, gaps in report.differences.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Read a report that `write_json` wrote. Raises ValueError when it is something else."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if data.get("format") != FORMAT:
        raise ValueError(f"{path} is not a report of this program")
    return data


def report_lines(report: Report) -> list[str]:
    """Return the figures as lines of text."""
    lines = [f"Half of the questions: {report.half.value}"] if report.half is not Half.ALL else []
    for summary in report.summaries:
        lines.append(f"{summary.dataset}: {summary.questions} questions, {summary.documents} documents")
        for name, figure in summary.measures.items():
            lines.append(f"  {name:<18} {figure.mean:.4f}  [{figure.low:.4f}, {figure.high:.4f}]  n={figure.n}")
        lines.append(f"  search ms          p50 {summary.search_ms[0]:.1f}, p95 {summary.search_ms[1]:.1f}")
        if summary.ask_ms[1]:
            lines.append(f"  answer ms          p50 {summary.ask_ms[0]:.1f}, p95 {summary.ask_ms[1]:.1f}")
        lines += _group_lines("by language", summary.by_language) + _group_lines("by type", summary.by_type)
        for name, gap in report.differences.get(summary.dataset, {}).items():
            lines.append(f"  change of {name:<18} {gap.mean:+.4f}  [{gap.low:+.4f}, {gap.high:+.4f}]  p={gap.p:.3f}")
    return lines


_COLUMNS = {
    "R@1": "recall@1",
    "R@5": "recall@5",
    "R@10": "recall@10",
    "nDCG@10": "ndcg@10",
    "MRR@10": "mrr@10",
    "span@5": "span@5",
    "cit.prec": "citation precision",
    "cit.rec": "citation recall",
    "cit.span": "cited span",
    "has gold": "answer has gold",
    "refused": "refused",
    "wr.ref.": "wrongly refused",
}


def _group_lines(title: str, groups: Mapping[str, Mapping[str, Estimate]]) -> list[str]:
    """A line a group: means, each with half the width of its 95 % interval."""
    if not groups:
        return []
    shown = {short: name for short, name in _COLUMNS.items() if any(name in figures for figures in groups.values())}
    lines = [f"  {title + ' (mean±half of the 95 % interval)':<50}", " " * 29 + "".join(f"{s:>10}" for s in shown)]
    for label, figures in groups.items():
        count = max(figure.n for figure in figures.values()) if figures else 0
        cells = (f"{_short(figures[name]) if name in figures else '':>10}" for name in shown.values())
        lines.append(f"    {label:<21}{count:>4}{''.join(cells)}")
    return [line.rstrip() for line in lines]


def _short(figure: Estimate) -> str:
    return f"{figure.mean:.3f}±{(figure.high - figure.low) / 2:.2f}".replace("0.", ".")


def _outcomes(run: Run) -> list[dict[str, Any]]:
    faults = {outcome.question.id: words for outcome, words in failing(run)}
    return [
        {
            "id": outcome.question.id,
            "question": outcome.question.text,
            "put": outcome.put,
            "gold": list(outcome.question.gold),
            "spans": list(outcome.question.spans),
            "language": outcome.question.language,
            "type": outcome.question.type,
            "found": list(outcome.found),
            "span_rank": outcome.span_rank,
            "ms": round(outcome.ms, 2),
            "values": values(outcome),
            "fault": faults.get(outcome.question.id, ""),
            "answer": asdict(outcome.asked) if outcome.asked else None,
        }
        for outcome in run.outcomes
    ]
