"""One run of the ETL: sources, films, keywords, credits, aliases, tables, indexes, publication."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from etl.aliases import Aliases, find_aliases
from etl.daily import Rule
from etl.errors import DownloadError, EtlError, QualityError, ShrunkError, SourceError
from etl.kept import KeptSources, SourceState
from etl.progress import Progress, Silent
from etl.publish import shelf
from etl.quality import (
    QUALITY,
    QUARANTINE,
    Account,
    Quarantine,
    as_table,
)
from etl.reading import Reading
from etl.sources import (
    DAILY_DATASET,
    Dump,
    bundled,
    download,
    find_dump,
    fingerprint,
)
from etl.tables import movies_table
from etl.tmdb.answers import Answers
from etl.tmdb.options import TmdbOptions
from etl.worker import OF_FILMS, OF_TABLES, clear_up, lay_out, worker
from recommender import offers
from recommender.catalogue import (
    MOVIES,
    current_version,
    films_account,
    map_tables,
    read_manifest,
    verify,
    write_tables,
)
from recommender.errors import CatalogueDamaged, CatalogueError, Problem
from recommender.lean import give_memory_back, without_cycles
from recommender.ranking import rating_prior, weighted_rating

if TYPE_CHECKING:
    from etl.tmdb.enrichment import Enrichment

#: A version with fewer films than this share of the live one's is not published unless forced.
LEAST_SHARE = 0.8

Source = Literal["folder", "sample", "kaggle", "tmdb-daily"]
Outcome = Literal["published", "unchanged", "checked"]

#: Packages whose version may change what is published.
_LIBRARIES = (
    "numpy",
    "pyarrow",
    "scipy",
    "nltk",
    "sparse-dot-topn",
    "rapidfuzz",
    "pystemmer",
    "xxhash",
)
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
        rule: which films of the daily table are kept; ``known`` is left to the run.
        kept: where the last good state of each source is kept, where there are several.
        tmdb: how TMDB's API is asked, and where its answers are.
    """

    catalogue: Path
    raw: Path | None = None
    source: Source = "folder"
    check: bool = False
    force: bool = False
    rule: Rule = field(default_factory=Rule)
    kept: Path | None = None
    tmdb: TmdbOptions | None = None


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
        return {
            "outcome": self.outcome,
            "published": self.outcome == "published",
            "version": self.version,
            "films": self.films,
            "seconds": round(self.seconds, 3),
            "account": films_account(self.account),
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
    """Build a catalogue from its sources and make it the live one.

    Raises:
        EtlError: the run could not publish (see `etl.errors`); the live version is untouched.
    """
    started = time.monotonic()
    progress = progress or Silent()
    located = _locate(options)
    if options.check:
        live_films = _films_to_match(_live_manifest(options.catalogue), options)
        with TemporaryDirectory(prefix="butaca-") as folder:
            built = _Building(located, options, progress).build(Path(folder), live_films)
        return RunResult("checked", None, built.films, built.account, time.monotonic() - started)
    with shelf(options.catalogue) as place:
        place.clear_leftovers()
        live = _live_manifest(options.catalogue)
        building = _Building(located, options, progress)
        prints = _fingerprints(located, options, live)
        if live is not None and _same(live.get("fingerprints"), prints) and not options.force:
            if building.ask_about_live(live):
                prints = _fingerprints(located, options, live)
            if _same(live.get("fingerprints"), prints):
                return RunResult(
                    "unchanged",
                    live["version"],
                    live["films"],
                    live["account"],
                    time.monotonic() - started,
                )
        with place.building() as folder:
            built = building.build(folder, _films_to_match(live, options), ask=True)
            with progress.stage("Publishing"):
                manifest = {
                    "films": built.films,
                    "account": built.account,
                    # TMDB may have answered more since the run began.
                    "fingerprints": prints | {"tmdb": _answers_prints(options, prints)},
                    "sources": [state.as_json() for state in built.states],
                }
                try:
                    name = place.publish(folder, manifest)
                except CatalogueDamaged as error:
                    raise QualityError(f"what was written cannot be read back: {error}") from error
    return RunResult("published", name, built.films, built.account, time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class _Located:
    """The raw files that were found.

    Attributes:
        dump: they.
        kept: the last good state of each source, where there are several.
        problems: sources that should be there and were not found, and why.
    """

    dump: Dump
    kept: KeptSources | None
    problems: dict[str, EtlError]


def _locate(options: RunOptions) -> _Located:
    if options.source == "sample":
        return _Located(find_dump(bundled("sample")), None, {})
    if options.source == "kaggle":
        return _Located(find_dump(download()), None, {})
    if options.source == "tmdb-daily":
        return _locate_both(options)
    if options.raw is None:
        raise ValueError("a run from a folder needs to know which")
    return _locate_in_folder(options.raw, _kept(options))


def _locate_in_folder(raw: Path, kept: KeptSources | None) -> _Located:
    """What lies in the raw folder; a source that lay there and is gone, or damaged, is missed."""
    problems: dict[str, EtlError] = {}
    try:
        dump = find_dump(raw)
    except SourceError as error:
        if kept is None or not kept.any():
            raise
        dump, problems["dump"] = Dump(), error
    if kept is None:
        return _Located(dump, None, {})
    for source, file in (("dump", dump.movies), ("daily", dump.daily)):
        if file is None and kept.paths(source):
            gone = SourceError(Problem("source-gone", place=str(raw)))
            problems.setdefault(source, gone)
    several = problems or (dump.movies is not None and dump.daily is not None)
    return _Located(dump, kept if several else None, problems)


def _locate_both(options: RunOptions) -> _Located:
    """The daily table, downloaded, and what lies in the raw folder; one of them may be missing."""
    problems: dict[str, EtlError] = {}
    dump = Dump()
    if options.raw is not None and _holds_files(options.raw):
        try:
            dump = find_dump(options.raw)
        except SourceError as error:
            problems["dump"] = error
    try:
        dump = replace(dump, daily=find_dump(download(DAILY_DATASET)).daily)
    except (DownloadError, SourceError) as error:
        if dump.daily is None:
            problems["daily"] = error
    kept = _kept(options)
    if not dump.files() and not (kept and kept.any()):
        raise SourceError(*(why for error in problems.values() for why in error.problems))
    return _Located(dump, kept, problems)


def _holds_files(place: Path) -> bool:
    """Whether there is anything in the raw folder; TMDB's answers lie in a folder of their own."""
    return any(path.is_file() for path in place.iterdir()) if place.is_dir() else place.exists()


def _kept(options: RunOptions) -> KeptSources | None:
    return KeptSources(options.kept, options.raw) if options.kept else None


def _live_manifest(root: Path) -> dict[str, Any] | None:
    """The manifest of the live version; None where there is none, or none to trust."""
    try:
        folder = root / current_version(root)
        manifest = read_manifest(folder)
        verify(folder, manifest)
    except CatalogueError:
        return None
    return manifest if "fingerprints" in manifest else None


def _fingerprints(
    located: _Located,
    options: RunOptions,
    live: dict[str, Any] | None,
) -> dict[str, Any]:
    """What a version is made of: the raw files, our aliases, TMDB's answers, and the code.

    Args:
        located: the raw files.
        options: what else decides.
        live: the manifest of the live version, whose files need not be read again.
    """
    before = live["fingerprints"] if live else {"sources": ()}
    paths = dict.fromkeys(file.path for file in located.dump.files())
    if located.kept is not None:
        paths |= dict.fromkeys(
            path for source in located.problems for path in located.kept.paths(source)
        )
    code = hashlib.sha256()
    for path in _code():
        code.update(path.read_bytes())
    for library in _LIBRARIES:
        code.update(f"{library} {version(library)}\n".encode())
    ours = bundled("aliases") / _OUR_ALIASES
    return {
        "sources": [fingerprint(path, before["sources"]) for path in [*paths, ours]],
        "tmdb": _answers_prints(options, before),
        "code": code.hexdigest(),
        # What the host decides of a version's films; nothing where there is no daily table.
        "rule": [options.rule.least_votes, options.rule.most_films] if located.dump.daily else None,
    }


def _answers_prints(options: RunOptions, before: dict[str, Any]) -> list[dict[str, Any]]:
    """Fingerprints of TMDB's answers."""
    parts = Answers(options.tmdb.folder).parts() if options.tmdb else ()
    return [fingerprint(part, before.get("tmdb", ())) for part in parts]


def _code() -> Iterator[Path]:
    """The source files that decide what a version holds."""
    package = Path(__file__).resolve().parent
    yield from sorted(package.glob("*.py"))
    yield from sorted((package / "tmdb").glob("*.py"))
    yield from sorted((package.parent / "recommender").rglob("*.py"))


def _same(known: Any, found: dict[str, Any]) -> bool:
    """Whether two fingerprints are of the same contents, whenever the files were written."""

    def contents(prints: dict[str, Any]) -> list[Any]:
        files = [*prints["sources"], *prints.get("tmdb", ())]
        named = [(file["name"], file["sha256"]) for file in files]
        return [prints["code"], prints.get("rule"), named]

    return contents(known) == contents(found)


def _films_to_match(live: dict[str, Any] | None, options: RunOptions) -> int:
    """How many films the live version has; 0 where that does not matter."""
    return 0 if live is None or options.force else int(live["films"])


def _refuse_shrunk(films: int, live: int) -> None:
    if films < LEAST_SHARE * live:
        percent = round(100 * (1 - LEAST_SHARE))
        raise ShrunkError(Problem("shrunk", films=films, live=live, percent=percent))


@dataclass(frozen=True, slots=True)
class _Built:
    films: int
    account: dict[str, Any]
    states: list[SourceState]


class _Building:
    """Makes the files of a version."""

    def __init__(self, located: _Located, options: RunOptions, progress: Progress) -> None:
        self._located = located
        self._dump = located.dump
        self._options = options
        self._progress = progress
        self._asked: Problem | str | None = None

    def ask_about_live(self, live: dict[str, Any]) -> bool:
        """Ask TMDB about the films of the live version; whether it was asked."""
        if self._options.tmdb is None or self._options.tmdb.key is None:
            return False
        columns = ["id", "vote_count", "weighted_rating"]
        folder = self._options.catalogue / live["version"]
        self._ask(pq.read_table(folder / MOVIES, columns=columns))
        return True

    def build(self, folder: Path, live_films: int, *, ask: bool = False) -> _Built:
        """Make all files of a version but the manifest.

        Args:
            folder: where they go.
            live_films: how many films the live version has.
            ask: whether TMDB is asked about the films, unless it has been.
        """
        progress, account, dump = self._progress, Account(), self._dump
        with (
            without_cycles(),
            worker(folder, dump, progress) as jobs,
            Quarantine(folder / QUARANTINE) as quarantine,
        ):
            reading = Reading(
                dump,
                account,
                quarantine,
                progress,
                jobs,
                self._options.rule,
                self._located.kept,
                self._located.problems,
            )
            films = reading.films()
            _refuse_shrunk(films.num_rows, live_films)
            tmdb = self._tmdb(films, ask=ask)
            overviews = tmdb.overviews() if tmdb else None
            with progress.stage("Finding Spanish titles"):
                aliases = _aliases(dump, films)
                if tmdb is not None:
                    tmdb.add_titles(aliases)
                account.aliases = dict(aliases.counts)
            lay_out(movies_table(films, aliases, overviews), aliases.table(), folder)
            jobs.begin(*OF_FILMS)
            films, credits_ = reading.others(films)
            if tmdb is not None:
                with progress.stage("Putting in what TMDB answered"):
                    films, credits_ = tmdb.enrich(films, credits_, account.counts)
                    offers.build(films, tmdb.offers(), folder)
            account.check()
            with progress.stage("Writing"):
                write_tables(movies_table(films, aliases, overviews), credits_, folder)
                report = account.as_json()
                whole = report | {"alias_contradictions": aliases.contradictions}
                text = json.dumps(whole, ensure_ascii=False, indent=1)
                (folder / QUALITY).write_text(text, encoding="utf-8")
            states = [*reading.states, *([tmdb.state(self._asked or "")] if tmdb else [])]
            del reading, films, aliases, credits_, tmdb, overviews
            give_memory_back()
            jobs.begin(*OF_TABLES)
            with progress.stage("Finding near films"):
                # Only a run that has something to do pays for scipy and nltk, and only now.
                from threadpoolctl import threadpool_limits

                from etl import similarity

                movies, credits_ = map_tables(folder)
                # Every core is busy as it is: threads of BLAS would only spin.
                with threadpool_limits(limits=1, user_api="blas"):
                    similarity.build(movies, credits_, folder, dump.ratings)
            jobs.finish()
        clear_up(folder)
        return _Built(movies.num_rows, report, states)

    def _tmdb(self, movies: pa.Table, *, ask: bool) -> Enrichment | None:
        """What TMDB answered about the films; None where it was never asked."""
        options = self._options.tmdb
        if options is None:
            return None
        if ask and options.key is not None and self._asked is None:
            self._ask(_with_rating(movies))
        if not Answers(options.folder).parts() and not self._asked:
            return None
        from etl.tmdb.enrichment import Enrichment

        return Enrichment(options.folder, movies)

    def _ask(self, films: pa.Table) -> None:
        if self._options.tmdb is None:
            raise ValueError("nobody has said how TMDB is asked")
        from etl.tmdb.asking import ask

        self._asked = ask(films, self._options.tmdb, self._progress).problem


def _with_rating(films: pa.Table) -> pa.Table:
    """Ids, votes and weighted rating of films that have no rating yet."""
    average, votes = films["vote_average"].to_numpy(), films["vote_count"].to_numpy()
    rating = weighted_rating(average, votes, *rating_prior(average, votes))
    return films.select(["id", "vote_count"]).append_column("weighted_rating", pa.array(rating))


def _aliases(dump: Dump, movies: pa.Table) -> Aliases:
    ours = bundled("aliases") / _OUR_ALIASES
    if dump.imdb_titles is None:
        return find_aliases(movies, ours, None)
    with dump.imdb_titles.open() as stream:
        return find_aliases(movies, ours, stream)
