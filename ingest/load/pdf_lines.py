"""From the glyphs of a page to its printed lines: what is hidden left out, what is printed twice taken once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise

from casebase.models import Box
from ingest.characters import tidy
from ingest.clean import is_list_mark
from ingest.load.pdf_glyphs import Glyph, GlyphPage, Run
from ingest.load.pdf_grids import Grid
from ingest.load.pdf_tables import table_line
from ingest.mend import mend
from ingest.printed import PrintedLine
from ingest.records import BoxedSpan
from ingest.widths import columns, is_cjk

HYPHEN = "\x02"
"""pdfium's mark for a hyphen at the end of a line; kept until lines are joined."""

OVERPRINT = 0.15
"""Share of the type size within which the same character printed again is the same character (imitated bold)."""

CELL_GAP = 1.15
"""Gap in type sizes that divides the cells of a table row; an ideographic space between words is 1."""

WORD_GAP = 0.45
"""Gap in type sizes from which a space that was not typed is kept beside a Japanese character."""

_MAY_HAVE_NOTE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff。、」』）]$|[A-Za-z]{3}$|[A-Za-z)][.,;:)\"'”’]$")
_LIST_NUMBER = re.compile(r"[(（]?[0-9A-Za-z]{1,3}\)")
_WIDE_SIGNS = "△▲▽▼＋－"

_PLAIN = Run(None, 10.0, (0, 0, 0, 255), 0, "", False, True)


def printed_lines(
    page: GlyphPage, hidden: Set[int], grids: Sequence[Grid] = ()
) -> tuple[list[PrintedLine], frozenset[str]]:
    """Return the lines of a page in reading order, and the codes of characters that were removed (see `tidy`).

    What stands in one of `grids` comes as one line that is a table, where its first character stood.
    """
    removed: set[str] = set()
    kept: list[list[Glyph]] = []
    seen: dict[tuple[str, int, int], Box] = {}
    for line in _split(page.glyphs):
        clean = list(_tidied(_once(page, [glyph for glyph in line if glyph.run not in hidden], seen), removed))
        if any(not glyph.char.isspace() for glyph in clean):
            kept.append(clean)
    stacked = _stacked(page, _rejoined(page, kept))
    lines: list[PrintedLine] = []
    for grid, glyph_lines in _by_grid(stacked, grids):
        table = table_line(grid, glyph_lines, lambda glyphs: line_of(page, glyphs)) if grid is not None else None
        lines.extend([table] if table is not None else [line_of(page, glyphs) for glyphs in glyph_lines])
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


