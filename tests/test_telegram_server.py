"""The Bot API on loopback: what it lets through, what it refuses, how it fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram_client import Client
from telegram_entities import BadMarkupError, parse_html, spot_entities, utf16_length
from telegram_parameters import FAMILIES, METHODS, OBJECTS
from telegram_schema import FILE, Schema
from telegram_server import (
    Chat,
    Person,
    TelegramServer,
    bad_gateway,
    connection_reset,
    garbage,
    no_answer,
    photo,
    sticker,
    too_many_requests,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Client]:
    client = Client(telegram)
    yield client
    await client.http.aclose()


async def updates(bot: Client, **parameters: Any) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = await bot.result("getUpdates", **parameters)
    return result


# --- the wire ---------------------------------------------------------------------------------


async def test_parameters_come_as_json_form_multipart_or_query(bot: Client, ana: Person) -> None:
    sent = {"chat_id": str(ana.id), "text": "ñandú 🎬", "disable_notification": "true"}
    answers = [
        await bot.raw("sendMessage", json={**sent, "chat_id": ana.id}),
        await bot.raw("sendMessage", data=sent),
        await bot.raw("sendMessage", data=sent, files={"unused": ("a", b"")}),
        await bot.raw("sendMessage", params=sent),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 400, 200]
    assert {a.json()["result"]["text"] for a in answers if a.is_success} == {"ñandú 🎬"}
    assert len(bot.telegram.calls) == 4


async def test_a_chunked_body_is_read(bot: Client, ana: Person) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        body = json.dumps({"chat_id": ana.id, "text": "in pieces"}).encode()
        yield body[:7]
        yield body[7:]

    headers = {"content-type": "application/json"}
    assert (await bot.raw("sendMessage", content=chunks(), headers=headers)).is_success


async def test_a_connection_is_kept_for_the_next_call(telegram: TelegramServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", telegram.port)
    for _ in range(3):
        writer.write(f"GET /bot{telegram.token}/getMe HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.decode().lower().partition("content-length: ")[2].split("\r\n")[0])
        assert json.loads(await reader.readexactly(length))["result"]["is_bot"] is True
    writer.close()


@pytest.mark.parametrize(
    ("token", "status"), [("42:another-token", 401), ("no-token", 404), ("42:", 404)]
)
async def test_another_token_is_refused(bot: Client, token: str, status: int) -> None:
    answer = await bot.raw("getMe", token=token)
    assert (answer.status_code, answer.json()["ok"]) == (status, False)


async def test_an_unknown_method_is_refused(bot: Client) -> None:
    assert (await bot.refusal("sendTelegram")).startswith("404 Not Found")


# --- parameters -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"txt": "x"}, "no parameter txt"),
        ({"chat_id": None}, '"chat_id" is missing'),
        ({"chat_id": 1}, "chat not found"),
        ({"chat_id": 1.5}, '"chat_id"'),
        ({"text": None}, "text is empty"),
        ({"text": " \n\t "}, "text is empty"),
        ({"text": 7}, '"text"'),
        ({"text": "\ud800"}, "UTF-8"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🎬" * 2049}, "message is too long"),
        ({"parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"disable_notification": "yes"}, '"disable_notification"'),
        ({"message_thread_id": 5}, "thread not found"),
        ({"reply_parameters": {"message_id": 999}}, "replied not found"),
        ({"reply_parameters": {}}, "lacks message_id"),
        ({"reply_parameters": "{"}, "no JSON"),
        ({"link_preview_options": {"off": True}}, "no field off"),
        ({"reply_markup": {"inline_keyboard": [{}]}}, '"reply_markup"'),
        ({"reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "Text buttons"),
    ],
)
async def test_what_telegram_would_not_take(
    bot: Client, ana: Person, change: dict[str, Any], words: str
) -> None:
    parameters = {"chat_id": ana.id, "text": "x", **change}
    kept = {name: value for name, value in parameters.items() if value is not None}
    refusal = await bot.refusal("sendMessage", **kept)
    assert refusal.startswith("400 Bad Request: ")
    assert words in refusal


async def test_lengths_are_counted_after_entities_in_utf16(bot: Client, ana: Person) -> None:
    text = f"<b>{'&lt;' * 2096}</b>{'🎬' * 1000}"
    sent = await bot.result("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML")
    assert utf16_length(sent["text"]) == 4096
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 2096}]


@pytest.mark.parametrize(
    ("data", "good"), [("x" * 64, True), ("x" * 65, False), ("ñ" * 33, False), ("", False)]
)
async def test_callback_data_has_64_bytes(bot: Client, ana: Person, data: str, good: bool) -> None:
    markup = {"inline_keyboard": [[{"text": "label", "callback_data": data}]]}
    answer = await bot("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert answer["ok"] is good
    assert good or "BUTTON_DATA_INVALID" in answer["description"]


async def test_pictures(bot: Client, ana: Person) -> None:
    def send(picture: bytes, **more: str) -> Any:
        sent = {"chat_id": str(ana.id), **more}
        return bot.raw("sendPhoto", data=sent, files={"photo": ("a.png", picture)})

    good = await send(PNG, caption="<i>x</i>" * 1024, parse_mode="HTML")
    sizes = good.json()["result"]["photo"]
    assert (sizes[0]["width"], sizes[0]["height"]) == (640, 480)
    assert bot.telegram.calls[-1].parameters["photo"].content == PNG
    long = await send(PNG, caption="<i>x</i>" * 1025, parse_mode="HTML")
    assert "caption is too long" in long.text
    assert "IMAGE_PROCESS_FAILED" in (await send(b"no picture")).text
    assert "non-empty" in (await send(b"")).text


async def test_an_album(bot: Client, ana: Person) -> None:
    media = [
        {"type": "photo", "media": "attach://one", "caption": "first"},
        {"type": "photo", "media": "https://image.example/two.jpg"},
    ]
    sent = {"chat_id": str(ana.id), "media": json.dumps(media)}
    answer = await bot.raw("sendMediaGroup", data=sent, files={"one": ("one.png", PNG)})
    album = answer.json()["result"]
    assert [message.get("caption") for message in album] == ["first", None]
    assert album[0]["media_group_id"] == album[1]["media_group_id"]
    lost = await bot.raw("sendMediaGroup", data=sent)
    assert "attached file" in lost.text


async def test_edits(bot: Client, ana: Person) -> None:
    sent = await bot.result("sendMessage", chat_id=ana.id, text="one")
    which = {"chat_id": ana.id, "message_id": sent["message_id"]}
    edited = await bot.result("editMessageText", **which, text="<b>two</b>", parse_mode="HTML")
    assert (edited["text"], edited["entities"][0]["type"]) == ("two", "bold")
    again = await bot.refusal("editMessageText", **which, text="<b>two</b>", parse_mode="HTML")
    assert "message is not modified" in again
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    edited = await bot.result("editMessageReplyMarkup", **which, reply_markup=markup)
    assert edited["reply_markup"] == markup
    assert await bot.result("deleteMessage", **which)
    assert "not found" in await bot.refusal("editMessageText", **which, text="three")
    theirs = ana.says("mine")
    which["message_id"] = theirs["message_id"]
    assert "can't be edited" in await bot.refusal("editMessageText", **which, text="yours")


async def test_the_command_menu(bot: Client) -> None:
    menu = [{"command": "start", "description": "Begin"}]
    await bot.result("setMyCommands", commands=menu, language_code="es")
    assert await bot.result("getMyCommands", language_code="es") == menu
    assert await bot.result("getMyCommands") == []
    for bad in ({"command": "Start"}, {"command": "x" * 33}, {"description": ""}):
        refusal = await bot.refusal("setMyCommands", commands=[{**menu[0], **bad}])
        assert "INVALID" in refusal
    assert "LANGUAGE_CODE" in await bot.refusal(
        "setMyCommands", commands=menu, language_code="spanish"
    )
    scope = {"type": "chat", "chat_id": 5}
    assert "chat not found" in await bot.refusal("setMyCommands", commands=menu, scope=scope)


# --- markup -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b>", "a", [("bold", 0, 1)]),
        ("<B>a</b >", "a", [("bold", 0, 1)]),
        ("🎬<i>a<u>b</u></i>", "🎬ab", [("italic", 2, 2), ("underline", 3, 1)]),
        ("&lt;b&gt; &amp;&quot;&#39;&#x1F3AC;", "<b> &\"'🎬", []),
        ("&apos;&nbsp;&unknown;", "&apos;&nbsp;&unknown;", []),
        ("<b></b>x", "x", []),
        ("<b>x \n</b>", "x", [("bold", 0, 1)]),
        ('<a href="https://x.y/?a=1&amp;b">l</a>', "l", [("text_link", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">s</span>', "s", [("spoiler", 0, 1)]),
        ("1 > 0", "1 > 0", []),
        ("a\x00b", "a b", []),
    ],
)
def test_markup_that_telegram_reads(
    html: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    parsed, found = parse_html(html)
    assert parsed == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a <3 b", 'Unsupported start tag "3" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("ñ <x>a</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag"),
        ("<br/>", 'Unsupported start tag "br/"'),
        ("<span>a</span>", 'must have class "tg-spoiler"'),
        ('<a href="x', "Unclosed start tag"),
        ("<b =x>a</b>", "Empty attribute name"),
    ],
)
async def test_markup_that_telegram_refuses(
    bot: Client, ana: Person, html: str, words: str
) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=ana.id, text=html, parse_mode="HTML")
    assert refusal.startswith("400 Bad Request: can't parse entities: ")
    assert words in refusal


@given(st.text(alphabet="<>/&;ab= \"'\x00🎬", max_size=30))
def test_any_markup_is_read_or_refused(html: str) -> None:
    try:
        text, entities = parse_html(html)
    except BadMarkupError:
        return
    for entity in entities:
        assert entity["offset"] >= 0
        assert 0 < entity["length"] <= utf16_length(text) - entity["offset"]


def test_commands_and_mentions_are_marked() -> None:
    text = "🎬 /recomienda@ButacaBot Toy Story @anita a/b x@yahoo.es /parámi"
    assert spot_entities(text) == [
        {"type": "bot_command", "offset": 3, "length": 21},
        {"type": "mention", "offset": 35, "length": 6},
    ]


# --- updates ----------------------------------------------------------------------------------


async def test_updates_stay_until_a_later_one_is_asked_for(bot: Client, ana: Person) -> None:
    for text in "abc":
        ana.says(text)
    first = await updates(bot)
    assert [update["message"]["text"] for update in first] == ["a", "b", "c"]
    assert await updates(bot) == first
    assert await updates(bot, limit=1) == first[:1]
    assert await updates(bot, offset=first[1]["update_id"]) == first[1:]
    assert await updates(bot, offset=first[2]["update_id"] + 1) == []
    assert bot.telegram.pending() == 0


async def test_a_poll_waits_for_something_to_happen(bot: Client, ana: Person) -> None:
    polling = asyncio.create_task(updates(bot, timeout=5))
    await asyncio.sleep(0.05)
    assert not polling.done()
    ana.says("at last")
    assert [update["message"]["text"] for update in await polling] == ["at last"]


async def test_a_second_poll_turns_the_first_away(bot: Client, ana: Person) -> None:
    first = asyncio.create_task(bot.refusal("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(updates(bot, timeout=5))
    assert (await first).startswith("409 Conflict: terminated by other getUpdates")
    ana.says("hello")
    assert len(await second) == 1


async def test_a_webhook_keeps_polls_out(bot: Client) -> None:
    bot.telegram.webhook = "https://elsewhere.example/"
    assert (await bot.refusal("getUpdates")).startswith("409 Conflict")
    await bot.result("deleteWebhook")
    assert await updates(bot) == []


async def test_only_the_kinds_asked_for_arrive(bot: Client, ana: Person) -> None:
    message = ana.says("one")
    ana.edits(message, "/one")
    assert [set(update) for update in await updates(bot)] == [
        {"update_id", "message"},
        {"update_id", "edited_message"},
    ]
    await updates(bot, allowed_updates=["callback_query"], offset=10**9)
    ana.edits(message, "two")
    sent = await bot.result("sendMessage", chat_id=ana.id, text="x", reply_markup=BUTTON)
    ana.presses(sent, "press me")
    [pressed] = await updates(bot)
    assert pressed["callback_query"]["data"] == "pressed"


BUTTON = {"inline_keyboard": [[{"text": "press me", "callback_data": "pressed"}]]}


async def test_a_press_is_answered_or_too_old(bot: Client, ana: Person) -> None:
    sent = await bot.result("sendMessage", chat_id=ana.id, text="x", reply_markup=BUTTON)
    query = ana.presses(sent, 0)
    assert await bot.result("answerCallbackQuery", callback_query_id=query)
    late = ana.presses(sent, 0, expired=True)
    assert "query is too old" in await bot.refusal("answerCallbackQuery", callback_query_id=late)
    long = "x" * 201
    assert "TOO_LONG" in await bot.refusal(
        "answerCallbackQuery", callback_query_id=query, text=long
    )


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("anybody?", False),
        ("/ayuda", True),
        ("/ayuda@ButacaTestBot", True),
        ("/ayuda@AnotherBot", False),
        ("hey @butacatestbot", True),
    ],
)
async def test_privacy_keeps_a_group_s_talk_from_the_bot(
    bot: Client, ana: Person, text: str, arrives: bool
) -> None:
    group = bot.telegram.group(privacy=True)
    ana.says(text, group)
    assert bool(await updates(bot)) is arrives


async def test_privacy_lets_replies_to_the_bot_through(bot: Client, ana: Person) -> None:
    group = bot.telegram.group(privacy=True)
    sent = await bot.result("sendMessage", chat_id=group.id, text="which film?")
    ana.says("Toy Story", group, reply_to=sent)
    assert len(await updates(bot)) == 1


async def test_topics(bot: Client, ana: Person) -> None:
    forum = bot.telegram.group(forum=True)
    thread = forum.topic("Friday", ana)
    ana.says("here", forum, thread=thread)
    [update] = await updates(bot)
    assert update["message"]["is_topic_message"]
    sent = await bot.result("sendMessage", chat_id=forum.id, text="there", message_thread_id=thread)
    assert sent["message_thread_id"] == thread


# --- trouble ----------------------------------------------------------------------------------


async def test_chats_that_the_bot_may_not_post_in(bot: Client, ana: Person) -> None:
    ana.chat.refuses("Forbidden: bot was blocked by the user")
    assert (await bot.refusal("sendMessage", chat_id=ana.id, text="x")).startswith("403 Forbidden")
    group = bot.telegram.group(kind="group")
    new = group.upgrade()
    answer = await bot("sendMessage", chat_id=group.id, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    assert await bot.result("sendMessage", chat_id=new.id, text="x")


async def test_planned_faults(bot: Client, ana: Person) -> None:
    telegram = bot.telegram
    telegram.fail(too_many_requests(3), "sendMessage")
    telegram.fail(bad_gateway(), times=2)
    telegram.fail(garbage(), "getMe")
    telegram.fail(connection_reset(), "getMe")
    flood = await bot("sendMessage", chat_id=ana.id, text="x")
    assert (flood["error_code"], flood["parameters"]) == (429, {"retry_after": 3})
    assert [(await bot.raw("getMe")).status_code for _ in range(2)] == [502, 502]
    with pytest.raises(ValueError, match=r"Expecting|decode"):
        (await bot.raw("getMe")).json()
    with pytest.raises(httpx.RemoteProtocolError):
        await bot.raw("getMe")
    assert await bot.result("getMe")
    assert len(ana.chat.messages) == 0


async def test_a_call_can_take_effect_and_fail_all_the_same(bot: Client, ana: Person) -> None:
    bot.telegram.fail(no_answer(handled=True), "sendMessage")
    with pytest.raises(httpx.ReadTimeout):
        await bot.raw("sendMessage", json={"chat_id": ana.id, "text": "x"}, timeout=0.1)
    assert (await ana.hears())["text"] == "x"


async def test_waiting_for_what_never_comes_ends(telegram: TelegramServer, ana: Person) -> None:
    with pytest.raises(TimeoutError):
        await ana.hears(within=0.01)
    with pytest.raises(TimeoutError):
        await telegram.called("sendMessage", within=0.01)


# --- the published description ----------------------------------------------------------------


@pytest.fixture(scope="module")
def schema(real_data: Path) -> Schema:
    return Schema(real_data / FILE)


@pytest.mark.real_data
@pytest.mark.parametrize("method", METHODS)
def test_what_it_accepts_is_what_telegram_documents(schema: Schema, method: str) -> None:
    documented = {field["name"]: field for field in schema.methods[method].get("fields", [])}
    assert_documented(METHODS[method], documented)


@pytest.mark.real_data
@pytest.mark.parametrize("kind", OBJECTS)
def test_its_objects_are_those_of_telegram(schema: Schema, kind: str) -> None:
    documented = {field["name"]: field for field in schema.types[kind]["fields"]}
    assert_documented(OBJECTS[kind], documented)


def assert_documented(ours: dict[str, str], documented: dict[str, Any]) -> None:
    assert set(ours) <= set(documented)
    for name, kind in ours.items():
        assert set(kind.lstrip("!").split("|")) <= set(documented[name]["types"]), name
        assert kind.startswith("!") == documented[name]["required"], name
    required = {name for name, field in documented.items() if field["required"]}
    assert required <= set(ours)


@pytest.mark.real_data
def test_its_families_are_those_of_telegram(schema: Schema) -> None:
    for family, members in FAMILIES.items():
        assert set(members.values()) <= set(schema.types[family]["subtypes"])


@pytest.mark.real_data
async def test_what_it_sends_is_what_telegram_documents(
    schema: Schema, bot: Client, ana: Person
) -> None:
    telegram = bot.telegram
    forum = telegram.group(forum=True)
    channel = telegram.group("News", "channel")
    sent = await bot.result("sendMessage", chat_id=ana.id, text="x", reply_markup=BUTTON)
    await bot.raw("sendPhoto", data={"chat_id": ana.id}, files={"photo": ("a.png", PNG)})
    for method in ("getMe", "getWebhookInfo", "getMyCommands"):
        await bot.result(method)
    await bot.result("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="y")
    ana.edits(ana.says("/start"), "/stop")
    ana.sends(photo())
    ana.sends(sticker())
    ana.says("in a topic", forum, thread=forum.topic("Friday", ana))
    telegram.channel_post(channel, "news")
    ana.presses(sent, 0)
    ana.presses(sent, "forged", inaccessible=True)
    group = telegram.group(kind="group")
    group.upgrade()
    telegram.group(privacy=True)
    await updates(bot)
    problems = [
        problem
        for call in [*telegram.calls, *telegram.polls]
        for problem in schema.problems_of_call(call)
    ]
    assert problems == []
    assert len(telegram.polls[0].answer["result"]) == 10


def test_the_schema_finds_what_is_wrong(tmp_path: Path) -> None:
    text = {"name": "text", "types": ["String"], "required": True}
    when = {"name": "date", "types": ["Integer"], "required": False}
    described = {
        "methods": {"say": {"returns": ["Word"], "fields": [text]}},
        "types": {"Word": {"fields": [text, when]}},
    }
    file = tmp_path / "api.json"
    file.write_text(json.dumps(described), encoding="utf-8")
    schema = Schema(file)
    assert schema.problems(["Word"], {"text": "x", "date": 1}, "w") == []
    assert schema.problems(["Word"], {"text": "x", "date": True}, "w") != []
    assert schema.problems(["Word"], {"date": 1}, "w") == ["w:Word lacks text"]
    assert schema.problems(["Word"], {"text": "x", "y": 1}, "w") == ["w:Word has no y"]
    assert schema.problems(["Array of Word", "String"], [{"text": 1}], "w") != []


def test_a_chat_of_each_kind_says_what_it_is(telegram: TelegramServer) -> None:
    kinds: list[Chat] = [telegram.group(kind=kind) for kind in ("group", "supergroup", "channel")]
    assert [chat.json()["type"] for chat in kinds] == ["group", "supergroup", "channel"]
    assert telegram.person("Ana", None).chat.json()["type"] == "private"
