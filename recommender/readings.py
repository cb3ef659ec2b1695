"""What part of a text is the title, and which year it speaks of.

"quiero ver la peli dune de 2021 porfa 🙏" may be a title as it stands, or "dune" of 2021. Every
reading is kept: the text itself comes first, the one with most taken away last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from recommender.normal_forms import canonical, fold, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Letters of a text that are read: a title with many words around it.
LONGEST = 400
#: Most for "Rocky" when "Rocky 1" was typed, and when "Rocky 7" was.
FIRST_OF_SEVERAL, OTHER_OF_SEVERAL = 96.0, 30.0
#: Most for what matches only one of several parts of a text, and for what matches two of them.
ONE_PART, TWO_PARTS = 30.0, 95.0
_WHOLE = 100.0
_LAST_SEQUEL = 20
_PARTS = re.compile(r"[:;,()\[\]/]|\s[-–—]\s|\.\s")
_SHORTEST_PART = 3
#: Films are from this year on (the first ones that were shown), and until a few years ahead.
FIRST_YEAR, LAST_YEAR = 1874, 2039

_YEAR = r"(18[789]\d|19\d\d|20[0-3]\d)"
_YEAR_WORDS = r"(?:(?:la|el|the|one)\s+)*"
_YEAR_AT_END = re.compile(
    rf"\s+{_YEAR_WORDS}(?:(?:de|del|from|of|in|en|ano|year)\s+)*(?:(?:ano|year)\s+)?{_YEAR}$"
)
_YEAR_AT_START = re.compile(rf"^{_YEAR}\s+")
_SHORT_YEAR = re.compile(rf"\s+{_YEAR_WORDS}(?:del|de el|del ano|de los|the)\s+(\d\d)$")
_APOSTROPHE_YEAR = re.compile(r"\s*\(?['’´`](\d\d)\)?\s*$")
_YEAR_IN_BRACKETS = re.compile(r"[(\[]\s*((?:18[789]|19\d|20[0-3])\d)\s*[)\]]")

_FILM = r"(?:pelicula|pelicuka|peli|film|filme|movie|cinta|largometraje|title|titulo)"
_ONE = r"(?:la|una|un|el|esa|esta|este|ese|aquella|the|a|that|this|mi|my)"
_SEE = (
    r"(?:ver|vernos|verme|volver a ver|mirar|ponerme|poner|buscar|encontrar|conocer|saber|"
    r"(?:re ?)?watch|see|play|find|know)"
)
_WANT = (
    r"(?:(?:yo|hoy|tambien|esta noche|ahora|me|nos|te)\s+)*(?:quiero|quisiera|queria|querria|"
    r"queremos|quieres|gustaria|apetece|apeteceria|necesito|vamos a|voy a|podemos|podriamos|puedo|"
    r"puedes|podrias|tengo ganas de|hay que|estoy pensando en|prefiero)"
)
_WANT_IN_ENGLISH = (
    r"(?:(?:i|we|id|i d|ill|can i|can we|could you|can you|do you|lets|let s|let us)\s+)?"
    r"(?:(?:really|just|would|want|wanna|like|love|need|would like|d like|feel like)\s+)*(?:to\s+)?"
)
#: Words before a title that speak of watching or of films.
_SURELY_BEFORE = (
    rf"(?:{_WANT}\s+)?{_SEE}",
    rf"{_WANT_IN_ENGLISH}(?:re ?)?(?:watch|watching|see|seeing|play|find)",
    r"(?:(?:mas\s+)?(?:informacion|info|datos|detalles|ficha|sinopsis|argumento|trailer|reparto|"
    r"nota|critica|criticas|resena|details|facts|information|synopsis|plot|cast))\s+"
    r"(?:de|del|sobre|acerca de|on|about|of|for)",
    r"(?:alguien\s+)?(?:has|habeis|han|ha|hemos)\s+visto|viste|visteis|vieron",
    r"(?:(?:ayer|anoche|hoy|ya|yo|nunca|no)\s+)*(?:he visto|acabo de ver|estoy viendo|vi)",
    r"(?:have you|did you|has anyone|anyone|i have|i ve|ive|i just)\s+(?:ever\s+)?"
    r"(?:seen|watched|see|watch|saw)|(?:i|we)\s+(?:saw|watched)",
    r"quien sale en|quien dirigio|de que va|de que trata|who is in|who directed|who made",
    rf"(?:{_ONE}\s+)?{_FILM}(?:\s+(?:de|del|que se llama|se llama|llamada|llamado|titulada|"
    rf"titulado|called|named|of|es|is))?",
    rf"{_ONE}\s+(?:que se llama|llamada|titulada|de)|(?:one\s+)?(?:called|named)|se llama(?:ba)?|"
    r"llamada|titulada",
)
#: Words that may as well stand before anything else.
_PERHAPS_BEFORE = (
    r"hola|holi|buenas(?: tardes| noches)?|buenos dias|oye|oiga|ey|hey|hi|hello|eh|bueno|pues",
    r"por favor|porfa(?:vor)?|please|pls|a ver(?: si)?|bot",
    rf"{_WANT}|(?:i|we)\s+(?:really\s+)?(?:want|need|love|loved|like|liked|enjoyed|hate|hated|"
    r"prefer)",
    r"(?:pon|ponme|ponnos|ponga|busca|buscame|busco|buscar|encuentra|encuentrame|muestra|"
    r"muestrame|ensename|dime|dame|damela|hablame|cuentame|explicame|recuerdame|echame|sacame)"
    r"(?:\s+(?:algo|mas|todo))?(?:\s+(?:de|sobre|acerca de))?",
    r"(?:show me|find me|find|search(?: for)?|look up|tell me|give me|put on)"
    r"(?:\s+(?:more\s+)?about)?",
    r"conoces|conoceis|te gusta|te gusto|te suena|recuerdas|sabes algo de|sabes de|tienes|tienen|"
    r"teneis|hay|esta|existe",
    r"(?:(?:ayer|anoche|hoy|ya|yo|nunca|no)\s+)*(?:me gusto|me gusta|me encanta|me encanto|"
    r"me flipa|me flipo|me ha gustado|me ha encantado|amo|adoro|odio)(?:\s+(?:mucho|muchisimo))?",
    r"creo que (?:era|es|se llama|se llamaba)|era|se trata de|cuando (?:salio|se estreno)|y|"
    r"estoy buscando|busque|recomiendame|recomiendas|que sabes de|cuentame de",
    r"que tal(?: es| esta| estuvo)?|como es|como se llama|que es|cual es|que opinas de|"
    r"que te parece|que me dices de",
    r"do you (?:know|like|have)|what about|how about|how is|what is|whats|is there|"
    r"tell me about|what do you think of",
)
_SURELY_AFTER = (
    rf"(?:{_ONE}\s+)?{_FILM}",
    r"online|gratis|completa|completo|en espanol|en castellano|en latino|en ingles|subtitulada|"
    r"doblada|vose|trailer|hd|4k",
)
_PERHAPS_AFTER = (
    r"porfa(?:vor|vas|vorcito)?|por favor|please|pls|plz|gracias|thanks|thank you|thx|xfa",
    r"entera|full|(?:esta|es|era|fue|estuvo)\s+(?:muy\s+)?(?:bien|buena|bueno|genial|mal|mala)|"
    r"is (?:it )?(?:any )?good|was (?:great|good)|me gusta|me encanta|me gusto|me encanto",
    r"o algo asi|o algo|creo|no|verdad|or something|esta noche|esta tarde|hoy|manana|ahora|"
    r"tonight|right now|de una vez|jaja(?:ja)*|jeje(?:je)*|lol|xd",
)


def _at_start(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(words)})\s+(?=\S)")


def _at_end(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<=\S)\s+(?:{'|'.join(words)})$")


#: What is taken away, and whether what is left is then surely meant as a title.
_AROUND = (
    (_at_start(_SURELY_BEFORE), True),
    (_at_start(_PERHAPS_BEFORE), False),
    (_at_end(_SURELY_AFTER), True),
    (_at_end(_PERHAPS_AFTER), False),
)
_MENTION = re.compile(r"(?<!\w)@\w+|^\s*/\w+(?:@\w+)?\s")
#: "mmm" and "zzz" are no titles of one letter.
_SHORTEST_MENDED = 4
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*\d)[a-z0-9]+\b")
_LEET = str.maketrans("0134578", "oieastb")
_INVERTED = re.compile(
    r"^(.*\S),\s*(the|an?|el|l[aoe]s?|un|une|una|der|die|das|il|gli|i)\s*$", re.IGNORECASE
)
_QUOTED = re.compile(r'["“”«]([^"“”«»]{2,})["“”»]')
_MOST_READINGS, _MOST_PARTS = 24, 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    ``title`` is folded, ``year`` the one that is spoken of, ``layers`` how often other words were
    taken away, ``sure`` whether the text speaks of a film (or nothing was taken away), and
    ``most`` what a film can score that is found so, where more than such words was left out.
    """

    title: str
    year: int | None
    layers: int
    sure: bool = True
    most: float = 100.0


