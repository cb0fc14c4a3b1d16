"""What the index is asked, and what it proposes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casebase.index.lexical import NO_TERMS, Terms
from casebase.models import PassageId


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage found by either half, and whether its text is Japanese.

    `dense` is the weighted cosine, `lexical` the BM25 score of the question's words, `translated` that of their
    translations (0: no word in common, or too few to be among the best).
    """

    passage: PassageId
    japanese: bool
    dense: float
    lexical: float
    translated: float


@dataclass(frozen=True, slots=True)
class Sought:
    """A question as the index takes it: its own words, other words of the language for them, and their translations.

    `vector` gives its vector, L2-normalised, shape (dimensions,). It is asked for when words have been looked up, so that
    the model may run meanwhile.
    """

    vector: Callable[[], NDArray[np.float32]]
    terms: Terms
    variants: Terms = NO_TERMS
    translated: Terms = NO_TERMS


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """`coverage`: the share (0..1) of a question's words that stand in any passage; `most`: the BM25 score that a passage
    cannot exceed, however often it says every term."""

    coverage: float
    most: float


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the index has for a question: candidates in no order, and what the passages say of its own words."""

    candidates: list[Candidate]
    statistics: TermStatistics
