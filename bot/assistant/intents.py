"""What a text or a pressed button asks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.assistant.commands import BY_NAME
from bot.assistant.reply import Request

#: Nobody types a longer title; what is pasted beyond is not read.
MAX_TEXT = 300

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@\w+)?(?:\s+(?P<argument>.*))?", re.DOTALL)
_ACTION = re.compile(
    r"(?P<kind>[a-z_]+)(?::(?P<movie>\d{1,9}))?(?::(?P<offset>\d{1,4}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What is asked.

    Attributes:
        kind: which answer is wanted; `bot.assistant.assistant.ANSWERS` has one for each.
        text: the words it is about, cleaned; empty when there are none.
        movie: the film it is about, when a button named it.
        offset: how many results were shown before.
    """

    kind: str
    text: str = ""
    movie: int | None = None
    offset: int = 0


def clean(text: str) -> str:
    """The text without control characters and surplus spaces, at most `MAX_TEXT` long."""
    visible = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} else letter
        for letter in text[: 4 * MAX_TEXT]
    )
    return " ".join(visible.split())[:MAX_TEXT].rstrip()


def action(kind: str, movie: int | None = None, offset: int = 0) -> str:
    """What a button says when it is pressed; `understand` reads it back."""
    parts = [kind] if movie is None else [kind, str(movie)]
    return ":".join([*parts, str(offset)] if offset else parts)


def understand(request: Request) -> Intent:
    """The intent of a request.

    A press that none of our buttons sends becomes the kind ``stale``, a command that does not
    exist ``unknown_command``, a text without a word ``empty``, and any other text is a title.
    """
    if request.press is not None:
        pressed = _ACTION.fullmatch(request.press)
        if pressed is None:
            return Intent("stale")
        return Intent(
            pressed["kind"],
            movie=int(pressed["movie"]) if pressed["movie"] else None,
            offset=int(pressed["offset"] or 0),
        )
    text = clean(request.text)
    if not text:
        return Intent("empty")
    typed = _COMMAND.fullmatch(text)
    if typed is None:
        return Intent("recommend", text)
    command = BY_NAME.get(typed["name"].lower())
    if command is None:
        return Intent("unknown_command", typed["name"])
    return Intent(command.intent, (typed["argument"] or "").strip())
