"""How much is too much: from one person, in one chat, and after a long silence."""

from __future__ import annotations

import logging
import time
from asyncio import sleep
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

from telegram import Message

from bot.assistant.memory import StoreUnavailable

_log = logging.getLogger(__name__)

#: fine: answer; tell: say kindly that it is too much; silent: it has been said.
Verdict = Literal["fine", "tell", "silent"]

WINDOW = timedelta(minutes=1)
#: What is typed behind the bot's name comes letter by letter, and a chat has several people.
_TIMES_INLINE, _TIMES_IN_CHAT = 4, 3

#: How old a message is that was waiting for a bot that was away.
OLD = timedelta(minutes=10)
#: How long to wait for what else somebody said meanwhile, and how long it counts as the same
#: absence once it was answered, in seconds.
_GATHER, _SAME = 0.5, 10.0


class Counts(Protocol):
    """Counts how often something has happened in a window of time."""

    async def hit(self, name: str, window: timedelta) -> int:
        """Count one more; how many there were in this window."""
        ...


class MemoryCounts:
    """Counts of a single process."""

    def __init__(self) -> None:
        self._window = 0
        self._hits: dict[str, int] = {}

    async def hit(self, name: str, window: timedelta) -> int:
        """Count one more; how many there were in this window."""
        number = int(time.time() // window.total_seconds())
        if number != self._window:
            self._window, self._hits = number, {}
        self._hits[name] = self._hits.get(name, 0) + 1
        return self._hits[name]


class Floods:
    """Who is answered, and who has asked too much in this minute."""

    def __init__(self, limit: int, shared: Counts | None = None) -> None:
        """Set up the limits.

        Args:
            limit: messages and presses that a person may send in a minute; 0 for any number.
            shared: counts of all processes of this bot; None for a single one.
        """
        self._limit = limit
        self._alone = MemoryCounts()
        self._shared = shared

    async def verdict(self, person: int, chat: int) -> Verdict:
        """What is to be done with what a person said in a chat."""
        verdict = await self._count(f"person {person}", self._limit)
        if verdict == "fine" and chat != person:
            verdict = await self._count(f"chat {chat}", _TIMES_IN_CHAT * self._limit)
        return verdict

    async def inline(self, person: int) -> Verdict:
        """What is to be done with what a person types behind the bot's name."""
        return await self._count(f"inline {person}", _TIMES_INLINE * self._limit)

    async def _count(self, name: str, limit: int) -> Verdict:
        if not limit:
            return "fine"
        hits = await self._hit(name)
        if hits <= limit:
            return "fine"
        return "tell" if hits == limit + 1 else "silent"

    async def _hit(self, name: str) -> int:
        if self._shared is not None:
            try:
                return await self._shared.hit(name, WINDOW)
            except StoreUnavailable as error:
                _log.warning("this process counts by itself: %s", error)
        return await self._alone.hit(name, WINDOW)


@dataclass(slots=True)
class _Absence:
    """What one person said while the bot was away, as far as it is known."""

    latest: int
    since: float = field(default_factory=time.monotonic)
    gathered: bool = False
    answered: bool = False


class Backlog:
    """What was said while the bot was away: everything counts, the last thing is answered."""

    def __init__(self) -> None:
        self._absences: dict[tuple[int, int], _Absence] = {}

    def note(self, message: Message, person: int) -> bool:
        """Take note of a message as it comes; whether it is old."""
        key = message.chat_id, person
        old = datetime.now(UTC) - message.date > OLD
        if old:
            self._forget()
        absence = self._absences.get(key)
        if absence is not None:
            absence.latest = max(absence.latest, message.message_id)
            absence.since = time.monotonic()
        elif old:
            self._absences[key] = _Absence(message.message_id)
        return old

    async def is_answered(self, message: Message, person: int) -> bool:
        """Whether an old message is the one that is answered, of all that came with it."""
        key = message.chat_id, person
        absence = self._absences.setdefault(key, _Absence(message.message_id))
        if not absence.gathered:
            absence.gathered = True
            await sleep(_GATHER)
        absence.since = time.monotonic()
        if absence.answered or absence.latest != message.message_id:
            return False
        absence.answered = True
        return True

    def _forget(self) -> None:
        """Let go of absences that are over."""
        over = time.monotonic() - _SAME
        for key in [key for key, absence in self._absences.items() if absence.since < over]:
            del self._absences[key]
