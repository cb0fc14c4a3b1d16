"""Golden questions proposed from what was found: three questions that the published case must answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

QUESTIONS = 3
"""Questions that are proposed."""


def golden_questions(values: Mapping[str, Any], language: str) -> list[str]:
    """Return up to three questions whose answers stand in the record; `values` are the proposed ones by field."""
    made = _english(values) if language == "en" else _japanese(values)
    return [question for question in made if question][:QUESTIONS]


def _japanese(values: Mapping[str, Any]) -> list[str]:
    who = f"{values['organization_name']}の" if values.get("organization_name") else ""
    name = values.get("model_or_product") or values.get("title_ja", "")
    about = f"{who}「{name}」" if name else ""
    if not about:
        return []
    effects = values.get("effect") or []
    metric = effects[0]["metric"] if effects else ""
    return [
        f"{about}で、{metric}はどう変わりましたか？" if metric else "",
        f"{about}は、どのような課題を解決するためのものですか？" if values.get("problem_ja") else "",
        f"{about}では、職員は何を確認しますか？" if values.get("human_review") else "",
        f"{about}をやめた理由は何ですか？" if values.get("stop_reason_ja") else "",
        f"{about}から得られた教訓は何ですか？" if values.get("lessons_ja") else "",
        f"{about}は、何に使われていますか？",
        f"{about}の費用はいくらですか？" if values.get("run_cost") else "",
    ]


def _english(values: Mapping[str, Any]) -> list[str]:
    who = f" of {values['organization_name_en']}" if values.get("organization_name_en") else ""
    name = values.get("title_en", "") or values.get("model_or_product", "")
    about = f"“{name}”{who}" if name else ""
    if not about:
        return []
    effects = values.get("effect") or []
    metric = effects[0]["metric"] if effects else ""
    return [
        f"How did “{metric}” change in {about}?" if metric else "",
        f"What problem does {about} solve?" if values.get("problem_en") else "",
        f"What do people check in {about}?" if values.get("human_review") else "",
        f"What was learned from {about}?" if values.get("lessons_en") else "",
        f"What is {about} used for?",
    ]
