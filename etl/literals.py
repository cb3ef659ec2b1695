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
from collections.abc import Mapping, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]  # C, and in no stub
from typing import Any

#: How a dump writes "nothing is known" where a list should be.
NOTHING = frozenset({"", "None", "NaN", "nan", "NULL", "null", "False", "false"})

_DEEPEST = 32
_MOST_LAYOUTS = 8


class LiteralError(ValueError):
    """A text that is no list of dictionaries; the message is the reason, without the text."""


_PYTHON_STRING = (
    r"(?:'[^'\\\n\r\0]*+(?:\\[^\n\r\0][^'\\\n\r\0]*+)*+'"
    r'|"[^"\\\n\r\0]*+(?:\\[^\n\r\0][^"\\\n\r\0]*+)*+")'
)
_JSON_STRING = r'"[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*+"'
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
    rf"\s*+(?:(?P<string>[uU]?{_PYTHON_STRING})|(?P<number>{_NUMBER})(?![0-9A-Za-z_.])"
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


def _decode(quoted: str, json: bool) -> str:
    """The text that a string with its quotes stands for.

    Raises:
        LiteralError: an escape means nothing, or is half of a surrogate pair.
    """
    if "\\" not in quoted:
        return quoted[1:-1]
    if json:
        try:
            text: str = scanstring(quoted, 1, True)[0]
        except ValueError:
            raise LiteralError(_NO_SUCH_ESCAPE) from None
    else:
        text = _ESCAPE.sub(_unescape, quoted[1:-1])
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
        self._json = re.match(r'\s*+\[?\s*+\{\s*+"', text) is not None
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
            value: Any = _decode(self._found.lstrip("uU"), self._json)
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


class NestedColumn:
    """Takes the wanted fields out of the cells of one nested column.

    Args:
        fields: the wanted keys with the type of their values, `str` or `int`.
    """

    def __init__(self, **fields: type[str] | type[int]) -> None:
        self._fields = fields
        self._layouts: dict[tuple[bool, tuple[str, ...]], re.Pattern[str]] = {}
        self._pattern: re.Pattern[str] | None = None
        self._order: Sequence[tuple[int, bool]] = ()
        self._json = False

    def read(self, cell: str) -> tuple[list[Any], ...]:
        """The values of each wanted field, as parallel lists, one value an entry.

        Text that is missing or None is empty; a whole number that is missing or None is None.

        Raises:
            LiteralError: the cell cannot be read; nothing of it is to be used.
        """
        if self._pattern is not None and cell.startswith("[{") and cell.endswith("]"):
            entries = self._pattern.findall(cell, 1)
            if not entries[-1][-1]:
                return self._typed(entries, "\\" in cell)
        return self._read_slowly(cell)

    def _typed(self, entries: list[tuple[str, ...]], escaped: bool) -> tuple[list[Any], ...]:
        found = list(zip(*entries, strict=True))
        columns: list[list[Any]] = []
        for place, is_text in self._order:
            if place < 0:
                columns.append([""] * len(entries) if is_text else [None] * len(entries))
            elif not is_text:
                columns.append([int(token) if token else None for token in found[place]])
            elif escaped:
                json = self._json
                columns.append([_decode(token, json) for token in found[place]])
            else:
                columns.append([token[1:-1] for token in found[place]])
        return tuple(columns)

    def _read_slowly(self, cell: str) -> tuple[list[Any], ...]:
        entries = parse(cell)
        columns = tuple(
            [(_text if kind is str else _whole)(entry.get(key)) for entry in entries]
            for key, kind in self._fields.items()
        )
        if entries:
            self._learn(tuple(entries[0]), json=cell.lstrip("[ ").startswith('{"'))
        return columns

    def _learn(self, keys: tuple[str, ...], json: bool) -> None:
        """Make a pattern of the order in which an entry's keys are written."""
        layout = (json, keys)
        if layout not in self._layouts:
            if len(self._layouts) >= _MOST_LAYOUTS:
                return
            self._layouts[layout] = self._compile(keys, json)
        self._pattern = self._layouts[layout]
        wanted = [key for key in keys if key in self._fields]
        self._order = [
            (wanted.index(key) if key in wanted else -1, kind is str)
            for key, kind in self._fields.items()
        ]
        self._json = json

    def _compile(self, keys: tuple[str, ...], json: bool) -> re.Pattern[str]:
        string = _JSON_STRING if json else _PYTHON_STRING
        nothing = "null" if json else "None"
        boolean = "true|false" if json else "True|False"
        quote = '"' if json else "'"
        values = {
            str: f"(?:({string})|{nothing})",
            int: f"(?:(-?[0-9]{{1,18}}+)|{nothing})",
            None: f"(?:{string}|{_NUMBER}|{nothing}|{boolean})",
        }
        pairs = (
            f"{quote}{re.escape(key)}{quote}: ?+{values[self._fields.get(key)]}" for key in keys
        )
        # Whatever is no entry falls into the last group, whole.
        entry = r"\{" + ", ?+".join(pairs) + r"\}(?:, ?+|\]\Z)"
        return re.compile(rf"{entry}|((?s:.)++)")
