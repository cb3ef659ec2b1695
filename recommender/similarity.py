"""The films nearest to one or several, and why: queries over the index that the ETL publishes.

Every film is a sparse row of TF-IDF weights, one span of columns a field, scaled so that the
product of two rows is the sum of the fields' cosines, each times its weight. That sum, with the
nearness in time, is the similarity of two films: 0 (nothing in common) to 1. Where the dump has
ratings, films that the same people like are nearer still. `recommender.ranking.Ranking` then says
which of the films that are like one are worth suggesting.

The neighbours of every film are made in advance, so that asking for one is a look-up; several
films at once are looked up in the rows and in the postings of the rarer columns. All arrays are
memory-mapped: opening costs nothing, and processes share the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, Movie
from recommender.ranking import (
    FEW_VOTES,
    MOST_OF_A_SAGA,
    Floats,
    agreement,
    nearness,
    pages,
    varied,
)
from recommender.similarity_data import DECADE_SCALE, ORIGIN, IndexData, Ints

_NO_SAGA = -1
_SAGA = "collection"
#: How many films a query for several looks at besides the known ones, and how many it varies.
_POOL = 1000
_VARIED = 40
#: How many candidates a query for several films finds at most: forty lists of five.
_CANDIDATES = 200

#: How many reasons are given, how many terms each names, and the least share worth naming
#: beside the largest.
_REASONS = 2
_REASON_TERMS = 2
_LEAST_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Reason:
    """One share of a score that really drove it.

    ``kind`` is the field ("collection", "director", "writer", "cast", "keywords", "genres",
    "overview", "title", "company", "decade", "language", "country", "ratings"); ``values`` are the
    shared terms, the weightiest first, as the data spells them; empty where there is none to name.
    """

    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film near what was asked; ``score`` is its similarity, 0 to 1, before order and variety.

    For several films it is the mean of the similarities to each.
    """

    movie: Movie
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Rows of some films, one after the other: their columns and weights, and where each begins."""

    rows: NDArray[np.integer]
    columns: Ints
    weights: Floats
    begins: NDArray[np.int64]

    def films(self) -> NDArray[np.int64]:
        """The place in ``rows`` of each entry."""
        lengths = np.diff(self.begins, append=len(self.columns))
        return np.repeat(np.arange(len(self.rows)), lengths)

    def sums(self, values: Floats) -> Floats:
        """Sums of a value an entry by film; 0 for a film without entries."""
        if not len(self.rows):
            return values[:0]
        # A zero behind the last lets a film without entries at the end begin somewhere.
        sums: Floats = np.add.reduceat(np.append(values, np.float32(0)), self.begins)
        sums[np.diff(self.begins, append=len(values)) == 0] = 0
        return sums


class SimilarityIndex:
    """The index of one version; immutable, so any thread may ask."""

    def __init__(self, catalogue: Catalogue, data: IndexData) -> None:
        self.catalogue = catalogue
        self.data = data
        self._ranking = data.settings.ranking
        self._liking = data.settings.ratings
        self._decade_weight = data.settings.weights["decade"]
        self._kinds = (*data.settings.fields, "decade", "ratings")
        self._stops = np.array([stop for _, stop in data.settings.fields.values()], np.int64)
        self._columns = int(self._stops[-1])
        # Columns of origin lie behind all others.
        self._origin = min(
            start for name, (start, _) in data.settings.fields.items() if name in ORIGIN
        )
        self._years = catalogue.numbers("year").astype(np.float32)
        self._rating = catalogue.weighted_rating
        self._genres = data.settings.fields["genres"]
        self._guess = self._ranking.usual_boost(data.renown, self._rating) * data.suggested

    @classmethod
    def open(cls, catalogue: Catalogue) -> SimilarityIndex:
        """Open the index of a catalogue.

        Raises:
            CatalogueDamaged: a file of it is missing or unreadable.
        """
        return cls(catalogue, IndexData.open(catalogue.folder))

    def similar(
        self,
        rows: Sequence[int],
        n: int = 5,
        *,
        skip: int = 0,
        exclude: frozenset[int] = frozenset(),
        dislikes: Sequence[int] = (),
        whole_saga: bool = False,
    ) -> list[Suggestion]:
        """The ``n`` films nearest to all of ``rows``, ordered by weighted rating.

        An obscure film does not lead while a known one of the list is as near. Editions of the
        films asked about are never among them, nor are two editions of one film.

        Args:
            rows: the films that are liked.
            n: how many to suggest.
            skip: how many were suggested before; the ones after them are given.
            exclude: films that must not be suggested.
            dislikes: films that suggestions must not be near.
            whole_saga: whether a list may hold more than two films of one saga.

        Returns:
            At most ``n`` suggestions; none where no film has anything in common.
        """
        chosen = self.nearest(
            rows, n, skip=skip, exclude=exclude, dislikes=dislikes, whole_saga=whole_saga
        )
        scores, reasons = self._explain(rows, chosen)
        found = [
            Suggestion(self.catalogue.movie(row), score, why)
            for row, score, why in zip(chosen, scores, reasons, strict=True)
        ]
        found.sort(key=lambda suggestion: -suggestion.movie.weighted_rating)
        _let_a_known_film_lead(found)
        return found

    def nearest(
        self,
        rows: Sequence[int],
        n: int = 5,
        *,
        skip: int = 0,
        exclude: frozenset[int] = frozenset(),
        dislikes: Sequence[int] = (),
        whole_saga: bool = False,
    ) -> list[int]:
        """The films that `similar` suggests, the nearest first."""
        if n < 1 or not rows:
            return []
        if len(rows) == 1 and not dislikes:
            candidates = self.data.neighbours[rows[0]].tolist()
        else:
            candidates = self._near_all(list(dict.fromkeys(rows)), list(dislikes))
        allowed = self._allowed(candidates, {*rows, *dislikes}, exclude)
        # The rest of its saga is what people expect first of a film.
        sagas = {int(self.data.sagas[row]) for row in rows} - {_NO_SAGA}
        allowed.sort(key=lambda row: int(self.data.sagas[row]) not in sagas)
        return self._page(allowed, n, skip, whole_saga)

    def between(self, a: int, b: int) -> float:
        """Similarity of two films, 0 to 1, the same both ways."""
        return float(self._exact(a, np.array([b]))[0])

    def near(self, row: int, others: NDArray[np.integer]) -> Floats:
        """Similarity of one film to each of others, shape ``(others,)``."""
        return self._exact(row, others)

    def _allowed(
        self, candidates: list[int], asked: set[int], exclude: frozenset[int]
    ) -> list[int]:
        """Candidates that may be suggested, one edition of each film."""
        editions = self.data.editions
        met = {int(editions[row]) for row in asked}
        allowed = []
        for row in candidates:
            if row < 0:
                break
            edition = int(editions[row])
            if edition not in met and row not in exclude:
                met.add(edition)
                allowed.append(row)
        return allowed

    def _page(self, allowed: list[int], n: int, skip: int, whole_saga: bool) -> list[int]:
        if whole_saga:
            return allowed[skip : skip + n]
        sagas = {row: saga for row in allowed if (saga := int(self.data.sagas[row])) != _NO_SAGA}
        shown: list[int] = []
        for page in pages(allowed, n, sagas, MOST_OF_A_SAGA):
            shown.extend(page)
            if len(shown) >= skip + n:
                break
        return shown[skip : skip + n]

    # --- one film against many ---------------------------------------------------------------

    def _row(self, row: int) -> tuple[Ints, Floats]:
        starts, columns, values = self.data.rows
        span = slice(int(starts[row]), int(starts[row + 1]))
        return columns[span], values[span]

    def _gathered(self, rows: NDArray[np.integer]) -> _Gathered:
        starts, columns, values = self.data.rows
        firsts = starts[rows].astype(np.int64)
        lengths = starts[rows + 1] - firsts
        ends = np.cumsum(lengths)
        begins = ends - lengths
        places = np.repeat(firsts - begins, lengths)
        places += np.arange(len(places))
        return _Gathered(rows, columns[places], values[places], begins)

    def _exact(self, row: int, others: NDArray[np.integer] | _Gathered) -> Floats:
        """Similarity of one film to each of ``others``."""
        found = others if isinstance(others, _Gathered) else self._gathered(others)
        return self._similarity(row, found.rows, found.sums(self._shares(row, found)))

    def _shares(self, row: int, others: _Gathered) -> Floats:
        """What each entry of the others' rows adds to their similarity to one film."""
        own = np.zeros(self._columns, np.float32)
        columns, values = self._row(row)
        own[columns] = values
        shares: Floats = own[others.columns]
        shares *= others.weights
        return shares

    def _similarity(self, row: int, others: NDArray[np.integer], products: Floats) -> Floats:
        content = np.minimum(products + self._decade(row, others), np.float32(1))
        agreed = np.minimum(np.float32(self._liking) * self._coliked(row, others), np.float32(1))
        found: Floats = 1 - (1 - content) * (1 - agreed)
        return found

    def _decade(self, row: int, others: NDArray[np.integer]) -> Floats:
        apart = self._years[others] - self._years[row]
        return np.float32(self._decade_weight) * nearness(apart, DECADE_SCALE)

    def _coliked(self, row: int, others: NDArray[np.integer]) -> Floats:
        starts, films, values = self.data.colikes
        span = slice(int(starts[row]), int(starts[row + 1]))
        liked, shares = films[span], values[span]
        if not len(liked):
            return np.zeros(len(others), np.float32)
        places = np.minimum(np.searchsorted(liked, others), len(liked) - 1)
        found: Floats = np.where(liked[places] == others, shares[places], np.float32(0))
        return found

    # --- several films at once ---------------------------------------------------------------

    def _near_all(self, rows: list[int], dislikes: list[int]) -> list[int]:
        """Candidates for several films, in the order in which they are suggested."""
        pool = self._gathered(self._pool(rows))
        genres = self._genres_of(pool)
        suits = agreement(np.stack([self._relevance(row, pool, genres) for row in rows]))
        if dislikes:
            disliked = np.stack([self._exact(row, pool) for row in dislikes])
            disliked[:, np.isin(pool.rows, dislikes)] = 0
            top = disliked.max(axis=1, keepdims=True)
            near = np.divide(disliked, top, where=top > 0, out=np.zeros_like(disliked))
            suits *= 1 - near.max(axis=0)
        order = np.argsort(-suits, kind="stable")[:_CANDIDATES]
        order = order[suits[order] > 0]
        first, rest = order[:_VARIED], order[_VARIED:]
        among = self._among(pool.rows[first])
        new_order = varied(suits[first][None], among[None], self.data.settings.variety)[0]
        return [int(row) for row in chain(pool.rows[first][new_order], pool.rows[rest])]

    def _among(self, rows: NDArray[np.integer]) -> Floats:
        """Products of the rows of a few films with each other (not with themselves)."""
        found = self._gathered(rows)
        _, place, counts = np.unique(found.columns, return_inverse=True, return_counts=True)
        shared = counts[place] > 1
        column = (np.cumsum(counts > 1) - 1)[place[shared]]
        dense = np.zeros((len(rows), int((counts > 1).sum())), np.float32)
        dense[found.films()[shared], column] = found.weights[shared]
        # Not by BLAS: its threads cost more than so small a product.
        products: Floats = np.einsum("ij,kj->ik", dense, dense)
        return products

    def _pool(self, rows: list[int]) -> NDArray[np.integer]:
        """Films that may suit, by what they share with any of ``rows`` that is not common."""
        starts, films, values = self.data.postings
        sums = np.zeros(len(self.catalogue), np.float32)
        for row in rows:
            for column, weight in zip(*(part.tolist() for part in self._row(row)), strict=True):
                span = slice(int(starts[column]), int(starts[column + 1]))
                sums[films[span]] += weight * values[span]
        sums *= self._guess
        size = min(_POOL, len(sums))
        best = np.argpartition(-sums, size - 1)[:size]
        liked = [self._colikers(row) for row in rows]
        pool = np.unique(np.concatenate([best[sums[best] > 0], self.data.known, *liked]))
        allowed: NDArray[np.integer] = pool[self.data.suggested[pool] & ~np.isin(pool, rows)]
        return allowed

    def _colikers(self, row: int) -> Ints:
        starts, films, _ = self.data.colikes
        return films[int(starts[row]) : int(starts[row + 1])]

    def _relevance(self, row: int, pool: _Gathered, genres: NDArray[np.int64]) -> Floats:
        renown, rating, others = self.data.renown, self._rating, pool.rows
        shares = self._shares(row, pool)
        products = pool.sums(shares)
        shares[pool.columns >= self._origin] = 0
        in_common = (pool.sums(shares) > 0) | (self._coliked(row, others) > 0)
        own = self._genres_of(self._gathered(np.array([row])))
        return self._ranking.relevance(
            np.where(in_common, self._similarity(row, others, products), np.float32(0)),
            self._years[others] - self._years[row],
            (renown[row : row + 1], rating[row : row + 1]),
            (renown[others], rating[others]),
            (genres & own != 0) | (genres == 0) | (own == 0),
        )

    def _genres_of(self, films: _Gathered) -> NDArray[np.int64]:
        """The genres of films as bits; those beyond 62 share bits."""
        first, stop = self._genres
        entries = np.flatnonzero((films.columns >= first) & (films.columns < stop))
        bits = np.zeros(len(films.rows), np.int64)
        genres = np.int64(1) << ((films.columns[entries] - first) % 62).astype(np.int64)
        np.bitwise_or.at(bits, films.films()[entries], genres)
        return bits

    # --- scores and reasons of the few that are shown ----------------------------------------

    def _explain(
        self, rows: Sequence[int], chosen: list[int]
    ) -> tuple[list[float], list[tuple[Reason, ...]]]:
        """Similarity of each chosen film to ``rows``, on average, and what drove it."""
        if not chosen:
            return [], []
        others = np.array(chosen)
        found = self._gathered(others)
        theirs, weights, begins = found.columns, found.weights, found.begins
        film = found.films()
        shares = np.zeros(len(theirs), np.float32)
        beyond = np.zeros((len(chosen), 2), np.float32)  # decade, ratings
        scores = np.zeros(len(chosen), np.float32)
        for row in rows:
            mine = self._matched(row, theirs) * weights
            products = np.bincount(film, mine, len(chosen)).astype(np.float32)
            similarity = self._similarity(row, others, products)
            decade = self._decade(row, others)
            shares += mine
            scores += similarity
            beyond[:, 0] += decade
            beyond[:, 1] += similarity - np.minimum(products + decade, similarity)
        kinds = np.searchsorted(self._stops, theirs, side="right")
        fields = len(self._stops)
        by_field = np.bincount(film * fields + kinds, shares, len(chosen) * fields)
        by_kind = np.hstack([by_field.reshape(len(chosen), fields), beyond]).tolist()
        ends = [*begins[1:].tolist(), len(theirs)]
        reasons = [
            self._reasons(by_kind[place], theirs[begin:end], shares[begin:end], kinds[begin:end])
            for place, (begin, end) in enumerate(zip(begins.tolist(), ends, strict=True))
        ]
        return (scores / len(rows)).tolist(), reasons

    def _matched(self, row: int, theirs: Ints) -> Floats:
        """A film's own weight in each of the columns ``theirs``."""
        columns, values = self._row(row)
        if not len(columns):
            return np.zeros(len(theirs), np.float32)
        places = np.minimum(np.searchsorted(columns, theirs), len(columns) - 1)
        found: Floats = np.where(columns[places] == theirs, values[places], np.float32(0))
        return found

    def _reasons(
        self, by_kind: list[float], columns: Ints, shares: Floats, kinds: NDArray[np.integer]
    ) -> tuple[Reason, ...]:
        """The kinds of the largest shares; where and when films are from only for want of more.

        A common saga comes first, as it does in the list.
        """
        order = sorted(
            range(len(by_kind)),
            key=lambda kind: (self._kinds[kind] == _SAGA and by_kind[kind] > 0, by_kind[kind]),
            reverse=True,
        )
        told = [kind for kind in order if by_kind[kind] > 0 and self._kinds[kind] not in ORIGIN]
        told = [
            kind for kind in told[:_REASONS] if by_kind[kind] >= _LEAST_SHARE * by_kind[told[0]]
        ] or [kind for kind in order[:1] if by_kind[kind] > 0]
        reasons = []
        for kind in told:
            shared = np.flatnonzero((kinds == kind) & (shares > 0))
            shared = shared[np.argsort(-shares[shared])][:_REASON_TERMS]
            terms = (self.data.terms[column].as_py() for column in columns[shared].tolist())
            reasons.append(Reason(self._kinds[kind], tuple(terms)))
        return tuple(reasons)


def _let_a_known_film_lead(found: list[Suggestion]) -> None:
    """Put the best-rated known film that is as near in front of an obscure one that leads."""
    if not found or found[0].movie.vote_count >= FEW_VOTES:
        return
    for place, other in enumerate(found):
        if other.movie.vote_count >= FEW_VOTES and other.score >= found[0].score:
            found.insert(0, found.pop(place))
            return
