"""The words of titles, overviews and keywords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from etl.eda.frames import Frames
from etl.words import stems

TEXTS = ("title", "overview", "keywords")

#: A term of fewer films of a genre says more of those films than of the genre.
LEAST_FILMS = 5


@dataclass(frozen=True)
class Terms:
    """Which films have which terms; a film has a term or not, however often.

    ``matrix`` is boolean CSR of shape ``(films, terms)``; ``labels`` name its columns.
    """

    matrix: csr_matrix
    labels: NDArray[np.object_]

    def counts(self) -> pd.Series:
        """Films by term, the commonest first."""
        films = np.asarray(self.matrix.sum(axis=0)).ravel()
        found = pd.Series(films, index=self.labels, dtype="int64")
        found = found.groupby(level=0).sum()
        return found.sort_values(ascending=False, kind="stable")


def terms(frames: Frames, text: str) -> Terms:
    """The terms of one of `TEXTS`.

    Titles and overviews are split into words, freed of the stop words of the language that each is
    written in, and stemmed; a stem is called by its commonest word. Keywords are whole.
    """
    rows: NDArray[Any]
    codes: NDArray[Any]
    if text == "keywords":
        keywords = frames.lists["keywords"]
        codes, labels = pd.factorize(keywords["value"])
        rows = keywords["film"].to_numpy()
        names = np.asarray(labels, dtype=object)
    else:
        found = stems(
            pa.array(
                frames.films[text].astype("object").where(frames.films[text].notna(), None),
                pa.string(),
            )
        )
        rows, codes = found.rows, found.codes
        names = np.asarray(found.labels, dtype=object)
    shape = (len(frames.films), len(names))
    matrix = coo_matrix((np.ones(len(rows), np.int32), (rows, codes)), shape=shape).tocsr()
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return Terms(matrix, names)


def typical(frames: Frames, found: Terms, n: int = 8) -> dict[str, pd.Series]:
    """By genre, the ``n`` terms that tell it best from the other films, with their z.

    The z of the log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn,
    "Fightin' Words", 2008): rare terms are not taken at their word, common ones must really differ.
    Only terms of at least `LEAST_FILMS` films of the genre; genres without any are left out. The
    genre of the most films comes first.
    """
    genres = frames.lists["genres"]
    codes, names = pd.factorize(genres["value"])
    member = coo_matrix(
        (np.ones(len(codes)), (codes, genres["film"].to_numpy())),
        shape=(len(names), len(frames.films)),
    ).tocsr()
    inside = np.asarray((member @ found.matrix).todense(), dtype=np.float64)
    everywhere = np.asarray(found.matrix.sum(axis=0), dtype=np.float64).ravel()
    best: dict[str, pd.Series] = {}
    for row in np.argsort(-np.bincount(codes, minlength=len(names)), kind="stable"):
        here, there = inside[row], everywhere - inside[row]
        z = _log_odds(here, there, everywhere)
        z[here < LEAST_FILMS] = -np.inf
        top = np.argsort(-z, kind="stable")[:n]
        top = top[z[top] > 0]
        if len(top):
            best[str(names[row])] = pd.Series(z[top], index=found.labels[top])
    return best


def _log_odds(
    here: NDArray[np.float64], there: NDArray[np.float64], prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    total = prior.sum()
    one = here + prior
    two = there + prior
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(one / (here.sum() + total - one)) - np.log(two / (there.sum() + total - two))
        z = odds / np.sqrt(1 / one + 1 / two)
    return np.asarray(np.nan_to_num(z, nan=0, posinf=0, neginf=0))
