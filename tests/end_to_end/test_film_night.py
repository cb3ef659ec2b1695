"""A whole film night with ``butaca run`` in a process of its own, on both databases."""

from __future__ import annotations

import asyncio
import csv
import io
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bot_process import bot_process
from film_night import FilmNight
from telegram_bot import problems
from telegram_server import Message, Person, TelegramServer

from bot.store import SqlStore

TOY_STORY, MATRIX, ALIEN, AMELIE, GODFATHER = 862, 603, 348, 194, 238


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'butaca.db'}"
    return str(request.getfixturevalue("postgres").database())


@pytest.fixture
async def night(telegram: TelegramServer, url: str) -> AsyncIterator[FilmNight]:
    async with await SqlStore.open(url) as store:
        yield FilmNight(telegram, store)


def started(night: FilmNight, url: str, data: Path, folder: Path) -> object:
    return bot_process(night.telegram, data, folder, BUTACA_DATABASE_URL=url)


async def tells(person: Person, text: str) -> Message:
    person.says(text)
    return await person.hears()


async def test_five_people_agree_on_a_film(
    night: FilmNight, url: str, sample_data: Path, tmp_path: Path
) -> None:
    ana, eva, luis, mar, teo = night.people
    telegram = night.telegram

    # Each has told the bot something in private before.
    async with bot_process(telegram, sample_data, tmp_path, BUTACA_DATABASE_URL=url) as bot:
        await tells(eva, "/guardar Toy Story")
        await tells(luis, "/vistas Matrix")
        suggestions = await tells(mar, "Alien")
        like = mar.presses(suggestions, "👍")
        assert "Te gusta" in await night.noticed(like)

        # They gather, and propose in every way there is.
        board = await night.begin()
        for person in (eva, luis, mar):
            night.press(person, board, "🙋")
        board = await night.reads("Mar")
        eva.follows(board, "⭐ De mi lista")
        eva.presses(await eva.hears(), 0)
        night.says(luis, "/proponer Amélie")
        night.says(mar, "Alien", reply_to=board)
        answer = await telegram.types(teo, "godfather")
        telegram.chooses(teo, answer.results[0], night.group)
        board = await night.reads("Teo")
        for title in ("Toy Story", "Alien"):
            board = await night.reads(title)

        # Somebody who has not joined cannot see the group's talk in the bot's mouth.
        quiet = len(telegram.calls)
        night.says(teo, "yo voto por cualquiera")
        await asyncio.sleep(0.2)
        assert not [c for c in telegram.calls[quiet:] if c.method.startswith("send")]

        # One veto, one film that somebody has seen.
        night.says(teo, "/veto Alien")
        board = await night.reads("vetada")
        night.says(ana, "/proponer Matrix")
        await night.said("ya la ha visto")
        bot.send(signal.SIGKILL)
        await bot.ended()

    # The bot dies; what is said meanwhile is answered when it is back.
    for person in night.people:
        night.press(person, board, "✅")
    async with bot_process(telegram, sample_data, tmp_path, BUTACA_DATABASE_URL=url) as bot:
        poll = await night.poll()
        options = [option["text"] for option in poll["poll"]["options"]]
        assert len(options) == 6
        candidates = (await night.night()).candidates
        assert {TOY_STORY, AMELIE, GODFATHER} <= set(candidates)
        assert not {ALIEN, MATRIX} & set(candidates)
        ballot = await night.board()
        assert all(person in ballot["text"] for person in ("Eva", "Luis", "Teo"))

        # They vote, one takes it back, one leaves the group.
        for person, places in (
            (ana, (0, 1)),
            (eva, (1,)),
            (luis, (1, 2)),
            (mar, (2,)),
            (teo, (5,)),
        ):
            telegram.votes(person, poll, *places)
        await night.voted(Ana=(0, 1), Eva=(1,), Luis=(1, 2), Mar=(2,), Teo=(5,))
        telegram.votes(ana, poll)
        telegram.leaves(luis, night.group)
        await night.voted(Eva=(1,), Mar=(2,), Teo=(5,))

        # The group becomes a supergroup, where the bot may not write at first.
        token = (await night.night()).token
        night.group = night.group.upgrade()
        night.group.refuses("Bad Request: not enough rights to send text messages to the chat", 400)
        assert "No puedo escribir" in (await ana.hears())["text"]
        night.group.allows()
        again = await night.poll()
        assert again["chat"]["id"] == night.group.id
        telegram.votes(ana, again, 1)
        await night.voted(Ana=(1,), Eva=(1,), Mar=(2,), Teo=(5,))
        await bot.stop()

    # Time is up while nobody is there.
    await night.time_passes()
    async with bot_process(telegram, sample_data, tmp_path, BUTACA_DATABASE_URL=url) as bot:
        verdict = await night.said("🏆")
        assert options[1].split(" (")[0] in verdict["text"]
        assert "2 votos, de 4 personas" in verdict["text"]
        await night.settled(token)
        night.says(eva, "/noches")
        assert options[1].split(" (")[0] in (await night.said("Noches de cine"))["text"]

        # Of the night nothing about anybody is left; the rest goes when they say so.
        kept = await kept_of(eva)
        assert {row["qué"] for row in kept} == {"lista", "mencionada"}
        eva.presses(await tells(eva, "/borrar_datos"), 0)
        await forgotten(night, eva)
        assert await bot.stop() == 0

    said = Counter(m["text"] for m in night.group.messages.values() if "🏆" in m.get("text", ""))
    assert list(said.values()) == [1]
    presses = [c.parameters for c in telegram.calls if c.method == "answerCallbackQuery"]
    assert max(Counter(p["callback_query_id"] for p in presses).values()) <= 2
    assert telegram.pending() == 0


async def kept_of(person: Person) -> list[dict[str, str]]:
    person.says("/exportar")
    while "document" not in (message := await person.hears()):
        pass
    upload = person.telegram.calls[-1].parameters["document"]
    assert message["document"]["file_name"].endswith(".csv")
    return list(csv.DictReader(io.StringIO(upload.content.decode("utf-8-sig"))))


async def forgotten(night: FilmNight, person: Person) -> None:
    async def nothing() -> bool:
        return await night.store.export(person.id) == ()

    await night.until(nothing, "everything to be erased")


@pytest.mark.real_data
async def test_every_call_of_a_night_is_one_that_telegram_documents(
    night: FilmNight, url: str, sample_data: Path, tmp_path: Path, real_data: Path
) -> None:
    if url.startswith("postgresql"):
        pytest.skip("the calls do not depend on the database")
    async with bot_process(night.telegram, sample_data, tmp_path, BUTACA_DATABASE_URL=url):
        ana, eva, *_ = night.people
        board = await night.begin()
        night.press(eva, board, "🙋")
        answer = await night.telegram.types(eva, "toy story")
        night.telegram.chooses(eva, answer.results[0], night.group)
        await night.reads("Toy Story")
        await night.time_passes()
        poll = await night.poll()
        night.telegram.votes(ana, poll, 1)
        await night.voted(Ana=(1,))
        await night.time_passes()
        await night.said("🏆")
        await tells(ana, "/exportar")
    assert problems(night.telegram, real_data) == []
