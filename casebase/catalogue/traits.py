"""Conditions on what a case is beside its topic: task, field, kind of AI, who uses it, personal data, what can be taken over."""

from __future__ import annotations

import re

from casebase.catalogue.conditions import Condition, Shown, line_of, those_of
from casebase.catalogue.sheet import Line, Sheet


def of_task(value: str, ja: str, en: str) -> Condition:
    """Return the condition that the task of a case is a value of the record."""

    def holds(sheet: Sheet) -> Shown | None:
        return line_of(sheet.stage) if sheet.document.details.task_type == value else None

    return Condition(ja, en, holds, limit=("task", (value,)))


def of_area(value: str, ja: str, en: str) -> Condition:
    """Return the condition that the field of government of a case is a value of the record."""

    def holds(sheet: Sheet) -> Shown | None:
        return line_of(sheet.stage) if sheet.document.details.policy_area == value else None

    return Condition(ja, en, holds, limit=("area", (value,)))


_GENERATIVE = re.compile(
    r"生成(?:系)?ai|大規模言語|llm|gpt|copilot|claude|gemini|llama|対話(?:型)?ai|generative|language model|rag(?![a-z])"
)


def generative(ja: str, en: str) -> Condition:
    """Return the condition that the AI of a case is generative; it may be where nothing says what kind it is."""

    def holds(sheet: Sheet) -> Shown | None:
        kinds = sheet.of("ai_type", "model_or_product")
        said = " ".join([sheet.titles, *(line.said for line in kinds)])
        return Shown() if not kinds or _GENERATIVE.search(said) else None  # that it is one says little of a case

    return Condition(ja, en, holds)


_FOR_RESIDENTS = re.compile(
    r"(?:住民|市民|区民|県民|町民|来庁者|来訪者|相談者|移住)[^。]{0,12}(?:向け|尋ね|質問|相談|答え|案内|使える)|市のサイト|窓口を開|(?<![a-z])line(?![a-z])"
    r"|\b(?:residents?|citizens?|visitors|public)\b"
)


def open_to_public(ja: str, en: str) -> Condition:
    """Return the condition that residents use it themselves: by its network where the record says it, else by what it tells."""

    def holds(sheet: Sheet) -> Shown | None:
        zone = sheet.document.details.record.get("network_zone")
        if zone:
            return Shown(tuple(sheet.of("network_zone"))) if zone == "公開" else None
        return those_of(sheet.of("solution", "one_line_result"), lambda line: _FOR_RESIDENTS.search(line.said))

    return Condition(ja, en, holds)


_PERSONAL = re.compile(r"個人情報|要配慮|個人データ|personal (?:data|information)")
_KEPT_OUT = re.compile(
    r"(?:扱わ|含ま|入れ|入力し|使わ|使用し|保存し|送ら|載せ)(?:な|ず)|禁止|除い|除く|外し|外す|伏せ|匿名|マスク"
    r"|\b(?:no|not|never|without|excluded?|removed|anonymi[sz]ed)\b"
)


def personal_data(handled: bool, ja: str, en: str) -> Condition:
    """Return the condition that a case handles personal data, or keeps it out."""

    def fits(line: Line) -> bool:
        return bool(_PERSONAL.search(line.said)) and bool(_KEPT_OUT.search(line.said)) is not handled

    def holds(sheet: Sheet) -> Shown | None:
        known = sheet.document.details.record.get("has_personal_info")
        if known is None:
            return those_of(sheet.of("data_sensitivity"), fits)
        return Shown(tuple(sheet.of("data_sensitivity", "has_personal_info"))) if known is handled else None

    return Condition(ja, en, holds)


def checked_by_people(ja: str, en: str) -> Condition:
    """Return the condition that a case says how people check what the AI does."""
    return Condition(ja, en, lambda sheet: those_of(sheet.of("human_review"), lambda line: True))


def with_field(field: str, ja: str, en: str) -> Condition:
    """Return the condition that the record of a case has something in a field."""

    def holds(sheet: Sheet) -> Shown | None:
        if not sheet.document.details.record.get(field):
            return None
        return Shown(tuple(sheet.of(field)))

    return Condition(ja, en, holds)
