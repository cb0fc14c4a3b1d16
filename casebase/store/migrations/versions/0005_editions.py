"""order of editions, visibility of each version, sketches and relations of near-duplicates, withdrawal

Revision: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column, kind in (
        ("documents", "withdrawn_at", sa.String(32)),
        ("documents", "withdrawn_because", sa.Text()),
        ("documents", "merged_into", sa.String(32)),
        ("versions", "edition_date", sa.String(10)),
        ("versions", "visibility", sa.String(16)),
        ("versions", "home", sa.String(32)),
    ):
        op.add_column(table, sa.Column(column, kind, server_default=sa.text("''"), nullable=False))
    op.add_column("versions", sa.Column("edition_key", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("versions", sa.Column("details", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "sketches",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"]),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("version"),
    )
    op.create_table(
        "sketch_hashes",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sketch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sketch"], ["sketches.number"]),
        sa.PrimaryKeyConstraint("hash", "sketch"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "relations",
        sa.Column("one", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("overlap", sa.Float(), nullable=False),
        sa.Column("contained", sa.Float(), nullable=False),
        sa.Column("newer", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["documents.id"]),
        sa.ForeignKeyConstraint(["other"], ["documents.id"]),
        sa.PrimaryKeyConstraint("one", "other"),
    )
    op.create_index("ix_relations_other", "relations", ["other"])
    _sketch_what_is_there()


def _sketch_what_is_there() -> None:
    """Sketch the versions that were published before there were sketches, so that they are found by what comes next."""
    from casebase.store.sketches import add_sketch  # noqa: PLC0415 -- only when this migration runs
    from casebase.text.shingles import shingles  # noqa: PLC0415

    connection = op.get_bind()
    pages = sa.table("pages", sa.column("version"), sa.column("number"), sa.column("text"))
    versions = sa.table("versions", sa.column("id"))
    with Session(bind=connection) as session:
        for version in session.scalars(sa.select(versions.c.id)).all():
            texts = session.scalars(sa.select(pages.c.text).where(pages.c.version == version).order_by(pages.c.number))
            add_sketch(session, version, shingles("\n".join(texts)))
        session.flush()
