"""Film nights as rows, and rows as film nights."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    Integer,
    Row,
    Select,
    SmallInteger,
    String,
    and_,
    bindparam,
    delete,
    insert,
    literal_column,
    null,
    or_,
    select,
    true,
    union,
    union_all,
    update,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.exc import IntegrityError

from bot.assistant.memory import Conflict, Kept, PastNight
from bot.assistant.night import Guest, Night, Phase, Poll, leave, moved, standings
from bot.store.models import (
    NAME_LENGTH,
    AnswerRow,
    Base,
    CandidateRow,
    GuestRow,
    MarkRow,
    NightRow,
    PleasesRow,
    PollRow,
    ProposalRow,
    VetoRow,
    VoteRow,
)

#: Whatever of a night tells of people.
_PERSONAL: tuple[type[Base], ...] = (GuestRow, ProposalRow, VetoRow, PleasesRow, VoteRow, AnswerRow)
_BELONGINGS: tuple[type[Base], ...] = (*_PERSONAL, CandidateRow)
_MOST_PAST = 200

_nights: Any = NightRow.__table__


def _found_by(which: ColumnElement[bool]) -> Executable:
    """Selects the night that ``which`` picks out, with a row for each thing that belongs to it."""
    tonight = select(_nights).where(which).cte("tonight")
    belonging = union_all(*(_part(tonight, table, **columns) for table, columns in _PARTS.items()))
    parts = belonging.subquery()
    return select(tonight, parts).outerjoin_from(tonight, parts, true()).order_by(parts.c.place)


def _part(tonight: CTE, table: type[Base], **columns: Any) -> Select[Any]:
    """What belongs to a night in one table; columns that it does not have are null."""
    own = cast("Any", table).__table__
    shape = {"place": SmallInteger, "person": BigInteger, "value": BigInteger, "name": String}
    cells: list[Any] = [
        cast_to(columns.get(name, null()), kind).label(name) for name, kind in shape.items()
    ]
    table_name: Any = literal_column(f"'{own.name}'").label("kind")
    return select(table_name, *cells).join_from(tonight, own, own.c.night == tonight.c.token)


#: What belongs to a night, and which of its columns says what.
_PARTS: dict[type[Base], dict[str, Any]] = {
    GuestRow: {
        "place": GuestRow.place,
        "person": GuestRow.person_id,
        "value": cast_to(GuestRow.ready, Integer),
        "name": GuestRow.name,
    },
    ProposalRow: {
        "place": ProposalRow.place,
        "person": ProposalRow.person_id,
        "value": ProposalRow.movie_id,
    },
    VetoRow: {"person": VetoRow.person_id, "value": VetoRow.movie_id},
    CandidateRow: {"place": CandidateRow.place, "value": CandidateRow.movie_id},
    PleasesRow: {"place": PleasesRow.place, "person": PleasesRow.person_id},
    VoteRow: {"place": VoteRow.place, "person": VoteRow.person_id},
    AnswerRow: {"person": AnswerRow.person_id, "value": AnswerRow.number},
}

_OF_TOKEN = _found_by(_nights.c.token == bindparam("token"))
_OF_POLL = _found_by(
    _nights.c.token.in_(select(PollRow.night).where(PollRow.id == bindparam("poll")))
)
_UNDER_WAY = _found_by(
    (_nights.c.chat_id == bindparam("chat"))
    & (_nights.c.thread_id == bindparam("thread"))
    & _nights.c.ended_at.is_(None)
)
_SEEN = (
    select(MarkRow.movie_id)
    .join(GuestRow, GuestRow.person_id == MarkRow.person_id)
    .where(
        GuestRow.night == bindparam("token"),
        GuestRow.person_id != bindparam("but"),
        MarkRow.mark == "seen",
    )
)


def _row_of(table: type[Base]) -> ColumnElement[bool]:
    """Picks out a row of what belongs to a night, by the values of its key."""
    return and_(*(key == bindparam(key.name) for key in cast("Any", table).__table__.primary_key))


_ADD = {table: insert(cast("Any", table).__table__) for table in _PARTS}
_DROP = {table: delete(cast("Any", table).__table__).where(_row_of(table)) for table in _PARTS}
_STEP = update(_nights).where(
    _nights.c.token == bindparam("this"), _nights.c.revision == bindparam("before")
)
_DRAWN = (
    update(_nights)
    .where(_nights.c.token == bindparam("this"), _nights.c.drawn < bindparam("shown"))
    .returning(_nights.c.revision)
)


def of_token(connection: Connection, token: str) -> Night | None:
    """The night of this token."""
    return _read(connection, _OF_TOKEN, token=token)


def of_poll(connection: Connection, poll: str) -> Night | None:
    """The night that a poll belongs to."""
    return _read(connection, _OF_POLL, poll=poll)


def under_way(connection: Connection, chat: int, thread: int | None) -> Night | None:
    """The night that is under way in a chat or topic."""
    return _read(connection, _UNDER_WAY, chat=chat, thread=thread or 0)


def seen(connection: Connection, token: str, but: int) -> frozenset[int]:
    """The films that the guests of a night have seen, one of them left out."""
    return frozenset(connection.scalars(_SEEN, {"token": token, "but": but}))


def _read(connection: Connection, found: Executable, **which: object) -> Night | None:
    rows = connection.execute(found, which).all()
    if not rows:
        return None
    parts: dict[str, list[Row[Any]]] = defaultdict(list)
    for each in rows:
        parts[each.kind].append(each)
    guests, proposals, vetoes, candidates, pleases, votes, answers = (
        parts[table.__tablename__] for table in _PARTS
    )
    row = rows[0]
    return Night(
        token=row.token,
        chat=row.chat_id,
        thread=row.thread_id or None,
        language=row.language,
        starter=row.starter_id or 0,
        phase=cast("Phase", row.phase),
        until=row.until,
        voting=timedelta(seconds=row.voting_seconds),
        guests=tuple(Guest(guest.person, guest.name, bool(guest.value)) for guest in guests),
        proposals=tuple((proposal.value, proposal.person) for proposal in proposals),
        vetoes=frozenset((veto.person, veto.value) for veto in vetoes),
        candidates=tuple(candidate.value for candidate in candidates),
        pleases=frozenset((pleased.place, pleased.person) for pleased in pleases),
        votes=frozenset((vote.person, vote.place) for vote in votes),
        answers=frozenset((answer.person, answer.value) for answer in answers),
        board=row.board_id,
        poll=Poll(row.poll_id, row.poll_message_id) if row.poll_id else None,
        winner=row.winner_id,
        revision=row.revision,
        drawn=row.drawn,
        look=row.look,
    )


def save(connection: Connection, before: Night | None, after: Night) -> None:
    """Write a step down.

    Raises:
        Conflict: the night has changed since ``before`` was read, or another one is under way.
    """
    if before is None:
        _begin(connection, after)
    else:
        _step(connection, before, after)
    old, new = _rows(before), _rows(after)
    for table, rows in new.items():
        over = [row for row in old[table] if row not in rows]
        for row in over:
            connection.execute(_DROP[table], {"night": after.token, **row})
        added = [{"night": after.token, **row} for row in rows if row not in old[table]]
        if added:
            connection.execute(_ADD[table], added)


def _begin(connection: Connection, night: Night) -> None:
    # The unique index refuses a second night; the savepoint keeps the transaction usable.
    try:
        with connection.begin_nested():
            values = {"token": night.token, "revision": 0, "drawn": -1, **_values(night)}
            connection.execute(insert(NightRow).values(values))
    except IntegrityError:
        raise Conflict from None


def _step(connection: Connection, before: Night, after: Night) -> None:
    # Only what the step changed: where things are posted is noted beside the steps.
    known = _values(before)
    values = {name: value for name, value in _values(after).items() if value != known[name]}
    values["revision"] = before.revision + 1
    if before.open and not after.open:
        votes = {standing.movie: standing.votes for standing in standings(after)}
        values["ended_at"] = datetime.now(UTC)
        values["winner_votes"] = votes.get(after.winner or 0, 0)
        values["voters"] = len(after.voters)
    this = {"this": before.token, "before": before.revision}
    if connection.execute(_STEP, this | values).rowcount != 1:
        raise Conflict


def _values(night: Night) -> dict[str, object]:
    return {
        "chat_id": night.chat,
        "thread_id": night.thread or 0,
        "language": night.language,
        "starter_id": night.starter,
        "phase": night.phase,
        "until": night.until,
        "voting_seconds": round(night.voting.total_seconds()),
        "board_id": night.board,
        "poll_id": night.poll.id if night.poll else None,
        "poll_message_id": night.poll.message if night.poll else None,
        "winner_id": night.winner,
    }


def _rows(night: Night | None) -> dict[type[Base], list[dict[str, object]]]:
    """The rows that belong to a night, by table."""
    if night is None:
        return {table: [] for table in _BELONGINGS}
    return {
        GuestRow: [
            {
                "person_id": guest.id,
                "name": guest.name[:NAME_LENGTH],
                "ready": guest.ready,
                "place": place,
            }
            for place, guest in enumerate(night.guests)
        ],
        ProposalRow: [
            {"movie_id": movie, "person_id": person, "place": place}
            for place, (movie, person) in enumerate(night.proposals)
        ],
        VetoRow: [{"person_id": person, "movie_id": movie} for person, movie in night.vetoes],
        CandidateRow: [
            {"place": place, "movie_id": movie} for place, movie in enumerate(night.candidates)
        ],
        PleasesRow: [{"place": place, "person_id": person} for place, person in night.pleases],
        VoteRow: [{"person_id": person, "place": place} for person, place in night.votes],
        AnswerRow: [{"person_id": person, "number": number} for person, number in night.answers],
    }


def posted(connection: Connection, token: str, board: int | None, poll: Poll | None) -> None:
    """Note where a night's messages stand; this is no step and hinders none."""
    if board is not None:
        connection.execute(update(NightRow).where(NightRow.token == token).values(board_id=board))
    if poll is not None:
        values = {"poll_id": poll.id, "poll_message_id": poll.message}
        connection.execute(update(NightRow).where(NightRow.token == token).values(values))
        connection.execute(insert(PollRow).values(id=poll.id, night=token))


