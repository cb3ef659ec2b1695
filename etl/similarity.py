"""Fits the index of films near each other, and publishes it for `recommender.similarity`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array, hstack

from etl import sources
from etl.features import fields
from etl.neighbours import Films, neighbours
from recommender import colikes
from recommender.catalogue import UNRELEASED
from recommender.lean import give_memory_back
from recommender.normal_forms import fold
from recommender.ranking import FEW_VOTES, Ranking, renown
from recommender.similarity_data import EDITION_YEARS, ORIGIN, Colikes, IndexData, Settings

#: Every number of the model. They come from `recommender.evaluate.fitting`, which writes this file.
WEIGHTS = Path(__file__).with_name("weights.json")

#: A term that a single film has joins it to no other.
_LEAST_FILMS = 2
#: Terms of more than this share of the films find no candidates for several films at once.
_COMMON = 0.02
#: What a later cut of a film is called, behind the film's title.
_CUT = re.compile(
    r"\W+(the )?(redux|(director\W?s|final|extended|unrated|ultimate) (cut|edition|version))\W*$",
    re.IGNORECASE,
)
#: How many of the best-known films are looked at for every film.
_KNOWN = 2000


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the model, as the fit leaves them in a file.

    See `recommender.similarity_data.Settings`, and `recommender.colikes.colikes` for ``rank`` and
    ``support``; ``fields`` are relative, and also has fields that a catalogue may know nothing of.
    """

    fields: dict[str, float]
    ranking: Ranking
    variety: float
    rank: int
    support: float

    @classmethod
    def read(cls, path: Path = WEIGHTS) -> Weights:
        """The numbers in a file that the fit has written."""
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            fields=found["fields"],
            ranking=Ranking(**found["ranking"]),
            variety=found["variety"],
            rank=found["rank"],
            support=found["support"],
        )


def build(
    movies: pa.Table,
    credits: pa.Table,  # noqa: A002
    folder: Path,
    ratings: sources.Ratings | None = None,
    weights: Weights | None = None,
) -> None:
    """Fit the index on the films and write its files into ``folder``.

    Args:
        movies: in `recommender.catalogue.MOVIES_SCHEMA`, ordered by id.
        credits: in `recommender.catalogue.CREDITS_SCHEMA`.
        folder: an existing folder of a version that is not published yet.
        ratings: what people thought of films, where the dump says so.
        weights: the numbers of the model; those of `WEIGHTS` unless told otherwise.

    Raises:
        SourceError: the ratings or links cannot be opened.
        RatingsUnreadable: they are not what they should be.
    """
    weights = weights or Weights.read()
    rows, spans, terms, shares = _rows(movies, credits, weights.fields)
    give_memory_back()
    settings = Settings(
        fields=spans,
        weights=shares,
        ranking=weights.ranking,
        variety=weights.variety,
        rank=weights.rank,
        support=weights.support,
    )
    status = movies["status"].to_pylist()
    suggested = np.array([value not in UNRELEASED for value in status], bool)
    years = np.asarray(movies["year"].to_numpy(), np.float32)
    rating = movies["weighted_rating"].to_numpy()
    known_for = renown(movies["vote_count"].to_numpy(), years)
    likes = _colikes(ratings, movies, colikes.traits(rows, years, known_for, rating), weights)
    guess = weights.ranking.usual_boost(known_for, rating) * suggested
    known = _best_known(guess, likes)
    common = np.bincount(rows.indices, minlength=rows.shape[1]) > _COMMON * rows.shape[0]
    common[min(spans[name][0] for name in spans if name in ORIGIN) :] = True
    editions = _editions(movies)
    sagas = _numbers(movies["collection"])
    films = Films(
        rows=rows,
        years=years,
        renown=known_for,
        rating=rating,
        guess=guess,
        known=known,
        editions=editions,
        sagas=sagas,
        obscure=movies["vote_count"].to_numpy() < FEW_VOTES,
        colikes=likes,
    )
    near, scores = neighbours(films, settings)
    postings = (diags_array((suggested).astype(np.float32)) @ rows @ _only(~common)).tocsc()
    postings.eliminate_zeros()
    IndexData(
        rows=_compressed(rows),
        postings=_compressed(postings),
        colikes=likes,
        terms=terms,
        renown=known_for,
        known=known,
        suggested=suggested,
        editions=editions,
        sagas=sagas,
        neighbours=near,
        scores=scores,
        settings=settings,
    ).write(folder)


