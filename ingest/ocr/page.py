"""Recognising one page: the way up, the direction of its lines and its language are found by which reading is surest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from casebase.errors import DocumentError
from ingest.ocr.gaps import with_missed
from ingest.ocr.lines import printed
from ingest.ocr.repairs import repaired
from ingest.ocr.tesseract import ENGLISH, JAPANESE, VERTICAL, Layout, Recogniser, RecognitionFailed
from ingest.ocr.words import Word, mean_confidence, sure_characters
from ingest.printed import PrintedLine
from ingest.records import Scan
from ingest.sandbox import Sandbox

ACCEPTED = 75.0
"""Mean confidence from which a reading is taken without trying another. Measured: 86 to 97 the right way, 12 to 60 else."""

PLAUSIBLE = 60.0
"""Mean confidence from which the likelier ways of reading are enough: a bad scan, but the right way up."""

LEAST_MEAN = 40.0
"""Mean confidence below which what was read is no text but a picture or dirt."""

FEWEST_SURE = 4.0
"""Columns of text read with confidence below which a page holds no text but a picture or dirt."""

LIKELIER = 4
"""Ways of reading a page, of eight, that are likelier than the others."""

LATIN_SHARE = 0.5
"""Share of Latin letters among a page's characters from which it is read as English too."""

ALL_LATIN_SHARE = 0.97
"""The same from which it is read as nothing else; Japanese data then only costs time."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read of one page. `lines` stand in points of `scan`, whose pixels are gone; no lines: no text was found.

    `changes` name what was mended in what the program read (see `ingest.ocr.repairs`).
    """

    number: int
    scan: Scan
    words: tuple[Word, ...] = ()
    lines: tuple[PrintedLine, ...] = ()
    vertical: bool = False
    changes: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        """Mean confidence of the words, 0 to 100."""
        return mean_confidence(self.words)

    @property
    def characters(self) -> int:
        """Characters of the lines."""
        return sum(len(line.text) for line in self.lines)


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be recognised, and why in English."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A page read in one way."""

    scan: Scan
    words: tuple[Word, ...]
    vertical: bool

    @property
    def worth(self) -> float:
        return sure_characters(self.words)


def read_page(
    name: str, content: bytes, number: int, sandbox: Sandbox, recogniser: Recogniser
) -> PageReading | FailedPage:
    """Recognise page `number` (from 1). A page that cannot be drawn or recognised is returned as failed, not raised."""
    try:
        best = _best(name, content, number, sandbox, recogniser)
        if best.worth < FEWEST_SURE or mean_confidence(best.words) < LEAST_MEAN:
            return PageReading(number, replace(best.scan, pixels=b""))
        language, words = (VERTICAL, best.words) if best.vertical else _in_its_language(best, recogniser)
        words = with_missed(best.scan, words, language, best.vertical, recogniser)
        words, changes = repaired(best.scan, words, best.vertical)
        lines = printed(words, best.scan.scale, best.vertical)
        return PageReading(number, replace(best.scan, pixels=b""), words, tuple(lines), best.vertical, changes)
    except (DocumentError, RecognitionFailed) as error:
        return FailedPage(number, str(error))


def _best(name: str, content: bytes, number: int, sandbox: Sandbox, recogniser: Recogniser) -> _Attempt:
    upright = sandbox.scan(name, content, number)
    scans = {0: upright}
    best = _Attempt(upright, (), False)
    began = time.monotonic()
    for tried, (turn, vertical) in enumerate(_ways(upright.columns)):
        if vertical and VERTICAL not in recogniser.languages:
            continue
        if tried == LIKELIER and (not best.words or mean_confidence(best.words) >= PLAUSIBLE):
            break
        if tried >= LIKELIER and time.monotonic() - began > recogniser.seconds:
            break
        if turn not in scans:
            scans = {0: upright, turn: sandbox.scan(name, content, number, turn)}  # pixels of two at most are held
        scan = scans[turn]
        language, layout = (VERTICAL, Layout.VERTICAL) if vertical else (JAPANESE, Layout.PAGE)
        attempt = _Attempt(scan, _words(scan, language, layout, recogniser), vertical)
        best = max(best, attempt, key=lambda one: one.worth)
        if mean_confidence(attempt.words) >= ACCEPTED and attempt.worth >= FEWEST_SURE:
            break
    return best


def _ways(columns: bool | None) -> Iterator[tuple[int, bool]]:
    """Yield turns (degrees against the clock) and directions, the likeliest first.

    Lines from top to bottom are vertical text or horizontal text on its side; lines across are the reverse.
    """
    down = ((0, True), (90, False), (270, False), (180, True))
    across = ((0, False), (180, False), (90, True), (270, True))
    if columns is None:
        yield from (across[0], down[0], across[1], down[3], *across[2:], *down[1:3])
    else:
        yield from (*down, *across) if columns else (*across, *down)


def _in_its_language(attempt: _Attempt, recogniser: Recogniser) -> tuple[str, tuple[Word, ...]]:
    """Read a page of Latin letters with English data, and return the surer reading with the name of its data."""
    text = "".join(word.text for word in attempt.words)
    latin = sum(char.isascii() and char.isalpha() for char in text) / max(1, sum(char.isalpha() for char in text))
    if latin < LATIN_SHARE or ENGLISH not in recogniser.languages:
        return JAPANESE, attempt.words
    language = ENGLISH if latin >= ALL_LATIN_SHARE else f"{JAPANESE}+{ENGLISH}"
    words = _words(attempt.scan, language, Layout.PAGE, recogniser)
    return max((JAPANESE, attempt.words), (language, words), key=lambda read: sure_characters(read[1]))


def _words(scan: Scan, language: str, layout: Layout, recogniser: Recogniser) -> tuple[Word, ...]:
    return recogniser.read(scan.width, scan.height, scan.pixels, round(scan.scale * 72), language, layout)
