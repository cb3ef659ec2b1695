"""Logging for a process that holds secrets.

The token travels in every URL of the Bot API, so it shows up in the records and tracebacks of
libraries that we do not call ourselves. It is taken out where every record becomes text, which
covers all of them, at any level.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import quote

from pydantic import SecretStr

REDACTED = "***"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """A formatter whose finished text, tracebacks included, holds none of the secrets."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(_FORMAT)
        spellings = {form for secret in secrets if secret for form in (secret, quote(secret, ""))}
        self._secrets = sorted(spellings, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, without the secrets."""
        return self.redact(super().format(record))

    def redact(self, text: str) -> str:
        """The text without the secrets."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text


def configure_logging(level: str, secrets: Iterable[SecretStr | None] = ()) -> RedactingFormatter:
    """Send every record to standard error through one redacting handler.

    Returns:
        The formatter, for text that reaches people by another way than a log.
    """
    formatter = RedactingFormatter(secret.get_secret_value() for secret in secrets if secret)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    # One line for every request that is made says nothing; trouble is still told.
    for chatty in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    return formatter
