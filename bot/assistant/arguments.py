"""What a person types after a command, read: months, weekdays, countries, languages, genres, years.

People write these in Spanish or English, abbreviated, numbered, with or without accents and with
words around them. Every reader is pure and never fails: it returns what was meant, or else the
nearest things that could have been meant, so that an answer can ask "¿enero?".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from babel import Locale
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.assistant.texts import LANGUAGES, texts_in
from recommender.countries import Countries
from recommender.countries import names as country_names
from recommender.name_index import ACCEPT, ASK
from recommender.normal_forms import fold, squeeze
from recommender.wording import plain

T = TypeVar("T")

#: How alike a word must be to be offered instead, if it is all that was typed, and if it is one of
#: many; and how many are offered.
_NEAR, SLIP = 0.6, 0.75
_OFFERED = 3
#: Nothing is offered beside a much likelier thing.
_CLOSE = 0.12
#: Letters from which on the beginning of a name may stand for it.
_BEGINNING = 3
_LONGEST = 80

_AROUND = frozenset(
    "a al con cine cinta cintas de del desde dia dias el en es esa ese esta este estrenada"
    " estrenadas estrenado film films filme filmes hecha hechas hablada habladas la las lengua"
    " idioma original lo los mes pais para peli pelicula peliculas pelis por rodada rodadas un una"
    " unas unos y genero generos ano anos saga"
    " an are at by country day days for from genre in is language made month movie movies of on"
    " released s spoken the this to with year years".split()
)

_MORE_LANGUAGES = {
    "es": "castellano|castilian",
    "zh": "mandarin|cantones|cantonese|putonghua",
    "ja": "nihongo",
    "fr": "francais",
    "de": "deutsch",
    "it": "italiano",
    "pt": "portugues|brasileno|brazilian",
    "nl": "holandes|flamenco|flemish|nederlands|dutch",
    "sv": "svenska",
    "da": "dansk",
    "no": "norsk",
    "fa": "farsi",
    "el": "ellinika",
    "tl": "filipino",
    "ca": "catala",
    "eu": "vasco|basque|euskera|euskara",
}
_MORE_GENRES = {
    "Action": "accion|tiros|action|balazos|balaceras|trompadas|patadas|karatecas",
    "Adventure": "aventura|aventuras|adventures",
    "Animation": (
        "animada|animado|animadas|animados|dibujos|dibujos animados|animated|cartoon|dibus"
        "|dibujitos|dibujitos animados|caricatura|caricaturas|monitos|monos animados|munequitos"
        "|comiquitas|cartoons"
    ),
    "Comedy": (
        "comedias|humor|comica|comicas|comico|de risa|risa|graciosa|comedies|funny|comicos"
        "|graciosas|gracioso|graciosos|chistosa|chistosas|chistoso|chistosos|hilarante"
        "|hilarantes|de risas|risas|hilarious"
    ),
    "Crime": (
        "policiaca|policiaco|policiacas|policial|policiales|cine negro|gangsters|mafia"
        "|policiacos|detectivesca|detectivescas|policiers"
    ),
    "Documentary": "documentales|documentaries|docu|docus|documental|docs",
    "Drama": "dramas|dramatica|dramatico|dramaticas|dramon|dramones",
    "Family": (
        "familia|familiares|infantil|infantiles|ninos|para ninos|kids|children|para peques"
        "|para chicos"
    ),
    "Fantasy": "fantastica|fantastico|fantasticas",
    "Foreign": "extranjero|extranjeras",
    "History": "historica|historico|historicas|historical",
    "Horror": (
        "terror|miedo|de miedo|scary|espanto|terrorifica|miedito|terrorificas|terrorifico"
        "|terrorificos|sustos|de sustos"
    ),
    "Music": "musical|musicales|musicals",
    "Mystery": "misterios|intriga|mysteries",
    "Romance": (
        "romantica|romantico|romanticas|amor|de amor|romantic|love|romances|romanticona"
        "|romanticonas|rom com|rom coms"
    ),
    "Science Fiction": "ficcion cientifica|ciencia-ficcion|scifi|sci fi|sf|cifi|futurista",
    "Thriller": "thrillers|suspenso|suspense|de suspenso",
    "TV Movie": "tv|telefilm|telefilme|telefilmes|television|para television|made for tv",
    "War": "belico|belicas|belicos|guerra|guerras|de guerra|belica",
    "Western": (
        "westerns|oeste|del oeste|vaqueros|de vaqueros|spaghetti western|wester|vaqueras"
        "|cowboys|de cowboys|pistoleros"
    ),
}

_TENS = {
    word: 1900 + tens
    for names in (
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        "veintes treintas cuarentas cincuentas sesentas setentas ochentas noventas",
        "twenties thirties forties fifties sixties seventies eighties nineties",
    )
    for tens, word in zip(range(20, 100, 10), names.split(), strict=True)
} | dict.fromkeys(("dos mil", "dosmiles", "dos miles", "two thousands", "noughties"), 2000)
_PERIOD = re.compile(
    r"(?:(?:de|del|en|from|in|of)\s+)?(?:(?:el|la|los|las|the)\s+)?"
    r"(?P<kind>(?:ano|anos|year|years|decada|decade)\s+)?"
    r"(?:(?:de|del|of)\s+)?(?:(?:el|la|los|las|the)\s+)?"
    r"(?P<number>\d{4}|\d{2}|[a-z]+(?: [a-z]+)?)\s?(?P<many>s)?"
)
#: The first films that were shown, and a few years ahead.
_FIRST_YEAR, _LAST_YEAR = 1870, 2039


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """An argument, read.

    Attributes:
        value: what was meant; None when nothing fits.
        near: what could have been meant instead, the likeliest first; empty beside a value.
    """

    value: T | None
    near: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Some years on end: a decade, or a single year."""

    first: int
    last: int

    @property
    def decade(self) -> int | None:
        """Its first year, when it is a decade."""
        return self.first if self.last == self.first + 9 else None

    @property
    def year(self) -> int | None:
        """The year, when it is a single one."""
        return self.first if self.last == self.first else None


