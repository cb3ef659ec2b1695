"""The records of one CSV file, with their line numbers and their text as it stands.

Python's csv reader, told to be strict, and one rule for what it cannot read: where a record's
quotes do not fit together, its first line is put aside and reading goes on with the next line, so
that an open quote loses one record and not the rest of the file.
"""

from __future__ import annotations

import csv
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from etl.errors import SourceError, because

_BOM = b"\xef\xbb\xbf"
#: No film's overview has so many lines; an open quote soon has.
_MOST_LINES = 100
_MOST_CHARACTERS = 1 << 26
_REPORT_BYTES = 1 << 20


#: What gzip and zipfile raise on files that are damaged, cut short or encrypted.
_UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)


class Line(NamedTuple):
    """One physical line: its number in the file (from 1) and its text with its line break."""

    number: int
    text: str
    recoded: bool = False  # some of its bytes were no UTF-8 and were replaced


class Record(NamedTuple):
    """One record, or a line that is none: then ``broken`` says why and ``fields`` is empty.

    ``joined`` is one that stood as two in the file (see `etl.halves`).
    """

    fields: list[str]
    lines: list[Line]
    broken: str | None = None
    joined: bool = False

    @property
    def first_line(self) -> int:
        """Number of its first line in the file, from 1."""
        return self.lines[0].number

    @property
    def last_line(self) -> int:
        """Number of its last line."""
        return self.lines[-1].number

    @property
    def recoded(self) -> bool:
        """Whether bytes of it were no UTF-8 and were replaced."""
        return any(line.recoded for line in self.lines)

    @property
    def raw(self) -> str:
        """Its text as it stands in the file."""
        return "".join(line.text for line in self.lines)


class _TooLong(Exception):  # noqa: N818  (never leaves this module)
    pass


class Records:
    """Iterates over the records of a file, the header among them.

    Args:
        stream: the file's bytes, UTF-8 with or without BOM; lines may end in LF, CRLF or CR.
        name: what the file is called in errors.
        advance: is told how many bytes were read since it was last told.

    Raises:
        SourceError: (on iteration) the bytes cannot be read, or are UTF-16.
    """

    def __init__(
        self, stream: BinaryIO, name: str, advance: Callable[[int], None] = lambda _: None
    ) -> None:
        self._name = name
        self._advance = advance
        self._source = self._physical_lines(stream)
        self._waiting: deque[Line] = deque()
        self._current: list[Line] = []
        self._characters = 0

    def __iter__(self) -> Iterator[Record]:
        csv.field_size_limit(_MOST_CHARACTERS)
        reader = csv.reader(_Feed(self), strict=True)
        while True:
            self._current, self._characters = [], 0
            try:
                fields = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong):
                yield self._broken()
                continue
            if fields:
                yield Record(fields, self._current)

    def _broken(self) -> Record:
        first, *rest = self._current
        self._waiting.extendleft(reversed(rest))
        return Record([], [first], "quotes that do not fit together")

    def feed(self) -> str:
        """The next physical line, for the csv reader."""
        if len(self._current) >= _MOST_LINES or self._characters > _MOST_CHARACTERS:
            raise _TooLong
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self._current.append(line)
        self._characters += len(line.text)
        return line.text

    def _physical_lines(self, stream: BinaryIO) -> Iterator[Line]:
        unreported = 0
        for number, raw in enumerate(self._readable(stream), 1):
            unreported += len(raw)
            if unreported >= _REPORT_BYTES:
                self._advance(unreported)
                unreported = 0
            line = raw
            if number == 1:
                if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise SourceError(f"{self._name} is UTF-16; expected UTF-8")
                line = line.removeprefix(_BOM)
            recoded = False
            try:
                text = line.decode()
            except UnicodeDecodeError:
                text, recoded = line.decode(errors="replace"), True
            if text.find("\r", 0, -2) < 0:
                yield Line(number, text, recoded)
            else:
                for piece in _split_at_carriage_returns(text):
                    yield Line(number, piece, recoded)
        self._advance(unreported)

    def _readable(self, stream: BinaryIO) -> Iterator[bytes]:
        try:
            yield from stream
        except _UNREADABLE as error:
            raise SourceError(
                f"{self._name} cannot be read to its end: {because(error)}"
            ) from error


class _Feed(Iterator[str]):
    """The lines that the csv reader asks for; goes on after an exception, as no generator does."""

    def __init__(self, records: Records) -> None:
        self._next = records.feed

    def __next__(self) -> str:
        return self._next()


def _split_at_carriage_returns(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\r", start)
        end = len(text) if end < 0 else end + 2 if text.startswith("\n", end + 1) else end + 1
        yield text[start:end]
        start = end
