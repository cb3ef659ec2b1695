"""The part of the Bot API on loopback that groups need: members, polls, and inline mode."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telegram_entities import BadMarkupError, parse_html, utf16_length
from telegram_parameters import RefusedError

if TYPE_CHECKING:
    from telegram_server import Chat, Message, Person, TelegramServer

MAX_RESULTS = 50
MAX_RESULT_ID = 64
MAX_OFFSET = 64
MAX_QUERY = 256
MAX_QUESTION = 300
MAX_OPTION = 100
MAX_OPTIONS = 12
_MEMBERS = {"creator", "administrator", "member", "restricted"}
_PATIENCE = 10.0


@dataclass(eq=False)
class TelegramPoll:
    """A poll in a message, and who has answered what."""

    message: Message
    answers: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The poll as it stands in messages, with its counts."""
        poll: dict[str, Any] = self.message["poll"]
        poll["total_voter_count"] = len(self.answers)
        for place, option in enumerate(poll["options"]):
            option["voter_count"] = sum(place in chosen for chosen in self.answers.values())
        return poll


@dataclass(eq=False)
class InlineAnswer:
    """What the bot answered to a query: results as they were sent, and the rest of the call."""

    results: list[dict[str, Any]]
    parameters: dict[str, Any]


def status_of(chat: Chat, person: Person | dict[str, Any]) -> dict[str, Any]:
    """A member of a chat, as Telegram tells it; who has never left is in."""
    user = person if isinstance(person, dict) else person.user
    status = chat.members.get(user["id"], "member")
    more: dict[str, Any] = {}
    if status == "creator":
        more = {"is_anonymous": False}
    elif status == "administrator":
        more = {"can_be_edited": False, **dict.fromkeys(_ADMIN_RIGHTS, True), "is_anonymous": False}
    elif status == "restricted":
        more = {"is_member": True, "until_date": 0, **dict.fromkeys(_MEMBER_RIGHTS, False)}
    elif status == "kicked":
        more = {"until_date": 0}
    return {"status": status, "user": user, **more}


_ADMIN_RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
    " can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories"
    " can_delete_stories"
).split()
_MEMBER_RIGHTS = (
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos"
    " can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages"
    " can_add_web_page_previews can_react_to_messages can_edit_tag can_change_info"
    " can_invite_users can_pin_messages can_manage_topics"
).split()


