"""How Japanese names read in Latin letters, so that Iwase City is found where 岩瀬市 stands, listed anywhere or not."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence

import jaconv
from sudachipy import SplitMode
from sudachipy import Tokenizer as SudachiTokenizer

from casebase.text.normalize import search_form
from casebase.text.remembered import remembered
from casebase.text.tokens import LONGEST_CALL, open_dictionary

KINDS = {"県": "prefecture", "市": "city", "区": "ward", "町": "town", "村": "village"}
"""Kinds of municipalities by the character that a name ends with, and what they are in English."""

KINDS_IN_LATIN = {"ken": "県", "shi": "市", "ku": "区", "cho": "町", "machi": "町", "mura": "村", "son": "村"}
"""The same as they end names in Latin letters (Fuchu-cho)."""

KINDS_IN_ENGLISH = {english: kind for kind, english in KINDS.items()}

READ_AS = {"県": ("ケン",), "市": ("シ", "イチ"), "区": ("ク",), "町": ("チョウ", "マチ"), "村": ("ムラ", "ソン")}
"""How these characters are read at the end of a name; 市 as イチ where the dictionary takes it for a market."""

LONGEST_NAME = 4
"""Words of the dictionary that a name may be made of."""

_PARTICLES = frozenset("のはがをにでとものへや")
_UNVOICED = str.maketrans("gzdbp", "ksthh")
_local = threading.local()


def latin_of(kana: str) -> str:
    """Return the key of a name by its reading in kana: `latin_key` of its usual spelling in Latin letters."""
    return latin_key(jaconv.kana2alphabet(jaconv.kata2hira(kana)))


def latin_key(written: str) -> str:
    """Return what the spellings of a name in Latin letters have in common: Ōita, Ooita and Oita are `oita`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", written.casefold()) if c.isascii() and c.isalnum())
    plain = re.sub(r"m(?=[bmp])", "n", plain).replace("cch", "tch")
    return re.sub(r"o[ou]+", "o", re.sub(r"oh(?![aeiou])", "o", re.sub(r"uu+", "u", plain)))


def unvoiced(key: str) -> str:
    """Return what keys have in common that differ in voiced sounds only: 白鷺川 may be read kawa or gawa."""
    return re.sub("ji|zi", "shi", re.sub("zu|dzu", "su", key)).translate(_UNVOICED)


def reading(text: str) -> str:
    """Return `text` as the dictionary reads it, in katakana."""
    return "".join(morpheme.reading_form() for morpheme in _tokenizer().tokenize(text[:LONGEST_CALL]))


def without_kind(kana: str, kind: str) -> str:
    """Return the reading of a name without that of its kind: カラツシ is カラツ."""
    return next((kana.removesuffix(ending) for ending in READ_AS[kind] if kana.endswith(ending)), kana)


@remembered(512)
def municipalities_read(text: str) -> frozenset[tuple[str, str]]:
    """Return the names before 県, 市, 区, 町 and 村 in `text`: unvoiced key and kind; more are given than are names."""
    found: set[tuple[str, str]] = set()
    for piece in _pieces_read(text):
        before: list[str] = []
        for written, read in piece:
            if written[-1:] in KINDS:
                last = "" if len(written) == 1 else without_kind(read, written[-1])
                starts = range(len(before) + (0 if last == "" else 1))
                found |= {(unvoiced(latin_of("".join(before[start:]) + last)), written[-1]) for start in starts}
            before = [*before, read][-LONGEST_NAME:] if written.isalpha() else []
    return frozenset(found)


def reads(text: str, key: str) -> bool:
    """Tell whether `text` has words in Japanese script that read like `key` (see `latin_key`): きりりん like kiririn.

    It begins where a word does, and does not end in a particle: 「…市の」 is no Shino.
    """
    words = _read(text)
    return any(_begin(words, start, key) for start, (word, _) in enumerate(words) if word and key.startswith(word[:1]))


def _begin(words: Sequence[tuple[str, bool]], start: int, key: str) -> bool:
    """Tell whether the words from `start` on begin with `key`."""
    joined = ""
    for word, is_particle in words[start:]:
        joined += word
        if joined.startswith(key):
            return not is_particle
        if not word or not key.startswith(joined):
            return False
    return False


@remembered(512)
def _read(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the keys of the words in Japanese script, empty for others, and whether each is a particle."""
    return tuple(
        ("" if written.isascii() else latin_of(read), written in _PARTICLES)
        for piece in _pieces_read(text)
        for written, read in piece
    )


def _pieces_read(text: str) -> Iterator[list[tuple[str, str]]]:
    """Yield the words of `text` and how they are read, as many at once as the dictionary takes."""
    searched = search_form(text)
    for start in range(0, len(searched), LONGEST_CALL):
        words = _tokenizer().tokenize(searched[start : start + LONGEST_CALL])
        yield [(word.surface(), word.reading_form()) for word in words]


def _tokenizer() -> SudachiTokenizer:
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = open_dictionary().tokenizer(SplitMode.A, fields={"surface", "reading_form"})
    tokenizer: SudachiTokenizer = _local.tokenizer
    return tokenizer
