"""Which of the sentences considered are quoted; with what each is quoted is in `casebase.answer.context`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from casebase.answer.candidates import Candidate
from casebase.answer.context import MOST_ITEMS, follows, with_context
from casebase.answer.engine import DraftSentence
from casebase.answer.fit import effect_told, fits
from casebase.answer.overview import asks_overview
from casebase.answer.question import Question
from casebase.answer.signs import FITTING
from casebase.answer.wanted import Wanted
from casebase.text.lists import laid_out
from casebase.text.tables import told_rows

OPEN = frozenset({Wanted.WHY, Wanted.HOW, Wanted.LIST, Wanted.EFFECT})
"""Kinds of which more than one fact is told."""

EXACT = frozenset({Wanted.AMOUNT, Wanted.DATE, Wanted.PHONE, Wanted.VERSION})
"""Kinds of which a sentence holds none at all, or some: beside one that surely does, none is quoted that does not."""

SURE = 1.0
"""Log-odds above which a sentence surely answers."""

MOST_SENTENCES = 5
NEAR_BEST, NEAR_BEST_OPEN = 0.80, 0.60
"""Share of the best sentence's score from which a further one is quoted as well: one fact asked for, or more."""

NEARLY_AS_LIKELY, NEARLY_AS_LIKELY_OPEN = 1.5, 2.0
"""How far behind the likeliest sentence, in log-odds that it answers, a further one of a document quoted already is quoted as
well, one fact asked for, or more: where the reader can hardly tell them apart, the person who asked can."""

PASSAGE_BEHIND = 0.25
"""How far behind that of the first sentence, in its score (0..1), the passage of another document may be that is quoted too,
unless it is asked what there is."""

MOST_GROUPS, MOST_GROUPS_OPEN = 3, 4
"""Places that are quoted at most: one fact asked for, or more."""

SAME = 0.75
"""Share of words in common from which two sentences say the same."""

FITTING_NEAR = 0.4
"""How near the best a sentence must come that holds the kind asked for, to be put first."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate and how well it answers; only the order of scores means something. `looked_up`: in a table, by what the
    question names; `log_odds` that it answers, None where it was not read."""

    candidate: Candidate
    score: float
    looked_up: bool = False
    log_odds: float | None = None


@dataclass(frozen=True, slots=True)
class _Further:
    """When a further sentence is quoted: from the score `enough`, of another document from the score `passage` of its passage;
    or from log-odds `likely`, None where rows of tables were looked up: then the answer is known."""

    enough: float
    passage: float
    likely: float | None

    @classmethod
    def of(cls, asked: Question, scored: Sequence[Scored], eligible: Sequence[Scored], one_fact: bool) -> _Further:
        best, last = max(one.score for one in eligible), scored[-1].score
        near = NEAR_BEST if one_fact else NEAR_BEST_OPEN
        likeliest = max((one.log_odds for one in scored if one.log_odds is not None), default=math.inf)
        behind = NEARLY_AS_LIKELY if one_fact else NEARLY_AS_LIKELY_OPEN
        return cls(
            enough=last + near * (best - last),
            passage=0.0 if asks_overview(asked) else eligible[0].candidate.hit.score - PASSAGE_BEHIND,
            likely=None if eligible[0].looked_up else likeliest - behind,
        )

    def worth_quoting(self, one: Scored, quoted: Sequence[Candidate]) -> bool:
        """Tell whether `one` is quoted beside `quoted`: of another document only by its score and where the passage was found
        nearly as well as the first, and of what is only likely no second row of a table."""
        hit = one.candidate.hit
        beside = any(other.hit.passage.version == hit.passage.version for other in quoted)
        if one.score >= self.enough:
            return beside or hit.score >= self.passage
        if self.likely is None or one.log_odds is None or one.log_odds < self.likely:
            return False
        return beside and not (one.candidate.is_row and any(other.is_row for other in quoted))


