"""Films by a description, five at a time, and one film that nobody asked for by name."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from bot.assistant.answers.card import card_buttons, card_facts, card_text, length, poster
from bot.assistant.answers.film import name, plain_name
from bot.assistant.answers.stats import film_fact, rounded, times
from bot.assistant.answers.turn import Turn
from bot.assistant.arguments import SLIP, genres
from bot.assistant.intents import action, fits
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import Texts
from bot.assistant.understanding import shorthand
from bot.assistant.understanding.description import describe, is_mere_word
from bot.assistant.understanding.shorthand import SHORTHAND
from bot.assistant.understanding.tokens import GENRES
from recommender import Movie
from recommender.conditions import (
    About,
    By,
    Condition,
    Country,
    Genre,
    Language,
    Length,
    Like,
    Measure,
    Not,
    Ordered,
    Rated,
    Saga,
    With,
    Years,
)
from recommender.search import Relaxation

SHOWN = 5
_GENRES = 2
#: As much of what was not understood as is said back.
_UNREAD, _UNREAD_LETTERS = 3, 20
#: A surprise is drawn from the best films that fit: this share of them, within these bounds.
_BEST_SHARE, _FEWEST, _MOST = 0.3, 10, 250

#: What stands before the digest of a description in shorthand that is too long for a button.
DIGEST = f"{SHORTHAND}#"
_DIGEST_BYTES = 6


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is searched: the conditions, and the words that meant nothing."""

    conditions: tuple[Condition, ...]
    unread: tuple[str, ...] = ()

    def without_mere_words(self) -> _Asked:
        """The same but for words that films have in their texts by chance, if more is asked."""
        mere = [each.word for each in self.conditions if is_mere_word(each)]
        kept = tuple(each for each in self.conditions if not is_mere_word(each))
        return _Asked(kept, (*self.unread, *mere)) if kept else self


def search(turn: Turn) -> Reply:
    """The films that fit a description, the best first, and a button to drop each condition.

    A film that the intent names is left out: it was just said to be known.
    """
    asked = _asked(turn)
    if isinstance(asked, Reply):
        return asked
    if not asked.conditions:
        return _not_understood(turn, asked)
    found = turn.recommender.search.films(asked.conditions)
    if not len(found):
        asked = asked.without_mere_words()
        found = turn.recommender.search.films(asked.conditions)
    rows = found[turn.recommender.catalogue.ids[found] != turn.intent.movie]
    if not len(rows):
        return _nothing(turn, asked)
    left_out = len(found) - len(rows)
    rows, note = _watchable(turn, rows)
    texts, start = turn.texts, turn.intent.offset if turn.intent.offset < len(rows) else 0
    movies = _movies(turn, rows[start : start + SHOWN])
    order = next((each for each in asked.conditions if isinstance(each, Ordered)), None)
    lines = [_line(place, movie, texts, order) for place, movie in enumerate(movies, start + 1)]
    last = start + len(movies)
    page = {"first": start + 1, "last": last, "shown": texts.number(len(rows)), "films": len(rows)}
    header = texts("search-header", understood=_understood(asked.conditions, texts), **page)
    return Reply(
        text=Markup("\n").join([header, *_unread(asked, texts), *note, "", *lines]),
        intent="search",
        movies=movies,
        facts={
            "described": described(asked.conditions),
            "conditions": _facts(asked.conditions, texts),
            "unread": list(asked.unread),
            "count": len(rows),
            "films": [_film(movie) for movie in movies],
        },
        buttons=(
            tuple(
                Button(str(place), action("card", movie.id))
                for place, movie in enumerate(movies, start + 1)
            ),
            *_meant_buttons(turn, asked),
            *_drop_buttons(turn, asked.conditions),
            *([(_more(turn, asked.conditions, last + left_out),)] if last < len(rows) else []),
        ),
        replaces=turn.intent.offset > 0,
    )


def _watchable(turn: Turn, rows: NDArray[np.int32]) -> tuple[NDArray[np.int32], list[Markup]]:
    """Those of some films that are on the person's platforms, or else all; and what to say."""
    watchable = turn.watchable
    if watchable is None:
        return rows, []
    platforms = turn.texts.join(turn.platforms)
    found = rows[watchable[rows]]
    if not len(found):
        return rows, [turn.texts("platforms-have-none", platforms=platforms)]
    return found, [turn.texts("platforms-only", platforms=platforms)]


