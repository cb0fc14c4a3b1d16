"""Dates and times as people read them: 2026年1月26日（令和8年）, or 26 January 2026."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
REIWA, HEISEI, SHOWA = date(2019, 5, 1), date(1989, 1, 8), date(1926, 12, 25)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ISO_DATE = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def shown_date(iso: str, language: str) -> str:
    """Return an ISO date, month or year as shown in `language`; text that is none of these comes back unchanged."""
    found = ISO_DATE.match(iso)
    if not found or (len(iso) > found.end() and iso[found.end()] not in "T "):
        return iso
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if month > 12 or day > 31:
        return iso
    if language == "en":
        return " ".join(
            part for part in (str(day) if day else "", MONTHS[month - 1] if month else "", str(year)) if part
        )
    text = f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    return text + f"（{era(year, month or 12, day or 28)}）"


def shown_time(iso: str, language: str) -> str:
    """Return a stored time (ISO 8601 with its zone) as day and time in Japan, wherever the server stands."""
    local = datetime.fromisoformat(iso).astimezone(TOKYO)
    return f"{shown_date(local.date().isoformat(), language)} {local:%H:%M}"


def era(year: int, month: int, day: int) -> str:
    """Return the Japanese era and year of a date, such as 令和8年."""
    for name, start in (("令和", REIWA), ("平成", HEISEI), ("昭和", SHOWA)):
        if (year, month, day) >= (start.year, start.month, start.day):
            count = year - start.year + 1
            return f"{name}{'元' if count == 1 else count}年"
    return f"西暦{year}年"
