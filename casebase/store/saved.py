"""Searches that were kept under a name, so that they can be run again.

Until there is sign-in they belong to everybody who uses this installation; with it, to the organisation of whoever saved
them. They hold words and limits only, never results: those are looked up anew, with the rights of whoever opens them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Engine, Update, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casebase.access import Reader
from casebase.errors import NameTaken, NotFound
from casebase.store.fact_schema import SavedSearchRow
from casebase.store.failures import named_failures
from casebase.store.publication import now

LONGEST_NAME, LONGEST_QUERY, MOST = 100, 4000, 500


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under its name; `query` is the query of the address that shows it."""

    id: int
    name: str
    query: str
    created_at: str


class SavedSearches:
    """Keeps searches by name. A name is used once; names and queries are cut at their longest."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def all(self, reader: Reader) -> Sequence[SavedSearch]:
        """Return the reader's searches, the latest first."""
        query = (
            select(SavedSearchRow).where(SavedSearchRow.owner == reader.organization).order_by(SavedSearchRow.id.desc())
        )
        with Session(self._engine) as session:
            return [SavedSearch(row.id, row.name, row.query, row.created_at) for row in session.scalars(query)]

    @named_failures()
    def save(self, name: str, query: str, reader: Reader) -> SavedSearch:
        """Keep a search. Raises NameTaken when there is one of that name, ValueError without a name or beyond `MOST`."""
        row = SavedSearchRow(owner=reader.organization, name=_name(name), query=query[:LONGEST_QUERY], created_at=now())
        try:
            with Session(self._writing, expire_on_commit=False) as session, session.begin():
                mine = (
                    select(func.count()).select_from(SavedSearchRow).where(SavedSearchRow.owner == reader.organization)
                )
                if (session.scalar(mine) or 0) >= MOST:
                    raise ValueError(f"There are {MOST} saved searches; delete one first.")
                session.add(row)
        except IntegrityError as exc:
            raise NameTaken(row.name) from exc
        return SavedSearch(row.id, row.name, row.query, row.created_at)

    @named_failures()
    def rename(self, search: int, name: str, reader: Reader) -> None:
        """Give a search another name. Raises NameTaken, NotFound."""
        try:
            self._change(update(SavedSearchRow).values(name=_name(name)), search, reader)
        except IntegrityError as exc:
            raise NameTaken(_name(name)) from exc

    @named_failures()
    def delete(self, search: int, reader: Reader) -> None:
        """Forget a search. Raises NotFound."""
        self._change(delete(SavedSearchRow), search, reader)

    def _change(self, statement: Update | Delete, search: int, reader: Reader) -> None:
        mine = statement.where(SavedSearchRow.id == search, SavedSearchRow.owner == reader.organization)
        with Session(self._writing) as session, session.begin():
            if not cast(CursorResult[Any], session.execute(mine)).rowcount:
                raise NotFound()


def _name(name: str) -> str:
    kept = " ".join(name.split())[:LONGEST_NAME]
    if not kept:
        raise ValueError("A saved search needs a name.")
    return kept
