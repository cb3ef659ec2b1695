"""Telegram's command menu, from the table of commands."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.assistant.commands import COMMANDS, Command
from bot.assistant.texts import LANGUAGES, Language, texts_in

_log = logging.getLogger(__name__)


async def publish_menu(bot: Bot, default: Language, admins: Iterable[int]) -> None:
    """Set the command menus of private chats and of groups, and a longer one for the admins.

    Each has one for every language. A menu that cannot be set is logged and no reason to stop: the
    commands work without it.

    Args:
        bot: whose menus they are.
        default: the language for people who read none of ours.
        admins: who sees the admins' commands as well, in private.
    """
    private = [command for command in COMMANDS if command.chats != "groups"]
    public = [command for command in private if not command.admin]
    groups = [command for command in COMMANDS if command.chats != "private" and not command.admin]
    await _publish(bot, public, default, BotCommandScopeAllPrivateChats())
    await _publish(bot, groups, default, BotCommandScopeAllGroupChats())
    for admin in admins:
        await _publish(bot, private, default, BotCommandScopeChat(admin))


async def _publish(
    bot: Bot, commands: Iterable[Command], default: Language, scope: BotCommandScope
) -> None:
    menus = [("", default), *((language, language) for language in LANGUAGES)]
    for code, language in menus:
        texts = texts_in(language)
        menu = [
            BotCommand(command.name(language), texts(command.description).unescape())
            for command in commands
        ]
        try:
            await bot.set_my_commands(menu, scope=scope, language_code=code or None)
        except Exception as error:  # noqa: BLE001  (whatever it is, the bot can do without)
            # An admin who has never talked to the bot has no chat to show a menu in.
            level = logging.INFO if isinstance(scope, BotCommandScopeChat) else logging.WARNING
            _log.log(level, "the command menu could not be set: %s", error)
            return
