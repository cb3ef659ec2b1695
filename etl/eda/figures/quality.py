"""What was read, mended, merged and put aside; and what is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from etl.eda.frames import LISTS, Frames

#: Columns whose gaps are shown, in this order.
COLUMNS = (
    "imdb_id",
    "title_es",
    "original_language",
    "overview",
    "tagline",
    "status",
    "release_date",
    "runtime",
    "genres",
    "keywords",
    "collection",
    "companies",
    "countries",
    "spoken_languages",
    "cast",
    "director",
    "writer",
    "budget",
    "revenue",
    "popularity",
    "vote_average",
    "poster_path",
)


def files(account: dict[str, Any]) -> pd.DataFrame:
    """One row a raw file: records read, kept, merged, put aside, mended."""
    rows = {
        name: {
            "read": file["read"],
            "kept": file["kept"],
            "merged": sum(file["merged"].values()),
            "put_aside": sum(file["put_aside"].values()),
            "mended": file["mended"]["records"],
        }
        for name, file in account["files"].items()
    }
    columns = ["read", "kept", "merged", "put_aside", "mended"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def events(account: dict[str, Any]) -> pd.DataFrame:
    """Everything that befell a record or a cell: file, event, kind, records; the commonest first.

    ``event`` is mended, merged, put_aside or cell (one that could not be read).
    """
    rows = [
        {"file": name, "event": event, "kind": kind, "records": records}
        for name, file in account["files"].items()
        for event, counts in (
            ("mended", file["mended"]["kinds"]),
            ("merged", file["merged"]),
            ("put_aside", file["put_aside"]),
            ("cell", file["cells_put_aside"]),
        )
        for kind, records in counts.items()
    ]
    found = pd.DataFrame(rows, columns=["file", "event", "kind", "records"])
    return found.sort_values("records", ascending=False, kind="stable", ignore_index=True)


def known(frames: Frames) -> pd.DataFrame:
    """For each film (row) and each of `COLUMNS`: is anything known? Suspect money is not."""
    films = frames.films
    found: dict[str, Any] = {name: films[name].notna() for name in COLUMNS if name in films}
    for name in LISTS:
        found[name] = films.index.isin(frames.lists[name]["film"])
    for role in ("cast", "director", "writer"):
        found[role] = films.index.isin(frames.credits.loc[frames.credits["role"] == role, "film"])
    return pd.DataFrame(found, index=films.index)[list(COLUMNS)]


def missing(frames: Frames) -> pd.Series:
    """The share of films (0 to 1) of which a column says nothing, the emptiest first."""
    shares = 1 - known(frames).mean()
    return shares.sort_values(ascending=False, kind="stable")


def missing_by_decade(frames: Frames) -> pd.DataFrame:
    """The same by decade: a row a column, a column a decade (NaN for the undated films)."""
    decades = frames.films["decade"]
    shares = 1 - known(frames).groupby(decades, dropna=False).mean()
    return shares.T.loc[missing(frames).index]


def films_by_decade(frames: Frames) -> pd.Series:
    """How many films each decade has."""
    counts = frames.films["decade"].value_counts().sort_index()
    counts.index = counts.index.astype(np.int64)
    return counts
