"""Inline mode over HTTP: queries in, results out, presses under cards that stand elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram_bot import problems, talking
from telegram_server import Person, TelegramServer

from bot.assistant import Assistant
from bot.store import SqlStore
from recommender import Recommender


@pytest.fixture
async def telegram(sample: Recommender, tmp_path: Path) -> AsyncIterator[TelegramServer]:
    url = f"sqlite:///{tmp_path / 'butaca.db'}"
    async with TelegramServer() as server, await SqlStore.open(url) as store:
        assistant = Assistant(sample, store=store)
        async with talking(server, assistant, tmp_path, store=store):
            await server.polled()
            yield server


async def test_a_query_is_answered_with_films(telegram: TelegramServer, ana: Person) -> None:
    answer = await telegram.types(ana, "toy st")
    assert answer.results[0]["id"] == "862"
    assert "Toy Story" in answer.results[0]["title"]
    assert "★" in answer.results[0]["description"]
    assert answer.parameters["cache_time"] > 0
    assert not answer.parameters["is_personal"]
    assert not answer.parameters.get("next_offset")


async def test_pages_go_on_by_offset(telegram: TelegramServer, ana: Person) -> None:
    first = await telegram.types(ana, "the")
    second = await telegram.types(ana, "the", offset=first.parameters["next_offset"])
    seen = {result["id"] for result in first.results}
    assert second.results
    assert not seen & {result["id"] for result in second.results}


async def test_a_card_that_was_sent_somewhere_works_there(
    telegram: TelegramServer, ana: Person
) -> None:
    eva = telegram.person("Eva")
    answer = await telegram.types(ana, "toy story", where="private")
    sent = telegram.chooses(ana, answer.results[0])
    assert "Toy Story" in sent["text"]
    query = eva.presses(sent, "⭐")
    [pressed] = await telegram.called("answerCallbackQuery")
    assert pressed.parameters["callback_query_id"] == query
    assert "En tu lista" in pressed.parameters["text"]
    eva.says("/lista")
    assert "Toy Story" in (await eva.hears())["text"]
    eva.follows(sent, "💬 En privado")
    assert "Toy Story" in (await eva.hears())["text"]


async def test_what_is_not_found_leads_into_private(telegram: TelegramServer, ana: Person) -> None:
    answer = await telegram.types(ana, "xqzw plugh")
    assert answer.results == []
    ana.says(f"/start {answer.parameters['button']['start_parameter']}")
    assert "/recomienda" in (await ana.hears())["text"]


async def test_a_film_that_was_chosen_comes_first_without_a_word(
    telegram: TelegramServer, ana: Person
) -> None:
    answer = await telegram.types(ana, "matrix")
    telegram.chooses(ana, answer.results[0])
    ana.says("/ayuda")
    await ana.hears()
    empty = await telegram.types(ana, "", where="sender")
    assert empty.results[0]["id"] == answer.results[0]["id"]
    assert empty.parameters["is_personal"]


@pytest.mark.parametrize("forged", ["recommend:862", "night_join@x", "\x00", "erase_yes", "x" * 64])
async def test_a_forged_press_under_a_card_is_acknowledged(
    telegram: TelegramServer, ana: Person, forged: str
) -> None:
    sent = telegram.chooses(ana, (await telegram.types(ana, "toy story")).results[0])
    telegram.press(ana.user, sent, forged)
    assert await telegram.called("answerCallbackQuery")


async def test_a_query_that_was_given_up_is_no_error(
    telegram: TelegramServer, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    telegram._queue(
        "inline_query",
        {"id": "given-up", "from": ana.user, "query": "toy", "offset": "", "chat_type": "group"},
    )
    await telegram.called("answerInlineQuery")
    ana.says("/ayuda")
    await ana.hears()
    assert "could not be answered" not in caplog.text


@pytest.mark.real_data
async def test_every_call_is_one_that_telegram_documents(
    telegram: TelegramServer, ana: Person, real_data: Path
) -> None:
    for query in ("toy", "xqzw plugh", ""):
        answer = await telegram.types(ana, query)
        for result in answer.results[:2]:
            telegram.chooses(ana, result)
    assert problems(telegram, real_data) == []
