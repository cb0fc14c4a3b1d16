"""Count, list and relate cases in SQL. Every call takes a reader; what may not be read counts nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from casebase.access import Reader
from casebase.cases.effects import Per
from casebase.cases.facts import FIELDS, case_id_of, origins_of
from casebase.cases.finding import CaseList, Cell, Counts, Lineage, Order, Point, Tally, Wanted
from casebase.models import Document, DocumentId, Kind
from casebase.store.fact_schema import CaseFactsRow, CaseValueRow
from casebase.store.rows import document_of
from casebase.store.schema import DocumentRow, VersionRow
from casebase.store.selection import IN_FORCE, readable_condition

_Made = TypeVar("_Made")

ORGANIZATION_FIELDS = ("org", "party")
"""A limit by organisation is the name shown or, in addresses of old, the key: `other` means everybody else."""

_NEWEST = (DocumentRow.published_on.desc(), DocumentRow.updated_at.desc())
"""By the date that the case says; those that say none come last, the last taken in first."""

_ORDERS: dict[Order, Sequence[Any]] = {
    Order.NEW: (*_NEWEST, DocumentRow.id),
    Order.ORGANIZATION: (CaseFactsRow.owner, DocumentRow.organization_name, *_NEWEST, DocumentRow.id),
    Order.EFFECT: (
        CaseFactsRow.hours_user.is_(None),
        CaseFactsRow.hours_user.desc(),
        CaseFactsRow.hours_total.is_(None),
        CaseFactsRow.hours_total.desc(),
        *_NEWEST,
        DocumentRow.id,
    ),
}


class CaseShelves:
    """The cases as far as a reader may see them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counts(self, reader: Reader, wanted: Wanted) -> Counts:
        """Return for every field how many cases have each value, with every limit applied but the field's own."""
        limited = [field for field, values in wanted.limits if values]
        found: dict[str, dict[str, int]] = {field: {} for field in FIELDS}
        with Session(self._engine) as session:
            readable = readable_condition(session, reader)
            for fields in ([field for field in FIELDS if field not in limited], *([field] for field in limited)):
                leaving_out = fields[0] if fields[0] in limited else ""
                query = (
                    select(CaseValueRow.field, CaseValueRow.value, func.count())
                    .where(
                        CaseValueRow.field.in_(fields), CaseValueRow.document.in_(_ids(readable, wanted, leaving_out))
                    )
                    .group_by(CaseValueRow.field, CaseValueRow.value)
                )
                for field, value, count in session.execute(query):
                    found[field][value] = count
        return found

    def listed(self, reader: Reader, wanted: Wanted, order: Order, start: int = 0, size: int | None = None) -> CaseList:
        """Return `size` cases from number `start` (0 is the first), and how many there are; None: all of them.

        A start beyond the end is that of the last `size` cases.
        """
        with Session(self._engine) as session:
            readable = readable_condition(session, reader)
            if order is Order.MATCH and wanted.among is not None:
                passing = set(session.scalars(_ids(readable, wanted)))
                ids = [one for one in wanted.among if one in passing]
            else:
                query = (
                    select(DocumentRow.id)
                    .join(CaseFactsRow, CaseFactsRow.document == DocumentRow.id)
                    .where(DocumentRow.id.in_(_ids(readable, wanted)))
                    .order_by(*_ORDERS.get(order, _ORDERS[Order.NEW]))
                )
                ids = list(session.scalars(query))
            if size is not None and ids and start >= len(ids):
                start = (len(ids) - 1) // size * size
            shown = ids[start:] if size is None else ids[start : start + size]
            return CaseList(len(ids), _documents(session, readable, shown))

    def documents(self, documents: Sequence[DocumentId], reader: Reader) -> Sequence[Document]:
        """Return those of `documents` that the reader may see, in their order."""
        with Session(self._engine) as session:
            return _documents(session, readable_condition(session, reader), documents)

    def cells(self, reader: Reader, wanted: Wanted) -> Sequence[Cell]:
        """Return how many cases each organisation has on each task; a pair without any is left out."""
        query = (
            select(DocumentRow.task_type, CaseFactsRow.owner, func.count())
            .join(CaseFactsRow, CaseFactsRow.document == DocumentRow.id)
            .group_by(DocumentRow.task_type, CaseFactsRow.owner)
        )
        return self._rows(query, reader, wanted, Cell)

    def years(self, reader: Reader, wanted: Wanted) -> Sequence[Tally]:
        """Return how many cases are in each status by the year that their status or report is of."""
        query = (
            select(CaseFactsRow.year, DocumentRow.status, func.count())
            .join(CaseFactsRow, CaseFactsRow.document == DocumentRow.id)
            .where(CaseFactsRow.year != "")
            .group_by(CaseFactsRow.year, DocumentRow.status)
        )
        return self._rows(query, reader, wanted, Tally)

    def grades(self, reader: Reader, wanted: Wanted) -> Sequence[Tally]:
        """Return how many cases of each task have an effect of each grade; a case may count in several grades."""
        query = (
            select(DocumentRow.task_type, CaseValueRow.value, func.count())
            .join(CaseValueRow, and_(CaseValueRow.document == DocumentRow.id, CaseValueRow.field == "grade"))
            .group_by(DocumentRow.task_type, CaseValueRow.value)
        )
        return self._rows(query, reader, wanted, Tally)

    def points(self, reader: Reader, wanted: Wanted, per: Per) -> Sequence[Point]:
        """Return the cases whose effect is known in hours a month, most hours first."""
        by_user = per is Per.USER
        hours = CaseFactsRow.hours_user if by_user else CaseFactsRow.hours_total
        grade = CaseFactsRow.grade_user if by_user else CaseFactsRow.grade_total
        query = (
            select(
                DocumentRow.id,
                DocumentRow.title,
                DocumentRow.title_en,
                CaseFactsRow.owner,
                DocumentRow.organization_name,
                DocumentRow.task_type,
                hours,
                grade,
            )
            .join(CaseFactsRow, CaseFactsRow.document == DocumentRow.id)
            .where(hours.is_not(None))
            .order_by(hours.desc(), DocumentRow.id)
        )
        return self._rows(query, reader, wanted, lambda *row: _point(per, row))

    def lineage(self, document: Document, reader: Reader) -> Lineage:
        """Return the cases that a case was taken over from and those that were taken over from it."""
        said = dict(origins_of(document.details.record))
        own = case_id_of(document.details.record)
        with Session(self._engine) as session:
            readable = readable_condition(session, reader)
            origins = _documents(session, readable, list(session.scalars(_named(said))))
            below = select(CaseValueRow.document).where(CaseValueRow.field == "from", CaseValueRow.value == own)
            descendants = _documents(session, readable, list(session.scalars(below)) if own else [])
        told = [(one, said[case_id_of(one.details.record)]) for one in origins if one.id != document.id]
        taken = [
            (one, dict(origins_of(one.details.record)).get(own, "")) for one in descendants if one.id != document.id
        ]
        return Lineage(told, taken, len(said) - len({case_id_of(one.details.record) for one, _ in told}))

    def _rows(
        self, query: Select[*tuple[Any, ...]], reader: Reader, wanted: Wanted, make: Callable[..., _Made]
    ) -> list[_Made]:
        with Session(self._engine) as session:
            readable = readable_condition(session, reader)
            rows = session.execute(query.where(DocumentRow.id.in_(_ids(readable, wanted)))).all()
        return [make(*row) for row in rows]


