"""A small Bot API on loopback, for tests and benchmarks.

It speaks real HTTP to the bot and plays Telegram's part: it keeps chats and messages, delivers
updates by long polling or to a webhook, checks every call and keeps it, answers as Telegram would,
and fails when it is told to. Tests play the people: ::

    async with TelegramServer() as telegram:
        ana = telegram.person("Ana")
        ana.says("/start")              # a bot polling telegram.url with telegram.token gets it
        answer = await ana.hears()      # the bot's next message in their private chat
        ana.presses(answer, 0)          # its first button
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from telegram_entities import BadMarkupError, parse_html, spot_entities, utf16_length
from telegram_groups import GroupMethods
from telegram_parameters import METHODS, RefusedError, Upload, read_parameters
from telegram_webhook import WebhookMethods

TOKEN = "42:loopback-token"
MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_DATA = 64
MAX_BUTTONS = 100
MAX_UPDATES = 100
_ACTIONS = {"typing", "upload_photo", "upload_document", "choose_sticker", "find_location"}
#: Sent only to bots that ask for them by name.
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
_PATIENCE = 30.0
#: Most calls are answered at once; for the others it matters whether the caller is still there.
_SOON = 0.05

Message = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call as it came in, with what was answered.

    Attributes:
        method: the method's name.
        parameters: its parameters as read; as sent where they could not be read.
        status: the HTTP status that was answered; 0 when nothing was.
        answer: the JSON that was answered.
        at: when it arrived, in seconds of `time.perf_counter`.
    """

    method: str
    parameters: dict[str, Any]
    status: int
    answer: dict[str, Any]
    at: float


@dataclass(frozen=True)
class Fault:
    """A way to fail. ``handled`` says whether the call takes effect all the same.

    Attributes:
        status: the HTTP status; 0 for no answer at all.
        body: what is answered.
        hang: whether the connection is held open without an answer instead of being reset.
        handled: whether the call takes effect before it fails.
    """

    status: int = 0
    body: bytes = b""
    hang: bool = False
    handled: bool = False


def _error(status: int, description: str, **parameters: int) -> dict[str, Any]:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return {**body, "parameters": parameters} if parameters else body


def too_many_requests(retry_after: int = 1) -> Fault:
    """Flood control."""
    description = f"Too Many Requests: retry after {retry_after}"
    return Fault(429, json.dumps(_error(429, description, retry_after=retry_after)).encode())


def bad_gateway() -> Fault:
    """A proxy in front of Telegram that has lost it: an HTML page, not JSON."""
    return Fault(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>")


def no_answer(*, handled: bool = False) -> Fault:
    """Silence until the caller gives up."""
    return Fault(hang=True, handled=handled)


def connection_reset(*, handled: bool = False) -> Fault:
    """The connection breaks in the middle of the call."""
    return Fault(handled=handled)


def garbage() -> Fault:
    """An answer that is not JSON."""
    return Fault(200, b"\x00\xff not json {")


@dataclass(eq=False)
class Chat:
    """A private chat, group, supergroup or channel, as the bot sees it.

    Attributes:
        privacy: whether a group's plain messages are kept from the bot.
        refusal: why the bot may not post here (status and words), or None.
        upgraded_to: the supergroup that this group has become.
        members: standing of people and of the bot; who is not in it is a plain member.
    """

    telegram: TelegramServer
    id: int
    type: str
    title: str = ""
    user: dict[str, Any] | None = None
    forum: bool = False
    privacy: bool = False
    refusal: tuple[int, str] | None = None
    upgraded_to: Chat | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    heard: deque[Message] = field(default_factory=deque)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def json(self) -> dict[str, Any]:
        """The chat as it stands in messages."""
        if self.user is not None:
            named = {key: self.user[key] for key in ("first_name", "username") if key in self.user}
            return {"id": self.id, "type": self.type, **named}
        forum = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "type": self.type, "title": self.title, **forum}

    async def hears(self, within: float = _PATIENCE) -> Message:
        """The bot's next message here that no test has heard yet.

        Raises:
            TimeoutError: it said nothing for ``within`` seconds.
        """
        async with asyncio.timeout(within):
            while not self.heard:
                self._arrived.clear()
                await self._arrived.wait()
        return self.heard.popleft()

    def post(self, message: Message) -> None:
        """Note what the bot said."""
        self.heard.append(message)
        self._arrived.set()

    def add(self, content: Message) -> Message:
        """Keep a message under the chat's next number."""
        number = self.telegram.next_message_id()
        message = {"message_id": number, "date": int(time.time()), "chat": self.json(), **content}
        self.messages[number] = message
        return message

    def topic(self, name: str, by: Person) -> int:
        """Open a topic in a forum, and give the number of its thread."""
        created = {"name": name, "icon_color": 7322096}
        message = self.add({"from": by.user, "forum_topic_created": created})
        message.update(message_thread_id=message["message_id"], is_topic_message=True)
        self.topics.add(message["message_id"])
        return int(message["message_id"])

    def refuses(self, why: str, status: int = 403) -> None:
        """From now on the bot may not post here."""
        self.refusal = (status, why)

    def allows(self) -> None:
        """From now on the bot may post here again, and hears of it."""
        self.refusal = None
        self.telegram.standing(self, None, "member")

    def upgrade(self) -> Chat:
        """Turn this group into a supergroup: a new id, the old one only points to it."""
        new = self.upgraded_to = self.telegram.group(self.title)
        new.members = self.members
        for chat, told in (
            (self, {"migrate_to_chat_id": new.id}),
            (new, {"migrate_from_chat_id": self.id}),
        ):
            self.telegram.deliver("message", chat.add({"sender_chat": chat.json(), **told}), chat)
        return new


