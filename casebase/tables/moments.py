"""Dates in cells: days, months, years and fiscal years, in every way they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casebase.catalogue.dates import Span
from casebase.text.numbers import ERAS

MONTHS = 12
_ERA = re.compile(
    r"(?P<era>令和|平成|昭和|[rhs])\s?(?P<year>元|\d{1,2})(?:(?P<fiscal>年度)|年|[./\-]|(?=$|\D))\s?"
    r"(?:(?P<month>\d{1,2})(?:月|[./\-]|(?=$|\D))\s?(?:(?P<day>\d{1,2})日?)?)?"
)
_WEST = re.compile(
    r"(?P<fy>fy\s?)?(?P<year>(?:19|20)\d\d)(?:(?P<fiscal>年度)|年|[./\-]|(?=$|\D))\s?"
    r"(?:(?P<month>\d{1,2})(?:月|[./\-]|(?=$|\D))\s?(?:(?P<day>\d{1,2})日?)?)?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH = re.compile(
    rf"(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s)?(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?\s?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s)?(?P<year>(?:19|20)\d\d)"
)
_SLASHED = re.compile(r"(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>(?:19|20)\d\d)")
_BEHIND_DATE = re.compile(
    r"\s?(?:\([^()]{1,8}\)|（[^（）]{1,8}）)?\s?(?:から(?!.*\d).*|[~〜～\-–—]\s*|頃|ごろ|予定|以降|より|開始|導入|末|上旬|中旬|下旬|まで|onwards?)?"
)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day, month, year or fiscal year, from its first to its last day."""

    first: str
    last: str
    is_fiscal: bool = False

    def lies_in(self, span: Span, is_year: bool) -> bool:
        """Tell whether all of it lies within a stretch of time; a fiscal year does within the year that is named alone."""
        if self.is_fiscal and is_year:
            return self._by_year(span)
        first = _day(span.first, "01") if span.first else ""
        last = _day(span.last, "31") if span.last else "9999"
        return first <= self.first and self.last <= last

    def _by_year(self, span: Span) -> bool:
        year = self.first[:4]
        last = span.last[:4] if span.last[4:] != "-03" else str(int(span.last[:4]) - 1)
        return (not span.first or year >= span.first[:4]) and (not span.last or year <= last)


def moment_in(text: str) -> Moment | None:
    """Return the date that a cell begins with, if it is one; None where it says more."""
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    found = _ERA.match(folded) or _WEST.match(folded)
    if found is not None:
        said = found.groupdict()
        year = int("1" if said["year"] == "元" else said["year"])
        if era := said.get("era"):
            year += {"r": ERAS["令和"], "h": ERAS["平成"], "s": ERAS["昭和"]}.get(era) or ERAS[era]
        fiscal = bool(said.get("fiscal") or said.get("fy"))
        month, day = said["month"], said["day"]
    elif (found := _ENGLISH.match(folded)) is not None:
        year, fiscal = int(found["year"]), False
        month, day = str(_MONTHS.index(found["month"]) + 1), found["before"] or found["day"]
    else:
        return None
    if (
        not _BEHIND_DATE.fullmatch(folded[found.end() :])
        or not 1 <= int(month or 1) <= 12
        or not 1 <= int(day or 1) <= 31
    ):
        return None
    return _moment(year, month, day, fiscal)


def slashed_in(cells: Iterable[str]) -> Iterator[Moment | None]:
    """Return the dates of cells that are written 01/04/2024: day first, unless some of them cannot be."""
    found = [_SLASHED.fullmatch(cell.strip()) for cell in cells]
    month_first = any(one and int(one["second"]) > MONTHS for one in found)
    for one in found:
        if one is None:
            yield None
            continue
        day, month = (one["second"], one["first"]) if month_first else (one["first"], one["second"])
        yield _moment(int(one["year"]), month, day, False) if 1 <= int(month) <= MONTHS else None


def fiscal_year(moment: Moment) -> Moment:
    """Return the fiscal year of which a date names only the year."""
    year = int(moment.first[:4])
    return _moment(year, None, None, True)


def is_bare_year(moment: Moment) -> bool:
    """Tell whether a date is a year and no more."""
    return not moment.is_fiscal and moment.first.endswith("-01-01") and moment.last.endswith("-12-31")


def _moment(year: int, month: str | None, day: str | None, fiscal: bool) -> Moment:
    if month:
        start = f"{year}-{int(month):02d}"
        return (
            Moment(f"{start}-{int(day):02d}", f"{start}-{int(day):02d}")
            if day
            else Moment(f"{start}-01", f"{start}-31")
        )
    if fiscal:
        return Moment(f"{year}-04-01", f"{year + 1}-03-31", True)
    return Moment(f"{year}-01-01", f"{year}-12-31")


def _day(iso: str, day: str) -> str:
    month = "01" if day == "01" else "12"
    return iso if len(iso) == 10 else f"{iso}-{day}" if len(iso) == 7 else f"{iso}-{month}-{day}"
