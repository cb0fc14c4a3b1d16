"""The default engine: it quotes the sentences that answer, word for word. Needs no language model and is deterministic."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casebase.answer.aims import results_first
from casebase.answer.candidates import Candidate, candidates_of
from casebase.answer.context import with_context
from casebase.answer.engine import Draft, DraftSentence
from casebase.answer.foreign import foreign_gains, told_twice
from casebase.answer.nearness import Nearness
from casebase.answer.overview import are_several, asks_overview, documents_for, telling
from casebase.answer.question import Question, understand
from casebase.answer.quoting import Scored, chosen, quoted
from casebase.answer.rows import looked_up
from casebase.answer.rules import topic_of
from casebase.answer.signs import is_label, labelled, word_signs
from casebase.answer.titles import with_titles
from casebase.answer.wanted import Wanted
from casebase.models import Hit
from casebase.retrieve.packs import Line
from casebase.retrieve.reader import PassageReader, read_lines, titles_above

CONSIDERED = 8
"""Sentences, the best by all signs, among which those to quote are chosen."""

COPIED = 30
"""Characters from which a sentence that stands in several documents, word for word, says the same in each."""

READ_ENOUGH = 1.0
"""Log-odds of a sentence above which no further one is read."""

MOST_LOG_ODDS = 3.0
"""Log-odds of a sentence above which it counts no more in its score: words and meaning tell those apart."""

LOOKED_UP = 2.0
"""Log-odds that count for a row of a table that the question names together with a column: readers make little of figures."""

FURTHER_ON = 0.1
"""What each sentence further from the question that it answers is less like the answer."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts; chosen on development questions, see docs/decisions/020-extractive-answers.md.

    `quantity` comes on top of `fit` where an amount or a date is asked for; `passage_where_told` counts where nothing is asked
    and something told: then what the passage is about tells more than the words of a sentence. How much meaning counts depends on
    how it is compared, see `casebase.answer.nearness`.
    """

    words: float = 1.0
    grams: float = 0.5
    context: float = 0.6
    passage: float = 0.6
    passage_where_told: float = 2.0
    fit: float = 0.35
    quantity: float = 0.3
    heading: float = -0.8
    asks: float = -0.6
    twice: float = -2.0
    label: float = -1.5
    labelled: float = 0.8
    looked_up: float = 1.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What the log-odds of a sentence change in its score: `worth` times as much as they are, at most `MOST_LOG_ODDS`, and
    `unread` where it was left unread. What is `far_behind` the best by them is not quoted beside it."""

    worth: float
    unread: float
    far_behind: float


WITHIN = Reading(worth=0.25, unread=0.0, far_behind=math.inf)
ACROSS = Reading(worth=0.4, unread=-1.5, far_behind=3.0)
"""In the language of the question, where words and meaning tell as well; and where most of the sentences are in another."""


