"""What a question and its hits say about each other: the names, words, numbers and kinds that the one has and the other lacks.

Signs alone, each by itself; what they weigh, and whether there is an answer, is decided in `casebase.answer.refusal`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean

from casebase.answer.candidates import candidates_of, words_of
from casebase.answer.fit import fits
from casebase.answer.named import OpeningOf, departments_in, naming_text, quoted_there, said_by, titles_of
from casebase.answer.overview import Scope, best_matches
from casebase.answer.question import Question
from casebase.answer.said import Name, may_say
from casebase.answer.situation import is_statement
from casebase.answer.wanted import FACTS, Wanted
from casebase.models import Hit
from casebase.retrieve.duplicates import by_document
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import MONEY, missing, quantities
from casebase.text.tokens import Vocabulary, Word

LOOKED_AT = 6
"""Hits that count as evidence; what only stands further down is not what the question is about."""

NEAR = 0.5
"""Cosine (of the bundled model with its adapter) from which the best passage is about what the question is about."""

FEWEST_TOPIC_WORDS = 2
"""Words that a question must have, beside the one it asks the value of, to be off topic by all of them."""

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


def signs_of(asked: Question, hits: Sequence[Hit], opening_of: OpeningOf, scope: Scope = Scope.ONE) -> Signs:
    """Compare a question with its best hits, of which there is at least one."""
    looked_at = hits[:LOOKED_AT]
    groups = by_document(looked_at).values()
    naming = [naming_text(asked.names, group, opening_of) for group in groups]
    unnamed = [name for name in asked.names if not any(may_say(text, name) for text in naming)]
    compared = [_compared(asked, group, text) for group, text in zip(groups, naming, strict=True)]
    languages = [language_of(hit.passage.text) for hit in looked_at]
    foreign = 2 * sum(language != asked.language for language in languages) > len(looked_at)
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
