"""Real errors reach the admins, at a bounded rate."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from pathlib import PurePath
from types import TracebackType
from typing import NoReturn, Self

from markupsafe import Markup
from pydantic import SecretStr

from bot.assistant.reply import Reply
from bot.assistant.texts import Texts
from bot.logs import RedactingFormatter

#: Whose errors are ours; libraries log what they raise, and whoever catches it knows better.
_OURS = ("bot", "recommender", "asyncio")
#: How long it is quiet after a message, in seconds.
QUIET = 600.0
#: Kinds of errors in one message, kinds that wait for the next one, and letters of each.
_SHOWN, _WAITING, _LETTERS = 5, 50, 300


class Alarms(logging.Handler):
    """Hears every error that is logged and tells it, with what else came up meanwhile.

    The first one is told at once and then, as long as there are more, one message every ten
    minutes. What was said in a chat is never in it: of an exception its kind and place are told.
    """

    def __init__(
        self,
        tell: Callable[[Reply], Awaitable[None]],
        texts: Texts,
        secrets: Iterable[SecretStr],
    ) -> None:
        """Set up the alarms.

        Args:
            tell: sends a message to the admins.
            texts: in what language.
            secrets: what must not be in it.
        """
        super().__init__(logging.ERROR)
        self._tell = tell
        self._texts = texts
        self._redact = RedactingFormatter(secret.get_secret_value() for secret in secrets).redact
        self._errors: Counter[str] = Counter()
        self._came = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._telling = asyncio.create_task(self._run())

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        logging.getLogger().removeHandler(self)
        self._telling.cancel()

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of an error, from whatever thread."""
        if record.name.partition(".")[0] in _OURS and not getattr(record, "told", False):
            said = self._redact(_in_short(record))[:_LETTERS]
            self._loop.call_soon_threadsafe(self._note, said)

    def _note(self, error: str) -> None:
        if error in self._errors or len(self._errors) < _WAITING:
            self._errors[error] += 1
        self._came.set()

    async def _run(self) -> NoReturn:
        while True:
            await self._came.wait()
            self._came.clear()
            errors, self._errors = self._errors, Counter()
            lines = [
                self._texts("alarm-line", error=error, count=count)
                for error, count in errors.most_common(_SHOWN)
            ]
            header = self._texts("alarm-header", kinds=len(errors))
            await self._tell(Reply(text=Markup("\n").join([header, *lines]), intent="alarm"))
            await asyncio.sleep(QUIET)


def _in_short(record: logging.LogRecord) -> str:
    """An error without what is particular to this time: of an exception, its kind and place."""
    if not record.exc_info or record.exc_info[1] is None:
        return record.getMessage()
    error = record.exc_info[1]
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{record.name}: {type(error).__name__}{place}"
