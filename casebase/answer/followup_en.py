"""English follow-up questions put in full by rules; the Japanese ones are in `casebase.answer.followup`."""

from __future__ import annotations

import re
from functools import cache

from casebase.answer.names import names_in
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
_IN = re.compile(_OPENING + r"(?:in|for|at)\s+(?P<x>[A-Z].+?)" + _CLOSE)
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
_DUMMY = re.compile(r"\b(?:is|was)\s+it\s+(?:possible|true|allowed|ok)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^(?:(?:what|how|when|where|who|why|which|is|are|was|were|do|does|did|can|could|has|have|many|much|long|people|there|please|tell|me|about)\b[\s,]*)+",
    re.IGNORECASE,
)


def in_full(asked: str, before: str, subject: str) -> str:
    """Return an English follow-up in full; `before` is the question before it, `subject` what its answer was about, if known."""
    topic = subject or topic_of(before)
    if _MORE.match(asked):
        return f"Tell me more about {topic}."
    if _AFTER.match(asked):
        return f"What happened to {topic} afterwards?"
    about = _ABOUT.match(asked) or _IN.match(asked)
    if about and (place := places_pattern().fullmatch(about["x"])):
        return _moved(before, place.group())
    side = _SIDE.match(about["x"] if about else asked)
    if side:
        return _asked_of(side["x"].lower(), topic)
    if bare := _BARE.match(asked):
        return f"{bare['x'].capitalize()}, regarding {topic}?"
    if names_in(asked) or _DUMMY.search(asked):
        return asked
    if points := _POINTS.search(asked):
        named = f"{topic}'s" if points["of"] else topic
        return asked[: points.start()] + named + asked[points.end() :]
    return f"What about {about['x']}, regarding {topic}?" if about else asked


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
