"""Films by a description: conditions that must hold, and words about the plot that should.

Conditions are the values of `recommender.conditions`. Words about the plot are looked up in an
inverted index of the films' keywords, titles, taglines and overviews, weighted by BM25; it is
prepared once (`build`), memory-mapped when it is opened, and never changes. Spanish titles and
overviews have an index of their own, where there are any: their words have other stems, and are
common among other words.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import Stemmer

from recommender.catalogue import UNRELEASED, one_chunk
from recommender.conditions import (
    ENOUGH_VOTES,
    About,
    By,
    Condition,
    Country,
    Genre,
    Language,
    Length,
    Like,
    Measure,
    Not,
    Ordered,
    Rated,
    Saga,
    With,
    Years,
)
from recommender.lists import Lists, mapped
from recommender.normal_forms import fold
from recommender.spanish_stop_words import SPANISH_STOP_WORDS
from recommender.vocabulary import hashed, hashed_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from recommender.catalogue import Catalogue, Movie
    from recommender.groups import Companies, Groups
    from recommender.people import People, Role
    from recommender.similarity import SimilarityIndex
    from recommender.stats import Statistics

_PREFIX, _SPANISH = "search", "search_es"

#: How much a word counts by where it stands.
FIELDS = {"keywords": 3.0, "title": 2.0, "tagline": 1.0, "overview": 1.0}
SPANISH_FIELDS = {"title_es": 2.0, "overview_es": 1.0}
#: BM25 as Robertson and Zaragoza give it (2009), with less weight on length than usual: overviews
#: are short, and a long one is no vaguer.
_K1, _B = 1.2, 0.4
#: A word that stands in more than this share of the films tells nothing.
_TOO_COMMON = 0.2
#: What the words of a phrase are worth that stand apart, and every further meaning of a word.
_APART, _FURTHER = 0.6, 0.85
#: As near as this share of the nearest are films to some words that are ordered otherwise, and
#: films to those that they should be like.
_AS_NEAR = 0.5
#: How many lists of how many films there are at most that are like others.
_LISTS, _LISTED = 10, 5

#: The share of the films that are not from the future of the others.
_NEARLY_ALL = 0.995

#: What is given up first when nothing fits: the smaller, the sooner.
_COST: dict[type, int] = {
    Rated: 1,
    Length: 2,
    Not: 3,
    About: 4,
    Years: 5,
    Language: 6,
    Country: 7,
    By: 8,
    Genre: 9,
    Saga: 10,
    With: 11,
    Like: 12,
    Ordered: 13,
}


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A description near another one that fits no film, and how many films it fits."""

    conditions: tuple[Condition, ...]
    films: int


