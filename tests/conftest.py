"""What several test packages share."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from postgres_server import PostgresServer, binaries
from telegram_server import Person, TelegramServer

from recommender import Recommender

# No test depends on how fast the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]


def real_data_folder() -> Path:
    """Where the real film data lies, present or not."""
    return Path(os.environ.get("BUTACA_REAL_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real film data; skips where it is absent."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"no real film data in {folder} (set BUTACA_REAL_DATA)")
    return folder


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """A Bot API on loopback."""
    async with TelegramServer() as server:
        yield server


@pytest.fixture
def ana(telegram: TelegramServer) -> Person:
    """Somebody on Telegram."""
    return telegram.person("Ana")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server; skips where it is not installed."""
    if binaries() is None:
        pytest.skip("no PostgreSQL on this machine")
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Builds the catalogue of a dump, once a session; gives its data folder.

    The catalogue itself is in ``catalogue/`` below it.
    """
    from etl.pipeline import RunOptions, run

    @cache
    def build(raw: Path) -> Path:
        data_dir = tmp_path_factory.mktemp("data")
        run(RunOptions(catalogue=data_dir / "catalogue", raw=raw))
        return data_dir

    return build


@pytest.fixture(scope="session")
def sample_data(catalogues: Callable[[Path], Path]) -> Path:
    """A data folder with the catalogue of the bundled sample."""
    return catalogues(ROOT / "data" / "sample")


@pytest.fixture(scope="session")
def sample(sample_data: Path) -> Recommender:
    """The bundled sample, open."""
    return Recommender.open(sample_data / "catalogue")
