"""Making a scan easier to recognise: shadows lifted, grain smoothed, a skewed sheet laid straight."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

WIDEST_SKEW = 4.0
"""Degrees of the skew that is looked for; office scanners feed paper straighter than that."""

LEAST_SKEW = 0.25
"""Degrees below which a page is left as it is: tesseract follows such lines itself."""

COLUMNS_RATIO = 1.25
"""How much sharper the profile of one direction must be than the other's to tell where lines run."""

MORE_WHITE = 0.15
"""Difference in the share of white between lines and across them that tells where lines run."""

_DARKEST_PAPER = 225
"""Brightness (0–255) of paper below which light is evened out."""

_GRAIN = 4.0
"""Mean difference (0–255) between paper and its median from which a scan is smoothed."""

_SMALL = 900
"""Pixels of the longer side of the picture on which skew is measured."""

_LARGE = 64
"""Pixels of the height of type from which a scan is made smaller: tesseract drops and confuses characters of large type."""

_READABLE = 32
"""Pixels of the height of type that it is made smaller to; tesseract was trained on about this."""

_LINE_PIXELS = (12, 400)
"""Pixels of the height of what may be a line of type; less is dirt or a rule, more a picture or a table."""

_BLOCK = 32
"""Pixels of the side of a square whose brightest part is the paper: larger than letters are thick."""

Pixels = NDArray[np.uint8]


def straightened(picture: Image.Image) -> tuple[Image.Image, float, bool | None]:
    """Return a grey picture (mode L) evened out and straight, by how many degrees it was turned, and `columns`.

    `columns` tells that lines run from top to bottom; None where the page does not say.
    """
    even = _smoothed(_evened(picture))
    skew, columns = _skew(even)
    if abs(skew) >= LEAST_SKEW:
        return even.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255), skew, columns
    return even, 0.0, columns


def reduced(picture: Image.Image, columns: bool | None) -> tuple[Image.Image, float]:
    """Return a straight picture made smaller where its type is large, and by which factor; `columns` as in `straightened`."""
    if columns is None:
        return picture, 1.0
    factor = max(1, max(picture.size) // _SMALL)
    pixels = np.asarray(picture.reduce(factor)).astype(np.int16)
    inked = (pixels < pixels.mean() - 12).sum(axis=0 if columns else 1)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (inked > 0.03 * inked.max(initial=0)).astype(np.int8), [0]))))
    heights = np.repeat(*(np.diff(edges)[::2],) * 2) * factor  # each line counts by its height
    heights = heights[(heights >= _LINE_PIXELS[0]) & (heights <= _LINE_PIXELS[1])]
    if not len(heights) or (typical := float(np.median(heights))) <= _LARGE:
        return picture, 1.0
    share = _READABLE / typical
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return picture.resize(size, Image.Resampling.LANCZOS), share


def _evened(picture: Image.Image) -> Image.Image:
    """Divide by the light that falls on the paper, where it is not white everywhere."""
    small = picture.reduce(4) if min(picture.size) >= 8 * _BLOCK else picture
    light = small.filter(ImageFilter.MedianFilter(3))
    side = max(3, _BLOCK // 4 | 1)
    light = light.filter(ImageFilter.MaxFilter(side)).filter(ImageFilter.GaussianBlur(side))
    if min(np.percentile(np.asarray(light), [2, 50])) >= _DARKEST_PAPER:
        return picture
    paper = np.asarray(light.resize(picture.size, Image.Resampling.BILINEAR)).astype(np.uint16)
    even = np.asarray(picture).astype(np.uint16) * 255 // np.maximum(paper, 40)
    return Image.fromarray(np.minimum(even, 255).astype(np.uint8))


def _smoothed(picture: Image.Image) -> Image.Image:
    median = picture.filter(ImageFilter.MedianFilter(3))
    step = max(1, min(picture.size) // 600)
    rough, calm = (np.asarray(one)[::step, ::step].astype(np.int16) for one in (picture, median))
    paper = calm > 160
    if not paper.any() or np.abs(rough - calm)[paper].mean() < _GRAIN:
        return picture
    return median


def _skew(picture: Image.Image) -> tuple[float, bool | None]:
    factor = max(1, max(picture.size) // _SMALL)
    small = picture.reduce(factor)
    pixels = np.asarray(small).astype(np.int16)
    ink = Image.fromarray(((pixels < pixels.mean() - 12) * 255).astype(np.uint8))
    rows, row_skew = _sharpest(ink, 1)
    columns, column_skew = _sharpest(ink, 0)
    if max(rows, columns) <= 0:
        return 0.0, None
    # Characters set on a grid make both profiles sharp, but there is more white between lines than between characters.
    white = _white(ink, row_skew, 1) - _white(ink, column_skew, 0)
    if white > MORE_WHITE or (white > -MORE_WHITE and rows > COLUMNS_RATIO * columns):
        return row_skew, False
    if white < -MORE_WHITE or columns > COLUMNS_RATIO * rows:
        return column_skew, True
    return (row_skew if rows >= columns else column_skew), None


def _sharpest(ink: Image.Image, axis: int) -> tuple[float, float]:
    """Return the sharpest profile across `axis` and the turn in degrees that gives it."""
    best = _sharpness(ink, 0.0, axis), 0.0
    for step, reach in ((0.5, WIDEST_SKEW), (0.1, 0.4)):
        middle = best[1]
        count = round(reach / step)
        for index in range(-count, count + 1):
            degrees = middle + index * step
            if abs(degrees) <= WIDEST_SKEW:
                # A turn must be worth more than the roughness that turning itself brings.
                best = max(best, (_sharpness(ink, degrees, axis), degrees))
    return best


def _white(ink: Image.Image, degrees: float, axis: int) -> float:
    """Return the share of a profile that is white, between its first and its last ink."""
    profile = _profile(ink, degrees, axis)
    inked = np.flatnonzero(profile > 0.03 * profile.max())
    return 1 - len(inked) / (inked[-1] - inked[0] + 1) if len(inked) else 0.0


def _profile(ink: Image.Image, degrees: float, axis: int) -> NDArray[np.float64]:
    turned = ink.rotate(degrees, Image.Resampling.NEAREST) if degrees else ink
    profile: NDArray[np.float64] = np.asarray(turned).sum(axis=axis, dtype=np.int64) / 255
    return profile


def _sharpness(ink: Image.Image, degrees: float, axis: int) -> float:
    profile = _profile(ink, degrees, axis)
    return float(np.square(np.diff(profile)).sum()) / max(1, ink.size[axis == 1])
