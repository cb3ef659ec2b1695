"""What films add up to: how many, how much they earned, how well it paid, and when and where.

A set of films is an ascending array of rows; every film of it counts once. Money is in US dollars.
Unknown figures take no part in a sum or a mean, and every sum says over how many films it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyarrow.compute as pc

from recommender.catalogue import UNRELEASED, Catalogue
from recommender.lists import Lists

if TYPE_CHECKING:
    from numpy.typing import NDArray


#: With fewer votes than this a mean says little, and none is given.
ENOUGH_VOTES = 2_000
#: The day of a film without a date: after all others.
_NO_DAY = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of films adds up to. None where no film of it has the figure.

    Attributes:
        count: how many films.
        known_revenues: how many of them have a known revenue.
        total_revenue: its sum.
        mean_revenue: its mean over ``known_revenues`` films.
        known_returns: how many have both a known budget and a known revenue.
        total_return: the sum of their returns (revenue / budget).
        mean_return: the mean of their returns.
    """

    count: int
    known_revenues: int
    total_revenue: int | None
    mean_revenue: float | None
    known_returns: int
    total_return: float | None
    mean_return: float | None


class Money(NamedTuple):
    """What one film cost and earned; None where it is not known.

    ``suspect`` says that the dump has a figure which is plainly in other units.
    """

    budget: int | None
    revenue: int | None
    ratio: float | None
    suspect: bool = False

    @property
    def profit(self) -> int | None:
        """Revenue less budget."""
        if self.budget is None or self.revenue is None:
            return None
        return self.revenue - self.budget


class Share(NamedTuple):
    """How many films a genre, a country, a language … has."""

    name: str
    films: int


@dataclass(frozen=True, slots=True)
class Years:
    """Films and revenue of every year from the first to the last, none left out.

    ``revenue`` is NaN where no film of the year has a known one.
    """

    years: NDArray[np.int16]
    films: NDArray[np.int64]
    revenue: NDArray[np.float64]


class Kinds:
    """Films by the values of one column: a genre, a country, a language. Any thread may ask."""

    def __init__(self, column: Any) -> None:
        nested = hasattr(column, "flatten") and hasattr(column, "value_lengths")
        if nested:
            rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
            values = pc.list_flatten(column)
        else:
            rows = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
            values = column.drop_null()
        coded = values.dictionary_encode()
        self.names: tuple[str, ...] = tuple(coded.dictionary.to_pylist())
        codes = coded.indices.to_numpy(zero_copy_only=False)
        self._films = Lists.of_pairs(codes, rows, len(self.names))
        self._code_of = {name: code for code, name in enumerate(self.names)}

    def rows(self, name: str) -> NDArray[np.int32]:
        """Rows of the films of one kind, ascending; none for an unknown one."""
        code = self._code_of.get(name)
        return np.zeros(0, np.int32) if code is None else self._films.of(code)

    def shares(self) -> list[Share]:
        """How many films each kind has, the most first, equal ones by name."""
        counts = map(Share, self.names, self._films.sizes.tolist())
        return sorted(counts, key=lambda share: (-share.films, share.name))