def _full_year(two_digits: str) -> int:
    """1995 of "95" and 2015 of "15": the last one that is not far ahead."""
    value = int(two_digits)
    return 2000 + value if value <= LAST_YEAR - 2000 - 10 else 1900 + value


def _dated(title: str) -> Iterator[tuple[str, int]]:
    """The folded text without a year at one of its ends, and that year."""
    for pattern in (_YEAR_AT_END, _YEAR_AT_START):
        match = pattern.search(title)
        if match:
            yield pattern.sub("", title), int(match.group(1))
    match = _SHORT_YEAR.search(title)
    if match:
        yield _SHORT_YEAR.sub("", title), _full_year(match.group(1))


def _shorter(reading: Reading) -> Iterator[Reading]:
    """The same reading with less: without a year, or without other words at one of its ends."""
    if reading.year is None:
        for rest, year in _dated(reading.title):
            yield replace(reading, title=rest, year=year)
    for pattern, sure in _AROUND:
        rest = pattern.sub("", reading.title)
        if rest != reading.title:
            was_sure = reading.sure and reading.layers > 0
            yield replace(reading, title=rest, layers=reading.layers + 1, sure=sure or was_sure)
    *words, last = canonical(reading.title).split()
    if words and last.isdigit() and 0 < int(last) <= _LAST_SEQUEL and reading.most == _WHOLE:
        most = FIRST_OF_SEVERAL if last == "1" else OTHER_OF_SEVERAL
        yield replace(reading, title=" ".join(words), layers=reading.layers + 1, most=most)


