"""Replies become calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, MessageLimit, ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.assistant.reply import ChartRequest, Reply
from bot.telegram.keyboards import keyboard
from bot.telegram.pages import pages, visible, visible_length

_log = logging.getLogger(__name__)

#: How long the typing action may hold up an answer that is ready, in seconds.
_TYPING_PATIENCE = 0.5

#: Draws a chart as a PNG, off the event loop; None where it could not.
Draw = Callable[[ChartRequest], Awaitable[bytes | None]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer belongs.

    Attributes:
        chat: the chat.
        thread: the topic in it, if it has topics.
        answering: the message that is answered, quoted where several people talk.
    """

    chat: int
    thread: int | None = None
    answering: int | None = None


class Delivery:
    """Sends replies to chats.

    An answer does not fail because of what surrounds it: a chart that cannot be drawn or sent, a
    quoted message or topic that is gone, and a group with a new number are all got over.
    """

    def __init__(self, bot: Bot, draw: Draw | None = None) -> None:
        self._bot = bot
        self._draw = draw

    @asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Show that the bot is writing while the body computes the answer."""
        showing = asyncio.create_task(self._show_typing(place))
        try:
            yield
        finally:
            # It should be there before the answer is, which ends it.
            _, late = await asyncio.wait({showing}, timeout=_TYPING_PATIENCE)
            for task in late:
                task.cancel()

    async def _show_typing(self, place: Place) -> None:
        with suppress(TelegramError):
            await self._bot.send_chat_action(
                place.chat, ChatAction.TYPING, message_thread_id=place.thread
            )

    async def send(self, place: Place, reply: Reply) -> None:
        """Send a reply, with its chart and its buttons, in as many messages as it takes.

        Raises:
            telegram.error.TelegramError: it cannot be sent, now or ever.
        """
        text, buttons = str(reply.text), keyboard(reply.buttons)
        picture = await self._picture(reply.chart)
        if picture is not None:
            captioned = visible_length(text) <= MessageLimit.CAPTION_LENGTH
            more = {"caption": text, "parse_mode": ParseMode.HTML} if captioned else {}
            sent = await self._send_picture(
                place, picture, **more, reply_markup=buttons if captioned else None
            )
            if sent and captioned:
                return
        cut = pages(text, MessageLimit.MAX_TEXT_LENGTH)
        for number, page in enumerate(cut, 1):
            last = number == len(cut)
            place = await self._send_text(place, page, reply_markup=buttons if last else None)

    async def _picture(self, chart: ChartRequest | None) -> bytes | None:
        if chart is None or self._draw is None:
            return None
        try:
            return await self._draw(chart)
        except Exception:  # noqa: BLE001  (the answer does not depend on its chart)
            _log.exception("the chart %r could not be drawn", chart.kind)
            return None

    async def _send_picture(self, place: Place, picture: bytes, **content: Any) -> bool:
        try:
            await self._post(self._bot.send_photo, place, photo=picture, **content)
        except BadRequest:
            _log.exception("a chart was refused")
            return False
        return True

    async def _send_text(self, place: Place, page: str, **content: Any) -> Place:
        send = self._bot.send_message
        quiet: dict[str, Any] = {"link_preview_options": LinkPreviewOptions(is_disabled=True)}
        try:
            return await self._post(
                send, place, text=page, parse_mode=ParseMode.HTML, **quiet, **content
            )
        except BadRequest as error:
            if "parse entities" not in str(error).lower():
                raise
            _log.exception("an answer's markup was refused; it is sent without")
            return await self._post(send, place, text=visible(page), **quiet, **content)

    async def _post(
        self, send: Callable[..., Awaitable[Any]], place: Place, **content: Any
    ) -> Place:
        """Send to a place, or to what has become of it, which is returned."""
        try:
            await send(**_where(place), **content)
        except ChatMigrated as moved:
            place = Place(moved.new_chat_id)
        except BadRequest as error:
            if place.thread is None or "thread not found" not in str(error).lower():
                raise
            place = replace(place, thread=None)
        else:
            return place
        await send(**_where(place), **content)
        return place


def _where(place: Place) -> dict[str, Any]:
    quoted = (
        ReplyParameters(place.answering, allow_sending_without_reply=True)
        if place.answering is not None
        else None
    )
    return {
        "chat_id": place.chat,
        "message_thread_id": place.thread,
        "reply_parameters": quoted,
    }