class GroupMethods:
    """Mixed into the server; see `telegram_server.TelegramServer`."""

    telegram_polls: dict[str, TelegramPoll]
    inline_messages: dict[str, Message]
    _inline: dict[str, asyncio.Future[InlineAnswer]]

    def __init__(self) -> None:
        self.telegram_polls = {}
        self.inline_messages = {}
        self._inline = {}
        self._places: dict[str, int] = defaultdict(int)

    # --- what tests do ------------------------------------------------------------------------

    def standing(self: TelegramServer, chat: Chat, person: Person | None, status: str) -> None:
        """Somebody's standing in a chat changes; ``None`` is the bot itself.

        The bot hears of itself always, and of others where it is an admin.
        """
        user = self.bot if person is None else person.user
        before = status_of(chat, user)
        chat.members[user["id"]] = status
        by = before["user"] if person is not None else {**self.bot, "id": 1, "is_bot": False}
        change = {
            "chat": chat.json(),
            "from": {**by, "first_name": by["first_name"]},
            "date": int(time.time()),
            "old_chat_member": before,
            "new_chat_member": status_of(chat, user),
        }
        if person is None:
            self._queue("my_chat_member", change)
        elif chat.members.get(self.bot["id"]) == "administrator":
            self._queue("chat_member", change)

    def leaves(self: TelegramServer, person: Person, chat: Chat) -> None:
        """Somebody leaves a group, which reads it."""
        self.standing(chat, person, "left")
        message = chat.add({"from": person.user, "left_chat_member": person.user})
        self.deliver("message", message, chat)

    def votes(self: TelegramServer, person: Person, message: Message, *places: int) -> None:
        """Somebody answers a poll; without a place the answer is taken back."""
        poll = self.telegram_polls[message["poll"]["id"]]
        assert not poll.message["poll"]["is_closed"], "the poll is closed"
        assert all(0 <= place < len(poll.message["poll"]["options"]) for place in places)
        if places:
            poll.answers[person.id] = places
        else:
            poll.answers.pop(person.id, None)
        answer = {
            "poll_id": message["poll"]["id"],
            "user": person.user,
            "option_ids": list(places),
            "option_persistent_ids": [f"option-{place}" for place in places],
        }
        self._queue("poll_answer", answer)

    async def types(
        self: TelegramServer,
        person: Person,
        query: str,
        *,
        offset: str = "",
        where: str = "supergroup",
        within: float = _PATIENCE,
    ) -> InlineAnswer:
        """Somebody types ``@bot query`` in some chat; what the bot answers.

        Raises:
            TimeoutError: it did not, in that time.
        """
        number = f"inline-{self._next('inline')}"
        self._inline[number] = asyncio.get_running_loop().create_future()
        body = {"id": number, "from": person.user, "query": query[:MAX_QUERY], "offset": offset}
        self._queue("inline_query", {**body, "chat_type": where})
        async with asyncio.timeout(within):
            return await self._inline[number]

    def chooses(
        self: TelegramServer,
        person: Person,
        result: dict[str, Any],
        chat: Chat | None = None,
        *,
        thread: int | None = None,
        query: str = "",
    ) -> Message:
        """Somebody sends a result to a chat, which may be one that the bot is not in."""
        content = result["input_message_content"]
        text, entities = parse_html(content["message_text"])
        number = f"sent-{self._next('sent')}"
        keyboard = {"reply_markup": result["reply_markup"]} if "reply_markup" in result else {}
        message: Message = {"text": text.strip(), "via_bot": self.bot, **keyboard}
        if entities:
            message["entities"] = entities
        chosen = {"result_id": result["id"], "from": person.user, "query": query}
        if keyboard:
            chosen["inline_message_id"] = number
            self.inline_messages[number] = message
        self._queue("chosen_inline_result", chosen)
        if chat is not None:
            there = (
                {} if thread is None else {"message_thread_id": thread, "is_topic_message": True}
            )
            message = chat.add({"from": person.user, **there, **message})
            self._queue("message", message)
        return {**message, "inline_message_id": number}

    # --- methods ------------------------------------------------------------------------------

    def _get_chat_member(self: TelegramServer, parameters: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(parameters["chat_id"])
        person = self._chats.get(parameters["user_id"])
        if person is None or person.user is None:
            raise RefusedError(400, "Bad Request: user not found")
        return status_of(chat, person.user)

    def _send_poll(self: TelegramServer, parameters: dict[str, Any]) -> Message:
        chat = self._open_chat(parameters)
        question, options = parameters["question"], parameters["options"]
        if not 1 <= utf16_length(question) <= MAX_QUESTION:
            raise RefusedError(400, "Bad Request: poll question length must not exceed 300")
        if not 1 <= len(options) <= MAX_OPTIONS:
            raise RefusedError(400, "Bad Request: poll must have at least 1 option")
        for option in options:
            if not 1 <= utf16_length(option["text"].strip()) <= MAX_OPTION:
                raise RefusedError(400, "Bad Request: poll options length must not exceed 100")
        poll = {
            "id": f"poll-{self._next('poll')}",
            "question": question,
            "options": [
                {"persistent_id": f"option-{place}", "text": option["text"], "voter_count": 0}
                for place, option in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": parameters.get("is_anonymous", True),
            "type": parameters.get("type", "regular"),
            "allows_multiple_answers": parameters.get("allows_multiple_answers", False),
            "allows_revoting": True,
            "members_only": False,
        }
        message = self._said(chat, parameters, {"poll": poll})
        self.telegram_polls[poll["id"]] = TelegramPoll(message)
        return message

    def _stop_poll(self: TelegramServer, parameters: dict[str, Any]) -> dict[str, Any]:
        chat = self._open_chat({"chat_id": parameters["chat_id"]})
        message = chat.messages.get(parameters["message_id"], {})
        poll = self.telegram_polls.get(message.get("poll", {}).get("id"))
        if poll is None:
            raise RefusedError(400, "Bad Request: message with poll to stop not found")
        if message["poll"]["is_closed"]:
            raise RefusedError(400, "Bad Request: poll has already been closed")
        message["poll"]["is_closed"] = True
        message.pop("reply_markup", None)
        return poll.json()

    def _answer_inline_query(self: TelegramServer, parameters: dict[str, Any]) -> bool:
        asked = self._inline.get(parameters["inline_query_id"])
        if asked is None or asked.done():
            raise RefusedError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        results = parameters["results"]
        ids = [result["id"] for result in results]
        if len(results) > MAX_RESULTS:
            raise RefusedError(400, "Bad Request: RESULTS_TOO_MUCH")
        if len(set(ids)) != len(ids):
            raise RefusedError(400, "Bad Request: RESULT_ID_DUPLICATE")
        for result in results:
            _check_result(result)
        if len(parameters.get("next_offset", "").encode()) > MAX_OFFSET:
            raise RefusedError(400, "Bad Request: NEXT_OFFSET_INVALID")
        start = parameters.get("button", {}).get("start_parameter", "x")
        if not re.fullmatch(r"[\w-]{1,64}", start, re.ASCII):
            raise RefusedError(400, "Bad Request: START_PARAM_INVALID")
        asked.set_result(InlineAnswer(results, parameters))
        return True


def _check_result(result: dict[str, Any]) -> None:
    if not 1 <= len(result["id"].encode()) <= MAX_RESULT_ID:
        raise RefusedError(400, "Bad Request: RESULT_ID_INVALID")
    if not result["title"].strip():
        raise RefusedError(400, "Bad Request: ARTICLE_TITLE_EMPTY")
    if not re.match(r"https?://\S+$", result.get("thumbnail_url", "https://x")):
        raise RefusedError(400, "Bad Request: WEBDOCUMENT_URL_INVALID")
    content = result["input_message_content"]
    if content.get("parse_mode", "HTML").upper() != "HTML":
        raise RefusedError(400, "Bad Request: unsupported parse_mode")
    try:
        text, _ = parse_html(content["message_text"])
    except BadMarkupError as error:
        raise RefusedError(400, f"Bad Request: can't parse entities: {error}") from None
    if not text.strip():
        raise RefusedError(400, "Bad Request: message text is empty")
    if utf16_length(text) > 4096:
        raise RefusedError(400, "Bad Request: message is too long")
