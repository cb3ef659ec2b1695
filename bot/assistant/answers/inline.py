"""Films in any chat, as their titles are typed behind the bot's name.

One answer is a page of films, each with the card that is sent when it is chosen. Cards stand in
chats that the bot knows nothing of, so their buttons either speak to one person or lead into the
private chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from weakref import WeakKeyDictionary

from markupsafe import Markup

from bot.assistant.answers.card import card_text, poster
from bot.assistant.answers.film import plain_name
from bot.assistant.answers.marks import blank_mark_buttons
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.operations import Operations
from bot.assistant.reply import Button
from bot.assistant.texts import Texts
from recommender import Movie
from recommender.catalogue import Catalogue
from recommender.titles import ACCEPT

#: Films on one page. Telegram takes 50; fewer are there sooner, and the rest follows on scrolling.
PAGE = 10
#: From how few films on it is looked for titles that were mistyped.
_FEW = 5
_GENRES = 3
#: How long Telegram may keep an answer, in seconds; less when a new catalogue is near.
_KEPT, _KEPT_SHORTLY = 300, 10
_NO_POSTER = "🎬"


@dataclass(frozen=True, slots=True)
class InlineQuery:
    """What somebody types behind the bot's name, in some chat.

    Attributes:
        user: who types.
        text: what is typed so far.
        offset: how many films were shown before; what Telegram sends back, so anything.
        language: the face's guess of the person's language, or None.
        group: whether the chat is a group.
    """

    user: int
    text: str
    offset: str = ""
    language: str | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class InlineCard:
    """A film to choose, and the message that it becomes.

    Attributes:
        movie: the film's id.
        title: title and year.
        description: genres and score.
        text: HTML of the message.
        buttons: under the message.
        poster: address of a picture, or None.
    """

    movie: int
    title: str
    description: str
    text: Markup
    buttons: tuple[tuple[Button, ...], ...]
    poster: str | None


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """A page of films.

    Attributes:
        cards: the films, best first.
        next_offset: what to send for the page after it; empty when there is none.
        personal: whether it is for this person alone.
        kept: how long Telegram may give the same answer again, in seconds.
        button: leads into the private chat; shown where no film is found, or no list kept.
    """

    cards: tuple[InlineCard, ...]
    next_offset: str
    personal: bool
    kept: int
    button: Button | None


#: The cards made so far from each catalogue that is open, and the most that are kept of one.
_made: WeakKeyDictionary[Catalogue, dict[tuple[int, Texts], InlineCard]] = WeakKeyDictionary()
_MOST_MADE = 1000

#: For somebody who is shut out.
NOTHING = InlineAnswer(cards=(), next_offset="", personal=True, kept=_KEPT, button=None)


def inline(turn: Turn, query: InlineQuery, default_language: str) -> InlineAnswer:
    """The films that a query may mean, or, without a word, those that may be wanted right now.

    Args:
        turn: as for a request of the same person, who writes where others read along.
        query: what is typed.
        default_language: what most people read, for whom one answer does.
    """
    skip = int(query.offset) if query.offset.isascii() and query.offset.isdecimal() else 0
    skip = min(skip, 10_000)
    text = query.text.strip()
    movies = _typed(turn, text, skip) if text else _wanted(turn, skip)
    cards = tuple(_card(turn, movie) for movie in movies[:PAGE])
    return InlineAnswer(
        cards=cards,
        next_offset=str(skip + PAGE) if len(movies) > PAGE else "",
        personal=not text or turn.texts.language != default_language,
        kept=_kept(turn.operations) if text else 0,
        button=None if cards or skip else _door(turn, text),
    )


def _typed(turn: Turn, text: str, skip: int) -> Sequence[Movie]:
    """Films whose titles begin so, and those that were meant where hardly any does."""
    recommender = turn.recommender
    found = recommender.complete(text, PAGE + 1, skip=skip)
    if skip or len(found) >= _FEW:
        return found
    matches = recommender.resolve(text, limit=_FEW)
    meant = (match.movie for match in matches if match.score >= ACCEPT)
    return list({movie.id: movie for movie in (*found, *meant)}.values())


def _wanted(turn: Turn, skip: int) -> Sequence[Movie]:
    """What was last talked of where the person last talked, and their list."""
    latest, listed = turn.memory.latest, turn.memory.person.films("list")
    films = map(turn.recommender.movie, dict.fromkeys((*listed, *latest)))
    known = (movie for movie in films if movie is not None)
    return list(islice(known, skip, skip + PAGE + 1))


def _card(turn: Turn, movie: Movie) -> InlineCard:
    """A film as anybody may send it. While titles are typed the same films come again and again."""
    made = _made.setdefault(turn.recommender.catalogue, {})
    key = movie.id, turn.texts
    card = made.get(key)
    if card is None:
        if len(made) >= _MOST_MADE:
            made.clear()
        card = made[key] = _make(movie, turn.texts)
    return card


def _make(movie: Movie, texts: Texts) -> InlineCard:
    picture = poster(movie)
    title = plain_name(movie, texts)
    details = [texts.genre(genre) for genre in movie.genres[:_GENRES]]
    if movie.score is not None:
        details.append(f"★ {texts.number(movie.score, 1)}")
    label = texts("button-open-private").unescape()
    return InlineCard(
        movie=movie.id,
        title=title if picture else f"{_NO_POSTER} {title}",
        description=" · ".join(details),
        text=card_text(movie, texts, brief=True),
        buttons=(
            blank_mark_buttons(movie),
            (Button(label, action("card", movie.id), opens="private"),),
        ),
        poster=picture,
    )


def _door(turn: Turn, text: str) -> Button:
    label = turn.texts("inline-not-found" if text else "inline-nothing-yet").unescape()
    return Button(label, action("help"), opens="private")


def _kept(operations: Operations | None) -> int:
    """How long an answer stays right: until the catalogue is likely to change."""
    if operations is None:
        return _KEPT
    status = operations.status()
    if status.running:
        return _KEPT_SHORTLY
    if status.next_run is None:
        return _KEPT
    left = (status.next_run - datetime.now(UTC)).total_seconds()
    return max(_KEPT_SHORTLY, min(_KEPT, int(left)))
