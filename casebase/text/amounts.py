"""Read amounts and units as reports write them: 約34, 2万2,700, 17000超, 30秒, 分/日, hours per user per month."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HOURS = {
    "時間": 1.0, "h": 1.0, "hr": 1.0, "hrs": 1.0, "hour": 1.0, "hours": 1.0,
    "分": 1 / 60, "分間": 1 / 60, "min": 1 / 60, "mins": 1 / 60, "minute": 1 / 60, "minutes": 1 / 60,
    "秒": 1 / 3600, "sec": 1 / 3600, "second": 1 / 3600, "seconds": 1 / 3600,
}  # fmt: skip
_PERIODS = {
    **dict.fromkeys(("日", "day", "days", "1日"), "day"),
    **dict.fromkeys(("週", "週間", "week", "weeks", "1週"), "week"),
    **dict.fromkeys(("月", "か月", "ヶ月", "カ月", "箇月", "month", "months", "1か月", "1月"), "month"),
    **dict.fromkeys(("年", "年間", "年度", "year", "years", "annum", "1年"), "year"),
    **dict.fromkeys(
        ("回", "件", "通", "枚", "本", "1回", "1件", "case", "cases", "document", "request", "time", "task"),
        "occurrence",
    ),
}
_PEOPLE = frozenset({"人", "名", "1人", "1名", "職員", "user", "users", "person", "employee", "staff"})
_SHARES = frozenset({"%", "パーセント", "percent", "割", "割合", "ポイント", "pt"})
_NUMBER = r"(-?\d[\d,]*(?:\.\d+)?)(?:(万|億)(\d[\d,]*)?)?"
_AMOUNT = re.compile(
    rf"^(約|およそ|概ね|おおむね|about|approx\.?|~)?\s*{_NUMBER}\s*"
    rf"({'|'.join(sorted(_HOURS, key=len, reverse=True))})?\s*(超|以上|以下|未満|程度|前後|弱|強|\+)?$",
    re.IGNORECASE,
)
_TENS = {"万": 10_000.0, "億": 100_000_000.0}
_BOUNDS = {
    **dict.fromkeys(("超", "以上", "強", "+"), "least"),
    **dict.fromkeys(("以下", "未満", "弱"), "most"),
    **dict.fromkeys(("程度", "前後"), "about"),
}
_YEN = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(億|万|千)?(?:(\d[\d,]*)\s*(万|千)?)?\s*円")


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as it is written. `hours` is one unit of it in hours where it names a unit of time itself, else 0."""

    number: float
    bound: str = ""
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit taken apart: one of it in hours (0: no time), whether it is a share, for which period, and a person or not.

    `period` is `day`, `week`, `month`, `year`, `occurrence` or empty.
    """

    hours: float = 0.0
    share: bool = False
    period: str = ""
    a_person: bool = False


def amount_of(text: str) -> Amount | None:
    """Return the figure that `text` (NFKC) is, or None where it is none that stands alone: 数か月, 21/45, 8割超."""
    found = _AMOUNT.match(text.strip())
    if not found:
        return None
    about, digits, tens, rest, unit, beyond = found.groups()
    number = _number(digits) * _TENS.get(tens or "", 1.0) + (_number(rest) if rest else 0.0)
    bound = _BOUNDS.get(beyond or "", "about" if about else "")
    return Amount(number, bound, _HOURS.get((unit or "").lower(), 0.0))


def measure_of(unit: str) -> Measure:
    """Take a unit (NFKC) apart; what is not known in it is left out."""
    parts = [part.strip() for part in re.split(r"/|・| per | a |毎|当たり|あたり", unit.lower()) if part.strip()]
    if not parts:
        return Measure()
    periods = [_PERIODS[part] for part in parts[1:] if part in _PERIODS]
    return Measure(
        hours=_HOURS.get(parts[0], 0.0),
        share=parts[0] in _SHARES,
        period=periods[0] if periods else "",
        a_person=any(part in _PEOPLE for part in parts[1:]),
    )


def number_in(pattern: re.Pattern[str], *texts: str) -> float:
    """Return the first number that `pattern` finds in any of `texts`, else 0."""
    for text in texts:
        if found := pattern.search(text):
            return _number(next(group for group in found.groups() if group))
    return 0.0


def yen_in(text: str) -> float | None:
    """Return the largest amount in yen that `text` (NFKC) names, or None where it names none."""
    amounts = [_yen(found) for found in _YEN.finditer(text)]
    return max(amounts, default=None)


def _yen(found: re.Match[str]) -> float:
    scale = {"億": 100_000_000.0, "万": 10_000.0, "千": 1_000.0}
    first, unit, second, small = found.groups()
    rest = _number(second) * scale.get(small or "", 1.0) if second else 0.0
    return _number(first) * scale.get(unit or "", 1.0) + rest


def _number(digits: str) -> float:
    return float(digits.replace(",", ""))
