"""Films by the beginning of a title, or of a word in it, while it is still being typed.

Prepared once (`build`), memory-mapped when it is opened, and never changes: every title, folded,
from each of its first words on, sorted; what begins with a text is one span of that list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.normal_forms import fold

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

_PREFIX = "completion"
#: From how many words of a title on it may be completed, and how many letters are kept.
_WORDS, _LETTERS = 6, 60
#: What stands before every letter, and how many bytes the row of a film takes.
_END, _ROW = b"\0", 4
#: What it is worth that the whole title begins so, and that it is no longer than what is typed, in
#: powers of e of the number of votes.
_WHOLE, _EXACT = 1.5, 4.0


def build(movies: pa.Table, aliases: pa.Table, folder: Path) -> None:
    """Write the index into ``folder`` as ``completion.*.npy``.

    Args:
        movies: films in the published schema (``id``, ``title``, ``original_title`` and
            ``vote_count`` are read).
        aliases: other titles (``movie_id`` int32, ``title`` string).
        folder: the folder of the version that is being made.
    """
    row_of = {movie_id: row for row, movie_id in enumerate(movies["id"].to_pylist())}
    titled: set[tuple[str, int]] = set()
    for column in ("title", "original_title"):
        titled |= {(title, row) for row, title in enumerate(movies[column].to_pylist()) if title}
    pairs = zip(aliases["title"].to_pylist(), aliases["movie_id"].to_pylist(), strict=True)
    titled |= {(title, row_of[movie_id]) for title, movie_id in pairs if movie_id in row_of}
    # Each beginning with its film behind it, so that plain bytes are sorted, and whether it is of a
    # whole title: a title may begin as another one of the same film goes on.
    entries: dict[bytes, bool] = {}
    for title, row in titled:
        text, owner = fold(title).encode("utf-8", "replace"), _END + row.to_bytes(_ROW, "big")
        start = 0
        for _ in range(_WORDS - 1):
            start = text.find(b" ", start) + 1
            if not start:
                break
            entries.setdefault(text[start : start + _LETTERS] + owner, False)
        if text:
            entries[text[:_LETTERS] + owner] = True
    ordered = sorted(entries)
    texts = [entry[: -len(_END) - _ROW] for entry in ordered]
    rows = np.frombuffer(b"".join([entry[-_ROW:] for entry in ordered]), ">i4").astype(np.int32)
    whole = np.array([entries[entry] for entry in ordered], bool)
    votes = np.log1p(np.asarray(movies["vote_count"].to_pylist(), np.float32))
    starts = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, texts), np.int32, len(texts)), out=starts[1:])
    letters = np.frombuffer(b"".join(texts), np.uint8)
    weights = (votes[rows] if len(rows) else np.zeros(0)) + _WHOLE * whole
    arrays: dict[str, NDArray[Any]] = {
        "letters": letters,
        "starts": starts,
        "rows": rows,
        "weights": weights.astype(np.float32),
    }
    for what, array in arrays.items():
        np.save(folder / f"{_PREFIX}.{what}.npy", array)


class Completion:
    """The beginnings of one version's titles. Any thread may ask."""

    def __init__(self, folder: Path) -> None:
        def load(what: str) -> NDArray[Any]:
            return np.asarray(np.load(folder / f"{_PREFIX}.{what}.npy", mmap_mode="r"))

        self._letters, self._starts = load("letters"), load("starts")
        self._rows, self._weights = load("rows"), load("weights")

    def rows(self, text: str, limit: int, skip: int = 0) -> list[int]:
        """The films with a title, or a word of one, that begins so, the best known first.

        Args:
            text: what has been typed.
            limit: how many films.
            skip: how many were shown before.
        """
        typed = fold(text).encode("utf-8", "replace")[:_LETTERS]
        if not typed:
            return []
        first = self._first(typed)
        last = self._first(typed + b"\xff")
        weights = np.array(self._weights[first:last])
        exact = self._first(typed + b"\x00")
        weights[: exact - first] += _EXACT
        # A film may have several titles that begin so; there are seldom more than four.
        most = min(4 * (skip + limit), len(weights))
        best = np.argpartition(-weights, most - 1)[:most] if most else np.zeros(0, np.int64)
        rows = self._rows[first:last][best]
        order = np.lexsort((rows, -weights[best]))
        found = list(dict.fromkeys(rows[order].tolist()))
        return found[skip : skip + limit]

    def _first(self, text: bytes) -> int:
        """The place of the first entry that is not before a text."""
        low, high = 0, len(self._rows)
        while low < high:
            middle = (low + high) // 2
            if self._entry(middle) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def _entry(self, place: int) -> bytes:
        return self._letters[self._starts[place] : self._starts[place + 1]].tobytes()
