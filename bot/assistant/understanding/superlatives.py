"""Superlatives in a description: "la más larga", "the three highest grossing", "la última de"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recommender.conditions import Measure, Ordered

_FILMS = (
    r"(?:pelis?|peliculas?|films?|movies?|pictures?|cintas?|filmes|filme|largometrajes?"
    r"|titulos?|trabajos?|obras?|ones?)"
)
_NUMBERS = {
    word: value
    for value, words in (
        (2, "dos two"), (3, "tres three"), (4, "cuatro four"), (5, "cinco five"), (6, "seis six"),
        (7, "siete seven"), (8, "ocho eight"), (9, "nueve nine"), (10, "diez ten"),
        (20, "veinte twenty"),
    )
    for word in words.split()
}  # fmt: skip
_NUMBER = rf"(?:[1-9]|[12]\d|{'|'.join(_NUMBERS)})"

#: Adjectives that have a measure's largest, and those that have its smallest.
_LARGE: dict[Measure, str] = {
    "revenue": r"taquiller[oa]s?|exitos[oa]s?|recaudad(?:or)?[oa]?(?:es)?s?",
    "budget": r"car[oa]s?|costos[oa]s?",
    "return": r"rentables?",
    "length": r"larg[oa]s?|extens[oa]s?",
    "date": r"nuev[oa]|reciente|modern[oa]",
    "votes": r"votad[oa]s?|vist[oa]s?|famos[oa]s?|conocid[oa]s?",
    "popularity": r"popular(?:es)?",
}
_SMALL: dict[Measure, str] = {
    "budget": r"barat[oa]s?",
    "length": r"cort[oa]s?|cortit[oa]s?|breves?",
    "date": r"antigu[oa]s?|viej[oa]s?|viejit[oa]s?",
}
#: Measures by whose adjectives films are compared as well, unless they are "the" most so.
_COMPARED: frozenset[Measure] = frozenset({"budget", "length", "date"})
_NOUNS: dict[Measure, str] = {
    "revenue": r"recaudacion|taquilla|ingresos|ganancias?|beneficios?",
    "budget": r"presupuesto",
    "return": r"rentabilidad|retorno",
    "length": r"duracion",
    "rating": r"nota|puntuacion|valoracion|calificacion",
    "votes": r"votos|votantes",
}
_MONEY = r"(?:dinero|plata|lana|pasta|guita|money)"
_EARNED = r"(?:recaud\w+|gan[oa]\w*|hizo|hicieron|hecho|gener\w+|ingres\w+|vendi\w+|factur\w+)"
_VERBS: dict[Measure, str] = {
    "revenue": rf"{_MONEY}(?: (?:ha |han )?{_EARNED})?|(?:ha |han )?(?:recaud|gan[oa]|factur)\w*",
    "budget": r"(?:ha |han )?cost\w+",
    "length": r"dur(?:a|an|o|aron)",
}
_ENGLISH: tuple[tuple[Measure, bool, str], ...] = (
    ("revenue", False, r"(?:highest|top|biggest)[- ](?:grossing|earning)|grossed the most"
     r"|(?:made|earned) (?:the )?most(?: money)?|most (?:commercially )?successful"
     r"|biggest (?:box office )?(?:hits?|success(?:es)?)"),
    ("revenue", True, r"lowest[- ](?:grossing|earning)|least successful"
     r"|biggest (?:box office )?flops?"
     r"|(?:made|earned) (?:the )?least(?: money)?"),
    ("return", False, r"most profitable"),
    ("return", True, r"least profitable"),
    ("budget", False, r"most expensive|(?:biggest|highest)[- ]budget"),
    ("budget", True, r"cheapest|least expensive|lowest[- ]budget"),
    ("length", False, r"longest"),
    ("length", True, r"shortest"),
    ("date", True, r"oldest|earliest"),
    ("date", False, r"(?:newest|most recent)(?= (?:\w+ ){0,3}(?:film|movie|one)\b)"),
    ("rating", False, r"(?:best|highest|top)[- ](?:rated|reviewed|scored)"
     r"(?= (?:\w+ ){0,2}(?:film|movie|one)\b)|(?<=the )best(?= (?:film|movie|one)\b| ?[?.!]*$)"),
    ("rating", True, r"(?:worst|lowest)(?:[- ](?:rated|reviewed|scored))?"),
    ("votes", False, r"most (?:voted|watched|famous|votes)|best[- ]known"),
    ("votes", True, r"least (?:voted|watched|famous|known)"),
    ("popularity", False, r"most popular"),
    ("popularity", True, r"least popular"),
)  # fmt: skip
_MARKED = r"(?:valorad|puntuad|calificad|rankead)[oa]"
_ARTICLE = r"(?:la|las|el|los)"
_SAID_OF = r"(?= (?:del?|que|con|dirigid[oa]s?|en la que|en las que|donde)\b)"
_OF_A_LIST = r"(?! del? (?:tod[ao]s?|es[ao]s|est[ao]s|ell[ao]s|l[ao]s? (?:lista|que|cinco|tres))\b)"
_FIRST_OF_ALL = r"(?:primer[oa]?s?|first|debut|earliest)"
_ORDINAL = (
    rf"(?:(?:{_ARTICLE}|lo|sus?) (?:{_NUMBER} )?(?P<first>primer[oa]?s?|ultim[oa]s?)"
    rf"(?: {_NUMBER})?(?: {_FILMS})?{_SAID_OF}{_OF_A_LIST}"
    rf"|(?<![\w])(?P<plainly>primer[oa]|ultim[oa]) {_FILMS}(?= del?\b){_OF_A_LIST}"
    rf"|(?:sus?|his|her|their) (?P<theirs>primer[oa]s?|ultim[oa]s?|first|last|latest|newest)"
    rf"(?: {_FILMS})?"
    r"|(?P<prima>opera prima|debut)(?= (?:del?|by|of)\b)"
    rf"|(?P<newest>lo (?:mas )?(?:nuevo|reciente))(?= de\b)"
    rf"|(?P<early>first|debut|last|latest) {_FILMS}"
    r"(?= (?:by|of|from|with|starring|directed|that|he|she|\w+(?: \w+)? (?:made|directed))\b)"
    rf"|(?<=['’]s )(?:very )?(?P<own>first|last|latest|newest)(?: {_FILMS})?"
    rf"|(?P<latest>latest)(?= (?:\w+ ){{1,3}}(?:film|movie)\b))"
)


@dataclass(frozen=True, slots=True)
class Superlative:
    """An order of films, and where in the text it was read.

    Attributes:
        order: what it says.
        start: where it begins.
        end: where it ends.
        one: whether a single film is asked for.
    """

    order: Ordered
    start: int
    end: int
    one: bool


def superlatives(plain: str) -> Iterator[Superlative]:
    """The superlatives of a text without accents and capitals, in the order of the readers."""
    if not _HINT.search(plain):
        return
    for pattern, measure, least, needs_article in _READERS:
        for match in pattern.finditer(plain):
            before = plain[: match.start()]
            if needs_article and not _BEHIND_ARTICLE.search(before):
                continue
            least_ = least != bool(match.groupdict().get("less"))
            yield _superlative(Ordered(measure, least_), match, before)
    for match in _FIRST_OR_LAST.finditer(plain):
        said = next(filter(None, map(match.group, _SAID)), "")
        least = bool(re.match(rf"{_FIRST_OF_ALL}|opera", said))
        yield _superlative(Ordered("date", least), match, plain[: match.start()])


def _superlative(order: Ordered, match: re.Match[str], before: str) -> Superlative:
    counted = _COUNTED.search(before) or _COUNTED_WITHIN.search(match[0])
    most = None
    if counted is not None:
        most = _NUMBERS.get(counted["count"]) or int(counted["count"])
    several = most not in (None, 1) or bool(_SEVERAL.search(f"{before[-30:]}{match[0]}"))
    return Superlative(Ordered(order.measure, order.least, most), *match.span(), not several)


#: A text without any of these has no superlative: most are told apart by one look.
_HINT = re.compile(
    r"\b(?:mas|menos|mayor|menor|mejor|peor|peores|primer|ultim|opera|debut|lo|most|least|first|last"
    r"|latest|newest|best|worst|lowest|highest|biggest|top|cheapest|oldest|earliest|longest"
    r"|shortest)"
)
#: Words between an article and an adjective that belongs to it are none of these.
_BEHIND_ARTICLE = re.compile(
    rf"(?<!\w)(?:{_ARTICLE}|cual(?:es)?)(?: {_NUMBER}(?= ))?"
    r"(?: (?!(?:un|una|un[oa]s|algo|algun|alguna|pero|con|sin|para|y|o|muy|que|sean?|quiero|busco"
    r"|quisiera|mas|duren?)\b)[a-z]+){0,7} $"
)
_COUNTED = re.compile(
    rf"(?:(?<!\w)(?:las|los|the|top|dame|dime|me|lista|list) |^)(?P<count>{_NUMBER})"
    rf"(?: {_FILMS})?(?: (?:de|of) [a-z]+(?: [a-z]+)?)?(?: (?:de las|de los|of the))? $"
)
_COUNTED_WITHIN = re.compile(rf"(?<!\w)(?P<count>{_NUMBER})(?!\w)")
_SEVERAL = re.compile(
    r"\b(?:las|los|cuales|son|films|movies|ones|top|sus|hits|flops|peliculas|pelis)\b"
)


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


_MORE = r"(?:mas|(?P<less>menos))"
_READERS: tuple[tuple[re.Pattern[str], Measure, bool, bool], ...] = (
    *((_whole(rf"{_MORE} (?:{said})"), measure, False, measure in _COMPARED)
      for measure, said in _LARGE.items()),
    *((_whole(rf"{_MORE} (?:{said})"), measure, True, True) for measure, said in _SMALL.items()),
    # Several that are new are recent films, unless nothing else is said.
    (re.compile(r"(?<=las )mas (?:nuevas|recientes)(?= primero$|[ ?]*$)"), "date", False, True),
    *((_whole(rf"(?:(?:con|de|tiene|tuvo|tienen) )?(?:la |el )?"
              rf"(?:mayor|mas|(?P<less>menor|menos)) (?:{said})"), measure, False, False)
      for measure, said in _NOUNS.items()),
    *((_whole(rf"que {_MORE} (?:{said})"), measure, False, False)
      for measure, said in _VERBS.items()),
    (_whole(rf"(?:recaud|gan|gener|hici|hiz)(?:o|aron|eron) {_MORE}(?: {_MONEY})?(?! de\b)"),
     "revenue", False, False),
    (_whole(rf"(?:mejor|mas) {_MARKED}|mejor(?= {_FILMS}?\b ?(?:de|del|que)\b| ?[?.!]*$)"),
     "rating", False, True),
    (_whole(rf"peor(?:es)?(?: {_MARKED}s?)?|(?:menos|peor) {_MARKED}s?"), "rating", True, True),
    (_whole(rf"(?:peor|peores)(?= {_FILMS} )"), "rating", True, False),
    *((_whole(said), measure, least, False) for measure, least, said in _ENGLISH),
)  # fmt: skip
_FIRST_OR_LAST = _whole(_ORDINAL)
#: The groups of that pattern which say whether the first or the last is meant.
_SAID = ("first", "plainly", "theirs", "early", "own", "prima")
