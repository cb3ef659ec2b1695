"""What people said and saved, kept between turns and between lives of the process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    Executable,
    bindparam,
    delete,
    null,
    select,
    union_all,
    update,
)

from bot.assistant.context import Context
from bot.assistant.memory import (
    OPPOSITE,
    Change,
    Erase,
    Kept,
    Mark,
    PastNight,
    Person,
    SaveContext,
    SaveNight,
    SetBlocked,
    SetChatFilm,
    SetCountry,
    SetLanguage,
    SetMark,
    SetNews,
    SetPlatforms,
)
from bot.assistant.night import Night, Poll
from bot.store import nights
from bot.store.contexts import SqlContexts, latest
from bot.store.contexts import read as read_context
from bot.store.coordination import Coordination
from bot.store.database import Database, database_url
from bot.store.models import (
    ChatFilmRow,
    ChatRow,
    ContextRow,
    MarkRow,
    PersonRow,
)
from bot.store.schema import upgrade

_Set = tuple[str | None, str | None, bool, tuple[str, ...], str | None]
#: What a person has set, in the order of the fields of `Person`.
_SETTINGS = ("language", "country", "blocked", "platforms", "news")


def _set(language: Any, country: Any, blocked: Any, platforms: Any, news: Any) -> _Set:
    """What a row says that a person has set, as `Person` takes it."""
    return language, country, bool(blocked), tuple((platforms or "").splitlines()), news


def _waits(before: datetime) -> tuple[Any, ...]:
    """Who wants a message, and has had none since."""
    never = PersonRow.news_at.is_(None)
    return PersonRow.news.is_not(None), ~PersonRow.blocked, never | (PersonRow.news_at < before)


#: What a change takes: a statement with its values, or more than that.
_Step = tuple[Executable, Mapping[str, Any]] | SaveNight | SaveContext | Erase

_NOTHING_SET = _set(None, None, None, None, None)


def _meeting() -> Executable:
    """A person's marks, the latest first, and at the end a row of all else."""
    me = select(bindparam("person", type_=BigInteger).label("id")).subquery()
    talk = (ContextRow.person_id == me.c.id) & (
        ContextRow.chat_id == bindparam("chat", type_=BigInteger)
    )
    settings = [PersonRow.__table__.c[name] for name in _SETTINGS]
    nothing: list[Any] = [null().label(name) for name in _SETTINGS]
    rows = union_all(
        select(MarkRow.mark, MarkRow.movie_id, *nothing, null().label("state"), MarkRow.marked_at)
        .where(MarkRow.person_id == bindparam("person", type_=BigInteger)),
        select(
            *(null(), null(), *settings),
            *(ContextRow.state, null()),
        )
        .select_from(me)
        .outerjoin(PersonRow, PersonRow.id == me.c.id)
        .outerjoin(ContextRow, talk),
    ).subquery()  # fmt: skip
    columns = (rows.c.mark, rows.c.movie_id, *(rows.c[c.name] for c in nothing), rows.c.state)
    return select(*columns).order_by(
        rows.c.mark.is_(None), rows.c.marked_at.desc(), rows.c.movie_id
    )


# A statement is made once where it is needed often: to make it takes as long as to carry it out.
_MEETING = _meeting()
_SETTINGS_OF = select(*(PersonRow.__table__.c[name] for name in _SETTINGS)).where(
    PersonRow.id == bindparam("person")
)
_UNMARK = delete(MarkRow).where(
    MarkRow.person_id == bindparam("person"),
    MarkRow.mark == bindparam("which"),
    MarkRow.movie_id == bindparam("movie"),
)


def _met(connection: Connection, person: int, chat: int) -> tuple[Person, Context]:
    """What a person has set and marked, and where their conversation in a chat stands."""
    marks: dict[Mark, list[int]] = defaultdict(list)
    both = {"person": person, "chat": chat}
    [*marked, known] = connection.execute(_MEETING, both).all()
    for row in marked:
        marks[row[0]].append(row[1])
    films = {mark: tuple(movies) for mark, movies in marks.items()}
    settings = _set(*(getattr(known, name) for name in _SETTINGS))
    return Person(person, *settings, films), read_context(known.state)


