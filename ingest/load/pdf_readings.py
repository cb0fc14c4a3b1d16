"""Readings (furigana) and dots of emphasis, printed small beside their words: taken out of the line, kept to be searched."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Set

from ingest.load.pdf_glyphs import Glyph, GlyphPage
from ingest.widths import is_cjk

SMALL = 0.65
"""Share of its word's size up to which type beside it is a reading; readings are set at half the size."""

_KANA = re.compile(r"[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe]")
_DOTS = frozenset("•・●○◦﹅﹆⦁.﹒∙⬤▲△")
_CELL = 30.0
"""Points of the squares in which words are looked up by their place."""


def with_readings(page: GlyphPage, hidden: Set[int]) -> GlyphPage:
    """Return a page whose readings hang on the words they stand over, with the lines that they had broken whole again."""
    sizes = {round(run.size, 1) for run in page.runs}
    if len(sizes) < 2:
        return page
    words = _Words(page, hidden)
    beside: set[int] = set()
    for group in _groups(page, hidden):
        below = [words.beside(page.glyphs[index], page.runs[page.glyphs[index].run].size) for index in group]
        bases = [base for base in below if base is not None]
        text = "".join(page.glyphs[index].char for index in group)
        if len(bases) < len(group):
            continue
        beside.update(group)
        if _KANA.match(text):
            first = min(bases, key=lambda base: base.box[1] if base.vertical else base.box[0])
            first.reading += text
    if not beside:
        return page
    return GlyphPage(_whole_lines(page, beside), page.runs, page.width, page.height)


def _groups(page: GlyphPage, hidden: Set[int]) -> list[list[int]]:
    """Return stretches of small kana or dots: positions of glyphs that stand beside each other."""
    largest = max((run.size for run in page.runs), default=0.0)
    groups: list[list[int]] = []
    last: Glyph | None = None
    for index, glyph in enumerate(page.glyphs):
        if glyph.char == "\n":
            last = None
            continue
        if glyph.char.isspace():
            continue
        if (
            glyph.run < 0
            or glyph.run in hidden
            or page.runs[glyph.run].size > SMALL * largest
            or not _may_be(glyph.char)
        ):
            last = None
            continue
        size = page.runs[glyph.run].size
        apart = last is not None and max(glyph.box[0] - last.box[2], glyph.box[1] - last.box[3]) > 2.5 * size
        kind = glyph.char in _DOTS
        if last is None or apart or kind != (last.char in _DOTS):
            groups.append([])
        groups[-1].append(index)
        last = glyph
    return groups


def _may_be(char: str) -> bool:
    return char in _DOTS or _KANA.match(char) is not None


class _Words:
    """The characters that may have a reading, by their place."""

    def __init__(self, page: GlyphPage, hidden: Set[int]) -> None:
        self._page = page
        self._places: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        for glyph in page.glyphs:
            if glyph.run >= 0 and glyph.run not in hidden and not glyph.char.isspace():
                self._places[_square(glyph, 0, 0)].append(glyph)

    def beside(self, reading: Glyph, size: float) -> Glyph | None:
        """Return the character over which (or to the right of which, in vertical writing) a small one stands."""
        x, y = _middle(reading)
        for right in (-1, 0, 1):
            for down in (-1, 0, 1):
                for base in self._places.get(_square(reading, right, down), ()):
                    large = self._page.runs[base.run].size
                    if size > SMALL * large or not (is_cjk(base.char) or base.char.isalnum()):
                        continue
                    bx, by = _middle(base)
                    along, across = (by - y, x - bx) if base.vertical else (bx - x, by - y)
                    if abs(along) <= 0.85 * large and 0.45 * large < across < 1.25 * large:
                        return base
        return None


def _square(glyph: Glyph, right: int, down: int) -> tuple[int, int]:
    x, y = _middle(glyph)
    return int(x // _CELL) + right, int(y // _CELL) + down


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.box[0] + glyph.box[2]) / 2, (glyph.box[1] + glyph.box[3]) / 2


def _whole_lines(page: GlyphPage, beside: Set[int]) -> list[Glyph]:
    """Leave readings out, and the line breaks and spaces that they brought into the line beneath."""
    result: list[Glyph] = []
    between: list[Glyph] = []  # white space since the last character that stays
    left_out = False
    for index, glyph in enumerate(page.glyphs):
        if index in beside:
            left_out = True
        elif glyph.char == "\n" or (glyph.added and glyph.char.isspace()):
            between.append(glyph)
        else:
            last = next((one for one in reversed(result) if not one.char.isspace()), None)
            if not (left_out and last is not None and _follows(page, last, glyph)):
                result.extend(between)
            result.append(glyph)
            between, left_out = [], False
    return [*result, *between]


def _follows(page: GlyphPage, last: Glyph, glyph: Glyph) -> bool:
    if glyph.run < 0 or last.run < 0:
        return False
    size = page.runs[glyph.run].size
    (ax, ay), (bx, by) = _middle(last), _middle(glyph)
    if glyph.vertical:
        return abs(ax - bx) < 0.4 * size and -0.3 * size < glyph.box[1] - last.box[3] < 0.5 * size
    return abs(ay - by) < 0.4 * size and -0.3 * size < glyph.box[0] - last.box[2] < 0.5 * size
