"""Which film a text means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recommender import name_index
from recommender.name_index import NameIndex

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from recommender.catalogue import Movie

#: From this score on the first film may be answered without asking.
ACCEPT = 80.0
#: From this score on it is worth asking "did you mean …?"; below it, nothing fits.
ASK = 60.0


@dataclass(frozen=True, slots=True)
class Match:
    """A film that a text may mean.

    ``score`` runs from 0 to 100 (see `ACCEPT` and `ASK`); ``matched`` is the title, original title
    or alias under which it was found.
    """

    movie: Movie
    score: float
    matched: str


def build(movies: pa.Table, aliases: pa.Table, folder: Path) -> None:
    """Write the index of all titles into ``folder`` as ``titles.*.npy``.

    Args:
        movies: films in the published schema, ordered by id (``id``, ``title``,
            ``original_title``, ``year``, ``vote_count`` and ``original_language`` are read).
        aliases: other titles (``movie_id`` int32, ``title`` string, ``region`` string or null).
        folder: the folder of the version that is being made.
    """
    ids = movies["id"].to_pylist()
    votes = movies["vote_count"].to_pylist()
    row_of = {movie_id: row for row, movie_id in enumerate(ids)}
    titled: dict[tuple[int, str], None] = {}
    for row, title in enumerate(movies["title"].to_pylist()):
        titled[row, title] = None
    for row, title in enumerate(movies["original_title"].to_pylist()):
        if title:
            titled[row, title] = None
    for movie_id, title in zip(
        aliases["movie_id"].to_pylist(), aliases["title"].to_pylist(), strict=True
    ):
        if title and movie_id in row_of:
            titled[row_of[movie_id], title] = None
    rows = [row for row, _ in titled]
    name_index.build(
        [title for _, title in titled], rows, [votes[row] for row in rows], folder, "titles"
    )


class TitleIndex:
    """The titles of one version of the catalogue. Immutable; any thread may ask."""

    def __init__(self, names: NameIndex) -> None:
        self._names = names

    @classmethod
    def open(cls, folder: Path) -> TitleIndex:
        """Open what `build` wrote into ``folder``."""
        return cls(NameIndex.open(folder, "titles"))

    def resolve(self, text: str, limit: int = 5) -> list[tuple[int, float, str]]:
        """The films that a text may mean, as (row, score 0 to 100, matched title), best first."""
        hits = self._names.search(text, limit)
        return [(hit.owner, hit.score, hit.name) for hit in hits if hit.score >= ASK]
