"""What is counted while the bot runs; `bot.web.health` shows it to Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry(auto_describe=True)

#: From a button's answer to a chart drawn for the first time.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

UPDATES = Counter(
    "butaca_updates",
    "Updates from Telegram that were handled.",
    ["kind", "outcome"],
    registry=REGISTRY,
)
UPDATE_SECONDS = Histogram(
    "butaca_update_seconds",
    "How long an update took, its calls included.",
    ["kind"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
TELEGRAM_ERRORS = Counter(
    "butaca_telegram_errors",
    "Calls of the Bot API that failed, each attempt counted.",
    ["kind"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "butaca_request_seconds",
    "How long a request of the JSON API took.",
    ["route", "status"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
ETL_RUNS = Counter(
    "butaca_etl_runs", "Runs of the ETL by how they ended.", ["outcome"], registry=REGISTRY
)
ETL_SECONDS = Histogram(
    "butaca_etl_seconds",
    "How long a run of the ETL took.",
    buckets=(1, 5, 15, 30, 60, 120, 300, 900, 3600),
    registry=REGISTRY,
)
