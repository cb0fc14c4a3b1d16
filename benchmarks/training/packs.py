"""Packs: several sentences, of one passage or two, that are read in one run and judged one by one, as the product reads them.

Made of pairs with whole passages. Sentences stand in the order of their passage below its titles; each is judged by its own
tokens, so that a run of the model tells of all of them, and each sees what stands beside it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.training.reading import Judged, Pair, Span
from benchmarks.training.sentence_pairs import LEANING, likest, overlap, sentences_below
from casebase.text.tables import told_rows

SIZES, WEIGHTS = (2, 3, 4, 5, 6), (2, 3, 4, 2, 1)
"""Sentences of a pack, and how often there are that many."""

FROM_ANOTHER = 0.5
"""Share of packs with one or two sentences of another passage, where there is one."""


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
    """Return a pair with sentences of `texts`, the first of which is the pair's own."""
    size = chance.choices(SIZES, WEIGHTS)[0]
    groups: list[tuple[str, list[tuple[Span, bool]]]] = []
    for number, text in enumerate(texts):
        spans = sentences_below(text)
        span = pair.span if not number and pair.answered else None
        rows = [row for row, one in enumerate(spans) if span and overlap(one, span)]
        if pair.answered and not number and not rows:
            return None
        room = size - 1 if not number and len(texts) > 1 else size if not number else chance.choice((1, 2))
        chosen = {*rows[:1]}
        while len(chosen) < room and (left := [row for row in range(len(spans)) if row not in {*chosen, *rows}]):
            chosen.add(likest(replace(pair, text=text), spans, left, chance))
        if chosen:
            stretches = [((spans[row][0], spans[rows[-1]][1]) if row in rows else spans[row]) for row in sorted(chosen)]
            leaning = [max((one[1] for one in spans if one[1] <= start), default=0) for start, _ in stretches]
            kept = list(zip(stretches, [row in rows for row in sorted(chosen)], strict=True))
            if chance.random() < LEANING:
                kept = _leant(spans, kept, leaning)
            groups.append((text, kept))
    chance.shuffle(groups)
    return _joined(pair, groups)


def _leant(spans: Sequence[Span], kept: Sequence[tuple[Span, bool]], before: Sequence[int]) -> list[tuple[Span, bool]]:
    """Return stretches, each with the sentence before it where that one is no stretch of its own."""
    ends = {stretch[1] for stretch, _ in kept}
    starts = {span[1]: span[0] for span in spans}
    return [
        ((starts[end], stretch[1]) if end and end not in ends else stretch, answered)
        for (stretch, answered), end in zip(kept, before, strict=True)
    ]


def _joined(pair: Pair, groups: Sequence[tuple[str, Sequence[tuple[Span, bool]]]]) -> Pair | None:
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
