"""What words refer to that make sense only after what was said before: "otra", "la segunda"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.assistant.context import Context
from bot.assistant.intents import Intent, pressed
from bot.assistant.understanding.asking import about, aspect
from bot.assistant.understanding.description import describe, like, of_their_own, with_
from bot.assistant.understanding.names import sure_title
from bot.assistant.understanding.sense import NAMED, Sense
from bot.assistant.understanding.shorthand import SHORTHAND, UnknownShorthand, read, written
from recommender import Recommender
from recommender.conditions import (
    Condition,
    Country,
    Language,
    Length,
    Not,
    Ordered,
    Rated,
    With,
    Years,
)

#: Intents that mean nothing when nothing was said before.
FOLLOW_UPS = frozenset({"more", "pick", "refine", "why", "seen", "correct", "yes", "no"})
#: Intents about one film, which may be the one that is being talked about.
ABOUT_A_FILM = frozenset(
    {"recommend", "card", "score", "votes", "return", "save", "unsave", "where"}
)

#: Conditions of which a new one takes the place of the one before.
ALONE: tuple[type, ...] = (Years, Length, Rated, Country, Language, Ordered)
_OLDEST = re.compile(r"\b(?:original|antigua|viej\w+|primera|clasica|old|older|first)\b")
_NEWEST = re.compile(r"\b(?:nueva|reciente|remake|moderna|new|newer|latest)\b")
#: Films are seldom of two people: the second takes the place of the first.
_OF_SOMEBODY_ELSE = re.compile(r"(?:(?:y|e|and|mejor|now|what about|how about) )?(?:de|del|by) ")
_KIND_OF = {"MONTH": "month", "WEEKDAY": "weekday", "YEAR": "year"}
_MOST_NAMESAKES = 20


def follow_up(kind: str, sense: Sense, context: Context, recommender: Recommender) -> Intent:
    """The intent of words that refer to what was said before.

    Args:
        kind: one of `FOLLOW_UPS`.
        sense: the text, read.
        context: what was said before.
        recommender: the open catalogue.
    """
    if not context.live and not context.options:
        return _out_of_the_blue(kind, sense, recommender)
    match kind:
        case "more":
            return _more(context)
        case "pick":
            return _pick(sense, context)
        case "why":
            return _why(sense, context)
        case "seen":
            return _seen(sense, context)
        case "correct":
            return _correct(sense, context, recommender)
        case "refine":
            return _refine(sense, context, recommender)
        case "yes" if context.options:
            return pressed(context.options[0])
        case "yes":
            return Intent("thanks")
        case _:
            return Intent("rejected")


def referred(sense: Sense, context: Context) -> int | None:
    """Id of the film that a text without a name points at, by its place or by the talk so far."""
    place = _place(sense)
    if place is not None:
        return _at(context.movies, place)
    if context.focus is not None:
        return context.focus
    return context.movies[0] if len(context.movies) == 1 else None


_POINTING = frozenset("esa ese eso esta este that this it".split())


def _why(sense: Sense, context: Context) -> Intent:
    """Why one film was suggested, or all of them: nothing suggested the film that was asked for."""
    points = _place(sense) is not None or any(word.folded in _POINTING for word in sense.words)
    movie = referred(sense, context) if points else None
    return Intent("why", movie=None if movie == context.asked else movie)


_ONE = frozenset("one una uno".split())
_BEFORE_ONE = frozenset("number numero la el".split())


def _place(sense: Sense) -> int | None:
    """The place of a list that is named: 1 is the first, -1 the last."""
    mention = sense.first("ORDINAL") or sense.first("NUMBER")
    if mention is None:
        return None
    at = mention.start
    before = sense.words[at - 1].folded if at else ""
    # "This one" is not the first one.
    no_place = sense.words[at].folded in _ONE and at > 0 and before not in _BEFORE_ONE
    return None if no_place else int(mention.value)


def _at(movies: tuple[int, ...], place: int) -> int | None:
    at = place - 1 if place > 0 else place
    return movies[at] if -len(movies) <= at < len(movies) else None


def _out_of_the_blue(kind: str, sense: Sense, recommender: Recommender) -> Intent:
    """Words that refer to nothing: perhaps they describe films by themselves."""
    if kind in {"refine", "pick"} and describe(sense.text, recommender).conditions:
        return Intent("search", sense.text)
    if kind == "pick" and sure_title(sense.text, recommender):
        return Intent("card", sense.text)
    if kind == "seen" and sense.name is not None:
        return Intent("seen", sense.name_text)
    if kind in {"yes", "no"}:
        return Intent("off_topic")
    return Intent("lost")


def _more(context: Context) -> Intent:
    if context.more is not None:
        return pressed(context.more)
    if context.listed is not None and context.listed.kind == "surprise":
        return Intent("surprise", context.search)
    return Intent("no_more")


def _pick(sense: Sense, context: Context) -> Intent:
    place = _place(sense)
    if context.options:
        at = (place or 1) - 1 if (place or 1) > 0 else place or 0
        if -len(context.options) <= at < len(context.options):
            return pressed(context.options[at])
    movie = referred(sense, context)
    return Intent("which", "card") if movie is None else Intent("card", movie=movie)


def _seen(sense: Sense, context: Context) -> Intent:
    if sense.name is not None:
        return Intent("seen", sense.name_text)
    movie = referred(sense, context)
    return Intent("which", "seen") if movie is None else Intent("seen", movie=movie)


def about_a_film(kind: str, sense: Sense, context: Context) -> Intent:
    """A question about the film that is being talked about, or about one of the last list."""
    asked = aspect(sense) if kind == "card" else ""
    movie = referred(sense, context)
    if movie is not None:
        return Intent(kind, asked, movie=movie)
    if context.movies:
        return Intent("which", f"{kind} {asked}".strip())
    return Intent(kind)


_BY_THE_SAME = re.compile(
    r"(?:y )?(?:que|cual|cuales|what|which) (?:mas|otras?|otros?|else|other)\b.*"
    r"\b(?:ha hecho|hizo|dirig\w+|direct\w*|made|make|done?|tiene|rodo|suy[oa]s?)"
    r"|(?:.* )?(?:del? |of |by |from )?(?:el |la |the )?(?:mismo|misma|same) "
    r"(?:director|directora|filmmaker)"
)


def by_the_same(sense: Sense, context: Context, recommender: Recommender) -> Intent | None:
    """The other films of whoever directed the one that is talked about: "¿qué más ha hecho?"."""
    asked = _BY_THE_SAME.fullmatch(" ".join(word.folded for word in sense.words))
    return of_director(context, recommender) if asked else None


def of_director(context: Context, recommender: Recommender, *more: Condition) -> Intent | None:
    """The films of whoever directed the one that is talked about, and of which more holds."""
    film = None if context.focus is None else recommender.movie(context.focus)
    names = () if film is None else film.directors[:1]
    known = [person for name in names for person in recommender.people.called(name)]
    if not known:
        return None
    conditions = (with_(known[0], "director", recommender), *more)
    return Intent("search", SHORTHAND + written(conditions))


def _correct(sense: Sense, context: Context, recommender: Recommender) -> Intent:
    """The film of the same title that is from another year, or older, or newer."""
    last = context.intent
    if last is None or (context.focus is None and not last.text and not context.options):
        return Intent("lost")
    offered = [pressed(said).movie for said in context.options]
    known = (movie for movie in offered if movie is not None)
    movies = [movie for movie in map(recommender.movie, known) if movie is not None]
    film = recommender.movie(context.focus) if context.focus is not None else None
    title = film.title if film else last.text
    if title:
        found = recommender.resolve(title, limit=_MOST_NAMESAKES)
        best = max((match.score for match in found), default=0.0)
        movies += [match.movie for match in found if match.score >= best or sense.first("YEAR")]
    others = [movie for movie in movies if movie.year and movie.id != context.focus]
    kind = last.kind if last.kind in ABOUT_A_FILM else "card"
    year = sense.first("YEAR")
    if year is not None:
        of_that_year = [movie for movie in movies if movie.year == year.value]
        if not of_that_year:
            return Intent("other_year", str(year.value))
        return Intent(kind, movie=of_that_year[0].id)
    if not others:
        return Intent("no_more")
    oldest = bool(_OLDEST.search(" ".join(word.folded for word in sense.words)))
    ordered = sorted(others, key=lambda movie: movie.year or 0)
    return Intent(kind, movie=ordered[0 if oldest else -1].id)


def _refine(sense: Sense, context: Context, recommender: Recommender) -> Intent:
    """The last question with something changed."""
    last = context.intent or Intent("search")
    other = _other_name(last.kind, sense, context)
    if other is not None:
        return other
    date = sense.first(*_KIND_OF)
    if last.kind in {"month", "weekday", "year"} and date is not None:
        kind = _KIND_OF[date.kind]
        return Intent(kind, about(kind, sense))
    if last.kind in {"country", "language", "genre"}:
        text = about(last.kind, sense)
        if text:
            return Intent(last.kind, text)
    changed = describe(sense.text, recommender).conditions
    if not changed:
        return Intent("lost")
    ordered = any(isinstance(each, Ordered) for each in changed)
    if last.kind == "surprise" and not ordered:
        return Intent("surprise", _merged(context.search, changed, recommender))
    if last.kind == "top":
        return Intent("search", sense.text if not last.text else f"{last.text} {sense.text}")
    alone = ALONE
    if _OF_SOMEBODY_ELSE.match(" ".join(word.folded for word in sense.words)):
        alone = (*ALONE, With)
    return Intent("search", _merged(_described(context, recommender), changed, recommender, alone))


def _described(context: Context, recommender: Recommender) -> str:
    """What the films that are being talked about have in common, in shorthand."""
    kind = context.listed.kind if context.listed is not None else ""
    if kind in {"search", "surprise"}:
        return context.search
    if kind == "recommend" and context.asked is not None:
        return SHORTHAND + written([like(context.asked, recommender)])
    return ""


def _other_name(kind: str, sense: Sense, context: Context) -> Intent | None:
    """The same question about another name, or the one that suits such a name.

    None without a name, and where somebody or a company narrows down what was searched.
    """
    if sense.name is None:
        return None
    if kind in NAMED and (not sense.kinds or NAMED[kind] & set(sense.kinds)):
        return Intent(kind, about(kind, sense))
    first = sense.kinds[0] if sense.kinds else "title"
    listed = context.listed.kind if context.listed is not None else kind
    if first != "title" and listed in {"search", "surprise", "top", "recommend"}:
        return None
    suits = {"title": "recommend", "cast": "actor", "director": "director",
             "company": "company", "saga": "franchise"}  # fmt: skip
    return Intent(suits[first], sense.name_text)


def _merged(
    before: str,
    changed: Iterable[Condition],
    recommender: Recommender,
    alone: tuple[type, ...] = ALONE,
) -> str:
    """A description in shorthand with some conditions changed; ``alone`` are those of one kind."""
    try:
        conditions = list(read(before.removeprefix(SHORTHAND), recommender))
    except UnknownShorthand:
        conditions = []
    for new in changed:
        opposite = new.condition if isinstance(new, Not) else Not(new)
        conditions = [
            old
            for old in conditions
            if old not in {new, opposite}
            and not (isinstance(new, alone) and type(old) is type(new))
        ]
        conditions.append(new)
    return SHORTHAND + written(of_their_own(conditions, recommender))
