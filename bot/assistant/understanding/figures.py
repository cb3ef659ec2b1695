"""Years, lengths, ratings and orders in a description: "de los 90", "cortas", "la más larga"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.assistant.understanding.superlatives import superlatives
from recommender.conditions import Condition, Length, Rated, Years

#: What people mean by a word without a figure: a mean vote, minutes, years.
WELL_RATED = 7.0
SHORT, LONG, SHORT_FILM = 90, 150, 40
OLD, CLASSIC, MODERN = 1980, 1975, 2000
RECENT_YEARS = 5

#: Half an hour more or less than what was said without "more" or "less".
_ROUND_ABOUT = 10
#: Two digits from here on are years of the last century.
_LAST_CENTURY = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """A condition, and where in the text it was read."""

    condition: Condition
    start: int
    end: int


def plain(text: str) -> str:
    """The text in lower case without accents, every letter in its place."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or " " for letter in text)


def figures(text: str, latest_year: int) -> list[Figure]:
    """The conditions on years, length, rating and order that a text has, in its order.

    Args:
        text: as it was typed.
        latest_year: the year from which "recent" is counted back.
    """
    left = plain(text)
    found = []
    for said in superlatives(left):
        if left[said.start : said.end].strip("\n"):
            found.append(Figure(said.order, said.start, said.end))
            left = _without(left, said.start, said.end)
    for pattern, read in _READERS:
        for match in pattern.finditer(left):
            found.append(Figure(read(match, latest_year), *match.span()))
            left = _without(left, *match.span())
    return sorted(found, key=lambda figure: figure.start)


def _without(text: str, start: int, end: int) -> str:
    """The text with what one reader took out of the others' sight, every letter in its place."""
    return text[:start] + "\n" * (end - start) + text[end:]


_UNITS = {
    word: value
    for value, words in (
        (1, "un una uno one an a"), (2, "dos two"), (3, "tres three"), (4, "cuatro four"),
        (5, "cinco five"), (10, "diez ten"), (20, "veinte twenty"),
    )
    for word in words.split()
}  # fmt: skip
_TENS = {
    stem: 1900 + 10 * tens
    for tens, stems in (
        (2, "veint twent"), (3, "treint thirt"), (4, "cuarent fort"), (5, "cincuent fift"),
        (6, "sesent sixt"), (7, "setent sevent"), (8, "ochent eight"), (9, "novent ninet"),
    )
    for stem in stems.split()
}  # fmt: skip

_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_UNITS)})"
_YEAR = r"(?:18[789]\d|19\d\d|20[0-3]\d)"
_DECADE = rf"(?:(?:(?:19|20)\d0|0?0|[2-9]0)s?|(?:{'|'.join(_TENS)})(?:a|as|e|es|ies))"
_LESS = (
    r"(?:menos|menor(?:es)?|inferior(?:es)?|mas cortas?) (?:de|a|que)|por debajo de"
    r"|como (?:mucho|maximo)"
    r"|no (?:pasen?|superen?|lleguen?|excedan?)(?: de| a)?|no duren? mas de|maximo|hasta"
    r"|under|less than|below|(?:no longer|shorter) than|at most|up to"
)
_MORE = (
    r"(?:mas|mayor(?:es)?|superior(?:es)?|mas largas?) (?:de|a|que)|por encima de"
    r"|como minimo|al menos|minimo|over|more than|(?:longer|higher|better) than|at least|above"
)
_TIME = (
    rf"(?:(?P<hours>{_NUMBER}) ?(?:horas?|hours?|hrs?|h)\b(?: (?P<half>y media|and a half)"
    r"|(?: (?:y|and|con))? (?P<rest>\d{1,2})(?: min\w*)?)?"
    r"|(?P<hour_and_half>(?:una? )?hora y media|an hour and a half)"
    r"|(?P<minutes>\d{1,3}) ?min\w*)"
)
_MARK = r"(?:notas?|puntuacion|puntaje|valoracion|calificacion|ratings?|scores?)"
_OUT_OF_TEN = r"(?P<score>10|\d(?:[.,]\d)?)(?![\d.,%]|\s*(?:min|h\b|hora|hour))"
_FILMS = r"(?:pelis?|peliculas?|films?|movies?|cine)"


