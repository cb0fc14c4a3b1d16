"""Figures and dates in a question: limits on a column, or what the titles say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebase.catalogue.periods import Stretch, asks_of_begin, asks_of_end, stretches_in
from casebase.tables import limits as on
from casebase.tables.columns import Column, Type
from casebase.tables.limits import Bound
from casebase.tables.meant import columns_of, is_yearly, most_said, the_one
from casebase.tables.notes import Notes
from casebase.text.normalize import search_form

_A_YEAR = re.compile(
    r"\b(?:a|per|each|every|in a) year\b|\bannually\b|\byearly\b|年間(?:で|に)?|年に|1年(?:間)?(?:で|に)?|毎年"
)
_OVER_THE_YEAR = re.compile(r"\b(?:over|for|in|during|across|of) the (?:whole |full )?year\b|年間を通じて|1年を通して")
_YEARS_TOGETHER = re.compile(r"(\d{1,2})年間(?:で|の)?|\b(?:over|in|across) (?:the |all )?(\d{1,2}) years\b")


def take_years(notes: Notes) -> None:
    """Take out that something is meant of a year, where amounts are of one, or of the years that all rows are of together."""
    notes.blank_all(_OVER_THE_YEAR)
    if any("money" in column.about and is_yearly(column) for column in notes.table.columns):
        notes.blank_all(_A_YEAR)
    if found := _YEARS_TOGETHER.search(notes.rest):
        dated = [notes.column(at) for at in columns_of(notes.table, Type.MOMENT)]
        if any(_months(column) == 12 * int(found[1] or found[2]) for column in dated):
            notes.blank(*found.span())
            notes.adds = True


def take_bounds(notes: Notes, bounds: Sequence[Bound]) -> bool:
    """Take out limits in figures; return False where it is not known of which column one is."""
    for bound in bounds:
        at = _measured(notes, bound)
        if at is None:
            return False
        notes.settle(at, on.of_bound(at, notes.column(at), bound))
        notes.blank(*bound.span)
    return True


def _measured(notes: Notes, bound: Bound) -> int | None:
    """Return the column that a limit in figures is of: the one that is named nearest, else the only one of its kind or unit."""
    columns = notes.table.columns
    fitting = [at for at in columns_of(notes.table, Type.FIGURE) if on.is_of_unit(columns[at], bound)]
    named = [(-weight, abs(span[1] - bound.span[0]), at) for at, span, weight in notes.named if at in fitting]
    if named:
        return min(named)[2]
    for key in (bound.concept, *notes.about):
        among = [at for at in fitting if key and key in columns[at].about]
        if (found := most_said(notes.table, among, notes.text)) is not None:
            return found
    return the_one(notes.table, [at for at in fitting if columns[at].unit == bound.unit]) if bound.unit else None


def take_stretches(notes: Notes, stretches: Sequence[Stretch]) -> bool:
    """Take out dates, as limits or as what titles and columns say; return False where it is not known what one is of."""
    of_title = list(stretches_in(notes.titles.searched))
    for one in stretches:
        if not notes.is_left((one.start, one.end)):
            continue
        at = _dated(notes, one)
        notes.blank(one.start, one.end)
        in_title = any(one.span == other.span or _is_same_year(one, other) for other in of_title)
        if of_year := _of_year(notes, one):
            notes.mean(f"={one.said}", of_year, one.start)
        elif in_title and (at is None or _holds_all(notes.column(at), one)):
            notes.of_title += 1
        elif at is None:
            return False
        else:
            notes.settle(at, on.of_stretch(at, notes.column(at), one))
    return True


def _of_year(notes: Notes, stretch: Stretch) -> tuple[int, ...]:
    """Return the columns that say a year in their names: the FY2024 of 「FY2024」 and 「FY2025」."""
    if not stretch.is_year or "" in {stretch.span.first, stretch.span.last}:
        return ()
    names = (search_form(column.name).replace("fy", " fy ") for column in notes.table.columns)
    return tuple(
        at for at, name in enumerate(names) if any(_is_same_year(stretch, other) for other in stretches_in(name))
    )


def _holds_all(column: Column, stretch: Stretch) -> bool:
    """Tell whether all dates of a column lie in a stretch of time, so that it tells no rows from others."""
    return all(moment.lies_in(stretch.span, stretch.is_year) for moment in column.moments.values())


def _dated(notes: Notes, stretch: Stretch) -> int | None:
    """Return the column that a date is of: the one named, the one that begin or end means, or the only one."""
    dated = columns_of(notes.table, Type.MOMENT)
    named = [at for at, *_ in notes.named if at in dated]
    if named:
        return named[0]
    keys: list[str] = [key for key in ("end", "start") if key in notes.about]
    keys += ["end"] * asks_of_end(notes.text) + ["start"] * asks_of_begin(notes.text)
    for key in keys:
        among = [at for at in dated if key in notes.column(at).about]
        if len(among) == 1:
            return among[0]
    return dated[0] if len(dated) == 1 else None


def _months(column: Column) -> int:
    """Return how many months the dates of a column reach over."""
    firsts = sorted(moment.first for moment in column.moments.values())
    first, last = firsts[0], firsts[-1]
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1


def _is_same_year(one: Stretch, other: Stretch) -> bool:
    first, second = one.span, other.span
    closed = bool(first.last) and bool(second.last)
    return one.is_year and other.is_year and closed and first.first[:4] == second.first[:4]
