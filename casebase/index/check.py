"""Find every passage in a generation by its own vector and by its own words. What is asked is the truth, not the index.

How much is asked, and what it costs, is in docs/decisions/062-what-holds.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from casebase.index.dense import DenseIndex
from casebase.index.exact import ExactVectors
from casebase.index.lexical import LexicalIndex, passage_words
from casebase.store.feed import IndexEntry
from casebase.text.tokens import bigrams

ROWS_A_QUERY = 500

NEAREST = 10
"""A passage must be among this many nearest of its own vector; or else they must be copies, as near as itself."""

SAME = 1e-3
"""Difference of two scores that 8-bit vectors do not tell apart."""

CONSIDERED_WORDS = 12
RAREST_WORDS = 3
"""Of a passage's longest words the rarest are asked for: they are few enough to say which passage is meant."""


def unreached_rows(dense: DenseIndex, vectors: ExactVectors) -> list[int]:
    """Return the rows that are not found by their own vectors; every row is asked for."""
    unreached: list[int] = []
    for first in range(0, len(vectors), ROWS_A_QUERY):
        own = vectors.of(slice(first, first + ROWS_A_QUERY))
        for row, nearest in enumerate(dense.neighbours(own, NEAREST), start=first):
            if row in nearest:
                continue
            vector = own[row - first]
            best = vectors.scores(nearest, vector).min() if nearest else -np.inf
            if best < float(vector @ vector) - SAME:
                unreached.append(row)
    return unreached


def unfound_passages(
    lexical: LexicalIndex, vectors: ExactVectors, passages: Sequence[str], entries: Iterable[IndexEntry]
) -> list[str]:
    """Return those of `entries` that the index does not hold (`passages`, by row), holds with another vector, or does not
    find by their own words. Every one is asked for."""
    if lexical.numbers() != list(range(len(passages))):
        return list(passages)
    row_of = {passage: row for row, passage in enumerate(passages)}
    return [entry.passage for entry in entries if not _is_found(entry, row_of.get(entry.passage), lexical, vectors)]


def _is_found(entry: IndexEntry, row: int | None, lexical: LexicalIndex, vectors: ExactVectors) -> bool:
    if row is None or not np.array_equal(vectors.of([row])[0], entry.vector):
        return False
    return lexical.holds(row, entry.document, telling_terms(lexical, entry))


def telling_terms(lexical: LexicalIndex, entry: IndexEntry) -> Mapping[str, Sequence[str]]:
    """Return the terms, by field, that a passage is asked for: its rarest long words, and one run of two characters."""
    longest = sorted(dict.fromkeys(passage_words(entry)), key=len, reverse=True)[:CONSIDERED_WORDS]
    rarest = sorted(longest, key=lambda word: lexical.document_frequency("words", word))[:RAREST_WORDS]
    return {"words": rarest, "grams": bigrams(entry.text)[:1]}
