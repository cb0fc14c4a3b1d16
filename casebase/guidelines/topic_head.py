"""Which topics a sentence of a guideline is a rule on, by its vector: a linear layer trained on sentences of made-up guidelines.

Made by `python -m benchmarks.training.heads clauses` (docs/decisions/025-conversations-and-comparison.md). It reads vectors of
the bundled model with its adapter, of the sentence below its heading and after what introduces it, and which topics its words
name; with another model words decide alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.guidelines.topics import TOPICS, is_rule
from casebase.model.linear import LinearHead, read_head, with_words

HEAD_FILE = Path(__file__).parents[1] / "model" / "clauses.safetensors"

SHOWN_FROM = 0.38
"""Probability from which a sentence is shown under a topic."""

MOST_TOPICS = 2
"""Topics of one sentence."""


def topic_head() -> LinearHead:
    """Return the layer. Raises ModelError when its file is damaged."""
    return read_head(HEAD_FILE)


def shown(probabilities: NDArray[np.float32]) -> list[list[tuple[str, float]]]:
    """Return for each row the topics under which its sentence is shown, with their probability, the likeliest first."""
    topics = topic_head().labels
    return [
        [(topics[at], float(row[at])) for at in np.argsort(-row)[:MOST_TOPICS] if row[at] >= SHOWN_FROM]
        for row in probabilities
    ]


def features_of(sentences: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what the layer reads, shape (sentences, features): the vectors, the topics that the words of each sentence name,
    and whether it is a rule by its words."""
    flags = [[topic.words.search(one) is not None for topic in TOPICS] + [is_rule(one)] for one in sentences]
    return with_words(vectors, flags)
