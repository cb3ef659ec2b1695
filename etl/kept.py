"""The last good state of each source, for the run in which it fails.

Kept only where there are several sources: a single one that fails leaves the live version, which
is its last good state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import SourceError, because
from recommender.errors import Problem, told

_OF = b"butaca.of"


@dataclass(frozen=True, slots=True)
class State:
    """The tables of a source by name, and the moment that they are of."""

    tables: Mapping[str, pa.Table]
    of: datetime


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source fared in a run.

    Attributes:
        source: ``dump``, ``daily`` or ``tmdb``.
        of: the moment that what was used of it is of; None where nothing was.
        problems: why nothing newer was used, if something is wrong.
    """

    source: str
    of: datetime | None
    problems: tuple[Problem | str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The state as it is published in the manifest."""
        return {
            "source": self.source,
            "of": self.of.isoformat(timespec="seconds") if self.of else None,
            "problem": "; ".join(map(str, self.problems)),
            "problems": told(self.problems),
        }


class KeptSources:
    """States of sources in a folder, one file for each table.

    What was read of one raw folder says nothing about another, so each has a folder here.

    Args:
        folder: of all states.
        raw: the raw folder that the sources lie in.
    """

    def __init__(self, folder: Path, raw: Path | None) -> None:
        place = hashlib.blake2b(str(raw and raw.resolve()).encode(), digest_size=4)
        self.folder = folder / place.hexdigest()

    def paths(self, source: str) -> list[Path]:
        """The files of the state of a source."""
        return sorted(self.folder.glob(f"{source}.*.parquet"))

    def any(self) -> bool:
        """Whether there is a state of any source."""
        return bool(self.paths("*"))

    def save(self, source: str, state: State) -> None:
        """Keep a state in place of the one before.

        Raises:
            SourceError: the folder cannot be written to.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, table in state.tables.items():
                path = self._path(source, name)
                beside = path.with_suffix(".new")
                metadata = {**(table.schema.metadata or {}), _OF: state.of.isoformat().encode()}
                pq.write_table(table.replace_schema_metadata(metadata), beside, compression="zstd")
                beside.replace(path)
        except OSError as error:
            raise SourceError(
                Problem("cannot-write", place=str(self.folder), because=because(error))
            ) from error

    def load(self, source: str, schemas: Mapping[str, pa.Schema]) -> State | None:
        """The state of a source; None where there is none that can be used.

        Args:
            source: which one.
            schemas: what its tables must look like; another version of this program may have
                written others.
        """
        tables, of = {}, None
        for name, schema in schemas.items():
            try:
                table = pq.read_table(self._path(source, name))
                of = datetime.fromisoformat((table.schema.metadata or {})[_OF].decode())
                tables[name] = table.replace_schema_metadata(None).select(schema.names).cast(schema)
            except (OSError, pa.ArrowException, KeyError, ValueError):
                return None
        return None if of is None else State(tables, of)

    def _path(self, source: str, table: str) -> Path:
        return self.folder / f"{source}.{table}.parquet"
