"""The default engine: it quotes the sentences that answer, word for word. Needs no language model and is deterministic."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casebase.answer.candidates import Candidate, candidates_of
from casebase.answer.engine import Draft, DraftSentence
from casebase.answer.fit import fits
from casebase.answer.foreign import foreign_gains, told_twice
from casebase.answer.nearness import Nearness
from casebase.answer.overview import are_several, asks_overview, documents_for, telling
from casebase.answer.question import Question, Wanted, understand
from casebase.answer.rules import topic_of
from casebase.answer.signs import FITTING, is_label, word_signs
from casebase.models import Hit
from casebase.retrieve.reader import PassageReader, read_in_turn, read_text
from casebase.text.tables import told_rows

CONSIDERED = 8
"""Sentences, the best by all signs, among which those to quote are chosen."""

MOST_SENTENCES = 5
MOST_ITEMS = 8
"""Items of a list that are quoted with the sentence that introduces it."""

NEAR_BEST, NEAR_BEST_OPEN = 0.80, 0.60
"""Share of the best sentence's score from which a further one is quoted as well: one fact asked for, or more."""

MOST_GROUPS, MOST_GROUPS_OPEN = 2, 4
"""Places that are quoted at most: one fact asked for, or more."""

SAME = 0.75
"""Share of words in common from which two sentences say the same."""

FITTING_NEAR = 0.4
"""How near the best a sentence must come that holds the kind asked for, to be put first."""

READ_ENOUGH = 1.0
"""Log-odds of a sentence above which no further one is read."""

NEW_WORDS = 0.2
"""Share of a sentence's words up to which it only repeats the question."""

_SPACE = re.compile(r"\s+")
_BULLET = re.compile(r"^(?:[-*+・●○■□◆◇▶•‣>]\s*)+(?=\S)")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts; chosen on development questions, see docs/decisions/020-extractive-answers.md.

    `quantity` comes on top of `fit` where an amount or a date is asked for. How much meaning counts depends on how it is
    compared, see `casebase.answer.nearness`.
    """

    words: float = 1.0
    grams: float = 0.5
    context: float = 0.6
    passage: float = 0.6
    fit: float = 0.35
    quantity: float = 0.3
    heading: float = -0.8
    asks: float = -0.6
    twice: float = -2.0
    label: float = -1.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What the log-odds of a sentence change in its score: `worth` times as much as they are, at most `most`, and `unread` where
    it was left unread. What is `far_behind` the best by them is not quoted beside it."""

    worth: float
    unread: float
    most: float
    far_behind: float


WITHIN = Reading(worth=0.3, unread=0.0, most=1.0, far_behind=math.inf)
ACROSS = Reading(worth=0.25, unread=-1.5, most=math.inf, far_behind=3.0)
"""In the language of the question, where words and meaning tell as well; and where most of the sentences are in another."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate and how well it answers; only the order of scores means something."""

    candidate: Candidate
    score: float


@dataclass(frozen=True, slots=True)
class Considered:
    """The sentences among which those to quote are chosen, best first, of all `candidates`; and the log-odds that the likeliest
    of them answers, None without a reader."""

    asked: Question
    candidates: Sequence[Candidate]
    best: Sequence[Scored]
    log_odds: float | None


