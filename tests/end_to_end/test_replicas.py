"""Two processes of one bot on one PostgreSQL: everything is done, and nothing twice."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from film_night import FilmNight
from postgres_server import PostgresServer
from telegram_server import TelegramServer

from bot.store import SqlStore

REPLICA = Path(__file__).resolve().parents[1] / "replica.py"
_PATIENCE = 60.0

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Replica:
    """One of the processes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    def do(self, *what: Any) -> None:
        assert self.process.stdin is not None
        for line in what:
            self.process.stdin.write(json.dumps(line).encode() + b"\n")

    async def says(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(_PATIENCE):
            return (await self.process.stdout.readline()).decode().strip()

    async def handled(self, updates: int) -> Counter[str]:
        """What became of so many updates: of each, whether it is done with."""
        return Counter([(await self.says()).split()[1] for _ in range(updates)])


class Balanced:
    """Telegram, a database, and two processes that are handed the same updates."""

    def __init__(self, telegram: TelegramServer, url: str, runs: Path) -> None:
        self.telegram, self.url, self.runs = telegram, url, runs
        self.replicas: list[Replica] = []

    def updates(self) -> list[Any]:
        """What Telegram has to tell, taken from its queue."""
        found = list(self.telegram._updates)
        self.telegram._updates.clear()
        return found

    def deliver(self) -> int:
        """Hand every update to both processes at once."""
        updates = self.updates()
        for replica in self.replicas:
            replica.do(*updates)
        return len(updates)


@asynccontextmanager
async def replica(balanced: Balanced, data: Path) -> AsyncIterator[Replica]:
    arguments = (
        balanced.url,
        balanced.telegram.url,
        balanced.telegram.token,
        str(data),
        str(balanced.runs),
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(REPLICA),
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(REPLICA.parents[1])},
    )
    started = Replica(process)
    try:
        assert await started.says() == "ready"
        yield started
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(_PATIENCE):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def balanced(
    postgres: PostgresServer, sample_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Balanced]:
    runs = tmp_path_factory.mktemp("replicas") / "runs"
    runs.touch()
    async with TelegramServer() as telegram, AsyncExitStack() as processes:
        telegram._allowed = {
            "message",
            "callback_query",
            "poll_answer",
            "my_chat_member",
            "chat_member",
        }
        both = Balanced(telegram, postgres.database(), runs)
        starting = [processes.enter_async_context(replica(both, sample_data)) for _ in range(2)]
        both.replicas = list(await asyncio.gather(*starting))
        yield both


async def test_no_update_is_answered_twice(balanced: Balanced) -> None:
    people = [balanced.telegram.person(f"P{number}") for number in range(20)]
    for person in people:
        for text in ("/start", "Toy Story", "/guardar Matrix"):
            person.says(text)
    updates = balanced.deliver()
    outcomes = sum([await one.handled(updates) for one in balanced.replicas], Counter())
    # Each is done by one of them; the other hears that it is done, or that somebody is at it.
    assert outcomes["True"] >= updates
    answers = Counter(
        call.parameters["chat_id"]
        for call in balanced.telegram.calls
        if call.method == "sendMessage"
    )
    assert {person.id: answers[person.id] for person in people} == dict.fromkeys(
        (person.id for person in people), 3
    )
    async with await SqlStore.open(balanced.url) as store:
        marked = await store.people(person.id for person in people)
        assert {person.films("list") for person in marked.values()} == {(603,)}


async def test_what_one_process_hears_the_other_knows(balanced: Balanced) -> None:
    ana = balanced.telegram.person("Ana")
    for replica_, text in zip(balanced.replicas, ("/guardar Toy Story", "/lista"), strict=True):
        ana.says(text)
        replica_.do(*balanced.updates())
        await replica_.says()
    await ana.hears()
    assert "Toy Story" in (await ana.hears())["text"]


async def test_a_process_that_dies_leaves_its_update_to_the_other(
    balanced: Balanced, sample_data: Path
) -> None:
    ana = balanced.telegram.person("Ana")
    ana.says("Toy Story")
    [update] = balanced.updates()
    async with await SqlStore.open(balanced.url) as dead:
        await dead.coordination.claim(f"update {update['update_id']}", timedelta(seconds=1))
    survivor = balanced.replicas[0]
    survivor.do(update)
    assert (await survivor.says()).endswith("False")
    await asyncio.sleep(1.1)
    survivor.do(update)
    assert (await survivor.says()).endswith("True")
    assert "Toy Story" in (await ana.hears())["text"]


async def test_a_scheduled_refresh_runs_once(balanced: Balanced) -> None:
    for one in balanced.replicas:
        one.do("refresh", "refresh")
    await asyncio.sleep(2.5)
    assert balanced.runs.read_text().split() == ["run"]


async def test_a_night_is_held_once_whoever_hears_of_it(balanced: Balanced) -> None:
    async with await SqlStore.open(balanced.url) as store:
        night = FilmNight(balanced.telegram, store)
        ana, eva, *_ = night.people

        async def deliver() -> None:
            count = balanced.deliver()
            for one in balanced.replicas:
                await one.handled(count)

        night.says(ana, "/cine")
        await deliver()
        board = await night.board()
        for person in night.people:
            night.press(person, board, "🙋")
        await deliver()
        for name in ("Eva", "Luis", "Mar", "Teo"):
            await night.reads(name)
        await night.time_passes()
        poll = await night.poll()
        for person in night.people:
            balanced.telegram.votes(person, poll, 1)
        balanced.telegram.votes(eva, poll)
        await deliver()
        await night.voted(Ana=(1,), Luis=(1,), Mar=(1,), Teo=(1,))
        token = (await night.night()).token
        await night.time_passes()
        assert "4 votos, de 4 personas" in (await night.said("🏆"))["text"]
        await night.settled(token)
        await asyncio.sleep(0.5)
    methods = Counter(call.method for call in balanced.telegram.calls if call.status == 200)
    assert (methods["sendPoll"], methods["stopPoll"]) == (1, 1)
    mine = [m for m in night.group.messages.values() if m.get("from") == balanced.telegram.bot]
    # The board, the word to whoever began, the five films, the poll, the verdict.
    assert len(mine) == 5
