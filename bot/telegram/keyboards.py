"""Buttons under a message."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit

from bot.assistant.reply import Button

_log = logging.getLogger(__name__)


def keyboard(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """The rows as Telegram draws them, or None when there is no button.

    A button that Telegram would refuse is a defect of ours; it is left out and logged, since it
    would cost the whole answer.
    """
    drawn = [
        [InlineKeyboardButton(button.label, callback_data=button.action) for button in fitting]
        for row in rows
        if (fitting := [button for button in row if _fits(button)])
    ]
    return InlineKeyboardMarkup(drawn) if drawn else None


def _fits(button: Button) -> bool:
    length = len(button.action.encode())
    shortest = InlineKeyboardButtonLimit.MIN_CALLBACK_DATA
    longest = InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    if button.label.strip() and shortest <= length <= longest:
        return True
    _log.error("a button is left out: %d characters, %d bytes", len(button.label), length)
    return False
