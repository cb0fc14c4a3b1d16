"""How near in meaning a sentence is to a question: by the token vectors that were stored with its passage, or by a vector
of its own where the model has no token vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.answer.candidates import Candidate
from casebase.embedding import Embedder
from casebase.retrieve.excerpts import TokenVectors, sentence_scores

SENTENCES_EMBEDDED = 8
"""Sentences that get a vector of their own: about 5 ms each on two cores."""


class Nearness(Protocol):
    """Compares sentences with a question.

    `weight` is how much its scores count beside those of words; `affordable` how many sentences it can be asked about.
    """

    weight: float
    affordable: int

    def scores(self, question: str, sentences: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return one score a sentence, in -1..1."""
        ...


class VectorNearness:
    """Embeds the sentences: for any model, a few milliseconds a sentence."""

    weight = 3.0
    affordable = SENTENCES_EMBEDDED

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def scores(self, question: str, sentences: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return the cosine of each sentence with the question."""
        vectors = self._embedder.passages([sentence.text for sentence in sentences])
        return np.asarray(vectors @ self._embedder.asked(question).vector, np.float64)


class TokenNearness:
    """Compares the question's tokens with those of each sentence, read from what is stored: nothing is embedded."""

    weight = 2.5
    affordable = 1_000

    def __init__(self, embedder: Embedder, stored: TokenVectors) -> None:
        self._embedder = embedder
        self._stored = stored

    def scores(self, question: str, sentences: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return the mean of the best cosines of the question's tokens with the tokens of each sentence."""
        found = []
        for sentence in sentences:
            passage = sentence.hit.passage
            found.append((passage, sentence.start - passage.start, sentence.end - passage.start))
        return np.asarray(sentence_scores(self._embedder, self._stored, question, found), np.float64)


def open_nearness(embedder: Embedder, stored: TokenVectors) -> Nearness:
    """Return the comparison that suits a model: by tokens if it has token vectors."""
    has_tokens = len(embedder.asked("?").tokens) > 0
    return TokenNearness(embedder, stored) if has_tokens else VectorNearness(embedder)
