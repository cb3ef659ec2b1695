"""Votes and scores."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from etl.eda import charts
from etl.eda.cards import Author, Card, Chapter, Table, records
from etl.eda.figures import votes

_SCORE_EDGES = tuple(np.arange(0, 10.01, 0.25))
_TOP = 10


def chapter(author: Author) -> Chapter:
    """The chapter."""
    return author.chapter("votes", _cards(author))


def _cards(author: Author) -> Iterator[Card]:
    voted = votes.voted(author.frames)
    if voted.empty:
        yield from map(author.blank, ("votes", "scores", "weighting"))
        return
    yield _votes(author)
    yield _scores(author, voted)
    yield _weighting(author, voted)


def _votes(author: Author) -> Card:
    say = author.say
    films = author.frames.films
    counts = films["vote_count"]
    most = films.iloc[int(counts.argmax())]
    values = {
        "middle": say.number(counts.median()),
        "unvoted": int((counts == 0).sum()),
        "share": say.percent(votes.concentration(author.frames)),
        "film": say.film(most["title"], most["year"]),
        "count": int(counts.max()),
    }
    # Votes are whole, so every bin holds whole ones.
    edges = np.unique(np.floor(np.geomspace(1, max(10, counts.max()) + 1, 31))) - 0.5
    draw = partial(
        charts.histogram,
        samples={say("column-films"): counts[counts > 0].astype(float)},
        edges=edges.tolist(),
        formats=(say.compact, say.number),
        logarithmic=True,
        marks={say("votes", "middle"): max(1.0, float(counts.median()))},
    )
    return author.card("votes", "histogram", draw, values)


def _scores(author: Author, voted: pd.DataFrame) -> Card:
    say = author.say
    raw = voted["vote_average"]
    raw_low, raw_high = raw.quantile([0.05, 0.95])
    low, high = voted["weighted_rating"].quantile([0.05, 0.95])
    values = {
        "voted": len(voted),
        "mean": say.number(raw.mean(), 2),
        "middle": say.number(raw.median(), 1),
        "tens": int((raw == 10).sum()),
        "raw_low": say.number(raw_low, 2),
        "raw_high": say.number(raw_high, 2),
        "low": say.number(low, 2),
        "high": say.number(high, 2),
    }
    draw = partial(
        charts.histogram,
        samples={
            say("scores", "raw"): raw.astype(float),
            say("scores", "weighted"): voted["weighted_rating"].astype(float),
        },
        edges=_SCORE_EDGES,
        formats=(say.number, say.number),
    )
    return author.card("scores", "histogram", draw, values)


def _weighting(author: Author, voted: pd.DataFrame) -> Card:
    say = author.say
    raw = votes.best(author.frames, "vote_average", _TOP)
    weighted = votes.best(author.frames, "weighted_rating", _TOP)
    kept = len(raw.merge(weighted, on=["title", "year"]))
    moved = (voted["weighted_rating"] - voted["vote_average"]).abs()
    values = {
        "raw": say.film(raw["title"][0], raw["year"][0]),
        "raw_votes": int(raw["vote_count"][0]),
        "weighted": say.film(weighted["title"][0], weighted["year"][0]),
        "weighted_votes": int(weighted["vote_count"][0]),
        "top": len(raw),
        "kept": kept,
        "moved": say.number(moved.max(), 1),
    }
    draw = partial(
        charts.density,
        x=voted["vote_average"].astype(float),
        y=voted["weighted_rating"].astype(float),
        formats=(partial(say.number, decimals=1), partial(say.number, decimals=1)),
        legend=say("weighting", "legend"),
        diagonals={say("weighting", "equal"): 1.0},
    )
    tables = [_best_table(author, "best-raw", raw), _best_table(author, "best-weighted", weighted)]
    return author.card("weighting", "density", draw, values, tables)


def _best_table(author: Author, caption: str, films: pd.DataFrame) -> Table:
    say = author.say
    return author.table(
        caption,
        ["film", "votes", "score", "weighted"],
        [
            [
                say.film(row.title, row.year),
                say.number(row.vote_count),
                say.number(row.vote_average, 1),
                say.number(row.weighted_rating, 2),
            ]
            for row in records(films)
        ],
    )
