"""What people say, as we have written it down, filled with names of the catalogue.

``utterances/<intent>.txt`` has one utterance a line, by country (``[es-ES]``), with places such as
``{title}`` that are filled at random whenever the model is fitted, so that it learns how people ask
and not what about. ``(peli|película|)`` is one of several ways to say the same, or nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from babel import Locale

from bot.assistant.understanding import lexicon
from bot.assistant.understanding.tokens import demonyms, mood_phrases, platforms
from recommender import Recommender
from recommender.groups import head

#: Places that hold a name; the others hold something from a short list.
NAMES = ("title", "actor", "director", "company", "collection")

_PLACE = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
_SECTION = re.compile(r"\[([\w-]+)\]")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A line as it was written: its intent, the variety of its language, and its places."""

    intent: str
    variety: str
    text: str

    @property
    def language(self) -> str:
        """Es or en; what is of other languages is filled in Spanish."""
        return "en" if self.variety == "en" else "es"


@dataclass(frozen=True, slots=True)
class Example:
    """A filled utterance.

    Attributes:
        text: as somebody may type it.
        intent: what it asks.
        name: where its (first) name stands, as (start, end) in the text, if it has one.
        utterance: the line that it was made from.
    """

    text: str
    intent: str
    name: tuple[int, int] | None
    utterance: Utterance


def utterances() -> list[Utterance]:
    """Every utterance that was written, by intent."""
    found = []
    folder = files(__package__) / "utterances"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        variety = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            section = _SECTION.fullmatch(line)
            if section:
                variety = section[1]
            elif line and not line.startswith("#"):
                found.append(Utterance(file.name.removesuffix(".txt"), variety, line))
    return found


class Fillings:
    """What stands in the places, from the short lists and from an open catalogue."""

    def __init__(self, recommender: Recommender) -> None:
        self._recommender = recommender

    @cached_property
    def of(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """The fillings of each place, by language."""
        both = {
            "title": self._titles(),
            "actor": self._people("cast"),
            "director": self._people("director"),
            "company": self._companies(),
            "collection": self._collections(),
            "year": [str(year) for year in range(1920, 2025)],
            "number": [*"123455", "uno", "dos", "tres"],
        }
        return {language: both | lists(self) for language, lists in _LISTS.items()}

    def _titles(self) -> list[str]:
        movies = self._recommender.catalogue.movies
        titles = (*movies["title"].to_pylist(), *movies["title_es"].to_pylist())
        return sorted({title for title in titles if title and len(title.split()) < 9})

    def _people(self, role: Any) -> list[str]:
        people = self._recommender.people
        names = [person.name for person, _ in people.busiest(role, 400)]
        last = [name.split()[-1] for name in names[:150] if " " in name]
        return names + [name for name in last if len(name) > 4]

    def _companies(self) -> list[str]:
        """Companies, many of them as people call them for short: "Paramount", "Warner Bros"."""
        named = [each.name for each in self._recommender.companies.largest(150) if each.films > 1]
        short = dict.fromkeys(filter(None, map(head, named)))
        return named + [form for name in short for form in (name, name.title())]

    def _collections(self) -> list[str]:
        collections = self._recommender.collections
        return [
            re.sub(r" (?:Collection|Trilogy)$", "", named.name)
            for named in collections.largest(200)
        ]

    def fill(self, utterance: Utterance, rng: random.Random) -> Example:
        """An example of an utterance, its places filled at random."""
        text, name = "", None
        written = " ".join(_chosen(utterance.text, rng).split())
        at = 0
        for place in _PLACE.finditer(written):
            text += written[at : place.start()]
            value = rng.choice(self.of[utterance.language][place[1]])
            if place[1] in NAMES and name is None:
                name = (len(text), len(text) + len(value))
            text += value
            at = place.end()
        return Example(text + written[at:], utterance.intent, name, utterance)


def _chosen(text: str, rng: random.Random) -> str:
    """A line with one way to say it chosen at random, wherever there are several."""
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda choice: rng.choice(choice[1].split("|")), text)
    return text


