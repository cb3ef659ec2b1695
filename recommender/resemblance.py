"""How much a typed text resembles a name: what was mistyped, left out, added or moved.

Two explanations are weighed. Either the text is the name, or its beginning, with some wrong
letters wherever the spaces are; or it has the name's words, some of them mistyped, in any order,
with words missing or too many. The cheaper explanation is described by `features`, and `MODEL`
says what that is worth. It was calibrated by ``tests/benchmarks/titles_calibrate.py``.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA

from recommender.everyday_words import EVERYDAY_WORDS, is_everyday
from recommender.normal_forms import ear, is_number, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

FEATURES = (
    "crowd", "edits", "edits_by_ear", "edits_per_letter", "worst_word", "missing_tail",
    "missing_inside", "missing_any", "begun", "begun_word", "any_extra", "extra", "extra_known",
    "mistyped_any_known", "mistyped_known", "inflected", "odd", "length", "rarity", "everyday",
    "moved", "number_conflict", "number_missing", "other_first_letter", "part", "year_agrees",
    "year_conflict",
)  # fmt: skip

#: What is left of a mistyped or misheard article.
_LIKE_AN_ARTICLE = frozenset({"de", "ze", "te", "da", "th", "el", "la"})
_OFTEN_LEFT_OUT = ("the", "and", "los", "las")

#: Part of the letters that must be heard for a likeness by ear to count: "jajaja" is not "a".
_HEARD = 0.6
#: What it costs, in letters, when only the consonants sound alike.
_CONSONANTS = 2.0

_heard = lru_cache(maxsize=1 << 12)(ear)


_ENDINGS = frozenset(
    {"", "s", "es", "d", "ed", "r", "er", "ers", "n", "en", "y", "ing", "e", "a", "o", "as", "os",
     "ly", "al", "ness", "ies", "ie"}
)  # fmt: skip


def inflected(typed: str, name: str) -> bool:
    """Whether two words are one word with different endings ("locust" and "locusts")."""
    shared = 0
    for a, b in zip(typed, name, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 3 and typed[shared:] in _ENDINGS and name[shared:] in _ENDINGS


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed text, made ready to be compared with many names.

    ``commonness`` and ``oddness`` have each word's (see `recommender.vocabulary`); ``rarity`` is
    one less the mean commonness of the letters, ``everyday`` the part of them in everyday
    words. ``crowd`` is the logarithm of how many names there are: the more, the likelier that one
    is near by chance.
    """

    words: tuple[str, ...]
    heard_words: tuple[str, ...]
    squeezed: str
    heard: str
    commonness: dict[str, float]
    oddness: dict[str, float]
    rarity: float
    everyday: float
    crowd: float

    @classmethod
    def of(
        cls, key: str, commonness: dict[str, float], oddness: dict[str, float], names: int
    ) -> Typed:
        """The text whose canonical words without articles are ``key``.

        Args:
            key: the words with one space between them.
            commonness: of each word, see `recommender.vocabulary`.
            oddness: of each word.
            names: how many names there are to be taken for each other.
        """
        words = tuple(key.split())
        heard_words = tuple(_heard(word) for word in words)
        squeezed, heard = "".join(words), "".join(heard_words)
        if len(heard) < _HEARD * len(squeezed):
            heard_words, heard = words, squeezed
        common = sum(len(word) * commonness[word] for word in words) / max(len(squeezed), 1)
        everyday = sum(len(word) for word in words if is_everyday(word))
        return cls(
            words=words,
            heard_words=heard_words,
            squeezed=squeezed,
            heard=heard,
            commonness=commonness,
            oddness=oddness,
            rarity=1 - common,
            everyday=everyday / max(len(squeezed), 1),
            crowd=math.log10(max(names, 1)),
        )

    def inflects(self, word: str, others: Iterable[str]) -> bool:
        """Whether a typed word that is known is another form of one of the others."""
        return self.commonness[word] > 0 and any(inflected(word, other) for other in others)


@lru_cache(maxsize=1 << 12)
def _stray_article(word: str) -> bool:
    """Whether a word is what a slip leaves of an article or of "and"."""
    return word in _LIKE_AN_ARTICLE or (
        1 < len(word) < 6
        and word not in EVERYDAY_WORDS
        and any(OSA.distance(word, other) <= 1 for other in _OFTEN_LEFT_OUT)
    )


def without_stray_articles(key: str) -> str:
    """The key without spaces, and without words that are likely mistyped articles."""
    kept = "".join([word for word in key.split() if not _stray_article(word)])
    return kept if len(kept) > 2 else key.replace(" ", "")


