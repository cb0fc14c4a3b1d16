"""Two mistakes of Japanese data mended, one character for one, and named to the editor: 生成Al, 1.240件 for 1,240件.

Both come on clean scans all the time. A letter is mended by its neighbours, since the two look alike; a figure only where
the ink shows a comma: 1.240 may have been printed, and a figure is never changed by guessing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ingest.ocr.gaps import DARK
from ingest.ocr.words import Word, lines_of
from ingest.records import Scan
from ingest.widths import is_cjk, width

_AI = re.compile(r"(?<![A-Za-z])A[l|](?![A-Za-z])")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}\.\d{3}(?![\d.,])")

_BELOW = 0.07
"""How far a comma reaches below the figures beside it, in their height; a full stop ends where they end."""

_LARGEST_MARK = 0.45
"""Height and width of a comma or full stop at most, in the height of the figures."""

Ink = NDArray[np.bool_]


def repaired(scan: Scan, words: Sequence[Word], vertical: bool) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Return the words with both mistakes mended, and what was changed to what (`1.240 → 1,240`)."""
    ink = np.frombuffer(scan.pixels, dtype=np.uint8).reshape(scan.height, scan.width) < DARK
    result: list[Word] = []
    changes: list[str] = []
    for line in lines_of(words):
        text = "".join(word.text for word in line)
        mended = text
        if any(is_cjk(char) for char in text):
            mended = _AI.sub("AI", text)
            changes += ["Al → AI"] * (mended != text)
            for found in () if vertical else _THOUSANDS.finditer(text):
                at = found.start() + found[0].index(".")
                if _is_comma(ink, line, at):
                    mended = mended[:at] + "," + mended[at + 1 :]
                    changes.append(f"{found[0]} → {found[0].replace('.', ',')}")
        offset = 0
        for word in line:
            end = offset + len(word.text)
            result.append(replace(word, text=mended[offset:end]))
            offset = end
    return tuple(result), tuple(dict.fromkeys(changes))


def _is_comma(ink: Ink, line: Sequence[Word], at: int) -> bool:
    """Tell whether the mark read as character `at` of a line reaches below the figures beside it."""
    expected, word = _place(line, at)
    left, top, right, bottom = (round(edge) for edge in word.box)
    tall = bottom - top
    band = ink[max(0, top) : bottom + tall // 3, max(0, left - tall) : right + 2 * tall]
    shift = max(0, left - tall)
    shapes = [_ends(band, begin, end) for begin, end in _runs(np.asarray(band.any(axis=0)))]
    figures = [one for one in shapes if one[3] - one[2] > 2 * _LARGEST_MARK * 0.6 * tall]
    if not figures:
        return False
    height = float(np.median([one[3] - one[2] for one in figures]))
    marks = [
        index
        for index, (begin, end, first, last) in enumerate(shapes)
        if max(end - begin, last - first) < _LARGEST_MARK * height and first > top - max(0, top) + 0.3 * height
    ]
    if not marks:
        return False
    mark = min(marks, key=lambda index: abs((shapes[index][0] + shapes[index][1]) / 2 + shift - expected))
    begin, end, _, last = shapes[mark]
    if abs((begin + end) / 2 + shift - expected) > height:
        return False
    beside = [shapes[index][3] for index in (mark - 1, mark + 1) if 0 <= index < len(shapes)]
    return last - max(beside, default=last) > _BELOW * height


def _place(line: Sequence[Word], at: int) -> tuple[float, Word]:
    """Return where along the line its character `at` is expected, and the word that it belongs to."""
    offset = 0
    for word in line:
        if at < offset + len(word.text):
            before = width(word.text[: at - offset]) + 0.5
            share = before / max(1, width(word.text))
            return word.box[0] + share * (word.box[2] - word.box[0]), word
        offset += len(word.text)
    raise IndexError(at)


def _runs(columns: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the stretches of columns that hold ink."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], columns, [False])).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _ends(band: Ink, begin: int, end: int) -> tuple[int, int, int, int]:
    """Return a shape as (first column, column after the last, first row, row after the last)."""
    rows = np.flatnonzero(band[:, begin:end].any(axis=1))
    return begin, end, int(rows[0]), int(rows[-1]) + 1
