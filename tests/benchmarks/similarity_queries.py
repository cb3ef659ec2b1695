"""How fast near films are found and how much memory the index takes, beside a naive baseline.

    python tests/benchmarks/similarity_queries.py CATALOGUE [--million]

CATALOGUE is the folder with ``CURRENT``. The baseline multiplies the films' rows with all rows and
sorts, as one does with scikit-learn. ``--million`` repeats the films' rows until there are a
million, finds the neighbours of some chunks of them, and asks that index too.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
from scipy.sparse import csr_matrix, vstack

from recommender.catalogue import Catalogue
from recommender.similarity import SimilarityIndex
from recommender.similarity_data import IndexData

MB = 1 << 20
FILMS, CHUNKS = 1_000_000, 8


def milliseconds(ask: Callable[[int], object], times: int) -> tuple[float, float]:
    """Median and 99th percentile."""
    took = []
    for turn in range(times):
        start = time.perf_counter()
        ask(turn)
        took.append(1000 * (time.perf_counter() - start))
    return float(np.median(took)), float(np.quantile(took, 0.99))


def resident() -> float:
    return psutil.Process().memory_info().rss / MB


def rows_of(data: IndexData) -> csr_matrix:
    starts, columns, values = data.rows
    return csr_matrix((values, columns, starts), shape=(len(data.renown), len(data.terms)))


def queries(catalogue: Catalogue) -> None:
    before = resident()
    index = SimilarityIndex.open(catalogue)
    random = np.random.default_rng(0)
    known = np.argsort(-catalogue.vote_count)[:5000]
    one = random.choice(known, 2000)
    for row in one:  # films that are asked for are soon in memory
        index.similar([int(row)])
    five = random.choice(known, (200, 5), replace=True)
    answers = {
        "one film": milliseconds(lambda turn: index.similar([int(one[turn])]), 2000),
        "five films": milliseconds(lambda turn: index.similar(five[turn].tolist()), 200),
        "similarity": milliseconds(
            lambda turn: index.between(int(one[turn]), int(one[-turn])), 2000
        ),
    }
    held = resident() - before
    matrix = rows_of(index.data)
    transposed = matrix.T.tocsr()

    def naive(rows: list[int]) -> object:
        cosines = (matrix[rows] @ transposed).toarray().mean(axis=0)
        return [catalogue.movie(int(row)) for row in np.argsort(-cosines)[1:6]]

    baselines = {
        "one film": milliseconds(lambda turn: naive([int(one[turn])]), 100)[0],
        "five films": milliseconds(lambda turn: naive(five[turn].tolist()), 100)[0],
    }
    print(f"{len(catalogue):,} films; the index holds {held:.0f} MB after {len(one):,} queries\n")
    print("| query | median, ms | p99, ms | naive, ms | ratio |\n| --- | --: | --: | --: | --: |")
    for name, (median, worst) in answers.items():
        baseline = baselines.get(name)
        ratio = f"{baseline / median:.0f}" if baseline else ""
        beside = f"{baseline:.2f}" if baseline else ""
        print(f"| {name} | {median:.3f} | {worst:.3f} | {beside} | {ratio} |")


def million(catalogue: Catalogue) -> None:
    from etl.neighbours import Films, _Search

    data = IndexData.open(catalogue.folder)
    copies = -(-FILMS // len(catalogue))
    rows = csr_matrix(vstack([rows_of(data)] * copies, format="csr")[:FILMS], dtype=np.float32)
    many = lambda values: np.tile(np.asarray(values), copies)[:FILMS]  # noqa: E731
    renown, rating = many(data.renown), many(catalogue.weighted_rating)
    years = many(catalogue.numbers("year").astype(np.float32))
    guess = data.settings.ranking.usual_boost(renown, rating) * many(data.suggested)
    share = np.bincount(rows.indices, minlength=rows.shape[1]) / FILMS
    common = share > 0.02
    common[min(data.settings.fields[name][0] for name in ("language", "country")) :] = True
    films = Films(
        rows, years, renown, rating, guess.astype(np.float32),
        np.sort(np.argsort(-guess)[:2000]).astype(np.int32), common,
        np.arange(FILMS, dtype=np.int32), csr_matrix((FILMS, FILMS), dtype=np.float32),
    )  # fmt: skip
    search = _Search(films, data.settings)
    start = time.perf_counter()
    for chunk in range(CHUNKS):
        search.chunk(chunk * 512, (chunk + 1) * 512)
    took = (time.perf_counter() - start) / CHUNKS / 512
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{FILMS:,} films: neighbours in {1000 * took:.2f} ms a film on one core "
        f"({took * FILMS / 60:.0f} min for all), peak memory {peak:.0f} MB"
    )
    del search
    rare = csr_matrix(rows.multiply(~common[None])).tocsc()
    starts, places, values = (part for part in (rare.indptr, rare.indices, rare.data))
    big = replace(
        data,
        rows=(rows.indptr, rows.indices, rows.data),
        postings=(starts, places, values),
        colikes=(np.zeros(FILMS + 1, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)),
        renown=renown,
        suggested=many(data.suggested),
        editions=films.editions,
        sagas=many(data.sagas),
        neighbours=np.zeros((1, 1), np.int32),
        known=films.known,
    )
    index = SimilarityIndex.__new__(SimilarityIndex)
    index.__init__(_Many(catalogue, years, rating), big)  # type: ignore[misc,arg-type]
    one = np.random.default_rng(0).choice(films.known, 30)
    disliked = int(films.known[0])
    alone = milliseconds(lambda turn: index._near_all([int(one[turn])], [disliked]), 30)
    print(f"a query of the index for one film: median {alone[0]:.1f} ms, p99 {alone[1]:.1f} ms")


class _Many:
    """What the index asks of a catalogue, for films that are in none."""

    def __init__(self, catalogue: Catalogue, years: np.ndarray, rating: np.ndarray) -> None:
        self._years = years
        self.weighted_rating = rating
        self.movie = catalogue.movie

    def numbers(self, name: str) -> np.ndarray:
        assert name == "year"
        return self._years

    def __len__(self) -> int:
        return FILMS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("--million", action="store_true")
    given = parser.parse_args()
    catalogue = Catalogue.open(given.catalogue)
    queries(catalogue)
    if given.million:
        million(catalogue)


if __name__ == "__main__":
    main()
