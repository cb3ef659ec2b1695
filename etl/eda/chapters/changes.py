"""What is different from the version before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from etl.eda import charts
from etl.eda.cards import Author, Card, Chapter, Table, records
from etl.eda.figures import changes
from etl.eda.frames import Frames

_LISTED = 20


def chapter(author: Author, before: Frames | None) -> Chapter:
    """The chapter; ``before`` is the version that was published before, if it is still kept."""
    return author.chapter("changes", _cards(author, before))


def _cards(author: Author, before: Frames | None) -> Iterator[Card]:
    if before is None:
        yield from map(author.blank, ("turnover", "moved"))
        return
    yield _turnover(author, before)
    yield _moved(author, before)


def _turnover(author: Author, before: Frames) -> Card:
    say, after = author.say, author.frames
    came, went = changes.came(before, after), changes.went(before, after)
    kept = len(after.films) - len(came)
    values = {
        "version": before.version,
        "before": len(before.films),
        "after": len(after.films),
        "came": len(came),
        "went": len(went),
        "kept": kept,
        "share": say.percent(kept / len(before.films)) if len(before.films) else say.percent(0),
    }
    bars = {"turnover-kept": kept, "turnover-came": len(came), "turnover-went": len(went)}
    draw = partial(
        charts.bars,
        labels=[say(name) for name in bars],
        values=list(bars.values()),
        formatted=say.number,
    )
    tables = [
        _films_table(author, caption, films)
        for caption, films in (("came", came), ("went", went))
        if len(films)
    ]
    return author.card("turnover", "bars", draw, values, tables)


def _films_table(author: Author, caption: str, films: pd.DataFrame) -> Table:
    say = author.say
    return author.table(
        caption,
        ["film", "votes"],
        [
            [say.film(row.title, row.year), say.number(row.vote_count)]
            for row in records(films[:_LISTED])
        ],
    )


def _moved(author: Author, before: Frames) -> Card:
    say = author.say
    found = changes.moved(before, author.frames)
    if found.empty:
        return author.blank("moved")
    first = found.iloc[0]
    far = found[found["distance"] >= changes.LEAST_MOVE]
    gaps = changes.gaps(before, author.frames)
    shift = (gaps["after"] - gaps["before"]).abs()
    gap = gaps.iloc[int(shift.argmax())]
    values = {
        "measures": len(found),
        "moved": len(far),
        "least": say.percent(changes.LEAST_MOVE),
        "field": say.name("field", first["measure"]),
        "distance": say.percent(first["distance"], 2),
        "gap": say.name("field", str(gap.name)),
        "gap_before": say.percent(gap["before"]),
        "gap_after": say.percent(gap["after"]),
        "gaps": "yes" if shift.max() > 0 else "no",
    }
    table = author.table(
        "moved",
        ["field", "distance", "median-before", "median-after"],
        [
            [
                say.name("field", row.measure),
                say.percent(row.distance, 2),
                _median(author, row.before),
                _median(author, row.after),
            ]
            for row in records(found)
        ],
    )
    draw = partial(
        charts.bars,
        labels=[say.name("field", measure) for measure in found["measure"]],
        values=found["distance"].tolist(),
        formatted=partial(say.percent, decimals=2),
    )
    return author.card("moved", "bars", draw, values, [table])


def _median(author: Author, value: float) -> str:
    if np.isfinite(value) and float(value).is_integer() and value < 3000:
        return f"{value:.0f}"
    return author.say.number(value, 0 if abs(value) >= 100 else 2)
