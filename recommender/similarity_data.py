"""What the index of `recommender.similarity` consists of, and the files that it is published in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recommender.catalogue import map_table, one_chunk, write_mapped
from recommender.errors import CatalogueDamaged
from recommender.ranking import Floats, Ranking

Ints = NDArray[np.int32]
Compressed = tuple[NDArray[np.integer], Ints, Floats]

PREFIX = "similarity."
_META = PREFIX + "meta.json"
_TERMS = PREFIX + "terms.arrow"

#: Years within which two films of one title are editions of one film; a later one is a remake.
EDITION_YEARS = 1

#: The scale in years of the nearness in time that similarity counts as the field "decade".
DECADE_SCALE = 8

#: Fields that say where and when a film is from: alone they are nothing in common, and no reason.
ORIGIN = frozenset({"language", "country", "decade"})


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of an index, published with it.

    Attributes:
        fields: the columns of each field, ``[start, stop)``, in the order of the columns.
        weights: of each field, and of "decade"; they sum to 1.
        ranking: see there.
        variety: see `recommender.ranking.varied`.
        rank: see `recommender.colikes.colikes`.
        support: see there.
    """

    fields: Mapping[str, tuple[int, int]]
    weights: Mapping[str, float]
    ranking: Ranking
    variety: float
    rank: int
    support: float


#: How many films are compared with others without BLAS.
_FEW = 16
#: The first factor that tells tastes apart.
_TASTES = 2


@dataclass(frozen=True, slots=True)
class Colikes:
    """The people who watch and like each film, as a few numbers; see `recommender.colikes.colikes`.

    Attributes:
        factors: float32, one row a film: its fame, what nearly all films share, then what tells
            tastes apart.
        evidence: float32, how much of a film's row people have told, 0 (nothing) to 1.
    """

    factors: Floats
    evidence: Floats

    @classmethod
    def none(cls, films: int) -> Colikes:
        """Where nobody rates anything."""
        return cls(np.zeros((films, 2), np.float32), np.zeros(films, np.float32))

    def favour(
        self, ranking: Ranking, rows: NDArray[np.integer], others: NDArray[np.integer]
    ) -> Floats:
        """What people's ratings say for suggesting films to those who ask for others.

        Returns:
            log-odds (see `recommender.ranking.Ranking.relevance`), shape ``(rows, others)``.
        """
        one = self._asking(ranking, rows)
        other = self.factors[others]
        # For a small product BLAS would wake threads that then spin for longer than it takes.
        found: Floats = np.einsum("ik,jk->ij", one, other) if len(one) <= _FEW else one @ other.T
        return found

    def of_pairs(
        self, ranking: Ranking, rows: NDArray[np.integer], others: NDArray[np.integer]
    ) -> Floats:
        """The same for one pair of films an entry."""
        found = np.zeros(len(rows), np.float32)
        # Of most films nobody has told anything.
        told = np.flatnonzero(self.evidence.take(rows))
        asking, other = self._asking(ranking, rows[told]), self.factors[others[told]]
        found[told] = np.einsum("ik,ik->i", asking, other)
        return found

    def shared(self, row: int, others: NDArray[np.integer]) -> Floats:
        """How much the same people are known to like a film and others, 0 to 1.

        Fame has no part in it, nor what nearly all films share.
        """
        tastes = self.factors[others, _TASTES:] @ self.factors[row, _TASTES:]
        found: Floats = self.evidence[row] * self.evidence[others] * np.maximum(tastes, 0)
        return found

    def _asking(self, ranking: Ranking, rows: NDArray[np.integer]) -> Floats:
        weights = np.full(self.factors.shape[1], ranking.likes, np.float32)
        weights[0] = ranking.fame
        found: Floats = self.factors[rows] * weights * self.evidence[rows, None]
        return found


@dataclass(frozen=True, slots=True)
class IndexData:
    """All that an index consists of; rows of films throughout.

    Attributes:
        rows: the films' rows, compressed: starts, columns (ascending in each row), weights.
        postings: the same by column, without the common columns and films never suggested.
        colikes: the people who like each film.
        terms: what people read, one a column.
        renown: of each film, see `recommender.ranking.renown`.
        known: films so well known that they are always looked at.
        suggested: whether a film may be suggested.
        editions: the same number for editions of one film.
        sagas: the number of a film's saga, -1 for none.
        neighbours: of each film, in the order in which they are suggested, -1 for no more.
        scores: similarity of each neighbour, 0 for no more.
        settings: the numbers.
    """

    rows: Compressed
    postings: Compressed
    colikes: Colikes
    terms: pa.Array
    renown: Floats
    known: Ints
    suggested: NDArray[np.bool_]
    editions: Ints
    sagas: Ints
    neighbours: Ints
    scores: Floats
    settings: Settings

    _COMPRESSED: ClassVar = ("rows", "postings")
    _ARRAYS: ClassVar = (
        "renown",
        "known",
        "suggested",
        "editions",
        "sagas",
        "neighbours",
        "scores",
    )
    _PARTS: ClassVar = ("starts", "places", "values")

    def write(self, folder: Path) -> None:
        """Write the files of the index into the folder of a version."""
        for name in self._COMPRESSED:
            for part, array in zip(self._PARTS, getattr(self, name), strict=True):
                np.save(folder / f"{PREFIX}{name}.{part}.npy", array)
        for part in Colikes.__slots__:
            np.save(folder / f"{PREFIX}colikes.{part}.npy", getattr(self.colikes, part))
        for name in self._ARRAYS:
            np.save(folder / f"{PREFIX}{name}.npy", getattr(self, name))
        write_mapped(pa.table({"term": self.terms}), folder / _TERMS)
        text = json.dumps(asdict(self.settings), indent=1)
        (folder / _META).write_text(text, encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> IndexData:
        """Map the files of the index into memory.

        Raises:
            CatalogueDamaged: a file of it is missing or unreadable.
        """
        try:
            meta = json.loads((folder / _META).read_text(encoding="utf-8"))
            ranking = Ranking(**meta.pop("ranking"))
            fields = {name: (start, stop) for name, (start, stop) in meta.pop("fields").items()}
            compressed: dict[str, Any] = {
                name: tuple(_mapped(folder, f"{name}.{part}") for part in cls._PARTS)
                for name in cls._COMPRESSED
            }
            arrays: dict[str, Any] = {name: _mapped(folder, name) for name in cls._ARRAYS}
            return cls(
                **compressed,
                **arrays,
                colikes=Colikes(
                    *(_mapped(folder, f"colikes.{part}") for part in Colikes.__slots__)
                ),
                terms=one_chunk(map_table(folder / _TERMS)["term"]),
                settings=Settings(fields=fields, ranking=ranking, **meta),
            )
        except (OSError, EOFError, LookupError, ValueError, TypeError, pa.ArrowException) as error:
            raise CatalogueDamaged(f"the index in {folder} cannot be read: {error}") from error


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    path = folder / f"{PREFIX}{name}.npy"
    # numpy gives a memmap, whose every slice costs a microsecond more than a plain array's.
    mapped: NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return mapped
