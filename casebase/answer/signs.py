"""What tells sentences apart by their words: how much of the question each says, and what it is besides."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casebase.answer.candidates import Candidate, words_of
from casebase.answer.fit import fits
from casebase.answer.question import Question
from casebase.text.numbers import quantities
from casebase.text.tokens import Vocabulary, Word, bigrams

FITTING = 0.9
"""How well a sentence must fit the kind asked for to hold it."""

LABEL_WORDS = 2
"""Words beside those of its titles up to which a sentence is a label of the document (its edition, its date)."""

_OF_DATES = re.compile(r"[0-9]+|[年月日]")


def word_signs(asked: Question, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return, shape (candidates, 7): words, grams, words with context, passage score, fit, heading, asks."""
    asked_grams = frozenset(bigrams(asked.text))
    rarity = _rarity(asked.words, candidates)
    titles: dict[int, Vocabulary] = {}
    around: dict[int, Vocabulary] = {}
    for candidate in candidates:
        if candidate.rank not in titles:
            hit = candidate.hit
            titles[candidate.rank] = Vocabulary.of_all((hit.document.title, *hit.passage.section))
            around[candidate.rank] = words_of(hit.passage) | titles[candidate.rank]
    rows = []
    for candidate in candidates:
        said = candidate.vocabulary
        context = said | titles[candidate.rank]
        if candidate.before is not None:
            context |= candidates[candidate.before].vocabulary
        in_context = _share(asked.words, context, rarity)
        in_passage = _share(asked.words, around[candidate.rank], rarity)
        grams = frozenset(bigrams(candidate.text))
        rows.append(
            [
                _share(asked.words, said, rarity),
                len(asked_grams & grams) / max(1, len(asked_grams)),
                0.5 * in_context + 0.5 * in_passage,
                candidate.hit.score,
                fits(asked, candidate.text),
                float(candidate.is_heading or candidate.refers or candidate.is_code),
                float(candidate.asks),
            ]
        )
    return np.array(rows)


def is_label(asked: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence mostly repeats the titles above it, and holds neither a number nor the kind of thing asked for."""
    said = frozenset(token for token in candidate.vocabulary.tokens if not _OF_DATES.fullmatch(token))
    hit = candidate.hit
    titles = Vocabulary.of_all((hit.document.title, hit.document.details.organization_name, *hit.passage.section))
    repeated = said & titles.tokens
    only_titles = len(said) - len(repeated) <= LABEL_WORDS and len(repeated) > len(said) - len(repeated)
    if not only_titles or asked.numbers & quantities(candidate.text):
        return False
    return not (asked.wanted and fits(asked, candidate.text) >= FITTING)


def _rarity(words: Sequence[Word], candidates: Sequence[Candidate]) -> dict[str, float]:
    """Return how much each word of the question tells the sentences apart (inverse document frequency)."""
    held = {word.token: sum(candidate.vocabulary.says(word) for candidate in candidates) for word in words}
    return {token: math.log(1 + (len(candidates) + 1) / (count + 0.5)) for token, count in held.items()}


def _share(words: Sequence[Word], held: Vocabulary, rarity: dict[str, float]) -> float:
    total = sum(rarity[word.token] for word in words)
    return sum(rarity[word.token] for word in words if held.says(word)) / total if total else 0.0
