"""What a text calls by name: quoted words, places, products and organisations, in both scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casebase.retrieve.glossary import spellings
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import unit_named
from casebase.text.places import (
    is_told_bare,
    japanese_names,
    latin_names,
    municipalities,
    municipalities_by_key,
    prefectures,
)
from casebase.text.readings import KINDS, latin_key, latin_of, municipalities_read, reading
from casebase.text.tokens import proper_nouns


@dataclass(frozen=True, slots=True)
class Name:
    """Something a text calls by its name; any of `spellings` (in search form) says it.

    A municipality that is written in Latin letters is said as well by any that reads like it: `read_as` is its key and kind.
    """

    spellings: tuple[str, ...]
    is_place: bool = False
    read_as: tuple[str, str] | None = None


_QUOTED = re.compile(r"[「『“]([^」』”]{1,30})[」』”]|\"([^\"]{1,30})\"")
_LATIN_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f]*(?:[.&+/'’_\-][A-Za-z0-9\u00c0-\u024f]+)*[+#]*"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[\"“(\n\-*|]\s*)$")
_GENERIC = frozenset(
    re.findall(
        r"\S+",
        """
        ai it ict dx pc faq pdf web url llm ok id no vs it's i i'm genai generative english japanese ml iot chatbot a the
        monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
        september october november december q&a q e-mail email mail app apps api sdk os ui ux csv json xml html
        """,
    )
)
"""Words in Latin letters that name nothing in particular."""

_COMMON_CAPITALS = frozenset(
    re.findall(
        r"\S+",
        """
        prefecture prefectural city ward town village metropolitan government guideline guidelines agency ministry
        bureau department office council act law article section agreement academy basic strategy policy assembly
        university
        """,
    )
)
"""English words that are written with a capital inside names and have translations."""

_NO_NAMES = frozenset({"日本", "日本語", "日本人", "国内", "英語", "令和", "平成", "昭和", "大正", "明治"})
_MUNICIPALITY = re.compile(r"(?<![一-鿿々])[一-鿿々ヶケ]{1,3}[県市町村区](?![一-鿿々])")
_NO_MUNICIPALITY = re.compile(
    r"[各同当全他両本自県隣]?[都学校地市政中特農漁山鉱区街]?[都市区核定令別村町]*[県市町村区]|都市|地区|学区|特別区|政令市|中核市|農村|漁村|先進市"
)
_ENDING = re.compile(r"(?<=..)[都道府県市区町村]$")
_LARGER = re.compile(r"^.{2,3}?[都道府県](?=.+[市区町村]$)|^.{1,6}?市(?=.+区$)")
_KINDS_EN = {english: kind for kind, english in KINDS.items()}
_KINDS_LATIN = {"ken": "県", "shi": "市", "ku": "区", "cho": "町", "machi": "町", "mura": "村", "son": "村"}
_WITH_KIND = re.compile(rf"([a-z]+)-({'|'.join(_KINDS_LATIN)})")
_READS_JAPANESE = re.compile(
    r"(?:(?:[kgnhbpmr]?y?|s|z|t|d|sh|ch|ts|tch|j|f|w|kk|pp|ss|ssh|tt)[aiueo]|n(?![aiueoy]))+", re.IGNORECASE
)
_NO_PLACES = frozenset(
    re.findall(r"\S+", "home same mega one some more game made base use core one here date some future note type tie")
)
"""English words that could be read as Japanese and may stand before City or Town."""

_PERSON = re.compile(r"\b(?:mr|ms|mrs|dr|prof|professor|governor|mayor)\.?\s+$", re.IGNORECASE)


def names_in(text: str) -> tuple[Name, ...]:
    """Return the things that `text` calls by name: quoted words, places, products, organisations, in both scripts."""
    found: dict[str, Name] = {}

    def add(name: Name) -> None:
        found.setdefault(name.spellings[0], name)

    for quoted in _QUOTED.finditer(text):
        add(_thing(search_form(quoted[1] or quoted[2]).strip()))
    english = language_of(text) == "en"
    for word in _LATIN_WORD.finditer(text):
        if name := _in_latin(text, word, english):
            add(name)
    for noun in proper_nouns(text):
        if noun not in _NO_NAMES:
            add(_in_japanese(noun))
    for place in _MUNICIPALITY.findall(search_form(text)):
        if not _NO_MUNICIPALITY.fullmatch(place):
            add(_in_japanese(place))
    return tuple(found.values())


def says_name(searched: str, name: Name) -> bool:
    """Tell whether `searched` (in search form) says `name` in any of its spellings, as a whole word."""
    if any(_says(searched, spelling) for spelling in name.spellings):
        return True
    return name.read_as is not None and name.read_as in municipalities_read(searched)


def _says(searched: str, spelling: str) -> bool:
    if not spelling:
        return True
    if spelling.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])", searched) is not None
    if spelling.startswith("京都"):
        return re.search(rf"(?<!東){spelling}", searched) is not None
    if spelling in searched:
        return True
    bare = _ENDING.sub("", spelling)
    if bare == spelling or (spelling.endswith("市") and japanese_names().get(bare) in prefectures()):
        return False
    # 広島 says 広島県 where nothing else follows it, but 広島市 does not.
    return re.search(rf"{re.escape(bare)}(?![都道府県市区町村])", searched) is not None


def _thing(folded: str) -> Name:
    return Name((folded, *spellings(folded)))


def _in_latin(text: str, word: re.Match[str], english: bool) -> Name | None:
    """Return what a word in Latin letters names, if anything."""
    written = word.group().removesuffix("'s").removesuffix("’s")
    before, folded = text[: word.start()], search_form(written)
    inner_capital = any(char.isupper() or char.isdigit() for char in written[1:])
    starts = _SENTENCE_START.search(before) is not None
    if place := _place_in_latin(text, word, folded, bare=written[0].isupper() and not starts):
        return place
    if folded in _GENERIC or len(folded) < 2 or unit_named(folded):
        return None
    if english and not inner_capital and (not written[0].isupper() or starts or folded in _COMMON_CAPITALS):
        return None
    return _thing(folded)


def _place_in_latin(text: str, word: re.Match[str], folded: str, bare: bool) -> Name | None:
    """Return the place that a word names; `bare`: whether it may name a municipality without saying that it is one."""
    kind = _kind_beside(text, word)
    if written_out := _WITH_KIND.fullmatch(folded):  # Fuchu-cho
        folded, kind = written_out[1], _KINDS_LATIN[written_out[2]]
    known, key = latin_names().get(folded), latin_key(folded)
    if kind is None or (kind == "県" and folded == "tokyo"):
        if known:
            return Name((folded, *known), is_place=True)
        named = municipalities_by_key().get(key) if bare and is_told_bare(key) else None
        return Name((folded, *named), is_place=True) if named and not _PERSON.search(text[: word.start()]) else None
    japanese = [name for name in municipalities_by_key().get(key, ()) if name.endswith(kind)]
    japanese += [_ENDING.sub("", place) + kind for place in known or ()]
    reads = word.group()[0].isupper() and _READS_JAPANESE.fullmatch(folded) and folded not in _NO_PLACES
    if not japanese and not reads:
        return None
    return Name((*_with_kind(folded, kind), *dict.fromkeys(japanese)), is_place=True, read_as=(key, kind))


def _kind_beside(text: str, word: re.Match[str]) -> str | None:
    """Return which kind of place the words around say that `word` is: Kobe City, City of Kobe."""
    if re.search(r"\b(?:city|ward|town) of\s+$", text[: word.start()].casefold()):
        return "市"
    following = re.match(r"\s+([a-z]+)", text[word.end() :].casefold())
    return _KINDS_EN.get(following[1]) if following else None


def _in_japanese(noun: str) -> Name:
    """Return what a noun in Japanese script names; of 広島県三原市 it is 三原市."""
    place = _LARGER.sub("", noun)
    latin = japanese_names().get(_ENDING.sub("", place)) or japanese_names().get(place)
    if latin and place.endswith("市") and latin in prefectures():
        return Name((place, f"{latin} city", f"city of {latin}"), is_place=True)
    if latin:
        return Name((place, latin), is_place=True)
    if place[-1] not in KINDS or (place not in municipalities() and len(place) <= 2):
        return _thing(noun)
    keys = municipalities().get(place) or (latin_of(reading(place[:-1])),)
    return Name((place, *(spelling for key in keys for spelling in _with_kind(key, place[-1]))), is_place=True)


def _with_kind(latin: str, kind: str) -> Sequence[str]:
    """Return how a municipality is written in Latin letters, and bare where no prefecture is called so."""
    english = KINDS[kind]
    usual = is_told_bare(latin) or latin in latin_names()
    bare = [latin] if usual and not (kind == "市" and latin in prefectures()) else []
    endings = (f"{latin}-{ending}" for ending, one in _KINDS_LATIN.items() if one == kind)
    return (f"{latin} {english}", f"{english} of {latin}", *endings, *bare)
