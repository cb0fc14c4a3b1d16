"""Search everything that is published: the current generation, and exactly whatever it does not know yet."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.access import Reader
from casebase.errors import IndexDamaged
from casebase.index.generation import Generation, current_generation, pointed_at
from casebase.index.lexical import Terms, UnindexedTerms
from casebase.models import Filters, PassageId
from casebase.store.feed import Feed

logger = logging.getLogger(__name__)

EXACT_ROWS = 20_000
"""Up to this many allowed rows a filtered search scores every one of them; beyond, Chroma is asked for more than needed."""

_SELECTIONS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage found by either half. `dense` is the weighted cosine, `lexical` the BM25 score (0: no word in common)."""

    passage: PassageId
    dense: float
    lexical: float


@dataclass(slots=True)
class _Unindexed:
    """Passages published after the generation was built."""

    passages: list[PassageId]
    documents: list[str]
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
    """What one reader's filters leave of a state; `documents` is None when the whole generation is allowed."""

    rows: NDArray[np.bool_]
    allowed: int
    documents: Sequence[str] | None
    unindexed: tuple[int, ...]


class SearchIndex:
    """Finds candidate passages for a question. Never raises for a damaged index: it searches the database instead."""

    def __init__(self, folder: Path, feed: Feed) -> None:
        self._folder = folder
        self._feed = feed
        self.on_damage: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._selections: OrderedDict[tuple[int, Reader, Filters], _Selection] = OrderedDict()

    def candidates(
        self, terms: Terms, vector: NDArray[np.float32], reader: Reader, filters: Filters, depth: int
    ) -> list[Candidate]:
        """Return the union of the `depth` best passages of each half, among those `reader` may see; in no order.

        `vector` is the question's, L2-normalised, shape (dimensions,).
        """
        state = self._refreshed()
        try:
            return self._candidates(state, terms, vector, reader, filters, depth)
        except Exception as exc:
            if state.generation is None:
                raise
            logger.warning("The index failed while searching (%s); the database answers instead.", exc)
            with self._lock:
                self._state = self._load(state.change, state.pointer, None)
                degraded = self._state
            self.on_damage()
            return self._candidates(degraded, terms, vector, reader, filters, depth)

    def known_words(self, words: Iterable[str]) -> int:
        """Return how many of `words` stand in any passage, in the body or in a title above it."""
        state = self._refreshed()

        def frequency(word: str) -> int:
            indexed = state.generation.lexical.document_frequency("words", word) if state.generation else 0
            return indexed + state.unindexed.terms.document_frequency("words", word)

        return sum(frequency(word) > 0 for word in words)

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
            return self._state

    def _open(self, pointer: str) -> Generation | None:
        held = self._state.generation if self._state else None
        if held and held.name == pointer:
            return held
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
        unindexed = _Unindexed([e.passage for e in entries], [e.document for e in entries], vectors, terms)
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

    def _candidates(
        self, state: _State, terms: Terms, vector: NDArray[np.float32], reader: Reader, filters: Filters, depth: int
    ) -> list[Candidate]:
        selection = self._selection(state, reader, filters)
        found: list[Candidate] = []
        if state.generation and selection.allowed:
            found += _in_generation(state.generation, selection, terms, vector, depth)
        if selection.unindexed:
            found += _in_unindexed(state.unindexed, selection.unindexed, terms, vector, depth)
        return found


def _select(state: _State, changes: dict[str, int]) -> _Selection:
    """Mark the rows that may be searched: readable, within the filters, and not replaced since the generation was built."""
    rows: NDArray[np.bool_] = np.zeros(0, dtype=bool)
    documents: list[str] | None = None
    if generation := state.generation:
        built = generation.manifest.change
        fresh = np.array([changes.get(document, built + 1) <= built for document in generation.documents], dtype=bool)
        rows = fresh[generation.document_of_row]
        if not fresh.all():
            documents = [document for document, keep in zip(generation.documents, fresh, strict=True) if keep]
    unindexed = tuple(row for row, document in enumerate(state.unindexed.documents) if document in changes)
    return _Selection(rows, int(rows.sum()), documents, unindexed)


def _in_generation(
    generation: Generation, selection: _Selection, terms: Terms, vector: NDArray[np.float32], depth: int
) -> list[Candidate]:
    lexical = dict(generation.lexical.search(terms, depth, selection.documents))
    rows = sorted({*_nearest_rows(generation, selection, vector, depth), *lexical})
    dense = generation.vectors[rows].astype(np.float32) @ vector
    return [
        Candidate(generation.passages[row], float(score), lexical.get(row, 0.0))
        for row, score in zip(rows, dense, strict=True)
    ]


def _nearest_rows(
    generation: Generation, selection: _Selection, vector: NDArray[np.float32], depth: int
) -> Sequence[int]:
    total = generation.manifest.rows
    if selection.allowed == total:
        return generation.dense.search(vector, depth)
    if selection.allowed <= EXACT_ROWS:
        rows = np.flatnonzero(selection.rows)
        scores = generation.vectors[rows].astype(np.float32) @ vector
        return [int(row) for row in rows[np.argsort(-scores)[:depth]]]
    more = min(total, 2 * depth * total // selection.allowed + (depth if selection.allowed < total else 0))
    return [row for row in generation.dense.search(vector, more) if selection.rows[row]][:depth]


def _in_unindexed(
    unindexed: _Unindexed, rows: Sequence[int], terms: Terms, vector: NDArray[np.float32], depth: int
) -> list[Candidate]:
    allowed = np.asarray(rows)
    dense = dict(zip(rows, (float(s) for s in unindexed.vectors[allowed] @ vector), strict=True))
    lexical = dict(sorted(unindexed.terms.scores(terms, rows), key=lambda pair: -pair[1])[:depth])
    nearest = sorted(dense, key=lambda row: -dense[row])[:depth]
    return [
        Candidate(unindexed.passages[row], dense[row], lexical.get(row, 0.0)) for row in sorted({*nearest, *lexical})
    ]
