"""Suggestions that lean towards what somebody likes.

A person is known by films: the ones they like, do not like, have seen. Nothing is learnt and
nothing is fitted, so every lean can be told in a sentence: "because you liked …".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recommender.catalogue import Movie
from recommender.similarity import Suggestion

if TYPE_CHECKING:
    from recommender.recommender import Recommender

#: How many suggestions are looked at for the ones that lean the right way.
_POOL = 25
#: Of everything that somebody likes the latest films count; tastes change.
_LIKES = 8
#: How many of their films make up what is suggested out of the blue.
_SEEDS = 15
#: How much nearness to a liked film counts beside nearness to the film that was asked about.
LEAN = 0.5
#: From this share of a suggestion's own score on, nearness to a liked film is worth telling.
_TOLD = 0.5


@dataclass(frozen=True, slots=True)
class Taste:
    """What is known of somebody, as ids of films, the latest first.

    Attributes:
        likes: films that they like.
        dislikes: films that they do not like; suggestions keep away from what is near them.
        seen: films that they have seen, which are not suggested.
        wanted: films that they mean to see.
    """

    likes: tuple[int, ...] = ()
    dislikes: tuple[int, ...] = ()
    seen: tuple[int, ...] = ()
    wanted: tuple[int, ...] = ()

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
    likes = _known(recommender, (liked for liked in taste.likes if liked != movie))[:_LIKES]

    def page_from(first: int) -> list[Suggestion]:
        return recommender.similar(
            movie, n, skip=first, exclude=taste.unwanted, dislikes=taste.dislikes
        )

    if not likes or skip + n > _POOL:
        return [Leaning(suggestion) for suggestion in page_from(skip)]
    pool: list[tuple[float, Leaning]] = []
    start = 1.0
    for first in range(0, _POOL, n):
        page = page_from(first)
        if not page:
            break
        # A later page never starts ahead of an earlier one: without nearness nothing moves.
        start = min(start, sum(suggestion.score for suggestion in page) / len(page))
        leanings = (_leaning(recommender, suggestion, likes) for suggestion in page)
        pool += [(start + LEAN * leaning.nearness, leaning) for leaning in leanings]
    pool.sort(key=lambda each: -each[0])
    return _best_first(leaning for _, leaning in pool[skip : skip + n])


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
    seeds = _known(recommender, dict.fromkeys((*taste.likes, *taste.wanted)))[:_SEEDS]
    if not seeds:
        return []
    suggestions = recommender.similar(
        seeds,
        n,
        skip=skip,
        exclude=taste.unwanted | set(taste.wanted),
        dislikes=taste.dislikes,
    )
    return [_leaning(recommender, suggestion, seeds, told=0.0) for suggestion in suggestions]


def _leaning(
    recommender: Recommender, suggestion: Suggestion, likes: Sequence[int], told: float = _TOLD
) -> Leaning:
    near = {liked: recommender.similarity(liked, suggestion.movie.id) for liked in likes}
    liked = max(near, key=lambda movie: near[movie])
    worth_telling = near[liked] > told * suggestion.score
    because = recommender.movie(liked) if worth_telling else None
    return Leaning(suggestion, because, near[liked])


def _best_first(leanings: Iterable[Leaning]) -> list[Leaning]:
    return sorted(leanings, key=lambda each: -each.suggestion.movie.weighted_rating)


def _known(recommender: Recommender, movies: Iterable[int]) -> list[int]:
    return [movie for movie in movies if recommender.movie(movie) is not None]
