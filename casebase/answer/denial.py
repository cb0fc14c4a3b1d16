"""Whether a sentence denies what its source says, or says what its source denies: clause by clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebase.text.tokens import tokenize

_NEGATION = re.compile(
    r"ない|なかった|ません|なく(?!なる)|(?<!必)ず(?:に|、|。|$|[一-鿿])|ぬ(?:。|$)|禁止|禁じ|不可|できぬ|断念|見送|中止"
    r"|\b(?:not|no|never|cannot|without|neither|nor)\b|n't\b|prohibit|forbid|\bbanned?\b|\bstopped\b|\babandon",
    re.IGNORECASE,
)
_AFFIRMED = re.compile(
    r"(?:な(?:けれ|く(?:て(?:は)?|ちゃ)?)|ね)(?:ば|ちゃ)?(?:なら|いけ)(?:ない|ません|ず)|ないと(?:なら|いけ)(?:ない|ません)"
    r"|かもしれ(?:ない|ません)|に(?:違いない|ほかなら(?:ない|ず))|ざるを得(?:ない|ません)|(?:だけ|のみ)で(?:は)?なく|のみならず|不可欠"
    r"|\bnot only\b",
    re.IGNORECASE,
)
"""What is written with a negation and denies nothing: 「確認しなければならない」 is an order to check."""

_CLAUSE = re.compile(
    r"[、,;；。．!！?？\n]|(?<=[a-z])\.\s|\s(?:and|but|while|because|although)\s|(?<=せず)|(?<=ずに)",
    re.IGNORECASE,
)

ALIKE = 0.5
"""Share of the words of the shorter clause that two clauses must have in common to be about the same."""

FEWEST_WORDS = 2


def denies(sentence: str, quotes: Sequence[str]) -> bool:
    """Tell whether a clause of the sentence and the clause of a quote that is most like it differ in a negation.

    Clauses that are like none of the quotes are compared with the quotes as a whole: then any negation there will do.
    """
    held = [clause for quote in quotes for clause in _clauses(quote)]
    anywhere = any(negated for _, negated in held)
    nowhere = all(negated for _, negated in held)
    for words, negated in _clauses(sentence):
        alike = _most_alike(words, held)
        if alike:
            if negated not in alike:
                return True
        elif (negated and not anywhere) or (not negated and nowhere and len(words) >= FEWEST_WORDS):
            return True
    return False


def _most_alike(words: frozenset[str], held: Sequence[tuple[frozenset[str], bool]]) -> set[bool]:
    """Return whether the clauses that share most words are negated: both where they are equally like, none if unlike."""
    best, found = 0.0, set[bool]()
    for other, negated in held:
        smaller = min(len(words), len(other))
        share = len(words & other) / smaller if smaller >= FEWEST_WORDS else 0.0
        weight = share * len(words & other)
        if share >= ALIKE and weight > best:
            best, found = weight, {negated}
        elif share >= ALIKE and weight == best:
            found.add(negated)
    return found


def _clauses(text: str) -> list[tuple[frozenset[str], bool]]:
    """Return the words of each clause and whether it is negated; two negations in one clause are none."""
    found = []
    for piece in _CLAUSE.split(text):
        if words := frozenset(tokenize(piece)):
            found.append((words, len(_NEGATION.findall(_AFFIRMED.sub("", piece))) % 2 == 1))
    return found


def says_no(text: str) -> bool:
    """Tell whether a text holds a negation at all."""
    return _NEGATION.search(_AFFIRMED.sub("", text)) is not None
