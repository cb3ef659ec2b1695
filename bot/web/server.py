"""The HTTP server, inside the event loop of the bot."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from fastapi import FastAPI

from recommender import ButacaError

_BACKLOG = 512
#: How long connections may take to end after the process was told to stop, in seconds.
_FINISH = 8


class PortUnusable(ButacaError):  # noqa: N818
    """Nothing can be served at BUTACA_WEB_HOST and BUTACA_WEB_PORT."""


class Server:
    """Serves an application until it is stopped."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        """Take the port, so that a host that cannot have it hears so at once.

        Args:
            app: what is served.
            host: the address to listen at.
            port: the port; 0 takes a free one.

        Raises:
            PortUnusable: it is taken, or not to be had.
        """
        self._app = app
        self._socket = _listen(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_FINISH,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to serve."""
        self._serving = asyncio.create_task(self._server.serve([self._socket]))

    async def stop(self) -> None:
        """Take no more requests, and end when those under way are answered."""
        self._app.state.health.stopping = True
        if self._serving is not None:
            self._server.should_exit = True
            with suppress(asyncio.CancelledError):
                await self._serving
        self._socket.close()


class _Server(uvicorn.Server):
    """The process has a way of its own to deal with signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        raise PortUnusable(
            f"cannot listen at {host} port {port} ({error}); "
            "choose another with BUTACA_WEB_HOST and BUTACA_WEB_PORT"
        ) from None
    listening.setblocking(False)
    return listening
