"""How many cases each organisation has: 「どの団体の事例が一番多いですか」, "cases by organisation"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from casebase.access import OTHERS, organization_name
from casebase.catalogue.sheet import Sheet
from casebase.text.organizations import english_organization

MOST_OWNERS = 10
"""Organisations that are told one by one, those with most cases first."""

_CASES = r"(?:(?:ai|生成ai)(?:の)?)?(?:活用|導入|利用)?(?:の)?(?:事例|取り?組み?|案件)"
_BODIES = r"(?:団体|自治体|組織|機関|都道府県|市区町村|市町村|県|市|区)"
_MANY = r"(?:一番|いちばん|最も|もっとも)?(?:多い|多く(?:持|登録|掲載)[^。]{0,6}|豊富な)"
_ASKED_JA = (
    rf"(?:どこ|どの{_BODIES})の?{_CASES}?(?:の?数)?が{_MANY}[^。]{{0,6}}$"
    rf"|{_CASES}(?:の?(?:件)?数)?が{_MANY}(?:の|{_BODIES}|ところ)(?:は|って)?(?:どこ|どれ)?[^。]{{0,6}}$"
    rf"|{_BODIES}(?:別|ごと|毎)(?:の|に)?(?:{_CASES}(?:の)?(?:件数|数|内訳)?|(?:件数|内訳))(?:は|を|って)?[^。]{{0,8}}$"
)
_ASKED_EN = (
    r"which (?:\w+ )?(?:organi[sz]ation|bod(?:y|ies)|prefecture|cit(?:y|ies)|municipalit(?:y|ies)|council|government|ward)s?"
    r" (?:has|have) (?:the )?most (?:(?:ai|use) )*(?:cases|projects|records)"
    r"|(?:how many )?(?:ai |use )*(?:cases|projects)(?: are there| does)?"
    r" (?:by|per|for each|in each|does each) (?:organi[sz]ation|body|prefecture|city|municipality|council)(?: have)?"
)
BY_OWNER = re.compile(f"{_ASKED_JA}|{_ASKED_EN}")
"""How a question, in search form, asks which organisations have how many cases."""


def most_of(sheets: Iterable[Sheet], language: str) -> list[tuple[str, Sequence[Sheet]]]:
    """Return the organisations with their cases, those with most first."""
    of: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        of.setdefault(_name(sheet, language), []).append(sheet)
    return sorted(of.items(), key=lambda one: -len(one[1]))


def told(owners: Sequence[tuple[str, Sequence[Sheet]]], said: Sequence[str], language: str) -> str:
    """Say how many cases organisations have, those with most first."""
    number = sum(len(cases) for _, cases in owners)
    first, others = owners[:MOST_OWNERS], len(owners) - MOST_OWNERS
    if language == "en":
        limits = f" for “{', '.join(said)}”" if said else ""
        parts = ", ".join(f"{name} {len(cases)}" for name, cases in first)
        more = f", and {others} others with no more than the last" if others > 0 else ""
        return f"{number} cases{limits} by organisation: {parts}{more}."
    limits = f"「{'・'.join(said)}」に当てはまる" if said else ""
    parts = "、".join(f"{name}{len(cases)}件" for name, cases in first)
    more = f"です。ほかに{others}団体あります。" if others > 0 else "です。"
    return f"{limits}事例の記録{number}件を団体別に数えると、多い順に{parts}{more}"


def _name(sheet: Sheet, language: str) -> str:
    """Return the name of whose case it is: a party of the agreement as such, else as the case says."""
    details = sheet.document.details
    if details.organization != OTHERS:
        return organization_name(details.organization, language)
    name = details.organization_name or organization_name(OTHERS)
    return name if language == "ja" else str(details.record.get("org_en") or "") or english_organization(name)
