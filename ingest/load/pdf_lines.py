"""From the glyphs of a page to its printed lines: their text, type, cells and the marks of notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from ingest.clean import is_list_mark
from ingest.load.pdf_gather import glyph_lines, run_of
from ingest.load.pdf_glyphs import Glyph, GlyphPage
from ingest.load.pdf_grids import Grid
from ingest.load.pdf_spacing import CELL_GAP, around, even_spans, gap_between, is_justified, respaced
from ingest.load.pdf_tables import table_line
from ingest.printed import PrintedLine

_MAY_HAVE_NOTE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff。、」』）]$|[A-Za-z]{3}$|[A-Za-z)][.,;:)\"'”’]$")


def printed_lines(
    page: GlyphPage, hidden: Set[int], grids: Sequence[Grid] = ()
) -> tuple[list[PrintedLine], frozenset[str]]:
    """Return the lines of a page in reading order, and the codes of characters that were removed (see `tidy`).

    What stands in one of `grids` comes as one line that is a table, where its first character stood.
    """
    gathered, removed = glyph_lines(page, hidden)
    lines: list[PrintedLine] = []
    for grid, held in _by_grid(gathered, grids):
        table = table_line(grid, held, lambda glyphs: line_of(page, glyphs)) if grid is not None else None
        lines.extend([table] if table is not None else [line_of(page, glyphs) for glyphs in held])
    return _tables_in_place([line for line in lines if line.text]), frozenset(removed)


def _tables_in_place(lines: list[PrintedLine]) -> list[PrintedLine]:
    """Put lines that were written after a table but stand over it before it: spreadsheets write what is ruled first."""
    result: list[PrintedLine] = []
    for line in lines:
        at = len(result)
        while at and result[at - 1].table and _stands_over(line, result[at - 1]):
            at -= 1
        result.insert(at, line)
    return result


def _stands_over(line: PrintedLine, table: PrintedLine) -> bool:
    beside = min(line.box[2], table.box[2]) - max(line.box[0], table.box[0])
    return line.box[3] <= table.box[1] + 2 and beside > 0


def _by_grid(lines: list[list[Glyph]], grids: Sequence[Grid]) -> list[tuple[Grid | None, list[list[Glyph]]]]:
    """Divide lines into those of the running text and those of each table, the table where its first line stands."""
    parts: list[tuple[Grid | None, list[list[Glyph]]]] = []
    tables: dict[int, list[list[Glyph]]] = {}
    for line in lines:
        within: int | None = None
        piece: list[Glyph] = []
        for glyph in [*line, None]:
            at = within if glyph is None or glyph.char.isspace() else _grid_around(glyph, grids)
            if piece and (glyph is None or at != within):
                if within is None:
                    parts.append((None, [piece]))
                elif within in tables:
                    tables[within].append(piece)
                else:
                    tables[within] = [piece]
                    parts.append((grids[within], tables[within]))
                piece = []
            within = at
            if glyph is not None:
                piece.append(glyph)
    return parts


def _grid_around(glyph: Glyph, grids: Sequence[Grid]) -> int | None:
    return next((index for index, grid in enumerate(grids) if grid.cell(glyph.box) is not None), None)


def line_of(page: GlyphPage, glyphs: list[Glyph]) -> PrintedLine:
    """Return the line that glyphs make which stand beside each other."""
    marks_of_notes, glyphs = _notes_referred_to(glyphs)
    spaced = respaced(page, glyphs)
    while spaced and spaced[-1].char.isspace():
        spaced.pop()
    while spaced and spaced[0].char in " \xa0":  # an ideographic space is an indent and stays
        spaced.pop(0)
    marks = [glyph for glyph in spaced if not glyph.char.isspace()]
    sizes = Counter(round(run_of(page, glyph).size, 1) for glyph in marks)
    size = max(sizes, key=lambda value: (sizes[value], value), default=10.0)
    bold = 2 * sum(run_of(page, glyph).bold for glyph in marks) > len(marks)
    vertical = _is_vertical(marks)
    box = around([glyph.box for glyph in marks])
    text = "".join(glyph.char for glyph in spaced)
    offsets: dict[int, int] = {}
    cells: list[tuple[int, int]] = []
    readings: list[tuple[int, str]] = []
    offset = 0
    last: Glyph | None = None
    for glyph in spaced:
        offsets[id(glyph)] = offset + len(glyph.char)
        if glyph.reading:
            readings.append((offset, glyph.reading))
        if not glyph.char.isspace():
            if last is None or gap_between(last, glyph, vertical) > CELL_GAP * size:
                cells.append((offset, offset))
            last = glyph
            cells[-1] = (cells[-1][0], offset + len(glyph.char))
        offset += len(glyph.char)
    if len(cells) > 2 and is_justified(spaced, size, vertical):
        cells = [(cells[0][0], cells[-1][1])]
    if len(cells) > 1 and is_list_mark(text[slice(*cells[0])]):
        cells[:2] = [(cells[0][0], cells[1][1])]  # an item stands apart from its mark, but in no other column
    marks_at = tuple((offsets.get(id(before), 0), number) for before, number in marks_of_notes)
    return PrintedLine(
        text, box, size, bold, vertical, tuple(cells), tuple(even_spans(spaced, size, vertical)),
        marks=marks_at, readings=tuple(readings),
    )  # fmt: skip


def _notes_referred_to(glyphs: list[Glyph]) -> tuple[list[tuple[Glyph, str]], list[Glyph]]:
    """Return the raised figures that are marks of notes with the glyph each follows, and the glyphs without them.

    A raised figure after a number or a short unit (10⁶, km²) is an exponent and stays.
    """
    marks: list[tuple[Glyph, str]] = []
    kept: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.raised or not kept:
            kept.append(glyph)
        elif marks and marks[-1][0] is kept[-1]:
            marks[-1] = (kept[-1], marks[-1][1] + glyph.char)
        elif _MAY_HAVE_NOTE.search("".join(one.char for one in kept[-4:])) and not kept[-1].raised:
            marks.append((kept[-1], glyph.char))
        else:
            kept.append(glyph)
    return marks, kept


def _is_vertical(marks: list[Glyph]) -> bool:
    if len(marks) < 2:
        return bool(marks) and marks[0].vertical
    first, last = marks[0].box, marks[-1].box
    return abs(last[1] - first[1]) > abs(last[0] - first[0])