def has_long_run(folded: str) -> bool:
    """Whether a letter is repeated as in no word ("holaaa", but not the numeral "iii")."""
    return _without_runs(folded, 2) != folded


def _without_runs(folded: str, most: int) -> str:
    """The folded text with no letter more often than ``most`` where it came three times or more."""

    def shorter(run: re.Match[str]) -> str:
        return run.group(1) * most

    if not _LONG_RUN.search(folded):
        return folded
    return " ".join(
        word if is_number(word) else _LONG_RUN.sub(shorter, word) for word in folded.split()
    )


def _unleet(folded: str) -> str:
    """The folded text with letters for the digits that stand for them ("l0ve", "m4n")."""
    return _MIXED.sub(lambda word: word.group().translate(_LEET), folded)


def readings(text: str) -> list[Reading]:
    """All ways to read a text, the text as it stands first.

    Args:
        text: what a person typed; letters after the first `LONGEST` are not read.
    """
    written = text[:LONGEST]
    text = _MENTION.sub(" ", written)
    folded = fold(text)
    todo = [Reading(fold(written), None, 0), Reading(folded, None, 0)]
    bracket = _YEAR_IN_BRACKETS.search(text) or _APOSTROPHE_YEAR.search(text)
    if bracket:
        digits = bracket.group(1)
        year = int(digits) if len(digits) == 4 else _full_year(digits)
        rest = fold(f"{text[: bracket.start()]} {text[bracket.end() :]}")
        todo.append(Reading(rest, year, 0))
    inverted = _INVERTED.match(text)
    if inverted:
        todo.append(Reading(fold(f"{inverted.group(2)} {inverted.group(1)}"), None, 1))
    quoted = _QUOTED.search(text)
    if quoted:
        todo.append(Reading(fold(quoted.group(1)), None, 1))
    mended = (_without_runs(folded, 2), _without_runs(folded, 1), _unleet(folded))
    todo.extend(Reading(plain, None, 1) for plain in mended if len(plain) >= _SHORTEST_MENDED)
    found: dict[tuple[str, int | None], Reading] = {}
    _expand(todo, found)
    pieces = map(fold, _PARTS.split(text)[:_MOST_PARTS])
    _expand(
        [
            Reading(piece, None, 1, most=ONE_PART)
            for piece in pieces
            if len(piece) >= _SHORTEST_PART and not piece.isdigit()
        ],
        found,
    )
    return list(found.values())


def _expand(todo: list[Reading], found: dict[tuple[str, int | None], Reading]) -> None:
    """Add the readings and all shorter ones to what was found, the first of each title."""
    for reading in todo:
        key = (reading.title, reading.year)
        if reading.title and key not in found and len(found) < _MOST_READINGS:
            found[key] = reading
            todo.extend(_shorter(reading))
