"""Asks TMDB's API: never too fast, patiently, and without ever showing the key."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any

import httpx
import stamina

from etl.errors import EtlError
from etl.tmdb.options import REQUESTS_PER_SECOND
from recommender.errors import Problem

#: Tries at one question, the first among them.
TRIES = 5
#: How long an answer may take, in seconds.
TIMEOUT = 15.0
#: How long TMDB may make us wait before the run rather goes on without it, in seconds.
LONGEST_WAIT = 60.0
_CONNECTIONS = 20
_TOO_MANY = 429
_SERVER_ERRORS = 500
#: Keys of the older kind travel in the address, and have no dots; tokens travel in a header.
_JWT = "eyJ"


class KeyRefused(EtlError):  # noqa: N818
    """TMDB does not accept the key."""


class OutOfBudget(EtlError):  # noqa: N818
    """As many requests were made as this run may make."""


class TmdbUnavailable(EtlError):  # noqa: N818
    """TMDB cannot be reached, or answers nothing that can be used."""


class _Again(Exception):  # noqa: N818  (never leaves this module)
    """Worth another try, after a while if TMDB said how long."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


class _Pace:
    """Gives each request its turn, evenly spaced."""

    def __init__(self, per_second: float) -> None:
        self._step = 1 / per_second
        self._next = 0.0

    async def turn(self) -> None:
        now = asyncio.get_running_loop().time()
        mine = max(self._next, now)
        self._next = mine + self._step
        await asyncio.sleep(mine - now)

    def pause(self, seconds: float) -> None:
        """Nobody's turn comes before these seconds are over."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now + seconds)


class _WithoutKey(logging.Filter):
    """Takes the key out of the addresses that the HTTP library logs."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = record.getMessage().replace(self._key, "***")
        record.args = None
        return True


class TmdbClient:
    """Asks TMDB within a budget of requests. Used as an async context manager.

    Args:
        key: a key of version 3, or a token of version 4.
        url: where the API is, up to its version.
        budget: how many requests may be made, tries among them.
        per_second: how many of them a second.
        patience: multiplies the waits between tries; 0 in tests.

    Attributes:
        left: how much of the budget is left.
    """

    def __init__(
        self,
        key: str,
        url: str,
        budget: int,
        per_second: float = REQUESTS_PER_SECOND,
        patience: float = 1.0,
    ) -> None:
        self.left = budget
        self._pace = _Pace(per_second)
        self._patience = patience
        self._filter = _WithoutKey(key)
        token = key.startswith(_JWT)
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/") + "/",
            params=None if token else {"api_key": key},
            headers={"Authorization": f"Bearer {key}"} if token else None,
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=_CONNECTIONS),
        )

    async def __aenter__(self) -> TmdbClient:
        logging.getLogger("httpx").addFilter(self._filter)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()
        logging.getLogger("httpx").removeFilter(self._filter)

    async def get(self, path: str, **params: str | int) -> Mapping[str, Any] | None:
        """The answer to one question; None where TMDB has no such thing.

        Raises:
            KeyRefused: TMDB does not accept the key.
            OutOfBudget: no request is left.
            TmdbUnavailable: it failed again and again.
        """
        try:
            async for attempt in stamina.retry_context(
                on=self._wait,
                attempts=TRIES,
                timeout=None,
                wait_initial=0.5 * self._patience,
                wait_max=20.0 * self._patience,
                wait_jitter=0.5 * self._patience,
            ):
                with attempt:
                    return await self._try(path, params)
        except _Again as error:
            raise TmdbUnavailable(Problem("tmdb-away", because=str(error))) from None
        raise AssertionError("every try returns or raises")

    def _wait(self, error: Exception) -> bool | timedelta:
        """Whether to try again, and when."""
        if not isinstance(error, _Again):
            return False
        if error.after is None:
            return True
        if error.after > LONGEST_WAIT:
            return False
        self._pace.pause(error.after)
        return timedelta(seconds=error.after)

    async def _try(self, path: str, params: Mapping[str, str | int]) -> Mapping[str, Any] | None:
        if self.left <= 0:
            raise OutOfBudget("as many questions were asked as one run may ask")
        self.left -= 1
        await self._pace.turn()
        try:
            response = await self._http.get(path, params=dict(params))
        except httpx.TransportError as error:
            # Its message may hold the address, and with it the key.
            raise _Again(type(error).__name__) from None
        status = response.status_code
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise KeyRefused(Problem("tmdb-refused"))
        if status == httpx.codes.NOT_FOUND:
            return None
        if status == _TOO_MANY:
            raise _Again("too many requests", _seconds(response.headers.get("Retry-After")))
        if status >= _SERVER_ERRORS:
            raise _Again(f"status {status}")
        if status != httpx.codes.OK:
            raise TmdbUnavailable(Problem("tmdb-away", because=f"status {status}"))
        try:
            answer = response.json()
        except ValueError:
            raise _Again("an answer that is no JSON") from None
        if not isinstance(answer, dict):
            raise _Again("an answer that is no object")
        return answer


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
