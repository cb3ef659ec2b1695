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
#: Of what a limit allows, so large a part may go by before the other processes hear of it.
_PARTS = 10

#: How old a message is that was waiting for a bot that was away.
OLD = timedelta(minutes=10)
#: How long to wait for what else somebody said meanwhile, and how long it counts as the same
#: absence once it was answered, in seconds.
_GATHER, _SAME = 0.5, 10.0


class Counts(Protocol):
    """Counts how often something has happened in a window of time, for several processes."""

    async def hit(self, name: str, window: timedelta, times: int = 1) -> int:
        """Count so many more; how many there were in this window."""
        ...


@dataclass(slots=True)
class _Count:
    """How often something has happened in this minute, here and in other processes."""

    here: int = 0
    elsewhere: int = 0
    told: bool = False


class Floods:
    """Who is answered, and who has asked too much in this minute.

    Processes tell each other of what they count in parts of the limit: a trip to the database for
    each message would take longer than all else that there is to it.
    """

    def __init__(self, limit: int, shared: Counts | None = None) -> None:
        """Set up the limits.

        Args:
            limit: messages and presses that a person may send in a minute; 0 for any number.
            shared: counts of all processes of this bot; None for a single one.
        """
        self._limit = limit
        self._shared = shared
        self._minute = 0
        self._counts: dict[str, _Count] = {}

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
        count = self._counted(name)
        count.here += 1
        part, here = max(1, limit // _PARTS), count.here
        if here % part == 0:
            everywhere = await self._everywhere(name, part)
            count.elsewhere = max(count.elsewhere, everywhere - here)
        if count.here + count.elsewhere <= limit:
            return "fine"
        if count.told:
            return "silent"
        count.told = True
        # Of several processes one says so.
        return "tell" if await self._everywhere(f"told {name}", 1) <= 1 else "silent"

    def _counted(self, name: str) -> _Count:
        minute = int(time.time() // WINDOW.total_seconds())
        if minute != self._minute:
            self._minute, self._counts = minute, {}
        return self._counts.setdefault(name, _Count())

    async def _everywhere(self, name: str, times: int) -> int:
        """How often something has happened in all processes, so many times more here."""
        if self._shared is None:
            return 0
        try:
            return await self._shared.hit(name, WINDOW, times)
        except StoreUnavailable as error:
            _log.warning("this process counts by itself: %s", error)
            return 0


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
