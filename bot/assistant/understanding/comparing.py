"""Which film has the most of something: of those just listed, or of all that fit a description.

A rule rather than the model: a superlative is plain to see, whatever stands around it.
"""

from __future__ import annotations

from bot.assistant.context import Context
from bot.assistant.intents import Intent
from bot.assistant.understanding.description import describe
from bot.assistant.understanding.figures import plain
from bot.assistant.understanding.follow_up import follow_up, of_director
from bot.assistant.understanding.sense import Sense
from bot.assistant.understanding.superlatives import Superlative, superlatives
from recommender import Movie, Recommender
from recommender.conditions import By, Measure, Ordered, Saga, With

#: What else may be the most of something; a word for films before it makes it one of them.
_NO_FILMS = frozenset(
    "director directora directores actor actriz actores actrices estudio productora empresa genero"
    " saga franquicia ano mes dia pais idioma quien actress actors studio company genre franchise"
    " year month day country language who".split()
)
_FILMS = frozenset("peli pelis pelicula peliculas film films movie movies cinta cintas".split())
_THEIRS = frozenset("su sus his her their".split())
#: What only films have, whatever they are called.
_OF_FILMS: frozenset[Measure] = frozenset({"revenue", "return", "budget", "votes"})
#: What the film of a list is asked that has the most, so that the answer tells how much.
_ASKED: dict[Measure, tuple[str, str]] = {
    "revenue": ("return", ""),
    "budget": ("return", ""),
    "return": ("return", ""),
    "length": ("card", "length"),
    "date": ("card", "year"),
    "rating": ("score", ""),
    "votes": ("votes", ""),
    "popularity": ("score", ""),
}


def comparing(sense: Sense, context: Context, recommender: Recommender) -> Intent | None:
    """The intent of a text with a superlative; None of any other, and of those that others answer.

    Args:
        sense: the text, read.
        context: what was said before.
        recommender: the open catalogue.
    """
    said = next(superlatives(plain(sense.text)), None)
    if said is None or not _is_of_films(said, sense):
        return None
    conditions = describe(sense.text, recommender).conditions
    order = next((each for each in conditions if isinstance(each, Ordered)), None)
    if order is None:
        return None
    rest = [each for each in conditions if each is not order]
    of_somebody = any(isinstance(each, With | By | Saga) for each in rest)
    if not of_somebody and _is_in_a_title(said, sense, recommender):
        return None
    if not rest and _THEIRS & {word.folded for word in sense.words}:
        return of_director(context, recommender, order)
    if not rest and context.movies:
        if said.one and len(context.movies) > 1:
            return _of_listed(order, context, recommender)
        return follow_up("refine", sense, context, recommender)
    if order == Ordered("rating") and not of_somebody:
        # The best of a genre or of some years have a command of their own.
        return None
    of_films = rest or order.measure in _OF_FILMS or any(w.folded in _FILMS for w in sense.words)
    return Intent("search", sense.text) if of_films else None


def _is_of_films(said: Superlative, sense: Sense) -> bool:
    """Whether films are compared, and not directors, years or sagas."""
    before = {word.folded for word in sense.words if word.start < said.start}
    return bool(before & _FILMS) or not before & _NO_FILMS


def _is_in_a_title(said: Superlative, sense: Sense, recommender: Recommender) -> bool:
    """Whether a superlative is part of the title that a text asks about."""
    if sense.name is None or not recommender.is_title(sense.name_text):
        return False
    start, end = sense.words[sense.name.start].start, sense.words[sense.name.end - 1].end
    return start <= said.start and said.end <= end


def _of_listed(order: Ordered, context: Context, recommender: Recommender) -> Intent:
    """The question about that film of the last list which has the most, or the least."""
    movies = [movie for movie in map(recommender.movie, context.movies) if movie is not None]
    known = [(value, movie) for movie in movies if (value := _value(order.measure, movie))]
    kind, aspect = _ASKED[order.measure]
    if not known:
        return Intent("which", f"{kind} {aspect}".strip())
    known.sort(key=lambda each: each[0], reverse=not order.least)
    return Intent(kind, aspect, movie=known[0][1].id)


def _value(measure: Measure, movie: Movie) -> float:
    """A measure of a film; 0 where it is unknown."""
    match measure:
        case "revenue":
            return movie.revenue or 0
        case "budget":
            return movie.budget or 0
        case "return":
            return movie.return_ratio or 0
        case "length":
            return movie.runtime or 0
        case "date":
            return movie.release_date.toordinal() if movie.release_date else 0
        case "rating":
            return movie.weighted_rating
        case "votes":
            return movie.vote_count
        case "popularity":
            return movie.popularity or 0
