"""Conditions on whose case it is: a place, a party of the agreement, a kind of organisation, a bureau, offices of a language."""

from __future__ import annotations

import re

from casebase.answer.said import Name, may_say
from casebase.catalogue.conditions import Condition, Shown
from casebase.catalogue.sheet import Sheet


def of_owner(name: Name, said: str) -> Condition:
    """Return the condition that a case is of the place or office that `name` names."""
    return Condition(said, said, lambda sheet: Shown() if may_say(sheet.owner, name) else None, "who")


def of_party(key: str, ja: str, en: str) -> Condition:
    """Return the condition that a case is of a party of the agreement, or of an office in its area."""

    def holds(sheet: Sheet) -> Shown | None:
        return Shown() if sheet.document.details.organization == key else None

    return Condition(ja, en, holds, "who", ("org", (key,)))


_ENDS = r"(?=$|[・/、,\s]|役[所場]|教育|消防|水道|議会|社会|警察|立|の)"
LEVELS = {
    "municipal": rf"[市区町村]{_ENDS}|\b(?:city|ward|town|village|borough|council|district)\b",
    "prefectural": rf"(?:[県府]|北海道|東京都)(?:{_ENDS}|庁)|\b(?:prefecture|county|metropolitan government)\b",
    "city": rf"市{_ENDS}|\bcity\b",
    "ward": rf"区{_ENDS}|\bward\b",
    "village": rf"村{_ENDS}|\bvillage\b",
    "town": rf"[町村]{_ENDS}|\b(?:town|village)\b",
    "national": r"庁(?!内)|省|\b(?:agency|ministry|department of|national)\b",
}
"""What the name of an organisation of each kind ends in: 町田市 is no town."""

_NATIONAL_NOT = re.compile(r"[都県市]庁|消防庁")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


def of_level(level: str, ja: str, en: str) -> Condition:
    """Return the condition that a case is of a city, a prefecture and so on, by the name of its organisation."""

    def holds(sheet: Sheet) -> Shown | None:
        owner = _IN_BRACKETS.sub("", sheet.document.details.organization_name)
        owner = _NATIONAL_NOT.sub("", owner) if level == "national" else owner
        return Shown() if re.search(LEVELS[level], owner, re.IGNORECASE) else None

    return Condition(ja, en, holds, "who")


def in_language(language: str, ja: str, en: str) -> Condition:
    """Return the condition that a case is of an office that writes in a language, by how its name is written."""
    is_english = language == "en"
    return Condition(
        ja,
        en,
        lambda sheet: Shown() if sheet.document.details.organization_name.isascii() is is_english else None,
        "who",
    )


def of_body(name: str) -> Condition:
    """Return the condition that a case is of a bureau or body with this name: 消防庁, 教育委員会."""

    def holds(sheet: Sheet) -> Shown | None:
        details = sheet.document.details
        return Shown() if name in f"{details.organization_name} {details.record.get('bureau') or ''}" else None

    return Condition(name, name, holds, "who")
