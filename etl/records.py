"""The records of one CSV file, with their line numbers and their text as it stands.

Python's csv reader, told to be strict, and one rule for what it cannot read: where a record's
quotes do not fit together, its first line is put aside and reading goes on with the next line, so
that an open quote loses one record and not the rest of the file.

A sound block of the file is handed to the reader whole. Where that fails, its rest is read line by
line, with the rule.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from etl.errors import SourceError, because
from recommender.errors import Problem

if TYPE_CHECKING:
    from etl.sources import RawFile

_BOM = b"\xef\xbb\xbf"
#: No film's overview has so many lines; an open quote soon has.
_MOST_LINES = 100
_MOST_CHARACTERS = 1 << 26
_BLOCK = 1 << 20


#: What gzip and zipfile raise on files that are damaged, cut short or encrypted.
_UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)


class Line(NamedTuple):
    """One physical line: its number in the file (from 1) and its text with its line break."""

    number: int
    text: str
    recoded: bool = False  # some of its bytes were no UTF-8 and were replaced


class Record(NamedTuple):
    """One record, or a line that is none: then ``broken`` says why and ``fields`` is empty.

    Its lines are numbered from 1 and stand in ``texts`` with their line breaks; ``recoded`` says
    whether bytes of it were no UTF-8 and were replaced. ``joined`` is one that stood as two in the
    file (see `etl.halves`).
    """

    fields: list[str]
    texts: list[str]
    first_line: int
    last_line: int
    recoded: bool = False
    broken: str | None = None
    joined: bool = False

    @classmethod
    def of(cls, fields: list[str], lines: Sequence[Line], broken: str | None = None) -> Record:
        """A record of some lines."""
        return cls(
            fields,
            [line.text for line in lines],
            lines[0].number,
            lines[-1].number,
            any(line.recoded for line in lines),
            broken,
        )

    def followed_by(self, second: Record, fields: list[str]) -> Record:
        """This record and the next one as one, with these fields."""
        return Record(
            fields,
            [*self.texts, *second.texts],
            self.first_line,
            second.last_line,
            self.recoded or second.recoded,
            joined=True,
        )

    @property
    def raw(self) -> str:
        """Its text as it stands in the file."""
        return "".join(self.texts)


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
        self._stream = stream
        self._next_line = 1
        self._waiting: deque[Line] = deque()
        self._current: list[Line] = []
        self._characters = 0

    def __iter__(self) -> Iterator[Record]:
        csv.field_size_limit(_MOST_CHARACTERS)
        one_by_one = csv.reader(_Feed(self), strict=True)
        texts: list[str] = []
        while block := self._block():
            first = self._next_line - len(texts)
            found = self._sound_lines(block)
            if found is None:
                self._waiting.extend(map(Line, count(first), texts))
                self._waiting.extend(self._unsound_lines(block))
                texts = []
            else:
                self._next_line += len(found)
                texts += found
                # A generator's return is the number of lines that it has made records of.
                done = yield from _whole_records(texts, first)
                first, texts = first + done, texts[done:]
                # The last record of a block may end in the next one.
                if len(texts) > _MOST_LINES:
                    self._waiting.extend(map(Line, count(first), texts))
                    texts = []
            yield from self._line_by_line(one_by_one)
        self._waiting.extend(map(Line, count(self._next_line - len(texts)), texts))
        yield from self._line_by_line(one_by_one)

    def _line_by_line(self, reader: Iterator[list[str]]) -> Iterator[Record]:
        """Records of the waiting lines, and of what the last of them needs to be whole."""
        while self._waiting:
            self._current, self._characters = [], 0
            try:
                fields = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong):
                yield self._broken()
                continue
            if fields:
                yield Record.of(fields, self._current)

    def _broken(self) -> Record:
        first, *rest = self._current
        self._waiting.extendleft(reversed(rest))
        return Record.of([], [first], "quotes that do not fit together")

    def feed(self) -> str:
        """The next physical line, for the csv reader."""
        if len(self._current) >= _MOST_LINES or self._characters > _MOST_CHARACTERS:
            raise _TooLong
        if not self._waiting:
            self._waiting.extend(self._unsound_lines(self._block()))
        if not self._waiting:
            raise StopIteration
        line = self._waiting.popleft()
        self._current.append(line)
        self._characters += len(line.text)
        return line.text

    def _block(self) -> bytes:
        """Some more whole lines; nothing at the end."""
        try:
            block = self._stream.read(_BLOCK)
            if block and not block.endswith(b"\n"):
                block += self._stream.readline()
        except _UNREADABLE as error:
            raise SourceError(
                Problem("cut-short", file=self._name, because=because(error))
            ) from error
        self._advance(len(block))
        if self._next_line > 1:
            return block
        if block.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise SourceError(Problem("utf-16", file=self._name))
        return block.removeprefix(_BOM)

    @staticmethod
    def _sound_lines(block: bytes) -> list[str] | None:
        """The lines of a block in which nothing is amiss; None of another one."""
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            return None
        try:
            return [*io.StringIO(block.decode(), newline="\n")]
        except UnicodeDecodeError:
            return None

    def _unsound_lines(self, block: bytes) -> Iterator[Line]:
        for raw in io.BytesIO(block):
            recoded = False
            try:
                text = raw.decode()
            except UnicodeDecodeError:
                text, recoded = raw.decode(errors="replace"), True
            if text.find("\r", 0, -2) < 0:
                yield Line(self._next_line, text, recoded)
            else:
                for piece in _split_at_carriage_returns(text):
                    yield Line(self._next_line, piece, recoded)
            self._next_line += 1


def records_of(file: RawFile, advance: Callable[[int], None] = lambda _: None) -> Iterator[Record]:
    """The records of a raw file, which is closed behind the last one; see `Records`.

    Raises:
        SourceError: (on iteration) it cannot be opened or read.
    """
    with file.open() as stream:
        yield from Records(stream, str(file), advance)


def _whole_records(texts: list[str], first: int) -> Generator[Record, None, int]:
    """The records of some lines, up to the first that is not whole; how many lines they have."""
    reader = csv.reader(texts, strict=True)
    done = 0
    with suppress(csv.Error):
        for fields in reader:
            end = reader.line_num
            if end - done > _MOST_LINES:
                break
            if fields:
                yield Record(fields, texts[done:end], first + done, first + end - 1)
            done = end
    return done


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
