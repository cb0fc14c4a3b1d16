"""How much of one text stands in another: sets of hashed character 8-grams, compared exactly, and a sample of them to find
what is worth comparing.

The sample takes the same hashes from every text (all below a threshold), so that a short text is found inside a long one
(Irber et al. 2022, "FracMinHash"); short texts add their smallest hashes (Broder 1997, bottom-k MinHash).
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from casebase.text.normalize import search_form

Shingles = NDArray[np.uint64]

LENGTH = 8
"""Characters of a shingle."""

SAMPLED = 32
"""One hash in so many is sampled: about 30 of a page of a thousand characters."""

FEWEST_SAMPLED = 16
"""Hashes sampled of a text that is too short to give so many."""

_NO_WORD = re.compile(r"[\W_]+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)  # splitmix64 (Steele et al. 2014)
_THRESHOLD = np.uint64((1 << 64) // SAMPLED)
_EMPTY: Shingles = np.zeros(0, np.uint64)


def comparable(text: str) -> str:
    """Return `text` without what a copy may change and still be one: width, case, spaces, line breaks, punctuation."""
    return _NO_WORD.sub("", search_form(text))


def shingles(text: str) -> Shingles:
    """Return the distinct hashes of the 8-grams of `text` in rising order; a text shorter than 8 characters has one."""
    plain = comparable(text)
    if not plain:
        return _EMPTY
    letters = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    if len(letters) < LENGTH:
        letters = np.pad(letters, (0, LENGTH - len(letters)))
    count = len(letters) - LENGTH + 1
    hashes = np.zeros(count, np.uint64)
    for offset in range(LENGTH):  # overflow wraps, as it should
        hashes = hashes * _MULTIPLIER + letters[offset : offset + count]
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX_1
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX_2
    return np.unique(hashes ^ (hashes >> np.uint64(31)))


def sample(found: Shingles) -> list[int]:
    """Return the hashes by which a text is looked up, shifted right once so that they fit a signed 64-bit column."""
    kept = found[: max(FEWEST_SAMPLED, int(np.searchsorted(found, _THRESHOLD)))]
    return [int(value) for value in kept >> np.uint64(1)]


def in_common(one: Shingles, other: Shingles) -> int:
    """Return how many shingles stand in both."""
    if len(one) > len(other):
        one, other = other, one
    if not len(one):
        return 0
    places = np.minimum(np.searchsorted(other, one), len(other) - 1)
    return int(np.count_nonzero(other[places] == one))


def overlap(one: Shingles, other: Shingles) -> float:
    """Return the share of all shingles that both texts have (Jaccard), in 0..1."""
    both = in_common(one, other)
    return both / max(1, len(one) + len(other) - both)


def containment(one: Shingles, other: Shingles) -> float:
    """Return the share of the shorter text's shingles that stand in the longer one, in 0..1."""
    return in_common(one, other) / max(1, min(len(one), len(other)))
