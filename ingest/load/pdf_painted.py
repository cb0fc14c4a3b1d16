"""What a PDF page paints apart from text, in painting order, and where text is cut off by a clipping path."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from casebase.models import Box
from ingest.load.pdf_glyphs import Run, placement

MOST_OBJECTS = 20_000
"""Page objects looked at; what a page with more paints is not known."""

MOST_CLIP_SEGMENTS = 64
"""Segments of a clipping path that is measured; a longer one is an outline of a drawing, not a rectangle round text."""

SIMILAR = 60
"""Difference of a colour channel (0–255) up to which a fill may swallow text of that colour."""

_PICTURES = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING)


@dataclass(frozen=True, slots=True)
class Painted:
    """Fills and pictures of a page.

    `boxes` (n, 4) in points from the top left corner; `order` (n,) positions in painting order; `colors` (n, 3), -1 for
    pictures; `text_order` positions of text objects by address; `complete` is false when there was too much to look at.
    """

    boxes: NDArray[np.float64]
    order: NDArray[np.int64]
    colors: NDArray[np.int64]
    text_order: dict[int, int] = field(default_factory=dict)
    complete: bool = True

    def may_hide(self, run: Run, box: Box) -> bool:
        """Tell whether something painted later lies over a run, or something beneath it may have its colour."""
        if not len(self.boxes):
            return False
        around = self._around(box)
        if not around.any():
            return False
        later = self.order > self.text_order.get(address_of(run.handle), -1)
        like = (self.colors[:, 0] < 0) | (np.abs(self.colors - np.array(run.color[:3])).max(axis=1) < SIMILAR)
        return bool((around & (later | like)).any())

    def picture_under(self, box: Box, least_area: float = 0.0) -> bool:
        """Tell whether a picture of at least `least_area` square points holds the middle of `box`."""
        areas = (self.boxes[:, 2] - self.boxes[:, 0]) * (self.boxes[:, 3] - self.boxes[:, 1])
        return bool((self._around(box) & (self.colors[:, 0] < 0) & (areas >= least_area)).any())

    def _around(self, box: Box) -> NDArray[np.bool_]:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        left, top, right, bottom = self.boxes.T
        inside: NDArray[np.bool_] = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
        return inside


def painted_objects(page: pypdfium2.PdfPage) -> Painted:
    """Read the fills and pictures of an open page."""
    place = placement(page)
    count = pdfium.FPDFPage_CountObjects(page.raw)
    boxes: list[Box] = []
    order: list[int] = []
    colors: list[tuple[int, int, int]] = []
    text_order: dict[int, int] = {}
    edges = [ctypes.c_float() for _ in range(4)]
    for position in range(min(count, MOST_OBJECTS)):
        handle = pdfium.FPDFPage_GetObject(page.raw, position)
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            text_order[address_of(handle)] = position
            continue
        color = (-1, -1, -1) if kind in _PICTURES else _fill(handle)
        if color is not None and pdfium.FPDFPageObj_GetBounds(handle, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            boxes.append(place(left, bottom, right, top))
            order.append(position)
            colors.append(color)
    return Painted(
        np.array(boxes, dtype=np.float64).reshape(-1, 4),
        np.array(order, dtype=np.int64),
        np.array(colors, dtype=np.int64).reshape(-1, 3),
        text_order,
        count <= MOST_OBJECTS,
    )


def clip_box(page: pypdfium2.PdfPage, run: Run) -> Box | None:
    """Return the box that a run's clipping path leaves to it, or None where nothing is cut off or it cannot be told."""
    clip = pdfium.FPDFPageObj_GetClipPath(run.handle)
    paths = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    if paths <= 0:
        return None
    place = placement(page)
    x, y = ctypes.c_float(), ctypes.c_float()
    left = top = float("-inf")
    right = bottom = float("inf")
    for path in range(min(paths, MOST_CLIP_SEGMENTS)):
        segments = pdfium.FPDFClipPath_CountPathSegments(clip, path)
        if not 0 < segments <= MOST_CLIP_SEGMENTS:
            continue
        points: list[tuple[float, float]] = []
        for index in range(segments):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            box = place(min(xs), min(ys), max(xs), max(ys))
            left, top, right, bottom = max(left, box[0]), max(top, box[1]), min(right, box[2]), min(bottom, box[3])
    return left, top, right, bottom


def address_of(handle: Any) -> int:
    """Return the address behind a handle of pdfium, to know an object again."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _fill(handle: Any) -> tuple[int, int, int] | None:
    """Return the colour a path is filled with, or None when it is only stroked or its fill is see-through."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(handle, mode, stroke) or mode.value == pdfium.FPDF_FILLMODE_NONE:
        return None
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
        return -1, -1, -1
    return None if alpha.value < 20 else (red.value, green.value, blue.value)
