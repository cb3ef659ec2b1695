"""One run of the ETL: sources, films, keywords, credits, aliases, tables, indexes, publication."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pyarrow as pa

from etl.aliases import Aliases, find_aliases
from etl.credits import read_credits
from etl.daily import LEAST_VOTES, Rule, read_daily
from etl.errors import QualityError, ShrunkError, SourceError
from etl.films import read_films, read_keywords
from etl.indexing import OF_FILMS, OF_TABLES, clear_up, give_memory_back, lay_out, worker
from etl.merging import merge
from etl.progress import Progress, Silent
from etl.publish import shelf
from etl.quality import (
    QUALITY,
    QUARANTINE,
    Account,
    FileAccount,
    Quarantine,
    as_table,
)
from etl.records import Record, Records
from etl.sources import (
    DAILY_DATASET,
    Dump,
    RawFile,
    bundled,
    download,
    find_dump,
    fingerprint,
)
from etl.tables import movies_table, with_keywords
from recommender.catalogue import (
    CREDITS_SCHEMA,
    current_version,
    map_tables,
    read_manifest,
    verify,
    write_tables,
)
from recommender.errors import CatalogueDamaged, CatalogueError

#: A version with fewer films than this share of the live one's is not published unless forced.
LEAST_SHARE = 0.8

Source = Literal["folder", "sample", "kaggle", "tmdb-daily"]
Outcome = Literal["published", "unchanged", "checked"]

#: Packages whose version may change what is published.
_LIBRARIES = ("numpy", "pyarrow", "scipy", "nltk", "sparse-dot-topn", "rapidfuzz")
_OUR_ALIASES = "es.csv"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run is to do.

    Attributes:
        catalogue: the folder of the catalogue (the one that holds ``CURRENT``).
        raw: where the dump lies, a folder or a zip; not needed for the other sources.
        source: the raw folder, the bundled sample, a download of the dump from Kaggle, or one of
            the daily table, merged with what the raw folder has.
        check: do everything that a run does, but publish nothing and leave the catalogue's folder
            alone.
        force: publish although nothing has changed, or although films have gone.
        least_votes: how many votes a film of the daily table needs that the dump does not have.
    """

    catalogue: Path
    raw: Path | None = None
    source: Source = "folder"
    check: bool = False
    force: bool = False
    least_votes: int = LEAST_VOTES


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended that did not fail.

    Attributes:
        outcome: published; unchanged (sources and code are those of the live version); checked.
        version: the live version's name, None after a check.
        films: films in it.
        account: what became of every record (see `etl.quality.Account.as_json`).
        seconds: how long the run took.
    """

    outcome: Outcome
    version: str | None
    films: int
    account: dict[str, Any]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The result for another program; ``account`` sums up the films' file."""
        films: dict[str, Any] = next(iter(self.account["files"].values()))
        return {
            "outcome": self.outcome,
            "published": self.outcome == "published",
            "version": self.version,
            "films": self.films,
            "seconds": round(self.seconds, 3),
            "account": {
                "read": films["read"],
                "kept": films["kept"],
                "merged": sum(films["merged"].values()),
                "put_aside": sum(films["put_aside"].values()),
            },
            "files": self.account["files"],
            "counts": self.account["counts"],
        }

    def __str__(self) -> str:
        if self.outcome == "unchanged":
            return (
                f"Nothing has changed: version {self.version} with {self.films:,} films stays live "
                f"({self.seconds:.2f} s)."
            )
        ended = {
            "published": f"Published version {self.version}",
            "checked": "Checked, nothing published",
        }[self.outcome]
        return f"{as_table(self.account)}\n{ended}: {self.films:,} films, {self.seconds:.1f} s."


def run(options: RunOptions, progress: Progress | None = None) -> RunResult:
    """Build a catalogue from the dump and make it the live one.

    Raises:
        EtlError: the run could not publish (see `etl.errors`); the live version is untouched.
    """
    started = time.monotonic()
    progress = progress or Silent()
    dump = _locate(options)
    if options.check:
        live_films = _films_to_match(_live_manifest(options.catalogue), options)
        with TemporaryDirectory(prefix="butaca-") as folder:
            built = _build(dump, Path(folder), live_films, progress, options.least_votes)
        return RunResult("checked", None, built.films, built.account, time.monotonic() - started)
    with shelf(options.catalogue) as place:
        place.clear_leftovers()
        live = _live_manifest(options.catalogue)
        prints = _fingerprints(dump, live) | _rule(dump, options)
        if live is not None and _same(live.get("fingerprints"), prints) and not options.force:
            return RunResult(
                "unchanged",
                live["version"],
                live["films"],
                live["account"],
                time.monotonic() - started,
            )
        with place.building() as folder:
            built = _build(
                dump, folder, _films_to_match(live, options), progress, options.least_votes
            )
            with progress.stage("Publishing"):
                manifest = {
                    "films": built.films,
                    "account": built.account,
                    "fingerprints": prints,
                }
                try:
                    name = place.publish(folder, manifest)
                except CatalogueDamaged as error:
                    raise QualityError(f"what was written cannot be read back: {error}") from error
    return RunResult("published", name, built.films, built.account, time.monotonic() - started)


