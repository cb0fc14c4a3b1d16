"""Which topics a sentence of a guideline is a rule on, by its vector: a linear layer trained on sentences of made-up guidelines.

Made by `python -m benchmarks.training.clauses` (docs/decisions/025-conversations-and-comparison.md). It reads vectors of the
bundled model with its adapter, of the sentence below its heading and after what introduces it, and which topics its words name;
with another model words decide alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.errors import ModelError
from casebase.guidelines.topics import TOPICS, is_rule
from casebase.hashes import sha256_of

HEAD_FILE = Path(__file__).parents[1] / "model" / "clauses.safetensors"

SHOWN_FROM = 0.38
"""Probability from which a sentence is shown under a topic."""

WORDS_COUNT = 0.33
"""What a word counts beside a vector of unit length."""

MOST_TOPICS = 2
"""Topics of one sentence."""


@dataclass(frozen=True, slots=True)
class TopicHead:
    """`weights`, shape (topics, features), and `bias`, (topics,), of the topics in the order of `topics`.

    `trained_on` is the fingerprint of the model whose vectors it reads.
    """

    topics: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    trained_on: str

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return for each row of `features` how likely its sentence is a rule on each of `topics`, shape (rows, topics)."""
        told: NDArray[np.float32] = 1.0 / (1.0 + np.exp(-(features @ self.weights.T + self.bias)))
        return told

    def shown(self, probabilities: NDArray[np.float32]) -> list[list[tuple[str, float]]]:
        """Return for each row the topics under which its sentence is shown, with their probability, the likeliest first."""
        return [
            [(self.topics[at], float(row[at])) for at in np.argsort(-row)[:MOST_TOPICS] if row[at] >= SHOWN_FROM]
            for row in probabilities
        ]


def features_of(sentences: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what the layer reads, shape (sentences, features): the vectors, the topics that the words of each sentence name,
    and whether it is a rule by its words."""
    flags = [[topic.words.search(one) is not None for topic in TOPICS] + [is_rule(one)] for one in sentences]
    said = np.array(flags, np.float32).reshape(len(sentences), len(TOPICS) + 1)
    return np.hstack([vectors, WORDS_COUNT * said]).astype(np.float32)


def read_with(heading: str, introduced_by: str, sentence: str) -> str:
    """Return the text whose vector tells what a sentence is about."""
    parts: Sequence[str] = (heading, introduced_by, sentence)
    return " ".join(" ".join(part.split()) for part in parts if part)


@cache
def topic_head(path: Path = HEAD_FILE) -> TopicHead:
    """Read the head. Raises ModelError when the file is damaged."""
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415  (takes time to import, and only guidelines need it)

    try:
        with safe_open(path, "numpy") as file:
            told = file.metadata() or {}
            weights, bias = (file.get_tensor(name).astype(np.float32) for name in ("weights", "bias"))
    except (OSError, SafetensorError) as exc:
        raise ModelError(f"The file {path} cannot be read. Install the product again.") from exc
    return TopicHead(tuple(told["topics"].split(",")), weights, bias, told["model"])


def head_digest(path: Path = HEAD_FILE) -> str:
    """Return the SHA-256 of the head's file: what was read with another one is read again."""
    return sha256_of(path)
