"""Finds a name by some of its words, however they were typed.

People, companies and sagas are seldom asked for by their whole name ("tarantino", "disney").
So each typed word is compared with the distinct words of all names, in the same normal forms in
which titles are compared (`recommender.normal_forms`): those that share the most pairs of letters
with it are looked at, and fit as written, mistyped or written by ear. The names that hold fitting
words are ordered by how well these fit, then by how well known the name's owner is.

The index is prepared once (`build`), memory-mapped when it is opened, and never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import OSA

from recommender.normal_forms import ear, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

#: From this score on a name may be taken at its word; below `ASK`, nothing fits.
ACCEPT = 80.0
ASK = 65.0

#: What a text scores that is the whole name, and one whose words are all in the name.
WHOLE, PARTLY = 100.0, 96.0

#: Two ways to write the same word.
_SAME = {"20th": "twentieth", "bros": "brothers"}
#: Words that say little about whose name it is, and how much they count beside the others.
_LIGHT = frozenset(
    "the a an of and el la los las lo de del y e le les l du des von van di da do"
    " collection coleccion saga series serie trilogy trilogia franchise franquicia".split()
)
_LIGHT_WEIGHT = 0.15
#: Particles that many write together with the word behind them ("deniro", "vandamme").
_PARTICLES = frozenset(
    "de di da do del della van von der la le mc mac o st el al bin ben san".split()
)
#: A word of so few letters is that word or another one; it may also belong to its neighbour.
_SHORT = 3
#: Two words that are one in a name are very like it.
_JOINED = 0.85

_LONGEST = 160
_MOST_WORDS = 10
_WORDS_COMPARED, _WORDS_HEARD = 100, 25
_NAMES_FOUND = 80
_EDGE = 0

_heard = lru_cache(maxsize=1 << 15)(ear)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that a text may mean: its number, how sure (0 to 100), and the name as it is shown."""

    number: int
    score: float
    name: str


@dataclass(frozen=True, slots=True)
class Lists:
    """Many lists of whole numbers end to end: list ``i`` is ``items[starts[i]:starts[i + 1]]``."""

    starts: NDArray[np.int32]
    items: NDArray[np.int32]

    @classmethod
    def of_pairs(cls, owners: NDArray[Any], items: NDArray[Any], count: int) -> Lists:
        """Lists of the distinct items of each owner, ascending.

        Args:
            owners: whose item it is, 0 to ``count - 1``, shape ``(pairs,)``.
            items: the items, not negative, shape ``(pairs,)``.
            count: how many owners there are.
        """
        width = int(items.max(initial=0)) + 1
        pairs = np.sort(owners.astype(np.int64) * width + items)
        fresh = np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]
        owner, item = np.divmod(pairs[fresh], width)
        starts = np.searchsorted(owner, np.arange(count + 1))
        return cls(starts.astype(np.int32), item.astype(np.int32))

    @classmethod
    def open(cls, folder: Path, name: str) -> Lists:
        """Memory-map what `save` wrote."""
        return cls(mapped(folder / f"{name}_starts.npy"), mapped(folder / f"{name}.npy"))

    def save(self, folder: Path, name: str) -> None:
        """Write the lists as ``<name>.npy`` and ``<name>_starts.npy``."""
        np.save(folder / f"{name}_starts.npy", self.starts)
        np.save(folder / f"{name}.npy", self.items)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, owner: int) -> NDArray[np.int32]:
        """The items of one owner, ascending."""
        return self.items[self.starts[owner] : self.starts[owner + 1]]

    @property
    def sizes(self) -> NDArray[np.int32]:
        """How many items each owner has, shape ``(owners,)``."""
        return np.diff(self.starts)


class Strings:
    """Many strings end to end, memory-mapped."""

    def __init__(self, folder: Path, name: str) -> None:
        self._letters = mapped(folder / f"{name}.npy")
        self._starts = mapped(folder / f"{name}_starts.npy")

    @staticmethod
    def save(texts: Sequence[str], folder: Path, name: str) -> None:
        """Write strings as ``<name>.npy`` and ``<name>_starts.npy``."""
        encoded = [text.encode("utf-8", "replace") for text in texts]
        starts = np.zeros(len(encoded) + 1, np.int32)
        np.cumsum([len(text) for text in encoded], out=starts[1:])
        np.save(folder / f"{name}.npy", np.frombuffer(b"".join(encoded), np.uint8))
        np.save(folder / f"{name}_starts.npy", starts)

    def __getitem__(self, place: int) -> str:
        return self._letters[self._starts[place] : self._starts[place + 1]].tobytes().decode()


