"""Fuse what speaks for each candidate into one score between 0 and 1: dense, lexical and late interaction.

Weights and what was tried: docs/decisions/030-fusion.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casebase.index.search import Candidate

DENSE_WEIGHT = 0.6
"""Share of the dense score against the lexical one where question and passages share words."""

LATE_WEIGHT, LEXICAL_WEIGHT = 0.5, 0.4
"""Shares of late interaction and of the lexical score where the model has token vectors; the rest is dense."""

LATE_WORDS = 8
"""Different words of a question up to which late interaction has its full share."""


def fused(candidates: Sequence[Candidate], coverage: float) -> list[tuple[Candidate, float]]:
    """Return the candidates with their fused score, best first.

    `coverage` (0..1) says how much of the question's words the passages can match at all: where question and passages
    share no script the lexical half says nothing, and its share goes to the dense half.
    """
    lexical_share = (1.0 - DENSE_WEIGHT) * coverage
    return _ranked(candidates, (1.0 - lexical_share) * _dense(candidates) + lexical_share * _lexical(candidates))


def fused_with_late(
    candidates: Sequence[Candidate], late: NDArray[np.float32], coverage: float, words: int
) -> list[tuple[Candidate, float]]:
    """Return the candidates with the score fused of all three, best first; `late` has one score a candidate.

    Late interaction compares wordings: it counts for less where the question's words (`words` of them) are not those of
    the passages, and where a long text is asked with, of which a passage never matches every part.
    """
    lexical_share = LEXICAL_WEIGHT * coverage
    late_share = LATE_WEIGHT * (coverage * min(1.0, LATE_WORDS / max(words, 1))) ** 2
    scores = (
        (1.0 - lexical_share - late_share) * _dense(candidates)
        + lexical_share * _lexical(candidates)
        + late_share * _spread(late.astype(np.float64))
    )
    return _ranked(candidates, scores)


def _ranked(candidates: Sequence[Candidate], scores: NDArray[np.float64]) -> list[tuple[Candidate, float]]:
    return sorted(zip(candidates, scores.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0].passage))


def _dense(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    return _spread(np.array([c.dense for c in candidates]))


def _lexical(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    scores = np.array([c.lexical for c in candidates])
    return scores / max(float(scores.max(initial=0.0)), 1e-9)


def _spread(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Min-max within the candidates, so that all spread alike."""
    low, high = float(scores.min(initial=np.inf)), float(scores.max(initial=-np.inf))
    return (scores - low) / max(high - low, 1e-9)
