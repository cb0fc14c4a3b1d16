"""Turn a reader's rights and a search's filters into SQL conditions on `documents`. The rules are in `casebase.access`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, or_, select
from sqlalchemy.orm import Session

from casebase.access import AccessKey, Reader, may_read, organization_key, readable
from casebase.models import Filters, Visibility
from casebase.store.schema import DocumentRow, VersionRow

FACETS = {
    "organizations": DocumentRow.organization,
    "kinds": DocumentRow.kind,
    "task_types": DocumentRow.task_type,
    "policy_areas": DocumentRow.policy_area,
    "statuses": DocumentRow.status,
}
"""Filter fields and the columns they limit."""

IN_FORCE = and_(DocumentRow.withdrawn_at == "", DocumentRow.current_version != "")
"""The condition that holds for documents that are neither withdrawn nor made a version of another."""


Standing = DocumentRow | Row[*tuple[Any, ...]]
"""A row of `documents`, or what of it decides about access: `organization`, `visibility` and `withdrawn_at`."""


def access_keys(session: Session) -> frozenset[AccessKey]:
    """Return the access keys that occur."""
    rows = session.execute(select(DocumentRow.organization, DocumentRow.visibility).distinct())
    return frozenset(AccessKey(organization, Visibility(visibility)) for organization, visibility in rows)


def readable_condition(session: Session, reader: Reader) -> ColumnElement[bool]:
    """Return the condition that holds for the documents `reader` may read and that were not withdrawn."""
    allowed = readable(reader, access_keys(session))
    if not allowed:
        return false()
    mine = or_(
        *(
            and_(DocumentRow.organization == key.organization, DocumentRow.visibility == key.visibility.value)
            for key in sorted(allowed)
        )
    )
    return and_(mine, IN_FORCE)


def access_key(row: DocumentRow) -> AccessKey:
    """Return the access key of a document's row."""
    return AccessKey(row.organization, Visibility(row.visibility))


def may_read_row(reader: Reader, row: Standing, version: VersionRow | None = None) -> bool:
    """Decide whether `reader` may read the document of a row that was fetched by id, or one of its versions.

    A version that was handed in for a narrower circle than the document's newest stays within that circle.
    """
    return not row.withdrawn_at and might_read_row(reader, row, version)


def might_read_row(reader: Reader, row: Standing, version: VersionRow | None = None) -> bool:
    """Decide whether `reader` may read a document, or could if it had not been withdrawn."""
    circles = [Visibility(row.visibility)]
    if version is not None and version.visibility and version.id != row.current_version:
        circles.append(Visibility(version.visibility))
    return all(may_read(reader, AccessKey(row.organization, circle)) for circle in circles)


def filter_condition(filters: Filters, leaving_out: str = "") -> ColumnElement[bool]:
    """Return the condition that holds for the documents that pass `filters`, without the field `leaving_out`."""
    conditions: list[ColumnElement[bool]] = []
    for field, column in FACETS.items():
        values = getattr(filters, field)
        if field == "organizations":
            values = tuple(organization_key(value) for value in values)
        if values and field != leaving_out:
            conditions.append(column.in_([str(value) for value in values]))
    if filters.documents:
        conditions.append(DocumentRow.id.in_(filters.documents))
    return and_(True, *conditions)
