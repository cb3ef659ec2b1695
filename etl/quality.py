"""What was read, kept, mended, merged and put aside; and whether the tables may be published.

Every record of a raw file is either kept, merged into another, or put aside with a reason, and
`Account.check` refuses a run whose sums disagree. What is kept is counted in the finished tables,
never by the code that reads, so a record lost on the way is noticed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import QualityError
from recommender.catalogue import ROLES, UNRELEASED

if TYPE_CHECKING:
    from pathlib import Path

    import pandera.pandas as pandera

    from etl.records import Record

QUALITY = "quality.json"
QUARANTINE = "quarantine.parquet"

#: One row for each record or cell that was put aside. ``column`` is null for a whole record;
#: lines count from 1 at the top of the file, its header included. ``movie_id`` says whose cell it
#: is, where that matters.
QUARANTINE_SCHEMA = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("first_line", pa.int64(), nullable=False),
        pa.field("last_line", pa.int64(), nullable=False),
        pa.field("column", pa.string()),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("raw", pa.string(), nullable=False),
        pa.field("movie_id", pa.int32()),
    ]
)
_FLUSH_CHARACTERS = 1 << 22


class Quarantine:
    """Writes what is put aside to a parquet file, a few megabytes at a time.

    Used as a context manager: the file is whole when the block ends.
    """

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, QUARANTINE_SCHEMA, compression="zstd")
        self._rows: list[tuple[str, int, int, str | None, str, str, int | None]] = []
        self._characters = 0

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def add(
        self,
        file: str,
        record: Record,
        column: str | None,
        reason: str,
        raw: str,
        movie_id: int | None = None,
    ) -> None:
        """Put aside a record, or one cell of it."""
        lines = (record.first_line, record.last_line)
        self._rows.append((file, *lines, column, reason, raw, movie_id))
        self._characters += len(raw)
        if self._characters > _FLUSH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = [
                pa.array(values, kind.type)
                for values, kind in zip(
                    zip(*self._rows, strict=True), QUARANTINE_SCHEMA, strict=True
                )
            ]
            self._writer.write_table(pa.Table.from_arrays(columns, schema=QUARANTINE_SCHEMA))
        self._rows, self._characters = [], 0


@dataclass(slots=True)
class FileAccount:
    """What became of the records of one raw file.

    ``mended`` counts records by what was mended in them (one may be in several kinds);
    ``cells`` counts the cells that could not be read, by column and reason, of records that were
    kept all the same.
    """

    name: str
    quarantine: Quarantine
    read: int = 0
    kept: int = 0
    mended_records: int = 0
    mended: Counter[str] = field(default_factory=Counter)
    merged: Counter[str] = field(default_factory=Counter)
    put_aside: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)

    def mend(self, kinds: Iterable[str]) -> None:
        """One record was mended in these ways."""
        self.mended_records += 1
        self.mended.update(set(kinds))

    def set_aside(self, record: Record, reason: str) -> None:
        """One record goes no further."""
        self.put_aside[reason] += 1
        self.quarantine.add(self.name, record, None, reason, record.raw)

    def pass_over(self, reason: str) -> None:
        """One record is sound but not wanted: counted, and not written down."""
        self.put_aside[reason] += 1

    def set_cell_aside(self, record: Record, column: str, reason: str, cell: str) -> None:
        """One cell cannot be read; its record goes on without it."""
        self.cells[f"{column}: {reason}"] += 1
        self.quarantine.add(self.name, record, column, reason, cell)

    def keep_date(self, record: Record, reason: str, cell: str, movie_id: int) -> None:
        """One date of release makes no sense; the film goes on without, the text is kept."""
        self.quarantine.add(self.name, record, "release_date", reason, cell, movie_id)

    def check(self) -> None:
        """Raise where the sums disagree.

        Raises:
            QualityError: read is not kept + merged + put aside.
        """
        found = self.kept + self.merged.total() + self.put_aside.total()
        if found != self.read:
            raise QualityError(
                f"the account of {self.name} does not add up: {self.read} records read, "
                f"but {self.kept} kept + {self.merged.total()} merged + "
                f"{self.put_aside.total()} put aside = {found}"
            )

    def as_json(self) -> dict[str, Any]:
        """The account as it is published."""
        return {
            "read": self.read,
            "kept": self.kept,
            "mended": {"records": self.mended_records, "kinds": _sorted(self.mended)},
            "merged": _sorted(self.merged),
            "put_aside": _sorted(self.put_aside),
            "cells_put_aside": _sorted(self.cells),
        }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(slots=True)
class Account:
    """The accounts of all raw files of a run, of the aliases, and counts of the catalogue."""

    files: list[FileAccount] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)

    def check(self) -> None:
        """Raise where the sums of any file disagree.

        Raises:
            QualityError: they do.
        """
        for file in self.files:
            file.check()

    def as_json(self) -> dict[str, Any]:
        """The account as it is printed, and published in ``quality.json`` and the manifest."""
        return {
            "files": {file.name: file.as_json() for file in self.files},
            "counts": self.counts,
            "aliases": self.aliases,
        }


def as_table(account: dict[str, Any]) -> str:
    """A published account as lines of text: one row a file, and below it each kind and reason."""
    files: dict[str, Any] = account["files"]
    width = max(map(len, files), default=4)
    lines = [
        f"{'file':<{width}} {'read':>9} {'kept':>9} {'merged':>9} {'put aside':>9} {'mended':>9}"
    ]
    for name, file in files.items():
        numbers = (
            file["read"],
            file["kept"],
            sum(file["merged"].values()),
            sum(file["put_aside"].values()),
            file["mended"]["records"],
        )
        lines.append(f"{name:<{width}} " + " ".join(f"{number:>9,}" for number in numbers))
        for title, counts in (
            ("merged", file["merged"]),
            ("put aside", file["put_aside"]),
            ("mended", file["mended"]["kinds"]),
            ("cell put aside", file["cells_put_aside"]),
        ):
            lines += [f"  {title}: {kind}: {count:,}" for kind, count in counts.items()]
    lines += [f"{name}: {count:,}" for name, count in account["counts"].items()]
    lines += [f"aliases: {what}: {count:,}" for what, count in account["aliases"].items()]
    return "\n".join(lines)


#: Columns of the films that are checked; the lists are held by the Arrow schema alone.
_CHECKED_MOVIES = (
    "id",
    "title",
    "status",
    "year",
    "runtime",
    "budget",
    "revenue",
    "return_ratio",
    "popularity",
    "vote_average",
    "vote_count",
    "weighted_rating",
)


def _movies_checks() -> pandera.DataFrameSchema:
    import pandera.pandas as pandera
    from pandera.pandas import Check, Column

    def known(check: Check) -> Column:
        return Column(checks=check, nullable=True)

    statuses = {"Released", "Post Production", "In Production", *UNRELEASED}
    return pandera.DataFrameSchema(
        {
            "id": Column(checks=[Check.gt(0), Check(lambda ids: ids.is_monotonic_increasing)]),
            "title": Column(checks=Check.str_length(min_value=1)),
            "status": known(Check.isin(statuses)),
            "year": known(Check.in_range(1870, 2100)),
            "runtime": known(Check.gt(0)),
            "budget": known(Check.gt(0)),
            "revenue": known(Check.gt(0)),
            "return_ratio": known(Check.gt(0)),
            "popularity": known(Check.ge(0)),
            "vote_average": known(Check.in_range(0, 10)),
            "vote_count": Column(checks=Check.ge(0)),
            "weighted_rating": Column(checks=Check.in_range(0, 10)),
        },
        unique=["id"],
        strict=True,
    )


def _credits_checks(movie_ids: Any) -> pandera.DataFrameSchema:
    import pandera.pandas as pandera
    from pandera.pandas import Check, Column

    return pandera.DataFrameSchema(
        {
            "movie_id": Column(
                checks=[
                    Check(lambda ids: ids.isin(movie_ids)),
                    Check(lambda ids: ids.is_monotonic_increasing),
                ]
            ),
            "person_id": Column(checks=Check.gt(0), nullable=True),
            "role": Column(checks=Check(lambda roles: roles.cat.categories.isin(ROLES).all())),
            "billing": Column(checks=Check.ge(0)),
        },
        strict=True,
    )


def validate(movies: pa.Table, credits_: pa.Table) -> None:
    """Check the ranges and references of the tables that are about to be published.

    Raises:
        QualityError: a rule is broken; the message names the columns and the rules.
    """
    from pandera.errors import SchemaErrors

    try:
        frame = movies.select(_CHECKED_MOVIES).to_pandas()
        _movies_checks().validate(frame, lazy=True)
        columns = ["movie_id", "person_id", "role", "billing"]
        _credits_checks(frame["id"]).validate(credits_.select(columns).to_pandas(), lazy=True)
    except SchemaErrors as errors:
        broken = errors.failure_cases[["column", "check"]].astype(str).agg(": ".join, axis=1)
        raise QualityError(f"the tables break rules: {'; '.join(sorted(set(broken)))}") from None