class Statistics:
    """The figures of one catalogue, in columns. Immutable; any thread may ask."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        dates = catalogue.column("release_date")
        self._day = dates.cast("int32").fill_null(_NO_DAY).to_numpy()
        self._month = pc.month(dates).fill_null(0).to_numpy().astype(np.int8)
        self._weekday = pc.day_of_week(dates, count_from_zero=False).fill_null(0).to_numpy()
        self._weekday = self._weekday.astype(np.int8)
        self._year = catalogue.column("year").fill_null(0).to_numpy()
        self._budget, odd_budget = self._money("budget")
        self._revenue, odd_revenue = self._money("revenue")
        self._suspect = odd_budget | odd_revenue
        self._return = catalogue.numbers("return_ratio").astype(np.float64)
        status = catalogue.column("status").to_numpy(zero_copy_only=False)
        rated = ~np.isin(status.astype(str), [*UNRELEASED]) & (catalogue.vote_count > 0)
        order = np.lexsort((-catalogue.vote_count, -catalogue.weighted_rating))
        # Every film that is out and has votes, the best first.
        self._best = order[rated[order]].astype(np.int32)
        self.genres = Kinds(catalogue.column("genres"))
        self.countries = Kinds(catalogue.column("countries"))
        self.languages = Kinds(catalogue.column("original_language"))

    def _money(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        known = self._catalogue.numbers(name).astype(np.float64)
        suspect = self._catalogue.column(f"{name}_suspect").to_numpy(zero_copy_only=False)
        return np.where(suspect, np.nan, known), suspect

    def __len__(self) -> int:
        return len(self._catalogue)

    @property
    def rows(self) -> NDArray[np.int32]:
        """Every film."""
        return np.arange(len(self), dtype=np.int32)

    def in_month(self, month: int) -> NDArray[np.int32]:
        """Films released in a month (1 to 12) of any year."""
        return np.flatnonzero(self._month == month).astype(np.int32)

    def on_weekday(self, weekday: int) -> NDArray[np.int32]:
        """Films released on a day of the week (1 is Monday, 7 is Sunday) of any year."""
        return np.flatnonzero(self._weekday == weekday).astype(np.int32)

    def in_years(self, first: int, last: int) -> NDArray[np.int32]:
        """Films released from the year ``first`` to the year ``last``."""
        return np.flatnonzero((self._year >= first) & (self._year <= last)).astype(np.int32)

    def months(self) -> tuple[int, ...]:
        """How many films were released in each month, January first."""
        return tuple(np.bincount(self._month, minlength=13)[1:].tolist())

    def weekdays(self) -> tuple[int, ...]:
        """How many films were released on each day of the week, Monday first."""
        return tuple(np.bincount(self._weekday, minlength=8)[1:].tolist())

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last year with a film; (0, 0) when no date is known."""
        years = self._year[self._year > 0]
        return (int(years.min()), int(years.max())) if len(years) else (0, 0)

    def years(self, rows: NDArray[np.int32] | None = None) -> Years:
        """Films and revenue by year, over these films or over all."""
        rows = self.rows if rows is None else rows
        rows = rows[self._year[rows] > 0]
        if not len(rows):
            return Years(np.zeros(0, np.int16), np.zeros(0, np.int64), np.zeros(0))
        years = self._year[rows]
        first = int(years.min())
        revenue = self._revenue[rows]
        known = ~np.isnan(revenue)
        films = np.bincount(years - first)
        sums = np.bincount(years[known] - first, revenue[known], len(films))
        counted = np.bincount(years[known] - first, minlength=len(films))
        return Years(
            np.arange(first, first + len(films), dtype=np.int16),
            films,
            np.where(counted > 0, sums, np.nan),
        )

    def figures(self, rows: NDArray[np.int32]) -> Figures:
        """What these films add up to."""
        revenue = self._revenue[rows]
        revenue = revenue[~np.isnan(revenue)]
        returns = self._return[rows]
        returns = returns[~np.isnan(returns)]
        return Figures(
            count=len(rows),
            known_revenues=len(revenue),
            total_revenue=int(revenue.sum()) if len(revenue) else None,
            mean_revenue=float(revenue.mean()) if len(revenue) else None,
            known_returns=len(returns),
            total_return=float(returns.sum()) if len(returns) else None,
            mean_return=float(returns.mean()) if len(returns) else None,
        )

    def money(self, row: int) -> Money:
        """What one film cost and earned."""
        return self.money_of(np.array([row]))[0]

    def money_of(self, rows: NDArray[np.int32]) -> list[Money]:
        """What each of these films cost and earned, in their order."""
        columns = (self._budget, self._revenue, self._return, self._suspect)
        return [
            Money(
                None if isnan(budget) else int(budget),
                None if isnan(revenue) else int(revenue),
                None if isnan(ratio) else ratio,
                suspect,
            )
            for budget, revenue, ratio, suspect in zip(
                *(column[rows].tolist() for column in columns), strict=True
            )
        ]

    def known(self, what: Literal["budget", "revenue", "return", "date"]) -> NDArray[np.float64]:
        """A figure of every film (dollars; days since 1970), NaN where it is unknown."""
        match what:
            case "budget":
                return self._budget
            case "revenue":
                return self._revenue
            case "return":
                return self._return
            case "date":
                return np.where(self._day == _NO_DAY, np.nan, self._day)

    def known_money(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Budgets and revenues of all films that have both known, each of shape ``(films,)``."""
        both = ~np.isnan(self._return)
        return self._budget[both], self._revenue[both]

    def by_date(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """These films, the oldest first; those without a date last."""
        return rows[np.lexsort((rows, self._day[rows]))]

    def by_rating(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """Those of these films that are out and have votes, by weighted rating, the best first."""
        mine = np.zeros(len(self), bool)
        mine[rows] = True
        return self._best[mine[self._best]]

    def by_revenue(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """Those of these films that have a known revenue, the largest first."""
        known = rows[~np.isnan(self._revenue[rows])]
        return known[np.lexsort((known, -self._revenue[known]))]

    def spread(
        self, column: str, edges: Sequence[float], rows: NDArray[np.int32] | None = None
    ) -> tuple[int, ...]:
        """How many films have a value of a numeric column from each edge up to the next.

        Args:
            column: a column of the films, such as ``vote_average``.
            edges: ascending; the last interval holds its upper edge as well.
            rows: over these films; over all without it.
        """
        values = self._catalogue.numbers(column)
        values = values if rows is None else values[rows]
        return tuple(np.histogram(values[~np.isnan(values)], edges)[0].tolist())

    def common(self, sets: Iterable[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Films that are in every one of these sets; all films when there is none."""
        kept = np.ones(len(self), bool)
        for rows in sets:
            mine = np.zeros(len(self), bool)
            mine[rows] = True
            kept &= mine
        return np.flatnonzero(kept).astype(np.int32)
