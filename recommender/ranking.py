"""How films are ordered: weighted rating, what else than likeness ranks them, variety, company.

Pure functions of numbers; who owns them is `recommender.similarity`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: A film needs as many votes as the best-known tenth of the films to be judged by them alone.
PRIOR_COUNT_QUANTILE = 0.9

#: Films are compared in renown with the best-known twentieth of those within so many years.
_RENOWN_QUANTILE = 0.95
_RENOWN_YEARS = 5

#: The rating about which `Ranking` was fitted: that of a film which many like.
RATING_CENTRE = 6.8

#: The most that likeness decides more for a film that hardly anybody knows.
MOST_SAY = 2.0

#: Fewer votes make a film obscure.
FEW_VOTES = 10

#: How many films of one saga a list holds, unless the saga is what was asked for.
MOST_OF_A_SAGA = 2


def weighted_rating(
    mean: NDArray[np.floating], count: NDArray[np.integer], prior_mean: float, prior_count: float
) -> NDArray[np.float32]:
    """The Bayesian mean by which IMDb orders its Top 250.

    ``WR = v / (v + m) * R + m / (v + m) * C``: a film with few votes (``v``) stands near the mean
    of all films (``C``), one with many near its own (``R``).

    Args:
        mean: mean votes, 0 to 10, shape ``(films,)``; NaN where nobody voted.
        count: how many votes, shape ``(films,)``.
        prior_mean: ``C``, the mean over all films (see `rating_prior`).
        prior_count: ``m``, the votes at which a film's own mean weighs as much as ``C``.

    Returns:
        float32 of shape ``(films,)``, 0 to 10, never NaN.
    """
    votes = np.where(np.isnan(mean), 0, count).astype(np.float64)
    own = np.nan_to_num(np.asarray(mean, np.float64))
    total = votes + prior_count
    shared = np.divide(votes * own + prior_count * prior_mean, total, where=total > 0, out=own)
    return shared.astype(np.float32)


def rating_prior(mean: NDArray[np.floating], count: NDArray[np.integer]) -> tuple[float, float]:
    """The ``(prior_mean, prior_count)`` of a catalogue, for `weighted_rating`.

    The mean of the films' means, over those that have votes, and the votes that only the
    best-known tenth of all films exceed.
    """
    voted = (np.asarray(count) > 0) & ~np.isnan(mean)
    if not voted.any():
        return 0.0, 1.0
    prior_mean = float(np.mean(np.asarray(mean, np.float64)[voted]))
    return prior_mean, max(1.0, float(np.quantile(count, PRIOR_COUNT_QUANTILE)))


def renown(vote_count: NDArray[np.integer], year: NDArray[np.floating]) -> Floats:
    """How well known each film is for its time, on a logarithmic scale; 0 is well known.

    Newer films have more votes because those who vote on the web are young. So a film's votes
    are compared with the best-known twentieth of the films made within five years of it.

    Args:
        vote_count: shape ``(films,)``.
        year: shape ``(films,)``, NaN where unknown (then compared with all films).
    """
    votes = np.log1p(vote_count.astype(np.float64))
    if not len(votes):
        return votes.astype(np.float32)
    usual = np.full(len(votes), np.quantile(votes, _RENOWN_QUANTILE))
    known = np.flatnonzero(~np.isnan(year))
    order = known[np.argsort(year[known], kind="stable")]
    years = year[order]
    for one in np.unique(years):
        first, last = np.searchsorted(years, [one - _RENOWN_YEARS, one + _RENOWN_YEARS + 1])
        same = order[slice(*np.searchsorted(years, [one, one + 1]))]
        usual[same] = np.quantile(votes[order[first:last]], _RENOWN_QUANTILE)
    known_for: Floats = (votes - usual).astype(np.float32)
    return known_for


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks the films that are like one, by more than how like it they are.

    ``relevance = base * exp((renown_term + rating_term) / (exponent * say))``, where ``base`` is
    the similarity and the nearness in time divided by ``say``, and the terms favour films that are
    known for their time and about as well rated as the one asked about, the more so the better
    known and rated that one is. As far as people have rated the film asked about (``evidence``),
    what they say stands in for these terms (``favour``). ``say`` is 1 for a well-known film and
    grows towards lesser-known ones, whose friends look for what is like them and not for what
    everybody saw that year. As everything is multiplied, nothing helps a film that has nothing in
    common. Every number is fitted (see `recommender.evaluate.fitting`).

    Attributes:
        exponent: how much likeness counts beside the terms.
        same_years: weight of nearness in time at a scale of 3 years.
        same_period: the same at a scale of 8 years.
        renown: weight of a film's renown.
        renown_match: how much that weight grows with the renown of the film asked about.
        rating: weight of a film's rating.
        rating_match: how much that weight grows with the rating of the film asked about.
        rating_spread: how fast a rating beyond the expected one stops helping.
        other_genre: factor for a film that shares no genre, where both films have genres.
        least_renown: films asked about are taken to be at least so well known; the fit says
            nothing of lesser ones.
        least_rating: the same for their rating.
        usual_renown: from this renown on a film is well known here.
        lesser_known: how much ``say`` grows with each unit of renown less.
        likes: weight of the same people watching and liking both films.
        fame: weight of both being liked by many.
    """

    exponent: float
    same_years: float
    same_period: float
    renown: float
    renown_match: float
    rating: float
    rating_match: float
    rating_spread: float
    other_genre: float
    least_renown: float
    least_rating: float
    usual_renown: float
    lesser_known: float
    likes: float
    fame: float

    def relevance(
        self,
        similarity: Floats,
        years_apart: NDArray[np.floating],
        asked: tuple[Floats, Floats],
        candidate: tuple[Floats, Floats],
        shares_genre: NDArray[np.bool_],
        favour: Floats | float = 0.0,
        evidence: Floats | float = 0.0,
    ) -> Floats:
        """Relevance of candidates, at least 0; arguments are broadcast together.

        Args:
            similarity: 0 to 1; where it is 0, so is the relevance.
            years_apart: NaN where a year is unknown.
            asked: renown and rating of the film asked about.
            candidate: renown and rating of the candidates.
            shares_genre: or whether one of the films has no genre.
            favour: what people's ratings say for the candidates, as log-odds, see
                `recommender.similarity_data.Colikes.favour`.
            evidence: how much people have told of the film asked about, 0 to 1.
        """
        boost = self.boost(asked, candidate, evidence) * np.exp(favour)
        boost = boost * np.where(shares_genre, np.float32(1), np.float32(self.other_genre))
        near = similarity + self.same_time(years_apart) / self.say(asked[0])
        found: Floats = np.where(similarity > 0, near * boost, np.float32(0))
        return found

    def say(self, known_for: Floats) -> Floats:
        """How much more likeness decides for films of this renown, 1 to `MOST_SAY`."""
        lesser = np.float32(self.lesser_known) * (np.float32(self.usual_renown) - known_for)
        found: Floats = 1 + np.clip(lesser, 0, np.float32(MOST_SAY - 1))
        return found

    def same_time(self, years_apart: NDArray[np.floating]) -> Floats:
        """What nearness in time adds to similarity; NaN where a year is unknown."""
        near: Floats = self.same_years * nearness(years_apart, 3)
        near += self.same_period * nearness(years_apart, 8)
        return near

    def evened(self, relevance: Floats, evidence: Floats) -> Floats:
        """Relevance on the scale that it has where people have told nothing.

        There, the odds that a film suits are its ``exponent``-th power, where people have told
        all, they are relevance itself; the order is the same.

        Args:
            relevance: shape ``(asked, candidates)``.
            evidence: see `relevance`, shape ``(asked,)``.
        """
        power = 1 / (1 + (np.float32(self.exponent) - 1) * evidence)
        found: Floats = np.power(relevance, power[:, None].astype(np.float32))
        return found

    def usual_boost(self, renown_: Floats, rating: Floats) -> Floats:
        """What candidates' renown and rating are worth to a well-known film that many like.

        A first guess of which candidates deserve an exact look, whatever film is asked about.
        """
        usual = np.zeros(1, np.float32), np.full(1, RATING_CENTRE, np.float32)
        return self.boost(usual, (renown_, rating))

    def boost(
        self,
        asked: tuple[Floats, Floats],
        candidate: tuple[Floats, Floats],
        evidence: Floats | float = 0.0,
    ) -> Floats:
        """What renown and rating multiply relevance by, above 0; arguments are broadcast."""
        rating = candidate[1] - RATING_CENTRE
        what = np.array([candidate[0], rating, -rating * rating])
        # One pass over all pairs; and not by BLAS, which would wake its threads for so little.
        factors = np.array(self._factors(asked, evidence))
        log: Floats = np.einsum("k...,k...->...", factors, what)
        multiplied: Floats = np.exp(log, out=log)
        return multiplied

    def _factors(
        self, asked: tuple[Floats, Floats], evidence: Floats | float
    ) -> tuple[Floats, Floats, Floats]:
        """What renown, rating and its spread count for those who ask."""
        known_for = np.maximum(asked[0], np.float32(self.least_renown))
        liked = np.maximum(asked[1], np.float32(self.least_rating)) - np.float32(RATING_CENTRE)
        share = np.float32(1 / self.exponent) / self.say(asked[0]) * (1 - evidence)
        of_renown: Floats = np.float32(self.renown) + np.float32(self.renown_match) * known_for
        of_rating: Floats = np.float32(self.rating) + np.float32(self.rating_match) * liked
        return share * of_renown, share * of_rating, share * np.float32(self.rating_spread)


