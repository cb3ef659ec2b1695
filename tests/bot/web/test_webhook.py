"""The door for updates: who gets in, and with what."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.web import problems
from bot.web.webhook import MOST_BYTES, router

SECRET = "open-sesame_2"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.fixture
def taken() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def door(taken: list[dict[str, Any]]) -> TestClient:
    async def receive(update: dict[str, Any]) -> bool:
        taken.append(update)
        return update["update_id"] != 13

    app = FastAPI()
    app.state.language = "es"
    problems.register(app)
    app.include_router(router("/telegram", SECRET, receive))
    return TestClient(app, raise_server_exceptions=False)


def test_an_update_is_taken(door: TestClient, taken: list[dict[str, Any]]) -> None:
    assert door.post("/telegram", json={"update_id": 1}, headers=HEADERS).status_code == 200
    assert taken == [{"update_id": 1}]


def test_what_is_not_handled_is_not_acknowledged(door: TestClient) -> None:
    assert door.post("/telegram", json={"update_id": 13}, headers=HEADERS).status_code == 503


@pytest.mark.parametrize("secret", [None, "", "open-sesame", SECRET + "x", SECRET.upper(), "ñ"])
def test_without_the_secret_nothing_is_read(
    door: TestClient, taken: list[dict[str, Any]], secret: str | None
) -> None:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
    assert door.post("/telegram", json={"update_id": 1}, headers=headers).status_code == 403
    assert taken == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_only_posts(door: TestClient, taken: list[dict[str, Any]], method: str) -> None:
    assert door.request(method, "/telegram", headers=HEADERS).status_code == 405
    assert taken == []


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b'{"update_id": 1}', 415),
        ("application/x-www-form-urlencoded", b"update_id=1", 415),
        ("application/json", b"not json", 400),
        ("application/json", b"\xff\xfe", 400),
        ("application/json", b"", 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b"[]", 400),
        ("application/json", b"{}", 400),
        ("application/json", b'{"update_id": "1"}', 400),
        ("application/json", b'{"update_id": true}', 400),
        ("application/json", b" " * (MOST_BYTES + 1), 413),
        ("application/json; charset=utf-8", b'{"update_id": 1}', 200),
    ],
)
def test_only_updates_as_json(
    door: TestClient, taken: list[dict[str, Any]], kind: str, body: bytes, status: int
) -> None:
    answer = door.post("/telegram", content=body, headers={**HEADERS, "Content-Type": kind})
    assert answer.status_code == status
    assert bool(taken) == (status == 200)
    assert SECRET not in answer.text
