"""Figures with their units as cells and sentences hold them: 1,850件, 月5.2時間, 88.5％, 約8割, 15 days."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casebase.text.normalize import search_form
from casebase.text.numbers import unit_named
from ingest.draft.money import folded_width

NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
UNIT = (
    r"(?:百万円|億円|万円|千円|円|ドル|時間|分|秒|か月|ヶ月|カ月|ヵ月|箇月|週間|営業日|日間|日|年|人|名|件|回|倍|割|点|ポイント|%|％|か所|箇所|か国語|言語|文字|字|枚|本|台"
    r"|校|団体|世帯|戸|冊|種類|項目|問|通|km|m3|㎡|ha|kWh|kg|t|GB|ページ|頁|"
    r"million yen|yen|percentage points|percent|points?|minutes?|mins?|hours?|seconds?|working days?|days?"
    r"|weeks?|months?|years?|people|languages?|times)"
)
_FIGURE = re.compile(
    rf"(?P<per>(?:毎)?[年月週日](?:間|平均|当たり)?)?(?P<about>約|およそ|平均|延べ|計|around |about |approximately )*"
    rf"(?P<number>[-−▲△]?{NUMBER})\s?(?P<unit>{UNIT})?(?P<share>\s?[/／]\s?[年月週日回件人]|\s(?:a"
    rf"|per) (?:year|month|week|day))?",
    re.IGNORECASE,
)
NOTHING = re.compile(
    r"[\s\u3000]*(?:[－―—–ー\-−‐]+|n/?a|not (?:known|measured|available)|不明|なし|…|/)?[\s\u3000]*\Z", re.IGNORECASE
)
_PERS = {
    "a year": "年",
    "per year": "年",
    "a month": "月",
    "per month": "月",
    "a week": "週",
    "per week": "週",
    "a day": "日",
    "per day": "日",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its unit as written (with what it is counted by: 時間/月), and where it stands."""

    value: float | int
    unit: str
    start: int
    end: int


def figures_in(text: str) -> list[Figure]:
    """Return the figures of a text in their order, with and without units."""
    folded = folded_width(text)
    return [_figure(match) for match in _FIGURE.finditer(folded)]


def only_figure(text: str) -> Figure | None:
    """Return the figure of a cell that holds one and little else, None where it holds words or nothing."""
    plain = re.sub(r"[（(][^（）()]*[)）]", "", text)
    figures = figures_in(plain)
    if not figures or NOTHING.match(text):
        return None
    first = figures[0]
    rest = len(plain) - (first.end - first.start)
    return first if rest <= 6 else None


def same_unit(one: str, other: str) -> bool:
    """Tell whether two units are the same, whatever they are counted by; a unit that is missing fits any."""
    return not one or not other or _plain(one) == _plain(other)


def number(text: str) -> float | int:
    """Return the value of digits with commas; ▲ and △ are minus signs."""
    negative = text[0] in "-−▲△"
    digits = text.lstrip("-−▲△").replace(",", "")
    value: float | int = float(digits) if "." in digits else int(digits)
    return -value if negative else value


def _figure(match: re.Match[str]) -> Figure:
    unit = (match["unit"] or "").replace("％", "%")
    share = (match["share"] or "").strip().lstrip("/／").strip().lower()
    per = _PERS.get(share, share)
    if not per and match["per"] and unit:
        per = match["per"].lstrip("毎")[0]
    return Figure(number(match["number"]), f"{unit}/{per}" if per and unit else unit, match.start(), match.end())


def _plain(unit: str) -> str:
    unit = search_form(unit.split("/", maxsplit=1)[0].replace("working ", ""))
    return unit_named(unit) or unit
