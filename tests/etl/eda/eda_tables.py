"""Tiny published tables, written by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa

from etl.eda.frames import LISTS, Frames, credits_frame, films_frame, list_frame
from recommender.catalogue import CREDITS_SCHEMA, MOVIES_SCHEMA

CREATED = datetime(2020, 6, 1, tzinfo=UTC)


def film(movie_id: int, **known: Any) -> dict[str, Any]:
    day: date | None = known.get("release_date")
    budget, revenue = known.get("budget"), known.get("revenue")
    suspect = known.get("budget_suspect") or known.get("revenue_suspect")
    return {
        "id": movie_id,
        "title": f"Film {movie_id}",
        "year": day.year if day else None,
        **{name: [] for name in LISTS},
        "budget_suspect": False,
        "revenue_suspect": False,
        "return_ratio": revenue / budget if budget and revenue and not suspect else None,
        "vote_count": 0,
        "weighted_rating": 5.0,
        "status": "Released",
        **known,
    }


def frames(
    *films: dict[str, Any],
    credits: list[tuple[int, int | None, str, str]] | None = None,  # noqa: A002
    account: dict[str, Any] | None = None,
) -> Frames:
    movies = pa.Table.from_pylist(list(films), MOVIES_SCHEMA)
    rows = [
        {"movie_id": movie, "person_id": person, "name": name, "role": role, "billing": 0}
        for movie, person, name, role in credits or []
    ]
    return Frames(
        version="v2",
        created_at=CREATED,
        films=films_frame(movies),
        lists={name: list_frame(movies[name]) for name in LISTS},
        credits=credits_frame(movies, pa.Table.from_pylist(rows, CREDITS_SCHEMA)),
        account=account,
        quarantine=pd.DataFrame(),
    )
