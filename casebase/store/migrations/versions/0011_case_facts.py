"""what cases are found, counted and compared by; saved searches

Revision: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_facts",
        sa.Column("document", sa.String(32), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("case_id", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("year", sa.String(4), nullable=False),
        sa.Column("hours_user", sa.Float(), nullable=True),
        sa.Column("hours_total", sa.Float(), nullable=True),
        sa.Column("grade_user", sa.String(16), nullable=False),
        sa.Column("grade_total", sa.String(16), nullable=False),
    )
    op.create_index("ix_case_facts_case_id", "case_facts", ["case_id"])
    op.create_table(
        "case_values",
        sa.Column("field", sa.String(16), primary_key=True),
        sa.Column("value", sa.String(200), primary_key=True),
        sa.Column("document", sa.String(32), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_values_document", "case_values", ["document"])
    op.create_index(
        "ix_documents_readable",
        "documents",
        ["organization", "visibility", "withdrawn_at", "current_version", "id"],
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("owner", "name"),
        sqlite_autoincrement=True,
    )
    _draw_facts_of_what_is_there()


def _draw_facts_of_what_is_there() -> None:
    from casebase.store.facts import draw_missing_facts  # noqa: PLC0415 -- only when this migration runs

    draw_missing_facts(op.get_bind())