@dataclass(frozen=True, slots=True)
class Filters:
    """What films are narrowed down to.

    Attributes:
        genres: the dump's names of genres; a film has all of them.
        period: when it was released.
        countries: ISO codes; a film was made in all of them.
        most: how many films at the most.
        unread: words that mean none of these.
        near: genres (the dump's names) that the unread words could have been.
    """

    genres: tuple[str, ...] = ()
    period: Period | None = None
    countries: tuple[str, ...] = ()
    most: int | None = None
    unread: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


class Names(Generic[T]):
    """A short list of names with what each of them means, looked up without case or accents."""

    def __init__(self, names: Iterable[tuple[str, T]], *, beginnings: bool = False) -> None:
        self._meaning: dict[str, T] = {}
        for name, value in names:
            self._meaning.setdefault(squeeze(fold(name)), value)
        self._meaning.pop("", None)
        self._beginnings = beginnings

    def exactly(self, folded: str) -> T | None:
        """What folded words mean, as they are or in the singular."""
        key = squeeze(folded)
        if key in self._meaning:
            return self._meaning[key]
        if len(key) > _BEGINNING and key.endswith("s") and key[:-1] in self._meaning:
            return self._meaning[key[:-1]]
        if self._beginnings and len(key) >= _BEGINNING:
            begun = {value for name, value in self._meaning.items() if name.startswith(key)}
            if len(begun) == 1:
                return begun.pop()
        return None

    def read(self, text: str) -> Read[T]:
        """What a text means, with or without the words that people put around."""
        for words in _readings(fold(text[:_LONGEST])):
            value = self.exactly(words)
            if value is not None:
                return Read(value)
        return Read(None, self.near(text))

    def near(self, text: str, alike: float = _NEAR) -> tuple[T, ...]:
        """What a text could have been meant for, the likeliest first.

        Args:
            text: what was typed.
            alike: how alike it is at the least, 0 to 1.
        """
        folded = fold(text[:_LONGEST])
        if not folded or folded.isdecimal():
            return ()
        best: dict[T, float] = {}
        for words in _readings(folded):
            found = process.extract(
                squeeze(words),
                self._meaning.keys(),
                scorer=OSA.normalized_similarity,
                score_cutoff=alike,
                limit=2 * _OFFERED,
            )
            for name, likeness, _ in found:
                value = self._meaning[name]
                best[value] = max(best.get(value, 0.0), likeness)
        likeliest = max(best.values(), default=0.0)
        close = [value for value, likeness in best.items() if likeness > likeliest - _CLOSE]
        return tuple(sorted(close, key=lambda value: -best[value])[:_OFFERED])


