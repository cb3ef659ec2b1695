"""The words that people write when they do not mistype, learnt from the catalogue's texts.

It answers two questions about a typed word. How common is it (a common word that is not in a title
was hardly meant for another one that is)? And could it be a word at all (letters that never follow
each other betray a slip)?
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from xxhash import xxh3_64_intdigest

from recommender.everyday_words import EVERYDAY_WORDS
from recommender.lists import mapped
from recommender.normal_forms import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

#: Texts that an everyday word is taken to be in, at least.
_EVERYDAY = 20
#: Commonness of a word that is in next to no text.
_KNOWN = 0.2
_LETTERS = 27
_A = ord("a") - 1
_PLAIN = re.compile("[a-z]+")


def hashed(word: str) -> int:
    """A 64-bit hash of a word or text that is the same in every process."""
    return xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))


def hashed_all(texts: Iterable[str]) -> NDArray[np.uint64]:
    """`hashed` of each text."""
    return np.fromiter(map(hashed, texts), np.uint64)


def _codes(word: str) -> list[int]:
    """Trigrams of a plain word with one edge on each side, as places in a dense table."""
    letters = [0, *(ord(letter) - _A for letter in word), 0]
    return [
        (a * _LETTERS + b) * _LETTERS + c
        for a, b, c in zip(letters, letters[1:], letters[2:], strict=False)
    ]


def build(
    in_names: Mapping[str, int], texts: Iterable[str | None], folder: Path, prefix: str
) -> None:
    """Write the vocabulary into ``folder`` as ``<prefix>.*.npy``.

    Args:
        in_names: in how many names each word is; all of them are known.
        texts: running text; words of at least two of them are known.
        folder: where the files go.
        prefix: start of the files' names.
    """
    seen = Counter(in_names)
    in_texts = Counter(chain.from_iterable(set(fold(text).split()) for text in texts if text))
    seen.update({word: count for word, count in in_texts.items() if count > 1})
    for word in EVERYDAY_WORDS:
        seen[word] = max(seen[word], _EVERYDAY)
    hashes = hashed_all(seen)
    order = np.argsort(hashes)
    np.save(folder / f"{prefix}.words.npy", hashes[order])
    counts = np.fromiter(seen.values(), np.int32, len(seen))
    np.save(folder / f"{prefix}.word_counts.npy", counts[order])
    np.save(folder / f"{prefix}.letters.npy", _follows(seen))


def _follows(words: Iterable[str]) -> NDArray[np.float32]:
    """How many of the plain words have each trigram, by its place (see `_codes`)."""
    plain = [word for word in words if _PLAIN.fullmatch(word)]
    letters = np.frombuffer("".join(f"`{word}`" for word in plain).encode(), np.uint8) - _A
    codes = np.convolve(letters, [1, _LETTERS, _LETTERS**2], "valid")
    # What spans two words has an edge in its middle, and both of theirs.
    within = letters[1:-1] != 0
    return np.bincount(codes[within], minlength=_LETTERS**3).astype(np.float32)


class Vocabulary:
    """The words of one list of names, memory-mapped."""

    def __init__(
        self, words: NDArray[np.uint64], counts: NDArray[np.int32], letters: NDArray[np.float32]
    ) -> None:
        self._words, self._counts = words, counts
        self._most = math.log1p(int(self._counts.max(initial=1)))
        follows = letters.reshape(_LETTERS, _LETTERS, _LETTERS)
        before = follows.sum(axis=2, keepdims=True)
        # Bigrams smooth what was never seen, so that "xq" is odder than a rare but plain ending.
        bigrams = follows.sum(axis=0) + 0.5
        bigrams /= bigrams.sum(axis=1, keepdims=True)
        self._surprise = -np.log((follows + 2 * bigrams[None]) / (before + 2)).ravel()

    @classmethod
    def open(cls, folder: Path, prefix: str) -> Vocabulary:
        """Open what `build` wrote.

        Raises:
            CatalogueDamaged: a file is missing or unreadable.
        """
        whats = ("words", "word_counts", "letters")
        return cls(*(mapped(folder / f"{prefix}.{what}.npy") for what in whats))

    def commonness(self, words: Iterable[str]) -> dict[str, float]:
        """How common each word is, from 0 (unknown) to 1 (none is commoner), logarithmic."""
        distinct = list(dict.fromkeys(words))
        numbers = np.array([hashed(word) for word in distinct], np.uint64)
        places = np.minimum(np.searchsorted(self._words, numbers), len(self._words) - 1)
        known = (self._words[places] == numbers).tolist()
        counts = self._counts[places].tolist()
        return {
            word: _KNOWN + (1 - _KNOWN) * math.log1p(count) / self._most if is_known else 0.0
            for word, count, is_known in zip(distinct, counts, known, strict=True)
        }

    def oddness(self, word: str) -> float:
        """How surprising the word's least likely letter is after the two before it, in nats / 10.

        0 for a word with other signs than the letters a to z, about which nothing is known.
        """
        if not _PLAIN.fullmatch(word):
            return 0.0
        return float(self._surprise[_codes(word)].max()) / 10
