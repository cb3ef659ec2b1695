"""The way to the database: SQLite beside the catalogue, or PostgreSQL for several processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.assistant.memory import StoreUnavailable
from bot.store.models import Base
from recommender import ButacaError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

#: How long a statement may wait for another process's write, in seconds.
_PATIENCE = 10
_CONNECTIONS = 5
#: A commit does not wait for the server's disk, as it does not on SQLite (see `_prepare`): it
#: survives the end of this process. Should the server's machine fail, the last moments before may
#: be lost, whole transactions of them; nothing is left half written.
_SERVER_SETTINGS = {"synchronous_commit": "off", "application_name": "butaca"}

_SQLITE = "sqlite"

#: Drivers that do not hold up the event loop, by the names under which people ask for a database.
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


class DatabaseUnusable(ButacaError):  # noqa: N818
    """BUTACA_DATABASE_URL leads nowhere that can be used."""


def database_url(text: str) -> URL:
    """The address of a database as people write it, with the driver that is used here.

    Raises:
        DatabaseUnusable: it is no address, of another database, or lacks its driver.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise DatabaseUnusable("BUTACA_DATABASE_URL is not the address of a database") from None
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise DatabaseUnusable(
            f"BUTACA_DATABASE_URL asks for {url.get_backend_name()}; use sqlite or postgresql"
        )
    # What libpq calls sslmode is named ssl by asyncpg.
    if (mode := url.query.get("sslmode")) is not None:
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return url.set(drivername=driver)


class Database:
    """Statements and transactions on one database.

    Guarantees: a write sees everything that was written before it and is written whole or not at
    all; a process that dies leaves nothing half done. Trouble with the database is raised as
    `StoreUnavailable`, without its address.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = url.get_backend_name() == _SQLITE
        self.engine = _engine(url)
        # SQLite's connections begin nothing by themselves, see `_prepare`.
        alone = {} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._alone = self.engine.execution_options(**alone)
        self._writes = self.engine.execution_options(writes=True)
        # SQLite has one writer at a time; waiting here costs less than its polling for the lock.
        self._writer = asyncio.Lock() if self.is_sqlite else None
        # A database in memory has a single connection, which cannot hold two transactions.
        self._reader = self._writer if url.database in (None, "", ":memory:") else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose every statement sees what is written when it begins."""
        with told_plainly():
            async with self._reader or nullcontext(), self._alone.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction, committed when the body ends well."""
        with told_plainly():
            async with self._writer or nullcontext(), self._writes.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing_once(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one statement, which needs no transaction around it to be whole."""
        with told_plainly():
            async with self._writer or nullcontext(), self._alone.connect() as connection:
                yield connection

    def insert(self, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
        """An insertion that can say what becomes of a row that is there already."""
        if self.is_sqlite:
            return sqlite.insert(table)
        # Loaded for whoever uses it.
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Raise trouble with the database as `StoreUnavailable`, in words without its address."""
    try:
        yield
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise StoreUnavailable(f"the database cannot be used: {type(error).__name__}") from error


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != _SQLITE:
        try:
            engine = create_async_engine(
                url,
                pool_size=_CONNECTIONS,
                max_overflow=_CONNECTIONS,
                # The same few connections, which have prepared their statements already.
                pool_use_lifo=True,
                connect_args={
                    "timeout": _PATIENCE,
                    "command_timeout": 60,
                    "server_settings": _SERVER_SETTINGS,
                },
            )
        except ModuleNotFoundError:
            raise DatabaseUnusable(
                'PostgreSQL needs its driver: pip install "butaca[postgres]"'
            ) from None
        event.listen(engine.sync_engine, "checkout", _check)
        return engine
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnusable(f"no place for the database: {error}") from None
    engine = create_async_engine(url, connect_args={"timeout": _PATIENCE})
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:
    """Readers never wait for the writer, and a commit survives the end of the process."""
    # The driver would begin transactions by itself, and too late; `_begin` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A write takes the lock at once: one that reads first could not take it later."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _check(connection: Any, *_: object) -> None:
    """A connection that the server has closed is replaced; asking the server would cost a trip."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
