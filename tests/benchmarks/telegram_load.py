"""What ``butaca run`` bears: as many messages as it can, a hundred a second, and a bad day.

    python tests/benchmarks/telegram_load.py DATA_DIR [--throughput N] [--rate N] [--faults N]

Everything goes over real HTTP on loopback, against the Bot API of the tests. The baseline is a bare
echo bot of python-telegram-bot, measured in the same run, in turns with Butaca. Titles are drawn
from the catalogue, every other one misspelt, and none is asked for twice in a row.

On the bad day people of 1,000 chats write 10,000 messages while one call in twenty fails in one of
eight ways: 429, 502, 500, an answer that is no JSON, a reset before and after the call took effect,
silence before and after. Memory is the resident one, as the kernel counts it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from telegram_latency import _ECHO, Bot, some_titles, start
from telegram_server import (
    Fault,
    TelegramServer,
    bad_gateway,
    connection_reset,
    garbage,
    no_answer,
    too_many_requests,
)

_BUTACA = ("-m", "bot.cli", "run")
_CHATS = 1000
_FAULTS = 0.05
_KINDS = {
    "429": too_many_requests(1),
    "502": bad_gateway(),
    "500": Fault(500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
    "garbage": garbage(),
    "reset": connection_reset(),
    "reset after": connection_reset(handled=True),
    "silence": no_answer(),
    "silence after": no_answer(handled=True),
}


async def throughput(telegram: TelegramServer, bot: Bot, texts: list[str]) -> float:
    """Messages a second when all of them wait at Telegram from the beginning."""
    first = len(telegram.calls)
    began = time.perf_counter()
    for text in texts:
        telegram.person("Ana").says(text)
    answered: list[float] = []
    while len(answered) < len(texts):
        await asyncio.sleep(0.05)
        answered = [call.at for call in telegram.calls[first:] if call.method == "sendMessage"]
        if bot.process.returncode is not None:
            raise RuntimeError("the bot ended")
    return len(texts) / (max(answered) - began)


def _seconds(bot: Bot) -> float:
    """The processor time that a bot has taken so far."""
    times = psutil.Process(bot.process.pid).cpu_times()
    return float(times.user + times.system)


async def compare(data_dir: Path, titles: list[str], rounds: int = 3) -> None:
    """Throughput of the echo bot and of Butaca, in turns."""
    rates: dict[str, list[float]] = {"echo": [], "butaca": []}
    texts = [f"/recomienda {title}" for title in titles]
    async with TelegramServer() as for_echo, TelegramServer() as for_butaca:
        echo = await start(for_echo, data_dir, "-c", _ECHO)
        butaca = await start(for_butaca, data_dir, *_BUTACA)
        await throughput(for_echo, echo, texts[:100])
        await throughput(for_butaca, butaca, texts[:100])
        before = _seconds(echo), _seconds(butaca)
        for _ in range(rounds):
            rates["echo"].append(await throughput(for_echo, echo, texts))
            rates["butaca"].append(await throughput(for_butaca, butaca, texts))
        spent = _seconds(echo) - before[0], _seconds(butaca) - before[1]
        for bot in (echo, butaca):
            bot.process.terminate()
            await bot.process.wait()
    cpu = [1000 * seconds / (rounds * len(texts)) for seconds in spent]
    bare, ours = (float(np.median(rates[name])) for name in ("echo", "butaca"))
    print(f"bare echo bot       {bare:7.0f} messages a second  {np.round(rates['echo'])}")
    print(f"/recomienda         {ours:7.0f} messages a second  {np.round(rates['butaca'])}")
    print(f"of the bare bot's   {ours / bare:7.0%}")
    print(f"processor time of a message: {cpu[0]:.1f} ms, {cpu[1]:.1f} ms ({cpu[0] / cpu[1]:.0%})")


async def steady(data_dir: Path, titles: list[str], rate: float) -> None:
    """Latencies at a rate, and how long the start takes."""
    for name, command in (("bare echo bot", ("-c", _ECHO)), ("/recomienda", _BUTACA)):
        async with TelegramServer() as telegram:
            bot = await start(telegram, data_dir, *command)
            await bot.send(titles[:50], rate)
            figures = await bot.send(titles, rate)
            p50, p99 = np.percentile(figures.latencies, [50, 99]) * 1000
            print(
                f"{name:<20}p50 {p50:.1f} ms, p99 {p99:.1f} ms at {rate:g} a second, "
                f"{figures.lost} lost, ready in {figures.ready:.2f} s"
            )
            bot.process.terminate()
            await bot.process.wait()


class BadDay:
    """Lets calls fail, and counts how."""

    def __init__(self) -> None:
        self._chance = random.Random(5)
        self.failed: Counter[str] = Counter()
        self.unseen = 0

    def __call__(self, method: str) -> Fault | None:
        """The fault of this call, if it has one."""
        if self._chance.random() >= _FAULTS:
            return None
        name = self._chance.choice(list(_KINDS))
        self.failed[name] += 1
        self.unseen += method == "sendMessage" and _KINDS[name].handled
        return _KINDS[name]


async def bad_day(data_dir: Path, titles: list[str], messages: int) -> None:
    """Everybody is answered on a day when calls fail."""
    async with TelegramServer() as telegram:
        bot = await start(telegram, data_dir, *_BUTACA)
        process = psutil.Process(bot.process.pid)
        people = [telegram.person(f"Person {number}") for number in range(_CHATS)]
        day = telegram.fault = BadDay()
        memory: list[tuple[int, float]] = []
        said = 0
        began = time.perf_counter()
        while said < messages or telegram.pending():
            # As fast as it gets, with a queue that is never empty.
            while said < messages and telegram.pending() < 200:
                people[said % _CHATS].says(f"/recomienda {titles[said % len(titles)]}")
                said += 1
            memory.append((said, process.memory_info().rss / 2**20))
            await asyncio.sleep(0.1)
        took = time.perf_counter() - began
        telegram.fault = lambda _: None
        heard = [len(person.chat.heard) for person in people]
        missing = sum(max(0, messages // _CHATS - count) for count in heard)
        surplus = sum(heard) - messages
        half = max(mb for count, mb in memory if count <= messages / 2)
        print(f"{messages} messages of {_CHATS} chats in {took:.0f} s; failed: {dict(day.failed)}")
        print(
            f"without an answer: {missing}; answered again: {surplus}, "
            f"of {day.unseen} answers whose call failed after it had taken effect"
        )
        print(f"resident: {half:.0f} MB at most by half, {memory[-1][1]:.0f} MB at the end")
        bot.process.terminate()
        print(f"exit status {await bot.process.wait()}")


async def measure(given: argparse.Namespace) -> None:
    """Measure and print what was asked for."""
    print(f"load average before: {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores")
    titles = some_titles(given.data_dir, max(given.throughput, given.faults, 2000))
    if given.throughput:
        await compare(given.data_dir, titles[: given.throughput])
    if given.rate:
        await steady(given.data_dir, titles[:2000], given.rate)
    if given.faults:
        await bad_day(given.data_dir, titles, given.faults)
    print(f"load average after: {os.getloadavg()[0]:.2f}")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data_dir", type=Path, help="where a catalogue has been published")
    parser.add_argument("--throughput", type=int, default=1500, help="messages in each of 3 rounds")
    parser.add_argument("--rate", type=float, default=100.0, help="messages a second")
    parser.add_argument("--faults", type=int, default=10_000, help="messages of the bad day")
    given = parser.parse_args()
    given.data_dir = given.data_dir.resolve()
    with tempfile.TemporaryDirectory() as elsewhere:
        # Not where a .env file of the host's may lie.
        os.chdir(elsewhere)
        asyncio.run(measure(given))


if __name__ == "__main__":
    main()
