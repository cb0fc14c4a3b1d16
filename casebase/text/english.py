"""Forms of one English word brought together: plural, -ing and -ed."""

from __future__ import annotations

import re

_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdgkmnprt])\1$")
_SHORTEST = 3
_IRREGULAR = {"used": "use", "using": "use", "uses": "use"}


def singular(word: str) -> str:
    """Take the plural off an English word (Harman's S stemmer); numbers and short words stay."""
    word = word.removesuffix("'s")
    if len(word) < 4 or not word.endswith("s") or not word.isalpha():
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith(("us", "ss")):
        return word
    return word[:-1]


def stem(word: str) -> str:
    """Return what the forms of an English word have in common: `reduc` of reduce, reduces, reduced and reducing.

    A stem is compared, never shown; two words may share one (`plan`, `planed`).
    """
    if not (word.isascii() and word.replace("'", "").isalpha()):
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    found = singular(word)
    for ending in ("ing", "ed"):
        bare = found.removesuffix(ending)
        if bare != found and not found.endswith("eed") and len(bare) >= _SHORTEST and _VOWEL.search(bare):
            found = _DOUBLED.sub(r"\1", bare)
            break
    if found.endswith("y") and len(found) > _SHORTEST + 1 and found[-2] not in "aeiou":
        return found[:-1] + "i"
    return found[:-1] if found.endswith("e") and len(found) > _SHORTEST else found
