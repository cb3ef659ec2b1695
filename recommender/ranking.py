"""How films are ordered: the weighted rating, and the variety of a list. Pure functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: A film needs as many votes as the best-known tenth of the films to be judged by them alone.
PRIOR_COUNT_QUANTILE = 0.9


def weighted_rating(
    mean: NDArray[np.floating], count: NDArray[np.integer], prior_mean: float, prior_count: float
) -> NDArray[np.float32]:
    """The Bayesian mean by which IMDb orders its Top 250.

    ``WR = v / (v + m) * R + m / (v + m) * C``: a film with few votes (``v``) stands near the mean
    of all films (``C``), one with many near its own (``R``).

    Args:
        mean: mean votes, 0 to 10, shape ``(films,)``; NaN where nobody voted.
        count: how many votes, shape ``(films,)``.
        prior_mean: ``C``, the mean over all films (see `rating_prior`).
        prior_count: ``m``, the votes at which a film's own mean weighs as much as ``C``.

    Returns:
        float32 of shape ``(films,)``, 0 to 10, never NaN.
    """
    votes = np.where(np.isnan(mean), 0, count).astype(np.float64)
    own = np.nan_to_num(np.asarray(mean, np.float64))
    total = votes + prior_count
    shared = np.divide(votes * own + prior_count * prior_mean, total, where=total > 0, out=own)
    return shared.astype(np.float32)


def rating_prior(mean: NDArray[np.floating], count: NDArray[np.integer]) -> tuple[float, float]:
    """The ``(prior_mean, prior_count)`` of a catalogue, for `weighted_rating`.

    The mean of the films' means, over those that have votes, and the votes that only the
    best-known tenth of all films exceed.
    """
    voted = (np.asarray(count) > 0) & ~np.isnan(mean)
    if not voted.any():
        return 0.0, 1.0
    prior_mean = float(np.mean(np.asarray(mean, np.float64)[voted]))
    return prior_mean, max(1.0, float(np.quantile(count, PRIOR_COUNT_QUANTILE)))


def prior(vote_count: NDArray[np.integer], rating: NDArray[np.floating]) -> NDArray[np.float32]:
    """How much a film's votes and weighted rating help it among films as near.

    Returns:
        float32 of shape ``(films,)``, above 0 and at most 1.
    """
    known = np.log1p(vote_count.astype(np.float64))
    score = 0.35 * known + 0.5 * np.asarray(rating, np.float64)
    return np.exp(score - score.max(initial=0)).astype(np.float32)
