"""How sure a figure is, how far a value lies out, how far a distribution moved. Pure functions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, norm

LEVEL = 0.95
#: The fewest values for which an interval of the median with that level exists.
ENOUGH = 6
#: Tukey's fences stand this many interquartile ranges outside the quartiles.
FENCE = 1.5
#: A robust z beyond this is an outlier, by Iglewicz and Hoaglin ("How to Detect and Handle
#: Outliers", 1993).
MOST_Z = 3.5


class Interval(NamedTuple):
    """An estimate and where it may as well lie; the ends are NaN where they cannot be told."""

    middle: float
    low: float
    high: float


def median_interval(values: ArrayLike) -> Interval:
    """The median and an interval that covers the true one in at least `LEVEL` of samples.

    The ends are order statistics, chosen by the binomial distribution, so nothing is assumed of
    the values (Conover, "Practical Nonparametric Statistics", 3.2).
    """
    ordered = np.sort(np.asarray(values, np.float64))
    ordered = ordered[~np.isnan(ordered)]
    if not len(ordered):
        return Interval(np.nan, np.nan, np.nan)
    middle = float(np.median(ordered))
    if len(ordered) < ENOUGH:
        return Interval(middle, np.nan, np.nan)
    # The largest k with P(fewer than k of n values lie below the median) within the tail.
    tail = (1 - LEVEL) / 2
    k = int(binom.ppf(tail, len(ordered), 0.5))
    return Interval(middle, float(ordered[k - 1]), float(ordered[-k]))


def rank_correlation(a: ArrayLike, b: ArrayLike) -> Interval:
    """Spearman's rank correlation over the pairs where both are known, with its interval.

    By Fisher's transformation with Bonett and Wright's standard error
    ("Sample size requirements for estimating Pearson, Kendall and Spearman correlations", 2000).
    """
    pairs = pd.DataFrame({"a": np.asarray(a, float), "b": np.asarray(b, float)}).dropna().rank()
    if len(pairs) < ENOUGH or (pairs.nunique() < 2).any():
        return Interval(np.nan, np.nan, np.nan)
    rho = float(np.corrcoef(pairs["a"], pairs["b"])[0, 1])
    rho = max(-1.0, min(1.0, rho))
    if abs(rho) == 1:
        return Interval(rho, rho, rho)
    error = norm.ppf((1 + LEVEL) / 2) * np.sqrt((1 + rho**2 / 2) / (len(pairs) - 3))
    z = np.arctanh(rho)
    return Interval(rho, float(np.tanh(z - error)), float(np.tanh(z + error)))


def fences(values: pd.Series) -> tuple[float, float]:
    """Tukey's fences: `FENCE` interquartile ranges below the lower and above the upper quartile."""
    low, high = values.quantile([0.25, 0.75])
    reach = FENCE * (high - low)
    return float(low - reach), float(high + reach)


def robust_z(values: pd.Series) -> pd.Series:
    """How far each value lies from the median, in standard deviations estimated from the MAD.

    ``0.6745 (x - median) / MAD``; NaN throughout where over half of the values are the same.
    """
    gap = values - values.median()
    spread = gap.abs().median()
    if not spread > 0:
        return pd.Series(np.nan, index=values.index)
    return norm.ppf(0.75) * gap / spread


def kolmogorov_distance(a: ArrayLike, b: ArrayLike) -> float:
    """The largest gap between two samples' cumulative distributions, 0 to 1; NaN without values."""
    one, two = (_known(values) for values in (a, b))
    if not len(one) or not len(two):
        return np.nan
    at = np.concatenate([one, two])
    below_one = np.searchsorted(one, at, side="right") / len(one)
    below_two = np.searchsorted(two, at, side="right") / len(two)
    return float(np.abs(below_one - below_two).max())


def shares_distance(a: pd.Series, b: pd.Series) -> float:
    """Total variation between two counts by category: the share that changed place, 0 to 1."""
    if not a.sum() or not b.sum():
        return np.nan
    return float((a / a.sum()).sub(b / b.sum(), fill_value=0).abs().sum() / 2)


def _known(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, np.float64)
    return np.sort(array[~np.isnan(array)])
