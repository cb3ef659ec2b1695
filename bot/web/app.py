"""The ASGI application: every route that there is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from bot.assistant import Assistant
from bot.assistant.texts import Language
from bot.metrics import REQUEST_SECONDS
from bot.web import problems
from bot.web.health import Check, Health
from bot.web.models import Problem
from bot.web.queries import Queries

_REFERENCE = "#/components/schemas/{model}"


def build(assistant: Assistant, language: Language, checks: Mapping[str, Check]) -> FastAPI:
    """The application.

    Args:
        assistant: who answers.
        language: for readers who accept none of ours.
        checks: as for `bot.web.health.Health`.

    Returns:
        The application; its ``state.health`` is told when the process is about to end.
    """
    app = FastAPI(
        title="Butaca",
        version=version("butaca"),
        description="Which film is meant, what to watch next, and figures about films.",
        license_info={"name": "MIT"},
        redoc_url=None,
    )
    app.state.language = language
    app.state.health = health = Health(assistant, checks)
    app.include_router(Queries(assistant).router())
    app.include_router(health.router())
    app.middleware("http")(_timed)
    problems.register(app)
    # The framework asks the application itself for its description.
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


async def _timed(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    began = time.perf_counter()
    response = await answer(request)
    route = getattr(request.scope.get("route"), "path", "none")
    REQUEST_SECONDS.labels(route, response.status_code).observe(time.perf_counter() - began)
    return response


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            license_info=app.license_info,
            routes=app.routes,
        )
        _, definitions = models_json_schema([(Problem, "serialization")], ref_template=_REFERENCE)
        schema["components"]["schemas"] |= definitions["$defs"]
        app.openapi_schema = schema
    return app.openapi_schema
