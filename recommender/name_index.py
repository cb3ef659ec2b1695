"""Finds a name in a long list, however it was typed: exact in any normal form, or nearly so.

The list may name films, people, companies, collections or countries. It is prepared once
(`build`), memory-mapped when it is opened, and never changes.

A text is looked up by the hash of each normal form first. Then the character trigrams that it
shares with the names (rare ones count more, by inverse document frequency) give candidates, and
the best of these are compared word by word and letter by letter (`recommender.resemblance`).
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from recommender import grams, vocabulary
from recommender.grams import Grams
from recommender.lists import Strings, mapped
from recommender.normal_forms import bare, canonical, ear, ears, fold, skeleton, squeeze
from recommender.resemblance import MODEL, Model, Typed, features, without_stray_articles
from recommender.vocabulary import Vocabulary, hashed, hashed_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

T = TypeVar("T")

#: Letters of a text beyond these are not read: hardly a name is so long.
LONGEST = 160
_GRAM = 3
_CANDIDATES = 120
_COMPARED = 10

#: What the same words score, articles and numerals aside.
SAME_WORDS = 98.0
#: Scores of names that are the same text in a normal form, by form.
_EXACT = {"folded": 100.0, "canonical": 99.0, "bare": SAME_WORDS, "sorted": 95.0}
#: From this score on the first name may be taken at its word, without asking.
ACCEPT = 46.0
#: From this score on it is worth asking "did you mean …?"; below it, nothing fits.
ASK = 5.0
#: Most for a name that is worth asking about and must not be taken at its word.
ASK_AT_MOST = 40.0
#: Most that a name can score which only resembles the text.
NEARLY = 93.0
_EXACT_LOG_ODDS = 8.0
#: Entries of one hash that are looked at: of what is the same text, and of what is alike.
_SAME, _ALIKE = 200, 20
#: Names of up to so many letters are also found by the hashes of what is left without one letter:
#: one slip leaves a short word hardly a trigram.
_SHORT = 8
#: Most that the whole of a name scores.
WHOLE = 100.0
#: Texts that are prepared in one go.
_AT_ONCE = 1 << 13


_ARRAYS = ("owners", "weights", "shown", "most", "hashes", "hash_entries")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that a text may mean: whose it is, how sure (0 to 100), and the name as it is kept."""

    owner: int
    score: float
    name: str


@dataclass(frozen=True, slots=True)
class Forms:
    """The normal forms of one text (see `recommender.normal_forms`)."""

    folded: str
    canon: str
    key: str
    squeezed: str

    @property
    def heard(self) -> str:
        """The key as a Spanish speaker hears it, without spaces."""
        return squeeze(_heard(self.key))

    @classmethod
    def of(cls, text: str, language: str | None = None) -> Forms:
        """Normal forms of ``text``, the first `LONGEST` letters of it."""
        folded = fold(text[: 4 * LONGEST])[:LONGEST]
        canon = canonical(folded)
        return cls._keyed(folded, canon, bare(canon, language))

    @classmethod
    def _keyed(cls, folded: str, canon: str, key: str) -> Forms:
        return cls(folded, canon, key, squeeze(key))

    def as_spelled(self) -> Forms | None:
        """The forms with numbers and parts as they are written, where that makes a difference."""
        if self.canon == self.folded:
            return None
        spelled = bare(self.folded)
        return None if spelled == self.key else Forms._keyed(self.folded, self.canon, spelled)

    def variants(self) -> list[Forms]:
        """These forms, and those of the text as it is spelled if they differ."""
        spelled = self.as_spelled()
        return [self, spelled] if spelled else [self]

    def exact_hashes(self) -> dict[str, int]:
        """A 64-bit hash of each form in which a name and a text are the same."""
        return {form: hashed(f"{form} {text}") for form, text in self.exact() if text}

    def exact(self) -> Iterator[tuple[str, str]]:
        """Each form in which a name and a text may be the same, and the text in it."""
        yield "folded", squeeze(self.folded)
        yield "canonical", squeeze(self.canon)
        yield "bare", self.squeezed
        yield "sorted", " ".join(sorted(self.key.split()))

    def alike_hashes(self) -> list[int]:
        """64-bit hashes shared by what sounds alike, or is short and one slip away."""
        return [hashed(text) for text in self.alike(self.heard)]

    def alike(self, heard: str) -> Iterator[str]:
        """What is the same for what sounds alike, or is short and one slip away.

        Args:
            heard: see there; whoever has many texts finds it faster for all of them at once.
        """
        if len(heard) > 1:
            yield f"heard {heard}"
        consonants = skeleton(heard)
        if len(consonants) > 3:
            yield f"skeleton {consonants}"
        text = self.squeezed
        if 0 < len(text) <= _SHORT:
            shorter = {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}
            yield from (f"shorter {part}" for part in sorted(shorter) if len(part) > 1)


