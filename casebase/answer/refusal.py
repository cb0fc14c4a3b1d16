"""When the casebase does not hold the answer.

Scores of retrieval cannot tell (the best cosine is as high without an answer as with one), so the signs are about what
a question *names* and what it *asks for*: a place or product that no found document speaks of, words that no sentence
says even in other words, an amount of money, a date or a telephone number asked for where none stands. Where the model
allows it, a trained reader (`casebase.retrieve.reader`) looks at question and passages together and is one sign more.
Only hits of the reader's own are looked at, so that nothing is given away about documents that the reader may not see.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from statistics import fmean

from casebase.answer.candidates import candidates_of, words_of
from casebase.answer.extractive import READ_ENOUGH
from casebase.answer.fit import fits
from casebase.answer.named import OpeningOf, departments_in, naming_text, quoted_there, said_by, titles_of
from casebase.answer.overview import Scope, best_matches
from casebase.answer.question import Question
from casebase.answer.said import Name, may_say
from casebase.answer.situation import is_statement
from casebase.answer.wanted import FACTS, Wanted
from casebase.models import Hit
from casebase.retrieve.duplicates import by_document
from casebase.retrieve.reader import PassageReader, read_hits
from casebase.text.language import in_another, language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import MONEY, missing, quantities
from casebase.text.tokens import Vocabulary, Word

LOOKED_AT = 6
"""Hits that count as evidence; what only stands further down is not what the question is about."""

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

NEAR = 0.5
"""Cosine (of the bundled model with its adapter) from which the best passage is about what the question is about."""

FEWEST_TOPIC_WORDS = 2
"""Words that a question must have, beside the one it asks the value of, to be off topic by all of them."""

MATCHED, UNMATCHED_WORTH = 0.61, 19.0
"""Cosine up to which a word of a question for a list is one that no hit says in any words, and what one of it less adds to the
log-odds that there is nothing to list; more takes as much away."""

UNFIT_SENTENCE = 0.3
"""What a sentence without the kind asked for counts like: this share of the words unsaid."""

_MONEY_WORD = re.compile(
    r"円|ドル|ポンド|ユーロ|[¥￥$€£]|\b(?:yen|dollars?|pounds?|euros?|jpy|usd|gbp|eur)\b", re.IGNORECASE
)
_PRICE = re.compile(
    r"費|料|代|金額|総額|価格|値段|予算|コスト|年収|給与|報酬|税|賃|cost|price|fee|budget|salary|wage|charge|spen[dt]"
    r"|いくら(?:です|か?[?？。]?$|か?かか|払)"
)
OF_A_KIND = frozenset({Wanted.AMOUNT, Wanted.DATE, Wanted.PHONE, Wanted.VERSION, Wanted.NAME})


@dataclass(frozen=True, slots=True)
class Compared:
    """What a question and one document say about each other; shares are in 0..1.

    `unnamed`: names in the question that the found passages of the document do not say; `uncovered`: share of the
    question's words that they do not say; `unsaid`: the same for the sentence that says most; `headless`: the same for
    the words for what is asked (開発費 in 「…の開発費はいくらですか」); `unnumbered`: a number of the question is
    missing; `unfit`: how far the kind of thing asked for is missing; `unpriced`: money or a telephone number is asked
    for and none is said at all.
    """

    unnamed: int
    uncovered: float
    unsaid: float
    headless: float
    unnumbered: bool
    unfit: float
    unpriced: bool


@dataclass(frozen=True, slots=True)
class Signs:
    """What a question and its hits say about each other.

    `best`: the document that fits best; `unnamed`: share of the names in the question that no looked-at hit says, and
    `misplaced` whether none says a place named, or a name that whatever means it says; `margin`: how far the best score (token
    by token, or the cosine where the model has no token vectors) stands out from the next three; `distance`: how much nearer the
    best passage would have to be to be about the same thing at all (0: near enough, or a model whose cosines are not known);
    `off_topic`: it is not, question and hits share a language, and of the words that say what the question is about no
    looked-at hit says a single one; `weakest`: of the question's weightier tokens that which the looked-at hits match worst, by
    its best cosine in them.
    """

    best: Compared
    unnamed: float
    misplaced: bool
    margin: float
    distance: float
    off_topic: bool
    weakest: float | None


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


def signs_of(asked: Question, hits: Sequence[Hit], opening_of: OpeningOf, scope: Scope = Scope.ONE) -> Signs:
    """Compare a question with its best hits, of which there is at least one."""
    looked_at = hits[:LOOKED_AT]
    groups = by_document(looked_at).values()
    naming = [naming_text(asked.names, group, opening_of) for group in groups]
    unnamed = [name for name in asked.names if not any(may_say(text, name) for text in naming)]
    compared = [_compared(asked, group, text) for group, text in zip(groups, naming, strict=True)]
    languages = {language_of(hit.passage.text) for hit in looked_at}
    foreign = 2 * in_another((hit.passage.text for hit in looked_at), asked.language) > len(looked_at)
    topic = [word for word in asked.words if word not in asked.head]
    said = _vocabulary(looked_at)
    scores = sorted((hit.late or hit.dense for hit in hits), reverse=True)
    known_scale = any(hit.late for hit in hits)
    distance = max(0.0, NEAR - max(hit.dense for hit in hits)) if known_scale else 0.0
    on_no_word = len(topic) >= FEWEST_TOPIC_WORDS and not any(said.says(word) for word in topic)
    says_a_name = len(unnamed) < len(asked.names) or quoted_there(asked, looked_at)
    other_words = on_no_word and not says_a_name
    return Signs(
        best=min(compared, key=lambda one: (one.unnamed, one.unsaid)),
        unnamed=len(unnamed) / max(1, len(asked.names)),
        misplaced=_misplaced(asked, unnamed, languages, scope) or (not foreign and _of_no_such_department(asked, hits)),
        margin=scores[0] - fmean(scores[1:4]) if len(scores) > 1 else 0.0,
        distance=distance,
        off_topic=other_words and not foreign and (distance > 0 or not known_scale),
        weakest=min(best_matches(looked_at), default=None),
    )


def _misplaced(asked: Question, unnamed: Sequence[Name], languages: Collection[str], scope: Scope) -> bool:
    """Tell whether what is found, in `languages`, speaks of something else: of none of the places named, or, where something is
    asked, not of a distinctive name. Papers of an office need not say its country, unless all of its cases are asked for."""
    at_home = asked.papers_in if asked.papers_in in languages and scope is not Scope.ALL else None
    places = [name for name in asked.names if name.is_place]
    nowhere = bool(places) and all(place in unnamed and place.papers_in != at_home for place in places)
    own_words = asked.language == "ja" or asked.language in languages
    unsaid = any(name.is_distinctive or (name.is_no_word and own_words) for name in unnamed)
    return nowhere or (unsaid and not is_statement(asked.text))


def _of_no_such_department(asked: Question, hits: Sequence[Hit]) -> bool:
    """Tell whether a figure or date of a department is asked for of which no hit speaks: another one's answers nothing."""
    departments = departments_in(asked) if asked.wanted & FACTS else []
    said = [said_by([hit]) for hit in hits] if departments else []
    return bool(departments) and not any(may_say(text, one) for text in said for one in departments)


