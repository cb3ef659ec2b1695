"""What was read, mended and put aside; and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from etl.eda import charts
from etl.eda.cards import Author, Card, Chapter, Table, records
from etl.eda.figures import quality

_EVENTS = ("mended", "merged", "put_aside", "cell")
_MOST_KINDS = 14
_MOST_QUARANTINED = 25
_RAW_WIDTH = 90
#: A decade with fewer films is not called the fullest.
_LEAST_FILMS = 30


def chapter(author: Author) -> Chapter:
    """The chapter."""
    return author.chapter("quality", _cards(author))


def _cards(author: Author) -> Iterator[Card]:
    yield _events(author)
    yield _gaps(author)


def _kind(author: Author, kind: str) -> str:
    column, colon, reason = kind.partition(": ")
    if not colon:
        name = author.say.name("reason", kind)
        return name[:1].upper() + name[1:]
    return f"{author.say.name('field', column)}: {author.say.name('reason', reason)}"


def _events(author: Author) -> Card:
    say = author.say
    account = author.frames.account
    if account is None:
        return author.blank("events")
    files = quality.files(account)
    found = quality.events(account)
    tables = [_files_table(author, files), *_event_tables(author, found)]
    if found.empty:
        return author.blank("events", tables, reason="clean")
    summed = found.groupby(["event", "kind"], sort=False)["records"].sum().reset_index()
    summed = summed.sort_values("records", ascending=False, kind="stable")[:_MOST_KINDS]
    mended = found[found["event"] == "mended"]
    kinds = mended.groupby("kind")["records"].sum()
    totals = files.sum()
    values = {
        "files": len(files),
        "read": int(totals["read"]),
        "kept": int(totals["kept"]),
        "merged": int(totals["merged"]),
        "aside": int(totals["put_aside"]),
        "mended": int(totals["mended"]),
        "share": say.percent(totals["mended"] / totals["read"]) if totals["read"] else "",
        "kind": _kind(author, str(kinds.idxmax())) if len(kinds) else "",
        "count": int(kinds.max()) if len(kinds) else 0,
    }
    present = [event for event in _EVENTS if event in set(summed["event"])]
    draw = partial(
        charts.bars,
        labels=[_kind(author, kind) for kind in summed["kind"]],
        values=summed["records"].tolist(),
        formatted=say.number,
        logarithmic=True,
        groups=[present.index(event) for event in summed["event"]],
        legend=[say(f"event-{event.replace('_', '-')}") for event in present],
    )
    return author.card("events", "bars", draw, values, tables)


def _files_table(author: Author, files: pd.DataFrame) -> Table:
    say = author.say
    columns = ["file", "read", "kept", "merged", "put-aside", "mended"]
    rows = [
        [str(name), *map(say.number, row)]
        for name, row in zip(files.index, files.to_numpy(), strict=True)
    ]
    return author.table("files", columns, rows)


def _event_tables(author: Author, found: pd.DataFrame) -> Iterator[Table]:
    say = author.say
    if len(found):
        yield author.table(
            "events",
            ["file", "event", "kind", "records"],
            [
                [
                    row.file,
                    say(f"event-{row.event.replace('_', '-')}"),
                    _kind(author, row.kind),
                    say.number(row.records),
                ]
                for row in records(found)
            ],
        )
    aside = author.frames.quarantine[:_MOST_QUARANTINED]
    if len(aside):
        yield author.table(
            "quarantine",
            ["file", "line", "kind", "raw"],
            [
                [
                    row.file,
                    say.number(row.first_line),
                    _kind(author, row.reason),
                    row.raw.strip()[:_RAW_WIDTH],
                ]
                for row in records(aside)
            ],
        )


def _gaps(author: Author) -> Card:
    say, frames = author.say, author.frames
    shares = quality.missing(frames)
    cells = quality.missing_by_decade(frames)
    films = quality.films_by_decade(frames)
    full = (
        cells[films.index[films >= min(_LEAST_FILMS, films.max())]].mean() if len(films) else None
    )
    both = int(frames.films["return_ratio"].notna().sum())
    decade = None if full is None or full.empty else full.idxmin()
    labelled = cells.rename(
        index=lambda name: say.name("field", name),
        columns=lambda name: say("undated") if np.isnan(name) else f"{name:.0f}",
    )
    values = {
        "films": len(frames.films),
        "one": say.name("field", str(shares.index[0])),
        "one_share": say.percent(shares.iloc[0]),
        "two": say.name("field", str(shares.index[1])),
        "two_share": say.percent(shares.iloc[1]),
        "both": both,
        "both_share": say.percent(both / len(frames.films)),
        "decade": "" if decade is None else f"{decade:.0f}",
        "decade_share": "" if full is None or decade is None else say.percent(full[decade]),
        "dated": "no" if decade is None else "yes",
    }
    table = author.table(
        "gaps",
        ["field", "missing", "missing-share"],
        [
            [
                say.name("field", str(name)),
                say.number(round(share * len(frames.films))),
                say.percent(share),
            ]
            for name, share in shares.items()
        ],
    )
    draw = partial(
        charts.heatmap,
        cells=labelled,
        formatted=partial(say.percent, decimals=0),
        legend=say("gaps", "legend"),
    )
    return author.card("gaps", "heatmap", draw, values, [table])
