"""What a question asks of single rows: that a cell says something, that a figure is above another, that a date is before one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casebase.catalogue.periods import Stretch, is_english
from casebase.tables.columns import Column
from casebase.tables.operations import Span
from casebase.tables.values import figure_in, is_void, mark_in
from casebase.text.numbers import MONEY

_DIGITS = r"\d[\d,]*(?:\.\d+)?\s?(?:百万|千万|億|万|千)?(?:\d[\d,]*\s?(?:万|千)?)?"
_JA = re.compile(
    rf"(?P<n>{_DIGITS})\s?(?P<unit>円|ドル|ポンド|ユーロ|人|名|件|回|時間|%|パーセント|割|台|社|分|日|か月|ヶ月|年|点)?"
    r"(?:(?P<least>以上|超(?:え(?:る|て|た)?)?|を超え(?:る|て|た)?|を上回\w*|より(?:も)?(?:多|高|大き|長)[いくか]?\w{0,2})"
    r"|(?P<most>以下|未満|を下回\w*|より(?:も)?(?:少な|低|安|小さ|短)[いくか]?\w{0,2}|以内|まで))"
)
_N_EN = (
    r"(?P<sign>[¥$€£]|jpy |usd )?(?P<n>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>thousand|million|billion|k|m)?\b\s?"
    r"(?P<unit>yen|jpy|dollars?|usd|users?|people|persons?|staff|hours?|%|percent|cases|requests|times|days|months)?(?:\b|(?<=%))"
)
_BEFORE_EN = re.compile(
    r"(?:(?P<least>more than|over|above|exceed(?:s|ing)?|greater than|higher than|larger than|at least"
    r"|no less than|not less than|upwards of)"
    r"|(?P<most>less than|under|below|fewer than|lower than|cheaper than|smaller than|at most|up to"
    r"|no more than|not more than|within))\s" + _N_EN
)
_BEHIND_EN = re.compile(
    _N_EN + r"\s?(?:(?P<least>or more|or above|or higher|or over|and above|and over|plus|\+)|(?P<most>or less"
    r"|or below|or fewer|or lower|or under))"
)
_BETWEEN_JA = re.compile(
    rf"(?P<from>{_DIGITS})\s?(?:円|人|名|件|回|時間|%)?\s?(?:から|[~〜-])\s?(?P<n>{_DIGITS})\s?(?P<unit>円|人|名|件|回|時間|%)(?:まで|の間)?"
)
_BETWEEN_EN = re.compile(rf"\bbetween (?:[¥$€£])?(?P<from>\d[\d,]*(?:\.\d+)?) and {_N_EN}")
_STRICT = re.compile(
    r"超|上回|下回|未満|より|more than|over|above|exceed|greater|higher|larger|less than|under|below|fewer|lower|cheaper|smaller"
)
_INCLUSIVE = re.compile(r"^(?:no|not|at|up)\b|\bor (?:more|above|higher|over|less|below|fewer|lower|under)$")
_CONCEPT = {
    "円": "money",
    "ドル": "money",
    "ユーロ": "money",
    "ポンド": "money",
    "人": "people",
    "時間": "hours",
    "%": "rate",
    "回": "uses",
    "件": "uses",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that a row must meet. `said` repeats it; `columns` are those it is of (none: any); `values` are
    those of which a cell is one; `is_sure`: nobody could read it otherwise."""

    said: str
    columns: tuple[int, ...]
    holds: Callable[[int], bool]
    values: frozenset[str] = frozenset()
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that is a limit, at its place in the question; `concept` is what its unit makes it a figure of."""

    span: Span
    said: str
    value: Decimal
    unit: str
    concept: str
    fits: Callable[[Decimal], bool]


def bounds_in(text: str) -> Iterator[Bound]:
    """Yield the limits in figures that a question, in search form, names: 「100万円以上」, "between 10 and 50 users"."""
    for found in (_BETWEEN_EN if is_english(text) else _BETWEEN_JA).finditer(text):
        first, last = figure_in(found["from"]), figure_in(found["n"])
        if first and last and first.value < last.value:
            named = _unit(found["unit"]) or _unit_of_sign(found.groupdict().get("sign"))
            yield Bound(
                found.span(),
                found.group(),
                last.value,
                named,
                _CONCEPT.get(named, ""),
                _between(first.value, last.value),
            )
    for pattern in (_BEFORE_EN, _BEHIND_EN) if is_english(text) else (_JA, _BEFORE_EN):
        for found in pattern.finditer(text):
            said = found.groupdict()
            whole = f"{said.get('sign') or ''}{said['n']}{said.get('scale') or ''}"
            figure = figure_in(whole)
            if figure is None:
                continue
            named = figure.unit or _unit(said["unit"])
            value = figure.value * 10 if said["unit"] == "割" else figure.value
            is_strict = _STRICT.search(found.group()) is not None and not _INCLUSIVE.search(found.group())
            fits = _fits(value, said["least"] is not None, is_strict)
            yield Bound(found.span(), found.group(), value, named, _CONCEPT.get(named, ""), fits)


def _unit(said: str | None) -> str:
    figure = figure_in(f"1{said}") if said else None
    return figure.unit if figure else ""


def _unit_of_sign(sign: str | None) -> str:
    figure = figure_in(f"{sign}1") if sign else None
    return figure.unit if figure else ""


def _between(first: Decimal, last: Decimal) -> Callable[[Decimal], bool]:
    return lambda value: first <= value <= last


def _fits(bound: Decimal, is_least: bool, is_strict: bool) -> Callable[[Decimal], bool]:
    if is_least:
        return (lambda value: value > bound) if is_strict else (lambda value: value >= bound)
    return (lambda value: value < bound) if is_strict else (lambda value: value <= bound)


def is_of_unit(column: Column, bound: Bound) -> bool:
    """Tell whether the figures of a column may be compared with a bound: yen are with yen, and with bare amounts of money."""
    if not bound.unit or not column.unit:
        return bound.unit not in MONEY or "money" in column.about or column.unit in MONEY
    return column.unit == bound.unit


def of_bound(at: int, column: Column, bound: Bound) -> Limit:
    """Return the limit that the figure of a row is within a bound."""

    def holds(row: int) -> bool:
        return row in column.figures and bound.fits(column.figures[row])

    return Limit(f"{column.name} {bound.said.strip()}", (at,), holds)


def of_stretch(at: int, column: Column, stretch: Stretch) -> Limit:
    """Return the limit that the date of a row lies within a stretch of time."""

    def holds(row: int) -> bool:
        return row in column.moments and column.moments[row].lies_in(stretch.span, stretch.is_year)

    return Limit(f"{column.name} {stretch.said}", (at,), holds)


def of_mark(at: int, column: Column, yes: bool) -> Limit:
    """Return the limit that a row is marked, or marked not."""
    cells = sorted({cell for cell in column.distinct if mark_in(cell) is yes})
    said = f"{column.name}:{'/'.join(cells) or ('○' if yes else '×')}"

    def holds(row: int) -> bool:
        cell = column.cells[row]
        return mark_in(cell) is yes if cell else False

    return Limit(said, (at,), holds)


def of_nothing(at: int, column: Column) -> Limit:
    """Return the limit that a row says nothing in a column."""
    return Limit(f"{column.name}:–", (at,), lambda row: is_void(column.cells[row]))


def of_cells(said: str, columns: Sequence[tuple[int, Column]], values: frozenset[str]) -> Limit:
    """Return the limit that a cell of one of some columns is one of some values."""
    name = "/".join(column.name for _, column in columns)

    def holds(row: int) -> bool:
        return any(column.cells[row] in values for _, column in columns)

    return Limit(f"{name}:{said}", tuple(at for at, _ in columns), holds, values)


def containing(said: str, columns: Sequence[tuple[int, Column]], pattern: re.Pattern[str]) -> Limit:
    """Return the limit that a cell of one of some columns says a word."""

    def holds(row: int) -> bool:
        return any(pattern.search(column.cells[row]) for _, column in columns)

    return Limit(f"“{said}”" if said.isascii() else f"「{said}」", tuple(at for at, _ in columns), holds, is_sure=False)


def negated(one: Limit) -> Limit:
    """Return the limit that another is not met."""
    said = f"not {one.said}" if one.said.isascii() else f"{one.said}以外"
    return Limit(said, one.columns, lambda row: not one.holds(row), is_sure=one.is_sure)


def together(limits: Sequence[Limit]) -> list[Limit]:
    """Return limits with those on the cells of the same column made one, of which any value will do."""
    by_column: dict[tuple[int, ...], list[Limit]] = {}
    rest = [one for one in limits if not one.values]
    for one in limits:
        if one.values:
            by_column.setdefault(one.columns, []).append(one)
    return [*(_either(several) for several in by_column.values()), *rest]


def _either(several: Sequence[Limit]) -> Limit:
    if len(several) == 1:
        return several[0]
    values = frozenset(value for one in several for value in one.values)
    said = several[0].said + "".join(f"・{one.said.partition(':')[2]}" for one in several[1:])
    return Limit(said, several[0].columns, lambda row: any(one.holds(row) for one in several), values)
