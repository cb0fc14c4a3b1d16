"""What is quoted with a sentence so that it is understood: what it leans on, the list it introduces, the question it answers, the
reason that is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebase.answer.candidates import LONGEST_ANSWER, Candidate
from casebase.answer.fit import fits, gives_grounds
from casebase.answer.leaning import leans_on_name
from casebase.answer.question import Question
from casebase.answer.signs import FITTING
from casebase.answer.wanted import Wanted

MOST_ITEMS = 8
"""Items of a list that are quoted with the sentence that introduces it."""

MOST_UNMARKED = 5
"""The same where nothing marks them as items but that each stands on a line."""

SHORT_ANSWER = 20
"""Characters of an answer's sentence up to which the next one is quoted with it."""

SAID_AGAIN = 0.5
"""Share of a question's words from which the sentence that answers it is understood by itself."""

NEW_WORDS = 0.2
"""Share of a sentence's words up to which it only repeats the question."""

REASON_NEAR = 2
"""Sentences further on in which the reason is looked for of what a sentence only tells."""

_MARKED_ANSWER = re.compile(r"(?:A|Ａ|答)[0-9０-９]{0,3}[\s.．:：、]")
_ASKS_ALOUD = re.compile(r"[？?か。]\s*$")


def with_context(index: int, asked: Question, candidates: Sequence[Candidate]) -> list[int]:
    """Return the sentence with the question it answers, with what it leans on, with the list it introduces, with what it leads
    up to, or with the reason that is asked for."""
    group = [index]
    candidate = candidates[index]
    if (question := _question_of(index, candidates)) is not None:
        return [*range(_start_of_question(question, candidates), _end_of_answer(index, candidates))]
    if _leans_on_another(index, candidates):
        group.insert(0, index - 1)
    following = index + 1
    announces = candidate.counts_off and Wanted.AMOUNT not in asked.wanted
    while (candidate.introduces or announces) and following - index <= MOST_ITEMS and follows(following, candidates):
        if not candidates[following].is_item:
            break
        group.append(following)
        following += 1
    if candidate.introduces and group[-1] == index:
        group += _unmarked_items(index, candidates)
    goes_on = follows(following, candidates) and _alike(candidate, candidates[following])
    if group[-1] == index and goes_on and (announces or _repeats(asked, candidate)):
        group.append(following)
    return [*group, *_reason_behind(group, candidates)] if Wanted.WHY in asked.wanted else group


def _leans_on_another(index: int, candidates: Sequence[Candidate]) -> bool:
    """Tell whether a sentence leans on the one directly before it, which is no heading, and not only on a name."""
    leans = candidates[index].leans and not leans_on_name(candidates[index].text)
    return leans and follows(index, candidates) and not candidates[index - 1].is_heading


def _unmarked_items(index: int, candidates: Sequence[Candidate]) -> list[int]:
    """Return the lines that follow a sentence that introduces them where the file draws its bullets and has none in its text."""
    passage = candidates[index].hit.passage
    items: list[int] = []
    for following in range(index + 1, index + 1 + MOST_UNMARKED):
        if not follows(following, candidates) or not candidates[following].states or candidates[following].introduces:
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
        if not follows(end, candidates) or not candidates[end].states or not _alike(candidates[last], candidates[end]):
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
    return asked if all(follows(at, candidates) for at in range(asked + 1, index + 1)) else None


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
    if not follows(index, candidates) or candidates[index - 1].is_heading:
        return index
    passage = candidate.hit.passage
    between = passage.text[candidates[index - 1].end - passage.start : candidate.start - passage.start]
    return index if "\n" in between else _start_of_question(index - 1, candidates)


def _end_of_answer(index: int, candidates: Sequence[Candidate]) -> int:
    """Return the index after the last sentence to quote of an answer: 「使えません。」 leaves out what makes it an answer, and
    「次の情報です。」 its list."""
    asked, end, lists = candidates[index].answers, index + 1, candidates[index].introduces
    while follows(end, candidates) and candidates[end].answers == asked and end - index <= MOST_ITEMS:
        if not (len(candidates[end - 1].text) < SHORT_ANSWER or (lists and candidates[end].is_item)):
            break
        end += 1
    return end


def _alike(one: Candidate, other: Candidate) -> bool:
    """Tell whether two sentences are in one language: a translation says nothing further."""
    return one.language == other.language


def follows(index: int, candidates: Sequence[Candidate]) -> bool:
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
