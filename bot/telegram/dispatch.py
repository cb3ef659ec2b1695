"""One update through the handlers, and one line in the log about it."""

from __future__ import annotations

import logging
import time
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.store.coordination import Coordination

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


async def handle_once(
    application: Application[Any, Any, Any, Any, Any, Any],
    update: Update,
    coordination: Coordination,
) -> bool:
    """Handle one update that may come to several processes, or come again.

    Returns:
        Whether it has been handled, here or elsewhere. If not, somebody else is at it, who may yet
        fail: it should come again later.
    """
    name = f"update {update.update_id}"
    claim = await coordination.claim(name)
    if claim != "mine":
        return claim == "done"
    try:
        await handle(application, update)
    except BaseException:
        await coordination.release(name)
        raise
    await coordination.done(name)
    return True
