"""The glyphs of a PDF page as pdfium sees them: character, place, size, and how the run they belong to is painted.

pdfium is not thread-safe: every use in this product holds `PDFIUM`.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import RLock
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from casebase.models import Box
from ingest.characters import tidy
from ingest.records import MOST_HIDDEN, HiddenText

PDFIUM = RLock()
"""Held around every call into pdfium: one thread of the process at a time."""

INVISIBLE_MODE = 3
CLIP_MODE = 7

Point = tuple[float, float]

_FIGURES = frozenset(b"0123456789")
_FIRST_WIDE = 0x2E80
_RAISED = 0.2
"""Height over the line, in type sizes, from which a figure is raised; a figure in the line begins at about 0."""


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs painted by one text object. `handle` is pdfium's own; `box` in points from the top left corner."""

    handle: Any
    size: float
    color: tuple[int, int, int, int]
    mode: int
    font: str
    bold: bool
    embedded: bool


@dataclass(slots=True)
class Glyph:
    """One character on a page; `box` in points from the page's top left corner.

    `run` is an index into the page's runs, or -1 for white space that pdfium added between runs. A line feed ends a line.
    `raised` are figures that stand above the line, as marks of notes do; `reading` is printed above the word begun here.
    """

    char: str
    box: Box
    run: int = -1
    added: bool = False
    unmapped: bool = False
    vertical: bool = False
    raised: bool = False
    reading: str = ""


@dataclass(frozen=True, slots=True)
class GlyphPage:
    """One page's glyphs in reading order as pdfium gives it, and their runs."""

    glyphs: list[Glyph]
    runs: list[Run]
    width: float
    height: float


def read_glyphs(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> GlyphPage:
    """Read every glyph of an open page."""
    width, height = page.get_size()
    place = placement(page)
    raw = textpage.raw
    rect = pdfium.FS_RECTF()
    glyphs: list[Glyph] = []
    runs: list[Run] = []
    index_of: dict[int, int] = {}
    baseline = _Baseline(raw)
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in (0x0D, 0x0A):
            if code == 0x0A:
                glyphs.append(Glyph("\n", (0.0, 0.0, 0.0, 0.0), added=True))
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, rect)
        box = place(rect.left, rect.bottom, rect.right, rect.top)
        handle = pdfium.FPDFText_GetTextObject(raw, index)
        address = ctypes.cast(handle, ctypes.c_void_p).value if handle else None
        run = -1
        if address is not None:
            run = index_of.get(address, -1)
            if run < 0:
                run = index_of[address] = len(runs)
                runs.append(_run(raw, index, handle))
        added = code == 0x20 and pdfium.FPDFText_IsGenerated(raw, index) == 1
        unmapped = code == 0 or pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1
        raised = baseline.is_below(index, code, runs[run].size if run >= 0 else 0.0)
        if raised and glyphs and glyphs[-1].char == "\n":
            glyphs.pop()  # pdfium takes what is raised for the next line
        glyphs.append(Glyph(_character(code), box, run, added, unmapped, raised=raised))
    return GlyphPage(_with_whole_pairs(glyphs), runs, width, height)


class _Baseline:
    """Where the line being read stands, to tell figures that are raised above it: marks of notes, exponents."""

    def __init__(self, textpage: Any) -> None:
        self._textpage = textpage
        self._at: float | None = None
        self._end = 0.0
        self._size = 0.0

    def is_below(self, index: int, code: int, size: float) -> bool:
        """Tell whether a character's ink begins well above the line; any other character sets where the line stands."""
        if size <= 0 or code <= 0x20:
            return False
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self._textpage, index, left, right, bottom, top)
        if code in _FIGURES and self._at is not None and size <= 1.1 * self._size:
            height = bottom.value - self._at
            beside = -0.5 * self._size < left.value - self._end < 0.6 * self._size
            if beside and top.value > bottom.value and _RAISED * self._size < height < self._size:
                self._end = right.value
                return True
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._textpage, index, x, y)
        # The ink of a Japanese full stop fills a quarter of its square, which is as wide as the type is high.
        end = max(right.value, x.value + size) if code >= _FIRST_WIDE else right.value
        self._at, self._size, self._end = y.value, size, end
        return False


def hidden_texts(number: int, page: GlyphPage, hidden: Mapping[int, str]) -> list[HiddenText]:
    """Return the text of hidden runs, one for each way of hiding, its lines as pdfium gives them."""
    texts: dict[str, list[str]] = {}
    for glyph in page.glyphs:
        kind = hidden.get(glyph.run, "")
        if kind:
            texts.setdefault(kind, []).append(glyph.char)
        elif glyph.char == "\n":
            for parts in texts.values():
                parts.append("\n")
    found = {kind: re.sub(r"\n+", "\n", tidy("".join(parts))[0]).strip() for kind, parts in texts.items()}
    return [HiddenText(number, kind, text[:MOST_HIDDEN]) for kind, text in found.items() if text]


def placement(page: pypdfium2.PdfPage) -> Callable[[float, float, float, float], Box]:
    """Return the function from a rectangle of PDF space to a box from the top left corner of the page as displayed."""
    left, bottom, right, top = page.get_bbox()
    rotation = page.get_rotation()

    def point(x: float, y: float) -> Point:
        if rotation == 90:
            return y - bottom, x - left
        if rotation == 180:
            return right - x, y - bottom
        if rotation == 270:
            return top - y, right - x
        return x - left, top - y

    def place(x0: float, y0: float, x1: float, y1: float) -> Box:
        (ax, ay), (bx, by) = point(x0, y0), point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    return place


def _character(code: int) -> str:
    return chr(code) if 0 < code <= 0x10FFFF else "\ufffd"


def _with_whole_pairs(glyphs: list[Glyph]) -> list[Glyph]:
    """Put surrogate halves, which pdfium gives one by one, together."""
    if not any("\ud800" <= glyph.char <= "\udfff" for glyph in glyphs):
        return glyphs
    whole: list[Glyph] = []
    for glyph in glyphs:
        if whole and "\udc00" <= glyph.char <= "\udfff" and "\ud800" <= whole[-1].char <= "\udbff":
            high, low = ord(whole[-1].char), ord(glyph.char)
            whole[-1].char = chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else:
            whole.append(glyph)
    return whole


def _run(textpage: Any, index: int, handle: Any) -> Run:
    size = pdfium.FPDFText_GetFontSize(textpage, index)
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        size *= abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    painted = pdfium.FPDFText_GetStrokeColor if mode in (1, 5) else pdfium.FPDFText_GetFillColor
    if not painted(textpage, index, red, green, blue, alpha):
        alpha = ctypes.c_uint(255)
    font = pdfium.FPDFTextObj_GetFont(handle)
    name = _font_name(font)
    weight = pdfium.FPDFText_GetFontWeight(textpage, index)
    bold = weight >= 600 or "bold" in name.lower() or mode == 2
    embedded = bool(font) and pdfium.FPDFFont_GetIsEmbedded(font) == 1
    return Run(handle, size, (red.value, green.value, blue.value, alpha.value), mode, name, bold, embedded)


def _font_name(font: Any) -> str:
    if not font:
        return ""
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    if length <= 1:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    return buffer.value.decode("utf-8", errors="replace")
