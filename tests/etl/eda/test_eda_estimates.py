from __future__ import annotations

from math import comb, isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from etl.eda.estimates import (
    ENOUGH,
    LEVEL,
    fences,
    kolmogorov_distance,
    median_interval,
    rank_correlation,
    robust_z,
    shares_distance,
)

numbers = st.floats(-1e9, 1e9, allow_subnormal=False)
samples = st.lists(numbers, min_size=1, max_size=60)


def slow_interval(values: list[float]) -> tuple[float, float]:
    """The narrowest pair of order statistics, as far in as its tails allow."""
    n = len(values)
    ordered = sorted(values)
    allowed = 0
    for k in range(1, n // 2 + 1):
        tail = sum(comb(n, i) for i in range(k)) / 2**n
        if tail <= (1 - LEVEL) / 2:
            allowed = k
    return (ordered[allowed - 1], ordered[-allowed]) if allowed else (np.nan, np.nan)


@given(samples)
def test_the_interval_of_the_median_is_that_of_the_definition(values: list[float]) -> None:
    found = median_interval(values)
    assert found.middle == pytest.approx(float(np.median(values)))
    np.testing.assert_equal(found[1:], slow_interval(values))
    assert isnan(found.low) == (len(values) < ENOUGH)
    if len(values) >= ENOUGH:
        assert found.low <= found.middle <= found.high


def test_the_interval_covers_the_median_as_often_as_it_says() -> None:
    random = np.random.default_rng(1)
    inside = 0
    for _ in range(400):
        found = median_interval(random.exponential(size=23))
        inside += found.low <= np.log(2) <= found.high
    assert inside / 400 >= LEVEL - 0.03


def test_unknown_values_take_no_part() -> None:
    assert median_interval([1.0, np.nan, 3.0]).middle == 2
    assert isnan(median_interval([]).middle)
    found = rank_correlation([1, 2, 3, 4, 5, 6, np.nan], [2, 3, 5, 7, 11, 13, 0])
    assert found == (1, 1, 1)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=ENOUGH, max_size=50))
def test_the_rank_correlation_is_spearman_s(pairs: list[tuple[int, int]]) -> None:
    a, b = zip(*pairs, strict=True)
    found = rank_correlation(a, b)
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert isnan(found.middle)
        return
    assert found.middle == pytest.approx(spearmanr(a, b).statistic)
    assert -1 <= found.low <= found.middle <= found.high <= 1


def test_more_pairs_make_a_correlation_surer() -> None:
    random = np.random.default_rng(2)
    a = random.normal(size=2000)
    b = a + random.normal(size=2000)
    few, many = rank_correlation(a[:50], b[:50]), rank_correlation(a, b)
    assert many.high - many.low < few.high - few.low


def test_too_few_or_equal_values_correlate_with_nothing() -> None:
    assert isnan(rank_correlation([1, 2, 3], [1, 2, 3]).middle)
    assert isnan(rank_correlation([1] * 9, range(9)).middle)


@given(samples, samples)
def test_the_distance_of_distributions_is_kolmogorov_s(a: list[float], b: list[float]) -> None:
    def below(values: list[float], limit: float) -> float:
        return sum(value <= limit for value in values) / len(values)

    expected = max(abs(below(a, limit) - below(b, limit)) for limit in a + b)
    assert kolmogorov_distance(a, b) == pytest.approx(expected)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50), min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50), min_size=1),
)
def test_the_distance_of_shares_is_what_changed_place(a: dict[str, int], b: dict[str, int]) -> None:
    names = set(a) | set(b)
    gained = sum(
        max(0.0, b.get(name, 0) / sum(b.values()) - a.get(name, 0) / sum(a.values()))
        for name in names
    )
    assert shares_distance(pd.Series(a), pd.Series(b)) == pytest.approx(gained)


def test_nothing_is_at_no_distance_of_nothing() -> None:
    assert isnan(kolmogorov_distance([], [1.0]))
    assert isnan(shares_distance(pd.Series(dtype="int64"), pd.Series({"a": 1})))


def test_fences_stand_one_and_a_half_ranges_outside() -> None:
    assert fences(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0])) == (-1, 7)


def test_the_robust_z_is_not_moved_by_what_lies_out() -> None:
    values = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0])
    far = robust_z(pd.Series([1.0, 2.0, 3.0, 4.0, 5e6]))
    near = robust_z(values)
    assert near.tolist() == pytest.approx([-1.349, -0.6745, 0, 0.6745, 1.349], abs=1e-3)
    assert far[:4].tolist() == pytest.approx(near[:4].tolist())
    assert far[4] > 1e6


def test_where_most_values_are_the_same_nothing_lies_out() -> None:
    assert robust_z(pd.Series([5.0, 5.0, 5.0, 9.0])).isna().all()
