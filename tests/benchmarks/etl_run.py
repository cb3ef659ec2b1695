"""How long a run of the ETL takes, and how much memory, beside what the parsing alone would cost.

    python tests/benchmarks/etl_run.py REAL_DATA [--dumps 1k 5k 45k 450k] [--parsing-only]

REAL_DATA holds ``movies-1k``, ``tmdb-5k`` and ``movies-45k``. The dump of 450k is made of the last
one: its records ten times, under new ids. For each dump, one after the other:

* the naive way: `ast.literal_eval` on every nested cell of every file, and nothing else;
* our parsing: the same cells through the routines that a run uses, in the pieces that it uses
  (both in processor seconds, the best of three);
* a whole run, in a process of its own, as a person starts it: read, parse, clean, check, write,
  index, verify, publish. Then a second one for its memory: the sum over all its processes, looked
  at all the time.
"""

from __future__ import annotations

import argparse
import ast
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from etl.clean import NestedCells, RawFilm
from etl.credits import new_columns
from etl.films import PARSED_AT_ONCE
from etl.literals import NestedColumn
from etl.sources import find_dump

FILM_COLUMNS = (
    "genres",
    "keywords",
    "belongs_to_collection",
    "production_companies",
    "production_countries",
    "spoken_languages",
)
TIMES_REPEATED = 10
#: Above every id of the dump.
ID_STEP = 1_000_000
LOOK_EVERY = 0.01
#: Parsing is timed so often and the best taken, each way; only once for the largest dump.
BEST_OF = 3


@dataclass
class Cells:
    """The nested cells of a dump, by column, each column in one list."""

    films: dict[str, list[str]]
    others: dict[str, list[str]]

    @classmethod
    def of(cls, folder: Path) -> Cells:
        dump = find_dump(folder)
        films: dict[str, list[str]] = {}
        others: dict[str, list[str]] = {}
        for file in (dump.movies, dump.keywords, dump.credits):
            if file is None:
                continue
            into = films if file is dump.movies else others
            with file.path.open(encoding="utf-8-sig", newline="") as text:
                reader = csv.reader(text)
                header = next(reader)
                wanted = [
                    (place, into.setdefault(name, []))
                    for place, name in enumerate(header)
                    if name in (FILM_COLUMNS if into is films else ("cast", "crew", "keywords"))
                ]
                for row in reader:
                    for place, cells in wanted:
                        if len(row) == len(header):
                            cells.append(row[place])
        return cls(films, others)

    def raw_films(self) -> list[RawFilm]:
        blank = RawFilm._make([""] * len(RawFilm._fields))
        return [
            blank._replace(**dict(zip(self.films, row, strict=True)))
            for row in zip(*self.films.values(), strict=True)
        ]

    def all(self) -> Iterator[str]:
        for columns in (self.films, self.others):
            for cells in columns.values():
                yield from cells


def pieces(values: list[Any]) -> Iterator[list[Any]]:
    """What a run parses in one go."""
    for start in range(0, len(values), PARSED_AT_ONCE):
        yield values[start : start + PARSED_AT_ONCE]


def by_literal_eval(cells: Cells) -> float:
    """Processor seconds of the naive way; cells that it cannot read cost it nothing more."""
    began = time.process_time()
    for cell in cells.all():
        if cell[:1] in {"[", "{"}:
            try:
                ast.literal_eval(cell)
            except (ValueError, SyntaxError):
                continue
    return time.process_time() - began


def by_ours(cells: Cells) -> float:
    """Processor seconds of our parsing."""
    nested = NestedCells()
    cast, crew = new_columns()
    columns = {"cast": cast, "crew": crew, "keywords": NestedColumn(name=str)}
    films = cells.raw_films()
    began = time.process_time()
    for raws in pieces(films):
        nested.read(raws)
    for name, column in cells.others.items():
        for piece in pieces(column):
            columns[name].read_all(piece)
    return time.process_time() - began


