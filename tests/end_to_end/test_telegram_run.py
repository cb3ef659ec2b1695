"""``butaca run`` from outside: a conversation over HTTP, and how it starts and ends."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from bot_process import BotProcess, bot_process
from telegram_bot import problems
from telegram_entities import utf16_length
from telegram_server import (
    Message,
    Person,
    TelegramServer,
    bad_gateway,
    connection_reset,
    photo,
    too_many_requests,
)

TOKEN = "4242424242:AAE-the_secret-half-of-a-token-00001"
SECRET = TOKEN.partition(":")[2]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(TOKEN) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    telegram: TelegramServer, sample_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotProcess]:
    """A bot that says everything it knows into its log."""
    talkative = {"BUTACA_LOG_LEVEL": "DEBUG", "PYTHONASYNCIODEBUG": "1"}
    folder = tmp_path_factory.mktemp("run")
    async with bot_process(telegram, sample_data, folder, **talkative) as process:
        await telegram.polled()
        yield process


@pytest.fixture
def ana(telegram: TelegramServer, bot: BotProcess) -> Person:
    return telegram.person("Ana")


def suggested(answer: Message) -> list[str]:
    """The films of an answer, in its order."""
    return re.findall(r"^\d\. (.+ \(\d{4}\))", answer["text"], re.MULTILINE)


async def asked(person: Person, text: str) -> Message:
    person.says(text)
    return await person.hears()


# --- a conversation ---------------------------------------------------------------------------


async def test_a_conversation(telegram: TelegramServer, ana: Person) -> None:
    assert "Butaca" in (await asked(ana, "/start"))["text"]
    assert "/recomienda" in (await asked(ana, "/ayuda"))["text"]
    answer = await asked(ana, "toi estori")
    assert "Toy Story" in answer["text"].splitlines()[0]
    assert len(suggested(answer)) == 5
    query = ana.presses(answer, 0)
    further = await ana.hears()
    first = suggested(answer)[0]
    assert first.split(" · ")[-1].removesuffix(")")[:-6] in further["text"].splitlines()[0]
    assert first not in suggested(further)
    pressed = [call.parameters for call in await telegram.called("answerCallbackQuery")]
    assert {"callback_query_id": query} in pressed
    order = [c.method for c in telegram.calls if c.parameters.get("chat_id") == ana.id]
    assert order == ["sendChatAction", "sendMessage"] * 3 + ["sendMessage"]


async def test_a_conversation_in_english(telegram: TelegramServer, bot: BotProcess) -> None:
    assert bot.output
    ben = telegram.person("Ben", "en-GB")
    assert "/recommend" in (await asked(ben, "/help"))["text"]
    assert len(suggested(await asked(ben, "/recommend toy story"))) == 5


async def test_figures_come_with_their_chart(telegram: TelegramServer, ana: Person) -> None:
    answer = await asked(ana, "/peliculas_mes enero")
    assert answer["photo"]
    assert "enero" in answer["caption"].lower()
    [*_, sent] = [call for call in telegram.calls if call.method == "sendPhoto"]
    assert sent.parameters["photo"].content.startswith(b"\x89PNG")


async def test_a_command_is_a_command_however_it_is_written(ana: Person) -> None:
    answers = [
        (await asked(ana, text))["text"]
        for text in (
            "/recomienda Toy Story",
            "/RECOMIENDA Toy Story",
            "/recomienda@ButacaTestBot Toy Story",
            "/recomienda   \n Toy\u00a0Story ",
            "/recomienda Toy\x00Story",
        )
    ]
    assert len(set(answers)) == 1


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "\n\t\n",
        "\u200b\u200d\ufeff",
        "\x00",
        "a" * 4096,
        "palabra " * 512,
        "🎬" * 2048,
        "😀",
        "👩‍👩‍👧‍👦 🏳️‍🌈 🇪🇸",
        "<b>Toy</b> <i>Story",
        "<script>alert(1)</script> & <a href='x'>",
        "*Toy* _Story_ `x` [y](z) ~w~ ||v||",
        "&lt;&amp;&#x41;",
        "قصة لعبة",
        "\u202eyrotS yoT\u202c",
        "מטריקס \u200f(1999)",
        "トイ・ストーリー",
        "M",
        "Z",
        "9",
        "?",
        "/",
        "//",
        "/ recomienda",
        "/recomienda",
        "/recomienda <",
        "/desconocido",
        "/recomienda@ButacaTestBot",
        "%s %d {film} {0} ${x} \\1",
        "'; DROP TABLE movies; --",
        "../../etc/passwd",
        ".*(a+)+$",
        "Z̷̡a̴l̵g̶o̷",
        "\ufffd",
        "1917",
        "(1995)",
    ],
)
async def test_whatever_is_typed_gets_a_fitting_answer(
    telegram: TelegramServer, ana: Person, text: str
) -> None:
    answer = await asked(ana, text)
    # A number in brackets is a year, which is answered with a chart.
    said = answer.get("text") or answer["caption"]
    assert 0 < utf16_length(said) <= 4096
    assert "roto" not in said
    [*_, sent] = [c for c in telegram.calls if c.parameters.get("chat_id") == ana.id]
    assert sent.status == 200


@pytest.mark.parametrize(
    "data",
    ["recommend:999999999", "recommend:1:2:3", "recommend:-1", "x" * 64, "ñ" * 32, "'; --", "a:b"],
)
async def test_forged_buttons_are_harmless(ana: Person, data: str) -> None:
    ana.presses(await asked(ana, "/start"), data)
    assert (await ana.hears())["text"]


async def test_edits_channel_posts_and_pictures(telegram: TelegramServer, ana: Person) -> None:
    channel = telegram.group("News", "channel")
    said = ana.says("/recomienda Toy Story")
    await ana.hears()
    # As if queued before the bot said which kinds it wants.
    telegram._allowed = None
    ana.edits(said, "/recomienda Alien")
    telegram.channel_post(channel, "/recomienda Alien")
    ana.sends(photo())
    assert "Solo entiendo texto" in (await ana.hears())["text"]
    assert not channel.heard
    assert not ana.chat.heard


async def test_in_a_group_it_answers_what_is_meant_for_it(
    telegram: TelegramServer, ana: Person
) -> None:
    forum = telegram.group("Cineclub", forum=True)
    thread = forum.topic("Viernes", ana)
    ana.says("¿quién se apunta el viernes?", forum, thread=thread)
    ana.says("/recomienda@OtherBot Alien", forum, thread=thread)
    ana.says("/weather", forum, thread=thread)
    asked_there = ana.says("/recomienda Toy Story", forum, thread=thread)
    answer = await forum.hears()
    assert answer["message_thread_id"] == thread
    assert answer["reply_to_message"]["message_id"] == asked_there["message_id"]
    ana.says("@ButacaTestBot toy story", forum, thread=thread)
    assert suggested(await forum.hears()) == suggested(answer)
    ana.presses(answer, 1)
    assert (await forum.hears())["message_thread_id"] == thread
    ana.says("Up", forum, thread=thread, reply_to=answer)
    assert await forum.hears()
    assert not forum.heard


async def test_trouble_on_the_way_costs_no_answer(telegram: TelegramServer, ana: Person) -> None:
    telegram.fail(bad_gateway(), "sendMessage")
    telegram.fail(connection_reset(), "sendChatAction")
    assert suggested(await asked(ana, "toy story"))
    telegram.fail(too_many_requests(1), "sendMessage")
    telegram.fail(bad_gateway(), "getUpdates")
    assert suggested(await asked(ana, "alien"))
    assert suggested(await asked(ana, "toy story"))


async def test_many_at_once(telegram: TelegramServer, bot: BotProcess) -> None:
    assert bot.output
    people = [telegram.person(f"Person {number}") for number in range(40)]
    for person in people:
        person.says("toy story")
        person.says("/ayuda")
    for person in people:
        assert suggested(await person.hears())
        assert "/recomienda" in (await person.hears())["text"]


async def test_no_line_of_the_log_holds_the_token_or_an_error(
    telegram: TelegramServer, bot: BotProcess, ana: Person
) -> None:
    await asked(ana, "/start")
    log = bot.output
    for talkative in ("telegram.ext", "apscheduler", "asyncio"):
        assert re.search(rf"^\S+ \S+ \w+ {talkative}", log, re.MULTILINE)
    assert SECRET not in log
    assert SECRET.replace("-", "%2D") not in log
    # Everything that was said in this module was handled without an error.
    assert not re.search(
        r"^\S+ \S+ (ERROR|CRITICAL) (?!telegram\.request|asyncio)", log, re.MULTILINE
    )
    refused = [call for call in telegram.calls if 400 <= call.status < 429]
    assert refused == []


@pytest.mark.real_data
async def test_every_call_is_what_telegram_documents(
    telegram: TelegramServer, ana: Person, real_data: Path
) -> None:
    ana.presses(await asked(ana, "toy story"), 0)
    await ana.hears()
    assert problems(telegram, real_data) == []


async def test_a_clean_end(telegram: TelegramServer, bot: BotProcess, ana: Person) -> None:
    """The last of those that share a bot: it takes that bot's life."""
    ana.says("toy story")
    await ana.hears()
    ana.says("alien")
    assert await bot.stop() == 0
    # Answered before it left, or left for the next start: never lost.
    assert len(ana.chat.heard) + telegram.pending() == 1
    assert SECRET not in bot.output
    assert "Traceback" not in bot.output.rpartition("stopping")[2]


