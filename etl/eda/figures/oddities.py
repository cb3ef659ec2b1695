"""Values that lie far out, by stated rules, and what cannot be right."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from etl.eda.estimates import MOST_Z, fences, robust_z
from etl.eda.frames import Frames
from recommender.catalogue import UNRELEASED
from recommender.normal_forms import fold

#: What is looked at, and whether on a logarithmic scale (of 1 + x where 0 occurs).
MEASURES = {
    "runtime": False,
    "vote_average": False,
    "vote_count": True,
    "popularity": True,
    "budget": True,
    "revenue": True,
    "return_ratio": True,
}
_WITH_ZEROS = frozenset({"vote_count", "popularity"})

#: A mean of 10 over so few votes is one person's word.
FEW_VOTES = 3
BEST_MEAN = 10


def scaled(frames: Frames, measure: str) -> pd.Series:
    """The known values of a measure on the scale on which outliers are looked for."""
    values = frames.films[measure].dropna().astype("float64")
    if not MEASURES[measure]:
        return values
    logarithms: pd.Series = (values + (measure in _WITH_ZEROS)).map(math.log10)
    return logarithms


def outliers(frames: Frames) -> pd.DataFrame:
    """By measure: values known, and how many lie beyond the IQR fences and the robust z.

    Columns: known, below, above (IQR); z_below, z_above (robust z); fence_low, fence_high in the
    measure's own unit.
    """
    rows = {}
    for measure, logarithmic in MEASURES.items():
        values = scaled(frames, measure)
        low, high = fences(values)
        z = robust_z(values)
        ends = np.array([low, high])
        if logarithmic:
            ends = 10**ends - (measure in _WITH_ZEROS)
        rows[measure] = {
            "known": len(values),
            "below": int((values < low).sum()),
            "above": int((values > high).sum()),
            "z_below": int((z < -MOST_Z).sum()),
            "z_above": int((z > MOST_Z).sum()),
            "fence_low": ends[0],
            "fence_high": ends[1],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def farthest(frames: Frames, measure: str, n: int = 5) -> pd.DataFrame:
    """The ``n`` films farthest out in a measure: title, year, value, z.

    Only those whose robust z is beyond `MOST_Z`; none where over half of the values are the same.
    """
    z = robust_z(scaled(frames, measure)).dropna()
    z = z[z.abs() > MOST_Z]
    order = z.abs().sort_values(ascending=False, kind="stable").index[:n]
    films = frames.films.loc[order]
    return pd.DataFrame(
        {"title": films["title"], "year": films["year"], "value": films[measure], "z": z[order]}
    )


def anomalies(frames: Frames) -> dict[str, pd.DataFrame]:
    """The films in which something cannot be right, by kind: title, year and what is odd.

    Kinds: suspect budgets and revenues (plainly in other units), films that are released after
    the catalogue was made or unreleased though their day passed a year ago, means of `BEST_MEAN`
    over `FEW_VOTES` votes or fewer, films that share title and year with another, and dates of
    release that are none, as they are written in the dump.
    """
    films = frames.films
    today = pd.Timestamp(frames.created_at.date())
    future = films["release_date"] > today
    unreleased = films["status"].isin(list(UNRELEASED))
    few = films["vote_count"].between(1, FEW_VOTES) & (films["vote_average"] == BEST_MEAN)
    twins = duplicate_like(frames)
    return {
        "budget-suspect": _listed(films[films["budget_suspect"]], "stated_budget"),
        "revenue-suspect": _listed(films[films["revenue_suspect"]], "stated_revenue"),
        "future": _listed(films[future & (films["status"] == "Released")], "release_date"),
        "unreleased": _listed(
            films[unreleased & (films["release_date"] < today - pd.DateOffset(years=1))],
            "release_date",
        ),
        "few-votes": _listed(films[few], "vote_average"),
        "twins": _listed(films.loc[twins], "id"),
        "dates": lost_dates(frames),
    }


def lost_dates(frames: Frames) -> pd.DataFrame:
    """The films whose date of release could not be one: title, year and the text that was read."""
    aside = frames.quarantine.reindex(columns=["column", "movie_id", "raw"])
    dates = aside[(aside["column"] == "release_date") & aside["movie_id"].notna()]
    texts = dates.drop_duplicates("movie_id").set_index("movie_id")["raw"]
    films = frames.films[frames.films["id"].isin(texts.index)]
    return _listed(films.assign(written=films["id"].map(texts)), "written")


def duplicate_like(frames: Frames) -> pd.Index:
    """Rows of the films that share their folded title and year with another, side by side."""
    films = frames.films.dropna(subset=["year"])
    keys = pd.DataFrame({"title": films["title"].map(fold), "year": films["year"]})
    keys = keys[keys["title"] != ""]
    twins = keys[keys.duplicated(keep=False)]
    return twins.sort_values(["title", "year"], kind="stable").index


def _listed(films: pd.DataFrame, column: str) -> pd.DataFrame:
    return films[["title", "year", column]].rename(columns={column: "value"})
