"""One record of the dump: the film it is, mended where that is sure, or the reason why it is none.

What is unknown is None, never 0 and never a placeholder. Every change that is more than a change
of type is reported with its kind; a record that is no film raises `PutAside` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import NamedTuple

from etl.encoding import unscramble
from etl.literals import NOTHING, NestedColumn

#: Is told the kind of each mending.
Mend = Callable[[str], None]

#: The kind of mending of a text that was encoded twice.
ENCODED_TWICE = "text encoded twice"
#: The first moving pictures that the dump could mean; anything older is a slip.
FIRST_YEAR = 1870
_LAST_YEAR = 2100
#: The kinds of mending by which a date of release is lost.
LOST_DATES = frozenset(
    {
        "release_date: unreadable",
        f"release_date: before {FIRST_YEAR}",
        f"release_date: after {_LAST_YEAR}",
    }
)
#: TMDB 5000 writes years with two digits and was published in 2017: 17 is 2017, 18 is 1918.
TWO_DIGIT_YEARS_UNTIL = 2017
#: TMDB numbers films as it learns of them, and had given out these ids by 2009. Of its films of
#: 2010 to 2017 nine have one, announced years ahead, and all but one of those have so many votes;
#: of 1910 to 1917 seven have one, and none has.
IDS_UNTIL_2009, VOTES_OF_THE_AWAITED = 10_000, 500
#: A film shorter than this is a short (as the Academy has it), and may well have cost 500 dollars.
FEATURE_MINUTES = 40
#: Less than this was never the budget or the revenue of a released feature, in dollars.
LEAST_MONEY = 1_000
#: More than any film has cost or earned, in dollars.
MOST_BUDGET = 1_000_000_000
MOST_REVENUE = 10_000_000_000

_STATUSES = {
    "released": "Released",
    "rumored": "Rumored",
    "rumoured": "Rumored",
    "post production": "Post Production",
    "in production": "In Production",
    "planned": "Planned",
    "canceled": "Canceled",
    "cancelled": "Canceled",
}
#: How the dump calls languages for which ISO 639-1 has another code, or none.
_LANGUAGES = {"cn": "zh", "xx": None}

#: Cells of a column that are remembered.
_MOST_KNOWN = 20_000
_MAX_INT16 = 2**15 - 1
_MAX_INT32 = 2**31 - 1
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_IMDB_ID = re.compile(r"tt[0-9]{7,10}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SHORT_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

#: A text of nothing but these words says nothing about a film …
_EMPTY_WORDS = frozenset(
    """
    a about add adding an and announced any as at available be been by coming currently database
    does don't english entered exist exists expand film films for found given has have help here
    hold in information info is it kept later missing moment movie movies never no none not of on
    one our pending please post production provided rumored soon the there this time to translated
    under unavailable update us was we will with wraps written yet you
    aún añadido de del disponible el encontrada encontrado esta ha hay la momento ningún ninguna no
    pelicula película por proporcionado se sin todavía un una
    """.split()
)
#: … if one of these is among them.
_PLACEHOLDER_WORDS = frozenset(
    """
    overview overviews synopsis plot description summary storyline tagline na none null nan unknown
    tba tbd tbc tbe released planned canceled cancelled rumored untitled available unavailable
    found pending provided soon sinopsis descripción descripcion resumen argumento disponible
    """.split()
)
_MOST_PLACEHOLDER_WORDS = 20


class PutAside(Exception):  # noqa: N818  (an outcome, not a mistake of the program)
    """A record that is no film; the message is the reason."""


class RawFilm(NamedTuple):
    """One record of the films' file: the columns that are used, as they stand, '' where absent."""

    id: str
    imdb_id: str
    title: str
    original_title: str
    original_language: str
    overview: str
    tagline: str
    status: str
    release_date: str
    runtime: str
    genres: str
    keywords: str
    belongs_to_collection: str
    production_companies: str
    production_countries: str
    spoken_languages: str
    budget: str
    revenue: str
    popularity: str
    vote_average: str
    vote_count: str
    poster_path: str


