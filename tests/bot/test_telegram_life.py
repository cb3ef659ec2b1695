"""The bot's life: start, poll, stop, start again; nothing is lost on the way."""

from __future__ import annotations

import asyncio
import gc
import logging
import traceback
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.error import InvalidToken
from telegram_bot import Parrot, talking
from telegram_server import Person, TelegramServer, bad_gateway

from bot.assistant.commands import COMMANDS
from bot.assistant.operations import Asker, EtlRun
from bot.settings import Settings
from bot.telegram import application, patience, polling
from bot.telegram.application import TokenMissing, TokenRefused, api_url, build, require_token
from bot.telegram.polling import Poller
from recommender import Recommender

SECRET = "77:a-token-that-nobody-may-see"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_PAUSES", (0.01,) * 4)
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(patience, "_LONGEST_PAUSE", 0.05)


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  (what is waited for has no event)
            await asyncio.sleep(0.005)


# --- token and address ------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "  ", None])
def test_without_a_token_it_says_where_to_get_one(token: str | None) -> None:
    with pytest.raises(TokenMissing, match="BotFather"):
        require_token(settings(TELEGRAM_BOT_TOKEN=token))


@pytest.mark.parametrize("token", ["77:with space", "77:a/b", "77:ñ", "77:a\nb"])
def test_what_cannot_be_a_token_is_said_without_showing_it(token: str) -> None:
    with pytest.raises(TokenRefused) as caught:
        require_token(settings(TELEGRAM_BOT_TOKEN=token))
    assert token not in str(caught.value)


def test_a_pasted_token_may_have_spaces_around_it() -> None:
    assert require_token(settings(TELEGRAM_BOT_TOKEN=f" {SECRET}\n")) == SECRET


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("https://api.telegram.org/bot", "https://api.telegram.org/bot"),
        ("http://127.0.0.1:8081/bot/", "http://127.0.0.1:8081/bot"),
        (" http://127.0.0.1:8081 ", "http://127.0.0.1:8081/bot"),
        ("https://host/telegram/bot", "https://host/telegram/bot"),
    ],
)
def test_the_address_of_the_bot_api(setting: str, url: str) -> None:
    assert api_url(setting) == url
    bot = build(settings(TELEGRAM_API_URL=setting), SECRET).bot
    assert bot.base_url == url + SECRET
    assert bot.base_file_url == url.removesuffix("bot") + "file/bot" + SECRET


@pytest.mark.parametrize("token", ["42:another-token", "no-such-bot"])
async def test_a_refused_token_ends_it_without_showing_it(
    telegram: TelegramServer, tmp_path: Path, token: str
) -> None:
    given = settings(TELEGRAM_API_URL=telegram.url, BUTACA_DATA_DIR=tmp_path)
    with pytest.raises(TokenRefused, match="BotFather") as caught:
        await application.live(build(given, token), given, Parrot())  # type: ignore[arg-type]
    assert token not in "".join(traceback.format_exception(caught.value))


