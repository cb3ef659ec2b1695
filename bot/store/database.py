"""The way to the database: SQLite beside the catalogue, or PostgreSQL for several processes."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import greenlet_spawn

from bot.assistant.memory import StoreUnavailable
from bot.store.models import Base
from recommender import ButacaError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")

#: How long a statement may wait for another process's write, in seconds.
_PATIENCE = 10
#: And where SQLite lets nobody wait, how long it is before another try.
_PAUSE = 0.01
_CONNECTIONS = 5
#: A commit does not wait for the server's disk, as it does not on SQLite (see `_prepare`): it
#: survives the end of this process. Should the server's machine fail, the last moments before may
#: be lost, whole transactions of them; nothing is left half written.
_SERVER_SETTINGS = {"synchronous_commit": "off", "application_name": "butaca"}

_SQLITE = "sqlite"

#: The drivers, by the names under which people ask for a database.
_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
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


class Database(ABC):
    """Statements and transactions on one database.

    What is to be done is a plain function of a connection, so that it takes one trip to wherever
    the database is worked on, however many statements it makes.

    Guarantees: a write sees everything that was written before it and is written whole or not at
    all; a process that dies leaves nothing half done. Trouble with the database is raised as
    `StoreUnavailable`, without its address.
    """

    def __init__(self, url: URL) -> None:
        self.url = url

    @staticmethod
    def at(url: URL) -> Sqlite | Postgres:
        """The database at an address that `database_url` gave.

        Raises:
            DatabaseUnusable: its driver is not installed, or it has no place.
        """
        return Sqlite(url) if url.get_backend_name() == _SQLITE else Postgres(url)

    @abstractmethod
    async def read(self, work: Callable[[Connection], T]) -> T:
        """Do what only reads; each statement sees what is written when it begins."""

    @abstractmethod
    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do it in a transaction, which is committed when it ends well."""

    @abstractmethod
    async def write_once(self, work: Callable[[Connection], T]) -> T:
        """Do what is a single statement, which needs no transaction around it to be whole."""

    @abstractmethod
    def insert(self, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
        """An insertion that can say what becomes of a row that is there already."""

    @abstractmethod
    async def close(self) -> None:
        """Close every connection."""


class Sqlite(Database):
    """A file beside the catalogue, worked on by a thread that reads and one that writes.

    SQLite has one writer at a time: waiting for the thread costs less than polling for the lock.
    """

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        in_memory = url.database in (None, "", ":memory:")
        if not in_memory:
            try:
                Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DatabaseUnusable(f"no place for the database: {error}") from None
        self._engine = create_engine(url, connect_args={"timeout": _PATIENCE})
        event.listen(self._engine, "connect", _prepare)
        self._writer = ThreadPoolExecutor(1, "store-writer")
        # A database in memory is its connection's, and that is its thread's.
        self._reader = self._writer if in_memory else ThreadPoolExecutor(1, "store-reader")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """See `Database.read`."""
        return await _on(self._reader, partial(self._alone, work))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """See `Database.write`."""
        return await _on(self._writer, partial(self._whole, work))

    async def write_once(self, work: Callable[[Connection], T]) -> T:
        """See `Database.write_once`."""
        return await _on(self._writer, partial(self._alone, work))

    def _alone(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            return work(connection)

    def _whole(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            # The lock is taken at once: a transaction that reads first could not take it later.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return work(connection)

    def insert(self, table: type[Base]) -> sqlite.Insert:
        """See `Database.insert`."""
        return sqlite.insert(table)

    async def close(self) -> None:
        """See `Database.close`."""
        await _on(self._writer, self._engine.dispose)
        for threads in (self._reader, self._writer):
            threads.shutdown()


class Postgres(Database):
    """A server that several processes share.

    Attributes:
        engine: its connections.
    """

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        try:
            self.engine = create_async_engine(
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
        event.listen(self.engine.sync_engine, "checkout", _check)
        #: Each statement for itself.
        self.alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """See `Database.read`."""
        return await self._at_once(self.alone.sync_engine.connect, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """See `Database.write`."""
        return await self._at_once(self.engine.sync_engine.begin, work)

    async def write_once(self, work: Callable[[Connection], T]) -> T:
        """See `Database.write_once`."""
        return await self.read(work)

    async def _at_once(
        self,
        connect: Callable[[], AbstractContextManager[Connection]],
        work: Callable[[Connection], T],
    ) -> T:
        """Connect, work and let go in one greenlet; one for each takes a third more time."""

        def whole() -> T:
            with connect() as connection:
                return work(connection)

        with told_plainly():
            return await greenlet_spawn(whole)

    def insert(self, table: type[Base]) -> postgresql.Insert:
        """See `Database.insert`."""
        # Loaded for whoever uses it.
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)

    async def close(self) -> None:
        """See `Database.close`."""
        await self.engine.dispose()


async def _on(threads: Executor, work: Callable[[], T]) -> T:
    with told_plainly():
        return await asyncio.get_running_loop().run_in_executor(threads, work)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Raise trouble with the database as `StoreUnavailable`, in words without its address."""
    try:
        yield
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise StoreUnavailable(f"the database cannot be used: {type(error).__name__}") from error


def _prepare(connection: Any, _: object) -> None:
    """Readers never wait for the writer, and a commit survives the end of the process."""
    # The driver would begin transactions by itself, and too late; `Sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    _keep_log_ahead(cursor)
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _keep_log_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch to a write-ahead log; while another one writes to a new file, SQLite does not wait."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _check(connection: Any, *_: object) -> None:
    """A connection that the server has closed is replaced; asking the server would cost a trip."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
