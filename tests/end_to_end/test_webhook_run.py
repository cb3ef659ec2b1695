"""``butaca run`` with a webhook: one process or two, beside the JSON API."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import httpx
from bot_process import BotProcess, bot_process
from postgres_server import PostgresServer
from telegram_server import TelegramServer

SECRET = "a-secret-that-nobody-guesses"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def webhook(port: int, url: str | None = None) -> dict[str, str]:
    return {
        "BUTACA_WEBHOOK_URL": url or f"http://127.0.0.1:{port}/telegram",
        "BUTACA_WEBHOOK_SECRET": SECRET,
        "BUTACA_WEB_PORT": str(port),
        "BUTACA_LOG_LEVEL": "DEBUG",
        "BUTACA_LOG_FORMAT": "json",
        "PYTHONASYNCIODEBUG": "1",
    }


async def get(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


async def ready(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                if (await get(port, "/readyz")).status_code == 200:
                    return
            except httpx.ConnectError:
                await asyncio.sleep(0.1)


async def settled(telegram: TelegramServer) -> None:
    """Wait until nothing more is taken."""
    before = -1
    while telegram.pending() != before:
        before = telegram.pending()
        await asyncio.sleep(2)


async def end_claims(url: str) -> None:
    """Let as much time pass as a claim holds."""
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE claims SET until = now() - interval '1 hour' WHERE NOT done")
    await connection.close()


def answers(telegram: TelegramServer) -> Counter[int]:
    return Counter(c.parameters["chat_id"] for c in telegram.calls if c.method == "sendMessage")


async def test_from_polling_to_a_webhook_and_back(sample_data: Path, tmp_path: Path) -> None:
    port = free_port()
    async with TelegramServer() as telegram:
        ana = telegram.person("Ana")
        async with bot_process(telegram, sample_data, tmp_path, **webhook(port)) as bot:
            ana.says("toi estori")
            assert "Toy Story" in (await ana.hears())["text"]
            [told] = [call for call in telegram.calls if call.method == "setWebhook"]
            assert told.parameters["secret_token"] == SECRET
            assert not telegram.polls
            await ready(port)
            assert (await get(port, "/retorno/toy story")).json()["movie"]["id"] == 862
            figures = (await get(port, "/metrics")).text
            assert 'butaca_updates_total{kind="message",outcome="recommend"} 1.0' in figures
            assert await bot.stop() == 0
            lines = [json.loads(line) for line in bot.output.splitlines()]
            assert {"telegram.ext.ExtBot", "apscheduler.scheduler", "asyncio"} <= {
                line["logger"] for line in lines
            }
            # The library tells the parameters of every call, the secret among them.
            assert "***" in bot.output
            assert SECRET not in bot.output
            assert telegram.token.partition(":")[2] not in bot.output
            [line] = [line for line in lines if "outcome" in line]
            assert (line["kind"], line["outcome"]) == ("message", "recommend")
        ana.says("alien")
        async with bot_process(telegram, sample_data, tmp_path) as bot:
            assert "Alien" in (await ana.hears())["text"]
            assert telegram.webhook == ""
            assert await bot.stop() == 0
        assert telegram.pending() == 0


async def test_a_webhook_without_its_secret_does_not_start(
    sample_data: Path, tmp_path: Path
) -> None:
    async with TelegramServer() as telegram:
        given = {**webhook(free_port()), "BUTACA_WEBHOOK_SECRET": ""}
        async with bot_process(telegram, sample_data, tmp_path, **given) as bot:
            assert await bot.ended() == 2
        assert "BUTACA_WEBHOOK_SECRET" in bot.output
        assert len(bot.output.splitlines()) == 1


async def test_a_port_that_is_taken_is_said(sample_data: Path, tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        given = webhook(telegram.port)
        async with bot_process(telegram, sample_data, tmp_path, **given) as bot:
            assert await bot.ended() == 2
        assert "BUTACA_WEB_PORT" in bot.output.splitlines()[-1]


async def test_two_replicas_answer_everything_once_while_one_is_killed(
    postgres: PostgresServer, sample_data: Path, tmp_path: Path
) -> None:
    ports = [free_port(), free_port()]
    url = "http://127.0.0.1:1/telegram"
    database = {"BUTACA_DATABASE_URL": postgres.database()}
    async with TelegramServer() as telegram, AsyncExitStack() as cleanup:
        telegram.balanced = [f"http://127.0.0.1:{port}/telegram" for port in ports]
        people = [telegram.person(f"Person {number}") for number in range(120)]
        replicas: list[BotProcess] = []
        for port in ports:
            process = bot_process(telegram, sample_data, tmp_path, **webhook(port, url), **database)
            replicas.append(await cleanup.enter_async_context(process))
            await ready(port)
        for number, person in enumerate(people):
            person.says("toy story")
            if number == 60:
                await asyncio.sleep(0.3)
                replicas[1].send(signal.SIGKILL)
        # What the dead one was at waits until its claims have ended.
        await settled(telegram)
        await end_claims(database["BUTACA_DATABASE_URL"])
        async with asyncio.timeout(30):
            while telegram.pending():  # noqa: ASYNC110  (what is brought has no event)
                await asyncio.sleep(0.1)
        answered = answers(telegram)
        assert set(answered) == {person.id for person in people}
        # Only what was under way when it was killed may have been answered twice.
        assert sum(answered.values()) - len(people) <= 40
        assert max(answered.values()) <= 2
        handled = [number for number, tried in telegram.brought.items() if tried.count(200) == 1]
        assert len(handled) == len(people)
        assert await replicas[0].stop() == 0
