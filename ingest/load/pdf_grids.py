"""Tables drawn with rules: where the lines painted on a PDF page divide it into rows and columns."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from casebase.models import Box
from ingest.load.pdf_glyphs import placement
from ingest.load.pdf_painted import MOST_OBJECTS

THICKEST_RULE = 3.0
"""Points up to which a filled rectangle is a rule and not a ground."""

NEAR = 3.0
"""Points within which the ends of rules meet, and within which two rules are one (double rules, drawn cell by cell)."""

SHORTEST_RULE = 4.0
"""Points from which a line can be the border of a cell."""

MOST_RULES = 3_000
"""Rules looked at, a page; a page of graph paper or a map holds more, and no table."""

MOST_CELLS = 4_000
MOST_SEGMENTS = 2_000

_NARROWEST = 6.0
"""Points of the narrowest column and lowest row."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Straight lines of one direction, shape (n, 3): their place across, and from where to where they run."""

    lines: NDArray[np.float64]

    def cover(self, across: float, middle: float) -> bool:
        """Tell whether a line at `across` runs past `middle`."""
        at, first, last = self.lines.T
        return bool(((np.abs(at - across) <= NEAR) & (first <= middle) & (middle <= last)).any())


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: edges of its columns and rows in points from the top left corner, and which places are one cell.

    `holder` (rows, columns, 2) names for each place the row and column that its cell begins with: merged cells share one.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    holder: NDArray[np.int64]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell(self, box: Box) -> tuple[int, int] | None:
        """Return the row and column of the cell in which the middle of a box lies."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        column = int(np.searchsorted(self.xs, x)) - 1
        row = int(np.searchsorted(self.ys, y)) - 1
        if not (0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1):
            return None
        return int(self.holder[row, column, 0]), int(self.holder[row, column, 1])


def grids_of(page: pypdfium2.PdfPage) -> list[Grid]:
    """Return the ruled tables of an open page, each with at least two rows and two columns."""
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    place = placement(page)
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), MOST_OBJECTS)):
        handle = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(handle) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        for left, top, right, bottom in _rules(handle, place):
            if right - left >= SHORTEST_RULE and bottom - top <= THICKEST_RULE:
                across.append(((top + bottom) / 2, left, right))
            elif bottom - top >= SHORTEST_RULE and right - left <= THICKEST_RULE:
                down.append(((left + right) / 2, top, bottom))
        if len(across) + len(down) > MOST_RULES:
            return []
    if len(across) < 2 or not down:
        return []
    found = [_grid(rows, columns) for rows, columns in _connected(np.array(across), np.array(down))]
    return [grid for grid in found if grid is not None]


def _rules(handle: Any, place: Callable[[float, float, float, float], Box]) -> Iterator[Box]:
    """Yield the straight lines that a path draws: its strokes one by one, or a filled rectangle as thin as a rule."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(handle, mode, stroke):
        return
    count = pdfium.FPDFPath_CountSegments(handle)
    if not 0 < count <= MOST_SEGMENTS:
        return
    shape = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, shape):
        return
    paths: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        if not segment or not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = (
            shape.a * x.value + shape.c * y.value + shape.e,
            shape.b * x.value + shape.d * y.value + shape.f,
        )
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not paths:
            paths.append([])
        paths[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            paths[-1].append(paths[-1][0])
    for points in paths:
        if stroke.value:
            for (ax, ay), (bx, by) in pairwise(points):
                yield place(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        elif mode.value != pdfium.FPDF_FILLMODE_NONE and len(points) >= 3:
            xs, ys = zip(*points, strict=True)
            yield place(min(xs), min(ys), max(xs), max(ys))


def _connected(
    across: NDArray[np.float64], down: NDArray[np.float64]
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Yield the rules that hang together: those across, and those down that meet them."""
    meets = (
        (across[:, None, 1] - NEAR <= down[None, :, 0])
        & (down[None, :, 0] <= across[:, None, 2] + NEAR)
        & (down[None, :, 1] - NEAR <= across[:, None, 0])
        & (across[:, None, 0] <= down[None, :, 2] + NEAR)
    )
    left = set(range(len(across)))
    while left:
        rows, columns = {left.pop()}, set[int]()
        new = set(rows)
        while new:
            reached = set(np.flatnonzero(meets[sorted(new)].any(axis=0)).tolist()) - columns
            columns |= reached
            new = set(np.flatnonzero(meets[:, sorted(reached)].any(axis=1)).tolist()) - rows if reached else set()
            rows |= new
        left -= rows
        if len(rows) >= 2 and columns:
            yield across[sorted(rows)], down[sorted(columns)]


def _grid(across: NDArray[np.float64], down: NDArray[np.float64]) -> Grid | None:
    # Many tables have no rule at their sides: the ends of those across are edges as well.
    xs = _edges([*down[:, 0], across[:, 1].min(), across[:, 2].max()])
    ys = _edges([*across[:, 0], down[:, 1].min(), down[:, 2].max()])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 2 or columns < 2 or rows * columns > MOST_CELLS:
        return None
    return Grid(tuple(xs), tuple(ys), _holders(xs, ys, Rules(across), Rules(down)))


def _edges(places: Iterable[float]) -> list[float]:
    """Return where edges lie, those nearer than a column is wide taken as one."""
    edges: list[list[float]] = []
    for place in sorted(places):
        if edges and place - edges[-1][-1] <= NEAR and place - edges[-1][0] <= _NARROWEST:
            edges[-1].append(place)
        else:
            edges.append([place])
    return [sum(edge) / len(edge) for edge in edges]


def _holders(xs: Sequence[float], ys: Sequence[float], across: Rules, down: Rules) -> NDArray[np.int64]:
    rows, columns = len(ys) - 1, len(xs) - 1
    holder = np.full((rows, columns, 2), -1, dtype=np.int64)
    for row in range(rows):
        for column in range(columns):
            if holder[row, column, 0] >= 0:
                continue
            waiting = [(row, column)]
            while waiting:
                at, of = waiting.pop()
                if holder[at, of, 0] >= 0:
                    continue
                holder[at, of] = row, column
                middle_x, middle_y = (xs[of] + xs[of + 1]) / 2, (ys[at] + ys[at + 1]) / 2
                if of + 1 < columns and not down.cover(xs[of + 1], middle_y):
                    waiting.append((at, of + 1))
                if of > 0 and not down.cover(xs[of], middle_y):
                    waiting.append((at, of - 1))
                if at + 1 < rows and not across.cover(ys[at + 1], middle_x):
                    waiting.append((at + 1, of))
                if at > 0 and not across.cover(ys[at], middle_x):
                    waiting.append((at - 1, of))
    return holder
