"""What people's likes say of lists: true neighbours, and how many of them a list has.

Ratings say which films the same people like. For every film that enough people like, its true
neighbours are the films nearest to it in that sense, and a list is judged by how many of them it
has. Two truths are measured, because each can be won by a list that is no use: by cosine, films
that everybody likes are near everything; by lift, a film counts only as far as those who like one
like it more than others do, which no list of famous films can win.

Films fall into three parts by their ids: weights are fitted on one and choices made on another (by
`recommender.evaluate.fitting`); the report is of the third.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from recommender import colikes
from recommender.catalogue import Catalogue
from recommender.errors import RatingsUnreadable

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

#: A film is judged from so many likes on, by so many true neighbours.
LEAST_LIKES = 20
NEIGHBOURS = 20
#: Few people who like both films may be chance: they count as if so many more were needed.
SHRINKAGE = 10.0
#: How many films of a list are judged; NDCG looks at more of them.
LIST = 5
LONG_LIST = 10


def read_stars(catalogue: Catalogue, ratings: Path, links: Path) -> csr_matrix:
    """How people rated films, see `recommender.colikes.stars`.

    Raises:
        RatingsUnreadable: a file is not what it should be.
    """
    try:
        with ratings.open("rb") as stream, links.open("rb") as other:
            return colikes.stars(stream, other, catalogue.ids)
    except OSError as error:
        raise RatingsUnreadable(f"{error.filename} cannot be read: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Truth:
    """True neighbours: ``neighbours[i]`` are those of the film ``asked[i]``, nearest first."""

    asked: Rows
    neighbours: Rows

    def of(self, rows: Rows) -> Truth:
        """The same for some of the films asked about."""
        chosen = np.isin(self.asked, rows)
        return Truth(self.asked[chosen], self.neighbours[chosen])


@dataclass(frozen=True, slots=True)
class Scores:
    """How good lists are, each 0 to 1, on average over the films asked about.

    Attributes:
        hit: lists of five with a true neighbour.
        precision: share of the five that are true neighbours.
        ndcg: normalised discounted cumulative gain of the first ten.
    """

    hit: float
    precision: float
    ndcg: float


def true_neighbours(
    liked: csr_matrix,
    by: str,
    random: np.random.Generator,
    least: int = LEAST_LIKES,
) -> Truth:
    """The true neighbours of every film that enough people like.

    Both measures are shrunk by ``n / (n + SHRINKAGE)`` for ``n`` people who like both. By lift,
    only films that enough people like are neighbours: that of rarely liked ones is chance.

    Args:
        liked: people by films, see `recommender.colikes.likes`.
        by: "cosine" (``n / sqrt(a b)``) or "lift" (``n people / (a b)``).
        random: breaks ties.
        least: how many likes are enough.
    """
    counts = np.asarray(liked.sum(axis=0)).ravel()
    asked = np.flatnonzero(counts >= least)
    others = np.flatnonzero(counts >= (1 if by == "cosine" else least))
    value = in_common(liked, asked, others, by)
    value[asked[:, None] == others] = -1
    order = random.permutation(len(others))
    near = np.argsort(-value[:, order], axis=1, kind="stable")[:, :NEIGHBOURS]
    return Truth(asked, others[order][near])


def in_common(liked: csr_matrix, asked: Rows, others: Rows, by: str) -> NDArray[np.float64]:
    """The measure of `true_neighbours` for films with others, shape ``(asked, others)``."""
    counts = np.asarray(liked.sum(axis=0)).ravel()
    columns = liked.tocsc()
    both = np.asarray((columns[:, asked].T @ columns[:, others]).toarray(), np.float64)
    chance = np.maximum(np.outer(counts[asked], counts[others]), 1)
    value = both / np.sqrt(chance) if by == "cosine" else both * liked.shape[0] / chance
    found: NDArray[np.float64] = value * both / (both + SHRINKAGE)
    return found


def precisions(lists: Rows, truth: Truth) -> Floats:
    """Share of each list's first five that are true neighbours; arguments as of `judge`."""
    hits = (lists[:, :LIST, None] == truth.neighbours[:, None, :]).any(axis=2)
    found: Floats = hits.mean(axis=1, dtype=np.float32)
    return found


def judge(lists: Rows, truth: Truth) -> Scores:
    """Judge one list a film asked about.

    Args:
        lists: the nearest first, -1 where there is none, shape ``(films, LONG_LIST)``.
        truth: of the same films, in the same order.
    """
    if not len(lists):
        return Scores(0.0, 0.0, 0.0)
    hits = (lists[:, :, None] == truth.neighbours[:, None, :]).any(axis=2)
    gain = 1 / np.log2(np.arange(lists.shape[1]) + 2)
    first = hits[:, :LIST]
    return Scores(
        hit=float(first.any(axis=1).mean()),
        precision=float(first.mean()),
        ndcg=float((hits * gain).sum(axis=1).mean() / gain.sum()),
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """A method and its scores, by cosine and by lift."""

    method: str
    cosine: Scores
    lift: Scores


def mean(scores: Sequence[Scores]) -> Scores:
    """The mean of several scores."""
    return Scores(
        *(
            float(np.mean([getattr(one, name) for one in scores]))
            for name in ("hit", "precision", "ndcg")
        )
    )


def best(relevance: Floats, random: np.random.Generator, n: int = LONG_LIST) -> Rows:
    """The ``n`` most relevant of each row, best first, ties at random; -1 where it is 0."""
    order = random.permutation(relevance.shape[1])
    shuffled = relevance[:, order]
    found = np.argpartition(-shuffled, n - 1, axis=1)[:, :n]
    values = np.take_along_axis(shuffled, found, axis=1)
    ranks = np.argsort(-values, axis=1, kind="stable")
    lists = order[np.take_along_axis(found, ranks, axis=1)]
    return np.where(np.take_along_axis(values, ranks, axis=1) > 0, lists, -1)


class Part(IntEnum):
    """What films are for: to fit weights, to make choices, or to report on."""

    FIT = 0
    TUNE = 1
    REPORT = 2


#: Of so many films in a row of hashes, how many are of each part.
_PARTS = (2, 1, 2)


def part_of(ids: NDArray[np.integer]) -> NDArray[np.int64]:
    """The `Part` of each film.

    By a hash of the id, so that a film is always of the same part.
    """
    hashed = (ids.astype(np.uint64) * np.uint64(11400714819323198485)) >> np.uint64(40)
    return np.repeat(list(Part), _PARTS)[(hashed % np.uint64(sum(_PARTS))).astype(np.int64)]