def nearness(years_apart: NDArray[np.floating], scale: float) -> Floats:
    """1 for films of one year, falling as a Gaussian of ``scale`` years; 0 where unknown."""
    # Of a number and NaN, fmax gives the number.
    near: Floats = np.fmax(np.exp(-0.5 * (years_apart / scale) ** 2), 0).astype(np.float32)
    return near


def varied(relevance: Floats, similarity: Floats, variety: float) -> NDArray[np.intp]:
    """An order of candidates in which each is relevant and unlike those before it.

    Maximal marginal relevance (Carbonell and Goldstein, 1998), for many lists at once.

    Args:
        relevance: best first and at least 0, shape ``(lists, candidates)``.
        similarity: among the candidates of a list, ``(lists, candidates, candidates)``.
        variety: 0 (by relevance alone) to 1 (by difference alone).

    Returns:
        the candidates of each list in their new order, shape ``(lists, candidates)``.
    """
    lists, candidates = relevance.shape
    every = np.arange(lists)
    top = relevance.max(axis=1, keepdims=True, initial=0)
    gain = (1 - variety) * np.divide(relevance, top, where=top > 0, out=np.zeros_like(relevance))
    likest = np.zeros_like(gain)
    taken = np.zeros(gain.shape, bool)
    order = np.empty(gain.shape, np.intp)
    for place in range(candidates):
        best = np.where(taken, -np.inf, gain - variety * likest).argmax(axis=1)
        order[:, place] = best
        taken[every, best] = True
        likest = np.maximum(likest, similarity[every, best])
    return order


