"""Lists and strings of any length as flat arrays on disk, memory-mapped when they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.errors import CatalogueDamaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def mapped(path: Path) -> NDArray[Any]:
    """A memory-mapped array.

    Raises:
        CatalogueDamaged: the file is missing or unreadable.
    """
    try:
        # A memmap's every slice costs a microsecond more than a plain array's.
        return np.asarray(np.load(path, mmap_mode="r"))
    except (OSError, EOFError, ValueError) as error:
        raise CatalogueDamaged(f"{path} cannot be read: {error}") from error


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


@dataclass(frozen=True, slots=True)
class Strings:
    """Many strings end to end, in UTF-8."""

    letters: NDArray[np.uint8]
    starts: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        """The strings in their order."""
        return cls.joined([text.encode("utf-8", "replace") for text in texts])

    @classmethod
    def joined(cls, encoded: Sequence[bytes]) -> Strings:
        """The strings that are ``encoded`` in UTF-8."""
        starts = np.zeros(len(encoded) + 1, np.int32)
        lengths = np.fromiter(map(len, encoded), np.int32, len(encoded))
        np.cumsum(lengths, out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), starts)

    @classmethod
    def open(cls, folder: Path, name: str) -> Strings:
        """Memory-map what `save` wrote."""
        return cls(mapped(folder / f"{name}.npy"), mapped(folder / f"{name}_starts.npy"))

    def save(self, folder: Path, name: str) -> None:
        """Write the strings as ``<name>.npy`` and ``<name>_starts.npy``."""
        np.save(folder / f"{name}.npy", self.letters)
        np.save(folder / f"{name}_starts.npy", self.starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> str:
        return self.letters[self.starts[place] : self.starts[place + 1]].tobytes().decode()

    def many(self, places: NDArray[np.integer[Any]]) -> list[str]:
        """The strings at many places, quicker than one by one."""
        begins, ends = self.starts[places].tolist(), self.starts[places + 1].tolist()
        letters = self.letters.data
        return [str(letters[a:b], "utf-8") for a, b in zip(begins, ends, strict=True)]


def largest(sizes: NDArray[Any], weights: NDArray[np.float32], n: int) -> list[int]:
    """Places of the ``n`` largest sizes; of equal ones, the heaviest first."""
    if n < len(sizes):
        places = np.flatnonzero(sizes >= np.partition(sizes, -n)[-n])
    else:
        places = np.arange(len(sizes))
    order = np.lexsort((places, -weights[places], -sizes[places]))
    first: list[int] = places[order[:n]].tolist()
    return first
