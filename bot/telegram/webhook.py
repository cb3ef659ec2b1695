"""Updates that Telegram brings, instead of being asked for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

from telegram import Bot, Update
from telegram.error import InvalidToken

from bot.telegram.handlers import ALLOWED_UPDATES
from bot.telegram.patience import Patience

_log = logging.getLogger(__name__)

#: Updates that Telegram may bring at once, and that are handled at once; more are sent away, and
#: come again.
CONNECTIONS = 100
#: How often Telegram is asked whether it still knows the address and reaches it, in seconds.
_LOOK_EVERY = 60.0


class Webhook:
    """Tells Telegram where to bring updates, and handles them side by side.

    An update is acknowledged when it has been handled, here or by another process; otherwise
    Telegram brings it again. At the end the address stays: updates wait at Telegram for the next
    start.

    Attributes:
        path: where the address leads on this host.
        secret: what Telegram says to be known by.
    """

    def __init__(
        self, bot: Bot, url: str, secret: str, handle: Callable[[Update], Awaitable[bool]]
    ) -> None:
        """Set up the receiving end.

        Args:
            bot: whose updates they are.
            url: the address that Telegram is told.
            secret: what Telegram is to say with each update.
            handle: handles an update; whether it need not come again.
        """
        self._bot = bot
        self._url = url
        self.path = urlsplit(url).path or "/"
        self.secret = secret
        self._handle = handle
        self._under_way: dict[int, asyncio.Task[bool]] = {}
        self._patience = Patience("setting the webhook")
        self._troubled_at: datetime | None = None

    async def run(self) -> NoReturn:
        """Tell Telegram the address, and see to it that it stays known, until cancelled.

        Raises:
            telegram.error.InvalidToken: Telegram does not know this bot any more.
        """
        await self._until_done(self._tell)
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            await self._until_done(self._look)

    async def _until_done(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except InvalidToken:
                raise
            except Exception as error:  # noqa: BLE001  (whatever it is, it may pass)
                await self._patience.endure(error)
            else:
                self._patience.over()
                return

    async def _tell(self) -> None:
        await self._bot.set_webhook(
            self._url,
            secret_token=self.secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=CONNECTIONS,
        )

    async def _look(self) -> None:
        """See that Telegram has our address still, and what it says of reaching it."""
        known = await self._bot.get_webhook_info()
        if known.url != self._url:
            _log.warning("another process has changed where updates go; stop one of the two")
            await self._tell()
        trouble = known.last_error_message or ""
        if trouble and known.last_error_date != self._troubled_at:
            _log.warning("Telegram could not bring an update: %s", trouble)
        self._troubled_at = known.last_error_date

    async def receive(self, content: dict[str, Any]) -> bool:
        """Handle an update as it came; whether it need not come again."""
        number: int = content["update_id"]
        task = self._under_way.get(number)
        if task is None:
            if len(self._under_way) >= CONNECTIONS:
                return False
            task = asyncio.create_task(self._handle_one(content))
            self._under_way[number] = task
            task.add_done_callback(lambda _: self._under_way.pop(number, None))
        # Whoever brings it may hang up; it is handled all the same.
        return await asyncio.shield(task)

    async def _handle_one(self, content: dict[str, Any]) -> bool:
        number = content["update_id"]
        try:
            update = Update.de_json(content, self._bot)
        except Exception:  # noqa: BLE001  (it would come again for ever)
            _log.exception("update %d cannot be read", number)
            return True
        try:
            return await self._handle(update)
        except Exception:  # noqa: BLE001  (the others must go on)
            _log.exception("update %d could not be handled", number)
            return True

    async def finish(self, within: float) -> None:
        """Let what is under way end, for at most ``within`` seconds."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way.values(), timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if late:
            _log.warning("%d updates are left for the next start", len(late))
