"""The assistant in a terminal: a conversation for people, or JSON lines for programs."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.assistant import Assistant, ChartRequest, Reply, Request
from bot.charts import Charts

#: A terminal has one chat with one person.
_CHAT = _USER = 0
_TAG = re.compile(r"</?[a-z]+(?: [^>]*)?>")
_BOLD, _PLAIN = "\033[1m", "\033[0m"
#: Letters of a bar's name and of the longest bar.
_NAME, _BAR = 24, 28
_EIGHTHS = " ▏▎▍▌▋▊▉█"


class BadLine(ValueError):  # noqa: N818
    """A line that is no message."""


def plain(text: str, *, styled: bool = False) -> str:
    """A reply's HTML as a terminal shows it."""
    if styled:
        text = text.replace("<b>", _BOLD).replace("</b>", _PLAIN)
    return html.unescape(_TAG.sub("", text))


def as_json(reply: Reply, chart: Path | None = None) -> dict[str, Any]:
    """A reply as the JSON object that programs read.

    Args:
        reply: the reply.
        chart: where its picture lies, if it has one.
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
        "chart": None if chart is None else str(chart),
    }


def _integer(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        # Programs may name people and chats as they like; the same name is the same number.
        return int.from_bytes(str(value).encode()[:7], "big") + (1 << 56)


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


async def picture(reply: Reply, charts: Charts) -> Path | None:
    """Where the picture of a reply lies; None when it has none or it could not be drawn."""
    return None if reply.chart is None else await charts.file(reply.chart)


async def converse_in_json(assistant: Assistant, lines: Iterable[str], charts: Charts) -> None:
    """Answer each line with one JSON object on a line, until the lines end."""
    for line in lines:
        try:
            reply = await assistant.answer(parse_line(line.rstrip("\r\n")))
            answer: dict[str, Any] = as_json(reply, await picture(reply, charts))
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


def show(reply: Reply, chart: Path | None = None) -> None:
    """Print a reply for people: its chart in text and where the picture lies, buttons numbered."""
    print(plain(str(reply.text), styled=sys.stdout.isatty()))
    if reply.chart is not None:
        print("", *bars(reply.chart), sep="\n")
    if chart is not None:
        print(f"  📊 {chart}")
    for picture in reply.album:
        print("", plain(picture.caption), f"  📊 {picture.path}", sep="\n")
    for number, button in enumerate((b for row in reply.buttons for b in row), 1):
        print(f"  [{number}] {button.label}")


async def converse(assistant: Assistant, language: str | None, charts: Charts) -> None:
    """Talk with a person until the input ends; a number presses a button of the last answer."""
    request = Request(chat=_CHAT, user=_USER, text="/start", language=language)
    while True:
        reply = await assistant.answer(request)
        show(reply, await picture(reply, charts))
        actions = [button.action for row in reply.buttons for button in row]
        try:
            line = input("\n> ")  # noqa: ASYNC250  (one person, one conversation)
        except (EOFError, KeyboardInterrupt):
            print()
            return
        # "[2]" presses a button; a bare number may be a film's title ("1917"), unless it fits one.
        number = line.strip().strip("[]")
        pressed = number.isdecimal() and 1 <= int(number) <= len(actions)
        request = Request(
            chat=_CHAT,
            user=_USER,
            text="" if pressed else line,
            language=language,
            press=actions[int(number) - 1] if pressed else None,
        )
