from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import Movie, Recommender
from recommender.catalogue import UNRELEASED
from recommender.stats import Statistics


@pytest.fixture(scope="module")
def stats(sample: Recommender) -> Statistics:
    return sample.stats


@pytest.fixture(scope="module")
def films(sample: Recommender) -> list[Movie]:
    return [sample.catalogue.movie(row) for row in range(len(sample.catalogue))]


def rows_of(films: Sequence[Movie], wanted: set[int]) -> list[int]:
    return [row for row, film in enumerate(films) if film.id in wanted]


def test_months_and_days_are_counted_as_one_by_one(stats: Statistics, films: list[Movie]) -> None:
    dates = [film.release_date for film in films if film.release_date]
    months = Counter(date.month for date in dates)
    weekdays = Counter(date.isoweekday() for date in dates)
    assert stats.months() == tuple(months[month] for month in range(1, 13))
    assert stats.weekdays() == tuple(weekdays[day] for day in range(1, 8))
    for month in range(1, 13):
        assert len(stats.in_month(month)) == months[month]
    for day in range(1, 8):
        assert len(stats.on_weekday(day)) == weekdays[day]


def test_kinds_are_counted_as_one_by_one(stats: Statistics, films: list[Movie]) -> None:
    genres = Counter(genre for film in films for genre in set(film.genres))
    assert {share.name: share.films for share in stats.genres.shares()} == genres
    countries = Counter(code for film in films for code in set(film.countries))
    assert {share.name: share.films for share in stats.countries.shares()} == countries
    languages = Counter(film.original_language for film in films if film.original_language)
    assert {share.name: share.films for share in stats.languages.shares()} == languages
    counts = [share.films for share in stats.genres.shares()]
    assert counts == sorted(counts, reverse=True)
    assert stats.genres.rows("Comedy").tolist() == [
        row for row, film in enumerate(films) if "Comedy" in film.genres
    ]
    assert stats.genres.rows("No such genre").tolist() == []


@given(data=st.data())
def test_sums_go_over_the_known_figures_alone(
    stats: Statistics, films: list[Movie], data: st.DataObject
) -> None:
    chosen = data.draw(st.sets(st.integers(0, len(films) - 1)))
    mine = [films[row] for row in sorted(chosen)]
    revenues = [film.revenue for film in mine if film.revenue is not None]
    returns = [film.return_ratio for film in mine if film.return_ratio is not None]
    figures = stats.figures(np.array(sorted(chosen), np.int32))
    assert figures.count == len(mine)
    assert figures.known_revenues == len(revenues)
    assert figures.known_returns == len(returns)
    if revenues:
        assert figures.total_revenue == sum(revenues)
        assert figures.mean_revenue == pytest.approx(sum(revenues) / len(revenues))
    else:
        assert figures.total_revenue is figures.mean_revenue is None
    if returns:
        assert figures.total_return == pytest.approx(sum(returns))
        assert figures.mean_return == pytest.approx(sum(returns) / len(returns))
    else:
        assert figures.total_return is figures.mean_return is None


def test_a_return_needs_both_figures(stats: Statistics, films: list[Movie]) -> None:
    for row, film in enumerate(films):
        money = stats.money(row)
        assert (money.budget, money.revenue) == (film.budget, film.revenue)
        both = film.budget is not None and film.revenue is not None
        assert (money.ratio is not None) == (money.profit is not None) == both
        if film.budget is not None and film.revenue is not None:
            assert money.ratio == pytest.approx(film.revenue / film.budget)
            assert money.profit == film.revenue - film.budget


def test_a_suspect_figure_is_no_figure(sample: Recommender, stats: Statistics) -> None:
    column = sample.catalogue.column("budget_suspect").to_pylist()
    suspect = [row for row, said in enumerate(column) if said]
    assert suspect
    for row in suspect:
        assert stats.money(row).budget is None
        assert stats.money(row).suspect


def test_by_date_the_oldest_first(stats: Statistics, films: list[Movie]) -> None:
    ordered = [films[row].release_date for row in stats.by_date(stats.rows).tolist()]
    dated = [date for date in ordered if date]
    assert dated == sorted(dated)
    assert ordered[len(dated) :] == [None] * (len(films) - len(dated))


def test_by_rating_only_what_is_out_and_has_votes(stats: Statistics, films: list[Movie]) -> None:
    ordered = [films[row] for row in stats.by_rating(stats.rows).tolist()]
    ratings = [film.weighted_rating for film in ordered]
    assert ratings == sorted(ratings, reverse=True)
    assert {film.id for film in ordered} == {
        film.id for film in films if film.vote_count and film.status not in UNRELEASED
    }


def test_by_revenue_the_largest_first(stats: Statistics, films: list[Movie]) -> None:
    ordered = [films[row].revenue for row in stats.by_revenue(stats.rows).tolist()]
    assert ordered == sorted((f.revenue for f in films if f.revenue is not None), reverse=True)


def test_years_leave_none_out(stats: Statistics, films: list[Movie]) -> None:
    series = stats.years()
    counted = Counter(film.year for film in films if film.year)
    assert stats.span == (min(counted), max(counted))
    assert series.years.tolist() == list(range(min(counted), max(counted) + 1))
    assert series.films.tolist() == [counted[year] for year in series.years.tolist()]
    for year, revenue in zip(series.years.tolist(), series.revenue.tolist(), strict=True):
        known = [film.revenue for film in films if film.year == year and film.revenue is not None]
        assert np.isnan(revenue) if not known else revenue == sum(known)
    assert len(stats.years(np.zeros(0, np.int32)).years) == 0


def test_what_sets_have_in_common(stats: Statistics, films: list[Movie]) -> None:
    sets = [stats.genres.rows("Drama"), stats.countries.rows("ES"), stats.in_years(1990, 1999)]
    assert stats.common(sets).tolist() == [
        row
        for row, film in enumerate(films)
        if "Drama" in film.genres and "ES" in film.countries and film.year in range(1990, 2000)
    ]
    assert len(stats.common([])) == len(films)


def test_a_spread_counts_every_known_value(stats: Statistics, films: list[Movie]) -> None:
    counts = stats.spread("vote_average", [half / 2 for half in range(21)])
    assert sum(counts) == sum(film.score is not None for film in films)
    assert counts[15] == sum(7.5 <= round(film.score or 0, 3) < 8 for film in films)
