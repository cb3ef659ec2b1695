"""Answers in figures against a slow, plain computation straight from the raw files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dump_by_hand import Film, read_films

from bot.assistant import Assistant, Request
from bot.assistant.arguments import read_country
from recommender import Recommender

pytestmark = pytest.mark.real_data


def as_tables(films: dict[int, Film]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The films, one a row by id, and their people, one row a film, person and role."""
    table = pd.DataFrame.from_dict(
        {
            movie_id: {
                "title": one.title,
                "date": one.day,
                "budget": one.budget or None,
                "revenue": one.revenue or None,
                "return": one.ratio,
                "genres": one.genres,
                "companies": one.companies,
                "countries": one.countries,
                "country_names": one.country_names,
                "collection": one.saga or None,
            }
            for movie_id, one in films.items()
        },
        orient="index",
    )
    table["date"] = pd.to_datetime(table["date"], errors="coerce")
    for column in ("budget", "revenue", "return"):
        table[column] = table[column].astype(float)
    roles = [
        (movie_id, person, name, role)
        for movie_id, one in films.items()
        for role, people in one.people.items()
        for person, name in people
    ]
    return table, pd.DataFrame(roles, columns=["movie", "person", "name", "role"])


class Raw:
    """One dump twice: as plain tables, and as the assistant that answers about its catalogue."""

    def __init__(self, folder: Path, data_dir: Path) -> None:
        self.films, self.credits = as_tables(read_films(folder))
        recommender = Recommender.open(data_dir / "catalogue")
        self.countries = recommender.countries
        self.assistant = Assistant(recommender)

    def facts(self, text: str) -> dict[str, Any]:
        return dict(self.assistant.respond(Request(chat=0, user=0, text=text)).facts)

    def having(self, column: str, value: str) -> pd.DataFrame:
        return self.films[self.films[column].map(lambda values: value in values)]

    def by_size(self, column: str) -> list[str]:
        return list(self.films[column].explode().value_counts().index)


@pytest.fixture(scope="module", params=["movies-1k", "movies-45k"])
def raw(request: pytest.FixtureRequest, real_data: Path, catalogues: Callable[[Path], Path]) -> Raw:
    folder = real_data / request.param
    return Raw(folder, catalogues(folder))


def assert_sums(facts: dict[str, Any], mine: pd.DataFrame) -> None:
    assert facts["count"] == len(mine)
    assert facts["known_revenues"] == mine["revenue"].count()
    assert facts["known_returns"] == mine["return"].count()
    for figure, column, how in (
        ("total_revenue", "revenue", "sum"),
        ("mean_revenue", "revenue", "mean"),
        ("total_return", "return", "sum"),
        ("mean_return", "return", "mean"),
    ):
        known = mine[column].dropna()
        expected = getattr(known, how)() if len(known) else None
        assert facts[figure] == (None if expected is None else pytest.approx(expected, rel=1e-6))


def test_every_month(raw: Raw) -> None:
    expected = raw.films["date"].dt.month.value_counts()
    for month in range(1, 13):
        assert raw.facts(f"/peliculas_mes {month}")["count"] == expected.get(month, 0)
    assert raw.facts("/month")["count"] == expected.sum()


def test_every_day_of_the_week(raw: Raw) -> None:
    expected = raw.films["date"].dt.day_of_week.value_counts()
    for weekday in range(1, 8):
        assert raw.facts(f"/peliculas_dia {weekday}")["count"] == expected.get(weekday - 1, 0)


def test_every_year(raw: Raw) -> None:
    for year, mine in raw.films.groupby(raw.films["date"].dt.year):
        assert_sums(raw.facts(f"/anio {year:.0f}"), mine)


def test_every_genre_and_country(raw: Raw) -> None:
    for command, column in (("genero", "genres"), ("pais", "countries")):
        for value in raw.by_size(column):
            assert_sums(raw.facts(f"/{command} {value}"), raw.having(column, value))


