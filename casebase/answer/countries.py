"""Countries in a question: which it names, and in which language the papers of the offices are that it is about.

No paper of an office says what country it is of. So 「英国の区」 and "the Japanese city" are asked of papers in the language of
those offices. A country alone (「米国企業のサービス」, "stored in Japan") says nothing of whose papers answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from casebase.answer.said import Name
from casebase.text.normalize import search_form
from casebase.text.places import countries

_CALLED = {"us": "usa", "u.s": "usa", "u.s.a": "usa", "u.k": "uk"}
"""What is written for a country but found in texts as something else: "contact us"."""

_IN_LATIN = [form for one in countries() if one.isascii() for form in (one, one.title(), one.upper())]
_NAMED = re.compile(rf"(?<![A-Za-z0-9.])(?:{'|'.join(_IN_LATIN)}|US|U\.S\.A|U\.S|U\.K)(?![A-Za-z0-9]|\s+dollars?)")
_OF_ENGLISH = sorted({one for one, country in countries().items() if country.is_english}, key=len, reverse=True)
_JAPANESE_NAMES = "|".join(one for one in _OF_ENGLISH if not one.isascii())
_ENGLISH_NAMES = "|".join([*(one for one in _OF_ENGLISH if one.isascii()), r"us", r"u\.s\.", r"u\.k\."])

_OFFICE = (
    "(?:自治体|都市|行政|役所|政府|省庁|官庁|公的機関|政府機関|機関|当局|議会|委員会|[州郡県市区町村省庁局](?![一-鿿]))"
)
_SUCH = "(?:他の|地方|小さな|大きな|ある|連邦|どの|各)?"
_OFFICES = (
    r"(?:cit(?:y|ies)|towns?|villages?|wards?|count(?:y|ies)|boroughs?|councils?|prefectures?|municipalit(?:y|ies)|states?"
    r"|governments?|authorit(?:y|ies)|agenc(?:y|ies)|ministr(?:y|ies)|departments?)\b(?!\s+(?:documents?|papers?|forms?|texts?|letters?))"
)
_KIND_OF_OFFICE = r"(?:local |small |large |federal |public |prefectural |municipal |other )?"

_JAPAN = re.compile(
    rf"(?:日本|国内)の{_SUCH}{_OFFICE}|\bjapanese {_KIND_OF_OFFICE}{_OFFICES}|{_OFFICES} (?:in|of|across|from) japan\b"
)
_ENGLISH = re.compile(
    rf"(?:英語圏|海外|国外|外国|英国風|米国風)の{_SUCH}{_OFFICE}|(?:{_JAPANESE_NAMES})(?:の(?:[一-鿿ァ-ヶー]{{1,8}}の)?{_SUCH}(?:[一-鿿ァ-ヶー]{{1,8}})?|で[^。]{{1,20}}?|[一-鿿]{{0,4}}?){_OFFICE}"
    rf"|\b(?:american|british|australian|canadian|irish|singaporean) {_KIND_OF_OFFICE}{_OFFICES}"
    rf"|(?<![a-z.])(?:{_ENGLISH_NAMES}) {_KIND_OF_OFFICE}{_OFFICES}"
    rf"|{_OFFICES} (?:in|of|across|from) (?:the )?(?:{_ENGLISH_NAMES})(?![a-z])"
)
_TELLS = re.compile(r"(?:ました|ます|です|だった|である)$|^(?:We|I|Our) ")
_SENTENCE_END = re.compile(r"[。!?！？]\s*|(?<=[a-z])\.\s+(?=[A-Z])")


def countries_in(text: str) -> Iterator[Name]:
    """Yield the countries that `text` names in Latin letters."""
    for found in _NAMED.findall(text):
        folded = search_form(found)
        yield country(_CALLED.get(folded, folded))


def without_countries(text: str) -> str:
    """Return `text` with blanks for the countries that it names in Latin letters."""
    return _NAMED.sub(lambda found: " " * len(found.group()), text)


def country(folded: str) -> Name:
    """Return the country that is spelt so."""
    found = countries()[folded]
    others = (one for one in found.spellings if one != folded)
    return Name((folded, *others), is_place=True, papers_in="en" if found.is_english else "")


def papers_in(text: str) -> str:
    """Return the language of the offices that `text` is about, where it says of which country they are and they are not of
    several; else empty. What whoever asks tells before asking says nothing of it: 「先日、海外の自治体と会いました。」"""
    sentences = [one for one in _SENTENCE_END.split(text) if one.strip()]
    asked = search_form("。".join([*(one for one in sentences[:-1] if not _TELLS.search(one)), *sentences[-1:]]))
    found = [language for language, said in (("ja", _JAPAN), ("en", _ENGLISH)) if said.search(asked)]
    return found[0] if len(found) == 1 else ""
