"""Organisations that a question names: their own documents come before others that are as near in meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from casebase.models import Hit
from casebase.text.normalize import search_form

PREFERENCE = 0.25
"""What a hit of a named organisation gains on the fused score (0..1)."""

_NAMES = {
    "govtech": re.compile(r"govtech\s?(?:東京|tokyo)|ガブテック(?:東京)?"),
    "tokyo": re.compile(r"(?<!govtech)(?<!govtech )(?:東京(?!大学|電力|タワー|駅|湾)|\btokyo\b)|都庁|都職員"),
    "hiroshima": re.compile(r"(?<!東)広島(?!大学|カープ|駅)|\bhiroshima\b"),
}


def named_organizations(question: str) -> frozenset[str]:
    """Return the keys of the parties of the agreement that `question` names."""
    searched = search_form(question)
    return frozenset(key for key, pattern in _NAMES.items() if pattern.search(searched))


def preferring(hits: Sequence[Hit], organizations: frozenset[str]) -> list[Hit]:
    """Return `hits`, best first, after those of `organizations` have gained `PREFERENCE`; scores stay within 0..1."""
    if not organizations:
        return list(hits)
    raised = [
        replace(
            hit,
            score=(hit.score + PREFERENCE * (hit.document.details.organization in organizations)) / (1 + PREFERENCE),
        )
        for hit in hits
    ]
    return sorted(raised, key=lambda hit: -hit.score)