def drawn(connection: Connection, token: str, revision: int, look: str | None) -> int | None:
    """Note which revision the chat has been shown, and how the board looks if that has changed.

    Returns:
        the night's present revision; None when a later one has been shown meanwhile.
    """
    values: dict[str, object] = {"drawn": revision} | ({} if look is None else {"look": look})
    this = {"this": token, "shown": revision}
    found: int | None = connection.execute(_DRAWN, this | values).scalar_one_or_none()
    return found


def settle(connection: Connection, token: str) -> None:
    """Forget everything of an ended night but its film, its day and its counts."""
    for table in (*_BELONGINGS, PollRow):
        columns = cast("Any", table).__table__
        connection.execute(delete(columns).where(columns.c.night == token))
    this = NightRow.token == token
    connection.execute(delete(NightRow).where(this, NightRow.phase == "cancelled"))
    connection.execute(update(NightRow).where(this).values(settled=True, starter_id=None))


def due(connection: Connection, now: datetime) -> list[str]:
    """Tokens of the nights that have to be looked at: their time is up, or the chat is behind."""
    late = or_(NightRow.until <= now, NightRow.drawn < NightRow.revision)
    found = connection.execute(
        select(NightRow.token).where(~NightRow.settled, late).order_by(NightRow.until)
    )
    return list(found.scalars())


