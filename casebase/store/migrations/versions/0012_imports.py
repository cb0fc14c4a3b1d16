"""imports of registries at the desk

Revision: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organization", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("original", sa.String(64), sa.ForeignKey("originals.sha256"), nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("worker", sa.String(64), nullable=False, server_default=sa.text("''")),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("error", sa.String(64), nullable=False, server_default=sa.text("''")),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("finished_at", sa.String(32), nullable=False, server_default=sa.text("''")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_imports_organization", "imports", ["organization"])
    op.create_index("ix_imports_state", "imports", ["state"])
    op.create_index("ix_imports_original", "imports", ["original"])