def _point(per: Per, row: Sequence[Any]) -> Point:
    document, title, title_en, owner, name, task, hours, grade = row
    return Point(document, title, title_en, owner, name, task, per.value, hours, grade)


def _ids(readable: ColumnElement[bool], wanted: Wanted, leaving_out: str = "") -> Select[str]:
    """Select the ids of the documents that may be read and pass the limits, without the field `leaving_out`."""
    query = select(DocumentRow.id).where(readable)
    for field, values in wanted.limits:
        if values and field != leaving_out:
            holder = aliased(CaseValueRow)
            fields = ORGANIZATION_FIELDS if field == "org" else (field,)
            holding = select(holder.document).where(holder.field.in_(fields), holder.value.in_(values))
            query = query.where(DocumentRow.id.in_(holding))
    return query if wanted.among is None else query.where(DocumentRow.id.in_(wanted.among))


def _named(cases: dict[str, str]) -> Select[str]:
    return (
        select(CaseFactsRow.document)
        .join(DocumentRow, DocumentRow.id == CaseFactsRow.document)
        .where(CaseFactsRow.case_id.in_(list(cases)), DocumentRow.kind == Kind.CASE.value, IN_FORCE)
    )


def _documents(session: Session, readable: ColumnElement[bool], ids: Sequence[DocumentId]) -> list[Document]:
    query = (
        select(DocumentRow, VersionRow)
        .join(VersionRow, VersionRow.id == DocumentRow.current_version)
        .where(readable, DocumentRow.id.in_(ids))
    )
    found = {document.id: document_of(document, version) for document, version in session.execute(query).tuples()}
    return [found[one] for one in ids if one in found]
