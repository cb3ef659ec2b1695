"""The credits' file as columns: who played in a film, who directed and who wrote it."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from etl.clean import PutAside
from etl.films import read_header, record_id
from etl.literals import LiteralError, NestedColumn
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
_BATCH = 1 << 16
_MOST_BILLED = 2**15
_MOST_ID = 2**31 - 1


class _Credited(NamedTuple):
    """One person in one role of one film."""

    person: int | None
    name: str
    role: int
    character: str


class _Span(NamedTuple):
    """Which rows one record gave."""

    start: int
    end: int
    content: int


class _Credits:
    """Collects credits in columns."""

    def __init__(self) -> None:
        self._movie = array("i")
        self._person = array("i")
        self._name = array("i")
        self._role = array("b")
        self._billing = array("h")
        self._characters: list[str] = []
        self._character_batches: list[pa.Array] = []
        self._codes: dict[str, int] = {}
        self._span: dict[int, _Span] = {}
        self._dropped: list[_Span] = []

    def add(self, movie_id: int, people: list[_Credited], content: int) -> str | None:
        """Take in one record; returns how it repeats an earlier one of the film, if it does."""
        known = self._span.get(movie_id)
        if known is not None:
            if known.content == content:
                return "exact repeat"
            if len(people) <= known.end - known.start:
                return "repeat that differs"
            self._dropped.append(known)
        start = len(self._movie)
        codes = self._codes
        billed = [0, 0, 0]
        for person, name, role, character in people:
            if billed[role] == _MOST_BILLED:
                continue
            self._movie.append(movie_id)
            self._person.append(person if person and 0 < person <= _MOST_ID else 0)
            self._name.append(codes.setdefault(name, len(codes)))
            self._role.append(role)
            self._billing.append(billed[role])
            self._characters.append(character)
            billed[role] += 1
        if len(self._characters) > _BATCH:
            self._flush()
        self._span[movie_id] = _Span(start, len(self._movie), content)
        return None if known is None else "repeat that differs"

    def _flush(self) -> None:
        self._character_batches.append(
            pa.array([text or None for text in self._characters], pa.string())
        )
        self._characters = []

    @property
    def records(self) -> int:
        """How many records were kept."""
        return len(self._span)

    def table(self) -> pa.Table:
        """All credits in the published schema and order."""
        self._flush()
        movie, role, billing = map(np.asarray, (self._movie, self._role, self._billing))
        kept = np.ones(len(movie), bool)
        for span in self._dropped:
            kept[span.start : span.end] = False
        order = np.lexsort((billing, role, movie))
        order = order[kept[order]]
        person = np.asarray(self._person)[order]
        names = pa.array(list(self._codes), pa.string())
        columns = {
            "movie_id": pa.array(movie[order]),
            "person_id": pa.array(person, mask=person == 0),
            "name": pa.DictionaryArray.from_arrays(np.asarray(self._name)[order], names),
            "role": pa.DictionaryArray.from_arrays(role[order], list(ROLES)),
            "character": pa.chunked_array(self._character_batches, pa.string()).take(order),
            "billing": pa.array(billing[order]),
        }
        return pa.table(columns, schema=CREDITS_SCHEMA)


class _CreditReader:
    def __init__(self) -> None:
        self._cast = NestedColumn(id=int, name=str, character=str, order=int)
        self._crew = NestedColumn(id=int, name=str, job=str)

    def cast(self, cell: str) -> list[_Credited]:
        """The cast in one cell, by billing."""
        if cell == "[]":
            return []
        persons, names, characters, orders = self._cast.read(cell)
        entries = zip(orders, range(len(names)), persons, names, characters, strict=True)
        ordered = sorted(entries, key=lambda entry: (entry[0] is None, entry[0] or 0, entry[1]))
        return [
            _Credited(person, name.strip(), _CAST, character)
            for _, _, person, name, character in ordered
        ]

    def crew(self, cell: str) -> list[_Credited]:
        """Those of a crew who directed or wrote, in the order of the cell."""
        if cell == "[]":
            return []
        persons, names, jobs = self._crew.read(cell)
        return [
            _Credited(persons[place], names[place].strip(), ROLE_OF_JOB[job], "")
            for place, job in enumerate(jobs)
            if job in ROLE_OF_JOB
        ]


def once_each(people: list[_Credited]) -> list[_Credited]:
    """Every person once in each role, first billed first, with all their characters."""
    keys = [person[:3] for person in people]
    if len(set(keys)) == len(keys):
        return people
    merged: dict[tuple[int | None, str, int], _Credited] = {}
    for key, person in zip(keys, people, strict=True):
        known = merged.setdefault(key, person)
        if person.character and person.character not in known.character.split(" / "):
            characters = (text for text in (known.character, person.character) if text)
            merged[key] = known._replace(character=" / ".join(characters))
    return list(merged.values())


def read_credits(
    records: Iterator[Record], account: FileAccount, movie_ids: Collection[int]
) -> pa.Table:
    """Read the credits' file.

    Args:
        records: its records, the header first.
        account: takes in what becomes of each record.
        movie_ids: the films that there are; credits of others are put aside.

    Returns:
        The credits in the published schema and order.

    Raises:
        SourceError: the header lacks a column.
    """
    columns = read_header(records, account.name, [("movie_id", "id"), ("cast",), ("crew",)])
    width = len(columns)
    id_place = columns.index("movie_id") if "movie_id" in columns else columns.index("id")
    places = {"cast": columns.index("cast"), "crew": columns.index("crew")}
    reader = _CreditReader()
    found = _Credits()
    for record in records:
        account.read += 1
        try:
            movie_id = record_id(record, width, id_place)
            if movie_id not in movie_ids:
                raise PutAside("no such film")
        except PutAside as reason:
            account.set_aside(record, str(reason))
            continue
        people: list[_Credited] = []
        mended = ["bytes that are no UTF-8 replaced"] if record.recoded else []
        for column, read in (("cast", reader.cast), ("crew", reader.crew)):
            cell = record.fields[places[column]]
            try:
                people += read(cell)
            except LiteralError as error:
                account.set_cell_aside(record, column, str(error), cell)
        named = [person for person in people if person.name]
        if len(named) < len(people):
            mended.append("people without a name left out")
        single = once_each(named)
        if len(single) < len(named):
            mended.append("a person twice in one role joined")
        repeat = found.add(movie_id, single, hash(tuple(record.fields)))
        if repeat:
            account.merged[repeat] += 1
        elif mended:
            account.mend(mended)
    account.kept = found.records
    return found.table()
