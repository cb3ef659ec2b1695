from __future__ import annotations

from datetime import date, timedelta
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from eda_reports import publish
from eda_tables import CREATED, film, frames
from raw_dump import dump_of

from etl.eda.cards import Author
from etl.eda.chapters.oddities import chapter
from etl.eda.figures import (
    changes,
    genres,
    makers,
    money,
    oddities,
    quality,
    releases,
    votes,
    words,
)
from etl.eda.frames import Frames
from etl.eda.texts import texts_in
from recommender.catalogue import Catalogue


def account(**kinds: dict[str, int]) -> dict[str, object]:
    file = {
        "read": 10,
        "kept": 7,
        "mended": {"records": 2, "kinds": kinds.get("mended", {})},
        "merged": kinds.get("merged", {}),
        "put_aside": kinds.get("put_aside", {}),
        "cells_put_aside": kinds.get("cells", {}),
    }
    return {"files": {"films.csv": file}, "counts": {}}


def test_the_account_is_told_as_it_was_kept() -> None:
    kept = account(mended={"a": 2}, merged={"b": 1}, put_aside={"c": 2}, cells={"d: e": 4})
    assert quality.files(kept).loc["films.csv"].to_dict() == {
        "read": 10,
        "kept": 7,
        "merged": 1,
        "put_aside": 2,
        "mended": 2,
    }
    assert quality.events(kept)[["event", "kind", "records"]].to_numpy().tolist() == [
        ["cell", "d: e", 4],
        ["mended", "a", 2],
        ["put_aside", "c", 2],
        ["merged", "b", 1],
    ]


def test_empty_lists_and_suspect_money_are_missing() -> None:
    version = frames(
        film(1, release_date=date(1995, 1, 1), genres=["Drama"], budget=5_000_000),
        film(2, release_date=date(1999, 1, 1), budget=12, budget_suspect=True),
        film(3, budget=7_000_000),
        credits=[(1, 9, "Ada", "cast")],
    )
    missing = quality.missing(version)
    assert missing["genres"] == pytest.approx(2 / 3)
    assert missing["budget"] == pytest.approx(1 / 3)
    assert missing["cast"] == pytest.approx(2 / 3)
    assert missing["director"] == 1
    by_decade = quality.missing_by_decade(version)
    assert by_decade.loc["budget", 1990.0] == 0.5
    assert by_decade.loc["release_date"].tolist() == [0, 1]
    assert isnan(by_decade.columns[-1])


def test_years_without_films_count_none() -> None:
    version = frames(
        film(1, release_date=date(1999, 12, 31)), film(2, release_date=date(2002, 1, 1)), film(3)
    )
    assert releases.by_year(version).to_dict() == {1999: 1, 2000: 0, 2001: 0, 2002: 1}
    assert releases.by_month(version).to_dict() == {1: 1, 12: 1} | dict.fromkeys(range(2, 12), 0)
    assert releases.by_weekday(version)[4] == 1  # 31 December 1999 was a Friday
    assert releases.first_days(version) == (1, pytest.approx(2 / 365.25))


def test_a_film_counts_for_each_of_its_countries_once() -> None:
    version = frames(film(1, countries=["US", "FR"]), film(2, countries=["FR"]), film(3))
    assert releases.by_value(version, "countries").to_dict() == {"FR": 2, "US": 1}


def test_shorts_do_not_shorten_features() -> None:
    lengths = [10, 39, 40, 100, 120]
    version = frames(
        *(
            film(place, release_date=date(1950, 1, 1), runtime=minutes)
            for place, minutes in enumerate(lengths, 1)
        )
    )
    assert releases.runtime_by_decade(version).loc[1950].tolist() == [3, 70, 100, 110]


