"""Fuse the dense and the lexical score of each candidate into one between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from casebase.index.search import Candidate

DENSE_WEIGHT = 0.6
"""Share of the dense score where question and passages share words; see docs/decisions/030-fusion.md."""

DENSE_FLOOR, DENSE_CEILING = 0.70, 0.95
"""Where e5-small's cosines lie in practice: unrelated text near the floor, the same sentence near the ceiling."""


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
    order = np.lexsort(([c.passage for c in candidates], -scores))
    return [(candidates[i], float(scores[i])) for i in order]


def _scaled(dense: np.ndarray) -> np.ndarray:
    """Min-max within the candidates, so that both halves spread alike."""
    low, high = float(dense.min()), float(dense.max())
    return (dense - low) / max(high - low, 1e-9)
