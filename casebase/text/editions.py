"""What a file's name, a title or a first page say about the edition: fiscal year, number, date, draft.

`bare` is a name without all that, so that 手引_第2版.docx and 手引（令和7年度版）最終.docx are seen to be of one name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988}
"""Eras by their usual signs, and the year before their first."""

_KANJI = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"元": 1}
_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3})?|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?P<era>令和|平成|昭和|(?<![A-Za-z])[RH])\s?(?P<of_era>\d{1,2}|元)|(?P<year>(?:19|20)\d\d))"
_FISCAL = re.compile(rf"{_YEAR}年度(?P<edition>版)?|(?<![A-Za-z])FY\s?(?P<fy>20\d\d)", re.IGNORECASE)
_DATE = re.compile(
    rf"{_YEAR}(?:年\s?(?P<m1>\d{{1,2}})月(?:\s?(?P<d1>\d{{1,2}})日)?|[-./_](?P<m2>\d{{1,2}})(?:[-./_](?P<d2>\d{{1,2}}))?(?!\d)|年(?P<edition>版)?)"
)
_COMPACT_DATE = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_COUNTED = re.compile(
    rf"第\s?(?P<a>{_NUMBER})\s?(?:\.\d+)?版|改[訂定正]第?\s?(?P<b>{_NUMBER})\s?版|(?<![A-Za-z])v(?:er(?:sion)?)?[.\s_]?\s?(?P<c>\d{{1,3}}(?:\.\d{{1,3}})?)(?!\d)"
    rf"|(?<![A-Za-z])rev(?:ision)?[.\s_]?\s?(?P<d>\d{{1,3}}(?:\.\d{{1,3}})?)|(?P<e>\d{{1,2}})(?:st|nd|rd|th) ed(?:ition|\.)"
    r"|(?P<f>first|second|third|fourth|fifth) edition",
    re.IGNORECASE,
)
_WORDED = re.compile(
    r"(?:改訂|改定|改正|増補|修正|最終|確定|完成|最新|新|暫定|旧)版|(?:改訂|改定|改正|最終|確定|修正)(?:済み?|後)?(?=$|[\s_\-.()\[\]【】])"
    r"|(?:一部|全部)改[訂定正]|改訂新版|(?<![A-Za-z])(?:revised(?: edition)?|final|updated|new edition)(?![A-Za-z])",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"\s*[-_ ]*(?:の)?コピー\s*(?:[-(]?\s?\d{1,2}\)?)?|(?<![A-Za-z])copy(?: of|)(?![A-Za-z])"
    r"\s*(?:\(\d{1,2}\))?|\((?:\d{1,2})\)\s*$",
    re.IGNORECASE,
)
_DRAFT = re.compile(
    r"\((?:素|原|骨子)?案\)|[_\s\-【\[](?:素|原|骨子)?案(?=$|[\s_\-.)\]】])|(?:素案|原案|たたき台)|(?<![A-Za-z])draft(?![A-Za-z])",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_AROUND = re.compile(r"[\W_]+")
_DATE_LINE_WORDS = re.compile(
    r"改訂|改定|改正|制定|策定|作成|発行|発出|公表|更新|施行|現在|付け?|一部|最終|第|版|修正|時点|初版"
    r"|published|updated|revised|issued|as of|version|date|on|of",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_DATE = re.compile(
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<m>{'|'.join(_MONTHS)})[a-z]*\.? (?:(?P<d2>\d{{1,2}}), )?(?P<y>20\d\d)",
    re.IGNORECASE,
)
HEAD = 600
"""Characters at the top of a document among which a line may say the date of the edition."""

LONGEST = 300
"""Characters of a name or a title that are read."""

EditionKey = tuple[str, str, str]
"""Fiscal year, number and date of an edition as text that sorts; empty: not known."""

UNKNOWN: EditionKey = ("", "", "")


@dataclass(frozen=True, slots=True)
class Edition:
    """What is known of an edition. `fiscal_year` is `2025`, `number` `003.000`, `date` an ISO date, month or year; all may
    be empty. `marked`: a mark says that it is an edition of something; `dated`: only a date or a fiscal year does.
    `by_file`: the date is the day on which the file was made, by which editions are ordered but which none says of itself."""

    fiscal_year: str = ""
    number: str = ""
    date: str = ""
    draft: bool = False
    marked: bool = False
    dated: bool = False
    by_file: bool = False

    @property
    def key(self) -> EditionKey:
        return self.fiscal_year, self.number, self.date

    @property
    def told_date(self) -> str:
        """The date that the edition says of itself."""
        return "" if self.by_file else self.date


def edition_of(
    file_name: str, title: str = "", head: str = "", published_on: str = "", created_on: str = ""
) -> Edition:
    """Read an edition from a file's name, its title, the top of its text and the dates of its metadata, in this order."""
    named, titled = _read(_EXTENSION.sub("", file_name)), _read(title)
    date = named.date or titled.date or _printed_date(head) or published_on[:10]
    return Edition(
        fiscal_year=named.fiscal_year or titled.fiscal_year,
        number=named.number or titled.number,
        date=date or created_on[:10],
        draft=named.draft or titled.draft,
        marked=named.marked or titled.marked,
        dated=named.dated or titled.dated,
        by_file=not date and bool(created_on),
    )


