"""Telegram's bad days: many people at once while calls fail in every way that there is."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

from bot_process import bot_process
from telegram_server import (
    Fault,
    TelegramServer,
    bad_gateway,
    connection_reset,
    garbage,
    no_answer,
    too_many_requests,
)

#: Calls that fail, of a hundred.
OFTEN = 10
KINDS = [
    too_many_requests(1),
    bad_gateway(),
    Fault(500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
    garbage(),
    connection_reset(),
    connection_reset(handled=True),
    no_answer(),
    no_answer(handled=True),
]


class BadDay:
    """Lets calls fail at random, and counts the answers that arrived all the same."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.failed: Counter[str] = Counter()
        self.delivered_unseen = 0

    def __call__(self, method: str) -> Fault | None:
        if method not in ("sendMessage", "getUpdates", "sendChatAction"):
            return None
        if self._chance.randrange(100) >= OFTEN:
            return None
        fault = self._chance.choice(KINDS)
        if fault.status == 429 and self.failed["429"] >= 4:
            # Each one silences the bot for a second.
            return None
        if fault.hang and self.failed["hang"] >= 3:
            # Each one lasts as long as the caller's patience.
            return None
        self.failed["hang" if fault.hang else str(fault.status)] += 1
        self.delivered_unseen += method == "sendMessage" and fault.handled
        return fault


async def test_everybody_is_answered_and_nobody_twice_without_reason(
    sample_data: Path, tmp_path: Path
) -> None:
    async with TelegramServer() as telegram, bot_process(telegram, sample_data, tmp_path) as bot:
        await telegram.polled()
        people = [telegram.person(f"Person {number}") for number in range(50)]
        day = telegram.fault = BadDay(seed=1)
        for number in range(4):
            for person in people:
                person.says(["toy story", "/ayuda", "alien", "/score matrix"][number])
            await asyncio.sleep(0.2)
        async with asyncio.timeout(60):
            while telegram.pending():  # noqa: ASYNC110  (what is confirmed has no event)
                await asyncio.sleep(0.1)
        telegram.fault = lambda _: None
        assert await bot.stop() == 0
    assert len(day.failed) >= 5
    heard = [len(person.chat.heard) for person in people]
    assert min(heard) >= 4
    # An answer that arrived although its call failed is sent again: there is no telling.
    assert sum(heard) - 4 * len(people) <= day.delivered_unseen
    assert " ERROR " not in bot.output
    assert "Traceback" not in bot.output
