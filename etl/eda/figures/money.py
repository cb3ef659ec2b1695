"""Budgets, revenues and returns, and how far they can be trusted.

Suspect figures are unknown everywhere here. *Known* films are those with a return, that is with
both a budget and a revenue.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from etl.eda.estimates import ENOUGH, MOST_Z, median_interval, rank_correlation, robust_z
from etl.eda.frames import Frames

#: Dollars; figures below are rarely of a film that was sold.
PLAUSIBLE = 100_000

#: What is correlated with the return and with the revenue.
CORRELATED = ("budget", "vote_count", "popularity", "vote_average", "runtime", "year")


def known(frames: Frames) -> pd.DataFrame:
    """The films with a return."""
    return frames.films[frames.films["return_ratio"].notna()]


def known_by_decade(frames: Frames) -> pd.DataFrame:
    """By decade: films, and the share of them with budget, revenue and both known."""
    films = frames.films.dropna(subset=["decade"])
    flags = pd.DataFrame(
        {
            "decade": films["decade"].astype("int64"),
            "budget": films["budget"].notna(),
            "revenue": films["revenue"].notna(),
            "both": films["return_ratio"].notna(),
        }
    )
    shares = flags.groupby("decade").mean()
    shares.insert(0, "films", flags.groupby("decade").size())
    return shares


def returns_by(frames: Frames, groups: pd.DataFrame) -> pd.DataFrame:
    """Returns by group, over the films of each with known figures.

    Args:
        frames: the version.
        groups: one row a membership: ``film`` (row) and ``value``; a film may be in several.

    Returns:
        Indexed by group, those with `ENOUGH` known films or more, the highest median first:
        ``films`` (all), ``known``, ``mean``, ``middle`` (the median), ``low``, ``high``,
        ``budget`` and ``revenue`` (sums over the known films, US dollars).
    """
    films = frames.films
    members = groups.dropna().drop_duplicates()
    paid = members[films["return_ratio"].notna().to_numpy()[members["film"]]]
    known = paid["value"].value_counts()
    paid = paid[paid["value"].isin(known.index[known >= ENOUGH])]
    figures = films.loc[paid["film"], ["return_ratio", "budget", "revenue"]]
    sizes: dict[Any, int] = members["value"].value_counts().to_dict()
    rows = {}
    for value, group in figures.groupby(paid["value"].to_numpy()):
        middle, low, high = median_interval(group["return_ratio"])
        rows[value] = {
            "films": sizes[value],
            "known": len(group),
            "mean": group["return_ratio"].mean(),
            "middle": middle,
            "low": low,
            "high": high,
            "budget": group["budget"].sum(),
            "revenue": group["revenue"].sum(),
        }
    columns = ["films", "known", "mean", "middle", "low", "high", "budget", "revenue"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return found.sort_values("middle", ascending=False, kind="stable")


def by_column(frames: Frames, values: pd.Series) -> pd.DataFrame:
    """A column of the films as groups for `returns_by`."""
    return pd.DataFrame({"film": values.index, "value": values.to_numpy()}).dropna()


def returns_by_month(frames: Frames) -> pd.DataFrame:
    """`returns_by` the month of release, in the order of the year."""
    months = frames.films["release_date"].dt.month
    return returns_by(frames, by_column(frames, months)).sort_index()


def returns_by_decade(frames: Frames) -> pd.DataFrame:
    """`returns_by` the decade of release, in order."""
    return returns_by(frames, by_column(frames, frames.films["decade"])).sort_index()


def returns_by_genre(frames: Frames) -> pd.DataFrame:
    """`returns_by` genre."""
    return returns_by(frames, frames.lists["genres"])


def returns_by_company(frames: Frames, n: int = 15) -> pd.DataFrame:
    """`returns_by` company, of the ``n`` with the most known films."""
    found = returns_by(frames, frames.lists["companies"])
    return found.sort_values("known", ascending=False, kind="stable")[:n].sort_values(
        "middle", ascending=False, kind="stable"
    )


def correlations(frames: Frames) -> pd.DataFrame:
    """Rank correlations over the known films: of (revenue, return_ratio), with, middle, low, high.

    The budget is the return's own denominator, so that pair is left to the reader's judgement.
    """
    films = known(frames)
    rows = [
        {"of": of, "with": other, **rank_correlation(films[of], films[other])._asdict()}
        for of in ("revenue", "return_ratio")
        for other in CORRELATED
    ]
    return pd.DataFrame(rows)


def sureness(frames: Frames) -> pd.Series:
    """How sure the figures of each known film are: 3 (all of these hold) to 0 (none).

    * budget and revenue are both at least `PLAUSIBLE` dollars;
    * the film has at least as many votes as the median known film, so many have seen its page;
    * the logarithm of its return is no outlier (robust z up to `MOST_Z`).
    """
    films = known(frames)
    plausible = (films[["budget", "revenue"]] >= PLAUSIBLE).all(axis=1)
    looked_at = films["vote_count"] >= films["vote_count"].median()
    usual = ~(robust_z(np.log10(films["return_ratio"])).abs() > MOST_Z)
    return plausible.astype("int64") + looked_at.astype("int64") + usual.astype("int64")


def extremes(frames: Frames, column: str, n: int, *, highest: bool) -> pd.DataFrame:
    """The ``n`` known films with the highest or lowest ``column`` (profit, return_ratio).

    Returns:
        title, year, budget, revenue, profit, return_ratio and sureness, the most extreme first.
    """
    films = known(frames).assign(sureness=sureness(frames))
    ordered = films.sort_values(column, ascending=not highest, kind="stable")[:n]
    columns = ["title", "year", "budget", "revenue", "profit", "return_ratio", "sureness"]
    return ordered[columns]
