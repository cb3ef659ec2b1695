"""Writes small daily tables, in the columns and the manner of the real one."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COLUMNS = (
    "id title vote_average vote_count status release_date revenue runtime adult backdrop_path "
    "budget homepage imdb_id original_language original_title overview popularity poster_path "
    "tagline genres production_companies production_countries spoken_languages keywords"
).split()
NAME = "TMDB_movie_dataset_v11.csv"


@dataclass
class DailyTable:
    """A table in the making."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    #: Lines that are put behind the rows as they stand.
    raw: str = ""

    def film(self, movie_id: object, title: str = "", **fields: Any) -> dict[str, Any]:
        title = title or f"Film {movie_id}"
        row = {
            "id": movie_id,
            "title": title,
            "vote_average": "7.1",
            "vote_count": "350",
            "status": "Released",
            "release_date": "2026-09-18",
            "revenue": "0",
            "runtime": "112",
            "adult": "False",
            "budget": "0",
            "original_language": "en",
            "original_title": title,
            "overview": f"What happens in {title} happens to number {movie_id}.",
            "popularity": "12.5",
            "genres": "Drama, Science Fiction",
            "production_companies": "Universal Pictures",
            "production_countries": "United States of America, United Kingdom",
            "spoken_languages": "English, Spanish",
            "keywords": "robot, far future",
            **fields,
        }
        self.rows.append(row)
        return row

    def content(self) -> bytes:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return (text.getvalue() + self.raw).encode()

    def write(self, folder: Path, name: str = NAME) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(self.content())
        return path
