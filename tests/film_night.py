"""Five people and a group on the loopback Bot API, for tests of a film night."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram_server import Call, Chat, Message, Person, TelegramServer

from bot.assistant.memory import SaveNight
from bot.assistant.night import Night
from bot.store import SqlStore

NAMES = ("Ana", "Eva", "Luis", "Mar", "Teo")
_PATIENCE = 12.0


class FilmNight:
    """A group whose members hold a film night.

    Attributes:
        people: its five members; the first of them begins.
        group: where they are; another chat once it has become a supergroup.
        thread: the topic that they are in, or None.
        store: the database that the bot works on, opened by the test.
    """

    def __init__(self, telegram: TelegramServer, store: SqlStore, kind: str = "group") -> None:
        self.telegram = telegram
        self.store = store
        self.people = [telegram.person(name) for name in NAMES]
        self.group = telegram.group("Cine", kind, privacy=True)
        self.thread: int | None = None

    # --- what people do -----------------------------------------------------------------------

    def says(self, person: Person, text: str, **more: Any) -> Message:
        return person.says(text, self.group, thread=self.thread, **more)

    def press(self, person: Person, message: Message, label: str) -> str:
        """Press the first button whose label begins so, under a message as it stands now."""
        latest = self.group.messages.get(message["message_id"], message)
        rows = latest["reply_markup"]["inline_keyboard"]
        found = [button for row in rows for button in row if button["text"].startswith(label)]
        assert found, f"no button {label!r} under {latest.get('text')!r}"
        return person.presses(latest, found[0]["callback_data"])

    async def begin(self) -> Message:
        """The first person begins a night; its board."""
        self.says(self.people[0], "/cine")
        return await self.board()

    # --- what people see ----------------------------------------------------------------------

    async def night(self) -> Night:
        found = await self.store.night_in(self.group.id, self.thread)
        assert found is not None
        return found

    async def until(self, happened: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Wait until something is so."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while not (found := await happened()):  # noqa: ASYNC110  (a database tells nobody)
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"in vain: {what}") from None
        return found

    async def board(self) -> Message:
        """The board of the night under way."""

        async def posted() -> Message | None:
            night = await self.store.night_in(self.group.id, self.thread)
            return self.group.messages.get(night.board or 0) if night is not None else None

        found: Message = await self.until(posted, "a board")
        return found

    async def reads(self, text: str, message: Message | None = None) -> Message:
        """Wait until the board, or another message, says a text."""
        number = message["message_id"] if message is not None else None

        async def says_so() -> Message | None:
            if number is None:
                night = await self.store.night_in(self.group.id, self.thread)
                shown = self.group.messages.get((night.board if night else 0) or 0, {})
            else:
                shown = self.group.messages.get(number, {})
            return shown if text in shown.get("text", "") else None

        found: Message = await self.until(says_so, f"a board that says {text!r}")
        return found

    async def poll(self) -> Message:
        """The poll of the night under way."""

        async def posted() -> Message | None:
            night = await self.store.night_in(self.group.id, self.thread)
            if night is None or night.poll is None:
                return None
            return self.group.messages.get(night.poll.message)

        found: Message = await self.until(posted, "a poll")
        return found

    async def said(self, text: str, chat: Chat | None = None) -> Message:
        """Wait until the bot has said a text in the group."""

        async def found() -> Message | None:
            there = (chat or self.group).messages.values()
            mine = [m for m in there if m.get("from") == self.telegram.bot]
            return next((m for m in mine if text in m.get("text", "")), None)

        message: Message = await self.until(found, f"the bot to say {text!r}")
        return message

    async def noticed(self, query: str) -> str:
        """What was said to whoever pressed a button."""

        async def answered() -> Call | None:
            return next(
                (
                    call
                    for call in self.telegram.calls
                    if call.method == "answerCallbackQuery"
                    and call.parameters["callback_query_id"] == query
                ),
                None,
            )

        call: Call = await self.until(answered, "an answer to a press")
        return str(call.parameters.get("text", ""))

    async def voted(self, **votes: tuple[int, ...]) -> None:
        """Wait until these votes are written down, by the names of those who cast them."""
        ids = {person.user["first_name"]: person.id for person in self.people}
        wanted = {(ids[name], place) for name, places in votes.items() for place in places}

        async def counted() -> bool:
            night = await self.store.night_in(self.group.id, self.thread)
            return night is not None and night.votes == wanted

        await self.until(counted, f"the votes {votes}")

    async def settled(self, token: str) -> None:
        """Wait until a night is told to its end and forgotten but for its film."""

        async def over() -> bool:
            night = await self.store.night(token)
            return night is None or (not night.open and not night.guests)

        await self.until(over, "the end of the night")

    async def time_passes(self) -> None:
        """The time of the present phase is up."""
        night = await self.night()
        past = datetime.now(UTC) - timedelta(seconds=1)
        await self.store.apply([SaveNight(night, replace(night, until=past))])
