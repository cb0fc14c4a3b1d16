"""Columns with their type: what their names say, in which unit their figures are, and what stands in each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from importlib.resources import files

import yaml

from casebase.tables.moments import Moment, fiscal_year, is_bare_year, moment_in, slashed_in
from casebase.tables.values import Figure, figure_in, is_mark, is_void, unit_of
from casebase.text.normalize import search_form
from casebase.text.tables import LEVELS
from casebase.text.tokens import Vocabulary

MOST_SHARE = 0.7
"""Share of the cells that say something from which a column is of their kind."""

_BETWEEN_TAXES = re.compile(r"^(?:税込|税抜|税別)み?[・、,/／\s]+|[・、,/／\s]+(?:税込|税抜|税別)み?$")
_IN_BRACKETS = re.compile(r"[(（\[【［]([^()（）\[\]【】［］]*)[)）\]】］]")
_SIDES = re.compile(r"\s*[/／|｜]\s*|\n")
_UNIT = re.compile(
    r"(?:単位[:：]\s*)?(?:[百千万億]*円|円/年|円/月|[千百万]*ドル|[%％]|[人名件回台個社]|(?:延べ|実)?人数?|時間(?:/[年月週])?|分|日|か?月|jpy|usd|eur|gbp|yen"
    r"|(?:thousands?|millions?) ?(?:of )?(?:yen|jpy|usd|dollars)|(?:jpy|usd) (?:thousands?|millions?)"
    r"|[¥$€£]|hours?(?: ?(?:per|/) ?\w+)?|minutes?|days?|months?|people|users?|persons?|cases|times"
    r"|h)"
    r"(?:[、,・/].{1,8})?",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"no\.?|№|番号|項番|#|連番|通番|line|(?:管理|整理|登録|台帳)?番号|(?:row |serial )?number|ref\.?"
)
_WHEN = frozenset({"start", "end"})
_OF_TEXTS = frozenset({"vendor", "department", "product", "name", "purpose", "status", "kind", "person", "note"})
"""What no figure and no date is about."""

_UNCOUNTED = frozenset({"people", "uses", "hours", "rate"})
"""What is no money, whatever unit stands above the table."""

_YEARS = re.compile(r"年|\byear\b|\bfy\b")
_FISCAL = re.compile(r"年度|\bfiscal\b|\bfy\b")


class Type(Enum):
    """What the cells of a column are."""

    FIGURE = auto()
    MOMENT = auto()
    MARK = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name as it stands, the names in it in search form, what it is about (keys of `columns.yaml`), its cells in
    search form, and their values by type. `worth` is one of its unit in whole ones."""

    name: str
    names: tuple[str, ...]
    about: frozenset[str]
    type: Type
    cells: tuple[str, ...]
    unit: str = ""
    worth: int = 1
    figures: Mapping[int, Decimal] = field(default_factory=dict)
    moments: Mapping[int, Moment] = field(default_factory=dict)
    distinct: frozenset[str] = frozenset()

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of its names, its unit among them."""
        return Vocabulary.of_all((*self.names, search_form(self.name)))


@dataclass(frozen=True, slots=True)
class Concept:
    """What columns may be about, by the patterns of `columns.yaml`."""

    name: re.Pattern[str]
    asked: re.Pattern[str]
    said: re.Pattern[str] | None


@cache
def concepts() -> Mapping[str, Concept]:
    """Return what columns may be about, by key."""
    read = yaml.safe_load((files("casebase") / "tables" / "columns.yaml").read_text("utf-8"))
    return {
        key: Concept(
            re.compile(one["name"]), re.compile(one["asked"]), re.compile(one["said"]) if "said" in one else None
        )
        for key, one in read.items()
    }


@cache
def stages() -> tuple[re.Pattern[str], ...]:
    """Return patterns of words for the same stage."""
    return tuple(map(re.compile, yaml.safe_load((files("casebase") / "tables" / "values.yaml").read_text("utf-8"))))


def column_of(name: str, cells: Sequence[str], unit_above: str = "") -> Column:
    """Return a column with what its cells are; `unit_above` is the unit that stands above the table."""
    names, unit = _names(name)
    folded = search_form(name)
    about = _about(folded)
    if names and _NUMBERING.fullmatch(names[0]):
        return Column(name, names, frozenset({"number"}), Type.TEXT, tuple(map(search_form, cells)))
    searched = tuple(search_form(cell.strip()) for cell in cells)
    telling = {row: cell for row, cell in enumerate(cells) if not is_void(cell)}

    def mostly(found: Mapping[int, object]) -> bool:
        return bool(found) and len(found) >= MOST_SHARE * len(telling)

    figures = _parsed(telling, figure_in)
    moments = _moments(telling, folded)
    marks = {row for row, cell in enumerate(cells) if is_mark(cell)}
    of_texts = about & _OF_TEXTS
    if mostly(moments) and not (mostly(figures) and not _YEARS.search(folded) and not about & {"start", "end"}):
        return Column(name, names, about - of_texts, Type.MOMENT, searched, moments=moments)
    if marks and len(marks) >= MOST_SHARE * max(1, sum(bool(cell) for cell in searched)) and not _counts(figures):
        return Column(name, names, about, Type.MARK, searched, distinct=frozenset(searched) - {""})
    worth, plain = unit_of(unit or ("" if about & _UNCOUNTED else unit_above))
    if mostly(figures) and _are_of_one_unit(figures.values(), plain):
        units = {one.unit for one in figures.values() if one.unit}
        values = {row: one.value * (worth if not one.unit else 1) for row, one in figures.items()}
        said = plain or (units.pop() if len(units) == 1 else "")
        return Column(name, names, about - of_texts, Type.FIGURE, searched, said, worth if plain else 1, values)
    distinct = frozenset(searched[row] for row in telling)
    return Column(name, names, about, Type.TEXT, searched, distinct=distinct)


def _are_of_one_unit(figures: Iterable[Figure], plain: str) -> bool:
    """Tell whether figures can be set against each other: of yen and dollars, a month and a year nothing is the most."""
    units = {figure.unit or plain for figure in figures}
    return len(units - {""}) <= 1 and not ("" in units and any("/" in unit for unit in units))


def _about(name: str) -> frozenset[str]:
    """Return what a column is about by its own name, and by that of its group but for when something begins and ends."""
    group, _, own = name.rpartition(LEVELS)
    by_own, by_group = (
        frozenset(key for key, one in concepts().items() if one.name.search(part)) for part in (own, group)
    )
    return by_own | (by_group - _WHEN if by_own & _WHEN else by_group)


def _counts(figures: Mapping[int, Figure]) -> bool:
    return any(one.value > 1 for one in figures.values())


def _parsed(cells: Mapping[int, str], read: Callable[[str], Figure | None]) -> dict[int, Figure]:
    return {row: found for row, cell in cells.items() if (found := read(cell)) is not None}


def _moments(cells: Mapping[int, str], name: str) -> dict[int, Moment]:
    is_fiscal = _FISCAL.search(name) is not None
    found = {row: one for row, one in zip(cells, slashed_in(cells.values()), strict=True) if one}
    for row, cell in cells.items():
        if row not in found and (moment := moment_in(cell)):
            found[row] = fiscal_year(moment) if is_fiscal and is_bare_year(moment) else moment
    return found


def _names(name: str) -> tuple[tuple[str, ...], str]:
    """Return the names that a column has, in search form, and its unit: 「年間費用(円) / Annual cost (JPY)」 has two.

    One of a group is called by its own name too, and with that of the group.
    """
    unit, found, bare = "", [], []
    for level in name.split(LEVELS):
        sides, of_unit = _sides(level)
        unit = of_unit or unit
        found.append(sides)
        bare.append(sides[0] if sides else "")
    whole = [" ".join(part for part in bare if part)] if len(found) > 1 else []
    return tuple(dict.fromkeys(one for one in (*whole, *found[-1], *(s for f in found[:-1] for s in f)) if one)), unit


def _sides(name: str) -> tuple[list[str], str]:
    unit, found = "", []
    for side in _SIDES.split(name) if _says_twice(name) else [name]:
        for within in _IN_BRACKETS.findall(side):
            inner = _BETWEEN_TAXES.sub("", within.strip())
            if _UNIT.fullmatch(inner):
                unit = unit or re.sub(r"^単位[:：]\s*|[、,・].*$", "", inner)
            elif len(inner) > 1 and not re.search(r"\d", inner):
                found.append(search_form(inner))
        found.insert(0, search_form(_IN_BRACKETS.sub(" ", side)).strip(" :：*※"))
    return list(dict.fromkeys(one for one in found if one)), unit


def _says_twice(name: str) -> bool:
    """Tell whether a name is in two languages, set apart by a stroke."""
    sides = [side for side in _SIDES.split(name) if side.strip()]
    return len(sides) > 1 and len({search_form(_IN_BRACKETS.sub("", side)).isascii() for side in sides}) > 1
