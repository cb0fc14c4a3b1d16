"""What is taken back after it was drafted: an answer without the kind of thing that was asked for, or of another year."""

from __future__ import annotations

from collections.abc import Sequence

from casebase.answer.compared import OF_A_KIND
from casebase.answer.fit import fits, years
from casebase.answer.question import Question
from casebase.answer.wanted import Wanted
from casebase.models import AnswerSentence, Citation
from casebase.text.numbers import quantities

LEAST_FIT = 0.5
"""How well a sentence must fit the kind asked for (see `casebase.answer.fit`) to answer at all."""


def misses_the_kind(asked: Question, texts: Sequence[str]) -> bool:
    """Tell whether an amount, a date or a telephone number was asked for and none of `texts` says one."""
    if not asked.wanted & OF_A_KIND or asked.wanted - OF_A_KIND:
        return False
    return all(fits(asked, text) < LEAST_FIT for text in texts)


def speaks_of_another_year(asked: Question, kept: Sequence[AnswerSentence], citations: Sequence[Citation]) -> bool:
    """Tell whether an amount of a year was asked for and every sentence gives that of another: 2024 is not 2025.

    A sentence without a year is given the benefit of the doubt, and so is one whose title or section says the year.
    """
    wanted = years(asked.numbers)
    if not wanted or Wanted.AMOUNT not in asked.wanted or not kept:
        return False
    above = {citation.n: years(quantities(_above(citation))) for citation in citations}
    return all(
        (said := years(quantities(sentence.text)))
        and not wanted & said.union(*(above[number] for number in sentence.citations))
        for sentence in kept
    )


def _above(citation: Citation) -> str:
    return "\n".join((citation.document.title, *citation.passage.section))
