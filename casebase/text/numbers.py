"""Numbers, amounts and dates of a text in a form in which 「令和８年」, "2026" and 「二〇二六年」 are the same."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from casebase.text.remembered import remembered


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A number and what it counts: `value` in plain decimal digits, `unit` in Japanese, "" where none is said."""

    value: str
    unit: str


ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ERA_YEAR = re.compile(r"(令和|平成|昭和|大正|明治)\s*(元|[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})\s*年?")
_SHORT_ERA = re.compile(r"(?<![A-Za-z0-9])([RHS])\s?([0-9]{1,2})(?=[.．/年]\s?[0-9度]|年)")
_REIWA_ALONE = re.compile(r"(?<![A-Za-z0-9._/\-])R([1-9]|1[0-9]|20)(?![A-Za-z0-9._/\-])")
"""「R7で廃止予定」: a year that nothing follows to tell it by; the letters of other eras are oftener something else."""

_SHORT_ERAS = {"R": 2018, "H": 1988, "S": 1925}
_ADDRESS = re.compile(r"https?://[!-~]+|[\w.+-]+@[\w-]+\.[\w.]+")
_SHORT_ERA_MONTH = re.compile(
    r"(?<![A-Za-z0-9])([RHS])\s?([0-9]{1,2})[.．/]([0-9]{1,2})(?:[.．/]([0-9]{1,2}))?(?![0-9.])"
)
_ISO_DATE = re.compile(r"(?<![0-9.])([12][0-9]{3})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            *(("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun")),
            *(("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct")),
            *(("november", "nov"), ("december", "dec")),
        ],
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ENGLISH_DATE = re.compile(
    rf"\b(?:(?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\b\.?"
    r"(?:\s+(?P<d2>[0-9]{1,2})(?:st|nd|rd|th)?(?!\.?[0-9]*\s*(?:%|per))\b(?!,?[0-9]))?(?:,?\s+(?P<year>[12][0-9]{3})\b)?",
    re.IGNORECASE,
)

_UNITS = {
    "%": ("%", "percent", "per cent", "パーセント", "割"),
    "ポイント": ("ポイント", "percentage points", "points", "point"),
    "円": ("円", "yen", "jpy"),
    "ドル": ("ドル", "dollars", "dollar", "usd"),
    "ポンド": ("ポンド", "pounds", "pound", "gbp"),
    "ユーロ": ("ユーロ", "euros", "euro", "eur"),
    "人": (
        "人",
        "名",
        "people",
        "persons",
        "person",
        "staff",
        "employees",
        "users",
        "residents",
        "citizens",
        "officials",
        "officers",
        "workers",
        "teachers",
        "pupils",
        "students",
        "children",
        "patients",
        "applicants",
        "attendees",
        "learners",
        "members",
        "participants",
        "registrants",
        "respondents",
        "visitors",
        "volunteers",
    ),
    "年": ("年度", "年間", "か年", "カ年", "ヶ年", "ヵ年", "箇年", "年", "years", "year"),
    "か月": ("か月間", "か月", "カ月間", "カ月", "ヶ月間", "ヶ月", "ヵ月", "箇月", "ケ月", "月間", "months", "month"),
    "月": ("月",),
    "週": ("週間", "週", "weeks", "week"),
    "日": ("営業日", "日間", "日", "days", "day"),
    "時間": ("時間", "hours", "hour", "hrs"),
    "時": ("時", "o'clock"),
    "分": ("分間", "分", "minutes", "minute", "mins"),
    "秒": ("秒間", "秒", "seconds", "second"),
    "件": ("件", "cases", "case", "items", "records", "inquiries", "projects"),
    "回": ("回", "times"),
    "倍": ("倍", "fold", "times as"),
    "団体": ("団体", "自治体", "市区町村", "市町村", "区市町村", "municipalities"),
    **{
        unit: (unit,)
        for unit in (
            *(
                "社",
                "市",
                "町",
                "村",
                "区",
                "県",
                "校",
                "台",
                "種類",
                "段階",
                "項目",
                "つ",
                "条",
                "項",
                "号",
                "章",
                "節",
            ),
            *(
                "階",
                "本",
                "枚",
                "個",
                "か所",
                "箇所",
                "ヶ所",
                "世紀",
                "位",
                "歳",
                "才",
                "点",
                "文字",
                "字",
                "頁",
                "行",
                "問",
            ),
            *(
                "部署",
                "課",
                "局",
                "部",
                "冊",
                "軒",
                "戸",
                "世帯",
                "組",
                "基",
                "機",
                "隻",
                "代",
                "番",
                "級",
                "度",
                "丁目",
            ),
            *(
                "km",
                "cm",
                "mm",
                "kg",
                "gb",
                "mb",
                "tb",
                "kw",
                "ha",
                "m",
                "g",
                "ページ",
                "語",
                "曲",
                "話",
                "巻",
                "作",
                "試合",
            ),
        )
    },
}
_SIGNS = {"¥": "円", "$": "ドル", "£": "ポンド", "€": "ユーロ"}
DATED = frozenset({"年", "月", "日"})
"""Units of which dates are made."""

