"""Where a printed line stands among the lines around it: in which column, and whether it fills it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.clean import first_word_width
from ingest.printed import PrintedLine

LINE_GAP = 1.1
"""Gap between lines, in type sizes, from which two lines are two paragraphs."""

_SECTION_GAP = 4.0
"""Gap in type sizes from which what follows may be set to another measure."""

_REACH = 12
"""Lines looked at before and after a line to find where its column ends."""


def alike(one: PrintedLine, other: PrintedLine) -> bool:
    """Tell whether two lines run in the same direction and are set in about the same size."""
    return one.vertical == other.vertical and 0.88 < one.size / max(other.size, 0.1) < 1.14


def column(lines: Sequence[PrintedLine], index: int) -> list[PrintedLine]:
    """Return the lines around a line that stand in its column: without a jump between them, one over the other."""
    line = lines[index]
    first = last = index
    while first > max(0, index - _REACH) and _is_next(lines[first - 1], lines[first]):
        first -= 1
    while last < min(len(lines) - 1, index + _REACH) and _is_next(lines[last], lines[last + 1]):
        last += 1
    return [
        other
        for other in lines[first : last + 1]
        if other is line
        or (
            not other.row
            and alike(other, line)
            and min(other.end, line.end) - max(other.start, line.start) > 0.3 * (line.end - line.start)
        )
    ]


def _is_next(one: PrintedLine, other: PrintedLine) -> bool:
    """Tell whether a line follows another down the page, not at the top of the next column or far below."""
    step = other.before - one.before
    return -0.5 * one.size < step and other.before - one.after < _SECTION_GAP * one.size


def column_start(lines: Sequence[PrintedLine], index: int) -> float:
    """Return where the lines of a line's column begin."""
    starts = [line.start for line in column(lines, index)]
    return min(starts, default=lines[index].start)


def is_full(lines: Sequence[PrintedLine], index: int, following: str = "") -> bool:
    """Tell whether a line ends where its column ends, so that the first word of the next had no room."""
    line = lines[index]
    edge = max((other.end for other in column(lines, index)), default=line.end)
    room = first_word_width(following.strip()) * line.size / 2 if following.strip() else line.size
    return edge - line.end < room + 0.6 * line.size
