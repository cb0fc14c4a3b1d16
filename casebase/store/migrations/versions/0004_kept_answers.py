"""answers as they were seen, and questions without an answer

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("content", sa.String(64), nullable=False, unique=True),
        sa.Column("kept_at", sa.String(32), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
    )
    op.create_table(
        "gaps",
        sa.Column("question", sa.String(1000), primary_key=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.String(32), nullable=False),
        sa.Column("last_at", sa.String(32), nullable=False),
    )
