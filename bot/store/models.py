"""The tables.

Nothing of what people say is kept, and no name outlives the film night that it was needed for.
People and chats are Telegram's numbers, films are TMDB's.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, kept as UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database, in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, with its zone."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Every table; the key is where the rows are on SQLite, too."""

    type_annotation_map = {datetime: Moment}  # noqa: RUF012  (read by SQLAlchemy)


_CLUSTERED = {"sqlite_with_rowid": False}
_CASCADE = "CASCADE"

#: How much of a name is kept, in characters.
NAME_LENGTH = 64


class PersonRow(Base):
    """What a person has set. Who has set nothing has no row."""

    __tablename__ = "people"
    __table_args__ = _CLUSTERED

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str | None] = mapped_column(String(8))
    country: Mapped[str | None] = mapped_column(String(2))
    blocked: Mapped[bool] = mapped_column(server_default=false())
    #: The names of platforms, a line each.
    platforms: Mapped[str | None] = mapped_column(Text)
    #: The language in which they want the news, if they want any, and when they last had them.
    news: Mapped[str | None] = mapped_column(String(8))
    news_at: Mapped[datetime | None]


class MarkRow(Base):
    """A film that a person has on the list, has seen, likes or not, or has been told of."""

    __tablename__ = "marks"
    __table_args__ = _CLUSTERED

    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(8), primary_key=True)
    movie_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    marked_at: Mapped[datetime]


class ChatRow(Base):
    """A group that has become a supergroup: the number that it has now."""

    __tablename__ = "chats"
    __table_args__ = _CLUSTERED

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    moved_to: Mapped[int] = mapped_column(BigInteger)


class ChatFilmRow(Base):
    """A film on a chat's list."""

    __tablename__ = "chat_films"
    __table_args__ = _CLUSTERED

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    movie_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    saved_at: Mapped[datetime]


class ContextRow(Base):
    """Where a conversation stands, until it expires."""

    __tablename__ = "contexts"
    __table_args__ = (
        Index("ix_contexts_expiry", "expires_at"),
        Index("ix_contexts_chat", "chat_id", "expires_at"),
        _CLUSTERED,
    )

    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]


class NightRow(Base):
    """A film night, see `bot.assistant.night.Night`; thread 0 stands for none."""

    __tablename__ = "nights"
    __table_args__ = (
        # One night at a time in a chat or topic, whichever process opens it.
        Index(
            "uq_nights_under_way",
            "chat_id",
            "thread_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_nights_ended", "chat_id", "ended_at"),
        # What the keeper of nights has to look at: little, however many have ended.
        Index(
            "ix_nights_due",
            "until",
            sqlite_where=text("settled = 0"),
            postgresql_where=text("NOT settled"),
        ),
    )

    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(8))
    starter_id: Mapped[int | None] = mapped_column(BigInteger)
    phase: Mapped[str] = mapped_column(String(12))
    until: Mapped[datetime]
    voting_seconds: Mapped[int] = mapped_column(Integer)
    board_id: Mapped[int | None] = mapped_column(BigInteger)
    poll_id: Mapped[str | None] = mapped_column(String(64))
    poll_message_id: Mapped[int | None] = mapped_column(BigInteger)
    winner_id: Mapped[int | None] = mapped_column(Integer)
    winner_votes: Mapped[int | None] = mapped_column(Integer)
    voters: Mapped[int | None] = mapped_column(Integer)
    ended_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(Integer)
    drawn: Mapped[int] = mapped_column(Integer)
    look: Mapped[str] = mapped_column(String(32), server_default="")
    settled: Mapped[bool] = mapped_column(server_default=false())


def _night_key() -> Mapped[str]:
    return mapped_column(ForeignKey("nights.token", ondelete=_CASCADE), primary_key=True)


class GuestRow(Base):
    """Who is in; gone when the night is."""

    __tablename__ = "night_guests"
    __table_args__ = (Index("ix_night_guests_person", "person_id"), _CLUSTERED)

    night: Mapped[str] = _night_key()
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    ready: Mapped[bool]
    place: Mapped[int] = mapped_column(SmallInteger)


class ProposalRow(Base):
    """Who proposed which film; gone when the night is."""

    __tablename__ = "night_proposals"
    __table_args__ = (Index("ix_night_proposals_person", "person_id"), _CLUSTERED)

    night: Mapped[str] = _night_key()
    movie_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(SmallInteger)


class VetoRow(Base):
    """Who does not want which film; gone when the night is."""

    __tablename__ = "night_vetoes"
    __table_args__ = (Index("ix_night_vetoes_person", "person_id"), _CLUSTERED)

    night: Mapped[str] = _night_key()
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    movie_id: Mapped[int] = mapped_column(Integer)


class CandidateRow(Base):
    """A film of the poll, at its place."""

    __tablename__ = "night_candidates"
    __table_args__ = _CLUSTERED

    night: Mapped[str] = _night_key()
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    movie_id: Mapped[int] = mapped_column(Integer)


class PleasesRow(Base):
    """Whom the film of a place should please; gone when the night is."""

    __tablename__ = "night_pleases"
    __table_args__ = (Index("ix_night_pleases_person", "person_id"), _CLUSTERED)

    night: Mapped[str] = _night_key()
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class VoteRow(Base):
    """Who voted for which place; gone when the night is."""

    __tablename__ = "night_votes"
    __table_args__ = (Index("ix_night_votes_person", "person_id"), _CLUSTERED)

    night: Mapped[str] = _night_key()
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)


class AnswerRow(Base):
    """Which answer to the poll was somebody's last; gone when the night is."""

    __tablename__ = "night_answers"
    __table_args__ = (Index("ix_night_answers_person", "person_id"), _CLUSTERED)

    night: Mapped[str] = _night_key()
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


class PollRow(Base):
    """Which night a poll belongs to; a night that moved to another chat has had several."""

    __tablename__ = "polls"
    __table_args__ = _CLUSTERED

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    night: Mapped[str] = mapped_column(ForeignKey("nights.token", ondelete=_CASCADE), index=True)


class ClaimRow(Base):
    """Something to be done once: by whom, until when it is theirs, and whether it is done."""

    __tablename__ = "claims"
    __table_args__ = (Index("ix_claims_until", "until"), _CLUSTERED)

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime]
    done: Mapped[bool]


class CounterRow(Base):
    """How often something happened in a window of time."""

    __tablename__ = "counters"
    __table_args__ = (Index("ix_counters_expiry", "expires_at"), _CLUSTERED)

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hits: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[datetime]
