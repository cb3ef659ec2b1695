"""Catalogues to report on, and reports that were made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from raw_dump import RawDump

from etl.eda.making import Report
from etl.pipeline import RunOptions, run


@dataclass(frozen=True)
class Made:
    """A report in Spanish, and the folder of its PNGs."""

    catalogue: Path
    report: Report
    png: Path

    @property
    def html(self) -> str:
        return self.report.path.read_text(encoding="utf-8")


def publish(dump: RawDump, data_dir: Path) -> Path:
    raw = dump.write(data_dir / "raw")
    run(RunOptions(catalogue=data_dir / "catalogue", raw=raw, force=True))
    return data_dir
