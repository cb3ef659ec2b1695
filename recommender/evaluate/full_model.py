"""The model of an index, computed in full: slow, plain, and with any weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from recommender import colikes
from recommender.catalogue import Catalogue
from recommender.evaluate.truth import Floats, Rows
from recommender.ranking import Ranking, nearness
from recommender.similarity_data import DECADE_SCALE, ORIGIN, Colikes, IndexData


class Model:
    """The model of an index field by field, computed in full for every pair: slow and plain.

    Any weights can be tried in it. What is published should agree with it for the weights that
    the index was built with, but for the variety and the saga rule of lists.
    """

    def __init__(self, catalogue: Catalogue, data: IndexData) -> None:
        self.catalogue = catalogue
        self.data = data
        self.years = catalogue.numbers("year").astype(np.float32)
        self.rating = catalogue.weighted_rating
        starts, columns, values = data.rows
        films, width = len(catalogue), max(stop for _, stop in data.settings.fields.values())
        rows = csr_matrix((values, columns, starts), shape=(films, width))
        self.traits = colikes.traits(rows, self.years, data.renown, self.rating)
        self._blocks: dict[str, csr_matrix] = {}
        for name, (start, stop) in data.settings.fields.items():
            block = rows[:, start:stop]
            if block.nnz:
                scale = np.float32(1 / np.sqrt(data.settings.weights[name]))
                self._blocks[name] = csr_matrix(block * scale)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of which the catalogue knows anything, and "decade"."""
        return (*self._blocks, "decade")

    def cosines(self, rows: Rows, others: Rows | None = None) -> dict[str, Floats]:
        """Cosines of films with all films, or some, by field: shape ``(rows, others)`` each."""
        found = {}
        for name, block in self._blocks.items():
            right = block if others is None else block[others]
            found[name] = np.asarray((block[rows] @ right.T).toarray(), np.float32)
        found["decade"] = nearness(self.apart(rows, others), DECADE_SCALE)
        return found

    def apart(self, rows: Rows, others: Rows | None = None) -> Floats:
        """Years between films, NaN where unknown."""
        theirs = self.years if others is None else self.years[others]
        apart: Floats = theirs[None] - self.years[rows][:, None]
        return apart

    def relevance(
        self,
        rows: Rows,
        cosines: Mapping[str, Floats],
        weights: Mapping[str, float],
        ranking: Ranking,
        told: Colikes | None = None,
        others: Rows | None = None,
    ) -> Floats:
        """Relevance of films to each of ``rows``; 0 for those that are never suggested to it.

        Args:
            rows: the films asked about.
            cosines: see `cosines`.
            weights: of the fields; they are scaled to sum to 1.
            ranking: see there.
            told: what people have told of the films; nothing where absent.
            others: the candidates; all films unless told otherwise.
        """
        candidates = np.arange(len(self.catalogue)) if others is None else others
        similarity = content(cosines, weights)
        in_common = (
            content(
                {name: cosine for name, cosine in cosines.items() if name not in ORIGIN}, weights
            )
            > 0
        )
        favour, evidence = np.zeros((1, 1), np.float32), np.zeros(1, np.float32)
        if told is not None:
            favour, evidence = told.favour(ranking, rows, candidates), told.evidence[rows]
        renown, data = self.data.renown, self.data
        relevance = ranking.relevance(
            np.where(in_common, similarity, np.float32(0)),
            self.apart(rows, others),
            (renown[rows][:, None], self.rating[rows][:, None]),
            (renown[candidates][None], self.rating[candidates][None]),
            self.shares_genre(rows, cosines["genres"], candidates),
            favour,
            evidence[:, None],
        )
        never = ~data.suggested[candidates][None] | (
            data.editions[candidates][None] == data.editions[rows][:, None]
        )
        return np.where(never, np.float32(0), relevance)

    def block(self, field: str) -> csr_matrix:
        """The rows of one field, of length 1 or 0."""
        return self._blocks.get(field, csr_matrix(np.zeros((len(self.catalogue), 1), np.float32)))

    def genres(self) -> NDArray[np.int64]:
        """The genres of each film as bits; those beyond 62 share bits."""
        genres = self.block("genres").tocoo()
        bits = np.zeros(len(self.catalogue), np.int64)
        np.bitwise_or.at(bits, genres.row, np.int64(1) << (genres.col % 62).astype(np.int64))
        return bits

    def cosines_of_pairs(self, one: Rows, other: Rows) -> dict[str, Floats]:
        """The same for pairs of films, shape ``(pairs,)`` each."""
        found = {
            name: np.asarray(block[one].multiply(block[other]).sum(axis=1), np.float32).ravel()
            for name, block in self._blocks.items()
        }
        found["decade"] = nearness(self.years[other] - self.years[one], DECADE_SCALE)
        return found

    def shares_genre(self, rows: Rows, cosines: Floats, candidates: Rows) -> NDArray[np.bool_]:
        """Whether films share a genre, or one of them has none."""
        none = np.diff(self.block("genres").indptr) == 0
        shares: NDArray[np.bool_] = (cosines > 0) | none[candidates][None] | none[rows][:, None]
        return shares


def content(cosines: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Similarity by what films are: cosines by field, each times its share of the weights."""
    total = sum(weights.get(name, 0) for name in cosines) or 1.0
    return sum(
        (cosine * np.float32(weights.get(name, 0) / total) for name, cosine in cosines.items()),
        start=np.zeros_like(next(iter(cosines.values()))),
    )
