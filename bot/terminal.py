"""The assistant in a terminal: a conversation for people, or JSON lines for programs."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from bot.assistant import Assistant, Button, ChartRequest, Reply, Request
from bot.assistant.memory import StoreUnavailable
from bot.charts import Charts

#: A database that ends with the conversation.
IN_MEMORY = "sqlite://"
#: A terminal has one chat with one person.
_CHAT = _USER = 0
#: Numbers beyond are no database's.
_LARGEST = 1 << 56
_TAG = re.compile(r"</?[a-z]+(?: [^>]*)?>")
_BOLD, _PLAIN = "\033[1m", "\033[0m"
#: Letters of a bar's name and of the longest bar.
_NAME, _BAR = 24, 28
_EIGHTHS = " ▏▎▍▌▋▊▉█"


class BadLine(ValueError):  # noqa: N818
    """A line that is no message."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where the files of a reply lie, if it has any."""

    chart: Path | None = None
    document: Path | None = None


class Files:
    """Writes what belongs to a reply and is no text."""

    def __init__(self, charts: Charts, documents: Path) -> None:
        """Set up.

        Args:
            charts: draws the charts.
            documents: the folder for documents; a new one replaces an older one of its name.
        """
        self._charts = charts
        self._documents = documents

    async def of(self, reply: Reply) -> Written:
        """Write what a reply brings along; a chart that could not be drawn is left out."""
        chart = None if reply.chart is None else await self._charts.file(reply.chart)
        return Written(chart, self._document(reply))

    def _document(self, reply: Reply) -> Path | None:
        if reply.document is None:
            return None
        self._documents.mkdir(parents=True, exist_ok=True)
        path = self._documents / reply.document.name
        path.write_bytes(reply.document.content)
        return path


@asynccontextmanager
async def remembering(assistant: Assistant, database: str) -> AsyncIterator[None]:
    """Let an assistant keep what people save in a database while the body runs.

    Where there is no place for one it goes on without, and says so on standard error.
    """
    from bot.store import DatabaseUnusable, SqlStore

    try:
        store = await SqlStore.open(database)
    except (DatabaseUnusable, StoreUnavailable) as error:
        print(f"butaca: nothing will be remembered, {error}", file=sys.stderr)
        yield
        return
    async with store:
        assistant.remember(store)
        yield


def plain(text: str, *, styled: bool = False) -> str:
    """A reply's HTML as a terminal shows it."""
    if styled:
        text = text.replace("<b>", _BOLD).replace("</b>", _PLAIN)
    return html.unescape(_TAG.sub("", text))


def as_json(reply: Reply, written: Written = Written()) -> dict[str, Any]:
    """A reply as the JSON object that programs read.

    Args:
        reply: the reply.
        written: where its files lie.
    """
    return {
        "text": str(reply.text),
        "intent": reply.intent,
        "movies": [
            {"id": movie.id, "title": movie.title, "year": movie.year} for movie in reply.movies
        ],
        "facts": dict(reply.facts),
        "buttons": [
            [{"label": button.label, "action": button.action} for button in row]
            for row in reply.buttons
        ],
        "chart": None if written.chart is None else str(written.chart),
        **({"notice": reply.notice} if reply.notice else {}),
        **({"document": str(written.document)} if written.document else {}),
    }


def _integer(value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = _LARGEST
    if abs(number) < _LARGEST:
        return number
    # Programs may name people and chats as they like; the same name is the same number.
    return int.from_bytes(str(value).encode()[:7], "big") + _LARGEST


def parse_line(line: str, language: str | None = None) -> Request:
    """A line of the JSON conversation: plain text, or an object with ``text`` or ``press``.

    Raises:
        BadLine: an object that says neither, or says it in another type than text.
    """
    try:
        message = json.loads(line)
    except ValueError:
        message = line
    if not isinstance(message, dict):
        return Request(chat=_CHAT, user=_USER, text=line, language=language)
    text, press = message.get("text", ""), message.get("press")
    if not isinstance(text, str) or not isinstance(press, str | None):
        raise BadLine('"text" and "press" take text')
    if "text" not in message and press is None:
        raise BadLine('an object needs "text" or "press"')
    user = _integer(message.get("user", _USER))
    spoken = message.get("language")
    return Request(
        chat=_integer(message.get("chat", user)),
        user=user,
        text=text,
        language=spoken if isinstance(spoken, str) else language,
        press=press,
    )


async def converse_in_json(assistant: Assistant, lines: Iterable[str], files: Files) -> None:
    """Answer each line with one JSON object on a line, until the lines end."""
    for line in lines:
        try:
            reply = await assistant.answer(parse_line(line.rstrip("\r\n")))
            answer: dict[str, Any] = as_json(reply, await files.of(reply))
        except BadLine as error:
            answer = {"error": str(error)}
        print(json.dumps(answer, ensure_ascii=False), flush=True)


def bars(chart: ChartRequest) -> list[str]:
    """The figures of a chart as bars in text, one a line; those that nobody knows without one."""
    data = chart.data
    longest = max((value for value in data["values"] if value), default=0)
    lines = []
    for label, value, shown in zip(data["labels"], data["values"], data["shown"], strict=True):
        name = label if len(label) <= _NAME else label[: _NAME - 1] + "…"
        eighths = round(8 * _BAR * value / longest) if value else 0
        bar = _EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
        lines.append(f"  {name:>{_NAME}} {bar} {shown}")
    return lines


def show(reply: Reply, written: Written) -> None:
    """Print a reply for people: its chart in text and where its files lie, buttons numbered."""
    said = plain(str(reply.text), styled=sys.stdout.isatty()) or reply.notice
    print(said)
    if reply.chart is not None:
        print("", *bars(reply.chart), sep="\n")
    if written.chart is not None:
        print(f"  📊 {written.chart}")
    for picture in reply.album:
        print("", plain(picture.caption), f"  📊 {picture.path}", sep="\n")
    if written.document is not None:
        print(f"  📄 {written.document}")
    numbers = count(1)
    for row in reply.buttons:
        print(" ", *(f"[{next(numbers)}] {button.label}" for button in row))


async def converse(assistant: Assistant, language: str | None, files: Files) -> None:
    """Talk with a person until the input ends; a number presses a button of the last answer."""
    request = Request(chat=_CHAT, user=_USER, text="/start", language=language)
    buttons: list[Button] = []
    while True:
        reply = await assistant.answer(request)
        show(reply, await files.of(reply))
        if reply.text:
            buttons = [button for row in reply.buttons for button in row]
        else:
            # Only a word was said: what could be pressed still can, and takes back what was said.
            buttons = [reply.swaps.get(button.action, button) for button in buttons]
        try:
            line = input("\n> ")  # noqa: ASYNC250  (one person, one conversation)
        except (EOFError, KeyboardInterrupt):
            print()
            return
        # "[2]" presses a button; a bare number may be a film's title ("1917"), unless it fits one.
        number = line.strip().strip("[]")
        pressed = number.isdecimal() and 1 <= int(number) <= len(buttons)
        request = Request(
            chat=_CHAT,
            user=_USER,
            text="" if pressed else line,
            language=language,
            press=buttons[int(number) - 1].action if pressed else None,
        )
