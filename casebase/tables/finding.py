"""The rows that a question asks for, out of all rows of a table, and what is counted or added up over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casebase.tables.columns import Column, Type
from casebase.tables.meant import columns_about, the_one
from casebase.tables.notes import Read
from casebase.tables.operations import Act
from casebase.tables.sheet import Table
from casebase.tables.sought import Asked
from casebase.tables.values import figure_in, is_void

FEWEST_COMPARED = 2
"""Rows with a value from which one has the most of it."""

_WHEN = re.compile(r"いつ|何[年月日]|\bwhen\b|\bwhat (?:date|year|month)\b")
_HOW_MUCH = re.compile(r"いくら|\bhow much\b")
_A_FIGURE = re.compile(r"何(?:人|名|点|円|ポンド|ドル|時間|分|日間|%|パーセント|割|台)")
_OF_ROWS = re.compile(r"総数|件数|何件|\bhow many\b|\bnumber of\b")
_WHO = re.compile(r"誰|だれ|\bwho\b|\bwhose\b|\bwhom\b")
_OF_WHOM = frozenset({"person", "department", "vendor"})


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the rows that `fit`, those to be `told`, and of a column what is `measured` over how many `known` ones.

    `groups` are values of a column with what each has, the most first; `value` is a number, a sum or a mean.
    `is_empty`: the one row says nothing in the columns that are asked for.
    """

    act: Act
    fit: tuple[int, ...]
    told: tuple[int, ...]
    column: int | None = None
    known: int = 0
    value: Decimal | None = None
    of_total_row: Decimal | None = None
    groups: tuple[tuple[str, Decimal], ...] = ()
    grouped_by: int | None = None
    is_empty: bool = False


def found_in(table: Table, read: Read) -> Found | None:
    """Return what a question finds in a table; None where it is not said which column is meant, or nothing fits."""
    rows = tuple(row for row in range(len(table.rows)) if all(limit.holds(row) for limit in read.limits))
    act = read.operation.act
    if not rows and not (act is Act.COUNT and len(read.limits) == 1 and read.limits[0].is_sure):
        return None
    return _FINDERS[act](Asked(table, read), rows)


def _most(asked: Asked, rows: Sequence[int]) -> Found | None:
    operation = asked.operation
    at = asked.measure(*((Type.MOMENT,) if operation.about == "start" else (Type.FIGURE,)))
    group = asked.group()
    if at is None and asked.columns(Type.FIGURE, Type.MOMENT):
        return None
    if operation.compares and (compared := _compared(asked, rows, at)) is not None:
        return compared
    if group is not None and ((at is None and operation.is_number) or (at is not None and operation.adds)):
        return _grouped(asked, rows, group, at)
    if at is None:
        return None
    column = asked.table.columns[at]
    known = [row for row in rows if _value(column, row) is not None]
    if len(known) < (1 if asked.read.limits else FEWEST_COMPARED):
        return None
    ordered = sorted(known, key=lambda row: _order(column, row), reverse=not operation.least)
    told = _first(ordered, lambda row: _order(column, row), operation.many, operation.place)
    return Found(Act.MOST, tuple(rows), tuple(told), at, len(known)) if told else None


def _compared(asked: Asked, rows: Sequence[int], at: int | None) -> Found | None:
    """Return which of the values that a question sets side by side has more, where one of them has several rows."""
    several = [limit for limit in asked.read.limits if len(limit.values) > 1 and len(limit.columns) == 1]
    if len(several) != 1 or len(rows) <= len(several[0].values):
        return None
    if at is not None and not _adds_up(asked.table.columns[at]):
        return None
    return _grouped(asked, rows, several[0].columns[0], at)


def _difference(asked: Asked, rows: Sequence[int], at: int) -> Decimal | None:
    """Return by how much two rows, or the sums of two groups of rows, differ."""
    column = asked.table.columns[at]
    several = [limit for limit in asked.read.limits if len(limit.values) > 1 and len(limit.columns) == 1]
    if not several or any(row not in column.figures for row in rows):
        return None
    sums: dict[str, Decimal] = {}
    for row in rows:
        cell = asked.table.columns[several[0].columns[0]].cells[row]
        sums[cell] = sums.get(cell, Decimal(0)) + column.figures[row]
    if len(sums) != FEWEST_COMPARED or (len(rows) > len(sums) and not _adds_up(column)):
        return None
    return abs(next(iter(sums.values())) - list(sums.values())[1])


def _first(ordered: Sequence[int], value: Callable[[int], object], many: int, place: int) -> list[int]:
    """Return the first `many` of ordered rows, with those that have as much as the last of them; or those at a place alone."""
    values = list(dict.fromkeys(map(value, ordered)))
    if place:
        return [row for row in ordered if len(values) >= place and value(row) == values[place - 1]]
    last = value(ordered[min(many, len(ordered)) - 1])
    end = max(at for at, row in enumerate(ordered) if value(row) == last)
    return list(ordered[: end + 1])


