"""What people said and saved: SQLite by default, PostgreSQL for several processes."""

from bot.store.database import DatabaseUnusable
from bot.store.store import SqlStore

__all__ = ["DatabaseUnusable", "SqlStore"]