async def test_a_token_revoked_later_ends_it_as_well(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    async with talking(telegram, Parrot(), tmp_path) as life:
        await telegram.polled()
        telegram.token = "42:a-new-token"
        ana.says("wakes the poll")
        with pytest.raises(TokenRefused):
            await asyncio.wait_for(life, 10)


# --- start ------------------------------------------------------------------------------------


async def test_a_network_that_is_down_at_the_start_is_waited_for(
    telegram: TelegramServer, tmp_path: Path, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    await telegram.stop()
    async with talking(telegram, Parrot(), tmp_path):
        await until(lambda: "reaching Telegram" in caplog.text)
        await asyncio.sleep(0.2)
        await telegram.start(telegram.port)
        ana.says("there you are")
        assert (await ana.hears())["text"] == "heard 13"
    warnings = [line for line in caplog.messages if line.startswith("reaching Telegram: Network")]
    assert len(warnings) == 1
    assert any("works again" in line for line in caplog.messages)


async def test_it_can_be_stopped_while_the_network_is_down(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    await telegram.stop()
    async with asyncio.timeout(2), talking(telegram, Parrot(), tmp_path):
        await asyncio.sleep(0.05)
    await telegram.start()


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setMyCommands"])
async def test_a_bad_gateway_at_the_start_is_got_over(
    telegram: TelegramServer, tmp_path: Path, ana: Person, method: str
) -> None:
    telegram.fail(bad_gateway(), method, times=3)
    async with talking(telegram, Parrot(), tmp_path):
        ana.says("x")
        assert (await ana.hears())["text"] == "heard 1"


async def test_a_webhook_from_before_is_removed(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    telegram.webhook = "https://elsewhere.example/"
    ana.says("said before")
    async with talking(telegram, Parrot(), tmp_path):
        assert (await ana.hears())["text"] == "heard 11"


async def test_private_chats_groups_and_admins_have_their_menus_in_each_language(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    async with talking(telegram, Parrot(), tmp_path, BUTACA_ADMINS=f"{ana.id},5"):
        # Three for private chats and for groups, Ana's three, and the first for one who never
        # wrote to the bot.
        await telegram.called("setMyCommands", times=10)
    menus = {
        key: [command["command"] for command in menu] for key, menu in telegram.commands.items()
    }
    assert len(menus) == 9
    private, groups = menus["all_private_chats", ""], menus["all_group_chats", ""]
    assert menus["all_private_chats", "es"] == private
    assert menus["all_group_chats", "es"] == groups
    assert "movie_night" in menus["all_group_chats", "en"]
    assert "cine" in groups
    assert not {"exportar", "estado"} & set(groups)
    assert "exportar" in private
    assert not {"cine", "estado"} & set(private)
    admin = menus[f"chat {ana.id}", "en"]
    assert set(admin) >= set(menus["all_private_chats", "en"]) | {"status", "refresh"}
    assert "status" not in private
    spanish = {command.es for command in COMMANDS if not command.admin}
    assert set(private) | set(groups) == spanish


async def test_the_menu_s_default_language_is_the_setting_s(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with talking(telegram, Parrot(), tmp_path, BUTACA_LANGUAGE="en"):
        [first, *_] = await telegram.called("setMyCommands")
    assert "language_code" not in first.parameters
    assert first.parameters["commands"][1]["command"] == "help"


def test_a_catalogue_that_was_swapped_is_freed_without_the_collector(sample_data: Path) -> None:
    """The running bot keeps what it had at the start from the garbage collector."""
    recommender = Recommender.open(sample_data / "catalogue")
    recommender.similar(recommender.resolve("toy story")[0].movie.id)
    parts = [weakref.ref(recommender), weakref.ref(recommender.catalogue)]
    gc.disable()
    try:
        del recommender
        assert [part() for part in parts] == [None, None]
    finally:
        gc.enable()


# --- poll -------------------------------------------------------------------------------------


async def test_a_second_poller_is_said_once_and_waited_for(
    telegram: TelegramServer, tmp_path: Path, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(telegram, Parrot(), tmp_path):
        await telegram.polled()
        telegram.webhook = "https://elsewhere.example/"
        ana.says("wakes the poll")
        await telegram.polled(telegram._poll)
        await until(lambda: sum(call.status == 409 for call in telegram.polls) >= 4)
        telegram.webhook = ""
        ana.says("back")
        heard = [(await ana.hears())["text"] for _ in range(2)]
    assert heard == ["heard 14", "heard 4"]
    conflicts = [line for line in caplog.messages if "another process" in line]
    assert len(conflicts) == 1


async def test_two_that_turn_each_other_away_say_so_once_each(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    async with talking(telegram, Parrot(), tmp_path):
        await telegram.polled()
        async with talking(telegram, Parrot(), tmp_path):
            await until(lambda: sum(call.status == 409 for call in telegram.polls) >= 8)
    conflicts = [line for line in caplog.messages if "another process" in line]
    assert len(conflicts) <= 2
    assert not any("works again" in line for line in caplog.messages)


class Bench:
    """A poller on its own, with handling as the test wants it."""

    def __init__(self, telegram: TelegramServer) -> None:
        self.application = build(settings(TELEGRAM_API_URL=telegram.url), telegram.token)
        self.handled: list[str] = []
        self.stuck: dict[str, asyncio.Event] = {}
        self.poller = Poller(self.application.bot, self.handle)
        self.task: asyncio.Task[None] | None = None

    async def handle(self, update: Update) -> None:
        assert update.message is not None
        text = update.message.text or ""
        if text in self.stuck:
            await self.stuck[text].wait()
        self.handled.append(text)

    async def start(self) -> None:
        await self.application.initialize()
        self.task = asyncio.create_task(self.poller.run())

    async def crash(self) -> None:
        """End as a killed process does: nothing more is said to Telegram."""
        assert self.task is not None
        self.task.cancel()
        for under_way in self.poller._under_way.values():
            under_way.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    async def stop(self, within: float = 1) -> None:
        assert self.task is not None
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        await self.poller.finish(within)

    async def until(self, count: int) -> None:
        await until(lambda: len(self.handled) >= count)


@pytest.fixture
async def bench(telegram: TelegramServer) -> AsyncIterator[Bench]:
    made = Bench(telegram)
    await made.start()
    yield made
    await made.crash()
    await made.application.shutdown()


async def test_what_was_not_handled_comes_again_after_a_crash(
    telegram: TelegramServer, bench: Bench, ana: Person
) -> None:
    bench.stuck = {"b": asyncio.Event()}
    for text in "abc":
        ana.says(text)
    await bench.until(2)
    # "a" is confirmed by the next poll.
    await telegram.polled(3)
    await bench.crash()
    again = Bench(telegram)
    await again.start()
    await again.until(1)
    await again.stop()
    # What came after the unfinished one could not be confirmed without it.
    assert set(again.handled) >= {"b"}
    assert set(again.handled) <= {"b", "c"}
    assert telegram.pending() == 0
    await again.application.shutdown()


async def test_a_stop_finishes_and_confirms_what_is_under_way(
    telegram: TelegramServer, bench: Bench, ana: Person
) -> None:
    bench.stuck = {"slow": asyncio.Event()}
    ana.says("slow")
    ana.says("quick")
    await bench.until(1)
    stopping = asyncio.create_task(bench.stop(within=5))
    await asyncio.sleep(0.05)
    ana.says("said too late")
    bench.stuck["slow"].set()
    await stopping
    assert sorted(bench.handled) == ["quick", "slow"]
    # The late one is the next start's.
    assert telegram.pending() == 1


async def test_a_stop_does_not_wait_for_ever_and_leaves_the_rest(
    telegram: TelegramServer, bench: Bench, ana: Person
) -> None:
    bench.stuck = {"endless": asyncio.Event()}
    ana.says("endless")
    await telegram.polled(2)
    async with asyncio.timeout(2):
        await bench.stop(within=0.05)
    assert telegram.pending() == 1
    assert bench.handled == []


async def test_one_that_hangs_holds_nobody_up(
    telegram: TelegramServer, bench: Bench, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "_STRAGGLER", 0.1)
    bench.stuck = {"endless": asyncio.Event()}
    ana.says("endless")
    for number in range(5):
        ana.says(str(number))
        await bench.until(number + 1)
    await asyncio.sleep(0.5)
    # Given up, so that polls wait again instead of bringing it along each time.
    before = len(telegram.polls)
    await asyncio.sleep(0.3)
    assert len(telegram.polls) <= before + 1
    assert telegram.pending() == 0
    bench.stuck["endless"].set()
    await bench.until(6)


async def test_a_crowd_behind_one_that_hangs_gets_through(
    bench: Bench, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "_STRAGGLER_IN_CROWD", 0.1)
    bench.stuck = {"endless": asyncio.Event()}
    ana.says("endless")
    for number in range(250):
        ana.says(str(number))
    await bench.until(250)
    assert bench.handled == [str(number) for number in range(250)]


async def test_each_is_handled_once_however_often_it_is_sent(
    telegram: TelegramServer, bench: Bench, ana: Person
) -> None:
    bench.stuck = {"0": asyncio.Event()}
    for number in range(20):
        ana.says(str(number))
        await asyncio.sleep(0.02)
    await bench.until(19)
    bench.stuck["0"].set()
    await bench.until(20)
    await bench.stop()
    assert len(telegram.polls) > 3
    assert sorted(bench.handled, key=int) == [str(number) for number in range(20)]


async def test_numbers_may_begin_anew_after_a_quiet_week(
    telegram: TelegramServer, bench: Bench, ana: Person
) -> None:
    ana.says("before")
    await bench.until(1)
    await telegram.polled(2)
    # Telegram then forgets the offset as well.
    telegram._numbers["update"] = -400000
    bench.poller._after_last = 0
    ana.says("after")
    await bench.until(2)


async def test_a_handler_that_raises_is_logged_and_the_next_is_handled(
    bench: Bench, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    handle = bench.poller._handle

    async def fail(update: Update) -> None:
        await handle(update)
        if update.message and update.message.text == "bad":
            raise ValueError("a defect")

    bench.poller._handle = fail
    ana.says("bad")
    ana.says("good")
    await bench.until(2)
    assert "could not be handled" in caplog.text


async def test_an_answer_that_makes_no_sense_is_got_over(
    telegram: TelegramServer, bench: Bench, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = type(bench.application.bot).get_updates
    answers: list[Any] = [KeyError("result"), TypeError("no list")]

    async def nonsense(self: Any, **how: Any) -> Any:
        if answers:
            raise answers.pop()
        return await fetch(self, **how)

    monkeypatch.setattr(type(bench.application.bot), "get_updates", nonsense)
    # The poll that is waiting brings this one; the next ones come back with nonsense.
    ana.says("a")
    await bench.until(1)
    ana.says("b")
    await bench.until(2)
    assert not answers


async def test_a_refusal_that_passes_is_got_over(
    telegram: TelegramServer, bench: Bench, ana: Person
) -> None:
    await telegram.polled()
    token, telegram.token = telegram.token, "42:restarting"
    ana.says("a")
    await until(lambda: any(call.status == 401 for call in telegram.polls))
    telegram.token = token
    ana.says("b")
    await bench.until(2)
    assert bench.task is not None
    assert not bench.task.done()


async def test_a_refusal_that_stays_is_raised(telegram: TelegramServer, bench: Bench) -> None:
    await telegram.polled()
    telegram.token = "42:revoked"
    telegram.person().says("wakes the poll")
    assert bench.task is not None
    with pytest.raises(InvalidToken):
        await asyncio.wait_for(bench.task, 10)
    bench.task = asyncio.create_task(asyncio.sleep(0))


# --- what the admins are told -----------------------------------------------------------------


async def test_the_end_of_a_run_is_told_to_who_asked_or_to_the_admins(
    telegram: TelegramServer, tmp_path: Path, ana: Person
) -> None:
    ben = telegram.person("Ben")
    run = EtlRun("failed", datetime.now(UTC), 1.0, {}, ("movies.csv is missing <here>",))
    parrot = Parrot()
    async with talking(telegram, parrot, tmp_path, BUTACA_ADMINS=f"5,{ana.id}"):
        await telegram.polled()
        await parrot.operations._tell(run, Asker(ben.id, None, "en"))
        assert "movies.csv is missing <here>" in (await ben.hears())["text"]
        await parrot.operations._tell(run, None)
        assert "movies.csv is missing <here>" in (await ana.hears())["text"]
    assert not ben.chat.heard
