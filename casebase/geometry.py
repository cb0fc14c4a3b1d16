"""From characters of a page to boxes on it."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right

from casebase.models import Box, Line, Page

_SAME_ROW = 0.5
"""Share of a box's height within which two boxes stand in one row and, when they touch, become one."""

_TOUCHING = 1.2
"""Share of a box's height up to which a gap between two boxes of one row is the space between words."""


def boxes_of(page: Page, start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes that characters `start`..`end` of a page's text cover, in points from its top left corner.

    A line that is covered in part is clipped in proportion to the widths of its characters, full width counting twice
    half width; vertical lines are clipped from top to bottom. Pages without a fixed layout have no boxes.
    """
    first = max(0, bisect_right(page.lines, start, key=lambda line: line.end))
    boxes: list[Box] = []
    last: Line | None = None
    for line in page.lines[first:]:
        if line.start >= end:
            break
        box = _clipped(page.text, line, max(start, line.start), min(end, line.end))
        if last is not None and last.vertical == line.vertical and (joined := _joined(boxes[-1], box, line.vertical)):
            boxes[-1] = joined
        else:
            boxes.append(box)
        last = line
    return tuple(boxes)


def columns(text: str) -> int:
    """Return the width of a text in half-width columns."""
    return sum(2 if char > "\u024f" and unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _clipped(text: str, line: Line, start: int, end: int) -> Box:
    if start <= line.start and end >= line.end:
        return line.box
    whole = max(1, columns(text[line.start : line.end]))
    before = columns(text[line.start : start]) / whole
    until = columns(text[line.start : end]) / whole
    left, top, right, bottom = line.box
    if line.vertical:
        return left, top + (bottom - top) * before, right, top + (bottom - top) * until
    return left + (right - left) * before, top, left + (right - left) * until, bottom


def _joined(one: Box, other: Box, vertical: bool) -> Box | None:
    """Return one box for two that follow each other in a row (or column), or None."""
    along, across = ((1, 3), (0, 2)) if vertical else ((0, 2), (1, 3))
    thickness = max(one[across[1]] - one[across[0]], 0.1)
    overlap = min(one[across[1]], other[across[1]]) - max(one[across[0]], other[across[0]])
    # Text on a page that is turned round runs backwards.
    gap = max(other[along[0]] - one[along[1]], one[along[0]] - other[along[1]])
    if overlap < _SAME_ROW * thickness or gap > _TOUCHING * thickness:
        return None
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
