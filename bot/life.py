"""How a process that serves begins and ends."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import signal
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from bot.assistant.texts import LANGUAGES, texts_in

#: How long a thread may compute before it lets the others go on, in seconds.
_GIVE_WAY = 0.0005
#: Threads for what may take long beside the answers: opening a catalogue, looking up an address.
_THREADS = 2
#: ``M_ARENA_MAX`` of glibc's malloc.h.
_ARENAS = -8


def settle() -> None:
    """Do now what would hold up answers later.

    Reading the texts takes long for an event loop, and a full garbage collection goes through
    everything that was imported, some 100,000 objects, and stops every answer meanwhile; what is
    there now stays, so it is left out of all later ones. And threads that compute give way to the
    event loop sooner: an answer comes back to it a dozen times, and would wait 5 ms each time.
    """
    sys.setswitchinterval(_GIVE_WAY)
    for language in LANGUAGES:
        texts_in(language)
    gc.collect()
    gc.freeze()


def spare_memory() -> None:
    """Have the C library keep one heap for all threads; to be said before there are any.

    The GNU one makes a heap for each thread that asks for memory, and gives little of it back.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENAS, 1)


async def until_stopped(life: Coroutine[Any, Any, None]) -> None:
    """Run something until it ends, or cancel it when SIGTERM or SIGINT comes."""
    living = asyncio.create_task(life)
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, "beside"))
    for stop in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl-C raises KeyboardInterrupt.
        with suppress(NotImplementedError):
            loop.add_signal_handler(stop, living.cancel)
    with suppress(asyncio.CancelledError):
        await living
