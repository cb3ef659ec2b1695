"""What in a message is meant for the bot.

In private everything is. In a group others talk as well, and other bots may listen: there the bot
answers commands, replies to its own messages, and mentions of its name.
"""

from __future__ import annotations

import re

from telegram import Message, User
from telegram.constants import ChatType, MessageEntityType

from bot.assistant.intents import command_named, pressed

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?(?!\S)")


def meant_for(bot: User, message: Message) -> str | None:
    """The text that the bot has to answer, without its own name; None when it has to be quiet."""
    if message.text is None or _from_a_machine(message, bot):
        return None
    if message.chat.type == ChatType.PRIVATE:
        return message.text
    return _in_group(bot, message, message.text)


def film_sent(bot: User, message: Message) -> int | None:
    """The film that somebody has sent to a group through the bot's inline mode; its id."""
    if message.via_bot is None or message.via_bot.id != bot.id or message.reply_markup is None:
        return None
    if message.chat.type == ChatType.PRIVATE:
        return None
    said = (
        str(button.callback_data)
        for row in message.reply_markup.inline_keyboard
        for button in row
        if button.callback_data
    )
    return next((intent.movie for intent in map(pressed, said) if intent.movie), None)


def _from_a_machine(message: Message, bot: User) -> bool:
    if message.via_bot is not None and message.via_bot.id == bot.id:
        return True
    if message.is_automatic_forward:
        return True
    # Who speaks in a chat's name is shown as a bot of Telegram's, with that chat as sender.
    author = message.from_user
    return author is not None and author.is_bot and message.sender_chat is None


def _in_group(bot: User, message: Message, text: str) -> str | None:
    command = _COMMAND.match(text)
    if command is not None:
        if command["bot"] is not None:
            mine = command["bot"].lower() == (bot.username or "").lower()
            return text.replace(f"@{command['bot']}", "", 1) if mine else None
        if command_named(command["name"]) is not None:
            return text
        # A bare command that is none of ours is another bot's.
        return None
    without_mention = _without_mention(bot, message, text)
    if without_mention is not None:
        return without_mention
    return text if _answers(bot, message) else None


def _without_mention(bot: User, message: Message, text: str) -> str | None:
    for entity in message.entities:
        if entity.type == MessageEntityType.TEXT_MENTION and entity.user == bot:
            return _spaced(text.replace(message.parse_entity(entity), " ", 1))
    mention = re.compile(rf"(?<![\w@])@{re.escape(bot.username or ' ')}(?!\w)", re.IGNORECASE)
    return _spaced(mention.sub(" ", text)) if mention.search(text) else None


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _answers(bot: User, message: Message) -> bool:
    """Whether the message replies to one of the bot's."""
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created is not None:
        # Whatever is said in a topic is formally a reply to the message that opened it.
        return False
    return earlier.from_user is not None and earlier.from_user.id == bot.id
