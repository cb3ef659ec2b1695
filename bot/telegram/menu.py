"""Telegram's command menu, from the table of commands."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeChat, BotCommandScopeDefault

from bot.assistant.commands import COMMANDS, Command
from bot.assistant.texts import LANGUAGES, Language, texts_in

_log = logging.getLogger(__name__)


async def publish_menu(bot: Bot, default: Language, admins: Iterable[int]) -> None:
    """Set the command menu for everybody in each language, and a longer one for the admins.

    A menu that cannot be set is logged and no reason to stop: the commands work without it.

    Args:
        bot: whose menu it is.
        default: the language for people who read none of ours.
        admins: who sees the admins' commands as well.
    """
    public = [command for command in COMMANDS if not command.admin]
    await _publish(bot, public, default, BotCommandScopeDefault())
    if len(public) < len(COMMANDS):
        for admin in admins:
            await _publish(bot, COMMANDS, default, BotCommandScopeChat(admin))


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
