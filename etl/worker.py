"""What a run can do beside its main work, which is to read films and to find those near each other.

Keywords and credits are parsed, names indexed, and the tables checked, by jobs that need nothing
but the raw file or the folder of the version. So they may run in a process of their own, while the
first one still reads and then compares films: a second core then halves the time, and each process
needs half of the memory.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NoReturn, Protocol, Self

import pyarrow as pa

from etl.credits import ParsedCredits, parse_credits
from etl.errors import EtlError
from etl.keywords import ParsedKeywords, parse_keywords
from etl.progress import Progress
from etl.quality import validate
from etl.records import Record, records_of
from etl.sources import Dump, RawFile
from recommender import completion, countries, groups, people, search, titles
from recommender.catalogue import map_table, map_tables, write_mapped
from recommender.lean import Without, give_memory_back, use_one_heap, without_cycles

#: Below so many bytes to read, a second process takes longer to start than it saves.
WORTH_TWO_PROCESSES = 8_000_000

#: The films as they are known before the other files are read, and their Spanish titles. Neither
#: is published.
_FILMS, _ALIASES = ".films.arrow", ".aliases.arrow"
#: What parses the files whose records belong to films.
_PARSERS: dict[str, Callable[[Iterator[Record], str], Any]] = {
    "keywords": parse_keywords,
    "credits": parse_credits,
}


def lay_out(films: pa.Table, aliases: pa.Table, folder: Path) -> None:
    """Leave in the folder what the jobs of `OF_FILMS` need.

    Args:
        films: in the published schema; keywords may still be missing.
        aliases: see `etl.aliases.Aliases.table`.
        folder: of the version that is being made.
    """
    write_mapped(films, folder / _FILMS)
    write_mapped(aliases, folder / _ALIASES)


def clear_up(folder: Path) -> None:
    """Remove what `lay_out` left."""
    for name in (_FILMS, _ALIASES):
        (folder / name).unlink()


def _reading(file: RawFile) -> str:
    return f"Reading {file.name}"


def _companions(dump: Dump) -> dict[str, RawFile]:
    """The files of a dump that `_PARSERS` parse."""
    files = {"keywords": dump.keywords, "credits": dump.credits}
    return {what: file for what, file in files.items() if file is not None}


def _parsed(what: str, file: RawFile, advance: Callable[[int], None] = lambda _: None) -> Any:
    return _PARSERS[what](records_of(file, advance), file.name)


def _pickled(folder: Path, what: str) -> Path:
    """Where such a file's contents are on their way from one process to the other."""
    return folder / f".{what}.pickle"


def _titles(folder: Path) -> None:
    titles.build(map_table(folder / _FILMS), map_table(folder / _ALIASES), folder)


def _beginnings(folder: Path) -> None:
    completion.build(map_table(folder / _FILMS), map_table(folder / _ALIASES), folder)


def _groups(folder: Path) -> None:
    groups.build(map_table(folder / _FILMS), folder)


def _countries(folder: Path) -> None:
    countries.build(map_table(folder / _FILMS), folder)


def _people(folder: Path) -> None:
    people.build(*map_tables(folder), folder)


def _plots(folder: Path) -> None:
    search.build(map_tables(folder)[0], folder)


def _checks(folder: Path) -> None:
    validate(*map_tables(folder))


#: What can be done once `lay_out` was called.
OF_FILMS = (
    "Indexing titles",
    "Indexing beginnings of titles",
    "Indexing companies and sagas",
    "Indexing countries",
)
#: What can be done once the tables are written; the checks need pandas, so they come last.
_CHECKING = "Checking"
OF_TABLES = ("Indexing people", "Indexing plots", _CHECKING)

_JOBS: dict[str, Callable[[Path], None]] = dict(
    zip(
        (*OF_FILMS, *OF_TABLES),
        (_titles, _beginnings, _groups, _countries, _people, _plots, _checks),
        strict=True,
    )
)


class Worker(Protocol):
    """Does jobs on one folder, in the order in which they are given; a context manager."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, *_: object) -> None:
        """Give up what is not done."""

    def keywords(self) -> ParsedKeywords:
        """What the keywords' file says; may be asked once.

        Raises:
            EtlError: it cannot be read, or lacks a column.
        """

    def credits(self) -> ParsedCredits:
        """What the credits' file says; may be asked once, after the keywords.

        Raises:
            EtlError: it cannot be read, or lacks a column.
        """

    def begin(self, *jobs: str) -> None:
        """Do these jobs, now or soon."""

    def finish(self) -> None:
        """Wait for all jobs, and raise what one of them raised."""


def worker(folder: Path, dump: Dump, progress: Progress) -> Worker:
    """Whoever is to do the jobs of a run.

    Args:
        folder: of the version that is being made.
        dump: what the run reads.
        progress: is told of each job.
    """
    size = sum(file.size for file in dump.files())
    if size < WORTH_TWO_PROCESSES or (os.cpu_count() or 1) < 2:
        return InTurn(folder, progress, dump)
    return Beside(folder, progress, dump)


class InTurn:
    """Does each job at once, in this process."""

    def __init__(self, folder: Path, progress: Progress, dump: Dump) -> None:
        self._folder = folder
        self._progress = progress
        self._files = _companions(dump)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def keywords(self) -> ParsedKeywords:
        """What the keywords' file says."""
        keywords: ParsedKeywords = self._read("keywords")
        return keywords

    def credits(self) -> ParsedCredits:
        """What the credits' file says."""
        credits_: ParsedCredits = self._read("credits")
        return credits_

    def _read(self, what: str) -> Any:
        file = self._files[what]
        with self._progress.stage(_reading(file), file.size) as advance:
            return _parsed(what, file, advance)

    def begin(self, *jobs: str) -> None:
        """Do these jobs."""
        for job in jobs:
            with self._progress.stage(job):
                _JOBS[job](self._folder)
            give_memory_back()

    def finish(self) -> None:
        """Nothing: all is done."""


