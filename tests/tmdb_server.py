"""A small TMDB on loopback: films in the shape of its answers, and everything that may go wrong."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

KEY = "0123456789abcdef0123456789abcdef"

#: What may happen instead of an answer: a status, an answer that is cut off, or one that is late.
Trouble = int | str


def translation(title: str, overview: str, region: str, language: str = "es") -> dict[str, Any]:
    return {
        "iso_3166_1": region,
        "iso_639_1": language,
        "name": language,
        "english_name": language,
        "data": {"title": title, "overview": overview, "homepage": "", "runtime": 0, "tagline": ""},
    }


def platform(name: str, number: int = 8) -> dict[str, Any]:
    return {
        "logo_path": "/logo.jpg",
        "provider_id": number,
        "provider_name": name,
        "display_priority": 1,
    }


def film(
    movie_id: int,
    *,
    translations: Iterable[dict[str, Any]] = (),
    titles: Iterable[tuple[str, str]] = (),
    cast: Iterable[str] = (),
    directors: Iterable[str] = (),
    offers: dict[str, dict[str, Iterable[str]]] | None = None,
    poster: str | None = None,
) -> dict[str, Any]:
    """What TMDB says of a film, with everything appended."""
    return {
        "id": movie_id,
        "title": f"Film {movie_id}",
        "poster_path": poster,
        "credits": {
            "cast": [
                {"id": 900 + order, "name": name, "character": f"Part {order}", "order": order}
                for order, name in enumerate(cast)
            ],
            "crew": [
                {"id": 800 + place, "name": name, "job": "Director", "department": "Directing"}
                for place, name in enumerate(directors)
            ],
        },
        "translations": {"translations": list(translations)},
        "alternative_titles": {
            "titles": [{"iso_3166_1": code, "title": title, "type": ""} for title, code in titles]
        },
        "watch/providers": {
            "results": {
                country: {
                    "link": f"https://www.themoviedb.org/movie/{movie_id}/watch?locale={country}",
                    **{kind: [platform(name) for name in names] for kind, names in kinds.items()},
                }
                for country, kinds in (offers or {}).items()
            }
        },
    }


class TmdbServer:
    """Serves on a free port while used as a context manager.

    Attributes:
        films: answers by id; other ids are 404.
        changes: ids that have changed, by day.
        exported: the ids of the daily list; None for no list.
        troubles: what happens at the next requests for a path, in turn, before it is answered.
        asked: how often each film was asked about.
        paths: every request in order.
        times: when each came, in seconds.
    """

    def __init__(self, films: Iterable[dict[str, Any]] = (), key: str = KEY) -> None:
        self.films = {entry["id"]: entry for entry in films}
        self.changes: dict[str, list[int]] = {}
        self.exported: list[int] | None = None
        self.troubles: dict[str, list[Trouble]] = {}
        self.always: Trouble | None = None
        self.asked: Counter[int] = Counter()
        self.order: list[int] = []
        self.paths: list[str] = []
        self.times: list[float] = []
        self._key = key
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 64

            def handle_error(self, *_: object) -> None:
                """Clients that hang up are part of it."""

        self._http = Server(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.address}/3"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/3")
        with self._lock:
            self.times.append(time.monotonic())
            self.paths.append(parts.path)
            waiting = self.troubles.get(path)
            trouble = waiting.pop(0) if waiting else self.always
        if parts.path.startswith("/p/exports/"):
            self._export(request)
        elif trouble is not None:
            self._trouble(request, trouble)
        elif (
            query.get("api_key") != self._key
            and request.headers.get("Authorization") != f"Bearer {self._key}"
        ):
            _send(request, 401, {"status_code": 7, "status_message": "Invalid API key"})
        elif path == "/movie/changes":
            ids = self.changes.get(query["end_date"], [])
            results = [{"id": movie_id, "adult": False} for movie_id in ids]
            _send(request, 200, {"results": results, "page": 1, "total_pages": 1})
        else:
            self._film(request, path)

    def _film(self, request: BaseHTTPRequestHandler, path: str) -> None:
        movie_id = int(path.rsplit("/", 1)[-1])
        with self._lock:
            self.asked[movie_id] += 1
            self.order.append(movie_id)
        if movie_id in self.films:
            _send(request, 200, self.films[movie_id])
        else:
            _send(request, 404, {"success": False, "status_code": 34})

    def _export(self, request: BaseHTTPRequestHandler) -> None:
        if self.exported is None:
            _send(request, 403, {})
            return
        lines = [
            json.dumps({"adult": False, "id": each, "popularity": 1.5}) for each in self.exported
        ]
        content = gzip.compress("\n".join(lines).encode())
        _send(request, 200, content)

    def _trouble(self, request: BaseHTTPRequestHandler, trouble: Trouble) -> None:
        if trouble == "slow":
            time.sleep(1.5)
            request.close_connection = True
        elif trouble == "cut":
            request.send_response(200)
            request.send_header("Content-Length", "5000")
            request.end_headers()
            request.wfile.write(b'{"id": 1, "credits"')
            request.wfile.flush()
            request.connection.shutdown(socket.SHUT_RDWR)
            request.close_connection = True
        elif trouble == "nonsense":
            _send(request, 200, b"<html>Bad gateway</html>")
        elif trouble == 429:
            _send(request, 429, {"status_code": 25}, {"Retry-After": "0"})
        else:
            _send(request, int(trouble), {"status_code": 11})


def _send(
    request: BaseHTTPRequestHandler,
    status: int,
    content: dict[str, Any] | bytes,
    headers: dict[str, str] | None = None,
) -> None:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json;charset=utf-8")
    request.send_header("Content-Length", str(len(body)))
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)
