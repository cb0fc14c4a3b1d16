"""tesseract's list of words (TSV) as records. What it says comes from an untrusted picture and is checked as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from casebase.models import Box
from ingest.characters import tidy
from ingest.mend import mend
from ingest.widths import width

MOST_WORDS = 20_000
"""Words of a page that are kept; the densest page of A4 has a tenth."""


@dataclass(frozen=True, slots=True)
class Word:
    """A few characters read together. `box` in pixels of the picture, `confidence` 0 to 100, `line` equal within a line."""

    text: str
    box: Box
    confidence: float
    line: tuple[int, int, int]


def words_of(tsv: str) -> tuple[Word, ...]:
    """Return the words of a TSV in reading order; rows that make no sense are left out."""
    found: list[Word] = []
    for row in tsv.split("\n")[1:]:
        fields = row.rstrip("\r").split("\t")
        if len(found) < MOST_WORDS and len(fields) == 12 and fields[0] == "5":
            try:
                block, paragraph, line, _, left, top, across, down = (int(field) for field in fields[2:10])
                confidence = min(100.0, max(0.0, float(fields[10])))
            except ValueError:
                continue
            text = mend(tidy(fields[11])[0].replace("\n", " ")).strip()
            if text and across > 0 and down > 0:
                box = float(left), float(top), float(left + across), float(top + down)
                found.append(Word(text, box, confidence, (block, paragraph, line)))
    return tuple(found)


def lines_of(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the words of each line."""
    for _, line in groupby(words, key=lambda word: word.line):
        yield list(line)


def mean_confidence(words: Sequence[Word]) -> float:
    """Return the mean confidence of words, each counting by its width; 0 for none."""
    weight = sum(width(word.text) for word in words)
    return sum(width(word.text) * word.confidence for word in words) / weight if weight else 0.0


def sure_characters(words: Sequence[Word], least: float = 60.0) -> float:
    """Return how many columns of text were read with a confidence of at least `least`, weighted by it."""
    return sum(width(word.text) * word.confidence / 100 for word in words if word.confidence >= least)
