"""Two sources of films become one: which of them is believed about what, and what they dispute.

The newer source has the newer figures and texts. The older one has what the newer one lacks or has
only flattened: keywords, sagas, and exact lists of companies, countries and languages. Where the
two mean different films by one id, the newer one is believed in everything.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.aliases import folded

#: Lists that the older source has more exactly.
_EXACT = ("keywords", "companies", "countries", "spoken_languages")
#: A sum and whether it is suspect belong together.
_MONEY = {"budget_suspect": "budget", "revenue_suspect": "revenue"}
#: A mean belongs to its votes.
_VOTES = ("vote_average", "vote_count")
#: A year belongs to its date.
_DATES = ("release_date", "year")
#: Years by which two sources may differ about one film: a premiere and a release, say.
_YEARS_APART = 1


class Merged(NamedTuple):
    """Films of two sources.

    Attributes:
        films: the columns of `etl.clean.Film`, ordered by id, each id once.
        contradictions: in how many films the sources disagree, by what about.
        replaced: ids under which the older source had another film.
    """

    films: pa.Table
    contradictions: Counter[str]
    replaced: frozenset[int]


def merge(older: pa.Table, newer: pa.Table) -> Merged:
    """Merge the films of two sources by id.

    Args:
        older: the columns of `etl.clean.Film`, ordered by id, each id once.
        newer: the same.
    """
    old_ids, new_ids = older["id"].to_numpy(), newer["id"].to_numpy()
    _, in_old, in_new = np.intersect1d(old_ids, new_ids, assume_unique=True, return_indices=True)
    old, new = older.take(in_old), newer.take(in_new)
    contradictions, others = _contradictions(old, new)
    both = pa.table(
        [_column(name, old, new, others) for name in older.column_names], schema=older.schema
    )
    only_old = older.filter(pa.array(_without(len(old_ids), in_old)))
    only_new = newer.filter(pa.array(_without(len(new_ids), in_new)))
    films = pa.concat_tables([only_old, both, only_new])
    films = films.take(np.argsort(films["id"].to_numpy(), kind="stable")).combine_chunks()
    return Merged(films, contradictions, frozenset(old["id"].to_numpy()[others].tolist()))


def _without(count: int, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    kept = np.ones(count, bool)
    kept[rows] = False
    return kept


def _column(name: str, old: pa.Table, new: pa.Table, others: NDArray[np.bool_]) -> pa.Array:
    """One column of the films that both sources have; of ``others`` the newer value."""
    first, second = _whole(old[name]), _whole(new[name])
    if name in _EXACT:
        # Only where the older source has none.
        take_new = pc.equal(pc.list_value_length(first), 0).to_numpy(zero_copy_only=False)
    elif pa.types.is_list(first.type):
        take_new = pc.greater(pc.list_value_length(second), 0).to_numpy(zero_copy_only=False)
    elif name in _MONEY:
        take_new = _known(new[_MONEY[name]])
    elif name in _VOTES:
        take_new = new["vote_count"].to_numpy() > 0
    elif name in _DATES:
        take_new = _known(new["release_date"])
    else:
        take_new = _known(new[name])
    rows = np.arange(len(first))
    places = np.where(take_new | others, rows + len(first), rows)
    return pa.concat_arrays([first, second]).take(pa.array(places))


def _whole(column: pa.ChunkedArray) -> Any:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _known(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    return np.asarray(_whole(column).is_valid().to_numpy(zero_copy_only=False))


def _contradictions(old: pa.Table, new: pa.Table) -> tuple[Counter[str], NDArray[np.bool_]]:
    """What two sources say differently of the same ids, and which of these are different films.

    They are when no title is the same, and the IMDb ids or the years disagree, too.
    """
    titles = _titles_differ(old, new)
    imdb = _differ(old["imdb_id"], new["imdb_id"])
    same_imdb = pc.equal(_whole(old["imdb_id"]), _whole(new["imdb_id"]))
    years = pc.greater(
        pc.abs(pc.subtract(_whole(old["year"]).cast(pa.int32()), _whole(new["year"]))),
        _YEARS_APART,
    )
    years = years.fill_null(False).to_numpy(zero_copy_only=False)
    others = titles & (imdb | years)
    others &= ~same_imdb.fill_null(False).to_numpy(zero_copy_only=False)
    found = {
        "another film of the same id": others,
        "title": titles & ~others,
        "imdb_id": imdb & ~others,
        "year": years & ~others,
        "runtime": _differ(old["runtime"], new["runtime"]) & ~others,
        "budget": _differ(old["budget"], new["budget"]) & ~others,
        "original_language": _differ(old["original_language"], new["original_language"]) & ~others,
    }
    return Counter({what: int(which.sum()) for what, which in found.items() if which.any()}), others


def _differ(first: pa.ChunkedArray, second: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Where both are known and not the same."""
    differ = pc.not_equal(_whole(first), _whole(second)).fill_null(False)
    return np.asarray(differ.to_numpy(zero_copy_only=False))


def _titles_differ(old: pa.Table, new: pa.Table) -> NDArray[np.bool_]:
    """Where none of the titles is the same in both, whatever their spelling."""
    same = np.zeros(old.num_rows, bool)
    for first in ("title", "original_title"):
        for second in ("title", "original_title"):
            equal = pc.equal(_whole(old[first]), _whole(new[second])).fill_null(False)
            same |= equal.to_numpy(zero_copy_only=False)
    for row in np.flatnonzero(~same).tolist():
        names = [
            {
                folded(value)
                for name in ("title", "original_title")
                if (value := table[name][row].as_py())
            }
            for table in (old, new)
        ]
        same[row] = bool(names[0] & names[1])
    return ~same