class Film(NamedTuple):
    """One film, in the types of the published table (see `recommender.catalogue`)."""

    id: int
    imdb_id: str | None
    title: str
    original_title: str | None
    original_language: str | None
    overview: str | None
    tagline: str | None
    status: str | None
    release_date: date | None
    year: int | None
    runtime: int | None
    genres: Sequence[str]
    keywords: Sequence[str]
    collection: str | None
    companies: Sequence[str]
    countries: Sequence[str]
    spoken_languages: Sequence[str]
    budget: int | None
    revenue: int | None
    budget_suspect: bool
    revenue_suspect: bool
    popularity: float | None
    vote_average: float | None
    vote_count: int
    poster_path: str | None

    def richness(self) -> tuple[int, int, int]:
        """How much a record knows: known fields, then votes, then the length of the overview."""
        # A suspect sum is no knowledge, and neither is its flag.
        suspect = self.budget_suspect + self.revenue_suspect
        return sum(map(bool, self)) - 2 * suspect, self.vote_count, len(self.overview or "")


def text(value: str, mend: Mend) -> str | None:
    """Text in its right encoding, without control characters and blanks around; None if empty."""
    if not value:
        return None
    if not value.isascii() and (once := unscramble(value)) != value:
        mend(ENCODED_TWICE)
        value = once
    if not value.isprintable():
        # A file of lines that end in both has both inside a text as well.
        value = value.replace("\r\n", "\n")
        if _CONTROL.search(value):
            mend("control characters removed")
            value = _CONTROL.sub("", value)
    value = value.strip()
    return None if not value or value == "NULL" else value


def line(value: str, mend: Mend) -> str | None:
    """Like `text`, on one line."""
    found = text(value, mend)
    return found if found is None or found.isprintable() else " ".join(found.split()) or None


def is_placeholder(value: str) -> bool:
    """Whether an overview or tagline only says that there is none ("No overview found.", "N/A")."""
    if len(value) > 200:
        return False
    words = _WORD.findall(value.casefold().replace("n/a", "na"))
    if len(words) > _MOST_PLACEHOLDER_WORDS:
        return False
    if not words or " ".join(words) in _STATUSES:
        return True
    marked = any(word in _PLACEHOLDER_WORDS for word in words)
    return marked and all(word in _EMPTY_WORDS or word in _PLACEHOLDER_WORDS for word in words)


def prose(value: str, name: str, mend: Mend) -> str | None:
    """An overview or tagline; None where it is a placeholder."""
    found = text(value, mend)
    if found is not None and is_placeholder(found):
        mend(f"{name}: placeholder")
        return None
    return found


def number(value: str, name: str, mend: Mend) -> float | None:
    """A finite number that is not below zero; None where it is blank or something else."""
    if value in NOTHING:
        return None
    try:
        found = float(value)
    except ValueError:
        mend(f"{name}: no number")
        return None
    if not isfinite(found) or found < 0:
        mend(f"{name}: out of range")
        return None
    return found


def whole(value: str, name: str, most: int, mend: Mend) -> int | None:
    """A positive whole number up to ``most``; None where it is 0, blank or something else."""
    if value in {"0", "0.0", ""}:
        return None
    found = number(value, name, mend)
    if found is None:
        return None
    if found > most:
        mend(f"{name}: out of range")
        return None
    return round(found) or None


def film_id(value: str) -> int:
    """A film's TMDB id.

    Raises:
        PutAside: it is no positive whole number.
    """
    value = value.strip().removesuffix(".0")
    if not value.isascii() or not value.isdigit():
        raise PutAside("id: no number")
    found = int(value[:12])
    if not 0 < found <= _MAX_INT32:
        raise PutAside("id: out of range")
    return found