def test_genres_that_go_together_are_those_that_chance_does_not_bring_together() -> None:
    version = frames(
        *(film(1 + n, genres=["War", "History"]) for n in range(10)),
        *(film(11 + n, genres=["Comedy"]) for n in range(10)),
        *(film(21 + n, genres=["Comedy", "War"]) for n in range(2)),
    )
    found = genres.pairs(version).set_index(["one", "two"])
    lifts = {frozenset(pair): row["lift"] for pair, row in found.iterrows()}
    # 10 of 22 films have both; 12 * 10 / 22 would by chance.
    assert lifts[frozenset({"War", "History"})] == pytest.approx(10 / (12 * 10 / 22))
    assert lifts[frozenset({"War", "Comedy"})] == pytest.approx(2 / (12 * 12 / 22))
    assert lifts[frozenset({"History", "Comedy"})] == 0
    square = genres.lift(version)
    assert (
        square.loc["War", "History"]
        == square.loc["History", "War"]
        == pytest.approx(np.log2(10 / (12 * 10 / 22)))
    )
    assert np.isfinite(square.loc["Comedy", "History"])
    assert isnan(square.loc["War", "War"])


def test_pairs_that_are_rare_by_chance_say_nothing() -> None:
    version = frames(*(film(n, genres=["War", "History"]) for n in range(1, 4)))
    assert genres.pairs(version)["lift"].isna().all()


def test_votes() -> None:
    version = frames(
        film(1, vote_count=3, vote_average=10.0, weighted_rating=6.0),
        film(2, vote_count=97, vote_average=8.0, weighted_rating=7.9),
        film(3),
    )
    assert len(votes.voted(version)) == 2
    assert votes.concentration(version) == 0.97
    assert votes.best(version, "vote_average")["title"][0] == "Film 1"
    assert votes.best(version, "weighted_rating")["title"][0] == "Film 2"
    assert votes.concentration(frames(film(1))) == 0


def rich(number: int, ratio: float, **known: object) -> dict[str, object]:
    return film(number, budget=1_000_000, revenue=int(1_000_000 * ratio), **known)


def test_returns_go_over_the_films_whose_figures_are_known() -> None:
    version = frames(
        *(rich(n, n, genres=["Drama"], release_date=date(1990, 5, 1)) for n in range(1, 8)),
        film(8, genres=["Drama"], budget=100, revenue=900_000_000, budget_suspect=True),
        film(9, genres=["Drama"]),
        *(rich(n, 50, genres=["Western"]) for n in range(10, 15)),
    )
    found = money.returns_by_genre(version)
    # Five westerns are too few for an interval.
    assert list(found.index) == ["Drama"]
    drama = found.loc["Drama"]
    assert (drama["films"], drama["known"]) == (9, 7)
    assert (drama["middle"], drama["mean"]) == (4, 4)
    assert (drama["low"], drama["high"]) == (1, 7)
    assert (drama["budget"], drama["revenue"]) == (7_000_000, 28_000_000)
    assert money.returns_by_month(version).loc[5, "known"] == 7
    assert money.returns_by_decade(version).loc[1990, "known"] == 7


def test_a_genre_named_twice_counts_a_film_once() -> None:
    version = frames(*(rich(n, 2, genres=["Drama", "Drama"]) for n in range(1, 7)))
    assert money.returns_by_genre(version).loc["Drama", ["films", "known"]].tolist() == [6, 6]


def test_figures_are_sure_that_pass_three_tests() -> None:
    version = frames(
        *(rich(n, 2 + n / 10, vote_count=100 + n) for n in range(1, 10)),
        film(10, budget=2_000, revenue=900_000_000, vote_count=1),
    )
    sureness = money.sureness(version)
    assert sureness[8] == 3
    assert sureness[0] == 2  # fewer votes than the median film
    assert sureness[9] == 0
    best = money.extremes(version, "return_ratio", 1, highest=True)
    assert best[["title", "sureness"]].to_numpy().tolist() == [["Film 10", 0]]
    worst = money.extremes(version, "profit", 2, highest=False)
    assert worst["title"].tolist() == ["Film 1", "Film 2"]


