"""A published catalogue: what lies on disk, how it is opened, and one film of it.

On disk: ``<root>/CURRENT`` names the live version, ``<root>/<version>/`` holds ``movies.parquet``,
``credits.parquet``, the index files and ``manifest.json``. A version never changes once it is
named, so everything here is read once and shared freely between threads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recommender.errors import CatalogueDamaged, CatalogueMissing

SCHEMA_VERSION = 6
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
MOVIES = "movies.parquet"
CREDITS = "credits.parquet"
#: The same tables as Arrow files. Parquet is for whoever reads a version; these are mapped into
#: memory by whoever serves it, which takes milliseconds and shares the pages between processes.
_MAPPED = {MOVIES: "movies.arrow", CREDITS: "credits.arrow"}

_STRINGS = pa.list_(pa.string())

#: One row a film, ordered by ``id``. Null means unknown, never 0. Money is in US dollars, lengths
#: in minutes; countries are ISO 3166-1 alpha-2, languages ISO 639-1, genres the dump's own names.
MOVIES_SCHEMA = pa.schema(
    [
        pa.field("id", pa.int32(), nullable=False),
        pa.field("imdb_id", pa.string()),
        pa.field("title", pa.string(), nullable=False),
        pa.field("original_title", pa.string()),
        pa.field("title_es", pa.string()),  # the main Spanish title, where it is not the title
        pa.field("original_language", pa.string()),
        pa.field("overview", pa.string()),
        pa.field("overview_es", pa.string()),  # in Spanish, where somebody has written one
        pa.field("tagline", pa.string()),
        pa.field("status", pa.string()),
        pa.field("release_date", pa.date32()),
        pa.field("year", pa.int16()),
        pa.field("runtime", pa.int16()),
        pa.field("genres", _STRINGS, nullable=False),
        pa.field("keywords", _STRINGS, nullable=False),
        pa.field("collection", pa.string()),
        pa.field("companies", _STRINGS, nullable=False),
        pa.field("countries", _STRINGS, nullable=False),
        pa.field("spoken_languages", _STRINGS, nullable=False),
        pa.field("budget", pa.int64()),
        pa.field("revenue", pa.int64()),
        pa.field("budget_suspect", pa.bool_(), nullable=False),  # plainly in other units
        pa.field("revenue_suspect", pa.bool_(), nullable=False),
        pa.field("return_ratio", pa.float64()),  # revenue / budget, both known and not suspect
        pa.field("popularity", pa.float32()),
        pa.field("vote_average", pa.float32()),  # 0 to 10; null without votes
        pa.field("vote_count", pa.int32(), nullable=False),
        pa.field("weighted_rating", pa.float32(), nullable=False),  # see recommender.ranking
        pa.field("poster_path", pa.string()),
    ]
)

#: One row a credit, ordered by ``movie_id``, role and billing. A role is cast, director or writer.
#: ``person_id`` is null where the dump has none; a person is told apart by id and name together.
CREDITS_SCHEMA = pa.schema(
    [
        pa.field("movie_id", pa.int32(), nullable=False),
        pa.field("person_id", pa.int32()),
        pa.field("name", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("role", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("character", pa.string()),
        pa.field("billing", pa.int16(), nullable=False),  # 0 is the first name
    ]
)

ROLES = ("cast", "director", "writer")

#: Films of these states are found by their title and never recommended.
UNRELEASED = frozenset({"Rumored", "Planned", "Canceled"})


_LARGEST_ID = np.iinfo(np.int32).max


def _field(name: str) -> Any:
    """A field of a film, read from its column when somebody asks for it."""
    return property(lambda movie: movie._catalogue.value(name, movie._row))


class Movie:
    """One film, by its TMDB id. ``None`` is unknown; lists are empty where nothing is known.

    ``score`` is the mean vote (0 to 10) as the dump has it; ``weighted_rating`` is the Bayesian
    mean that orders films (see `recommender.ranking`). ``return_ratio`` is revenue / budget.
    ``budget`` and ``revenue`` are US dollars, and unknown where the figure is suspect.

    Nothing can be changed. Fields are read one by one, as an answer shows but a few of them. Films
    are equal where all fields are, whatever version they come from.
    """

    __slots__ = ("_catalogue", "_row")

    id: int = _field("id")
    title: str = _field("title")
    title_es: str | None = _field("title_es")
    year: int | None = _field("year")
    release_date: date | None = _field("release_date")
    runtime: int | None = _field("runtime")
    genres: tuple[str, ...] = _field("genres")
    keywords: tuple[str, ...] = _field("keywords")
    overview: str | None = _field("overview")
    overview_es: str | None = _field("overview_es")
    collection: str | None = _field("collection")
    companies: tuple[str, ...] = _field("companies")
    countries: tuple[str, ...] = _field("countries")
    original_language: str | None = _field("original_language")
    return_ratio: float | None = _field("return_ratio")
    popularity: float | None = _field("popularity")
    score: float | None = _field("vote_average")
    vote_count: int = _field("vote_count")
    weighted_rating: float = _field("weighted_rating")
    imdb_id: str | None = _field("imdb_id")
    poster_path: str | None = _field("poster_path")
    status: str | None = _field("status")

    def __init__(self, catalogue: Catalogue, row: int) -> None:
        self._catalogue = catalogue
        self._row = row

    @property
    def original_title(self) -> str:
        """The title in the film's own language."""
        return self._catalogue.value("original_title", self._row) or self.title

    @property
    def directors(self) -> tuple[str, ...]:
        """Who directed it."""
        return self._catalogue.people(self._row, "director")

    @property
    def cast(self) -> tuple[str, ...]:
        """Who plays in it, first billed first."""
        return self._catalogue.people(self._row, "cast")

    @property
    def budget(self) -> int | None:
        """What it cost, in US dollars."""
        return self._unless_suspect("budget")

    @property
    def revenue(self) -> int | None:
        """What it took at the box office, in US dollars."""
        return self._unless_suspect("revenue")

    def _unless_suspect(self, name: str) -> int | None:
        suspect = self._catalogue.value(f"{name}_suspect", self._row)
        return None if suspect else self._catalogue.value(name, self._row)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Movie) and all(
            getattr(self, name) == getattr(other, name) for name in _FIELDS
        )

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"Movie({', '.join(f'{name}={getattr(self, name)!r}' for name in _FIELDS)})"


