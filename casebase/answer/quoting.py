"""Which of the sentences considered are quoted, and with what: a sentence they lean on, a list, the question they answer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from casebase.answer.candidates import LONGEST_ANSWER, Candidate
from casebase.answer.engine import DraftSentence
from casebase.answer.fit import effect_told, fits, gives_grounds
from casebase.answer.overview import asks_overview
from casebase.answer.question import Question
from casebase.answer.signs import FITTING
from casebase.answer.titles import asks_for_thing
from casebase.answer.wanted import Wanted
from casebase.text.tables import told_rows

OPEN = frozenset({Wanted.WHY, Wanted.HOW, Wanted.LIST, Wanted.EFFECT})
"""Kinds of which more than one fact is told."""

MOST_SENTENCES = 5
MOST_ITEMS = 8
"""Items of a list that are quoted with the sentence that introduces it."""

MOST_UNMARKED = 5
"""The same where nothing marks them as items but that each stands on a line."""

NEAR_BEST, NEAR_BEST_OPEN = 0.80, 0.60
"""Share of the best sentence's score from which a further one is quoted as well: one fact asked for, or more."""

NEARLY_AS_LIKELY, NEARLY_AS_LIKELY_OPEN = 1.5, 2.0
"""How far behind the likeliest sentence, in log-odds that it answers, a further one of a document quoted already is quoted as
well, one fact asked for, or more: where the reader can hardly tell them apart, the person who asked can."""

PASSAGE_BEHIND = 0.25
"""How far behind that of the first sentence, in its score (0..1), the passage of another document may be that is quoted too,
unless it is asked what there is."""

LIKELY_THING = 1.0
"""Log-odds from which another document's thing is told as well where a tool or system is asked for."""

MOST_GROUPS, MOST_GROUPS_OPEN = 3, 4
"""Places that are quoted at most: one fact asked for, or more."""

SAME = 0.75
"""Share of words in common from which two sentences say the same."""

FITTING_NEAR = 0.4
"""How near the best a sentence must come that holds the kind asked for, to be put first."""

SHORT_ANSWER = 20
"""Characters of an answer's sentence up to which the next one is quoted with it."""

SAID_AGAIN = 0.5
"""Share of a question's words from which the sentence that answers it is understood by itself."""

NEW_WORDS = 0.2
"""Share of a sentence's words up to which it only repeats the question."""

REASON_NEAR = 2
"""Sentences further on in which the reason is looked for of what a sentence only tells."""

