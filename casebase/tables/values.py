"""What stands in a cell: a figure with its unit, a mark for yes or no, or nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from casebase.text.numbers import unit_named

_VOID = re.compile(
    r"[\s\-‐-―−－ー―…・./／*＊]*|未定|不明|未実施|調査中|集計中|算定中|非公開|非公表|該当(?:なし"
    r"|無し)|対象外|n/?a|tbd|tbc|none|unknown|not (?:applicable|available|known)|pending",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:約|およそ|概ね|about|approx\.?|ca\.?|~)?\s?(?P<sign>[△▲\-−－+(]?)\s?(?P<money>[¥$€£]|jpy|usd|eur|gbp)?\s?"
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>百万|千万|[億万千]|thousand|million|billion|[km](?![a-z]))?"
    r"(?:(?P<rest>\d[\d,]*)\s?(?P<small>[万千])?)?\s?(?P<unit>[^\d\s()]{0,12}|[a-z]+(?: [a-z]+)?(?:/[a-z]+)?)\)?"
    r"(?:\s?[(（][^()（）\d]{1,12}[)）])?",
    re.IGNORECASE,
)
_SCALES = {
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "億": 10**8,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "million": 10**6,
    "billion": 10**9,
}
_SIGNS = {
    "¥": "円",
    "jpy": "円",
    "$": "ドル",
    "usd": "ドル",
    "€": "ユーロ",
    "eur": "ユーロ",
    "£": "ポンド",
    "gbp": "ポンド",
}
_OF_UNIT = re.compile(r"^(?P<scale>百万|千万|[億万千])?(?P<unit>.*)$")

_YES = frozenset(
    [
        "○",
        "◯",
        "〇",
        "●",
        "◎",
        "✓",
        "✔",
        "☑",
        "レ",
        "有",
        "有り",
        "あり",
        "可",
        "済",
        "要",
        "はい",
        "該当",
        "対象",
        "実施",
        "実施済",
        "yes",
        "y",
        "true",
        "x",
        "done",
        "1",
        "対応",
        "利用",
        "有効",
    ]
)
_NO = frozenset(
    [
        "×",
        "✕",
        "✗",
        "✖",
        "ー",
        "無",
        "無し",
        "なし",
        "否",
        "不可",
        "未",
        "不要",
        "いいえ",
        "非該当",
        "未実施",
        "no",
        "n",
        "false",
        "0",
        "非対応",
        "未対応",
        "無効",
    ]
)
_PARTLY = frozenset(["△", "▲", "一部", "検討中", "partly", "partial", "planned", "予定"])


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in whole units (2,178千円 is 2,178,000), and the unit where the cell says one."""

    value: Decimal
    unit: str = ""


def is_void(text: str) -> bool:
    """Tell whether a cell says nothing, or that it is not known."""
    return _VOID.fullmatch(text.strip()) is not None


def figure_in(text: str) -> Figure | None:
    """Return the figure that a cell is; None where it is none."""
    plain = text.strip()
    if plain.isdecimal() and plain.isascii():
        return Figure(Decimal(plain))
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", plain).lower())
    if not found or ((found["sign"] == "(") is not plain.rstrip().endswith((")", "）")) and found["sign"] == "("):
        return None
    unit = _REMARK.sub("", found["unit"]).strip(" )")
    if unit in {"年", "月", "日", "年度"} or re.search(r"[/:~〜]", found["digits"]):
        return None
    value = _decimal(found["digits"]) * _SCALES.get(found["scale"] or "", 1)
    if found["rest"]:
        if not found["scale"]:
            return None
        value += _decimal(found["rest"]) * _SCALES.get(found["small"] or "", 1)
    scale, unit = unit_of(unit)
    sign = -1 if found["sign"] in {"△", "▲", "-", "−", "－", "("} else 1
    return Figure(value * scale * sign, _SIGNS.get(found["money"] or "", "") or unit)


def unit_of(said: str) -> tuple[int, str]:
    """Return what one of a unit is worth, and the plain unit: 千円 is 1,000 円."""
    folded = unicodedata.normalize("NFKC", said).strip().lower()
    if folded in _SIGNS:
        return 1, _SIGNS[folded]
    found = _OF_UNIT.match(folded)
    scale, rest = (found["scale"], found["unit"]) if found else (None, folded)
    thousands = re.fullmatch(r"(?:in )?(thousand|million)s?(?: of)? ?(.*)|(.*?) ?(?:in )?(thousand|million)s?", rest)
    if thousands:
        word, rest = thousands[1] or thousands[4], thousands[2] or thousands[3] or ""
        return _SCALES[word], _SIGNS.get(rest, "") or unit_named(rest) or rest
    return (_SCALES[scale] if scale else 1), _SIGNS.get(rest, "") or unit_named(rest) or rest


_REMARK = re.compile(r"[※＊*†‡]|\(?注\d*\)?")
_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")
"""What a mark is explained by: 有（要配慮個人情報）."""


def mark_in(text: str) -> bool | None:
    """Return whether a mark says yes or no; None where it is neither."""
    plain = _BRACKET.sub("", unicodedata.normalize("NFKC", text)).strip().lower()
    return True if plain in _YES or text.strip() in _YES else False if plain in _NO or text.strip() in _NO else None


def is_mark(text: str) -> bool:
    """Tell whether a cell is a mark: for yes, for no, or for something between."""
    return mark_in(text) is not None or text.strip().lower() in _PARTLY


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
