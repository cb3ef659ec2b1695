"""What ``butaca run`` bears: as many messages as it can, a hundred a second, and a bad day.

    python tests/benchmarks/telegram_load.py DATA_DIR [--throughput N] [--rate N] [--faults N]

Everything goes over real HTTP on loopback, against the Bot API of the tests. The baseline is a bare
echo bot of python-telegram-bot, measured in the same run, round by round in turns with Butaca.
Titles are drawn from the catalogue, every other one misspelt, and none is asked for twice in a row.

As many as it can: a number of messages always waits for an answer, so that the bot is never without
work, which the part of its core that it takes shows. How many wait matters: the library's HTTP
client looks through all its connections at every call, several times over, so that a bot that
answers 200 at a time is slower than one that answers ten. So each bot is measured with few and with
many, and the best of the one is set against the best of the other.

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
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from telegram_latency import ECHO, Bot, Figures, some_titles, start
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
_ROUNDS = 3
#: How many messages wait for an answer at a time while a bot does what it can.
_WAITING = (10, 100, 1000)
#: How often it is looked for what was answered, in seconds.
_LOOK = 0.002
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


@dataclass(frozen=True)
class Round:
    """What a bot did while it always had something to do.

    Attributes:
        rate: messages a second.
        spent: the bot's processor time for a message, in milliseconds.
        busy: the part of a core that the bot took.
        harness: the part of a core that this process took, which is Telegram and the people.
    """

    rate: float
    spent: float
    busy: float
    harness: float


async def saturate(telegram: TelegramServer, bot: Bot, texts: list[str], waiting: int) -> Round:
    """Let a bot answer as fast as it can.

    Args:
        telegram: the bot's own.
        bot: who answers.
        texts: the messages; the first fifth gets the bot going and does not count.
        waiting: how many messages wait for an answer at a time.
    """
    said = answered = uncounted = 0
    seen = len(telegram.calls)
    began = _clocks(bot)
    while answered < len(texts):
        for text in texts[said : answered + waiting]:
            telegram.person("Ana").says(text)
            said += 1
        await asyncio.sleep(_LOOK)
        new = telegram.calls[seen:]
        seen += len(new)
        answered += sum(call.method == "sendMessage" for call in new)
        if not uncounted and answered >= len(texts) // 5:
            uncounted, began = answered, _clocks(bot)
        if bot.process.returncode is not None:
            raise RuntimeError("the bot ended")
    took, spent, harness = (_clocks(bot) - began).tolist()
    count = len(texts) - uncounted
    return Round(count / took, 1000 * spent / count, spent / took, harness / took)


def _clocks(bot: Bot) -> NDArray[np.float64]:
    """The time, and the processor time that a bot and this process have taken, in seconds."""
    times = psutil.Process(bot.process.pid).cpu_times()
    return np.array([time.perf_counter(), times.user + times.system, time.process_time()])


async def compare(bots: Mapping[str, Bot], titles: list[str]) -> None:
    """Throughput of the bots, in turns."""
    texts = [f"/recomienda {title}" for title in titles]
    best = dict.fromkeys(bots, 0.0)
    heads = ("waiting", "a second", "ms CPU", "of core", "harness")
    print(f"{'as many as it can':<20}" + "".join(f"{head:>9}" for head in heads))
    for waiting in _WAITING:
        rounds: dict[str, list[Round]] = {name: [] for name in bots}
        for _ in range(_ROUNDS):
            for name, bot in bots.items():
                rounds[name].append(await saturate(bot.telegram, bot, texts, waiting))
        for name, of_bot in rounds.items():
            rate, spent, busy, harness = np.median([astuple(each) for each in of_bot], axis=0)
            best[name] = max(best[name], float(rate))
            print(
                f"{name:<20}{waiting:>9}{rate:>9.0f}{spent:>9.2f}{busy:>9.0%}{harness:>9.0%}"
                f"  {np.round([each.rate for each in of_bot])}"
            )
    bare, ours = best.values()
    print(f"the best of Butaca / the best of the bare echo bot: {ours / bare:.0%}")


async def steady(bots: Mapping[str, Bot], titles: list[str], rate: float) -> None:
    """Latencies at a rate, in turns."""
    figures: dict[str, list[Figures]] = {name: [] for name in bots}
    for _ in range(_ROUNDS):
        for name, bot in bots.items():
            await bot.send(titles[:50], rate)
            figures[name].append(await bot.send(titles, rate))
    for name, of_bot in figures.items():
        p50, p99, worst = np.percentile([each.latencies for each in of_bot], [50, 99, 100], axis=1)
        print(
            f"{name:<20}p50 {1000 * np.median(p50):.1f} ms, p99 {1000 * np.median(p99):.1f} ms "
            f"at {rate:g} a second, {sum(each.lost for each in of_bot)} lost; "
            f"each round's p99 {np.round(1000 * p99, 1)}, longest {np.round(1000 * worst, 1)}"
        )


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


async def together(data_dir: Path, titles: list[str], given: argparse.Namespace) -> None:
    """Measure the bare bot and Butaca, each with a Telegram of its own."""
    async with TelegramServer() as for_echo, TelegramServer() as for_butaca:
        bots = {
            "bare echo bot": await start(for_echo, data_dir, "-c", ECHO),
            "/recomienda": await start(for_butaca, data_dir, *_BUTACA),
        }
        for name, bot in bots.items():
            print(f"{name:<20}ready in {bot.ready:.2f} s")
        if given.throughput:
            await compare(bots, titles[: given.throughput])
        if given.rate:
            await steady(bots, titles[:2000], given.rate)
        for bot in bots.values():
            bot.process.terminate()
            await bot.process.wait()


async def measure(given: argparse.Namespace) -> None:
    """Measure and print what was asked for."""
    print(f"load average before: {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores")
    titles = some_titles(given.data_dir, max(given.throughput, given.faults, 2000))
    if given.throughput or given.rate:
        await together(given.data_dir, titles, given)
    if given.faults:
        await bad_day(given.data_dir, titles, given.faults)
    print(f"load average after: {os.getloadavg()[0]:.2f}")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data_dir", type=Path, help="where a catalogue has been published")
    parser.add_argument("--throughput", type=int, default=1500, help="messages in each round")
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
