"""Words about plots: what Spanish ones mean in the English of overviews and keywords."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from recommender.normal_forms import fold
from recommender.search import term_of

_FILE = "plot_words.txt"
_LEAST = 4
_INFLECTIONS = sorted(
    "arse erse irse ando iendo ados adas idos idas ado ada ido ida aron ieron aban ian"
    " ar er ir an en es os as s o a e".split(),
    key=len,
    reverse=True,
)


@lru_cache(maxsize=1 << 14)
def root(word: str) -> str:
    """A folded Spanish word without its inflection: gender, number and the commonest verb endings.

    Much lighter than a stemmer; at least four letters stay. It is a key, not a word.
    """
    if word.endswith("ces") and len(word) > _LEAST:
        return word[:-3] + "z"
    for ending in _INFLECTIONS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    return word


def key_of(phrase: str) -> str:
    """The key of a Spanish word or phrase, the same for all its inflections."""
    return " ".join(root(word) for word in fold(phrase).split())


@cache
def meanings() -> dict[str, tuple[str, ...]]:
    """What each Spanish word or phrase, by its key, means in English, the nearest meaning first."""
    found: dict[str, tuple[str, ...]] = {}
    for spanish, english in entries():
        for phrase in spanish:
            key = key_of(phrase)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *english)))
    return found


@cache
def spellings() -> dict[str, str]:
    """How each Spanish word or phrase is written here, by its key: one for all inflections."""
    return {key_of(said): said for spanish, _ in reversed(entries()) for said in reversed(spanish)}


def entries() -> list[tuple[list[str], list[str]]]:
    """The lines of the file: Spanish words and phrases, and what they mean."""
    text = (files("bot.assistant.understanding") / _FILE).read_text(encoding="utf-8")
    lines = [line.split("=") for line in text.splitlines() if "=" in line and line[0] != "#"]
    return [
        ([word.strip() for word in left.split(",")], [word.strip() for word in right.split(",")])
        for left, right in lines
    ]


@cache
def english() -> frozenset[str]:
    """The stems of every English word and phrase of the file."""
    return frozenset(term_of(word) for meant in meanings().values() for word in meant)


@cache
def longest() -> int:
    """How many words the longest Spanish phrase has."""
    return max(len(key.split()) for key in meanings())


@lru_cache(maxsize=1 << 14)
def is_phrase(folded: str) -> bool:
    """Whether several folded words, Spanish or English, are one of the phrases about plots."""
    return key_of(folded) in meanings() or term_of(folded) in english()


@lru_cache(maxsize=1 << 14)
def is_plot_word(folded: str) -> bool:
    """Whether a folded word, Spanish or English, is one of the words about plots."""
    return root(folded) in meanings() or term_of(folded) in english()
