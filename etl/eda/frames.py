"""The tables of one published version as pandas frames, typed for computing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.quality import QUALITY, QUARANTINE
from recommender.catalogue import CREDITS, MANIFEST, MOVIES, Catalogue, read_manifest
from recommender.errors import CatalogueDamaged, CatalogueError

#: Columns that hold several values of a film.
LISTS = ("genres", "keywords", "companies", "countries", "spoken_languages")
_CREDIT_COLUMNS = ["movie_id", "person_id", "name", "role"]
_NUMBERS = ("year", "runtime", "budget", "revenue", "return_ratio", "popularity", "vote_average")


@dataclass(frozen=True)
class Frames:
    """One version, ready to be computed with.

    Attributes:
        version: its name.
        created_at: when it was published.
        films: one row a film in the catalogue's order, indexed from 0. Numbers are float64 with
            NaN for unknown. ``budget`` and ``revenue`` (US dollars) are NaN where suspect, as
            stated they stand in ``stated_budget`` and ``stated_revenue``; ``profit`` is what is
            left of one after the other; ``decade`` is the first year of ten.
        lists: for each of `LISTS` one row a value, ``film`` (a row of ``films``) and ``value``.
        credits: one row a credit: ``film``, ``person`` (a number for id and name together),
            ``name`` and ``role``.
        account: what became of every raw record, or None where the version does not say.
        quarantine: what was put aside, in `etl.quality.QUARANTINE_SCHEMA`; empty without one.
    """

    version: str
    created_at: datetime
    films: pd.DataFrame
    lists: Mapping[str, pd.DataFrame]
    credits: pd.DataFrame
    account: dict[str, Any] | None
    quarantine: pd.DataFrame

    @classmethod
    def of(cls, catalogue: Catalogue) -> Frames:
        """The frames of a catalogue that is open.

        Raises:
            CatalogueDamaged: the account of its records cannot be read.
        """
        return cls._made(catalogue.folder, catalogue.manifest, catalogue.movies, catalogue.credits)

    @classmethod
    def read(cls, folder: Path) -> Frames:
        """Read the version in ``folder``.

        Raises:
            CatalogueDamaged: a file is missing or unreadable.
        """
        manifest = read_manifest(folder)
        try:
            movies = pq.read_table(folder / MOVIES)
            credits_ = pq.read_table(folder / CREDITS, columns=_CREDIT_COLUMNS)
        except (OSError, pa.ArrowException) as error:
            raise CatalogueDamaged(f"{folder} cannot be read: {error}") from error
        return cls._made(folder, manifest, movies, credits_)

    @classmethod
    def _made(
        cls, folder: Path, manifest: Mapping[str, Any], movies: pa.Table, credits_: pa.Table
    ) -> Frames:
        try:
            account = _account(folder / QUALITY, manifest)
            aside = folder / QUARANTINE
            quarantine = pd.read_parquet(aside) if aside.is_file() else pd.DataFrame()
            created_at = datetime.fromisoformat(manifest["created_at"])
        except (OSError, LookupError, ValueError, pa.ArrowException) as error:
            raise CatalogueDamaged(f"{folder} cannot be read: {error}") from error
        return cls(
            version=manifest["version"],
            created_at=created_at,
            films=films_frame(movies),
            lists={name: list_frame(movies[name]) for name in LISTS},
            credits=credits_frame(movies, credits_),
            account=account,
            quarantine=quarantine,
        )


def _account(path: Path, manifest: Mapping[str, Any]) -> dict[str, Any] | None:
    if path.is_file():
        return dict(json.loads(path.read_text(encoding="utf-8")))
    return manifest.get("account")


def films_frame(movies: pa.Table) -> pd.DataFrame:
    """The films as `Frames.films` has them, from a table in the published schema."""
    films: pd.DataFrame = movies.drop_columns(list(LISTS)).to_pandas()
    for name in _NUMBERS:
        films[name] = films[name].astype("float64")
    films["release_date"] = pd.to_datetime(films["release_date"])
    for name in ("budget", "revenue"):
        films[f"stated_{name}"] = films[name]
        films[name] = films[name].mask(films[f"{name}_suspect"])
    films["profit"] = films["revenue"] - films["budget"]
    films["decade"] = films["year"] // 10 * 10
    return films


def list_frame(column: pa.ChunkedArray) -> pd.DataFrame:
    """One row a value of a column of lists: the film's row and the value."""
    lists = column.combine_chunks()
    if isinstance(lists, pa.ChunkedArray):
        lists = pa.concat_arrays(lists.chunks) if lists.num_chunks else pa.array([], column.type)
    return pd.DataFrame(
        {
            "film": pc.list_parent_indices(lists).to_numpy(),
            "value": pc.list_flatten(lists).to_pandas(),
        }
    )


def credits_frame(movies: pa.Table, credits_: pa.Table) -> pd.DataFrame:
    """The credits as `Frames.credits` has them."""
    named = credits_.select(_CREDIT_COLUMNS).to_pandas()
    person = named["person_id"].fillna(0).astype("int64")
    code = person * (len(named["name"].cat.categories) + 1) + named["name"].cat.codes
    films = np.searchsorted(movies["id"].to_numpy(), named["movie_id"].to_numpy())
    return pd.DataFrame(
        {
            "film": films,
            "person": pd.factorize(code)[0],
            "name": named["name"],
            "role": named["role"],
        }
    )


def previous_version(root: Path, version: str) -> Path | None:
    """The folder of the version that was published last before ``version``, if it is still kept."""
    created: dict[Path, datetime] = {}
    for manifest in root.glob(f"*/{MANIFEST}"):
        try:
            content = read_manifest(manifest.parent)
            created[manifest.parent] = datetime.fromisoformat(content["created_at"])
        except (CatalogueError, KeyError, ValueError):
            continue
    here = created.pop(root / version, None)
    earlier = {folder: when for folder, when in created.items() if here and when <= here}
    return max(earlier, key=lambda folder: (earlier[folder], folder.name), default=None)
