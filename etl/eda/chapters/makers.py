"""Sagas, studios and people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from etl.eda import charts
from etl.eda.canvas import shorten
from etl.eda.cards import Author, Card, Chapter, records
from etl.eda.chapters.money import returns_card
from etl.eda.figures import makers

_TOP = 15
#: What the dump puts behind the name of every saga.
_SUFFIX = " Collection"


def chapter(author: Author) -> Chapter:
    """The chapter."""
    return author.chapter("makers", _cards(author))


def _cards(author: Author) -> Iterator[Card]:
    yield _groups(author, "sagas", makers.collections(author.frames))
    yield _groups(author, "studios", makers.companies(author.frames))
    for role in ("cast", "director"):
        yield _busiest(author, f"busiest-{role}", makers.people(author.frames, role))
    for role in ("director", "cast"):
        returns = makers.returns_by_person(author.frames, role)[:_TOP]
        yield returns_card(author, f"best-{role}", returns, list(returns["name"]))


def _groups(author: Author, key: str, groups: pd.DataFrame) -> Card:
    say = author.say
    top = groups[groups["revenue"] > 0][:_TOP]
    if top.empty:
        return author.blank(key)
    first = top.iloc[0]
    dearest = top.iloc[int(top["mean"].argmax())]
    values = {
        "groups": len(groups),
        "several": int((groups["films"] > 1).sum()),
        "first": top.index[0],
        "revenue": say.money(first["revenue"]),
        "films": int(first["films"]),
        "known": int(first["known"]),
        "mean": dearest.name,
        "mean_revenue": say.money(dearest["mean"]),
        "mean_known": int(dearest["known"]),
        "shown": len(top),
        "most": groups["films"].idxmax(),
        "most_films": int(groups["films"].max()),
    }
    table = author.table(
        key,
        ["group", "films", "known", "sum-revenue", "mean-revenue"],
        [
            [
                str(row.Index),
                say.number(row.films),
                say.number(row.known),
                say.money(row.revenue),
                say.money(row.mean),
            ]
            for row in records(groups[:40])
        ],
    )
    draw = partial(
        charts.bars,
        labels=[
            f"{shorten(name.removesuffix(_SUFFIX), 20)} ({say.number(known)}/{say.number(films)})"
            for name, known, films in zip(top.index, top["known"], top["films"], strict=True)
        ],
        values=top["revenue"].tolist(),
        formatted=say.money,
        tick=say.compact,
    )
    return author.card(key, "bars", draw, values, [table])


def _busiest(author: Author, key: str, people: pd.DataFrame) -> Card:
    say = author.say
    if people.empty:
        return author.blank(key)
    top = people[:_TOP]
    once = int((people["films"] == 1).sum())
    values = {
        "people": len(people),
        "first": top["name"].iloc[0],
        "films": int(top["films"].iloc[0]),
        "second": top["name"].iloc[1] if len(top) > 1 else "",
        "second_films": int(top["films"].iloc[1]) if len(top) > 1 else 0,
        "once": once,
        "once_share": say.percent(once / len(people)),
        "several": int((people["films"] >= 10).sum()),
    }
    draw = partial(
        charts.bars, labels=list(top["name"]), values=top["films"].tolist(), formatted=say.number
    )
    table = author.table(
        key,
        ["person", "films"],
        [[row.name, say.number(row.films)] for row in records(people[:40])],
    )
    return author.card(key, "bars", draw, values, [table])