MONEY = frozenset(_SIGNS.values())
"""Units of money."""

_UNIT_OF = {spelling: unit for unit, spellings in _UNITS.items() for spelling in spellings}
_UNIT = "|".join(re.escape(spelling) for spelling in sorted(_UNIT_OF, key=len, reverse=True))

_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_NUMBER = re.compile(
    rf"(?<![0-9.])(?P<number>(?:(?:{_DIGITS})[千万億兆]?)+|(?:{_DIGITS}))"
    r"(?:\s*(?P<scale>thousand|million|billion|trillion|bn)\b)?",
    re.IGNORECASE,
)
_KANJI_NUMBER = re.compile(
    rf"(?<![0-9.,])[〇一二三四五六七八九十百千万億兆]+(?=\s?(?:{_UNIT}|[0-9]))|[〇一二三四五六七八九]{{3,}}|数?[一二三四五六七八九][十百千万億兆]+"
)
_UNIT_AFTER = re.compile(rf"\s?(?P<unit>{_UNIT})", re.IGNORECASE)
_NOT_A_NUMBER = re.compile(
    r"十分(?![間前後])|一つ|一部|一時(?!間)|一度|一行|一機|一番|一本化|一組|一点|一課|一位|万一|万が一|千代|千葉|三重県|四国|九州|八戸"
)
_FROM_TWO = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH_WORDS = {word: str(value) for value, word in enumerate(_FROM_TWO, start=2)}
_ENGLISH_NUMBER = re.compile(rf"\b({'|'.join(_ENGLISH_WORDS)})\b(?=[\s-]+[a-z])", re.IGNORECASE)
_KANJI_DIGIT = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12}


@remembered(512)
def quantities(text: str) -> frozenset[Quantity]:
    """Return the numbers of `text` with their units; a date gives its year, month and day as three.

    Full-width digits, 漢数字, 万 and 億, 割, eras (令和 …), ISO and English dates and "1.2 million" are
    understood. 割 counts as ten per cent, 年度 as 年, 名 as 人.
    """
    rest = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text))
    found: set[Quantity] = set()
    rest = _take_dates(rest, found)
    rest = _NOT_A_NUMBER.sub(" ", rest)
    rest = _ENGLISH_NUMBER.sub(lambda word: _ENGLISH_WORDS[word.group(1).lower()], rest)
    rest = _KANJI_NUMBER.sub(lambda run: _plain(_kanji_value(run.group())), rest)
    for match in _NUMBER.finditer(rest):
        value = _digits_value(match["number"])
        if match["scale"]:
            value *= _SCALES[match["scale"].lower()]
        after = _UNIT_AFTER.match(rest, match.end())
        spelling = after["unit"].lower() if after and _whole_word(rest, after) else ""
        if spelling == "割":
            value *= 10
        unit = _UNIT_OF.get(spelling, "")
        if not unit and match.start():
            unit = _SIGNS.get(rest[match.start() - 1], "")
        found.add(Quantity(_plain(value), unit))
    return frozenset(found)