def known_first(similarity: Floats, known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """An order in which no obscure candidate comes before a known one that is as near.

    Args:
        similarity: of candidates in the order so far, shape ``(lists, candidates)``.
        known: whether a candidate has `FEW_VOTES` votes, in the same shape.

    Returns:
        the candidates of each list in their new order, shape ``(lists, candidates)``; but for what
        obscure ones wait for, it is the old one.
    """
    place = np.arange(similarity.shape[1], dtype=np.float32)
    lists, obscure = np.nonzero(~known)
    as_near = known[lists] & (similarity[lists] >= similarity[lists, obscure, None])
    last = np.where(as_near, place + np.float32(0.5), np.float32(0)).max(axis=1, initial=0)
    places = np.tile(place, (len(similarity), 1))
    places[lists, obscure] = np.maximum(place[obscure], last)
    return np.argsort(places, axis=1, kind="stable")


def paged(
    candidates: Sequence[int],
    size: int,
    sagas: Mapping[int, Hashable],
    skip: int = 0,
    lists: int = 1,
) -> list[int]:
    """The candidates of ``lists`` of the `pages`, those from place ``skip`` on.

    A list that is short, as nothing is left but more of a saga, takes as many places as any other.
    """
    end = skip + lists * size
    places: list[int | None] = []
    for shown in pages(candidates, size, sagas, MOST_OF_A_SAGA):
        places += [*shown, *[None] * (size - len(shown))]
        if len(places) >= end:
            break
    return [candidate for candidate in places[skip:end] if candidate is not None]


def pages(
    candidates: Sequence[int], size: int, sagas: Mapping[int, Hashable], most: int
) -> Iterator[list[int]]:
    """Candidates in lists of ``size``, with at most ``most`` of one saga in each.

    One too many in a list waits for the next. Candidates whose saga is not in ``sagas`` have none.
    """
    waiting = list(candidates)
    while waiting:
        shown: list[int] = []
        later: list[int] = []
        count: dict[Hashable, int] = {}
        for place, candidate in enumerate(waiting):
            if len(shown) == size:
                later.extend(waiting[place:])
                break
            saga = sagas.get(candidate)
            if saga is not None and count.get(saga, 0) >= most:
                later.append(candidate)
                continue
            if saga is not None:
                count[saga] = count.get(saga, 0) + 1
            shown.append(candidate)
        yield shown
        waiting = later


#: Of what a list for several films is worth, the part that the least happy of them decides.
LEAST_HAPPY = 0.5


def agreement(relevance: Floats) -> Floats:
    """How well each candidate suits several films at once, 0 to 1.

    Each film's relevances are made comparable (the best candidate of each is worth 1), then
    averaged, with a floor: half of the result is what the least happy film would say.

    Args:
        relevance: at least 0, shape ``(films, candidates)``.
    """
    top = relevance.max(axis=1, keepdims=True, initial=0)
    own = np.divide(relevance, top, where=top > 0, out=np.zeros_like(relevance))
    suits: Floats = (1 - LEAST_HAPPY) * own.mean(axis=0) + LEAST_HAPPY * own.min(axis=0)
    return suits
