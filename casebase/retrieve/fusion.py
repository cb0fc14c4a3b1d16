"""Fuse the dense and the lexical score of each candidate into one between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casebase.index.search import Candidate

DENSE_WEIGHT = 0.6
"""Share of the dense score where question and passages share words; see docs/decisions/030-fusion.md."""


def fused(candidates: Sequence[Candidate], coverage: float) -> list[tuple[Candidate, float]]:
    """Return the candidates with their fused score, best first.

    `coverage` (0..1) says how much of the question's words the passages can match at all: where question and passages
    share no script the lexical half says nothing, and its share goes to the dense half.
    """
    if not candidates:
        return []
    dense = np.array([c.dense for c in candidates])
    lexical = np.array([c.lexical for c in candidates])
    lexical_share = (1.0 - DENSE_WEIGHT) * coverage
    scores = (1.0 - lexical_share) * _scaled(dense) + lexical_share * lexical / max(float(lexical.max()), 1e-9)
    ranked = zip(candidates, scores.tolist(), strict=True)
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0].passage))


def _scaled(dense: NDArray[np.float64]) -> NDArray[np.float64]:
    """Min-max within the candidates, so that both halves spread alike."""
    low, high = float(dense.min()), float(dense.max())
    return (dense - low) / max(high - low, 1e-9)
