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


LEVELS = {
    "municipal": re.compile(
        r"[市区町村](?![立民政場])|\b(?:city|ward|town|village|borough|council|district)\b", re.IGNORECASE
    ),
    "prefectural": re.compile(
        r"[県府](?!内|立|民)|東京都(?!内)|北海道|\b(?:prefecture|county|metropolitan)\b", re.IGNORECASE
    ),
    "city": re.compile(r"市(?!立|民|場|内)|\bcity\b", re.IGNORECASE),
    "ward": re.compile(r"区(?!立|民|内)|\bward\b", re.IGNORECASE),
    "village": re.compile(r"村(?!立|民|内)|\bvillage\b", re.IGNORECASE),
    "town": re.compile(r"[町村](?!立|民|内)|\b(?:town|village)\b", re.IGNORECASE),
    "national": re.compile(r"庁(?!内)|省|\b(?:agency|ministry|department of|national)\b", re.IGNORECASE),
}
_NATIONAL_NOT = re.compile(r"[都県市]庁|消防庁")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


def of_level(level: str, ja: str, en: str) -> Condition:
    """Return the condition that a case is of a city, a prefecture and so on, by the name of its organisation."""

    def holds(sheet: Sheet) -> Shown | None:
        owner = _IN_BRACKETS.sub("", sheet.document.details.organization_name)
        owner = _NATIONAL_NOT.sub("", owner) if level == "national" else owner
        return Shown() if LEVELS[level].search(owner) else None

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
