"""How often the right film is found from a title as people type it.

Three quarters of the cases are noisy titles of films of the catalogue, half of them well-known (the
tenth with the most votes) and half obscure. A quarter have no right answer: small talk, films that
were taken out before the index was made, and invented titles. Plain rapidfuzz is asked the same.

The cases are frozen by their seed. A title that two films have is never asked for without its year,
and noise that leaves more than one right answer is drawn again.
"""

from __future__ import annotations

import csv
import random
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz import fuzz, process, utils

from recommender import titles
from recommender.catalogue import MOVIES, MOVIES_SCHEMA
from recommender.evaluate import noise
from recommender.titles import ACCEPT, TitleIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SEED = 20_240_229
#: Part of the cases without a right answer.
NOWHERE = 0.25
#: Part of the films that are taken out to be asked for in vain, and how many at most.
TAKEN_OUT, MOST_TAKEN_OUT = 0.1, 2000
#: Plain rapidfuzz takes a film from this score on.
BASELINE_ACCEPT = 90.0
BASELINES = {"WRatio": fuzz.WRatio, "ratio": fuzz.ratio, "token_sort_ratio": fuzz.token_sort_ratio}
#: Kinds of noise after which only some films are still meant by one text.
_SHORTENED = frozenset({"unfinished", "main_title"})
_FEWER_WORDS = frozenset({"missing_word", "subtitle"})
_DATED = frozenset({"with_year", "same_name"})
_TRIES = 2000


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and the row of the film that it means (None where it means none)."""

    text: str
    row: int | None
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one method answered to one case: (row, score) best first, and how long it took."""

    case: Case
    answers: tuple[tuple[int, float], ...]
    accepted: bool
    seconds: float

    @property
    def first(self) -> bool:
        """Whether the right film came first."""
        return bool(self.answers) and self.answers[0][0] == self.case.row

    @property
    def three(self) -> bool:
        """Whether the right film was among the first three."""
        return any(row == self.case.row for row, _ in self.answers[:3])


