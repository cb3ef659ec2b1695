"""Films near some that are named, and what else is said: "como Alien y Blade Runner, pero corta".

A rule rather than the model, which knows of one name only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.assistant.intents import Intent
from bot.assistant.understanding import shorthand
from bot.assistant.understanding.asking import about, without_name
from bot.assistant.understanding.description import describe, is_mere_word, like, narrowed
from bot.assistant.understanding.doubt import WELL_KNOWN
from bot.assistant.understanding.figures import plain
from bot.assistant.understanding.model import Span, cues_of
from bot.assistant.understanding.names import sure_title
from bot.assistant.understanding.naming import LITTLE, said
from bot.assistant.understanding.sense import Sense
from bot.assistant.understanding.shorthand import SHORTHAND
from bot.assistant.understanding.words import small_words
from recommender import Movie, Recommender
from recommender.conditions import Condition, Country, Genre, Language, Length, Not, Years
from recommender.normal_forms import fold

#: Behind which films stand that others should be like, and what may stand in between.
_AS = frozenset(
    "como like tipo onda plan entre between mezcla mezcle cruce combinacion mix cross".split()
)
_BEFORE_TITLES = frozenset(
    "a al to de del of la el las los the peli pelis pelicula film movie movies".split()
)
#: What joins films, and what says that others should not be like the next one.
_REFUSING = frozenset("no not ni nor sin without tampoco".split())
_JOINING = _REFUSING | frozenset(
    "y e o u and or pero but con with mezclada mezclado mezcladas como like tipo mas".split()
)
#: What says that the rest is how the films should be, and not why somebody asks.
_BUT = re.compile(
    r"\b(?:pero|but|aunque|sin|without|salvo|except|solo|only|q(?:ue)? no|that (?:is|are) not)\b"
)
_MOST_WORDS = 12


@dataclass
class _Named:
    """The films that a text names, those to be like and those to be unlike; where they stand."""

    liked: list[Movie] = field(default_factory=list)
    unlike: list[Movie] = field(default_factory=list)
    start: int = 0
    end: int = 0


def resembling(sense: Sense, recommender: Recommender) -> Intent | None:
    """Films near several, or near one that they are narrowed down from.

    Returns:
        None of a text that names no such films, or one and nothing else that counts.
    """
    for at in _where_films_follow(sense):
        named = _named(sense, at, recommender)
        if named.liked:
            before = sense.text[: sense.words[named.start].start]
            after = sense.text[sense.words[named.end - 1].end :]
            rest = _rest(f"{before} {after}", recommender)
            if rest or len(named.liked) + len(named.unlike) > 1:
                return _near(named.liked, named.unlike, rest, recommender)
    return None


def near_film(sense: Sense, recommender: Recommender) -> Intent:
    """Films near the one that is named, or those of them that fit what else is said."""
    text = about("recommend", sense)
    rest = _rest(without_name(sense), recommender)
    found = sure_title(text, recommender) if rest else None
    if found is None:
        return Intent("recommend", text)
    return _near([found.movie], [], rest, recommender)


def _near(
    liked: Iterable[Movie],
    unlike: Iterable[Movie],
    rest: Iterable[Condition],
    recommender: Recommender,
) -> Intent:
    conditions = [
        *(like(movie.id, recommender) for movie in liked),
        *(Not(like(movie.id, recommender)) for movie in unlike),
        *rest,
    ]
    return Intent("search", SHORTHAND + shorthand.written(conditions))


def _where_films_follow(sense: Sense) -> Iterator[int]:
    """The places behind words such as "como" and "me gustó"."""
    for at, word in enumerate(sense.words[:-1]):
        if word.folded in _AS or {"LIKE", "LIKED"} & set(cues_of(word.folded)):
            yield at + 1


def _named(sense: Sense, at: int, recommender: Recommender) -> _Named:
    """The films that are named one after the other from a word on."""
    named, words = _Named(), sense.words
    refused = False
    while at < len(words):
        span = _title(sense, at, recommender)
        if span is None:
            break
        film = sure_title(said(sense.text, words, span), recommender)
        if film is None or film.movie.vote_count < WELL_KNOWN:
            break
        named.start = named.start if named.end else span.start
        named.end = span.end
        (named.unlike if refused else named.liked).append(film.movie)
        at = span.end
        while at < len(words) and words[at].folded in _JOINING:
            at += 1
        joining = {word.folded for word in words[span.end : at]}
        if not joining and "," not in sense.text[words[span.end - 1].end :][:2]:
            break
        refused = bool(joining & _REFUSING)
    return named


def _title(sense: Sense, at: int, recommender: Recommender) -> Span | None:
    """The longest title that begins at a word, or behind the little ones from there on."""
    words = sense.words
    while at < len(words):
        spans = [
            Span(at, end)
            for end in range(min(len(words), at + _MOST_WORDS), at, -1)
            if words[end - 1].folded not in LITTLE and not _are_everyday(sense, at, end)
        ]
        titles = recommender.are_titles([fold(said(sense.text, words, span)) for span in spans])
        for span, is_title in zip(spans, titles, strict=True):
            if is_title:
                return _with_year(sense, span)
        if words[at].folded not in _BEFORE_TITLES:
            return None
        at += 1
    return None


def _with_year(sense: Sense, span: Span) -> Span:
    years = (each for each in sense.found if each.kind == "YEAR" and each.start == span.end)
    return Span(span.start, next((each.end for each in years), span.end))


def _are_everyday(sense: Sense, start: int, end: int) -> bool:
    """Whether words name a genre and the like, or are such as stand around any name."""
    if any((each.start, each.end) == (start, end) for each in sense.found):
        return True
    return all(
        word.folded in LITTLE or (word.folded in small_words() and not word.capital)
        for word in sense.words[start:end]
    )


def _rest(text: str, recommender: Recommender) -> Sequence[Condition]:
    """How films near others should be besides: in plain figures and lists, and behind a "but"."""
    but = _BUT.search(plain(text))
    start = but.start() if but else len(text)
    lists = narrowed(text[:start], recommender)
    if not any(isinstance(each, Genre | Country | Language | Length | Years) for each in lists):
        lists = ()
    told = describe(text[start:], recommender).conditions
    return *lists, *(each for each in told if each not in lists and not is_mere_word(each))