def _length(match: re.Match[str], _: int) -> Length:
    minutes = _minutes(match)
    if match["less"]:
        return Length(None, minutes)
    if match["more"]:
        return Length(minutes, None)
    return Length(minutes - _ROUND_ABOUT, minutes + _ROUND_ABOUT)


def _minutes(match: re.Match[str]) -> int:
    if match["minutes"]:
        return int(match["minutes"])
    if match["hour_and_half"]:
        return 90
    return 60 * _number(match["hours"]) + (30 if match["half"] else int(match["rest"] or 0))


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else _UNITS[said]


def _rated(match: re.Match[str], _: int) -> Rated:
    return Rated(float(match["score"].replace(",", ".")))


def _decade(said: str) -> int:
    """The first year of a decade: of "90", "90s", "1990s", "noventa" or "nineties"."""
    digits = said.rstrip("s")
    if digits.isdecimal():
        value = int(digits)
        return value if value > 100 else (2000 if value < 20 else 1900) + value
    return next(first for stem, first in _TENS.items() if said.startswith(stem))


def _decades(match: re.Match[str], _: int) -> Years:
    firsts = sorted(_decade(said) for said in match.group("one", "two") if said)
    return Years(firsts[0], firsts[-1] + 9)


def _part_of_decade(match: re.Match[str], _: int) -> Years:
    first = _decade(match["decade"])
    if match["early"]:
        return Years(first, first + 3)
    return Years(first + 3, first + 6) if match["mid"] else Years(first + 6, first + 9)


def _span(match: re.Match[str], _: int) -> Years:
    first, last = sorted(int(year) for year in match.group("first", "last"))
    return Years(first, last)


def _since(match: re.Match[str], _: int) -> Years:
    # "After 2000" leaves 2000 out; "since 2000" does not.
    return Years(int(match["year"]) + bool(match["after"]), None)


def _until(match: re.Match[str], _: int) -> Years:
    return Years(None, int(match["year"]) - bool(match["before"]))


def _before_decade(match: re.Match[str], _: int) -> Years:
    return Years(None, _decade(match["decade"]) - 1)


def _after_decade(match: re.Match[str], _: int) -> Years:
    return Years(_decade(match["decade"]) + 10 * bool(match["after"]), None)


def _year(match: re.Match[str], _: int) -> Years:
    said = int(match["year"])
    if said < 100:
        said += 2000 if said < _LAST_CENTURY else 1900
    return Years(said, said)


def _last_years(match: re.Match[str], latest: int) -> Years:
    years = _number(match["years"]) if match["years"] else RECENT_YEARS
    return Years(latest - years, None)


def _always(condition: Condition) -> Callable[[re.Match[str], int], Condition]:
    return lambda _, __: condition


def _recent(_: re.Match[str], latest: int) -> Years:
    return Years(latest - RECENT_YEARS, None)


