"""What TMDB answered, put into the tables of a catalogue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.aliases import Aliases
from etl.credits import billing
from etl.kept import SourceState
from etl.tmdb.answers import Answers
from recommender.catalogue import CREDITS_SCHEMA, ROLES, one_chunk
from recommender.errors import Problem


class Enrichment:
    """TMDB's answers about the films of one catalogue.

    Args:
        folder: where the answers are kept.
        films: ordered by id.
    """

    def __init__(self, folder: Path, films: pa.Table) -> None:
        self._answers = Answers(folder)
        self._films = films
        self._ids = films["id"].to_numpy()

    def enrich(
        self, films: pa.Table, credits_: pa.Table, counts: dict[str, int]
    ) -> tuple[pa.Table, pa.Table]:
        """Put in the posters, and the credits of films that have none.

        Args:
            films: those of this catalogue.
            credits_: in the published schema and order.
            counts: takes in how many there were.
        """
        asked = self._answers.table([], self._ids)
        counts["films that TMDB has answered about"] = asked.num_rows
        films = self._with_posters(films)
        credits_, credited = self._with_credits(credits_)
        counts["films with credits from TMDB"] = credited
        return films, credits_

    def _with_posters(self, films: pa.Table) -> pa.Table:
        found = self._answers.table(["poster_path"], self._ids)
        found = found.filter(found["poster_path"].is_valid())
        posters = films["poster_path"].to_numpy(zero_copy_only=False).copy()
        posters[self._rows(found)] = found["poster_path"].to_pylist()
        place = films.column_names.index("poster_path")
        return films.set_column(place, films.schema.field(place), pa.array(posters, pa.string()))

    def _with_credits(self, credits_: pa.Table) -> tuple[pa.Table, int]:
        """Credits with those of films that had none, and of how many films there were any."""
        without = np.setdiff1d(self._ids, credits_["movie_id"].to_numpy())
        found = self._answers.table(["credits"], without)
        lists = one_chunk(found["credits"])
        entries = lists.flatten()
        if not len(entries):
            return credits_, 0
        movie = found["movie_id"].to_numpy()[pc.list_parent_indices(lists).to_numpy()]
        role = entries.field("role").to_numpy()
        name = entries.field("name").dictionary_encode()
        codes = name.indices.to_numpy()
        order = np.lexsort((np.arange(len(movie)), entries.field("place").to_numpy(), role, movie))
        # Of a person twice in one role of a film, the first.
        person = entries.field("person_id").fill_null(0).to_numpy()
        keys = np.stack([movie, role, person, codes])
        _, first = np.unique(keys[:, order], axis=1, return_index=True)
        order = order[np.sort(first)]
        movie, role = movie[order], role[order]
        new = pa.table(
            {
                "movie_id": pa.array(movie, pa.int32()),
                "person_id": entries.field("person_id").take(pa.array(order)),
                "name": pa.DictionaryArray.from_arrays(codes[order], name.dictionary),
                "role": pa.DictionaryArray.from_arrays(role, list(ROLES)),
                "character": entries.field("character").take(pa.array(order)),
                "billing": billing(movie, role),
            },
            schema=CREDITS_SCHEMA,
        )
        both = pa.concat_tables([credits_, new]).unify_dictionaries().combine_chunks()
        by_film = np.argsort(both["movie_id"].to_numpy(), kind="stable")
        return both.take(pa.array(by_film)), len(np.unique(movie))

    def add_titles(self, aliases: Aliases) -> None:
        """Add TMDB's Spanish titles to the aliases, behind those that are there."""
        found = self._answers.table(["titles"], self._ids)
        titles = one_chunk(found["titles"])
        entries = titles.flatten()
        ids = found["movie_id"].to_numpy()[pc.list_parent_indices(titles).to_numpy()]
        aliases.rows += zip(
            ids.tolist(),
            entries.field("title").to_pylist(),
            entries.field("region").to_pylist(),
            strict=True,
        )
        aliases.counts["used, from TMDB"] += len(entries)

    def overviews(self) -> pa.Array:
        """The column ``overview_es``: Spain's, else that of the first region that has one."""
        found = self._answers.table(["overviews"], self._ids)
        overviews = np.full(len(self._ids), None, object)
        for row, said in zip(
            self._rows(found).tolist(), found["overviews"].to_pylist(), strict=True
        ):
            if said:
                overviews[row] = said[0]["overview"]
        return pa.array(overviews, pa.string())

    def offers(self) -> pa.Table:
        """Where films can be watched, as `recommender.offers.build` takes it."""
        return self._answers.table(["answered_at", "offers"], self._ids)

    def state(self, problem: Problem | str) -> SourceState:
        """The moment of the latest answer."""
        dates = self._answers.dates()
        problems = (*([problem] if problem else []), *self._answers.unreadable.values())
        return SourceState("tmdb", max(dates.values(), default=None), problems)

    def _rows(self, found: pa.Table) -> NDArray[np.intp]:
        rows: NDArray[np.intp] = np.searchsorted(self._ids, found["movie_id"].to_numpy())
        return rows
