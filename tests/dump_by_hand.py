"""Reads a raw dump the long way, as somebody with patience would: the figures to check against."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

#: Where the columns of a film that a line break cut in two lie in the second half.
SHIFTED = {
    "production_companies": "genres",
    "production_countries": "homepage",
    "release_date": "id",
    "revenue": "imdb_id",
    "runtime": "original_language",
    "title": "poster_path",
    "vote_average": "production_countries",
    "vote_count": "release_date",
}


@dataclass
class Film:
    """A film of the dump; a sum, a length or a score of 0 is unknown."""

    title: str
    day: date | None
    language: str
    minutes: float
    budget: float
    revenue: float
    votes: int
    score: float
    genres: list[str]
    companies: list[str]
    countries: list[str]
    country_names: list[str]
    saga: str
    people: dict[str, set[tuple[int, str]]] = field(
        default_factory=lambda: {"cast": set(), "director": set()}
    )

    @property
    def ratio(self) -> float | None:
        return self.revenue / self.budget if self.budget and self.revenue else None


def read_films(folder: Path) -> dict[int, Film]:
    """The films of a folder with The Movies Dataset, with their people, by id."""
    path = next(folder.glob("movies_*.csv"))
    rows: list[dict[str, Any]] = pd.read_csv(path, dtype=str, keep_default_na=False).to_dict(
        "records"
    )
    whole: dict[int, list[dict[str, str]]] = defaultdict(list)
    for place, row in enumerate(rows):
        if "-" in row["id"]:
            for column, other in SHIFTED.items():
                rows[place - 1][column] = row[other]
        else:
            whole[int(row["id"])].append(row)
    # Of a film that is there twice, the record with fewer gaps.
    films = {
        movie_id: _film(max(records, key=lambda record: sum(map(_known, record.values()))))
        for movie_id, records in whole.items()
    }
    _add_people(films, folder)
    return films


def _known(cell: str) -> bool:
    return cell not in {"", "0", "0.0", "[]"}


def _film(row: dict[str, str]) -> Film:
    minutes = _number(row["runtime"])
    saga = row["belongs_to_collection"]
    return Film(
        title=_mended(row["title"]),
        day=date.fromisoformat(row["release_date"]) if row["release_date"] else None,
        language={"cn": "zh", "xx": ""}.get(row["original_language"], row["original_language"]),
        minutes=minutes,
        budget=_dollars(row["budget"], minutes, 1e9),
        revenue=_dollars(row["revenue"], minutes, 1e10),
        votes=int(_number(row["vote_count"])),
        score=_number(row["vote_average"]),
        genres=_listed(row["genres"], "name"),
        companies=_listed(row["production_companies"], "name"),
        countries=_listed(row["production_countries"], "iso_3166_1"),
        country_names=_listed(row["production_countries"], "name"),
        saga=_mended(ast.literal_eval(saga)["name"]) if saga.startswith("{") else "",
    )


def _add_people(films: dict[int, Film], folder: Path) -> None:
    raw = pd.read_csv(folder / "credits.csv", dtype=str, keep_default_na=False)
    for movie_id, cast, crew in zip(raw["id"].astype(int), raw["cast"], raw["crew"], strict=True):
        if movie_id in films:
            people = films[movie_id].people
            people["cast"] |= set(map(_person, ast.literal_eval(cast)))
            people["director"] |= {
                _person(entry) for entry in ast.literal_eval(crew) if entry["job"] == "Director"
            }


def _person(entry: dict[str, Any]) -> tuple[int, str]:
    return entry["id"], _mended(entry["name"]).strip()


def _mended(text: str) -> str:
    """A text whose letters were encoded twice, as it was before."""

    def once(match: re.Match[str]) -> str:
        try:
            return match[0].encode("cp1252").decode()
        except UnicodeError:
            return match[0]

    return re.sub(r"[^\x00-\x7f]+", once, text)


def _listed(cell: str, key: str) -> list[str]:
    found = ast.literal_eval(cell) if cell else []
    return list(dict.fromkeys(_mended(entry[key]).strip() for entry in found))


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return 0.0


def _dollars(cell: str, minutes: float, most: float) -> float:
    """A sum; 0 where it is unknown, of a feature in other units, or more than any film's."""
    amount = _number(cell)
    return 0.0 if amount > most or (amount < 1000 and not 0 < minutes < 40) else amount
