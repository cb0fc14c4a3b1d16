"""Places that no list has, from one script to the other: 「清滑市」 may be what an English paper calls Kiyoname City.

The dictionary gives a name one reading; every part of it may have several, and people read names otherwise still. So any
reading that is made up of readings of its parts is compared with the spelling, letter by letter. Enough for a document to be
about a place, too little to say that it is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import islice

from casebase.text.places import municipalities, municipalities_by_key, municipalities_in_kana
from casebase.text.readings import KINDS_IN_ENGLISH, KINDS_IN_LATIN, latin_key, latin_of, unvoiced
from casebase.text.remembered import remembered
from casebase.text.tokens import open_dictionary

ALIKE = 0.7
"""How alike a spelling and a reading are, from 0 to 1 (Ratcliff and Obershelp). Of 861 municipalities whose name as a whole was
not looked up 0.90 are found by it, where the others' names tell how characters are read (0.84 where not), and 0.02 of other
municipalities' spellings taken for them."""

ALIKE_OF_ANY_KIND = 0.9
"""The same where it is not said what kind of place it is, nor that it is one."""

LONGER = 2
"""Letters that one of them is longer at most: Shirasagigawa is not Shirasagi."""

MOST_READINGS = 300
"""Readings of a name that are made up, at most."""

LONGEST_PART = 3
"""Characters of a name that are looked up together."""

_WRITTEN = re.compile(r"(?<![一-鿿々])([一-鿿々ヶケ]{1,4})([県市町村区])")
_SPELT_BEFORE = re.compile(
    rf"(?<![a-z])([a-z]{{3,}})(?:\s+({'|'.join(KINDS_IN_ENGLISH)})|-({'|'.join(KINDS_IN_LATIN)}))(?![a-z])"
)
_SPELT_AFTER = re.compile(rf"(?<![a-z])({'|'.join(KINDS_IN_ENGLISH)}) of ([a-z]{{3,}})(?![a-z])")
_KINDS = KINDS_IN_ENGLISH | KINDS_IN_LATIN
_TWO = re.compile("[一-鿿]{2}")
_SMALL = str.maketrans("ヶケ", "がが")


def may_be_written(searched: str, key: str, kind: str = "") -> bool:
    """Tell whether `searched` (in search form) names a place of a `kind` (市), or if none is told of any, in kanji that may read
    like `key`."""
    alike = ALIKE if kind else ALIKE_OF_ANY_KIND
    return any(kind in ("", of_kind) and _reads_like(name, key, alike) for name, of_kind in _written_in(searched))


def may_be_spelt(searched: str, place: str) -> bool:
    """Tell whether `searched` (in search form) names a place in Latin letters that `place` (清滑市) may be."""
    return any(kind == place[-1] and _reads_like(place[:-1], key, ALIKE) for key, kind in _spelt_in(searched))


@remembered(512)
def _written_in(searched: str) -> frozenset[tuple[str, str]]:
    """Return the names before 県, 市, 区, 町 and 村 in a text that no list has, and the kind."""
    return frozenset(
        (found[1], found[2]) for found in _WRITTEN.finditer(searched) if found.group() not in municipalities()
    )


@remembered(512)
def _spelt_in(searched: str) -> frozenset[tuple[str, str]]:
    """Return the keys and kinds of places in Latin letters that no list has."""
    named = [(name, english or ending) for name, english, ending in _SPELT_BEFORE.findall(searched)]
    named += [(name, english) for english, name in _SPELT_AFTER.findall(searched)]
    keys = {(latin_key(name), _KINDS[kind]) for name, kind in named}
    listed = municipalities_by_key()
    return frozenset((key, kind) for key, kind in keys if not any(one[-1] == kind for one in listed.get(key, ())))


def _reads_like(name: str, key: str, alike: float) -> bool:
    wanted = unvoiced(key)
    near = [one for one in _keys_of(name) if abs(len(one) - len(wanted)) <= LONGER]
    return any(SequenceMatcher(None, one, wanted, autojunk=False).ratio() >= alike for one in near)


@remembered(512)
def _keys_of(name: str) -> frozenset[str]:
    """Return the keys, unvoiced, of what a name may read like."""
    return frozenset(unvoiced(latin_of(kana)) for kana in _readings_of(name.translate(_SMALL)))


@remembered(4096)
def _readings_of(name: str) -> tuple[str, ...]:
    """Return what a name may read like: every reading of a part at its beginning, with all of what is left."""
    if not name:
        return ("",)
    parts = ((name[:size], name[size:]) for size in range(min(LONGEST_PART, len(name)), 0, -1))
    made_up = (kana + rest for part, left in parts for kana in _looked_up(part) for rest in _readings_of(left))
    return tuple(islice(dict.fromkeys(made_up), MOST_READINGS))


@remembered(4096)
def _looked_up(part: str) -> tuple[str, ...]:
    """Return how the dictionary reads a part of a name by itself, and municipalities a character of theirs."""
    return tuple(dict.fromkeys((*_in_dictionary(part), *_in_municipalities().get(part, ()))))


def _in_dictionary(part: str) -> list[str]:
    return [one.reading_form() for one in open_dictionary().lookup(part) if one.surface() == part]


@cache
def _in_municipalities() -> Mapping[str, Sequence[str]]:
    """Return how characters are read in names of two, where the dictionary reads the other one: 千 of 千葉 is チ."""
    found: dict[str, list[str]] = {}
    for place, kana in municipalities_in_kana():
        if not _TWO.fullmatch(place[:-1]):
            continue
        first, second = place[0], place[1]
        cuts = [(kana[:cut], kana[cut:]) for cut in range(1, len(kana))]
        found.setdefault(second, []).extend(after for before, after in cuts if _reads(first, before))
        found.setdefault(first, []).extend(before for before, after in cuts if _reads(second, after))
    return found


@cache
def _reads(part: str, kana: str) -> bool:
    return unvoiced(latin_of(kana)) in {unvoiced(latin_of(one)) for one in _in_dictionary(part)}