def parse_date(value: str) -> date | None:
    """A date as the dumps write it, ``1995-10-30`` or ``10/30/95``, month first; or None."""
    try:
        if len(value) == 10 and value[4] == value[7] == "-":
            return date.fromisoformat(value)
        short = _SHORT_DATE.fullmatch(value)
        if short is None:
            return None
        month, day, year = map(int, short.groups())
        if len(short[3]) == 2:
            year += 2000 if 2000 + year <= TWO_DIGIT_YEARS_UNTIL else 1900
        return date(year, month, day)
    except ValueError:
        return None


def release_date(value: str, mend: Mend) -> date | None:
    """The day a film came out; None where it is blank, unreadable, or not of this era."""
    value = value.strip()
    if value in NOTHING:
        return None
    found = parse_date(value)
    if found is None:
        mend("release_date: unreadable")
    elif found.year < FIRST_YEAR:
        mend(f"release_date: before {FIRST_YEAR}")
        return None
    elif found.year > _LAST_YEAR:
        mend(f"release_date: after {_LAST_YEAR}")
        return None
    elif value[-3:-2] == "/":
        mend("release_date: year of two digits")
    return found


def _in_its_century(found: date, value: str, movie_id: int, votes: int, mend: Mend) -> date:
    """A date that may be of either century where its year has two digits: 16 is 2016 or 1916."""
    if value.strip()[-3:-2] != "/" or found.year < 2000:
        return found
    if found.year >= 2010 and movie_id < IDS_UNTIL_2009 and votes < VOTES_OF_THE_AWAITED:
        mend("release_date: year of two digits, taken for the 1910s")
        return found.replace(year=found.year - 100)
    mend("release_date: year of two digits, of two centuries the later")
    return found


def money(value: str, name: str, feature: bool, most: int, mend: Mend) -> tuple[int | None, bool]:
    """A sum in dollars, and whether it is suspect.

    Suspect is what is plainly in other units (below `LEAST_MONEY` for a feature) or more than any
    film's (above ``most``). It is kept as it stands; whoever sums or divides leaves it out.
    """
    if value in {"0", "0.0", ""}:
        return None, False
    found = number(value, name, mend)
    if found is None or found < 1:
        return None, False
    suspect = found > most or (feature and found < LEAST_MONEY)
    if suspect:
        mend(f"{name}: suspect")
    return int(min(found, 2**53)), suspect


class Unread(tuple[str, ...]):
    """No names, because the cell cannot be read; ``reason`` says why."""

    reason: str

    @classmethod
    def because(cls, reason: str) -> Unread:
        """No names for a reason."""
        unread = cls()
        unread.reason = reason
        return unread


class Nested(NamedTuple):
    """The names, each once, in the nested cells of one record; see `Unread`."""

    genres: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    belongs_to_collection: tuple[str, ...] = ()
    production_companies: tuple[str, ...] = ()
    production_countries: tuple[str, ...] = ()
    spoken_languages: tuple[str, ...] = ()


class NestedCells:
    """Reads the nested cells of records, and remembers what it has read: few cells differ."""

    def __init__(self) -> None:
        codes = {"production_countries": "iso_3166_1", "spoken_languages": "iso_639_1"}
        self._columns = {
            column: NestedColumn(**{codes.get(column, "name"): str}) for column in Nested._fields
        }
        self._known: dict[str, dict[str, tuple[str, ...]]] = {
            column: {} for column in Nested._fields
        }

    def read(self, raws: Sequence[RawFilm]) -> list[Nested]:
        """The nested cells of some records; many at once are faster."""
        columns = (
            self._names(column, [getattr(raw, column) for raw in raws]) for column in Nested._fields
        )
        return [*map(Nested._make, zip(*columns, strict=True))]

    def _names(self, column: str, cells: Sequence[str]) -> list[tuple[str, ...]]:
        known = self._known[column]
        if len(known) > _MOST_KNOWN:
            known.clear()
        new = [cell for cell in dict.fromkeys(cells) if cell not in known]
        entries = self._columns[column].read_all(new)
        names = map(str.strip, entries.columns[0])
        for cell, count in zip(new, entries.counts, strict=True):
            known[cell] = tuple(dict.fromkeys(filter(None, islice(names, count))))
        for place, reason in entries.refused.items():
            known[new[place]] = Unread.because(reason)
        return [known[cell] for cell in cells]


