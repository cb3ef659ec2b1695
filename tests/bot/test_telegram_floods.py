"""Too much at once, and too much at last."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest
from telegram_bot import Parrot, talking
from telegram_server import Message, Person, TelegramServer

from bot.store import SqlStore
from bot.telegram import floods
from bot.telegram.floods import Floods

LIMIT = 5
LONG_AGO = 7200


async def drained(telegram: TelegramServer) -> None:
    async with asyncio.timeout(20):
        while telegram.pending():  # noqa: ASYNC110  (what is polled has no event)
            await asyncio.sleep(0.02)


def texts(person: Person) -> list[str]:
    heard = [message["text"] for message in person.chat.heard]
    person.chat.heard.clear()
    return heard


def backdate(telegram: TelegramServer, seconds: int = LONG_AGO) -> None:
    """Let everything that waits have been said long ago."""
    for update in telegram._updates:
        update["message"]["date"] -= seconds


# --- from one person --------------------------------------------------------------------------


async def test_a_flood_is_answered_up_to_the_limit_then_once_then_not(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    ben = telegram.person("Ben", "en")
    for number in range(4 * LIMIT):
        ana.says("x" * number + "x")
    ben.says("calmly")
    async with talking(telegram, Parrot(), tmp_path, BUTACA_FLOOD_LIMIT=str(LIMIT)):
        await drained(telegram)
    heard = texts(ana)
    assert heard[:LIMIT] == [f"heard {number + 1}" for number in range(LIMIT)]
    [kind] = heard[LIMIT:]
    assert "deprisa" in kind
    assert texts(ben) == ["heard 6"]


async def test_a_flood_of_presses_is_told_where_it_was_pressed(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    async with talking(telegram, Parrot(), tmp_path, BUTACA_FLOOD_LIMIT=str(LIMIT)):
        ana.says("/start")
        shown = await ana.hears()
        for _ in range(3 * LIMIT):
            ana.presses(shown, 0)
        await drained(telegram)
    alerts = [
        call.parameters["text"]
        for call in telegram.calls
        if call.method == "answerCallbackQuery" and call.parameters.get("show_alert")
    ]
    assert len(alerts) == 1
    assert len(texts(ana)) == LIMIT - 1


async def test_what_is_not_meant_for_the_bot_does_not_count(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    group = telegram.group("Cine")
    async with talking(telegram, Parrot(), tmp_path, BUTACA_FLOOD_LIMIT=str(LIMIT)):
        for _ in range(3 * LIMIT):
            ana.says("we talk among ourselves", group)
        ana.says("/start", group)
        assert (await group.hears())["text"] == "heard 6"
        assert not group.heard


async def test_a_group_has_a_limit_of_its_own() -> None:
    counted = Floods(LIMIT)
    verdicts = [await counted.verdict(person, -100) for person in range(4 * LIMIT)]
    assert verdicts == ["fine"] * (3 * LIMIT) + ["tell"] + ["silent"] * (LIMIT - 1)
    assert await counted.verdict(7, 7) == "fine"


async def test_one_who_floods_a_group_does_not_use_up_what_others_may() -> None:
    counted = Floods(LIMIT)
    for _ in range(10 * LIMIT):
        await counted.verdict(1, -100)
    assert await counted.verdict(2, -100) == "fine"


async def test_without_a_limit_everything_is_fine() -> None:
    counted = Floods(0)
    assert {await counted.verdict(1, 1) for _ in range(1000)} == {"fine"}


async def test_counts_end_with_their_window(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1200.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    counted = Floods(LIMIT)
    verdicts = [await counted.verdict(1, 1) for _ in range(LIMIT + 1)]
    assert verdicts == ["fine"] * LIMIT + ["tell"]
    now[0] += floods.WINDOW.total_seconds()
    assert await counted.verdict(2, 2) == await counted.verdict(1, 1) == "fine"
    assert len(counted._counts) == 2


async def test_processes_that_share_a_store_count_together(tmp_path: Path) -> None:
    async with await SqlStore.open(f"sqlite:///{tmp_path / 'one.db'}") as store:
        one, other = (Floods(LIMIT, store.coordination) for _ in range(2))
        verdicts = [await turn.verdict(1, 1) for turn in (one, other) * LIMIT]
    assert verdicts == ["fine"] * LIMIT + ["tell"] + ["silent"] * (LIMIT - 1)


async def test_processes_tell_each_other_of_a_part_of_the_limit_at_a_time(tmp_path: Path) -> None:
    limit, trips = 120, []
    async with await SqlStore.open(f"sqlite:///{tmp_path / 'one.db'}") as store:
        hit = store.coordination.hit

        class Counted:
            async def hit(self, name: str, window: timedelta, times: int = 1) -> int:
                trips.append(name)
                return await hit(name, window, times)

        all_three = [Floods(limit, Counted()) for _ in range(3)]
        verdicts = [await turn.verdict(1, 1) for _ in range(limit) for turn in all_three]
    fine = verdicts.count("fine")
    assert limit <= fine <= limit + 2 * limit // 10
    assert verdicts.count("tell") == 1
    assert len(trips) < len(verdicts) / 10


# --- after a long stop ------------------------------------------------------------------------


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floods, "_GATHER", 0.05)


@pytest.mark.usefixtures("hasty")
async def test_of_what_was_said_long_ago_the_last_is_answered(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    ben = telegram.person("Ben")
    for number in range(30):
        ana.says("x" * (number + 1))
    ben.says("only this")
    backdate(telegram)
    parrot = Parrot()
    async with talking(telegram, parrot, tmp_path, BUTACA_FLOOD_LIMIT=str(LIMIT)):
        await drained(telegram)
    assert texts(ana) == ["heard 30"]
    assert texts(ben) == ["heard 9"]
    # Whatever it asked to be remembered has been.
    assert len(parrot.heard) == 31


@pytest.mark.usefixtures("hasty")
async def test_a_thousand_old_messages_have_one_answer(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    for _ in range(1000):
        ana.says("x")
    backdate(telegram)
    async with talking(telegram, Parrot(), tmp_path):
        await drained(telegram)
    assert len(texts(ana)) == 1


@pytest.mark.usefixtures("hasty")
async def test_what_is_said_now_is_answered_after_what_was_said_then(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    ana.says("x")
    ana.says("xx")
    backdate(telegram)
    ana.says("now")
    parrot = Parrot()
    async with talking(telegram, parrot, tmp_path):
        await drained(telegram)
    assert [request.text for request in parrot.heard] == ["x", "xx", "now"]
    assert texts(ana) == ["heard 3"]


@pytest.mark.usefixtures("hasty")
async def test_a_short_stop_costs_no_answer(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    said: list[Message] = [ana.says("x" * (number + 1)) for number in range(4)]
    backdate(telegram, 300)
    async with talking(telegram, Parrot(), tmp_path):
        await drained(telegram)
    assert texts(ana) == [f"heard {number + 1}" for number in range(len(said))]


@pytest.mark.usefixtures("hasty")
async def test_another_absence_is_answered_again(
    telegram: TelegramServer, tmp_path: Path, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "_SAME", 0.1)
    async with talking(telegram, Parrot(), tmp_path):
        for _ in range(2):
            ana.says("x")
            backdate(telegram)
            assert (await ana.hears())["text"] == "heard 1"
            await asyncio.sleep(0.2)
