"""Conversations as they were had. A thread belongs to one person; for anybody else it does not exist."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from casebase.conversation.threads import LONGEST_QUESTION, LONGEST_TITLE, Thread, Turn
from casebase.errors import NotFound
from casebase.models import Filters
from casebase.store.rows import filters_of
from casebase.store.schema_threads import ThreadRow, TurnRow


class Threads:
    """Keeps conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def begin(self, person: str, turn: Turn) -> Thread:
        """Begin a thread with its first question; the same question again goes on in the thread that holds nothing else."""
        with Session(self._writing) as session, session.begin():
            row = _thread_of_one(session, person, turn)
            if row is None:
                row = ThreadRow(id=secrets.token_urlsafe(12), person=person, created_at=_now(), updated_at="")
                row.title = turn.question[:LONGEST_TITLE]
                session.add(row)
                session.flush()
            _put(session, row, turn, 1)
            return _thread(row, _turns(session, [row.id])[row.id])

    def add(self, thread: str, person: str, turn: Turn) -> Thread:
        """Add a turn after those there are. Raises NotFound where the thread is not this person's."""
        with Session(self._writing) as session, session.begin():
            row = _own(session, thread, person)
            last = session.scalar(select(func.max(TurnRow.number)).where(TurnRow.thread == thread)) or 0
            _put(session, row, turn, last + 1)
            return _thread(row, _turns(session, [thread])[thread])

    def replace(self, thread: str, person: str, turn: Turn) -> Thread:
        """Put another question in the place of turn `turn.number`; later turns, which leaned on it, go."""
        with Session(self._writing) as session, session.begin():
            row = _own(session, thread, person)
            if session.get(TurnRow, (thread, turn.number)) is None:
                raise NotFound()
            session.execute(delete(TurnRow).where(TurnRow.thread == thread, TurnRow.number > turn.number))
            _put(session, row, turn, turn.number)
            return _thread(row, _turns(session, [thread])[thread])

    def settle(self, thread: str, person: str, number: int, answer: str, engine: str) -> None:
        """Note the answer that a turn got. Raises NotFound."""
        with Session(self._writing) as session, session.begin():
            _own(session, thread, person)
            row = session.get(TurnRow, (thread, number))
            if row is None:
                raise NotFound()
            row.answer, row.engine = answer, engine

    def thread(self, thread: str, person: str) -> Thread:
        """Return a thread of this person. Raises NotFound."""
        with Session(self._engine) as session:
            return _thread(_own(session, thread, person), _turns(session, [thread])[thread])

    def threads(self, person: str, most: int = 200) -> Sequence[Thread]:
        """Return the threads of a person, the one used last first."""
        query = select(ThreadRow).where(ThreadRow.person == person).order_by(ThreadRow.updated_at.desc(), ThreadRow.id)
        with Session(self._engine) as session:
            rows = session.scalars(query.limit(most)).all()
            turns = _turns(session, [row.id for row in rows])
            return [_thread(row, turns[row.id]) for row in rows]

    def rename(self, thread: str, person: str, title: str) -> None:
        """Give a thread another title; an empty one changes nothing. Raises NotFound."""
        said = " ".join(title.split())[:LONGEST_TITLE]
        with Session(self._writing) as session, session.begin():
            row = _own(session, thread, person)
            row.title = said or row.title

    def delete(self, thread: str, person: str) -> None:
        """Delete a thread and its questions; answers that were passed on keep their links. Raises NotFound."""
        with Session(self._writing) as session, session.begin():
            row = _own(session, thread, person)
            session.execute(delete(TurnRow).where(TurnRow.thread == thread))
            session.delete(row)


def _own(session: Session, thread: str, person: str) -> ThreadRow:
    row = session.get(ThreadRow, thread)
    if row is None or row.person != person:
        raise NotFound()
    return row


def _thread_of_one(session: Session, person: str, turn: Turn) -> ThreadRow | None:
    """Return the person's newest thread that consists of this very question, asked with the same limits."""
    alone = select(TurnRow.thread).group_by(TurnRow.thread).having(func.count() == 1)
    query = (
        select(ThreadRow, TurnRow)
        .join(TurnRow, TurnRow.thread == ThreadRow.id)
        .where(ThreadRow.person == person, TurnRow.question == turn.question, ThreadRow.id.in_(alone))
        .order_by(ThreadRow.updated_at.desc())
    )
    limits = _limits(turn.filters)
    return next((row for row, first in session.execute(query).tuples() if first.filters == limits), None)


def _put(session: Session, thread: ThreadRow, turn: Turn, number: int) -> None:
    columns: dict[str, Any] = {
        "typed": turn.typed[:LONGEST_QUESTION],
        "question": turn.question[:LONGEST_QUESTION],
        "rewritten_by": turn.rewritten_by,
        "answer": turn.answer,
        "engine": turn.engine,
        "filters": _limits(turn.filters),
        "asked_at": _now(),
    }
    session.merge(TurnRow(thread=thread.id, number=number, **columns))
    thread.updated_at = _now()
    session.flush()


def _turns(session: Session, threads: Iterable[str]) -> Mapping[str, list[Turn]]:
    wanted = list(threads)
    found: dict[str, list[Turn]] = {thread: [] for thread in wanted}
    query = select(TurnRow).where(TurnRow.thread.in_(wanted)).order_by(TurnRow.number)
    for row in session.scalars(query):
        found[row.thread].append(_turn(row))
    return found


def _turn(row: TurnRow) -> Turn:
    return Turn(
        typed=row.typed,
        question=row.question,
        rewritten_by=row.rewritten_by,
        answer=row.answer,
        engine=row.engine,
        filters=filters_of(row.filters),
        number=row.number,
        asked_at=row.asked_at,
    )


def _thread(row: ThreadRow, turns: Sequence[Turn]) -> Thread:
    return Thread(row.id, row.title, row.created_at, row.updated_at, tuple(turns))


def _limits(filters: Filters) -> dict[str, list[str]]:
    return {name: [str(value) for value in values] for name, values in asdict(filters).items() if values}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
