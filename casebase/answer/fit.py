"""Whether a sentence holds the kind of thing that a question asks for."""

from __future__ import annotations

import re

from casebase.answer.names import names_in
from casebase.answer.question import Question
from casebase.answer.said import Name
from casebase.answer.wanted import Wanted
from casebase.text.normalize import search_form
from casebase.text.numbers import DATED, MONEY, Quantity, quantities
from casebase.text.remembered import remembered

_REASON = re.compile(
    r"ため|から(?:である|だ|です|。)|ので|理由|原因|目的|よって|により|ことで|背景|ねらい|狙い"
    r"|because|due to|since|reason|so that|in order to|purpose|cause",
    re.IGNORECASE,
)
_GROUNDS = re.compile(
    r"ため(?:[、。にでとだ]|$)|(?:ので|ことから)[、。]|(?:[るたいだ]|です|ます)から(?:です|で|だ|、|。)|理由|原因|おそれ|結果で"
    r"|\b(?:because|due to|reasons?|caused by|so that|as a result)\b",
    re.IGNORECASE,
)
"""What gives a reason beyond doubt."""

_BODY = re.compile(
    r"[都道府県市区町村省庁局部課室社院党軍会団所家者長氏]|大学|センター|チーム|機構|法人|agency|ministry|city|prefecture|government|department|bureau|"
    r"company|committee|university|office|staff|mayor|governor|[A-Z][a-z]+ [A-Z][a-z]+"
)
_WAY = re.compile(
    r"により|によって|を用い|を使|を通じ|こと(?:で|により)|方法|手順|して|by |using|through|with ", re.IGNORECASE
)
_PHONE = re.compile(
    r"[(（]?0[0-9０-９]{1,4}[)）\-‐－ー―][0-9０-９]{1,4}[\-‐－ー―)）][0-9０-９]{3,4}|0120|[#＃♯][0-9０-９]{4}"
)
_VERSION = re.compile(
    r"(?<![0-9.])[0-9]+\.[0-9]+|[0-9]\s?版|第[0-9一二三四五六七八九十]+版|[a-z]-?[0-9]|(?:バージョン|version|ver\.?)\s?[0-9]",
    re.IGNORECASE,
)
_FREE = re.compile(r"無料|無償|有償|自己負担なし|負担はあ?りません|free of charge|at no cost|for free", re.IGNORECASE)
_CHANGE = re.compile(
    r"時短|減[っりらるた少]|[削低軽]減|短縮|短く|[早速]く|増[えや加]|向上|改善|省[けいく]|省力|楽に|なくな|不要に|伸び|[上下]が[っるり]|広が|防[いぐげ]|達成|役立"
    r"|\b(?:sav(?:e|ed|es|ing|ings)|reduc\w+|cuts?|shorten\w*|faster|quicker|improv\w+|increas\w+|decreas\w+|fell|rose|grew|dropped)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(r"(?:効果|成果|結果)\S{0,4}[：:]|\b(?:effects?|benefits?|results?)\b\s?:", re.IGNORECASE)
_BEFORE_EFFECT = re.compile(
    r"(?:課題|背景|問題点?|目的|リスク)\S{0,3}[：:]|\b(?:problem|background|purpose|risks?)\s?:", re.IGNORECASE
)
"""What tells that something changed for the better or worse, lines that are labelled as an effect, and as what was before it."""

_COUNTED = re.compile(r"([人件回台校社])数\s?[:：]?\s?([0-9][0-9,.]*)(?![0-9,.]*\s?[一-鿿%％])")
"""A figure whose unit is in the name of its column: 「人数 455」."""

_NAMING = re.compile(r"(?:製品|サービス|ツール|システム|モデル|事業者|受託者|委託先)(?:名|・モデル)?[：:\s]\s?\S{2}")
"""A column or label of names."""

_WHEN = re.compile(
    r"[月火水木金土日]曜|午前|午後|正午|[0-9]時(?!間)|毎[日週月年]|平日|土日|[当翌前]日|翌[月年週]|年[度内末始]|[春夏秋冬](?:に|から|まで|頃|ごろ|の)|四半期"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b[0-9]{1,2}(?::[0-9]{2})?\s?(?:a\.?m|p\.?m)\b"
    r"|\b(?:weekdays|daily|weekly|monthly|annually|spring|summer|autumn|winter)\b"
    r"|\b(?:every|each) (?:day|week|month|year|quarter)\b",
    re.IGNORECASE,
)
"""What tells when, besides dates."""

OTHER_TIME = 0.9
"""How well a time that is no date (「毎週水曜日の午後3時」) fits where a date may be asked for."""

_YEARS = range(1_000, 2_200)
"""Numbers that may be calendar years."""


def fits(asked: Question, text: str) -> float:
    """Return 0..1: how far `text` holds what is asked for; 1 when the question asks for no particular kind."""
    if not asked.wanted:
        return 0.5
    counted = _COUNTED.sub(r"\2\1", text)
    held = quantities(counted) - asked.numbers if asked.wanted & {Wanted.AMOUNT, Wanted.DATE} else frozenset()
    shares = [_fit(kind, asked, text, held) for kind in asked.wanted]
    return max(shares)


def _fit(kind: Wanted, asked: Question, text: str, held: frozenset[Quantity]) -> float:
    if kind is Wanted.AMOUNT:
        return 1.0 if asked.units & MONEY and _FREE.search(text) else _amount_fit(asked, held)
    if kind is Wanted.PHONE:
        return float(_PHONE.search(text) is not None)
    if kind is Wanted.DATE:
        dated = any(quantity.unit in DATED for quantity in held)
        return 1.0 if dated else OTHER_TIME * (_WHEN.search(text) is not None)
    if kind is Wanted.NAME:
        return float(_names_more(asked, text))
    if kind is Wanted.VERSION:
        return float(_VERSION.search(text) is not None)
    pattern = {Wanted.WHO: _BODY, Wanted.WHERE: _BODY, Wanted.WHY: _REASON, Wanted.HOW: _WAY}.get(kind)
    return 0.5 if pattern is None else float(pattern.search(text) is not None)


def gives_grounds(text: str) -> bool:
    """Tell whether a sentence gives a reason, and does not only tell what happened."""
    return _GROUNDS.search(text) is not None


@remembered(2048)
def _names(text: str) -> tuple[Name, ...]:
    return names_in(text)


def _names_more(asked: Question, text: str) -> bool:
    """Tell whether a text calls something by a name that is not in the question, and is no place."""
    if _NAMING.search(text):
        return True
    own = search_form(asked.text)
    return any(
        not name.is_place and not any(spelling and spelling in own for spelling in name.spellings)
        for name in _names(text)
    )


def effect_told(text: str) -> float:
    """Return 0..1: how far a text tells an effect, nothing without figures; best is that something changed."""
    if _BEFORE_EFFECT.search(text) or not _without_dates(quantities(text)):
        return 0.0
    return 1.0 if _CHANGE.search(text) else 0.5 * (_EFFECT.search(text) is not None)


def _amount_fit(asked: Question, held: frozenset[Quantity]) -> float:
    held = _without_dates(held)
    if not held:
        return 0.0
    if not asked.units or any(quantity.unit in asked.units for quantity in held):
        return 1.0
    return 0.6 if any(quantity.unit == "" and not _may_be_year(quantity) for quantity in held) else 0.3


def _without_dates(held: frozenset[Quantity]) -> frozenset[Quantity]:
    """Leave out a calendar date: neither 「令和6年4月1日」 nor 「11月4日」 says how long or how many."""
    if years(held):
        return frozenset(quantity for quantity in held if quantity.unit not in DATED)
    if any(quantity.unit == "月" for quantity in held):
        return frozenset(quantity for quantity in held if quantity.unit not in {"月", "日"})
    return held


def years(held: frozenset[Quantity]) -> frozenset[str]:
    """Return the calendar years among quantities."""
    return frozenset(quantity.value for quantity in held if quantity.unit == "年" and _may_be_year(quantity))


def _may_be_year(quantity: Quantity) -> bool:
    return quantity.value.isdigit() and int(quantity.value) in _YEARS
