"""From ruled grids and aligned rows to tables: Markdown rows whose characters still know where they are printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from casebase.models import Box
from ingest.clean import HYPHEN, LIST_MARK, joint
from ingest.load.pdf_glyphs import Glyph
from ingest.load.pdf_grids import Grid
from ingest.load.tables import WIDE
from ingest.printed import PrintedLine
from ingest.records import BoxedSpan
from ingest.widths import is_cjk, width

FEWEST_CELLS = 4
"""Cells with text from which ruled boxes are a table and not frames."""

FEWEST_ROWS = 3
"""Rows set apart by gaps alone from which they are taken for a table."""

FULL_SHARE = 0.6
"""Share of rows that fill every column, from which aligned rows are taken for a table."""

ROW_GAP = 2.2
"""Gap between the rows of one table, in type sizes: cells have air above and below."""

_LEADERS = re.compile(r"…{2}|・{4}|\.{4}|(?: \.){3}|‥{2}")

Cell = tuple[str, tuple[BoxedSpan, ...]]
EMPTY: Cell = ("", ())


def table_line(
    grid: Grid, lines: Iterable[list[Glyph]], line_of: Callable[[list[Glyph]], PrintedLine]
) -> PrintedLine | None:
    """Return what stands in a grid as a table, or None where it is no table: a frame round text, boxes of a drawing."""
    pieces: dict[tuple[int, int], list[list[Glyph]]] = defaultdict(list)
    for line in lines:
        last: tuple[int, int] | None = None
        for glyph in line:
            place = last if glyph.char.isspace() else grid.cell(glyph.box)
            if place is None:
                continue
            if place != last:
                pieces[place].append([])
            pieces[place][-1].append(glyph)
            last = place
    printed = {place: [made for one in parts if (made := line_of(one)).text] for place, parts in pieces.items()}
    cells = {place: _cell(found) for place, found in printed.items() if found}
    rows = [[cells.get((row, column), EMPTY) for column in range(len(grid.xs) - 1)] for row in range(len(grid.ys) - 1)]
    held = [line for found in printed.values() for line in found]
    return _table(rows, grid.box, held)


def aligned_tables(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return lines with those that wide gaps divide alike, row under row, made tables."""
    result: list[PrintedLine] = []
    rows: list[PrintedLine] = []
    for line in [*lines, None]:
        if (
            line is not None
            and line.row
            and not line.table
            and not line.vertical
            and (not rows or _is_next_row(rows[-1], line))
        ):
            rows.append(line)
            continue
        table = _aligned(rows)
        result.extend([table] if table is not None else rows)
        rows = []
        if line is not None:
            if line.row and not line.table and not line.vertical:
                rows = [line]
            else:
                result.append(line)
    return result


def without_rule_under_header(line: PrintedLine) -> PrintedLine:
    """Return a table as one that goes on: without the line that marks its first row as header."""
    head, _, tail = line.text.partition("\n")
    if not tail.startswith("| ---"):
        return line
    rule, *rest = tail.split("\n")
    cut, length = len(head) + 1, len(rule) + 1
    spans = tuple(replace(s, start=s.start - length, end=s.end - length) if s.start >= cut else s for s in line.spans)
    return replace(line, text="\n".join([head, *rest]), spans=spans)


def header_alone(line: PrintedLine, table: PrintedLine) -> PrintedLine | None:
    """Return the last row of a page as the header of the table that the next page begins with, or None."""
    if line.table or len(line.cells) != columns_of(table):
        return None
    cells = [(line.text[start:end], _places(line, start, end)) for start, end in line.cells]
    text, spans = _written([cells])
    edges = (min(line.box[0], table.box[0]), line.box[1], max(line.box[2], table.box[2]), line.box[3])
    return replace(line, text=text, spans=spans, box=edges, table=True, cells=())


def columns_of(line: PrintedLine) -> int:
    """Return how many columns a table has."""
    return line.text.split("\n", 1)[0].count(" | ") + 1


def _bands(rows: Sequence[Sequence[tuple[float, float, int, int]]]) -> list[tuple[float, float]]:
    """Return the columns of rows: stretches of the page's width that some gap of every row divides.

    Rows of equally many cells, each right of those before it in all rows, have that many columns, though a heading that is
    centred may not stand over any of the figures below it.
    """
    if len({len(row) for row in rows}) == 1:
        columns = [
            (min(cell[0] for cell in column), max(cell[1] for cell in column)) for column in zip(*rows, strict=True)
        ]
        if all(one[1] < other[0] for one, other in pairwise(columns)):
            return columns
    bands: list[tuple[float, float]] = []
    for left, right, *_ in sorted(cell for row in rows for cell in row):
        if bands and left < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], right))
        else:
            bands.append((left, right))
    return bands


def _is_next_row(last: PrintedLine, line: PrintedLine) -> bool:
    return (
        0.3 * line.size < line.before - last.before
        and line.before - last.after < ROW_GAP * line.size
        and 0.85 < line.size / max(last.size, 0.1) < 1.18
    )


