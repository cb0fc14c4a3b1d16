"""English follow-up questions put in full by rules; the Japanese ones are in `casebase.answer.followup`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from casebase.answer.names import names_in
from casebase.answer.subject import Said, first_asked, may_be_new, named_in_english, subject_of, without_subject
from casebase.catalogue.asked import asks_of_cases
from casebase.text.places import latin_names

_OPENING = r"^(?:(?:and|but|then|so|ok|okay|also)\b,?\s*)?"
_CLOSE = r"\s*[?.!]*$"
_MORE = re.compile(
    _OPENING + r"(?:please\s+)?(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?"
    r"(?:tell\s+me\s+more|more(?:\s+details?)?|(?:in\s+)?more\s+detail|explain(?:\s+more)?|elaborate|go\s+on|details)"
    r"(?:\s+(?:about|on)\s+(?:it|this|that))?(?:\s+please)?" + _CLOSE,
    re.IGNORECASE,
)
_AFTER = re.compile(
    _OPENING
    + r"(?:what\s+(?:has\s+)?happened\s+(?:next|then|since|later|after(?:wards?|\s+that)?)|(?:and\s+)?afterwards"
    r"|what\s+is\s+(?:its|the)\s+(?:current\s+)?(?:status|state)(?:\s+now)?|how\s+did\s+(?:it|that)\s+(?:go|turn\s+out|end))"
    + _CLOSE,
    re.IGNORECASE,
)
_ABOUT = re.compile(
    _OPENING + r"(?:what|how)\s+about\s+(?:in\s+|at\s+|for\s+|the\s+|its\s+)*(?P<x>.+?)" + _CLOSE, re.IGNORECASE
)
_IN = re.compile(rf"(?i:{_OPENING}(?:in|for|at))\s+(?P<x>[A-Z].+?){_CLOSE}")
_SIDE = re.compile(
    _OPENING + r"(?:the\s+|its\s+|their\s+)?(?P<x>(?:costs?|budget|price|effects?|results?|benefits?|risks?|safeguards?"
    r"|tools?|vendor|model|reasons?|purpose|status"
    r"|schedule|lessons?(?:\s+learned)?|users?|number\s+of\s+users|accuracy|background|problems?|issues?))" + _CLOSE,
    re.IGNORECASE,
)
_BARE = re.compile(
    _OPENING + r"(?P<x>when|why|who|where|how|how\s+much|how\s+many|how\s+long|since\s+when|by\s+whom)" + _CLOSE,
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:(?P<of>its|their)|(?:this|that|the)\s+(?:case|project|system|service|tool|initiative|guideline|programme|program|trial|one)"
    r"|it|they|them|(?:this|that)(?=\s*[?.!]*$|\s+(?:is|was|does|did|cost|work|start|end|go)\b))(?!\w)",
    re.IGNORECASE,
)
_AT_LARGE = re.compile(
    r"\b(?:any|which|what|other|another)\s+(?:\w+\s+)?(?:cit(?:y|ies)|councils?|municipalit(?:y|ies)|prefectures?|governments?|agenc(?:y|ies)"
    r"|authorit(?:y|ies)|organi[sz]ations?|places)\b|\b(?:anybody|anyone|anywhere)\b",
    re.IGNORECASE,
)
"""Asks who has something, whoever that is: nothing said before is meant."""

_ABOUT_AI = re.compile(r"\bAI\b")
_WHAT_IS = re.compile(
    r"^what (?:is|are) (?:an? )?(?!it\b|this\b|that\b|the\b|its\b|their\b)[\w-]+(?: \w+)?\?$", re.IGNORECASE
)
"""General questions, which are left as they are."""

FEW_WORDS = 5
"""Words up to which a question that names nothing leans on what was asked before, not only on whom it was asked of."""

_DUMMY = re.compile(r"\b(?:is|was)\s+it\s+(?:possible|true|allowed|ok)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^(?:(?:what|how|when|where|who|why|which|is|are|was|were|do|does|did|can|could|has|have|many|much|long|people|there|please|tell|me|about)\b[\s,]*)+",
    re.IGNORECASE,
)


def in_full(asked: str, before: Said, says_elsewhere: Callable[[str], bool]) -> str:
    """Return an English follow-up in full, given the question before it and what that was about.

    `says_elsewhere` is that of `casebase.answer.followup`.
    """
    topic = subject_of(before, "en") or topic_of(before.question)
    if _MORE.match(asked):
        return f"Tell me more about {topic}."
    if _AFTER.match(asked):
        return f"What happened to {topic} afterwards?"
    about = _ABOUT.match(asked) or _IN.match(asked)
    if about and (place := places_pattern().fullmatch(about["x"])):
        return _moved(before.question, place.group())
    if about and about["x"][:1].isupper() and names_in(asked):
        asked_before = without_subject(before.question)
        named = named_in_english(asked_before)
        if len(named) != 1:
            return f"About {about['x']}: {asked_before}"
        return asked_before.replace(re.sub(r"['’]s\b.*", "", named[0]), about["x"])
    if side := _SIDE.match(about["x"] if about else asked):
        return _asked_of(side["x"].lower(), topic)
    points = None if _DUMMY.search(asked) else _POINTS.search(asked)
    if not points and stands_alone(asked):
        return asked
    few = len(asked.split()) <= FEW_WORDS
    if few and not points:
        return f"{first_asked(before.question)} {asked[:1].upper()}{asked[1:]}"
    is_new = not points and may_be_new(asked) and says_elsewhere(asked)
    return asked if is_new else f"About {topic}: {asked}"


def stands_alone(asked: str) -> bool:
    """Tell whether a question says by itself whom or what it is about: it names that, or asks for whoever there is."""
    if any(pattern.search(asked) for pattern in (_DUMMY, _AT_LARGE, _WHAT_IS)) or names_in(asked):
        return True
    if asks_of_cases(asked):
        return True
    return _ABOUT_AI.search(asked) is not None and len(asked.split()) > FEW_WORDS


def place_in(asked: str) -> str:
    """Return the one place that a follow-up such as "what about Hiroshima?" names, in lower case; else an empty text."""
    about = _ABOUT.match(asked) or _IN.match(asked)
    return about["x"].lower() if about else ""


def topic_of(question: str) -> str:
    """Return what an English question is about: the question without the words that ask."""
    text = re.sub(_CLOSE, "", question)
    return _ASKING.sub("", text) or text


def _asked_of(side: str, topic: str) -> str:
    if side in {"cost", "costs", "price"}:
        return f"How much did {topic} cost?"
    return f"What {'are' if side.endswith('s') and side != 'status' else 'is'} the {side} of {topic}?"


def _moved(text: str, place: str) -> str:
    text = without_subject(text)
    found = places_pattern().search(text)
    if found is None:
        return f"In {place}: {text}"
    return text[: found.start()] + place + text[found.end() :]


@cache
def places_pattern() -> re.Pattern[str]:
    """Return the pattern of one place or organisation, or of several named together (Tokyo and Hiroshima)."""
    known = "|".join(sorted((re.escape(name) for name in latin_names()), key=len, reverse=True))
    kind = r"(?:\s+(?:Prefecture|City|Ward|Town|Village|Metropolitan\s+Government))?"
    one = rf"(?:the\s+)?(?:GovTech\s?Tokyo|(?:{known})\b{kind})"
    return re.compile(rf"\b{one}(?:(?:\s+and\s+|,\s*(?:and\s+)?|\s+or\s+){one})*", re.IGNORECASE)
