"""What is known of one film: its card, or the one thing about it that was asked."""

from __future__ import annotations

import re

from markupsafe import Markup

from bot.assistant.answers.film import choose, name
from bot.assistant.answers.marks import mark_buttons
from bot.assistant.answers.stats import TAG, film_fact, rounded
from bot.assistant.answers.turn import Turn
from bot.assistant.answers.watch import where_button
from bot.assistant.intents import action
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import Texts
from recommender import Movie

#: Where TMDB keeps the posters, at the width that suits a phone.
POSTERS = "https://image.tmdb.org/t/p/w342"
_POSTER_PATH = re.compile(r"/[\w-]{1,60}\.(?:jpg|png)", re.ASCII)

#: What may be asked of a film by itself.
ASPECTS = ("director", "cast", "year", "length", "plot", "genres", "country", "original")

_CAST = 6
_NAME_LETTERS = 24
_OVERVIEW, _OVERVIEW_IN_GROUP = 500, 180


def card(turn: Turn) -> Reply:
    """A film's card; where a film and one of `ASPECTS` are given, a sentence about that."""
    chosen = choose(turn)
    if isinstance(chosen, Reply):
        return chosen
    movie = chosen.movie
    asked = turn.intent.text if turn.intent.movie is not None else ""
    if asked in ASPECTS:
        said = _aspect(turn.texts, movie, asked)
    else:
        said = card_text(movie, turn.texts, brief=turn.request.group)
    return Reply(
        text=said,
        intent="card",
        movies=(movie,),
        facts=card_facts(movie),
        buttons=(*card_buttons(turn, movie), *chosen.others),
        photo=None if asked in ASPECTS else poster(movie),
    )


def poster(movie: Movie) -> str | None:
    """Address of a film's poster, if the dump names one."""
    path = movie.poster_path or ""
    return POSTERS + path if _POSTER_PATH.fullmatch(path) else None


def card_text(movie: Movie, texts: Texts, *, brief: bool) -> Markup:
    """Everything that is known, a line each; what is unknown has no line. Groups are told less."""
    lines = [texts("card-title", film=name(movie, texts))]
    if movie.original_title not in {movie.title, movie.title_es}:
        lines.append(texts("card-original", title=movie.original_title))
    details = [length(movie, texts), *(texts.genre(genre) for genre in movie.genres)]
    details += [texts.country(code) for code in movie.countries[:2]]
    if any(details):
        lines.append(texts("card-details", details=" · ".join(filter(None, details))))
    if movie.directors:
        lines.append(texts("card-director", names=texts.join(movie.directors)))
    if movie.cast:
        lines.append(texts("card-cast", names=texts.join(movie.cast[:_CAST])))
    if movie.score is not None:
        lines.append(
            texts(
                "card-score",
                score=texts.number(movie.score, 1),
                votes=movie.vote_count,
                shown=texts.number(movie.vote_count),
            )
        )
    overview = overview_of(movie, texts)
    if overview:
        most = _OVERVIEW_IN_GROUP if brief else _OVERVIEW
        lines.append(texts("card-overview", overview=_cut(overview, most)))
    return Markup("\n").join(lines)


def overview_of(movie: Movie, texts: Texts) -> str:
    """What a film is about, in the reader's language where it is told in it."""
    return (movie.overview_es if texts.language == "es" else None) or movie.overview or ""


def card_facts(movie: Movie) -> dict[str, object]:
    """What the card says, as figures."""
    return {
        "movie": {**film_fact(movie), "title_es": movie.title_es},
        "original_title": movie.original_title,
        "runtime": movie.runtime,
        "genres": list(movie.genres),
        "countries": list(movie.countries),
        "directors": list(movie.directors),
        "cast": list(movie.cast[:_CAST]),
        "vote_average": rounded(movie.score),
        "vote_count": movie.vote_count,
        "collection": movie.collection,
        "poster": poster(movie),
    }


def card_buttons(turn: Turn, movie: Movie) -> tuple[tuple[Button, ...], ...]:
    """What there is to do with a film: others like it, its saga, its director, marks."""
    texts = turn.texts
    first = [Button(str(texts("button-alike").unescape()), action("recommend", movie.id))]
    if movie.collection:
        saga = next(iter(turn.recommender.collections.find(movie.collection, limit=1)), None)
        if saga is not None and saga.name == movie.collection:
            tag = turn.recommender.collections.tag(saga.number)
            said = action("franchise", text=f"{TAG}{tag:012x}")
            first.append(Button(str(texts("button-saga").unescape()), said))
    director = _director(turn, movie)
    if director is not None:
        said = action("director", text=f"{TAG}{director:012x}")
        label = texts("button-director", name=movie.directors[0][:_NAME_LETTERS])
        first.append(Button(str(label.unescape()), said))
    rows: list[tuple[Button, ...]] = [tuple(first), (where_button(turn, movie.id),)]
    if turn.request.group:
        private = texts("button-open-private").unescape()
        rows.append((Button(private, action("card", movie.id), opens="private"),))
    elif turn.memory.available:
        rows.append(mark_buttons(turn, movie))
    return tuple(rows)


def _director(turn: Turn, movie: Movie) -> int | None:
    """The tag of whoever directed a film; namesakes who did not are passed over."""
    people, row = turn.recommender.people, turn.recommender.catalogue.row(movie.id)
    for person in people.called(movie.directors[0]) if movie.directors else ():
        if row in people.rows(person, "director"):
            return person.tag
    return None


def _aspect(texts: Texts, movie: Movie, asked: str) -> Markup:
    """One sentence about one thing, or that it is not known."""
    known = {
        "director": texts.join(movie.directors),
        "cast": texts.join(movie.cast[:_CAST]),
        "year": texts.date(movie.release_date) if movie.release_date else str(movie.year or ""),
        "length": length(movie, texts),
        "plot": _cut(overview_of(movie, texts), _OVERVIEW),
        "genres": texts.join([texts.genre(genre).lower() for genre in movie.genres]),
        "country": texts.join([texts.country(code) for code in movie.countries]),
        "original": movie.original_title,
    }[asked]
    film = name(movie, texts)
    if not known:
        return texts("said-unknown", film=film)
    return texts(f"said-{asked}", film=film, value=known)


def length(movie: Movie, texts: Texts) -> str:
    """A film's length in hours and minutes; empty when it is unknown."""
    return hours_and_minutes(movie.runtime, texts) if movie.runtime else ""


def hours_and_minutes(minutes: int, texts: Texts) -> str:
    """A time as people say it."""
    hours, minutes = divmod(minutes, 60)
    message = "length-minutes" if not hours else "length-hours" if not minutes else "length-both"
    return str(texts(message, hours=hours, minutes=minutes).unescape())


def _cut(text: str, most: int) -> str:
    """A text of at most so many letters, cut between two words."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