_SPACE = re.compile(r"\s+")
_MARKED_ANSWER = re.compile(r"(?:A|Ａ|答)[0-9０-９]{0,3}[\s.．:：、]")
_ASKS_ALOUD = re.compile(r"[？?か。]\s*$")
_BULLET = re.compile(r"^(?:[-*+・●○■□◆◇▶•‣>]\s*)+(?=\S)")


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
    or from log-odds `likely`, None where rows of tables were looked up: then the answer is known. `things`: several may be."""

    enough: float
    passage: float
    likely: float | None
    things: bool = False

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
            things=asks_for_thing(asked),
        )

    def worth_quoting(self, one: Scored, quoted: Sequence[Candidate]) -> bool:
        """Tell whether `one` is quoted beside `quoted`: of another document only by its score and where the passage was found
        nearly as well as the first, and of what is only likely no second row of a table."""
        hit = one.candidate.hit
        beside = any(other.hit.passage.version == hit.passage.version for other in quoted)
        if self.things and one.log_odds is not None and one.log_odds >= LIKELY_THING:
            return True
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
    groups: list[list[int]] = []
    taken: set[int] = set()
    said: list[frozenset[str]] = []
    for one in eligible:
        if len(groups) >= limit:
            break
        if groups and not further.worth_quoting(one, [candidates[group[0]] for group in groups]):
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


def _goes_on(group: Sequence[int], further: Sequence[int], candidates: Sequence[Candidate]) -> bool:
    """Tell whether the next sentence of the same answer follows: one stretch is read more easily than two."""
    last, first = candidates[group[-1]], candidates[further[0]]
    same = first.answers is not None and first.answers == last.answers
    return same and further[0] == group[-1] + 1 and _follows(further[0], candidates)


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


def with_context(index: int, asked: Question, candidates: Sequence[Candidate]) -> list[int]:
    """Return the sentence with the question it answers, with what it leans on, with the list it introduces, with what it leads
    up to, or with the reason that is asked for."""
    group = [index]
    candidate = candidates[index]
    if (question := _question_of(index, candidates)) is not None:
        return [*range(_start_of_question(question, candidates), _end_of_answer(index, candidates))]
    if candidate.leans and _follows(index, candidates) and not candidates[index - 1].is_heading:
        group.insert(0, index - 1)
    following = index + 1
    announces = candidate.counts_off and Wanted.AMOUNT not in asked.wanted
    while (candidate.introduces or announces) and len(group) <= MOST_ITEMS and _follows(following, candidates):
        if not candidates[following].is_item:
            break
        group.append(following)
        following += 1
    if candidate.introduces and len(group) == 1:
        group += _unmarked_items(index, candidates)
    goes_on = _follows(following, candidates) and _alike(candidate, candidates[following])
    if len(group) == 1 and goes_on and (announces or _repeats(asked, candidate)):
        group.append(following)
    return [*group, *_reason_behind(group, candidates)] if Wanted.WHY in asked.wanted else group


def _unmarked_items(index: int, candidates: Sequence[Candidate]) -> list[int]:
    """Return the lines that follow a sentence that introduces them where the file draws its bullets and has none in its text."""
    passage = candidates[index].hit.passage
    items: list[int] = []
    for following in range(index + 1, index + 1 + MOST_UNMARKED):
        if not _follows(following, candidates) or not candidates[following].states or candidates[following].introduces:
            break
        between = passage.text[
            candidates[following - 1].end - passage.start : candidates[following].start - passage.start
        ]
        if "\n" not in between or candidates[following].leans:
            break
        items.append(following)
    return items if len(items) > 1 else []


def _reason_behind(group: Sequence[int], candidates: Sequence[Candidate]) -> Sequence[int]:
    """Return the sentences that follow up to the one that gives the reason of what a group tells, none where it gives one."""
    if any(gives_grounds(candidates[index].text) for index in group):
        return ()
    last = group[-1]
    for end in range(last + 1, last + 1 + REASON_NEAR):
        if not _follows(end, candidates) or not candidates[end].states or not _alike(candidates[last], candidates[end]):
            return ()
        if gives_grounds(candidates[end].text):
            return range(last + 1, end + 1)
    return ()


def _question_of(index: int, candidates: Sequence[Candidate]) -> int | None:
    """Return the question of the document that is quoted with its answer: it stands close before, all in one passage, and the
    answer does not say it again."""
    asked = candidates[index].answers
    if asked is None or index - asked > LONGEST_ANSWER or _says_by_itself(candidates[index], candidates[asked]):
        return None
    return asked if all(_follows(at, candidates) for at in range(asked + 1, index + 1)) else None


def _says_by_itself(candidate: Candidate, question: Candidate) -> bool:
    """Tell whether a sentence says again most of what the question in its document asks: it is understood without it."""
    asked = question.vocabulary.tokens
    again = bool(asked) and len(asked & candidate.vocabulary.tokens) >= SAID_AGAIN * len(asked)
    return again and not _MARKED_ANSWER.match(candidate.text)


def _start_of_question(index: int, candidates: Sequence[Candidate]) -> int:
    """Return the index of the first sentence on the line of a question: 「パスワードを忘れました。どうすれば…」.

    A heading that only names what is told is left out.
    """
    candidate = candidates[index]
    if candidate.is_heading and not _ASKS_ALOUD.search(candidate.text):
        return index + 1
    if not _follows(index, candidates) or candidates[index - 1].is_heading:
        return index
    passage = candidate.hit.passage
    between = passage.text[candidates[index - 1].end - passage.start : candidate.start - passage.start]
    return index if "\n" in between else _start_of_question(index - 1, candidates)


def _end_of_answer(index: int, candidates: Sequence[Candidate]) -> int:
    """Return the index after the last sentence to quote of an answer: 「使えません。」 leaves out what makes it an answer, and
    「次の情報です。」 its list."""
    asked, end, lists = candidates[index].answers, index + 1, candidates[index].introduces
    while _follows(end, candidates) and candidates[end].answers == asked and end - index <= MOST_ITEMS:
        if not (len(candidates[end - 1].text) < SHORT_ANSWER or (lists and candidates[end].is_item)):
            break
        end += 1
    return end


def _alike(one: Candidate, other: Candidate) -> bool:
    """Tell whether two sentences are in one language: a translation says nothing further."""
    return one.language == other.language


def _follows(index: int, candidates: Sequence[Candidate]) -> bool:
    """Tell whether the sentence at `index` directly follows the candidate before it, in one passage."""
    if not 0 < index < len(candidates):
        return False
    candidate = candidates[index]
    return candidate.before == index - 1 and candidate.hit is candidates[index - 1].hit


def _repeats(asked: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence says hardly more than the question itself: then the next one says what was asked."""
    said = candidate.vocabulary.tokens
    known = {word.token for word in asked.words}
    holds_it = bool(asked.wanted & {Wanted.AMOUNT, Wanted.DATE}) and fits(asked, candidate.text) >= FITTING
    return bool(said) and not holds_it and len(said - known) <= NEW_WORDS * len(said)


def quoted(group: Sequence[int], candidates: Sequence[Candidate]) -> DraftSentence:
    """Quote a group as one stretch of its page, so that it reads as it stands there."""
    first, last = candidates[group[0]], candidates[group[-1]]
    passage = first.hit.passage
    span = told_rows(passage.text, first.start - passage.start, last.end - passage.start, passage.section)
    return DraftSentence(_BULLET.sub("", _SPACE.sub(" ", span).strip()), (first.cited.to(last.end),))
