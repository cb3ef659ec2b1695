"""The fitted model as it serves: which words are a name, and which intent a text has.

Two linear models over sparse features, kept in ``model.npz`` and computed with numpy alone:

* the *tagger* gives every word its log-odds of being part of a name (of a film, a person, a
  company, a saga); the name is the run of words with the largest sum;
* the *classifier* sees the text with that name, and everything from a short list, replaced by what
  kind of thing it is, so that it learns how people ask and not what about. Its features are TF-IDF
  of word n-grams, of character n-grams, and of what the words hint at (``cues.txt``), alone and in
  pairs; softmax makes probabilities of its scores.

`bot.assistant.understanding.fitting` fits both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.assistant.understanding.lexicon import is_plot_word
from bot.assistant.understanding.tokens import Mention, Word

MODEL = "model.npz"
CUES = "cues.txt"

#: How long the n-grams are, of words and of characters.
WORD_GRAMS = (1, 3)
CHARACTER_GRAMS = (2, 4)
#: What a name stands as, and how the kind of the name follows.
NAME = "NAME"
#: What an unknown word stands as that is one of the words about plots.
PLOT = "PLOT"


@dataclass(frozen=True, slots=True)
class Span:
    """Words ``start`` to ``end`` (exclusive)."""

    start: int
    end: int

    def overlaps(self, other: Mention | Span) -> bool:
        """Whether both have a word in common."""
        return self.start < other.end and other.start < self.end

    def exceeds(self, other: Span) -> bool:
        """Whether all words of the other one are words of this one, and not all of them."""
        return self != other and self.start <= other.start and other.end <= self.end


def tag_features(
    words: Sequence[Word],
    found: Sequence[Mention],
    known: Set[str],
    at: int,
) -> Iterator[str]:
    """What tells whether one word is part of a name.

    Args:
        words: of the whole text.
        found: what the words name from the short lists.
        known: words that people ask with; any other one is just unknown.
        at: place of the word.
    """

    def seen(place: int) -> str:
        if place < 0:
            return "^"
        if place >= len(words):
            return "$"
        kind = next((m.kind for m in found if m.start <= place < m.end), "")
        word = words[place].folded
        return kind or (word if word in known else "?")

    word, here = words[at], seen(at)
    before, after = seen(at - 1), seen(at + 1)
    yield "always"
    yield f"w={here}"
    yield f"-1={before}"
    yield f"-2={seen(at - 2)} {before}"
    yield f"-3={seen(at - 3)} {seen(at - 2)} {before}"
    yield f"+1={after}"
    yield f"+2={after} {seen(at + 2)}"
    yield f"-w={before} {here}"
    yield f"w+={here} {after}"
    yield f"-w+={before} {here} {after}"
    if here == "?":
        yield f"end={word.folded[-3:]}"
        yield f"plot={is_plot_word(word.folded)} {before}"
    if word.quoted:
        yield "quoted"
    if word.capital and at:
        yield f"capital={here == '?'}"
    if len(words) == 1:
        yield "alone"


def replaced(
    words: Sequence[Word],
    found: Sequence[Mention],
    known: Set[str],
    name: Span | None,
    kinds: Sequence[str],
) -> list[str]:
    """The words of a text with names, words of plots and what is from short lists by their kinds.

    Args:
        words: of the text.
        found: what the words name from the short lists.
        known: words that people ask with.
        name: which words are a name.
        kinds: what the name may be, the likeliest first.
    """
    out: list[str] = []
    at = 0
    while at < len(words):
        if name is not None and at == name.start:
            out.append(f"{NAME}:{kinds[0] if kinds else ''}")
            at = name.end
            continue
        mention = next((m for m in found if m.start == at), None)
        if mention is not None and (name is None or not name.overlaps(mention)):
            out.append(mention.kind)
            at = mention.end
        else:
            word = words[at].folded
            out.append(PLOT if word not in known and is_plot_word(word) else word)
            at += 1
    return out


def word_terms(shown: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    """The word n-grams of a replaced text, with its edges, and the kinds that its name may be."""
    edged = ["^", *shown, "$"]
    shortest, longest = WORD_GRAMS
    for size in range(shortest, longest + 1):
        for at in range(len(edged) - size + 1):
            yield " ".join(edged[at : at + size])
    # Whatever kind it is, a name stands there.
    anyhow = [NAME if word.startswith(f"{NAME}:") else word for word in edged]
    if anyhow != edged:
        for size in range(shortest, longest + 1):
            for at in range(len(anyhow) - size + 1):
                if NAME in anyhow[at : at + size]:
                    yield " ".join(anyhow[at : at + size])
    yield from (f"kind {kind}" for kind in kinds)
    yield f"length {min(len(shown), 12)}"


def character_terms(shown: Sequence[str], _: Sequence[str]) -> Iterator[str]:
    """The character n-grams within the words of a replaced text; kinds are left as they are."""
    shortest, longest = CHARACTER_GRAMS
    for word in shown:
        if word[0].isupper():
            continue
        edged = f" {word} "
        for size in range(shortest, longest + 1):
            for at in range(max(len(edged) - size + 1, 0)):
                yield edged[at : at + size]


@cache
def _cues() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """What whole words hint at, and what beginnings of words do."""
    whole: dict[str, tuple[str, ...]] = {}
    begun: dict[str, tuple[str, ...]] = {}
    text = (files(__package__) / CUES).read_text(encoding="utf-8")
    for line in text.splitlines():
        cue, _, words = line.partition(" = ")
        for word in words.split() if line[0] != "#" else ():
            found = begun if word.endswith("*") else whole
            stem = word.rstrip("*")
            found[stem] = tuple(dict.fromkeys((*found.get(stem, ()), cue)))
    return whole, begun


@lru_cache(maxsize=1 << 14)
def cues_of(word: str) -> tuple[str, ...]:
    """What a folded word hints at."""
    whole, begun = _cues()
    found = list(whole.get(word, ()))
    for end in range(3, len(word) + 1):
        found += begun.get(word[:end], ())
    return tuple(dict.fromkeys(found))


def cue_terms(shown: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    """What a replaced text hints at and what kinds of things it has, each alone and with another.

    The order of the words does not matter here; what the first one hints at does.
    """
    found = {f"{NAME}:{kind}" for kind in kinds}
    for word in shown:
        if word[0].isupper():
            found.add(NAME if word.startswith(NAME) else word)
        else:
            found.update(cues_of(word))
    ordered = sorted(found)
    yield from ordered
    yield from (f"{one} & {two}" for one, two in combinations(ordered, 2))
    if len(shown) and not shown[0][0].isupper():
        yield from (f"^ {cue}" for cue in cues_of(shown[0]))


#: The families of features, by the names that their arrays have.
BLOCKS: Mapping[str, Callable[[Sequence[str], Sequence[str]], Iterator[str]]] = {
    "word": word_terms,
    "character": character_terms,
    "cue": cue_terms,
}


@dataclass(frozen=True)
class Block:
    """One family of features: the place of each term among its rows, and its weight."""

    place_of: Mapping[str, int]
    idf: NDArray[np.float32]
    first: int

    def vector(self, terms: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows and TF-IDF weights of a text, of length 1; counts are damped by a logarithm."""
        counts = Counter(place for term in terms if (place := self.place_of.get(term)) is not None)
        places = np.fromiter(counts, np.int64, len(counts))
        counted = np.fromiter(counts.values(), np.float32, len(counts))
        weights = (1 + np.log(counted)) * self.idf[places]
        norm = float(np.linalg.norm(weights))
        return places + self.first, weights / norm if norm else weights


