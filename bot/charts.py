"""The pictures beside the answers: drawn in a process of its own, kept as files.

matplotlib takes 45 MB, a third of a second to load and a tenth for each picture, most of it with
the interpreter locked. So the bot never loads it: a worker (`bot.drawing`) is started for the first
picture and ends when nothing has been drawn for a while.

A picture is named after the hash of everything in it and of the code that draws it, so one that was
drawn before is right for ever, whichever version of the catalogue is live.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.assistant import ChartRequest
from recommender import chart_style

log = logging.getLogger(__name__)

#: Pictures that are kept, and pictures that may wait to be drawn.
MOST_KEPT = 500
MOST_WAITING = 16
#: Seconds until a picture is given up, and until an idle worker ends.
PATIENCE = 15.0
IDLE = 300.0

_LENGTH = struct.Struct(">I")
_DRAWN = b"+"


@cache
def look() -> dict[str, Any]:
    """The house style, as `bot.drawing` takes it: readable on a light and on a dark page."""
    theme, size = chart_style.LIGHT, chart_style.enlarged(chart_style.CHAT)
    return {
        "settings": chart_style.settings(theme),
        "width": size.width,
        "height": size.height,
        "dpi": size.dpi,
        "title_size": chart_style.TITLE_SIZE,
        "text_size": chart_style.TEXT_SIZE,
        "source_size": chart_style.SOURCE_SIZE,
        "main": chart_style.MAIN,
        "second": chart_style.GREEN,
        "accent": chart_style.ACCENT,
        "paper": theme.paper,
        "ink": theme.ink,
        "muted": theme.muted,
    }


def render(request: ChartRequest) -> bytes:
    """Draw a chart in this process, as a PNG. Loads matplotlib."""
    from bot import drawing

    return drawing.png(request.kind, request.data, look())


@cache
def _code() -> bytes:
    return (Path(__file__).with_name("drawing.py")).read_bytes() + json.dumps(look()).encode()


def name_of(request: ChartRequest) -> str:
    """The file name of a picture: what it shows, and a hash of all that it depends on."""

    def hashed(array: Any) -> str:
        return blake2b(array.tobytes(), digest_size=16).hexdigest()

    content = json.dumps([request.kind, dict(request.data)], default=hashed, sort_keys=True)
    digest = blake2b(content.encode() + _code(), digest_size=12).hexdigest()
    return f"{request.kind}-{digest}.png"


class Charts:
    """Draws charts off the event loop and keeps them in a folder. One for each process.

    A chart that cannot be drawn, or not in time, is None: the answer goes without it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worker = _Worker(folder)
        # One thread of its own: a queue of charts must not keep answers from theirs.
        self._queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._waiting = 0

    async def __aenter__(self) -> Charts:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the worker; one that is left alone ends with this process."""
        await asyncio.to_thread(self._worker.end)
        self._queue.shutdown(wait=False, cancel_futures=True)

    async def png(self, request: ChartRequest) -> bytes | None:
        """The picture, drawn now or before."""
        if self._waiting >= MOST_WAITING:
            log.warning("Too many charts are waiting; an answer goes without its own.")
            return None
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._queue, self._picture, request)
        finally:
            self._waiting -= 1

    async def file(self, request: ChartRequest) -> Path | None:
        """Where the picture lies, drawn now or before."""
        path = self._folder / name_of(request)
        return path if await self.png(request) and path.is_file() else None

    def _picture(self, request: ChartRequest) -> bytes | None:
        path = self._folder / name_of(request)
        kept = _read(path)
        if kept is not None:
            return kept
        picture = self._worker.draw(request.kind, request.data)
        if picture is not None:
            _keep(path, picture)
        return picture


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _keep(path: Path, picture: bytes) -> None:
    """Write a picture in one step, and let the oldest ones go."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(picture)
        unfinished.replace(path)
        kept = sorted(path.parent.glob("*.png"), key=lambda file: file.stat().st_mtime)
        for old in kept[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("A chart could not be kept: %s", error)


class _Worker:
    """The process that draws, one picture at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._rest: threading.Timer | None = None

    def draw(self, kind: str, data: Mapping[str, Any]) -> bytes | None:
        """A PNG, or None when it could not be drawn in time."""
        with self._turn:
            self._stop_resting()
            try:
                reply = self._ask(kind, data)
            except OSError as error:
                log.warning("A chart could not be drawn: %s", error)
                self._stop()
                return None
            self._rest = _later(IDLE, self.end)
        if reply[:1] != _DRAWN:
            log.warning("A chart could not be drawn: %s", reply[1:].decode(errors="replace"))
            return None
        return reply[1:]

    def _ask(self, kind: str, data: Mapping[str, Any]) -> bytes:
        process = self._process
        if process is None or process.poll() is not None:
            self._stop()
            process = self._process = self._start()
        request = pickle.dumps((kind, dict(data), look()))
        overdue = _later(PATIENCE, process.kill)
        try:
            assert process.stdin is not None  # noqa: S101  (both are pipes)
            assert process.stdout is not None  # noqa: S101
            process.stdin.write(_LENGTH.pack(len(request)) + request)
            process.stdin.flush()
            head = process.stdout.read(_LENGTH.size)
            reply = process.stdout.read(*_LENGTH.unpack(head)) if len(head) == _LENGTH.size else b""
        finally:
            overdue.cancel()
        if not reply:
            raise BrokenPipeError("the worker ended, or was too slow")
        return reply

    def _start(self) -> subprocess.Popen[bytes]:
        # matplotlib lists the fonts of the machine once; a home that cannot be written to would
        # make it do so every time.
        settings = {"MPLCONFIGDIR": str(self._folder / "matplotlib"), "MPLBACKEND": "agg"}
        return subprocess.Popen(
            [sys.executable, "-m", "bot.drawing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=settings | os.environ,
        )

    def end(self) -> None:
        """Let the process end, after the picture that it is drawing."""
        with self._turn:
            self._stop_resting()
            self._stop()

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            # What it was not able to read any more is written nowhere.
            with suppress(OSError), process:
                process.kill()


def _later(seconds: float, work: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, work)
    timer.daemon = True
    timer.start()
    return timer
