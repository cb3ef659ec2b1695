from __future__ import annotations

import asyncio
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.assistant import Assistant, Request
from bot.web.app import build
from bot.web.queries import MOST_WAITING, QUERIES, SEARCH
from recommender import Recommender

PROBLEM = "application/problem+json"


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.path)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_query_says_what_the_chat_says(
    client: TestClient, sample: Recommender, query: object, language: str
) -> None:
    assert isinstance(query, type(SEARCH))
    answer = client.get(
        f"/{query.path}/{quote(query.example)}", headers={"Accept-Language": language}
    )
    assert answer.status_code == 200
    said = Assistant(sample).respond(
        Request(chat=0, user=0, text=f"/{query.path} {query.example}", language=language)
    )
    body = answer.json()
    assert body.pop("text") == str(said.text)
    assert [film["id"] for film in body.pop("movies")] == [film.id for film in said.movies]
    for name, value in body.items():
        if name != "suggestions":
            assert value == said.facts[name]
    assert answer.headers["content-language"] == language
    # Every figure of the chat is there, and none is left out of the description.
    assert set(body) == set(said.facts) - {"rank"}


def test_the_search_pages(client: TestClient) -> None:
    first = client.get("/buscar", params={"q": "comedias de los 90"}).json()
    more = client.get("/buscar", params={"q": "comedias de los 90", "offset": 5}).json()
    assert first["count"] == more["count"] > len(first["films"])
    assert not {film["id"] for film in first["films"]} & {film["id"] for film in more["films"]}
    nothing = client.get("/buscar", params={"q": "westerns japoneses de 1901"})
    assert (nothing.status_code, nothing.json()["count"]) == (200, 0)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/retorno/zzzz qqqq", 404, "otro título"),
        ("/retorno/%20", 404, "Toy Story"),
        ("/franquicia/zzqqq", 404, "ninguna saga"),
        ("/peliculas_mes/brumario", 404, "enero a diciembre"),
        ("/peliculas_dia/x", 404, "lunes"),
        ("/peliculas_pais/zzz", 404, "México"),
        ("/get_actor/zzzq", 404, "apellido"),
        ("/buscar?q=zzz", 422, "comedias de los 90"),
        ("/buscar", 422, "q"),
        ("/buscar?q=x&offset=-1", 422, "offset"),
        ("/nada", 404, "/docs"),
        ("/retorno", 404, "Toy Story"),
    ],
)
def test_errors_are_problems_that_say_what_to_type(
    client: TestClient, path: str, status: int, says: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert problem["status"] == status
    assert says in problem["detail"]
    assert "<" not in problem["detail"]


@pytest.mark.parametrize(
    "path", ["/retorno/el rey", "/productoras/warner", "/get_director/Tom Hanks"]
)
def test_what_is_offered_instead_is_an_answer(client: TestClient, path: str) -> None:
    problem = client.get(path).json()
    assert problem["options"]
    for option in problem["options"]:
        assert client.get(option["path"]).status_code == 200


def test_only_reading_is_possible(client: TestClient) -> None:
    refused = client.post("/retorno/Toy Story", json={})
    assert refused.status_code == 405
    assert refused.headers["content-type"] == PROBLEM
    assert refused.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "es"),
        ("en", "en"),
        ("fr, en;q=0.5, es;q=0.2", "en"),
        ("en;q=0, es", "es"),
        ("en;q=x,,;q=,es-MX", "es"),
        ("de", "es"),
    ],
)
def test_the_language_is_the_reader_s(
    client: TestClient, accepted: str | None, language: str
) -> None:
    headers = {"Accept-Language": accepted} if accepted is not None else {}
    answer = client.get("/votos_titulo/Toy Story", headers=headers)
    assert answer.headers["content-language"] == language
    assert ("votes" in answer.json()["text"]) == (language == "en")


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/score_titulo/Alien").headers["etag"]
    again = client.get("/score_titulo/Alien", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    english = {"If-None-Match": tag, "Accept-Language": "en"}
    assert client.get("/score_titulo/Alien", headers=english).status_code == 200


def test_a_new_catalogue_has_another_tag(sample: Recommender, tmp_path: object) -> None:
    assistant = Assistant(sample)
    client = TestClient(build(assistant, "es", {}))
    tag = client.get("/score_titulo/Alien").headers["etag"]
    assert sample.version in tag


async def test_more_than_can_be_answered_is_sent_away(
    web: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = asyncio.Event()

    async def slow(*_: object) -> str:
        await opened.wait()
        return "{}"

    monkeypatch.setattr(asyncio, "to_thread", slow)
    transport = httpx.ASGITransport(web)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        asked = [asyncio.create_task(client.get("/retorno/Alien")) for _ in range(MOST_WAITING + 1)]
        done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        [refused] = [task.result() for task in done]
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        opened.set()
        answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [200] * MOST_WAITING + [503]
