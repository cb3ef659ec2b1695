from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from recommender.ranking import (
    RATING_CENTRE,
    Ranking,
    agreement,
    known_first,
    nearness,
    pages,
    rating_prior,
    renown,
    varied,
    weighted_rating,
)

RANKING = Ranking(
    exponent=4.0,
    same_years=0.1,
    same_period=0.05,
    renown=0.25,
    renown_match=0.2,
    rating=1.0,
    rating_match=1.0,
    rating_spread=0.3,
    other_genre=0.5,
    least_renown=-0.5,
    least_rating=6.3,
    usual_renown=1.0,
    lesser_known=0.5,
    likes=8.0,
    fame=0.3,
)

UNIT = st.floats(0, 1, width=32)


def relevance(
    similarity: float = 0.3,
    apart: float = 0,
    asked: tuple[float, float] = (0, 7),
    candidate: tuple[float, float] = (0, 7),
    favour: float = 0,
    evidence: float = 0,
    *,
    shares_genre: bool = True,
) -> float:
    one = lambda value: np.array([value], np.float32)  # noqa: E731
    found = RANKING.relevance(
        one(similarity),
        one(apart),
        (one(asked[0]), one(asked[1])),
        (one(candidate[0]), one(candidate[1])),
        np.array([shares_genre]),
        one(favour),
        one(evidence),
    )
    return float(found[0])


@given(arrays(np.float32, (2, 5), elements=st.floats(-4, 10, width=32)))
def test_what_renown_and_rating_multiply_by_is_the_formula_of_each_pair(
    numbers: NDArray[np.float32],
) -> None:
    known_for, rating = numbers
    evidence = np.array([0, 0.7], np.float32)
    asked = known_for[:2, None], rating[:2, None]
    every = RANKING.boost(asked, (known_for, rating), evidence[:, None])
    assert every.shape == (2, 5)
    say = RANKING.say(known_for)
    for film, other in np.ndindex(every.shape):
        fame = RANKING.renown + RANKING.renown_match * max(known_for[film], RANKING.least_renown)
        liked = max(rating[film], RANKING.least_rating) - RATING_CENTRE
        beyond = rating[other] - RATING_CENTRE
        terms = fame * known_for[other] + (RANKING.rating + RANKING.rating_match * liked) * beyond
        terms -= RANKING.rating_spread * beyond**2
        share = (1 - evidence[film]) / (RANKING.exponent * say[film])
        assert every[film, other] == pytest.approx(np.exp(share * terms), rel=1e-3)


# --- weighted rating -----------------------------------------------------------------------------


def test_weighted_rating_is_imdb_s() -> None:
    found = weighted_rating(np.array([9.0]), np.array([300]), 6.0, 100)
    assert found[0] == pytest.approx((300 * 9 + 100 * 6) / 400)


@given(st.floats(0, 10), st.integers(0, 10**7), st.floats(0, 10), st.floats(0.1, 10**5))
def test_weighted_rating_lies_between_the_film_s_mean_and_the_prior(
    mean: float, count: int, prior_mean: float, prior_count: float
) -> None:
    found = float(weighted_rating(np.array([mean]), np.array([count]), prior_mean, prior_count)[0])
    assert min(mean, prior_mean) - 1e-4 <= found <= max(mean, prior_mean) + 1e-4


def test_a_film_without_votes_has_the_prior() -> None:
    found = weighted_rating(np.array([np.nan, 3.0]), np.array([50, 0]), 6.2, 10)
    assert found.tolist() == pytest.approx([6.2, 6.2])


def test_ten_from_three_votes_does_not_beat_eight_from_thousands() -> None:
    mean, count = np.array([10.0, 8.0, 6.0, 5.0]), np.array([3, 5000, 200, 90])
    found = weighted_rating(mean, count, *rating_prior(mean, count))
    assert found[0] < found[1]


def test_the_prior_leaves_out_films_without_votes() -> None:
    mean, count = np.array([8.0, 4.0, np.nan, 0.0]), np.array([10, 10, 0, 0])
    assert rating_prior(mean, count)[0] == 6.0


def test_the_prior_of_nothing_is_of_use() -> None:
    nothing = np.zeros(0), np.zeros(0, int)
    assert weighted_rating(*nothing, *rating_prior(*nothing)).tolist() == []
    unvoted = np.full(3, np.nan), np.zeros(3, int)
    assert weighted_rating(*unvoted, *rating_prior(*unvoted)).tolist() == [0, 0, 0]


