"""Passages of nearly the same text count once: the better hit stands for the others and names their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from casebase.models import Hit
from casebase.text.shingles import LENGTH, comparable, overlap, shingles

SAME = 0.9
"""Overlap (Jaccard, of character 8-grams of the comparable text) from which two passages say the same."""

_SAMPLED = 8
"""One 8-gram in so many is looked at to find pairs that are worth comparing."""

_LIKELY = 0.5
"""Share of the smaller sample in common from which a pair is compared; 0.9 of all leaves as little as this of a sample of
six once in thirty thousand pairs."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def collapsed(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits, best first, without those of nearly the same text as a better one, which takes them as its `copies`.

    Only hits are looked at, so whatever a reader may not see, or filters leave out, plays no part.
    """
    better_of = _copies(hits)
    copies: dict[int, list[Hit]] = {}
    for copy, better in better_of.items():
        copies.setdefault(better, []).append(hits[copy])
    return [
        replace(hit, copies=(*hit.copies, *copies[place])) if place in copies else hit
        for place, hit in enumerate(hits)
        if place not in better_of
    ]


def _copies(hits: Sequence[Hit]) -> dict[int, int]:
    """Return, for every hit that is a copy, the place of the best hit that it is a copy of."""
    texts = [hit.passage.text for hit in hits]
    found: dict[int, int] = {}
    for one, other in _likely_pairs(texts):
        if one not in found and other not in found and _same(texts[one], texts[other]):
            found[other] = one
    return found


def _likely_pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of places, in rising order, whose sampled 8-grams are half the same, or that are word for word the same.

    The text is taken as it is, without spaces: normalising all of it costs more than the search did.
    """
    if len(texts) < 2:
        return []
    plain = ["".join(text.split()) for text in texts]
    owners, values = _sampled(plain)
    distinct, column = np.unique(values, return_inverse=True)
    holds: NDArray[np.float32] = np.zeros((len(texts), len(distinct)), np.float32)
    holds[owners, column] = 1.0
    shared, size = holds @ holds.T, holds.sum(axis=1)
    likely = (shared >= _LIKELY * np.minimum.outer(size, size)) & (shared > 0)
    first: dict[str, int] = {}
    for place, text in enumerate(plain):
        likely[first.setdefault(text, place), place] = True
    ones, others = np.nonzero(np.triu(likely, 1))
    return list(zip(ones.tolist(), others.tolist(), strict=True))


def _sampled(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    """Return the sampled 8-grams of all texts as hashes, each with the place of its text."""
    joined = "".join(texts)
    letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    count = max(0, len(letters) - LENGTH + 1)
    hashes: NDArray[np.uint64] = np.zeros(count, np.uint64)
    for offset in range(LENGTH if count else 0):
        hashes = hashes * _MULTIPLIER + letters[offset : offset + count]
    hashes ^= hashes >> np.uint64(29)
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    within = owners[:count] == owners[LENGTH - 1 :] if count else np.zeros(0, bool)
    kept = np.flatnonzero(within & (hashes % np.uint64(_SAMPLED) == 0))
    return owners[kept], hashes[kept]


def _same(one: str, other: str) -> bool:
    """Tell whether two passages say the same; digits must be the same, since a figure makes another statement."""
    first, second = comparable(one), comparable(other)
    if first == second:
        return True
    if sorted(_digits(first)) != sorted(_digits(second)):
        return False
    return overlap(shingles(one), shingles(other)) >= SAME


def _digits(text: str) -> list[str]:
    return [letter for letter in text if letter.isdigit()]
