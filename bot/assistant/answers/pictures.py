"""The charts that answers ask for: their words in the reader's language, and their figures.

Every request has a ``title``, a ``source`` and the same figures as a few bars in text (``labels``,
``values`` and ``shown``), for a face that shows no pictures; `bot.drawing` says what else each kind
draws. Values that nobody knows are None.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.assistant.answers.film import year_of
from bot.assistant.answers.turn import Turn
from bot.assistant.reply import ChartRequest
from recommender import Movie
from recommender.stats import Money, Years

#: Bars that fit on a phone's screen.
MOST_BARS = 15
_MONEY_TICKS = (10**3, 10**5, 10**7, 10**9)
_VOTE_EDGES = (0, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000)


def film_label(turn: Turn, movie: Movie, most: int = 27) -> str:
    """Title and year in at most so many letters; it is the title that is cut."""
    texts = turn.texts
    title = movie.title_es if texts.language == "es" and movie.title_es else movie.title
    year = f" ({year_of(movie, texts)})"
    room = most - len(year)
    return (title if len(title) <= room else title[: room - 1].rstrip() + "…") + year


class Bar(NamedTuple):
    """One bar: its name, its length, and what is written at its end."""

    label: str
    value: float | None
    shown: str


def bars(
    turn: Turn, title: str, rows: Sequence[Bar], axis: str, marked: int | None = None
) -> ChartRequest:
    """Bars in rows, the first on top, one of them marked.

    Args:
        turn: what is answered.
        title: above the picture.
        rows: the bars.
        axis: what their length means.
        marked: the place of the bar that was asked for.
    """
    return _request(turn, "bars", title, rows, axis=axis, marked=marked)


def years(turn: Turn, title: str, series: Years, marked: int | None = None) -> ChartRequest | None:
    """Films and revenue by year, one year marked; None without a year."""
    if not len(series.years):
        return None
    texts = turn.texts
    films, revenue = series.films.tolist(), _known(series.revenue)
    mark = ""
    if marked is not None and series.years[0] <= marked <= series.years[-1]:
        at = marked - int(series.years[0])
        earned = revenue[at]
        mark = texts(
            "chart-mark-year",
            year=str(marked),
            films=texts("stats-films", films=films[at], shown=texts.number(films[at])),
            revenue=texts("chart-unknown") if earned is None else texts.money(earned),
        ).unescape()
    else:
        marked = None
    return _request(
        turn,
        "years",
        title,
        _by_decade(turn, series.years.tolist(), films),
        years=series.years.tolist(),
        films=films,
        revenue=revenue,
        films_axis=_said(turn, "chart-films"),
        revenue_axis=_said(turn, "chart-revenue"),
        revenue_ticks=_money_ticks(turn, max((value or 0 for value in revenue), default=0)),
        marked=marked,
        mark=mark,
    )


def money(turn: Turn, movie: Movie, figures: Money) -> ChartRequest | None:
    """All films by budget and revenue, this one marked; None when it has not both."""
    if figures.budget is None or figures.revenue is None:
        return None
    texts = turn.texts
    budgets, revenues = turn.recommender.stats.known_money()
    own = (figures.budget, figures.revenue)
    names = (_said(turn, "chart-budget"), _said(turn, "chart-revenue"))
    mark = texts(
        "chart-mark-money",
        film=film_label(turn, movie),
        budget=amount(turn, figures.budget),
        revenue=amount(turn, figures.revenue),
    )
    return _request(
        turn,
        "scatter",
        _said(turn, "chart-money"),
        [Bar(name, value, texts.money(value)) for name, value in zip(names, own, strict=True)],
        budgets=budgets,
        revenues=revenues,
        ticks=[(tick, amount(turn, tick)) for tick in _MONEY_TICKS],
        axis=names[0],
        count=names[1],
        even=_said(turn, "chart-even"),
        marked=own,
        mark=str(mark.unescape()),
    )


def scores(turn: Turn, movie: Movie) -> ChartRequest:
    """How the mean votes of all films are spread, this film's place marked."""
    edges = [half / 2 for half in range(21)]
    texts = turn.texts
    return _spread(
        turn,
        "vote_average",
        edges,
        [texts.number(edge) if edge.is_integer() else "" for edge in edges],
        [f"{texts.number(edge, 1)}–{texts.number(edge + 0.5, 1)}" for edge in edges[:-1]],
        movie.score,
        movie,
        None if movie.score is None else texts.number(movie.score, 1),
    )


