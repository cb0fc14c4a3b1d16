"""Running headers, footers and page numbers that a tagged PDF marks as such (ISO 32000-1, 14.8.2.2: artifacts)."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as pdfium

from ingest.load.pdf_glyphs import GlyphPage

EDGE = 0.14
"""Share of the page's height at its top and bottom in which such a mark is believed; elsewhere the text is kept."""

_LONGEST_NAME = 64


def running_runs(page: GlyphPage) -> set[int]:
    """Return the runs (indexes) that are marked as no part of the text and stand at an edge of the page."""
    marked = {index for index, run in enumerate(page.runs) if _is_artifact(run.handle)}
    if not marked:
        return set()
    inner = {
        glyph.run
        for glyph in page.glyphs
        if glyph.run in marked
        and not glyph.char.isspace()
        and EDGE * page.height < (glyph.box[1] + glyph.box[3]) / 2 < (1 - EDGE) * page.height
    }
    return marked - inner


def _is_artifact(handle: object) -> bool:
    for index in range(max(0, pdfium.FPDFPageObj_CountMarks(handle))):
        mark = pdfium.FPDFPageObj_GetMark(handle, index)
        if mark and _name(mark) == "Artifact":
            return True
    return False


def _name(mark: object) -> str:
    buffer = (ctypes.c_ushort * _LONGEST_NAME)()
    length = ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length):
        return ""
    return _text(buffer, length.value)


def _text(buffer: ctypes.Array[ctypes.c_ushort], size: int) -> str:
    return bytes(buffer)[: min(size, ctypes.sizeof(buffer))].decode("utf-16-le", "replace").rstrip("\0")
