from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from bot.assistant import Assistant
from bot.web.app import build
from recommender import Recommender


def test_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


async def _fine() -> None:
    pass


async def _broken() -> None:
    raise ConnectionError("secret address")


def test_ready_when_everything_answers(sample: Recommender) -> None:
    client = TestClient(build(Assistant(sample), "es", {"store": _fine}))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "catalogue": sample.version,
        "checks": {"store": "ok"},
    }


def test_not_ready_when_something_does_not(sample: Recommender) -> None:
    client = TestClient(build(Assistant(sample), "es", {"store": _broken, "telegram": _fine}))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"store": "ConnectionError", "telegram": "ok"}
    assert "secret" not in answer.text


def test_not_ready_when_stopping(sample: Recommender) -> None:
    app = build(Assistant(sample), "es", {})
    app.state.health.stopping = True
    assert TestClient(app).get("/readyz").status_code == 503
    assert TestClient(app).get("/healthz").status_code == 200


def test_it_is_not_asked_more_often_than_needed(sample: Recommender) -> None:
    asked = []

    async def counted() -> None:
        asked.append(1)

    client = TestClient(build(Assistant(sample), "es", {"store": counted}))
    for _ in range(5):
        client.get("/readyz")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "name",
    [
        "butaca_updates",
        "butaca_update_seconds",
        "butaca_telegram_errors",
        "butaca_etl_runs",
        "butaca_catalogue_age_seconds",
        "butaca_catalogue_films",
        "process_resident_memory_bytes",
    ],
)
def test_metrics(client: TestClient, name: str) -> None:
    figures = client.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain")
    assert f"# TYPE {name} " in figures.text.replace("_total ", " ")


def test_requests_are_counted_by_route_and_not_by_what_was_typed(client: TestClient) -> None:
    client.get("/retorno/Toy Story")
    client.get("/wp-login.php")
    figures = client.get("/metrics").text
    assert 'route="/retorno/{pelicula' in figures
    assert "Toy Story" not in figures
    assert "wp-login" not in figures
