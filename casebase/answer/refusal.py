"""When the casebase does not hold the answer.

Scores of retrieval cannot tell (the best cosine is as high without an answer as with one), so the signs are about what
a question *names* and what it *asks for*: a place or product that no found document speaks of, words that no sentence
says even in other words, an amount of money, a date or a telephone number asked for where none stands. Where the model
allows it, a trained reader (`casebase.retrieve.reader`) looks at question and passages together and is one sign more.
Only hits of the reader's own are looked at, so that nothing is given away about documents that the reader may not see.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from casebase.answer.compared import Signs, signs_of
from casebase.answer.extractive import READ_ENOUGH
from casebase.answer.named import OpeningOf
from casebase.answer.overview import Scope
from casebase.answer.question import Question
from casebase.answer.wanted import FACTS
from casebase.models import Hit
from casebase.retrieve.reader import PassageReader, read_hits

PASSAGES_READ = 2
"""Hits that are read together with a question for a list, best first, each on a core of its own; of a fact the best one, beside
the sentences that may answer."""

DOUBT_ALLOWED = 0.7
"""Log-odds up to which an answer is given. Refusing a question that has an answer counts as the worse mistake."""

DOUBT_ALLOWED_AFTER = -0.05
"""The same where question, passages and sentences were read together: 0.031 of all development questions are refused wrongly."""

DOUBT_ALLOWED_OF_LIST = 1.2
"""The same of a question for a list, where passages alone were read."""

LEAST_OF_PASSAGE, MOST_OF_PASSAGE, LIKELIER = -4.5, 3.0, 2.5
"""Log-odds of passages, all but one in a hundred, and how much likelier than their likeliest sentence they are at most: where
none would change the decision, the passage is not read."""

UNLIKELIEST = -6.0
"""Log-odds that count where there is no sentence at all."""

MORE_FOR_A_SITUATION, NOT_FAR = 0.8, 0.1
"""Log-odds allowed beyond these where nothing is asked but something told, and the `distance` up to which they are: signs and
reader take what is told for unlike any passage."""

LESS_FOR_A_FIGURE = 0.5
"""Log-odds allowed less where an amount or a date is asked for: of these the reader is surer, and near misses more frequent."""

MATCHED, UNMATCHED_WORTH = 0.61, 19.0
"""Cosine up to which a word of a question for a list is one that no hit says in any words, and what one of it less adds to the
log-odds that there is nothing to list; more takes as much away."""


def refuses(
    asked: Question,
    hits: Sequence[Hit],
    opening_of: OpeningOf,
    scope: Scope = Scope.ONE,
    reader: PassageReader | None = None,
    likeliest: Callable[[], float | None] = lambda: None,
) -> bool:
    """Tell whether `hits` do not hold the answer to `asked`; of an overview of all only the places named must be there.

    What a question names may also stand where a document begins (`opening_of`). `reader` and `likeliest`, which gives the
    log-odds that the likeliest sentence answers, are asked only where nothing else decides.
    """
    if not hits:
        return True
    signs = signs_of(asked, hits, opening_of, scope)
    if scope is Scope.ALL:
        return signs.misplaced
    if signs.off_topic or signs.misplaced or signs.best.unpriced:
        return True
    if scope is Scope.RULES:  # each guideline has a clause on it
        return False
    more = MORE_FOR_A_SITUATION if signs.distance < NOT_FAR and asked.only_tells else 0.0
    if reader is None:
        return doubt(signs) > DOUBT_ALLOWED + more
    if scope is Scope.SOME:
        return _lists_nothing(asked, hits, signs, reader)
    less = LESS_FOR_A_FIGURE if asked.wanted & FACTS else 0.0
    sentence = likeliest()
    if sentence is not None and sentence > READ_ENOUGH:
        return False

    def doubted(passage: float) -> bool:
        said = passage if sentence is None else max(sentence, UNLIKELIEST)
        return doubt_after(passage, said, signs) > DOUBT_ALLOWED_AFTER + more - less

    most = MOST_OF_PASSAGE if sentence is None else min(MOST_OF_PASSAGE, max(sentence, UNLIKELIEST) + LIKELIER)
    if hits[0].log_odds is None and doubted(LEAST_OF_PASSAGE) == doubted(most):
        return doubted(LEAST_OF_PASSAGE)
    passage = read_hits(reader, asked.text, hits, 1)[0].log_odds
    assert passage is not None
    return doubted(passage)


def _lists_nothing(asked: Question, hits: Sequence[Hit], signs: Signs, reader: PassageReader) -> bool:
    """Tell whether there is nothing to list, by what the likeliest passage holds and the word that passages match worst."""
    less = UNMATCHED_WORTH * (signs.weakest - MATCHED) if signs.weakest is not None else 0.0
    first = hits[:PASSAGES_READ]

    def doubted(read: Sequence[Hit]) -> bool:
        held = max((hit.log_odds for hit in read if hit.log_odds is not None), default=-math.inf)
        return doubt_of_list(held, signs) > DOUBT_ALLOWED_OF_LIST + less

    # Reading another passage could only make the answer likelier.
    return doubted(first) and doubted(read_hits(reader, asked.text, first, PASSAGES_READ))


def doubt(signs: Signs) -> float:
    """Return the log-odds that the answer is not there, by the fitted weights.

    Fitted by logistic regression on the tuning half of development questions, see docs/decisions/020-extractive-answers.md.
    How high a score is says less than how far the best stands out from the next, and depends less on the model.
    """
    return (
        -0.1
        + 1.3 * (signs.unnamed > 0)
        + 0.9 * signs.unnamed
        + 0.5 * signs.best.unsaid
        + 0.65 * signs.best.headless
        + 0.8 * signs.best.unnumbered
        + 2.5 * signs.best.unfit
        - 16.0 * min(signs.margin, 0.1)
        + 10.0 * signs.distance
    )


def doubt_after(passage: float, sentence: float, signs: Signs) -> float:
    """Return the log-odds that the answer is not there, after reading: `passage` and `sentence` are those that the best passage
    holds it, and that the likeliest sentence is it.

    Fitted like `doubt`, the last three kept between that and what they were. See docs/decisions/041-reader.md.
    """
    read = -0.24 * passage - 0.79 * sentence
    return -2.35 + read + 0.66 * (signs.unnamed > 0) + 3.0 * signs.best.unfit + 4.2 * signs.distance


def doubt_of_list(held: float, signs: Signs) -> float:
    """Return the log-odds that there is nothing to list; `held` are those that the likeliest passage holds the answer."""
    return -1.32 - 1.06 * held + 0.92 * (signs.unnamed > 0) + 2.49 * signs.best.unfit + 13.1 * signs.distance
