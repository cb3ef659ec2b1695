"""In a group the bot answers what is meant for it, and nothing else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from telegram import Chat, ForumTopicCreated, Message, MessageEntity, User

from bot.telegram.addressing import meant_for

BOT = User(42, "Butaca", is_bot=True, username="ButacaTestBot")
OTHER_BOT = User(43, "Other", is_bot=True, username="OtherBot")
ANA = User(7, "Ana", is_bot=False)
NOW = datetime.datetime.now(datetime.UTC)


def message(text: str | None, kind: str = "supergroup", **more: Any) -> Message:
    settings = {"from_user": ANA, "text": text, **more}
    return Message(5, NOW, Chat(-100 if kind != "private" else 7, kind), **settings)


def reply_to(author: User, **more: Any) -> Message:
    return message("before", from_user=author, **more)


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("anybody for a film?", None),
        ("/recomienda Toy Story", "/recomienda Toy Story"),
        ("/RECOMIENDA@butacatestbot Toy Story", "/RECOMIENDA Toy Story"),
        ("/ayuda@ButacaTestBot", "/ayuda"),
        ("/paramí", "/paramí"),
        ("/desconocido@ButacaTestBot x", "/desconocido x"),
        ("/ayuda@OtherBot", None),
        ("/weather Madrid", None),
        ("/ayuda, please", None),
        ("/", None),
        ("@ButacaTestBot toi estori", "toi estori"),
        ("toi estori @butacatestbot", "toi estori"),
        ("eh @ButacaTestBot, toi estori", "eh , toi estori"),
        ("@ButacaTestBot", ""),
        ("@ButacaTestBots toi estori", None),
        ("mail@ButacaTestBot", None),
        ("see /ayuda", None),
        (None, None),
    ],
)
def test_in_a_group(text: str | None, answered: str | None) -> None:
    assert meant_for(BOT, message(text)) == answered
    assert meant_for(BOT, message(text, "group")) == answered


@pytest.mark.parametrize("text", ["anybody?", "/weather", "/ayuda@OtherBot", "@OtherBot hello"])
def test_in_private_everything_is_answered(text: str) -> None:
    assert meant_for(BOT, message(text, "private")) == text


def test_a_reply_to_the_bot_is_answered() -> None:
    assert meant_for(BOT, message("Toy Story", reply_to_message=reply_to(BOT))) == "Toy Story"


@pytest.mark.parametrize("author", [ANA, OTHER_BOT])
def test_a_reply_to_somebody_else_is_not(author: User) -> None:
    assert meant_for(BOT, message("Toy Story", reply_to_message=reply_to(author))) is None


def test_a_reply_to_the_bot_with_another_bot_s_command_is_not() -> None:
    replying = message("/help@OtherBot", reply_to_message=reply_to(BOT))
    assert meant_for(BOT, replying) is None


def test_what_is_said_in_a_topic_that_the_bot_opened_is_no_reply() -> None:
    opened = reply_to(BOT, forum_topic_created=ForumTopicCreated("Friday", 1))
    assert meant_for(BOT, message("hello all", reply_to_message=opened)) is None


def test_a_mention_by_name_without_username_is_answered() -> None:
    entity = MessageEntity(MessageEntity.TEXT_MENTION, offset=3, length=6, user=BOT)
    assert meant_for(BOT, message("🎬 Butaca Volver", entities=[entity])) == "🎬 Volver"


def test_other_bots_and_our_own_inline_results_are_not_answered() -> None:
    assert meant_for(BOT, message("/ayuda", from_user=OTHER_BOT)) is None
    assert meant_for(BOT, message("Toy Story", "private", via_bot=BOT)) is None
    assert meant_for(BOT, message("Toy Story", "private", via_bot=OTHER_BOT)) == "Toy Story"
    assert meant_for(BOT, message("/ayuda", is_automatic_forward=True)) is None


def test_an_anonymous_admin_is_a_person() -> None:
    shown = User(1087968824, "Group", is_bot=True, username="GroupAnonymousBot")
    group = Chat(-100, "supergroup")
    assert meant_for(BOT, message("/ayuda", from_user=shown, sender_chat=group)) == "/ayuda"
