"""The JSON API by itself, without Telegram."""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

from bot.assistant import Assistant
from bot.assistant.operations import Asker, EtlRun, ReportRun
from bot.life import settle, until_stopped
from bot.refresh import Refresher
from bot.settings import Settings
from bot.web.app import build
from bot.web.server import Server

_log = logging.getLogger(__name__)


def serve(settings: Settings, assistant: Assistant) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        settings: where to listen, and when the catalogue is made anew.
        assistant: who answers; its catalogue is swapped when a newer one is published.

    Raises:
        PortUnusable: it cannot listen there.
    """
    server = Server(build(assistant, settings.language, {}), settings.web_host, settings.port)
    settle()
    asyncio.run(until_stopped(_live(settings, assistant, server)))


async def _live(settings: Settings, assistant: Assistant, server: Server) -> NoReturn:
    refresher = Refresher(settings, assistant, _noted)
    try:
        await refresher.start()
        assistant.operations = refresher
        await server.start()
        _log.info("answering at http://%s:%d, see /docs", settings.web_host, server.port)
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")
    finally:
        await server.stop()
        await refresher.stop()


async def _noted(run: EtlRun | ReportRun, _: Asker | None) -> None:
    """There is nobody to be told; the log has it."""
