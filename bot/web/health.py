"""Whether the bot is alive, whether it is ready, and how it fares."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from pydantic import BaseModel, Field

from bot.assistant import Assistant
from bot.metrics import REGISTRY

_log = logging.getLogger(__name__)

#: Something that must work; raises where it does not.
Check = Callable[[], Awaitable[object]]

#: How long a check may take, and how long what it found holds, in seconds.
_PATIENCE = 5.0
_HOLDS = 5.0


class Alive(BaseModel):
    """The process runs and answers."""

    status: str = Field("ok", examples=["ok"])


class Ready(BaseModel):
    """Whether everything that an answer needs is there."""

    ready: bool = Field(examples=[True])
    catalogue: str = Field(description="The version that is served.")
    checks: dict[str, str] = Field(
        description="What was looked at: ok, or what kind of error it gave.",
        examples=[{"store": "ok", "telegram": "ok"}],
    )


class Health:
    """Tells a host how the process is.

    Attributes:
        stopping: whether the process is about to end; it is not ready for anything new then.
    """

    def __init__(self, assistant: Assistant, checks: Mapping[str, Check]) -> None:
        """Set up the routes.

        Args:
            assistant: whose catalogue is served.
            checks: what must work for the process to be ready, by name. They are asked at most
                every few seconds, however often the route is.
        """
        self.stopping = False
        self._assistant = assistant
        self._checks = checks
        self._found: dict[str, str] = {}
        self._found_at = float("-inf")
        self._looking = asyncio.Lock()
        self._state = CollectorRegistry()
        self._state.register(_State(assistant))
        ProcessCollector(registry=self._state)

    def router(self) -> APIRouter:
        """The routes ``/healthz``, ``/readyz`` and ``/metrics``."""
        router = APIRouter(tags=["health"])
        router.add_api_route("/healthz", self._alive, summary="Alive", response_model=Alive)
        router.add_api_route(
            "/readyz",
            self._ready,
            summary="Ready to answer",
            response_model=Ready,
            responses={HTTPStatus.SERVICE_UNAVAILABLE: {"model": Ready}},
        )
        router.add_api_route(
            "/metrics",
            self._metrics,
            summary="Figures for Prometheus",
            response_class=Response,
            responses={HTTPStatus.OK: {"content": {CONTENT_TYPE_LATEST: {}}}},
        )
        return router

    async def _alive(self) -> Alive:
        return Alive(status="ok")

    async def _ready(self, response: Response) -> Ready:
        async with self._looking:
            if time.monotonic() - self._found_at > _HOLDS:
                results = await asyncio.gather(*map(_look, self._checks.values()))
                self._found = dict(zip(self._checks, results, strict=True))
                self._found_at = time.monotonic()
        ready = not self.stopping and all(result == "ok" for result in self._found.values())
        if not ready:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return Ready(ready=ready, catalogue=self._assistant.recommender.version, checks=self._found)

    async def _metrics(self) -> Response:
        figures = generate_latest(REGISTRY) + generate_latest(self._state)
        return Response(figures, media_type=CONTENT_TYPE_LATEST)


async def _look(check: Check) -> str:
    try:
        async with asyncio.timeout(_PATIENCE):
            await check()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is not ready)
        _log.info("not ready: %s", error)
        return type(error).__name__
    return "ok"


class _State(Collector):
    """Gauges of what is true at the moment that somebody looks."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def collect(self) -> Iterator[Metric]:
        """The catalogue that is served, and since when it is."""
        catalogue = self._assistant.recommender.catalogue
        names = {"version": version("butaca"), "catalogue": catalogue.version}
        yield InfoMetricFamily("butaca", "What runs and what it serves.", names)
        age = (datetime.now(UTC) - catalogue.created_at).total_seconds()
        yield GaugeMetricFamily("butaca_catalogue_age_seconds", "Since it was made.", age)
        yield GaugeMetricFamily("butaca_catalogue_films", "Films in it.", len(catalogue))
        if self._assistant.operations is not None:
            state = self._assistant.operations.status()
            yield GaugeMetricFamily("butaca_etl_running", "Whether the ETL runs.", state.running)
