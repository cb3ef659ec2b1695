"""A description of films, read: "comedias de los 90 con Jim Carrey" as conditions.

Figures are read by their patterns, what is from short lists by name, people, companies and sagas by
the catalogue's indexes, and what is left over as words about the plot. Every word is taken by one
reader only, the surest first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np

from bot.assistant import arguments
from bot.assistant.understanding import lexicon
from bot.assistant.understanding.figures import figures
from bot.assistant.understanding.model import model
from bot.assistant.understanding.names import A_FILM
from bot.assistant.understanding.tokens import Mention, mentions, words_of
from bot.assistant.understanding.words import small_words
from recommender import Recommender, UnknownMovie
from recommender.conditions import (
    About,
    By,
    Condition,
    Country,
    Genre,
    Language,
    Length,
    Like,
    Not,
    Ordered,
    Rated,
    Saga,
    With,
    Years,
)
from recommender.name_index import ACCEPT
from recommender.names_by_word import PARTLY
from recommender.normal_forms import fold
from recommender.people import Meant, Person, Role
from recommender.search import term_of

_MOST_NAME_WORDS = 5
_MOST_PLOT_WORDS = 8

_FILM_WORDS = frozenset(
    "peli pelis pelicula peliculas film films filme filmes movie movies cine cinema cinta cintas"
    " largometraje largometrajes titulos una unas uno unos algo alguna algunas something some"
    " any one ones".split()
)
#: Words that are a genre only where the kind of film is due, and part of a plot elsewhere.
_ALSO_PLOTS = frozenset(
    "amor love guerra guerras war familia familiares family ninos kids children"
    " tiros oeste tv television musica music historia history crimen crime misterio misterios"
    " mystery mysteries intriga risa funny aventura aventuras adventure adventures action romance"
    " foreign".split()
)
#: Words that name a genre in one language and are what a film is about in the other words.
_NEVER_GENRES = frozenset("mafia gangsters gangster mafiosos".split())
#: Those of them that are a genre even of films "about" it.
_TOPICS = frozenset("guerra guerras war musica music crimen crime".split())
_REFUSED = frozenset("sin no without not nada menos ni".split())
_BEFORE_REFUSED = frozenset(
    "de del sea sean es este esten la las los el un una unos unas muy tan demasiado of a an the any"
    " too so very that que from be con por by with starring featuring actor actriz salga salgan"
    " sale salen tenga tengan tiene haya hay aparezca aparezcan aparece actue actuen actua"
    " participe participen dirija dirigida dirigidas dirigido directed protagonizada"
    " protagonizadas have has".split()
)
_ROLE_WORDS: tuple[tuple[Role, str], ...] = (
    ("director", "dirigida dirigidas dirigido dirigidos director directora directed"),
    ("writer", "escrita escritas escrito escritos guion written"),
    ("cast", "protagonizada protagonizadas protagonizado actor actriz starring actua actue actuan"
     " salga sale salgan salen aparece aparezca aparezcan aparecen actuen actuo participe participa"
     " participen participan featuring interpretada interpretadas"),
)  # fmt: skip
#: What directors do with films; actors do it as well, in a way.
_MADE = frozenset("hizo hecho rodo rodado filmo filmado made shot filmed".split())
#: Turns of phrase for "directed by".
_DIRECTED_BY = re.compile(
    r"\b(?:de la mano|a las [oó]rdenes|bajo la (?:direcci[oó]n|batuta)|under the direction"
    r"|at the hands) (?:de|of)\b",
    re.IGNORECASE,
)
_HARDLY_MORE = 1.1
_ALL_ROLES: tuple[Role, ...] = ("cast", "director", "writer")
_ROLES = {word: role for role, words in _ROLE_WORDS for word in words.split()}
_ON_A_DAY = frozenset("el este un on this".split())
#: Behind which a kind of film is due.
_BEFORE_GENRES = (
    _FILM_WORDS
    | _REFUSED
    | frozenset(
        "sea sean quiero quisiera busco buscame dame ponme recomiendame recomendame ver want show"
        " need watch".split()
    )
)
#: Where only people follow, and where companies and people do.
_PEOPLE_FOLLOW = frozenset(
    "con with starring featuring protagonizada protagonizadas sale salen salga salgan actua actuan"
    " actue actuen".split()
)
_NAMES_FOLLOW = frozenset("de del por by from".split())
#: Behind which nobody is named: "que no sean cursis".
_BEFORE_ADJECTIVES = frozenset(
    "es son sea sean era fue fuera fueran muy tan mas menos poco demasiado bastante pero is are be"
    " too so very more less but".split()
)
_BEFORE_LANGUAGES = frozenset("en in idioma lengua hablada habladas".split())
#: What may stand between a role and a name, and between two names.
_BEFORE_NAMES = frozenset("por by a al el la los las que in y e o and or junto".split())
#: Words for a saga.
SAGAS = frozenset("saga sagas franquicia coleccion trilogia franchise collection trilogy".split())
#: With which some last names begin.
_PARTICLES = frozenset("de del di da du van von le la".split())
_SIBLINGS = frozenset("hermanos hermanas brothers sisters bros".split())
_STUDIOS = frozenset("productora estudio estudios studio studios company".split())


@dataclass(frozen=True, slots=True)
class Description:
    """What films are described by.

    Attributes:
        conditions: what must hold, in the order of the text.
        unread: words that mean nothing here, as they were written.
    """

    conditions: tuple[Condition, ...] = ()
    unread: tuple[str, ...] = ()


def describe(text: str, recommender: Recommender) -> Description:
    """Read a description, in Spanish or English, with whatever words people put around it."""
    return _Reader(text, recommender).read()


def narrowed(text: str, recommender: Recommender) -> tuple[Condition, ...]:
    """What a description says in figures and words from short lists: years, genres, countries."""
    return _Reader(text, recommender).read_lists().conditions


class _Reader:
    """Reads one text; every step takes words away from those after it."""

    def __init__(self, text: str, recommender: Recommender) -> None:
        self._text = _DIRECTED_BY.sub("dirigida por", text)
        self._recommender = recommender
        self._words = words_of(self._text)
        self._found = mentions(self._words)
        self._free = [True] * len(self._words)
        #: Conditions by the word at which they were read.
        self._read: list[tuple[int, Condition]] = []
        self._unread: list[str] = []
        #: Places of the words that are somebody's name.
        self._named_at: set[int] = set()

    def read_lists(self) -> Description:
        self._read_figures()
        self._read_phrases()
        # Whoever is named is no country: "la de Ben Affleck".
        self._read_whole_names()
        self._read_lists()
        return self._description()

    def read(self) -> Description:
        self._read_figures()
        self._read_phrases()
        self._read_groups()
        self._read_whole_names()
        self._read_lists()
        self._read_moods()
        self._read_names()
        self._read_plot()
        return self._description()

    def _description(self) -> Description:
        self._read.sort(key=lambda read: read[0])
        settled = _settled(condition for _, condition in self._read)
        whole = of_their_own(settled, self._recommender)
        return Description(in_order(whole), tuple(self._unread))

    # What the steps share.

    def _folded(self, at: int) -> str:
        return self._words[at].folded if 0 <= at < len(self._words) else ""

    def _said(self, start: int, end: int) -> str:
        return self._text[self._words[start].start : self._words[end - 1].end]

    def _take(self, start: int, end: int, condition: Condition | None = None) -> None:
        for at in range(start, end):
            self._free[at] = False
        if condition is not None:
            self._read.append((start, condition))

    def _are_free(self, start: int, end: int) -> bool:
        return all(self._free[start:end])

    def _refused(self, at: int) -> bool:
        """Whether what stands at a word is what the films should not be: "sin", "que no sea de"."""
        before = at - 1
        while before > max(at - 4, 0) and self._folded(before) in _BEFORE_REFUSED:
            before -= 1
        # "No, más viejas" refuses what was shown, and not what it says.
        apart = before == 0 and "," in self._text[: self._words[1].start]
        return self._folded(before) in _REFUSED and not apart

    def _add(self, start: int, end: int, condition: Condition) -> None:
        if isinstance(condition, With):
            self._named_at.update(range(start, end))
        self._take(start, end, Not(condition) if self._refused(start) else condition)

    # The steps.

    def _read_figures(self) -> None:
        for figure in figures(self._text, self._recommender.search.latest_year):
            inside = [
                at
                for at, word in enumerate(self._words)
                if figure.start < word.end and word.start < figure.end
            ]
            if inside and not (isinstance(figure.condition, Rated) and self._is_mood(inside[0])):
                refused = self._refused(inside[0])
                condition = otherwise(figure.condition) if refused else figure.condition
                self._take(inside[0], inside[-1] + 1, condition)

    def _is_mood(self, at: int) -> bool:
        return any(each.kind == "MOOD" and each.start <= at < each.end for each in self._found)

    def _read_moods(self) -> None:
        """Genres that suit a mood; who watches is no mood, any other gives way to a named genre."""
        named = any(isinstance(condition, Genre) for _, condition in self._read)
        for mention in self._found:
            if mention.kind != "MOOD" or not self._are_free(mention.start, mention.end):
                continue
            if mention.value == "Family" or not named:
                self._add(mention.start, mention.end, Genre(str(mention.value)))
            else:
                self._take(mention.start, mention.end)

    def _read_lists(self) -> None:
        for mention in self._found:
            if not self._are_free(mention.start, mention.end):
                continue
            condition = self._listed(mention)
            if condition is not None:
                self._add(mention.start, mention.end, condition)
            elif mention.kind == "WEEKDAY" and self._folded(mention.start - 1) in _ON_A_DAY:
                # That is when it will be watched.
                self._take(mention.start, mention.end)

    def _listed(self, mention: Mention) -> Condition | None:
        value, before = str(mention.value), self._folded(mention.start - 1)
        if mention.kind == "COUNTRY":
            return Country(value)
        if mention.kind in {"NATION", "LANGUAGE"} and before in _BEFORE_LANGUAGES:
            language = arguments.languages().exactly(self._folded(mention.start))
            return Language(language) if language else None
        if mention.kind == "NATION":
            return Country(value)
        if mention.kind == "GENRE" and self._is_genre(mention):
            return Genre(value)
        return None

    def _is_genre(self, mention: Mention) -> bool:
        """Whether a word for a genre is one here; "una familia que huye de la guerra" has none."""
        word, after = self._folded(mention.start), self._folded(mention.end)
        if mention.end - mention.start == 1 and word in _NEVER_GENRES:
            return False
        if word in {"historia", "historias"} and after in {"de", "del", "sobre", "que", "en"}:
            # A story, not history.
            return False
        if mention.end - mention.start > 1 or word not in _ALSO_PLOTS:
            return True
        if after in {"movie", "movies", "film", "films"}:
            return True
        at = mention.start - 1
        while at >= 0 and self._folded(at) in {
            "de",
            "del",
            "muy",
            "para",
            "of",
            "y",
            "sin",
            "la",
        }:
            at -= 1
        due = at < 0 or self._folded(at) in _BEFORE_GENRES or not self._free[at]
        due = due or (word in _TOPICS and self._folded(at) in {"sobre", "about", "acerca"})
        return due and (mention.end == len(self._words) or not self._goes_on_about(mention.end))

    def _goes_on_about(self, at: int) -> bool:
        """Whether the words from here on tell what the words before are about."""
        if self._folded(at) in {
            "que",
            "who",
            "that",
            "sobre",
            "about",
            "entre",
            "between",
            "contra",
        }:
            return True
        follows = self._free[at] and not self._is_small(at)
        return follows and lexicon.is_plot_word(self._folded(at))

    def _read_groups(self) -> None:
        """Sagas and companies that are called so."""
        for at in range(len(self._words)):
            if not self._free[at] or self._folded(at) not in SAGAS | _STUDIOS:
                continue
            start = at + 1
            while self._folded(start) in {"de", "del", "la", "el", "of", "the", "las", "los"}:
                start += 1
            for end in range(min(start + _MOST_NAME_WORDS, len(self._words)), start, -1):
                if all(word.folded in model().known for word in self._words[start:end]):
                    # "La productora … cuánto ha ganado" names none there.
                    continue
                name = self._said(start, end)
                saga = self._folded(at) in SAGAS
                condition = self._saga(name) if saga else self._company(name)
                if self._are_free(start, end) and condition is not None:
                    self._take(at, start)
                    self._add(start, end, condition)
                    break

    def _saga(self, name: str) -> Saga | None:
        collections = self._recommender.collections
        for group in collections.find(name, limit=1):
            if group.score >= ACCEPT:
                return Saga(group.name, collections.tag(group.number))
        for match in self._recommender.resolve(name, limit=1):
            if match.score >= _SURE and match.movie.collection:
                return self._saga(match.movie.collection)
        return None

    def _company(self, name: str) -> By | None:
        """The largest company that is called so, with its family."""
        found = self._recommender.companies.find(name)
        likely = [each for each in found if each.score >= min(found[0].score, PARTLY)]
        if not likely or found[0].score < ACCEPT:
            return None
        return family_of(max(likely, key=lambda each: each.films).number, self._recommender)

    def _read_phrases(self) -> None:
        """Phrases about plots, which are no names: "viajes en el tiempo"."""
        at = 0
        while at < len(self._words):
            length, about = self._phrase(at, least=2)
            if about is not None:
                self._add(at, at + length, about)
            at += max(length, 1)

    def _read_whole_names(self) -> None:
        """People by their whole names, wherever these stand."""
        at = 0
        while at < len(self._words):
            for end in range(min(at + _MOST_NAME_WORDS, len(self._words)), at + 1, -1):
                person = self._whole_name(at, end) if self._are_free(at, end) else None
                if person is not None:
                    self._add(at, end, self._with(person, at))
                    at = end - 1
                    break
            at += 1

    def _whole_name(self, start: int, end: int) -> Person | None:
        """Whoever has this name; if it begins with a little word ("Al"), somebody well known."""
        people = self._recommender.people
        found = people.called(self._said(start, end))
        small = self._is_small(start) and bool(found)
        return (
            None
            if not found or (small and people.weight(found[0].number) < _WELL_KNOWN)
            else found[0]
        )

    def _read_names(self) -> None:
        """Names of people and companies: any where one is due, elsewhere only well-known ones."""
        at = 0
        while at < len(self._words):
            if self._free[at] and self._folded(at) in _PARTICLES and self._with_particle(at):
                at += 2
                continue
            end = at
            while end < len(self._words) and self._free[end] and not self._is_small(end):
                end += 1
            at = max(self._read_name(at, end), at + 1) if end > at else at + 1
        self._read_siblings()

    def _with_particle(self, at: int) -> bool:
        """Take a last name of two words, "del Toro", whatever the second means by itself."""
        last = [self._folded(at), self._folded(at + 1)]
        if (
            at + 1 == len(self._words)
            or not self._free[at + 1]
            or self._is_small(at + 1)
            or not lexicon.is_plot_word(last[1])
        ):
            # Other last names are found without their particle.
            return False
        worth = max(_WELL_KNOWN, _BEYOND_WORDS * self._recommender.search.knows(last[1]))
        for meant in self._recommender.people.find(self._said(at, at + 2), limit=1):
            if meant.weight >= worth and fold(meant.person.name).split()[-2:] == last:
                self._add(at, at + 2, self._with(meant.person, at))
                return True
        return False

    def _read_siblings(self) -> None:
        """Take the word for siblings beside the name that they have: "los hermanos Coen"."""
        for at, word in enumerate(self._words):
            beside = {at - 1, at + 1} & self._named_at
            if self._free[at] and word.folded in _SIBLINGS and beside:
                self._take(at, at + 1)

    def _is_small(self, at: int) -> bool:
        return self._folded(at) in small_words() and not self._words[at].quoted

    def _read_name(self, start: int, end: int) -> int:
        """Take the longest name that a run of words begins with; where the reading goes on."""
        for stop in range(min(end, start + _MOST_NAME_WORDS), start, -1):
            # "George" is nobody when "Clooney" comes next.
            cut = stop < end and not lexicon.is_plot_word(self._folded(stop))
            condition = None if cut else self._named(start, stop) or self._short(start, stop)
            if condition is not None:
                self._add(start, stop, condition)
                return stop
        if self._folded(start - 1) in _PEOPLE_FOLLOW:
            return self._unknown(start, end)
        return start + 1

    def _short(self, start: int, end: int) -> With | None:
        """Somebody by the beginning of their first name and by their last one: "Leo DiCaprio"."""
        said = self._folded(start)
        last = self._folded(start + 1)
        if (
            end - start != 2
            or len(said) < _SHORTEST_BEGINNING
            or not self._recommender.people.has_word(last)
        ):
            return None
        for meant in self._recommender.people.find(self._said(start + 1, end), limit=1):
            begun = fold(meant.person.name).startswith(said)
            if begun and meant.score >= PARTLY and meant.weight >= _WELL_KNOWN:
                return self._with(meant.person, start)
        return None

    def _unknown(self, start: int, end: int) -> int:
        """Where a person is due and nobody is called so, the name is no word of the plot either."""
        if any(lexicon.is_plot_word(word.folded) for word in self._words[start:end]):
            return start + 1
        self._take(start, end)
        self._unread.append(self._said(start, end))
        return end

    def _named(self, start: int, end: int) -> Condition | None:
        """What a run of words names, as far as a name is to be expected there."""
        before, several = self._folded(start - 1), end - start > 1
        plot = any(lexicon.is_plot_word(word.folded) for word in self._words[start:end])
        if before in _PEOPLE_FOLLOW:
            return None if plot and not several else self._person(start, end, ACCEPT)
        if plot or self._said(start, end).isdecimal():
            return None
        films = 0 if several else self._recommender.search.knows(self._folded(start))
        called = before in _NAMES_FOLLOW
        if not called and all(word.folded in model().known for word in self._words[start:end]):
            # People ask with these words.
            return None
        due = called or films <= _RARE
        return self._well_known(start, end, _WELL_KNOWN if due else _BEYOND_WORDS * films)

    def _well_known(self, start: int, end: int, known: float) -> Condition | None:
        """A person or company that has all these words in the name and is known so well."""
        name = self._said(start, end)
        people, companies = self._recommender.people, self._recommender.companies
        words = [word.folded for word in self._words[start:end]]
        several = len(words) > 1
        least = _SURE if several else PARTLY
        person: Person | None = None
        fame, company = 0.0, 0.0
        if several or people.has_word(words[0]):
            meant = self._meant(name, self._role(start), least)
            if meant is not None:
                person, fame = meant.person, meant.weight
        elif known <= _WELL_KNOWN and not companies.has_word(words[0]):
            # A word that no text has and nobody is called, where a name is due, is one with a slip.
            due = self._folded(start - 1) not in _BEFORE_ADJECTIVES
            return self._with_slip(name, start) if due else None
        if all(map(companies.has_word, words)):
            for group in companies.find(name):
                if group.score >= PARTLY:
                    company = max(company, group.films * A_FILM)
        if max(fame, company) < max(known, _WELL_KNOWN):
            return None
        if person is not None and fame >= company:
            return self._with(person, start)
        return self._company(name)

    def _with_slip(self, name: str, at: int) -> With | None:
        """The best known of those whose last name is nearly this, if they are known far better."""
        meant = self._recommender.people.find(name)
        if len(name) < _SHORTEST_WITH_SLIP or not meant or meant[0].score < _NEARLY:
            return None
        likely = max(meant, key=lambda each: each.weight if each.score >= _NEARLY else 0)
        if likely.weight < _WELL_KNOWN or (
            likely is not meant[0] and likely.weight < _FAR * meant[0].weight
        ):
            return None
        return self._with(likely.person, at)

    def _person(self, start: int, end: int, least: float) -> With | None:
        """Somebody whom words mean, in whatever spelling."""
        role = self._role(start)
        meant = self._meant(self._said(start, end), role, least)
        return None if meant is None else self._with(meant.person, start)

    def _meant(self, name: str, role: Role | None, least: float) -> Meant | None:
        """Whom a name means of those who ever had a role, or else of all."""
        for among in dict.fromkeys((role, None)):
            for meant in self._recommender.people.find(name, among, limit=1):
                if meant.score >= least:
                    return meant
        return None

    def _with(self, person: Person, at: int) -> With:
        """Somebody who is named at a word, in the role that is said there."""
        role = self._role(at)
        if role is None and self._folded(at - 1) in _MADE:
            made = rather_directs([person], self._recommender)
            role = "director" if made else None
        return with_(person, role, self._recommender)

    def _role(self, at: int) -> Role | None:
        """The role that the words before a name give to it."""
        for place in range(at - 1, max(at - 8, -1), -1):
            if self._folded(place) in _ROLES:
                return _ROLES[self._folded(place)]
            if self._folded(place) in _PEOPLE_FOLLOW:
                return "cast"
            joins = self._folded(place) in _BEFORE_NAMES or place in self._named_at
            if not joins:
                return None
        return None

    def _read_plot(self) -> None:
        """What is left: words and phrases about the plot."""
        at, taken = 0, 0
        while at < len(self._words):
            of_all_times = self._folded(at) == "time" and self._folded(at - 1) == "all"
            if not self._free[at] or taken == _MOST_PLOT_WORDS or of_all_times:
                at += 1
                continue
            length, about = self._about(at)
            if about is not None:
                self._add(at, at + length, about)
                taken += 1
            elif length:
                self._unread.append(self._said(at, at + 1))
            at += max(length, 1)

    def _phrase(self, at: int, least: int = 1) -> tuple[int, About | None]:
        """The longest phrase of the lexicon that begins at a word, and how many words it has."""
        for length in range(min(lexicon.longest(), len(self._words) - at), least - 1, -1):
            if not self._are_free(at, at + length) or (length == 1 and self._is_small(at)):
                continue
            said = self._said(at, at + length)
            meanings = lexicon.meanings().get(lexicon.key_of(said))
            if meanings or (length > 1 and term_of(said) in lexicon.english()):
                return length, about_of(said)
        return 0, None

    def _about(self, at: int) -> tuple[int, About | None]:
        """How many words from here are about the plot, and what they say; (1, None) for nothing."""
        length, about = self._phrase(at)
        if about is not None:
            return length, about
        word = self._folded(at)
        if self._is_small(at) or len(word) < 3:
            return 0, None
        known = self._recommender.search.knows(word)
        return 1, about_of(self._said(at, at + 1)) if known else None


#: One order for the same conditions, however they were said: what kind of films, then whose.
_ORDER: dict[type, int] = {
    kind: place
    for place, kind in enumerate(
        (Like, Genre, Country, Language, About, Years, Length, Rated, Saga, By, With, Not, Ordered)
    )
}


def in_order(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Conditions by kind and name, so that one question has one answer; a plot's words stay."""

    def place(condition: Condition) -> tuple[int, str]:
        match condition:
            case Genre(name) | With(name, _, _) | Saga(name, _) | By(name, _):
                return _ORDER[type(condition)], name
            case Country(code) | Language(code):
                return _ORDER[type(condition)], code
            case _:
                return _ORDER[type(condition)], ""

    return tuple(sorted(conditions, key=place))


