"""A description as a button carries it: a letter and a value for each condition, ``ga y1990-1999``.

A button holds 64 bytes, so words are no way to say it; tags stay the same from one version of the
catalogue to the next, so that an old button still means the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.assistant.understanding.description import about_of, family_of, like, with_
from bot.assistant.understanding.tokens import GENRES
from recommender import Recommender
from recommender.conditions import (
    MEASURES,
    About,
    By,
    Condition,
    Country,
    Genre,
    Language,
    Length,
    Like,
    Not,
    Ordered,
    Rated,
    Saga,
    With,
    Years,
)
from recommender.people import Role

#: What the text of an intent begins with that is in shorthand.
SHORTHAND = "~"

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ROLES: dict[str, Role | None] = {"p": None, "q": "cast", "d": "director", "w": "writer"}
_SPACE = "_"


class UnknownShorthand(ValueError):  # noqa: N818  (it is no defect: an old button, or a forged one)
    """It says nothing, or speaks of somebody whom this version does not know."""


def written(conditions: Iterable[Condition]) -> str:
    """Conditions in shorthand; `read` understands it."""
    return " ".join(map(_part, conditions))


def read(shorthand: str, recommender: Recommender) -> tuple[Condition, ...]:
    """The conditions of a shorthand.

    Raises:
        UnknownShorthand: a part of it says nothing to this version of the catalogue.
    """
    try:
        return tuple(_condition(part, recommender) for part in shorthand.split())
    except (ValueError, IndexError, LookupError) as error:
        raise UnknownShorthand(shorthand) from error


def _part(condition: Condition) -> str:
    match condition:
        case Years(first, last):
            return f"y{first or ''}-{last or ''}"
        case Length(least, most):
            return f"t{least or ''}-{most or ''}"
        case Rated(least):
            return f"r{least:g}"
        case About(word, _):
            return f"a{word.replace(' ', _SPACE)}"
        case Like(movie):
            return f"n{movie.id}"
        case Not(other):
            return f"!{_part(other)}"
        case Ordered(measure, least, most):
            return f"o{_DIGITS[MEASURES.index(measure)]}{'-' if least else '+'}{most or ''}"
        case _:
            return _named(condition)


def _named(condition: Genre | Country | Language | With | Saga | By) -> str:
    match condition:
        case Genre(name):
            return f"g{_DIGITS[GENRES.index(name)]}"
        case Country(code):
            return f"c{code}"
        case Language(code):
            return f"l{code}"
        case With(_, people, role):
            letter = next(letter for letter, each in _ROLES.items() if each == role)
            return letter + _36(people[0])
        case Saga(_, tag):
            return f"s{_36(tag)}"
        case By(_, companies):
            return f"b{_36(companies[0])}"


def _condition(part: str, recommender: Recommender) -> Condition:
    kind, value = part[0], part[1:]
    if kind == "!":
        return Not(_condition(value, recommender))
    if kind == "g":
        return Genre(GENRES[_DIGITS.index(value)])
    if kind in "yt":
        first, last = (int(number) if number else None for number in value.split("-"))
        return Years(first, last) if kind == "y" else Length(first, last)
    if kind == "r":
        return Rated(float(value))
    if kind in "cl" and value.isalpha():
        return Country(value) if kind == "c" else Language(value)
    if kind == "a" and value:
        return about_of(value.replace(_SPACE, " "))
    if kind == "o":
        least, most = {"-": True, "+": False}[value[1]], value[2:]
        return Ordered(MEASURES[_DIGITS.index(value[0])], least, int(most) if most else None)
    if kind == "n":
        return like(int(value), recommender)
    return _by_tag(kind, int(value, 36), recommender)


def _by_tag(kind: str, tag: int, recommender: Recommender) -> Condition:
    if kind == "s":
        return Saga(recommender.collections.name(_known(recommender.collections.by_tag(tag))), tag)
    if kind == "b":
        return family_of(_known(recommender.companies.by_tag(tag)), recommender)
    person = recommender.people.by_tag(tag)
    if person is None:
        raise LookupError(kind)
    return with_(person, _ROLES[kind], recommender)


def _known(number: int | None) -> int:
    if number is None:
        raise LookupError
    return number


def _36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
