"""Files whose records belong to films, as the keywords and the credits do.

They are parsed before it is known which films there are, so that this may happen beside the
films' file. What belongs to no film is accounted for afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from etl.clean import PutAside, film_id
from etl.films import PARSED_AT_ONCE

if TYPE_CHECKING:
    from etl.quality import FileAccount
    from etl.records import Record


@dataclass(slots=True)
class RecordsOfFilms:
    """Whose the records of such a file are.

    Attributes:
        read: how many records it has.
        places: which of them have the id of a film, counted from 0; these are numbered from 0.
        movie_ids: their films.
        recoded: the numbers of those with bytes that were no UTF-8.
        unread: of records, by place, what could not be read: a column (None for all) and why.
    """

    read: int = 0
    places: list[int] = field(default_factory=list)
    movie_ids: list[int] = field(default_factory=list)
    recoded: set[int] = field(default_factory=set)
    unread: dict[int, list[tuple[str | None, str]]] = field(default_factory=dict)

    def take(
        self, records: Iterator[Record], width: int, id_place: int
    ) -> Iterator[tuple[int, list[Record]]]:
        """Take in the records after the header.

        Args:
            records: they.
            width: how many columns the file has.
            id_place: which column holds the film's id.

        Yields:
            Those with the id of a film, some hundred at a time, and the number of the first.
        """
        while some := [*islice(records, PARSED_AT_ONCE)]:
            first = len(self.places)
            batch = []
            for place, record in enumerate(some, self.read):
                try:
                    movie_id = _film_of(record, width, id_place)
                except PutAside as reason:
                    self.unread[place] = [(None, str(reason))]
                    continue
                if record.recoded:
                    self.recoded.add(len(self.places))
                self.places.append(place)
                self.movie_ids.append(movie_id)
                batch.append(record)
            self.read += len(some)
            yield first, batch

    def refuse(self, column: str, first: int, refused: Mapping[int, str]) -> None:
        """Note cells that cannot be read.

        Args:
            column: theirs.
            first: the number of the first record of the batch.
            refused: the reason by place in the batch.
        """
        for number, reason in refused.items():
            self.unread.setdefault(self.places[first + number], []).append((column, reason))

    def settle(
        self,
        account: FileAccount,
        movie_ids: Collection[int],
        again: Callable[[], Iterator[Record]],
    ) -> dict[int, int]:
        """Account for the records of no film, and for what could not be read.

        They are few, and to keep the text of all records would take as much memory as the file is
        large: so it is read again.

        Args:
            account: takes them in.
            movie_ids: the films that there are.
            again: gives the records of the file once more, the header first.

        Returns:
            The numbers of the other records, with their films.

        Raises:
            SourceError: the file can no longer be read.
        """
        account.read += self.read
        known, aside = {}, dict(self.unread)
        for number, (place, movie_id) in enumerate(zip(self.places, self.movie_ids, strict=True)):
            if movie_id in movie_ids:
                known[number] = movie_id
            else:
                aside[place] = [(None, "no such film")]
        if not aside:
            return known
        records = again()
        columns = [column.strip().lower() for column in next(records).fields]
        for place, record in enumerate(records):
            for column, reason in aside.get(place, ()):
                if column is None:
                    account.set_aside(record, reason)
                else:
                    cell = record.fields[columns.index(column)]
                    account.set_cell_aside(record, column, reason, cell)
        return known


def _film_of(record: Record, width: int, id_place: int) -> int:
    """The film's id in a record.

    Raises:
        PutAside: the record is broken, has more or fewer fields than columns, or no id.
    """
    if record.broken:
        raise PutAside(record.broken)
    if len(record.fields) != width:
        fewer = len(record.fields) < width
        raise PutAside(f"{'fewer' if fewer else 'more'} fields than columns")
    return film_id(record.fields[id_place])
