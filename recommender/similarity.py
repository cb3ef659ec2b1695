"""The films nearest to one or several, and why: queries over the index that the ETL publishes.

Every film is a sparse row of TF-IDF weights, one span of columns a field, scaled so that the
product of two rows is the sum of the fields' cosines, each times its weight: their similarity,
from 0 (nothing in common) to 1. The rows, their transpose and the neighbours of every film are
memory-mapped, so that opening costs nothing and processes share the pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, Movie
from recommender.errors import CatalogueDamaged

_PREFIX = "similarity."
_META = _PREFIX + "meta.json"
_TERMS = _PREFIX + "terms.parquet"
_WORDS = _PREFIX + "words.parquet"

Compressed = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Reason:
    """One share of a score that really drove it.

    ``kind`` is the field ("collection", "director", "writer", "cast", "keywords", "genres",
    "overview", "company", "decade", "ratings"); ``values`` are the shared terms, the weightiest
    first, as the data spells them.
    """

    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film near what was asked; ``score`` is its similarity, 0 to 1, before order and variety."""

    movie: Movie
    score: float
    reasons: tuple[Reason, ...]


class IndexFiles:
    """The files of the index in a version's folder."""

    @staticmethod
    def write(
        folder: Path,
        *,
        matrix: Compressed,
        terms: pa.Array,
        words: Mapping[str, int],
        spans: Mapping[str, tuple[int, int]],
        prior: NDArray[np.float32],
        neighbours: NDArray[np.int32],
        scores: NDArray[np.float32],
    ) -> None:
        """Write every file of the index."""
        for name, array in zip(("indptr", "indices", "data"), matrix, strict=True):
            np.save(folder / f"{_PREFIX}rows.{name}.npy", array)
        np.save(folder / f"{_PREFIX}prior.npy", prior)
        np.save(folder / f"{_PREFIX}neighbours.npy", neighbours)
        np.save(folder / f"{_PREFIX}scores.npy", scores)
        pq.write_table(pa.table({"term": terms}), folder / _TERMS)
        pq.write_table(
            pa.table({"word": list(words), "column": pa.array(words.values(), pa.int32())}),
            folder / _WORDS,
        )
        meta = {"fields": {name: list(span) for name, span in spans.items()}}
        (folder / _META).write_text(json.dumps(meta, indent=1), encoding="utf-8")


class SimilarityIndex:
    """The index of one version; immutable, so any thread may ask."""

    def __init__(self, catalogue: Catalogue) -> None:
        folder = catalogue.folder
        self._catalogue = catalogue
        self._indptr = _array(folder, "rows.indptr")
        self._indices = _array(folder, "rows.indices")
        self._data = _array(folder, "rows.data")
        self._prior = _array(folder, "prior")
        self._neighbours = _array(folder, "neighbours")
        self._scores = _array(folder, "scores")
        self._terms = pq.read_table(folder / _TERMS)["term"].combine_chunks()
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
        self._fields: dict[str, tuple[int, int]] = {
            name: (span[0], span[1]) for name, span in meta["fields"].items()
        }

    @classmethod
    def open(cls, catalogue: Catalogue) -> SimilarityIndex:
        """Open the index of a catalogue.

        Raises:
            CatalogueDamaged: a file of it is missing or unreadable.
        """
        try:
            return cls(catalogue)
        except (OSError, ValueError, KeyError, pa.ArrowException) as error:
            raise CatalogueDamaged(f"{catalogue.folder} cannot be read: {error}") from error

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
        unwanted = {*rows, *dislikes, *exclude}
        near: dict[int, float] = {}
        for row in rows:
            pairs = zip(self._neighbours[row].tolist(), self._scores[row].tolist(), strict=True)
            for other, score in pairs:
                if other >= 0 and other not in unwanted:
                    near[other] = near.get(other, 0.0) + score / len(rows)
        weight = {other: score * float(self._prior[other]) for other, score in near.items()}
        chosen = sorted(near, key=lambda other: -weight[other])[skip : skip + n]
        chosen.sort(key=lambda other: -float(self._catalogue.weighted_rating[other]))
        return [
            Suggestion(self._catalogue.movie(other), near[other], self._reasons(rows, other))
            for other in chosen
        ]

    def between(self, a: int, b: int) -> float:
        """Similarity of two films, 0 to 1, the same both ways."""
        _, shares = self._shared(a, b)
        return float(shares.sum())

    def _row(self, row: int) -> slice:
        return slice(int(self._indptr[row]), int(self._indptr[row + 1]))

    def _shared(self, a: int, b: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Columns that two films share, and what each adds to their similarity."""
        one, two = self._row(a), self._row(b)
        columns, first, second = np.intersect1d(
            self._indices[one], self._indices[two], assume_unique=True, return_indices=True
        )
        return columns, self._data[one][first] * self._data[two][second]

    def _reasons(self, rows: Sequence[int], other: int) -> tuple[Reason, ...]:
        shares: dict[str, float] = {}
        values: dict[str, list[str]] = {}
        for row in rows:
            columns, parts = self._shared(row, other)
            for kind, (start, stop) in self._fields.items():
                here = (columns >= start) & (columns < stop)
                if here.any():
                    shares[kind] = shares.get(kind, 0.0) + float(parts[here].sum())
                    for column in columns[here][np.argsort(-parts[here])][:2].tolist():
                        values.setdefault(kind, []).append(self._terms[column].as_py())
        best = sorted(shares, key=lambda kind: -shares[kind])[:2]
        return tuple(
            Reason("genres" if kind == "genre_pairs" else kind, tuple(dict.fromkeys(values[kind])))
            for kind in best
        )


def _array(folder: Path, name: str) -> NDArray[Any]:
    return np.asarray(np.load(folder / f"{_PREFIX}{name}.npy", mmap_mode="r"))
