"""The default engine: it quotes the sentences that answer, word for word. Needs no language model and is deterministic."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from casebase.answer.candidates import Candidate, candidates_of
from casebase.answer.engine import Draft, DraftSentence
from casebase.answer.fit import fits
from casebase.answer.question import Question, Wanted, understand
from casebase.embedding import Embedder
from casebase.models import Hit
from casebase.text.tokens import bigrams, tokenize

EMBEDDED = 10
"""Sentences a question is compared with by meaning: the most expensive step, about 5 ms each on two cores."""

MOST_SENTENCES = 5
MOST_ITEMS = 8
"""Items of a list that are quoted with the sentence that introduces it."""

NEAR_BEST = 0.80
"""Share of the best sentence's score from which a further sentence is quoted as well."""

SAME = 0.75
"""Share of words in common from which two sentences say the same."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts; fitted on development questions, see docs/decisions/020-extractive-answers.md."""

    words: float = 1.0
    grams: float = 0.5
    context: float = 0.6
    meaning: float = 3.0
    passage: float = 0.6
    fit: float = 0.35
    heading: float = -0.8
    asks: float = -0.6


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate and how well it answers; only the order of scores means something."""

    candidate: Candidate
    score: float


class ExtractiveEngine:
    """Quotes the sentences of the found passages that answer a question."""

    name = "extractive"

    def __init__(self, embedder: Embedder, weights: Weights = Weights()) -> None:
        self._embedder = embedder
        self._weights = weights

    def draft(self, question: str, hits: Sequence[Hit], language: str) -> Draft:
        """Quote one to five sentences; `language` changes nothing, a quote stays in the language of its document."""
        asked = understand(question)
        candidates = candidates_of(hits)
        scored = self.scored(asked, candidates)
        return Draft(tuple(_quoted(group, candidates) for group in _chosen(scored, asked, candidates)))

    def scored(self, asked: Question, candidates: Sequence[Candidate]) -> list[Scored]:
        """Return the candidates worth looking at with their scores, best first."""
        if not candidates:
            return []
        signs = word_signs(asked, candidates)
        weights = self._weights
        first = signs @ np.array(
            [weights.words, weights.grams, weights.context, weights.passage, weights.fit, weights.heading, weights.asks]
        )
        order = [int(row) for row in np.argsort(-first, kind="stable")[:EMBEDDED]]
        question = self._embedder.queries([asked.text])[0]
        vectors = self._embedder.passages([candidates[row].text for row in order])
        meanings = vectors @ question
        scored = [
            Scored(candidates[row], float(first[row] + weights.meaning * meaning))
            for row, meaning in zip(order, meanings, strict=True)
        ]
        return sorted(scored, key=lambda one: -one.score)


def word_signs(asked: Question, candidates: Sequence[Candidate]) -> np.ndarray:
    """Return, shape (candidates, 7): words, grams, words with context, passage score, fit, heading, asks."""
    words = [frozenset(tokenize(c.text)) for c in candidates]
    grams = [frozenset(bigrams(c.text)) for c in candidates]
    asked_words, asked_grams = frozenset(asked.words), frozenset(bigrams(asked.text))
    rarity = _rarity(asked_words, words)
    titles = {c.rank: frozenset(tokenize(" ".join((c.hit.document.title, *c.hit.passage.section)))) for c in candidates}
    around = _words_by_passage(candidates, words)
    rows = []
    for index, candidate in enumerate(candidates):
        before = words[candidate.before] if candidate.before is not None else frozenset()
        context = words[index] | before | titles[candidate.rank]
        rows.append(
            [
                _share(asked_words & words[index], asked_words, rarity),
                len(asked_grams & grams[index]) / max(1, len(asked_grams)),
                0.5 * _share(asked_words & context, asked_words, rarity)
                + 0.5 * _share(asked_words & (context | around[candidate.rank]), asked_words, rarity),
                candidate.hit.score,
                float(fits(asked, candidate.text)),
                float(candidate.is_heading),
                float(candidate.asks),
            ]
        )
    return np.array(rows)


def _rarity(asked: frozenset[str], sentences: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each word of the question tells the sentences apart (inverse document frequency)."""
    counts = Counter(word for sentence in sentences for word in asked & sentence)
    return {word: math.log(1 + (len(sentences) + 1) / (counts[word] + 0.5)) for word in asked}


def _share(held: frozenset[str], asked: frozenset[str], rarity: dict[str, float]) -> float:
    total = sum(rarity[word] for word in asked)
    return sum(rarity[word] for word in held) / total if total else 0.0


def _words_by_passage(candidates: Sequence[Candidate], words: Sequence[frozenset[str]]) -> dict[int, frozenset[str]]:
    gathered: dict[int, set[str]] = {}
    for candidate, held in zip(candidates, words, strict=True):
        gathered.setdefault(candidate.rank, set()).update(held)
    return {rank: frozenset(held) for rank, held in gathered.items()}


def _chosen(scored: Sequence[Scored], asked: Question, candidates: Sequence[Candidate]) -> list[list[int]]:
    """Pick the sentences to quote: groups of candidate indexes, each group one stretch of a page."""
    index_of = {id(c): index for index, c in enumerate(candidates)}
    eligible = [one for one in scored if not one.candidate.is_heading and not one.candidate.asks] or list(scored)
    if not eligible:
        return []
    limit = 2 if asked.wanted & {Wanted.AMOUNT, Wanted.DATE, Wanted.WHO, Wanted.WHERE} else 3
    best, last = eligible[0].score, scored[-1].score
    groups: list[list[int]] = []
    taken: set[int] = set()
    said: list[frozenset[str]] = []
    for one in eligible:
        if len(groups) >= limit or (groups and one.score - last < NEAR_BEST * (best - last)):
            break
        index = index_of[id(one.candidate)]
        words = frozenset(tokenize(one.candidate.text))
        if index in taken or any(_same(words, other) for other in said):
            continue
        group = [i for i in _with_context(index, candidates) if i not in taken]
        if sum(map(len, groups)) + len(group) > MOST_SENTENCES + MOST_ITEMS:
            continue
        groups.append(group)
        taken.update(group)
        said.append(words)
    return groups


def _same(words: frozenset[str], other: frozenset[str]) -> bool:
    smaller = min(len(words), len(other))
    return (
        smaller > 0 and len(words & other) / smaller >= SAME and len(words & other) / max(len(words), len(other)) >= 0.6
    )


def _with_context(index: int, candidates: Sequence[Candidate]) -> list[int]:
    """Return the sentence with what it leans on, and with the list it introduces."""
    group = [index]
    candidate = candidates[index]
    if candidate.leans and candidate.before is not None and not candidates[candidate.before].is_heading:
        group.insert(0, candidate.before)
    if candidate.introduces:
        following = index + 1
        while following < len(candidates) and len(group) <= MOST_ITEMS:
            item = candidates[following]
            if item.before != following - 1 or not item.is_item:
                break
            group.append(following)
            following += 1
    return group


def _quoted(group: Sequence[int], candidates: Sequence[Candidate]) -> DraftSentence:
    """Quote a group as one stretch of its page, so that it reads as it stands there."""
    first, last = candidates[group[0]], candidates[group[-1]]
    passage = first.hit.passage
    span = passage.text[first.start - passage.start : last.end - passage.start]
    return DraftSentence(_SPACE.sub(" ", span).strip(), (first.cited.to(last.end),))
