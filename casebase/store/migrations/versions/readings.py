"""readings (furigana) beside each passage

Revision: readings
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "readings"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("passages", sa.Column("readings", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
