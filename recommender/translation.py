"""A Spanish title word for word in English: "El jinete pálido" is "rider pale".

Most films are called something else in Spain than what their title says, and are found by their
aliases. Where there is no alias, the literal title is worth a guess, and the order of the words
does not matter to who compares them. The words are those that titles are made of
(``spanish_words.txt``); plurals, feminines and common endings are derived.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_LEFT_OUT = frozenset({"de", "del", "al", "y", "and", "se", "su", "me", "mi", "es"})
#: Endings that both languages have, longest first.
_ENDINGS = (
    ("cion", "tion"), ("sion", "sion"), ("encia", "ence"), ("ancia", "ance"), ("logia", "logy"),
    ("grafia", "graphy"), ("dad", "ty"), ("ismo", "ism"), ("ista", "ist"), ("ario", "ary"),
    ("icos", "ic"), ("icas", "ic"), ("ico", "ic"), ("ica", "ic"), ("ivo", "ive"), ("iva", "ive"),
    ("oso", "ous"), ("osa", "ous"),
)  # fmt: skip
_SHORTEST_STEM = 4
#: Part of the letters that must be of words that are Spanish for something.
_ENOUGH = 0.5

_WORDS = dict(
    line.split(" ", 1)
    for line in Path(__file__).with_name("spanish_words.txt").read_text("utf-8").splitlines()
)


@lru_cache(maxsize=1 << 14)
def _english(word: str) -> str | None:
    """What a folded Spanish word is in English, or None."""
    if word in _WORDS:
        return _WORDS[word]
    if word.endswith("s"):
        for ending in ("es", "s"):
            one = _english(word.removesuffix(ending)) if word.endswith(ending) else None
            if one:
                return one if one.endswith("s") else f"{one}s"
    if word.endswith("a") and word[:-1] + "o" in _WORDS:
        return _WORDS[word[:-1] + "o"]
    for spanish, english in _ENDINGS:
        if word.endswith(spanish) and len(word) >= len(spanish) + _SHORTEST_STEM:
            return word.removesuffix(spanish) + english
    return None


def in_english(key: str) -> str | None:
    """Canonical Spanish words one by one in English, names as they are.

    Returns:
        The words, or None where too few of them are Spanish words that are known.
    """
    words = [word for word in key.split() if word not in _LEFT_OUT]
    english = [_english(word) for word in words]
    letters = sum(len(word) for word in words)
    known = sum(len(word) for word, other in zip(words, english, strict=True) if other)
    if not letters or known < _ENOUGH * letters:
        return None
    said = " ".join(other or word for word, other in zip(words, english, strict=True))
    return None if said == " ".join(words) else said
