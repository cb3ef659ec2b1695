"""One of several processes of the same bot: it is handed updates and jobs, one JSON line each.

A stand-in for a process behind a balancer: what it is told comes from its standard input, and
whether an update has been handled goes to its standard output.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram import Update

from bot import refresh
from bot.assistant import Assistant
from bot.refresh import Refresher
from bot.settings import Settings
from bot.store import SqlStore
from bot.telegram import application, dispatch, nights
from bot.telegram.delivery import Delivery
from recommender import Recommender


async def main(database: str, telegram: str, token: str, catalogue: str, runs: str) -> None:
    """Serve until the input ends."""
    nights.WATCH_EVERY, nights.AFTER_START = timedelta(seconds=0.1), timedelta(0)
    program = f"import time; open({runs!r}, 'a').write('run '); time.sleep(1); print({RESULT!r})"
    refresh.etl_command = lambda *_, **__: [sys.executable, "-c", program]  # type: ignore[assignment]
    settings = Settings(
        _env_file=None,
        TELEGRAM_API_URL=telegram,
        TELEGRAM_BOT_TOKEN=token,
        BUTACA_DATA_DIR=catalogue,
    )
    built = application.build(settings, token)
    async with await SqlStore.open(database) as store:
        assistant = Assistant(Recommender.open(Path(catalogue) / "catalogue"))
        assistant.remember(store)
        refresher = Refresher(settings, assistant, told, coordination=store.coordination)
        boards = application.register(built, settings, assistant, Delivery(built.bot), store)
        await built.initialize()
        assert boards is not None
        await boards.start()
        say("ready")
        under_way: set[asyncio.Task[None]] = set()
        while line := await asyncio.to_thread(sys.stdin.readline):
            task = asyncio.create_task(do(json.loads(line), built, store, refresher))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
        await refresher.stop()
        await boards.stop()
        await built.shutdown()


RESULT = json.dumps({"published": None, "account": {}})


async def do(what: Any, built: Any, store: SqlStore, refresher: Refresher) -> None:
    """Do what one line says."""
    if what == "refresh":
        await refresher._begin_in_turn()
        if refresher._run is not None:
            await refresher._run
        return
    update = Update.de_json(what, built.bot)
    handled = await dispatch.handle_once(built, update, store.coordination)
    say(f"{update.update_id} {handled}")


async def told(*_: object) -> None:
    """Nobody is told of a run."""


def say(what: str) -> None:
    """One line to whoever started this process."""
    print(what, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