def _codes(
    names: tuple[str, ...], column: str, code: re.Pattern[str], mend: Mend
) -> tuple[str, ...]:
    codes = _only_codes(names, code)
    if len(codes) < len(names):
        mend(f"{column}: no code")
    return codes


# Of either there are few different ones.
@lru_cache(maxsize=_MOST_KNOWN)
def _only_codes(names: tuple[str, ...], code: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(name for name in names if code.fullmatch(name))


@lru_cache(maxsize=_MOST_KNOWN)
def _languages(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The languages of codes, each once."""
    known = (_LANGUAGES.get(code, code) for code in codes)
    return tuple(dict.fromkeys(language for language in known if language is not None))


def _language(value: str, mend: Mend) -> str | None:
    value = value.strip().lower()
    if value in _LANGUAGES:
        return _LANGUAGES[value]
    if _LANGUAGE.fullmatch(value):
        return value
    if value and value != "null":
        mend("original_language: no code")
    return None


def _imdb_id(value: str, mend: Mend) -> str | None:
    value = value.strip()
    if _IMDB_ID.fullmatch(value):
        return value
    if value not in NOTHING and value != "0":
        mend("imdb_id: no IMDb id")
    return None


def _status(value: str, mend: Mend) -> str | None:
    value = value.strip()
    if value in NOTHING:
        return None
    status = _STATUSES.get(value.casefold())
    if status is None:
        mend("status: unknown word")
    return status


def _vote_average(value: str, votes: int, mend: Mend) -> float | None:
    if not votes:
        return None
    found = number(value, "vote_average", mend)
    if found is not None and found > 10:
        mend("vote_average: out of range")
        return None
    return found or None


def clean(raw: RawFilm, nested: Nested, mend: Mend) -> Film:
    """The film that a record is.

    Args:
        raw: the record.
        nested: what its nested cells say.
        mend: is told the kind of each mending.

    Raises:
        PutAside: the record is no film.
    """
    movie_id = film_id(raw.id)
    original_title = line(raw.original_title, mend)
    title = line(raw.title, mend)
    if title is None:
        if original_title is None:
            raise PutAside("no title")
        mend("title: taken from the original title")
        title = original_title
    votes = whole(raw.vote_count, "vote_count", _MAX_INT32, mend) or 0
    released = release_date(raw.release_date, mend)
    if released is not None:
        released = _in_its_century(released, raw.release_date, movie_id, votes, mend)
    runtime = whole(raw.runtime, "runtime", _MAX_INT16, mend)
    feature = runtime is None or runtime >= FEATURE_MINUTES
    budget, budget_suspect = money(raw.budget, "budget", feature, MOST_BUDGET, mend)
    revenue, revenue_suspect = money(raw.revenue, "revenue", feature, MOST_REVENUE, mend)
    languages = _codes(nested.spoken_languages, "spoken_languages", _LANGUAGE, mend)
    return Film(
        id=movie_id,
        imdb_id=_imdb_id(raw.imdb_id, mend),
        title=title,
        original_title=original_title,
        original_language=_language(raw.original_language, mend),
        overview=prose(raw.overview, "overview", mend),
        tagline=prose(raw.tagline, "tagline", mend),
        status=_status(raw.status, mend),
        release_date=released,
        year=released.year if released else None,
        runtime=runtime,
        genres=nested.genres,
        keywords=nested.keywords,
        collection=next(iter(nested.belongs_to_collection), None),
        companies=nested.production_companies,
        countries=_codes(nested.production_countries, "production_countries", _COUNTRY, mend),
        spoken_languages=_languages(languages),
        budget=budget,
        revenue=revenue,
        budget_suspect=budget_suspect,
        revenue_suspect=revenue_suspect,
        popularity=number(raw.popularity, "popularity", mend),
        vote_average=_vote_average(raw.vote_average, votes, mend),
        vote_count=votes,
        poster_path=raw.poster_path if raw.poster_path.startswith("/") else None,
    )
