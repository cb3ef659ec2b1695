"""A conversation over HTTP: updates in, calls out, and what goes wrong between."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram_bot import Parrot, problems, says, talking
from telegram_server import (
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

from bot.assistant import Button, ChartRequest, Reply, Request
from bot.assistant.reply import Document, Picture
from bot.telegram import delivery, patience, polling, request

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")
CHART = ChartRequest("bars", "es", {})


class Charts:
    """Draws one picture, or fails in one way or another."""

    async def png(self, chart: ChartRequest) -> bytes | None:
        if chart.kind == "broken":
            raise ValueError("no figures")
        return {"bars": PNG, "refused": b"not a picture"}.get(chart.kind)

    async def close(self) -> None:
        pass


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
async def telegram(
    parrot: Parrot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[TelegramServer]:
    """Telegram, with a bot that is talking to it and loses no time."""
    monkeypatch.setattr(patience, "_PAUSES", (0.01,) * 4)
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(patience, "_LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(request, "_READ", 0.3)
    async with TelegramServer() as server, talking(server, parrot, tmp_path, Charts()):
        await server.polled()
        yield server


def spoken(telegram: TelegramServer) -> list[str]:
    return [call.method for call in telegram.calls if call.method.startswith("send")]


# --- answers ----------------------------------------------------------------------------------


async def test_a_text_is_answered_while_the_bot_is_seen_writing(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    ana.says("Toy Story")
    answer = await ana.hears()
    assert answer["text"] == "heard 9"
    assert answer["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert "reply_to_message" not in answer
    assert spoken(telegram) == ["sendChatAction", "sendMessage"]
    [request] = parrot.heard
    assert (request.chat, request.user, request.text) == (ana.id, ana.id, "Toy Story")
    assert (request.language, request.press, request.group) == ("es", None, False)


async def test_a_press_is_acknowledged_and_answered_below(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    ana.says("Toy Story")
    query = ana.presses(await ana.hears(), "again")
    answer = await ana.hears()
    assert answer["text"] == "heard 7"
    [acknowledged] = await telegram.called("answerCallbackQuery")
    assert acknowledged.parameters == {"callback_query_id": query}
    assert (parrot.heard[1].press, parrot.heard[1].text) == ("again:9", "")
    # It came so soon that nobody had to be told that it was coming.
    assert spoken(telegram) == ["sendChatAction", "sendMessage", "sendMessage"]


async def test_a_slow_press_is_acknowledged_at_once_and_seen_being_answered(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    free = asyncio.Event()
    answer = parrot.answer

    async def slowly(request: Request) -> Reply:
        if request.press:
            await free.wait()
        return await answer(request)

    parrot.answer = slowly  # type: ignore[method-assign]
    ana.says("x")
    ana.presses(await ana.hears(), 0)
    await telegram.called("answerCallbackQuery", within=2)
    await telegram.called("sendChatAction", times=2, within=2)
    assert not ana.chat.heard
    free.set()
    assert (await ana.hears())["text"] == "heard 7"


async def test_a_notice_is_for_the_eyes_of_who_pressed(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    ana.says("x")
    answer = await ana.hears()
    parrot.reply = lambda _: Reply(text="", intent="x", notice="saved " * 40)
    ana.presses(answer, 0)
    [acknowledged] = await telegram.called("answerCallbackQuery")
    assert acknowledged.parameters["text"] == ("saved " * 40)[:200]
    ana.says("y")
    await telegram.called("sendChatAction", times=2)
    assert not ana.chat.heard


async def test_a_reply_can_take_the_place_of_the_pressed_message(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    ana.says("x")
    answer = await ana.hears()
    parrot.reply = says("<i>page 2</i>", replaces=True, buttons=((Button("back", "back"),),))
    ana.presses(answer, 0)
    changed = await ana.hears()
    assert (changed["message_id"], changed["text"]) == (answer["message_id"], "page 2")
    assert changed["reply_markup"]["inline_keyboard"][0][0]["text"] == "back"
    # Pressed twice: it is there already.
    ana.presses(changed, 0)
    await telegram.called("editMessageText", times=2)
    ana.chat.messages.clear()
    ana.presses(changed, 0)
    anew = await ana.hears()
    assert anew["text"] == "page 2"
    assert anew["message_id"] != answer["message_id"]


async def test_who_where_and_to_what_is_told_to_the_assistant(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    forum = telegram.group(forum=True)
    thread = forum.topic("Friday", ana)
    ana.says("/ayuda", forum, thread=thread)
    answer = await forum.hears()
    ana.says("the second one", forum, thread=thread, reply_to=answer)
    await forum.hears()
    ana.presses(answer, 0)
    await forum.hears()
    first, second, pressed = parrot.heard
    assert (first.name, first.thread, first.reply_to) == ("Ana", thread, thread)
    assert second.reply_to == answer["message_id"]
    assert (pressed.name, pressed.thread, pressed.group) == ("Ana", thread, True)


async def test_a_press_under_an_old_message_is_answered_in_its_chat(ana: Person) -> None:
    ana.says("x")
    ana.presses(await ana.hears(), 0, inaccessible=True, expired=True)
    assert (await ana.hears())["text"] == "heard 7"


async def test_each_speaks_their_own_language(telegram: TelegramServer, parrot: Parrot) -> None:
    for language in ("pt-br", None):
        person = telegram.person("Zé", language)
        person.says("x")
        await person.hears()
    assert [request.language for request in parrot.heard] == ["pt-br", None]


async def test_an_answer_longer_than_a_message_comes_in_several(
    ana: Person, parrot: Parrot
) -> None:
    text = "\n".join(f"<b>{number}</b> &lt;{'x' * 90}&gt;" for number in range(100))
    parrot.reply = says(text, buttons=((Button("more", "more"),),))
    ana.says("everything")
    pages = [await ana.hears() for _ in range(3)]
    assert [bool(page.get("reply_markup")) for page in pages] == [False, False, True]
    lines = "\n".join(page["text"] for page in pages).split("\n")
    assert [line.split()[0] for line in lines] == [str(number) for number in range(100)]


async def test_a_chart_comes_with_the_answer_as_its_caption(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    buttons = ((Button("more", "more"),),)
    parrot.reply = says("<b>x</b>" * 1024, chart=CHART, buttons=buttons)
    ana.says("figures")
    answer = await ana.hears()
    assert (answer["caption"], answer["photo"][0]["width"]) == ("x" * 1024, 640)
    assert answer["reply_markup"]
    assert spoken(telegram) == ["sendChatAction", "sendPhoto"]


async def test_a_chart_goes_before_an_answer_too_long_for_a_caption(
    ana: Person, parrot: Parrot
) -> None:
    buttons = ((Button("more", "more"),),)
    parrot.reply = says("x" * 1025, chart=CHART, buttons=buttons)
    ana.says("figures")
    chart, answer = await ana.hears(), await ana.hears()
    assert "photo" in chart
    assert "reply_markup" not in chart
    assert (answer["text"], bool(answer["reply_markup"])) == ("x" * 1025, True)


@pytest.mark.parametrize("kind", ["broken", "refused", "not drawn"])
async def test_a_chart_that_fails_does_not_cost_the_answer(
    ana: Person, parrot: Parrot, kind: str
) -> None:
    parrot.reply = says("the figures", chart=ChartRequest(kind, "es", {}))
    ana.says("figures")
    assert (await ana.hears())["text"] == "the figures"


async def test_a_picture_comes_with_the_answer_as_its_caption(ana: Person, parrot: Parrot) -> None:
    parrot.reply = says("<b>the card</b>", photo="https://image.example/poster.jpg")
    ana.says("card")
    answer = await ana.hears()
    assert (answer["caption"], bool(answer["photo"])) == ("the card", True)


@pytest.mark.parametrize("address", ["nonsense", "https://image.example/lost.jpg"])
async def test_a_picture_that_telegram_cannot_fetch_does_not_cost_the_answer(
    telegram: TelegramServer, ana: Person, parrot: Parrot, address: str
) -> None:
    parrot.reply = says("<b>the card</b>", photo=address)
    if address.startswith("https"):
        telegram.fail(bad_gateway(), "sendPhoto", times=2)
    ana.says("card")
    assert (await ana.hears())["text"] == "the card"


def pictures(folder: Path, count: int) -> tuple[Picture, ...]:
    """Charts in files, as small as they can be."""
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da63"
        "fcff1f00030303007f2d57f90000000049454e44ae426082"
    )
    album = []
    for number in range(count):
        path = folder / f"{number}.png"
        path.write_bytes(png)
        album.append(Picture(path, f"<b>chart {number}</b>\nR&amp;D"))
    return tuple(album)


async def test_an_album_comes_after_the_answer(
    telegram: TelegramServer, ana: Person, parrot: Parrot, tmp_path: Path
) -> None:
    whole = Document("report.html", b"<!DOCTYPE html>")
    parrot.reply = says("six", album=pictures(tmp_path, 6), document=whole)
    ana.says("/eda")
    answer, *shown, file = [await ana.hears() for _ in range(8)]
    assert answer["text"] == "six"
    assert [photo["caption"] for photo in shown] == [f"chart {n}\nR&D" for n in range(6)]
    assert len({photo["media_group_id"] for photo in shown}) == 1
    assert file["document"]["file_name"] == "report.html"
    [call] = await telegram.called("sendMediaGroup")
    assert call.status == 200


async def test_a_single_picture_is_no_album(ana: Person, parrot: Parrot, tmp_path: Path) -> None:
    parrot.reply = says("one", album=pictures(tmp_path, 1))
    ana.says("/eda")
    answer, shown = await ana.hears(), await ana.hears()
    assert (answer["text"], shown["caption"]) == ("one", "chart 0\nR&D")
    assert "media_group_id" not in shown


@pytest.mark.parametrize("trouble", ["gone", "refused"])
async def test_what_an_album_says_comes_even_without_it(
    telegram: TelegramServer, ana: Person, parrot: Parrot, tmp_path: Path, trouble: str
) -> None:
    album = pictures(tmp_path, 2)
    if trouble == "gone":
        album[1].path.unlink()
    else:
        album[1].path.write_bytes(b"no picture")
    parrot.reply = says("two", album=album)
    ana.says("/eda")
    assert (await ana.hears())["text"] == "two"
    assert (await ana.hears())["text"] == "chart 0\nR&D\n\nchart 1\nR&D"


async def test_a_document_comes_after_the_answer(ana: Person, parrot: Parrot) -> None:
    parrot.reply = says("your data", document=Document("mine.csv", b"title\nVolver\n"))
    ana.says("/export")
    answer, file = await ana.hears(), await ana.hears()
    assert answer["text"] == "your data"
    assert (file["document"]["file_name"], file["document"]["file_size"]) == ("mine.csv", 13)


async def test_a_button_that_telegram_would_refuse_does_not_cost_the_answer(
    ana: Person, parrot: Parrot, caplog: pytest.LogCaptureFixture
) -> None:
    buttons = (
        (Button("too much", "ñ" * 33), Button(" ", "no label"), Button("no action", "")),
        (Button("good", "x" * 64),),
    )
    parrot.reply = says("x", buttons=buttons)
    ana.says("x")
    [[button]] = (await ana.hears())["reply_markup"]["inline_keyboard"]
    assert button["text"] == "good"
    assert caplog.text.count("left out") == 3


async def test_one_chat_is_answered_in_order_and_others_meanwhile(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    free = asyncio.Event()
    answer = parrot.answer

    async def slowly(request: Any) -> Reply:
        if request.text == "slow":
            await free.wait()
        return await answer(request)

    parrot.answer = slowly  # type: ignore[method-assign]
    ben = telegram.person("Ben")
    ana.says("slow")
    ana.says("second of Ana")
    await telegram.called("sendChatAction")
    ben.says("first of Ben")
    assert (await ben.hears())["text"] == "heard 12"
    assert not ana.chat.heard
    free.set()
    assert [(await ana.hears())["text"] for _ in range(2)] == ["heard 4", "heard 13"]


# --- what is not text -------------------------------------------------------------------------


async def test_pictures_and_stickers_are_not_understood_and_told_so(ana: Person) -> None:
    ana.sends(photo())
    assert (await ana.hears())["text"].startswith("Solo entiendo texto")
    ana.user["language_code"] = "en"
    ana.sends(sticker())
    assert (await ana.hears())["text"].startswith("I only understand text")


async def test_an_album_is_told_so_once(telegram: TelegramServer, ana: Person) -> None:
    for _ in range(5):
        ana.sends({**photo(), "media_group_id": "77"})
    ana.says("x")
    assert (await ana.hears())["text"].startswith("Solo entiendo texto")
    assert (await ana.hears())["text"] == "heard 1"
    assert spoken(telegram).count("sendMessage") == 2


async def test_what_is_not_said_to_the_bot_is_left_alone(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    group, channel = telegram.group(), telegram.group("News", "channel")
    # Queued before the bot said which kinds it wants, so they come all the same.
    telegram._allowed = None
    said = ana.says("Toy Story")
    await ana.hears()
    telegram._allowed = None
    ana.edits(said, "/recomienda Toy Story 2")
    telegram.channel_post(channel, "/recomienda Toy Story 2")
    ana.says("who is coming on Friday?", group)
    ana.sends(photo(), group)
    ana.says("/weather", group)
    ana.sends({"new_chat_members": [telegram.bot]}, group)
    ana.sends({"pinned_message": said})
    ana.says("last")
    assert (await ana.hears())["text"] == "heard 4"
    assert [request.text for request in parrot.heard] == ["Toy Story", "last"]
    assert not group.heard
    assert not channel.heard


# --- groups -----------------------------------------------------------------------------------


async def test_in_a_group_the_answer_quotes_what_it_answers(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    group = telegram.group()
    asked = ana.says("/recomienda@butacatestbot Toy Story", group)
    answer = await group.hears()
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    assert parrot.heard[0].text == "/recomienda Toy Story"
    assert parrot.heard[0].group
    ana.says("Alien", group, reply_to=answer)
    await group.hears()
    ana.says("@ButacaTestBot Heat", group)
    await group.hears()
    assert [request.text for request in parrot.heard[1:]] == ["Alien", "Heat"]


async def test_in_a_topic_the_answer_stays_in_it(telegram: TelegramServer, ana: Person) -> None:
    forum = telegram.group(forum=True)
    thread = forum.topic("Friday", ana)
    ana.says("/ayuda", forum, thread=thread)
    answer = await forum.hears()
    assert answer["message_thread_id"] == thread
    ana.presses(answer, 0)
    assert (await forum.hears())["message_thread_id"] == thread
    [typing, *_] = await telegram.called("sendChatAction")
    assert typing.parameters["message_thread_id"] == thread


async def test_of_many_answers_only_the_first_are_seen_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_MOST_TYPING", (3, 1e6))
    monkeypatch.setattr(delivery, "_TYPING_PATIENCE", 1e6)
    async with TelegramServer() as telegram:
        people = [telegram.person(f"Person {number}") for number in range(20)]
        for person in people:
            person.says("Alien")
        async with talking(telegram, Parrot(), tmp_path):
            for person in people:
                await person.hears()
        assert len(await telegram.called("sendChatAction", 3)) == 3


async def test_a_topic_that_is_gone_is_answered_in_its_chat(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    forum = telegram.group(forum=True)
    thread = forum.topic("Friday", ana)

    def close(_: Any) -> Reply:
        forum.topics.clear()
        return Reply(text="late", intent="x")

    parrot.reply = close
    ana.says("/ayuda", forum, thread=thread)
    assert "message_thread_id" not in await forum.hears()


async def test_a_message_that_is_gone_is_answered_without_quoting(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    group = telegram.group()

    def delete(_: Any) -> Reply:
        group.messages.clear()
        return Reply(text="late", intent="x")

    parrot.reply = delete
    ana.says("/ayuda", group)
    assert "reply_to_message" not in await group.hears()


async def test_a_group_that_became_a_supergroup_is_answered_there(
    telegram: TelegramServer, ana: Person, parrot: Parrot
) -> None:
    group = telegram.group(kind="group")
    parrot.reply = lambda _: Reply(text=group.upgrade().title, intent="x")
    ana.says("/ayuda", group)
    await telegram.called("sendMessage", times=2)
    assert group.upgraded_to is not None
    assert (await group.upgraded_to.hears())["text"] == "Cine"


# --- trouble ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (bad_gateway(), 3),
        (connection_reset(), 2),
        (garbage(), 2),
        (no_answer(), 1),
        (too_many_requests(1), 1),
    ],
    ids=["502", "reset", "garbage", "time-out", "429"],
)
async def test_an_answer_gets_through_passing_trouble(
    telegram: TelegramServer, ana: Person, parrot: Parrot, fault: Any, times: int
) -> None:
    telegram.fail(fault, "sendMessage", times)
    ana.says("x")
    assert (await ana.hears())["text"] == "heard 1"
    assert len(await telegram.called("sendMessage", times + 1)) == times + 1
    assert len(parrot.heard) == 1


@pytest.mark.parametrize("method", ["sendChatAction", "answerCallbackQuery"])
@pytest.mark.parametrize("fault", [bad_gateway(), no_answer(), connection_reset(), garbage()])
async def test_what_surrounds_an_answer_may_fail(
    telegram: TelegramServer, ana: Person, method: str, fault: Any
) -> None:
    ana.says("x")
    answer = await ana.hears()
    telegram.fail(fault, method, times=10)
    ana.presses(answer, 0)
    assert (await ana.hears())["text"] == "heard 7"


@pytest.mark.parametrize("fault", [bad_gateway(), connection_reset(), garbage(), no_answer()])
async def test_fetching_goes_on_after_trouble(
    telegram: TelegramServer,
    ana: Person,
    fault: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(polling, "POLL", 0)
    caplog.set_level(logging.INFO)
    telegram.fail(fault, "getUpdates", times=1 if fault.hang else 4)
    # The poll that is waiting brings this one; the next ones fail.
    ana.says("x")
    await ana.hears()
    ana.says("yz")
    assert (await ana.hears(30))["text"] == "heard 2"
    warnings = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 1
    assert "fetching messages" in warnings[0].getMessage()


async def test_who_has_blocked_the_bot_is_no_error(
    telegram: TelegramServer, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ana.chat.refuses("Forbidden: bot was blocked by the user")
    ana.says("x")
    await telegram.called("sendMessage")
    ben = telegram.person("Ben")
    ben.says("x")
    await ben.hears()
    assert "blocked by the user" in caplog.text
    assert all(record.levelno < logging.WARNING for record in caplog.records)


async def test_a_group_where_the_bot_may_not_write_is_no_error(
    telegram: TelegramServer, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    group = telegram.group()
    group.refuses("Bad Request: not enough rights to send text messages to the chat", 400)
    ana.says("/ayuda", group)
    await telegram.called("sendMessage")
    ana.says("x")
    await ana.hears()
    assert all(record.levelno < logging.WARNING for record in caplog.records)


async def test_a_defect_is_told_in_one_sentence_and_logged_once(
    ana: Person, parrot: Parrot, caplog: pytest.LogCaptureFixture
) -> None:
    def defect(_: Any) -> Reply:
        raise ZeroDivisionError("a defect")

    parrot.reply = defect
    ana.says("x")
    assert (await ana.hears())["text"].startswith("Uf, algo se me ha roto")
    parrot.reply = parrot.repeat
    ana.says("x")
    assert (await ana.hears())["text"] == "heard 1"
    errors = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(errors) == 1
    assert errors[0].exc_info is not None


async def test_a_defect_behind_a_button_is_told_as_well(ana: Person, parrot: Parrot) -> None:
    ana.says("x")
    answer = await ana.hears()
    parrot.reply = lambda _: Reply(text=str(1 // 0), intent="x")
    ana.presses(answer, 0)
    assert (await ana.hears())["text"].startswith("Uf, algo se me ha roto")


async def test_broken_markup_costs_its_style_and_not_the_answer(
    ana: Person, parrot: Parrot, caplog: pytest.LogCaptureFixture
) -> None:
    parrot.reply = says("<b>bold &amp; <x>odd</b>")
    ana.says("x")
    assert (await ana.hears())["text"] == "bold & odd"
    assert "markup was refused" in caplog.text


async def test_trouble_that_does_not_pass_is_logged_in_one_line(
    telegram: TelegramServer, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail(bad_gateway(), "sendMessage", times=5)
    ana.says("x")
    await telegram.called("sendMessage", times=5)
    ana.says("y")
    await ana.hears()
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    [line] = [record for record in ours if record.levelno >= logging.WARNING]
    assert "did not take an answer" in line.getMessage()
    assert line.exc_info is None


# --- the log ----------------------------------------------------------------------------------


async def test_each_update_has_a_line_without_its_text(
    parrot: Parrot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    async with TelegramServer() as telegram, talking(telegram, parrot, tmp_path):
        ana = telegram.person("Ana")
        ana.says("my secret wish")
        answer = await ana.hears()
        ana.says("my secret talk", telegram.group())
        ana.presses(answer, 0)
        await ana.hears()
        ana.sends(photo())
        await ana.hears()
    outcomes = [line.split(",")[1].strip() for line in caplog.messages if "update 5" in line]
    assert sorted(outcomes) == ["echo", "echo", "left alone", "only_text"]
    assert "secret" not in caplog.text


# --- the published description ----------------------------------------------------------------


@pytest.mark.real_data
async def test_every_kind_of_call_is_what_telegram_documents(
    telegram: TelegramServer, ana: Person, parrot: Parrot, real_data: Path
) -> None:
    forum = telegram.group(forum=True)
    ana.says("/ayuda", forum, thread=forum.topic("Friday", ana))
    ana.presses(await forum.hears(), 0)
    await forum.hears()
    parrot.reply = says("x", chart=CHART, buttons=((Button("more", "more"),),))
    ana.sends(photo())
    await ana.hears()
    ana.says("figures")
    await ana.hears()
    parrot.reply = parrot.repeat
    ana.says("x")
    answer = await ana.hears()
    parrot.reply = says("x", document=Document("a.csv", b"x"), replaces=True)
    ana.presses(answer, 0)
    await telegram.called("sendDocument")
    called = {call.method for call in telegram.calls if call.status == 200}
    assert called >= {"getMe", "deleteWebhook", "setMyCommands", "sendMessage", "sendPhoto"}
    assert called >= {"answerCallbackQuery", "sendChatAction", "editMessageText"}
    assert problems(telegram, real_data) == []
