"""Whether a sentence denies what its source says, or says what its source denies: clause by clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebase.text.tokens import tokenize

_NEGATION = re.compile(
    r"(?<!少)(?<!すく)(?:ない|なかった|なく(?!な[るっりら]))|ません|(?<!必)ず(?:に|、|。|$|[一-鿿])|ぬ(?:。|$)|禁止|禁じ|不可|できぬ|断念|見送|中止"
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


_OPPOSITES = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (
            r"増(?!減)|上昇|上が[りっる]|拡大|延び|長くな|\b(?:increas\w+|rose|risen|rises?|grew|grown|more)\b",
            r"(?<!増)減|削減|短縮|低下|下が[りっる]|縮小|短くな|\b(?:decreas\w+|reduc\w+|fell|fallen|falls?|cut|fewer|less|saved?)\b",
        ),
        (r"向上|改善|良くな|\bimprov\w+", r"悪化|悪くな|低下|\b(?:worse\w*|deteriorat\w+)\b"),
        (
            r"開始|始め|始ま|\b(?:began|begun|start\w*|launch\w*)\b",
            r"終了|終え|廃止|停止|\b(?:ended|stopped|abolish\w*|discontinu\w*)\b",
        ),
    )
)
"""Directions: a sentence that says one where its source says only the other tells the contrary."""

_FIGURE = r"(?P<{}>\d[\d,.]*)"
_FROM_TO = re.compile(
    rf"{_FIGURE.format('a')}[^\d。、]{{0,8}}から[^\d。]{{0,12}}?{_FIGURE.format('b')}"
    rf"|\bfrom\s+(?:about\s+)?{_FIGURE.format('c')}[^\d.]{{0,12}}?\bto\s+(?:about\s+)?{_FIGURE.format('d')}",
    re.IGNORECASE,
)


def turns_round(sentence: str, quotes: Sequence[str]) -> bool:
    """Tell whether a sentence says that something grew where its source says only that it shrank, or takes after for before."""
    held = "\n".join(quotes)
    for one, other in _OPPOSITES:
        for said, contrary in ((one, other), (other, one)):
            if (
                said.search(sentence)
                and not contrary.search(sentence)
                and contrary.search(held)
                and not said.search(held)
            ):
                return True
    changes = _changes(held)
    return any((after, before) in changes and (before, after) not in changes for before, after in _changes(sentence))


def _changes(text: str) -> set[tuple[str, str]]:
    """Return the figures that a text puts before and after: 168 and 74 in 「168時間から74時間に」."""
    return {(match["a"] or match["c"], match["b"] or match["d"]) for match in _FROM_TO.finditer(text)}


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
