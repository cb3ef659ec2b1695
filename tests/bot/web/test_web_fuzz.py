"""The JSON API under requests made from its own description."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.web.queries import QUERIES

PATHS = [f"/{query.path}/{{{query.parameter}}}" for query in QUERIES]
PATHS += ["/buscar", "/healthz", "/readyz", "/metrics"]

#: Whatever is sent: no crash, and nothing that the description does not announce.
WANTED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="session")
def described(web: FastAPI) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", web)


def test_every_route_is_described(described: Any) -> None:
    assert sorted(described) == sorted(PATHS)


@pytest.mark.parametrize(
    ("path", "mode"),
    # Any text may stand in a path: there is no wrong one.
    [*((path, GenerationMode.POSITIVE) for path in PATHS), ("/buscar", GenerationMode.NEGATIVE)],
)
def test_whatever_is_asked_is_answered_as_described(
    described: Any, path: str, mode: GenerationMode
) -> None:
    @given(case=described[path]["GET"].as_strategy(generation_mode=mode))
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=WANTED)

    ask()
