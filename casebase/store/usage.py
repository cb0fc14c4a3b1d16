"""What language models used up, by day."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from casebase.store.schema import UsageRow


class Usage:
    """The ledger of tokens and cost. A day is a day of UTC."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def used_today(self, engine: str) -> tuple[int, float]:
        """Return the tokens, in and out together, and the cost of the present day."""
        with Session(self._engine) as session:
            query = select(UsageRow).where(UsageRow.engine == engine, UsageRow.day == _today())
            row = session.scalar(query)
            return (row.tokens_in + row.tokens_out, row.cost) if row else (0, 0.0)

    def record(self, engine: str, tokens_in: int, tokens_out: int, cost: float) -> None:
        """Add one exchange to the present day."""
        new = upsert(UsageRow).values(
            engine=engine, day=_today(), exchanges=1, tokens_in=tokens_in, tokens_out=tokens_out, cost=cost
        )
        added = {name: getattr(UsageRow, name) + new.excluded[name] for name in _COUNTED}
        with Session(self._writing) as session, session.begin():
            session.execute(new.on_conflict_do_update(index_elements=["engine", "day"], set_=added))


_COUNTED = ("exchanges", "tokens_in", "tokens_out", "cost")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
