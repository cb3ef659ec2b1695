from __future__ import annotations

from pathlib import Path

import pytest
from raw_dump import RawDump, dump_of

from etl.pipeline import RunOptions, RunResult, run


@pytest.fixture
def dump() -> RawDump:
    """A dump in the making, without films."""
    return RawDump()


@pytest.fixture
def dump_of_30() -> RawDump:
    return dump_of(30)


class Etl:
    """Runs the ETL from and to folders of one test."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.root = folder / "catalogue"

    def run(self, dump: RawDump | None = None, **options: object) -> RunResult:
        raw = self.raw if dump is None else dump.write(self.raw)
        return run(RunOptions(self.root, raw, **options))  # type: ignore[arg-type]


@pytest.fixture
def etl(tmp_path: Path) -> Etl:
    return Etl(tmp_path)