def unit_named(spelling: str) -> str:
    """Return the unit that `spelling` (in search form) stands for, "" if none."""
    return _UNIT_OF.get(spelling, "")


def missing(wanted: frozenset[Quantity], held: frozenset[Quantity]) -> frozenset[Quantity]:
    """Return those of `wanted` that `held` does not say: the same value with another unit is not the same quantity.

    A unit that one side leaves out (a table's column heading may hold it) does not count against it.
    """
    units: dict[str, set[str]] = {}
    for quantity in held:
        units.setdefault(quantity.value, set()).add(quantity.unit)
    return frozenset(
        quantity
        for quantity in wanted
        if quantity.value not in units
        or not (quantity.unit == "" or "" in units[quantity.value] or quantity.unit in units[quantity.value])
    )


def _take_dates(text: str, found: set[Quantity]) -> str:
    """Add the dates of `text` to `found` and return the text without them."""

    def era(match: re.Match[str]) -> str:
        name, year = match.groups()
        number = 1 if year == "元" else int(year) if year.isdigit() else int(_kanji_value(year))
        return f"{ERAS[name] + number}年"

    def short_era(match: re.Match[str]) -> str:
        return str(_SHORT_ERAS[match[1]] + int(match[2]))

    def short_era_month(match: re.Match[str]) -> str:
        _add_date(found, short_era(match), match[3], match[4])
        return " "

    def iso(match: re.Match[str]) -> str:
        _add_date(found, match[1], match[3], match[4])
        return " "

    def english(match: re.Match[str]) -> str:
        day, year = match["d1"] or match["d2"], match["year"]
        if not day and not year:
            return match.group()  # "may", "March" alone: no number is said
        _add_date(found, year, str(_MONTHS[match["month"].lower()]), day)
        return " "

    with_years = _SHORT_ERA.sub(short_era, _SHORT_ERA_MONTH.sub(short_era_month, _ERA_YEAR.sub(era, text)))
    with_years = _REIWA_ALONE.sub(lambda year: f"{_SHORT_ERAS['R'] + int(year[1])}年", with_years)
    return _ENGLISH_DATE.sub(english, _ISO_DATE.sub(iso, with_years))


def _add_date(found: set[Quantity], year: str | None, month: str | None, day: str | None) -> None:
    for value, unit in ((year, "年"), (month, "月"), (day, "日")):
        if value:
            found.add(Quantity(str(int(value)), unit))


def _whole_word(text: str, unit: re.Match[str]) -> bool:
    """Tell whether a unit in Latin letters ends where a word ends (5 m, not 5 members)."""
    return (
        not unit["unit"][-1].isascii()
        or unit.end() >= len(text)
        or not (text[unit.end()].isascii() and text[unit.end()].isalpha())
    )


def _digits_value(number: str) -> Decimal:
    total = Decimal(0)
    for part, scale in re.findall(rf"({_DIGITS})([千万億兆]?)", number):
        total += Decimal(part.replace(",", "")) * (_SMALL.get(scale) or _LARGE.get(scale) or 1)
    return total


def _kanji_value(run: str) -> Decimal:
    """Return the value of a number in kanji, written with places (二千二十六) or without (二〇二六)."""
    if not any(char in _SMALL or char in _LARGE for char in run):
        return Decimal("".join(str(_KANJI_DIGIT[char]) for char in run if char in _KANJI_DIGIT) or "0")
    total = section = digit = 0
    for char in run:
        if char in _KANJI_DIGIT:
            digit = digit * 10 + _KANJI_DIGIT[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char in _LARGE:
            total += ((section + digit) or 1) * _LARGE[char]
            section = digit = 0
    return Decimal(total + section + digit)


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"
