"""Understands a text and answers it: no Telegram and no terminal in here."""

from bot.assistant.assistant import Assistant
from bot.assistant.reply import Button, ChartRequest, Reply, Request

__all__ = ["Assistant", "Button", "ChartRequest", "Reply", "Request"]
