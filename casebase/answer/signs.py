"""What tells sentences apart by their words: how much of the question each says, and what it is besides."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casebase.answer.candidates import Candidate, words_of
from casebase.answer.fit import fits
from casebase.answer.question import Question
from casebase.answer.situation import is_statement
from casebase.answer.wanted import Wanted
from casebase.text.numbers import quantities
from casebase.text.statements import labels_of
from casebase.text.tokens import Vocabulary, Word, bigrams

FITTING = 0.9
"""How well a sentence must fit the kind asked for to hold it."""

MOST_LABELLED = 2
"""Lines with one label up to which it tells them from others: in a registry every record has the same."""

LABEL_WORDS = 2
"""Words beside those of its titles up to which a sentence is a label of the document (its edition, its date)."""

_LABELS = {
    Wanted.DATE: r"日時|期日|日程|[開実施公発]\S{0,3}日|期間|時期|年月日|期限|締め?切|\b(?:date|period|deadline|when)\b",
    Wanted.WHERE: r"場所|会場|所在地|開催地|住所|\b(?:place|venue|location)\b",
    Wanted.WHO: r"担当|所管|主管|主催|実施主体|事業者|受託者|委託先|問い?合わ?せ|連絡先|\b(?:owner|contact|vendor|supplier)\b",
    Wanted.NAME: r"事業者|受託者|委託先|製品|名称|サービス|ツール|モデル|\b(?:vendor|supplier|product|model|tool)\b",
    Wanted.WHY: r"目的|背景|理由|経緯|趣旨|原因|\b(?:purpose|background|reason|cause)\b",
    Wanted.HOW: r"方法|手順|手続|流れ|\b(?:method|procedure|how)\b",
    Wanted.PHONE: r"電話|連絡先|内線|\b(?:tel|phone)\b",
}
_LABEL_OF = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _LABELS.items()}
"""By the kind of thing asked for, how lines that hold it are labelled in minutes and forms (「日時：…」)."""

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
        if candidate.under is not None:
            context |= candidates[candidate.under].vocabulary
        if candidate.item_of is not None:
            context |= candidates[candidate.item_of].vocabulary
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


def labelled(asked: Question, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return, shape (candidates,), 1 for each line that is labelled as what is asked for: by its kind, or by words that are all
    in the question, where the label is not one that many lines have."""
    labels = [labels_of(candidate.text) for candidate in candidates]
    common = Counter(label for of_one in labels for label in of_one)
    kinds = asked.wanted if asked.wanted <= _LABEL_OF.keys() else ()
    known = set() if is_statement(asked.text) else {word.token for word in asked.words}

    def is_meant(label: str) -> bool:
        if any(_LABEL_OF[kind].search(label) for kind in kinds):
            return True
        tokens = Vocabulary.of(label).tokens if common[label] <= MOST_LABELLED else frozenset()
        return bool(tokens) and tokens <= known

    return np.array([float(any(map(is_meant, of_one))) for of_one in labels])


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
