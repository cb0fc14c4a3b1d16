"""What is sent to a language model: the rules, the passages as data between marks that no text can forge, the question."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from casebase.answer.instructions import gives_orders
from casebase.answer.llm.endpoints import Endpoint
from casebase.models import Hit, Visibility
from casebase.text.sentences import sentence_spans

VERSION = "1"
"""Raised with every change of the prompts; kept with stored answers."""

MOST_PASSAGES = 8
LEAST_PASSAGE = 80
"""Characters below which the rest of a passage is not worth sending."""

_ORDER = {Visibility.PUBLIC: 0, Visibility.PARTNERS: 1, Visibility.OWN: 2}
_LABELS = {"ja": ("資料", "質問"), "en": ("Source", "Question")}


@dataclass(frozen=True, slots=True)
class Prompt:
    """Both messages, and the hits whose numbers (from 1) the model may cite."""

    rules: str
    material: str
    hits: tuple[Hit, ...]

    @property
    def tokens(self) -> int:
        """An upper estimate of the tokens it takes."""
        return estimated_tokens(self.rules) + estimated_tokens(self.material)


def make_prompt(question: str, hits: Sequence[Hit], language: str, endpoint: Endpoint) -> Prompt:
    """Put as many of `hits` as the model takes into a prompt, best first, leaving out what it may not receive.

    Sentences that give orders are left out of the passages; where the reader sees the passage, they stay.
    """
    mark = f"⟦{secrets.token_hex(8)}⟧"  # drawn anew each time, so that no document can hold it
    source, asks = _LABELS.get(language, _LABELS["en"])
    rules = rules_in(language).replace("{mark}", mark)
    asked = f"{asks}: {one_line(question)}"
    left = endpoint.context_tokens - endpoint.answer_tokens - estimated_tokens(rules + asked) - 64
    parts: list[str] = []
    sent: list[Hit] = []
    for hit in hits:
        if len(sent) == MOST_PASSAGES or not may_be_sent(hit, endpoint):
            continue
        named = one_line(f"{hit.document.title} {hit.document.details.organization_name}")
        head = f"{mark} {source} [{len(sent) + 1}] {named}\n"
        room = left - estimated_tokens(head) - estimated_tokens(mark) - 2
        text = _cut(harmless(hit.passage.text, mark), room)
        if len(text) < min(LEAST_PASSAGE, len(hit.passage.text)):
            continue
        parts.append(f"{head}{text}\n{mark}")
        left = room - estimated_tokens(text)
        sent.append(hit)
    return Prompt(rules, "\n".join((*parts, asked)), tuple(sent))


def may_be_sent(hit: Hit, endpoint: Endpoint) -> bool:
    """Tell whether the text of a hit may leave for this endpoint."""
    return _ORDER[hit.document.details.visibility] <= _ORDER[endpoint.may_receive]


def rules_in(language: str) -> str:
    """Return the rules for answering in `ja` or `en`."""
    return rules_named("", language)


@cache
def rules_named(task: str, language: str) -> str:
    """Return the rules for `follow`, `translate`, or (empty) for answering, in `ja` or `en`."""
    name = f"{task}{'_' if task else ''}{language if language in _LABELS else 'en'}.txt"
    return files("casebase.answer.llm").joinpath("prompts", name).read_text(encoding="utf-8")


def harmless(text: str, mark: str) -> str:
    """Return a passage without sentences that give orders and without anything that reads like our marks."""
    kept = "".join(
        text[start:end] + text[end : _gap(text, end)]
        for start, end in sentence_spans(text)
        if not gives_orders(text[start:end])
    )
    return (kept.replace(mark, "") if mark else kept).replace("⟦", "[").replace("⟧", "]").strip()


def estimated_tokens(text: str) -> int:
    """Return how many tokens a text takes at most: one a character beyond ASCII, one for every three of ASCII.

    An upper bound for the vocabularies of common models (Japanese takes 0.6 to 1 a character), so that nothing is cut off.
    """
    wide = sum(character > "\x7f" for character in text)
    return wide + (len(text) - wide) // 3 + 1


def _gap(text: str, end: int) -> int:
    while end < len(text) and text[end].isspace():
        end += 1
    return end


def _cut(text: str, tokens: int) -> str:
    while text and estimated_tokens(text) > tokens:
        text = text[: min(len(text) - 1, int(len(text) * max(tokens, 0) / estimated_tokens(text)))]
    return text


def one_line(text: str) -> str:
    """Return `text` on one line, without anything that reads like our marks."""
    return " ".join(text.replace("⟦", "[").replace("⟧", "]").split())
