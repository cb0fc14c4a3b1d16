"""token vectors beside each vector

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("vectors", sa.Column("tokens", sa.LargeBinary(), server_default=sa.text("''"), nullable=False))
