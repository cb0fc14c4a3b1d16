"""readings (furigana) beside each passage

Revision: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("passages", sa.Column("readings", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
