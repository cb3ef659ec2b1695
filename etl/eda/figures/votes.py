"""Votes and scores."""

from __future__ import annotations

import pandas as pd

from etl.eda.frames import Frames


def voted(frames: Frames) -> pd.DataFrame:
    """The films with votes and a mean: title, year, vote_count, vote_average, weighted_rating."""
    films = frames.films
    columns = ["title", "year", "vote_count", "vote_average", "weighted_rating"]
    return films.loc[(films["vote_count"] > 0) & films["vote_average"].notna(), columns]


def concentration(frames: Frames, share: float = 0.01) -> float:
    """The share of all votes that the most voted ``share`` of the films has; 0 without votes."""
    votes = frames.films["vote_count"].sort_values(ascending=False)
    top = max(1, round(share * len(votes)))
    total = votes.sum()
    return float(votes.iloc[:top].sum() / total) if total else 0.0


def best(frames: Frames, column: str, n: int = 10) -> pd.DataFrame:
    """The ``n`` films with the highest ``column``; among equals the ones with more votes."""
    return voted(frames).sort_values(
        [column, "vote_count"], ascending=False, kind="stable", ignore_index=True
    )[:n]
