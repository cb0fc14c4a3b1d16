"""Amounts of money as reports write them: 198万円, 5,720,000円, 4,400千円, 1億2,000万円, 1.5 million yen, nothing at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_PART = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_YEN = re.compile(
    rf"(?:¥\s?)?(?P<number>(?:{_PART}[億万千百]*)+)\s?(?:円|yen\b|JPY\b)|¥\s?(?P<bare>{_PART}[億万千]*)", re.IGNORECASE
)
_ENGLISH = re.compile(rf"(?P<number>{_PART})\s+(?P<scale>thousand|million|billion)\s+(?:yen|JPY)\b", re.IGNORECASE)
_NOTHING = re.compile(
    r"ゼロ|無料|無償|かかっていない|生じていない|要していない|発生していない|不要|なし(?=$|[。（(])"
    r"|\bno (?:extra |additional )?cost|\bfree\b",
    re.IGNORECASE,
)
_SCALES = {"億": 10**8, "万": 10**4, "千": 10**3, "百": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
BANDS = (
    (0, "なし"),
    (10**6, "100万円未満"),
    (10**7, "100万〜1000万円"),
    (5 * 10**7, "1000万〜5000万円"),
    (10**8, "5000万〜1億円"),
)
"""Upper ends of the bands of the initial cost, in yen."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in yen and where it stands."""

    yen: int
    start: int
    end: int


def amounts_in(text: str) -> list[Amount]:
    """Return the amounts of a text in their order."""
    folded = folded_width(text)
    found = [Amount(_english(match), *match.span()) for match in _ENGLISH.finditer(folded)]
    for match in _YEN.finditer(folded):
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            found.append(Amount(_yen(match["number"] or match["bare"]), *match.span()))
    return sorted(found, key=lambda one: one.start)


def says_nothing(text: str) -> re.Match[str] | None:
    """Return where a text says that something costs nothing."""
    return _NOTHING.search(text)


def band_of(yen: int) -> str:
    """Return the band of the initial cost in the words of the record's vocabulary."""
    if yen == 0:
        return BANDS[0][1]
    return next((name for upper, name in BANDS if yen < upper), "1億円以上")


def folded_width(text: str) -> str:
    """Return a text with full-width digits and signs in their plain form, character for character: offsets hold."""
    return "".join(one if len(one := unicodedata.normalize("NFKC", char)) == 1 else char for char in text)


def _yen(written: str) -> int:
    total = Decimal(0)
    for number, scale in re.findall(rf"({_PART})([億万千百]*)", written):
        factor = 1
        for one in scale:
            factor *= _SCALES[one]
        total += Decimal(number.replace(",", "")) * factor
    return int(total)


def _english(match: re.Match[str]) -> int:
    return int(Decimal(match["number"].replace(",", "")) * _SCALES[match["scale"].lower()])