def test_groups_add_up_each_film_once() -> None:
    version = frames(
        film(1, collection="Saga", companies=["A", "B"], revenue=5_000_000),
        film(2, collection="Saga", companies=["A"], revenue=3, revenue_suspect=True),
        film(3, companies=["B"], revenue=8_000_000),
    )
    saga = makers.collections(version).loc["Saga"]
    assert saga.to_dict() == {"films": 2, "known": 1, "revenue": 5_000_000, "mean": 5_000_000}
    companies = makers.companies(version)
    assert list(companies.index) == ["B", "A"]
    assert companies.loc["B", "revenue"] == 13_000_000


def test_people_are_told_apart_by_id_and_name() -> None:
    version = frames(
        *(rich(n, n) for n in range(1, 8)),
        credits=[
            *((n, 5, "Ada", "director") for n in range(1, 8)),
            *((n, 6, "Ada", "director") for n in range(1, 3)),
            (3, 5, "Bob", "director"),
            (1, None, "Ada", "director"),
            (1, 5, "Ada", "cast"),
        ],
    )
    found = makers.people(version, "director")
    assert found.to_numpy().tolist() == [["Ada", 7], ["Ada", 2], ["Ada", 1], ["Bob", 1]]
    best = makers.returns_by_person(version, "director")
    assert best[["name", "known", "middle"]].to_numpy().tolist() == [["Ada", 7, 4.0]]


def test_outliers_lie_beyond_the_stated_rules() -> None:
    version = frames(
        *(film(n, runtime=90 + n % 7) for n in range(1, 41)),
        film(41, runtime=900),
        film(42, runtime=1),
    )
    counts = oddities.outliers(version).loc["runtime"]
    assert counts[["known", "below", "above", "z_below", "z_above"]].tolist() == [42, 1, 1, 1, 1]
    assert oddities.farthest(version, "runtime")["title"].tolist() == ["Film 41", "Film 42"]
    assert oddities.outliers(version).loc["budget", "known"] == 0
    assert oddities.farthest(version, "budget").empty


def test_what_cannot_be_right_is_listed() -> None:
    tomorrow = CREATED.date() + timedelta(days=1)
    version = frames(
        film(1, budget=12, budget_suspect=True),
        film(2, revenue=7, revenue_suspect=True),
        film(3, release_date=tomorrow),
        film(4, release_date=date(2010, 1, 2), status="Rumored"),
        film(5, vote_count=3, vote_average=10.0),
        film(6, vote_count=4, vote_average=10.0),
        film(7, title="The Kid!", release_date=date(1921, 1, 1)),
        film(8, title="the kid", release_date=date(1921, 5, 5)),
        film(9, title="The Kid", release_date=date(2000, 5, 5)),
        film(10, release_date=tomorrow, status="Planned"),
    )
    found = oddities.anomalies(version)
    assert {kind: (films.index + 1).tolist() for kind, films in found.items()} == {
        "budget-suspect": [1],
        "revenue-suspect": [2],
        "future": [3],
        "unreleased": [4],
        "few-votes": [5],
        "twins": [7, 8],
        "dates": [],
    }
    assert found["budget-suspect"]["value"].tolist() == [12]


def test_dates_that_cannot_be_are_listed_with_what_was_written(tmp_path: Path) -> None:
    dump = dump_of(6)
    written = {1: "1995-02-30", 3: "someday", 4: "1066-10-14", 5: "13/12/14"}
    for number, text in written.items():
        dump.films[number - 1]["release_date"] = text
    data_dir = publish(dump, tmp_path)
    version = Frames.of(Catalogue.open(data_dir / "catalogue"))
    found = oddities.anomalies(version)["dates"]
    ids = version.films.loc[found.index, "id"]
    assert dict(zip(ids, found["value"], strict=True)) == {1: "1995-02-30", 3: "someday"} | {
        4: "1066-10-14",
        5: "13/12/14",
    }
    for language, title in (("es", "Fechas de estreno que no"), ("en", "Release dates that")):
        [_, card] = chapter(Author(version, texts_in(language))).cards
        [table] = [table for table in card.tables if table.caption.startswith(title)]
        assert ("The story of 3", "someday") in table.rows


