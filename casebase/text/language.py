"""Which language a text is in, as far as the product cares: Japanese or English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

LOOKED_AT = 20_000
"""Characters that decide; more would change nothing and cost time."""

_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_CJK = re.compile(r"[\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uff66-\uff9d]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’\-]*")
_FUNCTION_WORDS = frozenset(
    [
        *(
            "a",
            "an",
            "the",
            "of",
            "in",
            "on",
            "to",
            "for",
            "and",
            "or",
            "is",
            "are",
            "was",
            "were",
            "do",
            "does",
            "did",
        ),
        *(
            "what",
            "when",
            "where",
            "which",
            "who",
            "why",
            "how",
            "by",
            "with",
            "from",
            "can",
            "has",
            "have",
            "it",
            "at",
        ),
    ]
)


def language_of(text: str) -> Literal["ja", "en"]:
    """Return `ja` or `en`; a text with neither script is Japanese, the product's first language.

    Names in the other script do not decide: 「ChatGPT Enterpriseの料金は？」 is Japanese, "What is 東京都?" is English.
    Japanese without hiragana (a heading, search words) has no English function words either. Capitals alone (IT, plan A) are
    names, no function words.
    """
    sample = text[:LOOKED_AT]
    words = _LATIN_WORD.findall(sample)
    if not words:
        return "ja"
    if not _CJK.search(sample):
        return "en"
    hiragana = len(_HIRAGANA.findall(sample))
    function_words = sum(word.casefold() in _FUNCTION_WORDS and not word.isupper() for word in words)
    if hiragana == 0:
        return "en" if function_words else "ja"
    return "en" if function_words and len(words) > hiragana else "ja"


def in_another(texts: Iterable[str], language: str) -> int:
    """Return how many of `texts` are in another language than `language`."""
    return sum(language_of(text) != language for text in texts)