class Model:
    """The fitted model. Immutable; any thread may ask."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.intents: tuple[str, ...] = tuple(str(arrays["intents"]).split("\n"))
        self._blocks = []
        first = 0
        for name in BLOCKS:
            terms = str(arrays[f"{name}_terms"]).split("\n")
            places = {term: place for place, term in enumerate(terms)}
            self._blocks.append(Block(places, arrays[f"{name}_idf"].astype(np.float32), first))
            first += len(terms)
        self._weights: NDArray[np.float32] = arrays["weights"].astype(np.float32)
        self._intercept: NDArray[np.float32] = arrays["intercept"].astype(np.float32)
        self._tags = dict(
            zip(str(arrays["tags"]).split("\n"), arrays["tag_weights"].tolist(), strict=True)
        )
        self.known = frozenset(str(arrays["known"]).split("\n"))

    @classmethod
    def open(cls) -> Model:
        """The model that comes with the program."""
        with (files(__package__) / MODEL).open("rb") as file, np.load(file) as arrays:
            return cls(dict(arrays))

    def name_odds(self, words: Sequence[Word], found: Sequence[Mention]) -> list[float]:
        """The log-odds of every word of being part of a name."""
        weights = self._tags
        return [
            sum(weights.get(term, 0.0) for term in tag_features(words, found, self.known, at))
            for at in range(len(words))
        ]

    def probabilities(
        self,
        words: Sequence[Word],
        found: Sequence[Mention],
        name: Span | None,
        kinds: Sequence[str],
    ) -> NDArray[np.float64]:
        """The probability of each of `intents`."""
        shown = replaced(words, found, self.known, name, kinds)
        scores = self._intercept.astype(np.float64)
        for block, terms in zip(self._blocks, BLOCKS.values(), strict=True):
            places, weights = block.vector(terms(shown, kinds))
            scores = scores + weights @ self._weights[places]
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())


@cache
def model() -> Model:
    """The model that comes with the program, opened once."""
    return Model.open()


def best_run(odds: Sequence[float]) -> Span | None:
    """The run of words with the largest sum of log-odds (Kadane); None when none is above 0."""
    best, best_sum = None, 0.0
    start, total = 0, 0.0
    for at, value in enumerate(odds):
        if total <= 0:
            start, total = at, 0.0
        total += value
        if total > best_sum:
            best, best_sum = Span(start, at + 1), total
    return best
