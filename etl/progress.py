"""How far a run is: a bar on a terminal, plain lines anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TextIO


class Progress(Protocol):
    """What a run tells about itself."""

    def stage(
        self, name: str, total: int = 0, unit: str = "B"
    ) -> AbstractContextManager[Callable[[int], None]]:
        """Surround one stage; gives a function that is told how many bytes more were read.

        Args:
            name: what is being done.
            total: bytes (or other units) to go through in it, 0 where that is no measure.
            unit: what is counted.
        """

    def say(self, line: str) -> None:
        """One line for whoever reads along."""


class Silent:
    """Tells nothing."""

    @contextmanager
    def stage(self, name: str, total: int = 0, unit: str = "B") -> Iterator[Callable[[int], None]]:
        """One stage, unseen."""
        yield lambda _: None

    def say(self, line: str) -> None:
        """Nothing."""


class Console:
    """Tells it to a stream: a bar for each stage on a terminal, one line for each elsewhere.

    Args:
        stream: where to write, standard error unless told otherwise.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    @contextmanager
    def stage(self, name: str, total: int = 0, unit: str = "B") -> Iterator[Callable[[int], None]]:
        """One stage of the run."""
        if not self._stream.isatty():
            self.say(name)
            yield lambda _: None
            return
        from tqdm import tqdm

        if total:
            bar = tqdm(
                desc=name, total=total, unit=unit, unit_scale=True, file=self._stream, leave=True
            )
        else:
            bar = tqdm(desc=name, bar_format="{desc} {elapsed}", file=self._stream, leave=True)
        with bar:

            def advance(amount: int) -> None:
                bar.update(amount)

            yield advance

    def say(self, line: str) -> None:
        """One line."""
        self._stream.write(f"{line}\n")
        self._stream.flush()