def _readings(folded: str) -> Iterator[str]:
    """Folded words as they stand, then without those around, then without an article in front."""
    yield folded
    words = folded.split()
    inner = [word for word in words if word not in _AROUND]
    if inner and inner != words:
        yield " ".join(inner)
    while words and words[0] in _AROUND:
        del words[0]
        if words:
            yield " ".join(words)


def _numbered(names: Callable[[Locale], Iterable[str]]) -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        for number, name in enumerate(names(Locale.parse(language)), start=1):
            yield name, number


@cache
def months() -> Names[int]:
    """The months by name or beginning, 1 to 12."""
    named = _numbered(lambda locale: (locale.months["format"]["wide"][n] for n in range(1, 13)))
    return Names([*named, ("setiembre", 9)], beginnings=True)


@cache
def weekdays() -> Names[int]:
    """The days of the week by name or beginning: 1 is Monday, 7 is Sunday."""
    named = _numbered(lambda locale: (locale.days["format"]["wide"][n] for n in range(7)))
    return Names(named, beginnings=True)


@cache
def countries() -> Names[str]:
    """Countries by name in both languages, nickname, or ISO 3166 code of two or three letters."""
    return Names(country_names().items())


@cache
def languages() -> Names[str]:
    """Languages by name in both languages or, the commonest, their own; or ISO 639-1 code."""
    cldr = [plain(Locale.parse(language).languages) for language in LANGUAGES]
    codes = [code for code in cldr[0] if len(code) == 2]
    names = [(names_in[code], code) for names_in in cldr for code in codes if code in names_in]
    names += [(code, code) for code in codes]
    names += [(name, code) for code, more in _MORE_LANGUAGES.items() for name in more.split("|")]
    return Names(names)


@cache
def genres(known: tuple[str, ...]) -> Names[str]:
    """Genres by name in both languages or by another word for them.

    Args:
        known: the genres of the catalogue, by the dump's names.
    """
    names = [(name, name) for name in known]
    names += [(texts_in(language).genre(name), name) for name in known for language in LANGUAGES]
    names += [
        (word, name) for name in known for word in _MORE_GENRES.get(name, "").split("|") if word
    ]
    return Names(names)


def read_month(text: str) -> Read[int]:
    """A month: by name, beginning or number, 1 to 12."""
    return _number_or(months(), text, 12)


def read_weekday(text: str) -> Read[int]:
    """A day of the week: by name, beginning or number; 1 is Monday, 7 is Sunday."""
    return _number_or(weekdays(), text, 7)


def _number_or(names: Names[int], text: str, most: int) -> Read[int]:
    numbers = [word for word in fold(text[:_LONGEST]).split() if word not in _AROUND]
    if len(numbers) == 1 and numbers[0].isdecimal():
        number = int(numbers[0])
        return Read(number if 1 <= number <= most else None)
    return names.read(text)


def read_country(text: str, known: Countries) -> Read[str]:
    """A country's ISO 3166-1 code of two letters (or the dump's, for one that is no more).

    Args:
        text: what was typed.
        known: finds a country by a name that is mistyped.
    """
    folded = fold(text[:_LONGEST])
    likely: dict[str, float] = {}
    for words in _readings(folded):
        code = countries().exactly(words)
        if code is not None:
            return Read(code)
        for country in known.find(words, _OFFERED):
            likely[country.code] = max(likely.get(country.code, 0.0), country.score)
    near = sorted(likely, key=lambda code: -likely[code])[:_OFFERED]
    if near and likely[near[0]] >= ACCEPT:
        return Read(near[0])
    return Read(None, tuple(code for code in near if likely[code] >= ASK))


