"""The cells of a case that is no record: the sentences of its report that most surely tell the tool, the effect, the cost, and
how information is protected and answers are checked. Nothing is rewritten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from casebase.answer.fit import effect_told
from casebase.answer.instructions import gives_orders
from casebase.compare.cell_head import SHOWN_FROM, TOLD, cell_head, features_of
from casebase.compare.said import USE, Said, grade_of
from casebase.embedding import Embedder
from casebase.findings import MASK
from casebase.model.linear import read_with
from casebase.models import Document, Page
from casebase.readings import Place, Readings, read_by
from casebase.text.headings import heading_above, text_of
from casebase.text.lists import BULLET
from casebase.text.sentences import passage_sentences
from casebase.text.tables import heads_columns, told_rows

KEPT = 3
"""Sentences that are kept of what each label tells, the surest first."""

MOST_READ = 2_000
"""Sentences of a report that are read: some seventy pages."""

SHORTEST, LONGEST = 4, 500
"""Characters of a sentence that may stand in a cell."""

WITH_FIGURES = 0.15
"""What an effect told in figures gains on its probability."""

IN_CELL: Mapping[str, Sequence[tuple[str, int]]] = {
    "tool": (("tool", 1),),
    "effect": (("effect", 2),),
    "cost": (("cost", 1),),
    "safety": (("safety", 1), ("check", 1)),
    USE: ((USE, 1),),
}
"""By column, the labels of the sentences that stand in it, and how many of each at most."""


class _Sentence(NamedTuple):
    """A sentence of a page, as it is told, and the heading above it."""

    page: int
    start: int
    end: int
    text: str
    heading: str


class CellReader:
    """Reads the cells of reports. Versions never change, so what was read is remembered in `readings`."""

    def __init__(self, embedder: Embedder, readings: Readings) -> None:
        self._embedder = embedder
        self._readings = readings

    @property
    def can_read(self) -> bool:
        """Whether the layer was trained for the model that is set."""
        return self._embedder.fingerprint == cell_head().trained_on

    def cells(self, document: Document, page_of: Callable[[str, int], Page]) -> dict[str, tuple[Said, ...]]:
        """Return what the columns of a report hold; `page_of` reads for whoever looks."""
        pages = {number: page_of(document.version, number) for number in range(1, document.pages + 1)}
        by = read_by(self._embedder.fingerprint, cell_head().digest, pages.values())
        places = self._readings.of(document.version, by)
        if places is None:
            places = self._surest(pages.values())
            self._readings.keep(document.version, by, places)
        return {
            field: tuple(
                _said(document, place, pages[place.page].text, field)
                for label, most in IN_CELL[field]
                for place in [one for one in places if one.topic == label][:most]
            )
            for field in IN_CELL
        }

    def _surest(self, pages: Iterable[Page]) -> list[Place]:
        """Return the places of the sentences that most surely tell what each label is for, the surest first."""
        found = [one for page in pages for one in _sentences(page)][:MOST_READ]
        if not found:
            return []
        texts = [one.text for one in found]
        vectors = self._embedder.passages([read_with(one.heading, one.text) for one in found])
        told = cell_head().probabilities(features_of(texts, vectors))
        places = []
        for column, label in enumerate(TOLD):
            sure = told[:, column].copy()
            if label == "effect":
                sure += WITH_FIGURES * np.array([effect_told(text) for text in texts], np.float32)
            for at in sure.argsort()[::-1][:KEPT]:
                if told[at, column] >= SHOWN_FROM:
                    one = found[at]
                    places.append(Place(one.page, one.start, one.end, label, float(told[at, column])))
        return places


def _sentences(page: Page) -> Iterator[_Sentence]:
    """Yield the sentences of a page that may stand in a cell; rows of tables are told with their columns."""
    for start, end in passage_sentences(page.text):
        heading = heading_above(page, start)
        text = told_rows(page.text, start, end)
        in_heading = heading is not None and start < heading.end
        if in_heading or MASK in text or heads_columns(page.text, end) or gives_orders(text):
            continue
        if SHORTEST <= len(text.strip()) <= LONGEST:
            yield _Sentence(page.number, start, end, text, text_of(page, heading))


def _said(document: Document, place: Place, text: str, field: str) -> Said:
    bullet = BULLET.match(text[place.start : place.end])
    start = place.start + (bullet.end() if bullet else 0)
    told = " ".join(told_rows(text, start, place.end).split())
    grade = grade_of(told) if field == "effect" else ""
    return Said(told, document.version, place.page, start, place.end, grade)
