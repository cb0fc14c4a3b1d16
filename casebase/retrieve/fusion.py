"""Fuse what speaks for each candidate into one score between 0 and 1: dense, lexical and late interaction.

Passages in the question's language and in the other are looked at apart: words prove something only in the first, and
translated words, which are few and rough, only help along in the second. What was tried: docs/decisions/030-fusion.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casebase.index.search import Candidate

DENSE_WEIGHT = 0.6
"""Share of the dense score against the lexical one where question and passages share words."""

LATE_WEIGHT, LEXICAL_WEIGHT = 0.5, 0.4
"""Shares of late interaction and of the lexical score where the model has token vectors; the rest is dense."""

LATE_WORDS = 8
"""Different words of a question up to which late interaction has its full share."""

TRANSLATED_WEIGHT = 0.25
"""Share of translated words among passages in the other language; the rest is dense."""

FOREIGN_GAIN = 0.05
"""What a passage in the other language gains: the model places those in one language a little nearer to each other."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What a question says about how far each half can be trusted.

    `japanese`: its language; `words`: its different words; `coverage` (0..1): the share of them that stand anywhere in
    the casebase.
    """

    japanese: bool
    words: int
    coverage: float


def fused(
    candidates: Sequence[Candidate], clues: Clues, late: NDArray[np.float32] | None = None
) -> list[tuple[Candidate, float]]:
    """Return the candidates with their fused score, best first; `late` has one score a candidate where there are any."""
    scores = np.where(
        np.array([candidate.japanese == clues.japanese for candidate in candidates], dtype=bool),
        _in_its_language(candidates, clues, late),
        _in_the_other(candidates, clues),
    )
    return sorted(zip(candidates, scores.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0].passage))


def _in_its_language(
    candidates: Sequence[Candidate], clues: Clues, late: NDArray[np.float32] | None
) -> NDArray[np.float64]:
    lexical = _scaled(np.array([c.lexical if c.japanese == clues.japanese else 0.0 for c in candidates]))
    if late is None:
        share = (1.0 - DENSE_WEIGHT) * clues.coverage
        return (1.0 - share) * _dense(candidates) + share * lexical
    share = LEXICAL_WEIGHT * clues.coverage
    # Late interaction compares wordings: it counts for less where the question's words are not those of the passages, and
    # where a long text is asked with, of which a passage never matches every part.
    late_share = LATE_WEIGHT * (clues.coverage * min(1.0, LATE_WORDS / max(clues.words, 1))) ** 2
    spread = _spread(late.astype(np.float64))
    return (1.0 - share - late_share) * _dense(candidates) + share * lexical + late_share * spread


def _in_the_other(candidates: Sequence[Candidate], clues: Clues) -> NDArray[np.float64]:
    words = [c.lexical + c.translated if c.japanese != clues.japanese else 0.0 for c in candidates]
    return (1.0 - TRANSLATED_WEIGHT) * _dense(candidates) + TRANSLATED_WEIGHT * _scaled(np.array(words)) + FOREIGN_GAIN


def _dense(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    return _spread(np.array([candidate.dense for candidate in candidates]))


def _scaled(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return scores / max(float(scores.max(initial=0.0)), 1e-9)


def _spread(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Min-max within the candidates, so that all spread alike."""
    low, high = float(scores.min(initial=np.inf)), float(scores.max(initial=-np.inf))
    return (scores - low) / max(high - low, 1e-9)
