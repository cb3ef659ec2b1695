"""The films nearest to one or several, and why: queries over the index that the ETL publishes.

Every film is a sparse row of TF-IDF weights, one span of columns a field, scaled so that the
product of two rows is the sum of the fields' cosines, each times its weight. That sum, with the
nearness in time, is the similarity of two films: 0 (nothing in common) to 1.
`recommender.ranking.Ranking` then says which of the films that are like one are worth suggesting:
where the dump has ratings, those that the same people watch and like.

The neighbours of every film are made in advance, so that asking for one is a look-up; several
films at once are looked up in the rows and in the postings of the rarer columns. All arrays are
memory-mapped: opening costs nothing, and processes share the pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, Movie
from recommender.ranking import (
    FEW_VOTES,
    Floats,
    agreement,
    nearness,
    paged,
    varied,
)
from recommender.similarity_data import DECADE_SCALE, ORIGIN, IndexData, Ints

_NO_SAGA = -1
_SAGA = "collection"
#: How many films a query for several looks at besides the known ones, and how many it varies.
_POOL = 1000
_VARIED = 40
#: How many entries of the postings it reads, those of the rarest terms first.
_READ = 100_000
#: How many candidates a query for several films finds at most: forty lists of five.
_CANDIDATES = 200

#: The rest of a saga comes first as far as it has this share of the votes of the film asked about.
_SEQUEL = 0.2

#: How many reasons are given, how many terms each names, and the least share worth naming
#: beside the largest.
_REASONS = 2
_REASON_TERMS = 2
_LEAST_SHARE = 0.4
#: Terms that are no reason, though they count: keywords that tell how a film was made or is shown,
#: and articles and the like of languages of which the index knows no stop words.
UNTELLING = {
    "keywords": frozenset(
        {
            "aftercreditsstinger", "duringcreditsstinger", "woman director", "independent film",
            "3d", "imax", "sequel", "prequel", "remake", "short", "short film", "tv movie",
            "miniseries",
        }
    ),
    "title": frozenset(
        "das dem den der des det die du een ein eine et gli het il les og os sur um uma und une von"
        " в и из к на не но о от по с".split()
    ),
}  # fmt: skip
#: That the same people like both films is told from so much agreement on.
_TELLING = 0.2


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
    """Rows of some films, one after the other.

    Attributes:
        rows: the films.
        columns: of all entries.
        places: of all entries among ``values``, since the weights of few are looked at.
        begins: where the entries of each film begin.
        values: the weights of all entries of all films.
    """

    rows: NDArray[np.integer]
    columns: Ints
    places: NDArray[np.int64]
    begins: NDArray[np.int64]
    values: Floats

    @property
    def weights(self) -> Floats:
        """Of all entries."""
        return self.values[self.places]

    def films(self) -> NDArray[np.int64]:
        """The place in ``rows`` of each entry."""
        lengths = np.diff(self.begins, append=len(self.columns))
        return np.repeat(np.arange(len(self.rows)), lengths)

    def only(self, entries: NDArray[np.integer]) -> _Gathered:
        """Of the same films only these entries, ascending."""
        begins = np.searchsorted(entries, self.begins)
        places = self.places[entries]
        return _Gathered(self.rows, self.columns[entries], places, begins, self.values)

    def split(self, column: int) -> _Gathered:
        """The same with each film twice: its entries before a column, and those from it on."""
        before = np.append(0, np.cumsum(self.columns < column))
        ends = np.append(self.begins[1:], len(self.columns))
        splits = self.begins + before[ends] - before[self.begins]
        begins = np.stack((self.begins, splits), axis=1).ravel()
        return _Gathered(np.repeat(self.rows, 2), self.columns, self.places, begins, self.values)

    def sums(self, values: Iterable[Floats]) -> Floats:
        """Sums by film of values an entry, shape ``(values, films)``."""
        filled = np.flatnonzero(np.diff(self.begins, append=len(self.columns)))
        begins = self.begins[filled]
        sums = []
        for value in values:
            sums.append(np.zeros(len(self.begins), np.float32))
            if len(filled):
                sums[-1][filled] = np.add.reduceat(value, begins)
        return np.stack(sums)


class SimilarityIndex:
    """The index of one version; immutable, so any thread may ask."""

    def __init__(self, catalogue: Catalogue, data: IndexData) -> None:
        self.catalogue = catalogue
        self.data = data
        self._ranking = data.settings.ranking
        self._decade_weight = data.settings.weights["decade"]
        self._kinds = (*data.settings.fields, "decade", "ratings")
        self._stops = [stop for _, stop in data.settings.fields.values()]
        self._columns = self._stops[-1]
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
        among: NDArray[np.bool_] | None = None,
    ) -> list[Suggestion]:
        """The ``n`` films nearest to all of ``rows``, ordered by weighted rating.

        An obscure film leads no list that has a known one, and a list has none only where no known
        film is as near. Editions of the films asked about are never among them, nor are two
        editions of one film.

        Args:
            rows: the films that are liked.
            n: how many to suggest.
            skip: how many were suggested before; the ones after them are given.
            exclude: films that must not be suggested.
            dislikes: films that suggestions must not be near.
            whole_saga: whether a list may hold more than two films of one saga.
            among: the films that may be suggested; None for all.

        Returns:
            At most ``n`` suggestions; none where no film has anything in common.
        """
        chosen = self.nearest(
            rows,
            n,
            skip=skip,
            exclude=exclude,
            dislikes=dislikes,
            whole_saga=whole_saga,
            among=among,
        )
        return best_rated_first(self.explained(rows, chosen))

    def explained(self, rows: Sequence[int], chosen: Sequence[int]) -> list[Suggestion]:
        """Films as suggestions for ``rows``, in the order given."""
        scores, reasons = self._explain(rows, list(chosen))
        return [
            Suggestion(self.catalogue.movie(row), score, why)
            for row, score, why in zip(chosen, scores, reasons, strict=True)
        ]

    def nearest(
        self,
        rows: Sequence[int],
        n: int = 5,
        *,
        skip: int = 0,
        exclude: frozenset[int] = frozenset(),
        dislikes: Sequence[int] = (),
        whole_saga: bool = False,
        lists: int = 1,
        among: NDArray[np.bool_] | None = None,
    ) -> list[int]:
        """The films that `similar` suggests in ``lists`` lists of ``n``, the nearest first."""
        if n < 1 or not rows:
            return []
        if len(rows) == 1 and not dislikes:
            candidates = self.data.neighbours[rows[0]].tolist()
        else:
            candidates = self._near_all(list(dict.fromkeys(rows)), list(dislikes))
        if among is not None:
            candidates = self._only(candidates, rows, dislikes, among, (skip + n * lists))
        allowed = self._allowed(candidates, {*rows, *dislikes}, exclude)
        # The rest of its saga is what people expect first of a film, but for a cheap sequel.
        votes = self.catalogue.vote_count
        least: dict[int, float] = {}
        for row in rows:
            saga, enough = int(self.data.sagas[row]), _SEQUEL * float(votes[row])
            least[saga] = 0.0 if whole_saga else min(least.get(saga, enough), enough)
        least.pop(_NO_SAGA, None)
        if least:
            cheap = {
                row
                for row, saga, cast in zip(
                    allowed,
                    self.data.sagas[allowed].tolist(),
                    votes[allowed].tolist(),
                    strict=True,
                )
                if cast < least.get(saga, np.inf)
            }
            allowed.sort(key=cheap.__contains__)
        if whole_saga:
            return allowed[skip : skip + lists * n]
        of_each = zip(allowed, self.data.sagas[allowed].tolist(), strict=True)
        sagas = {row: saga for row, saga in of_each if saga != _NO_SAGA}
        return paged(allowed, n, sagas, skip, lists)

    def between(self, a: int, b: int) -> float:
        """Similarity of two films, 0 to 1, the same both ways."""
        return float(self._exact(a, np.array([b]))[0])

    def near(self, row: int, others: NDArray[np.integer]) -> Floats:
        """Similarity of one film to each of others, shape ``(others,)``."""
        return self._exact(row, others)

    def each_to_each(
        self, rows: Sequence[int], others: Sequence[int] | NDArray[np.integer]
    ) -> Floats:
        """Similarity of each of some films to each of others, shape ``(rows, others)``."""
        ordered, place = np.unique(np.asarray(others, np.int64), return_inverse=True)
        found: Floats = self._compared(rows, self._gathered(ordered))[0][:, place]
        return found

    def _only(
        self,
        candidates: list[int],
        rows: Sequence[int],
        dislikes: Sequence[int],
        among: NDArray[np.bool_],
        wanted: int,
    ) -> list[int]:
        """Those candidates that may be suggested; from further away where they are too few."""
        near = [row for row in candidates if row >= 0 and among[row]]
        if len(near) < wanted:
            further = self._near_all(list(dict.fromkeys(rows)), list(dislikes), among)
            near = [*near, *(row for row in further if row not in near)]
        return near

    def _allowed(
        self, candidates: list[int], asked: set[int], exclude: frozenset[int]
    ) -> list[int]:
        """Candidates that may be suggested, one edition of each film."""
        editions = self.data.editions
        met = set(editions[list(asked)].tolist())
        allowed = []
        for row, edition in zip(candidates, editions[candidates].tolist(), strict=True):
            if row < 0:
                break
            if edition not in met and row not in exclude:
                met.add(edition)
                allowed.append(row)
        return allowed

    # --- one film against many ---------------------------------------------------------------

    def _row(self, row: int) -> tuple[Ints, Floats]:
        starts, columns, values = self.data.rows
        span = slice(int(starts[row]), int(starts[row + 1]))
        return columns[span], values[span]

    def _gathered(self, rows: NDArray[np.integer]) -> _Gathered:
        starts, columns, values = self.data.rows
        places, lengths = _spans(starts, rows)
        return _Gathered(rows, columns[places], places, np.cumsum(lengths) - lengths, values)

    def _exact(self, row: int, others: NDArray[np.integer]) -> Floats:
        """Similarity of one film to each of ``others``."""
        found = self._gathered(others)
        own = np.zeros(self._columns, np.float32)
        columns, values = self._row(row)
        own[columns] = values
        products = found.sums([own[found.columns] * found.weights])[0]
        near: Floats = np.minimum(products + self._decade(row, others), np.float32(1))
        return near

    def _decade(self, row: int | NDArray[np.integer], others: NDArray[np.integer]) -> Floats:
        apart = self._years[others] - self._years[row]
        return np.float32(self._decade_weight) * nearness(apart, DECADE_SCALE)

    # --- several films at once ---------------------------------------------------------------

    def _near_all(
        self, rows: list[int], dislikes: list[int], only: NDArray[np.bool_] | None = None
    ) -> list[int]:
        """Candidates for several films, in the order in which they are suggested."""
        if len(rows) > 1 or only is not None:
            pools = [self._known, self._gathered(self._pool(rows, only))]
        else:
            pools = [self._gathered(self._neighbours(rows[0]))]
        looked_at = np.concatenate([pool.rows for pool in pools])
        relevance = np.concatenate([self._relevance(rows, pool) for pool in pools], axis=1)
        out = np.isin(looked_at, rows)
        relevance[:, out if only is None else out | ~only[looked_at]] = 0
        suits = agreement(self._ranking.evened(relevance, self.data.colikes.evidence[rows]))
        # Dislikes only take away, so that what is far behind need not be compared with them.
        order = np.argsort(-suits, kind="stable")[: 2 * _CANDIDATES]
        if dislikes:
            suits[order] *= 1 - self._disliked(dislikes, looked_at[order])
            order = order[np.argsort(-suits[order], kind="stable")]
        order = order[suits[order] > 0][:_CANDIDATES]
        first, rest = order[:_VARIED], order[_VARIED:]
        among = self._among(looked_at[first])
        new_order = varied(suits[first][None], among[None], self.data.settings.variety)[0]
        return [int(row) for row in chain(looked_at[first][new_order], looked_at[rest])]

    def _disliked(self, dislikes: list[int], others: NDArray[np.integer]) -> Floats:
        """How near others are to the nearest of some films; 1 for what is nearest of all to it."""
        near = self.each_to_each(dislikes, others)
        near[np.equal.outer(dislikes, others)] = 0
        top = self.data.scores[dislikes].max(axis=1, keepdims=True, initial=0)
        share = np.divide(near, top, where=top > 0, out=np.zeros_like(near))
        # The published scores were added up in another order, and rounded otherwise.
        nearest: Floats = np.minimum(share.max(axis=0) * np.float32(1 + 1e-5), np.float32(1))
        return nearest

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

    def _neighbours(self, row: int) -> NDArray[np.int64]:
        """The published neighbours of one film, ascending."""
        neighbours = np.sort(self.data.neighbours[row]).astype(np.int64)
        return neighbours[neighbours >= 0]

    def _pool(self, rows: list[int], only: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Less known films that may suit, by what they share with any of ``rows`` that is rare."""
        asked = self._gathered(np.array(rows))
        starts, films, values = self.data.postings
        lengths = starts[asked.columns + 1] - starts[asked.columns]
        rarest = np.argsort(lengths, kind="stable")
        rarest = rarest[np.cumsum(lengths[rarest]) <= _READ]
        entries, lengths = _spans(starts, asked.columns[rarest])
        weights = np.repeat(asked.weights[rarest], lengths)
        shared = np.bincount(films[entries], weights * values[entries], len(self.catalogue))
        may_be = self.data.suggested if only is None else self.data.suggested & only
        found = np.flatnonzero((shared > 0) & may_be)
        if len(found) > _POOL:
            worth = shared[found] * self._guess[found]
            found = found[np.argpartition(-worth, _POOL - 1)[:_POOL]]
        return found[~self._is_known[found]]

    def _relevance(self, rows: Sequence[int], pool: _Gathered) -> Floats:
        """Relevance of the films of a pool to each of ``rows``, shape ``(rows, pool)``."""
        renown, rating, others = self.data.renown, self._rating, pool.rows
        asked = np.array(rows)
        similarity, in_common = self._compared(rows, pool)
        genres, own = self._genre_bits[others], self._genre_bits[asked, None]
        return self._ranking.relevance(
            np.where(in_common, similarity, np.float32(0)),
            self._years[others] - self._years[asked, None],
            (renown[asked, None], rating[asked, None]),
            (renown[others], rating[others]),
            (genres & own != 0) | (genres == 0) | (own == 0),
            self.data.colikes.favour(self._ranking, asked, others),
            self.data.colikes.evidence[asked, None],
        )

    def _compared(self, rows: Sequence[int], pool: _Gathered) -> tuple[Floats, NDArray[np.bool_]]:
        """Similarity of each of ``rows`` to films in ascending order, and whether it means much.

        Returns:
            two arrays of shape ``(rows, films)``: the similarity, and whether they have anything in
            common but where and when they are from.
        """
        asked = self._gathered(np.array(rows, np.int64))
        columns, own = np.unique(asked.columns, return_inverse=True)
        mine = np.zeros((len(rows), len(columns)), np.float32)
        mine[asked.films(), own] = asked.weights
        place = np.full(self._columns, -1, np.int32)
        place[columns] = np.arange(len(columns))
        shared = place.take(pool.columns)
        which = np.flatnonzero(shared >= 0)
        at, entries = shared[which], pool.only(which).split(self._origin)
        theirs = entries.weights
        # One by one, so that what is multiplied stays near the processor.
        products = entries.sums(weights[at] * theirs for weights in mine)
        telling, of_origin = products[:, ::2], products[:, 1::2]
        decade = self._decade(np.array(rows, np.int64)[:, None], pool.rows)
        similarity = np.minimum(telling + of_origin + decade, np.float32(1))
        return similarity, telling > 0

    @cached_property
    def _known(self) -> _Gathered:
        """The known films, side by side: they are looked at for every query."""
        found = self._gathered(self.data.known)
        return replace(found, values=found.weights, places=np.arange(len(found.places)))

    @cached_property
    def _is_known(self) -> NDArray[np.bool_]:
        known = np.zeros(len(self.catalogue), bool)
        known[self.data.known] = True
        return known

    @cached_property
    def _genre_bits(self) -> NDArray[np.int64]:
        """The genres of every film as bits; those beyond 62 share bits."""
        starts, columns, _ = self.data.rows
        first, stop = self._genres
        entries = np.flatnonzero((columns >= first) & (columns < stop))
        films = np.searchsorted(starts, entries, side="right") - 1
        genres = np.int64(1) << ((columns[entries] - first) % 62).astype(np.int64)
        bits = np.zeros(len(self.catalogue), np.int64)
        np.bitwise_or.at(bits, films, genres)
        return bits

    @cached_property
    def _untelling(self) -> frozenset[int]:
        """The columns of the terms that are no reason."""
        found: set[int] = set()
        for name, terms in UNTELLING.items():
            first, stop = self.data.settings.fields[name]
            of_field = self.data.terms.slice(first, stop - first)
            untelling = pc.is_in(of_field, pa.array(sorted(terms), of_field.type))
            found.update(
                (np.flatnonzero(untelling.to_numpy(zero_copy_only=False)) + first).tolist()
            )
        return frozenset(found)

    # --- scores and reasons of the few that are shown ----------------------------------------

    def _explain(
        self, rows: Sequence[int], chosen: list[int]
    ) -> tuple[list[float], list[tuple[Reason, ...]]]:
        """Similarity of each chosen film to ``rows``, on average, and what drove it."""
        if not chosen:
            return [], []
        others = np.array(chosen)
        decades = self._decade(np.array(rows, np.int64)[:, None], others).T.tolist()
        agreed = sum(self.data.colikes.shared(row, others) for row in rows)
        liked = np.greater_equal(agreed, _TELLING * len(rows)).tolist()
        asked = [dict(self._terms(row)) for row in rows]
        scores, reasons = [], []
        # For so few films plain Python is faster than arrays.
        for other, in_time, is_liked in zip(chosen, decades, liked, strict=True):
            score = 0.0
            shares: dict[int, float] = {}
            theirs = self._terms(other)
            for mine, near in zip(asked, in_time, strict=True):
                for column, weight in theirs:
                    if column in mine:
                        share = mine[column] * weight
                        shares[column] = shares.get(column, 0.0) + share
                        near += share
                score += min(near, 1.0)
            by_kind = [0.0] * len(self._stops) + [sum(in_time)]
            shared: dict[int, list[int]] = {}
            telling = (column for column in shares if column not in self._untelling)
            for column in sorted(telling, key=shares.__getitem__, reverse=True):
                kind = bisect_right(self._stops, column)
                by_kind[kind] += shares[column]
                shared.setdefault(kind, []).append(column)
            scores.append(score / len(rows))
            reasons.append(self._reasons(by_kind, shared, is_liked))
        return scores, reasons

    def _terms(self, row: int) -> list[tuple[int, float]]:
        """A film's columns and its weight in each."""
        columns, values = self._row(row)
        return list(zip(columns.tolist(), values.tolist(), strict=True))

    def _reasons(
        self,
        by_kind: list[float],
        shared: dict[int, list[int]],
        liked: bool,
    ) -> tuple[Reason, ...]:
        """The kinds of the largest shares; where and when films are from only for want of more.

        A common saga comes first, as it does in the list. That the same people like both films is
        told behind the largest share of what the films are.

        Args:
            by_kind: the share of each kind.
            shared: the columns of each kind that both have, those of the largest shares first.
            liked: whether the same people like both.
        """
        order = sorted(
            (kind for kind in range(len(by_kind)) if by_kind[kind] > 0),
            key=lambda kind: (self._kinds[kind] == _SAGA, by_kind[kind]),
            reverse=True,
        )
        told = [kind for kind in order if self._kinds[kind] not in ORIGIN]
        told = [
            kind for kind in told[:_REASONS] if by_kind[kind] >= _LEAST_SHARE * by_kind[told[0]]
        ]
        if liked:
            told = [*told[: _REASONS - 1], len(by_kind)]
        told = told or order[:1]
        reasons = []
        for kind in told:
            columns = shared.get(kind, [])[:_REASON_TERMS]
            terms = (self.data.terms[column].as_py() for column in columns)
            reasons.append(Reason(self._kinds[kind], tuple(terms)))
        return tuple(reasons)


def _spans(
    starts: NDArray[np.integer], which: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the entries of some spans of a compressed array lie, and how many each has."""
    firsts = starts[which].astype(np.int64)
    lengths = starts[which + 1] - firsts
    ends = np.cumsum(lengths)
    places = np.repeat(firsts - (ends - lengths), lengths)
    places += np.arange(len(places))
    return places, lengths


def best_rated_first(found: Iterable[Suggestion]) -> list[Suggestion]:
    """A list by weighted rating, but no obscure film leads one that has a known film."""
    ordered = sorted(found, key=lambda suggestion: -suggestion.movie.weighted_rating)
    for place, other in enumerate(ordered):
        if other.movie.vote_count >= FEW_VOTES:
            ordered.insert(0, ordered.pop(place))
            break
    return ordered
