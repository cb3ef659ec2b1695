"""What is different from the version before."""

from __future__ import annotations

import pandas as pd

from etl.eda.estimates import kolmogorov_distance, shares_distance
from etl.eda.figures.quality import known
from etl.eda.figures.releases import by_language, by_value
from etl.eda.frames import Frames

NUMBERS = (
    "year",
    "runtime",
    "popularity",
    "vote_count",
    "vote_average",
    "weighted_rating",
    "budget",
    "revenue",
    "return_ratio",
)
SHARES = ("genres", "countries", "keywords", "companies")

#: A distribution of which less than this share changed place has stayed where it was.
LEAST_MOVE = 0.001


def came(before: Frames, after: Frames) -> pd.DataFrame:
    """The films that only the later version has, the most voted first: title, year, vote_count."""
    return _only(after, before)


def went(before: Frames, after: Frames) -> pd.DataFrame:
    """The films that only the earlier version has, likewise."""
    return _only(before, after)


def _only(here: Frames, there: Frames) -> pd.DataFrame:
    films = here.films[~here.films["id"].isin(there.films["id"])]
    return films.sort_values("vote_count", ascending=False, kind="stable")[
        ["title", "year", "vote_count"]
    ]


def moved(before: Frames, after: Frames) -> pd.DataFrame:
    """How far each distribution moved, the farthest first: distance (0 to 1), before, after.

    For numbers the Kolmogorov-Smirnov distance and the medians; for categories the total
    variation distance of their shares, without medians. Measures unknown in a version are left
    out.
    """
    rows = [
        {
            "measure": name,
            "distance": kolmogorov_distance(before.films[name], after.films[name]),
            "before": before.films[name].median(),
            "after": after.films[name].median(),
        }
        for name in NUMBERS
    ]
    counts = {name: [by_value(version, name) for version in (before, after)] for name in SHARES}
    counts["original_language"] = [by_language(version) for version in (before, after)]
    rows += [
        {"measure": name, "distance": shares_distance(one, two)}
        for name, (one, two) in counts.items()
    ]
    found = pd.DataFrame(rows).dropna(subset=["distance"])
    return found.sort_values("distance", ascending=False, kind="stable", ignore_index=True)


def gaps(before: Frames, after: Frames) -> pd.DataFrame:
    """The share of films (0 to 1) that lack each column, before and after."""
    return pd.DataFrame({"before": 1 - known(before).mean(), "after": 1 - known(after).mean()})
