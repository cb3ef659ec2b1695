"""When and where films came out, in what language, and how long they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from etl.clean import FEATURE_MINUTES
from etl.eda import charts
from etl.eda.cards import Author, Card, Chapter, Table
from etl.eda.estimates import ENOUGH
from etl.eda.figures import releases

_LONG_MINUTES = 180
_LENGTH_EDGES = tuple(range(0, 250, 10))
_TOP = 15


def chapter(author: Author) -> Chapter:
    """The chapter."""
    return author.chapter("releases", _cards(author))


def _cards(author: Author) -> Iterator[Card]:
    yield _years(author)
    yield _months(author)
    yield _weekdays(author)
    yield _countries(author)
    yield _languages(author)
    yield _lengths(author)
    yield _lengths_by_decade(author)


def counts_table(author: Author, column: str, names: list[str], counts: pd.Series) -> Table:
    """A table of films by something: its name, films, share of all of them."""
    say = author.say
    films = len(author.frames.films)
    return author.table(
        column,
        [column, "films", "share"],
        [
            [name, say.number(count), say.percent(count / films)]
            for name, count in zip(names, counts, strict=True)
        ],
    )


def _years(author: Author) -> Card:
    say = author.say
    counts = releases.by_year(author.frames)
    if counts.empty:
        return author.blank("years")
    total = counts.sum()
    decades = counts.groupby(counts.index // 10 * 10).sum()
    middle = counts.index[int(np.searchsorted(counts.cumsum(), total / 2))]
    values = {
        "dated": int(total),
        "from": str(counts.index[0]),
        "to": str(counts.index[-1]),
        "middle": str(middle),
        "peak": str(counts.idxmax()),
        "count": int(counts.max()),
        "decade": str(decades.idxmax()),
        "share": say.percent(decades.max() / total),
    }
    names = [str(decade) for decade in decades.index]
    draw = partial(charts.years, counts=counts, formatted=say.number)
    return author.card(
        "years", "columns", draw, values, [counts_table(author, "decade", names, decades)]
    )


def _months(author: Author) -> Card:
    say = author.say
    counts = releases.by_month(author.frames)
    if not counts.sum():
        return author.blank("months")
    first, expected = releases.first_days(author.frames)
    values = {
        "most": say.month(1 + int(counts.argmax())),
        "count": int(counts.max()),
        "share": say.percent(counts.max() / counts.sum()),
        "least": say.month(1 + int(counts.argmin())),
        "least_count": int(counts.min()),
        "first_days": first,
        "times": say.times(first / expected),
        "expected": say.number(expected, 0 if expected >= 10 else 2),
    }
    draw = partial(
        charts.columns, labels=say.months(), values=counts.tolist(), formatted=say.number
    )
    names = [say.month(int(month)) for month in counts.index]
    return author.card(
        "months", "columns", draw, values, [counts_table(author, "month", names, counts)]
    )


def _weekdays(author: Author) -> Card:
    say = author.say
    counts = releases.by_weekday(author.frames)
    total = counts.sum()
    if not total:
        return author.blank("weekdays")
    values = {
        "most": say.weekday(1 + int(counts.argmax())),
        "count": int(counts.max()),
        "share": say.percent(counts.max() / total),
        "weekend": say.percent(counts.loc[4:].sum() / total),
        "least": say.weekday(1 + int(counts.argmin())),
        "least_count": int(counts.min()),
    }
    draw = partial(
        charts.columns, labels=say.weekdays(), values=counts.tolist(), formatted=say.number
    )
    names = [say.weekday(1 + int(day)) for day in counts.index]
    return author.card(
        "weekdays", "columns", draw, values, [counts_table(author, "weekday", names, counts)]
    )


def _countries(author: Author) -> Card:
    say, frames = author.say, author.frames
    counts = releases.by_value(frames, "countries")
    if counts.empty:
        return author.blank("countries")
    each = frames.lists["countries"].groupby("film").size()
    several = int((each > 1).sum())
    names = [say.country(str(code)) for code in counts.index]
    values = {
        **_leaders(author, names, counts),
        "several": several,
        "several_share": say.percent(several / len(each)),
        "unknown": len(frames.films) - len(each),
    }
    return _ranking(author, "countries", "country", names, counts, values)


def _languages(author: Author) -> Card:
    say, frames = author.say, author.frames
    counts = releases.by_language(frames)
    if counts.empty:
        return author.blank("languages")
    names = [say.language_name(str(code)) for code in counts.index]
    rest = int(counts.iloc[1:].sum())
    values = {
        **_leaders(author, names, counts),
        "rest": rest,
        "rest_share": say.percent(rest / counts.sum()),
        "unknown": int(len(frames.films) - counts.sum()),
    }
    return _ranking(author, "languages", "language", names, counts, values)


def _leaders(author: Author, names: list[str], counts: pd.Series) -> dict[str, Any]:
    return {
        "kinds": len(counts),
        "one": names[0],
        "count": int(counts.iloc[0]),
        "share": author.say.percent(counts.iloc[0] / len(author.frames.films)),
        "two": names[1] if len(names) > 1 else "",
        "two_count": int(counts.iloc[1]) if len(names) > 1 else 0,
    }


def _ranking(
    author: Author,
    key: str,
    column: str,
    names: list[str],
    counts: pd.Series,
    values: dict[str, Any],
) -> Card:
    draw = partial(
        charts.bars,
        labels=names[:_TOP],
        values=counts.tolist()[:_TOP],
        formatted=author.say.number,
        logarithmic=counts.iloc[0] > 50 * counts.iloc[:_TOP].min(),
    )
    table = counts_table(author, column, names[:40], counts[:40])
    return author.card(key, "bars", draw, values, [table])


def _lengths(author: Author) -> Card:
    say, frames = author.say, author.frames
    minutes = releases.runtimes(frames)
    if minutes.empty:
        return author.blank("lengths")
    low, middle, high = minutes.quantile([0.25, 0.5, 0.75])
    shorts = int((minutes < FEATURE_MINUTES).sum())
    values = {
        "known": len(minutes),
        "middle": say.number(middle),
        "low": say.number(low),
        "high": say.number(high),
        "shorts": shorts,
        "shorts_share": say.percent(shorts / len(minutes)),
        "limit": FEATURE_MINUTES,
        "long": int((minutes > _LONG_MINUTES).sum()),
        "long_limit": _LONG_MINUTES,
        "unknown": len(frames.films) - len(minutes),
    }
    draw = partial(
        charts.histogram,
        samples={say("column-films"): minutes},
        edges=_LENGTH_EDGES,
        formats=(say.number, say.number),
        marks={say("lengths", "middle"): float(middle)},
    )
    return author.card("lengths", "histogram", draw, values)


def _lengths_by_decade(author: Author) -> Card:
    say = author.say
    quartiles = releases.runtime_by_decade(author.frames)
    quartiles = quartiles[quartiles["films"] >= ENOUGH]
    if quartiles.empty:
        return author.blank("length-decades")
    middles = quartiles["middle"]
    values = {
        "decades": len(quartiles),
        "first": str(middles.index[0]),
        "first_minutes": say.number(middles.iloc[0]),
        "last": str(middles.index[-1]),
        "last_minutes": say.number(middles.iloc[-1]),
        "longest": str(middles.idxmax()),
        "longest_minutes": say.number(middles.max()),
        "shortest": str(middles.idxmin()),
        "shortest_minutes": say.number(middles.min()),
    }
    table = author.table(
        "length-decades",
        ["decade", "films", "low", "middle", "high"],
        [
            [str(decade), *(say.number(value) for value in row)]
            for decade, row in zip(quartiles.index, quartiles.to_numpy(), strict=True)
        ],
    )
    draw = partial(
        charts.band,
        quartiles=quartiles,
        legend=(say("length-decades", "line"), say("length-decades", "band")),
        formatted=say.number,
    )
    return author.card("length-decades", "lines", draw, values, [table])
