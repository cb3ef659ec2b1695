"""The people of the credits: who a name means, and the films of each in each role.

Prepared once (`build`), memory-mapped when it is opened. A person is told apart by id and name
together: neither alone is enough, since names repeat and the dump gives some ids twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from recommender import names_by_word
from recommender.catalogue import ROLES, one_chunk
from recommender.groups import in_order_of, tag_of
from recommender.lists import Lists, largest, mapped
from recommender.names_by_word import NamesByWord

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

Role = Literal["cast", "director", "writer"]

_PREFIX = "people"
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the credits.

    Attributes:
        number: place in this version of the catalogue.
        id: the TMDB id, or None where the dump has none.
        name: as in the dump.
        tag: what the person is known by in every version.
    """

    number: int
    id: int | None
    name: str
    tag: int


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody whom a text may mean: how sure (0 to 100), how many films, and how well known."""

    person: Person
    score: float
    films: int
    weight: float


def build(movies: pa.Table, credits: pa.Table, folder: Path) -> None:  # noqa: A002
    """Write the people into ``folder``.

    How well known somebody is: the votes of their films, those of a cast divided by the place of
    the name in it.

    Args:
        movies: films in the published schema, ordered by id (``id`` and ``vote_count`` are read).
        credits: credits in the published schema.
        folder: the folder of the version that is being made.
    """
    names = one_chunk(credits["name"].unify_dictionaries())
    ids = credits["person_id"].fill_null(_NOBODY).to_numpy().astype(np.int64)
    codes = names.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    shown = names.dictionary.to_pylist()
    width = max(len(shown), 1)
    known, person = np.unique((ids + 1) * width + codes, return_inverse=True)
    known_ids, known_codes = known // width - 1, known % width
    tags = np.array(
        [
            tag_of(person_id, shown[code])
            for person_id, code in zip(known_ids.tolist(), known_codes.tolist(), strict=True)
        ],
        np.int64,
    )
    order, number = in_order_of(tags)
    numbers = number[person]
    rows = np.searchsorted(movies["id"].to_numpy(), credits["movie_id"].to_numpy())
    role = credits["role"].cast("string").to_numpy(zero_copy_only=False)
    for each in ROLES:
        mine = role == each
        Lists.of_pairs(numbers[mine], rows[mine], len(known)).save(folder, f"{_PREFIX}.{each}")
    np.save(folder / f"{_PREFIX}.tags.npy", tags[order])
    np.save(folder / f"{_PREFIX}.ids.npy", known_ids[order].astype(np.int32))
    votes = movies["vote_count"].to_numpy()[rows] / (1 + credits["billing"].to_numpy())
    weights = np.bincount(numbers, votes, len(known))
    names_by_word.build(
        [shown[code] for code in known_codes[order].tolist()], weights.tolist(), folder, _PREFIX
    )


class People:
    """Everybody in the credits, numbered from 0. Any thread may ask."""

    def __init__(self, folder: Path) -> None:
        self._names = NamesByWord.open(folder, _PREFIX)
        self._films = {role: Lists.open(folder, f"{_PREFIX}.{role}") for role in ROLES}
        self._tags: NDArray[np.int64] = mapped(folder / f"{_PREFIX}.tags.npy")
        self._ids: NDArray[np.int32] = mapped(folder / f"{_PREFIX}.ids.npy")
        self._sizes = {role: lists.sizes for role, lists in self._films.items()}
        self._has = {role: sizes > 0 for role, sizes in self._sizes.items()}

    @classmethod
    def open(cls, folder: Path) -> People:
        """Open what `build` wrote."""
        return cls(folder)

    def __len__(self) -> int:
        return len(self._tags)

    def person(self, number: int) -> Person:
        """Somebody by number."""
        person_id = int(self._ids[number])
        return Person(
            number,
            None if person_id == _NOBODY else person_id,
            self._names.name(number),
            int(self._tags[number]),
        )

    def by_tag(self, tag: int) -> Person | None:
        """Whoever has this tag, or None when this version does not know them."""
        number = int(np.searchsorted(self._tags, tag))
        return self.person(number) if number < len(self) and self._tags[number] == tag else None

    def rows(self, person: Person, role: Role) -> NDArray[np.int32]:
        """Rows of the films in which somebody has a role, each once, ascending."""
        return self._films[role].of(person.number)

    def has_word(self, word: str) -> bool:
        """Whether a folded word is in some name just so; far quicker than `find`."""
        return self._names.has_word(word)

    def called(self, name: str) -> list[Person]:
        """Everybody of just this name, the best known first."""
        return [self.person(number) for number in self._names.called(name)]

    def find(self, text: str, role: Role | None = None, limit: int = 5) -> list[Meant]:
        """Whom a text may mean, best first (see `recommender.name_index.ASK`).

        A name that is the text leaves no room for those that merely hold its words.

        Args:
            text: a name, or a part of one, as somebody typed it.
            role: only those who have a film in this role.
            limit: how many at most.
        """
        among = None if role is None else self._has[role]
        return [
            Meant(
                self.person(hit.owner),
                hit.score,
                self.films(hit.owner, role),
                self.weight(hit.owner),
            )
            for hit in self._names.search(text, limit, among, beside=False)
        ]

    def films(self, number: int, role: Role | None = None) -> int:
        """How many films somebody has in a role, or credits in all of them."""
        roles = ROLES if role is None else (role,)
        return sum(int(self._sizes[each][number]) for each in roles)

    def weight(self, number: int) -> float:
        """How well known somebody is (see `build`)."""
        return float(self._names.weights[number])

    def busiest(self, role: Role, n: int) -> list[tuple[Person, int]]:
        """Those with the most films in a role, and how many; of equals, the best known first."""
        sizes = self._sizes[role]
        return [
            (self.person(number), int(sizes[number]))
            for number in largest(sizes, self._names.weights, n)
            if sizes[number]
        ]