class ExtractiveEngine:
    """Quotes the sentences of the found passages that answer a question, those first that `reader` thinks likely to."""

    name = "extractive"

    def __init__(self, nearness: Nearness, reader: PassageReader | None = None, weights: Weights = Weights()) -> None:
        self._nearness = nearness
        self._reader = reader
        self._weights = weights

    def sentences(self, question: str, hits: Sequence[Hit], language: str) -> Iterator[DraftSentence]:
        """Yield the sentences of the draft."""
        yield from self.draft(question, hits, language).sentences

    def draft(self, question: str, hits: Sequence[Hit], language: str) -> Draft:
        """Quote one to five sentences; `language` changes nothing, a quote stays in the language of its document."""
        asked = understand(question)
        if asks_overview(asked) and are_several(documents_for(asked, hits)):
            candidates = candidates_of(hits)
            lines = telling(asked, candidates, list(self._scores(asked, candidates)))
            groups = [_with_context(index, asked, candidates) if topic_of(asked) else [index] for index in lines]
            return Draft(tuple(_quoted(group, candidates) for group in groups))
        return self.quoted(self.considered(asked, hits))

    def considered(self, asked: Question, hits: Sequence[Hit]) -> Considered:
        """Return the sentences of `hits` that are worth looking at, best first."""
        candidates = candidates_of(hits)
        scores = self._scores(asked, candidates)
        best = [Scored(candidates[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")[:CONSIDERED]]
        best = [one for one in best if one.score > -math.inf]
        if self._reader is None:
            return Considered(asked, candidates, best, None)
        texts = [read_text(one.candidate.hit, _with_leaned_on(one.candidate, candidates)) for one in best]
        read = read_in_turn(self._reader, asked.text, texts, READ_ENOUGH)
        log_odds = max((odds for odds in read if odds is not None), default=-math.inf)
        return Considered(asked, candidates, _as_read(asked, best, read), log_odds)

    def quoted(self, considered: Considered) -> Draft:
        """Quote the best of what was considered."""
        groups = _chosen(considered.best, considered.asked, considered.candidates)
        return Draft(tuple(_quoted(group, considered.candidates) for group in groups))

    def _scores(self, asked: Question, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return how well each candidate answers, shape (candidates,); -inf for those too many to be compared in meaning."""
        if not candidates:
            return np.zeros(0)
        signs = word_signs(asked, candidates)
        weights = self._weights
        fit = weights.fit + (weights.quantity if asked.wanted & {Wanted.AMOUNT, Wanted.DATE, Wanted.NAME} else 0.0)
        first = signs @ np.array(
            [weights.words, weights.grams, weights.context, weights.passage, fit, weights.heading, weights.asks]
        )
        said = signs[:, :3] @ np.array([weights.words, weights.grams, weights.context])
        first = first + foreign_gains(asked, candidates, said) + weights.twice * told_twice(asked, candidates)
        first = first + weights.label * np.array([is_label(asked, candidate) for candidate in candidates])
        likely = np.argsort(-first, kind="stable")[: self._nearness.affordable]
        near = self._nearness.scores(asked.text, [candidates[row] for row in likely])
        scores = np.full(len(candidates), -math.inf)
        scores[likely] = first[likely] + self._nearness.weight * near
        return scores


def _as_read(asked: Question, best: Sequence[Scored], read: Sequence[float | None]) -> list[Scored]:
    """Return `best` in the order that the log-odds `read` give it together with its scores."""
    foreign = sum(one.candidate.language != asked.language for one in best)
    reading = ACROSS if 2 * foreign >= len(best) else WITHIN
    log_odds = [reading.unread if odds is None else min(odds, reading.most) for odds in read]
    scored = [Scored(one.candidate, one.score + reading.worth * odds) for one, odds in zip(best, log_odds, strict=True)]
    ordered = sorted(zip(scored, log_odds, strict=True), key=lambda one: -one[0].score)
    least = ordered[0][1] - reading.far_behind if ordered else 0.0
    return [one for one, odds in ordered if odds >= least]


def _with_leaned_on(candidate: Candidate, candidates: Sequence[Candidate]) -> str:
    if not candidate.leans or candidate.before is None:
        return candidate.text
    return f"{candidates[candidate.before].text}\n{candidate.text}"


def _chosen(scored: Sequence[Scored], asked: Question, candidates: Sequence[Candidate]) -> list[list[int]]:
    """Pick the sentences to quote: groups of candidate indexes, each group one stretch of a page."""
    index_of = {id(c): index for index, c in enumerate(candidates)}
    eligible = [one for one in scored if one.candidate.states] or list(scored)
    if not eligible:
        return []
    eligible = _fitting_first(eligible, asked)
    one_fact = bool(asked.wanted - {Wanted.WHY, Wanted.HOW, Wanted.LIST})
    limit, near = (MOST_GROUPS, NEAR_BEST) if one_fact else (MOST_GROUPS_OPEN, NEAR_BEST_OPEN)
    best, last = max(one.score for one in eligible), scored[-1].score
    groups: list[list[int]] = []
    taken: set[int] = set()
    said: list[frozenset[str]] = []
    for one in eligible:
        if len(groups) >= limit or (groups and one.score - last < near * (best - last)):
            break
        index = index_of[id(one.candidate)]
        words = one.candidate.vocabulary.tokens
        if index in taken or any(_same(words, other) for other in said):
            continue
        group = [i for i in _with_context(index, asked, candidates) if i not in taken]
        if sum(map(len, groups)) + len(group) > MOST_SENTENCES + MOST_ITEMS:
            continue
        groups.append(group)
        taken.update(group)
        said.append(words)
    return groups


def _fitting_first(eligible: list[Scored], asked: Question) -> list[Scored]:
    """Put the best sentence that holds the amount or date asked for first, unless it is far behind the best of all.

    In the best one's own passage it is never far: what stands last in other passages says nothing about it.
    """
    if (
        not asked.wanted & {Wanted.AMOUNT, Wanted.DATE, Wanted.PHONE, Wanted.NAME}
        or fits(asked, eligible[0].candidate.text) >= FITTING
    ):
        return eligible
    best = eligible[0]
    near = best.score - (1.0 - FITTING_NEAR) * (best.score - eligible[-1].score)
    for one in eligible[1:]:
        beside = one.candidate.rank == best.candidate.rank
        if (beside or one.score >= near) and fits(asked, one.candidate.text) >= FITTING:
            return [one, *(other for other in eligible if other is not one)]
    return eligible


def _same(words: frozenset[str], other: frozenset[str]) -> bool:
    smaller = min(len(words), len(other))
    return (
        smaller > 0 and len(words & other) / smaller >= SAME and len(words & other) / max(len(words), len(other)) >= 0.6
    )


def _with_context(index: int, asked: Question, candidates: Sequence[Candidate]) -> list[int]:
    """Return the sentence with what it leans on, with the list it introduces, or with what it leads up to."""
    group = [index]
    candidate = candidates[index]
    if candidate.leans and candidate.before is not None and not candidates[candidate.before].is_heading:
        group.insert(0, candidate.before)
    following = index + 1
    while candidate.introduces and len(group) <= MOST_ITEMS and _follows(following, candidates):
        if not candidates[following].is_item:
            break
        group.append(following)
        following += 1
    goes_on = _follows(following, candidates) and _alike(candidate, candidates[following])
    if len(group) == 1 and goes_on and _repeats(asked, candidate):
        group.append(following)
    return group


def _alike(one: Candidate, other: Candidate) -> bool:
    """Tell whether two sentences are in one language: a translation says nothing further."""
    return one.language == other.language


def _follows(index: int, candidates: Sequence[Candidate]) -> bool:
    return index < len(candidates) and candidates[index].before == index - 1


def _repeats(asked: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence says hardly more than the question itself: then the next one says what was asked."""
    said = candidate.vocabulary.tokens
    known = {word.token for word in asked.words}
    holds_it = bool(asked.wanted & {Wanted.AMOUNT, Wanted.DATE}) and fits(asked, candidate.text) >= FITTING
    return bool(said) and not holds_it and len(said - known) <= NEW_WORDS * len(said)


def _quoted(group: Sequence[int], candidates: Sequence[Candidate]) -> DraftSentence:
    """Quote a group as one stretch of its page, so that it reads as it stands there."""
    first, last = candidates[group[0]], candidates[group[-1]]
    passage = first.hit.passage
    span = told_rows(passage.text, first.start - passage.start, last.end - passage.start, passage.section)
    return DraftSentence(_BULLET.sub("", _SPACE.sub(" ", span).strip()), (first.cited.to(last.end),))
