"""The door through which Telegram brings updates."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.web.problems import Refused

_log = logging.getLogger(__name__)

#: Telegram's updates have a few kilobytes; an album's caption and entities are the longest.
MOST_BYTES = 1 << 20
_SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105  (the header's name)

#: Handles an update; says whether it has been, so that it need not be brought again.
Receive = Callable[[dict[str, Any]], Awaitable[bool]]


def router(path: str, secret: str, receive: Receive) -> APIRouter:
    """The route that Telegram is told.

    Args:
        path: where it is.
        secret: what Telegram says to be known by.
        receive: what is done with an update. It is acknowledged only when that says so.
    """
    expected = secret.encode()

    async def route(request: Request) -> Response:
        # Nothing of a stranger's request is read.
        if not compare_digest(request.headers.get(_SECRET, "").encode(), expected):
            raise Refused(HTTPStatus.FORBIDDEN, "the secret is not the one that was agreed on")
        update = _parsed(await _body(request))
        if not await receive(update):
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "not handled yet, bring it again")
        return Response(status_code=HTTPStatus.OK)

    webhook = APIRouter()
    webhook.add_api_route(path, route, methods=["POST"], include_in_schema=False)
    return webhook


async def _body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "an update is application/json")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "no update is as large")
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, "this is no JSON") from None
    # Not isinstance: true is an int as well.
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise Refused(HTTPStatus.BAD_REQUEST, "this is no update")
    return update
