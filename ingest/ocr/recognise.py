"""The step between reading and composing: pages that are pictures get their text by recognition, where it is installed.

Pictures are drawn and prepared in the parser's process, recognised by tesseract in a process of its own, two pages at a
time. Neither this process nor the database ever decodes a picture.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from casebase.errors import NoText
from casebase.settings import Settings
from ingest.clean import without_running_lines
from ingest.headings import style_of
from ingest.layout import blocks_of
from ingest.ocr.lines import moved, on_page
from ingest.ocr.page import FailedPage, PageReading, read_page
from ingest.ocr.tesseract import OcrState, Recogniser, find_tesseract
from ingest.records import Block, Loaded, LoadedPage, Warned
from ingest.sandbox import Sandbox

PAGES_AT_ONCE = 2
"""Pages that are recognised at the same time: more would fill the memory of a small machine."""

LOW_CONFIDENCE = 80.0
"""Mean confidence (0 to 100) below which a page must be looked at. Measured: clean scans 90 to 97, bad ones 60 to 80."""

DOUBTFUL = 60.0
"""Confidence of a word below which it is named to the editor."""

MOST_DOUBTFUL = 30
"""Words named to the editor at most."""

Progress = Callable[[str, int, int], None]
"""Told the file's name, how many of its pages have been recognised, and how many will be."""

_GARBLED = "TEXT_NOT_MAPPABLE"
_WITHOUT = "PAGES_WITHOUT_TEXT"


@dataclass(slots=True)
class _Result:
    """What recognition of a file's pages gave: blocks by page, and pages by what happened to them."""

    blocks: dict[int, tuple[Block, ...]] = field(default_factory=dict)
    readings: list[PageReading] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


def recognised(
    name: str,
    content: bytes,
    loaded: Loaded,
    sandbox: Sandbox,
    settings: Settings,
    progress: Progress | None = None,
) -> Loaded:
    """Return a loaded file with the text of its pictures. A file without any is returned as it is.

    Raises `NoText` when the file then holds no text: NO_TEXT_LAYER or OCR_DATA_MISSING where recognition is not
    installed, OCR_NO_TEXT and OCR_FAILED where it found none, TEXT_NOT_MAPPABLE where that is the reason.
    """
    if not loaded.pictures:
        return loaded
    state, recogniser = find_tesseract(settings)
    if recogniser is None:
        return _unread(name, loaded, state)
    result = _read(name, content, loaded, sandbox, recogniser, settings, progress)
    pages = tuple(
        replace(page, blocks=result.blocks[page.number]) if page.number in result.blocks else page
        for page in loaded.pages
    )
    if not _has_text(pages):
        raise _nothing(name, loaded, result)
    return replace(loaded, pages=pages, warnings=_warnings(loaded, pages, result))


def _read(
    name: str,
    content: bytes,
    loaded: Loaded,
    sandbox: Sandbox,
    recogniser: Recogniser,
    settings: Settings,
    progress: Progress | None,
) -> _Result:
    result = _Result(left=list(loaded.pictures[settings.ocr_pages :]))
    numbers = loaded.pictures[: settings.ocr_pages]
    until = time.monotonic() + settings.ocr_file_seconds

    def read(number: int) -> PageReading | FailedPage | None:
        return read_page(name, content, number, sandbox, recogniser) if time.monotonic() < until else None

    with ThreadPoolExecutor(PAGES_AT_ONCE) as threads:
        for done, (number, reading) in enumerate(zip(numbers, threads.map(read, numbers), strict=True), 1):
            if reading is None:
                result.left.append(number)
            elif isinstance(reading, FailedPage):
                result.failed.append(number)
            elif reading.lines:
                result.readings.append(reading)
            if progress is not None:
                progress(name, done, len(numbers))
    result.left.sort()
    result.readings = [reading for reading in result.readings if _says_more(reading, loaded)]
    result.blocks = dict(_blocks(result.readings))
    return result


def _says_more(reading: PageReading, loaded: Loaded) -> bool:
    """Tell whether a picture says clearly more than the text that lies over it; if not, the exact text is kept."""
    own = sum(len(block.text) for page in loaded.pages if page.number == reading.number for block in page.blocks)
    return own == 0 or reading.characters > 2 * own + 20


def _blocks(readings: Sequence[PageReading]) -> Iterator[tuple[int, tuple[Block, ...]]]:
    """Find paragraphs as in any PDF, on the straightened pages, and put their boxes where the pages show them."""
    heights = [reading.scan.height / reading.scan.scale for reading in readings]
    lines = without_running_lines([reading.lines for reading in readings], heights)
    style = style_of(lines)
    for reading, kept in zip(readings, lines, strict=True):
        place = on_page(reading.scan)
        yield reading.number, tuple(moved(block, place, reading.scan.turn) for block in blocks_of(kept, style))


