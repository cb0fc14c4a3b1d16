"""Whether a text says a name, in either script, and as itself: Minato Ward is no Minato Town, 白鷺川市 no 白鷺市."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from casebase.answer.name_words import COMMON_CAPITALS, GENERIC
from casebase.text.likely_readings import may_be_spelt, may_be_written
from casebase.text.normalize import search_form
from casebase.text.places import japanese_names, municipalities, prefectures
from casebase.text.readings import KINDS, KINDS_IN_LATIN, municipalities_read, reads, unvoiced
from casebase.text.remembered import remembered
from casebase.text.transliteration import may_be_heard


@dataclass(frozen=True, slots=True)
class Name:
    """Something a text calls by its name; any of `spellings` (in search form) says it.

    What reads like `read_as`, is heard like `heard` (see `casebase.text.transliteration`) or says all of `parts` may say it too.
    `kind` is what the text says a place to be (市). A place is said without it as well, unless `in_full`: its name is a word.
    `papers_in`: of a country, the language of its offices, whose papers need not say it. `is_distinctive`: whatever it is the
    name of, a text that means it says it. `is_no_word`: a dictionary does not have it, so that a text in the same language that
    means it says it.
    """

    spellings: tuple[str, ...]
    is_place: bool = False
    kind: str = ""
    in_full: bool = False
    read_as: str = ""
    heard: str = ""
    parts: tuple[str, ...] = ()
    papers_in: str = ""
    is_distinctive: bool = False
    is_no_word: bool = False


MOST_WORDS = 3
"""Words in Latin letters that are written as one in katakana: ポートエラリング."""

INFLECTED = 2
"""Letters at the end of a word that no dictionary has which may be those of a plural: webinars, a webinar."""

FEWEST_OF_SMALL = 7
"""Letters of a word without a capital that may be what a thing in katakana is called: hallucination for ハルシネーション."""

_KATAKANA = re.compile(r"[ァ-ヶー・]{3,}")
_CAPITALS = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]+(?:[ \-][A-Z][A-Za-z]+)*")
_WORD, _SMALL = re.compile(r"[A-Za-z]+"), re.compile(r"(?<![A-Za-z@./_\-])[a-z]{3,}(?![A-Za-z@/_\-]|\.[a-z])")
_NO_NAMES = COMMON_CAPITALS | GENERIC
_WITHOUT_ACCENT = {
    char: plain[0] for char in map(chr, range(0xC0, 0x250)) if len(plain := unicodedata.normalize("NFD", char)) > 1
}
_ENDING = re.compile(r"(?<=..)[都道府県市区町村]$")
_NOT_BEFORE = "(?<![東西南北新])"
"""Before the name of a place these make it another: 北広島市, 東京都 (of 京都)."""

_NOT_AFTER = "(?![一-鿿]{0,2}?[都道府県市区町村]|[原川田山島崎野沢谷浜津岡橋瀬])"
"""After the bare name of a place these make it another: 広島 says 広島県, but 広島市 does not, nor 白鷺川市 or Mr 汐見原."""

_OF_KIND = {
    kind: (english, *(ending for ending, one in KINDS_IN_LATIN.items() if one == kind))
    for kind, english in KINDS.items()
}
_OF_OTHER_KIND = {
    kind: rf"(?!(?:\s+|-)(?:{'|'.join(word for one in KINDS if one != kind for word in _OF_KIND[one])})\b)"
    for kind in KINDS
}


def without_ending(place: str) -> str:
    """Return the name of a place in Japanese without what it is: 岩瀬 of 岩瀬市."""
    return _ENDING.sub("", place)


def says_name(searched: str, name: Name) -> bool:
    """Tell whether `searched` (in search form) says `name` in any of its spellings, as a whole word, or a place as it reads."""
    if any(_says(searched, spelling, name) for spelling in name.spellings):
        return True
    return bool(name.is_place and name.read_as) and (unvoiced(name.read_as), name.kind) in municipalities_read(searched)


def may_say(text: str, name: Name) -> bool:
    """Tell whether `text`, as it is written, says `name`, or in the other script or apart what may be it.

    Enough for documents to be about it, too little to bear a statement out: ヨミトク sounds like much else.
    """
    searched = _in_search_form(text)
    if says_name(searched, name):
        return True
    if name.is_place and name.kind and _may_read(searched, name):
        return True
    if name.parts and all(part in searched for part in name.parts):
        return True
    if name.heard and _may_be_heard(text, name):
        return True
    if name.is_no_word and name.spellings[0][:-INFLECTED] in searched:
        return True
    if not name.read_as or name.is_place:
        return False
    return reads(searched, name.read_as) or may_be_written(searched, name.read_as)


@remembered(512)
def _in_search_form(text: str) -> str:
    return search_form(text)


def _may_be_heard(text: str, name: Name) -> bool:
    """Tell whether `text` has a name that sounds like `name`, or where that is a thing in katakana a long word."""
    told = _told_by_name(text)
    if name.heard in told or may_be_heard(told, name.heard):
        return True
    return not name.is_place and not name.heard.isascii() and may_be_heard(_small_in(text), name.heard)


@remembered(512)
def _told_by_name(text: str) -> frozenset[str]:
    """Return, in search form, what `text` may call by name: words in katakana, and those with a capital that it never writes
    without one, also as one word where they follow one another."""
    plain = _plain(text)
    found = {part for run in _KATAKANA.findall(plain) for part in (run.replace("・", ""), *run.split("・"))}
    small = set(_SMALL.findall(plain))
    for run in _CAPITALS.findall(plain):
        words = [word.casefold() for word in _WORD.findall(run)]
        are_names = [word not in small and word not in _NO_NAMES for word in words]
        for start in range(len(words)):
            for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
                if any(are_names[start:end]) and not small.intersection(words[start:end]):
                    found.add("".join(words[start:end]))
    return frozenset(found)


@remembered(512)
def _small_in(text: str) -> frozenset[str]:
    return frozenset(word for word in _SMALL.findall(_plain(text)) if len(word) >= FEWEST_OF_SMALL)


def _plain(text: str) -> str:
    """Return `text` in the usual widths and without accents, letters large and small as they are."""
    wide = unicodedata.normalize("NFKC", text)
    return wide if wide.isascii() else "".join(_WITHOUT_ACCENT.get(char, char) for char in wide)


def _may_read(searched: str, place: Name) -> bool:
    """Tell whether `searched` names in the other script what may be a place that no list has."""
    if any(not spelling.isascii() and spelling not in municipalities() for spelling in place.spellings):
        return may_be_spelt(searched, place.spellings[0])
    listed = any(not spelling.isascii() for spelling in place.spellings)
    return not listed and bool(place.read_as) and may_be_written(searched, place.read_as, place.kind)


def _says(searched: str, spelling: str, name: Name) -> bool:
    if not spelling:
        return True
    if spelling.isascii():
        other = _OF_OTHER_KIND.get(name.kind, "") if " " not in spelling else ""
        address = r"(?<!\.)" if name.is_place else ""
        return re.search(rf"(?<![a-z0-9]){address}{re.escape(spelling)}(?![a-z0-9]){other}", searched) is not None
    if not name.is_place:
        return spelling in searched
    if re.search(rf"{_NOT_BEFORE}{re.escape(spelling)}", searched):
        return True
    bare = without_ending(spelling)
    if name.in_full or bare == spelling or (spelling.endswith("市") and japanese_names().get(bare) in prefectures()):
        return False
    return re.search(rf"{_NOT_BEFORE}{re.escape(bare)}{_NOT_AFTER}", searched) is not None
