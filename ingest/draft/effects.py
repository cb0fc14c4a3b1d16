"""Effects in tables: which table compares, which columns are before and after, and how each figure is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.draft.figures import NOTHING, only_figure
from ingest.draft.lexicon import lexicon
from ingest.draft.records import Proof, Reading, Row, Table

BEFORE = re.compile(
    r"前(?!期比|年比|年度比)|従来|これまで|以前|まえ|手作業|人による|人手|開始時|旧|現行|単独|昨年|baseline|before|previous|without",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"後|あと|試行中|実証期間|実証中|終了時|現在|本年|今年|新|AI|ＡＩ|共同|活用時|利用時|導入時|直近|実績値|after|with|now|pilot",
    re.IGNORECASE,
)
ITEM = re.compile(
    r"項目|指標|観点|設問|測|何を|見たもの|比べた|効果|内容|区分|業務|^\s*$|measure|indicator|metric|item|outcome|what",
    re.IGNORECASE,
)
HOW = re.compile(
    r"根拠|測り方|測定|方法|把握|確かめ|備考|出所|摘要|算出|出典|evidence|method|basis|source|how", re.IGNORECASE
)
_UNIT = re.compile(r"単位|unit", re.IGNORECASE)
_ASIDE = re.compile(r"目標|増減|差|変化|改善|削減|比|No\.?|番号|target|change|difference|reduction", re.IGNORECASE)
_RESULT = re.compile(r"実績|実測|\bactual", re.IGNORECASE)
_YEAR = re.compile(r"(?:令和|平成|R|H|20)\s?[0-9元]{1,4}(?:年度?)?|FY\s?[0-9]{2,4}", re.IGNORECASE)
_METHODS = (
    (
        "claimed",
        re.compile(
            r"アンケート|自己申告|申告|聞き取り|質問紙|と答えた|意識調査|ヒアリング|感じ|満足|使いたい|survey"
            r"|questionnaire|self-report|found .{0,20}easy|said",
            re.IGNORECASE,
        ),
    ),
    ("estimated", re.compile(r"試算|推計|見込|見積|推定|換算|机上|予測値|estimat|projected|forecast", re.IGNORECASE)),
    (
        "measured",
        re.compile(
            r"実測|計測|測定|記録|集計|台帳|日誌|システム|決算|勤怠|抜取|抜き|採点|実績|ストップウォッチ"
            r"|タイムスタンプ|契約額|簿|分の平均|件数の|measured|time ?sheet|log|sample|counted",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """An effect as the record holds it, without its passage, and the passage."""

    effect: dict[str, Any]
    proof: Proof


@dataclass(frozen=True, slots=True)
class _Columns:
    item: int
    before: int | None
    after: int
    unit: int | None
    how: int | None


def table_effects(reading: Reading) -> list[Found]:
    """Return the effects that tables compare, row by row."""
    found: list[Found] = []
    for table in reading.tables:
        if table.appendix or lexicon()["cost"].heading.search(table.heading):
            continue
        columns = _columns(table)
        if columns is not None:
            found += [one for row in table.rows if (one := _effect(row, columns, table)) is not None]
    return found


def method_of(*texts: str) -> str:
    """Return how a figure is known, by the first of the texts that says it."""
    for text in texts:
        for method, words in _METHODS:
            if words.search(text):
                return method
    return "unknown"


def _columns(table: Table) -> _Columns | None:
    """Find the columns of a table that compares; None where it does not compare."""
    names = table.header.texts
    told = bool(lexicon()["effect"].heading.search(" ".join(table.headings[-2:])) or ITEM.search(names[0]))
    numbers = [at for at in range(1, len(names)) if _is_numeric(table, at) and not _ASIDE.fullmatch(names[at])]
    numbers = [at for at in numbers if not _UNIT.search(names[at]) and not re.match(r"目標|増減|差|No", names[at])]
    before = next((at for at in numbers if BEFORE.search(names[at]) and not _is_after(names[at])), None)
    after = next((at for at in numbers if at != before and AFTER.search(names[at])), None)
    if before is None and after is None:
        years = [at for at in numbers if _YEAR.search(names[at])]
        is_effect = lexicon()["effect"].heading.search(table.heading)
        if len(years) < 2 or not is_effect or _is_period(names[0]):
            return None
        before, after = years[0], years[-1]
    elif after is None:
        after = next((at for at in numbers if before is not None and at > before), None)
    elif before is None:
        before = next((at for at in reversed(numbers) if at < after), None)
    if after is None or not told:
        return None
    item = next(
        (
            at
            for at in range(len(names))
            if at not in numbers and not re.match(r"No|番号", names[at]) and not _UNIT.search(names[at])
        ),
        0,
    )
    unit = next((at for at, name in enumerate(names) if _UNIT.fullmatch(name)), None)
    how = next((at for at, name in enumerate(names) if HOW.search(name) and at not in {item, before, after}), None)
    return _Columns(item, before, after, unit, how)


def _is_after(name: str) -> bool:
    return bool(re.search(r"後|after", name, re.IGNORECASE))


def _is_period(name: str) -> bool:
    return bool(re.search(r"年度|年月|時期|year|period", name, re.IGNORECASE))


def _is_numeric(table: Table, column: int) -> bool:
    cells = [row.texts[column] for row in table.rows if column < len(row.cells)]
    said = [cell for cell in cells if not NOTHING.match(cell)]
    return bool(said) and sum(only_figure(cell) is not None for cell in said) >= 0.6 * len(said)


def _effect(row: Row, columns: _Columns, table: Table) -> Found | None:
    cells = row.texts
    if columns.after >= len(cells) or columns.item >= len(cells):
        return None
    metric, after = cells[columns.item], only_figure(cells[columns.after])
    if not metric or after is None or only_figure(metric) is not None:
        return None
    before = only_figure(cells[columns.before]) if columns.before is not None else None
    unit = cells[columns.unit] if columns.unit is not None and columns.unit < len(cells) else ""
    unit = unit or after.unit or (before.unit if before else "") or _unit_of(metric)
    how = cells[columns.how] if columns.how is not None and columns.how < len(cells) else ""
    method = method_of(how, metric, *_notes_on(metric, table.notes))
    if method == "unknown" and _RESULT.search(table.header.texts[columns.after]):
        method = "measured"
    effect = {"metric": metric, "before": before.value if before else None, "after": after.value, "unit": unit}
    return Found({**effect, "period": "", "method": method}, row.span.proof)


def _unit_of(metric: str) -> str:
    match = re.search(r"[（(]([^（）()]{1,6})[)）]\s*$", metric)
    return match[1] if match and re.fullmatch(r"%|％|円|万円|千円|時間|分|日|件|人|回|点", match[1]) else ""


def _notes_on(metric: str, notes: tuple[str, ...]) -> list[str]:
    """Return the clauses of notes that name the metric first, then the notes as a whole."""
    clauses = [clause for note in notes for clause in re.split(r"[。、]|及び", note)]
    words = [
        metric[at : at + 2]
        for at in range(len(metric) - 1)
        if re.fullmatch(r"[\u3400-\u9fff々ァ-ヶー]{2}", metric[at : at + 2])
    ]
    near = [part for note in notes for part in note.split("。") if any(word in part for word in words)]
    named = [clause for clause in clauses if any(word in clause for word in words) and method_of(clause) != "unknown"]
    whole = [
        note for note in notes if not re.search(r"[^\s]{2,12}は", note) or re.search(r"いずれも|全て|すべて", note)
    ]
    return [*named, *near, *whole]
