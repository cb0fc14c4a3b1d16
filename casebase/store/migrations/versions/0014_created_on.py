"""the day on which a file was made, apart from the day of publication

Revision: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_HEAD = 600
_WITHOUT_SUCH_A_DATE = ("text/", "image/", "application/epub+zip")
"""Kinds of files from which no day of their making is read."""

_DOCUMENTS = sa.table(
    "documents",
    *(sa.column(name) for name in ("id", "published_on", "created_on", "title", "starter", "current_version")),
    sa.column("record", sa.JSON),
)
_VERSIONS = sa.table(
    "versions",
    *(sa.column(name) for name in ("id", "document", "file_name", "media_type", "edition_date")),
    sa.column("details", sa.JSON),
)
_PAGES = sa.table("pages", *(sa.column(name) for name in ("version", "number", "text")))
_FACTS = sa.table("case_facts", sa.column("document"), sa.column("year"))
_VALUES = sa.table("case_values", sa.column("document"), sa.column("field"))


def upgrade() -> None:
    op.add_column("documents", sa.Column("created_on", sa.String(10), nullable=False, server_default=sa.text("''")))
    _part_the_dates()


def _part_the_dates() -> None:
    """Until now every date of a file that has one of its own, and is no record, was that of the file."""
    from casebase.text.editions import edition_of  # noqa: PLC0415 -- only when this migration runs

    connection = op.get_bind()
    query = sa.select(
        _VERSIONS,
        *(_DOCUMENTS.c[name] for name in ("title", "published_on", "starter", "record", "current_version")),
    ).join(_DOCUMENTS, _DOCUMENTS.c.id == _VERSIONS.c.document)
    for row in connection.execute(query).all():
        if row.starter or row.record or row.media_type.startswith(_WITHOUT_SUCH_A_DATE):
            continue
        current = row.id == row.current_version
        date = str(row.published_on if current else (row.details or {}).get("published_on", ""))[:10]
        if not date:
            continue
        if current:
            parted = {"published_on": "", "created_on": date}
            connection.execute(_DOCUMENTS.update().where(_DOCUMENTS.c.id == row.document).values(parted))
            connection.execute(_FACTS.update().where(_FACTS.c.document == row.document).values(year=""))
            connection.execute(_VALUES.delete().where(_VALUES.c.document == row.document, _VALUES.c.field == "year"))
        if row.details:
            said = {**row.details, "published_on": "", "created_on": date}
            connection.execute(_VERSIONS.update().where(_VERSIONS.c.id == row.id).values(details=said))
        if row.edition_date == date:
            first = sa.select(_PAGES.c.text).where(_PAGES.c.version == row.id, _PAGES.c.number == 1)
            head = (connection.scalar(first) or "")[:_HEAD]
            told = edition_of(row.file_name, row.title, head).date
            connection.execute(_VERSIONS.update().where(_VERSIONS.c.id == row.id).values(edition_date=told))
