"""The neighbours of every film, found in chunks that fit in little memory, on every core.

The product of all rows with all rows is mostly made of terms that half of the films have. So every
film is compared in full with the known films, and with those others that it shares rarer terms
with.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from sparse_dot_topn import sp_matmul_topn

from recommender.ranking import known_first, nearness, varied
from recommender.similarity_data import DECADE_SCALE, ORIGIN, Colikes, Settings

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
#: Places of films in a chunk and rows of candidates, a pair an entry, with their products without
#: the fields of `ORIGIN` …
_Candidates = tuple[NDArray[np.integer], NDArray[np.integer], Floats]
#: … or with relevances and similarities.
_Found = tuple[NDArray[np.integer], NDArray[np.integer], Floats, Floats]

#: How many neighbours of each film are published: ten lists of five.
NEIGHBOURS = 50
#: Terms of more films than this find no candidates; they count among those found.
_RARE = 320
#: How many candidates are compared in full: of films that share a rarer term, and of the known.
_CANDIDATES = 60
_KNOWN_CANDIDATES = 50
#: How many of the nearest are ordered for variety.
_VARIED = 15
#: Films at a time, and those of them that are compared with every known film at a time: so many
#: pairs fit in a processor's cache.
_CHUNK, _AT_ONCE = 512, 128
#: By how much the threads give way to others; on Linux, niceness is each thread's own.
_NICER = 5
#: Width of the sketch by which candidates are compared with each other.
_SKETCH = 128


@dataclass(frozen=True, slots=True)
class Films:
    """What the neighbours are found by; one entry a film, but for ``known``.

    Attributes:
        rows: float32 CSR, see `recommender.similarity_data.IndexData`.
        years: NaN where unknown.
        renown: see `recommender.ranking.renown`.
        rating: weighted rating.
        guess: what a candidate's renown and rating are worth to a usual film; 0 for a film that is
            never suggested.
        known: the best-known films, always looked at.
        editions: the same number for editions of one film.
        sagas: the number of a film's saga, -1 for none.
        obscure: whether a film has hardly any votes.
        colikes: the people who like each film.
    """

    rows: csr_matrix
    years: Floats
    renown: Floats
    rating: Floats
    guess: Floats
    known: Ints
    editions: Ints
    sagas: Ints
    obscure: NDArray[np.bool_]
    colikes: Colikes


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

    def find(start: int) -> None:
        stop = min(start + _CHUNK, count)
        near[start:stop], scores[start:stop] = search.chunk(start, stop)

    # Nearly all of the work is done by numpy and scipy outside of the interpreter's lock. What else
    # a run does meanwhile is done by one thread, and would be done last: it goes first.
    with ThreadPoolExecutor(os.cpu_count(), initializer=_give_way) as threads:
        list(threads.map(find, range(0, count, _CHUNK)))
    return near, scores


def _give_way() -> None:
    if hasattr(os, "nice"):
        os.nice(_NICER)


class _Search:
    def __init__(self, films: Films, settings: Settings) -> None:
        self._films = films
        self._settings = settings
        rows = films.rows
        origin = np.zeros(rows.shape[1], bool)
        origin[min(settings.fields[name][0] for name in settings.fields if name in ORIGIN) :] = True
        common = (np.bincount(rows.indices, minlength=rows.shape[1]) > _RARE) & ~origin
        self._rare = _columns(rows, ~common & ~origin)
        self._common = _Block(rows, common)
        self._origin = _Block(rows, origin)
        # Every film is compared with the known ones as it is.
        guess = films.guess.astype(np.float32)
        guess[films.known] = 0
        self._by_rare = csr_matrix((diags_array(guess) @ self._rare).T, dtype=np.float32)
        self._by_rare.eliminate_zeros()
        self._known = _Known(films, settings, _columns(rows, ~origin), self._origin.matrix)
        self._genres = _bits(rows, settings.fields["genres"])
        self._drawn = csr_matrix(rows @ _sketch(rows.shape[1]), dtype=np.float32)
        of_saga = np.flatnonzero(films.sagas >= 0)
        self._sagas = csr_matrix(
            (np.ones(len(of_saga), np.float32), (of_saga, films.sagas[of_saga])),
            shape=(rows.shape[0], int(films.sagas.max(initial=-1)) + 1),
        )
        self._by_saga = csr_matrix(self._sagas.T)

    def chunk(self, start: int, stop: int) -> tuple[Ints, Floats]:
        """Neighbours and similarities of the films from ``start`` to ``stop``."""
        rare, of_saga = self._among_all(start, stop), self._of_saga(start, stop)
        pairs = (np.concatenate(column) for column in zip(rare, of_saga, strict=True))
        found = self._judged(start, *pairs), self._known.best(start, stop)
        film, other, relevance, similarity = (
            np.concatenate(column) for column in zip(*found, strict=True)
        )
        sagas = self._films.sagas.take(film + start)
        same_saga = (sagas >= 0) & (sagas == self._films.sagas.take(other))
        # The rest of a saga may have been found otherwise, too.
        once = ~same_saga
        once[len(rare[0]) :][: len(of_saga[0])] = True
        found_once = np.flatnonzero(once & (relevance > 0))
        # Positive floats are in the order of their bits.
        bits = ~relevance[found_once].view(np.uint32)
        order = found_once[np.lexsort(_short(bits, bits >> 16, film[found_once]))]
        # The rest of its saga is kept of every film, however many others are nearer.
        sagas_first = order[np.lexsort(_short(~same_saga[order], film[order]))]
        kept = np.zeros(len(film), bool)
        kept[sagas_first[_places(film[sagas_first], stop - start) < NEIGHBOURS]] = True
        order = order[kept[order]]
        film, other = film[order], other[order]
        place = _places(film, stop - start)
        near = np.full((stop - start, NEIGHBOURS), -1, np.int32)
        near[film, place] = other
        values = np.zeros((2, stop - start, NEIGHBOURS), np.float32)
        values[0][film, place] = relevance[order]
        values[1][film, place] = similarity[order]
        evened = self._settings.ranking.evened(values[0], self._films.colikes.evidence[start:stop])
        return self._ordered(near, evened, values[1])

    def _among_all(self, start: int, stop: int) -> _Candidates:
        """Films that share rarer terms."""
        films = self._films
        best = sp_matmul_topn(
            self._rare[start:stop], self._by_rare, _CANDIDATES, threshold=1e-9, n_threads=1
        )
        film = np.repeat(np.arange(stop - start), np.diff(best.indptr))
        other = best.indices.astype(np.int64)
        rare = best.data / films.guess[other]
        return film, other, rare + self._common.products(film + start, other)

    def _of_saga(self, start: int, stop: int) -> _Candidates:
        """The rest of its saga."""
        same = (self._sagas[start:stop] @ self._by_saga).tocoo()
        film, other = same.row.astype(np.int64), same.col.astype(np.int64)
        may = self._films.guess[other] > 0
        film, other = film[may], other[may]
        rows, row = self._films.rows, film + start
        products = np.asarray(rows[row].multiply(rows[other]).sum(axis=1), np.float32).ravel()
        # They have their saga in common, so that more than rounding is left.
        return film, other, products - self._origin.products(row, other)

    def _judged(
        self, start: int, film: NDArray[np.integer], other: NDArray[np.integer], telling: Floats
    ) -> _Found:
        """Relevance and similarity of candidates."""
        films, settings = self._films, self._settings
        row = film + start
        apart = films.years.take(other) - films.years.take(row)
        content = telling + self._origin.products(row, other)
        content += np.float32(settings.weights["decade"]) * nearness(apart, DECADE_SCALE)
        similarity = np.minimum(content, np.float32(1))
        mine, theirs = self._genres.take(row), self._genres.take(other)
        never = films.editions.take(row) == films.editions.take(other)
        relevance = settings.ranking.relevance(
            similarity * ((telling > 0) & ~never),
            apart,
            (films.renown.take(row), films.rating.take(row)),
            (films.renown.take(other), films.rating.take(other)),
            (mine & theirs != 0) | (mine == 0) | (theirs == 0),
            films.colikes.of_pairs(settings.ranking, row, other),
            films.colikes.evidence.take(row),
        )
        return film, other, relevance, similarity

    def _ordered(self, near: Ints, relevance: Floats, similarity: Floats) -> tuple[Ints, Floats]:
        first = near[:, :_VARIED]
        used, place = np.unique(np.maximum(first, 0), return_inverse=True)
        drawn = np.asarray(self._drawn[used].toarray(), np.float32)
        lists = drawn[place.reshape(first.shape)]
        among = np.clip(lists @ lists.transpose(0, 2, 1), 0, 1)
        order = varied(relevance[:, :_VARIED], among, self._settings.variety)
        # Places without a candidate have no relevance, and stay behind those with one.
        order = np.take_along_axis(
            order, np.argsort(np.take_along_axis(first, order, 1) < 0, axis=1, kind="stable"), 1
        )
        near[:, :_VARIED] = np.take_along_axis(first, order, axis=1)
        similarity[:, :_VARIED] = np.take_along_axis(similarity[:, :_VARIED], order, axis=1)
        known = (near >= 0) & ~self._films.obscure[near]
        order = known_first(similarity, known)
        return np.take_along_axis(near, order, axis=1), np.take_along_axis(
            similarity, order, axis=1
        )


class _Known:
    """Compares films with every known film: so many pairs that every pass over them counts.

    What depends on few values (genres, where a film is from, its year) is looked up in small
    tables; only the other fields are multiplied as sparse matrices.

    Args:
        films: all films.
        settings: the numbers.
        telling: their rows without the fields of `ORIGIN`.
        origin: their rows in those fields.
    """

    def __init__(
        self, films: Films, settings: Settings, telling: csr_matrix, origin: csr_matrix
    ) -> None:
        self._films, self._settings = films, settings
        genres = np.zeros(telling.shape[1], bool)
        genres[slice(*settings.fields["genres"])] = True
        of_genres = csr_matrix(telling[:, genres])
        self._genres = _Products(of_genres, films.known)
        self._of_other_genre = self._genres.factors(np.float32(settings.ranking.other_genre))
        self._origin = _Products(origin, films.known)
        self._rest = _columns(telling, ~genres)
        self._rest_of_known = csr_matrix(self._rest[films.known].T)
        years, self._year = np.unique(films.years, return_inverse=True)
        apart = films.years[films.known] - years[:, None]
        self._decade = np.float32(settings.weights["decade"]) * nearness(apart, DECADE_SCALE)
        self._same_time = settings.ranking.same_time(apart)

    def best(self, start: int, stop: int) -> _Found:
        """The best known films for those from ``start`` to ``stop``."""
        found = [
            self._best(slice(first, min(first + _AT_ONCE, stop)), first - start)
            for first in range(start, stop, _AT_ONCE)
        ]
        film, other, relevance, similarity = (
            np.concatenate(column) for column in zip(*found, strict=True)
        )
        return film, other, relevance, similarity

    def _best(self, mine: slice, before: int) -> _Found:
        films, ranking, known = self._films, self._settings.ranking, self._films.known
        telling = self._genres.of(mine)
        telling += (self._rest[mine] @ self._rest_of_known).toarray()
        content = self._origin.of(mine)
        content += telling
        content += self._decade[self._year[mine]]
        evidence = films.colikes.evidence[mine]
        rated = np.flatnonzero(evidence)
        relevance = self._same_time[self._year[mine]]
        relevance /= ranking.say(films.renown[mine, None])
        relevance += content
        relevance *= ranking.boost(
            (films.renown[mine, None], films.rating[mine, None]),
            (films.renown[known], films.rating[known]),
            evidence[:, None],
        )
        relevance *= self._of_other_genre.of(mine)
        relevance *= telling > 0
        if len(rated):
            favour = films.colikes.favour(ranking, rated + mine.start, known)
            relevance[rated] *= np.exp(favour, out=favour)
        film, place = np.divmod(np.flatnonzero(relevance >= _least(relevance)), len(known))
        other = known[place].astype(np.int64)
        another = films.editions[film + mine.start] != films.editions[other]
        film, place, other = film[another], place[another], other[another]
        similarity = np.minimum(content[film, place], np.float32(1))
        return film + before, other, relevance[film, place], similarity


def _least(relevance: Floats) -> Floats:
    """A bound above 0 for each row that at least its `_KNOWN_CANDIDATES` greatest values reach.

    So many groups of values have their greatest value above it. That lets a few more through, and
    is several times faster than to look for the bound that lets none.
    """
    rows, columns = relevance.shape
    size = columns // (2 * _KNOWN_CANDIDATES)
    if size:
        groups = relevance[:, : columns // size * size].reshape(rows, size, -1).max(axis=1)
        least = np.partition(groups, -_KNOWN_CANDIDATES, axis=1)[:, [-_KNOWN_CANDIDATES]]
    else:
        least = np.zeros((rows, 1), np.float32)
    positive: Floats = np.maximum(least, np.finfo(np.float32).tiny)
    return positive


class _Products:
    """Products of all films with some of them, in columns in which few rows differ."""

    def __init__(self, rows: csr_matrix, some: Ints) -> None:
        # Rows that differ have different products with such a vector, as good as surely.
        number = rows @ np.random.default_rng(0).random(rows.shape[1])
        _, first, self._kind = np.unique(number, return_index=True, return_inverse=True)
        kinds, self._place = np.unique(self._kind[some], return_inverse=True)
        self._table = np.asarray((rows[first] @ rows[first[kinds]].T).toarray(), np.float32)
        known = np.diff(rows.indptr)[first] > 0
        self._both_known = known[:, None] & known[kinds]

    def factors(self, of_others: np.float32) -> _Products:
        """1 for films with anything in common, or of which nothing is known; else ``of_others``."""
        factors = copy(self)
        others = self._both_known & (self._table <= 0)
        factors._table = np.where(others, of_others, np.float32(1))
        return factors

    def of(self, films: slice) -> Floats:
        """Of a few films, shape ``(films, some)``."""
        products: Floats = self._table[self._kind[films]].take(self._place, axis=1)
        return products


class _Block:
    """A few columns of all films, whose products are looked up pair by pair."""

    def __init__(self, rows: csr_matrix, columns: NDArray[np.bool_]) -> None:
        self.matrix = rows[:, columns]

    def products(self, film: NDArray[np.integer], other: NDArray[np.integer]) -> Floats:
        """Products of the rows of pairs; the films are few and close to each other."""
        if not len(film):
            return np.zeros(0, np.float32)
        matrix, start = self.matrix, int(film.min())
        width = matrix.shape[1]
        dense = np.asarray(matrix[start : int(film.max()) + 1].toarray(), np.float32).ravel()
        theirs = matrix[other]
        # `take` is twice as fast as an index, and there are millions of pairs.
        place = np.repeat((film - start) * width, np.diff(theirs.indptr))
        theirs.data *= dense.take(place + theirs.indices)
        total: Floats = theirs @ np.ones(width, np.float32)
        return total


def _short(*keys: NDArray[Any]) -> list[NDArray[np.uint16]]:
    """The last 16 bits of each, the only integers that numpy sorts without comparing them."""
    return [key.astype(np.uint16) for key in keys]


def _places(films: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    """The place of each entry among those of its film; entries are ordered by film."""
    places: NDArray[np.int64] = (
        np.arange(len(films)) - np.searchsorted(films, np.arange(count))[films]
    )
    return places


def _columns(rows: csr_matrix, keep: NDArray[np.bool_]) -> csr_matrix:
    """The rows with 0 in all other columns."""
    kept = csr_matrix(rows @ diags_array(keep.astype(np.float32)), dtype=np.float32)
    kept.eliminate_zeros()
    return kept


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
