"""When a case was begun and ended, as its record and its lines say; dates are ISO, by year, month or day: 2025, 2025-04."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casebase.catalogue.sheet import TELLING, Line, Sheet

_DATED = re.compile(r"((?:19|20)\d\d)年(?:度)?(?:(\d{1,2})月)?(?:(\d{1,2})日)?|((?:19|20)\d\d)-(\d{2})")
_BEGUN = re.compile(
    r"(?:始め|始ま|開始|スタート|公開し|公開を|導入し|導入を始|本格(?:運用|利用|導入)(?:に|へ|を|と|し)|運用を|実証(?:し|を|実験)|試(?:し|験運用|行)|から)"
    r"|\b(?:began|begun|start(?:ed|s)?|launched|introduced|rolled out|went live|since)\b"
)
_NOT_BEGUN = re.compile(
    r"延期|見送|中止|改正|改定|予定|計画|ガイドライン|指針|発表|説明|終了|終え|やめ|postpon|revis|amend|plan"
)
_AHEAD = 16
"""Characters behind a date within which it says that something was begun then."""

_ISO = re.compile(r"^((?:19|20)\d\d)(?:年度)?(?:-(\d\d))?(?:-(\d\d))?")
BEGUN = ("本番", "実証")
"""Statuses whose date is mostly the day they were reached."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time from `first` to `last` inclusive, each a year or a month; empty: open."""

    first: str = ""
    last: str = ""

    def holds(self, date: str) -> bool:
        """Tell whether a date, or one that begins so, lies within; a year alone lies within any part of it only if all does."""
        found = _ISO.match(date)
        if not found:
            return False
        said = "-".join(part for part in found.groups() if part)
        if len(said) < max(len(self.first), len(self.last)):
            return (not self.first or said > self.first[:4]) and (not self.last or said < self.last[:4])
        return (not self.first or said[: len(self.first)] >= self.first) and (
            not self.last or said[: len(self.last)] <= self.last
        )


def begins(sheet: Sheet) -> Iterator[tuple[str, Line]]:
    """Yield the dates at which lines say that something was begun, then that of the status where it is one of `BEGUN`."""
    for line in sheet.lines:
        if line.field not in TELLING:
            continue
        for found in _DATED.finditer(line.said):
            behind, said = line.said[: found.start()][-_AHEAD:], line.said[found.end() : found.end() + _AHEAD]
            if _BEGUN.search(said) and not _NOT_BEGUN.search(behind + said):
                yield _iso(found), line
    if sheet.document.details.status in BEGUN and _ISO.match(sheet.status_date) and sheet.stage:
        yield sheet.status_date, sheet.stage


def began_on(sheet: Sheet) -> tuple[str, Line] | None:
    """Return the earliest date at which a case says to have begun, by month where one is said, with the line."""
    return min(begins(sheet), key=lambda found: (found[0][:7].ljust(7, "~"), found[0]), default=None)


def ended_on(sheet: Sheet) -> str:
    """Return the date at which a case ended, empty where it has not or does not say."""
    return sheet.status_date if sheet.document.details.status == "終了" else ""


def _iso(found: re.Match[str]) -> str:
    year, month, day, iso_year, iso_month = found.groups()
    if iso_year:
        return f"{iso_year}-{iso_month}"
    return "-".join(part for part in (year, month and month.zfill(2), day and day.zfill(2)) if part)