def surprise(turn: Turn) -> Reply:
    """One well rated film that fits and was neither seen nor shown before.

    After a search it fits what was searched, unless something else is asked.
    """
    listed = turn.context.listed
    if not turn.intent.text and listed is not None and listed.kind in {"search", "surprise"}:
        turn = replace(turn, intent=replace(turn.intent, text=turn.context.search))
    asked = _asked(turn)
    if isinstance(asked, Reply):
        return asked
    texts = turn.texts
    rows = turn.recommender.search.films(asked.conditions)
    if asked.conditions and not len(rows):
        return _nothing(turn, asked)
    rows, _ = _watchable(turn, rows)
    best = rows[: max(_FEWEST, min(_MOST, int(_BEST_SHARE * len(rows))))]
    unwanted = turn.taste.unwanted | set(turn.context.shown)
    ids = turn.recommender.catalogue.ids
    fresh = [row for row in best.tolist() if int(ids[row]) not in unwanted]
    if not fresh:
        return Reply(text=texts("surprise-none-left"), intent="surprise", facts={"count": 0})
    # The same question on the same day has the same answer, until it has been shown.
    day = turn.context.when.date() if turn.context.when else ""
    dice = random.Random(f"{turn.request.chat} {turn.request.user} {day}")  # noqa: S311
    movie = turn.recommender.catalogue.movie(dice.choice(fresh))
    understood = _understood(asked.conditions, texts)
    header = "surprise-header" if asked.conditions else "surprise-header-any"
    # Of a description that is understood in part, the part is shown.
    unread = [] if asked.conditions else _unread(asked, texts)
    said = action("surprise", text=_text_of(turn, asked.conditions))
    another = Button(str(texts("button-another").unescape()), said)
    return Reply(
        text=Markup("\n\n").join(
            [
                *unread,
                texts(header, understood=understood),
                card_text(movie, texts, brief=turn.request.group),
            ]
        ),
        intent="surprise",
        movies=(movie,),
        facts={
            **card_facts(movie),
            "described": described(asked.conditions),
            "conditions": _facts(asked.conditions, texts),
        },
        buttons=(
            *card_buttons(turn, movie),
            (another,),
            *_meant_buttons(turn, asked),
            *_drop_buttons(turn, asked.conditions),
        ),
        photo=poster(movie),
    )


def label(condition: Condition, texts: Texts) -> str:
    """A condition in a few words, for a line or a button."""
    match condition:
        case Years(first, last):
            return _years(first, last, texts)
        case Length(least, most):
            return _span("length", least, most, texts)
        case Rated(least):
            decimals = 0 if least % 1 == 0 else 1
            return _said(texts, "filter-rated", least=texts.number(least, decimals))
        case About(word, _):
            return word
        case Like(movie):
            return _said(texts, "filter-like", film=plain_name(movie, texts))
        case Not(other):
            return _refused(other, texts)
        case Ordered(measure, least, most):
            how = texts(f"order-{measure}-{'least' if least else 'most'}")
            return _said(texts, "filter-ordered", how=how, most=most or 0)
        case _:
            return _named(condition, texts)


def _refused(condition: Condition, texts: Texts) -> str:
    """What films should be without, or should not be: "sin Tom Hanks", "no dirigida por …"."""
    match condition:
        case With(person, _, None | "cast"):
            return _said(texts, "filter-without", what=person)
        case Genre() | About():
            return _said(texts, "filter-without", what=label(condition, texts).lower())
        case _:
            return _said(texts, "filter-not", what=label(condition, texts))


def _named(condition: Genre | Country | Language | With | Saga | By, texts: Texts) -> str:
    match condition:
        case Genre(genre):
            return texts.genre(genre)
        case Country(code):
            return texts.country(code)
        case Language(code):
            return _said(texts, "filter-language", language=texts.language_name(code))
        case With(person, _, role):
            return _said(texts, f"filter-{role or 'with'}", name=person)
        case Saga(saga, _):
            return _said(texts, "filter-saga", name=saga.removesuffix(" Collection"))
        case By(company, _):
            return _said(texts, "filter-company", name=company)


def _said(texts: Texts, message: str, **values: object) -> str:
    return str(texts(message, **values).unescape())


