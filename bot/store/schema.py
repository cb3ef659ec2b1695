"""Brings a database to the present schema, through the migrations that travel with the package.

Alembic is loaded only when there is something to do: a start on a database that is up to date
costs one query.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, inspect, select, text

from bot.store.database import Database, DatabaseUnusable

if TYPE_CHECKING:
    from alembic.config import Config

#: The last of the migrations in ``migrations/versions``.
HEAD = "0002"
#: Any number that no other program on the same server is likely to lock.
_LOCK = 0x_B07A_CA


async def upgrade(database: Database) -> None:
    """Bring a database to the present schema; whoever comes second waits and finds it done.

    Raises:
        DatabaseUnusable: its schema is of a newer program.
        StoreUnavailable: it cannot be reached.
    """
    if await database.read(_revision) == HEAD:
        return
    await database.write(_migrate)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    try:
        command.upgrade(_on(connection), "head")
    except CommandError:
        raise DatabaseUnusable(
            f"the database has schema {_revision(connection)}, which is newer than this program"
        ) from None


async def downgrade(database: Database, revision: str) -> None:
    """Take a database back to an earlier schema; what only the later one can hold is lost."""
    from alembic import command

    await database.write(lambda connection: command.downgrade(_on(connection), revision))


def _on(connection: Connection) -> Config:
    config = alembic_config()
    config.attributes["connection"] = connection
    return config


def alembic_config() -> Config:
    """Alembic's configuration for the migrations of this package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("bot.store") / "migrations"))
    return config
