"""What a person says of a film at a press: on the list, seen, liked, not liked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.assistant.answers.film import plain_name
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.memory import MARKS, MOST_FILMS, OPPOSITE, Mark, SetMark
from bot.assistant.reply import Button, Reply
from recommender import Movie, UnknownMovie

_EMOJI: Mapping[Mark, str] = {"like": "👍", "dislike": "👎", "list": "⭐", "seen": "👁"}
#: The kinds of the presses, by mark; a second press of the same button changes nothing.
MARKING: Mapping[str, Mark] = {f"mark_{mark}": mark for mark in MARKS}
UNMARKING: Mapping[str, Mark] = {f"unmark_{mark}": mark for mark in MARKS}


def mark_buttons(turn: Turn, movie: Movie) -> tuple[Button, ...]:
    """One button for each mark. Where nobody reads along they show what the person has said."""
    if turn.request.group:
        return blank_mark_buttons(movie)
    person = turn.memory.person
    return tuple(_button(movie.id, mark, on=movie.id in person.films(mark)) for mark in _EMOJI)


def blank_mark_buttons(movie: Movie) -> tuple[Button, ...]:
    """One button for each mark, which tell nothing of anybody."""
    return tuple(_button(movie.id, mark, on=False) for mark in _EMOJI)


def mark(turn: Turn) -> Reply:
    """A film is marked: answered to whoever pressed, and to nobody else."""
    movie = _movie(turn)
    which = MARKING[turn.intent.kind]
    if not turn.memory.available:
        return _said(turn, turn.texts("memory-away").unescape())
    films = turn.memory.person.films(which)
    if movie.id not in films and len(films) >= MOST_FILMS:
        return _said(turn, turn.texts("marks-full", most=turn.texts.number(MOST_FILMS)).unescape())
    said = turn.texts(f"marked-{which}", film=plain_name(movie, turn.texts)).unescape()
    off = (OPPOSITE[which],) if which in OPPOSITE else ()
    changes = (SetMark(turn.request.user, movie.id, which),)
    return _said(turn, said, changes, _swaps(turn, movie, on=(which,), off=off))


def unmark(turn: Turn) -> Reply:
    """A mark is taken back."""
    movie = _movie(turn)
    which = UNMARKING[turn.intent.kind]
    if not turn.memory.available:
        return _said(turn, turn.texts("memory-away").unescape())
    said = turn.texts(f"unmarked-{which}", film=plain_name(movie, turn.texts)).unescape()
    changes = (SetMark(turn.request.user, movie.id, which, on=False),)
    return _said(turn, said, changes, _swaps(turn, movie, off=(which,)))


def _movie(turn: Turn) -> Movie:
    movie = turn.recommender.movie(turn.intent.movie or 0)
    if movie is None:
        raise UnknownMovie(turn.intent.movie or 0)
    return movie


def _said(
    turn: Turn,
    notice: str,
    changes: tuple[SetMark, ...] = (),
    swaps: Mapping[str, Button] | None = None,
) -> Reply:
    return Reply(
        text="", intent=turn.intent.kind, notice=notice, changes=changes, swaps=swaps or {}
    )


def _swaps(
    turn: Turn, movie: Movie, on: tuple[Mark, ...] = (), off: tuple[Mark, ...] = ()
) -> Mapping[str, Button]:
    """The buttons that say something else now, by what they said."""
    if turn.request.group:
        return {}
    now = dict.fromkeys(on, True) | dict.fromkeys(off, False)
    return {
        action(f"{'mark' if is_on else 'unmark'}_{mark}", movie.id): _button(
            movie.id, mark, on=is_on
        )
        for mark, is_on in now.items()
    }


def _button(movie: int, mark: Mark, *, on: bool) -> Button:
    label = f"{_EMOJI[mark]} ✓" if on else _EMOJI[mark]
    return Button(label, action(f"{'unmark' if on else 'mark'}_{mark}", movie))
