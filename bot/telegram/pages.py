"""A reply's HTML cut to the length that Telegram takes in one message.

Telegram counts what people see, after tags and references are read, in UTF-16 code units.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: A tag, a reference or one character: what must not be cut in two.
_ATOM = re.compile(
    r"<(?P<slash>/?)(?P<tag>[a-zA-Z][\w-]*)[^>]*>|&(?:#\d+|#[xX][\da-fA-F]+|\w+);|.", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class _Atom:
    raw: str
    shown: str
    units: int
    opens: str = ""
    closes: bool = False


def utf16_length(text: str) -> int:
    """Length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible(markup: str) -> str:
    """What people see of a reply's HTML."""
    return "".join(atom.shown for atom in _atoms(markup))


def visible_length(markup: str) -> int:
    """Length of what people see, as Telegram counts it."""
    return utf16_length(visible(markup))


def pages(markup: str, limit: int) -> list[str]:
    """Cut HTML into pages of at most ``limit`` UTF-16 code units, each whole in itself.

    A page ends between paragraphs, lines or words where it can, in this order, unless that would
    leave it less than half full. Tags that are open at the end of a page are closed there and
    opened again on the next. Pages without anything to see are left out.

    Args:
        markup: HTML in the style of Telegram: balanced tags, everything else escaped.
        limit: the greatest length of a page, at least 2.
    """
    if utf16_length(markup) <= limit:
        return [markup] if _shows_something(_atoms(markup)) else []
    atoms = list(_atoms(markup))
    cut: list[str] = []
    start, open_tags = 0, list[_Atom]()
    while start < len(atoms):
        end = _end_of_page(atoms, start, limit)
        reopened = "".join(atom.raw for atom in open_tags)
        for atom in atoms[start:end]:
            if atom.opens:
                open_tags.append(atom)
            elif atom.closes:
                open_tags.pop()
        body = "".join(atom.raw for atom in atoms[start:end])
        closed = "".join(f"</{atom.opens}>" for atom in reversed(open_tags))
        if _shows_something(atoms[start:end]):
            cut.append(f"{reopened}{body}{closed}".strip())
        start = end
    return cut


def _atoms(markup: str) -> Iterator[_Atom]:
    for match in _ATOM.finditer(markup):
        raw, tag = match[0], match["tag"]
        if tag:
            closes = bool(match["slash"])
            yield _Atom(raw, "", 0, "" if closes else tag, closes)
        else:
            shown = html.unescape(raw)
            yield _Atom(raw, shown, utf16_length(shown))


def _shows_something(atoms: Iterable[_Atom]) -> bool:
    return any(atom.shown and not atom.shown.isspace() for atom in atoms)


def _end_of_page(atoms: list[_Atom], start: int, limit: int) -> int:
    """The index after the last atom of the page that begins at ``start``."""
    units, fits = 0, start
    while fits < len(atoms) and units + atoms[fits].units <= limit:
        units += atoms[fits].units
        fits += 1
    if fits == len(atoms):
        return fits
    best = {"paragraph": 0, "line": 0, "word": 0}
    seen = 0
    for index in range(start, fits):
        atom = atoms[index]
        seen += atom.units
        if atom.shown.isspace() and seen > limit // 2:
            best["word"] = index + 1
            if atom.shown == "\n":
                best["line"] = index + 1
                if index > start and atoms[index - 1].shown == "\n":
                    best["paragraph"] = index + 1
    return best["paragraph"] or best["line"] or best["word"] or fits