def mapped(path: Path) -> NDArray[Any]:
    """A memory-mapped array that reads like any other."""
    array: NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return array


def largest(sizes: NDArray[Any], weights: NDArray[np.float32], n: int) -> list[int]:
    """Places of the ``n`` largest sizes; of equal ones, the heaviest first."""
    if n < len(sizes):
        places = np.flatnonzero(sizes >= np.partition(sizes, -n)[-n])
    else:
        places = np.arange(len(sizes))
    order = np.lexsort((places, -weights[places], -sizes[places]))
    first: list[int] = places[order[:n]].tolist()
    return first


def words_of(text: str) -> list[str]:
    """The folded words of a name or a text, each in one spelling."""
    return [_SAME.get(word, word) for word in fold(text).split()]


def _hash(words: Iterable[str]) -> int:
    text = "".join(words).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def _pairs(words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Pairs of neighbouring letters, edges included: (codes of pairs, place of the word)."""
    joined = chr(_EDGE) + chr(_EDGE).join(words) + chr(_EDGE)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    owner = np.cumsum(points == _EDGE)[:-1] - 1
    return (points[:-1] << 21) | points[1:], owner.astype(np.int32)


def build(names: Sequence[str], weights: Sequence[float], folder: Path, prefix: str) -> None:
    """Write the index of ``names`` into ``folder`` as ``<prefix>.*.npy``.

    Args:
        names: the names as they are to be shown; a name's place is its number.
        weights: how well known each one's owner is; orders what fits equally well.
        folder: where the files go.
        prefix: start of the files' names.
    """
    number_of: dict[str, int] = {}
    word, owner, wholes = [], [], []
    for number, name in enumerate(names):
        parts = words_of(name)
        wholes.append(_hash(parts))
        joined = [a + b for a, b in pairwise(parts) if a in _PARTICLES]
        for part in (*parts, *joined):
            word.append(number_of.setdefault(part, len(number_of)))
            owner.append(number)
    words = list(number_of)
    owners = Lists.of_pairs(np.array(word, np.int32), np.array(owner, np.int32), len(words))
    owners.save(folder, f"{prefix}.word_owners")
    Strings.save(words, folder, f"{prefix}.words")
    np.save(folder / f"{prefix}.word_lengths.npy", np.array([*map(len, words)], np.int16))

    codes, place = _pairs(words) if words else (np.zeros(0, np.int64), np.zeros(0, np.int32))
    pairs, pair = np.unique(codes, return_inverse=True)
    np.save(folder / f"{prefix}.pairs.npy", pairs)
    Lists.of_pairs(pair, place, len(pairs)).save(folder, f"{prefix}.pair_words")

    hashes = np.array(wholes, np.uint64)
    order = np.argsort(hashes, kind="stable").astype(np.int32)
    np.save(folder / f"{prefix}.wholes.npy", hashes[order])
    np.save(folder / f"{prefix}.whole_owners.npy", order)
    Strings.save(names, folder, f"{prefix}.names")
    np.save(folder / f"{prefix}.weights.npy", np.asarray(weights, np.float32))


class WordIndex:
    """The names of one list, memory-mapped. Any thread may ask."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._words = Strings(folder, f"{prefix}.words")
        self._lengths = mapped(folder / f"{prefix}.word_lengths.npy")
        self._owners = Lists.open(folder, f"{prefix}.word_owners")
        self._usual = 0.005 * np.log1p(self._owners.sizes, dtype=np.float32)
        self._pairs = mapped(folder / f"{prefix}.pairs.npy")
        self._pair_words = Lists.open(folder, f"{prefix}.pair_words")
        self._wholes = mapped(folder / f"{prefix}.wholes.npy")
        self._whole_owners = mapped(folder / f"{prefix}.whole_owners.npy")
        self._names = Strings(folder, f"{prefix}.names")
        self.weights: NDArray[np.float32] = mapped(folder / f"{prefix}.weights.npy")

    @classmethod
    def open(cls, folder: Path, prefix: str) -> WordIndex:
        """Open what `build` wrote."""
        return cls(folder, prefix)

    def __len__(self) -> int:
        return len(self.weights)

    def name(self, number: int) -> str:
        """One name, as it is shown."""
        return self._names[number]

    def search(
        self,
        text: str,
        limit: int = 5,
        among: NDArray[np.bool_] | None = None,
        *,
        beside: bool = True,
    ) -> list[Hit]:
        """The names that a text may mean, best first.

        What fits equally well is ordered by whether it is the text letter by letter, then by
        weight.

        Args:
            text: what a person typed.
            limit: how many at most.
            among: which names may be meant, shape ``(names,)``; all of them without it.
            beside: whether names that only hold the words stand beside those that are the text.
        """
        typed = words_of(text[:_LONGEST])[:_MOST_WORDS]
        if not typed or not len(self):
            return []
        whole = self._whole(typed)
        found = {number: WHOLE for number in whole if among is None or among[number]}
        if beside or not found:
            for number, score in self._by_words(typed, among):
                found.setdefault(number, score)
        hits = [Hit(number, score, self.name(number)) for number, score in found.items()]
        hits.sort(
            key=lambda hit: (-hit.score, hit.name != text, -self.weights[hit.number], hit.number)
        )
        return hits[:limit]

    def called(self, text: str) -> list[int]:
        """The names that are the text word for word, the best known first."""
        numbers = self._whole(words_of(text[:_LONGEST]))
        return sorted(numbers, key=lambda number: -self.weights[number])

    def _whole(self, typed: list[str]) -> list[int]:
        number = np.uint64(_hash(typed))
        start = np.searchsorted(self._wholes, number, "left")
        end = np.searchsorted(self._wholes, number, "right")
        numbers: list[int] = self._whole_owners[start:end].tolist()
        return numbers

    def _by_words(
        self, typed: list[str], among: NDArray[np.bool_] | None
    ) -> Iterable[tuple[int, float]]:
        fits = np.zeros((len(typed), len(self)), np.float32)
        for place, word in enumerate(typed):
            self._mark(fits[place : place + 1], word)
            if place + 1 < len(typed) and min(len(word), len(typed[place + 1])) <= _SHORT:
                self._mark(fits[place : place + 2], word + typed[place + 1], _JOINED)
        heavy = any(word not in _LIGHT for word in typed)
        weights = np.array(
            [
                (_LIGHT_WEIGHT if heavy and word in _LIGHT else 1.0) * min(len(word), 6)
                for word in typed
            ],
            np.float32,
        )
        total = weights @ fits / weights.sum()
        if among is not None:
            total[~among] = 0
        near = np.flatnonzero(total * PARTLY >= ASK)
        if len(near) > _NAMES_FOUND:
            near = near[np.lexsort((-self.weights[near], -total[near]))[:_NAMES_FOUND]]
        for number, fit in zip(near.tolist(), total[near].tolist(), strict=True):
            yield number, round(PARTLY * fit, 1)

    def _mark(self, fits: NDArray[np.float32], word: str, least: float = 0.0) -> None:
        """Raise the fit of every name that holds the word or one at least so like it."""
        for rank, place in enumerate(self._near(word)):
            likeness = _likeness(word, self._words[place], by_ear=rank < _WORDS_HEARD)
            if likeness > least:
                owners = self._owners.of(place)
                fits[:, owners] = np.maximum(fits[:, owners], likeness)

    def _near(self, word: str) -> list[int]:
        """The words that share the most pairs of letters with this one (Dice's coefficient).

        Of equal ones, those that stand in most names: a slip is sooner of a common word.
        """
        codes = np.unique(_pairs([word])[0])
        places = np.minimum(np.searchsorted(self._pairs, codes), len(self._pairs) - 1)
        lists = [self._pair_words.of(place) for place in places[self._pairs[places] == codes]]
        if not lists:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=len(self._lengths))
        alike = shared / (self._lengths + (len(word) + 2)) + self._usual
        near = np.flatnonzero(shared > 1)
        if len(near) > _WORDS_COMPARED:
            near = near[np.argpartition(-alike[near], _WORDS_COMPARED)[:_WORDS_COMPARED]]
        ordered: list[int] = near[np.argsort(-alike[near])].tolist()
        return ordered


def _likeness(typed: str, word: str, *, by_ear: bool = True) -> float:
    """How alike two folded words are: 1 the same, 0 another word.

    A quarter of the letters may be wrong, and one more in a longer word; a word that merely sounds
    the same, or begins the same, is a little less than the same.
    """
    if typed == word:
        return 1.0
    if len(typed) <= _SHORT:
        return 0.85 if len(typed) == _SHORT and word[:-1] == typed else 0.0
    longer = max(len(typed), len(word))
    allowed = longer // 4 + (len(typed) > 5)
    wrong = OSA.distance(typed, word, score_cutoff=allowed)
    written = 1 - wrong / longer if wrong <= allowed else 0.0
    begun = 0.9 if word.startswith(typed) else 0.0
    if max(written, begun) >= 0.9:
        return max(written, begun)
    sound = _heard(typed) if by_ear else ""
    heard = 0.95 if len(sound) > _SHORT and sound == _heard(word) else 0.0
    return max(written, begun, heard)
