"""Names of Japanese public bodies in English: a municipality or prefecture by how it is read, a few offices by what they call
themselves."""

from __future__ import annotations

import re
from functools import cache

import jaconv

from casebase.text.places import japanese_names, municipalities_in_kana, prefectures

_KINDS = {"県": "Prefecture", "府": "Prefecture", "市": "City", "区": "Ward", "町": "Town", "村": "Village"}
_OFFICES = {
    "東京都": "Tokyo Metropolitan Government",
    "北海道": "Hokkaido",
    "GovTech東京": "GovTech Tokyo",
    "デジタル庁": "Digital Agency",
    "こども家庭庁": "Children and Families Agency",
    "内閣府": "Cabinet Office",
    "内閣官房": "Cabinet Secretariat",
    "総務省": "Ministry of Internal Affairs and Communications",
    "経済産業省": "Ministry of Economy, Trade and Industry",
    "厚生労働省": "Ministry of Health, Labour and Welfare",
    "国土交通省": "Ministry of Land, Infrastructure, Transport and Tourism",
    "文部科学省": "Ministry of Education, Culture, Sports, Science and Technology",
    "東京都教育委員会": "Tokyo Metropolitan Board of Education",
    "東京消防庁": "Tokyo Fire Department",
    "警視庁": "Tokyo Metropolitan Police Department",
    "民間運営": "a private operator",
    "その他の団体": "Other organisations",
}
_BOARD = "教育委員会"
_BETWEEN = re.compile(r"[・、/]")
_WITHIN = re.compile(r"[（(](?:東京都|広島県|[^（()）]{2,4}[都道府県])内[)）]$")
"""An aside that only says in which prefecture a place lies."""

_O_ROW, _Y_ROW = "オコソトノホモヨロゴゾドボポョ", "ュユ"
_LONG_O = re.compile(f"(?<=[{_O_ROW}])(?:オ|ウ(?!エ))")
_LONG_U = re.compile(f"(?<=[{_Y_ROW}])ウ")
_ENDINGS = (("内", "ウチ"), ("浦", "ウラ"), ("尾", "オ"))
"""Words at the end of a name whose first sound makes no vowel before it long: Setouchi, Hiroo."""

_SAME_SOUND = str.maketrans("ヂヅ", "ジズ")


def english_organization(name: str) -> str:
    """Return the English name of an organisation, or of several named together; `name` itself where one has none here."""
    parts = [_one(part) for part in _BETWEEN.split(_WITHIN.sub("", name).strip())]
    if not all(parts):
        return name
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]


def _one(name: str) -> str:
    if name in _OFFICES:
        return _OFFICES[name]
    if name.endswith(_BOARD) and (owner := _one(name.removesuffix(_BOARD))):
        return f"{owner} Board of Education"
    if name[-2:] in {"県庁", "府庁"}:
        name = name[:-1]
    bare, kind = name[:-1], name[-1:]
    if kind in {"県", "府"}:
        latin = japanese_names().get(bare, "")
        return f"{latin.capitalize()} {_KINDS[kind]}" if latin in prefectures() else ""
    return _municipalities().get(name, "")


@cache
def _municipalities() -> dict[str, str]:
    """Return the English names of municipalities; one that is read in two ways has none."""
    read: dict[str, set[str]] = {}
    for name, kana in municipalities_in_kana():
        read.setdefault(name, set()).add(f"{_latin(name, kana).capitalize()} {_KINDS[name[-1]]}")
    return {name: next(iter(found)) for name, found in read.items() if len(found) == 1}


def _latin(name: str, kana: str) -> str:
    """Return a reading in the letters of road signs: long vowels are written once, as in Koriyama and Chuo."""
    ending = next((read for sign, read in _ENDINGS if name[-2] == sign and kana.endswith(read)), "")
    begin = kana.removesuffix(ending).translate(_SAME_SOUND)
    short = _LONG_U.sub("", _LONG_O.sub("", begin)) + ending
    return str(jaconv.kana2alphabet(jaconv.kata2hira(short))).replace("cch", "tch")
