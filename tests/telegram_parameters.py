"""What the methods of the Bot API take, as far as a bot of ours may call them.

The table is written in the Bot API's own notation: ``Array of String``, ``Integer|String``, and
``!`` before the type of what is required. Calls are read by it, and anything that it does not know
is refused, which is stricter than Telegram: a misspelt parameter is a defect of the bot.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Fields = dict[str, str]

_THERE: Fields = {"chat_id": "!Integer|String", "message_thread_id": "Integer"}
_HOW: Fields = {
    "disable_notification": "Boolean",
    "protect_content": "Boolean",
    "reply_parameters": "ReplyParameters",
}
_KEYBOARD: Fields = {"reply_markup": "InlineKeyboardMarkup"}
_EDITED: Fields = {
    "chat_id": "Integer|String",
    "message_id": "Integer",
    "inline_message_id": "String",
    **_KEYBOARD,
}
_CAPTION: Fields = {
    "caption": "String",
    "parse_mode": "String",
    "caption_entities": "Array of MessageEntity",
    "show_caption_above_media": "Boolean",
}
_MENU: Fields = {"scope": "BotCommandScope", "language_code": "String"}

METHODS: dict[str, Fields] = {
    "getMe": {},
    "getUpdates": {
        "offset": "Integer",
        "limit": "Integer",
        "timeout": "Integer",
        "allowed_updates": "Array of String",
    },
    "setWebhook": {
        "url": "!String",
        "secret_token": "String",
        "max_connections": "Integer",
        "allowed_updates": "Array of String",
        "drop_pending_updates": "Boolean",
    },
    "deleteWebhook": {"drop_pending_updates": "Boolean"},
    "getWebhookInfo": {},
    "setMyCommands": {"commands": "!Array of BotCommand", **_MENU},
    "getMyCommands": _MENU,
    "deleteMyCommands": _MENU,
    "setMyName": {"name": "String", "language_code": "String"},
    "setMyDescription": {"description": "String", "language_code": "String"},
    "setMyShortDescription": {"short_description": "String", "language_code": "String"},
    "sendMessage": {
        **_THERE,
        "text": "!String",
        "parse_mode": "String",
        "entities": "Array of MessageEntity",
        "link_preview_options": "LinkPreviewOptions",
        **_HOW,
        **_KEYBOARD,
    },
    "sendPhoto": {
        **_THERE,
        "photo": "!InputFile|String",
        **_CAPTION,
        "has_spoiler": "Boolean",
        **_HOW,
        **_KEYBOARD,
    },
    "sendDocument": {
        **_THERE,
        "document": "!InputFile|String",
        **{name: kind for name, kind in _CAPTION.items() if name != "show_caption_above_media"},
        "disable_content_type_detection": "Boolean",
        **_HOW,
        **_KEYBOARD,
    },
    "sendMediaGroup": {**_THERE, "media": "!Array of InputMediaPhoto", **_HOW},
    "sendPoll": {
        **_THERE,
        "question": "!String",
        "options": "!Array of InputPollOption",
        "is_anonymous": "Boolean",
        "type": "String",
        "allows_multiple_answers": "Boolean",
        **_HOW,
        **_KEYBOARD,
    },
    "stopPoll": {"chat_id": "!Integer|String", "message_id": "!Integer", **_KEYBOARD},
    "getChatMember": {"chat_id": "!Integer|String", "user_id": "!Integer"},
    "answerInlineQuery": {
        "inline_query_id": "!String",
        "results": "!Array of InlineQueryResult",
        "cache_time": "Integer",
        "is_personal": "Boolean",
        "next_offset": "String",
        "button": "InlineQueryResultsButton",
    },
    "sendChatAction": {**_THERE, "action": "!String"},
    "editMessageText": {
        **_EDITED,
        "text": "String",
        "parse_mode": "String",
        "entities": "Array of MessageEntity",
        "link_preview_options": "LinkPreviewOptions",
    },
    "editMessageCaption": {**_EDITED, **_CAPTION},
    "editMessageReplyMarkup": _EDITED,
    "deleteMessage": {"chat_id": "!Integer|String", "message_id": "!Integer"},
    "answerCallbackQuery": {
        "callback_query_id": "!String",
        "text": "String",
        "show_alert": "Boolean",
        "url": "String",
        "cache_time": "Integer",
    },
}

OBJECTS: dict[str, Fields] = {
    "MessageEntity": {
        "type": "!String",
        "offset": "!Integer",
        "length": "!Integer",
        "url": "String",
        "language": "String",
    },
    "LinkPreviewOptions": {
        "is_disabled": "Boolean",
        "url": "String",
        "prefer_small_media": "Boolean",
        "prefer_large_media": "Boolean",
        "show_above_text": "Boolean",
    },
    "ReplyParameters": {
        "message_id": "!Integer",
        "chat_id": "Integer|String",
        "allow_sending_without_reply": "Boolean",
        "quote": "String",
    },
    "InlineKeyboardMarkup": {"inline_keyboard": "!Array of Array of InlineKeyboardButton"},
    "InlineKeyboardButton": {
        "text": "!String",
        "url": "String",
        "callback_data": "String",
        "switch_inline_query": "String",
        "switch_inline_query_current_chat": "String",
    },
    "InputPollOption": {"text": "!String", "text_parse_mode": "String"},
    "InlineQueryResultsButton": {"text": "!String", "start_parameter": "String"},
    "InlineQueryResultArticle": {
        "type": "!String",
        "id": "!String",
        "title": "!String",
        "input_message_content": "!InputMessageContent",
        "description": "String",
        "thumbnail_url": "String",
        "thumbnail_width": "Integer",
        "thumbnail_height": "Integer",
        **_KEYBOARD,
    },
    "InputTextMessageContent": {
        "message_text": "!String",
        "parse_mode": "String",
        "link_preview_options": "LinkPreviewOptions",
    },
    "BotCommand": {"command": "!String", "description": "!String"},
    "BotCommandScopeDefault": {"type": "!String"},
    "BotCommandScopeAllPrivateChats": {"type": "!String"},
    "BotCommandScopeAllGroupChats": {"type": "!String"},
    "BotCommandScopeChat": {"type": "!String", "chat_id": "!Integer|String"},
    "InputMediaPhoto": {
        "type": "!String",
        "media": "!String",
        **_CAPTION,
        "has_spoiler": "Boolean",
    },
}

#: The value of ``type`` chooses among the objects of a family.
FAMILIES: dict[str, dict[str, str]] = {
    "BotCommandScope": {
        "default": "BotCommandScopeDefault",
        "all_private_chats": "BotCommandScopeAllPrivateChats",
        "all_group_chats": "BotCommandScopeAllGroupChats",
        "chat": "BotCommandScopeChat",
    },
    "InlineQueryResult": {"article": "InlineQueryResultArticle"},
    # The only member of its family that we know has no type.
    "InputMessageContent": {"None": "InputTextMessageContent"},
}


class RefusedError(Exception):
    """A call that the Bot API answers with an error.

    Attributes:
        status: the HTTP status and ``error_code``.
        description: what is wrong, as Telegram words it.
        parameters: what a bot may do about it (``retry_after``, ``migrate_to_chat_id``).
    """

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    filename: str
    content: bytes


class _UnfitError(Exception):
    """A value that is not of the type it should be."""


def read_parameters(method: str, sent: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a call, each in its own type.

    Args:
        method: a method of `METHODS`.
        sent: what came over the wire: text from forms, values from JSON, uploads.

    Raises:
        RefusedError: an unknown or missing parameter, or a value of another type.
    """
    fields = METHODS[method]
    unknown = sorted(set(sent) - set(fields) - _attached(sent))
    if unknown:
        raise RefusedError(400, f"Bad Request: {method} has no parameter {', '.join(unknown)}")
    for name, kind in fields.items():
        if kind.startswith("!") and sent.get(name) in (None, ""):
            missing = (
                "message text is empty" if name == "text" else f'parameter "{name}" is missing'
            )
            raise RefusedError(400, f"Bad Request: {missing}")
    read = {}
    for name, value in sent.items():
        if name not in fields:
            read[name] = value
            continue
        try:
            read[name] = _value(value, fields[name].lstrip("!"))
        except _UnfitError as error:
            raise RefusedError(
                400, f'Bad Request: can\'t parse "{name}" of {method}: {error}'
            ) from None
    return read


