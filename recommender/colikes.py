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
from scipy.sparse import csr_matrix, diags_array
from scipy.sparse.linalg import svds

from recommender.errors import RatingsUnreadable
from recommender.similarity_data import Colikes

#: From this rating on (of 5) a film is liked.
LIKED = 4.0
#: Films with fewer likes say too little of whom they suit.
LEAST_LIKES = 10
#: People and films count in the decomposition as if they had so many more likes.
_BUSY_PERSON, _LIKED_FILM = 10.0, 5.0

_BLOCK = 1 << 22


def likes(ratings: BinaryIO, links: BinaryIO, ids: NDArray[np.int32]) -> csr_matrix:
    """Who likes what.

    Args:
        ratings: CSV with at least ``userId``, ``movieId`` and ``rating`` (0.5 to 5).
        links: CSV with at least ``movieId`` and ``tmdbId``.
        ids: TMDB ids of the films, ascending.

    Returns:
        float32 CSR of ones, shape ``(people, films)``.

    Raises:
        RatingsUnreadable: a file cannot be read or lacks a column.
    """
    row_of = _rows_of(links, ids)
    people, films = [], []
    for batch in _batches(
        ratings, {"userId": pa.int32(), "movieId": pa.int32(), "rating": pa.float32()}
    ):
        movies = batch["movieId"].to_numpy(zero_copy_only=False)
        rows = np.where(
            (movies >= 0) & (movies < len(row_of)),
            row_of[np.clip(movies, 0, len(row_of) - 1)],
            -1,
        )
        liked = (batch["rating"].to_numpy(zero_copy_only=False) >= LIKED) & (rows >= 0)
        people.append(batch["userId"].to_numpy(zero_copy_only=False)[liked])
        films.append(rows[liked])
    _, who = np.unique(np.concatenate([np.zeros(0, np.int32), *people]), return_inverse=True)
    what = np.concatenate([np.zeros(0, np.int64), *films])
    shape = (int(who.max(initial=-1)) + 1, len(ids))
    found = csr_matrix((np.ones(len(who), np.float32), (who, what)), shape=shape)
    found.sum_duplicates()
    found.data[:] = 1
    return found


def colikes(liked: csr_matrix, rank: int, support: float, least: int = LEAST_LIKES) -> Colikes:
    """What the people who like each film have in common with those who like others.

    The matrix of likes, both of whose sides are scaled by ``1 / sqrt(likes)`` so that neither busy
    people nor famous films make it up, is decomposed into its ``rank`` largest singular vectors,
    and each film's factors are given the length ``n / (n + support)`` for its ``n`` likes. So the
    product of two films' factors is the cosine of their circles of admirers, smoothed by all
    other films (Sarwar et al., 2000), and shrunk where few people speak for it.

    Args:
        liked: see `likes`.
        rank: how many factors a film has at most.
        support: how many likes make a film's factors count half.
        least: how many likes a film needs to have factors at all.

    Returns:
        factors of the films with enough likes, the general one first.
    """
    films = liked.shape[1]
    counts = np.asarray(liked.sum(axis=0)).ravel()
    enough = np.flatnonzero(counts >= least)
    rank = min(rank, liked.shape[0] - 1, len(enough) - 1)
    if rank < 1:
        return Colikes.none(films)
    likes_of = np.asarray(liked.sum(axis=1)).ravel()
    scaled = (
        diags_array(1 / np.sqrt(likes_of + _BUSY_PERSON))
        @ liked[:, enough]
        @ diags_array(1 / np.sqrt(counts[enough] + _LIKED_FILM))
    )
    # The same every time, so that the same likes give the same factors.
    start = np.ones(min(scaled.shape))
    _, sizes, vectors = svds(csr_matrix(scaled, dtype=np.float64), k=rank, v0=start)
    largest = np.argsort(-sizes, kind="stable")
    factors = (vectors[largest] * sizes[largest][:, None]).T
    length = np.linalg.norm(factors, axis=1, keepdims=True)
    factors = np.divide(factors, length, where=length > 0, out=np.zeros_like(factors))
    factors *= (counts[enough] / (counts[enough] + support))[:, None]
    places = np.zeros(films, np.int32)
    places[enough] = np.arange(1, len(enough) + 1)
    return Colikes(places, np.vstack([np.zeros((1, rank)), factors]).astype(np.float32))


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
        name = getattr(stream, "name", "the file of ratings or links")
        expected = ", ".join(columns)
        raise RatingsUnreadable(
            f"{name} cannot be read ({error}); expected the columns {expected}"
        ) from error
