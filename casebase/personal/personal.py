"""Data about private persons: contacts, numbers, and names together with what tells who is meant.

A name alone is no finding: officials, authors and mayors are named on purpose. A name with a private address or a date
of birth, or after a label of a form (氏名), is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casebase.findings import Finding, Severity
from casebase.models import Page
from casebase.personal.contacts import contacts
from casebase.personal.identity import identity_numbers
from casebase.personal.names import people
from casebase.personal.numbers import folded

_DATE = (
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s?(?:元|\d{1,2})\s?[年./-]|(?:18|19|20)\d{2}\s?[年./-])"
    r"\s?\d{1,2}\s?[月./-]\s?\d{1,2}日?"
)
_BIRTH = re.compile(
    rf"(?:生年月日|誕生日|出生(?:日|年月日))[^\n\d明大昭平令MTSHR]{{0,10}}({_DATE})|({_DATE})\s?(?:生まれ|生(?=[)\s、。,まの]|$))"
)
_BIRTH_EN = re.compile(
    r"(?:date of birth|DOB|born(?: on)?)[^\n\d]{0,6}"
    r"(\d{1,2}[\s/.-](?:\d{1,2}|[A-Z][a-z]{2,8})[\s/.-]\d{4}|(?:[A-Z][a-z]{2,8}\s)?\d{1,2},\s\d{4}|\d{4}-\d{2}-\d{2})"
    r"|(?:date of birth|DOB|born(?: on)?)[^\n\d]{0,4}([A-Z][a-z]{2,8}\s\d{1,2},?\s\d{4})",
    re.IGNORECASE,
)
_NUMERAL = r"[\d一二三四五六七八九十]"
_ADDRESS = re.compile(
    r"(?:東京都|北海道|(?:京都|大阪)府|[\u3400-\u9fff]{2,3}県)?[\u3400-\u9fff々ヶケノ]{1,6}[市区郡町村][\u3400-\u9fff々ぁ-んァ-ヶー]{0,14}?"
    rf"(?:{_NUMERAL}{{1,3}}丁目\s?{_NUMERAL}{{1,4}}(?:番地?|-)(?:\s?{_NUMERAL}{{1,4}}号?)?|\d{{1,4}}番地(?:の?\d{{1,3}})?|\d{{1,4}}番\d{{1,3}}号?"
    r"|\d{1,4}-\d{1,4}(?:-\d{1,4}){0,2})(?![\d年月]|-\d)"
)
_FACILITY = re.compile(
    r"庁|役[所場]|センター|図書館|公民館|会館|会場|学校|大学|病院|保健所|公園|ホール|事務所|支所|本社|支社|支店|[課局係]|所在地|開催|場所|施設|株式会社|法人|店"
)
_ADDRESS_LABEL = re.compile(r"(?:現住所|自宅|住所|本籍|居所|転居先|届出地)[^\n]{0,8}$")
_NAME_LABEL = re.compile(
    r"(?:(?P<official>委員|講師|職員|担当者?|責任者|議長|会長|発表者|執筆者|著者)(?:の|等)?)?"
    r"(?:氏\s{0,4}名|フリガナ|ふりがな|申請者(?:氏?名)?|届出人|世帯主(?:氏?名)?|保護者(?:氏?名)?|被保険者(?:氏?名)?|患者(?:氏?名)?|相談者(?:氏?名)?"
    r"|対象児童(?:氏?名)?|児童(?:氏?名)|受給者(?:氏?名)?|本人氏?名|利用者(?:氏?名)|通報者(?:氏?名)?|口座名義人?|緊急連絡先)"
    r"[)）]?\s?(?:[::|は]|[（(][^）)\n]{0,8}[）)][::]?|[ ])\s{0,3}"
)
_AGE_OR_SEX = re.compile(r"[（(]\s?(?:\d{1,3}歳?|[男女](?:性)?)\s?[、,）)]")
_POLITE = re.compile(r"様|さん|ちゃん(?!と)")
_BIRTH_WORD = re.compile(r"[Bb]irth|BIRTH|D[Oo][Bb]|[Bb]orn")
_LONG_NUMBER = re.compile(r"\d{4}")
_PRIVATE_NEAR = re.compile(
    r"利用者|相談者|申請者|児童|生徒|住民|患者|入所者|受給者|世帯|自宅|宛|病|障害|要介護|生活保護|滞納|虐待|通報|面談|ケース記録|診断|離婚|家庭|電話があ"
)
_NEAR = 60


def personal_data(page: Page) -> Iterator[Finding]:
    """Yield the places of a page that hold data about a person, in no particular order."""
    text = folded(page.text)
    yield from contacts(page, text)
    if _LONG_NUMBER.search(text):
        yield from identity_numbers(page, text)
    births = [match.span(match.lastindex or 0) for match in _births(text)]
    for start, end in births:
        yield Finding("BIRTH_DATE", Severity.DECIDE, page.number, start, end)
    named: set[tuple[int, int]] = set()
    yield from _addresses(page, text, named)
    yield from _labelled_names(page, text, named)
    yield from _addressed_people(page, text, named)
    yield from _people_born(page, text, births, named)


def _births(text: str) -> list[re.Match[str]]:
    found = list(_BIRTH.finditer(text)) if "生" in text else []
    return found + (list(_BIRTH_EN.finditer(text)) if _BIRTH_WORD.search(text) else [])


def _addresses(page: Page, text: str, named: set[tuple[int, int]]) -> Iterator[Finding]:
    """Addresses down to the house, with a name beside them or the label of a form before them, that are no facility's."""
    for match in _ADDRESS.finditer(text):
        start, end = match.span()
        labelled = _ADDRESS_LABEL.search(text, max(0, start - 20), start) is not None
        left, right = max(0, start - _NEAR), min(len(text), end + _NEAR)
        beside = [
            (offset + begin, offset + stop)
            for offset, stretch in ((left, text[left:start]), (end, text[end:right]))
            for begin, stop in people(stretch)
        ]
        near = text[max(left, text.rfind("\n", 0, start) + 1) : start] + text[end:right].split("\n", 1)[0][:20]
        if _FACILITY.search(near) and not labelled:
            continue
        if beside or (labelled and not _FACILITY.search(near)):
            yield Finding(
                "NAME_WITH_ADDRESS" if beside else "PERSONAL_ADDRESS", Severity.DECIDE, page.number, start, end
            )
            for span in beside:
                if span not in named:
                    named.add(span)
                    yield Finding("PERSONAL_NAME", Severity.DECIDE, page.number, *span, "address")


