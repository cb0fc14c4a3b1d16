"""files that were given to a draft, answers to comments, numbers of cases that come with the product

Revision: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("given", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("case_comments", sa.Column("resolved_by", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("case_comments", sa.Column("reply_to", sa.Integer(), nullable=False, server_default=sa.text("0")))
    if op.get_bind().dialect.name != "sqlite":  # which holds any length
        for table, column in (
            ("cases", "id"),
            ("cases", "successor"),
            ("case_revisions", "case"),
            ("case_comments", "case"),
        ):
            op.alter_column(table, column, type_=sa.String(64))
