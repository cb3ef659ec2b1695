"""What several processes agree on: whose turn it is, what is done, how often is too often."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.assistant.memory import StoreUnavailable
from bot.store.database import Database, Postgres, told_plainly
from bot.store.models import ClaimRow, CounterRow, Moment

#: mine: nobody else is at it; taken: somebody is, come back later; done: it has been done.
Claim = Literal["mine", "taken", "done"]

#: How long a claim holds when its owner says nothing more; longer than any answer takes.
LEASE = timedelta(minutes=1)
#: How long it is remembered that something was done; longer than anything is repeated.
REMEMBERED = timedelta(days=2)

_MINE_IS_DONE = update(cast("Any", ClaimRow).__table__).where(
    ClaimRow.name == bindparam("this"), ClaimRow.owner == bindparam("me")
)


class Coordination:
    """Shared by every process that uses the same database.

    Attributes:
        shared: whether there may be several; SQLite serves a single one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        claim = database.insert(ClaimRow)
        self._claim = claim.on_conflict_do_update(
            index_elements=[ClaimRow.name],
            set_={name: claim.excluded[name] for name in ("owner", "until")},
            where=(ClaimRow.until < bindparam("now", type_=Moment)) & ~ClaimRow.done,
        ).returning(ClaimRow.name)
        count = database.insert(CounterRow)
        self._count = count.on_conflict_do_update(
            index_elements=[CounterRow.name, CounterRow.window],
            set_={"hits": CounterRow.hits + count.excluded.hits},
        ).returning(CounterRow.hits)
        self._server = database if isinstance(database, Postgres) else None
        self.shared = self._server is not None
        self._owner = secrets.token_hex(16)
        self._held: set[str] = set()
        self._locks: AsyncConnection | None = None
        self._locking = asyncio.Lock()

    async def claim(self, name: str, lease: timedelta = LEASE) -> Claim:
        """Claim something that must happen once, such as answering an update.

        Whoever gets "mine" does it and then says `done`. A process that dies in between loses its
        claim when the lease ends, and the next one that asks gets it.

        Args:
            name: what is to be done, at most 64 characters.
            lease: how long it may take.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        now = datetime.now(UTC)
        row = {"name": name, "owner": self._owner, "until": now + lease, "done": False, "now": now}
        if await self._database.write_once(lambda connection: connection.scalar(self._claim, row)):
            return "mine"
        told = select(ClaimRow.done).where(ClaimRow.name == name)
        done = await self._database.read(lambda connection: connection.scalar(told))
        return "done" if done else "taken"

    async def done(self, name: str) -> None:
        """Say that what was claimed has been done."""
        mine = {"this": name, "me": self._owner}
        values = {"done": True, "until": datetime.now(UTC) + REMEMBERED}
        await self._database.write_once(
            lambda connection: connection.execute(_MINE_IS_DONE, mine | values)
        )

    async def release(self, name: str) -> None:
        """Give a claim back undone, for others to try."""
        mine = (ClaimRow.name == name, ClaimRow.owner == self._owner, ~ClaimRow.done)
        released = delete(ClaimRow).where(*mine)
        await self._database.write_once(lambda connection: connection.execute(released))

    async def hit(self, name: str, window: timedelta, times: int = 1) -> int:
        """Count so many more of something, and say how many there were in this window of time.

        Windows are fixed and the same for every process: the hour, say, not the last 60 minutes.

        Args:
            name: what is counted, at most 64 characters; a limit per person names the person.
            window: how long a window is.
            times: how many more.
        """
        now = datetime.now(UTC)
        number = int(now.timestamp() // window.total_seconds())
        row = {"name": name, "window": number, "hits": times, "expires_at": now + 2 * window}
        return int(
            await self._database.write_once(
                lambda connection: connection.execute(self._count, row).scalar_one()
            )
        )

    async def purge(self) -> None:
        """Forget claims and counts that have served their time."""
        now = datetime.now(UTC)
        served = ((ClaimRow.until < now) & ClaimRow.done) | (ClaimRow.until < now - REMEMBERED)

        def forget(connection: Connection) -> None:
            connection.execute(delete(ClaimRow).where(served))
            connection.execute(delete(CounterRow).where(CounterRow.expires_at < now))

        await self._database.write(forget)

    @asynccontextmanager
    async def alone(self, job: str) -> AsyncIterator[bool]:
        """Hold a job while the body runs; the body is told False when somebody else holds it.

        Between processes this is an advisory lock of PostgreSQL, which is gone with the process
        that held it, however that ended. SQLite serves a single running bot.
        """
        if job in self._held:
            yield False
            return
        self._held.add(job)
        locked = False
        try:
            locked = await self._try_lock(job)
            yield locked
        finally:
            if locked:
                await self._unlock(job)
            self._held.discard(job)

    async def close(self) -> None:
        """Let go of every job."""
        if self._locks is not None:
            await self._locks.close()
            self._locks = None

    async def _try_lock(self, job: str) -> bool:
        if self._server is None:
            return True
        async with self._locking:
            with told_plainly():
                connection = await self._lock_connection(self._server)
                lock = select(func.pg_try_advisory_lock(_number(job)))
                return bool((await connection.execute(lock)).scalar_one())

    async def _unlock(self, job: str) -> None:
        if self._server is None:
            return
        async with self._locking:
            # With a connection that has broken the lock has gone as well.
            with suppress(StoreUnavailable), told_plainly():
                connection = await self._lock_connection(self._server)
                await connection.execute(select(func.pg_advisory_unlock(_number(job))))

    async def _lock_connection(self, server: Postgres) -> AsyncConnection:
        """The connection that holds this process's locks, and does nothing else."""
        if self._locks is not None and self._locks.invalidated:
            await self.close()
        if self._locks is None:
            self._locks = await server.alone.connect()
        return self._locks


def _number(job: str) -> int:
    """A job's name as the signed 64-bit number that PostgreSQL locks."""
    digest = hashlib.blake2b(f"butaca {job}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
