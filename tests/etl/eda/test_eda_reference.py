"""The report's figures against a slow, plain computation straight from the raw files."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from statistics import mean, median
from typing import Any

import pandas as pd
import pytest

from etl.eda.figures import genres, makers, money, quality, releases, votes
from etl.eda.frames import Frames
from recommender.catalogue import current_version

ROOT = Path(__file__).resolve().parents[3]

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
    """A film as somebody with patience would read it from the raw file."""

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
    saga: str
    people: dict[str, set[tuple[int, str]]] = field(
        default_factory=lambda: {"cast": set(), "director": set()}
    )

    @property
    def ratio(self) -> float | None:
        return self.revenue / self.budget if self.budget and self.revenue else None


def mended(text: str) -> str:
    """A text whose letters were encoded twice, as it was before."""

    def once(match: re.Match[str]) -> str:
        try:
            return match[0].encode("cp1252").decode()
        except UnicodeError:
            return match[0]

    return re.sub(r"[^\x00-\x7f]+", once, text)


def names(cell: str, key: str) -> list[str]:
    found = ast.literal_eval(cell) if cell else []
    return list(dict.fromkeys(mended(entry[key]).strip() for entry in found))


def number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return 0.0


def dollars(cell: str, minutes: float, most: float) -> float:
    """A sum; 0 where it is unknown, of a feature in other units, or more than any film's."""
    amount = number(cell)
    return 0.0 if amount > most or (amount < 1000 and not 0 < minutes < 40) else amount


def film(row: dict[str, str]) -> Film:
    minutes = number(row["runtime"])
    saga = row["belongs_to_collection"]
    return Film(
        day=date.fromisoformat(row["release_date"]) if row["release_date"] else None,
        language={"cn": "zh", "xx": ""}.get(row["original_language"], row["original_language"]),
        minutes=minutes,
        budget=dollars(row["budget"], minutes, 1e9),
        revenue=dollars(row["revenue"], minutes, 1e10),
        votes=int(number(row["vote_count"])),
        score=number(row["vote_average"]),
        genres=names(row["genres"], "name"),
        companies=names(row["production_companies"], "name"),
        countries=names(row["production_countries"], "iso_3166_1"),
        saga=mended(ast.literal_eval(saga)["name"]) if saga.startswith("{") else "",
    )


def raw_films(folder: Path) -> dict[int, Film]:
    path = next(path for path in folder.glob("movies_*.csv"))
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
    return {
        movie_id: film(max(records, key=lambda record: sum(map(known, record.values()))))
        for movie_id, records in whole.items()
    }


def known(cell: str) -> bool:
    return cell not in {"", "0", "0.0", "[]"}


def add_people(films: dict[int, Film], folder: Path) -> None:
    raw = pd.read_csv(folder / "credits.csv", dtype=str, keep_default_na=False)
    for movie_id, cast, crew in zip(raw["id"].astype(int), raw["cast"], raw["crew"], strict=True):
        if movie_id in films:
            people = films[movie_id].people
            people["cast"] |= {
                (person["id"], mended(person["name"]).strip()) for person in ast.literal_eval(cast)
            }
            people["director"] |= {
                (person["id"], mended(person["name"]).strip())
                for person in ast.literal_eval(crew)
                if person["job"] == "Director"
            }


@dataclass
class Both:
    """One dump twice: read the long way, and as the report reads its catalogue."""

    films: list[Film]
    frames: Frames

    def having(self, keys: Callable[[Film], Iterable[Any]]) -> dict[Any, list[Film]]:
        found: dict[Any, list[Film]] = defaultdict(list)
        for one in self.films:
            for key in dict.fromkeys(keys(one)):
                found[key].append(one)
        return found


@pytest.fixture(
    scope="module",
    params=[
        "sample",
        pytest.param("movies-1k", marks=pytest.mark.real_data),
        pytest.param("movies-45k", marks=pytest.mark.real_data),
    ],
)
def both(request: pytest.FixtureRequest, catalogues: Callable[[Path], Path]) -> Both:
    if request.param == "sample":
        folder = ROOT / "data" / "sample"
    else:
        folder = request.getfixturevalue("real_data") / request.param
    films = raw_films(folder)
    add_people(films, folder)
    root = catalogues(folder) / "catalogue"
    return Both(list(films.values()), Frames.read(root / current_version(root)))


