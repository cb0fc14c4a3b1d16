"""From what a parser read to the pages that are stored: one text a page, with headings and printed lines by offset."""

from __future__ import annotations

from casebase.models import Heading, Line, Page
from ingest.records import Loaded, LoadedPage

_BETWEEN = "\n\n"


def compose(loaded: Loaded) -> tuple[Page, ...]:
    """Return the pages of a loaded file. Blocks are divided by a blank line; offsets count in the page's text."""
    return tuple(_page(page) for page in loaded.pages)


def _page(loaded: LoadedPage) -> Page:
    parts: list[str] = []
    headings: list[Heading] = []
    lines: list[Line] = []
    readings: list[tuple[int, str]] = []
    offset = 0
    for block in loaded.blocks:
        text = block.text.rstrip()
        if not text.strip():
            continue
        if parts:
            offset += len(_BETWEEN)
        if block.level:
            headings.append(Heading(offset, offset + len(text), block.level))
        lines.extend(
            Line(offset + span.start, offset + min(span.end, len(text)), span.box, span.vertical)
            for span in block.spans
            if span.start < len(text)
        )
        readings.extend((offset + at, kana) for at, kana in block.readings)
        parts.append(text)
        offset += len(text)
    return Page(
        loaded.number,
        _BETWEEN.join(parts),
        tuple(headings),
        tuple(lines),
        loaded.width,
        loaded.height,
        loaded.label,
        tuple(readings),
    )
