"""Telephone numbers and mail addresses: those of an office are meant to be found, those of a person are not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from casebase.findings import Finding, Severity
from casebase.models import Page

BEFORE = 90
"""Characters before a number within which a word tells whose it is."""

AFTER = 25
"""The same after it: 「03-1234-5678（総務課）」."""

PRIVATE = re.compile(
    r"自宅|本人|申請者|届出人|申込者|相談者|利用者|世帯主|保護者|緊急連絡先|個人|患者|児童|生徒|受給者|被保険者|入所者|通報者|氏名|住民|町会長"
    r"|民生委員|生年月日|[0-9]{1,3}歳|様|さん|携帯|住所|勤務先|続柄|home|private|personal|mobile|applicant|resident|patient|guardian"
    r"|date of birth|emergency contact",
    re.IGNORECASE,
)
"""Words beside data of a private person."""

OFFICIAL = re.compile(
    r"課|係|(?:総務|企画|広報|窓口|事務|管理)[部室]|[局庁省](?![番])|センター|窓口|代表(?:電話|番号)?|問い?合わ?せ|事務局|役所|役場|公社|協会|財団|株式会社"
    r"|ダイヤル|受付|内線|直通|ヘルプデスク|サポート|担当部署|図書館|公民館|保健所|消防|警察|病院|学校|大学|委員会|事業者|会社|公用"
    r"|contact|office|division|department|bureau|section|desk|inquir|enquir|help|switchboard|agency|ministry",
    re.IGNORECASE,
)
"""Words beside the contact point of an office."""

_PHONE = re.compile(
    r"(?<![\d.,/A-Za-z-])(?:\+\d{1,3}[-\s.]?\(?0?\)?\d{1,4}[-\s.)]{1,2}\d{2,4}(?:[-\s.]\d{3,4}){1,2}"
    r"|0\d{1,4}\s?[-(\s]\s?\d{1,4}\s?[-)\s]\s?\d{3,4}|\(0\d{1,4}\)\s?\d{1,4}[-\s]\d{3,4}|0[5789]0\d{8})(?![\d/]|-\d|\.\d|[件円人%年月])"
)
_PLAIN = re.compile(r"(?:電話|携帯|TEL|Tel|tel|FAX|Fax|☎|連絡先)[^\d\n+]{0,8}(0\d{9,10})(?!\d)")
_MAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,12}(?![A-Za-z0-9_-])"
)
_OFFICIAL_HOST = re.compile(
    r"@(?:[\w-]+\.)*(?:lg\.jp|go\.jp|ed\.jp|metro\.tokyo\.jp|pref\.[\w-]+\.jp|city\.[\w.-]+\.jp|town\.[\w.-]+\.jp|vill\.[\w.-]+\.jp|or\.jp|gov)$"
)
_FREE_HOST = re.compile(
    r"@(?:gmail|googlemail|yahoo|ymail|outlook|hotmail|live|msn|icloud|me|mac|docomo|ezweb|au|softbank|i\.softbank|ocn|nifty|biglobe|so-net|plala|proton|protonmail)\."
)  # fmt: skip
_ROLE = re.compile(
    r"(?:info|contact|support|help|soumu|somu|koho|kouho|kikaku|jinji|zaimu|shimin|kenmin|tomin|joho|jouhou|dx|digital|ai|webmaster|postmaster|admin"
    r"|office|press|inquiry|toiawase|madoguchi|privacy|security|no-?reply|recruit|saiyo)[\w.+-]*@|[\w.+-]*[._-](?:ka|kakari|shitsu|kyoku|bu|center|desk|office|team|section)@",
    re.IGNORECASE,
)


def contacts(page: Page, text: str) -> Iterator[Finding]:
    """Yield telephone numbers and mail addresses of a page; `text` is its text folded (`casebase.personal.numbers`)."""
    places = {match.span() for match in _PHONE.finditer(text)} | {match.span(1) for match in _PLAIN.finditer(text)}
    for start, end in sorted(places):
        if (kind := _phone(text[start:end])) is not None:
            yield _finding("PERSONAL_PHONE", kind, page, text, start, end)
    for match in _MAIL.finditer(text):
        yield _finding("PERSONAL_MAIL", _mail_owner(match.group()), page, text, *match.span())


def owner(text: str, start: int, end: int) -> str:
    """Tell by the nearest word whose data a stretch of text is: `private`, `official`, or empty when no word says."""
    line = text.rfind("\n", 0, start) + 1
    before = text[max(start - BEFORE, text.rfind("\n", 0, max(0, line - 1)) + 1, 0) : start]
    after = text[end : end + AFTER].split("\n", 1)[0]
    distances = {
        "private": _nearest(PRIVATE, before, after),
        "official": _nearest(OFFICIAL, before, after),
    }
    nearest = min(distances, key=lambda name: distances[name])
    return nearest if distances[nearest] < BEFORE + AFTER else ""


def _nearest(words: re.Pattern[str], before: str, after: str) -> int:
    last = max((match.end() for match in words.finditer(before)), default=None)
    first = next((match.start() for match in words.finditer(after)), None)
    return min(
        BEFORE + AFTER if last is None else len(before) - last, BEFORE + AFTER if first is None else first + BEFORE // 3
    )


def _finding(code: str, known: str, page: Page, text: str, start: int, end: int) -> Finding:
    whose = known or owner(text, start, end)
    if whose == "official":
        return Finding("CONTACT_POINT", Severity.NOTE, page.number, start, end)
    return Finding(code, Severity.DECIDE, page.number, start, end)


def _phone(written: str) -> str | None:
    """Return whose number it is as far as the number itself tells (else empty), or None where it is no number in use.

    A mobile telephone is somebody's, also when an office has paid for it.
    """
    try:
        number = phonenumbers.parse(written, "JP")
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kind = phonenumbers.number_type(number)
    if kind is PhoneNumberType.MOBILE:
        return "private"
    shared = {PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE}
    return "official" if kind in shared else ""


def _mail_owner(address: str) -> str:
    if _FREE_HOST.search(address):
        return "private"
    # A person's own address at an office is theirs, though less private than one at home: the words around it decide.
    if _ROLE.match(address) or _OFFICIAL_HOST.search(address):
        return "official"
    return ""