def _compared(asked: Question, hits: Sequence[Hit], naming: str) -> Compared:
    text = said_by(hits)
    held, said_in_titles = _vocabulary(hits), Vocabulary.of_all(titles_of(hits[0]))
    unsaid, fit = 1.0, 0.0
    for candidate in candidates_of(hits):
        if candidate.is_heading:
            continue
        near = candidate.vocabulary | said_in_titles | Vocabulary.of_all(candidate.hit.passage.section)
        fitting = fits(asked, candidate.text)
        unsaid = min(unsaid, _uncovered(asked.words, near) + UNFIT_SENTENCE * (1.0 - fitting))
        fit = max(fit, fitting)
    return Compared(
        unnamed=sum(not may_say(naming, name) for name in asked.names),
        uncovered=_uncovered(asked.words, held),
        unsaid=unsaid,
        headless=_uncovered(asked.head, held),
        unnumbered=bool(missing(asked.numbers, quantities(text))),
        unfit=1.0 - fit if asked.wanted & OF_A_KIND else 0.0,
        unpriced=fit < 1.0 and _unpriced(asked, text),
    )


def _vocabulary(hits: Sequence[Hit]) -> Vocabulary:
    """Return the words of titles, sections and passages; each is cut once, and what quotes from it has it cut already."""
    said = Vocabulary.of_all(titles_of(hits[0]))
    for hit in hits:
        said = said | Vocabulary.of_all((*titles_of(hit), *hit.passage.section)) | words_of(hit.passage)
    return said


def _unpriced(asked: Question, text: str) -> bool:
    if Wanted.PHONE in asked.wanted:
        return True
    money = bool(asked.units) and asked.units <= MONEY and _PRICE.search(search_form(asked.text)) is not None
    return money and _MONEY_WORD.search(text) is None


def _uncovered(words: Sequence[Word], held: Vocabulary) -> float:
    return sum(not held.says(word) for word in words) / max(1, len(words))


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
