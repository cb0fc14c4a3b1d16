"""Pages of a PDF as pictures, for people to see a passage where it is printed."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2
from PIL import Image, ImageDraw

from casebase.errors import DamagedDocument, NotFound
from casebase.models import Box
from ingest.load.pdf_glyphs import PDFIUM
from ingest.load.pdf_open import open_pdf

MARGIN = 2.0
"""Points around the box of a masked passage that are covered too: a box ends where the letters should, not where they do."""

WIDEST = 3_000
"""Pixels of the widest picture."""

MOST_PIXELS = 12_000_000
"""Pixels of a picture; a page that is very long is drawn smaller."""


def render_page(content: bytes, page: int, width_px: int = 1000, covered: Sequence[Box] = ()) -> bytes:
    """Return page `page` (from 1) of a PDF as a PNG of `width_px` pixels, its annotations and forms not drawn.

    What lies in the boxes `covered` (points from the top left corner) is painted black.

    Raises `NotFound` for a page that is not there and `DamagedDocument` for one that cannot be drawn. One page is drawn
    at a time, since pdfium is not thread-safe.
    """
    width_px = max(1, min(width_px, WIDEST))
    with PDFIUM:
        document = open_pdf("", content)
        try:
            if not 1 <= page <= len(document):
                raise NotFound
            sheet = document[page - 1]
            width, height = sheet.get_size()
            if width <= 0 or height <= 0:
                raise DamagedDocument("", "PDF_STRUCTURE", "the page has no size")
            scale = min(width_px / width, (MOST_PIXELS / (width * height)) ** 0.5)
            bitmap = sheet.render(scale=scale, may_draw_forms=False, draw_annots=False)
            picture = bitmap.to_pil()
            cover(picture, covered, scale)
            written = io.BytesIO()
            picture.save(written, "PNG", compress_level=3)
            bitmap.close()
            return written.getvalue()
        except pypdfium2.PdfiumError as error:
            raise DamagedDocument("", "PDF_STRUCTURE", "the page cannot be drawn") from error
        finally:
            document.close()


def cover(picture: Image.Image, covered: Sequence[Box], scale: float) -> None:
    """Paint boxes of a page, in points, black on its picture of `scale` pixels a point."""
    for left, top, right, bottom in covered:
        edges = (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN)
        ImageDraw.Draw(picture).rectangle([edge * scale for edge in edges], fill=0)
