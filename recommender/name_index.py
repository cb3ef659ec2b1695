"""Finds a name in a long list, however it was typed: exact in any normal form, or nearly so.

The list may name films, people, companies, collections or countries. It is prepared once
(`build`), memory-mapped when it is opened, and never changes.

A text is looked up by the hash of each normal form first. Then the character trigrams that it
shares with the names (rare ones count more, by inverse document frequency) give candidates, and
these are compared word by word and letter by letter.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from recommender.normal_forms import bare, canonical, ear, fold, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

#: Letters of a text beyond these are not read: no name is nearly so long.
LONGEST = 200
_CANDIDATES = 120

_FORM_SCORES = {"folded": 100.0, "bare": 98.0, "sorted": 95.0, "ear": 88.0}


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that a text may mean: whose it is, how sure (0 to 100), and the name as it is kept."""

    owner: int
    score: float
    name: str


@dataclass(frozen=True, slots=True)
class Forms:
    """The normal forms of one text."""

    folded: str
    key: str
    squeezed: str
    heard: str

    @classmethod
    def of(cls, text: str, language: str | None = None) -> Forms:
        """Normal forms of ``text``."""
        folded = fold(text)
        key = bare(canonical(folded), language)
        return cls(folded, key, squeeze(key), squeeze(ear(key)))

    def hashes(self) -> dict[str, int]:
        """One 64-bit hash for each form under which names are looked up."""
        spelled = {
            "folded": squeeze(self.folded),
            "bare": self.squeezed,
            "sorted": "".join(sorted(self.key.split())),
            "ear": self.heard,
        }
        return {form: _hash(form, text) for form, text in spelled.items() if text}


