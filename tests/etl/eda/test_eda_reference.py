"""The report's figures against a slow, plain computation straight from the raw files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import mean, median
from typing import Any

import pandas as pd
import pytest
from dump_by_hand import Film, read_films

from etl.eda.figures import genres, makers, money, quality, releases, votes
from etl.eda.frames import Frames
from recommender.catalogue import current_version

ROOT = Path(__file__).resolve().parents[3]


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
    root = catalogues(folder) / "catalogue"
    return Both(list(read_films(folder).values()), Frames.read(root / current_version(root)))


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
