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
import sys
from collections.abc import Mapping
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
IDLE = 120.0

_LENGTH = struct.Struct(">I")
_DRAWN = b"+"


@cache
def look() -> dict[str, Any]:
    """The house style, as `bot.drawing` takes it: readable on a light and on a dark page."""
    theme = chart_style.LIGHT
    return {
        "settings": chart_style.settings(theme),
        "width": chart_style.WIDTH,
        "height": chart_style.HEIGHT,
        "dpi": chart_style.DPI,
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
        """End the worker."""
        await self._worker.end()

    async def png(self, request: ChartRequest) -> bytes | None:
        """The picture, drawn now or before."""
        path = self._folder / await asyncio.to_thread(name_of, request)
        kept = await asyncio.to_thread(_read, path)
        if kept is not None:
            return kept
        if self._waiting >= MOST_WAITING:
            log.warning("Too many charts are waiting; an answer goes without its own.")
            return None
        self._waiting += 1
        try:
            picture = await self._worker.draw(request.kind, request.data)
        finally:
            self._waiting -= 1
        if picture is not None:
            await asyncio.to_thread(_keep, path, picture)
        return picture

    async def file(self, request: ChartRequest) -> Path | None:
        """Where the picture lies, drawn now or before."""
        path = self._folder / await asyncio.to_thread(name_of, request)
        if not path.is_file():
            await self.png(request)
        return path if path.is_file() else None


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
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    async def draw(self, kind: str, data: Mapping[str, Any]) -> bytes | None:
        """A PNG, or None when it could not be drawn in time."""
        async with self._turn:
            if self._rest is not None:
                self._rest.cancel()
            try:
                reply = await asyncio.wait_for(self._ask(kind, data), PATIENCE)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                log.warning("A chart could not be drawn: %s", error or type(error).__name__)
                await self._stop()
                return None
            self._rest = asyncio.get_running_loop().call_later(IDLE, self._doze)
        if reply[:1] != _DRAWN:
            log.warning("A chart could not be drawn: %s", reply[1:].decode(errors="replace"))
            return None
        return reply[1:]

    async def _ask(self, kind: str, data: Mapping[str, Any]) -> bytes:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await self._start()
        assert process.stdin is not None  # noqa: S101  (both are pipes)
        assert process.stdout is not None  # noqa: S101
        request = pickle.dumps((kind, dict(data), look()))
        process.stdin.write(_LENGTH.pack(len(request)) + request)
        await process.stdin.drain()
        (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
        return await process.stdout.readexactly(length)

    async def _start(self) -> asyncio.subprocess.Process:
        # matplotlib lists the fonts of the machine once; a home that cannot be written to would
        # make it do so every time.
        settings = {"MPLCONFIGDIR": str(self._folder / "matplotlib"), "MPLBACKEND": "agg"}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.drawing"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=settings | os.environ,
        )

    def _doze(self) -> None:
        self._ending = asyncio.ensure_future(self.end())

    async def end(self) -> None:
        """Let the process end, after the picture that it is drawing."""
        async with self._turn:
            if self._rest is not None:
                self._rest.cancel()
                self._rest = None
            await self._stop()

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
