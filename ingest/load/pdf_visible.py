"""Which runs of a PDF page a person can see. Text that nobody sees must not be searched, quoted or given to a model.

Off the page, tiny, transparent and invisible text is told from how it is painted. Where its colour, a clipping path or
something painted over it may hide a run, the page is drawn twice, with and without the doubtful runs: a run that makes no
difference is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from casebase.models import Box
from ingest.load.pdf_glyphs import INVISIBLE_MODE, GlyphPage, Run
from ingest.load.pdf_painted import clip_box, painted_objects

SMALLEST_SIZE = 1.0
"""Points below which type cannot be read even magnified; the smallest small print in use is about 4."""

FAINTEST_ALPHA = 20
"""Opacity (0–255) below which text is not seen."""

PALE = 170
"""Brightness (0–255) above which text may vanish on a white page, so that it is looked at."""

CONTRAST = 20
"""Difference of a colour channel (0–255) below which nothing is seen."""

SCALE = 1.5
"""Pixels a point of the drawings compared: 6-point type is then 9 pixels high."""

MOST_PIXELS = 8_000_000
"""Pixels of a drawing; a poster is drawn at a smaller scale."""

SCAN_SHARE = 0.5
"""Share of the page that a picture must cover to count as a scan lying over its own recognised text."""

Pixels = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A drawing of a page: pixels (height, width, 3) and pixels a point."""

    pixels: Pixels
    scale: float

    def cut(self, box: Box) -> Pixels:
        """Return the pixels inside a box."""
        left, top, right, bottom = (max(0, int(edge * self.scale)) for edge in box)
        return self.pixels[top : bottom + 1, left : right + 1]

    def has_ink(self, box: Box) -> bool:
        """Tell whether anything stands out inside a box."""
        part = self.cut(box)
        return bool(part.size) and bool(int(part.max()) - int(part.min()) >= CONTRAST)

    def is_all(self, color: tuple[int, int, int, int], box: Box) -> bool:
        """Tell whether a box shows nothing but one colour."""
        part = self.cut(box)
        return not part.size or bool(np.abs(part - np.array(color[:3], dtype=np.int16)).max() < CONTRAST)


@dataclass(slots=True)
class Visibility:
    """Runs that nobody sees, and runs that are the invisible text of a scanned picture, as indexes into the page's runs.

    Each hidden run comes with the way it is hidden (`ingest.records.HIDING`).
    """

    hidden: dict[int, str] = field(default_factory=dict)
    recognised: set[int] = field(default_factory=set)


def examine(page: pypdfium2.PdfPage, glyphs: GlyphPage, doubt_all: bool = False) -> Visibility:
    """Tell which runs of an open page are hidden; with `doubt_all` every run is looked for in the drawings.

    Text objects of the open page are changed in memory: read the glyphs first and close the page afterwards.
    """
    boxes = _run_boxes(glyphs)
    result = Visibility()
    painted = painted_objects(page)
    doubtful: set[int] = set()
    scanned: set[int] = set()
    for index, box in boxes.items():
        run = glyphs.runs[index]
        if kind := _plainly_hidden(run, box, glyphs):
            result.hidden[index] = kind
        elif run.mode == INVISIBLE_MODE:
            if painted.picture_under(box):
                scanned.add(index)
            else:
                result.hidden[index] = "invisible"
        elif (
            doubt_all
            or not painted.complete
            or run.mode >= INVISIBLE_MODE
            or _is_pale(run)
            or painted.may_hide(run, box)
            or _is_clipped(page, run, box)
        ):
            doubtful.add(index)
    if not doubtful and not scanned:
        return result
    drawing = _draw(page)
    result.recognised = {index for index in scanned if drawing.has_ink(boxes[index])}
    result.hidden |= dict.fromkeys(scanned - result.recognised, "invisible")
    least = SCAN_SHARE * glyphs.width * glyphs.height
    for index in _unseen(page, glyphs, boxes, doubtful, drawing) if doubtful else ():
        run, box = glyphs.runs[index], boxes[index]
        if painted.picture_under(box, least) and drawing.has_ink(box):
            result.recognised.add(index)
        else:
            result.hidden[index] = _way(page, run, box, painted.may_hide(run, box), drawing, doubt_all)
    return result


