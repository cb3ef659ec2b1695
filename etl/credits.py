"""The credits' file as columns: who played in a film, who directed and who wrote it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import compress
from operator import itemgetter, ne
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.clean import ENCODED_TWICE
from etl.companions import RecordsOfFilms
from etl.encoding import unscramble
from etl.films import RECODED, read_header
from etl.literals import NestedColumn
from recommender.catalogue import CREDITS_SCHEMA, ROLES

if TYPE_CHECKING:
    from etl.quality import FileAccount
    from etl.records import Record

_CAST, _DIRECTOR, _WRITER = map(ROLES.index, ("cast", "director", "writer"))
_WRITING = (
    "Writer",
    "Screenplay",
    "Story",
    "Author",
    "Novel",
    "Book",
    "Co-Writer",
    "Scenario Writer",
    "Screenstory",
    "Original Story",
    "Short Story",
    "Graphic Novel",
    "Comic Book",
    "Theatre Play",
    "Musical",
    "Opera",
    "Poem",
    "Teleplay",
    "Adaptation",
    "Dialogue",
    "Characters",
    "Idea",
)
#: The jobs of a crew that are kept, with the role under which they are.
ROLE_OF_JOB = {"Director": _DIRECTOR, **dict.fromkeys(_WRITING, _WRITER)}

_LAST = np.iinfo(np.int32).max
_NAMELESS = "people without a name left out"
_TWICE = "a person twice in one role joined"


def new_columns() -> tuple[NestedColumn, NestedColumn]:
    """Readers of the cast and of the crew, with the fields that are used."""
    return (
        NestedColumn(id=int, name=str, character=str, order=int),
        NestedColumn(id=int, name=str, job=str),
    )


class _Columns(NamedTuple):
    """Credits of some records, in no order. All of shape ``(credits,)``."""

    record: NDArray[np.int32]  # the number of the record among those taken in
    role: NDArray[np.int8]
    place: NDArray[np.int32]  # the order as the dump has it
    person: NDArray[np.int32]  # 0 where unknown
    name: pa.DictionaryArray
    character: pa.Array


@dataclass(slots=True)
class ParsedCredits:
    """What a credits' file says, before it is known which films there are.

    Attributes:
        records: whose they are.
        contents: a hash of what each of these records says.
        parts: their credits.
    """

    records: RecordsOfFilms = field(default_factory=RecordsOfFilms)
    contents: list[int] = field(default_factory=list)
    parts: list[_Columns] = field(default_factory=list)


class _Parser:
    """Parses the records after the header."""

    def __init__(self, columns: list[str]) -> None:
        self._width = len(columns)
        self._id = columns.index("movie_id" if "movie_id" in columns else "id")
        self._place_of = {name: columns.index(name) for name in ("cast", "crew")}
        self._nested = dict(zip(self._place_of, new_columns(), strict=True))
        self.parsed = ParsedCredits()

    def read(self, records: Iterator[Record]) -> None:
        """Take in all records of the file but its header."""
        content = itemgetter(*self._place_of.values())
        for first, batch in self.parsed.records.take(records, self._width, self._id):
            self.parsed.contents += [hash(content(record.fields)) for record in batch]
            self._take(first, batch)
        # A file without records has its columns, too.
        self._take(0, [])

    def _take(self, first: int, batch: list[Record]) -> None:
        """Take in the credits of some records."""
        parts = self.parsed.parts
        numbers = np.arange(first, first + len(batch), dtype=np.int32)
        (persons, names, characters, orders), counts = self._cells("cast", first, batch)
        places = [_LAST if order is None or order > _LAST else order for order in orders]
        parts.append(
            _columns(np.repeat(numbers, counts), _CAST, places, persons, names, characters)
        )
        (persons, names, jobs), counts = self._cells("crew", first, batch)
        roles = [ROLE_OF_JOB.get(job, -1) for job in jobs]
        kept = [role >= 0 for role in roles]
        parts.append(
            _columns(
                np.repeat(numbers, counts)[np.asarray(kept, bool)],
                [*compress(roles, kept)],
                0,
                [*compress(persons, kept)],
                [*compress(names, kept)],
                None,
            )
        )

    def _cells(
        self, column: str, first: int, batch: list[Record]
    ) -> tuple[tuple[list[Any], ...], list[int]]:
        place = self._place_of[column]
        found = self._nested[column].read_all([record.fields[place] for record in batch])
        self.parsed.records.refuse(column, first, found.refused)
        return found.columns, found.counts


class _Credits:
    """Settles which of the parsed records are kept."""

    def __init__(
        self, parsed: ParsedCredits, account: FileAccount, known: Mapping[int, int]
    ) -> None:
        self._parsed = parsed
        self._account = account
        self._known = known

    def table(self) -> pa.Table:
        """All credits in the published schema and order."""
        parsed, movie_ids = self._parsed, self._parsed.records.movie_ids
        record, role, place, person = (
            np.concatenate([part[column] for part in parsed.parts]) for column in range(4)
        )
        name, dictionary, scrambled = _names([part.name for part in parsed.parts])
        character = pa.chunked_array([part.character for part in parsed.parts])
        movie = np.asarray(movie_ids, np.int32)[record]

        kept = np.isin(record, self._richest(np.bincount(record, minlength=len(movie_ids))))
        nameless = np.asarray(pc.equal(dictionary, ""))[name]
        mended = {number: {RECODED} for number in parsed.records.recoded & self._known.keys()}
        for kind, which in ((_NAMELESS, nameless), (ENCODED_TWICE, scrambled)):
            for number in np.unique(record[kept & which]).tolist():
                mended.setdefault(number, set()).add(kind)
        order = np.lexsort((np.arange(len(movie)), place, role, movie))
        order = order[(kept & ~nameless)[order]]
        movie, role, person, name = movie[order], role[order], person[order], name[order]
        again = _again(movie, role, person, name)
        for number in np.unique(record[order][again >= 0]).tolist():
            mended.setdefault(number, set()).add(_TWICE)
        for kinds in mended.values():
            self._account.mend(kinds)
        character = _joined(character.take(order), again)
        once = again < 0
        movie, role, person, name = movie[once], role[once], person[once], name[once]
        return pa.table(
            {
                "movie_id": movie,
                "person_id": pa.array(person, mask=person == 0),
                "name": pa.DictionaryArray.from_arrays(name, dictionary),
                "role": pa.DictionaryArray.from_arrays(role, list(ROLES)),
                "character": character.filter(pa.array(once)),
                "billing": billing(movie, role),
            },
            schema=CREDITS_SCHEMA,
        )

    def _richest(self, people: NDArray[np.int64]) -> NDArray[np.int32]:
        """The records that are kept: of each film the one with most people, the first of equals."""
        best: dict[int, int] = {}
        for number, movie_id in self._known.items():
            known = best.setdefault(movie_id, number)
            if known != number:
                contents = self._parsed.contents
                exact = contents[known] == contents[number]
                self._account.merged["exact repeat" if exact else "repeat that differs"] += 1
                if people[number] > people[known]:
                    best[movie_id] = number
        self._account.kept = len(best)
        return np.fromiter(best.values(), np.int32, len(best))


def _columns(
    record: NDArray[np.int32],
    role: int | list[int],
    place: int | list[int],
    persons: list[int | None],
    names: list[str],
    characters: list[str] | None,
) -> _Columns:
    count = len(names)
    known = (person if person is not None and 0 < person <= _LAST else 0 for person in persons)
    return _Columns(
        record,
        np.broadcast_to(np.asarray(role, np.int8), count),
        np.broadcast_to(np.asarray(place, np.int32), count),
        np.fromiter(known, np.int32, count),
        pc.ascii_trim_whitespace(pa.array(names, pa.string())).dictionary_encode(),
        pa.nulls(count, pa.string())
        if characters is None
        else pa.array([character or None for character in characters], pa.string()),
    )


def _names(
    parts: list[pa.DictionaryArray],
) -> tuple[NDArray[np.int32], pa.Array, NDArray[np.bool_]]:
    """The names of all parts as codes and what they stand for, and which were encoded twice."""
    names = pa.chunked_array(parts).unify_dictionaries()
    code = np.concatenate([chunk.indices.to_numpy() for chunk in names.chunks])
    found = names.chunk(0).dictionary.to_pylist()
    right = [*map(unscramble, found)]
    changed = np.fromiter(map(ne, found, right), bool, len(found))
    # The right spelling of a name may have been there too; only now is a blank a blank, and not
    # the second half of an à.
    encoded = pa.array([*map(str.strip, right)], pa.string()).dictionary_encode()
    return encoded.indices.to_numpy()[code], encoded.dictionary, changed[code]


def _again(
    movie: NDArray[np.int32],
    role: NDArray[np.int8],
    person: NDArray[np.int32],
    name: NDArray[np.int32],
) -> NDArray[np.int64]:
    """For each credit of a person who has that role in the film already: the row of the first.

    Rows are in the published order; -1 for every credit that is a first one.
    """
    order = np.lexsort((name, person, role, movie))
    same = np.ones(len(order), bool)
    same[:1] = False
    for column in (movie, role, person, name):
        same[1:] &= column[order][1:] == column[order][:-1]
    # The sort is stable, so the first of each run is the first billed.
    starts = np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))
    again = np.full(len(order), -1, np.int64)
    again[order[same]] = order[starts[same]]
    return again


def _joined(character: pa.ChunkedArray, again: NDArray[np.int64]) -> pa.Array:
    """Characters, with those of a person's further credits added to their first."""
    rows = np.flatnonzero(again >= 0)
    parts: dict[int, list[str]] = {}
    for row in rows.tolist():
        first = int(again[row])
        for source in (first, row):
            text = character[source].as_py()
            known = parts.setdefault(first, [])
            if text and text not in known:
                known.append(text)
    values = character.combine_chunks()
    if not parts:
        return values
    mask = np.zeros(len(values), bool)
    mask[list(parts)] = True
    texts = [" / ".join(parts[first]) or None for first in sorted(parts)]
    return pc.replace_with_mask(values, pa.array(mask), pa.array(texts, pa.string()))


