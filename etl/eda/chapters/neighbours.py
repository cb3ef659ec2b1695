"""What of the data shaped the recommender, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from etl.eda import charts
from etl.eda.canvas import shorten
from etl.eda.cards import Author, Card, Chapter, records
from etl.eda.figures import neighbours
from etl.eda.figures.neighbours import Example
from recommender.similarity import Reason

_EDGES = tuple(np.arange(0, 1.001, 0.025))


def chapter(
    author: Author, vocabulary: pd.DataFrame, distances: pd.Series, examples: list[Example]
) -> Chapter:
    """The chapter, with what was read from the published index."""
    return author.chapter("neighbours", _cards(author, vocabulary, distances, examples))


def _cards(
    author: Author, vocabulary: pd.DataFrame, distances: pd.Series, examples: list[Example]
) -> Iterator[Card]:
    yield _coverage(author)
    yield _vocabulary(author, vocabulary)
    yield _distances(author, distances)
    yield _examples(author, examples)


def _coverage(author: Author) -> Card:
    say, frames = author.say, author.frames
    shares = neighbours.coverage(frames)
    served = neighbours.served_by(frames)
    names = [say.name("field", str(name)) for name in shares.index]
    values = {
        "overview": say.percent(shares["overview"]),
        "cast": say.percent(shares["cast"]),
        "keywords": say.percent(shares["keywords"]),
        "mean": say.number(served.mean(), 1),
        "fields": len(shares),
        "whole": int((served == len(shares)).sum()),
        "nothing": int((served == 0).sum()),
    }
    table = author.table(
        "coverage",
        ["field", "films", "share"],
        [
            [name, say.number(round(share * len(frames.films))), say.percent(share)]
            for name, share in zip(names, shares, strict=True)
        ],
    )
    draw = partial(
        charts.bars,
        labels=names,
        values=shares.tolist(),
        formatted=partial(say.percent, decimals=0),
    )
    return author.card("coverage", "bars", draw, values, [table])


def _vocabulary(author: Author, vocabulary: pd.DataFrame) -> Card:
    say = author.say
    sizes = vocabulary.loc[vocabulary["terms"] > 0, "terms"]
    if sizes.empty:
        return author.blank("vocabulary")
    names = [say.name("field", str(name)) for name in sizes.index]
    weights = vocabulary["weight"]
    values = {
        "terms": int(sizes.sum()),
        "fields": len(sizes),
        "most": names[0],
        "count": int(sizes.iloc[0]),
        "share": say.percent(sizes.iloc[0] / sizes.sum()),
        "least": names[-1],
        "least_count": int(sizes.iloc[-1]),
        "heaviest": say.name("field", str(weights.idxmax())),
        "weight": say.percent(weights.max(), 0),
        "per_film": say.number(sizes.sum() / len(author.frames.films), 1),
    }
    draw = partial(
        charts.bars, labels=names, values=sizes.tolist(), formatted=say.number, logarithmic=True
    )
    table = author.table(
        "vocabulary",
        ["field", "terms", "weight"],
        [
            [say.name("field", str(row.Index)), say.number(row.terms), say.percent(row.weight)]
            for row in records(vocabulary)
        ],
    )
    return author.card("vocabulary", "bars", draw, values, [table])


def _distances(author: Author, distances: pd.Series) -> Card:
    say = author.say
    known = distances.dropna()
    if known.empty:
        return author.blank("distances")
    low, middle, high = known.quantile([0.05, 0.5, 0.95])
    overview = author.frames.films["overview"].notna().to_numpy()
    with_, without = distances[overview].median(), distances[~overview].median()
    values = {
        "films": len(known),
        "alone": len(distances) - len(known),
        "middle": say.number(middle, 2),
        "low": say.number(low, 2),
        "high": say.number(high, 2),
        "with": say.number(with_, 2),
        "without": say.number(without, 2),
        "both": "yes" if np.isfinite(with_) and np.isfinite(without) else "no",
    }
    draw = partial(
        charts.histogram,
        samples={say("column-films"): known},
        edges=_EDGES,
        formats=(partial(say.number, decimals=1), say.number),
        marks={say("distances", "middle"): float(middle)},
    )
    return author.card("distances", "histogram", draw, values)


def _examples(author: Author, examples: list[Example]) -> Card:
    say = author.say
    shown = [example for example in examples if example.suggestions]
    if not shown:
        return author.blank("examples")
    every = [(example, suggestion) for example in shown for suggestion in example.suggestions]
    nearest_of, nearest = max(every, key=lambda pair: pair[1].score)
    scores = [suggestion.score for _, suggestion in every]
    kinds = pd.Series([s.reasons[0].kind for _, s in every if s.reasons]).value_counts()
    values = {
        "examples": len(shown),
        "genres": say.join([say.genre(example.genre) for example in shown]),
        "film": say.film(nearest_of.title, nearest_of.year),
        "near": say.film(nearest.movie.title, _year(nearest.movie.year)),
        "score": say.number(nearest.score, 2),
        "mean": say.number(float(np.mean(scores)), 2),
        "reason": say.name("field", str(kinds.index[0])) if len(kinds) else "",
        "reason_count": int(kinds.iloc[0]) if len(kinds) else 0,
        "suggestions": len(every),
    }
    table = author.table(
        "examples",
        ["film", "suggestion", "similarity", "reasons"],
        [
            [
                say.film(example.title, example.year),
                say.film(suggestion.movie.title, _year(suggestion.movie.year)),
                say.number(suggestion.score, 2),
                "; ".join(_reason(author, reason) for reason in suggestion.reasons),
            ]
            for example, suggestion in every
        ],
    )
    groups = [
        (
            f"{shorten(example.title, 18)} · {say.genre(example.genre)}",
            [
                (say.film(shorten(s.movie.title, 24), _year(s.movie.year)), s.score)
                for s in example.suggestions
            ],
        )
        for example in shown
    ]
    draw = partial(charts.grouped, groups=groups, formatted=partial(say.number, decimals=2))
    return author.card("examples", "bars", draw, values, [table])


def _reason(author: Author, reason: Reason) -> str:
    say = author.say
    values = [say.genre(value) for value in reason.values]
    return f"{say.name('field', reason.kind)}: {', '.join(values)}"


def _year(year: int | None) -> float:
    return np.nan if year is None else float(year)
