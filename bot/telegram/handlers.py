"""Updates become requests; the assistant's replies are delivered where they belong."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast
from weakref import WeakValueDictionary

from markupsafe import escape
from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update, User
from telegram.constants import CallbackQueryLimit, ChatType
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.assistant import Assistant, Reply, Request
from bot.assistant.intents import action
from bot.assistant.texts import Texts, choose_language, texts_in
from bot.telegram.addressing import film_sent, meant_for
from bot.telegram.delivery import Delivery, Place
from bot.telegram.dispatch import note
from bot.telegram.floods import Backlog, Floods
from bot.telegram.patience import is_passing

_log = logging.getLogger(__name__)

#: The kinds of update that are asked for.
ALLOWED_UPDATES = (
    "message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "poll_answer",
    "my_chat_member",
    "chat_member",
)

#: What Telegram answers when an answer has simply come too late, or is not wanted any more.
_EVERYDAY = (
    "message is not modified",
    "query is too old",
    "chat not found",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "topic_closed",
    "user is deactivated",
)
_REMEMBERED_ALBUMS = 256
#: Errors whose tracebacks are in the log already.
_REMEMBERED_ERRORS = 50
#: How long a pressed button may wait for a word to its person, in seconds.
_AT_ONCE = 0.3

_Application = Application[Any, Any, Any, Any, Any, Any]


class Handlers:
    """What is done with each kind of update.

    Messages of one chat are answered in the order they came in, those of different chats side by
    side. Edited messages and channel posts are left alone: an edit corrects the conversation's
    past, and what is said in a channel is not said to the bot.
    """

    def __init__(
        self,
        assistant: Assistant,
        delivery: Delivery,
        language: str,
        show_night: Callable[[str], None] | None = None,
        floods: Floods | None = None,
    ) -> None:
        """Set up the handlers.

        Args:
            assistant: who answers.
            delivery: who sends the answers.
            language: for people whose own is none of ours.
            show_night: shows a film night to its chat, by its token; without it a night is seen in
                the answers alone.
            floods: who has asked too much; without it nobody has.
        """
        self._assistant = assistant
        self._delivery = delivery
        self._language = language
        self._show_night = show_night
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._errors: deque[str] = deque(maxlen=_REMEMBERED_ERRORS)
        self._floods = floods or Floods(0)
        self._backlog = Backlog()
        self._albums: deque[str] = deque(maxlen=_REMEMBERED_ALBUMS)

    def register(self, application: _Application) -> None:
        """Put the handlers into an application."""
        message = filters.UpdateType.MESSAGE
        text = MessageHandler(message & filters.TEXT, self.on_text)
        attachment = message & filters.ChatType.PRIVATE & filters.ATTACHMENT
        application.add_handler(text)
        application.add_handler(MessageHandler(attachment, self.on_attachment))
        application.add_handler(CallbackQueryHandler(self.on_press))
        application.add_error_handler(self.on_error)

    async def on_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a text, if it is meant for the bot."""
        message = cast("Message", update.message)
        film = film_sent(context.bot.bot, message)
        text = meant_for(context.bot.bot, message)
        if text is None and film is None:
            return
        place = _place(message)
        user, name = _speaker(message)
        old = self._backlog.note(message, user)
        replied_to = message.reply_to_message
        request = Request(
            chat=message.chat_id,
            user=user,
            text=text or "",
            language=_language(message.from_user),
            press=None if film is None else action("night_inline", film),
            group=message.chat.type != ChatType.PRIVATE,
            name=name,
            thread=place.thread,
            reply_to=replied_to.message_id if replied_to else None,
            reply_author=_speaker(replied_to)[0] if replied_to else None,
        )
        async with self.turn(request.chat):
            if old and not await self._backlog.is_answered(message, user):
                # It counts for what it changes, but is not answered any more.
                reply = await self._assistant.answer(request)
                if reply.night is not None and self._show_night is not None:
                    self._show_night(reply.night)
                note("superseded")
                return
            if not old and await self._is_too_much(message, user, place):
                return
            # What may be no question at all is not seen to be answered.
            async with self._delivery.typing(place, after=0.0 if film is None else _AT_ONCE):
                reply = await self._assistant.answer(request)
            if reply.supersedes is not None:
                await self._delivery.take_buttons(place, reply.supersedes)
            if reply.night is not None and self._show_night is not None:
                self._show_night(reply.night)
                reply = replace(reply, text=escape(reply.notice), buttons=())
            await self._delivery.send(place, reply)
        note(reply.intent)

    async def on_press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a pressed button, by a new message below unless the reply wants another way."""
        query = cast("CallbackQuery", update.callback_query)
        chat = query.message.chat.id if query.message is not None else query.from_user.id
        verdict = await self._floods.verdict(query.from_user.id, chat)
        if verdict != "fine":
            note("flood")
            if verdict == "tell":
                too_much = self._texts(query.from_user)("telegram-too-much").unescape()
                await query.answer(too_much, show_alert=True)
            return
        notice: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        acknowledging = asyncio.create_task(_acknowledge(query, notice))
        place, message = _place_of_press(query), query.message
        # Under a film that was sent through inline mode nobody knows where it stands.
        request = Request(
            chat=place.chat if place is not None else query.from_user.id,
            user=query.from_user.id,
            language=_language(query.from_user),
            press=query.data or "",
            group=message is None or message.chat.type != ChatType.PRIVATE,
            name=query.from_user.first_name,
            thread=place.thread if place is not None else None,
        )
        if place is None:
            reply = await self._assistant.answer(request)
            notice.set_result(reply.notice)
        else:
            async with self.turn(request.chat):
                async with self._delivery.typing(place, after=_AT_ONCE):
                    reply = await self._assistant.answer(request)
                notice.set_result(reply.notice)
                await self._follow(place, message, reply)
        note(reply.intent)
        await acknowledging

    async def _follow(
        self, place: Place, message: MaybeInaccessibleMessage | None, reply: Reply
    ) -> None:
        """Do what a pressed button leads to, beside the word to its person."""
        if reply.night is not None and self._show_night is not None:
            self._show_night(reply.night)
            return
        if reply.swaps and isinstance(message, Message) and message.reply_markup is not None:
            await self._delivery.swap(message, reply.swaps)
        await self._delivery.send(place, reply)

    async def on_attachment(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that pictures, stickers and the like are not understood; once for an album."""
        message = cast("Message", update.message)
        album = message.media_group_id
        if album is not None:
            if album in self._albums:
                return
            self._albums.append(album)
        place, (user, _name) = _place(message), _speaker(message)
        if self._backlog.note(message, user):
            if not await self._backlog.is_answered(message, user):
                note("superseded")
                return
        elif await self._is_too_much(message, user, place):
            return
        texts = self._texts(message.from_user)
        await self._delivery.send(
            place, Reply(text=texts("telegram-only-text"), intent="only_text")
        )
        note("only_text")

    async def _is_too_much(self, message: Message, user: int, place: Place) -> bool:
        """Whether somebody has said too much lately; they are told so once."""
        verdict = await self._floods.verdict(user, message.chat_id)
        if verdict == "fine":
            return False
        note("flood")
        if verdict == "tell":
            texts = self._texts(message.from_user)
            too_much = Reply(text=texts("telegram-too-much"), intent="flood")
            await self._delivery.send(place, too_much)
        return True

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log once what went wrong with an update, and tell its person where that makes sense."""
        error = context.error
        if isinstance(error, Forbidden) or _is_everyday(error):
            note("unwanted")
            _log.info("an answer was not wanted: %s", error)
            return
        note("failed")
        if isinstance(error, Exception) and is_passing(error):
            _log.warning("Telegram did not take an answer: %s", error)
            return
        self._log_once(update, error)
        place = _place_of(update)
        if place is not None and isinstance(update, Update):
            texts = self._texts(update.effective_user)
            with suppress(TelegramError):
                await self._delivery.send(
                    place, Reply(text=texts("telegram-failed"), intent="failed")
                )

    def _log_once(self, update: object, error: BaseException | None) -> None:
        """Log an error with all there is to it, and in one line when it comes again."""
        number = update.update_id if isinstance(update, Update) else 0
        last = traceback.extract_tb(error.__traceback__)[-1:] if error is not None else []
        place = [f"{type(error).__name__} at {frame.filename}:{frame.lineno}" for frame in last]
        known = place and place[0] in self._errors
        if known:
            _log.error("update %d could not be answered, again: %s", number, place[0])
            return
        self._errors.extend(place)
        _log.error("update %d could not be answered", number, exc_info=error)

    def turn(self, chat: int) -> asyncio.Lock:
        """Whose holder may speak in a chat; given in the order in which it is asked for."""
        turn = self._turns.get(chat) or asyncio.Lock()
        self._turns[chat] = turn
        return turn

    def _texts(self, user: User | None) -> Texts:
        return texts_in(choose_language(_language(user), self._language))


def _language(user: User | None) -> str | None:
    return user.language_code if user is not None else None


def _speaker(message: Message) -> tuple[int, str]:
    """Who speaks: a person, or a group or channel in whose name somebody does."""
    if message.sender_chat is not None:
        return message.sender_chat.id, message.sender_chat.title or ""
    sender = message.from_user
    return (sender.id, sender.first_name) if sender is not None else (message.chat_id, "")


def _place(message: Message) -> Place:
    private = message.chat.type == ChatType.PRIVATE
    return Place(
        message.chat_id,
        thread=message.message_thread_id if message.is_topic_message else None,
        answering=None if private else message.message_id,
    )


def _place_of_press(query: CallbackQuery) -> Place | None:
    message = query.message
    if message is None:
        return None
    thread = None
    if isinstance(message, Message) and message.is_topic_message:
        thread = message.message_thread_id
    return Place(message.chat.id, thread=thread, pressed=message.message_id)


def _place_of(update: object) -> Place | None:
    if not isinstance(update, Update):
        return None
    if update.message is not None:
        return _place(update.message)
    return _place_of_press(update.callback_query) if update.callback_query is not None else None


async def _acknowledge(query: CallbackQuery, notice: asyncio.Future[str]) -> None:
    """Stop the button's spinner, with the reply's notice if there is one soon.

    A press that is too old for that is answered all the same.
    """
    await asyncio.wait({notice}, timeout=_AT_ONCE)
    text = notice.result() if notice.done() else ""
    try:
        await query.answer(text[: CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH] or None)
    except Exception as error:  # noqa: BLE001  (the answer itself does not depend on it)
        _log.info("a pressed button could not be acknowledged: %s", error)


def _is_everyday(error: BaseException | None) -> bool:
    return isinstance(error, BadRequest) and any(words in str(error).lower() for words in _EVERYDAY)
