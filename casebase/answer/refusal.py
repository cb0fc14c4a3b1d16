"""When the casebase does not hold the answer.

Scores of retrieval cannot tell (the best cosine is as high without an answer as with one), so the signs are about what
a question *names* and what it *asks for*: a place or product that no found document speaks of, words that no sentence
says even in other words, an amount of money, a date or a telephone number asked for where none stands.
Only hits of the reader's own are looked at, so that nothing is given away about documents that the reader may not see.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casebase.answer.candidates import candidates_of
from casebase.answer.fit import fits
from casebase.answer.question import Question, Wanted, says_name
from casebase.models import Hit
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import missing, quantities
from casebase.text.tokens import Vocabulary, Word

LOOKED_AT = 6
"""Hits that count as evidence; what only stands further down is not what the question is about."""

DOUBT_ALLOWED = 0.3
"""Log-odds up to which an answer is given. Refusing a question that has an answer counts as the worse mistake."""

LEAST_FIT = 0.5

_MONEY = frozenset({"円", "ドル"})
_MONEY_WORD = re.compile(r"円|[¥￥$€]|\b(?:yen|dollars?|jpy|usd)\b", re.IGNORECASE)
_PRICE = re.compile(
    r"費|料|代|金額|総額|価格|値段|予算|コスト|年収|給与|報酬|税|賃|cost|price|fee|budget|salary|wage|charge|spen[dt]|いくら(?:です|か?[?？。]?$|か?かか|払)"
)
_OF_A_KIND = frozenset({Wanted.AMOUNT, Wanted.DATE, Wanted.PHONE})


@dataclass(frozen=True, slots=True)
class Signs:
    """What a question and the document that fits it best say about each other; shares are in 0..1.

    `unnamed`: share of the names in the question that no looked-at hit says; `misplaced`: the document that fits best
    does not say a place that the question names;
    `uncovered`: share of the question's words that the document does not say, weighed by how rare they are; `unsaid`:
    the same for the sentence that says most; `headless`: share of the words for what is asked that the document does
    not say; `unnumbered`: a number of the question is missing; `unfit`: how far the kind of thing asked for is missing;
    `unpriced`: money or a telephone number is asked for and none is said at all; `dense`: best cosine; `margin`: how
    far it stands out from the next three; `foreign`: question and hits are in different languages;
    `english`: the question is in English.
    """

    unnamed: float
    misplaced: bool
    uncovered: float
    unsaid: float
    headless: float
    unnumbered: bool
    unfit: float
    unpriced: bool
    dense: float
    margin: float
    foreign: bool
    english: bool


def signs_of(asked: Question, hits: Sequence[Hit], document_frequency: Callable[[str], int]) -> Signs:
    """Compare a question with its best hits. `document_frequency` counts the passages that hold a word."""
    looked_at = hits[:LOOKED_AT]
    rarity = {word.token: 1.0 / math.log(2.0 + document_frequency(word.token)) for word in asked.words}
    cosines = [hit.dense for hit in hits]
    foreign = sum(language_of(hit.passage.text) != asked.language for hit in looked_at) * 2 > len(looked_at)
    margin = max(cosines) - sum(sorted(cosines)[-4:-1]) / max(1, len(cosines[:4]) - 1) if len(cosines) > 1 else 0.0
    by_document: dict[str, list[Hit]] = {}
    for hit in looked_at:
        by_document.setdefault(hit.document.id, []).append(hit)
    anywhere = search_form("\n".join(_said_by(group) for group in by_document.values()))
    unnamed = [name for name in asked.names if not says_name(anywhere, name)]
    compared = [_compared(asked, group, rarity) for group in by_document.values()]
    best = min(compared, key=lambda c: (c.misplaced, c.unnamed, c.unsaid))
    return Signs(
        unnamed=len(unnamed) / max(1, len(asked.names)),
        misplaced=best.misplaced,
        uncovered=best.uncovered,
        unsaid=best.unsaid,
        headless=best.headless,
        unnumbered=best.unnumbered,
        unfit=best.unfit,
        unpriced=best.unpriced,
        dense=max(cosines),
        margin=margin,
        foreign=foreign,
        english=asked.language == "en",
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """The signs of one document; `unnamed` by itself."""

    unnamed: float
    misplaced: bool
    uncovered: float
    unsaid: float
    headless: float
    unnumbered: bool
    unfit: float
    unpriced: bool


def _compared(asked: Question, hits: Sequence[Hit], rarity: dict[str, float]) -> _Compared:
    titles, text = _titles(hits[0]), _said_by(hits)
    searched = search_form(text)
    held = Vocabulary.of(text)
    unsaid_names = [name for name in asked.names if not says_name(searched, name)]
    said_in_titles = Vocabulary.of(titles)
    unsaid, fit = 1.0, 0.0
    for candidate in candidates_of(hits):
        if candidate.is_heading:
            continue
        near = candidate.vocabulary | said_in_titles | Vocabulary.of("\n".join(candidate.hit.passage.section))
        fitting = fits(asked, candidate.text)
        unsaid = min(unsaid, _uncovered(asked.words, near, rarity) + 0.3 * (1.0 - fitting))
        fit = max(fit, fitting)
    of_a_kind = bool(asked.wanted & _OF_A_KIND)
    money = bool(asked.units) and asked.units <= _MONEY and _PRICE.search(search_form(asked.text)) is not None
    priced = Wanted.PHONE in asked.wanted or money
    return _Compared(
        unnamed=len(unsaid_names) / max(1, len(asked.names)),
        misplaced=any(name.is_place for name in unsaid_names),
        uncovered=_uncovered(asked.words, held, rarity),
        unsaid=min(1.0, unsaid),
        headless=sum(not held.says(word) for word in asked.head) / max(1, len(asked.head)),
        unnumbered=bool(missing(asked.numbers, quantities(text))),
        unfit=1.0 - fit if of_a_kind else 0.0,
        unpriced=priced and fit < 1.0 and (Wanted.PHONE in asked.wanted or _MONEY_WORD.search(text) is None),
    )


def _titles(hit: Hit) -> str:
    details = hit.document.details
    return "\n".join((hit.document.title, details.title_en, details.organization_name))


def _said_by(hits: Sequence[Hit]) -> str:
    """Return the titles and the found passages of one document."""
    return "\n".join((_titles(hits[0]), *("\n".join((*hit.passage.section, hit.passage.text)) for hit in hits)))


def _uncovered(words: Sequence[Word], held: Vocabulary, rarity: dict[str, float]) -> float:
    total = sum(rarity[word.token] for word in words)
    return sum(rarity[word.token] for word in words if not held.says(word)) / total if total else 0.0


def refuses(asked: Question, hits: Sequence[Hit], document_frequency: Callable[[str], int]) -> bool:
    """Tell whether `hits` do not hold the answer to `asked`."""
    if not hits:
        return True
    signs = signs_of(asked, hits, document_frequency)
    return signs.misplaced or signs.unpriced or doubt(signs) > DOUBT_ALLOWED


def doubt(signs: Signs) -> float:
    """Return the log-odds that the answer is not there, by the fitted weights."""
    # Cosines of the small model lie between 0.80 and 0.95; both are brought to the size of the other signs.
    dense, margin = (signs.dense - 0.85) * 20, signs.margin * 20
    by_nearness = -1.12 + 0.51 * signs.uncovered + 0.36 * signs.unsaid - 2.04 * dense - 2.23 * margin
    if signs.foreign:
        return by_nearness
    by_words = (
        -1.42
        + 1.76 * (signs.unnamed > 0)
        + 1.56 * signs.unnamed
        + 0.23 * signs.uncovered
        + 1.94 * signs.unsaid
        + 0.93 * signs.headless
        + 1.49 * signs.unnumbered
        + 3.39 * signs.unfit
        - 0.88 * dense
        - 3.63 * margin
    )
    # An English question finds the few English lines of Japanese documents: their words alone prove little.
    return (by_words + by_nearness) / 2 if signs.english else by_words


def misses_the_kind(asked: Question, texts: Sequence[str]) -> bool:
    """Tell whether an amount, a date or a telephone number was asked for and none of `texts` says one."""
    if not asked.wanted & _OF_A_KIND or asked.wanted - _OF_A_KIND:
        return False
    return all(fits(asked, text) < LEAST_FIT for text in texts)
