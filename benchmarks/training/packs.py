"""Packs: several sentences, of one passage or two, that are read in one run and judged one by one, as the product reads them.

Made of pairs with whole passages. Sentences stand in the order of their passage below its titles; each is judged by its own
tokens, so that a run of the model tells of all of them, and each sees what stands beside it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.training.reading import Judged, Pair
from benchmarks.training.sentence_pairs import LEANING, likest, overlap, sentences_below
from casebase.retrieve.packs import Span
from casebase.text.tables import told_rows

SIZES, WEIGHTS = (2, 3, 4, 5, 6), (2, 3, 4, 2, 1)
"""Sentences of a pack, and how often there are that many."""

FROM_ANOTHER = 0.5
"""Share of packs with one or two sentences of another passage, where there is one."""

Stretch = tuple[Span, bool]
"""One or more sentences of a passage, and whether they answer."""


def as_packs(answered: Pair, other: Pair, beside: Sequence[str], chance: random.Random) -> tuple[Pair, Pair] | None:
    """Return two pairs with packs, or nothing where the words that answer are not known or not in the body.

    `beside` are other passages, from which sentences may be taken that do not answer.
    """
    one = _packed(answered, [answered.text, *_drawn(other.text, answered.text, beside, chance)], chance)
    if one is None or not any(judged.answered for judged in one.judged):
        return None
    two = _packed(other, [other.text, *_drawn("", other.text, beside, chance)], chance)
    return (one, two) if two else None


def _drawn(first: str, own: str, beside: Sequence[str], chance: random.Random) -> list[str]:
    """Return at most one other passage: half of the time `first`, if there is one."""
    if chance.random() >= FROM_ANOTHER:
        return []
    found = first if first and chance.random() < 0.5 else chance.choice([*beside, ""])
    return [found] if found and found != own else []


def _packed(pair: Pair, texts: Sequence[str], chance: random.Random) -> Pair | None:
    """Return a pair with sentences of `texts`, the first of which is the pair's own; none where its answer is in no sentence."""
    size = chance.choices(SIZES, WEIGHTS)[0]
    own, *others = texts
    span = pair.span if pair.answered else None
    stretches = _stretches(pair, own, span, size - bool(others), chance)
    if pair.answered and not any(answers for _, answers in stretches):
        return None
    groups = [(own, stretches)]
    groups += [(text, _stretches(pair, text, None, chance.choice((1, 2)), chance)) for text in others]
    groups = [group for group in groups if group[1]]
    chance.shuffle(groups)
    return _joined(pair, groups)


def _stretches(pair: Pair, text: str, span: Span | None, count: int, chance: random.Random) -> list[Stretch]:
    """Return `count` stretches of a text in their order: the sentences that hold `span` as one, and others that may mislead."""
    spans = sentences_below(text)
    holding = [row for row, one in enumerate(spans) if span and overlap(one, span)]
    if span and not holding:
        return []
    chosen = {*holding[:1]}
    while len(chosen) < count and (left := [row for row in range(len(spans)) if row not in {*chosen, *holding}]):
        chosen.add(likest(replace(pair, text=text), spans, left, chance))
    found = [
        ((spans[row][0], spans[holding[-1]][1]), True) if row in holding else (spans[row], False)
        for row in sorted(chosen)
    ]
    return _leant(spans, found) if found and chance.random() < LEANING else found


def _leant(spans: Sequence[Span], stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return stretches, each with the sentence before it where that one is no stretch of its own."""
    ends = {end for (_, end), _ in stretches}
    found = []
    for (start, end), answers in stretches:
        before = max((span for span in spans if span[1] <= start), default=None)
        found.append(((before[0] if before and before[1] not in ends else start, end), answers))
    return found


def _joined(pair: Pair, groups: Sequence[tuple[str, Sequence[Stretch]]]) -> Pair | None:
    said, last, span = "", "", None
    judged: list[Judged] = []
    for text, stretches in groups:
        title = text[: text.index("\n")] if "\n" in text else ""
        if title and title != last:
            said += f"{title}\n"
            last = title
        for (start, end), answered in stretches:
            told = told_rows(text, start, end)
            if not told.strip() or f"{told}\n" in said:
                continue
            at = len(said)
            said += f"{told}\n"
            judged.append(Judged((at, at + len(told)), answered))
            if answered and pair.span:
                words = text[max(pair.span[0], start) : min(pair.span[1], end)]
                found = told.find(words)
                span = (at + found, at + found + len(words)) if found >= 0 else None
    return replace(pair, text=said.rstrip("\n"), span=span, judged=tuple(judged)) if judged else None