def _aligned(rows: Sequence[PrintedLine]) -> PrintedLine | None:
    if len(rows) < FEWEST_ROWS or any(_LEADERS.search(row.text) for row in rows):
        return None
    cells = [
        [(_left(row, start, end), _right(row, start, end), start, end) for start, end in row.cells] for row in rows
    ]
    bands = _bands(cells)
    if len(bands) < 2:
        return None
    table: list[list[Cell]] = []
    full = 0
    for row, found in zip(rows, cells, strict=True):
        placed = [EMPTY] * len(bands)
        for left, _, start, end in found:
            column = next(at for at, (first, last) in enumerate(bands) if first <= left <= last)
            if placed[column] is not EMPTY:
                return None
            placed[column] = (row.text[start:end], _places(row, start, end))
        full += EMPTY not in placed
        table.append(placed)
    if full < FULL_SHARE * len(rows):
        return None
    lefts, tops, rights, bottoms = zip(*(row.box for row in rows), strict=True)
    return _table(table, (min(lefts), min(tops), max(rights), max(bottoms)), rows)


def _places(row: PrintedLine, start: int, end: int) -> tuple[BoxedSpan, ...]:
    """Return where the characters `start`..`end` of a row are printed, counted from `start`."""
    return tuple(
        BoxedSpan(max(s.start, start) - start, min(s.end, end) - start, s.box, s.vertical)
        for s in row.spans
        if s.start < end and s.end > start
    )


def _left(row: PrintedLine, start: int, end: int) -> float:
    return min((s.box[0] for s in row.spans if s.start < end and s.end > start), default=row.box[0])


def _right(row: PrintedLine, start: int, end: int) -> float:
    return max((s.box[2] for s in row.spans if s.start < end and s.end > start), default=row.box[2])


def _cell(lines: Sequence[PrintedLine]) -> Cell:
    """Return the text of a cell on one line, from top to bottom, with where its characters are printed."""
    text = ""
    spans: list[BoxedSpan] = []
    last: PrintedLine | None = None
    ordered = _from_top(lines)
    for line in ordered:
        if last is not None:
            beside = _overlap(last, line) > 0.5
            if beside or LIST_MARK.match(line.text):
                near = beside and line.start - last.end < 0.35 * line.size
                between = "" if near and (is_cjk(text[-1]) or is_cjk(line.text[0])) else " "
            else:
                text, between = joint(text, line.text)
            text += between
        spans.extend(BoxedSpan(s.start + len(text), s.end + len(text), s.box, s.vertical) for s in line.spans)
        text += line.text
        last = line
    return text.replace(HYPHEN, "-"), tuple(spans)


def _from_top(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines of a cell from top to bottom, those beside each other from left to right."""
    rows: list[list[PrintedLine]] = []
    for line in sorted(lines, key=lambda line: (line.before + line.after) / 2):
        if rows and _overlap(rows[-1][0], line) > 0.5:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.start)]


def _overlap(one: PrintedLine, other: PrintedLine) -> float:
    """Return the share of the lower of two lines in which they stand at one height."""
    shared = min(one.after, other.after) - max(one.before, other.before)
    return shared / max(0.1, min(one.after - one.before, other.after - other.before))


def _table(rows: Sequence[Sequence[Cell]], box: Box, lines: Sequence[PrintedLine]) -> PrintedLine | None:
    used = [at for at in range(len(rows[0])) if any(row[at][0] for row in rows)]
    kept = [[row[at] for at in used] for row in rows if any(cell[0] for cell in row)]
    filled = sum(bool(text) for row in kept for text, _ in row)
    if len(used) < 2 or len(kept) < 2 or filled < FEWEST_CELLS:
        return None
    if sum(width(text) for row in kept for text, _ in row) > WIDE * len(kept):
        return None  # a page arranged in boxes: its text is read as text
    text, spans = _written(kept)
    size = sorted(line.size for line in lines)[len(lines) // 2]
    readings = tuple((0, reading) for line in lines for _, reading in line.readings)
    marks = tuple((len(text), number) for line in lines for _, number in line.marks)
    return PrintedLine(text, box, size, spans=spans, table=True, readings=readings, marks=marks)


def _written(rows: Sequence[Sequence[Cell]]) -> tuple[str, tuple[BoxedSpan, ...]]:
    """Return rows as Markdown, a rule under the first if others follow, and where their characters are printed."""
    text = ""
    spans: list[BoxedSpan] = []
    for at, row in enumerate(rows):
        text += "\n| " if text else "| "
        for column, (words, places) in enumerate(row):
            text += " | " if column else ""
            spans.extend(BoxedSpan(s.start + len(text), s.end + len(text), s.box, s.vertical) for s in places)
            text += words
        text += " |"
        if at == 0 and len(rows) > 1:
            text += "\n|" + " --- |" * len(row)
    return text, tuple(spans)
