"""What a text calls by name: quoted words, places, products and organisations, in both scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from casebase.answer.coined import coined_in, is_coined_in_latin, is_coined_in_quotes, is_no_word
from casebase.answer.countries import countries_in, country, without_countries
from casebase.answer.name_words import (
    COMMON_CAPITALS,
    GENERIC,
    NO_NAMES,
    NO_PLACES,
    NOT_JAPANESE,
    READS_JAPANESE,
    REGIONS,
    SPELT_JAPANESE,
)
from casebase.answer.said import Name, without_ending
from casebase.retrieve.glossary import spellings
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import unit_named
from casebase.text.places import (
    countries,
    is_told_bare,
    japanese_names,
    latin_names,
    municipalities,
    municipalities_by_key,
    prefectures,
)
from casebase.text.readings import KINDS, KINDS_IN_ENGLISH, KINDS_IN_LATIN, latin_key, latin_of, reading
from casebase.text.tokens import ProperNoun, proper_nouns
from casebase.text.transliteration import is_heard

_QUOTED = re.compile(r"[「『“]([^」』”]{1,30})[」』”]|\"([^\"]{1,30})\"")
_LATIN_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f]*(?:[.&+/'’_\-][A-Za-z0-9\u00c0-\u024f]+)*[+#]*"
)
_LOOKED_BACK = 40
"""Characters before a word that tell what it is."""

_MADE_OF_IT = "(?:[語人風]|地方|電力|銀行|[・、]?四国|料理|パン)"
"""What is made of the name of a country or people and names something else."""

_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[\"“(\n\-*|]\s*)$")
_KANJI = re.compile(r"[一-鿿々ヶケ]+")
_MUNICIPALITY = re.compile(r"(?<![一-鿿々])[一-鿿々ヶケ]{1,3}[県市町村区](?![一-鿿々])")
_NO_MUNICIPALITY = re.compile(
    r"[各同当全他両本自県隣]?[都学校地市政中特農漁山鉱区街]?[都市区核定令別村町]*[県市町村区]|都市|地区|学区|特別区|政令市|中核市|農村|漁村|先進市"
)
_IN_BOTH_SCRIPTS = re.compile(
    r"([一-鿿々ヶケぁ-んァ-ヶー]{1,6}?)(?:([県市区町村])[（(]([A-Z][A-Za-z\-]+)(?:\s[A-Z][a-z]+)?[)）]|[（(]([A-Z][A-Za-z\-]+)[)）]([県市区町村]))"
)
_LARGER = re.compile(r"^.{2,3}?[都道府県](?=.+[市区町村]$)|^.{1,6}?市(?=.+区$)")
_WITH_KIND = re.compile(rf"([a-z]+)-({'|'.join(KINDS_IN_LATIN)})")
_CAPITAL = re.compile(r"[A-Z][a-z]+(?:-[A-Z]?[a-z]+)*")
_KATAKANA, _KATAKANA_END = re.compile(r"[ァ-ヶー・]+"), re.compile(r"[ァ-ヶー]+$")
_KIND_IN_JAPANESE = re.compile(r"([県市区町村])(?:(?![一-鿿々])|役所|役場|庁|内|民|長|議会|職員)")
_SHORTEST_READ = 5
"""Letters of a name from which it is looked for by how Japanese text reads; shorter ones are read everywhere."""

_PERSON = re.compile(r"\b(?:mr|ms|mrs|dr|prof|professor|governor|mayor)\.?\s+$", re.IGNORECASE)


def names_in(text: str) -> tuple[Name, ...]:
    """Return the things that `text` calls by name: quoted words, places, products, organisations, in both scripts."""
    found: dict[str, Name] = {}

    def add(name: Name) -> None:
        found.setdefault(name.spellings[0], name)

    for both in _IN_BOTH_SCRIPTS.finditer(text):
        add(_in_both(both))
    text = _IN_BOTH_SCRIPTS.sub(" ", text)
    searched = search_form(text)

    quotes = [*_QUOTED.finditer(text)]
    made_up = (_coined(search_form(quoted[1]).strip()) for quoted in quotes if is_coined_in_quotes(quoted[1] or ""))
    for coined in (*made_up, *coined_in(searched)):
        add(coined)
    for quoted in quotes:
        add(_thing(search_form(quoted[1] or quoted[2]).strip()))
    english = language_of(text) == "en"
    for named in countries_in(text):
        add(named)
    text = without_countries(text)
    for word in _LATIN_WORD.finditer(text):
        if name := _in_latin(text, word, english):
            add(name)
    for noun in proper_nouns(text):
        if noun.written not in NO_NAMES and not re.search(rf"{noun.written}{_MADE_OF_IT}", searched):
            add(_in_japanese(noun))
    for place in _MUNICIPALITY.findall(searched):
        if not _NO_MUNICIPALITY.fullmatch(place):
            add(_in_japanese(ProperNoun(place), in_full=True))
    return tuple(found.values())


def _in_both(found: re.Match[str]) -> Name:
    """Return the place of 「青波町（Aonami）」 or 「青波（Aonami）町」."""
    japanese, before, of_before, of_after, after = found.groups()
    kind, key = before or after, latin_key(of_before or of_after)
    return Name((japanese + kind, *_with_kind(key, kind)), is_place=True, kind=kind, read_as=key)


def _thing(folded: str) -> Name:
    return Name((folded, *spellings(folded)), heard=folded if is_heard(folded) else "")


def _coined(folded: str) -> Name:
    return replace(_thing(folded), is_distinctive=True)


def _in_latin(text: str, word: re.Match[str], english: bool) -> Name | None:
    """Return what a word in Latin letters names, if anything."""
    written = word.group().removesuffix("'s").removesuffix("’s")
    before, folded = _before(text, word), search_form(written)
    inner_capital = any(char.isupper() or char.isdigit() for char in written[1:])
    starts = _SENTENCE_START.search(before) is not None
    if place := _place_in_latin(text, word, folded, bare=written[0].isupper() and not starts):
        return place
    if folded in GENERIC or len(folded) < 2 or unit_named(folded):
        return None
    if (katakana := _KATAKANA_END.search(before)) and (known := spellings(katakana.group() + written)):  # チャットGPT
        return Name((search_form(katakana.group() + written), *known))
    if english and not inner_capital and (not written[0].isupper() or starts or folded in COMMON_CAPITALS):
        return None
    if is_coined_in_latin(written):
        return _coined(folded)
    key = latin_key(written).replace("v", "b")
    if len(key) < _SHORTEST_READ or not _CAPITAL.fullmatch(written) or not READS_JAPANESE.fullmatch(key):
        return replace(_thing(folded), is_no_word=is_no_word(written))
    is_japanese = SPELT_JAPANESE.fullmatch(key) is not None and folded not in NOT_JAPANESE
    return replace(_thing(folded), read_as=key, is_distinctive=is_japanese, is_no_word=is_no_word(written))


def _before(text: str, word: re.Match[str]) -> str:
    return text[max(0, word.start() - _LOOKED_BACK) : word.start()]


def _place_in_latin(text: str, word: re.Match[str], folded: str, bare: bool) -> Name | None:
    """Return the place that a word names; `bare`: whether it may name a municipality without saying that it is one."""
    kind = _kind_beside(text, word)
    if written_out := _WITH_KIND.fullmatch(folded):  # Fuchu-cho
        folded, kind = written_out[1], KINDS_IN_LATIN[written_out[2]]
    known, key = latin_names().get(folded), latin_key(folded)
    if kind is None or (kind == "県" and folded == "tokyo"):
        if known:
            return Name((folded, *known), is_place=True)
        named = municipalities_by_key().get(key) if bare and is_told_bare(key) else None
        return Name((folded, *named), is_place=True) if named and not _PERSON.search(_before(text, word)) else None
    japanese = [name for name in municipalities_by_key().get(key, ()) if name.endswith(kind)]
    japanese += [without_ending(place) + kind for place in known or ()]
    reads = word.group()[0].isupper() and READS_JAPANESE.fullmatch(folded) and folded not in NO_PLACES
    if not japanese and not reads:
        return None
    return Name((*_with_kind(folded, kind), *dict.fromkeys(japanese)), is_place=True, kind=kind, read_as=key)


def _kind_beside(text: str, word: re.Match[str]) -> str | None:
    """Return which kind of place the words around say that `word` is: Kobe City, City of Kobe, Kobe市."""
    if in_japanese := _KIND_IN_JAPANESE.match(text, word.end()):
        return in_japanese[1] if word.group().casefold() not in GENERIC else None
    if re.search(r"\b(?:city|ward|town) of\s+$", _before(text, word).casefold()):
        return "市"
    following = re.match(r"\s+([a-z]+)", text[word.end() : word.end() + _LOOKED_BACK].casefold())
    return KINDS_IN_ENGLISH.get(following[1]) if following else None


def _in_japanese(found: ProperNoun, in_full: bool = False) -> Name:
    """Return what a noun in Japanese script names; of 広島県三原市 it is 三原市. `in_full`: without 市 it may be any word."""
    noun = found.written
    if noun in countries():
        return country(noun)
    place = _LARGER.sub("", noun)
    latin = japanese_names().get(without_ending(place)) or japanese_names().get(place)
    if latin and place.endswith("市") and latin in prefectures():
        return Name((place, f"{latin} city", f"city of {latin}"), is_place=True)
    kind = place[-1] if place[-1] in KINDS else ""
    if latin:
        return Name((place, latin), is_place=True, kind=kind)
    if not kind or (place not in municipalities() and len(place) <= 2):
        if found.is_local and _KANJI.fullmatch(noun) and noun not in REGIONS:
            return Name((noun, latin_of(reading(noun))), is_place=True)
        if found.is_unknown:
            return _coined(noun)
        return _thing(noun)
    if _KATAKANA.fullmatch(place[:-1]):
        return Name((place,), is_place=True, kind=kind, heard=place[:-1] if is_heard(place[:-1]) else "")
    keys = municipalities().get(place) or (latin_of(reading(place[:-1])),)
    in_latin = (spelling for key in keys for spelling in _with_kind(key, kind))
    return Name((place, *in_latin), is_place=True, kind=kind, in_full=in_full and place not in municipalities())


def _with_kind(latin: str, kind: str) -> Sequence[str]:
    """Return how a municipality is written in Latin letters, and bare where no prefecture is called so."""
    english = KINDS[kind]
    usual = is_told_bare(latin) or latin in latin_names()
    bare = [latin] if usual and not (kind == "市" and latin in prefectures()) else []
    endings = (f"{latin}-{ending}" for ending, one in KINDS_IN_LATIN.items() if one == kind)
    return (f"{latin} {english}", f"{english} of {latin}", *endings, *bare)
