"""Replies become calls."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from aiolimiter import AsyncLimiter
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, MediaGroupLimit, MessageLimit, ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, TelegramError

from bot.assistant.reply import Button, ChartRequest, Picture, Reply
from bot.telegram.keyboards import draw, parameters
from bot.telegram.pages import pages, visible, visible_length

_log = logging.getLogger(__name__)

#: How long the typing action may hold up an answer that is ready, in seconds.
_TYPING_PATIENCE = 0.5
#: Chats that are shown the typing action, and in how many seconds.
_MOST_TYPING = (5, 1.0)
#: How long Telegram may take to fetch a picture, in seconds.
_PICTURE_TIMEOUT = 15.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

#: Draws a chart as a PNG, off the event loop; None where it could not.
Draw = Callable[[ChartRequest], Awaitable[bytes | None]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer belongs.

    Attributes:
        chat: the chat.
        thread: the topic in it, if it has topics.
        answering: the message that is answered, quoted where several people talk.
        pressed: the message whose button was pressed.
    """

    chat: int
    thread: int | None = None
    answering: int | None = None
    pressed: int | None = None


class Delivery:
    """Sends replies to chats.

    An answer does not fail because of what surrounds it: a picture that cannot be drawn or sent, a
    message to replace, quote or find a topic by that is gone, and a group with a new number are all
    got over.
    """

    def __init__(self, bot: Bot, draw: Draw | None = None) -> None:
        self._bot = bot
        self._draw = draw
        self._may_type = AsyncLimiter(*_MOST_TYPING)

    @asynccontextmanager
    async def typing(self, place: Place, after: float = 0.0) -> AsyncIterator[None]:
        """Show that the bot is writing while the body computes the answer.

        Args:
            place: where the answer will be.
            after: how long the body may take before it is shown, in seconds.
        """
        begin = time.monotonic()
        showing = asyncio.create_task(self._show_typing(place, after))
        try:
            yield
        finally:
            # Once shown, it should be there before the answer is, which ends it.
            shown = time.monotonic() - begin >= after
            _, late = await asyncio.wait({showing}, timeout=_TYPING_PATIENCE if shown else 0)
            for task in late:
                task.cancel()

    async def _show_typing(self, place: Place, after: float) -> None:
        await asyncio.sleep(after)
        if not self._may_type.has_capacity():
            # Many answers are on their way: what comes before them would only make them late.
            return
        await self._may_type.acquire()
        with suppress(TelegramError):
            await self._bot.send_chat_action(
                place.chat, ChatAction.TYPING, message_thread_id=place.thread
            )

    async def send(self, place: Place, reply: Reply) -> None:
        """Send a reply with all that belongs to it, in as many messages as it takes.

        Raises:
            telegram.error.TelegramError: it cannot be sent, now or ever.
        """
        text, buttons = str(reply.text), parameters(reply.buttons, self._bot.bot)
        cut = pages(text, MessageLimit.MAX_TEXT_LENGTH)
        replaced = reply.replaces and len(cut) == 1 and await self._replace(place, cut[0], buttons)
        if not replaced and not await self._send_captioned(place, reply, text, buttons):
            for number, page in enumerate(cut, 1):
                last = number == len(cut)
                place = await self._send_text(place, page, api_kwargs=buttons if last else None)
        if reply.album:
            place = await self._send_album(place, reply.album)
        if reply.document is not None:
            file = InputFile(reply.document.content, reply.document.name)
            await self._post(self._bot.send_document, place, document=file)

    async def swap(self, message: Message, swaps: Mapping[str, Button]) -> None:
        """Put buttons in the place of others, by what those say; the rest of a message stays."""
        if message.reply_markup is None:
            return
        drawn = {said: draw(button, self._bot.bot) for said, button in swaps.items()}
        rows = [
            [drawn.get(str(button.callback_data), button) for button in row]
            for row in message.reply_markup.inline_keyboard
        ]
        # Gone, or pressed twice: it reads as it should.
        with suppress(BadRequest):
            await self._bot.edit_message_reply_markup(
                message.chat.id, message.message_id, reply_markup=InlineKeyboardMarkup(rows)
            )

    async def take_buttons(self, place: Place, message: int) -> None:
        """Leave a message as it reads, without anything to press."""
        await take_buttons(self._bot, place.chat, message)

    async def _replace(self, place: Place, page: str, buttons: dict[str, Any] | None) -> bool:
        """Put a text in the place of the pressed button's message, if it is still there."""
        if place.pressed is None:
            return False
        try:
            await self._bot.edit_message_text(
                page,
                place.chat,
                place.pressed,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                api_kwargs=buttons,
            )
        except BadRequest as error:
            # Pressed twice: it says so already.
            return "message is not modified" in str(error).lower()
        return True

    async def _send_captioned(
        self, place: Place, reply: Reply, text: str, buttons: dict[str, Any] | None
    ) -> bool:
        """Send the reply's picture, if it has one; whether the text went along as its caption."""
        picture = await self._picture(reply)
        if picture is None:
            return False
        captioned = 0 < visible_length(text) <= MessageLimit.CAPTION_LENGTH
        content: dict[str, Any] = {}
        if captioned:
            content = {"caption": text, "parse_mode": ParseMode.HTML, "api_kwargs": buttons}
        try:
            await self._post(
                self._bot.send_photo,
                place,
                photo=picture,
                read_timeout=_PICTURE_TIMEOUT,
                **content,
            )
        except (BadRequest, NetworkError) as error:
            _log.warning("an answer goes without its picture: %s", error)
            return False
        return captioned

    async def _send_album(self, place: Place, album: Sequence[Picture]) -> Place:
        """Send pictures side by side; where that cannot be, at least what is said below them."""
        try:
            return await self._send_photos(place, album[: MediaGroupLimit.MAX_MEDIA_LENGTH])
        except (OSError, BadRequest, NetworkError) as error:
            _log.warning("an answer goes without its album: %s", error)
        captions = "\n\n".join(picture.caption for picture in album)
        for page in pages(captions, MessageLimit.MAX_TEXT_LENGTH):
            place = await self._send_text(place, page)
        return place

    async def _send_photos(self, place: Place, album: Sequence[Picture]) -> Place:
        paths = [picture.path for picture in album]
        photos = await asyncio.to_thread(lambda: [path.read_bytes() for path in paths])
        patience = {"read_timeout": _PICTURE_TIMEOUT, "write_timeout": _PICTURE_TIMEOUT}
        if len(album) < MediaGroupLimit.MIN_MEDIA_LENGTH:
            content = {"photo": photos[0], "caption": album[0].caption}
            send = partial(self._bot.send_photo, parse_mode=ParseMode.HTML)
            return await self._post(send, place, **content, **patience)
        media = [
            InputMediaPhoto(photo, picture.caption, ParseMode.HTML)
            for photo, picture in zip(photos, album, strict=True)
        ]
        return await self._post(self._bot.send_media_group, place, media=media, **patience)

    async def _picture(self, reply: Reply) -> bytes | str | None:
        """The chart of a reply drawn, or else the address of its picture."""
        if reply.chart is None or self._draw is None:
            return reply.photo
        try:
            return await self._draw(reply.chart)
        except Exception:  # noqa: BLE001  (the answer does not depend on its chart)
            _log.exception("the chart %r could not be drawn", reply.chart.kind)
            return None

    async def _send_text(self, place: Place, page: str, **content: Any) -> Place:
        send = self._bot.send_message
        content["link_preview_options"] = _NO_PREVIEW
        try:
            return await self._post(send, place, text=page, parse_mode=ParseMode.HTML, **content)
        except BadRequest as error:
            if "parse entities" not in str(error).lower():
                raise
            _log.exception("an answer's markup was refused; it is sent without")
            return await self._post(send, place, text=visible(page), **content)

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


async def take_buttons(bot: Bot, chat: int, message: int) -> None:
    """Leave a message as it reads, without anything to press."""
    with suppress(BadRequest):
        await bot.edit_message_reply_markup(chat, message)


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
