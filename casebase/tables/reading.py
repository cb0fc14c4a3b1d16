"""A question read against one table: every word of it is a column, a cell, a limit, what is done, a title, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from casebase.answer.question import Question
from casebase.catalogue.periods import stretches_in
from casebase.tables import limits as on
from casebase.tables.amounts import take_bounds, take_stretches, take_years
from casebase.tables.columns import Type, concepts
from casebase.tables.leftover import take_places, take_words
from casebase.tables.limits import Bound, bounds_in
from casebase.tables.marks import take_empty, take_marks, take_stages
from casebase.tables.meant import columns_about
from casebase.tables.notes import Notes, Read
from casebase.tables.operations import Act, Cue, Operation, Span, cues_in, is_used, operation_of, outside
from casebase.tables.phrases import Said, said_in
from casebase.tables.sheet import Table
from casebase.tables.titles import Titles

_UNREAD_NO = re.compile(
    r"(?<!少)な(?:い|かった|く(?!て))(?!.{0,3}(?:順|方|もの))|ませ?ん|[一-鿿ぁ-ん]ず(?=に|、)|以外|除[くいき]"
    r"|\b(?:not|never|without|no|except|excluding)\b|n't"
)
_A_FIGURE = re.compile(r"何(?:人|名|点|円|ポンド|ドル|時間|分|日間|%|パーセント|割|台)")
_BESIDE_A_ROW = re.compile(
    r"(?<![0-9０-９万億千円人件時間台%％年月日割点名回倍])より(?:も)?(?:高|安|多|少|長|短|新し|古|大き|小さ|早|遅)"
    r"|平均(?:値)?(?:以上|以下|より|を[超下上])"
    r"|\bthan\b(?! (?:[£$€¥]|\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|a|the|any|all)\b))"
    r"|(?:above|below|under|over)(?:[ -]the)?[ -]average"
)
"""Sets rows against one of them or against their mean: no limit says that."""

_ABOUT = re.compile(r"について|に関して|に関する")
_WENT_LIVE = re.compile(r"\b(?:went|go(?:es)?|gone|going) live\b")
_MOST_NAMED = re.compile(r"最も|一番|最多|\b(?:most|top|main)\b", re.IGNORECASE)
_OTHER_BEHIND = re.compile(r"以外")
_OTHER_BEFORE = re.compile(r"\b(?:other than|except(?: for)?|not|excluding)\b")


def read(table: Table, titles: Titles, asked: Question, text: str) -> Read | None:
    """Return what a question, `text` in search form, asks of a table; None where a word of it is not understood."""
    notes = Notes(table, titles, asked, text, text)
    if not take_places(notes):
        return None
    said = said_in(notes.rest, table)
    bounds, stretches = list(bounds_in(notes.rest)), list(stretches_in(notes.rest))
    _take_idioms(notes)
    _take_said(notes, [one for one in said if notes.is_left(one.span) and not _within(one.span, bounds)])
    take_years(notes)
    cues = _take_cues(notes, said, bounds)
    _take_concepts(notes)
    notes.blank_all(_A_FIGURE)
    notes.blank_all(_ABOUT)
    if not take_bounds(notes, bounds) or not take_stretches(notes, stretches):
        return None
    take_marks(notes)
    take_empty(notes)
    take_stages(notes)
    if not take_words(notes) or not notes.are_joined or not notes.are_known or _UNREAD_NO.search(notes.rest):
        return None
    if _BESIDE_A_ROW.search(text):
        return None
    return notes.read(_operation(notes, cues))


def _operation(notes: Notes, cues: Sequence[Cue]) -> Operation:
    """Return what is done; 「一番の不安」 where a column of texts is called 「最も多い不安」 asks for no most of anything."""
    operation = operation_of(cues)
    meant = {at for at, *_ in notes.named} | {at for among, _ in notes.about.values() for at in among}
    of_limits = {at for limit in notes.limits for at in limit.columns}
    texts = [at for at in meant | of_limits if notes.column(at).type is Type.TEXT]
    says_most = operation.act is Act.MOST and any(_MOST_NAMED.search(notes.column(at).name) for at in texts)
    if says_most and not any(notes.column(at).type in {Type.FIGURE, Type.MOMENT} for at in meant):
        return Operation(Act.TELL, whole=operation.whole)
    return Operation(Act.TOTAL, adds=True) if notes.adds and operation.act is Act.TELL else operation


def _take_idioms(notes: Notes) -> None:
    """Take out what means a beginning though one of its words may be a cell: a system that went live is not just Live."""
    columns = columns_about(notes.table, "start")
    if columns and (found := _WENT_LIVE.search(notes.rest)):
        notes.mean("start", columns, found.start())
        notes.blank(*found.span())


def _take_said(notes: Notes, said: Sequence[Said]) -> None:
    """Take out the columns and cells that are said word for word; rows with cells that are denied are not meant."""
    for one in said:
        start, end = one.span
        if one.is_column:
            notes.named += [(at, one.span, one.weight) for at in one.columns]
            notes.of_table += 1
        else:
            columns = [(at, notes.column(at)) for at in one.columns]
            denied = notes.limit(on.of_cells(_as_written(notes, one), columns, one.values), one.span)
            behind = _OTHER_BEHIND.match(notes.rest[end:]) if denied else None
            end += behind.end() if behind else 0
            if denied:
                notes.blank_all(_OTHER_BEFORE)
        notes.blank(start, end)


def _as_written(notes: Notes, one: Said) -> str:
    """Return a cell as it stands in the table, where only one is meant; else as the question says it."""
    if len(one.values) == 1:
        for at in one.columns:
            for cell, row in zip(notes.column(at).cells, notes.table.rows, strict=True):
                if cell in one.values and row.cells[at].strip():
                    return row.cells[at].strip()
    return notes.rest[slice(*one.span)]


def _take_cues(notes: Notes, said: Sequence[Said], bounds: Sequence[Bound]) -> list[Cue]:
    """Take out what says what is done with rows, but for what stands in the name of a column or in a limit."""
    spans = [one.span for one in said] + [one.span for one in bounds]
    cues = list(outside(cues_in(notes.text), spans))
    operation = operation_of(cues)
    used = [cue for cue in cues if is_used(cue, operation)]
    for cue in used:
        notes.blank(*cue.span)
    return used


def _take_concepts(notes: Notes) -> None:
    """Take out words that mean a column by what it is about, where there is one."""
    for key, concept in concepts().items():
        columns = columns_about(notes.table, key)
        for pattern in (concept.asked, concept.said):
            for found in pattern.finditer(notes.rest) if columns and pattern else ():
                notes.mean(key, columns, found.start())
                notes.blank(*found.span())


def _within(span: Span, bounds: Iterable[Bound]) -> bool:
    return any(bound.span[0] <= span[0] and span[1] <= bound.span[1] for bound in bounds)
