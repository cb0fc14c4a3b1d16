"""Keep beside every document what it is found, counted and compared by, in the transaction that writes the document.

Details are written in several places (publishing, corrections, joining editions, decisions of editors). A place that forgot
the facts would make a case unfindable without anybody noticing, so they follow the row itself: SQLAlchemy calls `_follow`
whenever a `DocumentRow` was inserted or changed. What the rules draw from the same details is always the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, event, insert, inspect, select
from sqlalchemy.orm import Mapper

from casebase.cases.facts import facts_of
from casebase.models import Details, Kind, Visibility
from casebase.store.fact_schema import CaseFactsRow, CaseValueRow
from casebase.store.schema import DocumentRow

LONGEST_VALUE = 200
"""Longer values are cut: they are no words to choose by."""

_DRAWN_FROM = (
    *("organization", "organization_name", "kind", "task_type", "policy_area", "status", "published_on", "record"),
)
_AT_ONCE = 500


def draw_missing_facts(connection: Connection) -> int:
    """Draw the facts of documents that have none, such as those written before there were any; return how many."""
    columns = [getattr(DocumentRow, name) for name in ("id", *_DRAWN_FROM)]
    missing = select(*columns).where(DocumentRow.id.not_in(select(CaseFactsRow.document))).limit(_AT_ONCE)
    drawn = 0
    while rows := connection.execute(missing).all():
        for row in rows:
            _write(connection, row.id, row)
        drawn += len(rows)
    return drawn


def follow_documents() -> None:
    """From now on let the facts follow every document's row; once is enough, and more does nothing."""
    for moment in ("after_insert", "after_update"):
        if not event.contains(DocumentRow, moment, _follow):
            event.listen(DocumentRow, moment, _follow)


def _follow(_mapper: Mapper[DocumentRow], connection: Connection, row: DocumentRow) -> None:
    state = inspect(row)
    if any(state.attrs[name].history.has_changes() for name in _DRAWN_FROM):
        connection.execute(delete(CaseFactsRow).where(CaseFactsRow.document == row.id))
        connection.execute(delete(CaseValueRow).where(CaseValueRow.document == row.id))
        _write(connection, row.id, row)


def _write(connection: Connection, document: str, row: Any) -> None:
    facts = facts_of(_details(row))
    found = {
        "document": document,
        "case_id": facts.case_id[:LONGEST_VALUE],
        "owner": facts.owner[:LONGEST_VALUE],
        "year": facts.year,
        "hours_user": facts.hours_user,
        "hours_total": facts.hours_total,
        "grade_user": facts.grade_user,
        "grade_total": facts.grade_total,
    }
    connection.execute(insert(CaseFactsRow), [found])
    values = dict.fromkeys((field, value[:LONGEST_VALUE]) for field, value in facts.values)
    connection.execute(
        insert(CaseValueRow), [{"field": field, "value": value, "document": document} for field, value in values]
    )


def _details(row: Any) -> Details:
    return Details(
        organization=row.organization,
        organization_name=row.organization_name,
        kind=Kind(row.kind),
        visibility=Visibility.PUBLIC,  # decides nothing here: rights are asked of the document itself
        task_type=row.task_type,
        policy_area=row.policy_area,
        status=row.status,
        published_on=row.published_on,
        record=row.record,
    )
