"""A conversation of several turns as it goes over the wire, to Telegram and back."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram_bot import talking
from telegram_server import Person, TelegramServer

from bot.assistant import Assistant, Request
from bot.assistant.context import Context
from bot.telegram import patience
from recommender import Recommender

DIALOGUES = (
    ("recomiéndame algo como Matrix", "más", "la segunda", "¿quién la dirigió?", "gracias"),
    ("comedias de los 90", "¿y de los 80?", "la primera", "¿por qué esa?"),
    ("recomiéndame Dune", "no, la de 1984", "¿quién la dirigió?"),
)


@pytest.fixture
async def ana(
    sample: Recommender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Person]:
    """Somebody who talks in private to the bot that serves the sample."""
    monkeypatch.setattr(patience, "_PAUSES", (0.01,) * 4)
    async with TelegramServer() as server, talking(server, Assistant(sample), tmp_path):
        await server.polled()
        yield server.person("Ana")


def shown(message: dict[str, Any]) -> tuple[str, list[str]]:
    """The text of a message, and what stands on its buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    said = str(message.get("text") or message.get("caption"))
    return said.strip(), [button["text"] for row in rows for button in row]


@pytest.mark.parametrize("lines", DIALOGUES, ids=lambda lines: lines[0])
async def test_what_is_meant_is_answered_as_in_the_terminal(
    ana: Person, sample: Recommender, lines: tuple[str, ...]
) -> None:
    assistant, context = Assistant(sample), Context()
    for line in lines:
        ana.says(line)
        text, buttons = shown(await ana.hears())
        request = Request(chat=ana.id, user=ana.id, text=line, language="es", name="Ana")
        reply, context = assistant.converse(request, context)
        assert text == html.unescape(re.sub("<[^>]+>", "", str(reply.text))).strip()
        assert buttons == [button.label for row in reply.buttons for button in row]


async def test_a_filter_of_a_surprise_is_dropped_by_its_button(ana: Person) -> None:
    ana.says("/sorpresa comedia")
    surprise = await ana.hears()
    text, buttons = shown(surprise)
    assert "Comedia" in text.splitlines()[0]
    assert "✕ Comedia" in buttons
    ana.presses(surprise, "✕ Comedia")
    text, buttons = shown(await ana.hears())
    assert "Comedia" not in text.splitlines()[0]
    assert not [label for label in buttons if label.startswith("✕")]
