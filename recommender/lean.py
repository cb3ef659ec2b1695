"""Keeps a process small: without libraries that nobody uses in it, and without idle memory.

Wherever pandas is installed, pyarrow loads it, all 50 MB, only to see whether it was handed any;
httpx loads rich, for a command that nobody gives; and nltk loads scikit-learn and half of scipy,
in a second and 130 MB, for a stemmer.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.abc import MetaPathFinder
from typing import Self

import pyarrow as pa


class Without(MetaPathFinder):
    """Refuses to load some packages, for the length of a block or until the process ends.

    What is loaded already stays; whoever then imports one of the others reads that it is not
    installed, and has to do without.

    Args:
        packages: names of packages or of modules in them.
    """

    def __init__(self, *packages: str) -> None:
        self._packages = packages

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Refuse what is not wanted; leave everything else to the other finders."""
        if fullname in self._packages:
            raise ModuleNotFoundError(f"{fullname} is kept out of this process", name=fullname)

    def for_good(self) -> None:
        """Refuse them from now on."""
        sys.meta_path.insert(0, self)

    def __enter__(self) -> Self:
        self.for_good()
        return self

    def __exit__(self, *_: object) -> None:
        sys.meta_path.remove(self)


#: glibc's parameter of that name.
_M_ARENA_MAX = -8


def use_one_heap() -> None:
    """Let all threads that are still to come share one heap: less lies idle, hardly any wait."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


@contextmanager
def without_cycles() -> Iterator[None]:
    """Surround what makes no reference cycles: looking for some takes a sixth of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def give_memory_back() -> None:
    """Return what is free to the system; the allocators would keep it, and the stages add up."""
    pa.default_memory_pool().release_unused()
    # Only glibc has it, and only glibc needs it.
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