def _locate(options: RunOptions) -> Dump:
    if options.source == "sample":
        return find_dump(bundled("sample"))
    if options.source == "kaggle":
        return find_dump(download())
    if options.source == "tmdb-daily":
        daily = find_dump(download(DAILY_DATASET)).daily
        beside = find_dump(options.raw) if options.raw and options.raw.exists() else Dump()
        return replace(beside, daily=daily)
    if options.raw is None:
        raise ValueError("a run from a folder needs to know which")
    return find_dump(options.raw)


def _live_manifest(root: Path) -> dict[str, Any] | None:
    """The manifest of the live version; None where there is none, or none to trust."""
    try:
        folder = root / current_version(root)
        manifest = read_manifest(folder)
        verify(folder, manifest)
    except CatalogueError:
        return None
    return manifest if "fingerprints" in manifest else None


def _fingerprints(dump: Dump, live: dict[str, Any] | None) -> dict[str, Any]:
    """What a version is made of: the raw files, our aliases, and the code."""
    known = live["fingerprints"]["sources"] if live else []
    paths = dict.fromkeys(file.path for file in dump.files())
    code = hashlib.sha256()
    for path in _code():
        code.update(path.read_bytes())
    for library in _LIBRARIES:
        code.update(f"{library} {version(library)}\n".encode())
    return {
        "sources": [
            fingerprint(path, known) for path in [*paths, bundled("aliases") / _OUR_ALIASES]
        ],
        "code": code.hexdigest(),
    }


def _code() -> Iterator[Path]:
    """The source files that decide what a version holds."""
    package = Path(__file__).resolve().parent
    yield from sorted(package.glob("*.py"))
    yield from sorted((package.parent / "recommender").rglob("*.py"))


def _rule(dump: Dump, options: RunOptions) -> dict[str, Any]:
    """What the host decides of a version's films; nothing where there is no daily table."""
    return {"least_votes": options.least_votes} if dump.daily else {}


def _same(known: Any, found: dict[str, Any]) -> bool:
    """Whether two fingerprints are of the same contents, whenever the files were written."""

    def contents(prints: dict[str, Any]) -> list[Any]:
        sources = prints["sources"]
        named = [(source["name"], source["sha256"]) for source in sources]
        return [prints["code"], prints.get("least_votes"), named]

    return contents(known) == contents(found)


def _films_to_match(live: dict[str, Any] | None, options: RunOptions) -> int:
    """How many films the live version has; 0 where that does not matter."""
    return 0 if live is None or options.force else int(live["films"])


def _refuse_shrunk(films: int, live: int) -> None:
    if films < LEAST_SHARE * live:
        raise ShrunkError(
            f"the new version would have {films:,} films, the live one has {live:,}: over "
            f"{1 - LEAST_SHARE:.0%} fewer; if that is meant, run again with --force"
        )


@dataclass(frozen=True, slots=True)
class _Built:
    films: int
    account: dict[str, Any]


def _build(
    dump: Dump, folder: Path, live_films: int, progress: Progress, least_votes: int
) -> _Built:
    """Make all files of a version but the manifest."""
    account = Account()
    size = sum(file.size for file in dump.files())
    with worker(folder, size, progress) as jobs, Quarantine(folder / QUARANTINE) as quarantine:
        reading = Reading(dump, account, quarantine, progress, least_votes)
        films = reading.films()
        _refuse_shrunk(films.num_rows, live_films)
        with progress.stage("Finding Spanish titles"):
            aliases = _aliases(dump, films)
            account.aliases = dict(aliases.counts)
        lay_out(movies_table(films, aliases), aliases.table(), folder)
        jobs.begin(*OF_FILMS)
        films, credits_ = reading.others(films)
        account.check()
        with progress.stage("Writing"):
            write_tables(movies_table(films, aliases), credits_, folder)
            report = account.as_json()
            whole = report | {"alias_contradictions": aliases.contradictions}
            text = json.dumps(whole, ensure_ascii=False, indent=1)
            (folder / QUALITY).write_text(text, encoding="utf-8")
        del reading, films, aliases, credits_
        give_memory_back()
        jobs.begin(*OF_TABLES)
        with progress.stage("Finding near films"):
            # Only a run that has something to do pays for scipy and nltk, and only now.
            from etl import similarity

            movies, credits_ = map_tables(folder)
            similarity.build(movies, credits_, folder, dump.ratings)
        jobs.finish()
    clear_up(folder)
    return _Built(movies.num_rows, report)