@dataclass(eq=False)
class Person:
    """Somebody who talks to the bot, in private unless another chat is given."""

    telegram: TelegramServer
    user: dict[str, Any]
    chat: Chat

    @property
    def id(self) -> int:
        """Telegram's number of this person."""
        return int(self.user["id"])

    def says(self, text: str, chat: Chat | None = None, **more: Any) -> Message:
        """Send a text, with the entities that Telegram would mark in it."""
        entities = spot_entities(text)
        marked = {"entities": entities} if entities else {}
        return self.sends({"text": text, **marked}, chat, **more)

    def sends(
        self,
        content: Message,
        chat: Chat | None = None,
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Message:
        """Send any kind of message; `photo` and `sticker` make two of them."""
        chat = chat or self.chat
        there: Message = {}
        if thread is not None:
            there = {"message_thread_id": thread, "is_topic_message": True}
            reply_to = reply_to or chat.messages[thread]
        if reply_to is not None:
            quoted = {key: value for key, value in reply_to.items() if key != "reply_to_message"}
            there["reply_to_message"] = quoted
        message = chat.add({"from": self.user, **there, **content})
        self.telegram.deliver("message", message, chat)
        return message

    def edits(self, message: Message, text: str, chat: Chat | None = None) -> None:
        """Change the text of a message sent before."""
        message.pop("entities", None)
        message.update(text=text, edit_date=int(time.time()))
        if entities := spot_entities(text):
            message["entities"] = entities
        self.telegram.deliver("edited_message", message, chat or self.chat)

    def presses(self, message: Message, button: int | str, **more: Any) -> str:
        """Press a button of the bot's message: its number, its label, or forged data.

        Returns:
            The id of the callback query.
        """
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [pressed for row in rows for pressed in row]
        if isinstance(button, int):
            data = buttons[button]["callback_data"]
        else:
            labels = {
                pressed["text"]: pressed["callback_data"]
                for pressed in buttons
                if "callback_data" in pressed
            }
            data = labels.get(button, button)
        return self.telegram.press(self.user, message, data, **more)

    def follows(self, message: Message, label: str) -> Message:
        """Follow a link under a message into the private chat with the bot."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        links = {button["text"]: button["url"] for row in rows for button in row if "url" in button}
        _, _, payload = links[label].partition("?start=")
        return self.says(f"/start {payload}")

    async def hears(self, within: float = _PATIENCE) -> Message:
        """The bot's next message in the private chat; see `Chat.hears`."""
        return await self.chat.hears(within)


def photo() -> Message:
    """The content of a message with a picture."""
    size = {"file_id": "photo-1", "file_unique_id": "p1", "width": 90, "height": 60}
    return {"photo": [size]}


def sticker() -> Message:
    """The content of a message with a sticker."""
    return {
        "sticker": {
            "file_id": "sticker-1",
            "file_unique_id": "s1",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "🍿",
        }
    }


class TelegramServer(WebhookMethods, GroupMethods):
    """The Bot API for one bot. Use as an asynchronous context manager.

    Attributes:
        token: the one token that is accepted.
        calls: every call of the bot except `getUpdates`, in order of arrival.
        polls: every `getUpdates`.
        inline_mode: whether the bot may answer inline queries.
        ahead: how far its clock is ahead of this machine's, in seconds.
        fault: asked for every call by its method; None lets it pass. `fail` sets it for tests.
    """

    def __init__(self, token: str = TOKEN, username: str = "ButacaTestBot") -> None:
        super().__init__()
        self.token = token
        self.bot = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Butaca",
            "username": username,
        }
        self.calls: list[Call] = []
        self.polls: list[Call] = []
        self.inline_mode = True
        self.ahead = 0.0
        self.fault: Callable[[str], Fault | None] = self._planned_fault
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._planned: list[tuple[str | None, Fault]] = []
        self._chats: dict[int, Chat] = {}
        self._queries: set[str] = set()
        self._updates: deque[dict[str, Any]] = deque()
        self._allowed: set[str] | None = None
        self._arrived = asyncio.Event()
        self._called = asyncio.Event()
        self._poll = 0
        self._numbers: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._port = 0

    async def __aenter__(self) -> TelegramServer:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on ``port`` of loopback; 0 takes a free one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close every connection."""
        assert self._server is not None
        await self.stop_bringing()
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        """The port it listens on; kept after `stop`, so that a test can `start` there again."""
        return self._port

    @property
    def url(self) -> str:
        """What a bot takes as its Bot API."""
        return f"http://127.0.0.1:{self._port}/bot"

    # --- what tests do ------------------------------------------------------------------------

    def person(self, name: str = "Ana", language: str | None = "es") -> Person:
        """Somebody new, with a private chat."""
        number = 1000 + self._next("person")
        user: dict[str, Any] = {"id": number, "is_bot": False, "first_name": name}
        if language is not None:
            user["language_code"] = language
        chat = Chat(self, number, "private", user=user)
        self._chats[number] = chat
        return Person(self, user, chat)

    def group(
        self,
        title: str = "Cine",
        kind: str = "supergroup",
        *,
        forum: bool = False,
        privacy: bool = False,
    ) -> Chat:
        """A group, a supergroup or a channel that the bot is in."""
        number = -1000000000000 - self._next("group")
        if kind == "group":
            number = -self._numbers["group"]
        self._chats[number] = Chat(self, number, kind, title, forum=forum, privacy=privacy)
        return self._chats[number]

    def channel_post(self, channel: Chat, text: str) -> Message:
        """Publish a text in a channel."""
        message = channel.add({"sender_chat": channel.json(), "text": text})
        self.deliver("channel_post", message, channel)
        return message

    def press(
        self,
        user: dict[str, Any],
        message: Message,
        data: str,
        *,
        inaccessible: bool = False,
        expired: bool = False,
    ) -> str:
        """Somebody presses a button; see `Person.presses`.

        Args:
            user: who presses.
            message: the bot's message that the button stands under.
            data: the button's data.
            inaccessible: the message is so old that Telegram tells only where it stood.
            expired: the query can no longer be answered.
        """
        query = f"query-{self._next('query')}"
        if not expired:
            self._queries.add(query)
        shown = message
        if inaccessible:
            shown = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
        chat = str(message.get("chat", {}).get("id", "elsewhere"))
        body = {"id": query, "from": user, "message": shown, "chat_instance": chat, "data": data}
        if "inline_message_id" in message:
            # Whoever presses there is in a chat that the bot may know nothing of.
            del body["message"]
            body["inline_message_id"] = message["inline_message_id"]
        self._queue("callback_query", body)
        return query

    def fail(self, fault: Fault, method: str | None = None, times: int = 1) -> None:
        """Let the next ``times`` calls (of a method, or of any) fail."""
        self._planned += [(method, fault)] * times

    async def called(
        self,
        method: str,
        times: int = 1,
        within: float = _PATIENCE,
    ) -> list[Call]:
        """Wait until a method has been called so often, and give those calls.

        Raises:
            TimeoutError: it was not, in that time.
        """
        async with asyncio.timeout(within):
            while True:
                log = self.polls if method == "getUpdates" else self.calls
                found = [call for call in log if call.method == method]
                if len(found) >= times:
                    return found
                self._called.clear()
                await self._called.wait()

    async def polled(self, times: int = 1, within: float = _PATIENCE) -> None:
        """Wait until the bot has asked for updates so often; unlike `called`, not for the answers.

        Raises:
            TimeoutError: it did not, in that time.
        """
        async with asyncio.timeout(within):
            while self._poll < times:
                self._called.clear()
                await self._called.wait()

    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self._updates)

    # --- updates ------------------------------------------------------------------------------

    def next_message_id(self) -> int:
        """A number that no message has yet."""
        return self._next("message")

    def deliver(self, kind: str, message: Message, chat: Chat) -> None:
        """Queue an update about a message, unless the group's privacy keeps it from the bot."""
        if chat.privacy and not self._meant_for_bot(message):
            return
        self._queue(kind, message)

    def _meant_for_bot(self, message: Message) -> bool:
        if "text" not in message:
            return "caption" not in message and "photo" not in message
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot["id"]:
            return True
        addressed = re.findall(r"@(\w+)", message["text"])
        mine = str(self.bot["username"]).lower() in {name.lower() for name in addressed}
        return mine or (message["text"].startswith("/") and not addressed)

    def _queue(self, kind: str, content: dict[str, Any]) -> None:
        if self._allowed is None and kind in _ON_REQUEST:
            return
        if self._allowed is not None and kind not in self._allowed:
            return
        frozen = json.loads(json.dumps(content))
        self._updates.append({"update_id": 500000 + self._next("update"), kind: frozen})
        self._arrived.set()

    def _next(self, kind: str) -> int:
        self._numbers[kind] += 1
        return self._numbers[kind]

    # --- HTTP ---------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self._connections.add(connection)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._exchange(reader, writer):
                    pass
        except asyncio.CancelledError:
            pass
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False when the connection is done for."""
        line = await reader.readline()
        if not line:
            return False
        _, target, _ = line.decode("latin-1").split()
        headers = {}
        while (header := (await reader.readline()).decode("latin-1").strip()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = await _body(reader, headers)
        answering = asyncio.ensure_future(self._answer(target, headers, body))
        try:
            await asyncio.wait({answering}, timeout=_SOON)
            if not answering.done() and await _hung_up(reader, answering):
                return False
            answer = answering.result()
        finally:
            answering.cancel()
        if answer is None:
            writer.transport.abort()
            return False
        status, content = answer
        kind = "text/html" if content.startswith(b"<") else "application/json"
        keep = headers.get("connection", "").lower() != "close"
        writer.write(
            f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
            f"Date: {formatdate(time.time() + self.ahead, usegmt=True)}\r\n"
            f"Connection: {'keep-alive' if keep else 'close'}\r\n\r\n".encode()
            + content
        )
        await writer.drain()
        return keep

    async def _answer(
        self, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes] | None:
        at = time.perf_counter()
        url = urlsplit(target)
        path = re.fullmatch(r"/bot(?P<token>[^/]*)/(?P<method>\w+)", unquote(url.path))
        sent = dict(parse_qsl(url.query, keep_blank_values=True))
        method = path["method"] if path else ""
        parameters: dict[str, Any] = sent
        try:
            if path is None or not re.fullmatch(r"\d+:[\w-]+", path["token"]):
                raise RefusedError(404, "Not Found")
            if path["token"] != self.token:
                raise RefusedError(401, "Unauthorized")
            sent |= _parse_body(headers.get("content-type", ""), body)
            fault = self.fault(method)
            if fault is not None and not fault.handled:
                self._keep(Call(method, sent, fault.status, {}, at))
                return await self._fail(fault)
            if method not in METHODS:
                raise RefusedError(404, "Not Found: method not found")
            parameters = read_parameters(method, sent)
            result = await self._perform(method, parameters)
            status, answer = 200, {"ok": True, "result": result}
        except RefusedError as refusal:
            status = refusal.status
            answer = _error(status, refusal.description, **refusal.parameters)
            fault = None
        self._keep(Call(method, parameters, status, answer, at))
        if fault is not None:
            return await self._fail(fault)
        return status, json.dumps(answer).encode()

    def _keep(self, call: Call) -> None:
        (self.polls if call.method == "getUpdates" else self.calls).append(call)
        self._called.set()

    async def _fail(self, fault: Fault) -> tuple[int, bytes] | None:
        if fault.hang:
            await asyncio.Event().wait()
        return (fault.status, fault.body) if fault.status else None

    def _planned_fault(self, method: str) -> Fault | None:
        for planned in self._planned:
            if planned[0] in {None, method}:
                self._planned.remove(planned)
                return planned[1]
        return None

    # --- methods ------------------------------------------------------------------------------

    async def _perform(self, method: str, parameters: dict[str, Any]) -> Any:
        name = "_" + re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), method)
        result = getattr(self, name)(parameters)
        return await result if isinstance(result, Awaitable) else result

    def _get_me(self, _: dict[str, Any]) -> dict[str, Any]:
        rights = {"can_join_groups": True, "can_read_all_group_messages": False}
        return {**self.bot, **rights, "supports_inline_queries": self.inline_mode}

    async def _get_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise RefusedError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if "allowed_updates" in parameters:
            self._allowed = set(parameters["allowed_updates"]) or None
        offset = parameters.get("offset", 0)
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        self._poll += 1
        poll = self._poll
        self._called.set()
        # An older poll that is still waiting is turned away.
        self._arrived.set()
        deadline = time.monotonic() + min(parameters.get("timeout", 0), 50)
        while not self._updates and (left := deadline - time.monotonic()) > 0:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), left)
            if poll != self._poll:
                raise RefusedError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        limit = parameters.get("limit", MAX_UPDATES)
        if not 1 <= limit <= MAX_UPDATES:
            limit = MAX_UPDATES
        return list(self._updates)[:limit]

    def _set_my_commands(self, parameters: dict[str, Any]) -> bool:
        commands = parameters["commands"]
        if len(commands) > 100:
            raise RefusedError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= utf16_length(command["description"]) <= 256:
                raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[self._menu(parameters)] = commands
        return True

    def _get_my_commands(self, parameters: dict[str, Any]) -> list[dict[str, str]]:
        return self.commands.get(self._menu(parameters), [])

    def _delete_my_commands(self, parameters: dict[str, Any]) -> bool:
        self.commands.pop(self._menu(parameters), None)
        return True

    def _menu(self, parameters: dict[str, Any]) -> tuple[str, str]:
        scope = parameters.get("scope", {"type": "default"})
        if "chat_id" in scope:
            self._chat(scope["chat_id"])
        language = parameters.get("language_code", "")
        if not re.fullmatch(r"([a-z]{2})?", language):
            raise RefusedError(400, "Bad Request: LANGUAGE_CODE_INVALID")
        return " ".join(str(scope[part]) for part in ("type", "chat_id") if part in scope), language

    def _set_my_name(self, parameters: dict[str, Any]) -> bool:
        return self._described(parameters.get("name", ""), 64)

    def _set_my_description(self, parameters: dict[str, Any]) -> bool:
        return self._described(parameters.get("description", ""), 512)

    def _set_my_short_description(self, parameters: dict[str, Any]) -> bool:
        return self._described(parameters.get("short_description", ""), 120)

    def _described(self, text: str, limit: int) -> bool:
        if utf16_length(text) > limit:
            raise RefusedError(400, "Bad Request: text is too long")
        return True

    def _send_message(self, parameters: dict[str, Any]) -> Message:
        chat = self._open_chat(parameters)
        return self._said(chat, parameters, _text(parameters))

    def _send_photo(self, parameters: dict[str, Any]) -> Message:
        chat = self._open_chat(parameters)
        picture = _photo_sizes(parameters["photo"], self._next("file"))
        return self._said(chat, parameters, {"photo": picture, **_caption(parameters)})

    def _send_document(self, parameters: dict[str, Any]) -> Message:
        chat = self._open_chat(parameters)
        number = self._next("file")
        document = {"file_id": f"file-{number}", "file_unique_id": f"unique-{number}"}
        upload = parameters["document"]
        if isinstance(upload, Upload):
            if not upload.content:
                raise RefusedError(400, "Bad Request: file must be non-empty")
            document |= {"file_name": upload.filename, "file_size": len(upload.content)}
        return self._said(chat, parameters, {"document": document, **_caption(parameters)})

    def _send_media_group(self, parameters: dict[str, Any]) -> list[Message]:
        chat = self._open_chat(parameters)
        if not 2 <= len(parameters["media"]) <= 10:
            raise RefusedError(400, "Bad Request: wrong number of media in the album")
        contents = []
        for item in parameters["media"]:
            attached = item["media"].removeprefix("attach://")
            upload = parameters.get(attached, item["media"])
            if upload == item["media"] and item["media"].startswith("attach://"):
                raise RefusedError(400, "Bad Request: can't find an attached file")
            picture = _photo_sizes(upload, self._next("file"))
            contents.append({"photo": picture, **_caption(item)})
        album = {"media_group_id": str(self._next("album"))}
        return [self._said(chat, parameters, {**album, **content}) for content in contents]

    def _send_chat_action(self, parameters: dict[str, Any]) -> bool:
        self._open_chat(parameters)
        if parameters["action"] not in _ACTIONS:
            raise RefusedError(400, "Bad Request: wrong parameter action in request")
        return True

    def _edit_message_text(self, parameters: dict[str, Any]) -> Message:
        return self._edited(parameters, _text(parameters))

    def _edit_message_caption(self, parameters: dict[str, Any]) -> Message:
        return self._edited(parameters, _caption(parameters))

    def _edit_message_reply_markup(self, parameters: dict[str, Any]) -> Message:
        return self._edited(parameters, {})

    def _delete_message(self, parameters: dict[str, Any]) -> bool:
        chat = self._chat(parameters["chat_id"])
        if chat.messages.pop(parameters["message_id"], None) is None:
            raise RefusedError(400, "Bad Request: message to delete not found")
        return True

    def _answer_callback_query(self, parameters: dict[str, Any]) -> bool:
        if parameters["callback_query_id"] not in self._queries:
            raise RefusedError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        if utf16_length(parameters.get("text", "")) > 200:
            raise RefusedError(400, "Bad Request: MESSAGE_TOO_LONG")
        return True

    # --- what the methods share ---------------------------------------------------------------

    def _chat(self, number: int | str) -> Chat:
        chat = self._chats.get(number) if isinstance(number, int) else None
        if chat is None:
            raise RefusedError(400, "Bad Request: chat not found")
        return chat

    def _open_chat(self, parameters: dict[str, Any]) -> Chat:
        """The chat of a call, if the bot may post there."""
        chat = self._chat(parameters["chat_id"])
        if chat.upgraded_to is not None:
            raise RefusedError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.upgraded_to.id,
            )
        if chat.refusal is not None:
            raise RefusedError(*chat.refusal)
        thread = parameters.get("message_thread_id")
        if thread is not None and thread not in chat.topics:
            raise RefusedError(400, "Bad Request: message thread not found")
        return chat

    def _said(self, chat: Chat, parameters: dict[str, Any], content: Message) -> Message:
        more: Message = {}
        if "message_thread_id" in parameters:
            more = {"message_thread_id": parameters["message_thread_id"], "is_topic_message": True}
        if (reply := parameters.get("reply_parameters")) is not None:
            quoted = chat.messages.get(reply["message_id"])
            if quoted is not None:
                kept = {key: value for key, value in quoted.items() if key != "reply_to_message"}
                more["reply_to_message"] = kept
            elif not reply.get("allow_sending_without_reply"):
                raise RefusedError(400, "Bad Request: message to be replied not found")
        more |= self._keyboard(parameters)
        message = chat.add({"from": self.bot, **content, **more})
        chat.post(message)
        return message

    def _keyboard(self, parameters: dict[str, Any]) -> Message:
        drawn = _keyboard(parameters)
        if "switch_inline_query" in json.dumps(drawn) and not self.inline_mode:
            raise RefusedError(400, "Bad Request: BUTTON_TYPE_INVALID")
        return drawn

    def _edited(self, parameters: dict[str, Any], content: Message) -> Message:
        if not {"chat_id", "message_id"} <= set(parameters):
            raise RefusedError(400, "Bad Request: message identifier is not specified")
        chat = self._chat(parameters["chat_id"])
        message = chat.messages.get(parameters["message_id"])
        if message is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        if message.get("from") != self.bot:
            raise RefusedError(400, "Bad Request: message can't be edited")
        if "text" in content and "text" not in message:
            raise RefusedError(400, "Bad Request: there is no text in the message to edit")
        replaced = {"text", "entities"} & set(content) | {"reply_markup"}
        changed = {key: value for key, value in message.items() if key not in replaced}
        changed |= content | self._keyboard(parameters)
        if "text" in content and "entities" not in content:
            changed.pop("entities", None)
        if {**changed, "edit_date": 0} == {**message, "edit_date": 0}:
            raise RefusedError(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        changed["edit_date"] = int(time.time())
        chat.messages[parameters["message_id"]] = changed
        chat.post(changed)
        return changed


_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}


async def _hung_up(reader: asyncio.StreamReader, answering: asyncio.Future[Any]) -> bool:
    """Wait for an answer that takes its time; whether the caller is gone before it comes."""
    gone = asyncio.ensure_future(reader.read(1))
    await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
    gone.cancel()
    await asyncio.wait({gone})
    return not answering.done()


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    chunks = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        chunks.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(chunks)


def _parse_body(content_type: str, body: bytes) -> dict[str, Any]:
    kind, _, options = content_type.partition(";")
    if not body:
        return {}
    if kind == "application/json":
        try:
            sent = json.loads(body)
        except ValueError:
            raise RefusedError(400, "Bad Request: can't parse request body as JSON") from None
        return sent if isinstance(sent, dict) else {}
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="surrogateescape"))
    if kind == "multipart/form-data":
        boundary = options.partition("boundary=")[2].strip().strip('"')
        return dict(_parts(body, boundary.encode()))
    raise RefusedError(400, f"Bad Request: unsupported content type {kind}")


def _parts(body: bytes, boundary: bytes) -> list[tuple[str, str | Upload]]:
    parts: list[tuple[str, str | Upload]] = []
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        options = dict(re.findall(r'(name|filename)="([^"]*)"', head.decode()))
        if "filename" in options:
            parts.append((options["name"], Upload(options["filename"], content)))
        else:
            parts.append((options["name"], content.decode()))
    return parts


def _formatted(parameters: dict[str, Any], name: str, entities: str) -> Message:
    text, marked = parameters.get(name, ""), parameters.get(entities, [])
    mode = parameters.get("parse_mode")
    if mode is not None and mode.upper() != "HTML":
        raise RefusedError(400, "Bad Request: unsupported parse_mode")
    if mode is not None:
        try:
            text, marked = parse_html(text)
        except BadMarkupError as error:
            raise RefusedError(400, f"Bad Request: can't parse entities: {error}") from None
    return {name: text.strip(), entities: marked} if marked else {name: text.strip()}


def _text(parameters: dict[str, Any]) -> Message:
    content = _formatted(parameters, "text", "entities")
    if not content["text"]:
        raise RefusedError(400, "Bad Request: message text is empty")
    if utf16_length(content["text"]) > MAX_TEXT:
        raise RefusedError(400, "Bad Request: message is too long")
    return content


def _caption(parameters: dict[str, Any]) -> Message:
    content = _formatted(parameters, "caption", "caption_entities")
    if utf16_length(content["caption"]) > MAX_CAPTION:
        raise RefusedError(400, "Bad Request: message caption is too long")
    return content if content["caption"] else {}


def _keyboard(parameters: dict[str, Any]) -> Message:
    markup = parameters.get("reply_markup")
    if not markup or not markup["inline_keyboard"]:
        return {}
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise RefusedError(400, "Bad Request: reply markup is too long")
    for button in buttons:
        actions = set(button) - {"text"}
        if not button["text"] or len(actions) != 1:
            raise RefusedError(
                400, "Bad Request: Text buttons are unallowed in the inline keyboard"
            )
        if not 1 <= len(button.get("callback_data", "-").encode()) <= MAX_CALLBACK_DATA:
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
    return {"reply_markup": markup}


def _photo_sizes(picture: Upload | str, number: int) -> list[dict[str, Any]]:
    names = {"file_id": f"file-{number}", "file_unique_id": f"unique-{number}"}
    if isinstance(picture, str):
        if not re.match(r"https?://|photo-|file-", picture):
            raise RefusedError(400, "Bad Request: wrong remote file identifier specified")
        return [{**names, "width": 500, "height": 750}]
    if not picture.content:
        raise RefusedError(400, "Bad Request: file must be non-empty")
    if picture.content.startswith(b"\x89PNG\r\n\x1a\n"):
        width = int.from_bytes(picture.content[16:20], "big")
        height = int.from_bytes(picture.content[20:24], "big")
    elif picture.content.startswith(b"\xff\xd8\xff"):
        width = height = 512
    else:
        raise RefusedError(400, "Bad Request: IMAGE_PROCESS_FAILED")
    if width + height > 10000 or max(width, height) > 20 * min(width, height):
        raise RefusedError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return [{**names, "width": width, "height": height, "file_size": len(picture.content)}]
