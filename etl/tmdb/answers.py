"""What TMDB answered about films: one row a film, kept as Parquet with the day of the answer.

The folder grows by one file each time that some hundred answers have come, written beside and
renamed; a run that is killed loses what came since. Of a film that was asked about again the
latest answer counts. TMDB wants nothing kept for longer than six months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from etl.aliases import REGIONS
from etl.clean import is_placeholder, line, text
from etl.credits import ROLE_OF_JOB
from etl.errors import SourceError, because
from recommender.errors import Problem

#: An answer is asked for anew after this, well before the six months are over …
REFRESHED_AFTER = timedelta(days=150)
#: … and is no longer used after these.
KEPT_FOR = timedelta(days=180)

_TITLE = pa.struct([("title", pa.string()), ("region", pa.string())])
_OVERVIEW = pa.struct([("overview", pa.string()), ("region", pa.string())])
_CREDIT = pa.struct(
    [
        ("person_id", pa.int32()),
        ("name", pa.string()),
        ("role", pa.int8()),  # a place in `recommender.catalogue.ROLES`
        ("character", pa.string()),
        ("place", pa.int32()),
    ]
)
_OFFER = pa.struct([("country", pa.string()), ("kind", pa.string()), ("provider", pa.string())])
ANSWERS_SCHEMA = pa.schema(
    [
        pa.field("movie_id", pa.int32(), nullable=False),
        pa.field("answered_at", pa.timestamp("s", "UTC"), nullable=False),
        pa.field("found", pa.bool_(), nullable=False),
        pa.field("poster_path", pa.string()),
        pa.field("titles", pa.list_(_TITLE), nullable=False),  # Spanish, the main ones first
        pa.field("overviews", pa.list_(_OVERVIEW), nullable=False),  # Spanish, Spain's first
        pa.field("credits", pa.list_(_CREDIT), nullable=False),
        pa.field("offers", pa.list_(_OFFER), nullable=False),  # where it can be watched
    ]
)
#: How a film may be watched, as TMDB calls it.
KINDS = ("flatrate", "free", "ads", "rent", "buy")

_PART = "answers-"
#: Files beyond this many are made one.
_MOST_PARTS = 40
_MAX_INT32 = 2**31 - 1
_NO_ORDER = _MAX_INT32


def read_answer(movie_id: int, answer: Mapping[str, Any] | None, now: datetime) -> dict[str, Any]:
    """One row of `ANSWERS_SCHEMA` from what TMDB said of a film, or from its not knowing it.

    Whatever in it is not of the shape that it should be counts as not said.
    """
    said = answer or {}
    poster = said.get("poster_path")
    translations = [
        entry
        for entry in _entries(said, "translations", "translations")
        if entry.get("iso_639_1") == "es"
    ]
    translations.sort(key=lambda entry: _rank(entry.get("iso_3166_1")))
    return {
        "movie_id": movie_id,
        "answered_at": now,
        "found": answer is not None,
        "poster_path": poster if isinstance(poster, str) and poster.startswith("/") else None,
        "titles": list(_titles(translations, _entries(said, "alternative_titles", "titles"))),
        "overviews": list(_overviews(translations)),
        "credits": [
            *_cast(_entries(said, "credits", "cast")),
            *_crew(_entries(said, "credits", "crew")),
        ],
        "offers": list(_offers(said.get("watch/providers"))),
    }


def _rank(region: object) -> int:
    return REGIONS.index(region) if region in REGIONS else len(REGIONS)


def _entries(said: Mapping[str, Any], part: str, name: str) -> list[Mapping[str, Any]]:
    """The objects of a list inside a part of an answer."""
    inside = said.get(part)
    found = inside.get(name) if isinstance(inside, dict) else None
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _line(value: object) -> str | None:
    return line(value, lambda _: None) if isinstance(value, str) else None


def _titles(
    translations: Iterable[Mapping[str, Any]], others: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    known = set()
    for entry in translations:
        data = entry.get("data")
        title = _line(data.get("title")) if isinstance(data, dict) else None
        if title and title not in known:
            known.add(title)
            yield {"title": title, "region": _region(entry)}
    for entry in others:
        title = _line(entry.get("title"))
        if title and title not in known and entry.get("iso_3166_1") in REGIONS:
            known.add(title)
            yield {"title": title, "region": _region(entry)}


def _region(entry: Mapping[str, Any]) -> str | None:
    region = entry.get("iso_3166_1")
    return region if isinstance(region, str) and region else None


def _overviews(translations: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in translations:
        data = entry.get("data")
        said = data.get("overview") if isinstance(data, dict) else None
        overview = text(said, lambda _: None) if isinstance(said, str) else None
        if overview and not is_placeholder(overview):
            yield {"overview": overview, "region": _region(entry)}


def _person(entry: Mapping[str, Any]) -> dict[str, Any] | None:
    name, person = _line(entry.get("name")), entry.get("id")
    if name is None:
        return None
    known = isinstance(person, int) and 0 < person <= _MAX_INT32
    return {"person_id": person if known else None, "name": name}


def _cast(entries: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        person, order = _person(entry), entry.get("order")
        if person is not None:
            place = order if isinstance(order, int) and 0 <= order < _NO_ORDER else _NO_ORDER
            yield person | {"role": 0, "character": _line(entry.get("character")), "place": place}


def _crew(entries: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for place, entry in enumerate(entries):
        person, job = _person(entry), entry.get("job")
        role = ROLE_OF_JOB.get(job) if isinstance(job, str) else None
        if person is not None and role is not None:
            yield person | {"role": role, "character": None, "place": place}


def _offers(part: object) -> Iterator[dict[str, str]]:
    countries = part.get("results") if isinstance(part, dict) else None
    for country, offers in countries.items() if isinstance(countries, dict) else ():
        for kind in KINDS if isinstance(offers, dict) and len(country) == 2 else ():
            entries = offers.get(kind)
            for entry in entries if isinstance(entries, list) else ():
                provider = _line(entry.get("provider_name")) if isinstance(entry, dict) else None
                if provider:
                    yield {"country": country, "kind": kind, "provider": provider}


class Answers:
    """The answers in a folder.

    A file that cannot be read is passed over, and its films are asked about again.

    Args:
        folder: where they are kept; made when something is written.
        now: the moment that ages are counted from.

    Attributes:
        unreadable: files that were passed over, and why.
    """

    def __init__(self, folder: Path, now: datetime | None = None) -> None:
        self.folder = folder
        self.now = now or datetime.now(UTC)
        self._dates: dict[int, datetime] | None = None
        self.unreadable: dict[str, Problem] = {}

    def parts(self) -> list[Path]:
        """The files, the oldest first."""
        return sorted(self.folder.glob(f"{_PART}*.parquet"))

    def dates(self) -> Mapping[int, datetime]:
        """When each film that was asked about was last answered, of answers that may be kept."""
        if self._dates is not None:
            return self._dates
        found: dict[int, datetime] = {}
        for table in self._tables(self.parts(), ["movie_id", "answered_at"]):
            ids, when = table["movie_id"].to_pylist(), table["answered_at"].to_pylist()
            for movie_id, moment in zip(ids, when, strict=True):
                if movie_id not in found or moment >= found[movie_id]:
                    found[movie_id] = moment
        oldest = self.now - KEPT_FOR
        self._dates = {movie_id: when for movie_id, when in found.items() if when >= oldest}
        return self._dates

    def table(self, columns: Sequence[str], movie_ids: NDArray[np.int32]) -> pa.Table:
        """The latest answers about some films that TMDB knows, ordered by id.

        Args:
            columns: of `ANSWERS_SCHEMA`, besides ``movie_id``.
            movie_ids: ascending, each once.
        """
        dates = self.dates()
        taken: set[int] = set()
        schema = pa.schema([ANSWERS_SCHEMA.field(name) for name in ("movie_id", *columns)])
        found = [schema.empty_table()]
        wanted_columns = list(dict.fromkeys(("movie_id", "answered_at", "found", *columns)))
        for table in self._tables(reversed(self.parts()), wanted_columns):
            ids = table["movie_id"].to_numpy()
            wanted = np.isin(ids, movie_ids) & np.asarray(table["found"])
            when = table["answered_at"].to_pylist()
            rows = []
            for row in reversed(range(len(ids))):
                movie_id = int(ids[row])
                if movie_id not in taken and dates.get(movie_id) == when[row]:
                    taken.add(movie_id)
                    if wanted[row]:
                        rows.append(row)
            found.append(table.take(pa.array(rows, pa.int64())).select(schema.names).cast(schema))
        whole = pa.concat_tables(found)
        order = np.argsort(whole["movie_id"].to_numpy(), kind="stable")
        return whole.take(pa.array(order)).combine_chunks()

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep some more answers, all or none.

        Raises:
            SourceError: the folder cannot be written to.
        """
        if rows:
            table = pa.Table.from_pylist(list(rows), schema=ANSWERS_SCHEMA)
            self._write([table], f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}")

    def compact(self) -> None:
        """Make many files one, and forget what may not be kept any longer.

        Raises:
            SourceError: the folder cannot be written to.
        """
        parts = self.parts()
        moments = (table["answered_at"] for table in self._tables(parts, ["answered_at"]))
        oldest = min((pc.min(column).as_py() for column in moments if len(column)), default=None)
        stale = oldest is not None and oldest < self.now - KEPT_FOR
        if len(parts) <= _MOST_PARTS and not stale:
            return
        # Named as the newest of its parts: whatever comes later counts for more.
        self._write(self._latest(parts), f"{parts[-1].stem.removeprefix(_PART)}z")
        for part in parts:
            part.unlink(missing_ok=True)

    def _latest(self, parts: Sequence[Path]) -> Iterator[pa.Table]:
        """The rows of some files without those that a later one replaces."""
        dates = self.dates()
        taken: set[int] = set()
        for table in self._tables(reversed(parts), ANSWERS_SCHEMA.names):
            rows = []
            ids, when = table["movie_id"].to_pylist(), table["answered_at"].to_pylist()
            for row in reversed(range(len(ids))):
                if ids[row] not in taken and dates.get(ids[row]) == when[row]:
                    taken.add(ids[row])
                    rows.append(row)
            yield table.take(pa.array(rows, pa.int64())).cast(ANSWERS_SCHEMA)

    def _tables(self, parts: Iterable[Path], columns: list[str]) -> Iterator[pa.Table]:
        for part in parts:
            try:
                yield pq.read_table(part, columns=columns)
            except (OSError, pa.ArrowException, KeyError) as error:
                self.unreadable[part.name] = Problem(
                    "cannot-read", file=part.name, because=because(error)
                )

    def _write(self, tables: Iterable[pa.Table], name: str) -> None:
        path = self.folder / f"{_PART}{name}.parquet"
        beside = self.folder / f".{path.name}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with pq.ParquetWriter(beside, ANSWERS_SCHEMA, compression="zstd") as writer:
                for table in tables:
                    writer.write_table(table)
            beside.replace(path)
        except OSError as error:
            raise SourceError(
                Problem("cannot-write", place=str(self.folder), because=because(error))
            ) from error
        finally:
            beside.unlink(missing_ok=True)
        self._dates = None