def _attached(sent: dict[str, Any]) -> set[str]:
    """Names of uploads that another parameter refers to as ``attach://name``."""
    texts = " ".join(str(value) for value in sent.values() if not isinstance(value, Upload))
    uploads = {name for name, value in sent.items() if isinstance(value, Upload)}
    return {name for name in uploads if f"attach://{name}" in texts}


def _value(value: Any, kind: str) -> Any:
    problems = []
    for alternative in kind.split("|"):
        try:
            return _plain_value(value, alternative)
        except _UnfitError as problem:
            problems.append(str(problem))
    raise _UnfitError("; ".join(problems))


def _plain_value(value: Any, kind: str) -> Any:
    match kind:
        case "Integer":
            return _integer(value)
        case "Boolean":
            return _boolean(value)
        case "String" if isinstance(value, str):
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise RefusedError(400, "Bad Request: strings must be encoded in UTF-8")
            return value
        case "InputFile" if isinstance(value, Upload):
            return value
        case "String" | "InputFile":
            raise _UnfitError(f"{type(value).__name__} is no {kind}")
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise _UnfitError(f"no JSON ({error})") from None
    return _structure(value, kind)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _UnfitError(f"{value!r} is no Integer")
    try:
        return int(value)
    except ValueError:
        raise _UnfitError(f"{value!r} is no Integer") from None


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"true", "false"}:
        return str(value).lower() == "true"
    raise _UnfitError(f"{value!r} is no Boolean")


def _structure(value: Any, kind: str) -> Any:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise _UnfitError(f"{value!r} is no {kind}")
        return [_value(item, kind.removeprefix("Array of ")) for item in value]
    if not isinstance(value, dict):
        raise _UnfitError(f"{value!r} is no {kind}")
    if kind in FAMILIES:
        member = FAMILIES[kind].get(str(value.get("type")))
        if member is None:
            raise _UnfitError(f"{value.get('type')!r} is no type of {kind}")
        kind = member
    fields = OBJECTS[kind]
    unknown = sorted(set(value) - set(fields))
    if unknown:
        raise _UnfitError(f"{kind} has no field {', '.join(unknown)}")
    for name, field in fields.items():
        if field.startswith("!") and name not in value:
            raise _UnfitError(f"{kind} lacks {name}")
    return {name: _value(item, fields[name].lstrip("!")) for name, item in value.items()}
