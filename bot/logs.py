"""Logging for a process that holds secrets.

The token travels in every URL of the Bot API, so it shows up in the records and tracebacks of
libraries that we do not call ourselves. It is taken out where every record becomes text, on the
root's handler: that covers all of them, at any level, and so does sending there what Python would
print by itself (uncaught exceptions, warnings, records that cannot be formatted).
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType

from pydantic import SecretStr

_log = logging.getLogger(__name__)

REDACTED = "***"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
#: One line for each request that is made, or job that is run, says nothing at INFO.
_CHATTY = ("httpx", "httpcore", "apscheduler")
#: These log, with its traceback, what they raise; who handles it logs it, or knows why not.
_TWICE = ("telegram.request.BaseRequest", "telegram.ext.AIORateLimiter")
#: A part of a secret is secret as well, unless it is so short that it may stand in any word.
_MIN_PART = 8


class RedactingFormatter(logging.Formatter):
    """A formatter whose finished text, tracebacks included, holds none of the secrets.

    A token is recognised as it is, as it is written in a URL, and without the number before its
    colon, which is public.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(_FORMAT)
        found = {secret for secret in secrets if secret}
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


def _as_pattern(secret: str) -> str:
    """Matches a secret however much of it is percent-encoded."""
    return "".join(
        character
        if character.isalnum()
        else rf"(?:{re.escape(character)}|%(?i:{character.encode().hex('%')}))"
        for character in secret
    )


def configure_logging(level: str, secrets: Iterable[SecretStr | None] = ()) -> RedactingFormatter:
    """Send every record, and whatever Python would print by itself, through one redacting handler.

    Returns:
        The formatter, for text that reaches people by another way than a log.
    """
    formatter = RedactingFormatter(secret.get_secret_value() for secret in secrets if secret)
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


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.critical("uncaught exception", exc_info=(kind, error or kind(), trace))
