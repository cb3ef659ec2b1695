"""What is new: the films of the latest weeks, and the weekly message about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from bot.assistant.answers.film import name
from bot.assistant.answers.lists import away, in_private
from bot.assistant.answers.stats import film_fact
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.memory import Person, SetMark, SetNews
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import Texts, texts_in
from recommender import Movie, Recommender
from recommender.catalogue import UNRELEASED, Catalogue

#: What counts as the latest.
WEEKS = 6
SHOWN = 8
#: Films of one weekly message, and how near the likes of somebody they must be.
TOLD, _NEAR = 5, 0.055
#: Of everything that somebody likes the latest films count.
_LIKES = 12
_IN_A_ROW = 8
_EPOCH = date(1970, 1, 1)


def premieres(turn: Turn) -> Reply:
    """The films of the latest weeks, the best first."""
    texts, catalogue = turn.texts, turn.recommender.catalogue
    today = (turn.context.when or datetime.now(UTC)).date()
    rows = released(catalogue, today - timedelta(weeks=WEEKS), today)
    if not len(rows):
        latest = latest_release(catalogue, today)
        message = "premieres-none" if latest else "premieres-no-dates"
        day = texts.date(latest) if latest else ""
        return Reply(text=texts(message, date=day), intent="premieres", facts={"count": 0})
    start = turn.intent.offset if turn.intent.offset < len(rows) else 0
    movies = [catalogue.movie(row) for row in rows[start : start + SHOWN].tolist()]
    last = start + len(movies)
    header = texts("premieres-header", weeks=WEEKS, films=len(rows), shown=texts.number(len(rows)))
    lines = [_line(place, movie, texts) for place, movie in enumerate(movies, start + 1)]
    buttons = _numbers(movies, start)
    if last < len(rows):
        more = Button(texts("button-more").unescape(), action("premieres", offset=last))
        buttons += ((more,),)
    return Reply(
        text=Markup("\n").join([header, "", *lines]),
        intent="premieres",
        movies=tuple(movies),
        facts={"count": len(rows), "films": [film_fact(movie) for movie in movies]},
        buttons=buttons,
        replaces=turn.intent.offset > 0,
    )


def news(turn: Turn) -> Reply:
    """Whether somebody gets the weekly message."""
    if turn.request.group:
        return in_private(turn)
    if not turn.memory.available:
        return away(turn)
    wanted = turn.memory.person.news is not None
    label, kind = ("button-news-off", "news_off") if wanted else ("button-news-on", "news_on")
    return Reply(
        text=turn.texts("news-is-on" if wanted else "news-is-off"),
        intent="news",
        facts={"news": wanted},
        buttons=((Button(turn.texts(label).unescape(), action(kind)),),),
    )


def news_on(turn: Turn) -> Reply:
    """From now on somebody gets it, in the language that they use now."""
    return _switched(turn, turn.texts.language)


def news_off(turn: Turn) -> Reply:
    """From now on they do not."""
    return _switched(turn, None)


def _switched(turn: Turn, language: str | None) -> Reply:
    if turn.request.group:
        return in_private(turn)
    if not turn.memory.available:
        return away(turn)
    # A message with films in it stays; only the question about it is replaced.
    return Reply(
        text=turn.texts("news-on" if language else "news-off"),
        intent="news",
        facts={"news": language is not None},
        changes=(SetNews(turn.request.user, language),),
    )


def weekly(recommender: Recommender, person: Person, today: date) -> Reply | None:
    """The weekly message to somebody: new films near their likes; None when there are none.

    Args:
        recommender: the open catalogue.
        person: who gets it, with what they have marked.
        today: the day on which it is sent.
    """
    texts = texts_in(person.news or "es")
    catalogue = recommender.catalogue
    rows = released(catalogue, today - timedelta(weeks=WEEKS), today)
    known = {film for mark in person.marks for film in person.films(mark)}
    ids = [int(number) for number in catalogue.ids[rows] if int(number) not in known]
    liked = (*person.films("like"), *person.films("list"))
    likes = [film for film in liked if catalogue.row(film) is not None][:_LIKES]
    if likes and ids:
        near = recommender.similarities(likes, ids).max(axis=0)
        order = np.argsort(-near, kind="stable")
        ids = [ids[place] for place in order.tolist() if near[place] >= _NEAR]
    movies = [movie for movie in map(recommender.movie, ids[:TOLD]) if movie is not None]
    if not movies:
        return None
    header = texts("news-header" if likes else "news-header-any")
    lines = [_line(place, movie, texts) for place, movie in enumerate(movies, 1)]
    stop = Button(texts("button-news-off").unescape(), action("news_off"))
    return Reply(
        text=Markup("\n").join([header, "", *lines]),
        intent="news",
        movies=tuple(movies),
        facts={"films": [film_fact(movie) for movie in movies]},
        buttons=(*_numbers(movies, 0), (stop,)),
        changes=tuple(SetMark(person.id, movie.id, "told") for movie in movies),
    )


def released(catalogue: Catalogue, first: date, last: date) -> NDArray[np.int64]:
    """Rows of the films that came out between two days, both included, the best first."""
    days = _days(catalogue)
    status = catalogue.column("status").to_numpy(zero_copy_only=False)
    among = (days >= (first - _EPOCH).days) & (days <= (last - _EPOCH).days)
    rows = np.flatnonzero(among)
    rows = rows[[status[row] not in UNRELEASED for row in rows.tolist()]] if len(rows) else rows
    order = np.lexsort((rows, -catalogue.vote_count[rows], -catalogue.weighted_rating[rows]))
    return rows[order]


def latest_release(catalogue: Catalogue, today: date) -> date | None:
    """The day of the latest film that is out."""
    days = _days(catalogue)
    past = days[(days <= (today - _EPOCH).days) & (days > _UNKNOWN)]
    return _EPOCH + timedelta(days=int(past.max())) if len(past) else None


_UNKNOWN = -(10**6)


def _days(catalogue: Catalogue) -> NDArray[np.int32]:
    """The day of each film's release, counted from 1970."""
    column = catalogue.column("release_date")
    days: NDArray[np.int32] = column.cast("int32").fill_null(_UNKNOWN).to_numpy()
    return days


def _line(place: int, movie: Movie, texts: Texts) -> Markup:
    details = [texts.genre(genre) for genre in movie.genres[:2]]
    if movie.score is not None:
        details.insert(0, f"★ {texts.number(movie.score, 1)}")
    if movie.release_date is not None:
        details.append(texts.date(movie.release_date))
    return texts(
        "premieres-line", place=place, film=name(movie, texts), details=" · ".join(details)
    )


def _numbers(movies: Sequence[Movie], start: int) -> tuple[tuple[Button, ...], ...]:
    buttons = [
        Button(str(place), action("card", movie.id))
        for place, movie in enumerate(movies, start + 1)
    ]
    return tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
