"""Pages set in vertical writing, read by playa: pdfium breaks their columns up or turns their order round.

pdfium still decides what is visible: a character that it found hidden is left out here too.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Set
from contextlib import suppress

import playa
from playa.exceptions import PDFException

from casebase.models import Box
from ingest.load.pdf_annotations import READING_FAILED
from ingest.load.pdf_glyphs import Glyph, GlyphPage, Run
from ingest.widths import is_cjk

MOST_GLYPHS = 200_000
"""Glyphs read from one page; a page of a newspaper has about 15,000."""

_LATIN_WORD_GAP = 0.2
"""Gap in type sizes that divides words in horizontal text."""


class VerticalReader:
    """Reads pages of one file in the order in which they were written; opened once."""

    def __init__(self, content: bytes) -> None:
        logging.getLogger("playa").setLevel(logging.CRITICAL)
        self._document: playa.Document | None = None
        with suppress(PDFException, *READING_FAILED):
            self._document = playa.Document(io.BytesIO(content), space="default")

    def read(self, number: int, seen: GlyphPage, hidden: Set[int]) -> GlyphPage | None:
        """Return page `number` (from 1) with its columns whole, or None when playa cannot read it."""
        if self._document is None:
            return None
        try:
            page = self._document.pages[number - 1]
            if page.rotate % 360:
                return None  # playa leaves rotation to its caller; such pages keep pdfium's order
            found = [(glyph.text or "", *_measure(glyph)) for glyph, _ in zip(page.glyphs, range(MOST_GLYPHS))]  # noqa: B905  the range is the limit
            left, _, _, top = page.cropbox
        except (PDFException, *READING_FAILED):
            return None
        glyphs: list[Glyph] = []
        runs: list[Run] = []
        index_of: dict[tuple[str, float], int] = {}
        dark = _Shadows(seen, hidden)
        for text, (x0, y0, x1, y1), size, font, vertical in found:
            if not text or size <= 0:
                continue
            box = (x0 - left, top - y1, x1 - left, top - y0)
            if dark.covers(text, box, size):
                continue
            key = (font, round(size, 1))
            if key not in index_of:
                index_of[key] = len(runs)
                runs.append(Run(None, size, (0, 0, 0, 255), 0, font, "bold" in font.lower(), True))
            glyphs.append(Glyph(text, box, index_of[key], vertical=vertical))
        return GlyphPage(list(_with_breaks(glyphs, runs)), runs, seen.width, seen.height)


def _measure(glyph: playa.GlyphObject) -> tuple[Box, float, str, bool]:
    a, b, c, d, _, f = glyph.matrix
    size = abs(a * d - b * c) ** 0.5
    vertical = bool(glyph.font is not None and glyph.font.vertical)
    x0, y0, x1, y1 = glyph.bbox
    if vertical:
        height = abs(d) or size
        y0, y1 = (
            f + 0.12 * height - height,
            f + 0.12 * height,
        )  # the origin is at the top of the em, baseline 0.12 inside
        y0, y1 = min(y0, y1), max(y0, y1)
    elif y1 - y0 > 1.3 * size:  # fonts whose declared box holds much more than their letters
        y0, y1 = f - 0.12 * size, f + 0.88 * size
    return (x0, y0, x1, y1), size, str(glyph.fontname or ""), vertical


class _Shadows:
    """Where pdfium found hidden characters."""

    def __init__(self, seen: GlyphPage, hidden: Set[int]) -> None:
        self._places: dict[str, list[Box]] = {}
        for glyph in seen.glyphs:
            if glyph.run in hidden:
                self._places.setdefault(glyph.char, []).append(glyph.box)

    def covers(self, text: str, box: Box, size: float) -> bool:
        """Tell whether a hidden character of this text stands here."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        reach = max(0.7 * size, 1.0)
        return any(
            abs((known[0] + known[2]) / 2 - x) < reach and abs((known[1] + known[3]) / 2 - y) < reach
            for char in text[:1]
            for known in self._places.get(char, ())
        )


def _with_breaks(glyphs: list[Glyph], runs: list[Run]) -> Iterator[Glyph]:
    """Yield the glyphs with a line feed where a column or line ends and a space where words of a line stand apart."""
    last: Glyph | None = None
    direction = ""
    for glyph in glyphs:
        if last is not None:
            size = max(runs[last.run].size, runs[glyph.run].size)
            step = _step(last, glyph, size)
            goes_on = step != "" and (direction in {"", step}) and not (step == "right" and last.vertical)
            if not goes_on:
                yield Glyph("\n", (0.0, 0.0, 0.0, 0.0), added=True)
                direction = ""
            else:
                direction = step
                apart = glyph.box[0] - last.box[2] > _LATIN_WORD_GAP * size
                if step == "right" and apart and not (is_cjk(last.char) and is_cjk(glyph.char)):
                    yield Glyph(" ", last.box, -1, added=True)
        glyph.vertical = glyph.vertical or direction == "down"
        yield glyph
        last = glyph


def _step(last: Glyph, glyph: Glyph, size: float) -> str:
    """Tell how `glyph` follows `last`: `down` a column, `right` along a line, or neither."""
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = last.box, glyph.box
    right = (bx0 + bx1) / 2 - (ax0 + ax1) / 2
    down = (by0 + by1) / 2 - (ay0 + ay1) / 2
    if abs(right) < 0.4 * size and 0.2 * size < down < 3.2 * size:
        return "down"
    if not (last.vertical or glyph.vertical) and abs(down) < 0.4 * size and -0.2 * size < right < 4 * size:
        return "right"
    return ""
