"""What language models may use up in a day, and who counts it."""

from __future__ import annotations

from typing import Protocol

from casebase.answer.llm.endpoints import Endpoint
from casebase.errors import EngineFailed


class Ledger(Protocol):
    """Keeps count of what was used up."""

    def used_today(self, engine: str) -> tuple[int, float]:
        """Return tokens and cost of the present day."""
        ...

    def record(self, engine: str, tokens_in: int, tokens_out: int, cost: float) -> None:
        """Add one exchange."""
        ...


def check_budget(name: str, limits: Endpoint, ledger: Ledger) -> None:
    """Raise EngineFailed when what may be used of an endpoint in a day is used up."""
    tokens, cost = ledger.used_today(name)
    if (limits.tokens_a_day and tokens >= limits.tokens_a_day) or (limits.cost_a_day and cost >= limits.cost_a_day):
        raise EngineFailed(name, "what may be used in a day is used up", "ENGINE_BUDGET")