def read_language(text: str) -> Read[str]:
    """A language's ISO 639-1 code."""
    return languages().read(text)


def read_genre(text: str, known: tuple[str, ...]) -> Read[str]:
    """A genre of ``known``, by the dump's name."""
    return genres(known).read(text)


def read_year(text: str) -> Read[int]:
    """A year of four digits, or of two: 30 to 99 are of the 20th century."""
    numbers = re.findall(r"\d+", text[:_LONGEST])
    if len(numbers) != 1 or len(numbers[0]) not in {2, 4}:
        return Read(None)
    year = _full_year(int(numbers[0])) if len(numbers[0]) == 2 else int(numbers[0])
    return Read(year if _FIRST_YEAR <= year <= _LAST_YEAR else None)


def _full_year(two_digits: int) -> int:
    return (2000 if two_digits < 30 else 1900) + two_digits


def read_period(text: str) -> Period | None:
    """A decade ("los 90", "1990s", "ochenta", "década de 2000") or a single year ("1994").

    Of two digits, 00 and 10 are of this century and 20 to 90 of the last; a round year of four
    digits is its decade, unless it is called a year.
    """
    asked = _PERIOD.fullmatch(fold(text[:_LONGEST]))
    if asked is None:
        return None
    number, kind = asked["number"], (asked["kind"] or "").strip()
    if not number.isdecimal():
        first = _TENS.get(number)
        return None if first is None else Period(first, first + 9)
    value = int(number)
    if len(number) == 2:
        value = (2000 if value < 20 else 1900) + value if value % 10 == 0 else _full_year(value)
    if not _FIRST_YEAR <= value <= _LAST_YEAR:
        return None
    if value % 10 == 0 and kind not in {"ano", "year"}:
        return Period(value, value + 9)
    return None if asked["many"] else Period(value, value)


def read_filters(text: str, known_genres: tuple[str, ...]) -> Filters:
    """Genres, a period and countries in any order, as in "comedias españa años 90".

    A small number by itself says how many: "10 de terror", but "terror años 10".

    Args:
        text: what was typed.
        known_genres: the genres of the catalogue, by the dump's names.
    """
    kinds, places = genres(known_genres), countries()
    found_genres: dict[str, None] = {}
    found_countries: dict[str, None] = {}
    period: Period | None = None
    most: int | None = None
    unread: list[str] = []
    words = _words(text)
    at = 0
    while at < len(words):
        if words[at].folded in _HOW_MANY and most is None:
            most = int(words[at].folded)
            at += 1
            continue
        for length in range(min(5, len(words) - at), 0, -1):
            span = words[at : at + length]
            phrase = " ".join(word.folded for word in span)
            genre = kinds.exactly(phrase)
            # "de", "en" and "la" are words; "DE" and "usa" are countries.
            named = length > 1 or span[0].capital or phrase not in _AROUND
            country = places.exactly(phrase) if named else None
            years = read_period(phrase) if period is None else None
            if named:
                if genre:
                    found_genres[genre] = None
                elif years:
                    period = years
                elif country:
                    found_countries[country] = None
                else:
                    continue
                at += length
                break
        else:
            if words[at].folded not in _AROUND | _RANKING:
                unread.append(words[at].folded)
            at += 1
    near = dict.fromkeys(genre for word in unread for genre in kinds.near(word))
    return Filters(
        tuple(found_genres),
        period,
        tuple(found_countries),
        most,
        tuple(unread),
        tuple(near)[:_OFFERED],
    )


#: Numbers that are rather how many are asked for than a decade.
_HOW_MANY = frozenset(map(str, [*range(1, 26), 100]))
#: Words of the question itself.
_RANKING = frozenset(
    "mejor mejores top best greatest puntuadas valoradas rated well bien mas".split()
)


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    capital: bool


def _words(text: str) -> list[_Word]:
    return [
        _Word(folded, raw.isupper())
        for raw in re.split(r"[\s,;/]+", text)
        for folded in fold(raw).split()
    ]