_heard = lru_cache(maxsize=1 << 12)(ear)


def build(
    names: Sequence[str],
    owners: Sequence[int],
    weights: Sequence[float],
    folder: Path,
    prefix: str,
    parts: Iterable[tuple[int, str, int]] = (),
    texts: Iterable[str | None] = (),
) -> None:
    """Write the index of ``names`` into ``folder`` as ``<prefix>.*.npy``.

    Args:
        names: the names as they are to be shown, one a row; an owner may have several.
        owners: whose name it is, for each name.
        weights: how well known the owner is; orders what is otherwise equal.
        folder: where the files go.
        prefix: start of the files' names.
        parts: (place in ``names``, text, most that it scores): what a name is called for short.
        texts: running text in which people write the words that are no slip.
    """

    def save(what: str, array: NDArray[Any]) -> None:
        np.save(folder / f"{prefix}.{what}.npy", array)

    save("owners", np.asarray(owners, np.int32))
    save("weights", np.asarray(weights, np.float32))
    Strings.of(names).save(folder, f"{prefix}.names")
    entries = _Entries(names, parts)
    save("shown", np.frombuffer(entries.shown, np.int32))
    save("most", np.frombuffer(entries.most, np.uint8))
    Strings.joined(entries.keys).save(folder, f"{prefix}.keys")
    vocabulary.build(entries.words, texts, folder, prefix)

    hashes, places = np.concatenate(entries.hashes), np.concatenate(entries.hash_entries)
    # Entries come in ascending order, and a stable sort leaves equal hashes in it.
    order = np.argsort(hashes, kind="stable")
    save("hashes", hashes[order])
    save("hash_entries", places[order])
    del hashes, places, order
    entries.hashes.clear()
    entries.hash_entries.clear()

    count = len(entries.shown)
    grams.write(entries.grams, entries.gram_entries, count, folder, prefix)


class _Entries:
    """What is found by its text: names, as they are meant and as they are spelled, and parts.

    The texts are taken in some thousand at a time, and only numbers are kept of them.

    Attributes:
        shown: the name (its place) that is shown for each entry.
        most: the most that each entry scores.
        keys: canonical words of each entry, without articles, as UTF-8.
        words: in how many names each canonical word is.
        hashes: of the forms of the entries.
        hash_entries: whose hash it is.
        grams: codes of trigrams.
        gram_entries: whose trigram it is, ascending.
    """

    def __init__(self, names: Sequence[str], parts: Iterable[tuple[int, str, int]]) -> None:
        self.shown, self.most = array("i"), array("B")
        self.keys: list[bytes] = []
        self.words: Counter[str] = Counter()
        self.hashes: list[NDArray[np.uint64]] = []
        self.hash_entries: list[NDArray[np.int32]] = []
        self.grams: list[NDArray[np.int64]] = []
        self.gram_entries: list[NDArray[np.int32]] = []

        spelled: list[tuple[int, Forms]] = []
        for start in range(0, len(names), _AT_ONCE):
            forms = [*map(Forms.of, names[start : start + _AT_ONCE])]
            self.words.update(chain.from_iterable(set(form.canon.split()) for form in forms))
            self._add(range(start, start + len(forms)), forms, bytes([int(WHOLE)]) * len(forms))
            spelled += (
                (place, form)
                for place, meant in enumerate(forms, start)
                if (form := meant.as_spelled())
            )
        places, others = zip(*spelled, strict=True) if spelled else ((), ())
        self._add(places, others, bytes([int(WHOLE)]) * len(others))
        rest = iter(parts)
        while piece := [*islice(rest, _AT_ONCE)]:
            forms = [Forms.of(text) for _, text, _ in piece]
            self._add([place for place, _, _ in piece], forms, [score for _, _, score in piece])

    def _add(self, shown: Sequence[int], forms: Sequence[Forms], most: Iterable[int]) -> None:
        first = len(self.shown)
        self.shown.extend(shown)
        self.most.extend(most)
        self.keys += [form.key.encode("utf-8", "replace") for form in forms]
        spelled: list[str] = []
        ends = np.zeros(len(forms) + 1, np.int64)
        for place, (form, heard) in enumerate(
            zip(forms, ears([form.key for form in forms]), strict=True), 1
        ):
            spelled += [f"{kind} {text}" for kind, text in form.exact() if text]
            spelled += form.alike(squeeze(heard))
            ends[place] = len(spelled)
        entries = np.arange(first, first + len(forms), dtype=np.int32)
        self.hashes.append(hashed_all(spelled))
        self.hash_entries.append(np.repeat(entries, np.diff(ends)))
        codes, owner = grams.codes_of([form.squeezed for form in forms], _GRAM)
        self.grams.append(codes)
        self.gram_entries.append(owner + np.int32(first))


