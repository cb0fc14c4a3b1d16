"""Sentences whose truth is known because they were made: quotes reworded faithfully, and quotes falsified in one way each.

What a language model might write, without a model: given to the gate with the citation of the quote that they were made from.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_POLITE = (
    ("した。", "しました。"),
    ("である。", "です。"),
    ("している。", "しています。"),
    ("する。", "します。"),
)
_DENIED = (
    ("している。", "していない。"),
    ("した。", "しなかった。"),
    ("である。", "ではない。"),
    ("する。", "しない。"),
    (" is ", " is not "),
    (" was ", " was not "),
    (" are ", " are not "),
    (" were ", " were not "),
    (" can ", " cannot "),
)
_PLACES = ("東京都", "広島県", "横須賀市", "神戸市", "江戸川区", "Tokyo", "Hiroshima", "Yokosuka", "Kobe")
_OTHER_PLACES = {True: "大阪府", False: "Sapporo"}


def reworded(sentence: str) -> str | None:
    """Return the sentence without what stands in brackets, politely: still true. None where nothing changes."""
    text = re.sub(r"[（(][^（）()]*[）)]", "", sentence)
    for plain, polite in _POLITE:
        if text.endswith(plain):
            text = text.removesuffix(plain) + polite
            break
    return text if text != sentence and len(text) > 10 else None


def other_figure(sentence: str) -> str | None:
    """Return the sentence with its first figure of two digits or more made another."""
    found = re.search(r"\d[\d,]*\d", sentence)
    if not found:
        return None
    number = int(found[0].replace(",", "")) + 7
    return f"{sentence[: found.start()]}{number}{sentence[found.end() :]}"


def denied(sentence: str) -> str | None:
    """Return the sentence saying the opposite."""
    for said, opposite in _DENIED:
        if said.startswith(" "):
            if said in sentence:
                return sentence.replace(said, opposite, 1)
        elif sentence.endswith(said):
            return sentence.removesuffix(said) + opposite
    return None


def other_place(sentence: str) -> str | None:
    """Return the sentence about another place."""
    named = [place for place in _PLACES if place in sentence]
    return sentence.replace(named[0], _OTHER_PLACES[not named[0].isascii()]) if named else None


def added(sentence: str) -> str | None:
    """Return the sentence with a claim that nobody makes."""
    if sentence.isascii():
        return f"{sentence.rstrip('.')} and it was praised by the national auditors for saving the most energy."
    return f"{sentence.rstrip('。')}うえに、全国の監査委員会から最優秀の省エネ施策として表彰を受けた。"


FALSE: dict[str, Callable[[str], str | None]] = {
    "another figure": other_figure,
    "the opposite": denied,
    "another place": other_place,
    "a claim added": added,
}
"""Ways to falsify a quote."""
