"""What a case can be found, sorted and counted by, drawn from its details and its record; pure and repeatable.

`values` are pairs of a field and a value as they are stored beside the document (`casebase.store.facts`); a field may have
several values. Fields: see `FIELDS`. `party` (the organisation's key) and `from` (cases that it was taken over from) are
looked up but not shown as limits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casebase.access import ORGANIZATIONS, PARTNERS
from casebase.cases.effects import GRADES, Effect, Per, best_saving, effects_of
from casebase.cases.reading import first_text, items_of, text_of
from casebase.models import Details, Kind
from casebase.text.amounts import yen_in

FIELDS = (
    *(
        "kind",
        "org",
        "task",
        "area",
        "status",
        "grade",
        "size",
        "cost",
        "network",
        "product",
        "asset",
        "stopped",
        "year",
    ),
)
"""Fields by which lists of cases can be limited, in the order in which they are shown."""

SIZES = ("user_10", "user_5", "user_1", "user_0", "total", "figures", "none")
"""Effect sizes: at least so many hours a user a month; hours of everybody together only; other figures; no figure."""

COSTS = ("none", "million", "ten_millions", "hundred_millions", "more", "described")
"""Cost bands by the largest amount that is named: nothing, up to 1, 10, 100 million yen, more; said without an amount."""

BANDS = {
    "なし": "none",
    "100万円未満": "million",
    "100万〜1000万円": "ten_millions",
    "1000万〜5000万円": "hundred_millions",
    "5000万〜1億円": "hundred_millions",
    "1億円以上": "more",
}
"""Bands of the record's vocabulary, in ours."""

NO_STATUS = "不明"
"""The status by which cases are found whose status nobody knows."""

