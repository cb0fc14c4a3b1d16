"""From a question to hits: access, both halves of the index, late interaction, fusion, and the check again when text is
fetched."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casebase.access import Reader
from casebase.embedding import Embedder
from casebase.index.lexical import question_terms
from casebase.index.search import Candidate, SearchIndex, Sought
from casebase.late import Asked, late_scores
from casebase.models import Document, Filters, Hit, Passage, PassageId, SearchResult
from casebase.retrieve.fusion import Clues, fused, fused_with_late
from casebase.retrieve.glossary import translated_terms, variant_terms
from casebase.retrieve.query import searched_for
from casebase.retrieve.rerank import Reranker, behind, reranked
from casebase.store.feed import Feed
from casebase.store.shelves import Shelves
from casebase.text.language import language_of

DEPTH = 100
"""Passages taken from each half before fusion."""

COMPARED = 64
"""Best passages of both halves that are compared with the question token by token."""

SPARE = 10
"""Passages fetched beyond those wanted, for what was withdrawn between the search and the fetch."""


@dataclass(frozen=True, slots=True)
class Found:
    """What both halves of the index propose for a question, in no order."""

    asked: Asked
    clues: Clues
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates for a question with their scores, best first, before any text of them was fetched.

    `late` holds their scores token by token. `more` says that others were left out.
    """

    question: str
    candidates: Sequence[tuple[Candidate, float]]
    late: Mapping[PassageId, float]
    more: bool


class Retriever:
    """Finds the passages that fit a question best."""

    def __init__(
        self, index: SearchIndex, feed: Feed, shelves: Shelves, embedder: Embedder, reranker: Reranker | None = None
    ) -> None:
        self._index = index
        self._feed = feed
        self._shelves = shelves
        self._embedder = embedder
        self._reranker = reranker

    def beside(self, fed: Callable[[Feed], Feed]) -> Retriever:
        """Return a retriever that searches what `fed` makes of the feed, with the index that is open."""
        feed = fed(self._feed)
        return Retriever(self._index.beside(feed), feed, self._shelves, self._embedder)

    def retrieve(self, question: str, reader: Reader, filters: Filters, top: int) -> SearchResult:
        """Return the `top` best hits that `reader` may see; none for a question without a word."""
        began = time.perf_counter()
        hits = self.hits(self.ranked(question, reader, filters, top), reader, stop=top + SPARE)[:top]
        return SearchResult(tuple(hits), (time.perf_counter() - began) * 1000)

    def ranked(self, question: str, reader: Reader, filters: Filters, top: int) -> Ranking:
        """Rank what is found for a question, at least twice as much as the `top` that are wanted."""
        if not question.strip():
            return Ranking(question, (), {}, more=False)
        found = self.found(question, reader, filters, max(DEPTH, top))
        ranked = fused(found.candidates, found.clues)
        compared = max(COMPARED, 2 * top)
        first = [candidate for candidate, _ in ranked[:compared]]
        late = self.late(found.asked, [candidate.passage for candidate in first])
        with_late = fused_with_late(first, found.clues, late) if late.any() else ranked[:compared]
        late_of = {candidate.passage: float(score) for candidate, score in zip(first, late, strict=True)}
        return Ranking(question, with_late, late_of, more=len(ranked) > compared)

    def hits(self, ranking: Ranking, reader: Reader, start: int = 0, stop: int | None = None) -> list[Hit]:
        """Fetch the hits of places `start` to `stop` (without it) of a ranking, as far as `reader` may see them now."""
        wanted = ranking.candidates[start:stop]
        readable = self.readable([candidate.passage for candidate, _ in wanted], reader)
        hits = [
            Hit(*readable[one.passage], score, one.dense, one.lexical, ranking.late[one.passage])
            for one, score in wanted
            if one.passage in readable
        ]
        if self._reranker is None:
            return hits
        return behind(hits) if start else reranked(hits, ranking.question, self._reranker)

    def found(self, question: str, reader: Reader, filters: Filters, depth: int = DEPTH) -> Found:
        """Return the `depth` best candidates of each half, among those `reader` may see."""
        searched = searched_for(question)
        asked = self._embedder.asked(searched)
        terms = question_terms(searched)
        sought = Sought(asked.vector, terms | variant_terms(searched), translated_terms(searched))
        clues = Clues(language_of(searched) == "ja", self._index.statistics(terms))
        return Found(asked, clues, self._index.candidates(sought, reader, filters, depth))

    def late(self, asked: Asked, passages: Sequence[PassageId]) -> NDArray[np.float32]:
        """Return each passage's score token by token, zeros where the model has no token vectors."""
        if not len(asked.tokens):
            return np.zeros(len(passages), np.float32)
        return late_scores(asked.tokens, self._feed.token_vectors(passages))

    def readable(self, passages: Sequence[PassageId], reader: Reader) -> Mapping[PassageId, tuple[Passage, Document]]:
        """Return those of `passages` that `reader` may see, asked of the database: indexes know no rules."""
        return self._shelves.current_passages(passages, reader)