def best_odds(near: Iterable[tuple[T, list[float]]], model: Model = MODEL) -> dict[T, float]:
    """Log-odds of each entry by the likeliest of the ways in which it resembles a text.

    Args:
        near: entries, and the `features` of each way in which one resembles the text.
        model: what was calibrated for names of this kind.
    """
    ways = list(near)
    if not ways:
        return {}
    odds = model.log_odds(np.array([told for _, told in ways])).tolist()
    best: dict[T, float] = {}
    for (entry, _), value in zip(ways, odds, strict=True):
        best[entry] = max(value, best.get(entry, value))
    return best


class Listing(Protocol):
    """Names among which is ranked: what each entry is compared as, whose it is and how known."""

    @property
    def most_shared(self) -> float:
        """Most that a part scores that several owners' names have."""

    def key(self, entry: int) -> str:
        """Canonical words of an entry."""

    def most(self, entry: int) -> float:
        """Most that an entry scores."""

    def owner(self, entry: int) -> int:
        """Whose name an entry is."""

    def shown_name(self, entry: int) -> str:
        """The name as it is shown."""

    def unlike(self, entry: int, typed: str) -> bool:
        """Whether a name is typed with other letters than it is shown with."""

    def weight(self, entry: int) -> float:
        """How well known the owner is."""


def ranked(
    listing: Listing,
    exact: Mapping[int, float],
    near: Mapping[int, float],
    limit: int,
    text: str = "",
) -> list[Hit]:
    """The owners of the entries, best first: by score, then the same letters, then by weight.

    The score of a name that is only near is the probability that any such name is meant,
    times the root of the part that this one has in it: of two that are equally near neither
    is sure, and both are worth asking about.

    Args:
        listing: the entries.
        exact: score of each entry that is the same text in a normal form.
        near: log-odds of each entry that resembles it.
        limit: how many owners at most.
        text: what was typed; of names with one score those with its accents and signs are first.
    """
    keys = {entry: listing.key(entry) for entry in near if entry not in exact}
    best: dict[str, float] = {}
    whose: dict[str, set[int]] = {}
    for entry, key in keys.items():
        best[key] = max(best.get(key, -math.inf), near[entry])
        whose.setdefault(key, set()).add(listing.owner(entry))
    odds = {key: math.exp(min(value, 50.0)) for key, value in best.items()}
    total = sum(odds.values())
    known = max(exact.values(), default=0.0)
    other = 1.0 + (math.exp(_EXACT_LOG_ODDS) if known > NEARLY else 0.0)
    found = dict(exact)
    unsure = {listing.owner(entry) for entry, score in exact.items() if score == ASK_AT_MOST}
    for entry, key in keys.items():
        share = math.sqrt(odds[key] / total) * math.exp(near[entry] - best[key])
        most = listing.most(entry)
        if most < WHOLE and len(whose[key]) > 1:
            most = min(most, listing.most_shared)
        if listing.owner(entry) in unsure:
            most = min(most, ASK_AT_MOST)
        found[entry] = NEARLY / WHOLE * most * share * total / (total + other)
    typed = text.strip()
    order = sorted(
        (
            -score,
            score < _EXACT["folded"] or listing.unlike(entry, typed),
            -listing.weight(entry),
            entry,
        )
        for entry, score in found.items()
    )
    hits: dict[int, Hit] = {}
    for score, _, _, entry in order:
        if len(hits) >= limit:
            break
        owner = listing.owner(entry)
        if owner not in hits:
            hits[owner] = Hit(owner, round(-score, 1), listing.shown_name(entry))
    return list(hits.values())


