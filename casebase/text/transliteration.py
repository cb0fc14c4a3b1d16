"""Foreign names from one script to the other: ヘイバーリー may be what an English paper calls Haverleigh.

No list has the councils and products of every country, and no rule writes them in katakana as people do. So both spellings are
taken for what is heard, and compared sound by sound: consonants count, vowels hardly, and those that katakana puts between
consonants or English leaves silent least. Enough for a document to be about what is named, too little to say that it is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import jaconv

from casebase.text.remembered import remembered

ALIKE = 0.15
"""Difference of two spellings, a sound, up to which they may be one name. Of 170 names of councils, persons and products in
English-speaking countries 0.88 are found in the other script by it, and 0.0004 of other names taken for them."""

FEWEST_SOUNDS = 4
"""Sounds of a name below which too much sounds like it."""

_B = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴ": "ブ"}
_V = re.compile("ヴ[ァィェォ]?")
_ONE_SCRIPT = re.compile(r"[ァ-ヶー・]+|[a-z]+")
_KANA_SOUNDS: tuple[tuple[str, str], ...] = (
    ("tch|ch", "C"),
    ("sh", "S"),
    ("ts", "T"),
    ("(?<=[kgnhbmrp])y", ""),
    ("v", "b"),
    ("f", "h"),
    ("j", "J"),
)
_LATIN_SOUNDS: tuple[tuple[str, str], ...] = (
    ("cester", "ster"),
    ("mouth$", "mas"),
    ("worth", "was"),
    ("burgh", "bag"),
    ("(?<=.)ham", "am"),
    ("ds$", "z"),
    ("tsch|tch", "C"),
    ("sch|sh", "S"),
    ("ch", "C"),
    ("ph", "h"),
    ("ght", "t"),
    ("gh", ""),
    ("^kn", "n"),
    ("^wr", "r"),
    ("^wh", "w"),
    ("mbe?$", "m"),
    ("qu|ck", "k"),
    ("x", "ks"),
    ("th", "Z"),
    ("dge", "J"),
    ("ti(?=[oa])", "S"),
    ("c(?=[eiy])", "s"),
    ("g(?=[eiy])", "G"),
    ("[cq]", "k"),
    ("v", "b"),
    ("f", "h"),
    ("l", "r"),
    ("j", "J"),
)
"""Letters by what Japanese hears, in order: capitals are ch, sh, ts, j, a g that may be one, and th."""

_NOT_AS_WRITTEN = frozenset(
    tuple(pair.split("="))
    for pair in re.findall(
        r"\S+",
        """
        newcastle=ニューカッスル southampton=サウサンプトン portsmouth=ポーツマス worcester=ウスター worcester=ウースター
        edinburgh=エディンバラ swansea=スウォンジー greenwich=グリニッジ southwark=サザーク wandsworth=ワンズワース
        islington=イズリントン wales=ウェールズ pittsburgh=ピッツバーグ massachusetts=マサチューセッツ
        connecticut=コネチカット georgia=ジョージア sydney=シドニー perth=パース christchurch=クライストチャーチ
        """,
    )
)
"""Places abroad that are written otherwise than they sound, of 149 large ones those that are not found by their sounds."""

_NEARLY = frozenset(
    frozenset(pair)
    for pair in re.findall(
        r"\S+",
        "sz sS sJ sT sZ sC sG zJ zT zZ SC SJ SG CT CJ CZ Ct Ck Tt tZ dZ td JG JZ JT kg kS gG bp bh hw mn yi wu",
    )
)
"""Sounds that are nearly the same, or that one script writes for the other's."""

_VOWELS = frozenset("aiueoy")
_OTHER_VOWEL, _NEAR, _OTHER_SOUND = 0.2, 0.4, 1.2
_VOWEL_MORE, _W_MORE, _H_MORE, _SILENT_R_MORE, _SOUND_MORE = 0.12, 0.3, 0.5, 0.2, 1.0
_SHARE_OF_LENGTH = 0.45, 1.8
"""Lengths in Latin letters, of those of the sounds of a name in katakana, between which words are compared at all."""


def is_heard(name: str) -> bool:
    """Tell whether a name (in search form) is in katakana or Latin letters alone, and long enough to be told from others."""
    return _ONE_SCRIPT.fullmatch(name) is not None and len(sounds(name)) >= FEWEST_SOUNDS


@remembered(4096)
def sounds(name: str) -> str:
    """Return what is heard of a name in katakana or Latin letters."""
    heard = name if name.isascii() else _in_latin(re.sub("[ーッ・]", "", _V.sub(lambda found: _B[found.group()], name)))
    for written, as_heard in _LATIN_SOUNDS if name.isascii() else _KANA_SOUNDS:
        heard = re.sub(written, as_heard, heard)
    return re.sub(r"(.)\1+", r"\1", re.sub("[^a-zA-Z]", "", heard))


def _in_latin(kana: str) -> str:
    return str(jaconv.kana2alphabet(jaconv.kata2hira(kana)))


def may_be_heard(names: Iterable[str], name: str) -> bool:
    """Tell whether one of `names` (in search form) is in the other script, or another spelling in katakana, of `name`."""
    return any(_sound_alike(other, name) for other in names)


@remembered(4096)
def _sound_alike(other: str, name: str) -> bool:
    if other.isascii() == name.isascii():
        return not name.isascii() and sounds(other) == sounds(name)
    kana, latin = (name, other) if other.isascii() else (other, name)
    if (latin, kana) in _NOT_AS_WRITTEN:
        return True
    heard = sounds(kana)
    least, most = (share * len(heard) for share in _SHARE_OF_LENGTH)
    if not least <= len(latin) <= most or not _begin_alike(heard, latin):
        return False
    return _difference(heard, sounds(latin)) <= ALIKE


def _begin_alike(heard: str, other: str) -> bool:
    """Tell whether a name may begin with the first of the sounds `heard`, by its first three letters."""
    first = sounds(other[:3])[:1]
    return not first or _replaced(heard[0], first) < _SOUND_MORE


def _difference(kana: str, latin: str) -> float:
    """Return how far the sounds of two spellings differ, a sound: the least that makes the one the other."""
    row = [0.0]
    for number, one in enumerate(latin):
        row.append(row[-1] + _left_out(one, latin[number - 1 : number]))
    for other in kana:
        left_out, last = _left_out(other), row
        row = [last[0] + left_out]
        for number, one in enumerate(latin):
            more = _left_out(one, latin[number - 1 : number])
            row.append(min(last[number + 1] + left_out, row[-1] + more, last[number] + _replaced(other, one)))
    return row[-1] / max(2.0, (len(kana) + len(latin)) / 2)


def _replaced(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if (one in _VOWELS and other in _VOWELS) or {one, other} <= {"w", "u", "o"}:
        return _OTHER_VOWEL
    return _NEAR if frozenset((one, other)) in _NEARLY else _OTHER_SOUND


def _left_out(sound: str, after: str = "") -> float:
    """Return what leaving out a sound costs; `after` is what stands before it in Latin letters."""
    if sound in _VOWELS:
        return _VOWEL_MORE
    if sound == "r" and after in _VOWELS:
        return _SILENT_R_MORE
    return {"w": _W_MORE, "h": _H_MORE}.get(sound, _SOUND_MORE)
