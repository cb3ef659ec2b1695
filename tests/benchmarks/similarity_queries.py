"""How fast near films are found and how much memory the index takes, beside a naive baseline.

    python tests/benchmarks/similarity_queries.py CATALOGUE [--million]

CATALOGUE is the folder with ``CURRENT``. The baseline multiplies the films' rows with all rows and
sorts, as one does with scikit-learn. ``--million`` repeats the films' rows until there are a
million, finds the neighbours of every one, which takes a quarter of an hour, and asks that index
too.
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
from recommender.ranking import FEW_VOTES
from recommender.similarity import SimilarityIndex, Suggestion
from recommender.similarity_data import Colikes, IndexData

MB = 1 << 20
FILMS = 1_000_000
QUERIES = 1000


def milliseconds(ask: Callable[[int], object], times: int) -> tuple[float, float, float]:
    """Median, 99th percentile, and median of the processor's time, which a busy machine spares."""
    took, worked = [], []
    for turn in range(times):
        start, begun = time.perf_counter(), time.process_time()
        ask(turn)
        took.append(1000 * (time.perf_counter() - start))
        worked.append(1000 * (time.process_time() - begun))
    return float(np.median(took)), float(np.quantile(took, 0.99)), float(np.median(worked))


def resident() -> float:
    return psutil.Process().memory_info().rss / MB


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows_of(data: IndexData) -> csr_matrix:
    starts, columns, values = data.rows
    return csr_matrix((values, columns, starts), shape=(len(data.renown), len(data.terms)))


def shown(found: list[Suggestion]) -> object:
    """What a list says of its films, whose fields are read when they are asked for."""
    return [(near.movie.id, near.movie.title, near.movie.year, near.movie.score) for near in found]


def queries(catalogue: Catalogue) -> None:
    random = np.random.default_rng(0)
    known = np.argsort(-catalogue.vote_count)[:5000]
    one = random.choice(known, 2000)
    five = random.choice(known, (200, 5), replace=True)
    for row in range(len(catalogue)):  # what is held of the films themselves is not the index's
        repr(catalogue.movie(row))
    before = resident()
    index = SimilarityIndex.open(catalogue)
    for turn in range(QUERIES):  # films that are asked for are soon in memory
        index.similar([int(one[turn])])
    held = resident() - before
    for turn in range(QUERIES):
        index.similar(five[turn % len(five)].tolist())
    held_by_all = resident() - before
    answers = {
        "one film": milliseconds(lambda turn: shown(index.similar([int(one[turn])])), 2000),
        "five films": milliseconds(lambda turn: shown(index.similar(five[turn].tolist())), 200),
        "similarity": milliseconds(
            lambda turn: index.between(int(one[turn]), int(one[-turn])), 2000
        ),
    }
    matrix = rows_of(index.data)
    transposed = matrix.T.tocsr()

    def naive(rows: list[int]) -> object:
        cosines = (matrix[rows] @ transposed).toarray().mean(axis=0)
        return [catalogue.movie(int(row)) for row in np.argsort(-cosines)[1:6]]

    baselines = {
        "one film": milliseconds(lambda turn: naive([int(one[turn])]), 100)[0],
        "five films": milliseconds(lambda turn: naive(five[turn].tolist()), 100)[0],
    }
    print(
        f"{len(catalogue):,} films; the index holds {held:.0f} MB after {QUERIES:,} queries for one"
        f" film, {held_by_all:.0f} MB after {QUERIES:,} for five as well\n"
    )
    print("| query | median, ms | p99, ms | processor, ms | naive, ms | ratio |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name, (median, worst, worked) in answers.items():
        baseline = baselines.get(name)
        ratio = f"{baseline / median:.0f}" if baseline else ""
        beside = f"{baseline:.2f}" if baseline else ""
        print(f"| {name} | {median:.3f} | {worst:.3f} | {worked:.3f} | {beside} | {ratio} |")


def million(catalogue: Catalogue) -> None:
    from etl.neighbours import Films, neighbours

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
    copy = np.repeat(np.arange(copies), len(catalogue))[:FILMS]
    sagas = many(data.sagas)
    films = Films(
        rows=rows,
        years=years,
        renown=renown,
        rating=rating,
        guess=guess.astype(np.float32),
        known=np.sort(np.argsort(-guess)[:2000]).astype(np.int32),
        editions=np.arange(FILMS, dtype=np.int32),
        sagas=np.where(sagas < 0, -1, sagas + copy * (data.sagas.max() + 1)).astype(np.int32),
        obscure=many(catalogue.vote_count < FEW_VOTES),
        colikes=Colikes(
            np.tile(data.colikes.factors, (copies, 1))[:FILMS], many(data.colikes.evidence)
        ),
    )
    print(f"\n{FILMS:,} films: peak memory {peak():.0f} MB with their rows")
    start, worked = time.perf_counter(), time.process_time()
    near, scores = neighbours(films, data.settings)
    took, worked = time.perf_counter() - start, time.process_time() - worked
    print(
        f"neighbours of all: {took / 60:.1f} min, {worked / 60:.1f} of processor time; "
        f"peak memory {peak():.0f} MB"
    )
    rare = csr_matrix(rows.multiply(~common[None])).tocsc()
    starts, places, values = (part for part in (rare.indptr, rare.indices, rare.data))
    big = replace(
        data,
        rows=(rows.indptr, rows.indices, rows.data),
        postings=(starts, places, values),
        colikes=films.colikes,
        renown=renown,
        suggested=many(data.suggested),
        editions=films.editions,
        sagas=films.sagas,
        neighbours=near,
        scores=scores,
        known=films.known,
    )
    index = SimilarityIndex.__new__(SimilarityIndex)
    index.__init__(_Many(catalogue, years, rating), big)  # type: ignore[misc,arg-type]
    asked = np.random.default_rng(0).choice(films.known, (60, 5))
    for count in (2, 5):
        took_each = milliseconds(lambda turn: index._near_all(asked[turn, :count].tolist(), []), 60)  # noqa: B023
        print(
            f"a query of the index for {count} films: "
            f"median {took_each[0]:.1f} ms, p99 {took_each[1]:.1f} ms, "
            f"processor {took_each[2]:.1f} ms"
        )


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