class NameIndex:
    """The names of one list, memory-mapped. Any thread may ask."""

    most_shared = ASK_AT_MOST

    def __init__(self, folder: Path, prefix: str) -> None:
        arrays = {what: mapped(folder / f"{prefix}.{what}.npy") for what in _ARRAYS}
        self.owners, self.weights = arrays["owners"], arrays["weights"]
        self.shown, self._most = arrays["shown"], arrays["most"]
        self._hashes, self._hash_entries = arrays["hashes"], arrays["hash_entries"]
        self._names = Strings.open(folder, f"{prefix}.names")
        self._keys = Strings.open(folder, f"{prefix}.keys")
        self._grams = Grams.open(folder, prefix, _GRAM)
        self._vocabulary = Vocabulary.open(folder, prefix)

    @classmethod
    def open(cls, folder: Path, prefix: str) -> NameIndex:
        """Open what `build` wrote.

        Raises:
            CatalogueDamaged: a file is missing or unreadable.
        """
        return cls(folder, prefix)

    def __len__(self) -> int:
        return len(self.owners)

    def name(self, place: int) -> str:
        """One name, as it is shown."""
        return self._names[place]

    def key(self, entry: int) -> str:
        """Canonical words of one entry, without articles."""
        return self._keys[entry]

    def most(self, entry: int) -> float:
        """Most that an entry scores."""
        return float(self._most[entry])

    def owner(self, entry: int) -> int:
        """Whose name an entry is."""
        return int(self.owners[self.shown[entry]])

    def shown_name(self, entry: int) -> str:
        """The name that is shown for an entry."""
        return self.name(int(self.shown[entry]))

    def unlike(self, entry: int, typed: str) -> bool:
        """Whether it is shown with other letters; who writes a title down chooses their case."""
        return self.shown_name(entry).casefold() != typed.casefold()

    def weight(self, entry: int) -> float:
        """How well known an entry's owner is."""
        return float(self.weights[self.shown[entry]])

    def is_part(self, entry: int) -> bool:
        """Whether an entry is only a part of the name that is shown for it."""
        return bool(self._most[entry] < WHOLE)

    def _lookup(self, hashes: Iterable[int], most: int) -> list[list[int]]:
        """Entries of each hash, the heaviest ``most`` of them where there are more."""
        numbers = np.fromiter(hashes, np.uint64)
        starts = np.searchsorted(self._hashes, numbers, "left").tolist()
        ends = np.searchsorted(self._hashes, numbers, "right").tolist()
        found = []
        for start, end in zip(starts, ends, strict=True):
            entries = self._hash_entries[start:end]
            if len(entries) > most:
                weights = self.weights[self.shown[entries]]
                entries = entries[np.argpartition(weights, -most)[-most:]]
            found.append(entries.tolist())
        return found

    def candidates(self, squeezed: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Entries that share most of a text's trigrams, rare ones above all, and how much."""
        return self._grams.nearest(squeezed, _CANDIDATES)

    def compared(self, forms: Forms, alike: Iterable[int] = ()) -> dict[int, str]:
        """The candidates that deserve a close look, with their keys.

        Args:
            forms: of the text.
            alike: entries that are looked at in any case.
        """
        near, rank = self.candidates(without_stray_articles(forms.key))
        entries = near.tolist()
        keys = self._keys.many(near)
        if len(entries) > _COMPARED:
            squeezed = [squeeze(key) for key in keys]
            length = len(forms.squeezed)
            alikeness = np.maximum.reduce(
                (
                    process.cdist([forms.squeezed], squeezed, scorer=Indel.normalized_similarity)[
                        0
                    ],
                    0.96
                    * process.cdist(
                        [forms.squeezed],
                        [text[:length] for text in squeezed],
                        scorer=Indel.normalized_similarity,
                    )[0],
                    process.cdist([forms.key], keys, scorer=fuzz.token_sort_ratio)[0] / 100,
                )
            )
            best = np.argpartition(alikeness + 0.5 * rank, -_COMPARED)[-_COMPARED:]
            found = {entries[place]: keys[place] for place in best.tolist()}
        else:
            found = dict(zip(entries, keys, strict=True))
        for entry in alike:
            found.setdefault(entry, self.key(entry))
        return found

    def exact(self, forms: Forms) -> dict[int, float]:
        """Entries that are the same text in a strict normal form, with their scores."""
        found: dict[int, float] = {}
        for variant in forms.variants():
            hashes = variant.exact_hashes()
            for form, entries in zip(hashes, self._lookup(hashes.values(), _SAME), strict=True):
                several = len({self.owner(entry) for entry in entries}) > 1
                for entry in entries:
                    if not self.is_part(entry):
                        found.setdefault(entry, _EXACT[form])
                    elif form != "sorted":
                        most = self.most(entry)
                        found.setdefault(entry, min(most, ASK_AT_MOST) if several else most)
        return found

    def has(self, texts: Sequence[str]) -> list[bool]:
        """Which folded texts are a name as it is written, articles aside; one lookup for all."""
        hashes = [
            hashed(f"{form} {squeeze(text)}")
            for folded in texts
            for form, text in (("folded", folded), ("bare", bare(folded)))
        ]
        if not hashes or not len(self._hashes):
            return [False] * len(texts)
        numbers = np.array(hashes, np.uint64)
        places = np.minimum(np.searchsorted(self._hashes, numbers), len(self._hashes) - 1)
        there: list[bool] = (self._hashes[places] == numbers).reshape(-1, 2).any(axis=1).tolist()
        return there

    def near(self, forms: Forms) -> dict[int, list[list[float]]]:
        """Entries that resemble a text, with the `features` of each way in which they do."""
        found: dict[int, list[list[float]]] = {}
        for variant in forms.variants():
            if not variant.squeezed:
                continue
            typed = self._typed(variant)
            alike = [e for same in self._lookup(variant.alike_hashes(), _ALIKE) for e in same]
            compared = self.compared(variant, alike)
            told = {
                key: features(typed, key, part=part)
                for key, part in self._single_parts(compared).items()
                if key
            }
            for entry, key in compared.items():
                if key:
                    found.setdefault(entry, []).append(told[key])
        return found

    def _single_parts(self, compared: Mapping[int, str]) -> dict[str, bool]:
        """Whether a key is a part of one owner's name only, not a name itself or of a family."""
        whose: dict[str, set[int]] = {}
        wholes: set[str] = set()
        for entry, key in compared.items():
            whose.setdefault(key, set()).add(self.owner(entry))
            if not self.is_part(entry):
                wholes.add(key)
        return {key: key not in wholes and len(owners) == 1 for key, owners in whose.items()}

    def _typed(self, forms: Forms) -> Typed:
        words = forms.key.split()
        return Typed.of(
            forms.key,
            self._vocabulary.commonness(words),
            {word: self._vocabulary.oddness(word) for word in words},
            len(self.shown),
        )

    def search(self, text: str, limit: int = 5) -> list[Hit]:
        """Owners whose name the text may be, best first, each once under its best name.

        Args:
            text: what a person typed.
            limit: how many at most.
        """
        forms = Forms.of(text)
        near = ((entry, told) for entry, ways in self.near(forms).items() for told in ways)
        return ranked(self, self.exact(forms), best_odds(near), limit, text)
