"""What a text or a pressed button asks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.assistant.commands import BY_NAME, Command
from bot.assistant.reply import Request

#: Nobody types a longer title; what is pasted beyond is not read.
MAX_TEXT = 300

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@\w+)?(?:\s+(?P<argument>.*))?", re.DOTALL)
#: Telegram's limit for what a button sends back, in UTF-8.
ACTION_BYTES = 64
_ACTION = re.compile(
    r"(?P<kind>[a-z_]+)(?:@(?P<night>[\w-]{1,16}))?(?::(?P<movie>\d{1,9}))?"
    r"(?:(?(movie):|::)(?P<offset>\d{1,4}))?"
    r"(?:=(?P<text>.+))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What is asked.

    Attributes:
        kind: which answer is wanted; `bot.assistant.assistant.ANSWERS` has one for each.
        text: the words it is about, cleaned; empty when there are none.
        movie: the film it is about, when a button named it.
        offset: how many results were shown before.
        options: what it may be, when only asking can tell.
        night: the token of the film night it is about, when a button named it.
    """

    kind: str
    text: str = ""
    movie: int | None = None
    offset: int = 0
    options: tuple[Intent, ...] = ()
    night: str = ""


def clean(text: str) -> str:
    """The text without control characters and surplus spaces, at most `MAX_TEXT` long."""
    visible = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} else letter
        for letter in text[: 4 * MAX_TEXT]
    )
    return " ".join(visible.split())[:MAX_TEXT].rstrip()


def _plain(name: str) -> str:
    """A command's name as it stands in the table, where people write it with accents."""
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def command_named(name: str) -> Command | None:
    """The command of a name, however its letters are accented and whatever their case."""
    return BY_NAME.get(_plain(name))


def action(
    kind: str, movie: int | None = None, offset: int = 0, text: str = "", night: str = ""
) -> str:
    """What a button says when it is pressed; `understand` reads it back.

    It may grow beyond `ACTION_BYTES` only through ``text``; see `fits`.
    """
    said = f"{kind}@{night}" if night else kind
    if movie is not None or offset:
        said += f":{'' if movie is None else movie}"
    if offset:
        said += f":{offset}"
    return f"{said}={text}" if text else said


def fits(said: str) -> bool:
    """Whether a button may send this."""
    return len(said.encode()) <= ACTION_BYTES


def pressed(said: str) -> Intent:
    """The intent of a press; what none of our buttons sends becomes the kind ``stale``."""
    parts = _ACTION.fullmatch(said)
    if parts is None:
        return Intent("stale")
    return Intent(
        parts["kind"],
        text=parts["text"] or "",
        movie=int(parts["movie"]) if parts["movie"] else None,
        offset=int(parts["offset"] or 0),
        night=parts["night"] or "",
    )


def understand(request: Request) -> Intent:
    """The intent of a request, as far as its form tells.

    A press that none of our buttons sends becomes the kind ``stale``, a command that does not
    exist ``unknown_command``, a text without a word ``empty``, and any other text ``words``, which
    `bot.assistant.understanding` makes sense of.
    """
    if request.press is not None:
        return pressed(request.press)
    text = clean(request.text)
    if not text:
        return Intent("empty")
    typed = _COMMAND.fullmatch(text)
    if typed is None:
        return Intent("words", text)
    command = command_named(typed["name"])
    if command is None:
        return Intent("unknown_command", typed["name"])
    return Intent(command.intent, (typed["argument"] or "").strip())
