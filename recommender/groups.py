"""Companies and sagas: the films of each, found by name, and the family that a company belongs to.

Prepared once (`build`), memory-mapped when it is opened. A group keeps its *tag* from one version
of the catalogue to the next, so that a button pressed after a refresh still means the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from recommender import names_by_word
from recommender.catalogue import one_chunk
from recommender.lists import Lists, largest, mapped
from recommender.name_index import WHOLE
from recommender.names_by_word import NamesByWord
from recommender.normal_forms import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

COMPANIES = "companies"
COLLECTIONS = "collections"

_TAG_BYTES = 6

#: Words at the end of a company's name that tell its trade or its legal form, not whose it is.
_TRADE = frozenset(
    "pictures picture productions production films film filmes filme studios studio entertainment"
    " company companies co corporation corp inc incorporated ltd limited llc gmbh group media"
    " television tv animation cinema video home international distribution features feature"
    " releasing channel network enterprises communications movies movie motion the and"
    " producciones produccion produzioni peliculas cinematografica cinematograficas"
    " filmproduktion produktion manufacturing industries sa ag kg ab oy as".split()
)
#: Words that name nobody when they stand alone.
_NOBODY = frozenset(
    "american british canadian french german italian spanish australian japanese russian indian"
    " european national international central independent united royal first new world global"
    " film films cinema art arts studio big black white red blue green golden silver"
    " north south east west great little good one two three media digital general".split()
)
#: What people leave out of the names of sagas, and add to them.
UNSAID = {
    COMPANIES: frozenset({"the"}),
    COLLECTIONS: frozenset("the el la los las saga serie coleccion trilogia franquicia".split()),
}
#: As much of a company's folded name as is compared with a head: 48 bytes.
_KIN = "S48"
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Named:
    """A group that a text may mean: its number, its name, how sure (0 to 100), its films."""

    number: int
    name: str
    score: float
    films: int


def tag_of(*identity: object) -> int:
    """The number under which somebody or something is known in every version (48 bits)."""
    text = "\0".join(map(str, identity)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=_TAG_BYTES).digest(), "big")


def head(name: str) -> str:
    """The part of a company's name that it shares with its family, as folded words.

    What stands in brackets is left out, as are an article at the start and, from the end, words of
    trade and of legal form: "The Walt Disney Company" and "Walt Disney Feature Animation" have the
    head "walt disney". Empty when nothing is left that names somebody.
    """
    words = kin_words(name).split()
    while words and words[-1] in _TRADE:
        words.pop()
    return "" if len(words) == 1 and words[0] in _NOBODY else " ".join(words)


def kin_words(name: str) -> str:
    """A company's name as folded words, made ready to be compared with a head."""
    words = names_by_word.words_of(_BRACKETS.sub(" ", name))
    if len(words) > 1 and words[0] in ARTICLES:
        del words[0]
    return " ".join(words)


def build(movies: pa.Table, folder: Path) -> None:
    """Write the companies and the collections into ``folder``.

    Args:
        movies: films in the published schema, ordered by id (``companies``, ``collection`` and
            ``vote_count`` are read).
        folder: the folder of the version that is being made.
    """
    votes = movies["vote_count"].to_numpy()
    companies = one_chunk(movies["companies"])
    _build(
        pc.list_parent_indices(companies).to_numpy(zero_copy_only=False),
        pc.list_flatten(companies),
        votes,
        folder,
        COMPANIES,
    )
    collection = one_chunk(movies["collection"])
    known = collection.is_valid().to_numpy(zero_copy_only=False)
    _build(np.flatnonzero(known), collection.drop_null(), votes, folder, COLLECTIONS)


def _build(
    rows: NDArray[Any], names: pa.Array, votes: NDArray[np.int32], folder: Path, prefix: str
) -> None:
    coded = names.dictionary_encode()
    distinct: list[str] = coded.dictionary.to_pylist()
    tags = np.array([tag_of(name) for name in distinct], np.int64)
    order, number = in_order_of(tags)
    distinct = [distinct[place] for place in order.tolist()]
    groups = number[coded.indices.to_numpy(zero_copy_only=False)]
    films = Lists.of_pairs(groups, rows, len(distinct))
    films.save(folder, f"{prefix}.films")
    np.save(folder / f"{prefix}.tags.npy", tags[order])
    owners = np.repeat(np.arange(len(distinct)), films.sizes)
    weights = np.bincount(owners, votes[films.items] + 1, len(distinct))
    names_by_word.build(distinct, weights.tolist(), folder, prefix, UNSAID[prefix])
    if prefix == COMPANIES:
        kin = sorted((kin_words(name).encode(), at) for at, name in enumerate(distinct))
        np.save(folder / f"{prefix}.kin.npy", np.array([words for words, _ in kin], _KIN))
        np.save(folder / f"{prefix}.kin_numbers.npy", np.array([at for _, at in kin], np.int32))


