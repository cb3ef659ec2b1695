"""Which film an answer is about, and how a film is named."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from bot.assistant.answers.turn import Turn
from bot.assistant.commands import BY_INTENT
from bot.assistant.intents import action
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import Texts
from recommender import Match, Movie, UnknownMovie
from recommender.name_index import SAME_WORDS
from recommender.titles import ACCEPT, ASK

#: How many films are offered when it is not clear which one is meant.
OFFERED = 3
#: How many of one name are looked for. Few films have as many.
_NAMESAKES = 8
_LABEL = 60
#: With fewer votes a film is not taken for one whose title is only nearly the same: that one is
#: more probably not here.
_KNOWN = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """The film that is meant, and others that it might have been.

    Attributes:
        movie: the film.
        matched: the title under which it was found.
        score: how well that title fits, 0 to 100.
        others: buttons that answer the same for the other films of that title.
    """

    movie: Movie
    matched: str
    score: float
    others: tuple[tuple[Button, ...], ...] = ()


def year_of(movie: Movie, texts: Texts) -> str:
    """The year as it is shown beside a title, never left out."""
    return str(movie.year) if movie.year else texts("year-unknown").unescape()


def plain_name(movie: Movie, texts: Texts) -> str:
    """Title and year for a button's label, in the reader's language where it has one."""
    title = movie.title_es if texts.language == "es" and movie.title_es else movie.title
    if len(title) > _LABEL:
        title = title[: _LABEL - 1].rstrip() + "…"
    return f"{title} ({year_of(movie, texts)})"


def name(movie: Movie, texts: Texts) -> Markup:
    """Title and year for a sentence; a Spanish reader sees the Spanish title as well."""
    year = year_of(movie, texts)
    if texts.language == "es" and movie.title_es:
        return texts("film-both-titles", title=movie.title_es, original=movie.title, year=year)
    return texts("film", title=movie.title, year=year)


def choose(turn: Turn) -> Chosen | Reply:
    """The film that the turn is about, or the question that has to be asked first.

    Raises:
        UnknownMovie: a button named a film that the catalogue does not have.
    """
    intent = turn.intent
    if intent.movie is not None:
        movie = turn.recommender.movie(intent.movie)
        if movie is None:
            raise UnknownMovie(intent.movie)
        return Chosen(movie, movie.title, 100.0)
    if not intent.text:
        command = turn.command(intent.kind if intent.kind in BY_INTENT else "recommend")
        return Reply(text=turn.texts("title-missing", command=command), intent=intent.kind)
    matches = turn.recommender.resolve(intent.text, limit=_NAMESAKES, alike=False)
    if not matches or matches[0].score < ASK:
        return _ask(turn, matches, "title-unknown" if matches else "title-unknown-none")
    best = matches[0]
    if best.score < ACCEPT or (best.score < SAME_WORDS and best.movie.vote_count < _KNOWN):
        return _ask(turn, matches, "title-unsure")
    namesakes = [match for match in matches[1:] if match.score >= best.score]
    return Chosen(best.movie, best.matched, best.score, _buttons(turn, namesakes))


def _ask(turn: Turn, matches: list[Match], message: str) -> Reply:
    offered = matches[:OFFERED]
    return Reply(
        text=turn.texts(message, typed=turn.typed),
        intent=turn.intent.kind,
        facts={"asked": [match.movie.id for match in offered]},
        buttons=_buttons(turn, offered),
    )


def _buttons(turn: Turn, matches: list[Match]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (
            Button(
                plain_name(match.movie, turn.texts),
                action(turn.intent.kind, match.movie.id),
            ),
        )
        for match in matches
    )
