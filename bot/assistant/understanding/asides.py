"""What people add to a question: why they ask it, and which film of a title they mean.

"Algo como La cosa, la de Carpenter, que me encanta" asks for films like The Thing (1982).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from recommender import Movie, Recommender
from recommender.name_index import ASK
from recommender.normal_forms import fold

#: A reason stands behind a comma, at the end: what films should be like begins otherwise.
_REASON = re.compile(
    r", ?(?:es que|porque|pq|xq|ya que|because|cause|cuz|since i)\b.+$"
    r"|, ?que (?:me|nos|hoy|ya|estoy|estamos|tengo|tenemos|soy|somos"
    r"|(?:la|lo|las|los) (?:ponen|echan|dan|pasan|vi|vimos|he|hemos|tengo)) .+$",
    re.IGNORECASE,
)
#: So many words before it ask something by themselves.
_LEAST = 2

_WHICH = re.compile(
    r"(?P<rest>.+?),? (?:la|el|esa|la (?:peli|pel[ií]cula|versi[oó]n|original)|el original|the one"
    r"|the (?:film|movie|version|original)) (?:del?|con|by|with|from|of)(?: año)? (?P<whose>[^,]+)",
    re.IGNORECASE,
)
_MOST_NAME_WORDS = 4
#: Films of one title, at most.
_NAMESAKES = 8
_BEFORE_SOMEBODY = frozenset("de del con por by with of from la el the peli pelicula".split())
#: As much (of 100) names and titles with a slip are alike.
_ALIKE = 80.0


def without_reason(text: str) -> str:
    """A text without the reason at its end, if something is asked before it."""
    found = _REASON.search(text)
    if found is None or text.count(" ", 0, found.start()) < _LEAST - 1:
        return text
    return text[: found.start()].rstrip()


@dataclass(frozen=True, slots=True)
class Which:
    """A question, and whose film it is about.

    Attributes:
        rest: the text without what tells the film from others of its title.
        whose: folded words of somebody's name, or a year.
    """

    rest: str
    whose: frozenset[str]

    def film(self, title: str, recommender: Recommender) -> Movie | None:
        """The film of a title that is of this year, or that somebody of this name is in or made."""
        for match in recommender.resolve(title, limit=_NAMESAKES, guess=False):
            if match.score >= ASK and self._is(match.movie):
                return match.movie
        return None

    def _is(self, movie: Movie) -> bool:
        return self.whose == {str(movie.year)} or _has(movie, self.whose)


def which(text: str) -> Which | None:
    """What a text asks, and whose film it means ("…, la de 1982", "… the one with Tom Hanks").

    Returns:
        None of a text that has no such end.
    """
    found = _WHICH.fullmatch(text.rstrip("?!. "))
    if found is None:
        return None
    whose = fold(found["whose"]).split()
    return Which(found["rest"], frozenset(whose)) if len(whose) <= _MOST_NAME_WORDS else None


def film_with_somebody(text: str, recommender: Recommender, *, guess: bool) -> Movie | None:
    """The film of a text that is its title and somebody of it: "La naranja mecánica de Kubrick".

    Args:
        text: what was written.
        recommender: the open catalogue.
        guess: whether either may have a slip, which takes longer to find.
    """
    words = text.split()
    if not guess and not recommender.people.has_word(fold(words[-1])):
        return None
    for many in (1, 2):
        rest = words[:-many]
        while rest and fold(rest[-1]) in _BEFORE_SOMEBODY:
            rest.pop()
        title, whose = " ".join(rest), frozenset(fold(" ".join(words[-many:])).split())
        if not title or not (guess or recommender.is_title(title)):
            continue
        for match in recommender.resolve(title, limit=_NAMESAKES, guess=False):
            alike = fuzz.ratio(fold(title), fold(match.matched)) >= _ALIKE
            if alike and match.movie.year and _has(match.movie, whose, _ALIKE):
                return match.movie
    return None


def _has(movie: Movie, whose: frozenset[str], alike: float = 100.0) -> bool:
    """Whether somebody made a film or is in it whose name has these words, or such as are alike."""
    names = (fold(name).split() for name in (*movie.directors, *movie.cast))
    return any(
        all(any(fuzz.ratio(word, each) >= alike for each in name) for word in whose)
        for name in names
    )
