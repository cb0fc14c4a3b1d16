"""Whether a text says a name, in either script, and as itself: Minato Ward is no Minato Town, 白鷺川市 no 白鷺市."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casebase.text.likely_readings import may_be_spelt, may_be_written
from casebase.text.places import japanese_names, municipalities, prefectures
from casebase.text.readings import KINDS, KINDS_IN_LATIN, municipalities_read, reads, sounds_in, unvoiced


@dataclass(frozen=True, slots=True)
class Name:
    """Something a text calls by its name; any of `spellings` (in search form) says it.

    What reads like `read_as` or sounds like `sounds` (see `casebase.text.readings`), or says all of `parts`, may say it as well.
    `kind` is what the text says a place to be (市). A place is said without it as well, unless `in_full`: its name is a word.
    `is_distinctive`: whatever it is the name of, a text that means it says it.
    """

    spellings: tuple[str, ...]
    is_place: bool = False
    kind: str = ""
    in_full: bool = False
    read_as: str = ""
    sounds: str = ""
    parts: tuple[str, ...] = ()
    is_distinctive: bool = False


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


def may_say(searched: str, name: Name) -> bool:
    """Tell whether `searched` says `name`, or in the other script or apart what may be it.

    Enough for documents to be about it, too little to bear a statement out: ヨミトク sounds like much else.
    """
    if says_name(searched, name):
        return True
    if name.is_place and name.kind and _may_read(searched, name):
        return True
    if name.parts and all(part in searched for part in name.parts):
        return True
    if name.sounds and sounds_in(searched, name.sounds):
        return True
    return bool(name.read_as and not name.is_place) and reads(searched, name.read_as)


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
