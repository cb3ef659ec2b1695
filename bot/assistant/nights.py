"""What happens to film nights without anybody asking the assistant: time, votes, who leaves.

Every deed reads the night, computes its next step on a thread where that takes a while, and writes
it down unless somebody else's step came first; then it is read anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.assistant import night as rules
from bot.assistant.answers import group
from bot.assistant.memory import Conflict, SaveNight, Store
from bot.assistant.night import Night, Poll
from bot.assistant.reply import Reply
from bot.assistant.texts import texts_in
from recommender import Recommender

#: How long an ended night waits for a chat that it cannot be told to.
UNTOLD = timedelta(days=1)
#: How late a poll may be posted without its end being put off.
_LATE = timedelta(minutes=1)


class NightStore(Store, Protocol):
    """A store that finds nights by what happens to them; see `bot.store.SqlStore`."""

    async def night_of_poll(self, poll: str) -> Night | None:
        """The night that a poll belongs to."""
        ...

    async def nights_in(self, chat: int) -> list[str]:
        """Tokens of the nights under way in a chat, in any of its topics."""
        ...

    async def nights_due(self, now: datetime) -> list[str]:
        """Tokens of the nights whose time is up, or whose chat has not been shown the last step."""
        ...

    async def night_posted(
        self, token: str, *, board: int | None = None, poll: Poll | None = None
    ) -> None:
        """Note where a night's messages stand."""
        ...

    async def night_drawn(self, token: str, revision: int, look: str | None = None) -> int | None:
        """Note which revision of a night its chat has been shown, and how its board looks.

        Returns:
            the night's present revision; None when a later one has been shown meanwhile.
        """
        ...

    async def settle_night(self, token: str) -> None:
        """Forget everything of an ended night but its film, its day and its counts."""
        ...

    async def move_chat(self, old: int, new: int) -> None:
        """A group has become a supergroup: everything of it goes along to the new number."""
        ...


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a night is shown to its chat.

    Attributes:
        board: the message that the night is moved by.
        question: above the options of the poll.
        options: of the poll, in their order.
        poll_buttons: under the poll.
        verdict: the last word, once there is one.
    """

    board: Reply
    question: str
    options: tuple[str, ...]
    poll_buttons: Reply
    verdict: Reply


class Nights:
    """The film nights of a store, with a catalogue that may be swapped between two steps."""

    def __init__(self, store: NightStore, recommender: Callable[[], Recommender]) -> None:
        self._store = store
        self._recommender = recommender

    async def voted(self, poll: str, person: int, places: tuple[int, ...], number: int) -> None:
        """Somebody answered a poll, or took the answer back; one that is no night's is passed over.

        The chat sees its votes in the poll itself, so nothing is drawn anew for them.

        Args:
            poll: Telegram's id of the poll.
            person: who answered.
            places: what they chose; nothing when the answer was taken back.
            number: answers with a higher number are later ones.
        """
        while (night := await self._store.night_of_poll(poll)) is not None:
            after = rules.vote(night, person, places, number)
            if after == night or await self._saved(night, after):
                if night.drawn == night.revision:
                    await self._store.night_drawn(night.token, night.revision + 1)
                return

    async def left(self, chat: int, person: int) -> list[str]:
        """Somebody left a chat, and its nights; their tokens."""
        return await self._each(chat, lambda night: rules.leave(night, person).night)

    async def expelled(self, chat: int) -> None:
        """The bot is no longer in a chat: its nights end there, untold."""
        nights = await self._each(
            chat, lambda night: rules.cancel(night, night.starter, in_charge=True).night
        )
        for token in nights:
            await self._store.settle_night(token)

    async def moved(self, old: int, new: int) -> list[str]:
        """A group has become a supergroup; tokens of the nights that went along."""
        await self._store.move_chat(old, new)
        return await self._store.nights_in(new)

    async def advance(self, night: Night, now: datetime) -> Night | None:
        """The night with the next phase begun, if the time of this one is up; None if it is gone.

        A poll that could not be posted yet does not end.
        """
        while night.open and night.until <= now:
            after = await self._next_phase(night, now)
            if after == night:
                return night
            await self._saved(night, after)
            found = await self._store.night(night.token)
            if found is None:
                return None
            night = found
        return night

    async def opened(self, night: Night, now: datetime) -> None:
        """The poll has been posted just now, which may be later than it was meant to be."""
        while night.phase == "voting" and now + night.voting - night.until > _LATE:
            if await self._saved(night, replace(night, until=now + night.voting)):
                return
            found = await self._store.night(night.token)
            if found is None:
                return
            night = found

    async def decide(self, token: str) -> None:
        """The poll is closed: its votes decide."""
        while (night := await self._store.night(token)) is not None and night.phase == "counting":
            after = await asyncio.to_thread(group.decided, night, self._recommender())
            if await self._saved(night, after):
                return

    async def drawing(self, night: Night) -> Drawing:
        """How a night is shown to its chat."""
        return await asyncio.to_thread(self._draw, night)

    def overdue(self, night: Night, now: datetime) -> bool:
        """Whether an ended night has waited long enough for being told."""
        return not night.open and now - night.until > UNTOLD

    async def _next_phase(self, night: Night, now: datetime) -> Night:
        recommender = self._recommender()
        if night.phase != "gathering":
            if now - night.until > UNTOLD:
                # Nobody could be told for a whole day; there is no night any more.
                return rules.cancel(night, night.starter, in_charge=True).night
            return rules.close(night) if night.poll is not None else night
        tastes = await self._store.people(guest.id for guest in night.guests)
        return await asyncio.to_thread(group.with_poll, night, tastes, recommender, now)

    async def _each(self, chat: int, step: Callable[[Night], Night]) -> list[str]:
        changed = []
        for token in await self._store.nights_in(chat):
            while (night := await self._store.night(token)) is not None:
                after = step(night)
                if after == night:
                    break
                if await self._saved(night, after):
                    changed.append(token)
                    break
        return changed

    async def _saved(self, before: Night, after: Night) -> bool:
        try:
            await self._store.apply([SaveNight(before, after)])
        except Conflict:
            return False
        return True

    def _draw(self, night: Night) -> Drawing:
        texts, recommender = texts_in(night.language), self._recommender()
        return Drawing(
            board=group.board(night, recommender, texts),
            question=str(texts("night-question").unescape()),
            options=group.poll_options(night, recommender, texts),
            poll_buttons=Reply("", "night", buttons=group.poll_buttons(night, texts)),
            verdict=group.verdict(night, recommender, texts),
        )


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
