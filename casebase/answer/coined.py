"""Names that were made up for one thing: products, services, companies (「なぎさん」, しらさぎアシスト, ミチシルベ技研, KoeNote).

A text that means such a thing says its name, so that what does not say it cannot answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from casebase.answer.name_words import KNOWN_TO_ALL, OFFICIAL
from casebase.answer.said import Name
from casebase.text.normalize import search_form
from casebase.text.tokens import is_in_dictionary, parts_of_speech

SHORTEST_LATIN = 4

LONGEST_QUOTED = 12

_TELLS_OR_ASKS = re.compile(
    r"[をがはにへ]|(?:ない|なし|です|ます|ました|ません|[たるいだかねよ]|こと|もの)$|[。、!?！？\s]"
)
"""What a quoted saying has that a name has not."""

_KANA_OR_LATIN = re.compile(r"[ぁ-んァ-ヶーa-z]")
_COMPANY = re.compile(
    r"(?:[一-鿿々]{2,4}|[ァ-ヶー]{2,8}|(?<![ぁ-ん])[ぁ-ん]{2,5})"
    r"(?:技研|電機|電算|計算所|計算センター|運輸|商会|製作所|興業|総研)(?![一-鿿])"
)
_HIRAGANA, _KATAKANA = re.compile(r"[ぁ-ん]{2,}"), re.compile(r"[ァ-ヶー]{2,}")
_THINGS = frozenset({"一般", "サ変可能"})
"""Kinds of nouns, beside those that say when or how."""

_FEWEST_OF_A_PART = 3
_SUFFIX = re.compile(
    r"(?:[ts]ion|ment|ness|ity|[ae]nc[ey]|[ae]nt|ly|al|ive|[ai]ble|is[mt]|ship|[ao]ry|ous|ful|less|i[sz]e|[ai]te|age|dom|hood|ward|ic)s?$"
)
"""How words end that are made of others, of which no dictionary has all."""

_CAPITAL = re.compile("[A-Z][a-z]{4,24}")
_INFLECTED = re.compile(r"(?:(.)\1)?(?:ing|ed|e?rs?|ors?|e?s)$")

_MIXED = re.compile(r"(?=.*[a-z])[A-Za-z]*[A-Za-z][A-Z][A-Za-z]*")


def is_coined_in_quotes(quoted: str) -> bool:
    """Tell whether a short text in quotes is a name rather than a saying or a common word: 「なぎさん」, but not 「危険」."""
    written = search_form(quoted).strip()
    short = 1 < len(quoted) <= LONGEST_QUOTED
    return short and _KANA_OR_LATIN.search(written) is not None and not _TELLS_OR_ASKS.search(written)


def coined_in(searched: str) -> Iterator[Name]:
    """Yield the names in Japanese script, outside of quotes, that look made up for one thing in a text in search form."""
    for company in _COMPANY.finditer(searched):
        yield Name((company.group(),), is_distinctive=True)
    words = parts_of_speech(searched) if _HIRAGANA.search(searched) and _KATAKANA.search(searched) else []
    for (start, middle, kind), (begins, _, _) in pairwise(words):
        first, second = searched[start:middle], _KATAKANA.match(searched, begins)
        is_thing = kind[0] == "名詞" and kind[2] in _THINGS
        if is_thing and second and begins == middle and _HIRAGANA.fullmatch(first):
            yield Name((first + second.group(),), is_distinctive=True, parts=(first, second.group()))


def is_no_word(written: str) -> bool:
    """Tell whether a word with a capital is in no dictionary, nor made of one that is: Wexmoor, Quillby, but not LGWAN."""
    folded = written.casefold()
    if not _CAPITAL.fullmatch(written) or _SUFFIX.search(folded):
        return False
    stem = _INFLECTED.sub(r"\1", folded)
    forms = {folded, stem, f"{stem}e", folded.removesuffix("s"), re.sub("ies$", "y", folded)}
    cuts = range(_FEWEST_OF_A_PART, len(folded) - _FEWEST_OF_A_PART + 1)
    compound = any(is_in_dictionary(folded[:cut]) and is_in_dictionary(folded[cut:]) for cut in cuts)
    return not (compound or forms & (OFFICIAL | KNOWN_TO_ALL) or any(map(is_in_dictionary, forms)))


def is_coined_in_latin(written: str) -> bool:
    """Tell whether a word in Latin letters is no acronym and has a capital inside: KoeNote, PayPay."""
    mixed = _MIXED.fullmatch(written) is not None and not written.removesuffix("s")[1:].isupper()
    return len(written) >= SHORTEST_LATIN and mixed and written.casefold() not in KNOWN_TO_ALL