def _labelled_names(page: Page, text: str, named: set[tuple[int, int]]) -> Iterator[Finding]:
    for match in _NAME_LABEL.finditer(text):
        found = people(text[match.end() : match.end() + 14].split("\n", 1)[0], labelled=True)
        if not found or found[0][0] > 0:
            continue
        span = match.end(), match.end() + found[0][1]
        if span not in named:
            named.add(span)
            severity = Severity.NOTE if match["official"] else Severity.DECIDE
            yield Finding("PERSONAL_NAME", severity, page.number, *span, "label")


def _addressed_people(page: Page, text: str, named: set[tuple[int, int]]) -> Iterator[Finding]:
    """Full names with an age or sex in brackets, or with an honorific where a private matter is told."""
    for match in _AGE_OR_SEX.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()].rstrip()
        bare = before.removesuffix("様").removesuffix("さん").removesuffix("ちゃん").removesuffix("君").rstrip()
        yield from _ending(page, bare, match.start() - len(text[max(0, match.start() - 12) : match.start()]), named)
    for match in _POLITE.finditer(text):
        if _PRIVATE_NEAR.search(text, max(0, match.start() - 30), match.end() + 40):
            left = max(0, match.start() - 10)
            yield from _ending(page, text[left : match.start()], left, named)


def _ending(page: Page, text: str, offset: int, named: set[tuple[int, int]]) -> Iterator[Finding]:
    """Yield the full name that a short stretch, which begins at `offset`, ends with."""
    for begin, stop in people(text):
        span = offset + begin, offset + stop
        if span not in named and stop == len(text):
            named.add(span)
            yield Finding("PERSONAL_NAME", Severity.DECIDE, page.number, *span, "person")


def _people_born(
    page: Page, text: str, births: Sequence[tuple[int, int]], named: set[tuple[int, int]]
) -> Iterator[Finding]:
    for start, _ in births:
        left = max(0, start - 40)
        for begin, stop in people(text[left:start]):
            span = left + begin, left + stop
            if span not in named:
                named.add(span)
                yield Finding("PERSONAL_NAME", Severity.DECIDE, page.number, *span, "birth")
