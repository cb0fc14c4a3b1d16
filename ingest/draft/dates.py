"""Dates as reports write them: 令和7年4月1日, R7.4.1, 2025-04-01, 12 June 2025, also months and fiscal years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_JAPANESE = re.compile(
    r"(?:(?P<era>令和|平成|昭和)\s?(?P<eray>元|[0-9０-９]{1,2})|(?P<west>(?:19|20|１９|２０)[0-9０-９]{2}))\s?年(?!間|度)"
    r"(?:\s?(?P<m>[0-9０-９]{1,2})\s?月(?:\s?(?P<d>[0-9０-９]{1,2})\s?日)?)?"
)
_SHORT = re.compile(
    r"(?<![A-Za-z0-9])(?P<era>[RHS])\s?(?P<eray>[0-9]{1,2})[./](?P<m>[0-9]{1,2})(?:[./](?P<d>[0-9]{1,2}))?"
)
_ISO = re.compile(
    r"(?<![0-9./-])(?P<west>(?:19|20)[0-9]{2})[-/.](?P<m>[0-9]{1,2})(?:[-/.](?P<d>[0-9]{1,2}))?(?![0-9./-])"
)
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ENGLISH = (
    re.compile(rf"\b(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<west>(?:19|20)[0-9]{{2}})\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<west>(?:19|20)[0-9]{{2}})\b", re.IGNORECASE),
    re.compile(rf"(?<![0-9] )\b{_MONTH}\s+(?P<west>(?:19|20)[0-9]{{2}})\b", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: `iso` is a day, a month or a year, `start`..`end` where it stands."""

    iso: str
    start: int
    end: int


def dates_in(text: str) -> list[Dated]:
    """Return the dates of a text in their order; a year alone counts, a fiscal year does not."""
    found: dict[int, Dated] = {}
    for pattern in (_JAPANESE, _SHORT, _ISO, *_ENGLISH):
        for match in pattern.finditer(text):
            if not any(one.start < match.end() and match.start() < one.end for one in found.values()):
                found[match.start()] = Dated(_iso(match), *match.span())
    return [found[at] for at in sorted(found)]


def _iso(match: re.Match[str]) -> str:
    said = match.groupdict()
    year = _number(said["west"]) if said.get("west") else _ERAS[said["era"]] + _number(said["eray"])
    month = _MONTHS.index(said["month"][:3].lower()) + 1 if said.get("month") else _number(said.get("m") or "")
    return "-".join(_parts(year, month, _number(said.get("d") or "")))


def _parts(year: int, month: int, day: int) -> Iterator[str]:
    yield f"{year}"
    if 1 <= month <= 12:
        yield f"{month:02}"
        if 1 <= day <= 31:
            yield f"{day:02}"


def _number(text: str) -> int:
    text = text.translate(_DIGITS)
    return 1 if text == "元" else int(text) if text.isdigit() else 0
