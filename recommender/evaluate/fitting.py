"""Fits every number of the recommender on what people like.

Films fall into three parts (`recommender.evaluate.truth.part_of`); those of the report are never
asked about here. There are three steps, each with its own question:

1. *Weights of the fields*: of two films as well known and of the same time, which one is a true
   neighbour by lift? And which one is of the same saga, or a remake, or by the same director, but
   without the fields that tell (see `recommender.evaluate.pairs`)? What people like together alone
   says little of what is alike. Logistic models of the difference, so that neither renown nor age
   can answer; both questions count the same. Weights are shrunk towards their mean; so a field of
   which the catalogue knows nothing keeps it, and nearness in time, which the questions hold
   still, has a share of it.
2. *Ranking*: of all films, which are the true neighbours, by cosine and by lift? The likelihood of
   a softmax. Likeness is then given more say than that, as much as costs the lists of the films of
   the second part no more than half a standard error of their precision: likeness is also
   why people believe in a list.
3. *Likes*: by the likes of half of the people, judged by the others', as in
   `recommender.evaluate.held_out`, on the films of the first two parts. How much they rank, by how
   many factors and how cautiously, by the precision of lists by cosine and by lift, which count as
   in the second step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from recommender.catalogue import Catalogue
from recommender.colikes import colikes, likes
from recommender.evaluate.full_model import Model, content
from recommender.evaluate.held_out import FEWER_LIKES, by_people
from recommender.evaluate.pairs import Alike, counterparts, facts, neighbours_and_others
from recommender.evaluate.truth import (
    Floats,
    Part,
    Rows,
    Truth,
    best,
    part_of,
    precisions,
    read_stars,
    true_neighbours,
)
from recommender.ranking import RATING_CENTRE, Ranking, nearness
from recommender.similarity_data import DECADE_SCALE, Colikes, IndexData

#: How strongly weights are drawn to their mean, and the parameters of the ranking to 0.
_SHRINKAGE = 5e-4
_RIDGE = 1e-3
#: What nearness in time counts beside a field of mean weight. More would tell films that the same
#: people like better and all other kinds of pairs worse (see `recommender.evaluate.pairs`); lists
#: do not depend on it, as their ranking knows the time besides.
_IN_TIME = 0.75
#: How much the truth by cosine counts beside that by lift.
_COSINE, _LIFT = 2.0, 1.0
#: How much more say likeness may be given, and what likes may count.
_EMPHASES = (1.0, 1.15, 1.3, 1.45, 1.6, 1.8, 2.0)
_LESSER_KNOWN = (0.0, 0.25, 0.5, 0.75, 1.0)
_LIKINGS = (6.0, 8.0, 10.0, 12.0, 14.0, 17.0, 20.0)
_FAMES = (0.0, 0.1, 0.2, 0.3, 0.4)
_RANKS = (16, 32, 48)
_SUPPORTS = (5.0, 8.0, 12.0)
#: Those with which the others are chosen.
_USUAL = (32, 8.0)
#: How often the people are divided.
_DIVISIONS = 2
#: Lists are as good as others within so many standard errors of their precision.
_AS_GOOD = 0.5
#: Asked about are films down to this quantile; below, the ranking is not extrapolated.
_LEAST_QUANTILE = 0.05
#: A film that shares no genre with the one asked about is held back so much. That costs nothing by
#: content and half a point of precision where people have rated, who would put "Schindler's List"
#: beside "Toy Story"; the softmax, which only sees likes, would barely hold it back.
_OTHER_GENRE = 0.1
_TINY = 1e-3


@dataclass(frozen=True, slots=True)
class Fit:
    """What a fit found; `as_json` is the file that the ETL reads."""

    fields: Mapping[str, float]
    ranking: Ranking
    variety: float
    rank: int
    support: float
    films: int
    people: int

    def as_json(self) -> dict[str, Any]:
        """The numbers, rounded, and where they come from."""
        return {
            "provenance": f"fitted on {self.films} films that {self.people} people rated, by: "
            "butaca evaluate fit-recommendations",
            "fields": {name: round(weight, 4) for name, weight in self.fields.items()},
            "ranking": {name: round(value, 4) for name, value in asdict(self.ranking).items()},
            "variety": self.variety,
            "rank": self.rank,
            "support": self.support,
        }


def fit(catalogue: Catalogue, ratings: Path, links: Path, *, seed: int = 0) -> Fit:
    """Fit all numbers on ratings in the format of MovieLens.

    Args:
        catalogue: an open catalogue; of its index only what is known of each film is used.
        ratings: CSV with ``userId``, ``movieId`` and ``rating``.
        links: CSV with ``movieId`` and ``tmdbId``.
        seed: of the generator that breaks ties, draws pairs and divides the people.

    Raises:
        RatingsUnreadable: a file is not what it should be.
        CatalogueDamaged: the index cannot be read.
    """
    random = np.random.default_rng(seed)
    data = IndexData.open(catalogue.folder)
    model = Model(catalogue, data)
    rated = read_stars(catalogue, ratings, links)
    liked = likes(rated)
    truths = {by: true_neighbours(liked, by, random) for by in ("cosine", "lift")}
    part = part_of(catalogue.ids)
    of_fit = np.flatnonzero(part == Part.FIT)
    fitted_on = {by: truth.of(of_fit) for by, truth in truths.items()}
    chosen_on = truths["cosine"].of(np.flatnonzero(part == Part.TUNE))
    weights = field_weights(model, fitted_on["lift"], of_fit, random)
    ranking = fit_ranking(model, fitted_on, weights)
    ranking = _emphasised(model, ranking, weights, chosen_on, random)
    by_likes = _by_likes(model, rated, weights, ranking, random)
    return Fit(
        fields=weights,
        ranking=by_likes.ranking,
        variety=data.settings.variety,
        rank=by_likes.rank,
        support=by_likes.support,
        films=len(fitted_on["cosine"].asked) + len(chosen_on.asked),
        people=liked.shape[0],
    )


def field_weights(
    model: Model, truth: Truth, asked: Rows, random: np.random.Generator
) -> dict[str, float]:
    """Weights of the fields, which sum to 1, by a logistic model of pairs and counterparts.

    Args:
        model: of the catalogue.
        truth: by lift.
        asked: rows of the films whose pairs may be seen.
        random: draws pairs and counterparts.
    """
    names = [name for name in model.fields if name != "decade"]
    drawn = [np.broadcast_arrays(*some) for some in neighbours_and_others(model, truth, random)]
    one, other, counterpart = (np.concatenate(part) for part in zip(*drawn, strict=True))
    liked = _differences(model, names, Alike("liked", one, other), counterpart)
    factual = [np.zeros((0, len(names)))]
    for alike in facts(model, asked, random):
        pairs, (others, *_) = counterparts(model, alike, random)
        factual.append(_differences(model, names, pairs, others))
    both = [some for some in (liked, np.concatenate(factual)) if len(some)]

    def loss(log: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = np.exp(log)
        drawn = log - log.mean()
        value = _SHRINKAGE * float((drawn**2).sum())
        slope = 2 * _SHRINKAGE * drawn
        for differences in both:
            margin = differences @ weights
            value += float(np.logaddexp(0, -margin).mean())
            slope -= (differences * expit(-margin)[:, None]).mean(axis=0) * weights
        return value, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    mean = float(np.exp(found.mean()))
    every = dict.fromkeys([*model.data.settings.weights], mean)
    every["decade"] = _IN_TIME * mean
    every |= dict(zip(names, np.exp(found).tolist(), strict=True))
    total = sum(every.values())
    return {name: weight / total for name, weight in every.items()}


def _differences(
    model: Model, names: Sequence[str], pairs: Alike, counterparts_: Rows
) -> NDArray[np.float64]:
    """How much nearer pairs are than their counterparts, by field: shape ``(pairs, names)``."""
    near = model.cosines_of_pairs(pairs.one, pairs.other)
    other = model.cosines_of_pairs(pairs.one, counterparts_)
    apart = [(near[name] - other[name]) * (name not in pairs.found_by) for name in names]
    return np.stack(apart, axis=1).astype(np.float64)


def fit_ranking(
    model: Model,
    truths: Mapping[str, Truth],
    weights: Mapping[str, float],
) -> Ranking:
    """The ranking under which the true neighbours are likeliest."""
    rows = truths["cosine"].asked
    catalogue, data = model.catalogue, model.data
    others = np.union1d(
        data.known, np.concatenate([truth.neighbours.ravel() for truth in truths.values()])
    ).astype(np.int64)
    cosines = model.cosines(rows, others)
    likeness = content(cosines, weights)
    apart = model.apart(rows, others)
    near = np.stack([nearness(apart, 3), nearness(apart, DECADE_SCALE)])
    least = (
        float(np.quantile(data.renown[rows], _LEAST_QUANTILE)),
        float(np.quantile(model.rating[rows], _LEAST_QUANTILE)),
    )
    known = np.maximum(data.renown[rows], np.float32(least[0]))[:, None]
    well = np.maximum(model.rating[rows], np.float32(least[1]))[:, None] - RATING_CENTRE
    renown = data.renown[others][None]
    rating = (catalogue.weighted_rating[others] - RATING_CENTRE)[None]
    terms = np.stack(
        np.broadcast_arrays(
            renown + 0 * known, known * renown, rating + 0 * well, well * rating,
            -rating * rating + 0 * well,
        )
    ).astype(np.float32)  # fmt: skip
    truth = _COSINE * _marked(truths["cosine"], others) + _LIFT * _marked(truths["lift"], others)
    truth = truth / np.maximum(truth.sum(axis=1, keepdims=True), 1)
    never = data.editions[rows][:, None] == data.editions[others][None]

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        exponent, in_time, prior = values[0], np.exp(values[1:3]), values[3:]
        base = likeness + np.tensordot(in_time.astype(np.float32), near, 1) + np.float32(_TINY)
        log = np.log(base)
        z = np.float32(exponent) * log + np.tensordot(prior.astype(np.float32), terms, 1)
        z[never] = -1e9
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        total = p.sum(axis=1, keepdims=True)
        p /= total
        value = -float((truth * (z - np.log(total)))[truth > 0].sum()) / len(rows)
        wrong = (p - truth) / np.float32(len(rows))
        by_base = wrong / base * np.float32(exponent)
        slope = [
            float((wrong * log).sum()),
            *(np.tensordot(near, by_base, 2) * in_time).tolist(),
            *(float((wrong * term).sum()) for term in terms),
        ]
        drawn = np.concatenate([[0.0], 0 * in_time, prior])
        return value + _RIDGE * float((drawn**2).sum()), np.array(slope) + 2 * _RIDGE * drawn

    start = np.array([3.0, -2.5, -2.5, 0.3, 0.1, 1.0, 0.5, 0.5])
    bounds = [(0.5, 12.0), (-8.0, 0.0), (-8.0, 0.0), *([(None, None)] * 5)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Ranking(
        exponent=float(found[0]),
        same_years=float(np.exp(found[1])),
        same_period=float(np.exp(found[2])),
        renown=float(found[3]),
        renown_match=float(found[4]),
        rating=float(found[5]),
        rating_match=float(found[6]),
        rating_spread=float(found[7]),
        other_genre=_OTHER_GENRE,
        least_renown=least[0],
        least_rating=least[1],
        usual_renown=float(np.median(data.renown[rows])),
        lesser_known=0.0,
        likes=0.0,
        fame=0.0,
    )


def _emphasised(
    model: Model,
    ranking: Ranking,
    weights: Mapping[str, float],
    truth: Truth,
    random: np.random.Generator,
) -> Ranking:
    """The ranking with the most say for likeness whose lists are as good as the best.

    First for all films, then for those that are less known than most that were asked about.
    """
    rows = truth.asked
    others = np.union1d(model.data.known, truth.neighbours.ravel()).astype(np.int64)
    cosines = model.cosines(rows, others)

    def last_as_good(tried: list[Ranking]) -> Ranking:
        found = []
        for one in tried:
            relevance = model.relevance(rows, cosines, weights, one, others=others)
            found.append(precisions(others[best(relevance, random)], truth))
        means = [float(one.mean()) for one in found]
        best_ = found[int(np.argmax(means))]
        least = max(means) - _AS_GOOD * float(best_.std()) / np.sqrt(len(best_))
        return [one for one, mean in zip(tried, means, strict=True) if mean >= least][-1]

    ranking = last_as_good([replace(ranking, exponent=ranking.exponent * e) for e in _EMPHASES])
    return last_as_good([replace(ranking, lesser_known=slope) for slope in _LESSER_KNOWN])


@dataclass(frozen=True, slots=True)
class _ByLikes:
    """What likes count: see `Ranking`, and `recommender.similarity_data.Settings`."""

    ranking: Ranking
    rank: int
    support: float


def _by_likes(
    model: Model,
    rated: csr_matrix,
    weights: Mapping[str, float],
    ranking: Ranking,
    random: np.random.Generator,
) -> _ByLikes:
    divided = [pair for _ in range(_DIVISIONS) for pair in by_people(rated, random)]
    asked = np.flatnonzero(part_of(model.catalogue.ids) != Part.REPORT)

    def best_of(tried: Sequence[_ByLikes]) -> _ByLikes:
        worth = sum(_worth(model, *halves, asked, weights, tried, random) for halves in divided)
        return tried[int(np.argmax(worth))]

    usual = best_of(
        [
            _ByLikes(replace(ranking, likes=liking, fame=fame), *_USUAL)
            for liking, fame in product(_LIKINGS, _FAMES)
        ]
    )
    return best_of(
        [replace(usual, rank=rank, support=support) for rank, support in product(_RANKS, _SUPPORTS)]
    )


def _worth(
    model: Model,
    known: csr_matrix,
    judging: csr_matrix,
    asked: Rows,
    weights: Mapping[str, float],
    tried: Sequence[_ByLikes],
    random: np.random.Generator,
) -> NDArray[np.float64]:
    """How good lists are by what some people's ratings tell, judged by others' likes."""
    truths = [
        (share, true_neighbours(likes(judging), by, random, FEWER_LIKES).of(asked))
        for by, share in (("cosine", _COSINE), ("lift", _LIFT))
    ]
    rows = truths[0][1].asked
    rated = np.flatnonzero(np.asarray(known.sum(axis=0)).ravel())
    others = np.union1d(model.data.known, rated).astype(np.int64)
    cosines = model.cosines(rows, others)
    told: dict[tuple[int, float], Colikes] = {}
    worth = np.zeros(len(tried))
    for place, one in enumerate(tried):
        settings = one.rank, one.support
        if settings not in told:
            told[settings] = colikes(known, model.traits, *settings)
        relevance = model.relevance(rows, cosines, weights, one.ranking, told[settings], others)
        lists = others[best(relevance, random)]
        worth[place] = sum(share * precisions(lists, truth).mean() for share, truth in truths)
    return worth


def _marked(truth: Truth, others: Rows) -> Floats:
    """1 where one of ``others`` (ascending) is a true neighbour."""
    marks = np.zeros((len(truth.asked), len(others)), np.float32)
    np.put_along_axis(marks, np.searchsorted(others, truth.neighbours), 1, axis=1)
    return marks
