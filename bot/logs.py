"""Logging for a process that holds secrets.

The token travels in every URL of the Bot API, so it shows up in the records and tracebacks of
libraries that we do not call ourselves. It is taken out where every record becomes text, on the
root's handler: that covers all of them, at any level, and so does sending there what Python would
print by itself (uncaught exceptions, warnings, records that cannot be formatted).
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

_log = logging.getLogger(__name__)

REDACTED = "***"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
#: One line for each request that is made, or job that is run, says nothing at INFO.
_CHATTY = ("httpx", "httpcore", "apscheduler")
#: These log, with its traceback, what they raise; who handles it logs it, or knows why not.
_TWICE = ("telegram.request.BaseRequest", "telegram.ext.AIORateLimiter", "uvicorn.error")
#: A part of a secret is secret as well, unless it is so short that it may stand in any word.
_MIN_PART = 8
#: What every record has, and JSON says by other names.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class RedactingFormatter(logging.Formatter):
    """A formatter whose finished text, tracebacks included, holds none of the secrets.

    A token is recognised as it is, as it is written in a URL, and without the number before its
    colon, which is public; of an address with a password, that alone as well.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(_FORMAT)
        found = {secret for secret in secrets if secret}
        found |= {password for secret in found if (password := _password(secret))}
        found |= {part for secret in found if len(part := secret.partition(":")[2]) >= _MIN_PART}
        # The longest first, or what is left of it would show.
        spellings = [_as_pattern(secret) for secret in sorted(found, key=len, reverse=True)]
        self._secrets = re.compile("|".join(spellings)) if spellings else None

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, without the secrets; one that cannot be formatted is shown raw."""
        try:
            text = super().format(record)
        except Exception:  # noqa: BLE001  (its arguments may raise whatever they like)
            text = f"{record.levelname} {record.name}: unformattable record {record.msg!r}"
        return self.redact(text)

    def redact(self, text: str) -> str:
        """The text without the secrets."""
        return text if self._secrets is None else self._secrets.sub(REDACTED, text)


class JsonFormatter(RedactingFormatter):
    """The same as one JSON object a line, for programs that read logs.

    What a record carries beside its message (`extra`) stands in it by its own names. Secrets are
    taken out of every text before it is written as JSON, which would spell some of them otherwise.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, without the secrets."""
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001  (its arguments may raise whatever they like)
            message = f"unformattable record {record.msg!r}"
        written: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
        }
        written |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            written["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            written["stack"] = record.stack_info
        return json.dumps(
            {name: self._plain(value) for name, value in written.items()}, ensure_ascii=False
        )

    def _plain(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        try:
            return self.redact(str(value))
        except Exception:  # noqa: BLE001
            return "unprintable"


def _as_pattern(secret: str) -> str:
    """Matches a secret however much of it is percent-encoded."""
    return "".join(
        character
        if character.isalnum()
        else rf"(?:{re.escape(character)}|%(?i:{character.encode().hex('%')}))"
        for character in secret
    )


def configure_logging(
    level: str, secrets: Iterable[SecretStr | None] = (), form: Literal["text", "json"] = "text"
) -> RedactingFormatter:
    """Send every record, and whatever Python would print by itself, through one redacting handler.

    Args:
        level: the lowest level that is written.
        secrets: what must not be.
        form: how a record is written.

    Returns:
        The formatter, for text that reaches people by another way than a log.
    """
    kind = JsonFormatter if form == "json" else RedactingFormatter
    formatter = kind(secret.get_secret_value() for secret in secrets if secret)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # A record that cannot be written would be printed as it is, secrets and all.
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    sys.unraisablehook = lambda raised: _log_uncaught(
        raised.exc_type, raised.exc_value, raised.exc_traceback
    )
    threading.excepthook = lambda raised: _log_uncaught(
        raised.exc_type, raised.exc_value, raised.exc_traceback
    )
    debugging = level == "DEBUG"
    for names, quiet in ((_CHATTY, logging.WARNING), (_TWICE, logging.CRITICAL)):
        for name in names:
            logging.getLogger(name).setLevel(logging.DEBUG if debugging else quiet)
    return formatter


def _password(address: str) -> str | None:
    """The password in an address, if it is one and has one worth hiding."""
    try:
        password = urlsplit(address).password
    except ValueError:
        return None
    return unquote(password) if password and len(password) >= _MIN_PART else None


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.critical("uncaught exception", exc_info=(kind, error or kind(), trace))
