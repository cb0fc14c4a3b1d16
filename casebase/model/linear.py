"""Small layers that tell what a sentence says by its vector, trained on made-up sentences and kept in the package.

`weights`, shape (labels, features), and `bias`, (labels,), 16-bit; what the labels are and which model's vectors they read stands
in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.hashes import sha256_of
from casebase.model.tensors import read_tensors, unreadable

WORDS_COUNT = 0.33
"""What a word counts beside a vector of unit length."""


@dataclass(frozen=True, slots=True)
class LinearHead:
    """A layer; `trained_on` is the fingerprint of the model whose vectors it reads, `digest` that of the file."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    trained_on: str
    digest: str

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return for each row of `features` how likely it is of each of `labels`, shape (rows, labels)."""
        told: NDArray[np.float32] = 1.0 / (1.0 + np.exp(-(features @ self.weights.T + self.bias)))
        return told


@cache
def read_head(path: Path) -> LinearHead:
    """Read a layer. Raises ModelError when the file is damaged."""
    tensors, told = read_tensors(path, "file")
    try:
        weights, bias = (tensors[name].astype(np.float32) for name in ("weights", "bias"))
        return LinearHead(tuple(told["labels"].split(",")), weights, bias, told["model"], sha256_of(path))
    except KeyError as exc:
        raise unreadable(path, "file") from exc


def read_with(*parts: str) -> str:
    """Return the text whose vector is read: a sentence below what stands above it."""
    return " ".join(" ".join(part.split()) for part in parts if part)


def with_words(vectors: NDArray[np.float32], signs: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    """Return what a layer reads, shape (sentences, features): the vectors, and the `signs` of the words of each sentence."""
    said = np.array(signs, np.float32).reshape(len(signs), -1)
    return np.hstack([vectors, WORDS_COUNT * said]).astype(np.float32)
