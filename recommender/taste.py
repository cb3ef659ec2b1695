"""Suggestions that lean towards what somebody likes.

A person is known by films: the ones they like, do not like, have seen. Nothing is learnt and
nothing is fitted, so every lean can be told in a sentence: "because you liked …".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Movie
from recommender.ranking import paged
from recommender.similarity import Suggestion, best_rated_first

if TYPE_CHECKING:
    from recommender.recommender import Recommender

#: How many suggestions are looked at for the ones that lean the right way.
_POOL = 25
#: Of everything that somebody likes, or does not like, the latest films count; tastes change.
_LATEST = 8
#: How much nearness to a liked film counts beside nearness to the film that was asked about.
LEAN = 0.5
#: From this share of a suggestion's own score on, nearness to a liked film is worth telling.
_TOLD = 0.5

#: Films that stand for each person of a group, and for all of them, at most.
_EACH, _ALL = 5, 60
#: How many films near all of theirs, and near those of each, a group chooses from.
_TOGETHER, _ALONE = 20, 10
#: How much the nearest film suits somebody, where one that they proposed suits them 1; and how
#: much it does when one that they proposed is to be had.
_NEAREST, _SECOND_BEST = 0.9, 0.55
#: From here on somebody has a film on the list that they came for, and from here on they like one.
_SERVES, _PLEASES = 0.6, 0.5
#: How much a film's rating counts beside whom it suits.
_QUALITY = 0.2
#: Among how many of the best films of all the choice falls where nothing is known.
_BEST = 60


@dataclass(frozen=True, slots=True)
class Taste:
    """What is known of somebody, as ids of films, the latest first.

    Attributes:
        likes: films that they like.
        dislikes: films that they do not like; suggestions keep away from what is near them.
        seen: films that they have seen, which are not suggested.
        wanted: films that they mean to see.
        among: the films that may be suggested, by row of the catalogue; None for all.
    """

    likes: tuple[int, ...] = ()
    dislikes: tuple[int, ...] = ()
    seen: tuple[int, ...] = ()
    wanted: tuple[int, ...] = ()
    among: NDArray[np.bool_] | None = field(default=None, compare=False)

    @property
    def unwanted(self) -> frozenset[int]:
        """Films that are not suggested."""
        return frozenset((*self.seen, *self.dislikes))


@dataclass(frozen=True, slots=True)
class Leaning:
    """A suggestion, with the liked film that speaks for it, if one does.

    Attributes:
        suggestion: the film and its score.
        because: the liked film that it is nearest to, where that is worth telling.
        nearness: how near it is to that film, 0 to 1.
    """

    suggestion: Suggestion
    because: Movie | None = None
    nearness: float = 0.0


def similar_for(
    recommender: Recommender, movie: int, taste: Taste, n: int = 5, *, skip: int = 0
) -> list[Leaning]:
    """The ``n`` films nearest to one, for somebody of this taste.

    Without likes these are the nearest films that are not unwanted. With likes, each of the
    nearest `_POOL` films starts from the mean score of the ``n`` that it would be shown with, and
    gains `LEAN` times its nearness to the liked film that it is nearest to.

    Args:
        recommender: the open catalogue.
        movie: id of the film that was asked about.
        taste: of whoever asks.
        n: how many films to suggest.
        skip: how many were shown before.

    Returns:
        At most ``n`` leanings, ordered by weighted rating.

    Raises:
        UnknownMovie: the catalogue does not have the film.
    """
    likes = _known(recommender, (liked for liked in taste.likes if liked != movie))[:_LATEST]
    unwanted, dislikes = taste.unwanted, taste.dislikes[:_LATEST]
    if not likes or skip + n > _POOL:
        page = recommender.similar(
            movie, n, skip=skip, exclude=unwanted, dislikes=dislikes, among=taste.among
        )
        return [Leaning(suggestion) for suggestion in page]
    pool = recommender.nearest(
        movie, n, lists=_POOL // n, exclude=unwanted, dislikes=dislikes, among=taste.among
    )
    if not pool:
        return []
    scores = recommender.similarities([movie], pool)[0]
    lists = np.arange(len(pool)) // n
    # A later list never starts ahead of an earlier one: without nearness nothing moves.
    means = np.bincount(lists, scores) / np.bincount(lists)
    start = np.minimum.accumulate(np.minimum(means, 1.0))[lists]
    near = recommender.similarities(likes, pool)
    order = np.argsort(-(start + LEAN * near.max(axis=0)), kind="stable").tolist()
    sagas = {
        place: film.collection
        for place, film in enumerate(map(recommender.movie, pool))
        if film is not None and film.collection
    }
    shown = [pool[place] for place in paged(order, n, sagas, skip)]
    chosen = best_rated_first(recommender.explained(movie, shown))
    places = [pool.index(suggestion.movie.id) for suggestion in chosen]
    return _leanings(recommender, chosen, likes, near[:, places])


def for_somebody(
    recommender: Recommender, taste: Taste, n: int = 5, *, skip: int = 0
) -> list[Leaning]:
    """The ``n`` films that suit somebody best, out of all that is known of them.

    They are near the films that they like and, behind those, the ones that they mean to see.

    Args:
        recommender: the open catalogue.
        taste: of whoever asks.
        n: how many films to suggest.
        skip: how many were shown before.

    Returns:
        At most ``n`` leanings, ordered by weighted rating; none when nothing is known of them.
    """
    seeds = _known(recommender, dict.fromkeys((*taste.likes, *taste.wanted)))[:_LATEST]
    if not seeds:
        return []
    suggestions = recommender.similar(
        seeds,
        n,
        skip=skip,
        exclude=taste.unwanted | set(taste.wanted),
        dislikes=taste.dislikes[:_LATEST],
        among=taste.among,
    )
    near = recommender.similarities(seeds, [suggestion.movie.id for suggestion in suggestions])
    return _leanings(recommender, suggestions, seeds, near, told=0.0)


def _leanings(
    recommender: Recommender,
    suggestions: Sequence[Suggestion],
    likes: Sequence[int],
    near: NDArray[np.float32],
    told: float = _TOLD,
) -> list[Leaning]:
    """Suggestions with the liked film that each is nearest to; ``near`` is likes by suggestions."""
    leanings = []
    for suggestion, each in zip(suggestions, near.T, strict=True):
        nearness = float(each.max())
        worth_telling = nearness > told * suggestion.score
        because = recommender.movie(likes[int(each.argmax())]) if worth_telling else None
        leanings.append(Leaning(suggestion, because, nearness))
    return leanings


def _known(recommender: Recommender, movies: Iterable[int]) -> list[int]:
    ids = list(movies)
    rows = recommender.catalogue.rows(ids).tolist()
    return [movie for movie, row in zip(ids, rows, strict=True) if row >= 0]


@dataclass(frozen=True, slots=True)
class Shared:
    """A film for several people.

    Attributes:
        movie: the film.
        pleases: whom it pleases, by the keys of the tastes.
        proposers: who proposed it.
    """

    movie: Movie
    pleases: tuple[int, ...]
    proposers: tuple[int, ...] = ()


def for_group(
    recommender: Recommender,
    tastes: Mapping[int, Taste],
    proposals: Sequence[tuple[int, int]] = (),
    vetoed: Iterable[int] = (),
    n: int = 5,
    *,
    seed: str = "",
) -> list[Shared]:
    """The ``n`` films that suit several people together, nobody drowned out.

    How much a film suits somebody is 1 for one that they proposed, and otherwise its nearness to
    the nearest of their films, on a scale of their own. Films are chosen one by one: each time the
    one that suits them most taken together, where everybody counts the less the more the films
    chosen before suit them (Thiele's proportional approval voting, step by step, 1895). As long as
    somebody has none of what they came for, their proposals or else films near theirs, the next
    one has to be for such a person.

    Args:
        recommender: the open catalogue.
        tastes: of everybody, by any number that stands for the person.
        proposals: film and person; who proposes a film means it even if they have seen it.
        vetoed: films that somebody does not want.
        n: how many films.
        seed: decides among the best films of all where nothing is known of anybody.

    Returns:
        ``n`` films in the order in which they were chosen; fewer only from a tiny catalogue.
    """
    proposed = [pair for pair in proposals if recommender.movie(pair[0]) is not None]
    out = frozenset(vetoed) | {
        movie
        for person, taste in tastes.items()
        for movie in taste.unwanted
        if (movie, person) not in proposed
    }
    each = max(1, min(_EACH, _ALL // max(len(tastes), 1)))
    seeds = {}
    for person, taste in tastes.items():
        own = [movie for movie, proposer in proposed if proposer == person]
        films = dict.fromkeys((*own, *taste.likes, *taste.wanted))
        seeds[person] = _known(recommender, films)[:each]
    disliked = {movie for taste in tastes.values() for movie in taste.dislikes[:each]}
    pool = _pool(recommender, seeds, proposed, disliked, out)
    suits = {
        person: _suits(recommender, own, pool, [film for film, who in proposed if who == person])
        for person, own in seeds.items()
        if own
    }
    chosen = _step_by_step(pool, suits, {movie for movie, _ in proposed}, n)
    rest = _best_of_all(recommender, out | {movie.id for movie in chosen}, n - len(chosen), seed)
    return [
        Shared(
            movie,
            pleases=tuple(who for who, suit in suits.items() if suit.get(movie.id, 0) >= _PLEASES),
            proposers=tuple(who for film, who in proposed if film == movie.id),
        )
        for movie in (*chosen, *rest)
    ]


def _pool(
    recommender: Recommender,
    seeds: Mapping[int, Sequence[int]],
    proposed: Sequence[tuple[int, int]],
    disliked: Iterable[int],
    out: frozenset[int],
) -> dict[int, Movie]:
    """The films that a group may choose from: what is proposed, and what is near their films."""
    disliked = frozenset(disliked)
    together = list(dict.fromkeys(movie for own in seeds.values() for movie in own))
    found = [movie for movie, _ in proposed]
    for films, most in [(together, _TOGETHER), *((own, _ALONE) for own in seeds.values())]:
        if films:
            found += recommender.nearest(films, most, exclude=out, dislikes=disliked)
    movies = (recommender.movie(movie) for movie in dict.fromkeys(found) if movie not in out)
    return {movie.id: movie for movie in movies if movie is not None}


def _suits(
    recommender: Recommender,
    own: Sequence[int],
    pool: Mapping[int, Movie],
    proposed: Sequence[int],
) -> dict[int, float]:
    """How much each film suits somebody, 0 to 1."""
    movies = list(pool)
    if not movies:
        return {}
    nearness = recommender.similarities(own, movies)
    # A film is not near itself.
    nearness[np.equal.outer(own, movies)] = 0
    near = dict(zip(movies, nearness.max(axis=0).tolist(), strict=True))
    nearest = max((value for movie, value in near.items() if movie not in own), default=0)
    best = _SECOND_BEST if any(movie in pool for movie in proposed) else _NEAREST
    # Whoever is known by films that nothing resembles is pleased by what they propose.
    scale = best / nearest if nearest > 0 else 0.0
    return {
        movie: 1.0 if movie in proposed else min(value * scale, best)
        for movie, value in near.items()
    }


def _step_by_step(
    pool: Mapping[int, Movie], suits: Mapping[int, Mapping[int, float]], proposed: Set[int], n: int
) -> list[Movie]:
    chosen: list[Movie] = []
    had = dict.fromkeys(suits, 0.0)
    sagas: set[str | None] = set()
    while suits and len(chosen) < n:
        left = [
            movie
            for movie in pool.values()
            if movie not in chosen and (movie.id in proposed or movie.collection not in sagas)
        ]
        if not left:
            break
        waiting = [
            suit for suit in suits.values() if all(suit[film.id] < _SERVES for film in chosen)
        ]
        serving = [film for film in left if any(suit[film.id] >= _SERVES for suit in waiting)]

        def gain(movie: Movie) -> float:
            shared = sum(suit[movie.id] / (1 + had[who]) for who, suit in suits.items())
            return shared + _QUALITY * len(suits) * movie.weighted_rating / 10

        best = max(serving or left, key=lambda movie: (gain(movie), -movie.id))
        chosen.append(best)
        sagas |= {best.collection} - {None}
        for who, suit in suits.items():
            had[who] += suit[best.id]
    return chosen


def _best_of_all(recommender: Recommender, out: Set[int], n: int, seed: str) -> list[Movie]:
    """Some of the best rated films, others for another seed."""
    catalogue = recommender.catalogue
    best = np.argsort(-catalogue.weighted_rating, kind="stable")[: _BEST + len(out)]
    movies = [catalogue.movie(row) for row in best.tolist() if int(catalogue.ids[row]) not in out]
    return Random(seed).sample(movies[:_BEST], min(n, len(movies[:_BEST])))  # noqa: S311
