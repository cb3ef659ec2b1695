"""One update through the handlers, and one line in the log about it."""

from __future__ import annotations

import logging
import time
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import Application

_log = logging.getLogger(__name__)

_outcome: ContextVar[str] = ContextVar("outcome")


def note(outcome: str) -> None:
    """Say what became of the update that is being handled, in a word and without its text."""
    _outcome.set(outcome)


async def handle(application: Application[Any, Any, Any, Any, Any, Any], update: Update) -> None:
    """Handle one update to its end. What fails is dealt with by the application's error handler."""
    _outcome.set("left alone")
    began = time.perf_counter()
    try:
        await application.process_update(update)
    finally:
        took = 1000 * (time.perf_counter() - began)
        kind = next((name for name in Update.ALL_TYPES if getattr(update, name, None)), "other")
        _log.info("update %d: %s, %s, %.1f ms", update.update_id, kind, _outcome.get(), took)
