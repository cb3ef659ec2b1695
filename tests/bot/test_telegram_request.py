from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from telegram.error import TelegramError

from bot.telegram.request import AiohttpRequest


class Listener:
    """Answers every request alike, and keeps how each began."""

    def __init__(self) -> None:
        self.first_lines: list[str] = []
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.first_lines.append((await reader.readline()).decode().strip())
        while await reader.readline() != b"\r\n":
            pass
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listening = Listener()
    async with await asyncio.start_server(listening.answer, "127.0.0.1", 0) as server:
        listening.port = server.sockets[0].getsockname()[1]
        yield listening


@pytest.fixture
async def request_to_make() -> AsyncIterator[AiohttpRequest]:
    made = AiohttpRequest(1)
    await made.initialize()
    yield made
    await made.shutdown()


async def test_the_proxy_of_the_environment_is_used(
    listener: Listener, request_to_make: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{listener.port}")
    status, _ = await request_to_make.do_request("http://films.example/bot1/getMe", "POST")
    assert status == 200
    assert listener.first_lines == ["POST http://films.example/bot1/getMe HTTP/1.1"]


async def test_a_host_that_needs_no_proxy_is_called_itself(
    listener: Listener, request_to_make: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "localhost")
    await request_to_make.do_request(f"http://localhost:{listener.port}/bot1/getMe", "POST")
    assert listener.first_lines == ["POST /bot1/getMe HTTP/1.1"]


def test_of_a_sent_message_is_read_what_only_telegram_knows() -> None:
    sent = {"message_id": 7, "date": 1, "chat": {"id": 1}, "poll": {"id": "5"}}
    repeated = {"text": "Hi", "entities": [], "reply_markup": {"inline_keyboard": []}}
    answer = json.dumps({"ok": True, "result": {**sent, **repeated}}).encode()
    assert AiohttpRequest.parse_json_payload(answer) == {"ok": True, "result": sent}


def test_an_answer_that_is_no_json_is_an_error() -> None:
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(b"<html>")
