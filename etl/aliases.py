"""Spanish titles: our own list, and IMDb's where it lies beside the dump.

An alias belongs to a film by id. Our list also says which film it means (its title and year), and
where the catalogue has something else under that id the alias is reported and not used.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from etl.errors import SourceError, because, columns_missing
from recommender.errors import Problem

#: Spanish-speaking countries whose titles are used; the first that has one gives the main title.
REGIONS = ("ES", "MX", "AR", "CO", "CL", "PE", "UY", "VE")

ALIASES_SCHEMA = pa.schema(
    [
        pa.field("movie_id", pa.int32(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("region", pa.string()),
    ]
)
_COLUMNS = ("tmdb_id", "imdb_id", "title_es", "region", "year", "title")
_UNKNOWN = b"\\N"
_IMDB_COLUMNS = ("titleId", "title", "region", "language")


@dataclass(slots=True)
class Aliases:
    """The aliases that are used, and what became of the others.

    ``rows`` are film, title and region; ``counts`` says how many were used, how many are of films
    that the catalogue does not have, and how many contradict it; ``contradictions`` says which.
    """

    rows: list[tuple[int, str, str | None]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    contradictions: list[str] = field(default_factory=list)

    def table(self) -> pa.Table:
        """The aliases as `recommender.titles.build` takes them, each once."""
        rows = dict.fromkeys(self.rows)
        columns = zip(*rows, strict=True) if rows else ([], [], [])
        return pa.table(
            [
                pa.array(values, kind.type)
                for values, kind in zip(columns, ALIASES_SCHEMA, strict=True)
            ],
            schema=ALIASES_SCHEMA,
        )

    def main_titles(self) -> dict[int, str]:
        """Each film's main Spanish title: Spain's, else that of the first region that has one."""
        rank = {region: place for place, region in enumerate(REGIONS)}
        best: dict[int, tuple[int, str]] = {}
        for movie_id, title, region in self.rows:
            place = rank.get(region or "", len(rank))
            if movie_id not in best or place < best[movie_id][0]:
                best[movie_id] = place, title
        return {movie_id: title for movie_id, (_, title) in best.items()}


@dataclass(frozen=True, slots=True)
class _Film:
    id: int
    titles: tuple[str | None, ...]
    year: int | None
    imdb_id: str | None


def folded(title: str) -> str:
    """A title reduced to what every spelling of it shares: letters and digits, without accents."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    return re.sub(r"[^\w]|_", "", "".join(c for c in plain if not unicodedata.combining(c)))


def find_aliases(movies: pa.Table, ours: Path | None, imdb: BinaryIO | None) -> Aliases:
    """Gather the Spanish titles of the films in a catalogue.

    Args:
        movies: films with ``id``, ``imdb_id``, ``title``, ``original_title`` and ``year``.
        ours: our own list, a CSV file.
        imdb: IMDb's ``title.akas.tsv``, decompressed.

    Raises:
        SourceError: a file lacks a column, or cannot be read.
    """
    films = [
        _Film(movie_id, tuple(titles), year, imdb_id)
        for movie_id, *titles, year, imdb_id in zip(
            *(
                movies[name].to_pylist()
                for name in ("id", "title", "original_title", "year", "imdb_id")
            ),
            strict=True,
        )
    ]
    aliases = Aliases()
    if ours is not None and ours.exists():
        _read_ours(ours, films, aliases)
    if imdb is not None:
        _read_imdb(imdb, films, aliases)
    return aliases


def _read_ours(path: Path, films: Iterable[_Film], aliases: Aliases) -> None:
    films = list(films)
    by_id = {film.id: film for film in films}
    by_imdb = {film.imdb_id: film for film in films if film.imdb_id}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = set(_COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise SourceError(columns_missing(str(path), [[name] for name in sorted(missing)]))
            for row in reader:
                title = (row["title_es"] or "").strip()
                tmdb_id, imdb_id = row["tmdb_id"] or "", row["imdb_id"] or ""
                film = by_id.get(int(tmdb_id)) if tmdb_id.isdigit() else by_imdb.get(imdb_id)
                if film is None or not title:
                    aliases.counts["no such film"] += 1
                elif _agrees(film, row["title"] or "", row["year"] or "", imdb_id):
                    aliases.rows.append((film.id, title, row["region"] or None))
                    aliases.counts["used"] += 1
                else:
                    aliases.contradictions.append(
                        f"line {reader.line_num}: {film.id} is not {row['title']} ({row['year']})"
                    )
                    aliases.counts["contradict the film of that id"] += 1
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(Problem("cannot-read", file=str(path), because=because(error))) from error


def _agrees(film: _Film, title: str, year: str, imdb_id: str) -> bool:
    """Whether an alias means the film that has its id."""
    if imdb_id and film.imdb_id:
        return imdb_id == film.imdb_id
    near = film.year is None or not year.isdigit() or abs(film.year - int(year)) <= 1
    return near and (not title or folded(title) in map(folded, filter(None, film.titles)))


def _read_imdb(stream: BinaryIO, films: Iterable[_Film], aliases: Aliases) -> None:
    by_imdb = {film.imdb_id.encode(): film.id for film in films if film.imdb_id}
    header = stream.readline().decode(errors="replace").rstrip("\r\n").split("\t")
    missing = set(_IMDB_COLUMNS) - set(header)
    if missing:
        raise SourceError(columns_missing("title.akas.tsv", [[name] for name in sorted(missing)]))
    id_place, title_place, region_place, language_place = map(header.index, _IMDB_COLUMNS)
    regions = {region.encode() for region in REGIONS}
    for line in stream:
        # Tens of millions of lines, of which a few thousand are wanted: bytes until it is one.
        fields = line.rstrip(b"\r\n").split(b"\t")
        if len(fields) != len(header) or fields[id_place] not in by_imdb:
            continue
        region, language = fields[region_place], fields[language_place]
        # Spain has titles in Catalan, Galician and Basque, too.
        if language == b"es" or (region in regions and language == _UNKNOWN):
            aliases.rows.append(
                (
                    by_imdb[fields[id_place]],
                    fields[title_place].decode(errors="replace"),
                    None if region == _UNKNOWN else region.decode(errors="replace"),
                )
            )
            aliases.counts["used, from IMDb"] += 1


def spanish_titles(movies: pa.Table, aliases: Aliases) -> pa.Array:
    """The column ``title_es``: the main Spanish title, null where it is the title."""
    main = aliases.main_titles()
    return pa.array(list(_different(movies, main)), pa.string())


def _different(movies: pa.Table, main: dict[int, str]) -> Iterator[str | None]:
    for movie_id, title in zip(movies["id"].to_pylist(), movies["title"].to_pylist(), strict=True):
        spanish = main.get(movie_id)
        yield spanish if spanish != title else None