def votes(turn: Turn, movie: Movie) -> ChartRequest:
    """How many votes films have, this film's place marked."""
    texts = turn.texts
    number = texts.number
    return _spread(
        turn,
        "vote_count",
        _VOTE_EDGES,
        [number(edge) if str(edge).strip("0") in {"", "1"} else "" for edge in _VOTE_EDGES[:-1]]
        + [""],
        [
            number(low) if low == high - 1 else f"{number(low)}–{number(high - 1)}"
            for low, high in pairwise(_VOTE_EDGES)
        ],
        movie.vote_count,
        movie,
        texts.number(movie.vote_count),
    )


def career(turn: Turn, name: str, rows: NDArray[np.int32]) -> ChartRequest | None:
    """Somebody's films by year and mean vote; None when none has both."""
    catalogue = turn.recommender.catalogue
    year = np.asarray(catalogue.column("year").fill_null(0).to_numpy()[rows])
    score = catalogue.numbers("vote_average")[rows]
    told = (year > 0) & ~np.isnan(score)
    if not told.any():
        return None
    rows = rows[told]
    titles = catalogue.column("title").take(rows).to_pylist()
    if turn.texts.language == "es":
        spanish = catalogue.column("title_es").take(rows).to_pylist()
        titles = [es or title for es, title in zip(spanish, titles, strict=True)]
    shown = year[told].tolist()
    counted = np.bincount(year[told] - year[told].min())
    return _request(
        turn,
        "career",
        _said(turn, "chart-career", name=name),
        _by_decade(turn, list(range(min(shown), min(shown) + len(counted))), counted.tolist()),
        years=shown,
        scores=[round(float(value), 2) for value in score[told]],
        votes=catalogue.vote_count[rows].tolist(),
        titles=titles,
        axis=_said(turn, "chart-career-year"),
        count=_said(turn, "chart-score"),
        marked=None,
    )


def _spread(
    turn: Turn,
    column: str,
    edges: Sequence[float],
    edge_labels: Sequence[str],
    labels: Sequence[str],
    value: float | None,
    movie: Movie,
    shown: str | None,
) -> ChartRequest:
    texts = turn.texts
    counts = turn.recommender.stats.spread(column, edges)
    marked = None
    if value is not None:
        marked = min(int(np.searchsorted(edges, round(value, 4), "right")), len(counts)) - 1
    mark = texts("chart-mark-value", film=film_label(turn, movie, 36), value=shown or "")
    names = {"vote_average": ("chart-scores", "chart-score")}
    title, axis = names.get(column, ("chart-vote-counts", "chart-votes"))
    return _request(
        turn,
        "columns",
        _said(turn, title),
        [
            Bar(label, count, texts.number(count))
            for label, count in zip(labels, counts, strict=True)
        ],
        edges=list(edge_labels),
        axis=_said(turn, axis),
        count=_said(turn, "chart-films"),
        marked=marked,
        mark=str(mark.unescape()),
    )


def _by_decade(turn: Turn, all_years: Sequence[int], films: Sequence[int]) -> list[Bar]:
    decades: dict[int, int] = {}
    for year, count in zip(all_years, films, strict=True):
        decades[year // 10 * 10] = decades.get(year // 10 * 10, 0) + count
    return [
        Bar(
            _said(turn, "chart-decade", decade=str(decade), end=str(decade + 9)),
            count,
            turn.texts.number(count),
        )
        for decade, count in decades.items()
    ]


def _known(values: NDArray[np.float64]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def amount(turn: Turn, dollars: float) -> str:
    """A sum of money beside an axis that says which."""
    return turn.texts.money(dollars).removeprefix("US$ ")


def _money_ticks(turn: Turn, most: float) -> list[tuple[float, str]]:
    """At most five round amounts from 0 up to the largest."""
    if most <= 0:
        return [(0, "0")]
    power = 10 ** math.floor(math.log10(most))
    step = next(power * part for part in (0.2, 0.25, 0.5, 1, 2, 2.5, 5) if most / power / part <= 4)
    return [(tick * step, amount(turn, tick * step)) for tick in range(int(most / step) + 1)]


def _said(turn: Turn, message: str, **values: str) -> str:
    return str(turn.texts(message, **values).unescape())


def _request(turn: Turn, kind: str, title: str, rows: Sequence[Bar], **more: Any) -> ChartRequest:
    texts = turn.texts
    made = turn.recommender.catalogue.created_at
    return ChartRequest(
        kind,
        texts.language,
        {
            "title": title,
            "source": _said(turn, "chart-source", date=texts.date(made.date())),
            "labels": [row.label for row in rows],
            "values": [row.value for row in rows],
            "shown": [row.shown for row in rows],
            "thousands": texts.number(1000)[1],
            **more,
        },
    )
