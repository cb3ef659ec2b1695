"""A description of films, read: "comedias de los 90 con Jim Carrey" as conditions.

Figures are read by their patterns, what is from short lists by name, people, companies and sagas by
the catalogue's indexes, and what is left over as words about the plot. Every word is taken by one
reader only, the surest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.assistant import arguments
from bot.assistant.understanding import lexicon
from bot.assistant.understanding.figures import figures
from bot.assistant.understanding.model import model
from bot.assistant.understanding.names import A_FILM
from bot.assistant.understanding.tokens import Mention, mentions, words_of
from bot.assistant.understanding.words import small_words
from recommender import Recommender, UnknownMovie
from recommender.name_index import ACCEPT
from recommender.names_by_word import PARTLY
from recommender.normal_forms import fold
from recommender.people import Person, Role
from recommender.search import (
    About,
    By,
    Condition,
    Country,
    Genre,
    Language,
    Length,
    Like,
    Not,
    Rated,
    Saga,
    With,
    Years,
    term_of,
)

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
_CHILDREN = frozenset(
    "ninos ninas nenes crios peques hijos hijas familia chicos chiquitos sobrinos nietos"
    " kids children family".split()
)
_WATCHING = frozenset("ver veo vemos mirar miramos watch see para for apta aptas".split())
_REFUSED = frozenset("sin no without not nada menos ni".split())
_ROLE_WORDS: tuple[tuple[Role, str], ...] = (
    ("director", "dirigida dirigidas dirigido dirigidos director directora directed"),
    ("writer", "escrita escritas escrito escritos guion written"),
    ("cast", "protagonizada protagonizadas protagonizado actor actriz starring actua actue actuan"
     " salga sale salgan salen aparece aparezca featuring interpretada interpretadas"),
)  # fmt: skip
_ALL_ROLES: tuple[Role, ...] = ("cast", "director", "writer")
_ROLES = {word: role for role, words in _ROLE_WORDS for word in words.split()}
#: Where only people follow, and where companies and people do.
_PEOPLE_FOLLOW = frozenset("con with starring featuring protagonizada protagonizadas".split())
_NAMES_FOLLOW = frozenset("de del por by from".split())
_BEFORE_LANGUAGES = frozenset("en in idioma lengua hablada habladas".split())
#: What may stand between a role and a name, and between two names.
_BEFORE_NAMES = frozenset("por by a al el la los las que in y e o and or junto".split())
#: Words for a saga.
SAGAS = frozenset("saga sagas franquicia coleccion trilogia franchise collection trilogy".split())
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
        self._text = text
        self._recommender = recommender
        self._words = words_of(text)
        self._free = [True] * len(self._words)
        #: Conditions by the word at which they were read.
        self._read: list[tuple[int, Condition]] = []
        self._unread: list[str] = []
        #: Places of the words that are somebody's name.
        self._named_at: set[int] = set()

    def read_lists(self) -> Description:
        self._read_figures()
        self._read_audience()
        self._read_phrases()
        self._read_lists(mentions(self._words))
        return self._description()

    def read(self) -> Description:
        self._read_figures()
        self._read_audience()
        found = mentions(self._words)
        self._read_phrases()
        self._read_lists([mention for mention in found if mention.kind != "GENRE"])
        self._read_groups()
        self._read_whole_names()
        self._read_lists([mention for mention in found if mention.kind == "GENRE"])
        self._read_names()
        self._read_plot()
        return self._description()

    def _description(self) -> Description:
        self._read.sort(key=lambda read: read[0])
        settled = _settled(condition for _, condition in self._read)
        return Description(in_order(settled), tuple(self._unread))

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
        before = [self._folded(place) for place in range(max(at - 4, 0), at)]
        while before and before[-1] in {"de", "sea", "sean", "las", "los", "muy", "of", "a", "que"}:
            before.pop()
        return bool(before) and before[-1] in _REFUSED

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
            if inside:
                self._take(inside[0], inside[-1] + 1, figure.condition)

    def _read_audience(self) -> None:
        """Films to watch with children are for the family: "para ver con los peques"."""
        for at in range(1, len(self._words)):
            before = at - 1
            while before > 0 and self._folded(before) in {"los", "mis", "la", "las", "the", "my"}:
                before -= 1
            if (
                self._folded(at) in _CHILDREN
                and self._folded(before) in {"con", "para", "en", "with", "for"}
                and any(self._folded(place) in _WATCHING for place in range(before + 1))
                and at == len(self._words) - 1
            ):
                self._take(before, at + 1)
                self._add(at, at + 1, Genre("Family"))

    def _read_lists(self, found: Sequence[Mention]) -> None:
        for mention in found:
            if not self._are_free(mention.start, mention.end):
                continue
            condition = self._listed(mention)
            if condition is not None:
                self._add(mention.start, mention.end, condition)

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
        while at >= 0 and self._folded(at) in {"de", "muy", "para", "of", "y", "sin"}:
            at -= 1
        due = at < 0 or self._folded(at) in _FILM_WORDS or not self._free[at]
        due = due or (word in _TOPICS and self._folded(at) in {"sobre", "about"})
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
        return self._free[at] and lexicon.is_plot_word(self._folded(at))

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
                if self._are_free(at, end) and not self._is_small(at):
                    people = self._recommender.people.called(self._said(at, end))
                    if people:
                        self._add(at, end, with_(people[0], self._role(at), self._recommender))
                        at = end - 1
                        break
            at += 1

    def _read_names(self) -> None:
        """Names of people and companies: any where one is due, elsewhere only well-known ones."""
        at = 0
        while at < len(self._words):
            end = at
            while end < len(self._words) and self._free[end] and not self._is_small(end):
                end += 1
            at = max(self._read_name(at, end), at + 1) if end > at else at + 1

    def _is_small(self, at: int) -> bool:
        return self._folded(at) in small_words() and not self._words[at].quoted

    def _read_name(self, start: int, end: int) -> int:
        """Take the longest name that a run of words begins with; where the reading goes on."""
        for stop in range(min(end, start + _MOST_NAME_WORDS), start, -1):
            # "George" is nobody when "Clooney" comes next.
            cut = stop < end and not lexicon.is_plot_word(self._folded(stop))
            condition = None if cut else self._named(start, stop)
            if condition is not None:
                self._add(start, stop, condition)
                return stop
        return (
            start + 1
            if self._folded(start - 1) not in _PEOPLE_FOLLOW
            else self._unknown(start, end)
        )

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
        if plot:
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
        person, company = None, None
        # What has a slip is not partly a name: there is nothing to search for.
        if several or people.has_word(words[0]):
            for meant in people.find(name, limit=1):
                if meant.score >= least:
                    person = meant.weight
        if all(map(companies.has_word, words)):
            for group in companies.find(name):
                if group.score >= PARTLY:
                    company = max(company or 0, group.films * A_FILM)
        if max(person or 0, company or 0) < max(known, _WELL_KNOWN):
            return None
        if (person or 0) >= (company or 0):
            return self._person(start, end, least)
        return self._company(name)

    def _person(self, start: int, end: int, least: float) -> With | None:
        """Somebody whom words mean, in whatever spelling."""
        for meant in self._recommender.people.find(self._said(start, end), limit=1):
            if meant.score >= least:
                return with_(meant.person, self._role(start), self._recommender)
        return None

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
        (Like, Genre, Country, Language, About, Years, Length, Rated, Saga, By, With, Not)
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


def about_of(said: str) -> About:
    """A word or phrase about the plot with what it means in English, or as it is."""
    said = said.lower()
    return About(said, lexicon.meanings().get(lexicon.key_of(said), (fold(said),)))


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


def _settled(conditions: Iterator[Condition]) -> tuple[Condition, ...]:
    """The conditions without repeats; of several years, lengths or ratings the last one counts."""
    settled: dict[object, Condition] = {}
    for condition in conditions:
        one = type(condition) if isinstance(condition, Years | Length | Rated) else condition
        settled.pop(one, None)
        settled[one] = condition
    return tuple(settled.values())
