"""Texts that share letters with another text: an inverted index of their n-grams.

The rarer an n-gram, the more it counts (inverse document frequency). Prepared once (`build`),
memory-mapped when it is opened, and never changes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.lists import mapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

#: Most n-grams of one text that are known to be read; of commoner ones nothing is learnt.
_POSTINGS_READ = 100_000
#: Part of the most that any text shares from which on it is a candidate, and where these are few.
_SHARED, _SHARED_BY_FEW = 0.5, 0.3
#: What an n-gram of the text counts that the other lacks, and the other way round.
_MISSED, _UNTYPED = 0.7, 0.3
_BITS = 21
#: N-grams that are sorted in one go.
_SORTED_AT_ONCE = 1 << 22


def codes_of(texts: Sequence[str], n: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """N-grams of each text with one edge sign, as (codes of n-grams, index of the text).

    Args:
        texts: the texts.
        n: letters of an n-gram, 2 or 3.
    """
    edged = [f"\x02{text}\x03" for text in texts]
    lengths = np.fromiter(map(len, edged), np.int32, len(edged))
    encoded = "".join(edged).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(encoded, np.uint32).astype(np.int64)
    owner = np.repeat(np.arange(len(edged), dtype=np.int32), lengths)
    count = max(len(points) - n + 1, 0)
    codes = points[:count].copy()
    for place in range(1, n):
        codes <<= _BITS
        codes |= points[place : place + count]
    whole = owner[:count] == owner[n - 1 :]
    return codes[whole], owner[:count][whole]


def build(texts: Sequence[str], n: int, folder: Path, prefix: str) -> None:
    """Write the index of ``texts`` into ``folder`` as ``<prefix>.*.npy``.

    Args:
        texts: the texts, by number.
        n: letters of an n-gram, 2 or 3.
        folder: where the files go.
        prefix: start of the files' names.
    """
    codes, owners = codes_of(texts, n)
    write([codes], [owners], len(texts), folder, prefix)


def write(
    codes: list[NDArray[np.int64]],
    owners: list[NDArray[np.int32]],
    count: int,
    folder: Path,
    prefix: str,
) -> None:
    """Write the index of texts whose n-grams are known, as `build` does.

    Args:
        codes: n-grams in pieces (see `codes_of`); they are taken out of the list.
        owners: the text of each n-gram, ascending over all pieces; the same.
        count: how many texts there are.
        folder: where the files go.
        prefix: start of the files' names.
    """
    grams, starts, postings = inverted(codes, owners)
    having = np.diff(starts)
    idf = np.log(1 + max(count, 1) / np.maximum(having, 1))
    norms = np.bincount(postings, np.repeat(idf, having), count)
    np.save(folder / f"{prefix}.grams.npy", grams)
    np.save(folder / f"{prefix}.gram_starts.npy", starts)
    np.save(folder / f"{prefix}.postings.npy", postings)
    np.save(folder / f"{prefix}.norms.npy", norms.astype(np.float32))


def inverted(
    codes: list[NDArray[np.int64]], entries: list[NDArray[np.int32]]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Distinct codes, where the entries of each start, and its entries, each once, ascending.

    Args:
        codes: codes in pieces; they are taken out of the list.
        entries: the entry of each code, ascending over all pieces; the same.
    """
    code, entry = np.concatenate(codes), np.concatenate(entries)
    codes.clear()
    entries.clear()
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]] = []
    # Sorted in spans of codes, so that a long list needs little more memory than a short one.
    spans = len(code) // _SORTED_AT_ONCE + 1
    edges = np.quantile(code[::100], np.arange(1, spans) / spans) if spans > 1 else np.zeros(0)
    span_of = np.searchsorted(edges, code, "right").astype(np.int16)
    for span in range(spans):
        within = span_of == span
        mine, whose = code[within], entry[within]
        order = np.argsort(mine, kind="stable")
        mine, whose = mine[order], whose[order]
        fresh = np.ones(len(mine), bool)
        fresh[1:] = (mine[1:] != mine[:-1]) | (whose[1:] != whose[:-1])
        mine, whose = mine[fresh], whose[fresh]
        starts = np.flatnonzero(np.append(True, mine[1:] != mine[:-1])[: len(mine)])
        found.append((mine[starts], np.diff(np.append(starts, len(mine))), whose))
    grams, counts, postings = (np.concatenate(column) for column in zip(*found, strict=True))
    ends = np.cumsum(np.append(0, counts)).astype(np.int32)
    return grams, ends, postings


class Grams:
    """The n-grams of many texts, memory-mapped."""

    def __init__(self, arrays: Sequence[NDArray[Any]], n: int) -> None:
        self._grams, self._starts, self._postings, self._norms = arrays
        self._n = n

    @classmethod
    def open(cls, folder: Path, prefix: str, n: int) -> Grams:
        """Open what `build` wrote for n-grams of ``n`` letters.

        Raises:
            CatalogueDamaged: a file is missing or unreadable.
        """
        whats = ("grams", "gram_starts", "postings", "norms")
        return cls([mapped(folder / f"{prefix}.{what}.npy") for what in whats], n)

    def nearest(self, text: str, most: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The texts that share most n-grams with this one, rare ones above all, and how much.

        Args:
            text: another text.
            most: how many at most, in no order.
        """
        nothing = np.zeros(0, np.int64), np.zeros(0)
        if not text or not len(self._grams):
            return nothing
        codes = np.unique(codes_of([text], self._n)[0])
        places = np.minimum(np.searchsorted(self._grams, codes), len(self._grams) - 1)
        places = places[self._grams[places] == codes]
        if not len(places):
            return nothing
        count = len(self._norms)
        starts, ends = self._starts[places], self._starts[places + 1]
        lengths = ends - starts
        idf = np.log(1 + count / lengths)
        total = idf.sum() + (len(codes) - len(places)) * math.log(1 + count)
        order = np.argsort(lengths)
        read = np.cumsum(lengths[order])
        order = order[: max(1, int(np.searchsorted(read, _POSTINGS_READ, "right")))]
        posted = np.concatenate([self._postings[starts[i] : ends[i]] for i in order.tolist()])
        shared = np.bincount(posted, np.repeat(idf[order], lengths[order]), count)
        best = shared.max()
        near = np.flatnonzero(shared >= _SHARED * best)
        if len(near) < 10 * most:
            near = np.flatnonzero(shared >= _SHARED_BY_FEW * best)
        overlap = shared[near]
        missed, untyped = total - overlap, np.maximum(self._norms[near] - overlap, 0)
        rank = overlap / (overlap + _MISSED * missed + _UNTYPED * untyped)
        if len(near) > most:
            first = np.argpartition(rank, -most)[-most:]
            near, rank = near[first], rank[first]
        return near, rank
