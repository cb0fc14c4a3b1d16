"""Reports of imports in words, in the shape that programs rely on, and as they are kept while an import goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ingest.exchange.importing import MOST_NAMED, Fate, ImportReport
from ingest.exchange.problems import problem_text

_FATES = {
    Fate.NEW: ("新規", "new"),
    Fate.CHANGED: ("変更", "changed"),
    Fate.UNCHANGED: ("変更なし", "unchanged"),
    Fate.KEPT: ("こちらで編集済みのため据え置き", "kept, since they were edited here"),
    Fate.REFUSED: ("取り込めない", "refused"),
}
_HEADS = {
    True: ("項目になった列", "そのまま残した列", "取り込まない列", "対応する語がなく、そのまま残した値", "ほか"),
    False: (
        "Columns that became fields",
        "Columns kept as they are",
        "Columns not taken",
        "Values without a word of ours, kept as they are",
        "and more",
    ),
}


def report_shape(report: ImportReport, dry_run: bool) -> dict[str, Any]:
    """Return a report in the shape that programs rely on."""
    return {
        "file": report.file,
        "format": report.form,
        "dry_run": dry_run,
        "rows": report.rows,
        **{fate.value: report.fates[fate] for fate in Fate},
        "changes": [{"line": line, "title": title, "fate": fate.value} for line, title, fate in report.changes],
        "refusals": [{"line": line, "reason": reason} for line, reason in report.refused],
        "columns_mapped": report.mapped,
        "columns_kept": report.kept,
        "columns_ignored": report.ignored,
        "values_kept": dict(report.unmapped.most_common()),
        "samples": report.samples,
    }


def report_of(shape: Mapping[str, Any]) -> ImportReport:
    """Return the report that a shape was made of."""
    return ImportReport(
        file=shape["file"],
        form=shape["format"],
        fates=Counter({fate: shape[fate.value] for fate in Fate if shape[fate.value]}),
        refused=[(one["line"], one["reason"]) for one in shape["refusals"]],
        changes=[(one["line"], one["title"], Fate(one["fate"])) for one in shape["changes"]],
        mapped=list(shape["columns_mapped"]),
        kept=list(shape["columns_kept"]),
        ignored=list(shape["columns_ignored"]),
        unmapped=Counter(shape["values_kept"]),
        samples=list(shape["samples"]),
    )


def fate_word(fate: Fate, language: str) -> str:
    """Return what becomes of a record in words."""
    return _FATES[fate][language != "ja"]


def report_text(report: ImportReport, dry_run: bool, language: str) -> str:
    """Return a report in words."""
    japanese = language == "ja"
    counts = [f"{fate_word(fate, language)} {report.fates[fate]:,}" for fate in Fate if report.fates[fate]]
    if japanese:
        head = f"{report.file}（{report.form}）: {report.rows:,}件 — {'、'.join(counts)}"
    else:
        head = f"{report.file} ({report.form}): {report.rows:,} records — {', '.join(counts)}"
    named = _HEADS[japanese]
    columns = zip(named, (report.mapped, report.kept, report.ignored), strict=False)
    lines = [head, *(f"{name}: {', '.join(some)}" for name, some in columns if some)]
    if report.unmapped:
        values = [f"{value} ×{count:,}" for value, count in report.unmapped.most_common(MOST_NAMED)]
        more = len(report.unmapped) - len(values)
        lines.append(f"{named[3]}: {'; '.join(values)}{f'; {named[4]} {more:,}' if more else ''}")
    lines += _named_rows(report, language)
    if dry_run:
        lines.append("試行のため、何も登録していません。" if japanese else "A dry run: nothing was taken in.")
    return "\n".join(lines)


def _named_rows(report: ImportReport, language: str) -> list[str]:
    rows = [(fate_word(fate, language), line, title) for line, title, fate in report.changes[:MOST_NAMED]]
    refused = fate_word(Fate.REFUSED, language)
    rows += [(refused, line, problem_text(reason, language)) for line, reason in report.refused[:MOST_NAMED]]
    where = "{}行目" if language == "ja" else "line {}"
    return [f"{what}: {where.format(line)}: {text}" for what, line, text in rows]
