"""The bundled sample and aliases: their shape, and no more defects than were planted."""

from __future__ import annotations

import ast
import csv
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
COLUMNS = (
    "adult belongs_to_collection budget genres homepage id imdb_id original_language "
    "original_title overview popularity poster_path production_companies production_countries "
    "release_date revenue runtime spoken_languages status tagline title video vote_average "
    "vote_count"
).split()
NESTED = ("genres", "production_companies", "production_countries", "spoken_languages")
HISPANIC = set("ES AR BO BR CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV UY VE".split())
GENRES = {
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family",
    "Fantasy", "History", "Horror", "Music", "Mystery", "Romance", "Science Fiction", "Thriller",
    "War", "Western",
}  # fmt: skip

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def records() -> list[Row]:
    return read(DATA / "sample" / "movies_dataset.csv")


@pytest.fixture(scope="module")
def films(records: list[Row]) -> list[Row]:
    """The whole records, each film once, the planted repeat of one left out."""
    whole = (row for row in reversed(records) if row["title"] and row["id"].isdigit())
    return list({row["id"]: row for row in whole}.values())


@pytest.fixture(scope="module")
def credits_() -> list[Row]:
    return read(DATA / "sample" / "credits.csv")


def test_the_columns_are_the_dump_s(records: list[Row], credits_: list[Row]) -> None:
    assert list(records[0]) == COLUMNS
    assert list(credits_[0]) == ["cast", "crew", "id"]
    assert list(read(DATA / "sample" / "keywords.csv")[0]) == ["id", "keywords"]


def test_there_is_something_for_everybody(films: list[Row]) -> None:
    assert len(films) >= 300
    years = {int(row["release_date"][:4]) for row in films}
    assert {year // 10 for year in years} == set(range(192, 203))
    assert min(years) >= 1920
    genres = {g["name"] for row in films for g in ast.literal_eval(row["genres"])}
    assert genres >= GENRES
    hispanic = [
        row
        for row in films
        if HISPANIC & {c["iso_3166_1"] for c in ast.literal_eval(row["production_countries"])}
    ]
    assert len(hispanic) >= 60
    sagas = Counter(row["belongs_to_collection"] for row in films if row["belongs_to_collection"])
    assert sum(count >= 3 for count in sagas.values()) >= 15


def test_nested_columns_are_python_literals(films: list[Row], credits_: list[Row]) -> None:
    for row in films:
        assert all(isinstance(ast.literal_eval(row[column]), list) for column in NESTED)
        if row["belongs_to_collection"]:
            assert set(ast.literal_eval(row["belongs_to_collection"])) >= {"id", "name"}
    for row in credits_:
        for column in ("cast", "crew"):
            assert all(person["name"] for person in ast.literal_eval(row[column]))


def test_every_film_can_be_told_and_found(films: list[Row], credits_: list[Row]) -> None:
    directed = {
        row["id"]
        for row in credits_
        if any(person["job"] == "Director" for person in ast.literal_eval(row["crew"]))
    }
    tagged = {row["id"] for row in read(DATA / "sample" / "keywords.csv")}
    for row in films:
        assert len(row["overview"]) >= 80, row["title"]
        assert row["id"] in directed, row["title"]
        assert row["id"] in tagged, row["title"]
        assert not row["imdb_id"] or row["imdb_id"].startswith("tt"), row["title"]


def test_no_figure_is_nonsense_but_the_planted_one(films: list[Row]) -> None:
    small = [
        (row["title"], column)
        for row in films
        for column in ("budget", "revenue")
        if 0 < int(row[column]) < 1000
    ]
    assert small == [("Nosferatu", "budget")]
    assert all(0 <= float(row["vote_average"]) <= 10 for row in films)


def test_only_the_planted_ids_stand_twice(records: list[Row], credits_: list[Row]) -> None:
    twice = {id_ for id_, count in Counter(row["id"] for row in records).items() if count > 1}
    assert {row["title"] for row in records if row["id"] in twice} == {"Casablanca", "Volver"}
    assert max(Counter(row["id"] for row in records).values()) == 2
    credited = Counter(row["id"] for row in credits_)
    assert sum(count - 1 for count in credited.values()) == 1


def test_one_record_is_cut_in_two(records: list[Row]) -> None:
    halves = [place for place, row in enumerate(records) if not row["id"].isdigit()]
    assert len(halves) == 1
    first, second = records[halves[0] - 1], records[halves[0]]
    assert not first["title"]
    assert second["poster_path"] == first["original_title"]


def test_aliases_say_which_film_they_are_of(films: list[Row]) -> None:
    aliases = read(DATA / "aliases" / "es.csv")
    assert list(aliases[0]) == ["tmdb_id", "imdb_id", "title_es", "region", "year", "title"]
    assert len({row["tmdb_id"] for row in aliases}) >= 1500
    assert {row["id"] for row in films} <= {row["tmdb_id"] for row in aliases}
    for row in aliases:
        assert row["tmdb_id"].isdigit()
        assert row["title_es"].strip() == row["title_es"] != ""
        assert row["region"] in HISPANIC | {""}
    repeats = Counter((row["tmdb_id"], row["title_es"], row["region"]) for row in aliases)
    assert max(repeats.values()) == 1
