"""What happens in groups without anybody speaking to the bot: votes, members, rights, moves."""

from __future__ import annotations

import logging
from typing import Any, cast

from telegram import Bot, ChatMember, ChatMemberUpdated, Message, PollAnswer, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    PollAnswerHandler,
    filters,
)

from bot.assistant.nights import Nights
from bot.telegram.dispatch import note
from bot.telegram.nights import NightBoards

_log = logging.getLogger(__name__)

_ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
_AWAY = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)

_Application = Application[Any, Any, Any, Any, Any, Any]


class TelegramGroups:
    """Who is who in a group; see `bot.assistant.recall.Groups`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def is_admin(self, chat: int, user: int) -> bool:
        """Whether somebody is an admin of a chat; False when that cannot be found out."""
        if user == chat:
            # Only admins speak in the name of their group.
            return True
        member = await self._member(chat, user)
        return member is not None and member.status in _ADMINS

    async def is_member(self, chat: int, user: int) -> bool:
        """Whether somebody is in a chat; True when that cannot be found out."""
        member = await self._member(chat, user)
        return member is None or not _is_away(member)

    async def _member(self, chat: int, user: int) -> ChatMember | None:
        try:
            return await self._bot.get_chat_member(chat, user)
        except TelegramError as error:
            _log.info("a member of a group could not be looked up: %s", error)
            return None


class GroupHandlers:
    """Tells the film nights what happens in their groups."""

    def __init__(self, nights: Nights, boards: NightBoards) -> None:
        self._nights = nights
        self._boards = boards

    def register(self, application: _Application) -> None:
        """Put the handlers into an application."""
        moved = filters.StatusUpdate.MIGRATE
        left = filters.StatusUpdate.LEFT_CHAT_MEMBER
        application.add_handler(MessageHandler(moved, self.on_move))
        application.add_handler(MessageHandler(left, self.on_left))
        application.add_handler(PollAnswerHandler(self.on_vote))
        application.add_handler(ChatMemberHandler(self.on_member, ChatMemberHandler.CHAT_MEMBER))
        application.add_handler(ChatMemberHandler(self.on_own, ChatMemberHandler.MY_CHAT_MEMBER))

    async def on_vote(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Somebody answered a poll, or took the answer back."""
        answer = cast("PollAnswer", update.poll_answer)
        voter = answer.user or answer.voter_chat
        if voter is not None:
            chosen, number = tuple(answer.option_ids), update.update_id
            await self._nights.voted(answer.poll_id, voter.id, chosen, number)
        note("vote")

    async def on_move(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A group has become a supergroup; both tell of it."""
        message = cast("Message", update.message)
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        for token in await self._nights.moved(old, new):
            self._boards.changed(token)
        note("moved")

    async def on_left(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Somebody left, as the group reads it."""
        message = cast("Message", update.message)
        member = message.left_chat_member
        if member is not None and member.id != context.bot.id:
            await self._left(message.chat_id, member.id)

    async def on_member(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Somebody's standing in a group has changed, as its admins hear of it."""
        change = cast("ChatMemberUpdated", update.chat_member)
        if _is_away(change.new_chat_member):
            await self._left(change.chat.id, change.new_chat_member.user.id)

    async def on_own(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot's own standing in a chat has changed."""
        change = cast("ChatMemberUpdated", update.my_chat_member)
        if _is_away(change.new_chat_member):
            await self._nights.expelled(change.chat.id)
            note("expelled")
            return
        # Whatever it is, it may have been given leave to write again.
        self._boards.may_write(change.chat.id)
        note("standing")

    async def _left(self, chat: int, person: int) -> None:
        for token in await self._nights.left(chat, person):
            self._boards.changed(token)
        note("left")


def _is_away(member: ChatMember) -> bool:
    if member.status == ChatMemberStatus.RESTRICTED:
        return not getattr(member, "is_member", True)
    return member.status in _AWAY
