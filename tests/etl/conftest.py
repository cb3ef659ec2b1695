from __future__ import annotations

from pathlib import Path

import pytest
from etl_runner import Etl
from raw_dump import RawDump, dump_of


@pytest.fixture
def dump() -> RawDump:
    """A dump in the making, without films."""
    return RawDump()


@pytest.fixture
def dump_of_30() -> RawDump:
    return dump_of(30)


@pytest.fixture
def etl(tmp_path: Path) -> Etl:
    return Etl(tmp_path)