def _aliases(dump: Dump, movies: pa.Table) -> Aliases:
    ours = bundled("aliases") / _OUR_ALIASES
    if dump.imdb_titles is None:
        return find_aliases(movies, ours, None)
    with dump.imdb_titles.open() as stream:
        return find_aliases(movies, ours, stream)


class Reading:
    """Reads the raw files of a dump into tables, and accounts for every record.

    Args:
        dump: the raw files.
        account: takes in what becomes of each record.
        quarantine: takes in what is put aside.
        progress: is told how far it is.
        least_votes: see `etl.daily.Rule`.
    """

    def __init__(
        self,
        dump: Dump,
        account: Account,
        quarantine: Quarantine,
        progress: Progress,
        least_votes: int = LEAST_VOTES,
    ) -> None:
        self._dump = dump
        self._least_votes = least_votes
        self._account = account
        self._quarantine = quarantine
        self._progress = progress
        self._replaced: frozenset[int] = frozenset()

    def films(self) -> pa.Table:
        """The films, without what is derived and without the keywords of their own file.

        Raises:
            SourceError: a file cannot be read, lacks a column, or holds no film.
        """
        films, self._replaced = self._films()
        return films

    def others(self, movies: pa.Table) -> tuple[pa.Table, pa.Table]:
        """The films with all their keywords, and the credits.

        Args:
            movies: what `films` gave.

        Raises:
            SourceError: a file cannot be read, or lacks a column.
        """
        counts = self._account.counts
        movie_ids = frozenset(movies["id"].to_pylist()) - self._replaced
        if self._dump.keywords:
            with self._opened(self._dump.keywords) as (records, account):
                keywords = read_keywords(records, account, movie_ids)
            account.kept = len(keywords)
            movies = with_keywords(movies, keywords)
        with_record, credits_ = self._credits(movie_ids)
        counts["films without keywords"] = movies["keywords"].to_pylist().count([])
        counts["films without a credits record"] = movies.num_rows - with_record
        counts["films without any credit"] = movies.num_rows - len(credits_["movie_id"].unique())
        counts["credits"] = credits_.num_rows
        return movies, credits_

    def _films(self) -> tuple[pa.Table, frozenset[int]]:
        """The films of all sources, and the ids under which the dump means another film."""
        older = None if self._dump.movies is None else self._movies(self._dump.movies)
        if self._dump.daily is None:
            if older is None:
                raise ValueError("a run needs films")
            return older, frozenset()
        known = frozenset() if older is None else frozenset(older["id"].to_pylist())
        newer = self._movies(self._dump.daily, Rule(self._least_votes, known))
        if older is None:
            return newer, frozenset()
        films, contradictions, replaced = merge(older, newer)
        counts = self._account.counts
        counts["films of the dump alone"] = films.num_rows - newer.num_rows
        counts["films of the daily table alone"] = films.num_rows - older.num_rows
        counts |= {f"sources contradict: {what}": count for what, count in contradictions.items()}
        return films, replaced

    def _movies(self, file: RawFile, rule: Rule | None = None) -> pa.Table:
        """The films of the dump's file or, with a rule, of the daily table."""
        with self._opened(file) as (records, account):
            if rule is None:
                movies = read_films(records, account)
            else:
                movies = read_daily(records, account, rule)
        if not movies.num_rows:
            raise SourceError(f"{file} holds no film that could be read, in {account.read} records")
        account.kept = movies.num_rows
        return movies

    def _credits(self, movie_ids: frozenset[int]) -> tuple[int, pa.Table]:
        """How many films have a record in the credits' file, and the credits."""
        if self._dump.credits is None:
            return 0, CREDITS_SCHEMA.empty_table()
        with self._opened(self._dump.credits) as (records, account):
            credits_ = read_credits(records, account, movie_ids)
        return account.kept, credits_

    @contextmanager
    def _opened(self, file: RawFile) -> Iterator[tuple[Iterator[Record], FileAccount]]:
        account = FileAccount(file.name, self._quarantine)
        self._account.files.append(account)
        with (
            file.open() as stream,
            self._progress.stage(f"Reading {file.name}", file.size) as advance,
        ):
            yield iter(Records(stream, str(file), advance)), account
