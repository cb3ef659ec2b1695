"""Buttons under a message."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, User
from telegram.constants import InlineKeyboardButtonLimit

from bot.assistant.links import payload
from bot.assistant.reply import Button

_log = logging.getLogger(__name__)


def keyboard(rows: Sequence[Sequence[Button]], bot: User) -> InlineKeyboardMarkup | None:
    """The rows as Telegram draws them, or None when there is no button.

    A button that Telegram would refuse is a defect of ours; it is left out and logged, since it
    would cost the whole answer.

    Args:
        rows: the buttons.
        bot: whose private chat links lead to, and who may know inline mode.
    """
    drawn = [[InlineKeyboardButton(**button) for button in row] for row in _drawn(rows, bot)]
    return InlineKeyboardMarkup(drawn) if drawn else None


def parameters(rows: Sequence[Sequence[Button]], bot: User) -> dict[str, Any] | None:
    """The same as a parameter of a call of the Bot API, or None when there is no button.

    An answer has two dozen buttons, and the library's objects take as long as all else about it.
    """
    drawn = _drawn(rows, bot)
    return {"reply_markup": {"inline_keyboard": drawn}} if drawn else None


def link(bot: User, said: str) -> str:
    """The address that opens the private chat with the bot, which is told an action there."""
    return f"https://t.me/{bot.username}?start={payload(said)}"


def draw(button: Button, bot: User) -> InlineKeyboardButton:
    """One button as Telegram draws it."""
    return InlineKeyboardButton(**_draw(button, bot))


def _drawn(rows: Sequence[Sequence[Button]], bot: User) -> list[list[dict[str, Any]]]:
    return [
        [_draw(button, bot) for button in fitting]
        for row in rows
        if (fitting := [button for button in row if _fits(button)])
    ]


def _draw(button: Button, bot: User) -> dict[str, Any]:
    if button.opens == "private":
        return {"text": button.label, "url": link(bot, button.action)}
    # A bot that does not know inline mode may not send such a button.
    if button.opens == "inline" and bot.supports_inline_queries:
        return {"text": button.label, "switch_inline_query_current_chat": ""}
    return {"text": button.label, "callback_data": button.action}


def _fits(button: Button) -> bool:
    length = len(button.action.encode())
    shortest = InlineKeyboardButtonLimit.MIN_CALLBACK_DATA
    longest = InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    if button.label.strip() and shortest <= length <= longest:
        return True
    _log.error("a button is left out: %d characters, %d bytes", len(button.label), length)
    return False
