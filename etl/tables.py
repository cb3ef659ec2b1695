"""The published table of films, from what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.aliases import spanish_titles
from etl.errors import QualityError
from recommender.catalogue import MOVIES_SCHEMA
from recommender.ranking import rating_prior, weighted_rating

if TYPE_CHECKING:
    from etl.aliases import Aliases


def with_keywords(movies: pa.Table, keywords: Mapping[int, Sequence[str]]) -> pa.Table:
    """Give each film the keywords of their own file; what the films' file has stays elsewhere."""
    lists = [
        keywords.get(movie_id) or own
        for movie_id, own in zip(
            movies["id"].to_pylist(), movies["keywords"].to_pylist(), strict=True
        )
    ]
    keywords_field = MOVIES_SCHEMA.field("keywords")
    column = pa.array(lists, keywords_field.type)
    return movies.set_column(movies.column_names.index("keywords"), keywords_field, column)


def movies_table(
    films: pa.Table, aliases: Aliases, overviews_es: pa.Array | None = None
) -> pa.Table:
    """Films in the published schema, with everything that is derived.

    Args:
        films: as `etl.films.read_films` gives them.
        aliases: their Spanish titles.
        overviews_es: their Spanish overviews, a row each, where there are any.

    Raises:
        QualityError: a film was lost or doubled on the way.
    """
    budget = pc.if_else(films["budget_suspect"], None, films["budget"])
    revenue = pc.if_else(films["revenue_suspect"], None, films["revenue"])
    average = films["vote_average"].to_numpy()
    votes = films["vote_count"].to_numpy()
    derived = {
        "title_es": spanish_titles(films, aliases),
        "overview_es": pa.nulls(films.num_rows, pa.string())
        if overviews_es is None
        else overviews_es,
        "return_ratio": pc.divide(revenue.cast(pa.float64()), budget.cast(pa.float64())),
        "weighted_rating": pa.array(weighted_rating(average, votes, *rating_prior(average, votes))),
    }
    columns = [derived[name] if name in derived else films[name] for name in MOVIES_SCHEMA.names]
    table = pa.table(columns, schema=MOVIES_SCHEMA).combine_chunks()
    if table.num_rows != films.num_rows or not np.all(np.diff(table["id"].to_numpy()) > 0):
        raise QualityError("films were lost or doubled while the table was made")
    return table
