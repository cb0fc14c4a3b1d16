"""When the casebase does not hold the answer.

Scores of retrieval cannot tell (the best cosine is as high without an answer as with one), so the signs are about what
a question *names* and what it *asks for*: a place, product or year that no found passage speaks of, distinctive words
found nowhere near each other, an amount or a date asked for where none stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casebase.answer.fit import fits
from casebase.answer.question import Question, Wanted, says_name
from casebase.models import Hit
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import missing, quantities
from casebase.text.tokens import tokenize

LOOKED_AT = 6
"""Hits that count as evidence; what only stands further down is not what the question is about."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What a question and its hits say about each other, each in 0..1.

    `unnamed`: share of the question's names that the best hit does not say; `uncovered`: share of its words, weighed by
    how rare they are, that the best hit does not say; `rarest`: the same for the rarest word alone; `unnumbered`: share
    of its numbers; `unfit`: whether no hit holds the kind of thing asked for; `distant`: 1 minus the best cosine;
    `foreign`: whether question and hits are in different languages, where words cannot be compared.
    """

    unnamed: float
    uncovered: float
    rarest: float
    unnumbered: float
    unfit: float
    distant: float
    foreign: bool


@dataclass(frozen=True, slots=True)
class _Evidence:
    searched: str
    words: frozenset[str]
    text: str


def signs_of(asked: Question, hits: Sequence[Hit], document_frequency: Callable[[str], int]) -> Signs:
    """Compare a question with its best hits. `document_frequency` counts the passages that hold a word."""
    looked_at = [_evidence(hit) for hit in hits[:LOOKED_AT]]
    rarity = {word: 1.0 / math.log(2.0 + document_frequency(word)) for word in asked.words}
    total = sum(rarity.values()) or 1.0
    foreign = sum(language_of(hit.passage.text) != asked.language for hit in hits[:LOOKED_AT]) * 2 > len(looked_at)
    best = min(
        looked_at,
        key=lambda e: (
            _unnamed(asked, e.searched),
            sum(rarity[word] for word in asked.words if word not in e.words),
        ),
    )
    rarest = max(asked.words, key=lambda word: rarity[word], default="")
    return Signs(
        unnamed=_unnamed(asked, best.searched),
        uncovered=sum(rarity[word] for word in asked.words if word not in best.words) / total,
        rarest=float(rarest != "" and all(rarest not in e.words for e in looked_at)),
        unnumbered=_unnumbered(asked, best.text),
        unfit=_unfit(asked, [hit.passage.text for hit in hits[:LOOKED_AT]]),
        distant=1.0 - max(hit.dense for hit in hits),
        foreign=foreign,
    )


def refuses(asked: Question, hits: Sequence[Hit], document_frequency: Callable[[str], int]) -> bool:
    """Tell whether `hits` do not hold the answer to `asked`."""
    if not hits:
        return True
    signs = signs_of(asked, hits, document_frequency)
    return signs.unnamed > 0.5


def _evidence(hit: Hit) -> _Evidence:
    details = hit.document.details
    text = "\n".join(
        (hit.document.title, details.title_en, details.organization_name, *hit.passage.section, hit.passage.text)
    )
    return _Evidence(search_form(text), frozenset(tokenize(text)), text)


def _unnamed(asked: Question, searched: str) -> float:
    if not asked.names:
        return 0.0
    return sum(not says_name(searched, name) for name in asked.names) / len(asked.names)


def _unnumbered(asked: Question, text: str) -> float:
    if not asked.numbers:
        return 0.0
    return len(missing(asked.numbers, quantities(text))) / len(asked.numbers)


def _unfit(asked: Question, texts: Sequence[str]) -> float:
    if not asked.wanted & {Wanted.AMOUNT, Wanted.DATE}:
        return 0.0
    return 1.0 - max(fits(asked, text) for text in texts)