_LASTING = (
    r"(?:(?:que )?(?:duren?|duracion|lasting) )?(?:de )?"
    rf"(?:(?P<less>{_LESS})|(?P<more>{_MORE})|de|of|around) (?:una? (?=hora))?{_TIME}"
)
_LASTING_AT_MOST = (
    rf"(?:(?:que )?(?:duren?|duracion|lasting) )?(?:de )?(?:una? (?=hora))?{_TIME},? "
    rf"(?:(?P<less>como (?:mucho|maximo)|a lo sumo|maximo|max|o menos|at most|tops|or less)"
    rf"|(?P<more>como minimo|por lo menos|al menos|minimo|min|o mas|at least|or more))"
)
_SHORT_FILMS = r"cortometrajes?|short films?|shorts|cortos(?= de | sobre )"
_SHORT_WORDS = (
    r"(?:mas |muy )?(?:cortit[oa]s?|cortas?|breves?|shorter|short)(?! film| cut)"
    r"|(?:mas |muy |algo |bien )cortos?"
    r"|no (?:sean? )?(?:muy |tan |demasiado )?larg[oa]s?|not (?:too |so |that )?long"
    r"|que duren? (?:poco|menos)|no (?:me )?duren? (?:tanto|mucho|demasiado)"
)
_LONG_WORDS = (
    r"(?:mas |muy )?largas?|(?:mas |muy |algo |bien )largos?|longer|long|que duren? (?:mucho|mas)"
)
_MARKED = (
    rf"(?:(?:con|de|with|of|a) )*(?:{_MARK}|rated)(?: (?:de|of))?(?: (?:{_MORE}))?"
    rf"(?: (?:un|una|a|an))? {_OUT_OF_TEN}(?: o mas| or more)?"
)
_ABOVE_A_MARK = (
    rf"(?:(?:con|de|with|of|que tengan?) )*(?:{_MORE})(?: (?:un|una|a|an))? {_OUT_OF_TEN}"
    rf"(?: (?:de|of) {_MARK})?"
)
_GOOD_WORDS = (
    r"(?:(?:que (?:sean?|esten?)|muy|mejor|bien|mas|very|well|highly|best|top) )*"
    r"(?:valorad[oa]s?|puntuad[oa]s?|calificad[oa]s?|rated|acclaimed)"
    rf"|(?:(?:con|with)(?: una?| a)? )?(?:muy )?(?:buen[oa]s?|alt[oa]s?|good|high) {_MARK}"
    r"|(?:que (?:sean?|esten?) |muy |very )?(?:buen[oa]s?|buenisim[oa]s?|excelentes?"
    r"|imprescindibles?|geniales?|padres|padrisimas?|chid[oa]s?|good|great|excellent)"
    r"|(?:que )?(?:esten?|sean?) bien|(?:las |the )?(?:mejores|best)"
    r"|obras? maestras?|masterpieces?|que (?:merezcan?|valgan?) la pena|worth watching"
)
_PART_OF_A_DECADE = (
    r"(?:a |de )?(?:(?P<early>principios|comienzos|inicios|early)|(?P<mid>mediados|mid)"
    r"|finales|fines|late)[ -](?:de |the )?(?:los )?(?:anos )?"
    rf"(?P<decade>{_DECADE})"
)
_YEARS_SPAN = (
    r"(?:(?:entre|between|from|desde|de|del) )?(?:el |los )?(?:ano |anos )?"
    rf"(?P<first>{_YEAR}) ?(?:y|and|al?|hasta|to|until|-|–) ?(?:el )?(?P<last>{_YEAR})"
)
_ON = r"(?:(?:en|para|pa) (?:adelante|aca)|hacia aca)"
_SINCE = (
    r"(?:(?P<after>despues del?|posterior(?:es)? al?|after)|a partir del?|desde|since"
    rf"|del?(?: ano)?(?= {_YEAR} {_ON})|(?:como minimo|al menos) del?"
    rf"|from(?= {_YEAR} on)) (?:el )?(?:ano )?(?P<year>{_YEAR})"
    rf"(?: on(?:wards?)?| {_ON})?"
)
_UNTIL = (
    r"(?:(?P<before>antes del?|anterior(?:es)? al?|before|prior to)|hasta|until|up to)"
    rf" (?:el )?(?:ano )?(?P<year>{_YEAR})"
)
_THE_DECADE = (
    rf"(?:la decada (?:de |del )|(?:los |the )?(?:anos )?|the )(?:los )?(?P<decade>{_DECADE})"
)
_SINCE_DECADE = (
    r"(?:(?P<after>despues de|posterior(?:es)? a|after)|a partir de|desde|since|from(?= the .* on))"
    rf" {_THE_DECADE}(?! ?min)(?: on(?:wards?)?| en adelante)?"
)
_UNTIL_DECADE = (
    rf"(?:antes de|anterior(?:es)? a|previ[ao]s? a|before|prior to) {_THE_DECADE}(?! ?min)"
)
_DECADES = (
    r"(?:(?:de|en|from|in|of) )?"
    r"(?:la decada de |decada |(?:los |las |the )?anos |los |the |(?=[12]\d\d0s|\d0s))(?:los )?"
    rf"(?P<one>{_DECADE})(?: ?(?:y|o|and|or|-) ?(?:los )?(?P<two>{_DECADE}))?(?! ?min)"
)
_THIS_CENTURY = r"(?:de |del |of )?(?:este siglo|this century|siglo xxi|(?:the )?21st century)"
_LAST_CENTURY_WORDS = (
    r"(?:de |del |of )?"
    r"(?:(?:el )?siglo pasado|siglo xx|last century|(?:the )?20th century)"
)
_LAST_YEARS = (
    r"(?:de |of |from )?(?:los |the )?(?:ultimos|last|past) "
    rf"(?:(?P<years>{_NUMBER}) )?(?:anos|years)"
)
_RECENT_WORDS = (
    r"(?:mas |more |muy |very )?"
    r"(?:recientes?|nuev[oa]s?|actual(?:es)?|recent|newer|newest|new|latest)"
    r"(?! (?:york|zealand|orleans|jersey))"
)
_MODERN_WORDS = r"(?:mas |more )?(?:modern[oa]s?|modern|contemporane[oa]s?|contemporary)"
_OLD_WORDS = (
    r"(?:(?:mas |muy |tan |demasiado )?(?:antigu[oa]s?|viej[oa]s|viejit[oa]s?|older|old)"
    r"|(?:mas |muy |tan |demasiado )viej[oa]|(?:(?<=peli )|(?<=pelicula )|(?<=sea ))vieja"
    r"|(?<=cine )viejo)"
    r"(?! (?:man|woman|people|lady))"
)