def tokens_in(connection: Connection, chat: int) -> list[str]:
    """Tokens of the nights under way in a chat, in any of its topics."""
    here = (NightRow.chat_id == chat, NightRow.ended_at.is_(None))
    return list(connection.execute(select(NightRow.token).where(*here)).scalars())


def past(connection: Connection, chat: int) -> tuple[PastNight, ...]:
    """The nights of a chat that ended with a film, the latest first."""
    table = _nights.c
    found = connection.execute(
        select(table.winner_id, table.ended_at, table.winner_votes, table.voters)
        .where(table.chat_id == chat, table.ended_at.is_not(None), table.phase == "over")
        .order_by(table.ended_at.desc())
        .limit(_MOST_PAST)
    )
    return tuple(PastNight(*row) for row in found)


def about(connection: Connection, person: int) -> list[Kept]:
    """What is kept of a person in nights that are not settled."""
    guests = select(GuestRow.name).where(GuestRow.person_id == person)
    proposals = select(ProposalRow.movie_id).where(ProposalRow.person_id == person)
    vetoes = select(VetoRow.movie_id).where(VetoRow.person_id == person)
    votes = (
        select(CandidateRow.movie_id)
        .join(VoteRow, VoteRow.night == CandidateRow.night)
        .where(VoteRow.person_id == person, VoteRow.place == CandidateRow.place)
    )
    kept = [Kept("night", value=name) for name in connection.execute(guests).scalars()]
    for kind, movies in (
        ("night_proposal", proposals),
        ("night_veto", vetoes),
        ("night_vote", votes),
    ):
        kept += [Kept(kind, movie) for movie in connection.execute(movies).scalars()]
    return kept


def forget_person(connection: Connection, person: int) -> None:
    """Take somebody out of every night that is not settled."""
    mentions = [
        select(columns.c.night).where(columns.c.person_id == person)
        for columns in (cast("Any", table).__table__ for table in _PERSONAL)
    ]
    tokens = connection.execute(union(*mentions)).scalars().all()
    for token in tokens:
        night = of_token(connection, token)
        if night is None:
            continue
        if night.open:
            save(connection, night, leave(night, person).night)
        else:
            settle(connection, token)


def move_chat(connection: Connection, old: int, new: int) -> None:
    """Take every night of a chat along to its new number."""
    under_way_there = select(NightRow.thread_id).where(
        NightRow.chat_id == new, NightRow.ended_at.is_(None)
    )
    occupied = set(connection.execute(under_way_there).scalars())
    for token in tokens_in(connection, old):
        night = of_token(connection, token)
        if night is None:
            continue
        after = moved(night, new)
        if (night.thread or 0) in occupied:
            after = replace(after, phase="cancelled")
        save(connection, night, after)
    connection.execute(update(NightRow).where(NightRow.chat_id == old).values(chat_id=new))
