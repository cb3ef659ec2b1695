"""What of the data shaped the recommender, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.eda.figures.quality import known
from etl.eda.frames import Frames
from recommender.similarity import SimilarityIndex, Suggestion

#: What a film can be recommended by.
FIELDS = (
    "overview",
    "keywords",
    "genres",
    "cast",
    "director",
    "writer",
    "collection",
    "companies",
    "countries",
)
EXAMPLES = 5


@dataclass(frozen=True)
class Example:
    """A film and the films suggested for it."""

    title: str
    year: float
    genre: str
    suggestions: list[Suggestion]


def coverage(frames: Frames) -> pd.Series:
    """The share of films (0 to 1) of which each of `FIELDS` is known, the fullest first."""
    shares = known(frames)[list(FIELDS)].mean()
    return shares.sort_values(ascending=False, kind="stable")


def served_by(frames: Frames) -> pd.Series:
    """How many of `FIELDS` are known of each film."""
    return known(frames)[list(FIELDS)].sum(axis=1)


def vocabulary(index: SimilarityIndex) -> pd.DataFrame:
    """By field of the index: ``terms``, the most first, and its ``weight`` in the similarity."""
    settings = index.data.settings
    sizes = {name: stop - start for name, (start, stop) in settings.fields.items()}
    found = pd.DataFrame(
        {
            "terms": pd.Series(sizes, dtype="int64"),
            "weight": pd.Series(dict(settings.weights), dtype="float64"),
        }
    )
    found["terms"] = found["terms"].fillna(0).astype("int64")
    return found.sort_values("terms", ascending=False, kind="stable")


def distances(index: SimilarityIndex) -> pd.Series:
    """How far each film is from its nearest published neighbour: 1 - similarity, 0 to 1.

    NaN for a film that has nothing in common with any.
    """
    nearest = index.data.scores.max(axis=1, initial=0).astype(np.float64)
    return pd.Series(np.where(nearest > 0, np.clip(1 - nearest, 0, 1), np.nan))


def examples(frames: Frames, index: SimilarityIndex) -> list[Example]:
    """The most voted film of each of the `EXAMPLES` commonest genres, with its suggestions.

    A film that stands for one genre stands for no other.
    """
    genres = frames.lists["genres"]
    votes = frames.films["vote_count"]
    chosen: dict[int, str] = {}
    for genre in (
        genres["value"]
        .value_counts()
        .sort_index()
        .sort_values(ascending=False, kind="stable")
        .index
    ):
        rows = genres.loc[(genres["value"] == genre) & ~genres["film"].isin(list(chosen)), "film"]
        if len(rows):
            chosen[int(votes.loc[rows].idxmax())] = str(genre)
        if len(chosen) == EXAMPLES:
            break
    films = frames.films
    return [
        Example(
            title=str(films["title"].iloc[row]),
            year=float(films["year"].iloc[row]),
            genre=genre,
            suggestions=index.similar([row], n=5),
        )
        for row, genre in chosen.items()
    ]
