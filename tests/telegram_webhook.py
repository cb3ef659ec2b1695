"""The webhook half of the loopback Bot API: it brings updates instead of being asked for them."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram_parameters import RefusedError

MAX_CONNECTIONS = 40
#: Pauses in seconds before an update is brought again; the real ones are longer.
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)
_TIMEOUT = 20.0


class WebhookMethods:
    """`setWebhook` and its kin, and the delivery to what was set.

    Attributes:
        webhook: the address that updates go to; polling is refused while it is set.
        balanced: where the address really leads: several processes that take turns. Empty for the
            address itself.
        brought: the HTTP status of every attempt to bring an update, by the update's number; 0
            where nobody answered.
    """

    _updates: deque[dict[str, Any]]
    _arrived: asyncio.Event
    _allowed: set[str] | None

    def __init__(self) -> None:
        super().__init__()
        self.webhook = ""
        self.balanced: list[str] = []
        self.brought: dict[int, list[int]] = {}
        self._secret = ""
        self._at_once = MAX_CONNECTIONS
        self._bringing: asyncio.Task[None] | None = None
        self._trouble: tuple[int, str] | None = None

    def _set_webhook(self, parameters: dict[str, Any]) -> bool:
        url, secret = parameters["url"], parameters.get("secret_token", "")
        host = urlsplit(url).hostname
        if url and urlsplit(url).scheme != "https" and host != "127.0.0.1":
            raise RefusedError(400, "Bad Request: bad webhook: An HTTPS URL must be provided")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise RefusedError(400, "Bad Request: secret token contains unallowed characters")
        self._drop(parameters)
        self._allowed = set(parameters.get("allowed_updates", ())) or self._allowed
        self.webhook, self._secret = url, secret
        self._at_once = parameters.get("max_connections", MAX_CONNECTIONS)
        self._arrived.set()
        if self._bringing is None:
            self._bringing = asyncio.create_task(self._bring())
        return True

    def _delete_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = ""
        self._drop(parameters)
        return True

    def _drop(self, parameters: dict[str, Any]) -> None:
        if parameters.get("drop_pending_updates"):
            self._updates.clear()

    def _get_webhook_info(self, _: dict[str, Any]) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
            "max_connections": self._at_once,
        }
        if self._trouble is not None:
            info["last_error_date"], info["last_error_message"] = self._trouble
        return info

    async def stop_bringing(self) -> None:
        """Bring no more updates."""
        if self._bringing is not None:
            self._bringing.cancel()
            await asyncio.wait({self._bringing})

    async def _bring(self) -> None:
        """Bring updates, several at once, each until it is taken."""
        under_way: dict[int, asyncio.Task[None]] = {}
        limits = httpx.Limits(max_connections=None)
        addresses: Any = None
        async with httpx.AsyncClient(timeout=_TIMEOUT, limits=limits, trust_env=False) as client:
            while True:
                self._arrived.clear()
                if addresses is None and self.webhook:
                    addresses = cycle(self.balanced or [self.webhook])
                for update in list(self._updates):
                    number = update["update_id"]
                    if not self.webhook or len(under_way) >= self._at_once:
                        break
                    if number not in under_way:
                        bringing = self._bring_one(client, addresses, update)
                        task = under_way[number] = asyncio.create_task(bringing)
                        task.add_done_callback(lambda _, n=number: under_way.pop(n))
                        task.add_done_callback(lambda _: self._arrived.set())
                await self._arrived.wait()

    async def _bring_one(
        self, client: httpx.AsyncClient, addresses: Any, update: dict[str, Any]
    ) -> None:
        attempts = self.brought.setdefault(update["update_id"], [])
        while self.webhook:
            status = 0
            try:
                answer = await client.post(
                    next(addresses),
                    json=update,
                    headers={"X-Telegram-Bot-Api-Secret-Token": self._secret},
                )
                status = answer.status_code
                words = f"Wrong response from the webhook: {status} {answer.reason_phrase}"
            except httpx.HTTPError:
                words = "Connection refused"
            attempts.append(status)
            if 200 <= status < 300:
                self._updates.remove(update)
                return
            self._trouble = (int(time.time()), words)
            await asyncio.sleep(_PAUSES[min(len(attempts), len(_PAUSES)) - 1])