def _hash(form: str, text: str) -> int:
    digest = hashlib.blake2b(f"{form}\0{text}".encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def _grams(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Trigrams of each text with one edge sign, as (gram codes, index of the text)."""
    edged = [f"\x02{text}\x03" for text in texts]
    lengths = np.fromiter(map(len, edged), np.int64, len(edged))
    points = np.frombuffer("".join(edged).encode("utf-32-le", "surrogatepass"), np.uint32)
    points = points.astype(np.int64)
    owner = np.repeat(np.arange(len(edged)), lengths)
    codes = (points[:-2] << 42) | (points[1:-1] << 21) | points[2:]
    whole = owner[:-2] == owner[2:]
    return codes[whole], owner[:-2][whole]


def build(
    names: Sequence[str],
    owners: Sequence[int],
    weights: Sequence[float],
    folder: Path,
    prefix: str,
) -> None:
    """Write the index of ``names`` into ``folder`` as ``<prefix>.*.npy``.

    Args:
        names: the names as they are to be shown, one a row; an owner may have several.
        owners: whose name it is, for each name.
        weights: how well known the owner is; orders what is otherwise equal.
        folder: where the files go.
        prefix: start of the files' names.
    """
    forms = [Forms.of(name) for name in names]
    owner = np.asarray(owners, np.int32)
    weight = np.asarray(weights, np.float32)

    def save(what: str, array: NDArray[Any]) -> None:
        np.save(folder / f"{prefix}.{what}.npy", array)

    def save_texts(what: str, texts: Iterable[str]) -> None:
        encoded = [text.encode("utf-8", "replace") for text in texts]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(text) for text in encoded], out=starts[1:])
        save(f"{what}_starts", starts)
        save(what, np.frombuffer(b"".join(encoded), np.uint8))

    save("owners", owner)
    save("weights", weight)
    save_texts("names", names)
    save_texts("keys", (form.key for form in forms))

    pairs = [
        (number, entry) for entry, form in enumerate(forms) for number in form.hashes().values()
    ]
    hashes = np.array([pair[0] for pair in pairs], np.uint64)
    entries = np.array([pair[1] for pair in pairs], np.int32)
    order = np.lexsort((entries, hashes))
    save("hashes", hashes[order])
    save("hash_entries", entries[order])

    codes, entry = _grams([form.squeezed[:LONGEST] for form in forms])
    grams, gram = np.unique(codes, return_inverse=True)
    postings = np.unique(gram.astype(np.int64) * max(len(forms), 1) + entry)
    gram, entry = np.divmod(postings, max(len(forms), 1))
    starts = np.searchsorted(gram, np.arange(len(grams) + 1))
    idf = np.log(1 + len(forms) / np.maximum(np.diff(starts), 1))
    save("grams", grams)
    save("gram_starts", starts.astype(np.int64))
    save("postings", entry.astype(np.int32))
    save("norms", np.bincount(entry, idf[gram], len(forms)).astype(np.float32))


class NameIndex:
    """The names of one list, memory-mapped. Any thread may ask."""

    def __init__(self, folder: Path, prefix: str) -> None:
        def load(what: str) -> NDArray[Any]:
            path = folder / f"{prefix}.{what}.npy"
            # A map cannot have zero bytes.
            array = np.load(path, mmap_mode="r")
            return array if array.size else np.asarray(array)

        self.owners = load("owners")
        self.weights = load("weights")
        self._names, self._name_starts = load("names"), load("names_starts")
        self._keys, self._key_starts = load("keys"), load("keys_starts")
        self._hashes, self._hash_entries = load("hashes"), load("hash_entries")
        self._grams, self._gram_starts = load("grams"), load("gram_starts")
        self._postings, self._norms = load("postings"), load("norms")

    @classmethod
    def open(cls, folder: Path, prefix: str) -> NameIndex:
        """Open what `build` wrote."""
        return cls(folder, prefix)

    def __len__(self) -> int:
        return len(self.owners)

    def name(self, entry: int) -> str:
        """The name of one entry, as it is shown."""
        span = self._names[self._name_starts[entry] : self._name_starts[entry + 1]]
        return span.tobytes().decode()

    def _key(self, entry: int) -> str:
        span = self._keys[self._key_starts[entry] : self._key_starts[entry + 1]]
        return span.tobytes().decode()

    def exact(self, forms: Forms) -> dict[int, float]:
        """Entries that are the same text in some normal form, with the score of the strictest."""
        found: dict[int, float] = {}
        for form, number in forms.hashes().items():
            start, end = (
                np.searchsorted(self._hashes, np.uint64(number), "left"),
                np.searchsorted(self._hashes, np.uint64(number), "right"),
            )
            for entry in self._hash_entries[start:end].tolist():
                found.setdefault(entry, _FORM_SCORES[form])
        return found

    def _candidates(self, squeezed: str) -> list[int]:
        if not squeezed or not len(self):
            return []
        codes = np.unique(_grams([squeezed[:LONGEST]])[0])
        places = np.searchsorted(self._grams, codes)
        places = places[places < len(self._grams)]
        places = places[np.isin(self._grams[places], codes)]
        if not len(places):
            return []
        starts, ends = self._gram_starts[places], self._gram_starts[places + 1]
        idf = np.log(1 + len(self) / (ends - starts))
        posted = np.concatenate(
            [self._postings[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        )
        shared = np.bincount(posted, np.repeat(idf, ends - starts), len(self))
        near = np.flatnonzero(shared >= 0.4 * shared.max())
        overlap = shared[near]
        rank = overlap / (
            overlap + 0.7 * (idf.sum() - overlap) + 0.3 * (self._norms[near] - overlap)
        )
        if len(near) > _CANDIDATES:
            near = near[np.argpartition(rank, -_CANDIDATES)[-_CANDIDATES:]]
        return [int(entry) for entry in near]

    def near(self, forms: Forms) -> dict[int, float]:
        """Entries that resemble the text, with scores below those of exact ones."""
        found: dict[int, float] = {}
        for entry in self._candidates(forms.squeezed):
            key = self._key(entry)
            letters = OSA.normalized_similarity(forms.squeezed, squeeze(key))
            words = fuzz.token_sort_ratio(forms.key, key) / 100
            heard = 0.95 * fuzz.ratio(forms.heard, squeeze(ear(key))) / 100
            found[entry] = 94 * max(letters, words, heard)
        return found

    def search(self, text: str, limit: int = 5) -> list[Hit]:
        """Owners whose name the text may be, best first, each once under its best name.

        Args:
            text: what a person typed.
            limit: how many at most.
        """
        forms = Forms.of(text[:LONGEST])
        return self.best(self.near(forms) | self.exact(forms), limit)

    def best(self, found: dict[int, float], limit: int) -> list[Hit]:
        """The best entry of each owner, by score and then by weight."""
        order = sorted(found, key=lambda entry: (-found[entry], -float(self.weights[entry]), entry))
        hits: dict[int, Hit] = {}
        for entry in order:
            owner = int(self.owners[entry])
            if owner not in hits:
                hits[owner] = Hit(owner, round(found[entry], 1), self.name(entry))
                if len(hits) == limit:
                    break
        return list(hits.values())
