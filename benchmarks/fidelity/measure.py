"""What of a document's known text is found in what the product reads of it, word for word and in order."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.fidelity.model import MANIFEST, Gold
from casebase.errors import DocumentError
from casebase.models import Page, Passage
from ingest.chunk import chunk
from ingest.compose import compose
from ingest.load import load

GARBLED_BELOW = 0.5
"""Share of a file's known text below which what is read of it is not its text."""

FLAGS = frozenset({"TEXT_NOT_MAPPABLE", "PAGES_WITHOUT_TEXT", "PDF_STRUCTURE", "TEXT_INVALID_BYTES"})
"""Warnings and errors that tell an editor that a file's text is not there or cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    found: int
    wanted: int

    def __add__(self, other: Share) -> Share:
        return Share(self.found + other.found, self.wanted + other.wanted)

    @property
    def value(self) -> float:
        """The share, 0..1; 1 where nothing was wanted."""
        return self.found / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        return f"{self.value:7.1%}" if self.wanted else "      –"


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What was found of one file.

    `sentences` word for word on a page, `order` neighbouring sentences in their order, `headings` as headings, `cells`
    in a passage that also says their column and their caption, `readings` in what is searched, `present` what nobody
    reads as text and still stands there. `garbled` is a file whose text was not read, `flagged` whether that was said.
    """

    file: str
    producer: str
    layout: str
    sentences: Share
    order: Share
    headings: Share
    cells: Share
    readings: Share
    present: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    garbled: bool = False
    flagged: bool = False


def measured(folder: Path) -> Iterator[Fidelity]:
    """Read every file of a folder with a manifest and compare.

    A manifest of other samples (`expected_text` instead of `gold`) is understood too: its strings are compared without
    white space and in NFKC, as such manifests ask.
    """
    for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "gold" in row:
            gold = Gold(**{name: _tuples(value) for name, value in row["gold"].items()})
            yield fidelity(folder / row["file"], row["producer"], row["layout"], gold)
        else:
            gold = Gold(tuple(_plain(text) for text in row["expected_text"]))
            yield fidelity(folder / row["file"], "samples", "plain", gold, loosely=True)


def fidelity(path: Path, producer: str, layout: str, gold: Gold, loosely: bool = False) -> Fidelity:
    """Read one file and compare it with what it must hold."""
    try:
        loaded = load(path.name, path.read_bytes())
    except DocumentError as error:
        none = Share(0, len(gold.sentences) + len(gold.notes))
        return Fidelity(
            path.name, producer, layout, none, Share(0, 0), Share(0, len(gold.headings)), Share(0, len(gold.cells)),
            Share(0, len(gold.readings)), missing=(error.code,), garbled=True, flagged=True,
        )  # fmt: skip
    pages = compose(loaded)
    passages = chunk(pages, "fidelity")
    text = "\n".join(_plain(page.text) if loosely else page.text for page in pages)
    places: list[int] = []
    for sentence in gold.sentences:  # a sentence that stands there twice is looked for after the one before it first
        after = text.find(sentence, max(places, default=0))
        places.append(after if after >= 0 else _place(sentence, pages, text))
    missing = [sentence for sentence, place in zip(gold.sentences, places, strict=True) if place < 0]
    missing += [note for note in gold.notes if _place(note, pages, text) < 0]
    wanted = len(gold.sentences) + len(gold.notes)
    found = Share(wanted - len(missing), wanted)
    everything = "".join(_plain(page.text) for page in pages)
    held = [*gold.sentences, *gold.notes, *(value for _, value in gold.cells)]
    garbled = bool(held) and sum(_plain(one) in everything for one in held) < GARBLED_BELOW * len(held)
    cells = [cell for cell in gold.cells if not _says_cell(passages, *cell, gold.captions)]
    return Fidelity(
        path.name,
        producer,
        layout,
        found,
        _in_order(places),
        _headings(gold, pages),
        Share(len(gold.cells) - len(cells), len(gold.cells)),
        Share(sum(any(one in _searched(p) for p in passages) for one in gold.readings), len(gold.readings)),
        tuple(one for one in gold.absent if one in text),
        tuple(missing) + tuple(f"{header}: {value}" for header, value in cells),
        garbled,
        garbled and any(warned.code in FLAGS for warned in loaded.warnings),
    )


def _place(sentence: str, pages: Sequence[Page], text: str) -> int:
    """Return where a sentence stands in the whole text, or -1. One that goes on over the end of a page stands at its start."""
    at = text.find(sentence)
    if at >= 0:
        return at
    offset = 0
    for one, other in pairwise(pages):
        for cut in range(1, len(sentence)):
            head, tail = sentence[:cut].rstrip(), sentence[cut:].lstrip()
            if one.text.endswith(head) and other.text.startswith(tail):
                return offset + len(one.text) - len(head)
        offset += len(one.text) + 1
    return -1


def _in_order(places: Sequence[int]) -> Share:
    found = [place for place in places if place >= 0]
    return Share(sum(a <= b for a, b in pairwise(found)), max(0, len(found) - 1))


def _headings(gold: Gold, pages: Sequence[Page]) -> Share:
    titles = {_plain(page.text[heading.start : heading.end]) for page in pages for heading in page.headings}
    return Share(sum(_plain(heading) in titles for heading in gold.headings), len(gold.headings))


def _says_cell(passages: Sequence[Passage], header: str, value: str, captions: Sequence[str]) -> bool:
    """Tell whether a passage holds a cell as a cell (or a field) and its column's header, and a caption where there is any."""
    for passage in passages:
        context = "\n".join((*passage.section, passage.text))
        rows = [line for line in passage.text.split("\n") if line.startswith("|") or ": " in line]
        cell = any(value == part.strip() for row in rows for part in re.split(r"\||: | / ", row))
        if cell and header in context and (not captions or any(caption in context for caption in captions)):
            return True
    return False


def _searched(passage: Passage) -> str:
    return "\n".join((passage.text, *passage.readings))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _tuples(value: object) -> object:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
