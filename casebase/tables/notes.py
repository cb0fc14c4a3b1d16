"""What was understood of a question against a table so far, and what is left of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from casebase.answer.question import Question
from casebase.catalogue.words import is_denied
from casebase.tables import limits as on
from casebase.tables.columns import Column
from casebase.tables.limits import Limit
from casebase.tables.operations import Operation, Span
from casebase.tables.sheet import Table
from casebase.tables.titles import Titles

LONGEST_JOINT = 30
_JOINT = re.compile(r"と|や|、|,|・|か(?=[^ら])|または|又は|及び|より|\b(?:and|or|than|vs|versus)\b(?: the)?")
"""What stands between two names that are set side by side."""

_OR = re.compile(r"又は|または|若しくは|もしくは|あるいは|或いは|[うくぐすつぬぶむるたい]か、|\bor\b")
"""Says that one of two limits is enough."""


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it is understood of a table.

    `named` are columns that it names, as (column, how much of its name, where); `about` those that one of its words may mean,
    by the word or a key of `columns.yaml`. `of_title` and `of_table` count what the titles, and columns, cells and limits,
    account for.
    """

    operation: Operation
    limits: tuple[Limit, ...]
    named: tuple[tuple[int, int, int], ...]
    about: tuple[tuple[str, tuple[int, ...], int], ...]
    of_title: int
    of_table: int
    text: str


@dataclass(slots=True)
class Notes:
    """A question in search form, read against a table. `rest` is what was not understood, at the places of `text`."""

    table: Table
    titles: Titles
    asked: Question
    text: str
    rest: str
    limits: list[Limit] = field(default_factory=list)
    named: list[tuple[int, Span, int]] = field(default_factory=list)
    about: dict[str, tuple[tuple[int, ...], int]] = field(default_factory=dict)
    of_title: int = 0
    of_table: int = 0
    adds: bool = False
    _cells: list[tuple[Span, Limit, bool]] = field(default_factory=list)

    def column(self, at: int) -> Column:
        """Return a column of the table."""
        return self.table.columns[at]

    def mean(self, key: str, columns: tuple[int, ...], start: int) -> None:
        """Note that a word at a place may mean some columns."""
        self.about[key] = (self.about[key][0] if key in self.about else columns, start)

    def limit(self, one: Limit, span: Span) -> bool:
        """Note a limit that stands at a place, turned round where it is denied there, which is returned."""
        denied = is_denied(self.rest, *span)
        self.limits.append(on.negated(one) if denied else one)
        self.of_table += 1
        self._cells += [(span, one, denied)] if one.values else []
        return denied

    @property
    def are_known(self) -> bool:
        """Whether every row says something where cells are named: of an empty one it is not known whether it belongs."""
        return all("" not in self.column(at).cells for one in self.limits if one.values for at in one.columns)

    @property
    def are_joined(self) -> bool:
        """Whether cells of one column alone are named side by side (「AとB」): else it is not known which rows are meant.

        Nor is it where one of two is denied (「AとB以外」), or where one of two limits is enough.
        """
        if _OR.search(self.text) and len({one.columns for one in self.limits}) > 1:
            return False
        cells = sorted(self._cells, key=lambda one: one[0])
        for (before, one, denied), (after, other, denied_too) in pairwise(cells):
            between = self.text[before[1] : after[0]]
            if (denied or denied_too) and one.columns == other.columns:
                return False
            if one.columns != other.columns and _JOINT.fullmatch(between.strip()):
                return False
            is_joined = len(between) <= LONGEST_JOINT and _JOINT.search(between) is not None
            if one.columns == other.columns and one.values != other.values and not is_joined:
                return False
        return True

    def settle(self, at: int, one: Limit) -> None:
        """Note a limit on a column, which is not asked for then."""
        self.limits.append(one)
        self.of_table += 1
        spans = {span for column, span, _ in self.named if column == at}
        self.named = [named for named in self.named if named[0] != at and named[1] not in spans]
        self.about = {key: meant for key, meant in self.about.items() if at not in meant[0]}

    def is_left(self, span: Span) -> bool:
        """Tell whether something at a place is not yet understood."""
        return bool(self.rest[slice(*span)].strip())

    def blank(self, start: int, end: int) -> None:
        """Take out what stands at a place; places of everything else stay."""
        self.rest = f"{self.rest[:start]}{' ' * (end - start)}{self.rest[end:]}"

    def blank_all(self, pattern: re.Pattern[str]) -> None:
        """Take out all that a pattern finds."""
        self.rest = pattern.sub(lambda found: " " * len(found.group()), self.rest)

    def read(self, operation: Operation) -> Read:
        """Return what was understood."""
        named = tuple((at, weight, start) for at, (start, _), weight in self.named)
        about = tuple((key, columns, start) for key, (columns, start) in self.about.items())
        return Read(operation, tuple(on.together(self.limits)), named, about, self.of_title, self.of_table, self.text)
