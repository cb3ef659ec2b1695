"""Genres, and the ones that go together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from etl.eda import charts
from etl.eda.cards import Author, Card, Chapter, records
from etl.eda.chapters.releases import counts_table
from etl.eda.figures import genres, releases

_TOP = 20
_PAIRS = 15


def chapter(author: Author) -> Chapter:
    """The chapter."""
    return author.chapter("genres", _cards(author))


def _cards(author: Author) -> Iterator[Card]:
    yield _genres(author)
    yield _pairs(author)


def _genres(author: Author) -> Card:
    say, frames = author.say, author.frames
    counts = releases.by_value(frames, "genres")
    if counts.empty:
        return author.blank("genres")
    each = frames.lists["genres"].groupby("film").size()
    names = [say.genre(str(name)) for name in counts.index]
    values = {
        "kinds": len(counts),
        "one": names[0],
        "count": int(counts.iloc[0]),
        "share": say.percent(counts.iloc[0] / len(each)),
        "mean": say.number(each.mean(), 1),
        "unknown": len(frames.films) - len(each),
        "last": names[-1],
        "last_count": int(counts.iloc[-1]),
    }
    draw = partial(
        charts.bars, labels=names[:_TOP], values=counts.tolist()[:_TOP], formatted=say.number
    )
    table = counts_table(author, "genre", names, counts)
    return author.card("genres", "bars", draw, values, [table])


def _pairs(author: Author) -> Card:
    say = author.say
    found = genres.pairs(author.frames).dropna(subset=["lift"])
    if found.empty:
        return author.blank("genre-pairs")
    most, least = found.iloc[0], found.iloc[-1]
    square = (
        genres.lift(author.frames).iloc[:_TOP, :_TOP].rename(index=say.genre, columns=say.genre)
    )
    # Each pair once: the lower half says it all.
    square = square.where(np.tri(len(square), k=-1, dtype=bool))
    square = square.dropna(axis=0, how="all").dropna(axis=1, how="all")
    values = {
        "pairs": len(found),
        "one": say.genre(most["one"]),
        "two": say.genre(most["two"]),
        "films": int(most["films"]),
        "times": say.times(most["lift"]),
        "least_one": say.genre(least["one"]),
        "least_two": say.genre(least["two"]),
        "least_films": int(least["films"]),
        "least_times": say.times(least["lift"]),
    }
    ends = pd.concat([found[:_PAIRS], found[_PAIRS:][-_PAIRS:]])
    table = author.table(
        "genre-pairs",
        ["genre", "genre", "films", "expected", "times-chance"],
        [
            [
                say.genre(row.one),
                say.genre(row.two),
                say.number(row.films),
                say.number(row.expected),
                say.times(row.lift),
            ]
            for row in records(ends)
        ],
    )
    draw = partial(
        charts.heatmap,
        cells=square,
        formatted=lambda value: say.times(2**value),
        legend=say("genre-pairs", "legend"),
        diverging=True,
    )
    return author.card("genre-pairs", "heatmap", draw, values, [table])
