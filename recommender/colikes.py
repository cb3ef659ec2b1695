"""Which films the same people like, from ratings in the format of MovieLens.

Computed when a catalogue is built or judged; nothing of it is loaded to serve one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array, hstack
from scipy.sparse.linalg import svds

from recommender.errors import Problem, RatingsUnreadable
from recommender.ranking import Floats, nearness
from recommender.similarity_data import Colikes

#: From this rating on (of 5) a film is liked.
LIKED = 4.0
#: People and films count in the decomposition as if they had so many stars more.
_BUSY_PERSON, _RATED_FILM = 400.0, 40.0
#: A film's factors are guessed from so many of the commonest terms, from how near it is in time to
#: these years, and from its renown and rating.
_TERMS = 100
_YEARS = np.arange(1920, 2020, 6)
_YEARS_APART = 6.0
#: Drawn to 0 are the coefficients of the guess.
_RIDGE = 5.0

_BLOCK = 1 << 22


def stars(ratings: BinaryIO, links: BinaryIO, ids: NDArray[np.int32]) -> csr_matrix:
    """How people rated films.

    Args:
        ratings: CSV with at least ``userId``, ``movieId`` and ``rating`` (0.5 to 5).
        links: CSV with at least ``movieId`` and ``tmdbId``.
        ids: TMDB ids of the films, ascending.

    Returns:
        float32 CSR, shape ``(people, films)``; of several ratings the best.

    Raises:
        RatingsUnreadable: a file cannot be read or lacks a column.
    """
    row_of = _rows_of(links, ids)
    people, films, given = [], [], []
    for batch in _batches(
        ratings, {"userId": pa.int32(), "movieId": pa.int32(), "rating": pa.float32()}
    ):
        movies = batch["movieId"].to_numpy(zero_copy_only=False)
        rows = np.where(
            (movies >= 0) & (movies < len(row_of)),
            row_of[np.clip(movies, 0, len(row_of) - 1)],
            -1,
        )
        rating = batch["rating"].to_numpy(zero_copy_only=False)
        rated = (rating > 0) & (rows >= 0)
        people.append(batch["userId"].to_numpy(zero_copy_only=False)[rated])
        films.append(rows[rated])
        given.append(rating[rated])
    _, who = np.unique(np.concatenate([np.zeros(0, np.int32), *people]), return_inverse=True)
    what = np.concatenate([np.zeros(0, np.int64), *films])
    value = np.concatenate([np.zeros(0, np.float32), *given])
    worst_first = np.lexsort((value, what, who))
    who, what, value = who[worst_first], what[worst_first], value[worst_first]
    last = np.diff(who * len(ids) + what, append=-1) != 0
    shape = (int(who.max(initial=-1)) + 1, len(ids))
    return csr_matrix((value[last], (who[last], what[last])), shape=shape)


def likes(rated: csr_matrix) -> csr_matrix:
    """Who likes what: float32 CSR of ones where `stars` are `LIKED` or more."""
    found = rated.copy()
    found.data = (rated.data >= LIKED).astype(np.float32)
    found.eliminate_zeros()
    return found


def traits(
    rows: csr_matrix, years: NDArray[np.floating], renown: Floats, rating: Floats
) -> csr_matrix:
    """What the factors of films are guessed from, shape ``(films, traits)``.

    Args:
        rows: of the films, see `recommender.similarity_data.IndexData`.
        years: NaN where unknown.
        renown: see `recommender.ranking.renown`.
        rating: weighted rating.
    """
    common = np.argsort(-np.bincount(rows.indices, minlength=rows.shape[1]), kind="stable")
    terms = rows[:, np.sort(common[:_TERMS])]
    size = np.sqrt(np.asarray(terms.multiply(terms).sum(axis=0)).ravel() / max(1, len(renown)))
    even = terms @ diags_array(1 / np.maximum(size, 1e-6))
    other = np.column_stack(
        (np.ones_like(renown), renown, renown**2, rating, rating**2, renown * rating)
    )
    time = nearness(years[:, None] - _YEARS, _YEARS_APART)
    return csr_matrix(hstack([csr_matrix(other), csr_matrix(time), even], dtype=np.float64))


def colikes(rated: csr_matrix, known: csr_matrix, rank: int, support: float) -> Colikes:
    """What the people who watch and like each film have in common with those of others.

    The matrix of stars is decomposed into its ``rank`` largest singular vectors: who has watched a
    film says as much as who liked it. Both of its sides are scaled by ``1 / sqrt(stars)``, so that
    neither busy people nor famous films make it up. A film's factors have length 1, so that the
    product of two films' is the cosine of their circles, smoothed by all other films (Sarwar et
    al., 2000); one more number is its fame, the logarithm of its likes.

    Few people say little, so all of that is drawn to what films of such traits have (empirical
    Bayes): the guess of a ridge regression counts as much as ``support`` people who gave four
    stars. Films that nobody rated have the guess alone.

    Args:
        rated: see `stars`.
        known: see `traits`.
        rank: how many factors a film has at most, besides its fame.
        support: how many people count as much as the guess.
    """
    films = rated.shape[1]
    total = np.asarray(rated.sum(axis=0)).ravel()
    there = np.flatnonzero(total)
    rank = min(rank, rated.shape[0] - 1, len(there) - 1)
    if rank < 1:
        return Colikes.none(films)
    scaled = (
        diags_array(1 / np.sqrt(np.asarray(rated.sum(axis=1)).ravel() + _BUSY_PERSON))
        @ rated[:, there]
        @ diags_array(1 / np.sqrt(total[there] + _RATED_FILM))
    )
    # The same every time, so that the same ratings give the same factors.
    start = np.ones(min(scaled.shape))
    _, sizes, vectors = svds(csr_matrix(scaled, dtype=np.float64), k=rank, v0=start)
    largest = np.argsort(-sizes, kind="stable")
    factors = (vectors[largest] * sizes[largest][:, None]).T
    factors /= np.maximum(np.linalg.norm(factors, axis=1, keepdims=True), 1e-12)
    liked = np.bincount(rated.indices, rated.data >= LIKED, minlength=films)[there]
    seen = np.column_stack([np.log1p(liked), factors])
    evidence = total / (total + LIKED * support)
    weight = evidence[there, None]
    of_these = known[there].toarray()
    normal = (of_these * weight).T @ of_these + _RIDGE * np.eye(known.shape[1])
    found = known @ np.linalg.solve(normal, (of_these * weight).T @ seen)
    found[:, 0] = np.maximum(found[:, 0], 0)
    found[there] += weight * (seen - found[there])
    return Colikes(found.astype(np.float32), evidence.astype(np.float32))


def _rows_of(links: BinaryIO, ids: NDArray[np.int32]) -> NDArray[np.int64]:
    """The row of each MovieLens id, -1 where the catalogue does not have the film."""
    movies, tmdb = [], []
    for batch in _batches(links, {"movieId": pa.int32(), "tmdbId": pa.float64()}):
        movies.append(batch["movieId"].to_numpy(zero_copy_only=False))
        tmdb.append(np.nan_to_num(batch["tmdbId"].to_numpy(zero_copy_only=False), nan=-1))
    ours = np.concatenate([np.zeros(0, np.int32), *movies])
    theirs = np.concatenate([np.zeros(0), *tmdb]).astype(np.int64)
    row_of = np.full(int(ours.max(initial=0)) + 1, -1, np.int64)
    if len(ids):
        places = np.minimum(np.searchsorted(ids, theirs), len(ids) - 1)
        known = (ids[places] == theirs) & (ours >= 0)
        row_of[ours[known]] = places[known]
    return row_of


def _batches(stream: BinaryIO, columns: dict[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    """The columns of a CSV file, a few megabytes at a time."""
    try:
        yield from csv.open_csv(
            stream,
            read_options=csv.ReadOptions(block_size=_BLOCK),
            convert_options=csv.ConvertOptions(column_types=columns, include_columns=list(columns)),
        )
    except (pa.ArrowException, KeyError, OSError) as error:
        file = str(getattr(stream, "name", "ratings.csv, links.csv"))
        expected = [[name] for name in columns]
        unreadable = Problem("ratings-unreadable", file=file, because=str(error), columns=expected)
        raise RatingsUnreadable(unreadable) from error