def test_terms_count_films_and_leave_stop_words_out() -> None:
    version = frames(
        film(1, title="The House of the Houses", keywords=["haunted house"]),
        film(2, title="A House", overview="She was in the house and the house was old."),
        film(3, title="Night"),
    )
    titles = words.terms(version, "title").counts()
    assert titles.to_dict() == {"house": 2, "night": 1}
    assert words.terms(version, "overview").counts().to_dict() == {"house": 1, "old": 1}
    assert words.terms(version, "keywords").counts().to_dict() == {"haunted house": 1}


def test_the_terms_of_a_genre_tell_it_from_the_others() -> None:
    version = frames(
        *(film(n, genres=["Western"], keywords=["desert", "people"]) for n in range(1, 11)),
        *(film(n, genres=["Drama"], keywords=["city", "people"]) for n in range(11, 31)),
    )
    found = words.typical(version, words.terms(version, "keywords"))
    assert list(found) == ["Drama", "Western"]
    assert found["Western"].index[0] == "desert"
    assert found["Drama"].index[0] == "city"
    assert "people" not in found["Western"].index[:1]


def test_versions_are_compared_film_by_film_and_figure_by_figure() -> None:
    before = frames(*(film(n, runtime=90 + n, genres=["Drama"]) for n in range(1, 11)))
    after = frames(
        *(film(n, runtime=90 + n, genres=["Drama"]) for n in range(2, 11)),
        film(11, title="New", runtime=200, genres=["War"], vote_count=7),
    )
    assert changes.came(before, after)["title"].tolist() == ["New"]
    assert changes.went(before, after)["title"].tolist() == ["Film 1"]
    moved = changes.moved(before, after).set_index("measure")
    assert moved.loc["genres", "distance"] == pytest.approx(0.1)
    assert moved.loc["runtime", "distance"] == pytest.approx(0.1)
    assert moved.loc["runtime", ["before", "after"]].tolist() == [95.5, 96.5]
    assert changes.moved(before, before)["distance"].max() == 0
    assert changes.gaps(before, after).loc["genres"].tolist() == [0, 0]


def every_figure(version: Frames) -> list[object]:
    by_time = ("by_year", "by_month", "by_weekday", "by_language", "runtime_by_decade")
    of_money = ("known_by_decade", "returns_by_genre", "returns_by_company", "correlations")
    by_time = ("by_year", "by_month", "by_weekday", "by_language", "runtime_by_decade")
    of_money = ("known_by_decade", "returns_by_genre", "returns_by_company", "correlations")
    found: list[object] = [quality.missing(version), quality.missing_by_decade(version)]
    found += [getattr(releases, name)(version) for name in by_time]
    found += [genres.pairs(version), genres.lift(version), votes.best(version, "vote_average")]
    found += [getattr(money, name)(version) for name in of_money]
    found += [money.sureness(version), makers.collections(version), makers.companies(version)]
    found += [makers.people(version, "cast"), makers.returns_by_person(version, "cast")]
    found += [oddities.outliers(version), oddities.anomalies(version)]
    for text in words.TEXTS:
        terms = words.terms(version, text)
        found += [terms.counts(), words.typical(version, terms)]
    return [*found, changes.moved(version, version)]


@pytest.mark.parametrize(
    "only",
    [
        film(1),
        rich(1, 3, release_date=date(2000, 1, 1), genres=["Drama"], runtime=90, vote_count=1),
    ],
    ids=["bare", "known"],
)
def test_every_figure_of_a_single_film_is_found(only: dict[str, object]) -> None:
    assert every_figure(frames(only, credits=[(1, 1, "Ada", "cast")]))
