"""Film nights on Telegram: the board with its buttons, the poll, the verdict.

What a chat is shown follows from what is written down of its night, whoever wrote it and whenever:
after a press, when time is up, after a restart in any phase. Each night is drawn by one process at
a time. A message that was sent just before a crash, and not noted, is sent again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputPollOption,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram import Poll as TelegramPoll
from telegram.constants import ParseMode, PollLimit
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.assistant.memory import StoreUnavailable
from bot.assistant.night import Night, Poll
from bot.assistant.nights import Drawing, Nights, now
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import texts_in
from bot.store import SqlStore
from bot.telegram.delivery import take_buttons
from bot.telegram.keyboards import keyboard

_log = logging.getLogger(__name__)

#: How often it is looked for nights whose time is up.
WATCH_EVERY = timedelta(seconds=2)
AFTER_START = timedelta(seconds=3)
#: How long the votes that were cast before the poll was closed may take to arrive.
LAST_VOTES = timedelta(seconds=10)
_LOOK_FOR_VOTES = 0.25
#: Pauses before a chat is tried again in which the bot may not write.
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

#: What Telegram says when the bot is there and may not write.
_SILENCED = (
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
    "chat_send",
    "need administrator rights",
)
#: What it says when the bot is not there any more.
_EXPELLED = ("kicked", "not a member", "deleted", "deactivated", "chat not found")
#: What it says when the message that was to be changed is not there any more.
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class NightBoards:
    """Shows every film night to its chat, and sees to it that each phase ends."""

    def __init__(
        self,
        bot: Bot,
        store: SqlStore,
        nights: Nights,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._bot = bot
        self._store = store
        self._nights = nights
        self._clock = clock
        self._watching: asyncio.Task[None] | None = None
        self._drawing: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._silenced: dict[int, tuple[datetime, timedelta]] = {}

    async def start(self) -> None:
        """Begin to look after the nights, those of an earlier life of the bot first."""
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Let what is being drawn be drawn."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await asyncio.gather(*self._drawing.values(), return_exceptions=True)

    def changed(self, token: str) -> None:
        """Show a night to its chat; many changes at once are shown as one."""
        if token in self._drawing:
            self._again.add(token)
            return
        self._drawing[token] = asyncio.create_task(self._draw(token))

    def may_write(self, chat: int) -> None:
        """The bot may write in a chat again; what it was not told is told when next looked at."""
        self._silenced.pop(chat, None)

    async def _watch(self) -> None:
        # Votes that were cast while nobody listened come first.
        await asyncio.sleep(AFTER_START.total_seconds())
        while True:
            try:
                for token in await self._store.nights_due(self._clock()):
                    self.changed(token)
            except StoreUnavailable as error:
                _log.error("the film nights cannot be looked after: %s", error)
            await asyncio.sleep(WATCH_EVERY.total_seconds())

    async def _draw(self, token: str) -> None:
        try:
            while True:
                self._again.discard(token)
                async with self._store.coordination.alone(f"night {token}") as mine:
                    if mine:
                        await self._show(token)
                if token not in self._again:
                    return
        except (TelegramError, StoreUnavailable) as error:
            _log.warning("a film night could not be shown, it is tried again: %s", error)
        except Exception:  # noqa: BLE001  (the other nights must go on)
            _log.exception("a film night could not be shown")
        finally:
            del self._drawing[token]

    async def _show(self, token: str) -> None:
        """Bring a chat up to date with its night, until nothing has changed meanwhile."""
        while (night := await self._store.night(token)) is not None:
            advanced = await self._nights.advance(night, self._clock())
            if advanced is None:
                return None
            shown = advanced.drawn >= advanced.revision
            if (shown and not advanced.open) or self._nights.overdue(advanced, self._clock()):
                return await self._forget(advanced)
            if shown:
                return None
            if self._is_silenced(advanced.chat):
                return None
            look = await self._told(advanced)
            if look is None:
                return None
            if advanced.phase == "counting":
                continue
            latest = await self._store.night_drawn(token, advanced.revision, look)
            if not advanced.open:
                return await self._forget(advanced)
            if latest is None or latest == advanced.revision:
                return None
        return None

    async def _told(self, night: Night) -> str | None:
        """Show one state of a night; how the board looks now, or None: the chat cannot be told."""
        try:
            drawing = await self._nights.drawing(night)
            look = await self._show_phase(night, drawing)
        except ChatMigrated as moved:
            for token in await self._nights.moved(night.chat, moved.new_chat_id):
                self._again.add(token)
            return None
        except (BadRequest, Forbidden) as error:
            said = str(error).lower()
            if any(words in said for words in _EXPELLED):
                _log.info("a film night ends, the bot is not in its chat any more: %s", error)
                await self._nights.expelled(night.chat)
            elif isinstance(error, Forbidden) or any(words in said for words in _SILENCED):
                await self._be_silent(night)
            else:
                raise
            return None
        self._silenced.pop(night.chat, None)
        return look

    async def _show_phase(self, night: Night, drawing: Drawing) -> str:
        """Show a phase; how the board looks now."""
        match night.phase:
            case "gathering":
                return await self._show_board(night, drawing.board)
            case "voting" if night.poll is None:
                return await self._open_poll(night, drawing)
            case "voting":
                return await self._show_board(night, drawing.board)
            case "counting":
                await self._close_poll(night)
                await self._nights.decide(night.token)
            case "over":
                if night.board is not None:
                    await take_buttons(self._bot, night.chat, night.board)
                await self._say(night, drawing.verdict)
            case "cancelled":
                await self._stop_poll(night)
                return await self._show_board(night, drawing.board)
        return night.look

    async def _show_board(self, night: Night, board: Reply) -> str:
        """Change the board where it stands, or post it."""
        if night.board is None:
            return self._look(await self._post_board(night, board), board)
        look = self._look(night.board, board)
        if night.look == look:
            return look
        try:
            await self._bot.edit_message_text(
                str(board.text),
                night.chat,
                night.board,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=self._keyboard(board.buttons),
            )
        except BadRequest as error:
            said = str(error).lower()
            if any(words in said for words in _GONE):
                return self._look(await self._post_board(night, board), board)
            if "message is not modified" not in said:
                raise
        return look

    async def _post_board(self, night: Night, board: Reply) -> int:
        sent = await self._say(night, board)
        await self._store.night_posted(night.token, board=sent.message_id)
        if night.board is None:
            return sent.message_id
        if night.phase == "voting" and night.poll is None:
            await self._point(night, night.board, sent)
        else:
            await take_buttons(self._bot, night.chat, night.board)
        return sent.message_id

    async def _point(self, night: Night, gathering: int, ballot: Message) -> None:
        """Let the board on which people gathered say where they vote now; it has no buttons."""
        texts, link = texts_in(night.language), ballot.link
        said = texts("night-votes-at", link=link) if link else texts("night-votes-below")
        with suppress(BadRequest):
            await self._bot.edit_message_text(
                str(said), night.chat, gathering, parse_mode=ParseMode.HTML
            )

    def _look(self, number: int, board: Reply) -> str:
        """A digest of how a message looks, to change it only where it would look different."""
        buttons = self._keyboard(board.buttons)
        look = f"{number} {board.text} {buttons.to_json() if buttons else ''}"
        return hashlib.blake2b(look.encode(), digest_size=16).hexdigest()

    def _keyboard(self, rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
        return keyboard(rows, self._bot.bot)

    async def _open_poll(self, night: Night, drawing: Drawing) -> str:
        """The five films below everything that was said, and the poll below them."""
        board = await self._post_board(night, drawing.board)
        sent = await self._bot.send_poll(
            night.chat,
            drawing.question,
            [InputPollOption(option[: PollLimit.MAX_OPTION_LENGTH]) for option in drawing.options],
            is_anonymous=False,
            allows_multiple_answers=True,
            message_thread_id=night.thread,
            reply_parameters=ReplyParameters(board, allow_sending_without_reply=True),
            reply_markup=self._keyboard(drawing.poll_buttons.buttons),
        )
        poll = Poll(cast("TelegramPoll", sent.poll).id, sent.message_id)
        await self._store.night_posted(night.token, poll=poll)
        await self._nights.opened(night, self._clock())
        return self._look(board, drawing.board)

    async def _close_poll(self, night: Night) -> None:
        """No more votes; those that were cast are waited for, since they come by another way."""
        cast = await self._stop_poll(night)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + LAST_VOTES.total_seconds()
        while loop.time() < deadline:
            latest = await self._store.night(night.token)
            if latest is None or len(latest.voters) >= cast:
                return
            await asyncio.sleep(_LOOK_FOR_VOTES)

    async def _stop_poll(self, night: Night) -> int:
        """Stop the poll, if there is one; how many have voted, as far as Telegram says."""
        if night.poll is None:
            return 0
        try:
            poll = await self._bot.stop_poll(night.chat, night.poll.message)
        except BadRequest as error:
            if any(words in str(error).lower() for words in (*_SILENCED, *_EXPELLED)):
                raise
            _log.info("a poll is stopped already, or gone: %s", error)
            return 0
        return poll.total_voter_count

    async def _say(self, night: Night, reply: Reply) -> Message:
        thread: dict[str, Any] = {"message_thread_id": night.thread}
        try:
            return await self._post(night, reply, **thread)
        except BadRequest as error:
            if night.thread is None or "thread not found" not in str(error).lower():
                raise
            # The topic is gone; the group is not.
            return await self._post(night, reply)

    async def _post(self, night: Night, reply: Reply, **where: Any) -> Message:
        return await self._bot.send_message(
            night.chat,
            str(reply.text),
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=self._keyboard(reply.buttons),
            **where,
        )

    async def _forget(self, night: Night) -> None:
        await self._store.settle_night(night.token)

    # --- chats that the bot may not write in --------------------------------------------------

    def _is_silenced(self, chat: int) -> bool:
        until, _ = self._silenced.get(chat, (self._clock(), _FIRST_PAUSE))
        return until > self._clock()

    async def _be_silent(self, night: Night) -> None:
        """Leave a chat alone for a while, and tell who began the night why, once."""
        _, pause = self._silenced.get(night.chat, (None, _FIRST_PAUSE / 2))
        first = night.chat not in self._silenced
        pause = min(2 * pause, _LONGEST_PAUSE)
        self._silenced[night.chat] = (self._clock() + pause, pause)
        if first:
            said = texts_in(night.language)("night-silenced")
            with suppress(TelegramError):
                await self._bot.send_message(night.starter, str(said), parse_mode=ParseMode.HTML)
