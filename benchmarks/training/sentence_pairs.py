"""Pairs of a question and one sentence: what the engine that quotes has the reader read.

Made of pairs with whole passages: the sentence that answers, and one that does not although it is the likest of its passage. As
in the product, the titles stand above it, sometimes the sentence that it leans on before it, and rows of tables are told.
"""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.training.reading import Pair
from casebase.retrieve.packs import Span
from casebase.text.sentences import sentence_spans
from casebase.text.tables import told_rows

LEANING = 0.25
"""Share of the sentences that are read together with the one before them."""

OF_ITS_OWN = 0.45
"""Share of the sentences without an answer that come from the passage which answers: the order within a passage is learnt."""

LIKEST = 0.7
"""Share of the sentences without an answer that are the likest to the question; the others are any."""


def as_sentences(answered: Pair, other: Pair, chance: random.Random) -> tuple[Pair, Pair] | None:
    """Return two pairs cut down to a sentence each, or nothing where the words that answer are not known or not in the body."""
    spans = sentences_below(answered.text)
    holding = [number for number, span in enumerate(spans) if answered.span and overlap(span, answered.span)]
    if not holding:
        return None
    rest = [number for number in range(len(spans)) if number not in holding]
    alone = frozenset[int]()
    if rest and chance.random() < OF_ITS_OWN:
        other = replace(other, question=answered.question, text=answered.text)
        beside, numbers, alone = spans, rest, frozenset(number + 1 for number in holding)
    else:
        beside = sentences_below(other.text)
        numbers = list(range(len(beside)))
    if not numbers:
        return None
    number = likest(other, beside, numbers, chance)
    leaning = number not in alone and chance.random() < LEANING
    return (
        _cut(answered, spans, holding[0] - (chance.random() < LEANING), holding[-1]),
        _cut(other, beside, number - leaning, number),
    )


def sentences_below(text: str) -> list[Span]:
    """Return where the sentences below the title stand."""
    body = text.index("\n") if "\n" in text else -1
    return [span for span in sentence_spans(text) if span[0] > body]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def likest(pair: Pair, spans: list[Span], numbers: list[int], chance: random.Random) -> int:
    if chance.random() >= LIKEST:
        return chance.choice(numbers)
    asked = _bigrams(pair.question)
    shared = {number: len(asked & _bigrams(pair.text[slice(*spans[number])])) for number in numbers}
    most = max(shared.values())
    return chance.choice([number for number in numbers if shared[number] == most])


def _cut(pair: Pair, spans: list[Span], first: int, last: int) -> Pair:
    start, end = spans[max(first, 0)][0], spans[last][1]
    title = pair.text[: pair.text.index("\n") + 1] if "\n" in pair.text else ""
    text = title + told_rows(pair.text, start, end)
    if pair.span is None:
        return replace(pair, text=text)
    told = pair.text[max(pair.span[0], start) : min(pair.span[1], end)]
    at = text.find(told, len(title))
    return replace(pair, text=text, span=(at, at + len(told)) if at >= 0 else None)


def _bigrams(text: str) -> set[str]:
    """Return the bigrams of a text in any script; those of `casebase.text.tokens` are of Japanese alone."""
    return {text[at : at + 2] for at in range(len(text) - 1)}
