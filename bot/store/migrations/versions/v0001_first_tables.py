"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "chat_films",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "movie_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moved_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "claims",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claims_until", "claims", ["until"], unique=False)
    op.create_table(
        "contexts",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "chat_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contexts_chat", "contexts", ["chat_id", "expires_at"], unique=False)
    op.create_index("ix_contexts_expiry", "contexts", ["expires_at"], unique=False)
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("window", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "window"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_counters_expiry", "counters", ["expires_at"], unique=False)
    op.create_table(
        "marks",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "mark", "movie_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nights",
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("starter_id", sa.BigInteger(), nullable=True),
        sa.Column("phase", sa.String(length=12), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voting_seconds", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.BigInteger(), nullable=True),
        sa.Column("poll_id", sa.String(length=64), nullable=True),
        sa.Column("poll_message_id", sa.BigInteger(), nullable=True),
        sa.Column("winner_id", sa.Integer(), nullable=True),
        sa.Column("winner_votes", sa.Integer(), nullable=True),
        sa.Column("voters", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("look", sa.String(length=32), server_default="", nullable=False),
        sa.Column("settled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index(
        "ix_nights_due",
        "nights",
        ["until"],
        unique=False,
        sqlite_where=sa.text("settled = 0"),
        postgresql_where=sa.text("NOT settled"),
    )
    op.create_index("ix_nights_ended", "nights", ["chat_id", "ended_at"], unique=False)
    op.create_index(
        "uq_nights_under_way",
        "nights",
        ["chat_id", "thread_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("blocked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "night_answers",
        sa.Column("night", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("night", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_night_answers_person", "night_answers", ["person_id"], unique=False)
    op.create_table(
        "night_candidates",
        sa.Column("night", sa.String(length=16), nullable=False),
        sa.Column("place", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("night", "place"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "night_guests",
        sa.Column("night", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("night", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_night_guests_person", "night_guests", ["person_id"], unique=False)
    op.create_table(
        "night_pleases",
        sa.Column("night", sa.String(length=16), nullable=False),
        sa.Column("place", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("night", "place", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_night_pleases_person", "night_pleases", ["person_id"], unique=False)
    op.create_table(
        "night_proposals",
        sa.Column("night", sa.String(length=16), nullable=False),
        sa.Column("movie_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("night", "movie_id", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_night_proposals_person", "night_proposals", ["person_id"], unique=False)
    op.create_table(
        "night_vetoes",
        sa.Column("night", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("night", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_night_vetoes_person", "night_vetoes", ["person_id"], unique=False)
    op.create_table(
        "night_votes",
        sa.Column("night", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("night", "person_id", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_night_votes_person", "night_votes", ["person_id"], unique=False)
    op.create_table(
        "polls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("night", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.token"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_polls_night", "polls", ["night"], unique=False)


def downgrade() -> None:
    """Drop every table."""
    for table in [
        "polls",
        "night_votes",
        "night_vetoes",
        "night_proposals",
        "night_pleases",
        "night_guests",
        "night_candidates",
        "night_answers",
        "people",
        "nights",
        "marks",
        "counters",
        "contexts",
        "claims",
        "chats",
        "chat_films",
    ]:
        op.drop_table(table)
