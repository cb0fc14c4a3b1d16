"""The engine that lets a language model write, and believes none of it until the cite gate has looked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Protocol

from casebase.answer.engine import DraftSentence
from casebase.answer.llm.client import Exchange
from casebase.answer.llm.endpoints import Endpoint
from casebase.answer.llm.prompt import make_prompt
from casebase.answer.llm.reading import read_stream
from casebase.errors import EngineFailed
from casebase.models import Hit


class Ledger(Protocol):
    """Keeps count of what was used up."""

    def used_today(self, engine: str) -> tuple[int, float]:
        """Return tokens and cost of the present day."""
        ...

    def record(self, engine: str, tokens_in: int, tokens_out: int, cost: float) -> None:
        """Add one exchange."""
        ...


class LlmEngine:
    """Writes drafts by one configured endpoint. No tools, no history: rules, passages, question."""

    def __init__(self, name: str, endpoint: Endpoint, ledger: Ledger) -> None:
        self.name = name
        self._endpoint = endpoint
        self._ledger = ledger

    def sentences(self, question: str, hits: Sequence[Hit], language: str) -> Iterator[DraftSentence]:
        """Yield sentences as they are written; closing the iterator ends the exchange. Raises EngineFailed."""
        self._check_budget()
        prompt = make_prompt(question, hits, language, self._endpoint)
        if not prompt.hits:
            raise EngineFailed(self.name, "none of the passages found may be sent to it", "ENGINE_NOT_ALLOWED")
        exchange = Exchange(self.name, self._endpoint)
        try:
            with closing(exchange.pieces(prompt)) as pieces:
                yield from read_stream(pieces, prompt.hits)
        finally:
            cost = self._endpoint.cost(exchange.tokens_in, exchange.tokens_out)
            self._ledger.record(self.name, exchange.tokens_in, exchange.tokens_out, cost)

    def _check_budget(self) -> None:
        tokens, cost = self._ledger.used_today(self.name)
        limits = self._endpoint
        if (limits.tokens_a_day and tokens >= limits.tokens_a_day) or (limits.cost_a_day and cost >= limits.cost_a_day):
            raise EngineFailed(self.name, "what may be used in a day is used up", "ENGINE_BUDGET")
