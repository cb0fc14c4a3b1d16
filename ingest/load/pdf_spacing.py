"""Spaces and gaps within a printed line: which spaces were meant, and where its characters stand at even distances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from casebase.models import Box
from ingest.load.pdf_gather import run_of
from ingest.load.pdf_glyphs import Glyph, GlyphPage
from ingest.records import BoxedSpan
from ingest.widths import columns, is_cjk

CELL_GAP = 1.15
"""Gap in type sizes that divides the cells of a table row; an ideographic space between words is 1."""
WORD_GAP = 0.45
"""Gap in type sizes from which a space that was not typed is kept beside a Japanese character."""
_LIST_NUMBER = re.compile(r"[(（]?[0-9A-Za-z]{1,3}\)")
_WIDE_SIGNS = "△▲▽▼＋－"


def is_justified(glyphs: Sequence[Glyph], size: float, vertical: bool) -> bool:
    """Tell whether a line is English spread to the width of its column: all gaps between its words are alike."""
    marks = [glyph for glyph in glyphs if not glyph.char.isspace()]
    gaps: list[float] = []
    for one, other in pairwise(marks):
        gap = gap_between(one, other, vertical)
        if gap > 0.2 * size:
            if is_cjk(one.char) or is_cjk(other.char):
                return False
            gaps.append(gap)
    alike, widest = (0.6, 3.0) if len(gaps) > 2 else (0.9, 5.0)
    return len(gaps) >= 2 and max(gaps) < widest * size and min(gaps) > alike * max(gaps)


def gap_between(one: Glyph, other: Glyph, vertical: bool) -> float:
    """Return the distance from one glyph to the next along the line, in points."""
    return other.box[1] - one.box[3] if vertical else other.box[0] - one.box[2]


def respaced(page: GlyphPage, glyphs: list[Glyph]) -> list[Glyph]:
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
                size = run_of(page, following).size
                gap = max(gap_between(result[-1], following, False), gap_between(result[-1], following, True))
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


def even_spans(glyphs: list[Glyph], size: float, vertical: bool) -> Iterator[BoxedSpan]:
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
                yield BoxedSpan(start, end, around(boxes), vertical)
                boxes, start, weight = [], offset, 0
        boxes.append(glyph.box)
        offset = end = offset + length
        weight += columns(glyph.char[0])
    if boxes:
        yield BoxedSpan(start, end, around(boxes), vertical)


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around others."""
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
