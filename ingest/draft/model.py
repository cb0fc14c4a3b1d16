"""Let a configured language model point to what the rules did not find. It only points: a value is a slice of a stored page.

What it says is believed as far as it is a quotation: each quote is looked up in the pages that were sent, and one that
stands nowhere is dropped. Personal data, and sentences that give orders, never leave for it.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import closing
from importlib.resources import files

from casebase.answer.llm.client import Exchange
from casebase.answer.llm.endpoints import Endpoint
from casebase.answer.llm.ledger import Ledger
from casebase.answer.llm.prompt import Prompt, estimated_tokens, harmless
from casebase.errors import EngineFailed
from casebase.findings import MASK, Severity
from casebase.models import Page, Visibility
from casebase.personal.personal import personal_data
from casebase.record.fields import FIELDS
from ingest.draft.prose import one_line
from ingest.draft.records import Draft, Material, Proposal, Span

ASKED = (
    *("one_line_result", "problem", "solution", "alternatives", "users_scale", "risks", "lessons", "stop_reason"),
    *(
        "human_review",
        "data_sensitivity",
        "ai_type",
        "model_or_product",
        "vendor",
        "platform",
        "training",
        "skills_needed",
    ),
)
"""Fields that are asked for where the rules found nothing: those whose value may be a stretch of the text."""

CONFIDENCE = 0.4
"""Below that of every rule."""

SHORTEST, LONGEST = 2, 400
"""Characters of a quote that is taken."""

_CIRCLES = (Visibility.PUBLIC, Visibility.PARTNERS, Visibility.OWN)
_LIST = re.compile(r"\[.*\]", re.DOTALL)


class DraftingModel:
    """One configured endpoint that is asked for passages. No tools, no history."""

    def __init__(self, name: str, endpoint: Endpoint, ledger: Ledger) -> None:
        self.name = name
        self._endpoint = endpoint
        self._ledger = ledger

    def completed(self, draft: Draft, materials: Sequence[Material], circle: Visibility) -> Draft:
        """Return a draft with what the model points to in the fields that are empty; `circle` is the narrowest of theirs.

        Raises EngineFailed: not allowed to receive the documents, used up for today, or failing.
        """
        missing = _missing(draft, materials)
        if not missing or not materials:
            return draft
        if _CIRCLES.index(circle) > _CIRCLES.index(self._endpoint.may_receive):
            raise EngineFailed(self.name, "the documents may not be sent to it", "ENGINE_NOT_ALLOWED")
        self._check_budget()
        exchange = Exchange(self.name, self._endpoint)
        try:
            with closing(exchange.pieces(self._prompt(missing, materials))) as pieces:
                reply = "".join(pieces)
        finally:
            cost = self._endpoint.cost(exchange.tokens_in, exchange.tokens_out)
            self._ledger.record(self.name, exchange.tokens_in, exchange.tokens_out, cost)
        return Draft((*draft.proposals, *_proposals(reply, missing, materials)))

    def _prompt(self, missing: Sequence[str], materials: Sequence[Material]) -> Prompt:
        language = "en" if materials[0].language == "en" else "ja"
        mark = f"⟦{secrets.token_hex(8)}⟧"
        named = "\n".join(f"{key}: {FIELDS[key].label(language)} – {FIELDS[key].help(language)}" for key in missing)
        rules = files("ingest.draft").joinpath("prompts", f"{language}.txt").read_text(encoding="utf-8")
        rules = rules.replace("{fields}", named).replace("{mark}", mark)
        left = self._endpoint.context_tokens - self._endpoint.answer_tokens - estimated_tokens(rules) - 64
        parts: list[str] = []
        for page in (page for material in materials for page in material.pages):
            text = harmless(without_personal_data(page), mark)
            if (tokens := estimated_tokens(text)) > left:
                break
            parts.append(text)
            left -= tokens
        return Prompt(rules, "\n".join((mark, *parts, mark)), ())

    def _check_budget(self) -> None:
        tokens, cost = self._ledger.used_today(self.name)
        limits = self._endpoint
        if (limits.tokens_a_day and tokens >= limits.tokens_a_day) or (limits.cost_a_day and cost >= limits.cost_a_day):
            raise EngineFailed(self.name, "what may be used in a day is used up", "ENGINE_BUDGET")


def without_personal_data(page: Page) -> str:
    """Return a page's text with every stretch masked that looks like data of a person; lengths stay."""
    text = list(page.text)
    for finding in personal_data(page):
        if finding.severity is not Severity.NOTE or "@" in page.text[finding.start : finding.end]:
            text[finding.start : finding.end] = MASK * (finding.end - finding.start)
    return "".join(text)


def _missing(draft: Draft, materials: Sequence[Material]) -> list[str]:
    language = "en" if materials and materials[0].language == "en" else "ja"
    keys = (field if field in FIELDS else f"{field}_{language}" for field in ASKED)
    return [key for key in keys if draft.of(key) is None]


def _proposals(reply: str, missing: Sequence[str], materials: Sequence[Material]) -> Iterator[Proposal]:
    """Yield what a reply points to, a field once; what is no quotation of a page is dropped."""
    given: set[str] = set()
    for field, quote in _pointed(reply):
        if field in missing and field not in given and (span := _place(quote, materials)) is not None:
            given.add(field)
            yield Proposal(field, one_line(span.text), (span.proof,), CONFIDENCE)


def _pointed(reply: str) -> Iterator[tuple[str, str]]:
    found = _LIST.search(reply)
    try:
        said = json.loads(found.group()) if found else []
    except ValueError:
        return
    for one in said:
        if isinstance(one, dict) and isinstance(one.get("field"), str) and isinstance(one.get("quote"), str):
            yield one["field"], one["quote"]


def _place(quote: str, materials: Sequence[Material]) -> Span | None:
    """Return where a quote stands, whatever blanks it was copied with; nothing that was masked is quoted."""
    wanted = re.sub(r"\s", "", quote)
    if not SHORTEST <= len(wanted) <= LONGEST or MASK in wanted:
        return None
    for material in materials:
        for page in material.pages:
            at = [index for index, char in enumerate(page.text) if not char.isspace()]
            start = "".join(page.text[index] for index in at).find(wanted)
            if start >= 0:
                return Span(material, page, at[start], at[start + len(wanted) - 1] + 1)
    return None