def of_their_own(
    conditions: Collection[Condition], recommender: Recommender
) -> tuple[Condition, ...]:
    """The longest of somebody who rather directs is one of those that they directed."""

    def own(condition: Condition) -> Condition:
        if not isinstance(condition, With) or condition.role is not None:
            return condition
        people = recommender.people
        known = [each for each in map(people.by_tag, condition.people) if each is not None]
        if not known or not rather_directs(known, recommender):
            return condition
        return with_(known[0], "director", recommender)

    ordered = any(isinstance(each, Ordered) for each in conditions)
    return tuple(map(own, conditions)) if ordered else tuple(conditions)


def rather_directs(known: Iterable[Person], recommender: Recommender) -> bool:
    """Whether somebody, by all their entries, directed at least as many films as they acted in."""
    films = [
        (
            recommender.people.films(each.number, "cast"),
            recommender.people.films(each.number, "director"),
        )
        for each in known
    ]
    return sum(acted for acted, _ in films) <= sum(directed for _, directed in films)


def otherwise(condition: Condition) -> Condition:
    """What holds where a condition does not: "not until 1980" is "since 1981"."""
    match condition:
        case Years(None, int(last)):
            return Years(last + 1, None)
        case Years(int(first), None):
            return Years(None, first - 1)
        case Length(None, int(most)):
            return Length(most + 1, None)
        case Length(int(least), None):
            return Length(None, least - 1)
        case _:
            return Not(condition)


