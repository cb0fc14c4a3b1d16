"""Pages as pictures, of a PDF or a picture file: for people to look at, and for recognition. Only in the parser's process."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import pypdfium2
from PIL import Image

from casebase.errors import DamagedDocument, NotFound
from casebase.models import Box
from ingest.load.pdf_glyphs import PDFIUM
from ingest.load.pdf_images import MOST_PIXELS, WIDEST, cover, render_page
from ingest.load.pdf_open import open_pdf
from ingest.load.pictures import open_frame
from ingest.load.scans import reduced, straightened
from ingest.records import Scan

SCAN_DPI = 300
"""Dots an inch at which pages are recognised: what tesseract was trained for; coarser pictures are enlarged to it."""

MOST_SCAN_PIXELS = 18_000_000
"""Pixels of a page that is recognised: A3 at `SCAN_DPI`. Larger sheets are drawn coarser."""

MOST_ENLARGED = 4.0
"""How many times a coarse picture is enlarged at most: what is not there does not become clearer."""

_HEADER_WITHIN = 1024
_TURNS = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


def draw(name: str, content: bytes, page: int, width_px: int, covered: Sequence[Box] = ()) -> bytes:
    """Return page `page` (from 1) as a PNG of `width_px` pixels, without the file's own bytes or anything hidden in them.

    What lies in the boxes `covered` (points from the top left corner) is painted black.

    Raises `DamagedDocument`, `DocumentTooLarge` and, for a PDF, `EncryptedDocument`.
    """
    if _is_pdf(content):
        try:
            return render_page(content, page, width_px, covered)
        except NotFound as error:
            raise DamagedDocument(name, "PDF_STRUCTURE", "the page is not there") from error
    across = max(1, min(width_px, WIDEST))
    picture, (width, height) = open_frame(name, content, page, min(2 * across * across, MOST_PIXELS))
    scale = min(across / width, (MOST_PIXELS / (width * height)) ** 0.5)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    written = io.BytesIO()
    shown = picture.resize(size, Image.Resampling.LANCZOS)
    cover(shown, covered, scale)
    shown.save(written, "PNG", compress_level=3)
    return written.getvalue()


def scan(name: str, content: bytes, page: int, turn: int = 0) -> Scan:
    """Return page `page` (from 1) grey, evenly lit, turned by `turn` degrees against the clock, and straight.

    Raises `DamagedDocument`, `DocumentTooLarge` and, for a PDF, `EncryptedDocument`.
    """
    picture, size, scale = _pdf_page(name, content, page) if _is_pdf(content) else _picture_page(name, content, page)
    if turn in _TURNS:
        picture = picture.transpose(_TURNS[turn])
    straight, skew, columns = straightened(picture)
    straight, factor = reduced(straight, columns)
    return Scan(straight.width, straight.height, straight.tobytes(), scale * factor, size, turn, skew, columns)


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_HEADER_WITHIN]


def _pdf_page(name: str, content: bytes, page: int) -> tuple[Image.Image, tuple[float, float], float]:
    with PDFIUM:
        document = open_pdf(name, content)
        try:
            if not 1 <= page <= len(document):
                raise DamagedDocument(name, "PDF_STRUCTURE", "the page is not there")
            sheet = document[page - 1]
            width, height = sheet.get_size()
            if width <= 0 or height <= 0:
                raise DamagedDocument(name, "PDF_STRUCTURE", "the page has no size")
            scale = _scale(width, height)
            bitmap = sheet.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
            picture = bitmap.to_pil().convert("L")
            bitmap.close()
            return picture, (width, height), scale
        except pypdfium2.PdfiumError as error:
            raise DamagedDocument(name, "PDF_STRUCTURE", "the page cannot be drawn") from error
        finally:
            document.close()


def _picture_page(name: str, content: bytes, page: int) -> tuple[Image.Image, tuple[float, float], float]:
    picture, (width, height) = open_frame(name, content, page, MOST_SCAN_PIXELS)
    scale = min(_scale(width, height), MOST_ENLARGED * picture.width / width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return picture.convert("L").resize(size, Image.Resampling.BICUBIC), (width, height), scale


def _scale(width: float, height: float) -> float:
    return min(SCAN_DPI / 72, math.sqrt(MOST_SCAN_PIXELS / (width * height)))
