"""Late interaction: a question's tokens are compared with a passage's, each finding its best match (Khattab and Zaharia
2020, ColBERT).

A passage's token vectors come out of the same pass as its one vector. They are kept as 4-bit numbers, 16 bytes a token,
and read only for the few dozen passages that the indexes propose. Measured: docs/decisions/040-adapter.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LEVELS = 7
"""Values lie between -7 and 7 in units of a seventh of the token's largest; a token's length is not kept."""

NO_TOKENS: NDArray[np.float32] = np.zeros((0, 0), np.float32)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A text that is to be found: its vector, unit length, shape (dimensions,), float32; and its token vectors, packed.

    `tokens` is empty where the model has none.
    """

    vector: NDArray[np.float32]
    tokens: bytes = b""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its vector, unit length, and its token vectors, shape (tokens, token dimensions), float32.

    The longer a token's vector, the more the token counts. There is none where the model has none.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32] = field(default_factory=lambda: NO_TOKENS)


def packed(tokens: NDArray[np.float32]) -> bytes:
    """Return token vectors, shape (tokens, an even number of dimensions), as 4-bit numbers."""
    largest = np.maximum(np.abs(tokens).max(axis=1, keepdims=True), 1e-9)
    codes = (np.rint(tokens / largest * LEVELS) + LEVELS).astype(np.uint8)
    pairs: NDArray[np.uint8] = codes[:, 0::2] | (codes[:, 1::2] << 4)
    return pairs.tobytes()


def bytes_a_token(dimensions: int) -> int:
    """Return the bytes that one packed token vector takes."""
    return dimensions // 2


_VALUES = np.array([[byte & 0x0F, byte >> 4] for byte in range(256)], np.float32) - LEVELS
"""The two numbers in each byte."""

_FOURS = (
    np.concatenate([np.tile(_VALUES, (256, 1)), np.repeat(_VALUES, 256, axis=0)], axis=1).view(np.complex128).ravel()
)
"""The four numbers in two bytes as one value: looked up at once, they lie side by side."""


def unpacked(tokens: bytes, dimensions: int) -> NDArray[np.float32]:
    """Return packed token vectors at unit length, shape (tokens, dimensions: a multiple of four), float32."""
    values: NDArray[np.float32] = _FOURS[np.frombuffer(tokens, "<u2")].view(np.float32).reshape(-1, dimensions)
    lengths = np.sqrt(np.einsum("ij,ij->i", values, values))
    values /= np.maximum(lengths, 1e-9)[:, None]
    return values


def late_scores(asked: NDArray[np.float32], passages: Sequence[bytes]) -> NDArray[np.float32]:
    """Return how well each passage answers to the question's tokens: the mean of their best cosines, in -1..1.

    `asked` has shape (tokens, dimensions); a token counts as much as its vector is long. Passages without a token get 0.
    """
    return scores_of(asked, token_matches(asked, passages))


def scores_of(asked: NDArray[np.float32], matched: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the score of each passage from its `token_matches`."""
    if not len(asked):
        return np.zeros(len(matched), np.float32)
    scores: NDArray[np.float32] = matched.sum(axis=1) / np.linalg.norm(asked, axis=1).sum()
    return scores


def cosines_of_weighty(asked: NDArray[np.float32], matched: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the best cosines of each passage with the weightier half of the question's tokens, shape (passages, of these)."""
    if not len(asked):
        return np.zeros((len(matched), 0), np.float32)
    lengths = np.linalg.norm(asked, axis=1)
    weighty = lengths >= np.median(lengths)
    cosines: NDArray[np.float32] = matched[:, weighty] / np.maximum(lengths[weighty], 1e-9)
    return cosines


def token_matches(asked: NDArray[np.float32], passages: Sequence[bytes]) -> NDArray[np.float32]:
    """Return, shape (passages, tokens), the best cosine of each passage with each of the question's tokens, times the token's
    length. Of passages without a token zeros."""
    matched = np.zeros((len(passages), len(asked)), np.float32)
    held = [row for row, tokens in enumerate(passages) if tokens]
    if not held or not len(asked):
        return matched
    flat = unpacked(b"".join(passages[row] for row in held), asked.shape[1])
    counts = [len(passages[row]) // bytes_a_token(asked.shape[1]) for row in held]
    starts = np.cumsum([0, *counts[:-1]])
    # A row a token of the question: the cosines to compare lie side by side, a third of the time of columns.
    best = np.maximum.reduceat(asked @ flat.T, starts, axis=1)
    matched[held] = best.T
    return matched
