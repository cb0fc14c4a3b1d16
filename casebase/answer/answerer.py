"""From hits to an answer: is it there at all, what does the engine say, what of it do the stored pages bear out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from casebase.access import Reader
from casebase.answer.candidates import candidates_of
from casebase.answer.engine import AnswerEngine, Draft, DraftSentence
from casebase.answer.extractive import Considered, ExtractiveEngine
from casebase.answer.gate import Gated, PageSource, pass_gate
from casebase.answer.introduced import introduced
from casebase.answer.named import OPENING, departments_in, of_what_is_named
from casebase.answer.overview import asks_overview, documents_for, scope_of
from casebase.answer.question import Question, understand
from casebase.answer.refusal import refuses
from casebase.answer.rows import looked_up
from casebase.answer.support import Entailment
from casebase.answer.taken_back import misses_the_kind, speaks_of_another_year
from casebase.errors import EngineFailed, EngineUnknown
from casebase.models import Answer, Hit, Page, Status, VersionId
from casebase.personal.sending import CONFIDENTIAL, BeforeSending
from casebase.retrieve.duplicates import first_of_each
from casebase.retrieve.reader import PassageReader

logger = logging.getLogger(__name__)

NEAREST = 3
"""Documents shown as the nearest, each by its best hit, when the casebase does not hold the answer."""

EVIDENCE = 10
"""Hits that an answer to one question of fact may rest on; an overview looks at all."""

UNPROVEN = "ENGINE_UNPROVEN"
"""The notice of an answer that was quoted because nothing that a language model wrote could be proven."""


class Pages(Protocol):
    """Gives out stored pages, and what versions begin with, as far as a reader may see them."""

    def page(self, version: VersionId, number: int, reader: Reader) -> Page:
        """Return a page; raise NotFound where it is absent or not the reader's to see."""
        ...

    def openings(self, versions: Iterable[VersionId], length: int, reader: Reader) -> Mapping[VersionId, str]:
        """Return the first `length` characters of those of `versions` that are there and the reader's to see."""
        ...


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question on its way: what was asked, the hits it may rest on, and the clock; and what is `considered` for a quote,
    unless it is a list that is asked for."""

    question: str
    asked: Question
    hits: Sequence[Hit]
    began: float
    page_of: PageSource
    considered: Callable[[], Considered] | None


class Answerer:
    """Answers from hits. `quoting` needs no language model and answers whenever another engine cannot.

    Without a `passage_reader` refusal rests on its other signs alone.
    """

    def __init__(
        self,
        quoting: ExtractiveEngine,
        pages: Pages,
        passage_reader: PassageReader | None = None,
        others: Mapping[str, AnswerEngine] | None = None,
        entailment: Entailment | None = None,
        sending: BeforeSending | None = None,
    ) -> None:
        self._entailment = entailment
        self._sending = sending or BeforeSending()
        self._quoting = quoting
        self._pages = pages
        self._passage_reader = passage_reader
        self._engines: dict[str, AnswerEngine] = {quoting.name: quoting, **(others or {})}

    @property
    def engines(self) -> tuple[str, ...]:
        """Names of the engines that can be asked for, the one that quotes first."""
        return tuple(self._engines)

    def answer(
        self, question: str, hits: Sequence[Hit], reader: Reader, began: float | None = None, engine: str = ""
    ) -> Answer:
        """Answer `question` from `hits`, best first, or say that they do not hold it.

        `began` is the `time.perf_counter()` from which the answer's milliseconds are counted.
        """
        *_, last = self.answers(question, hits, reader, began, engine)
        return last

    def answers(
        self, question: str, hits: Sequence[Hit], reader: Reader, began: float | None = None, engine: str = ""
    ) -> Iterator[Answer]:
        """Yield the answer as it grows, sentence by checked sentence; the last one is the answer, and there is always one.

        Raises EngineUnknown for a name that is not among `engines`.
        """
        writer = self._engines.get(engine or self._quoting.name)
        if writer is None:
            raise EngineUnknown(engine, ", ".join(self._engines))
        asked = understand(question)
        page_of = cache(lambda version, number: self._pages.page(version, number, reader))
        versions = {hit.passage.version for hit in hits}
        openings = cache(lambda: self._pages.openings(versions, OPENING, reader))

        def opening_of(hit: Hit) -> str:
            return openings().get(hit.passage.version, "")

        placed = of_what_is_named(asked, hits, opening_of)
        evidence = placed[:EVIDENCE]
        one_row = departments_in(asked) and looked_up(asked, candidates_of(evidence))
        overview = documents_for(asked, placed) if asks_overview(asked) and not one_row else []
        began = time.perf_counter() if began is None else began
        notice = "" if writer is self._quoting else self._sending.objection(question)
        considered = cache(lambda: self._quoting.considered(asked, evidence))
        asking = _Asking(question, asked, overview or evidence, began, page_of, None if overview else considered)
        scope = scope_of(asked, overview)
        if refuses(asked, evidence, opening_of, scope, self._passage_reader, lambda: considered().log_odds):
            name = writer.name if not notice else self._quoting.name
            others = [hit for hit in hits if hit not in placed]
            yield self._said(replace(asking, hits=(*placed, *others)), name, Gated((), (), ()), notice)
        elif writer is self._quoting or notice:
            yield self._quoted(asking, notice)
        else:
            yield from self._written(asking, writer)

    def _written(self, asking: _Asking, writer: AnswerEngine) -> Iterator[Answer]:
        """Let a language model write; what may not be sent, or what it cannot prove or write at all, is quoted instead."""
        hits = self._sending.sendable(asking.hits, asking.page_of)
        if not hits:
            yield self._quoted(asking, CONFIDENTIAL)
            return
        sentences: list[DraftSentence] = []
        gated = Gated((), (), ())
        try:
            for sentence in writer.sentences(asking.question, hits, asking.asked.language):
                sentences.append(sentence)
                gated = pass_gate(Draft(tuple(sentences)), asking.page_of, self._entailment)
                if gated.sentences:
                    yield self._said(asking, writer.name, gated)
        except EngineFailed as error:
            logger.warning("%s", error)
            if not gated.sentences:
                yield self._quoted(asking, error.code)
                return
        unproven = gated.removed and not gated.sentences
        if unproven or speaks_of_another_year(asking.asked, gated.sentences, gated.citations):
            yield self._quoted(asking, UNPROVEN)
        else:
            yield self._said(asking, writer.name, gated)

    def _quoted(self, asking: _Asking, notice: str = "") -> Answer:
        if asking.considered is None:
            draft = self._quoting.draft(asking.question, asking.hits, asking.asked.language)
        else:
            draft = self._quoting.quoted(asking.considered())
        gated = pass_gate(introduced(draft, asking.page_of), asking.page_of, self._entailment)
        missed = misses_the_kind(asking.asked, [sentence.text for sentence in gated.sentences])
        if missed or speaks_of_another_year(asking.asked, gated.sentences, gated.citations):
            gated = Gated((), (), gated.removed)
        return self._said(asking, self._quoting.name, gated, notice)

    def _said(self, asking: _Asking, engine: str, gated: Gated, notice: str = "") -> Answer:
        return Answer(
            status=Status.ANSWERED if gated.sentences else Status.NOT_IN_CASEBASE,
            language=asking.asked.language,
            sentences=gated.sentences,
            citations=gated.citations if gated.sentences else (),
            nearest=() if gated.sentences else tuple(first_of_each(asking.hits)[:NEAREST]),
            engine=engine,
            ms=(time.perf_counter() - asking.began) * 1000,
            removed=gated.removed,
            notice=notice,
        )