def is_mere_word(condition: Condition) -> TypeGuard[About]:
    """Whether a condition is a word that some text has, of no meaning to us."""
    return isinstance(condition, About) and not lexicon.is_phrase(fold(condition.word))


def about_of(said: str) -> About:
    """A word or phrase about the plot with what it means in English, or as it is.

    All inflections of a word are one, with accents or without: one question has one answer.
    """
    key = lexicon.key_of(said)
    return About(
        lexicon.spellings().get(key, said.lower()), lexicon.meanings().get(key, (fold(said),))
    )


def like(movie: int, recommender: Recommender) -> Like:
    """Films near another one.

    Raises:
        UnknownMovie: the catalogue does not have it.
    """
    film = recommender.movie(movie)
    if film is None:
        raise UnknownMovie(movie)
    return Like(film)


def with_(person: Person, role: Role | None, recommender: Recommender) -> With:
    """Somebody, with everybody who is called the same: the dump has some people twice."""
    people = dict.fromkeys([person, *recommender.people.called(person.name)])
    films = recommender.people.films
    acted = sum(films(each.number, "cast") for each in people)
    if role is None and sum(films(each.number) for each in people) <= acted * _HARDLY_MORE:
        # Who hardly ever did anything but act is asked about as an actor, however it is said.
        role = "cast"
    if role is not None and not any(
        len(np.setdiff1d(recommender.people.rows(each, other), recommender.people.rows(each, role)))
        for each in people
        for other in _ALL_ROLES
    ):
        # It makes no difference, and one question has one answer.
        role = None
    return With(person.name, tuple(each.tag for each in people), role)