def _spanish(_: Fillings) -> dict[str, list[str]]:
    locale = Locale.parse("es")
    return _common(locale) | {
        "month": [*_months(locale), "setiembre"],
        "weekday": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
                    "sábados", "domingos"],
        "genre": ["comedia", "terror", "miedo", "acción", "drama", "ciencia ficción", "aventuras",
                  "animación", "dibujos animados", "suspense", "suspenso", "misterio", "guerra",
                  "vaqueros", "romance", "amor", "fantasía", "humor", "documentales", "crimen",
                  "música"],
        "genres": ["comedias", "dramas", "thrillers", "documentales", "wésterns", "musicales",
                   "películas de terror", "pelis de miedo", "películas de acción",
                   "pelis de ciencia ficción", "películas románticas", "pelis de aventuras",
                   "películas de animación", "policiacas", "películas bélicas",
                   "comedias románticas", "pelis de suspense", "películas históricas"],
        "spoken": ["inglés", "español", "castellano", "ingles"],
        "decade": ["de los 90", "de los años 80", "de los ochenta", "de los setenta", "de los 50",
                   "noventeras", "ochenteras", "de la década de 1960", "de los años noventa",
                   "de los 2000", "de los años 20", "de los sesenta", "de los 70s"],
        "period": ["después de 2000", "antes de 1980", "entre 1990 y 2000", "clásicas", "recientes",
                   "antiguas", "nuevas", "posteriores a 1995", "anteriores a 1970", "desde 2010",
                   "hasta 1960", "modernas", "viejas", "de este siglo", "actuales",
                   "del siglo pasado", "a partir de 2005"],
        "length": ["de menos de 90 minutos", "cortas", "que duren menos de dos horas",
                   "de más de 3 horas", "de hora y media", "largas", "de menos de 2 horas",
                   "que no pasen de 100 minutos", "cortitas", "de más de 120 minutos"],
        "rated": ["bien valoradas", "buenas", "muy buenas", "con buena nota", "bien puntuadas",
                  "con más de un 8", "con nota mayor de 7", "que estén bien", "buenísimas"],
        "plot": [words[0] for words, _ in lexicon.entries()],
        "ordinal": ["la primera", "la segunda", "la tercera", "la cuarta", "la quinta", "la última",
                    "la 2", "la número 3", "la 1", "la segunda película"],
    }  # fmt: skip


def _english(_: Fillings) -> dict[str, list[str]]:
    locale = Locale.parse("en")
    return _common(locale) | {
        "month": _months(locale),
        "weekday": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        "genre": ["comedy", "horror", "action", "drama", "science fiction", "sci-fi", "adventure",
                  "animation", "animated", "thriller", "mystery", "war", "western", "romance",
                  "romantic", "fantasy", "documentary", "crime", "scary"],
        "genres": ["comedies", "dramas", "thrillers", "documentaries", "westerns", "musicals",
                   "horror movies", "action films", "sci-fi movies", "romantic comedies",
                   "animated films", "war movies", "crime films", "scary movies"],
        "spoken": ["English", "Spanish", "english", "spanish"],
        "decade": ["from the 90s", "from the 80s", "of the eighties", "from the seventies",
                   "from the 1960s", "of the nineties", "from the 2000s", "90s", "1980s",
                   "from the fifties"],
        "period": ["after 2000", "before 1980", "between 1990 and 2000", "recent", "classic", "old",
                   "new", "since 2010", "until 1960", "modern", "from 2005 on", "of this century"],
        "length": ["under 90 minutes", "shorter than two hours", "short", "over three hours",
                   "less than 100 minutes", "of an hour and a half", "long"],
        "rated": ["good", "well rated", "highly rated", "with a rating above 8", "great",
                  "with a good score"],
        "plot": sorted({meant[0] for _, meant in lexicon.entries()}),
        "ordinal": ["the first one", "the second one", "the third", "the last one", "number 2",
                    "the fourth one", "the second film"],
    }  # fmt: skip


