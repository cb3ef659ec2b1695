"""The films' file as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from etl.clean import (
    LOST_DATES,
    Film,
    Nested,
    NestedCells,
    PutAside,
    RawFilm,
    Unread,
    clean,
)
from etl.errors import SourceError, columns_missing
from etl.halves import HalfJoiner
from etl.records import Record
from recommender.catalogue import MOVIES_SCHEMA
from recommender.errors import Problem

if TYPE_CHECKING:
    from etl.quality import FileAccount

#: Columns that every release has.
NEEDED = (
    "budget",
    "genres",
    "id",
    "original_language",
    "original_title",
    "overview",
    "popularity",
    "production_companies",
    "production_countries",
    "release_date",
    "revenue",
    "runtime",
    "spoken_languages",
    "status",
    "tagline",
    "title",
    "vote_average",
    "vote_count",
)
_BATCH = 4096
#: How many records are parsed in one go.
PARSED_AT_ONCE = 1024
#: The kind of mending of a record whose bytes were no UTF-8.
RECODED = "bytes that are no UTF-8 replaced"
_FLAGS = {"budget": "budget_suspect", "revenue": "revenue_suspect"}
#: The columns of `etl.clean.Film`.
FILMS_SCHEMA = pa.schema([MOVIES_SCHEMA.field(name) for name in Film._fields])


def read_header(records: Iterator[Record], name: str, needed: Sequence[Sequence[str]]) -> list[str]:
    """The column names in a file's first record.

    Args:
        records: the file's records.
        name: what the file is called in errors.
        needed: for each column that must be there, the names that it may have.

    Raises:
        SourceError: the file is empty, or a column is missing.
    """
    header = next(records, None)
    if header is None:
        raise SourceError(Problem("empty-file", file=name, columns=needed))
    columns = [column.strip().lower() for column in header.fields]
    missing = [names for names in needed if not any(column in columns for column in names)]
    if missing:
        raise SourceError(columns_missing(name, missing))
    return columns


class FilmColumns:
    """Collects films in columns, and settles which record of a repeated id is kept."""

    def __init__(self) -> None:
        self._batches: list[pa.RecordBatch] = []
        self._waiting: list[Film] = []
        self._row_of: dict[int, int] = {}
        self._content: dict[int, int] = {}
        self._repeats: dict[int, list[Film]] = {}

    def add(self, film: Film, content: int) -> str | None:
        """Take a film in.

        Args:
            film: the film.
            content: a hash of its raw record.

        Returns:
            None for a new film, otherwise how the record repeats an earlier one.
        """
        known = self._content.setdefault(film.id, content)
        if film.id in self._row_of:
            if known == content:
                return "exact repeat"
            self._repeats.setdefault(film.id, []).append(film)
            return "repeat that differs"
        self._row_of[film.id] = len(self._row_of)
        self._waiting.append(film)
        if len(self._waiting) == _BATCH:
            self._flush()
        return None

    def _flush(self) -> None:
        if self._waiting:
            self._batches.append(_batch(self._waiting))
            self._waiting = []

    def table(self) -> pa.Table:
        """All films, each id once, ordered by id."""
        self._flush()
        table = pa.Table.from_batches(self._batches, FILMS_SCHEMA)
        if self._repeats:
            kept = np.ones(table.num_rows, bool)
            richest = []
            for movie_id, others in self._repeats.items():
                row = self._row_of[movie_id]
                kept[row] = False
                first = Film(**table.slice(row, 1).to_pylist()[0])
                richest.append(richer([first, *others]))
            rest = table.filter(pa.array(kept))
            table = pa.concat_tables([rest, pa.Table.from_batches([_batch(richest)])])
        return table.take(np.argsort(table["id"].to_numpy(), kind="stable"))


def richer(films: Sequence[Film]) -> Film:
    """The record that knows most, with what it lacks filled in from the others.

    Nothing is filled in from a record of another title: one id may have been given twice.
    """
    best, *others = sorted(films, key=Film.richness, reverse=True)
    known = best._asdict()
    for other in others:
        if best.title.casefold() == other.title.casefold():
            missing = {name: value for name, value in other._asdict().items() if not known[name]}
            for money, flag in _FLAGS.items():
                # A flag says something about its sum alone.
                if money not in missing:
                    missing.pop(flag, None)
            known |= missing
    return Film(**known)


def _batch(films: Sequence[Film]) -> pa.RecordBatch:
    columns = [
        pa.array(values, field.type)
        for values, field in zip(zip(*films, strict=True), FILMS_SCHEMA, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=FILMS_SCHEMA)


def keep_film(
    film: Film,
    raw: RawFilm,
    record: Record,
    mended: Sequence[str],
    films: FilmColumns,
    account: FileAccount,
) -> None:
    """Put a cleaned film among the others, and say in the account what became of its record.

    Args:
        film: the film.
        raw: its cells as they were read.
        record: where they stood.
        mended: what was mended in them.
        films: the films so far.
        account: of the file.
    """
    repeat = films.add(film, hash(raw))
    if repeat:
        account.merged[repeat] += 1
    elif mended:
        account.mend(mended)
    for lost in LOST_DATES.intersection(mended):
        account.keep_date(record, lost, raw.release_date, film.id)


class _FilmReader:
    """Reads the records of one films' file into `FilmColumns`, and accounts for each."""

    def __init__(self, columns: Sequence[str], account: FileAccount) -> None:
        self._account = account
        self._width = len(columns)
        self._joiner = HalfJoiner(columns)
        self._cells = NestedCells()
        # A column that the release does not have reads the blank appended behind the last one.
        self._pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(
            *(columns.index(name) if name in columns else -1 for name in RawFilm._fields)
        )
        self.films = FilmColumns()

    def read(self, records: Iterator[Record]) -> None:
        """Take in all records of the file but its header."""
        whole = self._whole(records)
        while batch := [*islice(whole, PARSED_AT_ONCE)]:
            found = [(record, raw) for record in batch if (raw := self._raw(record)) is not None]
            cells = self._cells.read([raw for _, raw in found])
            for (record, raw), nested in zip(found, cells, strict=True):
                self._take(record, raw, nested)

    def _whole(self, records: Iterator[Record]) -> Iterator[Record]:
        """The records, halves joined, without those that are broken."""
        held: Record | None = None
        for record in records:
            self._account.read += 1
            if held is not None:
                whole = self._joiner.join(held.fields, record.fields)
                if whole is not None:
                    self._account.merged["second half of a cut record"] += 1
                    yield held.followed_by(record, whole)
                    held = None
                    continue
                yield held
                held = None
            if record.broken:
                self._account.set_aside(record, record.broken)
            elif self._joiner.ends_early(record.fields):
                held = record
            else:
                yield record
        if held is not None:
            yield held

    def _raw(self, record: Record) -> RawFilm | None:
        """The columns that are used; None where the record was put aside."""
        fields = record.fields
        if len(fields) < self._width:
            self._set_aside(record, "fewer fields than columns")
        elif any(map(str.strip, fields[self._width :])):
            self._set_aside(record, "more fields than columns")
        else:
            return RawFilm._make(self._pick([*fields[: self._width], ""]))
        return None

    def _take(self, record: Record, raw: RawFilm, nested: Nested) -> None:
        account = self._account
        mended: list[str] = []
        if record.recoded:
            mended.append(RECODED)
        if record.joined:
            mended.append("joined from two halves")
        try:
            film = clean(raw, nested, mended.append)
        except PutAside as reason:
            self._set_aside(record, str(reason))
            return
        for column, names in nested._asdict().items() if Unread in map(type, nested) else ():
            if isinstance(names, Unread):
                account.set_cell_aside(record, column, names.reason, getattr(raw, column))
        keep_film(film, raw, record, mended, self.films, account)

    def _set_aside(self, record: Record, reason: str) -> None:
        if self._joiner.is_second_half(record.fields):
            reason = "second half of a cut record without its first"
        self._account.set_aside(record, reason)


def read_films(records: Iterator[Record], account: FileAccount) -> pa.Table:
    """Read the films' file.

    Args:
        records: its records, the header first.
        account: takes in what becomes of each; ``kept`` is left to whoever has the final table.

    Returns:
        One row a film, ordered by id, each id once: the columns of `etl.clean.Film`.

    Raises:
        SourceError: the header lacks a column.
    """
    columns = read_header(records, account.name, [(name,) for name in NEEDED])
    reader = _FilmReader(columns, account)
    reader.read(records)
    return reader.films.table()
