"""The conditions of a description of films: small frozen values.

Whoever asks may show each one, drop it or widen it; `recommender.search` finds the films.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from recommender.catalogue import Movie
    from recommender.people import Role

#: A mean of fewer votes than this does not make a film well rated.
ENOUGH_VOTES = 50


@dataclass(frozen=True, slots=True)
class Genre:
    """Films of a genre, by the dump's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Years:
    """Films from one year to another; either end may be open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class With:
    """Films with any of these people, by their tags, in any role or in one."""

    name: str
    people: tuple[int, ...]
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """Films that were made in a country, by its ISO 3166-1 code."""

    code: str


@dataclass(frozen=True, slots=True)
class Language:
    """Films whose original language it is, by its ISO 639-1 code."""

    code: str


@dataclass(frozen=True, slots=True)
class Length:
    """Films that last from ``least`` to ``most`` minutes; either end may be open."""

    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Rated:
    """Films of a mean vote of at least this (0 to 10), with `ENOUGH_VOTES` votes."""

    least: float


@dataclass(frozen=True, slots=True)
class Saga:
    """Films of a collection, by its tag."""

    name: str
    tag: int


@dataclass(frozen=True, slots=True)
class By:
    """Films of any of these companies, by their tags."""

    name: str
    companies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Films whose texts have a word, or any of its meanings in English.

    Of several such words a film needs at least half; the more it has, the nearer it is.
    """

    word: str
    meanings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """Films near another one; the nearer, the better."""

    movie: Movie


@dataclass(frozen=True, slots=True)
class Not:
    """Films for which another condition does not hold."""

    condition: Condition


#: What films may be put in order by.
Measure = Literal["revenue", "budget", "return", "length", "date", "rating", "votes", "popularity"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Films in the order of a measure, those without a known one last.

    Attributes:
        measure: what they are ordered by; a rating of fewer than `ENOUGH_VOTES` is unknown.
        least: whether the smallest come first.
        most: how many of them, or all.
    """

    measure: Measure
    least: bool = False
    most: int | None = None


Condition = (
    Genre
    | Years
    | With
    | Country
    | Language
    | Length
    | Rated
    | Saga
    | By
    | About
    | Like
    | Not
    | Ordered
)