def test_the_dump_s_names_of_countries_are_read(raw: Raw) -> None:
    both = raw.films[["countries", "country_names"]]
    pairs = {
        pair
        for codes, names in both.itertuples(index=False)
        for pair in zip(codes, names, strict=False)
        if len(codes) == len(names)
    }
    known = raw.countries
    wrong = {name for code, name in pairs if read_country(name, known).value != code}
    # Two countries of one name.
    assert wrong <= {"Congo"}


def test_the_largest_companies(raw: Raw) -> None:
    for name in raw.by_size("companies")[:200]:
        facts = raw.facts(f"/productora {name}")
        assert facts.get("company") == name
        assert_sums(facts, raw.having("companies", name))


def test_a_hundred_franchises(raw: Raw) -> None:
    for name in raw.by_size("collection")[:100]:
        facts = raw.facts(f"/franquicia {name}")
        assert facts.get("franchise") == name
        mine = raw.films[raw.films["collection"] == name]
        assert_sums(facts, mine)
        assert {film["id"] for film in facts["films"]} == set(mine.index)


def people(raw: Raw, role: str, n: int) -> Iterator[tuple[tuple[int, str], pd.DataFrame]]:
    """Those with the most films in a role; of several with one name, the one who has most."""
    mine = raw.credits[raw.credits["role"] == role]
    sizes = mine.groupby(["person", "name"])["movie"].nunique().sort_values(ascending=False)
    single = sizes[~sizes.index.get_level_values("name").duplicated(keep=False)]
    for person, name in single.index[:n]:
        rows = mine[(mine["person"] == person) & (mine["name"] == name)]
        yield (int(person), str(name)), raw.films.loc[sorted(set(rows["movie"]))]


def test_fifty_who_act(raw: Raw) -> None:
    for (person, name), mine in people(raw, "cast", 50):
        facts = raw.facts(f"/actor {name}")
        assert facts["person"] == {"id": person, "name": name}
        assert_sums(facts, mine)


def test_fifty_who_direct(raw: Raw) -> None:
    for (person, name), mine in people(raw, "director", 50):
        facts = raw.facts(f"/director {name}")
        assert facts["person"] == {"id": person, "name": name}
        assert_sums(facts, mine)
        dates = [film["release_date"] for film in facts["films"] if film["release_date"]]
        assert dates == sorted(dates)
        for film in facts["films"]:
            assert_film(film, mine.loc[film["id"]])


def test_namesakes_are_told_apart(raw: Raw) -> None:
    cast = raw.credits[raw.credits["role"] == "cast"]
    ids = cast.groupby("name")["person"].nunique()
    for name in ids[ids > 1].index[:20]:
        reply = raw.assistant.respond(Request(chat=0, user=0, text=f"/actor {name}"))
        presses = [button.action for row in reply.buttons for button in row]
        replies = [reply, *(raw.assistant.respond(Request(0, 0, press=said)) for said in presses)]
        people = [answer.facts["person"] for answer in replies]
        mine = cast[cast["name"] == name].groupby("person")["movie"].nunique()
        found = {
            person["id"]: answer.facts["count"]
            for person, answer in zip(people, replies, strict=True)
            if person["name"] == name
        }
        assert found == dict(mine)


def assert_film(film: dict[str, Any], expected: pd.Series[Any]) -> None:
    day = expected["date"]
    assert film["release_date"] == (None if pd.isna(day) else day.date().isoformat())
    assert film["year"] == (None if pd.isna(day) else day.year)
    for figure in ("budget", "revenue", "return"):
        value = expected[figure]
        assert film[figure] == (None if pd.isna(value) else pytest.approx(value, rel=1e-6))
    profit = expected["revenue"] - expected["budget"]
    assert film["profit"] == (None if pd.isna(profit) else profit)


def test_dates_are_dates(raw: Raw) -> None:
    # So that the comparison above cannot pass on nothing but gaps.
    assert raw.films["date"].count() > 0.98 * len(raw.films)
    assert raw.films["date"].max().date() > datetime.date(2010, 1, 1)
