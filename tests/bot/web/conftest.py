"""What the tests of the web face share."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.assistant import Assistant
from bot.web.app import build
from recommender import Recommender


@pytest.fixture(scope="session")
def web(sample: Recommender) -> FastAPI:
    """The application on the bundled sample, with nothing else to be ready."""
    return build(Assistant(sample), "es", {})


@pytest.fixture
def client(web: FastAPI) -> TestClient:
    """Somebody who asks it."""
    return TestClient(web, raise_server_exceptions=False)
