"""Which film a text means."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recommender import name_index
from recommender.everyday_words import is_everyday
from recommender.lists import mapped
from recommender.name_index import (
    ACCEPT,
    ASK,
    ASK_AT_MOST,
    NEARLY,
    SAME_WORDS,
    Forms,
    Hit,
    NameIndex,
    best_odds,
    ranked,
)
from recommender.normal_forms import PART_WORDS, bare, canonical, fold, is_number
from recommender.readings import ONE_PART, TWO_PARTS, Reading, has_long_run, readings
from recommender.translation import in_english

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from recommender.catalogue import Movie

__all__ = ["ACCEPT", "ASK", "Match", "TitleIndex", "build"]

_WHOLE = 100.0
#: Most that a film scores under a part of its title, and under its number in a collection.
_PART, _NUMBERED = 94, int(ASK_AT_MOST)
_LAYER = 0.2
_OTHER_YEAR = 60.0
_SEPARATOR = re.compile(r":\s|\s[-–—]+\s|[()\[\]]|\s/\s|\.\.\.\s")
_COLLECTION = re.compile(
    r"\s*(?:\([^)]*\)|-)?\s*(?:the\s+)?(?:original\s+)?"
    r"(?:collection|series|saga|trilogy|anthology|filmreihe|reihe|box set)?\s*$",
    re.IGNORECASE,
)
_OR = re.compile(r",?\s+(?:or|o|aka)$", re.IGNORECASE)
_SHORTEST_PART = 4
#: So many everyday words may be talk, though they are a title, too.
_MOST_TALK = 3
#: A word of so many letters tells which film is meant if so few films have it ("shawshank").
_TELLING, _FEW = 6, 3


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
            ``original_title``, ``year``, ``release_date``, ``vote_count``, ``collection`` and
            ``overview`` are read).
        aliases: other titles (``movie_id`` int32, ``title`` string, ``region`` string or null).
        folder: the folder of the version that is being made.
    """
    row_of = {movie_id: row for row, movie_id in enumerate(movies["id"].to_pylist())}
    titled: dict[tuple[int, str], None] = {}
    for column in ("title", "original_title"):
        for row, title in enumerate(movies[column].to_pylist()):
            if title:
                titled[row, title] = None
    for movie_id, title in zip(
        aliases["movie_id"].to_pylist(), aliases["title"].to_pylist(), strict=True
    ):
        if title and movie_id in row_of:
            titled[row_of[movie_id], title] = None
    votes = movies["vote_count"].to_pylist()
    names = list(titled)
    name_index.build(
        [title for _, title in names],
        [row for row, _ in names],
        [votes[row] for row, _ in names],
        folder,
        "titles",
        parts=[
            *(
                (place, part, most)
                for place, (_, title) in enumerate(names)
                for part, most in parts(title).items()
            ),
            *((place, text, _NUMBERED) for place, text in numbered(movies, names)),
        ],
        texts=movies["overview"].to_pylist(),
    )
    years = movies["year"].fill_null(0)
    np.save(folder / "titles.years.npy", np.asarray(years, np.int16))


def parts(title: str) -> dict[str, int]:
    """What a title is called for short, and the most that it then scores.

    "Thor: The Dark World" is "Thor" and "The Dark World", what stands before and after a colon,
    dash or bracket. A subtitle of one word says too little to be taken at its word.
    """
    pieces = [piece.strip() for piece in _SEPARATOR.split(title)]
    pieces = [piece for piece in pieces if piece]
    found: dict[str, int] = {}
    for place in range(1, len(pieces)):
        found[_OR.sub("", " ".join(pieces[:place]))] = _PART
        rest = " ".join(pieces[place:])
        found.setdefault(rest, _PART if " " in rest else int(ASK_AT_MOST))
    return {
        part: most
        for part, most in found.items()
        if len(part) >= _SHORTEST_PART and not _only_number(part)
    }


def _only_number(text: str) -> bool:
    """Whether a text says nothing but a number ("Part III")."""
    words = canonical(fold(text)).split()
    return all(is_number(word) or word in PART_WORDS for word in words)


