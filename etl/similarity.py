"""Fits the index of films near each other, and publishes it for `recommender.similarity`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array, hstack
from sparse_dot_topn import sp_matmul_topn

from etl.features import fields
from recommender.catalogue import UNRELEASED
from recommender.ranking import prior
from recommender.similarity import IndexFiles

#: How many neighbours of each film are published.
NEIGHBOURS = 50
_CHUNK = 4096
_THREADS = 2

WEIGHTS = {
    "collection": 0.12,
    "keywords": 0.2,
    "overview": 0.12,
    "title": 0.03,
    "cast": 0.12,
    "director": 0.1,
    "writer": 0.04,
    "company": 0.04,
    "genres": 0.06,
    "genre_pairs": 0.08,
    "decade": 0.05,
    "language": 0.02,
    "country": 0.02,
}


def build(movies: pa.Table, credits: pa.Table, folder: Path, ratings: Any = None) -> None:  # noqa: A002
    """Fit the index on the films and write its files into ``folder``.

    Args:
        movies: in `recommender.catalogue.MOVIES_SCHEMA`, ordered by id.
        credits: in `recommender.catalogue.CREDITS_SCHEMA`.
        folder: an existing folder of a version that is not published yet.
        ratings: what people liked, where the dump says so.
    """
    spans: dict[str, tuple[int, int]] = {}
    blocks, terms, words = [], [], {}
    start = 0
    for field in fields(movies, credits):
        used = np.bincount(field.matrix.indices, minlength=field.matrix.shape[1]) > 1
        place = np.cumsum(used) - 1 + start
        blocks.append(field.matrix[:, used] * np.float32(np.sqrt(WEIGHTS[field.name])))
        terms.append(field.terms.filter(pa.array(used)))
        for word, column in (field.words or {}).items():
            if used[column]:
                words[f"{field.name}:{word}"] = int(place[column])
        spans[field.name] = (start, start + int(used.sum()))
        start = spans[field.name][1]
    matrix = hstack(blocks, format="csr", dtype=np.float32)
    del blocks
    matrix.sort_indices()
    weights = prior(movies["vote_count"].to_numpy(), movies["weighted_rating"].to_numpy())
    status = movies["status"].to_pylist()
    eligible = np.fromiter((value not in UNRELEASED for value in status), bool, len(status))
    near, scores = neighbours(matrix, np.where(eligible, weights, 0).astype(np.float32))
    IndexFiles.write(
        folder,
        matrix=(matrix.indptr, matrix.indices, matrix.data),
        terms=pa.concat_arrays([part.cast(pa.string()) for part in terms]),
        words=words,
        spans=spans,
        prior=np.where(eligible, weights, 0).astype(np.float32),
        neighbours=near,
        scores=scores,
    )


def neighbours(
    matrix: csr_matrix, weights: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The `NEIGHBOURS` films nearest to each, by similarity times prior.

    Returns:
        rows (``-1`` where there are no more) and similarities, of shape ``(films, NEIGHBOURS)``.
    """
    films = matrix.shape[0]
    near = np.full((films, NEIGHBOURS), -1, np.int32)
    scores = np.zeros((films, NEIGHBOURS), np.float32)
    other = csr_matrix((diags_array(weights) @ matrix).T, dtype=np.float32)
    for start in range(0, films, _CHUNK):
        part = matrix[start : start + _CHUNK]
        best = sp_matmul_topn(
            part, other, NEIGHBOURS + 1, threshold=1e-6, sort=True, n_threads=_THREADS
        )
        rows = np.repeat(np.arange(part.shape[0]), np.diff(best.indptr)) + start
        keep = best.indices != rows
        rows, columns, values = rows[keep], best.indices[keep], best.data[keep]
        firsts = np.searchsorted(rows, np.arange(start, start + part.shape[0]))
        place = np.arange(len(rows)) - firsts[rows - start]
        fits = place < NEIGHBOURS
        near[rows[fits], place[fits]] = columns[fits]
        scores[rows[fits], place[fits]] = values[fits] / weights[columns[fits]]
    return near, scores