@dataclass(slots=True)
class _Explanation:
    edits: float = 0.0
    worst_word: float = 0.0
    tail: int = 0
    inside: int = 0
    extra: int = 0
    moved: float = 0.0
    edits_by_ear: float = 0.0
    mistyped_any_known: float = 0.0
    mistyped_known: float = 0.0
    inflected: float = 0.0
    odd: float = 0.0
    extra_known: float = 0.0
    number_conflict: float = 0.0
    number_missing: float = 0.0

    @property
    def cost(self) -> float:
        return (
            self.edits
            + self.edits_by_ear
            + 0.3 * self.tail
            + 0.5 * self.inside
            + 1.0 * self.extra
            + self.moved
            + self.mistyped_known
            + 3 * self.number_conflict
            + self.number_missing
        )


def _distance(
    typed: str, typed_heard: str, name: str, name_heard: str, most: int
) -> tuple[float, bool]:
    """Letters to change, as written or (for half a letter more) as heard, and which it is."""
    written = OSA.distance(typed, name, score_cutoff=most)
    if not written:
        return written, False
    heard = 0.5 + OSA.distance(typed_heard, name_heard, score_cutoff=most)
    return (heard, True) if heard < written else (written, False)


def _as_a_whole(typed: Typed, squeezed: str, heard: str, words: list[str]) -> _Explanation:
    most = max(2, len(typed.squeezed) // 2)
    told = _Explanation()
    tail = len(squeezed) - len(typed.squeezed)
    edits, by_ear = _distance(typed.squeezed, typed.heard, squeezed, heard, most)
    consonants = skeleton(heard)
    if edits > _CONSONANTS and len(consonants) > 4 and skeleton(typed.heard) == consonants:
        edits, by_ear = _CONSONANTS, True
    if tail > 1:
        begun = OSA.distance(typed.squeezed, squeezed[: len(typed.squeezed)], score_cutoff=most)
        if begun + 0.3 * tail < edits:
            edits, told.tail, by_ear = begun, tail, False
    told.edits, told.edits_by_ear = (0.0, edits) if by_ear else (edits, 0.0)
    if edits:
        there = set(words)
        other = [word for word in typed.words if word not in there]
        if told.tail and typed.words[-1] not in there:
            other.pop()
        told.worst_word = edits / max((len(word) for word in other), default=1)
        told.mistyped_known = sum(typed.commonness[word] for word in other)
        told.mistyped_any_known = float(told.mistyped_known > 0)
        told.inflected = float(any(typed.inflects(word, words) for word in other))
        told.odd = max((typed.oddness[word] for word in other), default=0.0)
        told.number_conflict = float(
            {word for word in words if is_number(word)}
            != {word for word in typed.words if is_number(word)}
        )
    elif told.tail:
        told.inflected = float(typed.inflects(typed.words[-1], words))
        told.number_missing = float(is_number(squeezed[len(typed.squeezed) :]))
    return told


def _same_words(typed: Typed, words: list[str]) -> tuple[dict[int, int], list[int]]:
    """Place in the name of each typed word that it has, and the places of the other words."""
    left = list(range(len(words)))
    pairs: dict[int, int] = {}
    for place, word in enumerate(typed.words):
        for other in left:
            if words[other] == word:
                left.remove(other)
                pairs[place] = other
                break
    return pairs, left


def _nearest_word(
    typed: Typed, place: int, words: list[str], left: list[int]
) -> tuple[int, float, bool, int] | None:
    """The word that a typed one was meant to be: place, edits, whether by ear, letters to come."""
    word, heard = typed.words[place], typed.heard_words[place]
    last = place == len(typed.words) - 1
    most = (len(word) + 1) // 3 + (len(word) > 3)
    nearest, fewest = None, most + 0.6
    for other in left:
        name = words[other]
        if is_number(word) and (is_number(name) or name == "i"):
            continue
        if last and len(name) > len(word) > 1 and name.startswith(word):
            edits, by_ear, to_come = 0.3, False, len(name) - len(word)
        else:
            edits, by_ear = _distance(word, heard, name, _heard(name), most)
            to_come = 0
        if edits < fewest:
            nearest, fewest = (other, edits, by_ear, to_come), edits
    return nearest


def _mistyped(told: _Explanation, typed: Typed, word: str, name: str, edits: float) -> None:
    told.worst_word = max(told.worst_word, edits / len(word))
    told.mistyped_known += typed.commonness[word]
    told.mistyped_any_known = max(told.mistyped_any_known, float(typed.commonness[word] > 0))
    told.inflected += typed.inflects(word, [name])
    told.odd = max(told.odd, typed.oddness[word])


def _word_by_word(typed: Typed, words: list[str]) -> _Explanation:
    told = _Explanation()
    pairs, left = _same_words(typed, words)
    for place, word in enumerate(typed.words):
        if place in pairs:
            continue
        nearest = _nearest_word(typed, place, words, left)
        if nearest:
            other, edits, by_ear, to_come = nearest
            left.remove(other)
            pairs[place] = other
            if to_come:
                told.tail += to_come
                told.inflected += typed.inflects(word, [words[other]])
                continue
            if by_ear:
                told.edits_by_ear += edits
            else:
                told.edits += edits
            _mistyped(told, typed, word, words[other], edits)
        elif _stray_article(word):
            told.extra += 1
        else:
            told.extra += len(word)
            told.extra_known += typed.commonness[word]
            told.number_conflict = max(told.number_conflict, float(is_number(word)))
    last = max(pairs.values(), default=-1)
    for other in left:
        if is_number(words[other]):
            told.number_missing = 1.0
        elif other > last:
            told.tail += len(words[other])
        else:
            told.inside += len(words[other])
    if told.number_missing and told.extra and any(is_number(word) for word in typed.words):
        told.number_conflict = 1.0
    order = [pairs[place] for place in sorted(pairs)]
    told.moved = float(len(order) > 1 and order != sorted(order))
    return told


def features(typed: Typed, key: str, *, part: bool = False) -> list[float]:
    """What tells the text from the name, in the order of `FEATURES`.

    Nothing is said of a year; who knows it fills in the last two.

    Args:
        typed: the text, not empty.
        key: the name's canonical words without articles, not empty.
        part: whether the name is a part of a longer one.
    """
    words = key.split()
    squeezed = "".join(words)
    told = _as_a_whole(typed, squeezed, "".join([_heard(word) for word in words]), words)
    if told.cost > 1:
        other = _word_by_word(typed, words)
        if other.cost <= told.cost:
            told = other
    length = len(typed.squeezed)
    edits = told.edits + told.edits_by_ear
    return [
        typed.crowd,
        told.edits,
        told.edits_by_ear,
        edits / length,
        told.worst_word,
        told.tail / len(squeezed),
        told.inside / len(squeezed),
        float(told.tail + told.inside > 0),
        float(told.tail > 0 and not edits + told.inside + told.extra + told.moved),
        float(
            told.tail > 0 and squeezed.startswith(typed.squeezed) and typed.words[-1] not in words
        ),
        float(told.extra > 2),
        told.extra / length,
        told.extra_known,
        told.mistyped_any_known,
        told.mistyped_known,
        told.inflected,
        told.odd,
        math.log(max(length - told.extra - edits, 1.0)),
        typed.rarity,
        typed.everyday,
        told.moved,
        told.number_conflict,
        told.number_missing,
        float(squeezed[:1] != typed.squeezed[:1]),
        float(part),
        0.0,
        0.0,
    ]


#: Most log-odds of a name with another number, of another year, or that talk only begins like.
_ANOTHER = -0.4
_SETS_APART = [
    FEATURES.index(name) for name in ("number_conflict", "number_missing", "year_conflict")
]
_EVERYDAY = FEATURES.index("everyday")
_UNLIKE = [FEATURES.index(name) for name in ("missing_any", "any_extra", "edits", "edits_by_ear")]


@dataclass(frozen=True, slots=True)
class Model:
    """Log-odds from features: a straight line and a few bends (one hidden layer of tanh).

    Arrays are float64: ``mean`` and ``scale`` of each feature; ``inner`` (features, units) and
    ``inner_bias``; ``outer`` weighs the units and ``direct`` the features; ``bias``.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    inner: NDArray[np.float64]
    inner_bias: NDArray[np.float64]
    outer: NDArray[np.float64]
    direct: NDArray[np.float64]
    bias: float

    @classmethod
    def read(cls, path: Path) -> Model:
        """The model that a calibration wrote.

        Raises:
            ValueError: it was made for other features.
        """
        stored = json.loads(path.read_text(encoding="utf-8"))
        if tuple(stored["features"]) != FEATURES:
            raise ValueError(f"{path} was calibrated for other features")
        arrays = {
            name: np.array(stored[name])
            for name in ("mean", "scale", "inner", "inner_bias", "outer", "direct")
        }
        return cls(bias=float(stored["bias"]), **arrays)

    def log_odds(self, told: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds that each name is meant.

        "Toy Story 4" is not "Toy Story 3", however alike they are, and "what time is it" is no
        title, although one begins so or is nearly so: such a name is worth asking about at best.

        Args:
            told: `features` of each name, one a row.
        """
        scaled = np.clip((told - self.mean) / self.scale, -_FAR, _FAR)
        bent = np.tanh(scaled @ self.inner + self.inner_bias)
        odds = bent @ self.outer + scaled @ self.direct + self.bias
        apart = (told[:, _SETS_APART] >= 1).any(axis=1)
        talk = (told[:, _EVERYDAY] >= 1) & (told[:, _UNLIKE] > 0).any(axis=1)
        return np.where(apart | talk, np.minimum(odds, _ANOTHER), odds)


#: Features are not followed further than so many standard deviations from what was seen.
_FAR = 6.0
MODEL = Model.read(Path(__file__).with_name("resemblance.json"))