def whole_run(raw: Path, data: Path) -> tuple[float, float, float]:
    """Seconds, processor seconds and megabytes of a whole run, over all its processes.

    Memory is that of a second run: to look at it all the time slows a run down by a tenth.
    """
    worked, began = processor_seconds(), time.perf_counter()
    finished(started(raw, data))
    taken, worked = time.perf_counter() - began, processor_seconds() - worked
    peak = 0
    with tempfile.TemporaryDirectory() as again:
        run = started(raw, Path(again))
        while run.poll() is None:
            peak = max(peak, memory(run))
            time.sleep(LOOK_EVERY)
        finished(run)
    return taken, worked, peak / 1e6


def started(raw: Path, data: Path) -> psutil.Popen:
    """A run as a person starts it."""
    environment = {**os.environ, "BUTACA_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "bot.cli", "etl", "--raw", str(raw)]
    return psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finished(run: psutil.Popen) -> None:
    """Wait for a run, and end with what it said where it failed."""
    said = run.communicate()[1].decode()
    if run.returncode:
        raise SystemExit(said)


def processor_seconds() -> float:
    """What all processes that this one has started and seen end have taken of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory(process: psutil.Process) -> int:
    """Resident bytes of a process and all its children."""
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_full_info().pss
    except psutil.NoSuchProcess:
        pass
    return total


def repeated(folder: Path, into: Path) -> Path:
    """A dump of the records of another, several times under new ids."""
    csv.field_size_limit(sys.maxsize)
    dump = find_dump(folder)
    for file in (dump.movies, dump.credits, dump.keywords):
        if file is None:
            continue
        with (into / file.name).open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            for number in range(TIMES_REPEATED):
                with file.path.open(encoding="utf-8-sig", newline="") as source:
                    rows = csv.reader(source)
                    header = next(rows)
                    place = header.index("id")
                    if number == 0:
                        writer.writerow(header)
                    for row in rows:
                        if row[place].isdigit():
                            row[place] = str(int(row[place]) + number * ID_STEP)
                        writer.writerow(row)
    return into


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--dumps", nargs="+", default=["1k", "5k", "45k", "450k"])
    parser.add_argument("--parsing-only", action="store_true")
    arguments = parser.parse_args()
    csv.field_size_limit(sys.maxsize)
    folders = {"1k": "movies-1k", "5k": "tmdb-5k", "45k": "movies-45k"}
    print(
        "| dump | films' records | MB | literal_eval s | our parsing s | ratio "
        "| whole run s | processor s | MB/s | ms a record | of literal_eval | peak MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as made:
        print(f"load when it began: {os.getloadavg()[0]:.1f}", file=sys.stderr)
        for name in arguments.dumps:
            if name == "450k":
                folder = repeated(arguments.data / folders["45k"], Path(made))
            else:
                folder = arguments.data / folders[name]
            print(row(name, folder, arguments.parsing_only), flush=True)


def row(name: str, folder: Path, parsing_only: bool) -> str:
    cells = Cells.of(folder)
    records = len(next(iter(cells.films.values())))
    dump = find_dump(folder)
    files = (dump.movies, dump.credits, dump.keywords)
    size = sum(file.size for file in files if file is not None) / 1e6
    times = BEST_OF if records < 100_000 else 1
    ours = min(by_ours(cells) for _ in range(times))
    naive = min(by_literal_eval(cells) for _ in range(times))
    del cells
    shown = [
        name,
        f"{records:,}",
        f"{size:.0f}",
        f"{naive:.2f}",
        f"{ours:.2f}",
        f"{naive / ours:.1f}×",
    ]
    if not parsing_only:
        with tempfile.TemporaryDirectory() as data:
            seconds, worked, peak = whole_run(folder, Path(data))
        shown += [
            f"{seconds:.1f}",
            f"{worked:.1f}",
            f"{size / seconds:.1f}",
            f"{1000 * seconds / records:.2f}",
            f"{seconds / naive:.2f}×",
            f"{peak:.0f}",
        ]
    return f"| {' | '.join(shown)} |"


if __name__ == "__main__":
    main()
