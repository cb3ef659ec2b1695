"""The one object that answers about a published catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recommender.catalogue import Catalogue, Movie
from recommender.completion import Completion
from recommender.countries import Countries
from recommender.errors import CatalogueDamaged, UnknownMovie
from recommender.groups import COLLECTIONS, Companies, Groups
from recommender.offers import Offers
from recommender.people import People
from recommender.search import Search
from recommender.similarity import SimilarityIndex, Suggestion
from recommender.stats import Statistics
from recommender.titles import Match, TitleIndex

#: Texts whose titles are remembered.
_RESOLVED = 256


class Recommender:
    """Everything that can be asked of one version of the catalogue.

    Immutable once open: any thread may ask, and a newer version is another object, swapped by
    reference.

    Attributes:
        catalogue: the films, by row.
        stats: what films add up to.
        people: who is in the credits.
        companies: the production companies, and their families.
        collections: the sagas.
        countries: the countries by name.
        search: films by a description.
        offers: where films can be watched; None where nobody has asked.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._titles = TitleIndex.open(catalogue.folder)
        # One message asks for the same title more than once on its way to an answer.
        self._resolved = lru_cache(maxsize=_RESOLVED)(self._titles.resolve)
        self._completion = Completion(catalogue.folder)
        self._similarity = SimilarityIndex.open(catalogue)
        self.stats = Statistics(catalogue)
        self.people = People.open(catalogue.folder)
        self.companies = Companies(catalogue.folder)
        self.collections = Groups.open(catalogue.folder, COLLECTIONS)
        self.countries = Countries.open(catalogue.folder)
        self.offers = Offers.open(catalogue.folder)
        self.search = Search(
            catalogue,
            self.stats,
            self.people,
            self.companies,
            self.collections,
            self._similarity,
        )

    @classmethod
    def open(cls, root: str | Path, version: str | None = None) -> Recommender:
        """Open the live version of the catalogue below ``root``, or another one that is kept there.

        Raises:
            CatalogueMissing: nothing has been published there.
            CatalogueDamaged: a file is missing, altered, or of another schema version.
        """
        catalogue = Catalogue.open(Path(root), version)
        try:
            return cls(catalogue)
        except (OSError, LookupError, ValueError, pa.ArrowException) as error:
            # The checksums agree, so this is a version that another program published.
            raise CatalogueDamaged(
                f"{catalogue.folder} is not of this program's making: {error}"
            ) from error

    @property
    def version(self) -> str:
        """Name of the version that is open."""
        return self.catalogue.version

    def movie(self, movie_id: int) -> Movie | None:
        """The film with this TMDB id, or None when the catalogue does not have it."""
        row = self.catalogue.row(movie_id)
        return None if row is None else self.catalogue.movie(row)

    def resolve(
        self, text: str, limit: int = 5, *, guess: bool = True, alike: bool = True
    ) -> list[Match]:
        """The films that ``text`` may mean, best first, each at most once.

        Scores run from 0 to 100; `recommender.titles.ACCEPT` and `recommender.titles.ASK` say
        which may be taken at their word and which only after asking. Without ``guess`` it is
        quicker, and finds the same of the former; without ``alike`` as well, and leaves out what
        only resembles the text where films are called just so.
        """
        return [
            Match(movie=self.catalogue.movie(row), score=score, matched=matched)
            for row, score, matched in self._resolved(text, limit, guess=guess, alike=alike)
        ]

    def is_title(self, text: str) -> bool:
        """Whether a film is called just so, whatever the spelling of its words."""
        return self._titles.is_title(text)

    def are_titles(self, texts: Sequence[str]) -> list[bool]:
        """Which folded texts a film is called just so, or for short: many at once, and cheaply."""
        return self._titles.are_titles(texts)

    def complete(self, text: str, limit: int = 10, *, skip: int = 0) -> list[Movie]:
        """The films with a title, or a word of one, that begins so, the best known first.

        For what is still being typed; `resolve` tells which film a whole title means.
        """
        return [self.catalogue.movie(row) for row in self._completion.rows(text, limit, skip)]

    def similar(
        self,
        movies: int | Sequence[int],
        n: int = 5,
        *,
        skip: int = 0,
        exclude: Iterable[int] = (),
        dislikes: Iterable[int] = (),
        whole_saga: bool = False,
        among: NDArray[np.bool_] | None = None,
    ) -> list[Suggestion]:
        """The ``n`` nearest films, ordered by weighted rating, each with its score and reasons.

        Args:
            movies: the id of a film, or the ids of several that are liked together.
            n: how many films to suggest.
            skip: how many suggestions were shown before; the ``n`` after them are given.
            exclude: ids of films that must not be suggested (seen, for one).
            dislikes: ids of films that the suggestions must not be near.
            whole_saga: whether a list may hold more than two films of one saga.
            among: the films that may be suggested, by row; None for all.

        Raises:
            UnknownMovie: the catalogue does not have one of ``movies``.
        """
        ids = [movies] if isinstance(movies, int) else list(movies)
        return self._similarity.similar(
            self._rows(ids),
            n,
            skip=skip,
            exclude=frozenset(self._known_rows(exclude)),
            dislikes=self._known_rows(dislikes),
            whole_saga=whole_saga,
            among=among,
        )

    def nearest(
        self,
        movies: int | Sequence[int],
        n: int = 5,
        *,
        lists: int = 1,
        exclude: Iterable[int] = (),
        dislikes: Iterable[int] = (),
        among: NDArray[np.bool_] | None = None,
    ) -> list[int]:
        """Ids of the films that `similar` suggests, the nearest first, without scores and reasons.

        Args:
            movies: as for `similar`.
            n: how many films a list has.
            lists: how many lists of them, one after the other.
            exclude: as for `similar`.
            dislikes: as for `similar`.
            among: as for `similar`.

        Raises:
            UnknownMovie: the catalogue does not have one of ``movies``.
        """
        ids = [movies] if isinstance(movies, int) else movies
        rows = self._similarity.nearest(
            self._rows(ids),
            n,
            exclude=frozenset(self._known_rows(exclude)),
            dislikes=self._known_rows(dislikes),
            lists=lists,
            among=among,
        )
        return [int(self.catalogue.ids[row]) for row in rows]

    def explained(self, movies: int | Sequence[int], chosen: Sequence[int]) -> list[Suggestion]:
        """Films as suggestions for others, in the order given.

        Raises:
            UnknownMovie: the catalogue does not have one of the films.
        """
        ids = [movies] if isinstance(movies, int) else movies
        return self._similarity.explained(self._rows(ids), self._rows(chosen))

    def similarities(self, movies: Sequence[int], others: Sequence[int]) -> NDArray[np.float32]:
        """How near each of some films is to each of others, shape ``(movies, others)``.

        Raises:
            UnknownMovie: the catalogue does not have one of the films.
        """
        return self._similarity.each_to_each(self._rows(movies), self._rows(others))

    def similarity(self, a: int, b: int) -> float:
        """How near two films are, on the scale of `Suggestion.score` before order and variety.

        Raises:
            UnknownMovie: the catalogue does not have one of the films.
        """
        return self._similarity.between(self._row(a), self._row(b))

    def _known_rows(self, movie_ids: Iterable[int]) -> list[int]:
        rows = self.catalogue.rows(movie_ids)
        found: list[int] = rows[rows >= 0].tolist()
        return found

    def _rows(self, movie_ids: Iterable[int]) -> list[int]:
        return [self._row(movie_id) for movie_id in movie_ids]

    def _row(self, movie_id: int) -> int:
        row = self.catalogue.row(movie_id)
        if row is None:
            raise UnknownMovie(movie_id)
        return row
