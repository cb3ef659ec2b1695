"""``butaca run`` as a process of its own, against the Bot API on loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import psutil
from telegram_server import TelegramServer

#: How long a process may take for what it should do at once.
_PATIENCE = 30.0
_numbers = count(1)


class BotProcess:
    """A running bot.

    Attributes:
        log: where everything that it writes goes.
    """

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log

    @property
    def output(self) -> str:
        """What it has written so far."""
        return self.log.read_text(encoding="utf-8")

    @property
    def memory(self) -> int:
        """Its resident memory, in bytes."""
        return int(psutil.Process(self._process.pid).memory_info().rss)

    def send(self, what: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(what)

    async def ended(self) -> int:
        """Wait for its end; the exit status.

        Raises:
            TimeoutError: it goes on.
        """
        async with asyncio.timeout(_PATIENCE):
            return await self._process.wait()

    async def stop(self) -> int:
        """End it as a host does; the exit status."""
        if self._process.returncode is None:
            self.send(signal.SIGTERM)
        return await self.ended()


@asynccontextmanager
async def bot_process(
    telegram: TelegramServer, data_dir: Path, folder: Path, **environment: str
) -> AsyncIterator[BotProcess]:
    """Start ``butaca run`` and end it after the body, whatever happens there.

    Args:
        telegram: the server that it talks to, and whose token it has unless another is given.
        data_dir: where its catalogue is.
        folder: where it runs and its log is kept.
        environment: more environment variables.
    """
    inherited = {
        name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ
    }
    given = {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "BUTACA_DATA_DIR": str(data_dir),
        **environment,
    }
    log = folder / f"bot-{next(_numbers)}.log"
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot.cli", "run"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            env=inherited | given,
            cwd=folder,
        )
    try:
        yield BotProcess(process, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
