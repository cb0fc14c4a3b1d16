"""Passages of nearly the same text count once: the better hit stands for the others and names their documents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from casebase.models import DocumentId, Hit
from casebase.text.remembered import remembered
from casebase.text.shingles import LENGTH, Shingles, comparable, overlap, shingles

SAME = 0.9
"""Overlap (Jaccard, of character 8-grams of the comparable text) from which two passages say the same."""

_SAMPLED, _SAMPLED_OF_SHORT, _SHORT = 16, 8, 150
"""One 8-gram in so many is looked at to find pairs that are worth comparing, more of texts of fewer characters."""

_LIKELY = 0.5
"""Share of the smaller sample in common from which a pair is compared; 0.9 of all leaves as little as this of a sample of
six once in thirty thousand pairs."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def by_document(hits: Iterable[Hit]) -> dict[DocumentId, list[Hit]]:
    """Return the hits of every document, documents and hits in order."""
    found: dict[DocumentId, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.document.id, []).append(hit)
    return found


def first_of_each(hits: Iterable[Hit]) -> list[Hit]:
    """Return the best hit of every document, in order."""
    return [of_one[0] for of_one in by_document(hits).values()]


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
    """Return, for every hit that is a copy, the place of the best hit that it is a copy of.

    Hits are compared with those before them that have the same digits, since a figure makes another statement, and that half
    of their sampled 8-grams stand in, or that are word for word the same. Texts are made comparable only roughly for this
    (NFKC, letters and digits); the whole normalisation is for likely pairs.
    """
    texts = [hit.passage.text for hit in hits]
    plain = [unicodedata.normalize("NFKC", text) for text in texts]
    samples = _samples(plain)
    originals: dict[str, list[int]] = {}
    copies: dict[int, int] = {}
    for place, text in enumerate(texts):
        before = originals.setdefault("".join(sorted(filter(str.isdigit, plain[place]))), [])
        likely = (one for one in before if texts[one] == text or _share(samples[one], samples[place]))
        better = next((one for one in likely if _same(texts[one], text)), None)
        if better is not None:
            copies[place] = better
        else:
            before.append(place)
    return copies


def _share(one: Set[int], other: Set[int]) -> bool:
    """Tell whether two samples have so much in common that their texts are worth comparing."""
    shared = len(one & other)
    return shared > 0 and shared >= _LIKELY * min(len(one), len(other))


def _samples(texts: Sequence[str]) -> list[set[int]]:
    """Return the sampled 8-grams of each text as hashes, computed for all of them at once."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    written = _written()[np.minimum(codes, len(_written()) - 1)]
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])[written]
    letters = codes[written].astype(np.uint64)
    count = max(0, len(letters) - LENGTH + 1)
    hashes: NDArray[np.uint64] = np.zeros(count, np.uint64)
    for offset in range(LENGTH if count else 0):
        hashes = hashes * _MULTIPLIER + letters[offset : offset + count]
    hashes ^= hashes >> np.uint64(29)
    within = owners[:count] == owners[LENGTH - 1 :] if count else np.zeros(0, bool)
    lengths = np.bincount(owners, minlength=len(texts))[owners[:count]]
    every = np.where(lengths < _SHORT, _SAMPLED_OF_SHORT, _SAMPLED).astype(np.uint64)
    kept = np.flatnonzero(within & (hashes % every == 0))
    samples: list[set[int]] = [set() for _ in texts]
    for owner, value in zip(owners[kept].tolist(), hashes[kept].tolist(), strict=True):
        samples[owner].add(value)
    return samples


@cache
def _written() -> NDArray[np.bool_]:
    """Return, for every code point of the first plane, whether it is a letter or a digit; the last stands for all beyond."""
    return np.array([chr(code).isalnum() for code in range(0xFFFF)] + [True])


def _same(one: str, other: str) -> bool:
    """Tell whether two passages with the same digits say the same."""
    if one == other:
        return True
    (plain, first), (other_plain, second) = _compared(one), _compared(other)
    if plain == other_plain:
        return True
    most = min(len(first), len(second)) / max(1, len(first), len(second))  # they cannot overlap by more than that
    return most >= SAME and overlap(first, second) >= SAME


@remembered(2048)
def _compared(text: str) -> tuple[str, Shingles]:
    """Return what is compared of a text; kept, because what was found once is found again."""
    return comparable(text), shingles(text)
