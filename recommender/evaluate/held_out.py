"""How much likes improve the lists, judged by likes that the catalogue does not have.

What "held out" means is told by a division of the likes into known ones and judging ones:

- *other people*: the ratings of half of the people are known, the likes of the others judge.
  Nothing that a judge said has been seen, as for the people whom a published catalogue will serve.
- *other ratings of the same people*: of everybody, each rating is known or judges, by the toss of a
  coin.

Few people's likes are a noisy measure: of the twenty films that half of the people say are
nearest to one, the other half says the same only of some. So beside our lists stand what the known
likes say when they are simply counted, and what the best informed list there can be would reach:
one by the likes of everybody, judged by people drawn from them anew (bootstrap). It has seen its
own judges, so no honest list can be expected to reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix

from recommender.colikes import colikes, likes
from recommender.evaluate.full_model import Model
from recommender.evaluate.truth import (
    LEAST_LIKES,
    LONG_LIST,
    Judged,
    Rows,
    Scores,
    Truth,
    best,
    in_common,
    judge,
    mean,
    true_neighbours,
)
from recommender.similarity_data import Colikes

#: How often the likes are divided, each time in both directions.
DIVISIONS = 2
#: Half of the people like a film half as often: judged by fewer likes, more films are asked about.
FEWER_LIKES = LEAST_LIKES // 2
#: Shares of the known people whose likes are known, to see what more people would give.
GROWTH = (0.25, 0.5, 1.0)

_CHUNK = 64
_NONE = np.zeros((0, LONG_LIST), np.int64)

Division = Callable[[csr_matrix, np.random.Generator], Iterator[tuple[csr_matrix, csr_matrix]]]


@dataclass(frozen=True, slots=True)
class Table:
    """One way of holding likes out, with the methods judged by it."""

    title: str
    lines: tuple[Judged, ...]


@dataclass(slots=True)
class _Round:
    """Known likes, what judges them, what is told by all that is known, and the lists so far."""

    known: csr_matrix
    truths: Mapping[str, Truth]
    told: Mapping[str, Colikes]
    lists: dict[str, list[Rows]] = field(default_factory=dict)


def by_people(
    rated: csr_matrix, random: np.random.Generator
) -> Iterator[tuple[csr_matrix, csr_matrix]]:
    """The stars of the people in two halves, each once as those that are known."""
    order = random.permutation(rated.shape[0])
    middle = len(order) // 2
    one, other = rated[np.sort(order[:middle])], rated[np.sort(order[middle:])]
    yield one, other
    yield other, one


def by_ratings(
    rated: csr_matrix, random: np.random.Generator
) -> Iterator[tuple[csr_matrix, csr_matrix]]:
    """Everybody's stars in two halves, each once as those that are known."""
    heads = random.random(rated.nnz) < 0.5
    halves = []
    for keep in (heads, ~heads):
        half = rated.copy()
        half.data = rated.data * keep
        half.eliminate_zeros()
        halves.append(half)
    yield halves[0], halves[1]
    yield halves[1], halves[0]


def tables(
    model: Model, rated: csr_matrix, asked: Rows, random: np.random.Generator
) -> tuple[Table, ...]:
    """Judge the model with and without likes in every way.

    Args:
        model: of the catalogue; what it has learned from ratings is not used.
        rated: see `recommender.colikes.stars`.
        asked: the films that may be asked about.
        random: divides, and breaks ties.
    """
    return tuple(
        Table(
            f"{known} are known, the other half judges the films that have {least} likes there",
            _judged(model, rated, asked, division, least, random),
        )
        for known, division, least in (
            ("Half of the people's ratings", by_people, LEAST_LIKES),
            ("Half of the people's ratings", by_people, FEWER_LIKES),
            ("Half of everybody's ratings", by_ratings, FEWER_LIKES),
        )
    )


def _judged(
    model: Model,
    rated: csr_matrix,
    asked: Rows,
    division: Division,
    least: int,
    random: np.random.Generator,
) -> tuple[Judged, ...]:
    rounds = []
    for _ in range(DIVISIONS):
        for known, judging in division(rated, random):
            truths = {
                by: true_neighbours(likes(judging), by, random, least) for by in ("cosine", "lift")
            }
            shares = GROWTH if division is by_people else GROWTH[-1:]
            rounds.append(_Round(likes(known), truths, _growth(model, known, shares, random)))
    settings = model.data.settings
    weights = {name: settings.weights[name] for name in model.fields}
    every = np.intersect1d(asked, np.concatenate([one.truths["cosine"].asked for one in rounds]))
    for start in range(0, len(every), _CHUNK):
        some = every[start : start + _CHUNK]
        cosines = model.cosines(some)
        plain = best(model.relevance(some, cosines, weights, settings.ranking), random)
        for one in rounds:
            here = np.isin(some, one.truths["cosine"].asked)
            rows = some[here]
            own = {name: cosine[here] for name, cosine in cosines.items()}
            one.lists.setdefault("content alone", []).append(plain[here])
            for name, told in one.told.items():
                found = model.relevance(rows, own, weights, settings.ranking, told)
                one.lists.setdefault(name, []).append(best(found, random))
            most = np.tile(np.asarray(one.known.sum(axis=0)), (len(rows), 1))
            counted = in_common(one.known, rows, np.arange(one.known.shape[1]), "cosine")
            for name, values in (("most liked", most), ("likes in common, counted", counted)):
                values[np.arange(len(rows)), rows] = 0
                one.lists.setdefault(name, []).append(best(values.astype(np.float32), random))
    lines = [
        Judged(
            name,
            *(
                mean(
                    [
                        judge(np.concatenate([_NONE, *one.lists[name]]), one.truths[by].of(every))
                        for one in rounds
                    ]
                )
                for by in ("cosine", "lift")
            ),
        )
        for name in rounds[0].lists
    ]
    if division is by_people:
        lines.append(_bound(likes(rated), every, least, random))
    return tuple(lines)


def _growth(
    model: Model, known: csr_matrix, shares: Sequence[float], random: np.random.Generator
) -> dict[str, Colikes]:
    """What these shares of the known people tell."""
    order = random.permutation(known.shape[0])
    found = {}
    for share in shares:
        count = round(share * len(order))
        settings = model.data.settings
        some = known[np.sort(order[:count])]
        name = "content and likes" if share == 1 else f"content and likes, of {share:.0%} of them"
        found[name] = colikes(some, model.traits, settings.rank, settings.support)
    return found


def _bound(liked: csr_matrix, asked: Rows, least: int, random: np.random.Generator) -> Judged:
    """Lists by everybody's likes, judged by as many people as judge the others, drawn anew."""
    scores: dict[str, list[Scores]] = {"cosine": [], "lift": []}
    for _ in range(2 * DIVISIONS):
        drawn = liked[random.integers(0, liked.shape[0], liked.shape[0] // 2)]
        for by, found in scores.items():
            truth = true_neighbours(drawn, by, random, least).of(asked)
            values = in_common(liked, truth.asked, np.arange(liked.shape[1]), by)
            values[np.arange(len(truth.asked)), truth.asked] = 0
            if by == "lift":  # as in the truth, only films that enough people like
                values[:, np.asarray(liked.sum(axis=0)).ravel() < LEAST_LIKES] = 0
            found.append(judge(best(values.astype(np.float32), random), truth))
    return Judged("who knows everybody's likes", mean(scores["cosine"]), mean(scores["lift"]))