def _years(first: int | None, last: int | None, texts: Texts) -> str:
    if first is not None and last == first + 9 and first % 10 == 0:
        short = first % 100 if 1920 <= first < 2000 else first
        return _said(texts, "filter-decade", decade=str(short))
    return _span("years", first, last, texts)


def _span(what: str, least: int | None, most: int | None, texts: Texts) -> str:
    if least is None or most is None:
        end = "until" if least is None else "from"
        return _said(texts, f"filter-{what}-{end}", value=str(most if least is None else least))
    if least == most:
        return str(least)
    return _said(texts, f"filter-{what}-between", least=str(least), most=str(most))


def _asked(turn: Turn) -> _Asked | Reply:
    """What is searched: what the text says, or what a button says in its shorthand."""
    text = turn.intent.text
    if not text.startswith(SHORTHAND):
        return _Asked(*_described(turn, text))
    try:
        if not text.startswith(DIGEST):
            return _Asked(shorthand.read(text.removeprefix(SHORTHAND), turn.recommender))
        digest, _, dropped = text.removeprefix(DIGEST).partition("-")
        before = turn.context.search
        if _digest(before) != digest:
            raise shorthand.UnknownShorthand(text)
        conditions = shorthand.read(before.removeprefix(SHORTHAND), turn.recommender)
        if dropped:
            conditions = tuple(c for at, c in enumerate(conditions) if at != int(dropped))
        return _Asked(conditions)
    except ValueError:
        return Reply(text=turn.texts("stale"), intent="stale")


def _described(turn: Turn, text: str) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    described = describe(text, turn.recommender)
    return described.conditions, described.unread


def _text_of(turn: Turn, conditions: Sequence[Condition]) -> str:
    """Conditions as a button says them: in shorthand or, when that is too long, by its digest."""
    written = described(conditions)
    longest = action(turn.intent.kind, None, 9999, text=written)
    return written if fits(longest) else DIGEST + _digest(written)


def described(conditions: Iterable[Condition]) -> str:
    """Conditions as the text of an intent, in shorthand."""
    return SHORTHAND + shorthand.written(conditions)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _drop_buttons(turn: Turn, conditions: Sequence[Condition]) -> tuple[tuple[Button, ...], ...]:
    """A button that drops each condition, two in a row; a search keeps one."""
    fewest = 1 if turn.intent.kind == "surprise" else 2
    if len(conditions) < fewest or turn.request.group:
        return ()
    whole = _text_of(turn, conditions)
    buttons = []
    for at, condition in enumerate(conditions):
        rest = _text_of(turn, [other for other in conditions if other is not condition])
        said = f"{whole}-{at}" if whole.startswith(DIGEST) else rest
        text = _said(turn.texts, "button-drop", what=label(condition, turn.texts))
        buttons.append(Button(text, action(turn.intent.kind, text=said)))
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _meant_buttons(turn: Turn, asked: _Asked) -> tuple[tuple[Button, ...], ...]:
    """A button that asks for each genre as well that was written with a slip."""
    buttons = []
    for genre in _meant(asked):
        wanted = action(turn.intent.kind, text=described((*asked.conditions, genre)))
        if fits(wanted):
            what = _said(turn.texts, "button-add", what=label(genre, turn.texts))
            buttons.append(Button(what, wanted))
    return (tuple(buttons),) if buttons else ()


def _more(turn: Turn, conditions: Sequence[Condition], offset: int) -> Button:
    text = str(turn.texts("button-more").unescape())
    return Button(text, action("search", offset=offset, text=_text_of(turn, conditions)))


def _not_understood(turn: Turn, asked: _Asked) -> Reply:
    """No word means anything: what to ask instead."""
    texts, meant = turn.texts, _meant(asked)
    if meant:
        text = _unread(asked, texts)[0]
    else:
        text = texts("search-not-understood" if turn.intent.text else "search-missing")
    return Reply(
        text=text,
        intent=turn.intent.kind,
        facts={"conditions": [], "asked": [genre.name for genre in meant]},
        buttons=_meant_buttons(turn, asked),
    )


