"""The cells of a case that is no record: the sentences of its report that most surely tell the tool, the effect, the cost, and
how information is protected and answers are checked. Nothing is rewritten."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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

_BULLET = re.compile(r"\s*(?:[-*+・●○■□◆◇▶•‣]\s*)+(?=\S)")


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
        texts = [text for _, _, _, text, _ in found]
        vectors = self._embedder.passages([read_with(heading, text) for _, _, _, text, heading in found])
        told = cell_head().probabilities(features_of(texts, vectors))
        places = []
        for column, label in enumerate(TOLD):
            sure = told[:, column].copy()
            if label == "effect":
                sure += WITH_FIGURES * np.array([effect_told(text) for text in texts], np.float32)
            for at in sure.argsort()[::-1][:KEPT]:
                if told[at, column] >= SHOWN_FROM:
                    page, start, end, _, _ = found[at]
                    places.append(Place(page, start, end, label, float(told[at, column])))
        return places


def _sentences(page: Page) -> Iterator[tuple[int, int, int, str, str]]:
    """Yield the sentences of a page as (page, start, end, text, heading above); rows of tables are told with their columns."""
    heads = [heading.start for heading in page.headings]
    for start, end in passage_sentences(page.text):
        place = bisect_right(heads, start) - 1
        heading = page.headings[place] if place >= 0 else None
        if heading is not None and start < heading.end:
            continue
        text = told_rows(page.text, start, end, ())
        if (
            MASK in text
            or heads_columns(page.text, end)
            or not SHORTEST <= len(text.strip()) <= LONGEST
            or gives_orders(text)
        ):
            continue
        yield page.number, start, end, text, page.text[heading.start : heading.end] if heading else ""


def _said(document: Document, place: Place, text: str, field: str) -> Said:
    bullet = _BULLET.match(text, place.start, place.end)
    start = bullet.end() if bullet else place.start
    told = " ".join(told_rows(text, start, place.end, ()).split())
    grade = grade_of(told) if field == "effect" else ""
    return Said(told, document.version, place.page, start, place.end, grade)
