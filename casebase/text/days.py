"""Days as people type them: 令和8年4月1日, R8.4.1, 2026年4月1日, 2026/4/1."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_DAY = re.compile(
    r"(?:(?P<era>令和|平成|昭和|[RHS])\s*(?P<of_era>\d{1,2}|元)|(?P<year>\d{4}))\s*(?:年|[-./])\s*(?P<month>\d{1,2})\s*(?:月|[-./])\s*(?P<day>\d{1,2})\s*日?",
    re.IGNORECASE,
)


def iso_day(typed: str) -> str:
    """Return a day as ISO date, empty where `typed` is no day of the calendar."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        return ""
    year = (
        int(found["year"]) if found["year"] else _ERAS[found["era"].upper()] + int(found["of_era"].replace("元", "1"))
    )
    try:
        return date(year, int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return ""