_Reader = Callable[[re.Match[str], int], Condition]
#: What is read, the surest first.
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), read)
    for pattern, read in (
        (_LASTING_AT_MOST, _length),
        (_LASTING, _length),
        (_SHORT_FILMS, _always(Length(None, SHORT_FILM))),
        (_SHORT_WORDS, _always(Length(None, SHORT))),
        (_LONG_WORDS, _always(Length(LONG, None))),
        (_MARKED, _rated),
        (_ABOVE_A_MARK, _rated),
        (_PART_OF_A_DECADE, _part_of_decade),
        (_YEARS_SPAN, _span),
        (_SINCE, _since),
        (_UNTIL_DECADE, _before_decade),
        (_SINCE_DECADE, _after_decade),
        (_UNTIL, _until),
        (_DECADES, _decades),
        (rf"(?P<one>{'|'.join(_TENS)})er[oa]s?(?P<two>)", _decades),
        (rf"(?P<one>{_DECADE})(?P<two>)(?<=ies)", _decades),
        (rf"(?:(?:de|del|en|from|of|in) )?(?:el )?(?:ano )?(?P<year>{_YEAR})", _year),
        (r"(?:del(?: ano)?|en el(?: ano)?|from) ['’]?(?P<year>\d\d)", _year),
        (r"(?:de |en )?los dos ?mil|(?:from |of )?the two thousands", _always(Years(2000, 2009))),
        (_THIS_CENTURY, _always(Years(2000, None))),
        (_LAST_CENTURY_WORDS, _always(Years(None, 1999))),
        (_LAST_YEARS, _last_years),
        (_RECENT_WORDS, _recent),
        (_MODERN_WORDS, _always(Years(MODERN, None))),
        (rf"(?:clasic[oa]s?|classics?)(?: del? cine| {_FILMS})?", _always(Years(None, CLASSIC))),
        (_OLD_WORDS, _always(Years(None, OLD))),
        (_GOOD_WORDS, _always(Rated(WELL_RATED))),
    )
)