def family_of(company: int, recommender: Recommender) -> By:
    """A company, by number, with those whose names begin the same."""
    companies = recommender.companies
    family = companies.family([company]) or [company]
    tags = dict.fromkeys([companies.tag(company), *map(companies.tag, family)])
    return By(companies.name(company), tuple(tags))


#: A word in the texts of more films than this is no name unless one is due.
_RARE = 10
#: How many votes make a name well known, and for each film whose texts have it as a word.
_WELL_KNOWN = 2000
_BEYOND_WORDS = 120
_SURE = 80.0
#: As much (of 100) a last name with a slip is like what was typed, and so many times better known
#: than a name that is more like it must be who is meant; shorter words are too like many names.
_NEARLY, _FAR, _SHORTEST_WITH_SLIP = 40.0, 100.0, 6
_SHORTEST_BEGINNING = 3


#: Of several of these the last one counts.
_ONE_ONLY = (Years, Length, Rated, Ordered)


def _settled(conditions: Iterator[Condition]) -> tuple[Condition, ...]:
    """The conditions without repeats."""
    settled: dict[object, Condition] = {}
    for condition in conditions:
        one = type(condition) if isinstance(condition, _ONE_ONLY) else condition
        settled.pop(one, None)
        settled[one] = condition
    return tuple(settled.values())
