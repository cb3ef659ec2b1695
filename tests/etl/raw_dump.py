"""Writes tiny raw dumps in the formats that the ETL reads."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOVIES_DATASET = (
    "adult belongs_to_collection budget genres homepage id imdb_id original_language "
    "original_title overview popularity poster_path production_companies production_countries "
    "release_date revenue runtime spoken_languages status tagline title video vote_average "
    "vote_count"
).split()
TMDB_5000 = (
    "budget genres homepage id keywords original_language original_title overview popularity "
    "production_companies production_countries release_date revenue runtime spoken_languages "
    "status tagline title vote_average vote_count"
).split()
NESTED = {
    "belongs_to_collection",
    "genres",
    "keywords",
    "production_companies",
    "production_countries",
    "spoken_languages",
    "cast",
    "crew",
}


def named(*names: str) -> list[dict[str, Any]]:
    return [{"id": 10 + place, "name": name} for place, name in enumerate(names)]


def actor(name: str, order: int = 0, person: int = 1, character: str = "") -> dict[str, Any]:
    return {
        "cast_id": 1,
        "character": character,
        "credit_id": "52fe",
        "gender": 0,
        "id": person,
        "name": name,
        "order": order,
        "profile_path": None,
    }


def member(name: str, job: str = "Director", person: int = 2) -> dict[str, Any]:
    return {
        "credit_id": "52fe",
        "department": "Directing",
        "gender": 0,
        "id": person,
        "job": job,
        "name": name,
        "profile_path": None,
    }


@dataclass
class RawDump:
    """A dump in the making: rows of its three files, and how they are to be written."""

    films: list[dict[str, Any]] = field(default_factory=list)
    credits: list[dict[str, Any]] = field(default_factory=list)
    keywords: list[dict[str, Any]] = field(default_factory=list)
    columns: list[str] = field(default_factory=lambda: list(MOVIES_DATASET))
    nested: Callable[[Any], str] = repr
    line_end: str = "\n"
    encoding: str = "utf-8"

    def film(self, movie_id: object, title: str = "", **fields: Any) -> dict[str, Any]:
        title = title or f"Film {movie_id}"
        row = {
            "adult": "False",
            "budget": "0",
            "genres": named("Drama"),
            "id": movie_id,
            "original_language": "en",
            "original_title": title,
            "overview": f"What happens in {title} happens to number {movie_id}.",
            "popularity": "1.5",
            "production_companies": [],
            "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
            "release_date": "1999-10-15",
            "revenue": "0",
            "runtime": "101.0",
            "spoken_languages": [{"iso_639_1": "en", "name": "English"}],
            "status": "Released",
            "title": title,
            "video": "False",
            "vote_average": "6.5",
            "vote_count": "120",
            **fields,
        }
        self.films.append(row)
        return row

    def credit(self, movie_id: object, cast: Any = (), crew: Any = ()) -> None:
        self.credits.append({"cast": list(cast), "crew": list(crew), "id": movie_id})

    def keyword(self, movie_id: object, *names: str) -> None:
        self.keywords.append({"id": movie_id, "keywords": named(*names)})

    def cell(self, column: str, value: Any) -> str:
        if column in NESTED and not isinstance(value, str):
            return self.nested(value)
        return str(value)

    def csv(self, columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> bytes:
        columns = list(columns)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=self.line_end)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([self.cell(column, row.get(column, "")) for column in columns])
        return text.getvalue().encode(self.encoding)

    def files(self) -> dict[str, bytes]:
        if "belongs_to_collection" not in self.columns:
            credits_ = [{"movie_id": row["id"], **row} for row in self.credits]
            return {
                "tmdb_5000_movies.csv": self.csv(self.columns, self.films),
                "tmdb_5000_credits.csv": self.csv(("movie_id", "title", "cast", "crew"), credits_),
            }
        files = {
            "movies_metadata.csv": self.csv(self.columns, self.films),
            "credits.csv": self.csv(("cast", "crew", "id"), self.credits),
        }
        if self.keywords:
            files["keywords.csv"] = self.csv(("id", "keywords"), self.keywords)
        return files

    def write(self, folder: Path, **others: bytes) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (self.files() | others).items():
            (folder / name).write_bytes(content)
        return folder

    def write_gzipped(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files().items():
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
        return folder

    def write_zip(self, path: Path, inside: str = "") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.files().items():
                archive.writestr(f"{inside}{name}", content)
        return path


def dump_of(count: int) -> RawDump:
    """A sound dump of ``count`` films with casts, crews and keywords."""
    dump = RawDump()
    for number in range(1, count + 1):
        dump.film(number, f"The story of {number}", vote_count=str(number))
        dump.credit(
            number,
            [actor(f"Player {number % 17}", 0, 100 + number % 17), actor("Extra", 1, 99)],
            [member(f"Director {number % 7}", person=200 + number % 7)],
        )
        dump.keyword(number, f"topic {number % 11}", f"topic {number % 13}")
    return dump


def as_tmdb_5000(dump: RawDump) -> RawDump:
    """The same films as that release writes them: JSON, other names, keywords with the film."""
    words = {row["id"]: row["keywords"] for row in dump.keywords}
    films = [{**row, "keywords": words.get(row["id"], [])} for row in dump.films]
    return RawDump(films, dump.credits, [], list(TMDB_5000), json.dumps)
