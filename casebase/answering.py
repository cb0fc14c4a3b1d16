"""How a question is answered, and by what: the case records where it is of all cases, the rows of a spreadsheet where it is of
those, each of several where it compares them, and the passages that a search finds."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from casebase.access import Reader
from casebase.answer.answerer import Answerer
from casebase.answer.courtesy import asks_nothing, nothing_asked
from casebase.answer.question import understand
from casebase.answer.sides import side_by_side, sides_of
from casebase.catalogue.catalogue import Catalogue
from casebase.catalogue.going_on import taken_apart
from casebase.models import Answer, Filters, Hit
from casebase.retrieve.across import ENOUGH_TO_ANSWER, read_across
from casebase.retrieve.duplicates import collapsed
from casebase.retrieve.excerpts import Excerpts, whole_passages
from casebase.retrieve.preferences import preferring
from casebase.retrieve.reader import PassageReader
from casebase.retrieve.retriever import Retriever
from casebase.tables.registers import Registers

CONSIDERED_HITS = 60
"""Passages among which those that the question points to are preferred, and copies are left out."""


class Answering:
    """Answers questions. `answerer` answers from passages, `catalogue` from case records, `registers` from rows of spreadsheets.

    `engine` names which engine of the answerer answers unless another is asked for, empty for the one that quotes. A language
    model writes from passages alone. `passage_reader` orders passages in another language than the question's, by `excerpts`.
    """

    def __init__(
        self,
        retriever: Retriever,
        answerer: Answerer,
        catalogue: Catalogue,
        registers: Registers,
        passage_reader: PassageReader | None = None,
        excerpts: Excerpts = whole_passages,
        engine: str = "",
    ) -> None:
        self._retriever = retriever
        self._answerer = answerer
        self._catalogue = catalogue
        self._registers = registers
        self._passage_reader = passage_reader
        self._excerpts = excerpts
        self._engine = engine

    @property
    def engines(self) -> Sequence[str]:
        """Names of the engines that can answer, the one that quotes first."""
        return self._answerer.engines

    @property
    def default_engine(self) -> str:
        """Name of the engine that answers unless another is asked for."""
        return self._engine or self.quoting

    @property
    def quoting(self) -> str:
        """Name of the engine that quotes."""
        return self._answerer.engines[0]

    def answers(self, question: str, reader: Reader, filters: Filters, engine: str = "") -> Iterator[Answer]:
        """Yield the answer as it grows, every sentence of it checked; the last one is the answer. Raises EngineUnknown."""
        began = time.perf_counter()
        engine = engine or self.default_engine
        if asks_nothing(question):
            yield nothing_asked(question, self.quoting, began)
        elif engine == self.quoting:
            yield self._of_several(question, reader, filters, began)
        else:
            question, _ = taken_apart(question)
            yield from self._from_passages(question, self._found(question, reader, filters), reader, engine, began)

    def _of_several(self, question: str, reader: Reader, filters: Filters, began: float) -> Answer:
        """Answer from whatever a question is of: all cases, the rows of a table, each of several, or passages."""
        if listed := self._catalogue.answer(question, reader, filters, began):
            return listed
        question, _ = taken_apart(question)
        hits = self._found(question, reader, filters)
        if told := self._registers.answer(question, hits, reader, filters, began):
            return told
        if sides := sides_of(question):
            answers = [self._of_one(side, reader, filters) for side in sides]
            if any(answer.sentences for answer in answers):
                return side_by_side(answers, (time.perf_counter() - began) * 1000)
        return self._quoted(question, hits, reader, began)

    def _of_one(self, question: str, reader: Reader, filters: Filters) -> Answer:
        """Answer one side of a comparison, from the rows of a table or from passages."""
        began = time.perf_counter()
        hits = self._found(question, reader, filters)
        told = self._registers.answer(question, hits, reader, filters, began)
        return told or self._quoted(question, hits, reader, began)

    def _found(self, question: str, reader: Reader, filters: Filters) -> Sequence[Hit]:
        return self._retriever.retrieve(understand(question).text, reader, filters, CONSIDERED_HITS).hits

    def _quoted(self, question: str, hits: Sequence[Hit], reader: Reader, began: float) -> Answer:
        *_, last = self._from_passages(question, hits, reader, self.quoting, began)
        return last

    def _from_passages(
        self, question: str, found: Sequence[Hit], reader: Reader, engine: str, began: float
    ) -> Iterator[Answer]:
        sought = understand(question).text
        hits = collapsed(preferring(found, sought))
        hits = read_across(hits, sought, self._passage_reader, ENOUGH_TO_ANSWER, self._excerpts)
        yield from self._answerer.answers(question, hits, reader, began, engine)