_FIELDS = tuple(name for name, value in vars(Movie).items() if isinstance(value, property))


def current_version(root: Path) -> str:
    """Name of the live version below ``root``.

    Raises:
        CatalogueMissing: nothing has been published there.
    """
    try:
        name = (root / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise CatalogueMissing(
            f"no catalogue has been published in {root}; build one with: butaca etl"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueDamaged(f"{root / CURRENT} cannot be read: {error}") from error
    if not name or Path(name).name != name:
        raise CatalogueDamaged(f"{root / CURRENT} names no version: {name!r}")
    return name


def versions(root: Path) -> list[str]:
    """Names of all versions below ``root``, the newest first; some may be damaged."""
    return sorted((path.parent.name for path in root.glob(f"[!.]*/{MANIFEST}")), reverse=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of one version.

    Raises:
        CatalogueDamaged: it is absent, altered, unreadable, or of another schema version.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        schema = manifest["schema"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueDamaged(f"{path} cannot be read: {error}") from error
    if schema != SCHEMA_VERSION:
        raise CatalogueDamaged(
            f"{folder} has schema {schema}, this program reads {SCHEMA_VERSION}; run: butaca etl"
        )
    if manifest != seal(manifest):
        raise CatalogueDamaged(f"{path} is not what was published (its SHA-256 differs)")
    return dict(manifest)


def films_account(account: Mapping[str, Any]) -> dict[str, int]:
    """What became of the records of the films' file, summed up from a manifest's account."""
    films: dict[str, Any] = next(iter(account["files"].values()))
    return {
        "read": films["read"],
        "kept": films["kept"],
        "merged": sum(films["merged"].values()),
        "put_aside": sum(films["put_aside"].values()),
    }


def seal(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest with the SHA-256 of all the rest of it, by which `read_manifest` knows it."""
    rest = {name: value for name, value in manifest.items() if name != "sha256"}
    digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
    return {**rest, "sha256": digest}


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Compare every file of a version with its SHA-256 in the manifest.

    Raises:
        CatalogueDamaged: a file is missing or altered.
    """
    files = manifest["files"]

    def digest(name: str) -> str:
        path = folder / name
        try:
            return digest_of(path)
        except OSError as error:
            raise CatalogueDamaged(f"{path} cannot be read: {error}") from error

    # A hash is computed outside of the interpreter's lock.
    with ThreadPoolExecutor() as threads:
        for name, found in zip(files, threads.map(digest, files), strict=True):
            if found != files[name]["sha256"]:
                raise CatalogueDamaged(
                    f"{folder / name} is not what was published (its SHA-256 differs)"
                )


def write_tables(movies: pa.Table, credits_: pa.Table, folder: Path) -> None:
    """Write the tables of a version, in both of their formats.

    Args:
        movies: in `MOVIES_SCHEMA`, ordered by id.
        credits_: in `CREDITS_SCHEMA`, ordered by film, role and billing.
        folder: an existing folder of a version that is not published yet.
    """
    # Who only reads the mapped tables is spared its nine megabytes.
    import pyarrow.parquet as pq

    for name, table in ((MOVIES, movies), (CREDITS, credits_)):
        pq.write_table(table, folder / name, compression="zstd")
        write_mapped(table, folder / _MAPPED[name])


def write_mapped(table: pa.Table, path: Path) -> None:
    """Write a table as one Arrow batch, for `map_table`."""
    whole = table.combine_chunks()
    with pa.ipc.new_file(path, whole.schema) as writer:
        writer.write_table(whole)


def map_table(path: Path) -> pa.Table:
    """A table that `write_mapped` wrote, mapped into memory: nothing is read until it is used."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def map_tables(folder: Path) -> tuple[pa.Table, pa.Table]:
    """The films and the credits that `write_tables` wrote into a folder, mapped into memory."""
    return map_table(folder / _MAPPED[MOVIES]), map_table(folder / _MAPPED[CREDITS])


def one_chunk(column: pa.ChunkedArray) -> Any:
    """A table's column as a single array, not copied where it is one already."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


class Catalogue:
    """The films of one published version, in memory, in the order of their ids.

    Other modules of the package speak of a film by its *row* (0 to ``len(catalogue) - 1``), which
    is the same in every index file of the version.

    Guarantees: every file was compared with its checksum when it was opened; ``ids`` ascends
    without repeats; nothing changes afterwards, so any thread may read.
    """

    def __init__(
        self, folder: Path, manifest: Mapping[str, Any], movies: pa.Table, credits_: pa.Table
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.version: str = manifest["version"]
        self.created_at = datetime.fromisoformat(manifest["created_at"])
        # One batch each, see `write_tables`; combining them would copy what is mapped.
        self.movies = movies
        self.credits = credits_
        self.ids: NDArray[np.int32] = self.numbers("id")
        self.vote_count: NDArray[np.int32] = self.numbers("vote_count")
        self.weighted_rating: NDArray[np.float32] = self.numbers("weighted_rating")
        self._columns: dict[str, Any] = {name: self.column(name) for name in movies.column_names}
        credit_ids = self.credits["movie_id"].to_numpy()
        self._credit_start: NDArray[np.int64] = np.searchsorted(
            credit_ids, np.append(self.ids, _LARGEST_ID)
        )
        names, roles = one_chunk(self.credits["name"]), one_chunk(self.credits["role"])
        self._names = names.dictionary
        self._name_codes: NDArray[np.int32] = names.indices.to_numpy()
        self._role_codes: NDArray[np.int8] = roles.indices.to_numpy()
        self._code_of = {role: code for code, role in enumerate(roles.dictionary.to_pylist())}

    @classmethod
    def open(cls, root: Path, version: str | None = None) -> Catalogue:
        """Open the live version below ``root``, or another one that is kept there.

        Raises:
            CatalogueMissing: nothing has been published there.
            CatalogueDamaged: a file is missing, altered, or of another schema version.
        """
        folder = root / (version or current_version(root))
        manifest = read_manifest(folder)
        verify(folder, manifest)
        try:
            movies, credits_ = map_tables(folder)
        except (OSError, pa.ArrowException) as error:
            raise CatalogueDamaged(f"{folder} cannot be read: {error}") from error
        return cls(folder, manifest, movies, credits_)

    def __len__(self) -> int:
        return len(self.ids)

    def column(self, name: str) -> Any:
        """One column of the films as a single pyarrow array."""
        return one_chunk(self.movies[name])

    def numbers(self, name: str) -> NDArray[Any]:
        """One numeric column as numpy; nulls of a float or integer column become NaN."""
        return np.asarray(self.column(name).to_numpy(zero_copy_only=False))

    def row(self, movie_id: int) -> int | None:
        """The row of a film, or None when the catalogue does not have it."""
        if not 0 <= movie_id <= _LARGEST_ID:
            return None
        # A number of another type would have all ids converted first.
        row = int(self.ids.searchsorted(np.int32(movie_id)))
        return row if row < len(self.ids) and self.ids[row] == movie_id else None

    def rows(self, movie_ids: Iterable[int]) -> NDArray[np.int64]:
        """The rows of films in the order given, -1 for one that the catalogue does not have."""
        wanted = np.fromiter(movie_ids, np.int64)
        if not len(self.ids):
            return np.full(len(wanted), -1)
        places = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[places] == wanted, places, -1)

    def value(self, name: str, row: int) -> Any:
        """What one column says of a film; a list as a tuple."""
        value = self._columns[name][row].as_py()
        return tuple(value) if isinstance(value, list) else value

    def people(self, row: int, role: str) -> tuple[str, ...]:
        """Names credited in one of `ROLES`, first billed first."""
        span = slice(self._credit_start[row], self._credit_start[row + 1])
        of_role = self._role_codes[span] == self._code_of.get(role, -1)
        codes = self._name_codes[span][of_role]
        return tuple(self._names[code].as_py() for code in codes.tolist())

    def movie(self, row: int) -> Movie:
        """The film at a row."""
        return Movie(self, row)