def chosen(scored: Sequence[Scored], asked: Question, candidates: Sequence[Candidate]) -> list[list[int]]:
    """Pick the sentences to quote: groups of candidate indexes, each group one stretch of a page."""
    index_of = {id(c): index for index, c in enumerate(candidates)}
    eligible = [one for one in scored if one.candidate.states] or list(scored)
    if not eligible:
        return []
    eligible = _effect_first(eligible) if Wanted.EFFECT in asked.wanted else _fitting_first(eligible, asked)
    one_fact = len(asked.wanted - OPEN) == 1
    limit = MOST_GROUPS if one_fact else MOST_GROUPS_OPEN
    further = _Further.of(asked, scored, eligible, one_fact)
    exact = _is_exact(asked, eligible[0])
    groups: list[list[int]] = []
    taken: set[int] = set()
    said: list[frozenset[str]] = []
    for one in eligible:
        if len(groups) >= limit:
            break
        if groups and not further.worth_quoting(one, [candidates[group[0]] for group in groups]):
            continue
        if groups and exact and not fits(asked, one.candidate.text):
            continue
        index = index_of[id(one.candidate)]
        words = one.candidate.vocabulary.tokens
        if index in taken or any(_same(words, other) for other in said):
            continue
        group = [i for i in with_context(index, asked, candidates) if i not in taken]
        if sum(map(len, groups)) + len(group) > MOST_SENTENCES + MOST_ITEMS:
            continue
        answer = next((other for other in groups if _goes_on(other, group, candidates)), None)
        if answer is None:
            groups.append(group)
        else:
            answer.extend(group)
        taken.update(group)
        said.append(words)
    return groups


def _is_exact(asked: Question, first: Scored) -> bool:
    """Tell whether a sentence surely holds what is asked for, and that is of a kind which others hold or do not."""
    sure = first.looked_up or (first.log_odds is not None and first.log_odds > SURE)
    return sure and bool(asked.wanted) and asked.wanted <= EXACT and fits(asked, first.candidate.text) >= FITTING


def _goes_on(group: Sequence[int], further: Sequence[int], candidates: Sequence[Candidate]) -> bool:
    """Tell whether the next sentence of the same answer follows: one stretch is read more easily than two."""
    last, first = candidates[group[-1]], candidates[further[0]]
    same = first.answers is not None and first.answers == last.answers
    return same and further[0] == group[-1] + 1 and follows(further[0], candidates)


def _fitting_first(eligible: list[Scored], asked: Question) -> list[Scored]:
    """Put the best sentence that holds the amount or date asked for first, unless it is far behind the best of all.

    In the best one's own passage it is never far: what stands last in other passages says nothing about it.
    """
    if (
        not asked.wanted & {Wanted.AMOUNT, Wanted.DATE, Wanted.PHONE, Wanted.NAME}
        or eligible[0].looked_up
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


def _effect_first(eligible: list[Scored]) -> list[Scored]:
    """Put the sentences first that tell an effect in figures, of the document that the best of all is of, and leave out what else
    it says; where it tells none, nothing changes."""
    version = eligible[0].candidate.hit.passage.version
    of_best = [one for one in eligible if one.candidate.hit.passage.version == version]
    of_others = [one for one in eligible if one.candidate.hit.passage.version != version]
    told = [one for one in of_best if effect_told(one.candidate.text)]
    return [*told, *of_others] if told else eligible


def _same(words: frozenset[str], other: frozenset[str]) -> bool:
    smaller = min(len(words), len(other))
    return (
        smaller > 0 and len(words & other) / smaller >= SAME and len(words & other) / max(len(words), len(other)) >= 0.6
    )


def quoted(group: Sequence[int], candidates: Sequence[Candidate]) -> DraftSentence:
    """Quote a group as one stretch of its page, so that it reads as it stands there."""
    first, last = candidates[group[0]], candidates[group[-1]]
    passage = first.hit.passage
    span = told_rows(passage.text, first.start - passage.start, last.end - passage.start, passage.section)
    return DraftSentence(laid_out(span), (first.cited.to(last.end),))