class SqlStore:
    """The store on SQLite or PostgreSQL; see `bot.assistant.memory.Store` for what it promises.

    Attributes:
        contexts: where each conversation stands.
        coordination: what the processes that share the database agree on.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.contexts = SqlContexts(database)
        self.coordination = Coordination(database)
        self._mark = database.insert(MarkRow).on_conflict_do_nothing()
        self._save_chat_film = database.insert(ChatFilmRow).on_conflict_do_nothing()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open the database at ``url``, brought to the present schema.

        Raises:
            DatabaseUnusable: the address is none, or its driver or schema is not to be had.
            StoreUnavailable: the database cannot be reached.
        """
        database = Database.at(database_url(url))
        try:
            await upgrade(database)
        except BaseException:
            await database.close()
            raise
        return cls(database)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self.coordination.close()
        await self._database.close()

    async def ping(self) -> None:
        """Find out whether the database answers.

        Raises:
            StoreUnavailable: it does not.
        """
        await self._database.read(lambda connection: connection.execute(select(1)))

    async def purge(self) -> None:
        """Forget whatever has served its time; to be said now and then."""
        await self.contexts.purge()
        await self.coordination.purge()

    # --- people -------------------------------------------------------------------------------

    async def person(self, person: int) -> Person:
        """What a person has set and marked; somebody unknown has nothing."""
        return (await self.meet(person, person))[0]

    async def meet(self, person: int, chat: int) -> tuple[Person, Context]:
        """The same, and where their conversation in a chat stands, in one trip to the database."""
        return await self._database.read(lambda connection: _met(connection, person, chat))

    async def meet_inline(self, person: int, *, group: bool) -> tuple[Person, tuple[int, ...]]:
        """What a person has set and marked, and the films last talked of where they last talked."""
        return await self._database.read(
            lambda connection: (
                _met(connection, person, person)[0],
                latest(connection, person, group=group),
            )
        )

    async def settings(self, person: int) -> Person:
        """What a person has set, without the films they have marked."""
        theirs = {"person": person}
        row = await self._database.read(
            lambda connection: connection.execute(_SETTINGS_OF, theirs).one_or_none()
        )
        return Person(person) if row is None else Person(person, *_set(*row))

    async def people(self, people: Iterable[int]) -> Mapping[int, Person]:
        """The same for several people at once."""
        wanted = list(people)
        marks: dict[int, dict[Mark, list[int]]] = defaultdict(lambda: defaultdict(list))
        set_by = select(PersonRow.id, *(getattr(PersonRow, name) for name in _SETTINGS)).where(
            PersonRow.id.in_(wanted)
        )
        marked_by = (
            select(MarkRow.person_id, MarkRow.mark, MarkRow.movie_id)
            .where(MarkRow.person_id.in_(wanted))
            .order_by(MarkRow.marked_at.desc(), MarkRow.movie_id)
        )
        rows, marked = await self._database.read(
            lambda connection: (
                connection.execute(set_by).all(),
                connection.execute(marked_by).all(),
            )
        )
        settings = {who: _set(*row) for who, *row in rows}
        for who, mark, movie in marked:
            marks[who][cast("Mark", mark)].append(movie)
        return {
            who: Person(
                who,
                *settings.get(who, _NOTHING_SET),
                {mark: tuple(movies) for mark, movies in marks[who].items()},
            )
            for who in wanted
        }

    async def export(self, person: int) -> tuple[Kept, ...]:
        """Everything that is kept about a person."""
        known = await self.person(person)
        settings = {
            "language": known.language,
            "country": known.country,
            "platforms": ", ".join(known.platforms),
            "news": known.news,
        }
        kept = [Kept(kind, value=value) for kind, value in settings.items() if value]
        marked = (
            select(MarkRow.mark, MarkRow.movie_id, MarkRow.marked_at)
            .where(MarkRow.person_id == person)
            .order_by(MarkRow.marked_at.desc(), MarkRow.movie_id)
        )
        marks, of_nights = await self._database.read(
            lambda connection: (
                connection.execute(marked).all(),
                nights.about(connection, person),
            )
        )
        kept += [Kept(mark, movie, when=when) for mark, movie, when in marks]
        kept += of_nights
        talked = await self.contexts.talked(person)
        return (*kept, *(Kept("talked", movie) for movie in talked))

    # --- news ---------------------------------------------------------------------------------

    async def news_readers(self, before: datetime) -> list[int]:
        """Who wants a weekly message and has had none since."""
        waiting = select(PersonRow.id).where(*_waits(before)).order_by(PersonRow.id)
        return await self._database.read(lambda connection: list(connection.scalars(waiting)))

    async def claim_news(self, person: int, now: datetime, before: datetime) -> bool:
        """Whether this process is the one that sends somebody their message this time."""
        claimed = (
            update(PersonRow)
            .where(PersonRow.id == person, *_waits(before))
            .values(news_at=now)
            .returning(PersonRow.id)
        )
        claim = await self._database.write_once(lambda connection: connection.scalar(claimed))
        return claim is not None

    # --- chats --------------------------------------------------------------------------------

    async def chat_list(self, chat: int) -> tuple[int, ...]:
        """The films on a chat's list, the latest first."""
        films = (
            select(ChatFilmRow.movie_id)
            .where(ChatFilmRow.chat_id == chat)
            .order_by(ChatFilmRow.saved_at.desc(), ChatFilmRow.movie_id)
        )
        return await self._database.read(lambda connection: tuple(connection.scalars(films)))

    async def present_chat(self, chat: int) -> int:
        """The number that a chat has now, if it was a group and has become a supergroup."""
        moved = select(ChatRow.moved_to).where(ChatRow.id == chat)
        return await self._database.read(lambda connection: connection.scalar(moved)) or chat

    async def move_chat(self, old: int, new: int) -> None:
        """A group has become a supergroup: everything of it goes along to the new number.

        May be said any number of times; Telegram tells it in several ways.
        """
        if old == new:
            return
        await self._database.write(lambda connection: self._move_chat(connection, old, new))

    def _move_chat(self, connection: Connection, old: int, new: int) -> None:
        moved = self._database.insert(ChatRow).values(id=old, moved_to=new)
        connection.execute(
            moved.on_conflict_do_update(index_elements=[ChatRow.id], set_={"moved_to": new})
        )
        connection.execute(update(ChatRow).where(ChatRow.moved_to == old).values(moved_to=new))
        films = select(ChatFilmRow.movie_id, ChatFilmRow.saved_at).where(ChatFilmRow.chat_id == old)
        for movie, saved_at in connection.execute(films).all():
            row = {"chat_id": new, "movie_id": movie, "saved_at": saved_at}
            connection.execute(self._save_chat_film, row)
        connection.execute(delete(ChatFilmRow).where(ChatFilmRow.chat_id == old))
        # Who has spoken in the new place already goes on from there.
        there = select(ContextRow.person_id).where(ContextRow.chat_id == new)
        here = ContextRow.chat_id == old
        connection.execute(delete(ContextRow).where(here, ContextRow.person_id.in_(there)))
        connection.execute(update(ContextRow).where(here).values(chat_id=new))
        nights.move_chat(connection, old, new)

    # --- nights -------------------------------------------------------------------------------

    async def night(self, token: str) -> Night | None:
        """The night of this token, under way or ended."""
        return await self._database.read(lambda connection: nights.of_token(connection, token))

    async def night_in(self, chat: int, thread: int | None) -> Night | None:
        """The night that is under way in a chat or topic."""
        return await self._database.read(
            lambda connection: nights.under_way(connection, chat, thread)
        )

    async def seen_by_guests(self, token: str, but: int) -> frozenset[int]:
        """The films that the guests of a night have seen, one of them left out."""
        return await self._database.read(lambda connection: nights.seen(connection, token, but))

    async def night_of_poll(self, poll: str) -> Night | None:
        """The night that a poll belongs to."""
        return await self._database.read(lambda connection: nights.of_poll(connection, poll))

    async def nights_in(self, chat: int) -> list[str]:
        """Tokens of the nights under way in a chat, in any of its topics."""
        return await self._database.read(lambda connection: nights.tokens_in(connection, chat))

    async def nights_due(self, now: datetime) -> list[str]:
        """Tokens of the nights whose time is up, or whose chat has not been shown the last step."""
        return await self._database.read(lambda connection: nights.due(connection, now))

    async def past_nights(self, chat: int) -> tuple[PastNight, ...]:
        """The nights of a chat that ended with a film, the latest first."""
        return await self._database.read(lambda connection: nights.past(connection, chat))

    async def night_posted(
        self, token: str, *, board: int | None = None, poll: Poll | None = None
    ) -> None:
        """Note where a night's messages stand."""
        await self._database.write(lambda connection: nights.posted(connection, token, board, poll))

    async def night_drawn(self, token: str, revision: int, look: str | None = None) -> int | None:
        """Note which revision of a night its chat has been shown, and how its board looks.

        Returns:
            the night's present revision; None when a later one has been shown meanwhile.
        """
        return await self._database.write_once(
            lambda connection: nights.drawn(connection, token, revision, look)
        )

    async def settle_night(self, token: str) -> None:
        """Forget everything of an ended night but its film, its day and its counts."""
        await self._database.write(lambda connection: nights.settle(connection, token))

    # --- changes ------------------------------------------------------------------------------

    async def apply(self, changes: Iterable[Change]) -> None:
        """Write changes down, all or none.

        Raises:
            Conflict: a night has changed since it was loaded.
            StoreUnavailable: the database cannot be used.
        """
        todo = [step for change in changes for step in self._steps(change)]
        if not todo:
            return
        alone = len(todo) == 1 and isinstance(todo[0], tuple | SaveContext)
        do = self._database.write_once if alone else self._database.write
        await do(lambda connection: self._take(connection, todo))

    def _take(self, connection: Connection, steps: Iterable[_Step]) -> None:
        for step in steps:
            if isinstance(step, SaveNight):
                nights.save(connection, step.before, step.after)
            elif isinstance(step, SaveContext):
                self.contexts.keep(connection, step.chat, step.person, step.context)
            elif isinstance(step, Erase):
                self._erase(connection, step.person)
            else:
                connection.execute(*step)

    def _steps(self, change: Change) -> Iterator[_Step]:
        """What a change takes."""
        match change:
            case SetMark():
                yield from self._set_mark(change)
            case SetLanguage(person, language):
                yield self._set_person(person, language=language)
            case SetCountry(person, country):
                yield self._set_person(person, country=country)
            case SetPlatforms(person, platforms):
                yield self._set_person(person, platforms="\n".join(platforms) or None)
            case SetNews(person, news):
                yield self._set_person(person, news=news)
            case SetBlocked(person, blocked):
                yield self._set_person(person, blocked=blocked)
            case SetChatFilm(chat, movie, on=True):
                row = {"chat_id": chat, "movie_id": movie, "saved_at": datetime.now(UTC)}
                yield self._save_chat_film, row
            case SetChatFilm(chat, movie):
                this = (ChatFilmRow.chat_id == chat, ChatFilmRow.movie_id == movie)
                yield delete(ChatFilmRow).where(*this), {}
            case _:
                yield change

    def _set_mark(self, change: SetMark) -> Iterator[_Step]:
        over = OPPOSITE.get(change.mark) if change.on else change.mark
        if over is not None:
            film = {"person": change.person, "which": over, "movie": change.movie}
            yield _UNMARK, film
        if change.on:
            row = {
                "person_id": change.person,
                "mark": change.mark,
                "movie_id": change.movie,
                "marked_at": datetime.now(UTC),
            }
            yield self._mark, row

    def _set_person(self, person: int, **values: object) -> _Step:
        known = self._database.insert(PersonRow).values(id=person, **values)
        return known.on_conflict_do_update(index_elements=[PersonRow.id], set_=values), {}

    def _erase(self, connection: Connection, person: int) -> None:
        nights.forget_person(connection, person)
        connection.execute(delete(MarkRow).where(MarkRow.person_id == person))
        connection.execute(delete(ContextRow).where(ContextRow.person_id == person))
        # That the admins have shut somebody out is not theirs to erase.
        connection.execute(delete(PersonRow).where(PersonRow.id == person, ~PersonRow.blocked))
        connection.execute(
            update(PersonRow)
            .where(PersonRow.id == person)
            .values(language=None, country=None, platforms=None, news=None, news_at=None)
        )
