"""The bot's Telegram face in the test's own process, with an assistant that parrots."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from telegram_schema import FILE, Schema
from telegram_server import TelegramServer

from bot.assistant import Button, Reply, Request
from bot.settings import Settings
from bot.telegram import application


class Parrot:
    """An assistant that repeats what it hears, under a button, unless a test knows better.

    Attributes:
        heard: the requests, in order.
        reply: what is answered to a request; may raise.
    """

    def __init__(self) -> None:
        self.heard: list[Request] = []
        self.reply: Callable[[Request], Reply] = self.repeat
        self.recommender = SimpleNamespace(version="none")
        self.operations: Any = None

    async def answer(self, request: Request) -> Reply:
        self.heard.append(request)
        return self.reply(request)

    @staticmethod
    def repeat(request: Request) -> Reply:
        said = request.press or request.text
        return Reply(
            text=f"<b>heard</b> {len(said)}",
            intent="echo",
            buttons=((Button("again", f"again:{len(said)}"),),),
        )


def says(text: str, **more: Any) -> Callable[[Request], Reply]:
    """An assistant's reply that is always the same."""
    return lambda _: Reply(text=text, intent="fixed", **more)


@asynccontextmanager
async def talking(
    telegram: TelegramServer,
    assistant: Any,
    folder: Path,
    charts: Any = None,
    store: Any = None,
    **settings: Any,
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot at work against a server, until the body ends."""
    chosen = Settings(
        _env_file=None,
        TELEGRAM_API_URL=telegram.url,
        TELEGRAM_BOT_TOKEN=telegram.token,
        BUTACA_DATA_DIR=folder,
        **settings,
    )
    built = application.build(chosen, application.require_token(chosen))
    life = asyncio.create_task(application.live(built, chosen, assistant, charts, store))
    try:
        yield life
    finally:
        life.cancel()
        await asyncio.wait({life})


def problems(telegram: TelegramServer, data: Path) -> list[str]:
    """What Telegram's own description finds wrong with the calls of a bot."""
    schema = Schema(data / FILE)
    return [
        problem
        for call in [*telegram.calls, *telegram.polls]
        if call.status == 200
        for problem in schema.problems_of_call(call)
    ]
