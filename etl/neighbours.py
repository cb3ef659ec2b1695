"""The neighbours of every film, found in chunks that fit in little memory, on every core.

The product of all rows with all rows is mostly made of terms that half of the films have. So
candidates are found by the rarer terms among all films, and by all terms among the known ones;
those few are then compared in full. What is common is added by look-up in a dense block.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from sparse_dot_topn import sp_matmul_topn

from recommender.ranking import nearness, varied
from recommender.similarity_data import DECADE_SCALE, ORIGIN, Settings

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

#: How many neighbours of each film are published: ten lists of five.
NEIGHBOURS = 50
#: How many candidates of each kind are compared in full.
_CANDIDATES = 60
#: How many of the nearest are ordered for variety.
_VARIED = 15
#: Films at a time.
_CHUNK = 2048
#: Width of the sketch by which candidates are compared with each other.
_SKETCH = 128


@dataclass(frozen=True, slots=True)
class Films:
    """What the neighbours are found by; one entry a film, but for ``known`` and ``common``.

    Attributes:
        rows: float32 CSR, see `recommender.similarity_data.IndexData`.
        years: NaN where unknown.
        renown: see `recommender.ranking.renown`.
        rating: weighted rating.
        guess: what a candidate's renown and rating are worth to a usual film; 0 for a film that is
            never suggested.
        known: the best-known films, always looked at.
        common: columns too common to find candidates by.
        editions: the same number for editions of one film.
        liked: shrunk cosines of the people who like two films.
    """

    rows: csr_matrix
    years: Floats
    renown: Floats
    rating: Floats
    guess: Floats
    known: Ints
    common: NDArray[np.bool_]
    editions: Ints
    liked: csr_matrix


def neighbours(films: Films, settings: Settings) -> tuple[Ints, Floats]:
    """The `NEIGHBOURS` films nearest to each, in the order in which they are suggested.

    Returns:
        rows (``-1`` where there are no more) and similarities (0 there), both of shape
        ``(films, NEIGHBOURS)``.
    """
    count = films.rows.shape[0]
    near = np.full((count, NEIGHBOURS), -1, np.int32)
    scores = np.zeros((count, NEIGHBOURS), np.float32)
    search = _Search(films, settings)
    for start in range(0, count, _CHUNK):
        stop = min(start + _CHUNK, count)
        near[start:stop], scores[start:stop] = search.chunk(start, stop)
    return near, scores


class _Search:
    def __init__(self, films: Films, settings: Settings) -> None:
        self._films = films
        self._settings = settings
        self._threads = os.cpu_count() or 1
        rows = films.rows
        origin = np.zeros(rows.shape[1], bool)
        origin[min(settings.fields[name][0] for name in settings.fields if name in ORIGIN) :] = True
        self._rare = _columns(rows, ~films.common)
        self._telling = _columns(rows, ~origin)
        self._common = _Block(_columns(rows, films.common & ~origin), films.common & ~origin)
        self._origin = _Block(_columns(rows, origin), origin)
        weighted = diags_array(films.guess.astype(np.float32))
        self._by_rare = csr_matrix((weighted @ self._rare).T, dtype=np.float32)
        known = np.zeros(len(films.guess), np.float32)
        known[films.known] = films.guess[films.known]
        self._by_known = csr_matrix((diags_array(known) @ self._telling).T, dtype=np.float32)
        self._by_known.eliminate_zeros()
        self._genres = _bits(rows, settings.fields["genres"])
        self._sketch = _sketch(rows.shape[1])

    def chunk(self, start: int, stop: int) -> tuple[Ints, Floats]:
        """Neighbours and similarities of the films from ``start`` to ``stop``."""
        films, ranking = self._films, self._settings.ranking
        film, other, telling, agreed = self._candidates(start, stop)
        apart = films.years[other] - films.years[film]
        content = telling + self._origin.products(film, other)
        content += np.float32(self._settings.weights["decade"]) * nearness(apart, DECADE_SCALE)
        agreed = np.minimum(np.float32(self._settings.ratings) * agreed, 1)
        similarity = (1 - (1 - np.minimum(content, 1)) * (1 - agreed)).astype(np.float32)
        mine, theirs = self._genres[film], self._genres[other]
        relevance = ranking.relevance(
            np.where((telling > 0) | (agreed > 0), similarity, np.float32(0)),
            apart,
            (films.renown[film], films.rating[film]),
            (films.renown[other], films.rating[other]),
            (mine & theirs != 0) | (mine == 0) | (theirs == 0),
        )
        order = np.lexsort((-relevance, film))
        order = order[relevance[order] > 0]
        film, other = film[order] - start, other[order]
        place = np.arange(len(film)) - np.searchsorted(film, np.arange(stop - start))[film]
        fits = place < NEIGHBOURS
        film, other, place, order = film[fits], other[fits], place[fits], order[fits]
        near = np.full((stop - start, NEIGHBOURS), -1, np.int32)
        near[film, place] = other
        found = np.zeros((2, stop - start, NEIGHBOURS), np.float32)
        found[0][film, place] = relevance[order]
        found[1][film, place] = similarity[order]
        return self._varied(near, found[0], found[1])

    def _candidates(
        self, start: int, stop: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]:
        """Pairs of a film and a candidate, each once, ordered by film.

        Returns:
            the film, the candidate, the part of their similarity that tells more than where they
            are from, and the shrunk cosine of those who like them.
        """
        films = self._films
        film, other, value = _best(self._rare[start:stop], self._by_rare, self._threads)
        rare = value / films.guess[other] + self._common.products(film + start, other)
        film_known, other_known, value = _best(
            self._telling[start:stop], self._by_known, self._threads
        )
        known = value / films.guess[other_known]
        liked = films.liked[start:stop].tocoo()
        may = films.guess[liked.col] > 0
        film_liked, other_liked = liked.row[may], liked.col[may].astype(np.int64)
        content = self._content(film_liked + start, other_liked)
        count = len(films.guess)
        keys = np.concatenate(
            [
                film.astype(np.int64) * count + other,
                film_known.astype(np.int64) * count + other_known,
                film_liked.astype(np.int64) * count + other_liked,
            ]
        )
        telling = np.concatenate([rare, known, content])
        pairs, first = np.unique(keys, return_index=True)
        agreed = np.zeros(len(pairs), np.float32)
        liked_keys = keys[len(keys) - len(film_liked) :]
        agreed[np.searchsorted(pairs, liked_keys)] = liked.data[may]
        row, candidate = pairs // count + start, pairs % count
        keep = films.editions[row] != films.editions[candidate]
        return row[keep], candidate[keep], telling[first][keep], agreed[keep]

    def _content(self, film: NDArray[np.integer], other: NDArray[np.integer]) -> Floats:
        products = self._telling[film].multiply(self._telling[other]).sum(axis=1)
        return np.asarray(products, np.float32).ravel()

    def _varied(self, near: Ints, relevance: Floats, similarity: Floats) -> tuple[Ints, Floats]:
        first = near[:, :_VARIED]
        used, place = np.unique(np.maximum(first, 0), return_inverse=True)
        drawn = np.asarray((self._films.rows[used] @ self._sketch).toarray(), np.float32)
        lists = drawn[place.reshape(first.shape)]
        among = np.clip(lists @ lists.transpose(0, 2, 1), 0, 1)
        order = varied(relevance[:, :_VARIED], among, self._settings.variety)
        # Places without a candidate have no relevance, and stay behind those with one.
        order = np.take_along_axis(
            order, np.argsort(np.take_along_axis(first, order, 1) < 0, axis=1, kind="stable"), 1
        )
        near[:, :_VARIED] = np.take_along_axis(first, order, axis=1)
        similarity[:, :_VARIED] = np.take_along_axis(similarity[:, :_VARIED], order, axis=1)
        return near, similarity


class _Block:
    """A few columns of all films, whose products are looked up pair by pair."""

    def __init__(self, matrix: csr_matrix, columns: NDArray[np.bool_]) -> None:
        self._matrix = matrix[:, columns]

    def products(self, film: NDArray[np.integer], other: NDArray[np.integer]) -> Floats:
        """Products of the rows of pairs; the films are few and close to each other."""
        total = np.zeros(len(film), np.float32)
        if not len(film):
            return total
        matrix, start = self._matrix, int(film.min())
        width = matrix.shape[1]
        dense = np.asarray(matrix[start : int(film.max()) + 1].toarray(), np.float32).ravel()
        rest = np.arange(len(film))
        place, end = matrix.indptr[other], matrix.indptr[other + 1]
        base = (film - start) * width
        while True:
            left = place < end
            rest, place, end, base = rest[left], place[left], end[left], base[left]
            if not len(rest):
                return total
            total[rest] += dense[base + matrix.indices[place]] * matrix.data[place]
            place = place + 1


def _columns(rows: csr_matrix, keep: NDArray[np.bool_]) -> csr_matrix:
    """The rows with 0 in all other columns."""
    kept = csr_matrix(rows @ diags_array(keep.astype(np.float32)), dtype=np.float32)
    kept.eliminate_zeros()
    return kept


def _best(
    rows: csr_matrix, others: csr_matrix, threads: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    best = sp_matmul_topn(rows, others, _CANDIDATES, threshold=1e-9, n_threads=threads)
    film = np.repeat(np.arange(rows.shape[0]), np.diff(best.indptr))
    return film, best.indices.astype(np.int64), best.data


def _bits(rows: csr_matrix, span: tuple[int, int]) -> NDArray[np.int64]:
    """The columns of a small field that each film has, as bits (those beyond 62 share bits)."""
    block = rows[:, span[0] : span[1]].tocoo()
    bits = np.zeros(rows.shape[0], np.int64)
    np.bitwise_or.at(bits, block.row, np.int64(1) << (block.col % 62).astype(np.int64))
    return bits


def _sketch(columns: int) -> csr_matrix:
    """A count sketch (Charikar, Chen and Farach-Colton, 2002): products of rows survive in it.

    The same every time, so that the same films give the same index.
    """
    random = np.random.default_rng(0)
    signs = random.choice(np.array([-1, 1], np.float32), columns)
    places = random.integers(0, _SKETCH, columns)
    return csr_matrix((signs, places, np.arange(columns + 1)), shape=(columns, _SKETCH))
