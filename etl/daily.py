"""The daily table of TMDB: over a million films in flat columns, a few of which are kept.

The table has one row a film, lists joined by commas, countries and languages by their English
names, and no credits. Which films are kept is one rule, `Rule`. It is read as a stream: what the
rule passes over is counted and forgotten, so a run takes as much memory as the films that it keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl.clean import Mend, Nested, PutAside, RawFilm, clean, film_id
from etl.codes import country_code, language_code
from etl.films import RECODED, FilmColumns, keep_film, read_header
from etl.records import Record

if TYPE_CHECKING:
    from etl.quality import FileAccount

#: Columns that the table must have; the others are used where there are any.
NEEDED = (
    "id",
    "title",
    "vote_average",
    "vote_count",
    "status",
    "release_date",
    "adult",
    "original_language",
    "original_title",
    "overview",
    "genres",
)

#: What follows a comma inside the name of one company.
_OF_A_COMPANY = frozenset(
    "inc inc. incorporated ltd ltd. limited llc l.l.c. llp lp l.p. s.l. s.a. sa gmbh co co. corp "
    "corp. plc s.r.l. s.p.a. b.v.".split()
)
_MOST_KNOWN = 100_000
_CODES: dict[str, Callable[[str], str | None]] = {
    "production_countries": country_code,
    "spoken_languages": language_code,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Which films of the table are kept: released, not adult, and voted for or known.

    Attributes:
        least_votes: how many votes a film needs.
        most_films: how many of these there may be, those with most votes; 0 for any number.
        known: ids of films that another source has, which need none.
    """

    least_votes: int = 0
    most_films: int = 0
    known: Collection[int] = field(default_factory=frozenset)

    def passes_over(self, movie_id: int, status: str, adult: str, votes: str) -> str | None:
        """Why a film is not kept, or None."""
        if adult.strip().casefold() in {"true", "1", "1.0"}:
            return "adult"
        if movie_id in self.known:
            return None
        if status.strip().casefold() != "released":
            return "not released"
        try:
            enough = float(votes or 0) >= self.least_votes
        except ValueError:
            enough = False
        return None if enough else f"fewer than {self.least_votes} votes"


class _Lists:
    """Takes the joined lists apart, and remembers what it has read: few cells differ."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def read(self, raw: RawFilm, mend: Mend) -> Nested:
        """The lists of one row, countries and languages as codes."""
        return Nested(
            genres=self._names("genres", raw.genres, mend),
            keywords=self._names("keywords", raw.keywords, mend),
            production_companies=self._names(
                "production_companies", raw.production_companies, mend
            ),
            production_countries=self._names(
                "production_countries", raw.production_countries, mend
            ),
            spoken_languages=self._names("spoken_languages", raw.spoken_languages, mend),
        )

    def _names(self, column: str, cell: str, mend: Mend) -> tuple[str, ...]:
        if not cell:
            return ()
        known = self._known.get((column, cell))
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            known = split_list(cell, companies=column == "production_companies")
            code = _CODES.get(column)
            if code is not None:
                codes = [code(name) for name in known]
                if None in codes:
                    mend(f"{column}: no such name")
                    return tuple(dict.fromkeys(filter(None, codes)))
                known = tuple(dict.fromkeys(filter(None, codes)))
            self._known[column, cell] = known
        return known


def split_list(cell: str, *, companies: bool = False) -> tuple[str, ...]:
    """The names in a joined list, each once.

    Args:
        cell: names with a comma and a blank between them.
        companies: whether they are companies, whose names may have a comma before "Inc.".
    """
    names: list[str] = []
    for part in filter(None, map(str.strip, cell.split(","))):
        if companies and names and part.casefold() in _OF_A_COMPANY:
            names[-1] += f", {part}"
        else:
            names.append(part)
    return tuple(dict.fromkeys(names))


class _DailyReader:
    """Reads the rows of one table into columns, and accounts for each."""

    def __init__(self, columns: Sequence[str], account: FileAccount, rule: Rule) -> None:
        self._account = account
        self._rule = rule
        self._width = len(columns)
        # A column that the table does not have reads the blank appended behind the last one.
        self._pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(
            *(columns.index(name) if name in columns else -1 for name in RawFilm._fields)
        )
        self._places = tuple(map(columns.index, ("id", "status", "adult", "vote_count")))
        self._lists = _Lists()
        self.films = FilmColumns()

    def read(self, records: Iterator[Record]) -> None:
        """Take in all records of the file but its header."""
        account, width = self._account, self._width
        of_id, of_status, of_adult, of_votes = self._places
        for record in records:
            account.read += 1
            fields = record.fields
            if record.broken or len(fields) != width:
                account.set_aside(record, record.broken or _misfit(len(fields), width))
                continue
            try:
                movie_id = film_id(fields[of_id])
            except PutAside as reason:
                account.set_aside(record, str(reason))
                continue
            passed_over = self._rule.passes_over(
                movie_id, fields[of_status], fields[of_adult], fields[of_votes]
            )
            if passed_over is None:
                self._take(record)
            else:
                account.pass_over(passed_over)

    def _take(self, record: Record) -> None:
        account = self._account
        raw = RawFilm._make(self._pick([*record.fields, ""]))
        mended: list[str] = [RECODED] if record.recoded else []
        try:
            film = clean(raw, self._lists.read(raw, mended.append), mended.append)
        except PutAside as reason:
            account.set_aside(record, str(reason))
            return
        keep_film(film, raw, record, mended, self.films, account)


def _misfit(found: int, wanted: int) -> str:
    return f"{'fewer' if found < wanted else 'more'} fields than columns"


def read_daily(records: Iterator[Record], account: FileAccount, rule: Rule) -> pa.Table:
    """Read the daily table.

    Args:
        records: its records, the header first.
        account: takes in what becomes of each; ``kept`` is left to whoever has the final table.
        rule: which films are kept.

    Returns:
        One row a film, ordered by id, each id once: the columns of `etl.clean.Film`.

    Raises:
        SourceError: the header lacks a column.
    """
    columns = read_header(records, account.name, [(name,) for name in NEEDED])
    reader = _DailyReader(columns, account, rule)
    reader.read(records)
    films = reader.films.table()
    kept = _most_voted(films, rule)
    if len(kept) < films.num_rows:
        dropped = films.num_rows - len(kept)
        account.put_aside[f"beyond the {rule.most_films:,} with most votes"] += dropped
        films = films.take(pa.array(kept))
    return films


def _most_voted(films: pa.Table, rule: Rule) -> NDArray[np.intp]:
    """Rows of the films that stay, ascending."""
    ids, votes = films["id"].to_numpy(), films["vote_count"].to_numpy()
    known = np.isin(ids, np.fromiter(rule.known, np.int32, len(rule.known)))
    new = np.flatnonzero(~known)
    if not rule.most_films or len(new) <= rule.most_films:
        return np.arange(len(ids))
    best = new[np.argsort(-votes[new], kind="stable")[: rule.most_films]]
    return np.sort(np.concatenate([np.flatnonzero(known), best]))