TOLD = 0.5
"""Share of their worth that log-odds keep where nothing is asked: the reader was trained on questions."""


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
            whole = topic_of(asked) != ""
            groups = [
                with_context(index, asked, candidates) if whole or candidates[index].introduces else [index]
                for index in lines
            ]
            if groups:
                groups = with_titles(groups, asked, candidates)
                return Draft(tuple(quoted(group, candidates) for group in groups))
        return self.quoted(self.considered(asked, hits))

    def considered(self, asked: Question, hits: Sequence[Hit]) -> Considered:
        """Return the sentences of `hits` that are worth looking at, best first."""
        candidates = candidates_of(hits)
        rows = looked_up(asked, candidates)
        scores = self._scores(asked, candidates, rows)
        order = [int(row) for row in np.argsort(-scores, kind="stable") if scores[row] > -math.inf]
        first = _said_once(order, candidates)[:CONSIDERED]
        best = [Scored(candidates[row], float(scores[row]), row in rows) for row in first]
        if self._reader is None:
            return Considered(asked, candidates, results_first(asked, best), None)
        lines = [_line(one.candidate, candidates) for one in best]
        known = [_known(one.candidate) for one in best]
        read = read_lines(self._reader, asked.text, lines, known, READ_ENOUGH)
        log_odds = max((odds for odds in read if odds is not None), default=-math.inf)
        if any(one.looked_up for one in best):
            log_odds = max(log_odds, LOOKED_UP)
        return Considered(asked, candidates, results_first(asked, _as_read(asked, best, read)), log_odds)

    def quoted(self, considered: Considered) -> Draft:
        """Quote the best of what was considered."""
        groups = chosen(considered.best, considered.asked, considered.candidates)
        groups = with_titles(groups, considered.asked, considered.candidates)
        return Draft(tuple(quoted(group, considered.candidates) for group in groups))

    def _scores(
        self, asked: Question, candidates: Sequence[Candidate], rows: Collection[int] = ()
    ) -> NDArray[np.float64]:
        """Return how well each candidate answers, shape (candidates,); -inf for those too many to be compared in meaning.

        `rows` are the candidates that were looked up in tables.
        """
        if not candidates:
            return np.zeros(0)
        signs = word_signs(asked, candidates)
        weights = self._weights
        fit = weights.fit + (weights.quantity if asked.wanted & {Wanted.AMOUNT, Wanted.DATE, Wanted.NAME} else 0.0)
        passage = weights.passage_where_told if asked.only_tells else weights.passage
        first = signs @ np.array(
            [weights.words, weights.grams, weights.context, passage, fit, weights.heading, weights.asks]
        )
        said = signs[:, :3] @ np.array([weights.words, weights.grams, weights.context])
        first = first + foreign_gains(asked, candidates, said) + weights.twice * told_twice(asked, candidates)
        first = first + weights.label * np.array([is_label(asked, candidate) for candidate in candidates])
        first = first + weights.labelled * labelled(asked, candidates)
        first[list(rows)] += weights.looked_up
        likely = np.argsort(-first, kind="stable")[: self._nearness.affordable]
        near = self._nearness.scores(asked.text, [candidates[row] for row in likely])
        scores = np.full(len(candidates), -math.inf)
        scores[likely] = first[likely] + self._nearness.weight * near
        alike = scores - signs[:, 4:] @ np.array([fit, weights.heading, weights.asks])
        best: NDArray[np.float64] = np.maximum(scores, _as_answers(candidates, alike) + fit * signs[:, 4])
        return best


def _said_once(order: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    """Return the candidates of `order`, best first, without those that a better one says word for word."""
    said: set[str] = set()
    found = []
    for row in order:
        words = "".join(candidates[row].text.split())
        if len(words) < COPIED or words not in said:
            found.append(row)
        said.add(words)
    return found


def _as_answers(candidates: Sequence[Candidate], alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, shape (candidates,), how much `alike` the question each answers in its document is; -inf for other sentences."""
    inherited = np.full(len(candidates), -math.inf)
    for row, candidate in enumerate(candidates):
        if candidate.answers is not None:
            inherited[row] = alike[candidate.answers] - FURTHER_ON * (row - candidate.answers - 1)
    return inherited


def _as_read(asked: Question, best: Sequence[Scored], read: Sequence[float | None]) -> list[Scored]:
    """Return `best` in the order that the log-odds `read` give it together with its scores."""
    foreign = sum(one.candidate.language != asked.language for one in best)
    reading = ACROSS if 2 * foreign >= len(best) else WITHIN
    log_odds = [reading.unread if odds is None else min(odds, MOST_LOG_ODDS) for odds in read]
    worth = TOLD * reading.worth if asked.only_tells else reading.worth
    scored = [
        replace(one, score=one.score + worth * counted, log_odds=odds)
        for one, counted, odds in zip(best, log_odds, read, strict=True)
    ]
    ordered = sorted(zip(scored, log_odds, strict=True), key=lambda one: -one[0].score)
    least = ordered[0][1] - reading.far_behind if ordered else 0.0
    return [one for one, odds in ordered if odds >= least]


def _line(candidate: Candidate, candidates: Sequence[Candidate]) -> Line:
    """Return what is read of a candidate: the sentence, with the one before it that it leans on, below its titles."""
    hit = candidate.hit
    place = (hit.passage.version, hit.passage.page, candidate.start)
    return Line(titles_above(hit), _with_leaned_on(candidate, candidates), place)


def _known(candidate: Candidate) -> float | None:
    """Return the log-odds of a candidate that was read with its passage already."""
    at = candidate.hit.passage.start
    span = candidate.start - at, candidate.end - at
    return next((odds for start, end, odds in candidate.hit.read if (start, end) == span), None)


def _with_leaned_on(candidate: Candidate, candidates: Sequence[Candidate]) -> str:
    if candidate.answers is not None:
        return f"{candidates[candidate.answers].text}\n{candidate.text}"
    above = candidate.item_of if candidate.item_of is not None else candidate.under
    if candidate.is_item and above is not None:
        return f"{candidates[above].text}\n{candidate.text}"
    if not candidate.leans or candidate.before is None:
        return candidate.text
    return f"{candidates[candidate.before].text}\n{candidate.text}"