def in_order_of(tags: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The places of the tags in ascending order, and for each tag its number in that order."""
    order = np.argsort(tags, kind="stable")
    number = np.empty(len(tags), np.int32)
    number[order] = np.arange(len(tags), dtype=np.int32)
    return order, number


class Groups:
    """Named groups of films, such as the companies, numbered from 0. Any thread may ask."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._names = NamesByWord.open(folder, prefix, UNSAID[prefix])
        self._films = Lists.open(folder, f"{prefix}.films")
        self._tags: NDArray[np.int64] = mapped(folder / f"{prefix}.tags.npy")
        self.sizes = self._films.sizes

    @classmethod
    def open(cls, folder: Path, prefix: str) -> Groups:
        """Open what `build` wrote: `COLLECTIONS`, or `COMPANIES` (see `Companies`)."""
        return cls(folder, prefix)

    def __len__(self) -> int:
        return len(self._films)

    def name(self, number: int) -> str:
        """A group's name as the dump has it."""
        return self._names.name(number)

    def rows(self, number: int) -> NDArray[np.int32]:
        """Rows of a group's films, ascending."""
        return self._films.of(number)

    def weight(self, number: int) -> float:
        """How well known a group is: the votes of its films."""
        return float(self._names.weights[number])

    def tag(self, number: int) -> int:
        """What a group is known by in every version."""
        return int(self._tags[number])

    def by_tag(self, tag: int) -> int | None:
        """The number of the group with this tag, or None when this version has no such group."""
        number = int(np.searchsorted(self._tags, tag))
        return number if number < len(self) and self._tags[number] == tag else None

    def has_word(self, word: str) -> bool:
        """Whether a folded word is in some name just so; far quicker than `find`."""
        return self._names.has_word(word)

    def called(self, text: str) -> list[Named]:
        """The groups of just this name, the best known first; far quicker than `find`."""
        return [self._named(number, WHOLE) for number in self._names.called(text)]

    def find(self, text: str, limit: int = 5, *, beside: bool = True) -> list[Named]:
        """The groups that a text may mean, best first (see `recommender.name_index.ASK`).

        Args:
            text: a name, or a part of one, as somebody typed it.
            limit: how many at most.
            beside: whether names that only hold the words stand beside those that are the text.
        """
        return [
            self._named(hit.owner, hit.score)
            for hit in self._names.search(text, limit, beside=beside)
        ]

    def _named(self, number: int, score: float) -> Named:
        return Named(number, self.name(number), score, int(self.sizes[number]))

    def largest(self, n: int) -> list[Named]:
        """The groups with the most films; of equal ones, the best known first."""
        return [
            self._named(number, WHOLE) for number in largest(self.sizes, self._names.weights, n)
        ]


class Companies(Groups):
    """The companies, and their families."""

    def __init__(self, folder: Path, prefix: str = COMPANIES) -> None:
        super().__init__(folder, prefix)
        self._kin: NDArray[np.bytes_] = mapped(folder / f"{prefix}.kin.npy")
        self._kin_numbers: NDArray[np.int32] = mapped(folder / f"{prefix}.kin_numbers.npy")

    def family(self, numbers: Iterable[int]) -> list[int]:
        """The companies whose names begin with the `head` of one of these, most films first."""
        members = set(numbers)
        for name in [self.name(number) for number in members]:
            shared = head(name).encode()[: self._kin.itemsize]
            if shared:
                start = bisect_left(self._kin, shared)
                end = bisect_left(self._kin, shared + b"!")  # "!" comes right after the space
                members.update(
                    number
                    for words, number in zip(
                        self._kin[start:end].tolist(),
                        self._kin_numbers[start:end].tolist(),
                        strict=True,
                    )
                    if words == shared or words.startswith(shared + b" ")
                )
        return sorted(members, key=lambda number: (-int(self.sizes[number]), self.name(number)))

    def rows_of(self, numbers: Sequence[int]) -> NDArray[np.int32]:
        """Rows of the films of several companies, each film once, ascending."""
        if not numbers:
            return np.zeros(0, np.int32)
        return np.unique(np.concatenate([self.rows(number) for number in numbers]))
