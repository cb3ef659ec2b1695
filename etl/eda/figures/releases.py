"""When and where films came out, in what language, and how long they are."""

from __future__ import annotations

import pandas as pd

from etl.clean import FEATURE_MINUTES
from etl.eda.frames import Frames


def by_year(frames: Frames) -> pd.Series:
    """Films by year of release, years without any as 0; empty where no film is dated."""
    years = frames.films["year"].dropna().astype("int64")
    counts = years.value_counts()
    if counts.empty:
        return counts
    return counts.reindex(range(years.min(), years.max() + 1), fill_value=0)


def by_month(frames: Frames) -> pd.Series:
    """Films by month of release (1 to 12), in all years."""
    months: pd.Series = frames.films["release_date"].dt.month.dropna().astype("int64")
    return months.value_counts().reindex(range(1, 13), fill_value=0)


def by_weekday(frames: Frames) -> pd.Series:
    """Films by weekday of release (0 is Monday), in all years."""
    days: pd.Series = frames.films["release_date"].dt.day_of_week.dropna().astype("int64")
    return days.value_counts().reindex(range(7), fill_value=0)


def by_value(frames: Frames, name: str) -> pd.Series:
    """Films by each value of a column of lists, the commonest first; a film counts for each."""
    return _by_count(frames.lists[name]["value"])


def by_language(frames: Frames) -> pd.Series:
    """Films by original language (ISO 639-1), the commonest first."""
    return _by_count(frames.films["original_language"].dropna())


def _by_count(values: pd.Series) -> pd.Series:
    # Equal counts by name, so that the same data always gives the same order.
    return values.value_counts().sort_index().sort_values(ascending=False, kind="stable")


def first_days(frames: Frames) -> tuple[int, float]:
    """Films dated 1 January, and how many there would be if every day were alike."""
    dates = frames.films["release_date"].dropna()
    return int(((dates.dt.month == 1) & (dates.dt.day == 1)).sum()), len(dates) / 365.25


def runtimes(frames: Frames) -> pd.Series:
    """The known lengths, in minutes."""
    return frames.films["runtime"].dropna()


def runtime_by_decade(frames: Frames) -> pd.DataFrame:
    """Quartiles of the length of feature films by decade: films, low, middle, high.

    Shorts (under `FEATURE_MINUTES`) are left out: early decades have little else.
    """
    films = frames.films.dropna(subset=["runtime", "decade"])
    features = films[films["runtime"] >= FEATURE_MINUTES]
    grouped = features.groupby(features["decade"].astype("int64"))["runtime"]
    return pd.DataFrame(
        {
            "films": grouped.size(),
            "low": grouped.quantile(0.25),
            "middle": grouped.quantile(0.5),
            "high": grouped.quantile(0.75),
        }
    )
