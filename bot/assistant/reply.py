"""What is asked and what is answered, before any face draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from recommender import Movie


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a person said or pressed.

    Attributes:
        chat: where it was said; a private chat has its person's id.
        user: who said it.
        text: what was said, as typed; empty for a press.
        language: the face's guess of the person's language (an IETF tag), or None.
        press: the action of the pressed button, or None.
        group: whether others read along, which asks for short answers.
    """

    chat: int
    user: int
    text: str = ""
    language: str | None = None
    press: str | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button under an answer; ``action`` comes back as `Request.press` (at most 64 bytes)."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """A picture that would say more: which kind, its language and the figures it draws."""

    kind: str
    language: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: HTML as Telegram reads it, and the same in figures.

    Attributes:
        text: HTML with everything from people or data escaped.
        intent: the kind of the intent that was answered.
        movies: the films that the answer names, in its order.
        facts: the answer's figures, JSON-ready.
        buttons: rows of buttons.
        chart: the picture to draw, if any.
        photo: address of a picture that belongs to the answer (a poster), if any; the text says
            everything without it.
    """

    text: str
    intent: str
    movies: tuple[Movie, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    chart: ChartRequest | None = None
    photo: str | None = None