@dataclass(frozen=True, slots=True)
class Line:
    """What one method did with one group of cases of one catalogue.

    ``first``, ``three`` and ``accepted`` are parts (0 to 1) of the cases with a right answer: it
    came first, among the first three, or some film was accepted. ``wrong`` is the part of them in
    which another film was accepted, ``false`` the part of the cases without a right answer in
    which any was; None where the group has no such cases. ``p50`` and ``p99`` are milliseconds.
    """

    catalogue: str
    method: str
    group: str
    cases: int
    first: float | None
    three: float | None
    accepted: float | None
    wrong: float | None
    false: float | None
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Size:
    """Room and time of one index: megabytes of files, seconds to build, milliseconds a query."""

    catalogue: str
    films: int
    names: int
    megabytes: float
    build_seconds: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured."""

    lines: tuple[Line, ...]
    sizes: tuple[Size, ...]

    def markdown(self) -> str:
        """Two tables: how often the right film was found, and what each index costs."""
        found = [
            "| catalogue | method | cases | n | first | among 3 | accepted | wrong | false accepts"
            " | p50 ms | p99 ms |",
            "|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for line in self.lines:
            parts = (line.first, line.three, line.accepted, line.wrong, line.false)
            percents = " | ".join("" if part is None else f"{part:.1%}" for part in parts)
            found.append(
                f"| {line.catalogue} | {line.method} | {line.group} | {line.cases} | {percents}"
                f" | {line.p50:.2f} | {line.p99:.2f} |"
            )
        cost = [
            "| catalogue | films | names | index MB | build s | p50 ms | p99 ms |",
            "|---|---:|---:|---:|---:|---:|---:|",
        ]
        cost.extend(
            f"| {size.catalogue} | {size.films:,} | {size.names:,} | {size.megabytes:.1f}"
            f" | {size.build_seconds:.1f} | {size.p50:.2f} | {size.p99:.2f} |"
            for size in self.sizes
        )
        return "\n".join([*found, "", *cost])


class _Films:
    """The films that cases are drawn from, and what may be asked of each."""

    def __init__(self, movies: pa.Table, aliases: pa.Table, taken_out: Iterable[int]) -> None:
        self.names: list[str] = movies["title"].to_pylist()
        self.years: list[int | None] = movies["year"].to_pylist()
        self.taken_out = frozenset(taken_out)
        self.plain = [noise.plain_name(name) for name in self.names]
        self._also: list[set[str]] = [{name} for name in self.plain]
        row_of = {movie_id: row for row, movie_id in enumerate(movies["id"].to_pylist())}
        originals = enumerate(movies["original_title"].to_pylist())
        alike = zip(aliases["movie_id"].to_pylist(), aliases["title"].to_pylist(), strict=True)
        for row, title in (*originals, *((row_of.get(key), title) for key, title in alike)):
            if row is not None and title:
                self._also[row].add(noise.plain_name(title))
        self.owners = Counter(name for names in self._also for name in names)
        self.known = {
            name
            for row, names in enumerate(self._also)
            if row not in self.taken_out
            for name in names
        }
        self._in_order = sorted(self.known)
        self._having: dict[str, set[int]] = {}
        for row, name in enumerate(self.names):
            for word in name.lower().split():
                self._having.setdefault(word, set()).add(row)
        self._pools(np.asarray(movies["vote_count"]))

    def _pools(self, votes: np.ndarray[tuple[int], np.dtype[np.int32]]) -> None:
        """Films that a title alone means, by how well they are known, and those of one name."""
        limit = float(np.quantile(votes, 0.9)) if len(votes) else 0.0
        present = [row for row in range(len(self.names)) if row not in self.taken_out]
        alone = [row for row in present if self.alone(row)]
        self.pools = {
            "well-known": [row for row in alone if votes[row] >= limit],
            "obscure": [row for row in alone if votes[row] < limit],
        }
        shared = [row for row in present if not self.alone(row) and self.years[row]]
        about = Counter(
            (name, (self.years[row] or 0) + years)
            for row in shared
            for name in self._also[row]
            for years in (-1, 0, 1)
        )
        self.same_name = [
            row for row in shared if about[self.plain[row], self.years[row] or 0] == 1
        ]

    def alone(self, row: int) -> bool:
        """Whether the title means this film only."""
        return self.owners[self.plain[row]] == 1 and len(self.plain[row]) > 1

    def noisy(self, row: int, kind: str, rng: random.Random) -> str | None:
        """The title with one kind of noise, if that still means this film only."""
        year = self.years[row]
        if kind in _DATED:
            return noise.with_year(self.names[row], year, rng) if year else None
        text = noise.KINDS[kind](self.names[row], rng)
        if not text:
            return None
        plain = noise.plain_name(text)
        if plain in self.known and plain not in self._also[row]:
            return None
        if kind in _SHORTENED and not self._only_beginning(plain):
            return None
        if kind in _FEWER_WORDS and not self._only_one_with_words(text):
            return None
        return text

    def _only_beginning(self, begun: str) -> bool:
        place = bisect_left(self._in_order, begun)
        return sum(name.startswith(begun) for name in self._in_order[place : place + 2]) == 1

    def _only_one_with_words(self, text: str) -> bool:
        sets = [self._having.get(word, set()) for word in text.lower().split()]
        return len(set.intersection(*sets)) == 1


def draw_cases(
    movies: pa.Table,
    aliases: pa.Table,
    taken_out: Iterable[int],
    count: int,
    seed: int = SEED,
    nowhere: float = NOWHERE,
) -> list[Case]:
    """Frozen cases for a catalogue.

    Args:
        movies: films in the published schema.
        aliases: their other titles (``movie_id``, ``title``).
        taken_out: rows of ``movies`` that the index will not have.
        count: how many cases.
        seed: of the random generator; the same cases for the same seed.
        nowhere: part of the cases that have no right answer.
    """
    rng = random.Random(seed)  # noqa: S311  (frozen, not secret)
    films = _Films(movies, aliases, taken_out)
    somewhere = count - round(count * nowhere)
    return [
        *_somewhere(films, somewhere, rng),
        *_nowhere(films, count - somewhere, rng),
    ]


def _somewhere(films: _Films, count: int, rng: random.Random) -> Iterator[Case]:
    kinds = [*noise.KINDS, *sorted(_DATED)]
    for number in range(count):
        group = tuple(films.pools)[number // len(kinds) % 2]
        kind = kinds[number % len(kinds)]
        case = _case(films, kind, group, rng)
        while case is None:
            # A small catalogue has no film for some kinds.
            kind, group = rng.choice(kinds), rng.choice(tuple(films.pools))
            case = _case(films, kind, group, rng)
        yield case


def _case(films: _Films, kind: str, group: str, rng: random.Random) -> Case | None:
    pool = films.same_name if kind == "same_name" else films.pools[group]
    for _ in range(_TRIES if pool else 0):
        row = rng.choice(pool)
        text = films.noisy(row, kind, rng)
        if text:
            return Case(text, row, kind, group)
    return None


def _nowhere(films: _Films, count: int, rng: random.Random) -> Iterator[Case]:
    talk = [text for text in noise.SMALL_TALK if noise.plain_name(text) not in films.known]
    out = [row for row in sorted(films.taken_out) if films.alone(row)]
    rng.shuffle(talk)
    rng.shuffle(out)
    for number in range(count):
        turn, place = number % 3, number // 3
        if turn == 1 and out:
            row = out[place % len(out)]
            text = films.names[row]
            if place % 2:
                text = films.noisy(row, rng.choice(tuple(noise.KINDS)), rng) or text
            yield Case(text, None, "taken_out", "nowhere")
        elif turn == 2:
            text = noise.invented_title(films.names, rng)
            while noise.plain_name(text) in films.known:
                text = noise.invented_title(films.names, rng)
            yield Case(text, None, "invented", "nowhere")
        else:
            yield Case(talk[place % len(talk)], None, "small_talk", "nowhere")


def put(
    resolve: Callable[[str], Iterable[tuple[int, float]]], accept: float, cases: Iterable[Case]
) -> list[Outcome]:
    """Put every case to one method.

    Args:
        resolve: from a text to (row, score), best first.
        accept: score from which the first film is accepted.
        cases: the texts and what they mean.
    """
    outcomes = []
    for case in cases:
        start = time.perf_counter()
        answers = tuple(resolve(case.text))
        seconds = time.perf_counter() - start
        accepted = bool(answers) and answers[0][1] >= accept
        outcomes.append(Outcome(case, answers, accepted, seconds))
    return outcomes


def _part(flags: Iterable[bool]) -> float | None:
    flags = list(flags)
    return sum(flags) / len(flags) if flags else None


def _line(catalogue: str, method: str, group: str, outcomes: Sequence[Outcome]) -> Line:
    there = [outcome for outcome in outcomes if outcome.case.row is not None]
    took = np.array([outcome.seconds for outcome in outcomes]) * 1000
    return Line(
        catalogue=catalogue,
        method=method,
        group=group,
        cases=len(outcomes),
        first=_part(outcome.first for outcome in there),
        three=_part(outcome.three for outcome in there),
        accepted=_part(outcome.accepted for outcome in there),
        wrong=_part(outcome.accepted and not outcome.first for outcome in there),
        false=_part(outcome.accepted for outcome in outcomes if outcome.case.row is None),
        p50=float(np.quantile(took, 0.5)),
        p99=float(np.quantile(took, 0.99)),
    )


def lines_of(catalogue: str, method: str, outcomes: Sequence[Outcome]) -> list[Line]:
    """One line a group of cases, and one for all of them."""
    groups = dict.fromkeys(outcome.case.group for outcome in outcomes)
    return [
        *(
            _line(catalogue, method, group, [o for o in outcomes if o.case.group == group])
            for group in groups
        ),
        _line(catalogue, method, "all", outcomes),
    ]


def without(movies: pa.Table, taken_out: Iterable[int]) -> tuple[pa.Table, list[int]]:
    """The films that stay, and the row that each had before."""
    stay = np.setdiff1d(np.arange(len(movies)), np.fromiter(taken_out, np.int64))
    return movies.take(pa.array(stay)), stay.tolist()


def baseline(
    names: Sequence[str], rows: Sequence[int], scorer: Callable[..., float]
) -> Callable[[str], list[tuple[int, float]]]:
    """Plain rapidfuzz over ``names``, whose rows are ``rows``, as something to be asked."""
    choices = [utils.default_process(name) for name in names]

    def resolve(text: str) -> list[tuple[int, float]]:
        found = process.extract(utils.default_process(text), choices, scorer=scorer, limit=3)
        return [(rows[row], score) for _, score, row in found]

    return resolve


def _ours(index: TitleIndex, rows: Sequence[int]) -> Callable[[str], list[tuple[int, float]]]:
    def resolve(text: str) -> list[tuple[int, float]]:
        return [(rows[row], score) for row, score, _ in index.resolve(text)]

    return resolve


def _size(catalogue: str, folder: Path, films: int, seconds: float, lines: Iterable[Line]) -> Size:
    files = [path for path in folder.iterdir() if path.name.startswith("titles.")]
    *_, last = lines
    return Size(
        catalogue=catalogue,
        films=films,
        names=len(np.load(folder / "titles.shown.npy", mmap_mode="r")),
        megabytes=sum(path.stat().st_size for path in files) / 1e6,
        build_seconds=seconds,
        p50=last.p50,
        p99=last.p99,
    )


def evaluate_noise(
    catalogue: str,
    movies: pa.Table,
    aliases: pa.Table,
    count: int = 1200,
    seed: int = SEED,
    *,
    baselines: bool = True,
) -> Report:
    """Noisy titles of one catalogue, put to the resolver and to plain rapidfuzz.

    Args:
        catalogue: what the catalogue is called in the report.
        movies: its films in the published schema.
        aliases: their other titles (``movie_id``, ``title``).
        count: how many cases.
        seed: of the cases.
        baselines: whether plain rapidfuzz is measured too (it takes a minute at 45,000 films).
    """
    rng = random.Random(seed)  # noqa: S311  (frozen, not secret)
    out = rng.sample(range(len(movies)), min(int(TAKEN_OUT * len(movies)), MOST_TAKEN_OUT))
    cases = draw_cases(movies, aliases, out, count, seed)
    stay, rows = without(movies, out)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        titles.build(stay, aliases, folder)
        seconds = time.perf_counter() - start
        index = TitleIndex.open(folder)
        outcomes = put(_ours(index, rows), ACCEPT, cases)
        lines = lines_of(catalogue, "butaca", outcomes)
        size = _size(catalogue, folder, len(stay), seconds, lines)
    kept = stay["title"].to_pylist()
    for method, scorer in BASELINES.items() if baselines else ():
        found = put(baseline(kept, rows, scorer), BASELINE_ACCEPT, cases)
        lines.append(lines_of(catalogue, method, found)[-1])
    return Report(tuple(lines), (size,))


def evaluate_spanish(
    catalogue: str, folder: Path, spanish: Path, best_known: Sequence[int] = (300,)
) -> list[Line]:
    """Spanish titles put to a published catalogue: the best-known films, and all of them.

    Args:
        catalogue: what the catalogue is called in the report.
        folder: the published version.
        spanish: a CSV with ``tmdb_id`` and ``title_es``.
        best_known: how many of the films with the most votes make a group of their own.
    """
    movies = pq.read_table(folder / MOVIES, columns=["id", "vote_count"])
    votes = dict(zip(movies["id"].to_pylist(), movies["vote_count"].to_pylist(), strict=True))
    row_of = {movie_id: row for row, movie_id in enumerate(votes)}
    with spanish.open(encoding="utf-8", newline="") as file:
        asked = [
            (int(line["tmdb_id"]), line["title_es"])
            for line in csv.DictReader(file)
            if int(line["tmdb_id"]) in votes
        ]
    asked.sort(key=lambda pair: -votes[pair[0]])
    cases = [Case(title, row_of[movie_id], "spanish", "") for movie_id, title in asked]
    index = TitleIndex.open(folder)
    outcomes = put(_ours(index, range(len(votes))), ACCEPT, cases)
    return [
        *(
            _line(catalogue, "butaca", f"Spanish, best-known {count}", outcomes[:count])
            for count in best_known
        ),
        _line(catalogue, "butaca", "Spanish, all", outcomes),
    ]


def made_up_films(names: Sequence[str], count: int, seed: int = SEED) -> pa.Table:
    """A catalogue of any size, for time only: titles put together from words of real ones."""
    rng = random.Random(seed)  # noqa: S311  (frozen, not secret)
    words = [word for name in names for word in name.split()]
    lengths = [len(name.split()) for name in names]
    made = [" ".join(rng.choices(words, k=length)) for length in rng.choices(lengths, k=count)]
    columns = {
        "id": np.arange(1, count + 1, dtype=np.int32),
        "title": made,
        "year": np.array(rng.choices(range(1930, 2018), k=count), np.int16),
        "vote_count": np.array(rng.choices(range(2000), k=count), np.int32),
    }
    fields = [MOVIES_SCHEMA.field(name) for name in columns]
    arrays = [
        pa.array(values, field.type) for values, field in zip(columns.values(), fields, strict=True)
    ]
    empty = ("original_title", "collection", "release_date", "overview")
    arrays += [pa.nulls(count, MOVIES_SCHEMA.field(name).type) for name in empty]
    return pa.table(dict(zip([*columns, *empty], arrays, strict=True)))


def evaluate_size(names: Sequence[str], count: int = 1_000_000, queries: int = 400) -> Size:
    """Room and time of an index of made-up films, asked with the usual noise.

    Args:
        names: real titles, whose words make the others.
        count: how many films.
        queries: how many texts are asked.
    """
    movies = made_up_films(names, count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        titles.build(movies, NO_ALIASES, folder)
        seconds = time.perf_counter() - start
        cases = draw_cases(movies.slice(0, 20_000), NO_ALIASES, (), queries)
        index = TitleIndex.open(folder)
        put(_ours(index, range(count)), ACCEPT, cases[: queries // 4])
        outcomes = put(_ours(index, range(count)), ACCEPT, cases)
        lines = [_line("made up", "butaca", "all", outcomes)]
        return _size("made up", folder, count, seconds, lines)


NO_ALIASES = pa.table({"movie_id": pa.array([], pa.int32()), "title": pa.array([], pa.string())})


def published(folder: Path) -> tuple[pa.Table, pa.Table]:
    """Films and aliases of a published version; the aliases are what its index knows."""
    movies = pq.read_table(folder / MOVIES)
    ids = movies["id"].to_pylist()
    own = [
        {title, original}
        for title, original in zip(
            movies["title"].to_pylist(), movies["original_title"].to_pylist(), strict=True
        )
    ]
    pairs = [
        (ids[row], title)
        for row, title in TitleIndex.open(folder).titles()
        if title not in own[row]
    ]
    return movies, pa.table(
        {
            "movie_id": pa.array([movie_id for movie_id, _ in pairs], pa.int32()),
            "title": pa.array([title for _, title in pairs], pa.string()),
        }
    )


def evaluate(
    catalogues: dict[str, Path],
    *,
    spanish: Path | None = None,
    count: int = 1200,
    seed: int = SEED,
    baselines: bool = True,
    million: bool = False,
) -> Report:
    """Everything: noise in each catalogue, Spanish titles and a million titles.

    Args:
        catalogues: folder of a published version by the name that it has in the report.
        spanish: a CSV with ``tmdb_id`` and ``title_es``, put to each catalogue.
        count: noisy cases in each catalogue.
        seed: of the cases.
        baselines: whether plain rapidfuzz is measured too.
        million: whether a catalogue of a million made-up titles is timed too.
    """
    lines: list[Line] = []
    sizes: list[Size] = []
    movies = MOVIES_SCHEMA.empty_table()
    for name, folder in catalogues.items():
        movies, aliases = published(folder)
        report = evaluate_noise(name, movies, aliases, count, seed, baselines=baselines)
        lines.extend(report.lines)
        sizes.extend(report.sizes)
        if spanish:
            lines.extend(evaluate_spanish(name, folder, spanish))
    if million and len(movies):
        sizes.append(evaluate_size(movies["title"].to_pylist()))
    return Report(tuple(lines), tuple(sizes))
