"""From a question to hits: access, both halves of the index, late interaction, fusion, and the check again when text is
fetched."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casebase.access import Reader
from casebase.embedding import Embedder
from casebase.index.lexical import question_terms
from casebase.index.search import SearchIndex
from casebase.index.sought import Candidate, Sought
from casebase.late import Asked, cosines_of_weighty, scores_of, token_matches
from casebase.models import Document, Filters, Hit, Passage, PassageId, SearchResult
from casebase.retrieve.fusion import Clues, fused, fused_with_late
from casebase.retrieve.glossary import other_terms
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


THREADS = 8
"""Questions that are embedded at once; more of them wait."""


@dataclass(frozen=True, slots=True)
class Found:
    """What both halves of the index propose for a question, in no order."""

    asked: Asked
    clues: Clues
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates for a question with their scores, best first, before any text of them was fetched.

    `late` holds their scores token by token, `matches` the cosines that these come from (see `Hit`). `more` says that others
    were left out.
    """

    candidates: Sequence[tuple[Candidate, float]]
    late: Mapping[PassageId, float]
    matches: Mapping[PassageId, NDArray[np.float32]]
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
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="question")

    def beside(self, fed: Callable[[Feed], Feed]) -> Retriever:
        """Return a retriever that searches what `fed` makes of the feed, with the index that is open."""
        feed = fed(self._feed)
        return Retriever(self._index.beside(feed), feed, self._shelves, self._embedder)

    def retrieve(self, question: str, reader: Reader, filters: Filters, top: int) -> SearchResult:
        """Return the `top` best hits that `reader` may see; none for a question without a word."""
        began = time.perf_counter()
        search = self.search(question, reader, filters)
        hits = search.hits(search.ranked(top), stop=top + SPARE)[:top]
        return SearchResult(tuple(hits), (time.perf_counter() - began) * 1000)

    def search(self, question: str, reader: Reader, filters: Filters) -> Search:
        """Begin a search, of which more and more may be asked."""
        return Search(self, question, reader, filters, self._reranker)

    def found(self, question: str, reader: Reader, filters: Filters, depth: int = DEPTH) -> Found:
        """Return the `depth` best candidates of each half, among those `reader` may see."""
        searched = searched_for(question)
        asked = self._threads.submit(self._embedder.asked, searched)  # words are looked up while the model runs
        variants, translated = other_terms(searched)
        sought = Sought(lambda: asked.result().vector, question_terms(searched), variants, translated)
        proposed = self._index.proposed(sought, reader, filters, depth)
        clues = Clues(language_of(searched) == "ja", proposed.statistics)
        return Found(asked.result(), clues, proposed.candidates)

    def matches(
        self, asked: Asked, passages: Sequence[PassageId], held: dict[PassageId, bytes] | None = None
    ) -> NDArray[np.float32]:
        """Return how each passage matches each of the question's tokens (see `casebase.late.token_matches`).

        `held` are token vectors that need not be read again; those that are read are added.
        """
        if not len(asked.tokens):
            return np.zeros((len(passages), 0), np.float32)
        held = {} if held is None else held
        missing = [passage for passage in passages if passage not in held]
        held.update(zip(missing, self._feed.token_vectors(missing), strict=True))
        return token_matches(asked.tokens, [held[passage] for passage in passages])

    def readable(self, passages: Sequence[PassageId], reader: Reader) -> Mapping[PassageId, tuple[Passage, Document]]:
        """Return those of `passages` that `reader` may see, asked of the database: indexes know no rules."""
        return self._shelves.current_passages(passages, reader)


class Search:
    """One question of one reader. What was found, compared or fetched for it is not asked for again when more is wanted.

    It lives as long as the request: the next one asks the database for everything, and for everyone's rights, again.
    """

    def __init__(
        self, retriever: Retriever, question: str, reader: Reader, filters: Filters, reranker: Reranker | None
    ) -> None:
        self._retriever = retriever
        self._question = question
        self._reader = reader
        self._filters = filters
        self._reranker = reranker
        self._found: dict[int, Found] = {}
        self._tokens: dict[PassageId, bytes] = {}
        self._fetched: dict[PassageId, tuple[Passage, Document] | None] = {}

    def ranked(self, top: int) -> Ranking:
        """Rank what is found for the question, at least twice as much as the `top` that are wanted."""
        if not self._question.strip():
            return Ranking((), {}, {}, more=False)
        found = self._found_to(max(DEPTH, top))
        ranked = fused(found.candidates, found.clues)
        compared = max(COMPARED, 2 * top)
        first = [candidate for candidate, _ in ranked[:compared]]
        passages, tokens = [candidate.passage for candidate in first], found.asked.tokens
        matched = self._retriever.matches(found.asked, passages, self._tokens)
        late = scores_of(tokens, matched)
        with_late = fused_with_late(first, found.clues, late) if late.any() else ranked[:compared]
        late_of = dict(zip(passages, map(float, late), strict=True))
        matches_of = dict(zip(passages, cosines_of_weighty(tokens, matched), strict=True))
        return Ranking(with_late, late_of, matches_of, more=len(ranked) > compared)

    def hits(self, ranking: Ranking, start: int = 0, stop: int | None = None) -> list[Hit]:
        """Fetch the hits of places `start` to `stop` (without it) of a ranking, as far as the reader may see them."""
        wanted = ranking.candidates[start:stop]
        missing = [one.passage for one, _ in wanted if one.passage not in self._fetched]
        readable = self._retriever.readable(missing, self._reader) if missing else {}
        self._fetched.update((passage, readable.get(passage)) for passage in missing)
        late, matches = ranking.late, ranking.matches
        hits = [
            Hit(*fetched, score, one.dense, one.lexical, late[one.passage], tuple(matches[one.passage].tolist()))
            for one, score in wanted
            if (fetched := self._fetched[one.passage])
        ]
        if self._reranker is None:
            return hits
        return behind(hits) if start else reranked(hits, self._question, self._reranker)

    def _found_to(self, depth: int) -> Found:
        if depth not in self._found:
            self._found[depth] = self._retriever.found(self._question, self._reader, self._filters, depth)
        return self._found[depth]
