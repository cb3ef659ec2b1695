"""Where each conversation stands, until it is forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, select

from bot.assistant.context import FORGOTTEN_AFTER, Context
from bot.store.database import Database
from bot.store.models import ContextRow

#: How many conversations of a chat are looked at for the films that were last talked of.
_CONVERSATIONS = 5


_STATE = select(ContextRow.state).where(
    ContextRow.person_id == bindparam("person"), ContextRow.chat_id == bindparam("chat")
)


def _lately(there: ColumnElement[bool]) -> Select[bytes]:
    """The latest conversations of the chat where a person last talked, of all of those there."""
    chat = (
        select(ContextRow.chat_id)
        .where(ContextRow.person_id == bindparam("person"), there)
        .order_by(ContextRow.expires_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(ContextRow.state)
        .where(ContextRow.chat_id == chat, ContextRow.expires_at > bindparam("now"))
        .order_by(ContextRow.expires_at.desc())
        .limit(_CONVERSATIONS)
    )


_LATELY_IN_GROUP = _lately(ContextRow.chat_id < 0)
_LATELY_IN_PRIVATE = _lately(ContextRow.chat_id == bindparam("person"))
_ALL_OF = select(ContextRow.state).where(ContextRow.person_id == bindparam("person"))


class SqlContexts:
    """Contexts that any process finds again; see `bot.assistant.context.ContextStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        kept = database.insert(ContextRow)
        self._saving = kept.on_conflict_do_update(
            index_elements=[ContextRow.person_id, ContextRow.chat_id],
            set_={name: kept.excluded[name] for name in ("state", "expires_at")},
        )

    async def load(self, chat: int, user: int) -> Context:
        """The context of a person in a chat; an empty one when nothing is known."""
        this = {"person": user, "chat": chat}
        return read(await self._database.read(lambda connection: connection.scalar(_STATE, this)))

    async def save(self, chat: int, user: int, context: Context) -> None:
        """Keep a context in place of the one before."""
        await self._database.write_once(
            lambda connection: self.keep(connection, chat, user, context)
        )

    def keep(self, connection: Connection, chat: int, user: int, context: Context) -> None:
        """The same within what is being done."""
        # What outlives a conversation is kept with the person, not here.
        passing = replace(context, language=None, seen=frozenset())
        row = {
            "person_id": user,
            "chat_id": chat,
            "state": json.dumps(passing.as_json(), separators=(",", ":")).encode(),
            "expires_at": (context.when or datetime.now(UTC)) + FORGOTTEN_AFTER,
        }
        connection.execute(self._saving, row)

    async def talked(self, user: int) -> tuple[int, ...]:
        """Every film that was shown to a person in conversations that are not forgotten."""
        return await self._database.read(
            lambda connection: _films(connection.scalars(_ALL_OF, {"person": user}))
        )

    async def purge(self) -> None:
        """Forget the conversations that are over."""
        over = delete(ContextRow).where(ContextRow.expires_at < datetime.now(UTC))
        await self._database.write_once(lambda connection: connection.execute(over))


def latest(connection: Connection, user: int, *, group: bool) -> tuple[int, ...]:
    """The films last talked of where a person last talked, the latest first.

    Args:
        connection: to the database.
        user: the person.
        group: whether to look at the group where they last talked, or at the private chat.
    """
    lately = _LATELY_IN_GROUP if group else _LATELY_IN_PRIVATE
    now = datetime.now(UTC)
    return _films(connection.scalars(lately, {"person": user, "now": now}))


def _films(states: Iterable[bytes]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(_latest_first(map(read, states))))


def _latest_first(contexts: Iterable[Context]) -> Iterable[int]:
    for context in contexts:
        # An answer names its films in an order that means something; earlier answers follow.
        yield from context.movies
        yield from reversed(context.shown)


def read(state: bytes | None) -> Context:
    """A context as it was kept; an empty one when none was, or none of this program's."""
    if state is None:
        return Context()
    try:
        return Context.from_json(json.loads(state))
    except (KeyError, TypeError, ValueError):
        # Another version of the program wrote it.
        return Context()
