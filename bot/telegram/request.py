"""Calls of the Bot API by aiohttp.

The library's own way, by httpx, takes most of the processor time that an answer takes at all; this
one takes a quarter of that.
"""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import aiohttp
import certifi
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

#: How long it may take to reach the server, and to get an answer, in seconds.
_CONNECT, _READ = 5.0, 5.0
#: Connections that wait for the next call are closed after as many seconds.
_KEPT_OPEN = 30.0


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust: read once, since each reading holds up the start."""
    return ssl.create_default_context(cafile=certifi.where())


class AiohttpRequest(BaseRequest):
    """Makes requests over a number of connections, as `telegram.request.BaseRequest` says."""

    def __init__(self, connections: int) -> None:
        """Set up the pool.

        Args:
            connections: calls that may be under way at once.
        """
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long to wait for an answer unless told, in seconds."""
        return _READ

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEPT_OPEN, ssl=_certificates()
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=True,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; the status and what was answered.

        Raises:
            telegram.error.TimedOut: it took too long.
            telegram.error.NetworkError: it broke off.
        """
        if self._session is None:
            raise RuntimeError("the request has not been initialized")
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, _CONNECT),
            sock_read=_seconds(read_timeout, _READ),
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_form(request_data),
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


def _seconds(given: Any, default: float) -> float | None:
    return default if given is BaseRequest.DEFAULT_NONE else given


def _form(data: RequestData | None) -> aiohttp.FormData | None:
    """Parameters and files as a form."""
    if data is None:
        return None
    form = aiohttp.FormData(data.json_parameters)
    if data.contains_files:
        for name, file in data.multipart_data.items():
            file_name, content, kind = file
            form.add_field(name, content, filename=file_name, content_type=kind)
    return form
