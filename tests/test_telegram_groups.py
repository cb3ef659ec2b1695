"""The Bot API on loopback in groups: polls, members, inline mode, as Telegram documents them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram_client import Client
from telegram_schema import FILE, Schema
from telegram_server import Chat, Person, TelegramServer

ALL = [
    "message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "poll_answer",
    "my_chat_member",
    "chat_member",
]
BUTTON = {"inline_keyboard": [[{"text": "⭐", "callback_data": "mark_list:862"}]]}
ARTICLE = {
    "type": "article",
    "id": "m862",
    "title": "Toy Story",
    "description": "1995",
    "thumbnail_url": "https://image.tmdb.org/t/p/w92/x.jpg",
    "input_message_content": {"message_text": "<b>Toy Story</b>", "parse_mode": "HTML"},
    "reply_markup": BUTTON,
}


async def received(bot: Client) -> list[dict[str, Any]]:
    found = await bot.result("getUpdates", allowed_updates=ALL, timeout=1)
    await bot.result("getUpdates", offset=found[-1]["update_id"] + 1 if found else 0)
    return list(found)


@pytest.fixture
async def bot() -> AsyncIterator[Client]:
    async with TelegramServer() as telegram:
        client = Client(telegram)
        await client.result("getUpdates", allowed_updates=ALL)
        yield client
        await client.http.aclose()


@pytest.fixture
def ana(bot: Client) -> Person:
    return bot.telegram.person("Ana")


@pytest.fixture
def group(bot: Client) -> Chat:
    return bot.telegram.group(privacy=True)


async def polled(bot: Client, group: Chat, **more: Any) -> dict[str, Any]:
    options = [{"text": "A"}, {"text": "B"}]
    sent: dict[str, Any] = await bot.result(
        "sendPoll",
        chat_id=group.id,
        question="?",
        options=options,
        is_anonymous=False,
        allows_multiple_answers=True,
        **more,
    )
    return sent


async def test_a_poll_is_answered_withdrawn_and_stopped(
    bot: Client, group: Chat, ana: Person
) -> None:
    eva = bot.telegram.person("Eva")
    sent = await polled(bot, group, reply_markup=BUTTON)
    for person, places in ((ana, (0, 1)), (eva, (1,)), (ana, ())):
        bot.telegram.votes(person, sent, *places)
    answers = [update["poll_answer"] for update in await received(bot)]
    assert [answer["option_ids"] for answer in answers] == [[0, 1], [1], []]
    assert [answer["user"]["id"] for answer in answers] == [ana.id, eva.id, ana.id]
    stopped = await bot.result("stopPoll", chat_id=group.id, message_id=sent["message_id"])
    assert [option["voter_count"] for option in stopped["options"]] == [0, 1]
    assert (stopped["total_voter_count"], stopped["is_closed"]) == (1, True)
    again = await bot.refusal("stopPoll", chat_id=group.id, message_id=sent["message_id"])
    assert "already been closed" in again
    with pytest.raises(AssertionError, match="closed"):
        bot.telegram.votes(ana, group.messages[sent["message_id"]], 0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"question": "x" * 301}, "question"),
        ({"options": []}, "at least"),
        ({"options": [{"text": "x" * 101}]}, "options length"),
        ({"options": [{"text": " "}]}, "options length"),
        ({"options": ["A"]}, "parse"),
    ],
)
async def test_a_poll_that_cannot_be_is_refused(
    bot: Client, group: Chat, change: dict[str, Any], refusal: str
) -> None:
    good = {"chat_id": group.id, "question": "?", "options": [{"text": "A"}]}
    assert refusal in await bot.refusal("sendPoll", **(good | change))


async def test_who_leaves_is_told_to_the_group_and_to_its_admins(
    bot: Client, group: Chat, ana: Person
) -> None:
    bot.telegram.leaves(ana, group)
    assert [list(update)[1] for update in await received(bot)] == ["message"]
    member = await bot.result("getChatMember", chat_id=group.id, user_id=ana.id)
    assert member["status"] == "left"
    bot.telegram.standing(group, None, "administrator")
    eva = bot.telegram.person("Eva")
    bot.telegram.leaves(eva, group)
    kinds = [list(update)[1] for update in await received(bot)]
    assert kinds == ["my_chat_member", "chat_member", "message"]


async def test_inline_queries_are_answered_once_and_results_posted_via_the_bot(
    bot: Client, group: Chat, ana: Person
) -> None:
    asking = asyncio.create_task(bot.telegram.types(ana, "toy"))
    await asyncio.sleep(0)
    [update] = await received(bot)
    query = update["inline_query"]
    assert (query["query"], query["chat_type"]) == ("toy", "supergroup")
    call = {"inline_query_id": query["id"], "results": [ARTICLE]}
    await bot.result("answerInlineQuery", **call)
    answer = await asking
    assert "too old" in await bot.refusal("answerInlineQuery", **call)
    sent = bot.telegram.chooses(ana, answer.results[0], group)
    ana.presses(sent, "⭐")
    chosen, message, pressed = (list(update.values())[1] for update in await received(bot))
    assert chosen["result_id"] == "m862"
    # Even where privacy keeps the group's talk from the bot.
    assert message["via_bot"]["id"] == bot.telegram.bot["id"]
    assert "message" not in pressed
    assert pressed["inline_message_id"] == chosen["inline_message_id"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"results": [ARTICLE] * 2}, "DUPLICATE"),
        ({"results": [ARTICLE | {"id": str(n)} for n in range(51)]}, "TOO_MUCH"),
        ({"results": [ARTICLE | {"id": "x" * 65}]}, "RESULT_ID_INVALID"),
        ({"results": [ARTICLE | {"thumbnail_url": "/x.jpg"}]}, "URL_INVALID"),
        ({"results": [ARTICLE | {"type": "photograph"}]}, "parse"),
        ({"next_offset": "x" * 65}, "NEXT_OFFSET"),
        ({"button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM"),
    ],
)
async def test_an_inline_answer_that_cannot_be_is_refused(
    bot: Client, ana: Person, change: dict[str, Any], refusal: str
) -> None:
    asking = asyncio.create_task(bot.telegram.types(ana, "toy"))
    await asyncio.sleep(0)
    [update] = await received(bot)
    call = {"inline_query_id": update["inline_query"]["id"], "results": [ARTICLE]}
    assert refusal in await bot.refusal("answerInlineQuery", **(call | change))
    asking.cancel()


async def test_without_inline_mode_its_buttons_are_refused(bot: Client, group: Chat) -> None:
    button = {"text": "Propose", "switch_inline_query_current_chat": ""}
    call = {"chat_id": group.id, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}}
    await bot.result("sendMessage", **call)
    bot.telegram.inline_mode = False
    assert "BUTTON_TYPE_INVALID" in await bot.refusal("sendMessage", **call)


@pytest.mark.real_data
async def test_what_it_says_in_groups_is_what_telegram_documents(
    bot: Client, group: Chat, ana: Person, real_data: Path
) -> None:
    telegram = bot.telegram
    schema = Schema(real_data / FILE)
    sent = await polled(bot, group)
    telegram.votes(ana, sent, 1)
    for status in ("administrator", "restricted", "member"):
        telegram.standing(group, None, status)
        telegram.standing(group, ana, status)
        await bot.result("getChatMember", chat_id=group.id, user_id=ana.id)
    telegram.leaves(ana, group)
    group.allows()
    asking = asyncio.create_task(telegram.types(ana, "toy"))
    await asyncio.sleep(0)
    updates = await received(bot)
    query = next(update["inline_query"] for update in updates if "inline_query" in update)
    await bot.result("answerInlineQuery", inline_query_id=query["id"], results=[ARTICLE])
    telegram.chooses(ana, (await asking).results[0], group)
    await bot.result("stopPoll", chat_id=group.id, message_id=sent["message_id"])
    await received(bot)
    problems = [
        problem
        for call in [*telegram.calls, *telegram.polls]
        for problem in schema.problems_of_call(call)
    ]
    assert problems == []
