"""Measures of a ranking, their uncertainty, and the test whether two systems differ.

The formulas are those of trec_eval (as in ranx and ir-measures; `tests/test_evaluation.py` holds them against ranx):
a handful of lines that would otherwise bring a just-in-time compiler into every installation that measures itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
"""Bootstrap samples; the interval's ends then move by less than 0.002 between seeds for 1,000 questions."""

_SEED = 20260126  # any fixed number: the same run gives the same interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions with its 95 % bootstrap interval; `n` questions. All zero for no question."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of `new - old` over the same questions, its 95 % interval and the two-sided p of a permutation test."""

    mean: float
    low: float
    high: float
    p: float
    n: int


def recall_at(k: int, ranking: Sequence[str], relevant: Mapping[str, float]) -> float:
    """Return the share of relevant documents among the first `k` of `ranking`, in 0..1."""
    wanted = {document for document, gain in relevant.items() if gain > 0}
    return len(wanted.intersection(ranking[:k])) / len(wanted) if wanted else 0.0


def reciprocal_rank_at(k: int, ranking: Sequence[str], relevant: Mapping[str, float]) -> float:
    """Return 1 / rank of the first relevant document among the first `k`, else 0."""
    for rank, document in enumerate(ranking[:k], start=1):
        if relevant.get(document, 0) > 0:
            return 1.0 / rank
    return 0.0


def ndcg_at(k: int, ranking: Sequence[str], relevant: Mapping[str, float]) -> float:
    """Return the normalised discounted cumulative gain of the first `k` (Järvelin and Kekäläinen 2002), in 0..1."""
    gains = [relevant.get(document, 0.0) for document in ranking[:k]]
    best = sorted((gain for gain in relevant.values() if gain > 0), reverse=True)[:k]
    ideal = _discounted(best)
    return _discounted(gains) / ideal if ideal else 0.0


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of `values` with a percentile bootstrap interval."""
    if not values:
        return Estimate(0.0, 0.0, 0.0, 0)
    low, high = _interval(np.asarray(values, dtype=np.float64))
    return Estimate(float(np.mean(values)), low, high, len(values))


def difference(old: Sequence[float], new: Sequence[float]) -> Difference:
    """Compare two systems on the same questions, in the same order: bootstrap interval and sign-flip permutation test.

    Raises ValueError when the lengths differ.
    """
    if len(old) != len(new):
        raise ValueError(f"{len(old)} and {len(new)} values cannot be compared question by question")
    if not old:
        return Difference(0.0, 0.0, 0.0, 1.0, 0)
    gaps = np.asarray(new, dtype=np.float64) - np.asarray(old, dtype=np.float64)
    low, high = _interval(gaps)
    signs = np.random.default_rng(_SEED).choice([-1.0, 1.0], size=(RESAMPLES, len(gaps)))
    as_far = np.abs(signs @ gaps) >= abs(gaps.sum()) - 1e-12
    return Difference(float(gaps.mean()), low, high, float((as_far.sum() + 1) / (RESAMPLES + 1)), len(gaps))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the `share` (0..100) percentile, 0 for no value."""
    return float(np.percentile(values, share)) if values else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Resample in parts, so that thousands of questions do not take gigabytes."""
    random = np.random.default_rng(_SEED)
    means = [
        values[random.integers(0, len(values), size=(100, len(values)))].mean(axis=1) for _ in range(RESAMPLES // 100)
    ]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)
