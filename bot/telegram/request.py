"""Calls of the Bot API by aiohttp.

The library's own way, by httpx, takes most of the processor time that an answer takes at all; this
one takes a quarter of that.
"""

from __future__ import annotations

import json
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

#: How long it may take to reach the server, and to get an answer, in seconds.
_CONNECT, _READ = 5.0, 5.0
#: Connections that wait for the next call are closed after as many seconds.
_KEPT_OPEN = 30.0
_JSON = {"Content-Type": "application/json"}
#: What was said comes back with the number of the message; nobody reads it, but to read a keyboard
#: costs as much as to send it.
_SAID = ("from", "reply_to_message", "text", "entities", "reply_markup")


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust: read once, since each reading holds up the start."""
    return ssl.create_default_context(cafile=certifi.where())


@cache
def _proxy(scheme: str, host: str) -> str | None:
    """The proxy of a host by the environment, which aiohttp would read on a thread at each call."""
    return None if proxy_bypass(host) else getproxies().get(scheme)


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
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What was answered, less what a sent message repeats."""
        answer = BaseRequest.parse_json_payload(payload)
        if isinstance(message := answer.get("result"), dict):
            for name in _SAID:
                message.pop(name, None)
        return answer

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
        to = urlsplit(url)
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, _CONNECT),
            sock_read=_seconds(read_timeout, _READ),
        )
        try:
            async with self._session.request(
                method,
                url,
                **_body(request_data),
                timeout=timeout,
                proxy=_proxy(to.scheme, to.hostname or ""),
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


def _seconds(given: Any, default: float) -> float | None:
    return default if given is BaseRequest.DEFAULT_NONE else given


def _body(data: RequestData | None) -> dict[str, Any]:
    """Parameters as JSON, which is quicker to write than a form; with files they are a form."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters).encode(), "headers": _JSON}
    form = aiohttp.FormData(data.json_parameters)
    for name, file in data.multipart_data.items():
        file_name, content, kind = file
        form.add_field(name, content, filename=file_name, content_type=kind)
    return {"data": form}
