"""Films by a description, compared with a slow and obvious reading of the same films."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Movie, Recommender
from recommender.catalogue import UNRELEASED
from recommender.conditions import (
    ENOUGH_VOTES,
    MEASURES,
    About,
    By,
    Condition,
    Country,
    Genre,
    Language,
    Length,
    Like,
    Measure,
    Not,
    Ordered,
    Rated,
    Saga,
    With,
    Years,
)
from recommender.normal_forms import fold
from recommender.search import stem, term_of


@pytest.fixture(scope="module")
def films(sample: Recommender) -> list[Movie]:
    return [sample.catalogue.movie(row) for row in range(len(sample.catalogue))]


@cache
def writers(sample: Recommender) -> dict[int, set[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for credit in sample.catalogue.credits.to_pylist():
        if credit["role"] == "writer":
            names[credit["movie_id"]].add(credit["name"])
    return names


def holds(condition: Condition, movie: Movie, sample: Recommender) -> bool:
    match condition:
        case Genre(name):
            return name in movie.genres
        case Not(other):
            return not holds(other, movie, sample)
        case Country(code):
            return code in movie.countries
        case Language(code):
            return code == movie.original_language
        case Years(first, last):
            return movie.year is not None and (first or 0) <= movie.year <= (last or 9999)
        case Length(least, most):
            return movie.runtime is not None and (least or 0) <= movie.runtime <= (most or 9999)
        case Rated(least):
            return movie.vote_count >= ENOUGH_VOTES and round(movie.score or 0, 3) >= least
        case With(name, _, role):
            of_role = {
                "cast": set(movie.cast),
                "director": set(movie.directors),
                "writer": writers(sample)[movie.id],
            }
            return any(name in of_role[each] for each in ([role] if role else of_role))
        case Saga(name, _):
            return movie.collection == name
        case By(name, _):
            return name in movie.companies
        case About():
            raise AssertionError("words about the plot have a test of their own")


def expected(conditions: list[Condition], films: list[Movie], sample: Recommender) -> list[int]:
    fit = [
        movie
        for movie in films
        if movie.status not in UNRELEASED and all(holds(c, movie, sample) for c in conditions)
    ]
    fit.sort(key=lambda movie: (-movie.weighted_rating, -movie.vote_count, movie.id))
    return [movie.id for movie in fit]


def found(conditions: list[Condition], sample: Recommender) -> list[int]:
    rows = sample.search.films(conditions).tolist()
    return [int(sample.catalogue.ids[row]) for row in rows]


def somebody(sample: Recommender, name: str, role: str | None = None) -> With:
    meant = [hit for hit in sample.people.find(name, limit=20) if hit.person.name == name]
    return With(name, tuple(hit.person.tag for hit in meant), role)


def every_condition(sample: Recommender) -> list[Condition]:
    kinds, catalogue = sample.stats, sample.catalogue
    ids = catalogue.ids.tolist()
    movies = [sample.movie(ids[place]) for place in range(0, len(ids), 9)]
    people = {m.directors[0] for m in movies if m.directors} | {m.cast[0] for m in movies if m.cast}
    found: list[Condition] = [
        *(Genre(name) for name in kinds.genres.names),
        *(Not(Genre(name)) for name in kinds.genres.names),
        *(Country(code) for code in kinds.countries.names),
        *(Language(code) for code in kinds.languages.names),
        Years(1990, 1999),
        Years(None, 1960),
        Years(2005, None),
        Length(None, 90),
        Length(150, None),
        Length(90, 100),
        Rated(7.0),
        Rated(8.2),
        *(somebody(sample, name) for name in sorted(people)),
        *(somebody(sample, name, "director") for name in sorted(people)),
    ]
    for groups, kind in ((sample.collections, Saga), (sample.companies, By)):
        for number in range(0, len(groups), 7):
            tag = groups.tag(number)
            found.append(kind(groups.name(number), tag if kind is Saga else (tag,)))
    return found


def test_every_condition_holds_for_just_these_films(
    sample: Recommender, films: list[Movie]
) -> None:
    conditions = every_condition(sample)
    assert {type(condition) for condition in conditions} >= {Saga, By, With, Language, Rated}
    for condition in conditions:
        assert found([condition], sample) == expected([condition], films, sample), condition


def test_several_conditions_hold_together(sample: Recommender, films: list[Movie]) -> None:
    @settings(max_examples=150)
    @given(st.lists(st.sampled_from(every_condition(sample)), min_size=2, max_size=4))
    def check(conditions: list[Condition]) -> None:
        assert found(conditions, sample) == expected(conditions, films, sample)

    check()


def measured(measure: Measure, movie: Movie) -> float | None:
    match measure:
        case "revenue":
            return movie.revenue
        case "budget":
            return movie.budget
        case "return":
            return movie.return_ratio
        case "length":
            return movie.runtime or None
        case "date":
            return movie.release_date.toordinal() if movie.release_date else None
        case "rating":
            return movie.weighted_rating if movie.vote_count >= ENOUGH_VOTES else None
        case "votes":
            return movie.vote_count or None
        case "popularity":
            return movie.popularity


@pytest.mark.parametrize("least", [False, True])
@pytest.mark.parametrize("measure", MEASURES)
def test_films_are_put_in_order_and_the_unknown_come_last(
    sample: Recommender, films: list[Movie], measure: Measure, least: bool
) -> None:
    by_id = {movie.id: movie for movie in films}
    for genre in ("Drama", "Comedy"):
        best_first = [by_id[movie] for movie in expected([Genre(genre)], films, sample)]
        known = [movie for movie in best_first if measured(measure, movie) is not None]
        known.sort(key=lambda movie: measured(measure, movie), reverse=not least)
        unknown = [movie for movie in best_first if measured(measure, movie) is None]
        ordered = [movie.id for movie in (*known, *unknown)]
        assert found([Genre(genre), Ordered(measure, least)], sample) == ordered
        assert found([Ordered(measure, least, 3), Genre(genre)], sample) == ordered[:3]


def counts(film: Movie, tagline: str | None) -> Counter[str]:
    counted: Counter[str] = Counter()
    for phrase in film.keywords:
        terms = term_of(phrase).split()
        for term in terms + ([" ".join(terms)] if len(terms) > 1 else []):
            counted[term] += 3
    for text, worth in ((film.title, 2), (tagline or "", 1), (film.overview or "", 1)):
        for part in re.split(r"[\W_]+", text):
            if term_of(part):
                counted[term_of(part)] += worth
    return counted


def bm25(term: str, place: int, counted: list[Counter[str]]) -> float:
    """The formula written out, for one term in one film."""
    lengths = [sum(each.values()) for each in counted]
    having = sum(term in each for each in counted)
    idf = math.log(1 + (len(counted) - having + 0.5) / (having + 0.5))
    tf = counted[place][term]
    usual = 1 - 0.4 + 0.4 * lengths[place] / (sum(lengths) / len(lengths))
    return idf * tf * 2.2 / (tf + 1.2 * usual)


def test_words_about_the_plot_weigh_what_the_formula_says(
    sample: Recommender, films: list[Movie]
) -> None:
    table = sample.catalogue.movies
    taglines = dict(zip(table["id"].to_pylist(), table["tagline"].to_pylist(), strict=True))
    counted = [counts(film, taglines[film.id]) for film in films]
    for word in ("robot", "war", "time travel"):
        weights = sample.search._words.nearness(term_of(word))
        assert weights.any(), word
        for row in [int(weights.argmax()), *weights.nonzero()[0][:3].tolist()]:
            assert weights[row] == pytest.approx(bm25(term_of(word), row, counted), rel=0.02)


def test_a_film_with_more_of_the_words_is_nearer(sample: Recommender) -> None:
    war, love = About("guerra", ("war",)), About("amor", ("love",))
    both = set(found([war], sample)) & set(found([love], sample))
    together = found([war, love], sample)
    assert both
    assert set(together) == set(found([war], sample)) | set(found([love], sample))
    assert together[0] in both


def test_a_word_is_found_in_any_inflection(sample: Recommender) -> None:
    assert found([About("a", ("murder",))], sample) == found([About("a", ("murders",))], sample)
    assert sample.search.knows("robots") == sample.search.knows("Robot") > 0
    assert sample.search.knows("qwertyuiop") == 0


@pytest.mark.parametrize(
    "alike",
    ["travel travels travelled travelling traveled", "story stories", "kill kills killed killing",
     "love loves loved loving", "witch witches", "glass"],
)  # fmt: skip
def test_inflections_share_a_stem(alike: str) -> None:
    assert len({stem(word) for word in alike.split()}) == 1


@pytest.mark.parametrize("word", ["king", "ring", "string", "red", "need", "bus", "thing"])
def test_what_only_looks_inflected_stays(word: str) -> None:
    assert stem(word) == word


@given(st.text())
def test_a_stem_is_never_longer_and_stays(word: str) -> None:
    for part in fold(word).split():
        assert len(stem(part)) <= len(part)


def test_when_nothing_fits_the_nearest_that_does_is_told(sample: Recommender) -> None:
    impossible = (Genre("Western"), Country("JP"), Rated(9.9))
    assert not len(sample.search.films(impossible))
    relaxed = sample.search.relaxed(impossible)
    assert relaxed
    for relaxation in relaxed:
        assert relaxation.films == len(sample.search.films(relaxation.conditions)) > 0
        assert relaxation.conditions


def test_the_cheapest_way_out_comes_first(sample: Recommender) -> None:
    first = sample.search.relaxed((Genre("Comedy"), Length(None, 20)))[0]
    assert first.conditions == (Genre("Comedy"),)


# Films like others.


def of_title(sample: Recommender, *titles: str) -> list[Movie]:
    return [sample.resolve(title, limit=1)[0].movie for title in titles]


def test_films_like_one_are_few_and_in_the_order_in_which_they_are_suggested(
    sample: Recommender,
) -> None:
    (alien,) = of_title(sample, "Alien")
    found = sample.catalogue.ids[sample.search.films([Like(alien)])].tolist()
    suggested = sample.nearest(alien.id, 5, lists=10)
    assert 5 <= len(found) <= 50
    assert alien.id not in found
    assert found == [film for film in suggested if film in set(found)]


@pytest.mark.parametrize("more", [Length(None, 100), Years(1980, 1989), Not(Genre("Horror"))])
def test_films_like_one_fit_what_else_is_said(sample: Recommender, more: Condition) -> None:
    (alien,) = of_title(sample, "Alien")
    rows = sample.search.films([Like(alien), more])
    assert len(rows)
    assert all(holds(more, sample.catalogue.movie(row), sample) for row in rows.tolist())
    # Words about the plot count as well.
    word = About("robot", ("robot",))
    assert set(sample.search.films([Like(alien), word])) <= set(sample.search.films([word]))


def test_films_like_several_are_near_them_all_and_far_from_others(sample: Recommender) -> None:
    alien, matrix, toys = of_title(sample, "Alien", "The Matrix", "Toy Story")
    both = sample.search.films([Like(alien), Like(matrix)])
    ids = sample.catalogue.ids[both].tolist()
    assert not {alien.id, matrix.id} & set(ids)
    assert ids == [f for f in sample.nearest([alien.id, matrix.id], 5, lists=10) if f in set(ids)]
    unlike = sample.search.films([Like(matrix), Not(Like(toys))])
    plain = sample.search.films([Like(matrix)])
    near = [sample.similarities([toys.id], sample.catalogue.ids[rows].tolist()).mean()
            for rows in (unlike[:5], plain[:5])]  # fmt: skip
    assert near[0] <= near[1]
