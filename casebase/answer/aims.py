"""What was aimed at is not what came of it: 「85%を目標とする」 does not tell how accurate a tool is where 87.3% was reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from casebase.answer.candidates import Candidate
from casebase.answer.fit import fits
from casebase.answer.question import Question
from casebase.answer.quoting import Scored
from casebase.answer.signs import FITTING
from casebase.answer.wanted import Wanted
from casebase.text.normalize import search_form

ABOUT_AS_WELL = 0.6
"""Share of what a sentence on an aim says of the question's words from which another one says them about as well."""

BEHIND = 0.1
"""How far behind what came of it, in its score, an aim is put."""

_AIM = re.compile(
    r"目標|見込[みむ]|予定|想定|目指|目安|期待|予想|計画(?:し|値|では|上)|試算|ねらい|狙い"
    r"|\b(?:targets?|aim(?:s|ed|ing)?|goals?|expect(?:s|ed|ing|ation)?|forecasts?|plan(?:s|ned|ning)?|projected|anticipat\w+|hop(?:es?|ed|ing)|intend\w*"
    r"|will be|would)\b"
)
_ASKED = (Wanted.AMOUNT, Wanted.DATE, Wanted.EFFECT)


def speaks_of_aim(text: str) -> bool:
    """Tell whether a sentence or question is about what is aimed at, planned or expected."""
    return _AIM.search(search_form(text)) is not None


def results_first(asked: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences considered, best first, those that tell an aim behind one that tells what came of it.

    Nothing changes where the question asks for an aim, or for neither amount, date nor effect.
    """
    if not asked.wanted.intersection(_ASKED) or speaks_of_aim(asked.text):
        return list(scored)
    fitting = [one for one in scored if one.candidate.states and fits(asked, one.candidate.text) >= FITTING]
    results = [one for one in fitting if not speaks_of_aim(one.candidate.text)]
    found = list(scored)
    for one in fitting:
        better = max(
            (other.score for other in results if _tells_more(asked, other.candidate, one.candidate)), default=one.score
        )
        if one not in results and one.score >= better:
            found[found.index(one)] = replace(one, score=better - BEHIND)
    return sorted(found, key=lambda one: -one.score)


def _tells_more(asked: Question, result: Candidate, aim: Candidate) -> bool:
    """Tell whether a sentence is about what is asked for as well as one that tells an aim: it follows that one, or says what the
    question asks the value of, or about as many of its words."""
    if result.hit.passage.version != aim.hit.passage.version:
        return False
    if result.before is not None and result.start >= aim.end and result.hit is aim.hit and result.leans:
        return True
    if asked.head:
        return all(map(result.vocabulary.says, asked.head))
    said, of_aim = (sum(map(one.vocabulary.says, asked.words)) for one in (result, aim))
    return 0 < ABOUT_AS_WELL * of_aim <= said