def _plainly_hidden(run: Run, box: Box, glyphs: GlyphPage) -> str:
    """Return the way in which a run is hidden whatever else is on the page, or nothing."""
    if _off_page(box, glyphs):
        return "outside"
    if _is_tiny(run, box):
        return "tiny"
    return "transparent" if run.color[3] < FAINTEST_ALPHA else ""


def _way(page: pypdfium2.PdfPage, run: Run, box: Box, painted_over: bool, drawing: _Drawing, layers: bool) -> str:
    """Name the way in which a run that does not show is hidden."""
    if run.mode >= INVISIBLE_MODE:
        return "invisible"
    if _is_clipped(page, run, box):
        return "covered"
    if drawing.is_all(run.color, box):
        return "color"
    return "layer" if layers and not painted_over else "covered"


def _run_boxes(glyphs: GlyphPage) -> dict[int, Box]:
    boxes: dict[int, Box] = {}
    for glyph in glyphs.glyphs:
        if glyph.run < 0 or glyph.char.isspace():
            continue
        left, top, right, bottom = glyph.box
        if (known := boxes.get(glyph.run)) is not None:
            left, top, right, bottom = (
                min(known[0], left), min(known[1], top), max(known[2], right), max(known[3], bottom),
            )  # fmt: skip
        boxes[glyph.run] = left, top, right, bottom
    return boxes


def _off_page(box: Box, glyphs: GlyphPage) -> bool:
    return box[2] < 1 or box[3] < 1 or box[0] > glyphs.width - 1 or box[1] > glyphs.height - 1


def _is_tiny(run: Run, box: Box) -> bool:
    return run.size < SMALLEST_SIZE or min(box[2] - box[0], box[3] - box[1]) < SMALLEST_SIZE / 4


def _is_pale(run: Run) -> bool:
    red, green, blue, alpha = run.color
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue
    return 255 - (255 - brightness) * alpha / 255 > PALE


def _is_clipped(page: pypdfium2.PdfPage, run: Run, box: Box) -> bool:
    clip = clip_box(page, run)
    if clip is None:
        return False
    seen = max(0.0, min(box[2], clip[2]) - max(box[0], clip[0])) * max(0.0, min(box[3], clip[3]) - max(box[1], clip[1]))
    return seen < 0.5 * (box[2] - box[0]) * (box[3] - box[1])


def _draw(page: pypdfium2.PdfPage) -> _Drawing:
    """Return the page as drawn now."""
    width, height = page.get_size()
    scale = min(SCALE, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    pixels: Pixels = bitmap.to_numpy()[:, :, :3].astype(np.int16)
    bitmap.close()
    return _Drawing(pixels, scale)


def _unseen(
    page: pypdfium2.PdfPage, glyphs: GlyphPage, boxes: dict[int, Box], doubtful: set[int], drawing: _Drawing
) -> set[int]:
    for index in doubtful:
        pdfium.FPDFTextObj_SetTextRenderMode(glyphs.runs[index].handle, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    difference = _Drawing(np.abs(drawing.pixels - _draw(page).pixels), drawing.scale)
    # A font that is neither in the file nor on this machine draws nothing, so a font must have been seen to draw.
    fonts_seen = {
        glyphs.runs[index].font for index, box in boxes.items() if index not in doubtful and drawing.has_ink(box)
    }
    unseen: set[int] = set()
    for index in doubtful:
        run, box = glyphs.runs[index], boxes[index]
        if (part := difference.cut(box)).size and part.max() >= CONTRAST:
            fonts_seen.add(run.font)
        elif run.mode < pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP or not drawing.has_ink(box):
            unseen.add(index)
    # Where a font never draws, only the colour beneath can tell.
    return {
        index
        for index in unseen
        if glyphs.runs[index].embedded
        or glyphs.runs[index].font in fonts_seen
        or drawing.is_all(glyphs.runs[index].color, boxes[index])
    }
