"""Lists of words that come with the program: those that say nothing about a film, for one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def word_list(name: str) -> list[str]:
    """The words of a file, lines that begin with ``#`` left out."""
    text = (files(__package__) / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return [word for line in lines for word in line.split()]


@cache
def small_words() -> frozenset[str]:
    """Folded words that say nothing about a film: what people put around a description."""
    return frozenset(word_list("small_words.txt"))
