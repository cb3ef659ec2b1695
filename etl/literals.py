"""The nested columns: a list of dictionaries as Python or JSON text, in one cell.

A cell is read in one of two ways that agree on everything:

* `parse` is a small scanner for both notations. It reads any key order and nesting, and says
  what is wrong with a text that it cannot read. Nothing is ever evaluated.
* A `NestedColumn` knows which fields are wanted. From the first cell that `parse` has read for
  it, it learns in which order the release writes its keys, and makes one regular expression of
  that, which takes the wanted fields out of every further cell in one pass. The matches must
  cover the cell without a gap, otherwise the cell goes the long way through `parse`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # C, and in no stub
from operator import itemgetter, sub
from typing import Any, NamedTuple

#: How a dump writes "nothing is known" where a list should be.
NOTHING = frozenset({"", "None", "NaN", "nan", "NULL", "null", "False", "false"})

_DEEPEST = 32
_MOST_LAYOUTS = 8
_READ_AT_ONCE = 1 << 16


class LiteralError(ValueError):
    """A text that is no list of dictionaries; the message is the reason, without the text."""


_SINGLE_QUOTED = r"'[^'\\\n\r\0]*+(?:\\[^\n\r\0][^'\\\n\r\0]*+)*+'"
_DOUBLE_QUOTED = _SINGLE_QUOTED.replace("'", '"')
_STRING = f"(?:{_SINGLE_QUOTED}|{_DOUBLE_QUOTED})"
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?"
_WORDS: Mapping[str, Any] = {
    "None": None,
    "null": None,
    "nan": None,
    "NaN": None,
    "True": True,
    "true": True,
    "False": False,
    "false": False,
}
_TOKEN = re.compile(
    rf"\s*+(?:(?P<string>[uU]?{_STRING})|(?P<number>{_NUMBER})(?![0-9A-Za-z_.])"
    rf"|(?P<word>[A-Za-z]++)|(?P<sign>[\[\]{{}},:])|(?P<end>\Z))"
)

_ESCAPE = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]+)\}|(.))",
    re.DOTALL,
)
_PLAIN_ESCAPES = {
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_SUCH_ESCAPE = "an escape that means nothing"


def _unescape(match: re.Match[str]) -> str:
    octal, x, u, long, name, plain = match.groups()
    if octal:
        return chr(int(octal, 8))
    if x or u or long:
        point = int(x or u or long, 16)
        if point > 0x10FFFF:
            raise LiteralError(_NO_SUCH_ESCAPE)
        return chr(point)
    if name:
        try:
            return unicodedata.lookup(name)
        except KeyError:
            raise LiteralError(_NO_SUCH_ESCAPE) from None
    if plain in "xuUN":
        raise LiteralError(_NO_SUCH_ESCAPE)
    return _PLAIN_ESCAPES.get(plain, f"\\{plain}")


def _decode(quoted: str) -> str:
    """The text that a string with its quotes stands for.

    Raises:
        LiteralError: an escape means nothing, or is half of a surrogate pair.
    """
    if "\\" not in quoted:
        return quoted[1:-1]
    text: str | None = None
    if quoted[0] == '"':
        # What is good JSON means the same in Python, but for an escaped slash.
        with suppress(ValueError):
            text = scanstring(quoted, 1, True)[0]
    if text is None:
        text = _ESCAPE.sub(_unescape, quoted[1:-1])
    if _SURROGATE.search(text) is None:
        return text
    try:
        # Two escapes may spell one character beyond the first plane.
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise LiteralError("half of a surrogate pair") from None


class _Scanner:
    """A recursive descent over the tokens of one cell. The kind of a sign is the sign itself."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._kind = ""
        self._found = ""
        self._advance()

    def _advance(self) -> None:
        match = _TOKEN.match(self._text, self._place)
        if match is None:
            rest = self._text[self._place :].lstrip()
            raise LiteralError(
                "a string that does not end" if rest[:1] in "'\"" else "an unexpected character"
            )
        self._place = match.end()
        group = match.lastgroup or ""
        self._found = match[group]
        self._kind = self._found if group == "sign" else group

    def document(self) -> Any:
        value = self._value(0)
        if self._kind != "end":
            raise LiteralError("something after the end")
        return value

    def _value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise LiteralError("nested too deeply")
        if self._kind == "[":
            return self._list(depth)
        if self._kind == "{":
            return self._dictionary(depth)
        if self._kind == "string":
            value: Any = _decode(self._found.lstrip("uU"))
        elif self._kind == "number":
            value = self._number(self._found)
        elif self._kind == "word" and self._found in _WORDS:
            value = _WORDS[self._found]
        else:
            raise LiteralError(self._surprise())
        self._advance()
        return value

    @staticmethod
    def _number(digits: str) -> float:
        try:
            return float(digits) if any(sign in digits for sign in ".eE") else int(digits)
        except ValueError:
            raise LiteralError("a number too long to read") from None

    def _list(self, depth: int) -> list[Any]:
        self._advance()
        values = []
        while self._kind != "]":
            values.append(self._value(depth + 1))
            self._separator("]")
        self._advance()
        return values

    def _dictionary(self, depth: int) -> dict[str, Any]:
        self._advance()
        entries = {}
        while self._kind != "}":
            if self._kind != "string":
                raise LiteralError(self._surprise())
            key = self._value(depth + 1)
            if self._kind != ":":
                raise LiteralError(self._surprise())
            self._advance()
            entries[key] = self._value(depth + 1)
            self._separator("}")
        self._advance()
        return entries

    def _separator(self, closing: str) -> None:
        if self._kind == ",":
            self._advance()
        elif self._kind != closing:
            raise LiteralError(self._surprise())

    def _surprise(self) -> str:
        return "cut short" if self._kind == "end" else "an unexpected word or sign"