def _best_known(guess: NDArray[np.float32], likes: Colikes) -> NDArray[np.int32]:
    """The best-known films that may be suggested; half of them are those that most people like."""
    fame = likes.factors[:, 0] * (likes.evidence > 0)
    most_liked = np.argsort(-fame, kind="stable")[: _KNOWN // 2]
    most_liked = most_liked[fame[most_liked] > 0]
    first = np.concatenate([most_liked, np.argsort(-guess, kind="stable")[:_KNOWN]])
    _, places = np.unique(first, return_index=True)
    known = np.sort(first[np.sort(places)[:_KNOWN]]).astype(np.int32)
    return known[guess[known] > 0]


def _colikes(
    ratings: sources.Ratings | None, movies: pa.Table, traits: csr_matrix, weights: Weights
) -> Colikes:
    if ratings is None:
        return Colikes.none(movies.num_rows)
    with ratings.ratings.open() as stream, ratings.links.open() as links:
        rated = colikes.stars(stream, links, movies["id"].to_numpy())
    return colikes.colikes(rated, traits, weights.rank, weights.support)


def _rows(
    movies: pa.Table, credits_: pa.Table, weights: dict[str, float]
) -> tuple[csr_matrix, dict[str, tuple[int, int]], pa.Array, dict[str, float]]:
    """All fields side by side, their columns, what each column says, and their weights."""
    blocks, terms = [], []
    spans: dict[str, tuple[int, int]] = {}
    total = sum(weights.values())
    shares = {name: weight / total for name, weight in weights.items()}
    start = 0
    for field in fields(movies, credits_):
        counts = np.bincount(field.matrix.indices, minlength=field.matrix.shape[1])
        used = np.flatnonzero(counts >= _LEAST_FILMS)
        blocks.append(field.matrix[:, used] * np.float32(np.sqrt(shares[field.name])))
        terms.append(field.terms.take(pa.array(used)))
        spans[field.name] = (start, start + len(used))
        start += len(used)
    rows = hstack(blocks, format="csr", dtype=np.float32)
    rows.sort_indices()
    return rows, spans, pa.concat_arrays(terms), shares


def _only(columns: NDArray[np.bool_]) -> Any:
    return diags_array(columns.astype(np.float32))


def _compressed(matrix: Any) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    matrix.sort_indices()
    return (
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float32),
    )


def _numbers(column: pa.ChunkedArray) -> NDArray[np.int32]:
    """The same number for equal values, -1 for null."""
    indices = column.combine_chunks().dictionary_encode().indices
    numbers: NDArray[np.int32] = indices.fill_null(-1).to_numpy().astype(np.int32)
    return numbers


def _editions(movies: pa.Table) -> NDArray[np.int32]:
    """A number a film, the same for editions of one film.

    Two entries are editions of one film when they have the same IMDb id, or the same title (but
    for case, accents and signs) and came out at most `EDITION_YEARS` apart. A remake comes later;
    titles without letters or digits are not compared, nor are films without a year. A later cut,
    however late, says so behind the film's title ("Redux", "Director's Cut"), or has a longer title
    and the film's overview word for word.
    """
    films = movies.num_rows
    edition = np.arange(films, dtype=np.int32)
    titles: list[str] = movies["title"].to_pylist()
    folded: dict[str, list[int]] = {}
    for row, title in enumerate(titles):
        folded.setdefault(fold(title), []).append(row)
    years = movies["year"].to_pylist()
    for title, rows in folded.items():
        dated = sorted((years[row], row) for row in rows if years[row] is not None)
        if not title:
            continue
        for (year, row), (later, other) in pairwise(dated):
            if later - year <= EDITION_YEARS:
                edition[other] = edition[row]
    for cut, film in _cuts(titles, movies["overview"].to_pylist(), folded):
        edition[edition == edition[cut]] = edition[film]
    first: dict[str, int] = {}
    for row, imdb_id in enumerate(movies["imdb_id"].to_pylist()):
        if imdb_id:
            edition[row] = edition[first.setdefault(imdb_id, row)]
    return edition


def _cuts(
    titles: Sequence[str], overviews: Sequence[str | None], folded: Mapping[str, Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """Later cuts, each with the film that it is a cut of."""
    told: dict[str, int] = {}
    for row, (title, overview) in enumerate(zip(titles, overviews, strict=True)):
        name = _CUT.sub("", title)
        if name != title:
            yield from ((row, film) for film in folded.get(fold(name), ()))
        if overview and (other := told.setdefault(overview, row)) != row:
            film, cut = sorted((other, row), key=lambda r: len(titles[r]))
            if fold(titles[cut]).startswith(f"{fold(titles[film])} "):
                yield cut, film
