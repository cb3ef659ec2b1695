"""The assistant over HTTP: its figures as JSON, Telegram's webhook, health and metrics.

Needs the extra ``web``; nothing outside this package imports it before a host asks for it.
"""

from importlib.util import find_spec

from recommender import ButacaError


class WebMissing(ButacaError):  # noqa: N818
    """What serves HTTP has not been installed."""


def require_web() -> None:
    """See that what serves HTTP is there.

    Raises:
        WebMissing: it has not been installed.
    """
    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        raise WebMissing('serving HTTP needs its extra: pip install "butaca[web]"')
