"""Runs the ETL in the folders of one test."""

from __future__ import annotations

from pathlib import Path

from raw_dump import RawDump

from etl.pipeline import RunOptions, RunResult, run


class Etl:
    """Runs from ``raw`` to ``root``."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.root = folder / "catalogue"

    def run(self, dump: RawDump | None = None, **options: object) -> RunResult:
        raw = self.raw if dump is None else dump.write(self.raw)
        return run(RunOptions(self.root, raw, **options))  # type: ignore[arg-type]
