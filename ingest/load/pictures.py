"""Picture files: PNG, JPEG, TIFF of several pages, BMP, GIF and WebP. Decoded only in the parser's process, within limits."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from PIL import Image, ImageOps, UnidentifiedImageError

from casebase.errors import DamagedDocument, DocumentTooLarge
from ingest.records import Loaded, LoadedPage

FORMATS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
"""Formats that are decoded, with their media types; nothing else that the library knows is tried."""

MOST_PIXELS = 80_000_000
"""Pixels of the largest picture: A3 at 600 dots an inch is 70 million; Pillow takes 4 bytes for each."""

MOST_FRAMES = 2_000
"""Pages of the longest TIFF, as for a PDF."""

A4 = (595.0, 842.0)
"""Points: the size a picture is taken to have that does not say, or says something that no sheet of paper has."""

_TRUSTED_DPI = (100.0, 1200.0)
"""Resolutions that scanners write; 72 and 96 are what programs write that do not know."""

_LARGEST_SHEET = 2_400.0
"""Points of the longest side of a sheet, that of A1."""

_DAMAGED = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError, struct.error)
"""What Pillow raises on files that are broken, `UnidentifiedImageError` (an `OSError`) among them."""


def prepare_pictures() -> None:
    """Load the decoders, so that none has to be looked for later."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # `_checked` is stricter and names the file


def load_picture(name: str, content: bytes) -> Loaded:
    """Read a picture file: one page without text for each of its pages, all to be recognised.

    Only a TIFF has several; of a moving picture the first frame is read. Raises `DamagedDocument` (IMAGE_DAMAGED) and
    `DocumentTooLarge` (IMAGE_TOO_LARGE, TOO_MANY_PAGES).
    """
    pages: list[LoadedPage] = []
    with _opened(name, content) as picture:
        media_type = FORMATS[picture.format or ""]
        for number, frame in enumerate(_frames(name, picture), 1):
            if number == 1:
                frame.load()  # a file of which nothing can be decoded is refused at once
            pages.append(LoadedPage(number, (), *_points(frame)))
    return Loaded(media_type, tuple(pages), pictures=tuple(page.number for page in pages))


def open_frame(name: str, content: bytes, page: int, wanted: int) -> tuple[Image.Image, tuple[float, float]]:
    """Return page `page` (from 1) of a picture file, upright as its camera says, with its size in points.

    It has about `wanted` pixels: a much larger one is made smaller by whole steps at once, since a copy of it would not
    fit into the parser's memory. The mode is L or RGB, transparent parts white. Raises `DamagedDocument` and
    `DocumentTooLarge`.
    """
    with _opened(name, content) as picture:
        for number, frame in enumerate(_frames(name, picture), 1):
            if number == page:
                width, height = _points(frame)
                return ImageOps.exif_transpose(_plain(_smaller(frame, wanted))), (width, height)
    raise DamagedDocument(name, "IMAGE_DAMAGED", "the page is not there")


@contextmanager
def _opened(name: str, content: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(content), formats=tuple(FORMATS)) as picture:
            yield picture
    except UnidentifiedImageError as error:
        raise DamagedDocument(name, "IMAGE_DAMAGED") from error
    except _DAMAGED as error:
        raise DamagedDocument(name, "IMAGE_DAMAGED", "it cannot be decoded") from error


def _frames(name: str, picture: Image.Image) -> Iterator[Image.Image]:
    number = 0
    while True:
        if number >= MOST_FRAMES:
            raise DocumentTooLarge(name, "TOO_MANY_PAGES", f"the limit of {MOST_FRAMES} pages")
        if picture.width * picture.height > MOST_PIXELS:
            raise DocumentTooLarge(name, "IMAGE_TOO_LARGE", f"the limit of {MOST_PIXELS // 1_000_000} million pixels")
        yield picture
        number += 1
        if picture.format != "TIFF":
            return
        try:
            picture.seek(number)
        except EOFError:
            return


def _points(frame: Image.Image) -> tuple[float, float]:
    """Return the size of a picture in points, upright: as it says, or fitted into A4 where that cannot be."""
    across, down = frame.size
    x_dpi, y_dpi = _resolution(frame)
    width, height = (across * 72 / x_dpi, down * 72 / y_dpi) if x_dpi else (0.0, 0.0)
    if not 0 < max(width, height) <= _LARGEST_SHEET:
        wide, high = (A4[1], A4[0]) if across > down else A4
        scale = min(wide / across, high / down)
        width, height = across * scale, down * scale
    if frame.getexif().get(0x0112, 1) in (5, 6, 7, 8):  # EXIF orientation: on its side
        width, height = height, width
    return max(1.0, width), max(1.0, height)


def _resolution(frame: Image.Image) -> tuple[float, float]:
    """Return the dots an inch across and down, or zeros; a fax has half as many down as across."""
    try:
        x, y = (float(value) for value in frame.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    low, high = _TRUSTED_DPI
    return (x, y) if low <= x <= high and low / 2 <= y <= high and 0.4 < y / x < 2.5 else (0.0, 0.0)


def _smaller(frame: Image.Image, wanted: int) -> Image.Image:
    factor = int(1.1 * (frame.width * frame.height / max(1, wanted)) ** 0.5)
    if factor < 2 or frame.mode not in {"L", "RGB", "RGBA", "LA", "CMYK"}:
        return frame
    smaller = frame.reduce(factor)
    smaller.info = dict(frame.info)
    smaller.getexif().update(frame.getexif())
    return smaller


def _plain(frame: Image.Image) -> Image.Image:
    if frame.mode in {"L", "RGB"} and "transparency" not in frame.info:
        return frame
    if frame.mode == "1":
        return frame.convert("L")
    if frame.mode.startswith("I") or frame.mode == "F":  # deeper than 8 bits: the range that is used
        low, high = cast(tuple[float, float], frame.getextrema())
        span = max(1.0, high - low)
        return frame.convert("F").point(lambda value: value * (255 / span) - low * 255 / span).convert("L")
    if "A" in frame.getbands() or "transparency" in frame.info:
        over = frame.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        paper.alpha_composite(over)
        return paper.convert("RGB")
    return frame.convert("RGB")