def bare(name: str) -> str:
    """Return a file's name or a title without extension and marks of editions, dates and copies."""
    text = unicodedata.normalize("NFKC", _EXTENSION.sub("", name)[:LONGEST])
    for pattern in (_COMPACT_DATE, _FISCAL, _DATE, _ENGLISH_DATE, _COUNTED, _WORDED, _DRAFT, _COPY):
        text = pattern.sub(" ", text)
    return _AROUND.sub("", text).casefold()


def placed(own: Edition, current: EditionKey) -> EditionKey:
    """Return the key by which an edition handed in after `current` is ordered: what it does not say it takes over.

    Fields are compared from the first on; a date that is less precise than the other says nothing against it. The result
    is at least `current` unless the edition says that it is older.
    """
    fields: list[str] = []
    equal = True
    for mine, theirs in zip(own.key, current, strict=True):
        if equal and (mine.startswith(theirs) or theirs.startswith(mine)):
            fields.append(max(mine, theirs, key=len))
        else:
            equal = False
            fields.append(mine)
    return fields[0], fields[1], fields[2]


def _read(name: str) -> Edition:
    text = unicodedata.normalize("NFKC", name[:LONGEST])
    fiscal = _FISCAL.search(text)
    rest = _FISCAL.sub(" ", text)
    compact, dated, english = _COMPACT_DATE.search(rest), _DATE.search(rest), _ENGLISH_DATE.search(rest)
    date = ""
    if compact:
        date = f"{compact['year']}-{compact['m']}-{compact['d']}"
    elif dated:
        date = _iso(dated)
    elif english:
        date = _english_iso(english)
    counted = _COUNTED.search(rest)
    draft = _DRAFT.search(text) is not None
    yearly = bool((fiscal and fiscal["edition"]) or (dated and dated["edition"]))
    marked = bool(counted or draft or yearly or _WORDED.search(text) or _COPY.search(text))
    year = (fiscal["fy"] or str(_year(fiscal))) if fiscal else ""
    return Edition(year, _count(counted) if counted else "", date, draft, marked, bool(fiscal or date))


def _printed_date(head: str) -> str:
    """Return the latest date that stands on a line of its own, apart from words such as 改訂."""
    found = []
    for line in unicodedata.normalize("NFKC", head[:HEAD]).splitlines():
        for pattern, iso in ((_DATE, _iso), (_ENGLISH_DATE, _english_iso)):
            rest = _DATE_LINE_WORDS.sub("", pattern.sub("", line))
            dates = [iso(match) for match in pattern.finditer(line)]
            if dates and not re.sub(r"[\W_\d]+", "", rest):
                found += dates
    return max((date for date in found if len(date) >= 7), default="")


def _iso(match: re.Match[str]) -> str:
    month = int(match["m1"] or match["m2"] or 0)
    day = int(match["d1"] or match["d2"] or 0)
    if not 0 <= month <= 12 or not 0 <= day <= 31:
        return str(_year(match))
    return f"{_year(match)}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def _english_iso(match: re.Match[str]) -> str:
    day = match["d"] or match["d2"]
    month = _MONTHS.index(match["m"].lower()) + 1
    return f"{match['y']}-{month:02d}" + (f"-{int(day):02d}" if day and int(day) <= 31 else "")


def _year(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    count = 1 if match["of_era"] == "元" else int(match["of_era"])
    return _ERAS[match["era"].upper()] + count


def _count(match: re.Match[str]) -> str:
    said = next(value for value in match.groups() if value).lower()
    if said in _ORDINALS:
        return f"{_ORDINALS[said]:03d}.000"
    if said[0].isdigit():
        major, _, minor = said.partition(".")
        return f"{int(major):03d}.{int(minor or 0):03d}"
    return f"{_kanji(said):03d}.000"


def _kanji(said: str) -> int:
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return _KANJI[said[0]]
    return 10 * (_KANJI[tens[0]] if tens else 1) + (_KANJI[ones[0]] if ones else 0)
