"""Where a film can be watched: which platform streams, rents or sells it in which country.

Made only for a version of which somebody has asked; prepared once (`build`), memory-mapped when
it is opened, and never changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from recommender.errors import CatalogueDamaged
from recommender.lists import mapped

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

#: How a film may be watched: with a subscription, free, free with advertisements, rented, bought.
Kind = Literal["flatrate", "free", "ads", "rent", "buy"]
KINDS: tuple[Kind, ...] = ("flatrate", "free", "ads", "rent", "buy")
#: The ways for which nothing is paid besides a subscription.
STREAMED = 3

_PREFIX = "offers"
_NAMES = f"{_PREFIX}.names.json"
_EPOCH = date(1970, 1, 1)


def build(movies: pa.Table, offers: pa.Table, folder: Path) -> None:
    """Write the index into ``folder`` as ``offers.*``; nothing where nobody has asked.

    Args:
        movies: films in the published schema, ordered by id.
        offers: ``movie_id``, ``answered_at`` and ``offers`` (structs of ``country``, ``kind`` and
            ``provider``, as they are to be shown), one row a film, ordered by id.
        folder: the folder of the version that is being made.
    """
    import pyarrow.compute as pc

    from recommender.catalogue import one_chunk

    if not offers.num_rows:
        return
    rows = np.searchsorted(movies["id"].to_numpy(), offers["movie_id"].to_numpy())
    lists = one_chunk(offers["offers"])
    entries = lists.flatten()
    kind = np.asarray(pc.index_in(entries.field("kind"), _kinds()).fill_null(-1))
    known = kind >= 0
    film = rows[pc.list_parent_indices(lists).to_numpy()][known]
    country = entries.field("country").dictionary_encode()
    provider = entries.field("provider").dictionary_encode()
    counts = np.bincount(film, minlength=movies.num_rows)
    answered = np.zeros(movies.num_rows, np.int32)
    days = offers["answered_at"].to_numpy().astype("datetime64[D]").astype(np.int32)
    answered[rows] = days
    arrays = {
        "starts": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "country": country.indices.to_numpy()[known].astype(np.int16),
        "kind": kind[known].astype(np.int8),
        "provider": provider.indices.to_numpy()[known].astype(np.int32),
        "answered": answered,
    }
    for name, array in arrays.items():
        np.save(folder / f"{_PREFIX}.{name}.npy", array)
    names = {
        "countries": country.dictionary.to_pylist(),
        "providers": provider.dictionary.to_pylist(),
    }
    (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


def _kinds() -> Any:
    import pyarrow as pa

    return pa.array(KINDS)


class Offers:
    """Where the films of one version can be watched. Immutable; any thread may ask."""

    def __init__(self, folder: Path) -> None:
        arrays = (mapped(folder / f"{_PREFIX}.{name}.npy") for name in ("starts", "country"))
        self._starts, self._country = arrays
        self._kind: NDArray[np.int8] = mapped(folder / f"{_PREFIX}.kind.npy")
        self._provider: NDArray[np.int32] = mapped(folder / f"{_PREFIX}.provider.npy")
        self._answered: NDArray[np.int32] = mapped(folder / f"{_PREFIX}.answered.npy")
        try:
            names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
            self._countries: list[str] = names["countries"]
            self._providers: list[str] = names["providers"]
        except (OSError, ValueError, KeyError) as error:
            raise CatalogueDamaged(f"{folder / _NAMES} cannot be read: {error}") from error
        self._country_code = {code: place for place, code in enumerate(self._countries)}
        self._streamed_on = lru_cache(maxsize=64)(self._find_streamed_on)
        self._platforms = lru_cache(maxsize=64)(self._find_platforms)

    @classmethod
    def open(cls, folder: Path) -> Offers | None:
        """Open what `build` wrote; None where it wrote nothing.

        Raises:
            CatalogueDamaged: a file is missing or unreadable.
        """
        return cls(folder) if (folder / _NAMES).exists() else None

    def answered(self, row: int) -> date | None:
        """The day of which it is known where a film can be watched; None where it is not."""
        days = int(self._answered[row])
        return _EPOCH + timedelta(days=days) if days else None

    def of(self, row: int, country: str) -> dict[Kind, tuple[str, ...]]:
        """The platforms that have a film in a country, by the way in which they have it."""
        span = slice(self._starts[row], self._starts[row + 1])
        here = self._country[span] == self._country_code.get(country, -1)
        found: dict[Kind, tuple[str, ...]] = {}
        kinds, providers = self._kind[span][here], self._provider[span][here]
        for code, kind in enumerate(KINDS):
            names = [self._providers[place] for place in providers[kinds == code].tolist()]
            if names:
                found[kind] = tuple(dict.fromkeys(names))
        return found

    def countries(self, row: int) -> tuple[str, ...]:
        """The countries in which a film can be watched, in the order of their codes."""
        span = slice(self._starts[row], self._starts[row + 1])
        return tuple(sorted(self._countries[place] for place in np.unique(self._country[span])))

    def platforms(self, country: str) -> tuple[str, ...]:
        """The platforms that stream films in a country, those with most films first."""
        return self._platforms(country)

    def streamed_on(self, country: str, platforms: Iterable[str]) -> NDArray[np.bool_]:
        """Which films any of these platforms streams in a country, by row."""
        return self._streamed_on(country, frozenset(platforms))

    def _find_platforms(self, country: str) -> tuple[str, ...]:
        here = (self._country == self._country_code.get(country, -1)) & (self._kind < STREAMED)
        films = np.bincount(self._provider[here], minlength=len(self._providers))
        order = np.lexsort((np.arange(len(films)), -films))
        return tuple(self._providers[place] for place in order.tolist() if films[place])

    def _find_streamed_on(self, country: str, platforms: frozenset[str]) -> NDArray[np.bool_]:
        places = [place for place, name in enumerate(self._providers) if name in platforms]
        here = (self._country == self._country_code.get(country, -1)) & (self._kind < STREAMED)
        here &= np.isin(self._provider, places)
        rows = np.searchsorted(self._starts, np.flatnonzero(here), side="right") - 1
        found = np.zeros(len(self._answered), bool)
        found[rows] = True
        found.flags.writeable = False
        return found