# --- starting and ending ----------------------------------------------------------------------


@pytest_asyncio.fixture(loop_scope="module")
async def other() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(TOKEN) as server:
        yield server


@pytest.mark.parametrize("token", ["", "  "])
async def test_without_a_token(other: TelegramServer, tmp_path: Path, token: str) -> None:
    empty = tmp_path / "empty"
    async with bot_process(other, empty, tmp_path, TELEGRAM_BOT_TOKEN=token) as bot:
        assert await bot.ended() == 2
    assert bot.output.startswith("butaca: TELEGRAM_BOT_TOKEN is not set")
    assert len(bot.output.splitlines()) == 1
    # Nothing was built for a bot that cannot start.
    assert not empty.exists()


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
async def test_with_a_refused_token(
    other: TelegramServer, sample_data: Path, tmp_path: Path, level: str
) -> None:
    wrong = {"TELEGRAM_BOT_TOKEN": TOKEN + "x", "BUTACA_LOG_LEVEL": level}
    async with bot_process(other, sample_data, tmp_path, **wrong) as bot:
        assert await bot.ended() == 2
    [sentence] = [line for line in bot.output.splitlines() if line.startswith("butaca:")]
    assert "refused TELEGRAM_BOT_TOKEN" in sentence
    assert SECRET not in bot.output
    assert level == "DEBUG" or "Traceback" not in bot.output


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_even_before_telegram_was_reached(
    other: TelegramServer, sample_data: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    await other.stop()
    async with bot_process(other, sample_data, tmp_path) as bot:
        async with asyncio.timeout(20):
            while "reaching Telegram" not in bot.output:  # noqa: ASYNC110  (a log is no event)
                await asyncio.sleep(0.05)
        bot.send(stop)
        assert await bot.ended() == 0
    await other.start()
    assert "Traceback" not in bot.output


async def test_without_a_catalogue_the_first_one_is_built(
    other: TelegramServer, tmp_path: Path
) -> None:
    async with bot_process(other, tmp_path / "data", tmp_path) as bot:
        ana = other.person("Ana")
        ana.says("toi estori")
        assert len(suggested(await ana.hears(60))) == 5
        assert await bot.stop() == 0
    assert "building one" in bot.output


async def test_whoever_asks_for_a_refresh_is_told_how_it_ends_in_their_language(
    other: TelegramServer, sample_data: Path, tmp_path: Path
) -> None:
    data, keeper = shutil.copytree(sample_data, tmp_path / "data"), other.person("Ada", "en")
    async with bot_process(other, data, tmp_path, BUTACA_ADMINS=str(keeper.id)) as bot:
        await other.polled()
        before = (await asked(keeper, "/status"))["text"]
        assert re.search(r"No refresh since I started.*made of:\n[\d,]+ records read", before)
        assert "I'll tell you when it ends" in (await asked(keeper, "/refresh"))["text"]
        ended = (await keeper.hears(60))["text"]
        assert re.match(r"✅ .+: the data is the same.*\n[\d,]+ records read", ended)
        assert ended in (await asked(keeper, "/status"))["text"]
        assert await bot.stop() == 0


async def test_killed_in_the_middle_of_a_load_it_answers_the_rest_when_it_is_back(
    other: TelegramServer, sample_data: Path, tmp_path: Path
) -> None:
    people = [other.person(f"Person {number}") for number in range(60)]
    async with bot_process(other, sample_data, tmp_path) as bot:
        await other.polled()
        answers = count(1)

        def kill_at_the_fifteenth(method: str) -> None:
            if method == "sendMessage" and next(answers) == 15:
                bot.send(signal.SIGKILL)

        other.fault = kill_at_the_fifteenth
        for person in people[:40]:
            person.says("toy story")
        await bot.ended()
    other.fault = lambda _: None
    # How many of the first were answered depends on the machine; of these none can have been.
    for person in people[40:]:
        person.says("toy story")
    before = _answers(other)
    assert 0 < len(before) < len(people)
    async with bot_process(other, sample_data, tmp_path) as bot:
        for person in people:
            await person.hears()
        assert await bot.stop() == 0
    after = _answers(other)
    assert set(after) == {person.id for person in people}
    # Only what was under way, or not yet confirmed, may have been answered again.
    assert max(after.values()) <= 2
    assert other.pending() == 0


def _answers(telegram: TelegramServer) -> Counter[int]:
    sent: list[dict[str, Any]] = [c.parameters for c in telegram.calls if c.method == "sendMessage"]
    return Counter(parameters["chat_id"] for parameters in sent)
