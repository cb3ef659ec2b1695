"""One update through the handlers, and one line in the log about it."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.assistant.memory import StoreUnavailable
from bot.metrics import UPDATE_SECONDS, UPDATES
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
        took = time.perf_counter() - began
        kind = next((name for name in Update.ALL_TYPES if getattr(update, name, None)), "other")
        outcome = _outcome.get()
        UPDATES.labels(kind, outcome).inc()
        UPDATE_SECONDS.labels(kind).observe(took)
        told = {"update": update.update_id, "kind": kind, "outcome": outcome, "ms": 1000 * took}
        _log.info("update %(update)d: %(kind)s, %(outcome)s, %(ms).1f ms", told, extra=told)


async def handle_once(
    application: Application[Any, Any, Any, Any, Any, Any],
    update: Update,
    coordination: Coordination | None,
) -> bool:
    """Handle one update that may come to several processes, or come again.

    Returns:
        Whether it has been handled, here or elsewhere. If not, somebody else is at it, who may yet
        fail: it should come again later.
    """
    name = f"update {update.update_id}"
    try:
        claim = "mine" if coordination is None else await coordination.claim(name)
    except StoreUnavailable as error:
        # It is better answered by two than by nobody.
        _log.warning("no other process could be asked about an update: %s", error)
        coordination, claim = None, "mine"
    if claim != "mine":
        return claim == "done"
    try:
        await handle(application, update)
    except BaseException:
        if coordination is not None:
            await coordination.release(name)
        raise
    if coordination is not None:
        with suppress(StoreUnavailable):
            await coordination.done(name)
    return True