def _common(locale: Locale) -> dict[str, list[str]]:
    countries = "US GB FR DE IT ES JP MX AR BR IN CN KR CA AU SE DK RU CL CO PE IE PL NO FI GR TR"
    tongues = "en es fr de it ja pt ru ko zh sv da hi ar pl tr nl fi no el ca eu he"
    known = set(countries.split())
    spanish = locale.language == "es"
    return {
        "platform": sorted(platforms()),
        "mood": sorted(phrase.replace("*", "") for _, phrase in mood_phrases()),
        "country": [str(locale.territories[code]) for code in countries.split()],
        "language": [str(locale.languages[code]) for code in tongues.split()],
        "demonym": sorted(
            word
            for word, code in demonyms().items()
            if code in known
            and word.endswith(("a", "as", "os", "es", "i") if spanish else ("n", "h", "e"))
        ),
    }


def _months(locale: Locale) -> list[str]:
    return [str(locale.months["format"]["wide"][number]) for number in range(1, 13)]


_LISTS: Mapping[str, Callable[[Fillings], dict[str, list[str]]]] = {"es": _spanish, "en": _english}

_BEFORE = {
    "es": ["oye, ", "hola, ", "che, ", "por favor, ", "a ver, ", "bueno, ", "buenas, ", "perdona, ",
           "una pregunta: ", "disculpa, "],
    "en": ["hey, ", "hi, ", "please, ", "so ", "ok, ", "excuse me, ", "a question: "],
}  # fmt: skip
_AFTER = {
    "es": [" por favor", " porfa", ", gracias", ", ¿sabes?", " plis", ", anda", " 🙏"],
    "en": [" please", ", thanks", " pls", " 🙏", ", do you know?"],
}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: How often something is put around an utterance, a letter slips, capitals and signs are left out.
_POLITE, _SLIP, _PLAIN = 0.15, 0.12, 0.5


def spoiled(example: Example, rng: random.Random) -> Example:
    """An example as hasty people type it: words put around it, a slip, no capitals or signs."""
    text, name = example.text, example.name
    language = example.utterance.language
    if example.intent != "off_topic" and len(text.split()) > 2:
        if rng.random() < _POLITE:
            before = rng.choice(_BEFORE[language])
            text = before + text
            name = (name[0] + len(before), name[1] + len(before)) if name else None
        if rng.random() < _POLITE:
            text += rng.choice(_AFTER[language])
    if rng.random() < _SLIP:
        text = _slipped(text, name, rng)
    if rng.random() < _PLAIN:
        text = re.sub(r"[¿?¡!]", " ", text).lower()
    return Example(text, example.intent, name, example.utterance)


def _slipped(text: str, name: tuple[int, int] | None, rng: random.Random) -> str:
    """The text with two neighbouring letters swapped or one mistyped, outside the name."""
    places = [
        match.start() + rng.randrange(1, len(match[0]) - 1)
        for match in re.finditer(r"[^\W\d_]{5,}", text)
        if name is None or match.end() <= name[0] or match.start() >= name[1]
    ]
    if not places:
        return text
    at = rng.choice(places)
    if rng.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + rng.choice(_LETTERS) + text[at + 1 :]


def examples(
    lines: Sequence[Utterance], fillings: Fillings, times: int, seed: int
) -> Iterator[Example]:
    """Every utterance filled and spoiled several times, those without places less often."""
    rng = random.Random(seed)  # noqa: S311  (no secret)
    for line in lines:
        yield fillings.fill(line, rng)
        varies = bool(_PLACE.search(line.text) or _CHOICE.search(line.text))
        choices = len(_CHOICE.findall(line.text))
        for _ in range(times + choices * times // 3 if varies else times // 3):
            yield spoiled(fillings.fill(line, rng), rng)
