"""The raw files as tables: one source after the other, each with its account, then merged.

Where there are several sources, one that cannot be read costs only itself: its last good state is
taken in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

import pyarrow as pa

from etl.credits import ParsedCredits, settle_credits
from etl.daily import Rule, read_daily
from etl.errors import EtlError, SourceError, because
from etl.films import FILMS_SCHEMA, read_films
from etl.kept import KeptSources, SourceState, State
from etl.keywords import ParsedKeywords, settle_keywords
from etl.merging import merge
from etl.progress import Progress
from etl.quality import Account, FileAccount, Quarantine
from etl.records import Record, records_of
from etl.sources import Dump, RawFile
from etl.tables import with_keywords
from recommender.catalogue import CREDITS_SCHEMA
from recommender.errors import Problem

_DUMP = {"films": FILMS_SCHEMA, "credits": CREDITS_SCHEMA}
_DAILY = {"films": FILMS_SCHEMA}


class Companions(Protocol):
    """Whoever parses the files whose records belong to films."""

    def keywords(self) -> ParsedKeywords:
        """What the keywords' file says."""

    def credits(self) -> ParsedCredits:
        """What the credits' file says; asked for after the keywords."""


class Reading:
    """Reads the raw files of a dump into tables, and accounts for every record.

    Args:
        dump: the raw files.
        account: takes in what becomes of each record.
        quarantine: takes in what is put aside.
        progress: is told how far it is.
        companions: parses the dump's other files; it may do so beside the films.
        rule: which films of the daily table are kept, besides those of the dump.
        kept: the last good state of each source, where there are several.
        problems: sources that could not even be found, by name, and why.

    Attributes:
        states: how each source fared.
    """

    def __init__(
        self,
        dump: Dump,
        account: Account,
        quarantine: Quarantine,
        progress: Progress,
        companions: Companions,
        rule: Rule | None = None,
        kept: KeptSources | None = None,
        problems: Mapping[str, EtlError] | None = None,
    ) -> None:
        self._dump = dump
        self._rule = rule or Rule()
        self._account = account
        self._quarantine = quarantine
        self._progress = progress
        self._companions = companions
        self._kept = kept
        self._problems = problems or {}
        self._several = dump.daily is not None or kept is not None
        self._credits: pa.Table | None = None
        self._credited = 0
        self.states: list[SourceState] = []

    def films(self) -> pa.Table:
        """The films, without what is derived.

        Of a dump alone they still lack the keywords of their own file; beside another source it is
        read to its end here, or its last good state is taken.

        Raises:
            SourceError: a file cannot be read, lacks a column, or holds no film, and nothing is
                left to go on with.
        """
        if not self._several:
            if self._dump.movies is None:
                raise ValueError("a run needs films")
            films = self._films_of_dump(self._dump.movies)
            self.states.append(SourceState("dump", _written(self._dump.movies)))
            return films
        older = self._source("dump", self._dump.movies, _DUMP, self._read_dump)
        known = frozenset(older["films"].column("id").to_pylist()) if older else frozenset()
        newer = self._source("daily", self._dump.daily, _DAILY, lambda: self._read_daily(known))
        if older and newer:
            films, self._credits = self._merged(older, newer)
        elif older or newer:
            films = (older or newer)["films"]
            self._credits = older["credits"] if older else CREDITS_SCHEMA.empty_table()
        else:
            raise SourceError(*(why for state in self.states for why in state.problems))
        return films

    def others(self, movies: pa.Table) -> tuple[pa.Table, pa.Table]:
        """The films with all their keywords, and the credits.

        Args:
            movies: what `films` gave.

        Raises:
            SourceError: a file cannot be read, or lacks a column.
        """
        credits_ = self._credits
        if credits_ is None:
            movies, credits_ = self._others_of_dump(movies)
        counts = self._account.counts
        counts["films without keywords"] = movies["keywords"].to_pylist().count([])
        counts["films without a credits record"] = movies.num_rows - self._credited
        counts["films without any credit"] = movies.num_rows - len(credits_["movie_id"].unique())
        counts["credits"] = credits_.num_rows
        return movies, credits_

    def _source(
        self,
        source: str,
        file: RawFile | None,
        schemas: Mapping[str, pa.Schema],
        read: Callable[[], dict[str, pa.Table]],
    ) -> Mapping[str, pa.Table]:
        """The tables of a source, as it is or as it last was; none where there is nothing of it."""
        problem: EtlError | None = self._problems.get(source)
        files, counts = len(self._account.files), dict(self._account.counts)
        if file is not None:
            try:
                state = State(read(), _written(file))
                if self._kept is not None:
                    self._kept.save(source, state)
            except SourceError as error:
                if self._kept is None:
                    raise
                problem = error
                # What was read of it is not used.
                del self._account.files[files:]
                self._account.counts.clear()
                self._account.counts.update(counts)
            else:
                self.states.append(SourceState(source, state.of))
                return state.tables
        if problem is None:
            return {}
        self._progress.say(f"{source}: {problem}")
        last = self._kept.load(source, schemas) if self._kept is not None else None
        self.states.append(SourceState(source, last.of if last else None, problem.problems))
        if last is None:
            return {}
        self._account_for(source, last)
        return last.tables

    def _account_for(self, source: str, state: State) -> None:
        """Count what was read in an earlier run."""
        account = FileAccount(f"{source} as of {state.of:%Y-%m-%d}", self._quarantine)
        account.read = account.kept = state.tables["films"].num_rows
        self._account.files.append(account)

    def _read_dump(self) -> dict[str, pa.Table]:
        if self._dump.movies is None:
            raise ValueError("there is no dump")
        films, credits_ = self._others_of_dump(self._films_of_dump(self._dump.movies))
        return {"films": films, "credits": credits_}

    def _films_of_dump(self, file: RawFile) -> pa.Table:
        with self._opened(file) as (records, account):
            movies = read_films(records, account)
        _refuse_empty(file, movies, account)
        return movies

    def _others_of_dump(self, movies: pa.Table) -> tuple[pa.Table, pa.Table]:
        """The dump's films with the keywords of their own file, and its credits."""
        movie_ids = frozenset(movies["id"].to_pylist())
        file = self._dump.keywords
        if file is not None:
            account = self._account_of(file)
            words = self._companions.keywords()
            keywords = settle_keywords(words, account, movie_ids, partial(records_of, file))
            movies = with_keywords(movies, keywords)
        file = self._dump.credits
        if file is None:
            raise ValueError("a dump has credits")
        account = self._account_of(file)
        parsed = self._companions.credits()
        credits_ = settle_credits(parsed, account, movie_ids, partial(records_of, file))
        self._credited = account.kept
        return movies, credits_

    def _read_daily(self, known: frozenset[int]) -> dict[str, pa.Table]:
        if self._dump.daily is None:
            raise ValueError("there is no daily table")
        with self._opened(self._dump.daily) as (records, account):
            movies = read_daily(records, account, replace(self._rule, known=known))
        _refuse_empty(self._dump.daily, movies, account)
        return {"films": movies}

    def _merged(
        self, older: Mapping[str, pa.Table], newer: Mapping[str, pa.Table]
    ) -> tuple[pa.Table, pa.Table]:
        """The films of both sources; the credits of the older one, of the films that it meant."""
        first, second = older["films"], newer["films"]
        films, contradictions, replaced = merge(first, second)
        counts = self._account.counts
        counts["films of the dump alone"] = films.num_rows - second.num_rows
        counts["films of the daily table alone"] = films.num_rows - first.num_rows
        counts |= {f"sources contradict: {what}": count for what, count in contradictions.items()}
        credits_ = older["credits"]
        if replaced:
            belongs = [movie not in replaced for movie in credits_["movie_id"].to_pylist()]
            credits_ = credits_.filter(pa.array(belongs))
        return films, credits_

    @contextmanager
    def _opened(self, file: RawFile) -> Iterator[tuple[Iterator[Record], FileAccount]]:
        account = self._account_of(file)
        with self._progress.stage(f"Reading {file.name}", file.size) as advance:
            yield records_of(file, advance), account

    def _account_of(self, file: RawFile) -> FileAccount:
        account = FileAccount(file.name, self._quarantine)
        self._account.files.append(account)
        return account


def _refuse_empty(file: RawFile, movies: pa.Table, account: FileAccount) -> None:
    if not movies.num_rows:
        raise SourceError(Problem("no-film", file=str(file), records=account.read))
    account.kept = movies.num_rows


def _written(file: RawFile) -> datetime:
    try:
        return datetime.fromtimestamp(int(file.path.stat().st_mtime), UTC)
    except OSError as error:
        raise SourceError(Problem("cannot-read", file=str(file), because=because(error))) from error
