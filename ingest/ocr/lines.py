"""From recognised words to printed lines in points, and from the straightened scan back to the page as it is shown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from casebase.models import Box
from ingest.ocr.words import Word, lines_of, mean_confidence
from ingest.printed import PrintedLine
from ingest.records import Block, BoxedSpan, Scan
from ingest.widths import is_cjk, width

LEAST_CONFIDENCE = 25.0
"""Confidence of a line below which it is taken for a picture or dirt, not text."""

_LATIN_GAP = 0.18
"""Gap in type sizes from which a space stands between Latin words."""

_CJK_GAP = 0.9
"""The same beside Japanese characters, between which tesseract sees spaces that are not there."""

_CELL_GAP = 1.6
"""The same from which two words stand in two cells of a table."""

_LIKE_BODY = 0.25
"""Difference in thickness up to which a line is set like the body: ink is measured, and little of it varies most."""

_INK = 0.9
"""Thickness of a line's ink in type sizes."""

_MARKS_ONLY = re.compile(r"[\s|｜_\-‐–—―=~.,:;'`´\"・。、ーｌ\\/!¦]*")


def printed(words: Sequence[Word], scale: float, vertical: bool) -> list[PrintedLine]:
    """Return the lines of a page in points of the scan; `scale` is pixels a point."""
    lines: list[tuple[list[Word], Box]] = []
    for line in lines_of(words):
        text = "".join(word.text for word in line)
        if mean_confidence(line) >= LEAST_CONFIDENCE and not _MARKS_ONLY.fullmatch(text):
            lines.append((line, _around(line, vertical)))
    if not lines:
        return []
    thick = [((box[2] - box[0]) if vertical else (box[3] - box[1])) / scale for _, box in lines]
    body = _typical(thick, [sum(width(word.text) for word in line) for line, _ in lines])
    result = []
    for (line, box), thickness in zip(lines, thick, strict=True):
        size = (body if abs(thickness - body) <= _LIKE_BODY * body else thickness) / _INK
        result.append(_line(line, box, round(size, 1), scale, vertical))
    return result


def on_page(scan: Scan) -> Callable[[Box], Box]:
    """Return the function from a box in points of the scan to the box on the page as it is shown."""
    width_, height = scan.width / scan.scale, scan.height / scan.scale
    cos, sin = math.cos(math.radians(scan.skew)), math.sin(math.radians(scan.skew))
    across, down = scan.page

    def point(x: float, y: float) -> tuple[float, float]:
        x, y = x - width_ / 2, y - height / 2
        x, y = x * cos - y * sin + width_ / 2, x * sin + y * cos + height / 2
        if scan.turn == 90:
            return across - y, x
        if scan.turn == 180:
            return across - x, down - y
        if scan.turn == 270:
            return y, down - x
        return x, y

    def place(box: Box) -> Box:
        left, top, right, bottom = box
        # Turning the middle and keeping the size: the corners of a long flat box would enclose its neighbours.
        x, y = point((left + right) / 2, (top + bottom) / 2)
        half, tall = (right - left) / 2, (bottom - top) / 2
        if scan.turn in (90, 270):
            half, tall = tall, half
        return max(0.0, x - half), max(0.0, y - tall), min(across, x + half), min(down, y + tall)

    return place


def moved(block: Block, place: Callable[[Box], Box], turn: int) -> Block:
    """Return a block with its boxes moved onto the page; text turned on its side runs the other way."""
    sideways = turn in (90, 270)
    spans = tuple(replace(span, box=place(span.box), vertical=span.vertical != sideways) for span in block.spans)
    return replace(block, spans=spans)


def _typical(values: Sequence[float], weights: Sequence[int]) -> float:
    spread = [value for value, weight in zip(values, weights, strict=True) for _ in range(max(1, weight))]
    return max(1.0, median(spread))


def _around(line: Sequence[Word], vertical: bool) -> Box:
    """Return the box of a line; across its direction the middle half of the words' edges tells, since single ones err."""
    left, top, right, bottom = zip(*(word.box for word in line), strict=True)
    if vertical:
        return _edge(left, 0), min(top), _edge(right, 1), max(bottom)
    return min(left), _edge(top, 0), max(right), _edge(bottom, 1)


def _edge(values: Sequence[float], far: int) -> float:
    ordered = sorted(values, reverse=bool(far))
    return ordered[len(ordered) // 4]


def _line(words: list[Word], box: Box, size: float, scale: float, vertical: bool) -> PrintedLine:
    low, high = (1, 3) if vertical else (0, 2)
    text = ""
    spans: list[BoxedSpan] = []
    cells: list[tuple[int, int]] = []
    for index, word in enumerate(words):
        begin, end = word.box[low], word.box[high]
        if index + 1 < len(words):
            following = words[index + 1].box[low]
            end = min(end, following) if following > begin else end  # tesseract's words often reach into the next
        if text:
            gap = (begin - words[index - 1].box[high]) / scale
            text += _between(text[-1], word.text[0], gap / size)
            apart = gap > _CELL_GAP * size
        else:
            apart = True
        start = len(text)
        text += word.text
        cells.append((start, len(text)) if apart else (cells.pop()[0], len(text)))
        across = (box[0], begin, box[2], end) if vertical else (begin, box[1], end, box[3])
        left, top, right, bottom = (edge / scale for edge in across)
        spans.append(BoxedSpan(start, len(text), (left, top, right, bottom), vertical))
    shown = tuple(edge / scale for edge in box)
    return PrintedLine(
        text, (shown[0], shown[1], shown[2], shown[3]), size, False, vertical, tuple(cells), tuple(spans)
    )


def _between(last: str, first: str, gap: float) -> str:
    if is_cjk(last) or is_cjk(first):
        return " " if gap > _CJK_GAP else ""
    return " " if gap > _LATIN_GAP else ""
