"""Where the raw files are: a folder, a zip, the bundled sample, or a download from Kaggle.

A dump is found by the names of its files. They may lie in the folder itself, gzipped, or in a zip
(the whole dump as it is downloaded, or one file each), inside it at any depth.
"""

from __future__ import annotations

import errno
import gzip
import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, cast

from etl.errors import DownloadError, SourceError, because
from recommender.catalogue import digest_of
from recommender.errors import Problem

KAGGLE_DATASET = "rounakbanik/the-movies-dataset"
DAILY_DATASET = "asaniczka/tmdb-movies-dataset-2023-930k-movies"

#: File names of the films with those of the credits that belong to them, in order of preference.
_RELEASES = (
    (("movies_dataset.csv", "movies_metadata.csv"), "credits.csv"),
    (("tmdb_5000_movies.csv",), "tmdb_5000_credits.csv"),
)
_KEYWORDS = "keywords.csv"
_RATINGS = ("ratings.csv", "ratings_small.csv")
_LINKS = "links.csv"
_IMDB_TITLES = "title.akas.tsv"
#: The daily table is called after its version.
_DAILY = re.compile(r"tmdb[_-]movies?[_-]dataset.*\.csv")
_BUFFER = 1 << 20
#: At the end of a gzip stands how long its content is, in four bytes.
_GZIP_TRAILER = 4
#: Errors of the machine that a download is kept on, not of the network that it comes by.
_CANNOT_BE_KEPT = {errno.EACCES, errno.EDQUOT, errno.ENOSPC, errno.EROFS}
_CANNOT_OPEN = (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class RawFile:
    """One raw file, in a folder or inside a zip.

    ``name`` is what the file is called, without the ending of its compression.
    """

    name: str
    path: Path
    member: str | None = None

    def open(self) -> BinaryIO:
        """Its bytes, decompressed, for one pass from the start.

        Raises:
            SourceError: it cannot be opened.
        """
        try:
            if self.member is not None:
                # The member keeps the archive's file open until it is closed itself.
                with zipfile.ZipFile(self.path) as archive:
                    inside = archive.open(self.member)
                return io.BufferedReader(cast("io.RawIOBase", inside), _BUFFER)
            if self.path.suffix == ".gz":
                return cast("BinaryIO", gzip.open(self.path))
            return self.path.open("rb")
        except _CANNOT_OPEN as error:
            raise _unreadable("cannot-open", self, error) from error

    @property
    def size(self) -> int:
        """How many bytes there are to read, decompressed (a guess for a gzip beyond 4 GB).

        Raises:
            SourceError: it cannot be opened.
        """
        try:
            if self.member is not None:
                with zipfile.ZipFile(self.path) as archive:
                    return archive.getinfo(self.member).file_size
            with self.path.open("rb") as file:
                size = file.seek(0, io.SEEK_END)
                if self.path.suffix != ".gz" or size < _GZIP_TRAILER:
                    return size
                file.seek(-_GZIP_TRAILER, io.SEEK_END)
                return int(struct.unpack("<I", file.read())[0])
        except _CANNOT_OPEN as error:
            raise _unreadable("cannot-open", self, error) from error

    def __str__(self) -> str:
        return str(self.path) if self.member is None else f"{self.path}:{self.member}"


@dataclass(frozen=True, slots=True)
class Ratings:
    """What people thought of films, by MovieLens ids, and the TMDB ids that belong to those."""

    ratings: RawFile
    links: RawFile


@dataclass(frozen=True, slots=True)
class Dump:
    """The raw files of one release of the dump, of the daily table, or of both.

    What is absent is None; ``movies`` and ``credits`` are there together or not at all, and
    without them there is ``daily``.
    """

    movies: RawFile | None = None
    credits: RawFile | None = None
    keywords: RawFile | None = None
    ratings: Ratings | None = None
    imdb_titles: RawFile | None = None
    daily: RawFile | None = None

    def files(self) -> list[RawFile]:
        """All that are present."""
        ratings = (self.ratings.ratings, self.ratings.links) if self.ratings else ()
        every = (self.movies, self.credits, self.keywords, *ratings, self.imdb_titles, self.daily)
        return [file for file in every if file is not None]


def find_dump(place: Path) -> Dump:
    """Find the files of a dump, and the daily table where it lies beside them or alone.

    Args:
        place: a folder, or a zip.

    Raises:
        SourceError: it does not exist, a zip in it cannot be read, or a needed file is absent.
    """
    if not place.exists():
        raise SourceError(Problem("no-place", place=str(place)))
    files = {}
    if place.is_dir():
        try:
            files = _in_folder(place)
        except OSError as error:
            raise _unreadable("cannot-read", place, error) from error
    elif zipfile.is_zipfile(place):
        files = _by_name(_in_zip(place))
    else:
        raise SourceError(Problem("no-dump-format", place=str(place)))
    for names, credits_name in _RELEASES:
        movies = _first(files, names)
        if movies is None:
            continue
        credits_ = files.get(credits_name)
        if credits_ is None:
            missing = Problem(
                "file-missing", file=credits_name, place=str(place), beside=movies.name
            )
            raise SourceError(missing)
        ratings, links = _first(files, _RATINGS), files.get(_LINKS)
        return Dump(
            movies=movies,
            credits=credits_,
            keywords=files.get(_KEYWORDS),
            ratings=Ratings(ratings, links) if ratings and links else None,
            imdb_titles=files.get(_IMDB_TITLES),
            daily=_daily(files) or _daily_in_zips(place),
        )
    daily = _daily(files)
    if daily is not None:
        return Dump(daily=daily, imdb_titles=files.get(_IMDB_TITLES))
    raise SourceError(Problem("no-dump", place=str(place)))


def _first(files: dict[str, RawFile], names: Iterable[str]) -> RawFile | None:
    return next((files[name] for name in names if name in files), None)


def _daily(files: dict[str, RawFile]) -> RawFile | None:
    """The daily table; the last by name where there are several."""
    names = sorted(filter(_DAILY.fullmatch, files))
    return files[names[-1]] if names else None


def _daily_in_zips(place: Path) -> RawFile | None:
    """The daily table in a zip beside the dump's plain files."""
    for path in sorted(place.glob("*.zip"), reverse=True) if place.is_dir() else ():
        # The dump is complete without it.
        with suppress(SourceError):
            if daily := _daily(_by_name(_in_zip(path))):
                return daily
    return None


def _by_name(files: Iterable[RawFile]) -> dict[str, RawFile]:
    """The first file of each name."""
    named: dict[str, RawFile] = {}
    for file in files:
        named.setdefault(file.name, file)
    return named


def _in_folder(folder: Path) -> dict[str, RawFile]:
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    plain = [RawFile(path.name.lower(), path) for path in paths]
    gzipped = [RawFile(path.stem.lower(), path) for path in paths if path.suffix.lower() == ".gz"]
    files = _by_name([*plain, *gzipped])
    if any(_first(files, names) and credits_ in files for names, credits_ in _RELEASES):
        return files
    # Only then: a zip that nobody needs may be as damaged as it likes.
    zips = [path for path in paths if path.suffix.lower() == ".zip"]
    return _by_name([*files.values(), *(file for path in zips for file in _in_zip(path))])


def _in_zip(path: Path) -> Iterator[RawFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise _unreadable("zip-unreadable", path, error) from error
    for member in members:
        if not member.startswith("__MACOSX/"):
            yield RawFile(member.rsplit("/", 1)[-1].lower(), path, member)


def fingerprint(path: Path, known: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    """Where a file on disk is, its size, when it was written, and its SHA-256.

    Args:
        path: the file.
        known: earlier fingerprints; where one is of the same file, size and time to the
            nanosecond, its SHA-256 is taken over and the file is not read.

    Raises:
        SourceError: it cannot be read.
    """
    try:
        state = path.stat()
        found = {
            "name": path.name,
            "path": str(path.resolve()),
            "size": state.st_size,
            "written_ns": state.st_mtime_ns,
        }
        for earlier in known:
            if all(earlier.get(key) == value for key, value in found.items()):
                return {**found, "sha256": earlier["sha256"]}
        return {**found, "sha256": digest_of(path)}
    except OSError as error:
        raise _unreadable("cannot-read", path, error) from error


def bundled(what: str) -> Path:
    """The folder of our own data, ``sample`` or ``aliases``.

    In a checkout it is ``data/<what>``; in an installed distribution it lies inside this package.

    Raises:
        SourceError: it is in neither place.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "bundled" / what, package.parent / "data" / what):
        if folder.is_dir():
            return folder
    raise SourceError(Problem("bundled-missing", what=what))


def download(dataset: str = KAGGLE_DATASET) -> Path:
    """Download a dataset from Kaggle, or find it in the cache of Kaggle's client.

    Args:
        dataset: its name there, the dump's unless told.

    Returns:
        The folder of the raw files.

    Raises:
        DownloadError: the client is not installed, Kaggle cannot be reached or refuses, or the
            disk is full.
    """
    try:
        import kagglehub
    except ImportError:
        raise DownloadError(Problem("download-extra", dataset=dataset)) from None
    try:
        return Path(kagglehub.dataset_download(dataset))
    # The client raises whatever its HTTP library does, and what becomes of the files.
    except Exception as error:
        raise DownloadError(_why_no_download(error, dataset)) from error


def _why_no_download(error: Exception, dataset: str) -> Problem:
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        account = status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
        message = "download-account" if account else "download-refused"
        return Problem(message, dataset=dataset, status=str(int(status)))
    if isinstance(error, OSError) and error.errno in _CANNOT_BE_KEPT:
        return Problem("download-unkept", dataset=dataset, because=because(error))
    message = "download-unreachable" if isinstance(error, OSError) else "download-unreadable"
    return Problem(message, dataset=dataset, error=type(error).__name__)


def _unreadable(message: str, file: Path | RawFile, error: Exception) -> SourceError:
    return SourceError(Problem(message, file=str(file), because=because(error)))
