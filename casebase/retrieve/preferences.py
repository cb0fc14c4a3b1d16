"""What a question says of the documents it means: their organisation, their kind, and whether the case has ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from casebase.guidelines.asked import rule_asked
from casebase.models import Hit, Kind
from casebase.text.normalize import search_form

OWNER_GAIN, ENDED_GAIN, KIND_GAIN = 0.25, 0.25, 0.25
"""What a hit gains on the fused score (0..1) when its document is of an organisation named, has ended as asked for, or is of
the kind named."""

MOST_GAINED = OWNER_GAIN + ENDED_GAIN + KIND_GAIN

ENDED = "終了"
_ENDED = re.compile(
    r"やめ(?!て(?:ほしい|ください))|止め(?:た|る)|中止|断念|廃止|終了し|打ち切|見送|撤退|停止|取り下げ|閉鎖"
    r"|失敗|うまくいかな|\b(?:stopped|ended|abandoned|discontinued|cancell?ed|shut down|gave up|failed|failures?|went wrong)\b"
)

_KINDS = {
    Kind.GUIDELINE: re.compile(r"ガイドライン|指針|規程|要綱|\bguidelines?\b"),
    Kind.TRAINING: re.compile(r"研修|人材育成|\btrainings?\b"),
}
"""Words that say that no cases are meant but documents of another kind."""

_NAMES = {
    "govtech": re.compile(r"govtech\s?(?:東京|tokyo)|ガブテック(?:東京)?"),
    "tokyo": re.compile(r"(?<!govtech)(?<!govtech )(?:東京(?!大学|電力|タワー|駅|湾)|\btokyo\b)|都庁|都職員"),
    "hiroshima": re.compile(r"(?<!東)広島(?!大学|カープ|駅)|\bhiroshima\b"),
}

PARTIES = frozenset(_NAMES)
"""Keys of the parties of the agreement."""


def named_organizations(question: str) -> frozenset[str]:
    """Return the keys of the parties of the agreement that `question` names."""
    searched = search_form(question)
    return frozenset(key for key, pattern in _NAMES.items() if pattern.search(searched))


def said_kind(searched: str) -> Kind | None:
    """Return the kind of documents that a question, in search form, calls by its name."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(searched)), None)


def named_kind(question: str) -> Kind | None:
    """Return the kind of documents that `question` names, if it names one; who asks for a rule means guidelines."""
    named = said_kind(search_form(question))
    return Kind.GUIDELINE if named is None and rule_asked(question) else named


def speaks_of_end(text: str) -> bool:
    """Tell whether `text` says that something was stopped."""
    return _ENDED.search(search_form(text)) is not None


def preferring(hits: Sequence[Hit], question: str) -> list[Hit]:
    """Return `hits`, best first, after those that `question` points to have gained; scores stay within 0..1."""
    organizations = named_organizations(question)
    kind = named_kind(question)
    ended = speaks_of_end(question)
    if not organizations and not kind and not ended:
        return list(hits)

    def gain(hit: Hit) -> float:
        details = hit.document.details
        return (
            OWNER_GAIN * (details.organization in organizations)
            + ENDED_GAIN * (ended and details.status == ENDED)
            + KIND_GAIN * (details.kind is kind)
        )

    raised = [replace(hit, score=(hit.score + gain(hit)) / (1 + MOST_GAINED)) for hit in hits]
    return sorted(raised, key=lambda hit: -hit.score)
