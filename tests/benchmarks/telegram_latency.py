"""How fast and how large ``butaca run`` is, as Telegram sees it.

    python tests/benchmarks/telegram_latency.py DATA_DIR [--raw DUMP]

A person's message counts from the moment it is sent to the moment the answer arrives, over real
HTTP on loopback; "inside" counts from the update's arrival in the bot to the end of its handling,
by the bot's own log. Titles are drawn from the catalogue, half of them misspelt. The baseline is a
bare echo bot of the same library, measured in the same run. With ``--raw`` the ETL builds that dump
into the same data folder, at the low priority that the bot gives it, while the messages go on.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from telegram_server import TelegramServer

from recommender import Recommender

_LANGUAGE = "es"
#: The bare bot; it answers several messages at a time, as Butaca does.
ECHO = """
import os
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def echo(update, context):
    await update.message.reply_text(update.message.text)

application = (
    ApplicationBuilder()
    .token(os.environ["TELEGRAM_BOT_TOKEN"])
    .base_url(os.environ["TELEGRAM_API_URL"])
    .concurrent_updates(True)
    .build()
)
application.add_handler(MessageHandler(filters.TEXT, echo))
application.run_polling()
"""


@dataclass(frozen=True)
class Figures:
    """What was measured of one bot.

    Attributes:
        latencies: seconds from message to answer, one for each answered message.
        lost: messages without an answer.
        memory: resident bytes at the end.
        ready: seconds from the start of the process to its first poll.
        inside: milliseconds from an update's arrival to the end of its handling, where known.
    """

    latencies: list[float]
    lost: int
    memory: int
    ready: float
    inside: list[float]

    def row(self, name: str) -> str:
        """A row of the table, times in milliseconds."""
        p50, p99, worst = np.percentile(self.latencies, [50, 99, 100]) * 1000
        inside = np.percentile(self.inside, [50, 99]) if self.inside else [np.nan, np.nan]
        figures = (p50, p99, worst, *inside, self.memory / 2**20, self.ready)
        return f"{name:<28}{len(self.latencies):>9}{self.lost:>6}" + "".join(
            f"{figure:>9.1f}" if not np.isnan(figure) else f"{'–':>9}" for figure in figures
        )

    @property
    def p99(self) -> float:
        """The 99th percentile of the latencies, in seconds."""
        return float(np.percentile(self.latencies, 99))


class Bot:
    """A bot's process and the messages that are sent to it."""

    def __init__(
        self, telegram: TelegramServer, process: asyncio.subprocess.Process, log: Path
    ) -> None:
        self.telegram = telegram
        self.process = process
        self.log = log
        self.ready = 0.0

    async def send(
        self, titles: list[str], rate: float, until: asyncio.Task[int] | None = None
    ) -> Figures:
        """Send ``rate`` messages a second, each from somebody else, and wait for the answers.

        Args:
            titles: what is asked for, in turn.
            rate: messages a second, evenly spaced.
            until: go through the titles again until this is done.
        """
        said: dict[int, float] = {}
        first_call, first_line = len(self.telegram.calls), len(self._handled())
        begin = time.perf_counter()
        while len(said) < len(titles) or (until is not None and not until.done()):
            person = self.telegram.person("Ana", _LANGUAGE)
            await asyncio.sleep(max(0.0, begin + len(said) / rate - time.perf_counter()))
            said[person.id] = time.perf_counter()
            person.says(f"/recomienda {titles[len(said) % len(titles)]}")
        answered: dict[int, float] = {}
        deadline = time.perf_counter() + 20
        while len(answered) < len(said) and time.perf_counter() < deadline:
            await asyncio.sleep(0.1)
            answered = {
                call.parameters["chat_id"]: call.at
                for call in self.telegram.calls[first_call:]
                if call.method == "sendMessage"
            }
        latencies = [answered[person] - said[person] for person in said if person in answered]
        memory = psutil.Process(self.process.pid).memory_info().rss
        inside = self._handled()[first_line:]
        return Figures(latencies, len(said) - len(latencies), memory, self.ready, inside)

    def _handled(self) -> list[float]:
        lines = self.log.read_text(encoding="utf-8")
        return [float(ms) for ms in re.findall(r"update \d+: message, \w+, ([\d.]+) ms", lines)]


async def start(telegram: TelegramServer, data_dir: Path, *command: str) -> Bot:
    """Start a bot and wait for its first poll."""
    began = time.perf_counter()
    environment = {
        **os.environ,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "BUTACA_DATA_DIR": str(data_dir),
        "BUTACA_LOG_LEVEL": "INFO",
    }
    log = Path(f"bot-{telegram.port}.log")
    with log.open("wb") as written:  # noqa: ASYNC230
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, env=environment, stderr=written
        )
    bot = Bot(telegram, process, log)
    await telegram.polled(within=60)
    bot.ready = time.perf_counter() - began
    return bot


async def etl(data_dir: Path, raw: Path) -> int:
    """Build the dump into the data folder, as the bot's own refresh does; the exit status."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", "etl", "--force", "--raw", str(raw)),
        env={**os.environ, "BUTACA_DATA_DIR": str(data_dir)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    os.setpriority(os.PRIO_PROCESS, process.pid, 19)
    return await process.wait()


def some_titles(data_dir: Path, count: int) -> list[str]:
    """Titles of the catalogue at random, every other one with a letter missing."""
    catalogue = Recommender.open(data_dir / "catalogue").catalogue
    chance = random.Random(7)
    titles = []
    for number in range(count):
        title = catalogue.movie(chance.randrange(len(catalogue))).title
        if number % 2 and len(title) > 4:
            cut = chance.randrange(1, len(title))
            title = title[:cut] + title[cut + 1 :]
        titles.append(title)
    return titles


async def measure(data_dir: Path, raw: Path | None, count: int, rate: float) -> None:
    """Measure and print the table."""
    titles = some_titles(data_dir, count)
    heads = ("answered", "p50 ms", "p99 ms", "max ms", "inside50", "inside99", "MB", "ready s")
    print(f"{'':<28}{heads[0]:>9}{'lost':>6}" + "".join(f"{head:>9}" for head in heads[1:]))
    async with TelegramServer() as telegram:
        echo = await start(telegram, data_dir, "-c", ECHO)
        await echo.send(titles[:20], rate)
        baseline = await echo.send(titles, rate)
        print(baseline.row("bare echo bot"))
        echo.process.terminate()
        await echo.process.wait()
    async with TelegramServer() as telegram:
        bot = await start(telegram, data_dir, "-m", "bot.cli", "run")
        await bot.send(titles[:20], rate)
        idle = await bot.send(titles, rate)
        print(idle.row(f"/recomienda, {rate:g} a second"))
        if raw is not None:
            running = asyncio.create_task(etl(data_dir, raw))
            busy = await bot.send(titles, rate, until=running)
            print(busy.row("the same while the ETL runs"))
            if await running:
                print("the ETL failed; see butaca etl", file=sys.stderr)
            print(f"p99 while the ETL runs / idle: {busy.p99 / idle.p99:.2f}")
        print(f"p99 of /recomienda / bare echo bot: {idle.p99 / baseline.p99:.2f}")
        bot.process.terminate()
        await bot.process.wait()


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data_dir", type=Path, help="where a catalogue has been published")
    parser.add_argument("--raw", type=Path, help="a dump to build while messages are answered")
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--rate", type=float, default=20.0, help="messages a second")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as elsewhere:
        # Not where a .env file of the host's may lie.
        os.chdir(elsewhere)
        asyncio.run(measure(given.data_dir, given.raw, given.messages, given.rate))


if __name__ == "__main__":
    main()