class Beside:
    """Does the jobs in a second process, which ends with this one, however that ends."""

    def __init__(self, folder: Path, progress: Progress, dump: Dump) -> None:
        self._folder = folder
        self._progress = progress
        # Those that nobody has asked for yet, in the order in which they are parsed.
        self._files = _companions(dump)
        self._begun: list[str] = []
        # The second process needs pandas for its last job, the first one for nothing.
        self._without_pandas = Without("pandas")

    def __enter__(self) -> Self:
        self._without_pandas.__enter__()
        use_one_heap()
        files = [
            (what, file.name, str(file.path), file.member) for what, file in self._files.items()
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "etl.worker", str(self._folder), json.dumps(files)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._without_pandas.__exit__()
        self._process.kill()
        # Closing flushes what a process that has ended can no longer read.
        with suppress(BrokenPipeError):
            self._process.communicate()

    def keywords(self) -> ParsedKeywords:
        """What the second process has read meanwhile.

        Raises:
            EtlError: the file cannot be read, or lacks a column, or the process ended before.
        """
        keywords: ParsedKeywords = self._handed_over("keywords")
        return keywords

    def credits(self) -> ParsedCredits:
        """The same of the credits."""
        credits_: ParsedCredits = self._handed_over("credits")
        return credits_

    def _handed_over(self, what: str) -> Any:
        if what != next(iter(self._files), None):
            raise ValueError(f"there are no {what}, or they are asked for out of turn")
        self._wait_for(_reading(self._files.pop(what)))
        path = _pickled(self._folder, what)
        with path.open("rb") as file:
            parsed = pickle.load(file)  # noqa: S301
        path.unlink()
        return parsed

    def begin(self, *jobs: str) -> None:
        """Hand these jobs over."""
        self._begun += jobs
        self._tell("".join(f"{job}\n" for job in jobs))

    def finish(self) -> None:
        """Wait for all jobs.

        Raises:
            EtlError: the process ended before its work.
            Exception: what a job raised.
        """
        self._tell(_END)
        # A dump whose films cannot be read is not asked for the rest.
        for what in list(self._files):
            with suppress(EtlError):
                self._handed_over(what)
        for job in self._begun:
            self._wait_for(job)

    def _wait_for(self, job: str) -> None:
        """Wait for the next job to be done."""
        with self._progress.stage(job):
            try:
                problem = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301
            except EOFError:
                status = self._process.wait()
                raise EtlError(f"{job}: the process for it ended with {status}") from None
        if problem is not None:
            raise problem

    def _tell(self, text: str) -> None:
        # Whether it is still there, and why not, is seen when its answers are read.
        with suppress(BrokenPipeError):
            self._process.stdin.write(text.encode())  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]


_END = "END\n"


def _serve(folder: Path, files: dict[str, RawFile]) -> None:
    """Parse some files, do the jobs named on standard input, and answer to each.

    An answer is None or an exception.
    """
    # The first process decides what becomes of an interrupted run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_one_heap()
    jobs: SimpleQueue[str | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    # These take their time and need no film: better now, while the first process reads.
    for what, file in files.items():
        _answer(Without("pandas"), partial(_hand_over, what, file, folder))
    countries.names()
    while (job := jobs.get()) is not None:
        surroundings = nullcontext() if job == _CHECKING else Without("pandas")
        _answer(surroundings, partial(_JOBS[job], folder))


def _hand_over(what: str, file: RawFile, folder: Path) -> None:
    parsed = _parsed(what, file)
    with _pickled(folder, what).open("wb") as pickled:
        pickle.dump(parsed, pickled)


def _answer(surroundings: AbstractContextManager[object], job: Callable[[], None]) -> None:
    """Do a job, and tell whoever waits for it how it ended."""
    problem: Exception | None = None
    try:
        with surroundings:
            job()
    except Exception as error:  # noqa: BLE001  (raised again where somebody waits for it)
        error.add_note(traceback.format_exc())
        problem = error
    try:
        pickle.dump(problem, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _leave()
    give_memory_back()


def _listen(jobs: SimpleQueue[Any]) -> None:
    for line in sys.stdin:
        jobs.put(None if line == _END else line.removesuffix("\n"))
        if line == _END:
            return
    _leave()


def _leave() -> NoReturn:
    """Nobody waits for an answer any more: the first process is dead."""
    os._exit(1)


if __name__ == "__main__":
    _folder, _files = sys.argv[1:]
    with without_cycles():
        _serve(
            Path(_folder),
            {
                what: RawFile(name, Path(path), member)
                for what, name, path, member in json.loads(_files)
            },
        )