# --- renown --------------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.integers(0, 10_000), st.one_of(st.none(), st.integers(1900, 2020))),
        max_size=30,
    )
)
def test_renown_is_relative_to_the_known_films_of_the_time(
    films: list[tuple[int, int | None]],
) -> None:
    votes = np.array([count for count, _ in films], int)
    years = np.array([np.nan if year is None else year for _, year in films], float)
    logs = np.log1p(votes)
    slow = []
    for log, year in zip(logs, years, strict=True):
        near = logs if np.isnan(year) else logs[np.abs(years - year) <= 5]
        slow.append(log - np.quantile(near, 0.95))
    assert renown(votes, years).tolist() == pytest.approx(slow, abs=1e-4)


def test_an_old_film_needs_fewer_votes_to_be_known() -> None:
    votes = np.array([300, 300, 10, 5000])
    found = renown(votes, np.array([1940.0, 2010.0, 1941.0, 2011.0]))
    assert found[0] > found[1]


# --- relevance -----------------------------------------------------------------------------------


def test_nothing_helps_a_film_that_has_nothing_in_common() -> None:
    assert relevance(similarity=0, candidate=(5, 9.5)) == 0


@given(st.floats(0.01, 0.9), st.floats(0.01, 0.09))
def test_what_is_more_alike_is_more_relevant(similarity: float, more: float) -> None:
    assert relevance(similarity + more) > relevance(similarity)


@given(st.floats(-6, 2), st.floats(0.1, 3))
def test_the_better_known_of_two_films_as_near_is_more_relevant(asked: float, more: float) -> None:
    assert relevance(asked=(asked, 7), candidate=(more, 7)) > relevance(asked=(asked, 7))


@given(st.floats(-3, 3), st.floats(0.1, 3))
def test_likeness_decides_more_for_lesser_known_films(known_for: float, less: float) -> None:
    def gain(renown_: float) -> float:
        famous = relevance(0.3, 6, asked=(renown_, 7), candidate=(3, 7))
        return relevance(0.5, 6, asked=(renown_, 7)) / famous

    assert gain(known_for - less) >= gain(known_for) - 1e-6
    assert gain(0) > gain(2)


def test_time_genre_and_rating_count() -> None:
    assert relevance(apart=0) > relevance(apart=10) > relevance(apart=40)
    assert relevance(apart=float("nan")) == pytest.approx(relevance(apart=1000))
    assert relevance() > relevance(shares_genre=False)
    assert relevance(candidate=(0, 7.5)) > relevance(candidate=(0, 5))


@given(st.floats(0.01, 9), st.floats(0.01, 1))
def test_films_that_the_same_people_like_are_more_relevant(favour: float, more: float) -> None:
    assert relevance(favour=favour + more) > relevance(favour=favour) > relevance()
    assert relevance(similarity=0, favour=favour) == 0


@given(st.floats(0.01, 0.99), st.floats(6, 8))
def test_where_people_tell_renown_and_rating_say_less(evidence: float, rating: float) -> None:
    plain = relevance(0.3, candidate=(-2, 5))

    def gain(evidence: float) -> float:
        return relevance(candidate=(0, rating), evidence=evidence) / plain

    assert abs(np.log(gain(evidence) / gain(1))) <= abs(np.log(gain(0) / gain(1))) + 1e-5
    assert gain(1) == pytest.approx(relevance(evidence=1) / plain, rel=1e-5)


@given(arrays(np.float32, (2, 6), elements=UNIT), UNIT)
def test_evened_relevance_has_the_same_order(values: NDArray[np.float32], evidence: float) -> None:
    evened = RANKING.evened(values, np.array([0, evidence], np.float32))
    assert evened[0] == pytest.approx(values[0])
    order = np.argsort(values[1], kind="stable")
    assert (np.diff(evened[1][order]) >= 0).all()


def test_nearness_falls_with_time_and_is_nothing_where_unknown() -> None:
    near = nearness(np.array([0, 3, -3, 30, np.nan]), 3)
    assert near[0] == 1
    assert near[1] == near[2] == pytest.approx(np.exp(-0.5))
    assert near[3] < 1e-9
    assert near[4] == 0


# --- known films first ---------------------------------------------------------------------------


@given(st.lists(st.tuples(UNIT, st.booleans()), min_size=1, max_size=12))
def test_no_obscure_film_comes_before_a_known_one_that_is_as_near(
    films: list[tuple[float, bool]],
) -> None:
    similarity = np.array([[near for near, _ in films]], np.float32)
    known = np.array([[is_known for _, is_known in films]])
    order = known_first(similarity, known)[0].tolist()
    assert sorted(order) == list(range(len(films)))
    for place, one in enumerate(order):
        later = [other for other in order[place + 1 :] if known[0, other]]
        if not known[0, one]:
            assert all(similarity[0, other] < similarity[0, one] for other in later)
    kept = [one for one in order if known[0, one]]
    assert kept == sorted(kept)


