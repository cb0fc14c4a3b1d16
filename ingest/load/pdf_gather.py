"""The glyphs of a page gathered into lines: what is hidden left out, what is printed twice taken once, the parted rejoined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import pairwise

from casebase.models import Box
from ingest.characters import tidy
from ingest.clean import HYPHEN
from ingest.load.pdf_glyphs import Glyph, GlyphPage, Run
from ingest.mend import mend
from ingest.widths import is_cjk

OVERPRINT = 0.15
"""Share of the type size within which the same character printed again is the same character (imitated bold)."""
_IN_A_CORNER = frozenset("、。，．,.「」『』（）()〈〉《》【】〔〕［］・：；︑︒﹁﹂﹃﹄︵︶っゃゅょッャュョ")
"""Characters whose ink fills a part of their square only, so that its middle stands nearer to the next or farther."""

_PLAIN = Run(None, 10.0, (0, 0, 0, 255), 0, "", False, True)


def glyph_lines(page: GlyphPage, hidden: Set[int]) -> tuple[list[list[Glyph]], set[str]]:
    """Return the glyphs of each printed line, and the codes of characters that were removed (see `tidy`).

    `hidden` are the runs that no reader sees.
    """
    removed: set[str] = set()
    kept: list[list[Glyph]] = []
    seen: dict[tuple[str, int, int], Box] = {}
    for line in _split(page.glyphs):
        clean = list(_tidied(_once(page, [glyph for glyph in line if glyph.run not in hidden], seen), removed))
        if any(not glyph.char.isspace() for glyph in clean):
            kept.append(clean)
    return _stacked(page, [_in_order(page, line) for line in _rejoined(page, kept)]), removed


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


def run_of(page: GlyphPage, glyph: Glyph) -> Run:
    """Return the run of type that a glyph was printed in, or plain type for what was added."""
    return page.runs[glyph.run] if glyph.run >= 0 else _PLAIN


def _once(page: GlyphPage, glyphs: Iterable[Glyph], seen: dict[tuple[str, int, int], Box]) -> Iterator[Glyph]:
    """Leave out what is printed over itself. The letters of a ligature (ffi) have one place, and all of them stay."""
    last: Glyph | None = None
    last_kept = False
    for glyph in glyphs:
        ligature = last is not None and last.run == glyph.run and last.box == glyph.box and not glyph.char.isspace()
        kept = last_kept if ligature else not _is_overprint(glyph, run_of(page, glyph).size, seen)
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
        if last is not None and _goes_on_in_line(last, first, max(run_of(page, last).size, run_of(page, first).size)):
            gap = first.box[0] - last.box[2]
            if gap > 0.12 * run_of(page, first).size and not (is_cjk(last.char) or is_cjk(first.char)):
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


def _in_order(page: GlyphPage, line: list[Glyph]) -> list[Glyph]:
    """Put the characters of a line from left to right: programs write those of another font (□, ☑) after the others.

    Only characters that fall into gaps of the line are moved; what was written backwards for another reason stays.
    """
    marks = [glyph for glyph in line if not glyph.char.isspace()]
    if any(glyph.vertical for glyph in marks) or not any(_is_behind(one, other) for one, other in pairwise(marks)):
        return line
    placed = sorted(marks, key=lambda glyph: glyph.box[0])
    size = max(run_of(page, glyph).size for glyph in marks)
    top, bottom = max(glyph.box[1] for glyph in marks), min(glyph.box[3] for glyph in marks)
    overlapping = any(one.box[2] - other.box[0] > 0.3 * size for one, other in pairwise(placed))
    if overlapping or bottom - top < 0.2 * size:
        return line
    typed = {id(one): space for one, space in pairwise(line) if space.char.isspace() and not space.added}
    result: list[Glyph] = []
    for glyph in placed:
        if result and glyph.box[0] - result[-1].box[2] > 0.12 * size and not result[-1].char.isspace():
            result.append(Glyph(" ", result[-1].box, -1, added=True))
        result.append(glyph)
        space = typed.get(id(glyph))
        if space is not None and space.char == "\u3000":
            result.append(space)
    return result


def _is_behind(one: Glyph, other: Glyph) -> bool:
    return other.box[0] < one.box[0] - 1


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
    size = run_of(page, mark).size
    last, last_char = marks[-1].box, marks[-1].char
    across = abs((last[0] + last[2]) / 2 - (mark.box[0] + mark.box[2]) / 2)
    down = (mark.box[1] + mark.box[3]) / 2 - (last[1] + last[3]) / 2
    partial = last_char in _IN_A_CORNER or mark.char in _IN_A_CORNER
    wide, far = (0.5, 1.7) if partial else (0.3, 1.3)
    return across < wide * size and (0.2 if partial else 0.5) * size < down < far * size
