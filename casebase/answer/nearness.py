"""How near in meaning a sentence is to a question: by the token vectors that were stored with its passage, or by a vector
of its own where the model has no token vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.answer.candidates import Candidate
from casebase.embedding import Embedder
from casebase.late import bytes_a_token, late_scores
from casebase.models import PassageId

SENTENCES_EMBEDDED = 8
"""Sentences that get a vector of their own: about 5 ms each on two cores."""


class TokenVectors(Protocol):
    """Gives out what was stored for passages: the token vectors of the body, followed by those of the titles above it."""

    def token_vectors(self, passages: Sequence[PassageId]) -> Sequence[bytes]:
        """Return them packed (see `casebase.late`), in the order given, empty where there are none."""
        ...


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
    """Compares the question's tokens with those of each sentence, read from what is stored: nothing is embedded.

    A sentence's tokens are found again by cutting the passage into tokens as when it was embedded.
    """

    weight = 2.5
    affordable = 1_000

    def __init__(self, embedder: Embedder, stored: TokenVectors) -> None:
        self._embedder = embedder
        self._stored = stored

    def scores(self, question: str, sentences: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return the mean of the best cosines of the question's tokens with the tokens of each sentence."""
        asked = self._embedder.asked(question).tokens
        passages = {sentence.hit.passage.id: sentence.hit.passage for sentence in sentences}
        held = dict(zip(passages, self._stored.token_vectors(list(passages)), strict=True))
        cut = self._embedder.token_spans([passage.text for passage in passages.values()])
        spans = dict(zip(passages, cut, strict=True))
        width = bytes_a_token(asked.shape[1])
        said = []
        for sentence in sentences:
            passage = sentence.hit.passage
            within = (sentence.start - passage.start, sentence.end - passage.start)
            first, last = np.searchsorted(spans[passage.id][:, 0], within)
            said.append(held[passage.id][first * width : last * width])
        return np.asarray(late_scores(asked, said), np.float64)


def open_nearness(embedder: Embedder, stored: TokenVectors) -> Nearness:
    """Return the comparison that suits a model: by tokens if it has token vectors."""
    has_tokens = len(embedder.asked("?").tokens) > 0
    return TokenNearness(embedder, stored) if has_tokens else VectorNearness(embedder)