#: How many films are indexed in one go.
_AT_ONCE = 1 << 13
_BETWEEN_WORDS = r"[^\p{L}\p{N}]+"
_INFLECTED = re.compile(r"(\w*[aeiouy]\w+?|\w\w+[aeiouy])(?:ing|ed)")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """An English word without its inflection, so that "travelled" and "travels" are "travel".

    Lighter than Porter's: plurals (after Harman's S-stemmer), "-ing" and "-ed", a doubled last
    consonant and a silent "e". What is left is a key, not a word.
    """
    if len(word) > 3 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    inflected = _INFLECTED.fullmatch(word)
    if inflected:
        word = inflected[1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def build(movies: pa.Table, folder: Path) -> None:
    """Write the index of words into ``folder`` as ``search.*.npy`` and ``search_es.*.npy``.

    Args:
        movies: films in the published schema, ordered by id (titles, ``tagline``, overviews and
            ``keywords`` are read).
        folder: the folder of the version that is being made.
    """
    _build(movies, FIELDS, term_of, folder, _PREFIX)
    if movies["overview_es"].null_count < movies.num_rows:
        _build(movies, SPANISH_FIELDS, spanish_term_of, folder, _SPANISH)


def _build(
    movies: pa.Table,
    fields: Mapping[str, float],
    term_of: Callable[[str], str],
    folder: Path,
    prefix: str,
) -> None:
    """Write the index of some fields, each with what its words count."""
    count = max(movies.num_rows, 1)
    terms = _Terms(fields, term_of)
    for start in range(0, movies.num_rows, _AT_ONCE):
        terms.take(movies, start)
    hashes = hashed_all(terms.places)
    row, term = _joined(terms.rows), _joined(terms.terms)
    counted = _joined(terms.counted)
    del terms
    length = np.bincount(row, counted, count)
    films = np.bincount(term, minlength=len(hashes))
    idf = np.log1p((count - films + 0.5) / (films + 0.5)).astype(np.float32)
    usual = (1 - _B + _B * length / max(length.mean(), 1.0)).astype(np.float32)
    weight = idf[term]
    weight *= counted * np.float32(_K1 + 1)
    weight /= counted + np.float32(_K1) * usual[row]
    del counted

    order = np.argsort(hashes)
    order = order[films[order] <= max(_TOO_COMMON * count, 3)]
    rank = np.full(len(hashes), len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    term = rank[term]
    # The rows of a term come in ascending order, and a stable sort leaves them in it.
    by_rank = np.argsort(term, kind="stable").astype(np.int32)
    by_rank = by_rank[: np.count_nonzero(term < len(order))]
    starts = np.searchsorted(term[by_rank], np.arange(len(order) + 1))
    Lists(starts.astype(np.int32), row[by_rank]).save(folder, f"{prefix}.films")
    np.save(folder / f"{prefix}.weights.npy", weight[by_rank].astype(np.float16))
    np.save(folder / f"{prefix}.terms.npy", hashes[order])


class _Terms:
    """The terms of the films' texts, taken in some thousand films at a time.

    A term is the stem of a word; of keywords of several words, the phrase as well.

    Attributes:
        places: the number of each term.
        rows: films that have a term, in pieces, each ordered by terms, then rows.
        terms: the term that they have.
        counted: how much it counts in that film.
    """

    def __init__(self, fields: Mapping[str, float], term_of: Callable[[str], str]) -> None:
        self._fields = fields
        self.places: dict[str, int] = {}
        self._place_of_text = _Places(self.places, term_of)
        self.rows, self.terms = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        self.counted = [np.zeros(0, np.float32)]

    def take(self, movies: pa.Table, start: int) -> None:
        """Take in the films from ``start`` on."""
        piece = movies.slice(start, _AT_ONCE)
        found = [self._occurrences(one_chunk(piece[field])) for field in self._fields]
        rows, terms = (np.concatenate(parts) for parts in zip(*found, strict=True))
        worth = np.repeat([*self._fields.values()], [len(part) for part, _ in found])
        pairs, which = np.unique(terms * _AT_ONCE + rows, return_inverse=True)
        term, row = np.divmod(pairs, _AT_ONCE)
        self.rows.append((row + start).astype(np.int32))
        self.terms.append(term.astype(np.int32))
        self.counted.append(np.bincount(which, worth, len(pairs)).astype(np.float32))

    def _occurrences(self, texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        import pyarrow as pa
        import pyarrow.compute as pc

        owners = np.arange(len(texts))
        phrases = pa.types.is_list(texts.type)
        if phrases:
            owners, texts = pc.list_parent_indices(texts).to_numpy(), pc.list_flatten(texts)
        words = pc.split_pattern_regex(pc.utf8_lower(texts), _BETWEEN_WORDS)
        where = pc.list_parent_indices(words).to_numpy()
        rows, terms = self._coded(owners[where], pc.list_flatten(words))
        if phrases:
            several = pc.match_substring_regex(texts, _BETWEEN_WORDS).fill_null(False)
            several = several.to_numpy(zero_copy_only=False)
            more = self._coded(owners[several], texts.filter(pa.array(several)))
            rows, terms = np.append(rows, more[0]), np.append(terms, more[1])
        return rows, terms

    def _coded(
        self, rows: NDArray[np.int64], texts: pa.Array
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Texts by the places of their terms, those without a letter left out."""
        coded = texts.dictionary_encode()
        places = map(self._place_of_text.__getitem__, coded.dictionary.to_pylist())
        place = np.fromiter(places, np.int64, len(coded.dictionary))
        terms = place[coded.indices.to_numpy()] if len(place) else np.zeros(0, np.int64)
        return rows[terms >= 0], terms[terms >= 0]


class _Places(dict[str, int]):
    """The number of each text's term, found when it is first asked for; -1 where it has none."""

    def __init__(self, places: dict[str, int], term_of: Callable[[str], str]) -> None:
        super().__init__()
        self._places = places
        self._term_of = term_of

    def __missing__(self, text: str) -> int:
        term = self._term_of(text)
        place = self._places.setdefault(term, len(self._places)) if term else -1
        self[text] = place
        return place


def _joined(pieces: list[NDArray[Any]]) -> NDArray[Any]:
    """The pieces as one; they are let go of."""
    whole = np.concatenate(pieces)
    pieces.clear()
    return whole


def term_of(text: str) -> str:
    """The stems of a word or phrase, with a space between."""
    return " ".join([stem(word) for word in fold(text).split()])


@lru_cache(maxsize=1 << 16)
def _spanish_stem(word: str) -> str:
    # A stemmer must not be used by two threads at once, and is made in no time.
    return fold(Stemmer.Stemmer("spanish").stemWord(word))


def spanish_term_of(text: str) -> str:
    """The stems of a Spanish word or phrase, without accents; stop words have none."""
    words = (word for word in text.lower().split() if fold(word) not in SPANISH_STOP_WORDS)
    return " ".join(filter(None, map(_spanish_stem, words)))


class _Words:
    """An index of words, as `build` wrote it."""

    def __init__(self, folder: Path, prefix: str, films: int) -> None:
        self._count = films
        self._terms: NDArray[np.uint64] = mapped(folder / f"{prefix}.terms.npy")
        self._films = Lists.open(folder, f"{prefix}.films")
        self._weights: NDArray[np.float16] = mapped(folder / f"{prefix}.weights.npy")

    def films(self, term: str) -> int:
        """How many films have a term."""
        place = self._place(term)
        return 0 if place is None else len(self._films.of(place))

    def nearness(self, term: str) -> NDArray[np.float32]:
        """How much every film is about a term: a stem, or several that may stand apart."""
        weights, stems = self._of(term), term.split()
        if len(stems) > 1:
            parts = np.stack([self._of(part) for part in stems])
            apart = _APART * parts.mean(axis=0) * (parts > 0).all(axis=0)
            weights = np.maximum(weights, apart)
        return weights

    def _of(self, term: str) -> NDArray[np.float32]:
        """The weight of a term in every film."""
        weights = np.zeros(self._count, np.float32)
        place = self._place(term)
        if place is not None:
            start, end = self._films.starts[place], self._films.starts[place + 1]
            weights[self._films.items[start:end]] = self._weights[start:end]
        return weights

    def _place(self, term: str) -> int | None:
        number = np.uint64(hashed(term))
        place = int(np.searchsorted(self._terms, number))
        return place if place < len(self._terms) and self._terms[place] == number else None


class Search:
    """Answers descriptions over one catalogue. Immutable; any thread may ask."""

    def __init__(
        self,
        catalogue: Catalogue,
        stats: Statistics,
        people: People,
        companies: Companies,
        collections: Groups,
        similarity: SimilarityIndex,
    ) -> None:
        self._catalogue = catalogue
        self._similarity = similarity
        self._stats = stats
        self._people = people
        self._companies = companies
        self._collections = collections
        folder = catalogue.folder
        self._words = _Words(folder, _PREFIX, len(catalogue))
        spanish = (folder / f"{_SPANISH}.terms.npy").exists()
        self._spanish = _Words(folder, _SPANISH, len(catalogue)) if spanish else None
        status = catalogue.column("status").to_numpy(zero_copy_only=False)
        self._released = ~np.isin(status.astype(str), [*UNRELEASED])
        self._year = catalogue.column("year").fill_null(0).to_numpy()
        self._runtime = catalogue.column("runtime").fill_null(0).to_numpy()
        self._score: NDArray[np.float32] = np.nan_to_num(catalogue.numbers("vote_average"))
        self._voted: NDArray[np.bool_] = catalogue.vote_count >= ENOUGH_VOTES
        known = np.log1p(catalogue.vote_count)
        released = self._year[self._released & (self._year > 0) & (catalogue.vote_count > 0)]
        #: The year of the catalogue's latest films, a few outliers left out.
        self.latest_year = int(np.quantile(released, _NEARLY_ALL)) if len(released) else 0
        self._standing = catalogue.weighted_rating * (
            1 + known / max(float(known.max(initial=0)), 1)
        )

    def knows(self, word: str) -> int:
        """How many films have a word (or one of the same stem) in their texts."""
        found = self._words.films(term_of(word))
        if self._spanish is None:
            return found
        return max(found, self._spanish.films(spanish_term_of(word)))

    def films(self, conditions: Iterable[Condition]) -> NDArray[np.int32]:
        """Rows of the released films that fit, the best first.

        With words about the plot, or a film that they should be like, the order is by nearness
        and standing (weighted rating and how well known a film is), else by weighted rating;
        `Ordered` puts them in another one.
        """
        conditions = tuple(conditions)
        order = next((each for each in conditions if isinstance(each, Ordered)), None)
        if order is None:
            return self._best_first(conditions)
        rest = tuple(each for each in conditions if not isinstance(each, Ordered))
        rows = self._best_first(rest, least=_AS_NEAR)
        values = self._measured(order.measure)[rows]
        return rows[np.argsort(values if order.least else -values, kind="stable")][: order.most]

    def _measured(self, measure: Measure) -> NDArray[np.float64]:
        """A measure of every film, NaN where it is unknown."""
        match measure:
            case "revenue" | "budget" | "return" | "date":
                return self._stats.known(measure)
            case "rating":
                return np.where(self._voted, self._catalogue.weighted_rating, np.nan)
            case "length":
                return np.where(self._runtime > 0, self._runtime, np.nan)
            case "votes":
                votes = self._catalogue.vote_count
                return np.where(votes > 0, votes, np.nan)
            case "popularity":
                return self._catalogue.numbers("popularity").astype(np.float64)

    def _best_first(self, conditions: tuple[Condition, ...], least: float = 0) -> NDArray[np.int32]:
        """Rows of the films that fit, the best first.

        Args:
            conditions: none of them `Ordered`.
            least: as near to words about the plot they are at least, as a share of the nearest.
        """
        liked = [each.movie for each in conditions if isinstance(each, Like)]
        words = [each for each in conditions if isinstance(each, About)]
        fits = self._released.copy()
        unlike: list[Movie] = []
        for condition in conditions:
            match condition:
                case About() | Like():
                    pass
                case Not(Like(movie)) if liked:
                    unlike.append(movie)
                case _:
                    fits &= self._fits(condition)
        nearness = np.zeros(len(fits), np.float32)
        found = np.zeros(len(fits), np.int32)
        for word in words:
            weight = self._nearness(word)
            nearness += weight
            found += weight > 0
        fits &= (found >= math.ceil(len(words) / 2)) & (nearness >= least * nearness.max(initial=0))
        if liked:
            return self._like(liked, unlike, fits)
        rows = np.flatnonzero(fits).astype(np.int32)
        if words:
            order = nearness[rows] * (found[rows] / len(words)) * self._standing[rows]
            return rows[np.lexsort((rows, -order))]
        rating, votes = self._catalogue.weighted_rating, self._catalogue.vote_count
        return rows[np.lexsort((rows, -votes[rows], -rating[rows]))]

    def _like(
        self, liked: list[Movie], unlike: list[Movie], fits: NDArray[np.bool_]
    ) -> NDArray[np.int32]:
        """Those of the films that fit which are suggested to who likes some, the best first.

        What the ranking suggests for want of anything nearer is left out.
        """
        rows, others = self._rows_of(liked), self._rows_of(unlike)
        found = np.array(
            self._similarity.nearest(rows, _LISTED, lists=_LISTS, dislikes=others, among=fits),
            np.int32,
        )
        if len(found) <= _LISTED:
            return found
        near = np.sum([self._similarity.near(row, found) for row in rows], axis=0)
        as_near: NDArray[np.int32] = found[near >= _AS_NEAR * np.sort(near)[-_LISTED]]
        return as_near

    def _rows_of(self, movies: Iterable[Movie]) -> list[int]:
        rows = self._catalogue.rows([movie.id for movie in movies])
        known: list[int] = rows[rows >= 0].tolist()
        return known

    def relaxed(self, conditions: Iterable[Condition], most: int = 3) -> list[Relaxation]:
        """The descriptions nearest to one that fits no film, among those that fit some.

        One condition is dropped or, for years, lengths and ratings, widened; when that is not
        enough, two are dropped.
        """
        conditions = tuple(conditions)
        found: list[Relaxation] = []
        for kept in _nearby(conditions):
            films = len(self.films(kept))
            if films and not any(set(other.conditions) >= set(kept) for other in found):
                found.append(Relaxation(kept, films))
                if len(found) == most:
                    break
        return found

    def _nearness(self, about: About) -> NDArray[np.float32]:
        """How much every film is about a word: its best meaning's weight, later ones count less.

        In Spanish texts the word is looked for as it was said.
        """
        best = np.zeros(len(self._catalogue), np.float32)
        for place, meaning in enumerate(about.meanings):
            best = np.maximum(best, self._words.nearness(term_of(meaning)) * _FURTHER**place)
        if self._spanish is not None and (term := spanish_term_of(about.word)):
            best = np.maximum(best, self._spanish.nearness(term))
        return best

    def _fits(self, condition: Condition) -> NDArray[np.bool_]:
        """Which films a condition holds for."""
        match condition:
            case Years(first, last):
                return _between(self._year, first, last)
            case Length(least, most):
                return _between(self._runtime, least, most)
            case Rated(least):
                return np.logical_and(self._voted, self._score >= least)
            case About():
                return self._nearness(condition) > 0
            case Not(other):
                return ~self._fits(other)
            case _:
                mask = np.zeros(len(self._catalogue), bool)
                for rows in self._rows(condition):
                    mask[rows] = True
                return mask

    def _rows(self, condition: Condition) -> Iterable[NDArray[np.int32]]:
        """Rows of the films that a condition holds for, in any number of parts."""
        match condition:
            case Genre(name):
                return [self._stats.genres.rows(name)]
            case Country(code):
                return [self._stats.countries.rows(code)]
            case Language(code):
                return [self._stats.languages.rows(code)]
            case With(_, tags, role):
                return self._of_people(tags, role)
            case Saga(_, tag):
                return self._of_groups(self._collections, [tag])
            case By(_, tags):
                return self._of_groups(self._companies, tags)
            case Like():
                return [self._like([condition.movie], [], self._released)]
            case _:
                raise TypeError(condition)

    def _of_people(self, tags: Iterable[int], role: Role | None) -> Iterator[NDArray[np.int32]]:
        roles: tuple[Role, ...] = ("cast", "director", "writer") if role is None else (role,)
        for tag in tags:
            person = self._people.by_tag(tag)
            if person is not None:
                for each in roles:
                    yield self._people.rows(person, each)

    @staticmethod
    def _of_groups(groups: Groups, tags: Iterable[int]) -> Iterator[NDArray[np.int32]]:
        for number in map(groups.by_tag, tags):
            if number is not None:
                yield groups.rows(number)


def _between(values: NDArray[np.integer], least: int | None, most: int | None) -> NDArray[np.bool_]:
    """Which known values (0 is unknown) lie in an interval, ends included."""
    fits = values > 0
    if least is not None:
        fits &= values >= least
    if most is not None:
        fits &= values <= most
    return fits


def _wider(condition: Condition) -> Condition | None:
    """A condition of years, length or rating with some room, None for others."""
    match condition:
        case Years(first, last):
            return Years(first and first - 5, last and last + 5)
        case Length(least, most):
            return Length(least and least - 15, most and most + 15)
        case Rated(least) if least > 6:
            return Rated(least - 1)
        case _:
            return None


def _nearby(conditions: tuple[Condition, ...]) -> Iterator[tuple[Condition, ...]]:
    """Descriptions near another one, the nearest first."""
    cheapest = sorted(conditions, key=lambda condition: _COST[type(condition)])
    for condition in cheapest:
        wider = _wider(condition)
        if wider is not None:
            yield tuple(wider if other is condition else other for other in conditions)
        if len(conditions) > 1:
            yield tuple(other for other in conditions if other is not condition)
    for one, two in combinations(cheapest, 2):
        rest = tuple(other for other in conditions if other is not one and other is not two)
        if rest:
            yield rest