def billing(movie: NDArray[np.int32], role: NDArray[np.int8]) -> NDArray[np.int16]:
    """The place of each credit in its film and role, from 0.

    Args:
        movie: the film of each credit, ordered by film and role.
        role: its role.
    """
    rows = np.arange(len(movie))
    first = np.ones(len(movie), bool)
    first[1:] = (movie[1:] != movie[:-1]) | (role[1:] != role[:-1])
    starts = np.maximum.accumulate(np.where(first, rows, 0))
    return np.minimum(rows - starts, np.iinfo(np.int16).max).astype(np.int16)


def parse_credits(records: Iterator[Record], name: str) -> ParsedCredits:
    """Read the credits' file; needs no films.

    Args:
        records: its records, the header first.
        name: what the file is called in errors.

    Raises:
        SourceError: the header lacks a column.
    """
    parser = _Parser(read_header(records, name, [("movie_id", "id"), ("cast",), ("crew",)]))
    parser.read(records)
    return parser.parsed


def settle_credits(
    parsed: ParsedCredits,
    account: FileAccount,
    movie_ids: Collection[int],
    again: Callable[[], Iterator[Record]],
) -> pa.Table:
    """The credits of the films that there are.

    Args:
        parsed: what the file says.
        account: takes in what becomes of each record.
        movie_ids: the films that there are; credits of others are put aside.
        again: gives the records of the file once more, the header first.

    Returns:
        The credits in the published schema and order: the whole cast by its billing, and of the
        crew who directed and who wrote. Of a person twice in one role of a film the first is kept,
        with all their characters.

    Raises:
        SourceError: the file can no longer be read.
    """
    known = parsed.records.settle(account, movie_ids, again)
    return _Credits(parsed, account, known).table()
