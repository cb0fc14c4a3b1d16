"""Search everything that is published: the current generation, and exactly whatever it does not know yet."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import TypeVar

import numpy as np
import tantivy
from numpy.typing import NDArray

from casebase.access import Reader
from casebase.errors import IndexDamaged
from casebase.index.generation import Generation, current_generation, pointed_at
from casebase.index.lexical import FIELD_WEIGHTS, Terms, UnindexedTerms, most_of_a_term
from casebase.index.sought import Candidate, Proposed, Sought, TermStatistics
from casebase.models import Filters, PassageId
from casebase.store.feed import Feed
from casebase.text.remembered import forget_texts

logger = logging.getLogger(__name__)

EXACT_ROWS = 20_000
"""Up to this many allowed rows a filtered search scores every one of them; beyond, the indexes are asked for more than needed."""

_SELECTIONS_KEPT = 64

_Found = TypeVar("_Found")


@dataclass(slots=True)
class _Unindexed:
    """Passages published after the generation was built."""

    passages: list[PassageId]
    documents: list[str]
    japanese: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    terms: UnindexedTerms


@dataclass(frozen=True, slots=True)
class _State:
    """What is searched at one publication count; replaced as a whole when anything is published."""

    change: int
    pointer: str
    generation: Generation | None
    unindexed: _Unindexed


@dataclass(frozen=True, slots=True)
class _Selection:
    """What one reader's filters leave of a state: rows of the generation, and passages that it does not know.

    `documents` is the lexical index's condition for them where they are few; beyond, more than needed is asked for.
    """

    rows: NDArray[np.bool_]
    allowed: int
    documents: tantivy.Query | None
    unindexed: NDArray[np.intp]


class SearchIndex:
    """Finds candidate passages for a question. Never raises for a damaged index: it searches the database instead."""

    def __init__(self, folder: Path, feed: Feed) -> None:
        self._folder = folder
        self._feed = feed
        self.on_damage: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._selections: OrderedDict[tuple[int, Reader, Filters], _Selection] = OrderedDict()

    def beside(self, feed: Feed) -> SearchIndex:
        """Return an index on the same generation, which stays open, that hears of everything else from another feed."""
        other, state = SearchIndex(self._folder, feed), self._refreshed()
        other._state = other._load(state.change, state.pointer, state.generation)
        return other

    def proposed(self, sought: Sought, reader: Reader, filters: Filters, depth: int) -> Proposed:
        """Return the union of the `depth` best passages by vector, by words and by translated words, among those `reader`
        may see."""
        state = self._refreshed()
        try:
            return self._proposed(state, sought, reader, filters, depth)
        except Exception as exc:
            sought.vector()  # raises again what kept the model from making it, which no index is to blame for
            if state.generation is None:
                raise
            logger.warning("The index failed while searching (%s); the database answers instead.", exc)
            with self._lock:
                self._state = self._load(state.change, state.pointer, None)
                degraded = self._state
            self.on_damage()
            return self._proposed(degraded, sought, reader, filters, depth)

    def unindexed(self) -> int:
        """Return how many passages are searched from the database because no generation holds them."""
        return len(self._refreshed().unindexed.passages)

    def indexed(self) -> int:
        """Return how many passages the current generation holds."""
        generation = self._refreshed().generation
        return generation.manifest.rows if generation else 0

    def _refreshed(self) -> _State:
        change, pointer = self._feed.change(), pointed_at(self._folder)
        with self._lock:
            if self._state is None or (self._state.change, self._state.pointer) != (change, pointer):
                self._state = self._load(change, pointer, self._open(pointer))
                self._selections.clear()
                forget_texts()
            return self._state

    def _open(self, pointer: str) -> Generation | None:
        held = self._state.generation if self._state else None
        if held and held.name == pointer:
            return held
        if held and not pointer:
            self.on_damage()  # somebody removed the index
        try:
            return current_generation(self._folder, self._feed.fingerprint)
        except IndexDamaged as exc:
            logger.warning("%s The database answers instead.", exc)
            self.on_damage()
            return None

    def _load(self, change: int, pointer: str, generation: Generation | None) -> _State:
        entries = list(self._feed.entries(after=generation.manifest.change if generation else 0))
        terms = UnindexedTerms(generation.lexical if generation else None)
        for entry in entries:
            terms.add(entry)
        vectors = np.stack([e.vector for e in entries]) if entries else np.zeros((0, 0), dtype=np.float32)
        japanese = np.array([entry.japanese for entry in entries], dtype=bool)
        unindexed = _Unindexed([e.passage for e in entries], [e.document for e in entries], japanese, vectors, terms)
        return _State(change, pointer, generation, unindexed)

    def _selection(self, state: _State, reader: Reader, filters: Filters) -> _Selection:
        key = (state.change, reader, filters)
        with self._lock:
            if found := self._selections.get(key):
                self._selections.move_to_end(key)
                return found
        selection = _select(state, self._feed.changes(reader, filters))
        with self._lock:
            self._selections[key] = selection
            if len(self._selections) > _SELECTIONS_KEPT:
                self._selections.popitem(last=False)
        return selection

    def _proposed(self, state: _State, sought: Sought, reader: Reader, filters: Filters, depth: int) -> Proposed:
        selection = self._selection(state, reader, filters)
        statistics = _statistics(state, sought.terms)
        found: list[Candidate] = []
        if state.generation and selection.allowed:
            found += _in_generation(state.generation, selection, sought, depth)
        if len(selection.unindexed):
            found += _in_unindexed(state.unindexed, selection.unindexed, sought, depth)
        return Proposed(found, statistics)


def _statistics(state: _State, terms: Terms) -> TermStatistics:
    """Return what the passages say of the terms of a question."""
    indexed, unindexed = state.generation.lexical if state.generation else None, state.unindexed.terms
    rows = (indexed.rows if indexed else 0) + len(state.unindexed.passages)
    known, best = 0, 0.0
    for name, weight in FIELD_WEIGHTS.items():
        for term, counts in terms.of(name).items():
            holding = indexed.document_frequency(name, term) if indexed else 0
            holding += unindexed.document_frequency(name, term)
            known += name == "words" and holding > 0
            best += weight * counts * most_of_a_term(holding, rows)
    return TermStatistics(known / max(1, len(terms.words)), best)


def _select(state: _State, changes: dict[str, int]) -> _Selection:
    """Mark the rows that may be searched: readable, within the filters, and not replaced since the generation was built."""
    rows: NDArray[np.bool_] = np.zeros(0, dtype=bool)
    documents: tantivy.Query | None = None
    if generation := state.generation:
        built = generation.manifest.change
        fresh = np.array(
            [changes.get(document, built + 1) <= built for document in generation.rows.documents], dtype=bool
        )
        rows = fresh[generation.rows.document_of_row]
        if rows.sum() <= EXACT_ROWS and not fresh.all():
            documents = generation.lexical.only(list(compress(generation.rows.documents, fresh)))
    unindexed = [row for row, document in enumerate(state.unindexed.documents) if document in changes]
    return _Selection(rows, int(rows.sum()), documents, np.array(unindexed, dtype=np.intp))


def _in_generation(generation: Generation, selection: _Selection, sought: Sought, depth: int) -> list[Candidate]:
    lexical = dict(_best_by_words(generation, selection, sought.terms | sought.variants, depth))
    translated = dict(_best_by_words(generation, selection, sought.translated, depth))
    vector = sought.vector()
    rows = sorted({*_nearest_rows(generation, selection, vector, depth), *lexical, *translated})
    dense: list[float] = generation.vectors.scores(rows, vector).tolist()
    japanese: list[bool] = generation.rows.japanese[rows].tolist()
    passages = generation.rows.passages(rows)
    return [
        Candidate(passage, is_japanese, score, lexical.get(row, 0.0), translated.get(row, 0.0))
        for row, passage, is_japanese, score in zip(rows, passages, japanese, dense, strict=True)
    ]


def _best_by_words(
    generation: Generation, selection: _Selection, terms: Terms, depth: int
) -> Sequence[tuple[int, float]]:
    if selection.documents is not None or selection.allowed == generation.manifest.rows:
        return generation.lexical.search(terms, depth, selection.documents)
    return _deepened(
        lambda more: [(hit, bool(selection.rows[hit[0]])) for hit in generation.lexical.search(terms, more)],
        selection,
        depth,
    )


def _nearest_rows(
    generation: Generation, selection: _Selection, vector: NDArray[np.float32], depth: int
) -> Sequence[int]:
    if selection.allowed == generation.manifest.rows:
        return generation.nearest(vector, depth)
    if selection.allowed <= EXACT_ROWS:
        rows = np.flatnonzero(selection.rows)
        scores = generation.vectors.scores(rows, vector)
        return [int(row) for row in rows[np.argsort(-scores)[:depth]]]
    return _deepened(
        lambda more: [(row, bool(selection.rows[row])) for row in generation.nearest(vector, more)],
        selection,
        depth,
    )


def _deepened(
    search: Callable[[int], Sequence[tuple[_Found, bool]]], selection: _Selection, depth: int
) -> Sequence[_Found]:
    """Return the `depth` best that are allowed: ask for more until there are so many, or nothing more comes.

    `search` returns so many of the best, each with whether it is allowed.
    """
    total = len(selection.rows)
    more = min(total, 2 * depth * total // max(1, selection.allowed))
    while True:
        found = search(more)
        kept = [one for one, allowed in found if allowed]
        if len(kept) >= depth or len(found) < more or more == total:
            return kept[:depth]
        more = min(total, 4 * more)


def _in_unindexed(unindexed: _Unindexed, rows: NDArray[np.intp], sought: Sought, depth: int) -> list[Candidate]:
    dense = dict(zip(rows.tolist(), (unindexed.vectors[rows] @ sought.vector()).tolist(), strict=True))

    def best_by_words(terms: Terms) -> dict[int, float]:
        scores = [(row, score) for row, score in unindexed.terms.scores(terms).items() if row in dense]
        return dict(sorted(scores, key=lambda pair: -pair[1])[:depth])

    lexical, translated = best_by_words(sought.terms | sought.variants), best_by_words(sought.translated)
    nearest = sorted(dense, key=lambda row: -dense[row])[:depth]
    rows_found = sorted({*nearest, *lexical, *translated})
    words = {row: (lexical.get(row, 0.0), translated.get(row, 0.0)) for row in rows_found}
    return [
        Candidate(unindexed.passages[row], bool(unindexed.japanese[row]), dense[row], *words[row]) for row in rows_found
    ]