def _grouped(asked: Asked, rows: Sequence[int], group: int, at: int | None) -> Found | None:
    """Return the values of a column that have most rows, or the largest sum."""
    column = asked.table.columns[group]
    if at is not None and asked.table.columns[at].type is not Type.FIGURE:
        return None
    sums: dict[str, Decimal] = {}
    for row in rows:
        if column.cells[row] in column.distinct:
            more = Decimal(1) if at is None else asked.table.columns[at].figures.get(row, Decimal(0))
            sums[column.cells[row]] = sums.get(column.cells[row], Decimal(0)) + more
    if len(sums) < FEWEST_COMPARED:
        return None
    ordered = sorted(sums.items(), key=lambda one: one[1], reverse=not asked.operation.least)
    wanted = asked.operation.place or asked.operation.many
    last = ordered[min(wanted, len(ordered)) - 1][1]
    told = [one for one in ordered if one[1] == last] if asked.operation.place else ordered[: _upto(ordered, last)]
    names = {name for name, _ in told}
    fit = tuple(row for row in rows if column.cells[row] in names)
    return Found(Act.MOST, tuple(rows), fit, at, len(sums), groups=tuple(told), grouped_by=group)


def _upto(ordered: Sequence[tuple[str, Decimal]], last: Decimal) -> int:
    return max(at for at, one in enumerate(ordered) if one[1] == last) + 1


def _count(asked: Asked, rows: Sequence[int]) -> Found | None:
    figures = asked.columns(Type.FIGURE) if asked.counted() is None else []
    if figures and not asked.read.named and any(key == "uses" for key, *_ in asked.read.about):
        figures = []
    if figures:
        return _total(asked, rows) if asked.operation.adds or not asked.read.limits else _tell(asked, rows)
    counted = asked.counted()
    if counted is not None:
        column = asked.table.columns[counted]
        distinct = {column.cells[row] for row in rows if column.cells[row] in column.distinct}
        groups = tuple((cell, Decimal(sum(column.cells[row] == cell for row in rows))) for cell in sorted(distinct))
        return Found(
            Act.COUNT, tuple(rows), tuple(rows), value=Decimal(len(distinct)), groups=groups, grouped_by=counted
        )
    if not asked.read.limits and not asked.read.of_title:
        return None
    return Found(Act.COUNT, tuple(rows), tuple(rows), value=Decimal(len(rows)))


def _total(asked: Asked, rows: Sequence[int]) -> Found | None:
    at = asked.measure(Type.FIGURE)
    if at is None and not asked.columns(Type.FIGURE) and not _OF_ROWS.search(asked.read.text):
        at = the_one(asked.table, [at for at in columns_about(asked.table, "money") if asked.table.columns[at].figures])
    if at is None:
        return _count(asked, rows) if _OF_ROWS.search(asked.read.text) and not asked.columns(Type.FIGURE) else None
    column = asked.table.columns[at]
    act = Act.AVERAGE if asked.operation.act is Act.AVERAGE else Act.TOTAL
    values = [column.figures[row] for row in rows if row in column.figures]
    if not values or (act is Act.TOTAL and (column.unit == "%" or "rate" in column.about)):
        return None
    total = sum(values, Decimal(0))
    value = total / len(values) if act is Act.AVERAGE else total
    of_row = None
    if act is Act.TOTAL and len(rows) == len(asked.table.rows) and asked.table.total:
        of_row = _figure(column, asked.table.total.cells[at])
    return Found(act, tuple(rows), tuple(rows), at, len(values), value, of_row)


def _tell(asked: Asked, rows: Sequence[int]) -> Found | None:
    read, table = asked.read, asked.table
    if not read.limits and read.of_title and (_HOW_MUCH.search(read.text) or _A_FIGURE.search(read.text)):
        return _total(asked, rows)
    if not read.limits and not (asked.operation.whole and read.of_title):
        return None
    columns = [at for at, *_ in read.named] + [at for _, among, _ in read.about for at in among]
    types = {table.columns[at].type for at in columns}
    about = {key for at in columns for key in table.columns[at].about}
    if (_WHEN.search(read.text) and Type.MOMENT not in types) or (
        _HOW_MUCH.search(read.text) and Type.FIGURE not in types
    ):
        return None
    if _A_FIGURE.search(read.text) and Type.FIGURE not in types:
        return None
    if _WHO.search(read.text) and not about & _OF_WHOM:
        return None
    valued = types and types <= {Type.FIGURE, Type.MOMENT}
    if len(rows) == 1 and valued and all(is_void(table.columns[at].cells[rows[0]]) for at in columns):
        return Found(Act.TELL, tuple(rows), tuple(rows), is_empty=True)
    at = asked.measure(Type.FIGURE)
    if asked.operation.differs:
        differ = _difference(asked, rows, at) if at is not None else None
        return Found(Act.TELL, tuple(rows), tuple(rows), at, len(rows), differ) if differ is not None else None
    if at is None or len(rows) < FEWEST_COMPARED or not _adds_up(table.columns[at]):
        return Found(Act.TELL, tuple(rows), tuple(rows))
    values = [table.columns[at].figures[row] for row in rows if row in table.columns[at].figures]
    total = sum(values, Decimal(0)) if len(values) > 1 else None
    return Found(Act.TELL, tuple(rows), tuple(rows), at, len(values), total)


def _adds_up(column: Column) -> bool:
    return column.unit != "%" and not column.about & {"rate"}


def _value(column: Column, row: int) -> object:
    return column.figures.get(row) if column.type is Type.FIGURE else column.moments.get(row)


def _order(column: Column, row: int) -> Decimal | str:
    return column.figures[row] if column.type is Type.FIGURE else column.moments[row].first


def _figure(column: Column, cell: str) -> Decimal | None:
    figure = figure_in(cell)
    return figure.value * (1 if figure.unit else column.worth) if figure else None


_FINDERS: dict[Act, Callable[[Asked, Sequence[int]], Found | None]] = {
    Act.TELL: _tell,
    Act.COUNT: _count,
    Act.TOTAL: _total,
    Act.AVERAGE: _total,
    Act.MOST: _most,
}