def test_known_films_stay_where_they_are() -> None:
    similarity = np.array([[0.5, 0.4, 0.3]], np.float32)
    assert known_first(similarity, np.array([[True, True, True]])).tolist() == [[0, 1, 2]]
    assert known_first(similarity, np.array([[False, True, True]])).tolist() == [[0, 1, 2]]
    assert known_first(similarity[:, ::-1], np.array([[False, True, True]])).tolist() == [[1, 2, 0]]


# --- variety -------------------------------------------------------------------------------------


def slowly_varied(gain: list[float], similarity: np.ndarray, variety: float) -> list[int]:
    top = max(gain) or 1
    left, order = list(range(len(gain))), []
    while left:
        value = {
            one: (1 - variety) * gain[one] / top
            - variety * max((float(similarity[other, one]) for other in order), default=0)
            for one in left
        }
        best = max(left, key=lambda one: (round(value[one], 5), -one))
        order.append(best)
        left.remove(best)
    return order


@given(st.data(), st.integers(1, 6), st.sampled_from([0.0, 0.2, 0.5, 0.9]))
def test_variety_is_maximal_marginal_relevance(data: st.DataObject, n: int, variety: float) -> None:
    # Multiples of 1/16 are exact in float32, so that ties are ties both ways.
    sixteenth = st.integers(0, 16).map(lambda value: value / 16)
    gain = sorted(data.draw(st.lists(sixteenth, min_size=n, max_size=n)), reverse=True)
    among = data.draw(arrays(np.float32, (n, n), elements=sixteenth))
    among = np.maximum(among, among.T)
    found = varied(np.array([gain], np.float32), among[None], variety)[0].tolist()
    assert sorted(found) == list(range(n))
    top = max(gain) or 1
    seen: list[int] = []
    for one in found:  # each is as good a choice as the slow one's at its place
        rest = [other for other in range(n) if other not in seen]

        def value(other: int, seen: list[int] = seen) -> float:
            likest = max((float(among[before, other]) for before in seen), default=0)
            return (1 - variety) * gain[other] / top - variety * likest

        assert value(one) >= max(map(value, rest)) - 1e-5
        seen.append(one)
    if variety == 0:
        assert [gain[one] for one in found] == gain


def test_without_variety_the_order_is_that_of_relevance() -> None:
    gain = np.array([[0.9, 0.5, 0.1]], np.float32)
    assert varied(gain, np.ones((1, 3, 3), np.float32), 0.0).tolist() == [[0, 1, 2]]


def test_a_copy_waits_behind_something_else() -> None:
    among = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]], np.float32)
    gain = np.array([[1.0, 0.9, 0.6]], np.float32)
    assert slowly_varied([1.0, 0.9, 0.6], among, 0.5) == [0, 2, 1]
    assert varied(gain, among[None], 0.5).tolist() == [[0, 2, 1]]


# --- pages ---------------------------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 60), unique=True),
    st.integers(1, 7),
    st.dictionaries(st.integers(0, 60), st.integers(0, 3)),
    st.integers(1, 3),
)
def test_pages_hold_every_candidate_once_and_few_of_a_saga(
    candidates: list[int], size: int, sagas: dict[int, int], most: int
) -> None:
    found = list(pages(candidates, size, sagas, most))
    assert sorted(one for page in found for one in page) == sorted(candidates)
    for page in found:
        assert 1 <= len(page) <= size
        of_saga = [sagas[one] for one in page if one in sagas]
        assert all(of_saga.count(saga) <= most for saga in of_saga)
        assert page == sorted(page, key=candidates.index)


def test_a_third_film_of_a_saga_waits_for_the_next_page() -> None:
    sagas = {1: 0, 2: 0, 3: 0}
    assert list(pages([1, 2, 3, 7, 8], 3, sagas, 2)) == [[1, 2, 7], [3, 8]]


# --- several films -------------------------------------------------------------------------------


@given(arrays(np.float32, (3, 5), elements=UNIT))
def test_agreement_is_between_the_least_happy_and_the_mean(relevance: np.ndarray) -> None:
    found = agreement(relevance)
    assert ((found >= -1e-6) & (found <= 1 + 1e-6)).all()
    scaled = relevance * np.array([[1], [10], [100]], np.float32)
    assert agreement(scaled) == pytest.approx(found, abs=1e-4)


def test_what_suits_everybody_a_little_beats_what_suits_one_alone() -> None:
    relevance = np.array([[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]], np.float32)
    assert agreement(relevance).argmax() == 1
