"""Long polling that loses nothing.

Telegram forgets an update as soon as a later one is asked for. So the next one is only asked for
when those before it have been handled; what was under way when the process died comes again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError

from bot.telegram.handlers import ALLOWED_UPDATES
from bot.telegram.patience import Patience

_log = logging.getLogger(__name__)

#: Telegram gives at most as many at a time.
BATCH = 100
#: How long a poll waits for something to happen, in seconds.
POLL = 25
#: How long to wait for updates under way before asking for more, in seconds: briefly at first, so
#: that one slow answer holds nobody up, then longer, since every poll brings them along again.
_LINGER, _LONGEST_LINGER = 0.05, 0.25
#: A crowd under way, and how long to wait until it is none, in seconds.
_CROWD, _CROWD_LINGER = BATCH // 5, 1.0
#: When an update is given up as unconfirmed: it goes on, but the others do not wait for it.
_STRAGGLER, _STRAGGLER_IN_CROWD = 20.0, 5.0
#: A server that is being restarted may know nobody for a moment.
_REFUSALS = 5


@dataclass(frozen=True, slots=True)
class _UnderWay:
    task: asyncio.Task[None]
    since: float


class Poller:
    """Fetches updates and handles them side by side, and confirms only what has been handled.

    After a crash an update that was under way is handled again; none is lost.
    """

    def __init__(self, bot: Bot, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._bot = bot
        self._handle = handle
        self._under_way: dict[int, _UnderWay] = {}
        self._handled: set[int] = set()
        self._after_last = 0
        self._crowded = False
        self._few = asyncio.Event()
        self._patience = Patience("fetching messages")

    async def run(self) -> NoReturn:
        """Fetch and handle until cancelled; a webhook that would keep updates away is ended.

        Raises:
            telegram.error.InvalidToken: Telegram does not know this bot any more.
        """
        await self._end_webhook()
        linger = _LINGER
        while True:
            fresh = await self._fetch()
            for update in fresh:
                self._begin(update)
            linger = _LINGER if fresh else min(2 * linger, _LONGEST_LINGER)
            if len(self._under_way) > _CROWD:
                await self._until_few()
            elif self._under_way:
                tasks = [entry.task for entry in self._under_way.values()]
                await asyncio.wait(tasks, timeout=linger)

    async def _until_few(self) -> None:
        """Wait for room: before that, asking for more would bring mostly the same ones."""
        self._few.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_CROWD_LINGER):
                await self._few.wait()

    async def _end_webhook(self) -> None:
        while True:
            try:
                await self._bot.delete_webhook()
            except InvalidToken:
                raise
            except Exception as error:  # noqa: BLE001  (a server that talks nonsense may recover)
                await self._patience.endure(error)
            else:
                self._patience.over()
                return

    async def finish(self, within: float) -> None:
        """Let what is under way end, for at most ``within`` seconds, and confirm what has."""
        tasks = [entry.task for entry in self._under_way.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            if late:
                _log.warning("%d updates are left for the next start", len(late))
        if not self._after_last:
            return
        try:
            await self._bot.get_updates(
                offset=min(self._under_way, default=self._after_last),
                limit=1,
                timeout=0,
                allowed_updates=ALLOWED_UPDATES,
            )
        except TelegramError as error:
            _log.warning("the last updates could not be confirmed and will come again: %s", error)

    async def _fetch(self) -> Sequence[Update]:
        """The updates that have not been begun yet."""
        refused = 0
        while True:
            unconfirmed = self._unconfirmed()
            try:
                updates = await self._bot.get_updates(
                    offset=min(unconfirmed, default=self._after_last) or None,
                    limit=BATCH,
                    # With one of them still to come back, nothing would be waited for.
                    timeout=0 if unconfirmed else POLL,
                    allowed_updates=ALLOWED_UPDATES,
                )
            except InvalidToken as error:
                refused += 1
                if refused >= _REFUSALS:
                    raise
                await self._patience.endure(error)
            except Exception as error:  # noqa: BLE001  (whatever it is, fetching must go on)
                await self._patience.endure(error)
            else:
                break
        self._patience.over()
        # What is not sent again has been confirmed.
        self._handled.intersection_update(update.update_id for update in updates)
        fresh = [
            update
            for update in updates
            if update.update_id not in self._under_way and update.update_id not in self._handled
        ]
        self._crowded = len(updates) == BATCH and not fresh
        if updates:
            self._after_last = updates[-1].update_id + 1
        return fresh

    def _unconfirmed(self) -> list[int]:
        """The updates under way that Telegram has to remember until they are handled."""
        patience = _STRAGGLER_IN_CROWD if self._crowded else _STRAGGLER
        latest = time.monotonic() - patience
        return [number for number, entry in self._under_way.items() if entry.since > latest]

    def _begin(self, update: Update) -> None:
        task = asyncio.create_task(self._handle_one(update))
        self._under_way[update.update_id] = _UnderWay(task, time.monotonic())

    async def _handle_one(self, update: Update) -> None:
        number = update.update_id
        try:
            await self._handle(update)
        except Exception:  # noqa: BLE001  (the others must go on)
            _log.exception("update %d could not be handled", number)
        # Not when it was cancelled: then it has to come again.
        del self._under_way[number]
        self._handled.add(number)
        if len(self._under_way) <= _CROWD:
            self._few.set()
