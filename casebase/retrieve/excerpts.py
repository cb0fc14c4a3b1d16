"""What of a passage is read together with a question: the sentences that come nearest to it, by the token vectors stored with
the passage. Nothing is embedded, and a run of the reader costs a third less than over whole passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.embedding import Embedder
from casebase.late import bytes_a_token, late_scores
from casebase.models import Hit, Passage, PassageId
from casebase.retrieve.packs import Span
from casebase.text.sentences import passage_sentences

SENTENCES = 2
"""Sentences of a passage that are read."""

Excerpts = Callable[[str, Sequence[Hit]], Sequence[Sequence[Span]]]
"""Returns for a question the stretches of each hit's passage that are read, in their order."""


class TokenVectors(Protocol):
    """Gives out what was stored for passages: the token vectors of the body, followed by those of the titles above it."""

    def token_vectors(self, passages: Sequence[PassageId]) -> Sequence[bytes]:
        """Return them packed (see `casebase.late`), in the order given, empty where there are none."""
        ...


def whole_passages(question: str, hits: Sequence[Hit]) -> list[list[Span]]:
    """Return all of each passage, as one stretch."""
    return [[(0, len(hit.passage.text))] for hit in hits]


def nearest_sentences(embedder: Embedder, stored: TokenVectors) -> Excerpts:
    """Return what gives the `SENTENCES` nearest sentences of each passage. For models with token vectors."""

    def excerpts(question: str, hits: Sequence[Hit]) -> list[list[Span]]:
        spans = [passage_sentences(hit.passage.text) for hit in hits]
        sentences = [(hit.passage, *span) for hit, of_hit in zip(hits, spans, strict=True) for span in of_hit]
        scores = iter(sentence_scores(embedder, stored, question, sentences))
        found = []
        for hit, of_hit in zip(hits, spans, strict=True):
            near = np.array([next(scores) for _ in of_hit])
            nearest = [of_hit[row] for row in sorted(np.argsort(-near, kind="stable")[:SENTENCES])]
            found.append(nearest or [(0, len(hit.passage.text))])
        return found

    return excerpts


def sentence_scores(
    embedder: Embedder, stored: TokenVectors, question: str, sentences: Sequence[tuple[Passage, int, int]]
) -> NDArray[np.float32]:
    """Return the mean of the best cosines of the question's tokens with those of each sentence, a stretch of a passage's text.

    A sentence's tokens are found again by cutting the passage into tokens as when it was embedded.
    """
    asked = embedder.asked(question).tokens
    passages = {passage.id: passage for passage, _, _ in sentences}
    held = dict(zip(passages, stored.token_vectors(list(passages)), strict=True))
    cut = embedder.token_spans([passage.text for passage in passages.values()])
    spans = dict(zip(passages, cut, strict=True))
    width = bytes_a_token(asked.shape[1])
    said = []
    for passage, start, end in sentences:
        first, last = np.searchsorted(spans[passage.id][:, 0], (start, end))
        said.append(held[passage.id][first * width : last * width])
    return late_scores(asked, said)