NETWORKS = {
    "lgwan": "LGWAN",
    "internet": "インターネット|internet|クラウド",
    "closed": "閉域|ローカル|オンプレ|on-prem|closed",
}
PRODUCTS = (
    "Azure OpenAI", "ChatGPT", "Microsoft 365 Copilot", "GitHub Copilot", "Copilot", "Claude", "Gemini", "Dify", "LoGoチャット",
    "LoGoAIアシスタント", "zevo", "exaBase", "miibo", "源内", "NotebookLM", "Llama", "Amazon Bedrock", "Bedrock", "Power BI",
    "kintone", "ZIAI", "広聴AI", "ガイザー", "OpenAI",
)  # fmt: skip
LONGEST_PRODUCT = 30
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*")
_UNNAMED = re.compile(r"不明|案件ごと|該当なし|製品名|研究用|提案$")
_ZERO = re.compile(r"(?:費用|予算|負担|料金)[^。]{0,6}(?:ゼロ|0円|無料)|無償|no cost|free of charge", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`hours_user` and `hours_total` are hours saved a month by which the case is compared, each with its grade."""

    case_id: str
    owner: str
    year: str
    hours_user: float | None
    hours_total: float | None
    grade_user: str
    grade_total: str
    values: tuple[tuple[str, str], ...]


def facts_of(details: Details) -> CaseFacts:
    """Draw the facts of a document of any kind; those of a record are empty where there is none."""
    effects = effects_of(details.record) if details.kind is Kind.CASE else ()
    user, total = best_saving(effects, Per.USER), best_saving(effects, Per.TOTAL)
    owner = owner_of(details)
    return CaseFacts(
        case_id=case_id_of(details.record),
        owner=owner,
        year=year_of(details),
        hours_user=user.saving.hours if user and user.saving else None,
        hours_total=total.saving.hours if total and total.saving else None,
        grade_user=user.grade if user else "",
        grade_total=total.grade if total else "",
        values=tuple(dict.fromkeys((*_described(details, owner), *_recorded(details, effects)))),
    )


def owner_of(details: Details) -> str:
    """Return by what a document's organisation is found: the key of a party, else the name without its aside."""
    if details.organization in PARTNERS or details.organization not in ORGANIZATIONS:
        return details.organization
    return _ASIDE.sub("", details.organization_name).strip() or details.organization


def year_of(details: Details) -> str:
    """Return the year that a document's status or publication is of, empty where nothing says it."""
    year = details.published_on[:4]
    return year if len(year) == 4 and year.isascii() and year.isdigit() else ""


def case_id_of(record: Mapping[str, Any]) -> str:
    """Return the permanent name of a case, empty where its record has none."""
    return text_of(record, "case_id") or text_of(record, "id")


def origins_of(record: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the cases that a case was taken over from: the name of each, and what was changed."""
    found: dict[str, str] = {}
    for name in ("reused_from", "adapted_from"):
        for entry in items_of(record, name):
            case = first_text(entry, ("case_id", "id", "case"))
            changed = (
                first_text(entry, ("changes", "changed", "what_changed", "note")) if not isinstance(entry, str) else ""
            )
            if case:
                found.setdefault(case, changed)
    return tuple(found.items())


def _described(details: Details, owner: str) -> Iterator[tuple[str, str]]:
    yield "kind", details.kind.value
    yield "party", details.organization
    for field, value in (
        ("org", owner),
        ("task", details.task_type),
        ("area", details.policy_area),
        ("status", details.status or (NO_STATUS if details.kind is Kind.CASE else "")),
        ("year", year_of(details)),
    ):
        if value:
            yield field, value


def _recorded(details: Details, effects: tuple[Effect, ...]) -> Iterator[tuple[str, str]]:
    record = details.record
    if details.kind is not Kind.CASE or not record:
        return
    grades = {effect.grade for effect in effects}
    yield from (("grade", grade) for grade in GRADES if grade in grades)
    if not grades:
        yield "grade", "none"
    yield "size", size_of(effects)
    if cost := cost_of(record):
        yield "cost", cost
    yield from (("network", zone) for zone in networks_of(record))
    yield from (("product", product) for product in products_of(record))
    yield from (("asset", asset) for asset in assets_of(record))
    if text_of(record, "stop_reason"):
        yield "stopped", "reason"
    yield from (("from", case) for case, _ in origins_of(record))


def size_of(effects: tuple[Effect, ...]) -> str:
    """Return the band of the effect by which a case is compared."""
    user = best_saving(effects, Per.USER)
    if user and user.saving:
        hours = user.saving.hours
        return "user_10" if hours >= 10 else "user_5" if hours >= 5 else "user_1" if hours >= 1 else "user_0"
    if best_saving(effects, Per.TOTAL):
        return "total"
    return "figures" if any(any(c.isdigit() for c in effect.after) for effect in effects) else "none"


def cost_of(record: Mapping[str, Any]) -> str:
    """Return the cost band: the one the record names, else that of the largest amount its cost text names."""
    named = record.get("cost_band")
    if isinstance(named, str) and (named in COSTS or named in BANDS):
        return BANDS.get(named, named)
    band = text_of(record, "cost_band")
    text = unicodedata.normalize("NFKC", " ".join((band, text_of(record, "cost"), text_of(record, "run_cost")))).strip()
    if not text:
        return ""
    yen = yen_in(text)
    if yen is None or yen == 0:
        return "none" if yen == 0 or _ZERO.search(text) else "described"
    limits = ((1_000_000, "million"), (10_000_000, "ten_millions"), (100_000_000, "hundred_millions"))
    return next((name for limit, name in limits if yen <= limit), "more")


def networks_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the network zones that a record names, in our words where it uses known ones."""
    text = text_of(record, "network_zone") or text_of(record, "network")
    known = tuple(zone for zone, words in NETWORKS.items() if re.search(words, text, re.IGNORECASE))
    return known or ((text[:LONGEST_PRODUCT],) if text else ())


def products_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the products and models that a record names; a name that is not known is kept as it stands."""
    entries = (first_text(entry, ("name", "product")) for entry in items_of(record, "model_or_product"))
    return tuple(
        dict.fromkeys(product for entry in entries for product in _products(unicodedata.normalize("NFKC", entry)))
    )


def _products(text: str) -> Iterator[str]:
    rest = text
    for product in PRODUCTS:
        if re.search(re.escape(product), rest, re.IGNORECASE):
            yield product
            rest = re.sub(re.escape(product), "", rest, flags=re.IGNORECASE)
    if rest != text:
        return
    for part in re.split(r"[、,;/・]|および|及び", _ASIDE.sub("", text)):
        name = part.strip()
        if name and len(name) <= LONGEST_PRODUCT and not _UNNAMED.search(name):
            yield name


def assets_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the kinds of things that others can take over, as the record names them."""
    entries = (first_text(entry, ("kind", "type", "name")) for entry in items_of(record, "reusable_assets"))
    return tuple(dict.fromkeys(entry[:LONGEST_PRODUCT] for entry in entries if entry))