def _warnings(loaded: Loaded, pages: Sequence[LoadedPage], result: _Result) -> tuple[Warned, ...]:
    read = {reading.number for reading in result.readings}
    found: dict[str, tuple[set[int], str]] = {
        warned.code: (set(warned.pages), warned.detail) for warned in loaded.warnings
    }

    def add(code: str, numbers: set[int], detail: str = "") -> None:
        known, said = found.get(code, (set(), ""))
        if known | numbers:
            found[code] = known | numbers, detail or said

    garbled = found.pop(_GARBLED, (set(), ""))[0]
    found.pop(_WITHOUT, None)
    add(_GARBLED, garbled - read)
    add("GARBLED_TEXT_RECOGNISED", garbled & read)
    silent = {page.number for page in pages if page.number in loaded.pictures and not page.blocks}
    add(_WITHOUT, silent - garbled)
    add("OCR_FAILED", set(result.failed))
    add("OCR_LIMIT", set(result.left))
    if result.readings:
        add("RECOGNISED_TEXT", read, f"{_mean(result.readings):.0f}%")
    mended = [reading for reading in result.readings if reading.changes]
    if mended:
        said = list(dict.fromkeys(change for reading in mended for change in reading.changes))[:MOST_DOUBTFUL]
        add("OCR_MENDED", {reading.number for reading in mended}, "; ".join(said))
    low = [reading for reading in result.readings if reading.confidence < LOW_CONFIDENCE]
    if low:
        add("LOW_OCR_CONFIDENCE", {reading.number for reading in low}, _doubts(low))
    return tuple(Warned(code, tuple(sorted(numbers)), detail) for code, (numbers, detail) in sorted(found.items()))


def _mean(readings: Sequence[PageReading]) -> float:
    weight = sum(reading.characters for reading in readings)
    return sum(reading.confidence * reading.characters for reading in readings) / max(1, weight)


def _doubts(readings: Sequence[PageReading]) -> str:
    """Name pages with their confidence, and the words that are least sure: `54% p.2: 靑 空`."""
    named = []
    left = MOST_DOUBTFUL
    for reading in readings:
        words = [word.text for word in reading.words if word.confidence < DOUBTFUL][:left]
        left -= len(words)
        named.append(f"{reading.confidence:.0f}% p.{reading.number}: {' '.join(words)}".rstrip(": "))
    return "; ".join(named)


def _has_text(pages: Sequence[LoadedPage]) -> bool:
    return any(block.text.strip() for page in pages for block in page.blocks)


def _unread(name: str, loaded: Loaded, state: OcrState) -> Loaded:
    """Return the file as it is, saying that its pictures were not read and why; refuse one of nothing else."""
    if not _has_text(loaded.pages):
        if any(warned.code == _GARBLED for warned in loaded.warnings):
            raise _not_mappable(name)
        code = "OCR_DATA_MISSING" if state is OcrState.NO_JAPANESE else "NO_TEXT_LAYER"
        raise NoText(name, code, f"The pages are pictures without text. {_WAYS_OUT[state]}")
    if state is OcrState.OFF or not any(warned.code in {_GARBLED, _WITHOUT} for warned in loaded.warnings):
        return loaded
    return replace(loaded, warnings=(*loaded.warnings, Warned(state.value)))


_WAYS_OUT = {
    OcrState.OFF: "Recognising text (OCR) is switched off here (CASEBASE_OCR). Hand in a PDF with a text layer.",
    OcrState.NOT_INSTALLED: (
        "Recognising text (OCR) is not installed here. Install tesseract with its Japanese data (README, Settings), or "
        "recognise the text with a scanner program, and try again."
    ),
    OcrState.NO_JAPANESE: (
        "The Japanese data of tesseract is missing. Install it (Debian: tesseract-ocr-jpn and tesseract-ocr-jpn-vert) and "
        "try again."
    ),
}


def _nothing(name: str, loaded: Loaded, result: _Result) -> NoText:
    if any(warned.code == _GARBLED for warned in loaded.warnings):
        return _not_mappable(name)
    if result.failed or result.left:
        return NoText(
            name,
            "OCR_FAILED",
            "The pages are pictures, and recognising their text (OCR) broke down or took too long. Scan them again in "
            "black and white at 300 dots an inch, or split the file, and try again.",
        )
    return NoText(
        name,
        "OCR_NO_TEXT",
        "The pages are pictures in which no text was found (OCR). Scan them again, sharper and at 300 dots an inch, if they "
        "hold any.",
    )


def _not_mappable(name: str) -> NoText:
    return NoText(
        name,
        _GARBLED,
        "The file does not say which characters its signs stand for. Export it again from the original program.",
    )
