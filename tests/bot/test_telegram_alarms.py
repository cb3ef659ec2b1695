"""Errors reach the admins, and neither too often nor with what is nobody's business."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from telegram_bot import Parrot, talking
from telegram_server import Person, TelegramServer

from bot.assistant import Reply
from bot.assistant.texts import texts_in
from bot.telegram import alarms
from bot.telegram.alarms import Alarms

TOKEN = "77:a-token-that-nobody-may-see"
log = logging.getLogger("bot.somewhere")


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
async def listening(told: list[str]) -> AsyncIterator[Alarms]:
    async def tell(reply: Reply) -> None:
        told.append(str(reply.text))

    with Alarms(tell, texts_in("es"), [SecretStr(TOKEN)]) as listening:
        yield listening


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "QUIET", 0.2)


def fail(text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("an update could not be answered")


@pytest.mark.usefixtures("listening", "quick")
async def test_the_first_is_told_at_once_and_the_rest_together(told: list[str]) -> None:
    fail("x")
    await asyncio.sleep(0.05)
    assert len(told) == 1
    assert "bot.somewhere: ValueError (test_telegram_alarms.py:" in told[0]
    for number in range(50):
        fail(str(number))
    log.error("another one")
    await asyncio.sleep(0.05)
    assert len(told) == 1
    await asyncio.sleep(0.3)
    assert len(told) == 2
    assert "50 veces" in told[1]
    assert "another one" in told[1]


@pytest.mark.usefixtures("listening")
async def test_what_was_said_and_what_is_secret_are_not_told(told: list[str]) -> None:
    fail("what somebody typed")
    log.error("refused at /bot%s/getMe <b>&", TOKEN)
    await asyncio.sleep(0.05)
    [text] = told
    assert "typed" not in text
    assert "nobody-may-see" not in text
    assert "&lt;b&gt;&amp;" in text


@pytest.mark.usefixtures("listening")
async def test_what_is_no_error_of_ours_or_has_been_told_is_not(told: list[str]) -> None:
    log.warning("a warning")
    logging.getLogger("httpx").error("a library's")
    log.error("the ETL", extra={"told": True})
    await asyncio.sleep(0.05)
    assert told == []


@pytest.mark.usefixtures("listening")
async def test_errors_on_threads_are_told(told: list[str]) -> None:
    thread = threading.Thread(target=fail, args=("x",))
    thread.start()
    thread.join()
    await asyncio.sleep(0.05)
    assert len(told) == 1


@pytest.mark.usefixtures("listening", "quick")
async def test_a_flood_of_different_errors_is_one_short_message(told: list[str]) -> None:
    fail("x")
    await asyncio.sleep(0.05)
    for number in range(1000):
        log.error("%d %s", number, "x" * 1000)
    await asyncio.sleep(0.4)
    assert len(told) == 2
    assert len(told[1]) < 4096


async def test_a_defect_reaches_the_admins_and_a_sentence_the_person(tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        ana, admin = telegram.person("Ana"), telegram.person("Admin")
        parrot = Parrot()

        def defect(_: Any) -> Reply:
            raise ZeroDivisionError("a defect")

        parrot.reply = defect
        people: list[Person] = [telegram.person(str(number)) for number in range(20)]
        admins = f"{admin.id},999"
        async with talking(telegram, parrot, tmp_path, BUTACA_ADMINS=admins):
            for person in (ana, *people):
                person.says("x")
            for person in (ana, *people):
                assert "roto" in (await person.hears())["text"]
            assert "ZeroDivisionError" in (await admin.hears())["text"]
            assert not admin.chat.heard
