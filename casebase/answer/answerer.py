"""From hits to an answer: is it there at all, what does the engine say, what of it do the stored pages bear out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

from casebase.access import Reader
from casebase.answer.engine import AnswerEngine, Draft
from casebase.answer.gate import Gated, pass_gate
from casebase.answer.overview import asks_overview, cases_for
from casebase.answer.question import understand
from casebase.answer.reader import PassageReader
from casebase.answer.refusal import misses_the_kind, refuses
from casebase.models import Answer, Hit, Page, Status, VersionId

NEAREST = 3
"""Hits shown as the nearest when the casebase does not hold the answer."""

EVIDENCE = 10
"""Hits that an answer to one question of fact may rest on; an overview looks at all."""


class Pages(Protocol):
    """Gives out stored pages as far as a reader may see them."""

    def page(self, version: VersionId, number: int, reader: Reader) -> Page:
        """Return a page; raise NotFound where it is absent or not the reader's to see."""
        ...


class Answerer:
    """Answers from hits. Without a `passage_reader` refusal rests on its other signs alone."""

    def __init__(self, engine: AnswerEngine, pages: Pages, passage_reader: PassageReader | None = None) -> None:
        self._engine = engine
        self._pages = pages
        self._passage_reader = passage_reader

    def answer(self, question: str, hits: Sequence[Hit], reader: Reader, began: float | None = None) -> Answer:
        """Answer `question` from `hits`, best first, or say that they do not hold it.

        `began` is the `time.perf_counter()` from which the answer's milliseconds are counted.
        """
        began = time.perf_counter() if began is None else began
        asked = understand(question)
        gated = Gated((), (), ())
        overview = cases_for(asked, hits) if asks_overview(asked) else []
        hits = hits[:EVIDENCE]
        if hits and not refuses(asked, hits, bool(overview), self._passage_reader):
            hits = overview or hits
            draft: Draft = self._engine.draft(question, hits, asked.language)
            gated = pass_gate(draft, lambda version, number: self._pages.page(version, number, reader))
            if misses_the_kind(asked, [sentence.text for sentence in gated.sentences]):
                gated = Gated((), (), gated.removed)
        return Answer(
            status=Status.ANSWERED if gated.sentences else Status.NOT_IN_CASEBASE,
            language=asked.language,
            sentences=gated.sentences,
            citations=gated.citations if gated.sentences else (),
            nearest=() if gated.sentences else tuple(hits[:NEAREST]),
            engine=self._engine.name,
            ms=(time.perf_counter() - began) * 1000,
            removed=gated.removed,
        )
