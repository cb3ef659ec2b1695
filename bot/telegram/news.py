"""The weekly message to those who want it: each gets it once, whichever process sends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from telegram.error import Forbidden, TelegramError

from bot.assistant.answers.premieres import weekly
from bot.assistant.memory import SetNews, StoreUnavailable
from bot.assistant.reply import Reply
from bot.store import SqlStore
from bot.telegram.delivery import Place
from recommender import Recommender

_log = logging.getLogger(__name__)

#: Nobody gets two messages within this, whatever the schedule says.
APART = timedelta(days=6)
#: How late the messages may still be sent, after a sleep or a pause of the machine.
_MISFIRE_GRACE = timedelta(hours=6)

Send = Callable[[Place, Reply], Awaitable[None]]


class News:
    """Sends the weekly messages.

    Guarantees: of all the processes that share a database, one sends somebody's message, and at
    most once; a chat that the bot was thrown out of gets no more; Telegram's limits are kept by
    whoever sends.

    Args:
        store: who wants a message, and what they like.
        recommender: gives the open catalogue.
        send: sends a reply to a place.
        cron: when, in five cron fields.
        timezone: of that clock.
    """

    def __init__(
        self,
        store: SqlStore,
        recommender: Callable[[], Recommender],
        send: Send,
        cron: str,
        timezone: str,
    ) -> None:
        self._store = store
        self._recommender = recommender
        self._send = send
        self._scheduler = AsyncIOScheduler(timezone=timezone)
        self._scheduler.add_job(
            self.tell_all,
            CronTrigger.from_crontab(cron, timezone),
            id="news",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=int(_MISFIRE_GRACE.total_seconds()),
        )

    def start(self) -> None:
        """Begin the schedule, on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End the schedule."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tell_all(self, now: datetime | None = None) -> None:
        """Send everybody who waits for it their message.

        Args:
            now: the moment that ages are counted from, the present one unless told.
        """
        now = now or datetime.now(UTC)
        try:
            for person in await self._store.news_readers(now - APART):
                await self._tell(person, now)
        except StoreUnavailable as error:
            _log.error("the weekly messages are not sent: %s", error)

    async def _tell(self, number: int, now: datetime) -> None:
        if not await self._store.claim_news(number, now, now - APART):
            return
        person = await self._store.person(number)
        reply = await asyncio.to_thread(weekly, self._recommender(), person, now.date())
        if reply is None:
            return
        try:
            await self._send(Place(number), reply)
        except Forbidden:
            await self._store.apply([SetNews(number, None)])
            return
        except TelegramError as error:
            # It may have arrived all the same, so it is not sent again.
            _log.warning("a weekly message could not be sent: %s", error)
            return
        await self._store.apply(reply.changes)