def decade_of(one: Film) -> list[int]:
    return [one.day.year // 10 * 10] if one.day else []


def as_dict(counts: pd.Series) -> dict[Any, int]:
    return {key: int(count) for key, count in counts.items() if count}


def test_films_by_time(both: Both) -> None:
    days = [one.day for one in both.films if one.day]
    assert len(days) > 0.9 * len(both.films) > 100
    assert as_dict(releases.by_year(both.frames)) == Counter(day.year for day in days)
    assert as_dict(releases.by_month(both.frames)) == Counter(day.month for day in days)
    assert as_dict(releases.by_weekday(both.frames)) == Counter(day.weekday() for day in days)
    assert releases.first_days(both.frames)[0] == sum(
        (day.month, day.day) == (1, 1) for day in days
    )


def test_films_by_country_language_and_genre(both: Both) -> None:
    for column in ("countries", "genres"):
        expected = Counter(name for one in both.films for name in getattr(one, column))
        assert as_dict(releases.by_value(both.frames, column)) == expected
    languages = Counter(one.language for one in both.films if one.language)
    assert as_dict(releases.by_language(both.frames)) == languages


def test_lengths(both: Both) -> None:
    minutes = [round(one.minutes) for one in both.films if one.minutes]
    assert releases.runtimes(both.frames).sum() == sum(minutes)
    by_decade = releases.runtime_by_decade(both.frames)
    for decade, films in both.having(decade_of).items():
        features = [one.minutes for one in films if one.minutes >= 40]
        if features:
            assert by_decade.loc[decade, "films"] == len(features)
            assert by_decade.loc[decade, "middle"] == median(features)


def test_genres_that_go_together(both: Both) -> None:
    pairs = Counter(pair for one in both.films for pair in combinations(sorted(one.genres), 2))
    alone = Counter(name for one in both.films for name in one.genres)
    films = sum(bool(one.genres) for one in both.films)
    found = genres.pairs(both.frames)
    assert len(found) == len(alone) * (len(alone) - 1) / 2
    for row in found.itertuples():
        count = pairs[tuple(sorted((row.one, row.two)))]
        expected = alone[row.one] * alone[row.two] / films
        assert row.films == count
        if expected >= genres.LEAST_EXPECTED:
            assert row.lift == pytest.approx(count / expected)


def test_votes(both: Both) -> None:
    counts = sorted((one.votes for one in both.films), reverse=True)
    top = max(1, round(len(counts) / 100))
    assert votes.concentration(both.frames) == pytest.approx(sum(counts[:top]) / sum(counts))
    scores = [one.score for one in both.films if one.votes and one.score]
    assert votes.voted(both.frames)["vote_average"].mean() == pytest.approx(mean(scores), rel=1e-5)


def test_what_is_missing(both: Both) -> None:
    missing = quality.missing(both.frames)
    for column, values in {
        "budget": [one.budget for one in both.films],
        "revenue": [one.revenue for one in both.films],
        "runtime": [one.minutes for one in both.films],
        "genres": [one.genres for one in both.films],
        "companies": [one.companies for one in both.films],
        "collection": [one.saga for one in both.films],
        "cast": [one.people["cast"] for one in both.films],
        "director": [one.people["director"] for one in both.films],
    }.items():
        assert missing[column] == pytest.approx(1 - sum(map(bool, values)) / len(values)), column


def assert_returns(found: pd.DataFrame, expected: dict[Any, list[Film]]) -> None:
    enough = {
        key: films
        for key, films in expected.items()
        if sum(one.ratio is not None for one in films) >= 6
    }
    assert set(found.index) == set(enough)
    for key, films in enough.items():
        ratios = sorted(one.ratio for one in films if one.ratio is not None)
        row = found.loc[key]
        assert (row["films"], row["known"]) == (len(films), len(ratios))
        assert row["mean"] == pytest.approx(mean(ratios))
        assert row["middle"] == pytest.approx(median(ratios))
        assert row["low"] in [pytest.approx(ratio) for ratio in ratios]
        paid = [one for one in films if one.ratio is not None]
        assert row["budget"] == sum(int(one.budget) for one in paid)
        assert row["revenue"] == sum(int(one.revenue) for one in paid)


def test_returns(both: Both) -> None:
    frames = both.frames
    assert_returns(money.returns_by_genre(frames), both.having(lambda one: one.genres))
    assert_returns(
        money.returns_by_month(frames), both.having(lambda one: [one.day.month] if one.day else [])
    )
    assert_returns(
        money.returns_by_decade(frames),
        both.having(decade_of),
    )
    assert_returns(
        money.returns_by(frames, frames.lists["companies"]), both.having(lambda one: one.companies)
    )


def test_profits(both: Both) -> None:
    profits = sorted(
        (one.revenue - one.budget for one in both.films if one.ratio is not None), reverse=True
    )
    highest = money.extremes(both.frames, "profit", 12, highest=True)["profit"]
    lowest = money.extremes(both.frames, "profit", 12, highest=False)["profit"]
    assert highest.tolist() == profits[:12]
    assert lowest.tolist() == profits[::-1][:12]


def test_sagas_and_studios(both: Both) -> None:
    for found, expected in (
        (makers.collections(both.frames), both.having(lambda one: [one.saga] if one.saga else [])),
        (makers.companies(both.frames), both.having(lambda one: one.companies)),
    ):
        assert set(found.index) == set(expected)
        for name in found.index[:200]:
            known_revenues = [one.revenue for one in expected[name] if one.revenue]
            assert found.loc[name, "films"] == len(expected[name])
            assert found.loc[name, "known"] == len(known_revenues)
            assert found.loc[name, "revenue"] == sum(map(int, known_revenues))
        totals = sorted(sum(one.revenue for one in films) for films in expected.values())
        assert found["revenue"].iloc[0] == pytest.approx(totals[-1])


def test_people(both: Both) -> None:
    for role in ("cast", "director"):
        expected = both.having(lambda one, role=role: one.people[role])  # type: ignore[misc]
        found = makers.people(both.frames, role)
        assert sorted(found["films"]) == sorted(map(len, expected.values()))
        assert Counter(found["name"]) == Counter(name for _, name in expected)
        returns = makers.returns_by_person(both.frames, role)
        paid = [
            [one.ratio for one in films if one.ratio is not None] for films in expected.values()
        ]
        enough = [ratios for ratios in paid if len(ratios) >= 6]
        assert sorted(returns["known"]) == sorted(map(len, enough))
        assert sorted(returns["middle"]) == pytest.approx(sorted(map(median, enough)))
