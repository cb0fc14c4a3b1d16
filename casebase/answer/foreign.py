"""Sentences in another language than the question's, beside those in its own.

Words tell sentences of the question's language apart; a sentence in another language shares hardly any, however well it
answers. So a summary in the question's language would win over the fact itself wherever documents have both. Measured:
docs/decisions/020-extractive-answers.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casebase.answer.candidates import Candidate
from casebase.answer.question import Question
from casebase.answer.said import says_name
from casebase.retrieve.glossary import concepts_in_other_language
from casebase.text.normalize import search_form

TAKEN_AS_SAID = 0.7
"""Share of what the wordiest sentences of the question's language say, which a sentence in another is taken to say as well."""

WORDIEST = 5

TRANSLATED = 2.0
"""What a sentence gains that says all of the question in its own language."""


def foreign_gains(asked: Question, candidates: Sequence[Candidate], said: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each candidate gains for being in another language, shape (candidates,), 0 for the question's own.

    `said` is how much of the question each says by its words, in the same order. The fewer candidates are in the
    question's language, the larger the gains: among Japanese documents, a Japanese question has no use for a summary in
    English.
    """
    foreign = np.array([candidate.language != asked.language for candidate in candidates])
    gains = np.zeros(len(candidates))
    if not foreign.any():
        return gains
    if not foreign.all():
        wordiest = np.sort(said[~foreign])[-WORDIEST:].mean()
        gains[foreign] = np.maximum(0.0, TAKEN_AS_SAID * wordiest - said[foreign])
    gains[foreign] += TRANSLATED * _translated(
        asked, [one for one, is_so in zip(candidates, foreign, strict=True) if is_so]
    )
    weighted: NDArray[np.float64] = gains * foreign.mean()
    return weighted


def told_twice(asked: Question, candidates: Sequence[Candidate]) -> NDArray[np.bool_]:
    """Return which candidates, shape (candidates,), need not be quoted: their passage tells them in the question's language too.

    That is taken to be so where a passage has statements in both languages, and at least half as many in the question's as
    in the other: a rule and its translation, line by line.
    """
    foreign = np.array([candidate.language != asked.language for candidate in candidates], np.bool_)
    own_in: Counter[int] = Counter()
    foreign_in: Counter[int] = Counter()
    for candidate, is_foreign in zip(candidates, foreign, strict=True):
        if candidate.states:
            (foreign_in if is_foreign else own_in)[candidate.rank] += 1
    both = [0 < foreign_in[one.rank] <= 2 * own_in[one.rank] for one in candidates]
    return foreign & np.array(both, np.bool_)


def _translated(asked: Question, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return the share (0..1) of the question's concepts and names that each says, those counting more that few say."""
    concepts = concepts_in_other_language(asked.text)
    says = np.array(
        [
            [any(form and form <= candidate.vocabulary.tokens for form in forms) for forms in concepts]
            + [says_name(search_form(candidate.text), name) for name in asked.names]
            for candidate in candidates
        ],
        np.float64,
    )
    if not says.size:
        return np.zeros(len(candidates))
    rarity = np.log(1 + (len(candidates) + 1) / (says.sum(axis=0) + 0.5))
    shares: NDArray[np.float64] = says @ rarity / rarity.sum()
    return shares