def parse(cell: str) -> list[dict[str, Any]]:
    """Read one cell the long way.

    Args:
        cell: a list of dictionaries, one bare dictionary, or one of `NOTHING`; Python or JSON.

    Returns:
        The dictionaries in their order; empty where nothing is known.

    Raises:
        LiteralError: the cell is anything else.
    """
    if cell.strip() in NOTHING:
        return []
    value = _Scanner(cell).document()
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise LiteralError("no list of dictionaries")
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LiteralError("something else where a text should be")
    return value


def _whole(value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise LiteralError("something else where a whole number should be")


@dataclass(frozen=True, slots=True)
class Entries:
    """What was taken out of some cells, laid end to end.

    Attributes:
        counts: how many entries each cell has; 0 for one that cannot be read.
        columns: the values of each wanted field, one for every entry of every cell.
        refused: the reason for each cell that cannot be read, by its place.
    """

    counts: list[int]
    columns: tuple[list[Any], ...]
    refused: dict[int, str]


def _pieces(cells: Sequence[str]) -> Iterator[list[int]]:
    """The places of cells that hold something, in pieces of text that a processor's cache holds."""
    places: list[int] = []
    size = 0
    for place, cell in enumerate(cells):
        if cell and cell != "[]":
            places.append(place)
            size += len(cell)
            if size > _READ_AT_ONCE:
                yield places
                places, size = [], 0
    if places:
        yield places


class _Layout(NamedTuple):
    """How a release writes the entries of a column."""

    keys: tuple[str, ...]
    quote: str
    space: str  # what follows a comma or a colon

    @classmethod
    def of(cls, cell: str, first: Mapping[str, Any]) -> _Layout:
        """The layout of a cell, given its first entry."""
        opening = cell.lstrip("[ {")
        key = next(iter(first))
        return cls(tuple(first), opening[0], " " if opening[len(key) + 3 :][:1] == " " else "")


class NestedColumn:
    """Takes the wanted fields out of the cells of one nested column.

    Text that is missing or None is given as empty, a whole number that is missing or None as None.
    Of the other fields only the ends are looked for.

    Args:
        fields: the wanted keys with the type of their values, `str` or `int`.
    """

    def __init__(self, **fields: type[str] | type[int]) -> None:
        self._fields = fields
        self._layout: _Layout | None = None
        self._patterns: dict[_Layout, re.Pattern[str]] = {}
        self._quote = ""
        self._groups: dict[str, int] = {}

    def read(self, cell: str) -> tuple[list[Any], ...]:
        """The values of each wanted field in one cell, as parallel lists.

        Raises:
            LiteralError: the cell cannot be read; nothing of it is to be used.
        """
        found = self._find([cell])
        return self._read_slowly(cell) if found is None else found.columns

    def read_all(self, cells: Sequence[str]) -> Entries:
        """The values of each wanted field in many cells; several times faster than one by one."""
        counts, refused = [0] * len(cells), {}
        columns: tuple[list[Any], ...] = tuple([] for _ in self._fields)
        for places in _pieces(cells):
            piece = [cells[place] for place in places]
            if self._layout is None:
                # Whatever the first cell teaches serves the rest of the piece already.
                with suppress(LiteralError):
                    self._read_slowly(piece[0])
            found = self._find(piece) or self._read_one_by_one(piece)
            for column, values in zip(columns, found.columns, strict=True):
                column += values
            for place, count in zip(places, found.counts, strict=True):
                counts[place] = count
            for number, reason in found.refused.items():
                refused[places[number]] = reason
        return Entries(counts, columns, refused)

    def _read_one_by_one(self, cells: Sequence[str]) -> Entries:
        counts, refused = [0] * len(cells), {}
        columns: tuple[list[Any], ...] = tuple([] for _ in self._fields)
        for place, cell in enumerate(cells):
            try:
                found = self.read(cell)
            except LiteralError as error:
                refused[place] = str(error)
                continue
            counts[place] = len(found[0])
            for column, values in zip(columns, found, strict=True):
                column += values
        return Entries(counts, columns, refused)

    def _find(self, cells: Sequence[str]) -> Entries | None:
        """The entries of some cells by the learnt pattern; None if it does not fit them all."""
        bare = [place for place, cell in enumerate(cells) if cell.startswith("{")]
        if bare:
            cells = [f"[{cell}]" if cell.startswith("{") else cell for cell in cells]
        text = "\n".join([*cells, ""])
        # No line break can be inside a string, so all of them must be between cells.
        if (
            self._layout is None
            or not text.startswith("[{")
            or text.count("\n") != len(cells)
            or "\r" in text
            or "\0" in text
        ):
            return None
        found = self._patterns[self._layout].findall(text, 1)
        if found[-1][-1]:
            return None
        ends = [place for place, entry in enumerate(found, 1) if entry[-2]]
        counts = [*map(sub, ends, [0, *ends])]
        # Several dictionaries without brackets around them are no list.
        if any(counts[place] != 1 for place in bare):
            return None
        escaped = "\\" in text
        try:
            columns = tuple(
                self._texts(found, key, escaped) if kind is str else self._numbers(found, key)
                for key, kind in self._fields.items()
            )
        except LiteralError:
            return None
        return Entries(counts, columns, {})

    def _texts(self, found: Sequence[tuple[str, ...]], key: str, escaped: bool) -> list[str]:
        group = self._groups.get(key)
        if group is None:
            return [""] * len(found)
        texts = [*map(itemgetter(group), found)]
        if escaped:
            quote = self._quote
            texts = [
                text if "\\" not in text else _decode(f"{quote}{text}{quote}") for text in texts
            ]
        if any(map(itemgetter(group + 1), found)):
            unusual = map(itemgetter(group + 1), found)
            texts = [
                _decode(other) if other else text
                for text, other in zip(texts, unusual, strict=True)
            ]
        return texts

    def _numbers(self, found: Sequence[tuple[str, ...]], key: str) -> list[int | None]:
        group = self._groups.get(key)
        if group is None:
            return [None] * len(found)
        digits = map(itemgetter(group), found)
        try:
            return [*map(int, digits)]
        except ValueError:
            return [int(entry[group]) if entry[group] else None for entry in found]

    def _read_slowly(self, cell: str) -> tuple[list[Any], ...]:
        entries = parse(cell)
        columns = tuple(
            [(_text if kind is str else _whole)(entry.get(key)) for entry in entries]
            for key, kind in self._fields.items()
        )
        if entries and not self._fields.keys().isdisjoint(entries[0]):
            self._learn(_Layout.of(cell, entries[0]))
        return columns

    def _learn(self, layout: _Layout) -> None:
        """Make a pattern of how the entries of a release are written."""
        if layout not in self._patterns:
            if len(self._patterns) >= _MOST_LAYOUTS:
                return
            self._patterns[layout] = self._compile(layout)
        self._layout = layout
        self._quote = layout.quote
        self._groups = {}
        group = 0
        for key in layout.keys:
            if key in self._fields:
                self._groups[key] = group
                group += 2 if self._fields[key] is str else 1

    def _compile(self, layout: _Layout) -> re.Pattern[str]:
        """A pattern that takes apart cells laid end to end, each closed by a line break.

        Its groups are the wanted values, the bracket that closes a cell, and whatever is no
        entry, all that is left of the text in one piece. A wanted text has two groups: what
        stands between the usual quotes, or else the string as it stands.
        """
        keys, quote, space = layout
        nothing, true, false = (
            ("null", "true", "false") if quote == '"' else ("None", "True", "False")
        )
        string = _DOUBLE_QUOTED if quote == '"' else _STRING
        usual = f"[^{quote}]*+"
        # The lookbehind leaves a quote that is escaped, or might be, to the longer pattern.
        values = {
            str: f"(?:{quote}({usual})(?<!\\\\){quote}|({string})|{nothing})",
            int: f"(?:(-?(?:0|[1-9][0-9]{{0,17}}+))|{nothing})",
            None: (
                f"(?:{quote}{usual}(?<!\\\\){quote}|[0-9]|{_NUMBER}|{nothing}|{string}|{true}|{false})"
            ),
        }
        pairs = (
            f"{quote}{re.escape(key)}{quote}:{space}{values[self._fields.get(key)]}" for key in keys
        )
        entry = r"\{" + f",{space}".join(pairs) + rf"\}}(?:,{space}|(\])\n(?:\[|\Z))"
        return re.compile(rf"{entry}|((?s:.)++)")
