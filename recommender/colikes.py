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
from scipy.sparse import csr_matrix

from recommender.errors import RatingsUnreadable

#: From this rating on (of 5) a film is liked.
LIKED = 4.0
#: Films with fewer likes say too little of whom they suit.
LEAST_LIKES = 5
#: Common likes count as if so many more were needed: few of them may be chance.
SHRINKAGE = 10.0
#: How many films liked by the same people are kept of each.
KEPT = 60

_BLOCK = 1 << 22
_CHUNK = 512


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


def colikes(liked: csr_matrix) -> csr_matrix:
    """How much those who like two films are the same people.

    The cosine of the two sets of people, shrunk by ``n / (n + SHRINKAGE)`` for ``n`` people in
    both, as in Bell and Koren (2007).

    Args:
        liked: see `likes`.

    Returns:
        symmetric float32 CSR of shape ``(films, films)``, 0 on its diagonal; only films with
        `LEAST_LIKES` likes have entries.
    """
    films = liked.shape[1]
    counts = np.asarray(liked.sum(axis=0)).ravel()
    enough = np.flatnonzero(counts >= LEAST_LIKES)
    by_film = liked[:, enough].tocsc()
    parts = []
    for start in range(0, len(enough), _CHUNK):
        chunk = slice(start, min(start + _CHUNK, len(enough)))
        both = np.asarray((by_film[:, chunk].T @ by_film).toarray(), np.float32)
        cosine = both / np.sqrt(np.outer(counts[enough[chunk]], counts[enough]))
        near = (cosine * both / (both + SHRINKAGE)).astype(np.float32)
        near[np.arange(len(near)), np.arange(chunk.start, chunk.stop)] = 0
        kept = min(KEPT, near.shape[1])
        best = np.argpartition(-near, kept - 1, axis=1)[:, :kept]
        values = np.take_along_axis(near, best, axis=1)
        rows = np.repeat(enough[chunk], kept)
        parts.append((values.ravel(), rows, enough[best].ravel()))
    if not parts:
        return none(films)
    values, rows, others = (np.concatenate(column) for column in zip(*parts, strict=True))
    found = csr_matrix((values, (rows, others)), shape=(films, films), dtype=np.float32)
    found.eliminate_zeros()
    return csr_matrix(found.maximum(found.T))


def none(films: int) -> csr_matrix:
    """What `colikes` gives where nobody likes anything."""
    nothing = np.zeros(0, np.int32)
    return csr_matrix((np.zeros(0, np.float32), (nothing, nothing)), shape=(films, films))


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
