"""Fuse what speaks for each candidate into one score between 0 and 1: dense, lexical and late interaction.

Passages in the question's language and in the other are looked at apart: words prove something only in the first, and
translated words, which are few and rough, only help along in the second. What was tried: docs/decisions/030-fusion.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casebase.index.sought import Candidate, TermStatistics

Scores = NDArray[np.float64]

DENSE_WEIGHT = 0.6
"""Share of the dense score against the lexical one where question and passages share words."""

TRANSLATED_WEIGHT = 0.25
"""Share of translated words among passages in the other language; the rest is dense."""

FOREIGN_GAIN = 0.05
"""What a passage in the other language gains: the model places those in one language a little nearer to each other."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the fitted sum counts: `dense` and `late` as they are, which tells a sure match from a vague one; `lexical`
    relative to the best candidate, `lexical_sure` the same times how much of what could be said the best one says;
    `lexical_said` the share that the candidate itself says."""

    dense: float
    lexical: float
    late: float
    lexical_sure: float = 0.0
    lexical_said: float = 0.0
    gain: float = 0.0


SAME_LANGUAGE = Weights(dense=26.5, lexical=3.9, late=2.0, lexical_sure=1.8, lexical_said=1.9)
OTHER_LANGUAGE = Weights(dense=23.8, lexical=3.5, late=1.1, gain=1.5)
"""Fitted on the halves of the development questions that are for tuning (listwise softmax, a set counting like another)."""

DENSE_FLOOR = 0.3
"""Cosine of passages that have nothing to do with a question; only what is gained by the other language depends on it."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a question: whether it is Japanese, and what the passages say of its words."""

    japanese: bool
    statistics: TermStatistics


def fused(candidates: Sequence[Candidate], clues: Clues) -> list[tuple[Candidate, float]]:
    """Return the candidates with the score fused of dense and lexical, best first; right for any model.

    The lexical share is what the passages can match at all of the question's words: where both share none the lexical
    half says nothing, and its share goes to the dense half.
    """
    foreign, words, others = _words(candidates, clues)
    dense = _spread(_column([candidate.dense for candidate in candidates]))
    share = (1.0 - DENSE_WEIGHT) * clues.statistics.coverage
    same = (1.0 - share) * dense + share * _relative(words)
    other = (1.0 - TRANSLATED_WEIGHT) * dense + TRANSLATED_WEIGHT * _relative(others) + FOREIGN_GAIN
    return _ranked(candidates, np.where(foreign, other, same) / (1.0 + FOREIGN_GAIN))


def fused_with_late(
    candidates: Sequence[Candidate], clues: Clues, late: NDArray[np.float32]
) -> list[tuple[Candidate, float]]:
    """Return the candidates with the score fused of all three, best first; `late` has one score a candidate.

    The weights are those of the bundled model: unlike those of `fused` they take its cosines as they are.
    """
    foreign, words, others = _words(candidates, clues)
    dense = _column([candidate.dense for candidate in candidates]) - DENSE_FLOOR
    said = words / max(clues.statistics.most, 1e-9)
    same, other = (
        one.dense * dense + one.lexical * _relative(scores) + one.late * late + one.gain
        for one, scores in ((SAME_LANGUAGE, words), (OTHER_LANGUAGE, others))
    )
    sure = float(said.max(initial=0.0)) * _relative(words)
    same = same + SAME_LANGUAGE.lexical_sure * sure + SAME_LANGUAGE.lexical_said * said
    return _ranked(candidates, _spread(np.where(foreign, other, same)))


def _words(candidates: Sequence[Candidate], clues: Clues) -> tuple[NDArray[np.bool_], Scores, Scores]:
    """Return which candidates are in the other language, and their BM25 scores: in the question's language, and in the other."""
    foreign = np.array([candidate.japanese != clues.japanese for candidate in candidates], dtype=bool)
    lexical = _column([candidate.lexical for candidate in candidates])
    translated = _column([candidate.translated for candidate in candidates])
    return foreign, np.where(foreign, 0.0, lexical), np.where(foreign, lexical + translated, 0.0)


def _ranked(candidates: Sequence[Candidate], scores: Scores) -> list[tuple[Candidate, float]]:
    return sorted(zip(candidates, scores.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0].passage))


def _column(values: Sequence[float]) -> Scores:
    return np.array(values, dtype=np.float64)


def _relative(scores: Scores) -> Scores:
    return scores / max(float(scores.max(initial=0.0)), 1e-9)


def _spread(scores: Scores) -> Scores:
    """Min-max within the candidates, so that all spread alike."""
    low, high = float(scores.min(initial=np.inf)), float(scores.max(initial=-np.inf))
    return (scores - low) / max(high - low, 1e-9)
