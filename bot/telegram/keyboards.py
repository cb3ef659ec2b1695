"""Buttons under a message."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.assistant.reply import Button


def keyboard(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """The rows as Telegram draws them, or None when there is no button."""
    drawn = [
        [InlineKeyboardButton(button.label, callback_data=button.action) for button in row]
        for row in rows
        if row
    ]
    return InlineKeyboardMarkup(drawn) if drawn else None
