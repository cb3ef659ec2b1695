"""Values that lie far out, by stated rules, and what cannot be right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from etl.eda import charts
from etl.eda.cards import Author, Card, Chapter, Table, records
from etl.eda.estimates import FENCE, MOST_Z, robust_z
from etl.eda.figures import oddities

_LISTED = 20
_FARTHEST = 5


def chapter(author: Author) -> Chapter:
    """The chapter."""
    return author.chapter("oddities", _cards(author))


def _cards(author: Author) -> Iterator[Card]:
    yield _outliers(author)
    yield _anomalies(author)


def _value(author: Author, measure: str, value: float) -> str:
    say = author.say
    if measure in {"budget", "revenue"}:
        return say.money(value)
    if measure == "return_ratio":
        return say.times(value)
    return say.number(value, 1 if measure in {"vote_average", "popularity"} else 0)


def _outliers(author: Author) -> Card:
    say, frames = author.say, author.frames
    counts = oddities.outliers(frames)
    samples, extremes, far = {}, {}, []
    for measure in oddities.MEASURES:
        z = robust_z(oddities.scaled(frames, measure)).dropna()
        if z.empty:
            continue
        name = say.name("field", measure)
        samples[name] = z
        films = oddities.farthest(frames, measure, _FARTHEST)
        extremes[name] = films["z"]
        far += [
            [
                name,
                say.film(row.title, row.year),
                _value(author, measure, row.value),
                say.number(row.z, 1),
            ]
            for row in records(films)
        ]
    outside = counts["below"] + counts["above"]
    z_outside = counts["z_below"] + counts["z_above"]
    shares = (outside / counts["known"]).dropna()
    table = author.table(
        "outliers",
        ["field", "known", "fence-low", "fence-high", "below", "above", "z-below", "z-above"],
        [
            [
                say.name("field", str(measure)),
                say.number(row["known"]),
                _value(author, str(measure), max(0, row["fence_low"])),
                _value(author, str(measure), row["fence_high"]),
                *(say.number(row[name]) for name in ("below", "above", "z_below", "z_above")),
            ]
            for measure, row in counts.iterrows()
        ],
    )
    if not samples:
        return author.blank("outliers", [table])
    worst = str(shares.idxmax())
    values = {
        "fence": say.number(FENCE, 1),
        "z": say.number(MOST_Z, 1),
        "field": say.name("field", worst),
        "outside": int(outside[worst]),
        "share": say.percent(shares[worst]),
        "z_total": int(z_outside.sum()),
        "total": int(outside.sum()),
    }
    draw = partial(
        charts.boxes,
        samples=samples,
        extremes=extremes,
        limits=(-MOST_Z, MOST_Z),
        formatted=lambda value: say.number(value, 0 if float(value).is_integer() else 1),
    )
    tables = [table]
    if far:
        tables.append(author.table("farthest", ["field", "film", "value", "z"], far))
    return author.card("outliers", "boxes", draw, values, tables)


def _anomalies(author: Author) -> Card:
    say, frames = author.say, author.frames
    found = oddities.anomalies(frames)
    counts = {say(f"anomaly-{kind}"): len(films) for kind, films in found.items()}
    present = {name: count for name, count in counts.items() if count}
    tables = [_anomaly_table(author, kind, films) for kind, films in found.items() if len(films)]
    if not present:
        return author.blank("anomalies", tables)
    most = max(present, key=lambda name: present[name])
    involved = len(pd.Index([]).append([films.index for films in found.values()]).unique())
    values = {
        "films": involved,
        "share": say.percent(involved / len(frames.films)),
        "kinds": len(present),
        "looked": len(counts),
        "most": most,
        "count": present[most],
        "twins": len(found["twins"]),
    }
    draw = partial(
        charts.bars,
        labels=list(present),
        values=list(present.values()),
        formatted=say.number,
    )
    return author.card("anomalies", "bars", draw, values, tables)


def _anomaly_table(author: Author, kind: str, films: pd.DataFrame) -> Table:
    say = author.say

    def shown(value: object) -> str:
        if isinstance(value, pd.Timestamp):
            return say.date(value.date())
        if kind.endswith("-suspect"):
            return f"US$ {say.number(float(str(value)))}"
        return str(value) if kind in {"twins", "dates"} else say.number(float(str(value)), 1)

    return author.table(
        f"anomaly-{kind}",
        ["film", f"anomaly-{kind}"],
        [[say.film(row.title, row.year), shown(row.value)] for row in records(films[:_LISTED])],
    )
