"""What is asked and what is answered, before any face draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.assistant.memory import Change
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
        name: how the person is called; kept only where others have to know who did something.
        thread: the topic of the chat, if it has topics.
        reply_to: the number of the message that was replied to, if one was.
        reply_author: who wrote that message.
    """

    chat: int
    user: int
    text: str = ""
    language: str | None = None
    press: str | None = None
    group: bool = False
    name: str = ""
    thread: int | None = None
    reply_to: int | None = None
    reply_author: int | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button under an answer; ``action`` comes back as `Request.press` (at most 64 bytes).

    Attributes:
        label: what stands on it.
        action: what it says when it is pressed.
        opens: where it leads. ``here`` answers in the same chat. ``private`` opens the private
            chat with the bot, which is told ``action`` there. ``inline`` lets people look for a
            film where they are; a face that cannot do that sends ``action`` instead.
    """

    label: str
    action: str
    opens: Literal["here", "private", "inline"] = "here"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that comes with an answer."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that lies ready in a file, and the HTML that is said below it."""

    path: Path
    caption: str


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
        notice: a few plain words to whoever pressed the button and nobody else; with an empty
            ``text`` there is nothing more to say.
        swaps: buttons that take the place of others in the message whose button was pressed, by
            the action of those.
        replaces: whether the answer takes the place of the message whose button was pressed.
        album: pictures that come along, side by side.
        document: a file that comes along.
        changes: what there is to remember from now on.
        night: token of the film night that this answer changed. A face that can show it to the
            whole chat does so in place of ``text``.
        supersedes: a message of the same chat whose buttons end with this answer, if there is one.
    """

    text: str
    intent: str
    movies: tuple[Movie, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    chart: ChartRequest | None = None
    photo: str | None = None
    notice: str = ""
    swaps: Mapping[str, Button] = field(default_factory=dict)
    replaces: bool = False
    album: tuple[Picture, ...] = ()
    document: Document | None = None
    changes: tuple[Change, ...] = ()
    night: str | None = None
    supersedes: int | None = None