def _nothing(turn: Turn, asked: _Asked) -> Reply:
    """Nothing fits: the nearest descriptions that do, as buttons."""
    texts = turn.texts
    relaxed = turn.recommender.search.relaxed(asked.conditions)
    understood = _understood(asked.conditions, texts)
    message = "search-nothing-but" if relaxed else "search-nothing"
    return Reply(
        text=Markup("\n").join([texts(message, understood=understood), *_unread(asked, texts)]),
        intent=turn.intent.kind,
        facts={
            "conditions": _facts(asked.conditions, texts),
            "unread": list(asked.unread),
            "count": 0,
            "asked": [described(each.conditions) for each in relaxed],
            "relaxed": [
                {"conditions": _facts(each.conditions, texts), "count": each.films}
                for each in relaxed
            ],
        },
        buttons=tuple((_relaxed(turn, asked.conditions, each),) for each in relaxed),
    )


def _relaxed(turn: Turn, before: Sequence[Condition], relaxation: Relaxation) -> Button:
    texts = turn.texts
    dropped = [label(c, texts) for c in before if c not in relaxation.conditions]
    widened = [label(c, texts) for c in relaxation.conditions if c not in before]
    what = (
        _said(texts, "relaxed-widened", what=" · ".join(widened))
        if widened
        else _said(texts, "relaxed-dropped", what=texts.join(dropped))
    )
    text = f"{what} ({texts.number(relaxation.films)})"
    return Button(text, action(turn.intent.kind, text=_text_of(turn, relaxation.conditions)))


def _understood(conditions: Iterable[Condition], texts: Texts) -> str:
    return " · ".join(label(condition, texts) for condition in conditions)


def _unread(asked: _Asked, texts: Texts) -> list[Markup]:
    words = ", ".join(word[:_UNREAD_LETTERS] for word in asked.unread[:_UNREAD])
    if not words:
        return []
    options = texts.either([label(genre, texts) for genre in _meant(asked)])
    message = "search-unread-near" if options else "search-unread"
    return [texts(message, words=words, options=options)]


def _meant(asked: _Asked) -> tuple[Genre, ...]:
    """Genres that the words which meant nothing are nearly called."""
    names = genres(GENRES)
    near = dict.fromkeys(name for word in asked.unread for name in names.near(word, SLIP))
    return tuple(genre for genre in map(Genre, near) if genre not in asked.conditions)[:_UNREAD]


def _facts(conditions: Iterable[Condition], texts: Texts) -> list[dict[str, str]]:
    return [
        {"kind": type(condition).__name__.lower(), "said": label(condition, texts)}
        for condition in conditions
    ]


def _movies(turn: Turn, rows: NDArray[np.int32]) -> tuple[Movie, ...]:
    return tuple(turn.recommender.catalogue.movie(row) for row in rows.tolist())


def _line(place: int, movie: Movie, texts: Texts, order: Ordered | None) -> Markup:
    """A film of the list with its score, or with the measure that it has its place by."""
    if order is not None:
        measured = _measured(order.measure, movie, texts)
    else:
        measured = _stars(movie.score, texts) if movie.score is not None else ""
    details = [measured, *(texts.genre(genre) for genre in movie.genres[:_GENRES])]
    details = [each for each in details if each]
    line = texts("recommend-line", place=place, film=name(movie, texts))
    return line + texts("recommend-details", details=" · ".join(details)) if details else line


def _measured(measure: Measure, movie: Movie, texts: Texts) -> str:
    """A measure of a film in a word or two; empty where it is unknown."""
    match measure:
        case "revenue":
            return texts.money(movie.revenue) if movie.revenue else ""
        case "budget":
            return texts.money(movie.budget) if movie.budget else ""
        case "return":
            return times(movie.return_ratio, texts) if movie.return_ratio else ""
        case "length":
            return length(movie, texts)
        case "date":
            return texts.date(movie.release_date) if movie.release_date else ""
        case "rating":
            return _stars(movie.weighted_rating, texts)
        case "votes":
            votes = movie.vote_count
            return _said(texts, "film-votes", votes=votes, shown=texts.number(votes))
        case "popularity":
            return texts.number(movie.popularity, 1) if movie.popularity else ""


def _stars(rating: float, texts: Texts) -> str:
    return f"★ {texts.number(rating, 1)}"


def _film(movie: Movie) -> dict[str, object]:
    return {**film_fact(movie), "weighted_rating": rounded(movie.weighted_rating)}
