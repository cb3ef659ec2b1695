"""What Telegram brings is handled once, and acknowledged when it has been."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Update
from telegram_server import TelegramServer, bad_gateway

from bot.settings import Settings
from bot.telegram import patience, webhook
from bot.telegram.application import build
from bot.telegram.webhook import Webhook

URL = "http://127.0.0.1:1/telegram"
SECRET = "sesame"


class Bench:
    """The receiving end on its own, with handling as the test wants it."""

    def __init__(self, telegram: TelegramServer) -> None:
        given = Settings(_env_file=None, TELEGRAM_API_URL=telegram.url)
        self.bot = build(given, telegram.token).bot
        self.begun: list[int] = []
        self.free = asyncio.Event()
        self.done = True
        self.webhook = Webhook(self.bot, URL, SECRET, self.handle)

    async def handle(self, update: Update) -> bool:
        self.begun.append(update.update_id)
        await self.free.wait()
        if update.message is not None and update.message.text == "defect":
            raise ZeroDivisionError
        return self.done


@pytest.fixture
async def bench(telegram: TelegramServer) -> AsyncIterator[Bench]:
    bench = Bench(telegram)
    await bench.bot.initialize()
    yield bench
    await bench.bot.shutdown()


def update(number: int, text: str = "x") -> dict[str, Any]:
    chat = {"id": 1, "type": "private"}
    message = {"message_id": 1, "date": 0, "chat": chat, "text": text}
    return {"update_id": number, "message": message}


async def test_what_is_brought_twice_is_handled_once(bench: Bench) -> None:
    twice = [asyncio.create_task(bench.webhook.receive(update(1))) for _ in range(2)]
    await asyncio.sleep(0.01)
    bench.free.set()
    assert await asyncio.gather(*twice) == [True, True]
    assert bench.begun == [1]


async def test_what_another_process_is_at_comes_again(bench: Bench) -> None:
    bench.free.set()
    bench.done = False
    assert not await bench.webhook.receive(update(1))


async def test_who_brings_it_may_hang_up(bench: Bench) -> None:
    bringing = asyncio.create_task(bench.webhook.receive(update(1)))
    await asyncio.sleep(0.01)
    bringing.cancel()
    await asyncio.wait({bringing})
    again = asyncio.create_task(bench.webhook.receive(update(1)))
    bench.free.set()
    assert await again
    assert bench.begun == [1]


async def test_more_than_can_be_handled_is_sent_away(bench: Bench) -> None:
    brought = [
        asyncio.create_task(bench.webhook.receive(update(number)))
        for number in range(webhook.CONNECTIONS)
    ]
    await asyncio.sleep(0.05)
    assert not await bench.webhook.receive(update(1000))
    bench.free.set()
    assert all(await asyncio.gather(*brought))
    assert await bench.webhook.receive(update(1000))


@pytest.mark.parametrize(
    "content",
    [
        {"update_id": 1, "message": "not a message"},
        {"update_id": 1, "message": {"message_id": 1}},
        {"update_id": 1, "callback_query": {"id": []}},
        update(1, "defect"),
    ],
)
async def test_what_cannot_be_handled_is_logged_and_does_not_come_again(
    bench: Bench, content: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    bench.free.set()
    assert await bench.webhook.receive(content)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_a_stop_finishes_what_is_under_way(bench: Bench) -> None:
    under_way = asyncio.create_task(bench.webhook.receive(update(1)))
    await asyncio.sleep(0.01)
    finishing = asyncio.create_task(bench.webhook.finish(5))
    bench.free.set()
    await finishing
    assert under_way.done() or await under_way


async def test_a_stop_does_not_wait_for_ever(bench: Bench) -> None:
    under_way = asyncio.create_task(bench.webhook.receive(update(1)))
    await asyncio.sleep(0.01)
    await bench.webhook.finish(0.05)
    # Not acknowledged: Telegram brings it to the next start.
    with pytest.raises(asyncio.CancelledError):
        await under_way


async def test_trouble_and_rivals_are_got_over(
    telegram: TelegramServer,
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(webhook, "_LOOK_EVERY", 0.02)
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.01)
    telegram.fail(bad_gateway(), "setWebhook", times=3)
    running = asyncio.create_task(bench.webhook.run())
    await telegram.called("getWebhookInfo")
    assert telegram.webhook == URL
    telegram.webhook = "https://elsewhere.example/"
    await telegram.called("setWebhook", times=5)
    assert telegram.webhook == URL
    telegram._trouble = (1, "Wrong response from the webhook: 502 Bad Gateway")
    seen = len(telegram.calls)
    await telegram.called("getWebhookInfo", times=seen)
    running.cancel()
    await asyncio.wait({running})
    assert caplog.text.count("another process has changed") == 1
    assert caplog.text.count("could not bring an update") == 1
