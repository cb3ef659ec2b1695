"""Small catalogues of made-up films, built as the ETL builds them, but for the raw files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl.similarity import Weights, build
from recommender.catalogue import CREDITS_SCHEMA, MOVIES_SCHEMA, Catalogue
from recommender.ranking import rating_prior, weighted_rating
from recommender.similarity import SimilarityIndex


@dataclass
class Film:
    """One film of a tiny catalogue; everything but the title may be unknown."""

    title: str
    year: int | None = 2000
    overview: str | None = None
    genres: Sequence[str] = ()
    keywords: Sequence[str] = ()
    collection: str | None = None
    companies: Sequence[str] = ()
    countries: Sequence[str] = ()
    language: str | None = "en"
    cast: Sequence[str] = ()
    directors: Sequence[str] = ()
    writers: Sequence[str] = ()
    votes: int = 100
    mean: float | None = 6.5
    status: str | None = "Released"
    imdb_id: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def tables(films: Sequence[Film]) -> tuple[pa.Table, pa.Table]:
    """The films in the published schemas, with ids 1, 2, 3 …"""
    mean = np.array([np.nan if film.mean is None else film.mean for film in films])
    votes = np.array([film.votes for film in films])
    rating = weighted_rating(mean, votes, *rating_prior(mean, votes))
    rows = [
        {
            **dict.fromkeys(MOVIES_SCHEMA.names),
            "spoken_languages": [],
            "budget_suspect": False,
            "revenue_suspect": False,
            "id": place,
            "imdb_id": film.imdb_id,
            "title": film.title,
            "original_language": film.language,
            "overview": film.overview,
            "status": film.status,
            "year": film.year,
            "genres": list(film.genres),
            "keywords": list(film.keywords),
            "collection": film.collection,
            "companies": list(film.companies),
            "countries": list(film.countries),
            "vote_average": film.mean,
            "vote_count": film.votes,
            "weighted_rating": float(rating[place - 1]),
        }
        for place, film in enumerate(films, 1)
    ]
    people = [
        (place, name, role, billing)
        for place, film in enumerate(films, 1)
        for role, names in (
            ("cast", film.cast),
            ("director", film.directors),
            ("writer", film.writers),
        )
        for billing, name in enumerate(names)
    ]
    columns = list(zip(*people, strict=True)) or [(), (), (), ()]
    credits_ = pa.table(
        {
            "movie_id": pa.array(columns[0], pa.int32()),
            "person_id": pa.nulls(len(people), pa.int32()),
            "name": pa.array(columns[1], pa.string()).dictionary_encode(),
            "role": pa.array(columns[2], pa.string())
            .dictionary_encode()
            .cast(pa.dictionary(pa.int8(), pa.string())),
            "character": pa.nulls(len(people), pa.string()),
            "billing": pa.array(columns[3], pa.int16()),
        },
        schema=CREDITS_SCHEMA,
    )
    return pa.Table.from_pylist(rows, schema=MOVIES_SCHEMA), credits_


def catalogue(
    folder: Path, films: Sequence[Film], weights: Weights | None = None, ratings: Any = None
) -> Catalogue:
    """The films as an open catalogue with its index of near films."""
    movies, credits_ = tables(films)
    build(movies, credits_, folder, ratings, weights)
    manifest = {"version": "tiny", "created_at": datetime.now(UTC).isoformat()}
    return Catalogue(folder, manifest, movies, credits_)


def index(folder: Path, films: Sequence[Film], **more: Any) -> SimilarityIndex:
    """The same, as an index."""
    return SimilarityIndex.open(catalogue(folder, films, **more))
