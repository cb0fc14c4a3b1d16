"""Footnotes of a PDF page: which small lines begin the notes that raised figures refer to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.printed import PrintedLine
from ingest.widths import width

SMALLER = 0.96
"""Share of the page's type size up to which a line can begin a footnote."""

_NUMBER = re.compile(r"[\s\u3000]*([0-9]{1,3})[)）.．、:：]?[\s\u3000]*(?=[^\s0-9.,%％])")


def with_notes(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines of a page with those that begin a note carrying its number.

    Only numbers that the page refers to, below the line that refers to them (or right of it in the next column), in type
    smaller than most: a list may begin with the same figures.
    """
    numbers = {number: index for index, line in enumerate(lines) for _, number in line.marks}
    if not numbers:
        return list(lines)
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += width(line.text)
    most = max(sizes, key=lambda size: (sizes[size], size))
    found: list[PrintedLine] = []
    for index, line in enumerate(lines):
        begins = _NUMBER.match(line.text)
        is_note = (
            begins is not None
            and numbers.get(begins[1], index) < index
            and line.size <= SMALLER * most
            and not line.row
        )
        found.append(replace(line, note=begins[1]) if begins and is_note else line)
    return found
