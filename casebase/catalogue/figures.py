"""Conditions on what a case brought and cost: effects by how they are known and how large they are, amounts of money."""

from __future__ import annotations

import re

from casebase.cases.effects import Per, effects_of
from casebase.catalogue.conditions import Condition, Shown, those_of
from casebase.catalogue.sheet import Sheet
from casebase.text.amounts import yen_in


def graded(grade: str, ja: str, en: str) -> Condition:
    """Return the condition that an effect of a case is known in some way: measured, estimated, claimed."""
    basis = {"measured": "実測|(?<!un)measured", "estimated": "試算|estimated", "claimed": "申告|claimed"}[grade]

    def holds(sheet: Sheet) -> Shown | None:
        return those_of(
            sheet.of("effect"),
            lambda line: re.search(rf"(?:根拠:|[;(]\s*(?:as )?)(?:[^、)]*)(?:{basis})", line.said),
        )

    return Condition(ja, en, holds)


def saving_hours(least: float, a_year: bool, a_person: bool, ja: str, en: str) -> Condition:
    """Return the condition that a case saves so many hours at least: a month or a year, together or a person."""
    per = Per.USER if a_person else Per.TOTAL
    a_month = least / 12 if a_year else least

    def holds(sheet: Sheet) -> Shown | None:
        for effect in effects_of(sheet.document.details.record):
            if effect.saving and effect.saving.per is per and effect.saving.hours >= a_month - 1e-6:
                return Shown(tuple(line for line in sheet.of("effect") if effect.metric in line.text))
        return None

    return Condition(ja, en, holds)


_TIME_SAVED = re.compile(
    r"(?:時間|分|秒|工数|日)[^。]{0,14}(?:減|短縮|削減)|(?:減|短縮|削減)[^。]{0,16}(?:時間|分|%|割)|から[^。]{0,10}(?:時間|分|秒)に"
    r"|\b(?:hours?|minutes?|time)\b.{0,40}\b(?:saved|less|fell|cut|from)\b"
)


def time_saved(ja: str, en: str) -> Condition:
    """Return the condition that an effect or the result of a case says that work takes less time."""
    return Condition(
        ja,
        en,
        lambda sheet: those_of(sheet.of("effect", "one_line_result"), lambda line: _TIME_SAVED.search(line.said)),
    )


def with_figures(ja: str, en: str) -> Condition:
    """Return the condition that a case gives its effect in figures."""
    return Condition(ja, en, lambda sheet: those_of(sheet.of("effect"), lambda line: re.search(r"\d", line.said)))


_FREE = re.compile(r"ゼロ|0円|無料|無償|かからな|追加の費用なし|no (?:extra )?cost|free of charge|free\b")


def free_of_cost(ja: str, en: str) -> Condition:
    """Return the condition that a case says that it cost nothing."""

    def holds(sheet: Sheet) -> Shown | None:
        lines = sheet.of("cost", "run_cost", "cost_band", "model_or_product", "one_line_result")
        return those_of(lines, lambda line: _FREE.search(line.said))

    return Condition(ja, en, holds)


def cost_told(ja: str, en: str) -> Condition:
    """Return the condition that a case says what it cost."""
    return Condition(ja, en, lambda sheet: those_of(sheet.of("cost", "run_cost", "cost_band"), lambda line: True))


_BANDS = {
    "なし": 0.0,
    "100万円未満": 9e5,
    "100万〜1000万円": 5e6,
    "1000万〜5000万円": 3e7,
    "5000万〜1億円": 7e7,
    "1億円以上": 2e8,
}
"""An amount in yen within each band of the record, to compare with one that is asked for."""


def costing(yen: float, at_least: bool, ja: str, en: str) -> Condition:
    """Return the condition that a case cost so much at least, or at most: by the amount it names, else by its band."""

    def holds(sheet: Sheet) -> Shown | None:
        for line in sheet.of("cost", "run_cost"):
            said = yen_in(line.said)
            if said is not None and (said >= yen if at_least else said <= yen):
                return Shown((line,))
        band = _BANDS.get(str(sheet.document.details.record.get("cost_band") or ""))
        if band is None or (band < yen if at_least else band > yen):
            return None
        return Shown(tuple(sheet.of("cost_band")))

    return Condition(ja, en, holds)
