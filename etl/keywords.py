"""The keywords' file: the keywords of each film."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from etl.companions import RecordsOfFilms
from etl.films import RECODED, read_header
from etl.literals import NestedColumn

if TYPE_CHECKING:
    from etl.quality import FileAccount
    from etl.records import Record


@dataclass(slots=True)
class ParsedKeywords:
    """What a keywords' file says, before it is known which films there are.

    Attributes:
        records: whose they are.
        keywords: of each of these records.
    """

    records: RecordsOfFilms = field(default_factory=RecordsOfFilms)
    keywords: list[tuple[str, ...]] = field(default_factory=list)


def parse_keywords(records: Iterator[Record], name: str) -> ParsedKeywords:
    """Read the keywords' file; needs no films.

    Args:
        records: its records, the header first.
        name: what the file is called in errors.

    Raises:
        SourceError: the header lacks a column.
    """
    columns = read_header(records, name, [("id", "movie_id"), ("keywords",)])
    id_place = columns.index("id" if "id" in columns else "movie_id")
    place = columns.index("keywords")
    nested = NestedColumn(name=str)
    # The same few words stand in many lists.
    one: dict[str, str] = {}
    parsed = ParsedKeywords()
    for first, batch in parsed.records.take(records, len(columns), id_place):
        entries = nested.read_all([record.fields[place] for record in batch])
        parsed.records.refuse("keywords", first, entries.refused)
        names = iter(entries.columns[0])
        for count in entries.counts:
            words = [one.setdefault(name, name) for name in map(str.strip, islice(names, count))]
            parsed.keywords.append(tuple(dict.fromkeys(filter(None, words))))
    return parsed


def settle_keywords(
    parsed: ParsedKeywords,
    account: FileAccount,
    movie_ids: Collection[int],
    again: Callable[[], Iterator[Record]],
) -> dict[int, tuple[str, ...]]:
    """The keywords of the films that there are.

    Args:
        parsed: what the file says.
        account: takes in what becomes of each record.
        movie_ids: the films that there are; keywords of others are put aside.
        again: gives the records of the file once more, the header first.

    Returns:
        The keywords of each film that has a record; of several records the longest list.

    Raises:
        SourceError: the file can no longer be read.
    """
    found: dict[int, tuple[str, ...]] = {}
    for number, movie_id in parsed.records.settle(account, movie_ids, again).items():
        keywords = parsed.keywords[number]
        known = found.get(movie_id)
        if known is not None:
            exact = known == keywords
            account.merged["exact repeat" if exact else "repeat that differs"] += 1
            keywords = max(known, keywords, key=len)
        elif number in parsed.records.recoded:
            account.mend([RECODED])
        found[movie_id] = keywords
    account.kept = len(found)
    return found
