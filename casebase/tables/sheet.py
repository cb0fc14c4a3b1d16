"""Tables of stored pages laid out as rows and columns: without total rows, subheadings and notes, merged cells filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from casebase.tables.columns import Column, Type, column_of
from casebase.tables.moments import moment_in
from casebase.tables.values import figure_in, is_void
from casebase.text.normalize import search_form
from casebase.text.remembered import remembered
from casebase.text.tables import cells_of, header_names, is_form, is_row, is_rule

FEWEST_ROWS, MOST_ROWS = 2, 20_000
"""Rows of a table that is looked through."""

FEWEST_COLUMNS = 2

FEWEST_MERGED = 2
"""Things that a column of merged cells says."""

_TOTAL = re.compile(
    r"[\s　【\[(（<]*(?:(?:総|合|小|累|中|部局|部|課)?[\s　]*計|総[額数]|全体|全庁|平均(?:値)?|最[大小](?:値)?"
    r"|中央値|(?:grand |sub-?)?totals?|sum|average|mean|median|overall)[\s　】\])）>]*(?:[:：(（].*)?",
    re.IGNORECASE,
)
_SUM = re.compile(r"(?:総|合)?\s*計|総[額数]|全体|全庁|(?:grand )?total|sum|overall", re.IGNORECASE)
_NOTE = re.compile(
    r"\s*(?:[※＊*]|[（(]?(?:注|備考|補足|凡例|出典)[0-9０-９\s:：）)]|notes?[\s:]|sources?[\s:])", re.IGNORECASE
)
_UNIT_ABOVE = re.compile(
    r"単位\s*[:：]\s*([百千万億]*円)|\b(?:unit|amounts?)s?\s*(?::|in)\s*((?:thousands?|millions?) (?:of )?(?:yen"
    r"|jpy)|yen|jpy|usd)",
    re.IGNORECASE,
)

MOST_OF_NOTE = 2
"""Cells that a note below a table has at most."""

MOST_SAY = 0.8
"""Share of rows that say something in words from which one of figures alone adds the others up."""

_OF_PART = re.compile(r"[^。]{1,14}(?:小|合|総)?計|.{1,40}\b(?:sub-?)?totals?", re.IGNORECASE)
_REMARK = re.compile(r"\s*[※＊*（(]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row and where it stands on its page."""

    start: int
    end: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of a page: `above` is what stands over it there, `rows` its rows, `totals` those that add others up."""

    above: str
    above_at: tuple[int, int]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    columns: tuple[Column, ...]

    @property
    def total(self) -> Row | None:
        """The row that adds all rows up, if there is one and only one."""
        sums = [row for row in self.totals if any(_SUM.fullmatch(_plain(cell)) for cell in row.cells)]
        return sums[0] if len(sums) == 1 else None

    @property
    def key(self) -> int:
        """The column that names its rows: the first whose texts differ from row to row."""
        texts = [
            at for at, column in enumerate(self.columns) if column.type is Type.TEXT and "number" not in column.about
        ]
        named = [at for at in texts if self.columns[at].about & {"name", "product"}]
        telling = [at for at in (*named, *texts) if len(self.columns[at].distinct) >= 0.8 * len(self.rows)]
        return (telling or texts or [0])[0]


@remembered(24)
def tables_of(text: str) -> tuple[Table, ...]:
    """Return the tables of a page that have rows under a header."""
    return tuple(found for lines, above in _stretches(text) if (found := _table(lines, above, text)) is not None)


def _stretches(text: str) -> Iterator[tuple[list[tuple[int, str]], tuple[int, int]]]:
    """Yield the rows that stand together, each with where it begins, and from where to where the text above them reaches."""
    rows: list[tuple[int, str]] = []
    position, above = 0, 0
    for line in (*text.split("\n"), ""):
        if is_row(line):
            rows.append((position, line))
        elif rows:
            yield rows, (above, rows[0][0])
            rows, above = [], position
        position += len(line) + 1


def _table(lines: Sequence[tuple[int, str]], above: tuple[int, int], text: str) -> Table | None:
    if len(lines) < FEWEST_ROWS + 2 or len(lines) > MOST_ROWS or not is_rule(lines[1][1]):
        return None
    names = header_names(lines[0][1], lines[2][1])
    first = 2 if names == cells_of(lines[0][1]) else 3
    if len(names) < FEWEST_COLUMNS or is_form(names):
        return None
    header = [_plain(cell) for cell in cells_of(lines[0][1])]
    found: list[Row] = []
    totals: list[Row] = []
    for start, line in lines[first:]:
        cells = cells_of(line)
        if len(cells) != len(names):
            return None  # a cell holds a stroke: what stands in which column is not known
        kind = _kind(cells)
        if kind is not None and [_plain(cell) for cell in cells] != header:  # printed once more on the next page
            (totals if kind else found).append(Row(start, start + len(line.rstrip()), tuple(cells)))
    found, sums = _without_sums(found)
    totals += sums
    if len(found) < FEWEST_ROWS:
        return None
    said = text[slice(*above)].strip()
    found_unit = _UNIT_ABOVE.search(said)
    unit = (found_unit[1] or found_unit[2]) if found_unit else ""
    filled = _filled([row.cells for row in found])
    columns = [column_of(name, [cells[at] for cells in filled], unit) for at, name in enumerate(names)]
    start = text.index(said, above[0]) if said else above[0]
    return Table(said, (start, start + len(said)), tuple(names), tuple(found), tuple(totals), tuple(columns))


def _kind(cells: Sequence[str]) -> bool | None:
    """Return whether a row adds others up; None for what is no row: notes, subheadings, empty ones."""
    said = [cell for cell in cells if cell.strip()]
    is_note = len(said) <= MOST_OF_NOTE and _NOTE.match(said[0] if said else "")
    if not said or is_note or (len(said) == 1 and len(cells) > FEWEST_COLUMNS):
        return None
    words = [cell for cell in said if _says_words(cell) and not _REMARK.match(cell)]
    return bool(words) and all(_is_total(cell) or _OF_PART.fullmatch(cell.strip()) for cell in words)


def _says_words(cell: str) -> bool:
    """Tell whether a cell is no figure, date or stroke."""
    return not is_void(cell) and figure_in(cell) is None and moment_in(cell) is None


def _without_sums(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return rows, and apart from them those of figures alone among rows that nearly all say something in words."""
    wordless = [row for row in rows if not any(_says_words(cell) for cell in row.cells if cell.strip())]
    if not wordless or len(wordless) > (1 - MOST_SAY) * len(rows):
        return list(rows), []
    return [row for row in rows if row not in wordless], wordless


def _is_total(cell: str) -> bool:
    return all(_TOTAL.fullmatch(side) for side in re.split(r"\s*[/／]\s*", cell))


def _plain(cell: str) -> str:
    return re.sub(r"[\s　【】\[\]<>]|[(（:：/／].*", "", search_form(cell))


def _filled(rows: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """Return the cells of rows with those that stand beneath a merged one, left of the first column that is always filled.

    Nothing in a file without merged cells says which are; a column that says one thing twice, or one alone, has none.
    """
    width = len(rows[0])
    full = next((at for at in range(width) if all(row[at].strip() for row in rows) and not _is_number(rows, at)), 0)
    filled = [list(row) for row in rows]
    for at in range(full):
        told = [row[at].strip() for row in rows if row[at].strip()]
        if not rows[0][at].strip() or _is_number(rows, at) or len(set(told)) < max(FEWEST_MERGED, len(told)):
            continue
        for above, below in pairwise(filled):
            below[at] = below[at] if below[at].strip() else above[at]
    return filled


def _is_number(rows: Sequence[tuple[str, ...]], at: int) -> bool:
    return all(re.fullmatch(r"[\w.\-]*\d", row[at].strip()) for row in rows if row[at].strip())
