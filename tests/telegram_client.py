"""A bot of tests that calls the Bot API on loopback by hand."""

from __future__ import annotations

import json
from typing import Any

import httpx
from telegram_server import TelegramServer


class Client:
    """A bot without any cleverness."""

    def __init__(self, telegram: TelegramServer) -> None:
        self.telegram = telegram
        self.http = httpx.AsyncClient(timeout=5, trust_env=False)

    async def raw(self, method: str, token: str | None = None, **how: Any) -> httpx.Response:
        token = token or self.telegram.token
        return await self.http.post(f"{self.telegram.url}{token}/{method}", **how)

    async def __call__(self, method: str, **parameters: Any) -> dict[str, Any]:
        headers = {"content-type": "application/json"}
        body = json.dumps(parameters).encode()
        answer: dict[str, Any] = (await self.raw(method, content=body, headers=headers)).json()
        return answer

    async def result(self, method: str, **parameters: Any) -> Any:
        answer = await self(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **parameters: Any) -> str:
        answer = await self(method, **parameters)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"
