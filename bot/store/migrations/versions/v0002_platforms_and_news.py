"""Where somebody watches films, and whether they want news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = ("platforms", "news", "news_at")


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("platforms", sa.Text(), nullable=True))
        people.add_column(sa.Column("news", sa.String(length=8), nullable=True))
        people.add_column(sa.Column("news_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    with op.batch_alter_table("people") as people:
        for column in _COLUMNS:
            people.drop_column(column)
