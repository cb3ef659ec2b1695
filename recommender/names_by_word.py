"""Finds a name that is mostly asked for by some of its words: a person, a company, a saga.

Texts are read, compared and judged as titles are (`recommender.normal_forms`,
`recommender.resemblance`, `recommender.name_index.ranked`); what differs are the tables. A title is
one entry with the trigrams of all of it; here the distinct words of all names are looked up by
their pairs of letters, and what is compared is the part of each name that holds a word like a
typed one: "tarrantino" with "tarantino", whoever is called so. Of those who fit equally well the
best known is first.

The index is prepared once (`build`), memory-mapped when it is opened, and never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from recommender import grams, vocabulary
from recommender.everyday_words import is_everyday
from recommender.grams import Grams
from recommender.lists import Lists, Strings, mapped
from recommender.name_index import ASK_AT_MOST, LONGEST, SAME_WORDS, WHOLE, best_odds, ranked
from recommender.normal_forms import canonical, ear, ears, fold, squeeze
from recommender.resemblance import Model, Typed, features
from recommender.vocabulary import Vocabulary, hashed, hashed_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from recommender.name_index import Hit

#: What a text scores that is a name in another order, and one whose words are all in a name.
SHUFFLED, PARTLY = 97.0, 96.0
_GRAM = 2
_MOST_WORDS = 10
#: Words that are compared with a typed one, how many may be meant, and the least they are like it.
_COMPARED, _LIKE_IT, _LIKE = 80, 30, 0.6
#: A word of so few letters is that word or another one.
_SHORT = 2
#: Less than this, and a longer word may be two that were written together.
_SURELY, _SHORTEST_OF_TWO = 0.75, 6
_HEARD, _BEGUN = 0.95, 0.9
#: Particles say little about whose name it is: how much they count beside the other words.
_PARTICLES = frozenset("a of the and e de del des du da do di van von el la los las le les".split())
_PARTICLE_WEIGHT = 0.15
_MOST_LETTERS_COUNTED = 6
#: The least part of a text that is in a name, the names looked at, and the distinct parts of them.
_ENOUGH = 0.5
_NAMES, _PARTS = 60, 16
_NAMESAKES = 200

#: Calibrated by ``tests/benchmarks/titles_calibrate.py``, on names.
MODEL = Model.read(Path(__file__).with_name("names_by_word.json"))

_heard = lru_cache(maxsize=1 << 15)(ear)


def words_of(text: str, unsaid: frozenset[str] = frozenset()) -> list[str]:
    """The canonical words in which a name and a text are compared.

    Args:
        text: a name, or what a person typed.
        unsaid: words that are left out, too, where others are left ("collection").
    """
    words = canonical(fold(text)).split()
    return [word for word in words if word not in unsaid] or words


def build(
    names: Sequence[str],
    weights: Sequence[float],
    folder: Path,
    prefix: str,
    unsaid: frozenset[str] = frozenset(),
) -> None:
    """Write the index of ``names`` into ``folder`` as ``<prefix>.*.npy``.

    Args:
        names: the names as they are to be shown; a name's place is its number.
        weights: how well known each one's owner is; orders what fits equally well.
        folder: where the files go.
        prefix: start of the files' names.
        unsaid: words that people leave out of such names, and add to them.
    """
    number_of: dict[str, int] = {}
    said = [words_of(name, unsaid) for name in names]
    numbers = [number_of.setdefault(word, len(number_of)) for words in said for word in words]
    starts = np.zeros(len(said) + 1, np.int32)
    np.cumsum([len(words) for words in said], out=starts[1:])
    # Words are numbered in the order of their hashes, so that a number is found by bisection.
    hashes = hashed_all(number_of)
    order = np.argsort(hashes, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    spelled = list(number_of)
    spelled = [spelled[number] for number in order.tolist()]
    name_words = Lists(starts, place[numbers] if numbers else np.zeros(0, np.int32))
    name_words.save(folder, f"{prefix}.name_words")
    owners = np.repeat(np.arange(len(said), dtype=np.int32), name_words.sizes)
    owned = Lists.of_pairs(name_words.items, owners, len(spelled))
    owned.save(folder, f"{prefix}.word_owners")
    np.save(folder / f"{prefix}.word_hashes.npy", hashes[order])
    Strings.of(spelled).save(folder, f"{prefix}.spelled")
    Strings.of(ears(spelled)).save(folder, f"{prefix}.heard")
    grams.build(spelled, _GRAM, folder, prefix)
    counts = dict(zip(spelled, owned.sizes.tolist(), strict=True))
    vocabulary.build(counts, (), folder, prefix)

    wholes = hashed_all("".join(words) for words in said)
    order = np.argsort(wholes, kind="stable")
    np.save(folder / f"{prefix}.wholes.npy", wholes[order])
    np.save(folder / f"{prefix}.whole_owners.npy", order.astype(np.int32))
    Strings.of(names).save(folder, f"{prefix}.names")
    np.save(folder / f"{prefix}.weights.npy", np.asarray(weights, np.float32))


class Part(NamedTuple):
    """The words of a name that are like the typed ones, and whether they are all of the name."""

    key: str
    whole: bool


@dataclass(frozen=True, slots=True)
class _Meant:
    """What of some names may be meant, as `recommender.name_index.ranked` asks for it."""

    names: NamesByWord
    parts: Mapping[int, Part]
    most_shared: ClassVar = WHOLE

    def key(self, entry: int) -> str:
        return self.parts[entry].key

    def most(self, entry: int) -> float:
        return WHOLE if self.parts[entry].whole else PARTLY

    def owner(self, entry: int) -> int:
        return entry

    def shown_name(self, entry: int) -> str:
        return self.names.name(entry)

    def unlike(self, entry: int, typed: str) -> bool:
        # "Netflix" and "NetFlix" are two companies.
        return self.names.name(entry) != typed

    def weight(self, entry: int) -> float:
        return float(self.names.weights[entry])


class NamesByWord:
    """The names of one list, memory-mapped. Any thread may ask."""

    def __init__(self, folder: Path, prefix: str, unsaid: frozenset[str] = frozenset()) -> None:
        self.weights: NDArray[np.float32] = mapped(folder / f"{prefix}.weights.npy")
        self._unsaid = unsaid
        self._names = Strings.open(folder, f"{prefix}.names")
        self._name_words = Lists.open(folder, f"{prefix}.name_words")
        self._spelled = Strings.open(folder, f"{prefix}.spelled")
        self._heard = Strings.open(folder, f"{prefix}.heard")
        self._hashes: NDArray[np.uint64] = mapped(folder / f"{prefix}.word_hashes.npy")
        self._owners = Lists.open(folder, f"{prefix}.word_owners")
        self._grams = Grams.open(folder, prefix, _GRAM)
        self._vocabulary = Vocabulary.open(folder, prefix)
        self._wholes: NDArray[np.uint64] = mapped(folder / f"{prefix}.wholes.npy")
        self._whole_owners: NDArray[np.int32] = mapped(folder / f"{prefix}.whole_owners.npy")

        # The same words come again and again, above all in the readings of one long text.
        self._like = lru_cache(maxsize=1 << 10)(self._words_like)

    @classmethod
    def open(cls, folder: Path, prefix: str, unsaid: frozenset[str] = frozenset()) -> NamesByWord:
        """Open what `build` wrote, with the same ``unsaid`` words.

        Raises:
            CatalogueDamaged: a file is missing or unreadable.
        """
        return cls(folder, prefix, unsaid)

    def __len__(self) -> int:
        return len(self.weights)

    def name(self, number: int) -> str:
        """One name, as it is shown."""
        return self._names[number]

    def has_word(self, word: str) -> bool:
        """Whether a folded word is in some name just so; far quicker than a search."""
        return any(self._number(each) is not None for each in words_of(word))

    def called(self, text: str) -> list[int]:
        """The names that are the text word for word, the best known first."""
        numbers = self._whole(words_of(text[:LONGEST], self._unsaid))
        return sorted(numbers, key=lambda number: -self.weights[number])

    def search(
        self,
        text: str,
        limit: int = 5,
        among: NDArray[np.bool_] | None = None,
        *,
        beside: bool = True,
    ) -> list[Hit]:
        """The names that a text may mean, best first; an owner is the number of a name.

        Args:
            text: what a person typed.
            limit: how many at most.
            among: which names may be meant, shape ``(names,)``; all of them without it.
            beside: whether names that only hold the words stand beside those that are the text.
        """
        words = self.words(text)
        if not words or not len(self):
            return []
        exact = {
            number: self._whole_score(number, text)
            for number in self._whole(words)
            if among is None or among[number]
        }
        if exact and not beside:
            return ranked(_Meant(self, {}), exact, {}, limit, text)
        parts = self.parts(words, among)
        odds = best_odds(self.told(words, parts.values()), MODEL)
        near = {number: odds[part] for number, part in parts.items()}
        most = ASK_AT_MOST if all(map(is_everyday, words)) else PARTLY
        typed, letters = sorted(words), "".join(words)
        for number, (key, whole) in parts.items():
            if squeeze(key) == letters or sorted(key.split()) == typed:
                exact.setdefault(number, SHUFFLED if whole else most)
        return ranked(_Meant(self, parts), exact, near, limit, text)

    def words(self, text: str) -> list[str]:
        """The words of a text that are read."""
        return words_of(text[:LONGEST], self._unsaid)[:_MOST_WORDS]

    def told(
        self, words: Sequence[str], parts: Iterable[Part]
    ) -> Iterator[tuple[Part, list[float]]]:
        """Each distinct part of a name, and the `features` of its likeness to typed words."""
        typed = Typed.of(
            " ".join(words),
            self._vocabulary.commonness(words),
            {word: self._vocabulary.oddness(word) for word in words},
            len(self),
        )
        for part in dict.fromkeys(parts):
            yield part, features(typed, part.key, part=not part.whole)

    def _whole(self, words: Sequence[str]) -> list[int]:
        """The names that are these words, the best known of very many."""
        number = np.uint64(hashed("".join(words)))
        start = np.searchsorted(self._wholes, number, "left")
        end = np.searchsorted(self._wholes, number, "right")
        numbers = self._whole_owners[start:end]
        if len(numbers) > _NAMESAKES:
            heaviest = np.argpartition(self.weights[numbers], -_NAMESAKES)[-_NAMESAKES:]
            numbers = numbers[heaviest]
        found: list[int] = numbers.tolist()
        return found

    def _whole_score(self, number: int, text: str) -> float:
        same = squeeze(fold(self.name(number))) == squeeze(fold(text))
        return WHOLE if same else SAME_WORDS

    def parts(
        self, words: Sequence[str], among: NDArray[np.bool_] | None = None
    ) -> dict[int, Part]:
        """The names that hold words like the typed ones, and which words of each.

        Args:
            words: the typed words.
            among: which names may be meant, shape ``(names,)``.
        """
        words, likes = self._taken_apart(words)
        fits = np.zeros((len(words), len(self)), np.float32)
        seen = np.zeros(len(self), bool)
        marked: set[int] = set()
        for place, like in enumerate(likes):
            if like:
                # The most alike come last, and remain.
                numbers = list(like)[::-1]
                owners = [self._owners.of(number) for number in numbers]
                sizes = [len(each) for each in owners]
                joined = np.concatenate(owners)
                fits[place, joined] = np.repeat([like[number] for number in numbers], sizes)
                seen[joined] = True
                marked.update(numbers)
        for place, like in self._as_one(words):
            for number, likeness in like.items():
                having = self._owners.of(number)
                both = np.maximum(fits[place : place + 2, having], likeness)
                fits[place : place + 2, having] = both
                seen[having] = True
                marked.add(number)
        if among is not None:
            seen &= among
        weights = np.array([_weight(word) for word in words], np.float32)
        names = np.flatnonzero(seen)
        total = (weights / weights.sum()) @ fits[:, names]
        enough = total >= _ENOUGH
        names, total = names[enough], total[enough]
        order = np.lexsort((-self.weights[names], -total))[:_NAMES]
        parts: dict[int, Part] = {}
        keys: dict[tuple[int, ...], str] = {}
        for name in names[order].tolist():
            whole = self._name_words.of(name).tolist()
            held = tuple(word for word in whole if word in marked)
            if held not in keys and len(keys) < _PARTS:
                keys[held] = " ".join([self._spelled[word] for word in held])
            if held in keys:
                parts[name] = Part(keys[held], len(held) == len(whole))
        return parts

    def _taken_apart(self, words: Sequence[str]) -> tuple[list[str], list[dict[int, float]]]:
        """The typed words, each with the words that are like it; what is like none is two words."""
        found: list[str] = []
        likes: list[dict[int, float]] = []
        for word in words:
            like = self._like(word)
            two: tuple[str, ...] = ()
            if len(word) >= _SHORTEST_OF_TWO and max(like.values(), default=0.0) < _SURELY:
                two = self._as_two(word)
            found.extend(two or (word,))
            likes.extend(map(self._like, two) if two else (like,))
        return found, likes

    def _number(self, word: str) -> int | None:
        """The number of a word that is in some name just so."""
        value = np.uint64(hashed(word))
        place = int(np.searchsorted(self._hashes, value))
        return place if place < len(self._hashes) and self._hashes[place] == value else None

    def _as_one(self, words: Sequence[str]) -> Iterator[tuple[int, dict[int, float]]]:
        """Places of two words that are one in some name, or nearly: "di caprio"."""
        for place, (one, other) in enumerate(pairwise(words)):
            joined = one + other
            number = self._number(joined)
            if number is not None:
                yield place, {number: 1.0}
            elif min(len(one), len(other)) <= _SHORT + 1:
                yield place, self._like(joined)

    def _as_two(self, word: str) -> tuple[str, ...]:
        """A word as two that were written together, of which most is known; or nothing."""
        most = len(word) // 3
        best: tuple[str, ...] = ()
        for place in range(2, len(word) - 1):
            two = word[:place], word[place:]
            known = sum(len(part) for part in two if self._number(part) is not None)
            if known > most:
                most, best = known, two
        return best

    def _words_like(self, word: str) -> dict[int, float]:
        """How like a typed word the nearest words are, from 0 to 1, best first."""
        number = self._number(word)
        found = {} if number is None else {number: 1.0}
        if len(word) <= _SHORT or (found and word in _PARTICLES):
            return found
        near = self._grams.nearest(word, _COMPARED)[0]
        if not len(near):
            return found
        spelled = self._spelled.many(near)
        likeness = process.cdist([word], spelled, scorer=OSA.normalized_similarity)[0]
        sound = _heard(word)
        if len(sound) > _SHORT:
            heard = self._heard.many(near)
            by_ear = process.cdist([sound], heard, scorer=OSA.normalized_similarity)[0]
            likeness = np.maximum(likeness, _HEARD * by_ear)
        begun = np.fromiter((other.startswith(word) for other in spelled), bool, len(spelled))
        likeness[begun] = np.maximum(likeness[begun], _BEGUN)
        order = np.argsort(-likeness)[:_LIKE_IT]
        alike = zip(near[order].tolist(), likeness[order].tolist(), strict=True)
        for other, value in alike:
            if value >= _LIKE:
                found.setdefault(other, value)
        return found


def _weight(word: str) -> float:
    """How much a typed word counts, by its letters."""
    if word in _PARTICLES:
        return _PARTICLE_WEIGHT
    return float(min(len(word), _MOST_LETTERS_COUNTED))
