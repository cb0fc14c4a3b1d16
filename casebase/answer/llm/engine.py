"""The engine that lets a language model write, and believes none of it until the cite gate has looked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from casebase.answer.engine import DraftSentence
from casebase.answer.llm.client import Exchange
from casebase.answer.llm.endpoints import Endpoint
from casebase.answer.llm.ledger import Ledger, check_budget
from casebase.answer.llm.prompt import make_prompt
from casebase.answer.llm.reading import read_stream
from casebase.errors import EngineFailed
from casebase.models import Hit


class LlmEngine:
    """Writes drafts by one configured endpoint. No tools, no history: rules, passages, question."""

    def __init__(self, name: str, endpoint: Endpoint, ledger: Ledger) -> None:
        self.name = name
        self._endpoint = endpoint
        self._ledger = ledger

    def sentences(self, question: str, hits: Sequence[Hit], language: str) -> Iterator[DraftSentence]:
        """Yield sentences as they are written; closing the iterator ends the exchange. Raises EngineFailed."""
        check_budget(self.name, self._endpoint, self._ledger)
        prompt = make_prompt(question, hits, language, self._endpoint)
        if not prompt.hits:
            raise EngineFailed(self.name, "none of the passages found may be sent to it", "ENGINE_NOT_ALLOWED")
        exchange = Exchange(self.name, self._endpoint)
        try:
            with closing(exchange.pieces(prompt)) as pieces:
                yield from read_stream(pieces, prompt.hits, self._endpoint.attribute)
        finally:
            cost = self._endpoint.cost(exchange.tokens_in, exchange.tokens_out)
            self._ledger.record(self.name, exchange.tokens_in, exchange.tokens_out, cost)
