"""The schema of a database, the migrations that make it, and addresses that lead nowhere."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.assistant.memory import SetMark, StoreUnavailable
from bot.store import DatabaseUnusable, SqlStore
from bot.store.database import database_url
from bot.store.models import Base
from bot.store.schema import HEAD, alembic_config, downgrade


async def test_the_migrations_make_what_the_models_say(store: SqlStore) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    assert await store._database.read(differences) == []


def test_the_last_migration_is_the_one_that_is_looked_for() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]


async def test_every_migration_can_be_taken_back(url: str) -> None:
    async with await SqlStore.open(url) as store:
        await downgrade(store._database, "base")
        tables = await store._database.read(
            lambda connection: inspect(connection).get_table_names()
        )
        assert tables == ["alembic_version"]


async def test_many_may_open_a_new_database_at_once(url: str) -> None:
    stores = await asyncio.gather(*(SqlStore.open(url) for _ in range(4)))
    for store in stores:
        await store.ping()
        await store.close()


async def test_a_new_file_that_another_program_writes_to_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "butaca.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    opening = asyncio.create_task(SqlStore.open(f"sqlite:///{path}"))
    await asyncio.wait([opening], timeout=0.2)
    assert not opening.done()
    other.execute("COMMIT")
    other.close()
    async with await opening as store:
        await store.ping()


async def test_a_database_of_a_newer_program_is_left_alone(url: str) -> None:
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    async with await SqlStore.open(url) as store:
        await store._database.write(lambda connection: connection.execute(newer))
    with pytest.raises(DatabaseUnusable, match=r"9999.*newer"):
        await SqlStore.open(url)


async def test_sqlite_lets_readers_read_while_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "butaca.db"
    insertion = text("INSERT INTO people (id, language) VALUES (1, 'en')")
    written, read = threading.Event(), threading.Event()

    def write_and_wait(connection: Connection) -> None:
        connection.execute(insertion)
        written.set()
        assert read.wait(timeout=30)

    async with await SqlStore.open(f"sqlite:///{path}") as store:
        writing = asyncio.create_task(store._database.write(write_and_wait))
        assert await asyncio.to_thread(written.wait, 30)
        assert (await store.person(1)).language is None
        read.set()
        await writing
        assert (await store.person(1)).language == "en"
    with sqlite3.connect(path) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    plain.close()


async def test_a_database_in_memory_keeps_its_turns_apart() -> None:
    async with await SqlStore.open("sqlite://") as store:
        people = range(20)
        await asyncio.gather(*(store.apply([SetMark(who, 862, "list")]) for who in people))
        found = await asyncio.gather(*(store.person(who) for who in people))
        assert all(person.films("list") == (862,) for person in found)


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("sqlite:////var/butaca.db", "sqlite+pysqlite:////var/butaca.db"),
        ("postgres://a:b@host/c", "postgresql+asyncpg://a:b@host/c"),
        ("postgresql+psycopg2://host/c?sslmode=require", "postgresql+asyncpg://host/c?ssl=require"),
    ],
)
def test_addresses_are_taken_as_people_write_them(address: str, driver: str) -> None:
    assert database_url(address).render_as_string(hide_password=False) == driver


@pytest.mark.parametrize(
    "address", ["", "butaca.db", "mysql://root:secret@host/db", "postgresql://a:secret@host:x/db"]
)
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        database_url(address)
    assert "secret" not in str(refused.value)


async def test_a_database_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable) as refused:
        await SqlStore.open("postgresql://ana:secret@127.0.0.1:1/butaca")
    assert "secret" not in str(refused.value)


async def test_a_place_that_cannot_be_written_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((DatabaseUnusable, StoreUnavailable)):
        await SqlStore.open(f"sqlite:///{tmp_path / 'file' / 'butaca.db'}")
