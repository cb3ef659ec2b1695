"""Genres, and the ones that go together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix, csr_matrix

from etl.eda.frames import Frames

#: Pairs of which fewer films are expected by chance say nothing.
LEAST_EXPECTED = 5


def pairs(frames: Frames) -> pd.DataFrame:
    """Every two genres: films with both, films expected by chance, and lift (their quotient).

    Chance is independence: ``n(a) n(b) / n``, with n the films that have a genre. The pair with
    the highest lift comes first; ``lift`` is NaN under `LEAST_EXPECTED` expected films.
    """
    together = co_occurrence(frames)
    names = together.index.to_numpy()
    one, two = np.triu_indices(len(names), k=1)
    counts = together.to_numpy()
    films = frames.lists["genres"]["film"].nunique()
    expected = counts[one, one] * counts[two, two] / max(films, 1)
    found = pd.DataFrame(
        {"one": names[one], "two": names[two], "films": counts[one, two], "expected": expected}
    )
    enough = found["expected"] >= LEAST_EXPECTED
    found["lift"] = (found["films"] / found["expected"]).where(enough)
    return found.sort_values("lift", ascending=False, kind="stable", ignore_index=True)


def co_occurrence(frames: Frames) -> pd.DataFrame:
    """Films that have both genres; on the diagonal those that have the one. Commonest first."""
    genres = frames.lists["genres"].drop_duplicates()
    codes, names = pd.factorize(genres["value"])
    shape = (len(frames.films), len(names))
    ones = np.ones(len(codes), np.int64)
    has: csr_matrix = coo_matrix((ones, (genres["film"].to_numpy(), codes)), shape=shape).tocsr()
    together = (has.T @ has).toarray()
    order = np.argsort(-np.diag(together), kind="stable")
    labels = names.take(order)
    return pd.DataFrame(together[np.ix_(order, order)], index=labels, columns=labels)


def lift(frames: Frames) -> pd.DataFrame:
    """`pairs` as a square of base-2 logarithms: 1 is twice as often as by chance, 0 as often.

    NaN on the diagonal and where nothing can be said; pairs that never occur are at the lowest
    value of the others.
    """
    names = co_occurrence(frames).index
    square = np.full((len(names), len(names)), np.nan)
    found = pairs(frames).dropna(subset=["lift"])
    with np.errstate(divide="ignore"):
        logs = np.log2(found["lift"].to_numpy())
    finite = logs[np.isfinite(logs)]
    logs = np.maximum(logs, finite.min(initial=0))
    one, two = (names.get_indexer(pd.Index(found[name])) for name in ("one", "two"))
    square[one, two] = square[two, one] = logs
    return pd.DataFrame(square, index=names, columns=names)
