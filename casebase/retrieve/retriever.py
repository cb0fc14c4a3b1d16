"""From a question to hits: access, both halves of the index, fusion, and the check again when text is fetched."""

from __future__ import annotations

import time

from casebase.access import Reader
from casebase.embedding import Embedder
from casebase.index.lexical import Terms, question_terms
from casebase.index.search import SearchIndex
from casebase.models import Filters, Hit, SearchResult
from casebase.retrieve.fusion import fused
from casebase.retrieve.query import searched_for
from casebase.store.shelves import Shelves

DEPTH = 100
"""Passages taken from each half before fusion."""


class Retriever:
    """Finds the passages that fit a question best."""

    def __init__(self, index: SearchIndex, shelves: Shelves, embedder: Embedder) -> None:
        self._index = index
        self._shelves = shelves
        self._embedder = embedder

    def retrieve(self, question: str, reader: Reader, filters: Filters, top: int) -> SearchResult:
        """Return the `top` best hits that `reader` may see; none for a question without a word."""
        began = time.perf_counter()
        hits = self._hits(question, reader, filters, top) if question.strip() else ()
        return SearchResult(hits, (time.perf_counter() - began) * 1000)

    def _hits(self, question: str, reader: Reader, filters: Filters, top: int) -> tuple[Hit, ...]:
        searched = searched_for(question)
        terms = question_terms(searched)
        vector = self._embedder.queries([searched])[0]
        candidates = self._index.candidates(terms, vector, reader, filters, max(DEPTH, top))
        ranked = fused(candidates, self._coverage(terms))
        wanted = [candidate.passage for candidate, _ in ranked[: 2 * top]]
        readable = self._shelves.current_passages(wanted, reader)  # asked again: indexes know no rules
        hits = [
            Hit(*readable[candidate.passage], score=score, dense=candidate.dense, lexical=candidate.lexical)
            for candidate, score in ranked[: 2 * top]
            if candidate.passage in readable
        ]
        return tuple(hits[:top])

    def _coverage(self, terms: Terms) -> float:
        """Return the share of the question's words that stand anywhere in the casebase, in 0..1."""
        if not terms.words:
            return 0.0
        return sum(self._index.document_frequency(word) > 0 for word in terms.words) / len(terms.words)
