"""Which film a text means."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recommender import name_index
from recommender.everyday_words import EVERYDAY_WORDS
from recommender.name_index import Forms, NameIndex
from recommender.readings import Reading, readings
from recommender.resemblance import log_odds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from recommender.catalogue import Movie

#: From this score on the first film may be answered without asking.
ACCEPT = 60.0
#: From this score on it is worth asking "did you mean …?"; below it, nothing fits.
ASK = 10.0

_LAYER = 0.2
_OTHER_YEAR = 30.0
#: Most for a title of everyday words in a sentence about anything ("me gusta la pizza").
_TALK = 55.0
_SEPARATOR = re.compile(r":\s|\s[-–—]+\s|[()\[\]]|\s/\s|\.\.\.\s")
_OR = re.compile(r",?\s+(?:or|o|aka)$", re.IGNORECASE)
_SHORTEST_PART = 4


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
        [title for _, title in titled],
        rows,
        [votes[row] for row in rows],
        folder,
        "titles",
        ((place, part) for place, (_, title) in enumerate(titled) for part in parts(title)),
        movies["overview"].to_pylist() if "overview" in movies.column_names else (),
    )
    years = movies["year"].fill_null(0)
    np.save(folder / "titles.years.npy", np.asarray(years, np.int16))


def parts(title: str) -> set[str]:
    """What a title is called for short: what stands before or after a colon, dash or bracket.

    "Thor: The Dark World" is "Thor" and "The Dark World". Parts of one short word say too little.
    """
    pieces = [piece.strip() for piece in _SEPARATOR.split(title)]
    pieces = [piece for piece in pieces if piece]
    found = set()
    for place in range(1, len(pieces)):
        found.add(_OR.sub("", " ".join(pieces[:place])))
        found.add(" ".join(pieces[place:]))
    return {part for part in found if len(part) >= _SHORTEST_PART}


class TitleIndex:
    """The titles of one version of the catalogue. Immutable; any thread may ask."""

    def __init__(self, names: NameIndex, years: NDArray[np.int16]) -> None:
        self._names = names
        self._years = years

    @classmethod
    def open(cls, folder: Path) -> TitleIndex:
        """Open what `build` wrote into ``folder``."""
        return cls(
            NameIndex.open(folder, "titles"), np.load(folder / "titles.years.npy", mmap_mode="r")
        )

    def resolve(self, text: str, limit: int = 5) -> list[tuple[int, float, str]]:
        """The films that a text may mean, as (row, score 0 to 100, matched title), best first."""
        ways = readings(text)
        exact = self.exact(ways)
        near: dict[int, float] = {}
        for entry, told in self.near(ways):
            near[entry] = max(near.get(entry, -math.inf), log_odds(told))
        hits = self._names.ranked(exact, near, limit)
        return [(hit.owner, hit.score, hit.name) for hit in hits if hit.score >= ASK]

    def exact(self, ways: Sequence[Reading]) -> dict[int, float]:
        """Scores of the titles that a reading spells, in some normal form."""
        found: dict[int, float] = {}
        for reading in ways:
            forms = Forms.of(reading.title)
            words = forms.key.split()
            talk = not reading.sure and len(words) < 3 and EVERYDAY_WORDS.issuperset(words)
            for entry, score in self._names.exact(forms).items():
                if talk:
                    score = min(score, _TALK)
                if reading.year is not None:
                    score -= _OTHER_YEAR * self._year_conflict(entry, reading.year)
                found[entry] = max(found.get(entry, 0.0), score - reading.layers * _LAYER)
        return found

    def near(self, ways: Sequence[Reading]) -> Iterator[tuple[int, list[float]]]:
        """Titles that resemble the text as it stands or its last readings, and how."""
        if not ways:
            return
        most = max(reading.layers for reading in ways)
        looked: dict[str, dict[int, list[float]]] = {}
        for reading in ways:
            if reading.layers and reading.layers < most:
                continue
            if reading.title not in looked:
                looked[reading.title] = self._names.near(Forms.of(reading.title))
            for entry, told in looked[reading.title].items():
                if reading.year is not None:
                    conflict = self._year_conflict(entry, reading.year)
                    told = [*told[:-2], 1 - conflict, conflict]
                yield entry, told

    def _year_conflict(self, entry: int, year: int) -> float:
        """0 where the film is of that year, 1 where it is plainly of another one."""
        film = int(self._years[self._names.owners[self._names.shown[entry]]])
        if film <= 0:
            return 0.5
        return min(abs(film - year) / 2, 1.0) if abs(film - year) > 1 else 0.1 * abs(film - year)