def numbered(movies: pa.Table, names: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """What the films of a collection are called by their number: "Harry Potter 3".

    The collection may be called by its own name or by what at least two of its films' titles begin
    with. Collections whose titles have other numbers ("Star Wars: Episode IV" came first) are left
    out.

    Args:
        movies: films in the published schema.
        names: (row, title) of every title.

    Yields:
        Place in ``names`` of the film's first title, and what the film is called.
    """
    films: dict[str, list[tuple[str, int]]] = {}
    released = zip(
        movies["collection"].to_pylist(), movies["release_date"].to_pylist(), strict=True
    )
    for row, (collection, day) in enumerate(released):
        if collection and day:
            films.setdefault(collection, []).append((str(day), row))
    titles: dict[int, list[int]] = {}
    for place, (row, _) in enumerate(names):
        titles.setdefault(row, []).append(place)
    for collection, dated in films.items():
        rows = [row for _, row in sorted(dated)]
        numbers = [_numbers(names[place][1] for place in titles[row]) for row in rows]
        if len(rows) < 2 or any(own - {number} for number, own in enumerate(numbers, start=1)):
            continue
        begun = Counter(
            beginning
            for row in rows
            for beginning in {_SEPARATOR.split(names[place][1])[0].strip() for place in titles[row]}
        )
        bases = {_COLLECTION.sub("", collection).strip()}
        bases |= {text for text, count in begun.items() if count > 1}
        for number, row in enumerate(rows, start=1):
            yield from ((titles[row][0], f"{base} {number}") for base in sorted(bases) if base)


def _numbers(titles: Iterable[str]) -> set[int]:
    """The small numbers that titles end with or have before a subtitle."""
    keys = (canonical(fold(text)) for title in titles for text in (title, *parts(title)))
    last = (key.split()[-1:] for key in keys)
    return {int(word) for words in last for word in words if word.isdigit() and len(word) < 3}


class TitleIndex:
    """The titles of one version of the catalogue. Immutable; any thread may ask."""

    def __init__(self, names: NameIndex, years: NDArray[np.int16]) -> None:
        self._names = names
        self._years = years

    @classmethod
    def open(cls, folder: Path) -> TitleIndex:
        """Open what `build` wrote into ``folder``.

        Raises:
            CatalogueDamaged: a file is missing or unreadable.
        """
        return cls(NameIndex.open(folder, "titles"), mapped(folder / "titles.years.npy"))

    def titles(self) -> Iterator[tuple[int, str]]:
        """Every title that is known, as (row, title)."""
        for place, row in enumerate(self._names.owners.tolist()):
            yield row, self._names.name(place)

    def row(self, entry: int) -> int:
        """The row of the film that an entry of the index belongs to."""
        return self._names.owner(entry)

    def key(self, entry: int) -> str:
        """The words under which an entry of the index is compared."""
        return self._names.key(entry)

    def resolve(
        self, text: str, limit: int = 5, *, guess: bool = True, alike: bool = True
    ) -> list[tuple[int, float, str]]:
        """The films that a text may mean, as (row, score 0 to 100, matched title), best first.

        Those below `ASK` are merely the nearest; a text without a word is near to none.

        Args:
            text: what a person typed.
            limit: how many at most.
            guess: whether to look further where nothing is near, for what is worth asking about.
            alike: whether films whose titles resemble the text come after those that are called
                just so; where no film is, they come in any case.
        """
        ways = readings(text)
        exact = self.exact(ways)
        # What merely resembles a title never comes before one that is the text.
        settled = (limit == 1 or not alike) and max(exact.values(), default=0.0) > NEARLY
        near = {} if settled else best_odds(self.near(ways))
        hits = ranked(self._names, exact, near, limit, text)
        if guess and ways and (not hits or hits[0].score < ASK_AT_MOST):
            hits = self._with_telling_word(ways, self._with_translated(ways, hits))[:limit]
        return [(hit.owner, float(hit.score), hit.name) for hit in hits]

    def is_title(self, text: str) -> bool:
        """Whether a film is called just so: the same words, articles and numerals aside."""
        found = self._names.exact(Forms.of(fold(text)))
        return any(score >= SAME_WORDS for score in found.values())

    def are_titles(self, texts: Sequence[str]) -> list[bool]:
        """Which folded texts a film is called, or is called for short, articles aside."""
        return self._names.has(texts)

    def _with_translated(self, ways: Sequence[Reading], hits: list[Hit]) -> list[Hit]:
        """What was found, and what is worth asking about if the text is a Spanish title."""
        said = max(ways, key=lambda reading: (reading.most, reading.layers)).title
        english = in_english(bare(canonical(said)))
        if not english:
            return hits
        known = {hit.owner for hit in hits}
        guessed = [
            Hit(hit.owner, round(hit.score * ASK_AT_MOST / _WHOLE, 1), hit.name)
            for hit in self._names.search(english)
            if hit.score >= ACCEPT and hit.owner not in known
        ]
        return sorted([*hits, *guessed], key=lambda hit: -hit.score)

    def _with_telling_word(self, ways: Sequence[Reading], hits: list[Hit]) -> list[Hit]:
        """What was found, and what is worth asking about if the text is one word of few titles."""
        word = Forms.of(ways[0].title).key
        if len(word) < _TELLING or " " in word or is_everyday(word):
            return hits
        having = {
            self.row(entry): self._names.shown_name(entry)
            for entry in self._names.candidates(word)[0].tolist()
            if word in self._names.key(entry).split()
        }
        if not 0 < len(having) <= _FEW:
            return hits
        told = [Hit(row, ASK_AT_MOST / len(having), name) for row, name in having.items()]
        rest = [hit for hit in hits if hit.owner not in having]
        return sorted([*told, *rest], key=lambda hit: -hit.score)

    def exact(self, ways: Sequence[Reading]) -> dict[int, float]:
        """Scores of the titles that a reading spells, in some normal form."""
        found: dict[int, float] = {}
        by_part: dict[int, str] = {}
        for reading in ways:
            forms = Forms.of(reading.title)
            words = forms.key.split()
            everyday = len(words) <= _MOST_TALK and all(map(is_everyday, words))
            talk = everyday and not reading.sure
            for entry, score in self._names.exact(forms).items():
                most = min(reading.most, ASK_AT_MOST if talk else _WHOLE)
                if everyday and self._names.is_part(entry):
                    most = min(most, ASK_AT_MOST)
                if reading.most == ONE_PART and not self._names.is_part(entry):
                    owner = self.row(entry)
                    if by_part.setdefault(owner, reading.title) not in reading.title:
                        most = TWO_PARTS
                score = min(score, most) - reading.layers * _LAYER
                if reading.year is not None:
                    score -= _OTHER_YEAR * self._year_conflict(entry, reading.year)
                found[entry] = max(found.get(entry, 0.0), score)
        return found

    def near(self, ways: Sequence[Reading]) -> Iterator[tuple[int, list[float]]]:
        """Titles that resemble the text as it stands or its last readings, and how."""
        if not ways:
            return
        whole = [reading for reading in ways if reading.most == _WHOLE]
        most = max(reading.layers for reading in whole)
        looked: dict[str, dict[int, list[list[float]]]] = {}
        for reading in whole:
            if has_long_run(reading.title) or 0 < reading.layers < most:
                continue
            if reading.title not in looked:
                looked[reading.title] = self._names.near(Forms.of(reading.title))
            for entry, told in looked[reading.title].items():
                if reading.year is None:
                    yield from ((entry, way) for way in told)
                else:
                    conflict = self._year_conflict(entry, reading.year)
                    yield from ((entry, [*way[:-2], 1 - conflict, conflict]) for way in told)

    def _year_conflict(self, entry: int, year: int) -> float:
        """0 where the film is of that year, 1 where it is plainly of another one."""
        film = int(self._years[self.row(entry)])
        if film <= 0:
            return 0.5
        return min(abs(film - year) / 2, 1.0) if abs(film - year) > 1 else 0.1 * abs(film - year)
