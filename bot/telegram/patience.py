"""Passing trouble with Telegram: what it is, and how long to wait before the next attempt."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, cast

from telegram.constants import FloodLimit
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter

from bot.metrics import TELEGRAM_ERRORS

_log = logging.getLogger(__name__)

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
#: Pauses in seconds between the attempts to get one answer through, five minutes in all.
_PAUSES = (0.5, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60)
_FLOOD_RETRIES = 5
#: How long after a conflict the other process may still be there, in seconds.
_CONFLICT_LASTS = 60.0
_PICTURES = ("sendPhoto", "sendMediaGroup")


def is_passing(error: Exception) -> bool:
    """Whether the same call may well succeed a little later."""
    if isinstance(error, NetworkError):
        # The library derives what Telegram refuses from what does not reach it.
        return not isinstance(error, BadRequest)
    if isinstance(error, RetryAfter):
        return True
    # An answer that is no JSON, or not the JSON it should be, is raised as these.
    return isinstance(error, KeyError) or type(error) is TelegramError


class Patience:
    """Growing pauses while something fails; the log hears of it once, and once when it is over.

    Two processes that fetch the same messages take turns at being turned away, so that trouble is
    only over when it has not come back for a while.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._attempts = 0
        self._told: str | None = None
        self._over_at = 0.0

    async def endure(self, error: Exception) -> None:
        """Wait before the next attempt."""
        if isinstance(error, TelegramError):
            TELEGRAM_ERRORS.labels(type(error).__name__).inc()
        pause = min(_FIRST_PAUSE * 2**self._attempts, _LONGEST_PAUSE)
        if isinstance(error, RetryAfter):
            pause = max(pause, cast("timedelta", error.retry_after).total_seconds())
        self._attempts += 1
        trouble = _in_words(error)
        level = logging.DEBUG if trouble == self._told else logging.WARNING
        _log.log(level, "%s: %s. Trying again until it works.", self._what, trouble)
        self._told = trouble
        await asyncio.sleep(pause)
        self._over_at = time.monotonic() + (_CONFLICT_LASTS if isinstance(error, Conflict) else 0)

    def over(self) -> None:
        """The last attempt succeeded."""
        if self._told is not None:
            if time.monotonic() < self._over_at:
                return
            _log.info("%s: works again after %d attempts.", self._what, self._attempts + 1)
        self._attempts, self._told = 0, None


def _in_words(error: Exception) -> str:
    if isinstance(error, Conflict):
        return f"another process is fetching this bot's messages, stop one of them ({error})"
    return f"{type(error).__name__}: {error}"


class PatientRateLimiter(AIORateLimiter):
    """Keeps within Telegram's limits, and gets messages through its bad moments.

    A call that breaks off may have been carried out all the same; it is made again, since an answer
    that comes twice is better than one that never comes.
    """

    def __init__(self, *, official: bool) -> None:
        """Set up the limits.

        Args:
            official: whether this is Telegram's own server. Another one has an overall limit of its
                own and says so by answering 429, which is obeyed.
        """
        super().__init__(
            overall_max_rate=FloodLimit.MESSAGES_PER_SECOND if official else 0,
            max_retries=_FLOOD_RETRIES,
        )

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a call as `BaseRateLimiter.process_request` says."""
        try:
            return await self._persist(callback, args, kwargs, endpoint, data, rate_limit_args)
        except Exception as error:
            TELEGRAM_ERRORS.labels(type(error).__name__).inc()
            raise

    async def _persist(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        if endpoint in ("sendChatAction", "getChatMember"):
            # Not a message: it counts towards no limit, and is not worth a second attempt.
            return await callback(*args, **kwargs)
        pauses = _PAUSES if endpoint.startswith(("send", "edit", "answer")) else ()
        # A picture is not worth waiting for: the answer goes without it.
        for pause in pauses[:1] if endpoint in _PICTURES else pauses:
            try:
                return await super().process_request(
                    callback, args, kwargs, endpoint, data, rate_limit_args
                )
            except Exception as error:
                if not is_passing(error):
                    raise
                TELEGRAM_ERRORS.labels(type(error).__name__).inc()
                _log.debug("%s: %s, again in %s s", endpoint, _in_words(error), pause)
                await asyncio.sleep(pause)
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )
