"""What the report is made of: chapters of cards, each a chart with what it shows in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.eda.canvas import Captions, Draw
from etl.eda.frames import Frames
from etl.eda.texts import Texts

_NUMBER = re.compile(r"-?(US\$ )?\d|–$")


@dataclass(frozen=True, slots=True)
class Table:
    """Figures as they are read: a caption, names of columns, rows of text."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """What each column holds, "number" or "text"."""
        cells = zip(*self.rows, strict=True)
        return tuple("number" if all(map(_NUMBER.match, column)) else "text" for column in cells)


@dataclass(frozen=True, slots=True)
class Card:
    """One chart.

    Attributes:
        key: its name, in file names and links.
        captions: its title, axes and source.
        sentences: two that state what was found, or one that says why there is nothing to draw.
        alt: the chart in words, for who does not see it.
        draw: makes the chart; None where there is nothing to draw.
        tables: the figures behind it.
    """

    key: str
    captions: Captions
    sentences: tuple[str, ...]
    alt: str
    draw: Draw | None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Cards on one subject."""

    key: str
    title: str
    cards: tuple[Card, ...]


class Author:
    """Writes the cards about one version in one language."""

    def __init__(self, frames: Frames, say: Texts) -> None:
        self.frames = frames
        self.say = say
        self._source = say("source", version=frames.version, films=len(frames.films))

    def chapter(self, key: str, cards: Iterable[Card]) -> Chapter:
        """A chapter whose title is the message ``chapter-<key>``."""
        return Chapter(key, self.say(f"chapter-{key}"), tuple(cards))

    def card(
        self,
        key: str,
        kind: str,
        draw: Draw,
        values: Mapping[str, object],
        tables: Sequence[Table] = (),
    ) -> Card:
        """A card with a chart.

        Args:
            key: the message that has its words.
            kind: the kind of chart, as in the messages ``kind-*``.
            draw: makes the chart.
            values: what the two sentences are filled with.
            tables: the figures behind it.
        """
        captions = self._captions(key)
        sentences = tuple(self.say(key, which, **values) for which in ("first", "second"))
        alt = self.say(
            "alt",
            kind=self.say(f"kind-{kind}"),
            title=captions.title,
            x=captions.x,
            y=captions.y,
            finding=sentences[0],
        )
        return Card(key, captions, sentences, alt, draw, tuple(tables))

    def blank(self, key: str, tables: Sequence[Table] = (), reason: str = "none") -> Card:
        """A card about which this version has nothing to draw, and why."""
        why = self.say(key, reason) if self.say.has(key, reason) else self.say("nothing")
        return Card(key, self._captions(key), (why,), why, None, tuple(tables))

    def table(self, caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
        """A table; its caption and columns are messages ``table-*`` and ``column-*``."""
        return Table(
            self.say(f"table-{caption}"),
            tuple(self.say(f"column-{column}") for column in columns),
            tuple(tuple(row) for row in rows),
        )

    def _captions(self, key: str) -> Captions:
        return Captions(self.say(key), self.say(key, "x"), self.say(key, "y"), source=self._source)


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, their values by name and their index as ``Index``."""
    return iter(frame.itertuples())
