"""A store for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from sqlalchemy import text

from bot.store import SqlStore
from bot.store.models import Base

KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind, without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'butaca.db'}"
    return str(request.getfixturevalue("postgres").database())


@pytest.fixture(scope="session")
def common(postgres: PostgresServer) -> str:
    """The address of a PostgreSQL database that tests use in turn; a new one takes a second."""
    return postgres.database()


@pytest.fixture(params=KINDS)
async def url_in_turn(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind, with its tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'butaca.db'}"
    url = str(request.getfixturevalue("common"))
    emptied = text(f"TRUNCATE {', '.join(Base.metadata.tables)}")
    async with await SqlStore.open(url) as store:
        await store._database.write(lambda connection: connection.execute(emptied))
    return url


@pytest.fixture
async def store(url_in_turn: str) -> AsyncIterator[SqlStore]:
    """An open, empty store of each kind."""
    async with await SqlStore.open(url_in_turn) as opened:
        yield opened