def _split(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in glyphs:
        if glyph.char == "\n":
            yield line
            line = []
            continue
        if line and line[-1].char == HYPHEN and glyph.box[0] < line[-1].box[0] and not glyph.char.isspace():
            yield line  # pdfium joins the parts of a divided word, though they stand in two lines
            line = []
        line.append(glyph)
    yield line


def _run(page: GlyphPage, glyph: Glyph) -> Run:
    return page.runs[glyph.run] if glyph.run >= 0 else _PLAIN


def _once(page: GlyphPage, glyphs: Iterable[Glyph], seen: dict[tuple[str, int, int], Box]) -> Iterator[Glyph]:
    """Leave out what is printed over itself. The letters of a ligature (ffi) have one place, and all of them stay."""
    last: Glyph | None = None
    last_kept = False
    for glyph in glyphs:
        ligature = last is not None and last.run == glyph.run and last.box == glyph.box and not glyph.char.isspace()
        kept = last_kept if ligature else not _is_overprint(glyph, _run(page, glyph).size, seen)
        if kept:
            yield glyph
        last, last_kept = glyph, kept


def _is_overprint(glyph: Glyph, size: float, seen: dict[tuple[str, int, int], Box]) -> bool:
    if glyph.char.isspace():
        return False
    x, y = glyph.box[0], glyph.box[1]
    column, row = int(x // 2), int(y // 2)
    for near_column in (column - 1, column, column + 1):
        for near_row in (row - 1, row, row + 1):
            known = seen.get((glyph.char, near_column, near_row))
            if known is not None and abs(known[0] - x) < OVERPRINT * size and abs(known[1] - y) < OVERPRINT * size:
                return True
    seen[glyph.char, column, row] = glyph.box
    return False


def _tidied(glyphs: Iterable[Glyph], removed: set[str]) -> Iterator[Glyph]:
    for glyph in glyphs:
        if glyph.char == HYPHEN or (glyph.char.isascii() and glyph.char.isprintable()):
            yield glyph
            continue
        text, codes = tidy(glyph.char)
        removed |= codes
        if text:
            glyph.char = mend(" " if text == "\n" else text)
            yield glyph


def _rejoined(page: GlyphPage, lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put together what pdfium took for two lines though it stands in one: type of another font, a raised figure between."""
    result: list[list[Glyph]] = []
    for line in lines:
        last = next((one for one in reversed(result[-1]) if not one.char.isspace()), None) if result else None
        first = next(one for one in line if not one.char.isspace())
        if last is not None and _goes_on_in_line(last, first, max(_run(page, last).size, _run(page, first).size)):
            gap = first.box[0] - last.box[2]
            if gap > 0.12 * _run(page, first).size and not (is_cjk(last.char) or is_cjk(first.char)):
                result[-1].append(Glyph(" ", last.box, -1, added=True))
            result[-1].extend(line)
        else:
            result.append(line)
    return result


def _goes_on_in_line(last: Glyph, first: Glyph, size: float) -> bool:
    if last.vertical or first.vertical:
        return False
    overlap = min(last.box[3], first.box[3]) - max(last.box[1], first.box[1])
    lowest = min(last.box[3] - last.box[1], first.box[3] - first.box[1])
    return overlap > 0.6 * lowest and -0.2 * size < first.box[0] - last.box[2] < 0.4 * size


def _stacked(page: GlyphPage, lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put single characters printed one below the other, which is how some programs write vertical text, in one line."""
    result: list[list[Glyph]] = []
    for line in lines:
        marks = [glyph for glyph in line if not glyph.char.isspace()]
        if result and len(marks) == 1 and is_cjk(marks[0].char) and _is_below(page, result[-1], marks[0]):
            for glyph in (*result[-1], marks[0]):
                glyph.vertical = True
            result[-1] = [*(glyph for glyph in result[-1] if not glyph.char.isspace()), marks[0]]
        else:
            result.append(line)
    return result


def _is_below(page: GlyphPage, line: list[Glyph], mark: Glyph) -> bool:
    marks = [glyph for glyph in line if not glyph.char.isspace()]
    if not is_cjk(marks[-1].char) or (len(marks) > 1 and not marks[-1].vertical):
        return False
    size = _run(page, mark).size
    last = marks[-1].box
    across = abs((last[0] + last[2]) / 2 - (mark.box[0] + mark.box[2]) / 2)
    down = (mark.box[1] + mark.box[3]) / 2 - (last[1] + last[3]) / 2
    return across < 0.3 * size and 0.5 * size < down < 1.3 * size


def line_of(page: GlyphPage, glyphs: list[Glyph]) -> PrintedLine:
    """Return the line that glyphs make which stand beside each other."""
    marks_of_notes, glyphs = _notes_referred_to(glyphs)
    spaced = _respaced(page, glyphs)
    while spaced and spaced[-1].char.isspace():
        spaced.pop()
    while spaced and spaced[0].char in " \xa0":  # an ideographic space is an indent and stays
        spaced.pop(0)
    marks = [glyph for glyph in spaced if not glyph.char.isspace()]
    sizes = Counter(round(_run(page, glyph).size, 1) for glyph in marks)
    size = max(sizes, key=lambda value: (sizes[value], value), default=10.0)
    bold = 2 * sum(_run(page, glyph).bold for glyph in marks) > len(marks)
    vertical = _is_vertical(marks)
    box = _around([glyph.box for glyph in marks])
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
            if last is None or _gap(last, glyph, vertical) > CELL_GAP * size:
                cells.append((offset, offset))
            last = glyph
            cells[-1] = (cells[-1][0], offset + len(glyph.char))
        offset += len(glyph.char)
    if len(cells) > 2 and _is_justified(spaced, size, vertical):
        cells = [(cells[0][0], cells[-1][1])]
    if len(cells) > 1 and is_list_mark(text[slice(*cells[0])]):
        cells[:2] = [(cells[0][0], cells[1][1])]  # an item stands apart from its mark, but in no other column
    marks_at = tuple((offsets.get(id(before), 0), number) for before, number in marks_of_notes)
    return PrintedLine(
        text, box, size, bold, vertical, tuple(cells), tuple(_spans(spaced, size, vertical)),
        marks=marks_at, readings=tuple(readings),
    )  # fmt: skip


def _is_justified(glyphs: Sequence[Glyph], size: float, vertical: bool) -> bool:
    """Tell whether a line is English spread to the width of its column: all gaps between its words are alike."""
    marks = [glyph for glyph in glyphs if not glyph.char.isspace()]
    gaps: list[float] = []
    for one, other in pairwise(marks):
        gap = _gap(one, other, vertical)
        if gap > 0.2 * size:
            if is_cjk(one.char) or is_cjk(other.char):
                return False
            gaps.append(gap)
    alike, widest = (0.6, 3.0) if len(gaps) > 2 else (0.9, 5.0)
    return len(gaps) >= 2 and max(gaps) < widest * size and min(gaps) > alike * max(gaps)


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


def _gap(one: Glyph, other: Glyph, vertical: bool) -> float:
    return other.box[1] - one.box[3] if vertical else other.box[0] - one.box[2]


def _respaced(page: GlyphPage, glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out spaces that pdfium saw between Japanese characters set apart, and those of evenly spread lines."""
    marks = [glyph for glyph in glyphs if not glyph.char.isspace()]
    spread = len(marks) >= 3 and len(glyphs) >= 2 * len(marks) - 1 and all(is_cjk(glyph.char) for glyph in marks)
    result: list[Glyph] = []
    for index, glyph in enumerate(glyphs):
        if glyph.char in " \xa0" and result:
            following = next((other for other in glyphs[index + 1 :] if other.char not in " \xa0"), None)
            if spread or result[-1].char in " \xa0":
                continue
            if following is not None and glyph.added:
                if "\u3000" in (result[-1].char, following.char):
                    continue
                size = _run(page, following).size
                gap = max(_gap(result[-1], following, False), _gap(result[-1], following, True))
                before = "".join(one.char for one in result[-5:])
                wide = is_cjk(result[-1].char) or is_cjk(following.char) or result[-1].char in _WIDE_SIGNS
                if wide and _is_whole_space(result[-1], following, gap, size):
                    glyph.char = "\u3000"
                    result.append(glyph)
                    continue
                numbered = len(result) <= 5 and _LIST_NUMBER.fullmatch(before)
                if is_cjk(result[-1].char) and is_cjk(following.char) and not following.vertical:
                    gap = min(gap, _beyond_widths(result[-1], following, size))
                if wide and gap < WORD_GAP * size and result[-1].char not in ":;,.!?" and not numbered:
                    continue
            glyph.char = " "
        result.append(glyph)
    return result


def _beyond_widths(before: Glyph, after: Glyph, size: float) -> float:
    """Return how far two characters are set apart beyond their widths; boxes may hug the ink, middles stay."""
    step = (after.box[0] + after.box[2] - before.box[0] - before.box[2]) / 2
    return step - (columns(before.char[0]) + columns(after.char[0])) * size / 4


def _is_whole_space(before: Glyph, after: Glyph, gap: float, size: float) -> bool:
    """Tell whether two characters are set apart by one ideographic space: many programs write none, and move on."""
    if is_cjk(before.char) and is_cjk(after.char) and not before.vertical:
        step = (after.box[0] + after.box[2] - before.box[0] - before.box[2]) / 2  # boxes may hug the ink, middles stay
        return 1.8 * size < step < 2.2 * size
    return 0.85 * size < gap < CELL_GAP * size


def _spans(glyphs: list[Glyph], size: float, vertical: bool) -> Iterator[BoxedSpan]:
    """Yield spans of the line within which characters stand at even distances, by their width of one or two columns."""
    start = end = offset = weight = 0
    boxes: list[Box] = []
    for glyph in glyphs:
        length = len(glyph.char)
        if glyph.char.isspace():
            offset += length
            if not boxes:
                start = offset
            weight += columns(glyph.char) if boxes else 0
            continue
        low, high = (1, 3) if vertical else (0, 2)
        if boxes and weight:
            expected = boxes[0][low] + (boxes[-1][high] - boxes[0][low]) / max(1, weight) * weight
            stretch = abs(glyph.box[low] - expected)
            unit = (glyph.box[high] - glyph.box[low]) / columns(glyph.char[0])
            typical = (boxes[-1][high] - boxes[0][low]) / weight
            backwards = glyph.box[low] < boxes[-1][low]
            if stretch > 0.5 * size or abs(unit - typical) > 0.22 * size or backwards:
                yield BoxedSpan(start, end, _around(boxes), vertical)
                boxes, start, weight = [], offset, 0
        boxes.append(glyph.box)
        offset = end = offset + length
        weight += columns(glyph.char[0])
    if boxes:
        yield BoxedSpan(start, end, _around(boxes), vertical)


def _around(boxes: list[Box]) -> Box:
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
