"""Stretches of time that a question names, and whether it asks what was begun, what ended, or what is of that time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casebase.catalogue import stages
from casebase.catalogue.conditions import Condition
from casebase.catalogue.dates import Span
from casebase.text.numbers import ERAS

_JA = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年?|(?P<era>令和|平成|r)(?P<of_era>元|\d{1,2})年?|(?P<near>今年|本年|昨年|去年|一昨年|おととし))"
    r"(?P<fiscal>度)?(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
    r"(?P<side>(?:以降|以後|から(?!\w{0,4}まで)|より(?:後|あと)|以前|まで|より前|より早く|より前に)?)"
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_EN = re.compile(
    rf"(?:(?P<side>\b(?:since|after|from|before|until|by|prior to|in or after|(?:later|earlier) than)\b)\s+"
    rf"|\b(?:in|during|on)\s+)?"
    rf"(?:the (?:fiscal )?year\s+|(?P<fiscal>fiscal (?:year )?|fy ?))?"
    rf"(?:(?P<first_day>\d{{1,2}})(?:st|nd|rd|th)? )?"
    rf"(?:(?P<month>{'|'.join(_MONTHS)})\s+(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?)?"
    rf"(?:\b|(?<=fy))(?P<year>(?:19|20)\d\d)\b"
    rf"(?:\s+(?P<or>or later|onwards?|or earlier|or before))?|\b(?P<near>this year|last year)\b"
)
_LATIN, _HIRAGANA = re.compile(r"[a-z]{2,}"), re.compile(r"[ぁ-ん]")
FEWEST_WORDS = 3
"""Words in Latin letters of a question in English that is not all of them."""

_BEGUN = re.compile(
    r"始|開始|動き出|スタート|導入|立ち上|稼働|使い出|使い始|着手"
    r"|\b(?:beg[aiu]n\w*|start\w*|launch\w*|introduc\w*|went live|rolled out|adopt\w*|kick\w*)\b"
)
_ENDED = re.compile(
    r"終わ|終了|やめ|中止|完了|断念|打ち切|\b(?:end(?:ed)?|discontinu\w*|finish\w*|stopp\w*|clos\w*|abandon\w*|complet\w*)\b"
)
_STILL = re.compile(r"(?:終わ|終了|やめ)[^。]{0,4}ない|本番|本格")
_OPERATION = re.compile(r"本番|本格|稼働|\b(?:live|operation|production)\b")
_BACK = {"今年": 0, "本年": 0, "this year": 0, "昨年": 1, "去年": 1, "last year": 1, "一昨年": 2, "おととし": 2}
_LATER = re.compile(r"以降|以後|から|後|あと|since|after|from|later|onward")
_EARLIER = re.compile(r"以前|まで|前|早く|before|until|by|prior|earlier")
_BEYOND = re.compile(r"より|(?<!or )before|(?<!or )after|prior|than")
"""What leaves out the time that is named itself: 「2024年より前」, "before 2024"."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time at a place of a text, as it is said there. `is_year`: nothing but a year, or a fiscal year, is named."""

    start: int
    end: int
    said: str
    span: Span
    is_year: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time at a place of the question, and what it asks of it."""

    start: int
    end: int
    condition: Condition


def periods_in(text: str) -> Iterator[Period]:
    """Yield the periods that `text` (in search form) names."""
    for found in stretches_in(text):
        span, said, place = found.span, found.said, (found.start, found.end)
        if _ENDED.search(text) and not _STILL.search(text):
            yield Period(*place, stages.ended_in(span, f"{said}に終了", f"ended {said}"))
        elif _BEGUN.search(text) and _OPERATION.search(text):
            yield Period(*place, stages.in_operation_since(span, f"{said}に本番運用", f"in operation since {said}"))
        elif _BEGUN.search(text):
            yield Period(*place, stages.begun_in(span, f"{said}に開始", f"begun {said}"))
        else:
            yield Period(*place, stages.dated_in(span, said, said))


def stretches_in(text: str) -> Iterator[Stretch]:
    """Yield the stretches of time that `text` (in search form) names."""
    for found in (_EN if is_english(text) else _JA).finditer(text):
        said = found.groupdict()
        yield Stretch(*found.span(), found.group().strip(), _span(said), not said.get("month"))


def is_english(text: str) -> bool:
    """Tell whether a question is in English, whatever signs and names it holds: £, 榧野村."""
    return text.isascii() or (len(_LATIN.findall(text)) >= FEWEST_WORDS and _HIRAGANA.search(text) is None)


def asks_of_begin(text: str) -> bool:
    """Tell whether `text` (in search form) speaks of the beginning of something."""
    return _BEGUN.search(text) is not None


def asks_of_end(text: str) -> bool:
    """Tell whether `text` (in search form) speaks of the end of something."""
    return _ENDED.search(text) is not None and _STILL.search(text) is None


def _span(said: dict[str, str | None]) -> Span:
    side = f"{said.get('side') or ''} {said.get('or') or ''}"
    year = _year(said)
    month = said.get("month")
    day = said.get("day") or said.get("first_day")
    if month:
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        first = last = f"{year}-{number:02d}" + (f"-{int(day):02d}" if day else "")
    elif said.get("fiscal"):
        first, last = f"{year}-04", f"{year + 1}-03"
    else:
        first = last = str(year)
    if _LATER.search(side):
        return Span(_beside(last, 1) if _BEYOND.search(side) else first, "")
    if _EARLIER.search(side):
        return Span("", _beside(first, -1) if _BEYOND.search(side) else last)
    return Span(first, last)


def _beside(iso: str, step: int) -> str:
    """Return the year, month or day after or before one."""
    if len(iso) == len("2024-04-01"):
        return (date.fromisoformat(iso) + timedelta(days=step)).isoformat()
    if len(iso) == len("2024"):
        return str(int(iso) + step)
    months = int(iso[:4]) * 12 + int(iso[5:7]) - 1 + step
    return f"{months // 12}-{months % 12 + 1:02d}"


def _year(said: dict[str, str | None]) -> int:
    if near := said.get("near"):
        return date.today().year - _BACK[near]
    if era := said.get("era"):
        of_era = said["of_era"] or "1"
        return ERAS.get(era, ERAS["令和"]) + (1 if of_era == "元" else int(of_era))
    return int(said["year"] or 0)
