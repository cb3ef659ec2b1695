"""Budgets, revenues and returns, and how far they can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd

from etl.eda import charts
from etl.eda.canvas import shorten
from etl.eda.cards import Author, Card, Chapter, Table, records
from etl.eda.estimates import ENOUGH, LEVEL, MOST_Z
from etl.eda.figures import money

_TOP = 12
_TITLE_WIDTH = 22
_SURE = ("sure-3", "sure-2", "sure-1", "sure-0")
_KEYS_OF_KNOWN = (
    "returns",
    "budget-revenue",
    "returns-genre",
    "returns-decade",
    "returns-company",
    "returns-month",
    "correlations",
    "profits",
    "losses",
    "multiples",
)


def chapter(author: Author) -> Chapter:
    """The chapter."""
    return author.chapter("money", _cards(author))


def _cards(author: Author) -> Iterator[Card]:
    frames, say = author.frames, author.say
    yield _known_money(author)
    yield _amounts(author)
    known = money.known(frames)
    if known.empty:
        yield from map(author.blank, _KEYS_OF_KNOWN)
        return
    yield _returns(author, known)
    yield _budget_revenue(author, known)
    by_genre = money.returns_by_genre(frames)
    yield returns_card(author, "returns-genre", by_genre, list(map(say.genre, by_genre.index)))
    by_decade = money.returns_by_decade(frames)
    decades = [say("decade", year=f"{decade:.0f}") for decade in by_decade.index]
    yield returns_card(author, "returns-decade", by_decade, decades)
    by_company = money.returns_by_company(frames)
    yield returns_card(author, "returns-company", by_company, list(by_company.index))
    by_month = money.returns_by_month(frames)
    months = [say.month(int(month)) for month in by_month.index]
    yield returns_card(author, "returns-month", by_month, months)
    yield _correlations(author)
    yield _profits(author, "profits", highest=True)
    yield _profits(author, "losses", highest=False)
    yield _multiples(author)


def _known_money(author: Author) -> Card:
    say, films = author.say, author.frames.films
    shares = money.known_by_decade(author.frames)
    counts = {name: int(films[name].notna().sum()) for name in ("budget", "revenue")}
    both = int(films["return_ratio"].notna().sum())
    if shares.empty or not any(counts.values()):
        return author.blank("known-money")
    best = shares["both"].idxmax()
    values = {
        "films": len(films),
        **counts,
        "both": both,
        "share": say.percent(both / len(films)),
        "decade": str(best),
        "decade_share": say.percent(shares["both"].max()),
        "suspect": int(films["budget_suspect"].sum() + films["revenue_suspect"].sum()),
    }
    series = {say(f"known-money-{name}"): shares[name] for name in ("budget", "revenue", "both")}
    table = author.table(
        "known-money",
        ["decade", "films", "budget", "revenue", "both"],
        [
            [
                str(row.Index),
                say.number(row.films),
                *map(say.percent, (row.budget, row.revenue, row.both)),
            ]
            for row in records(shares)
        ],
    )
    draw = partial(
        charts.lines,
        series=series,
        x_format=lambda x: f"{x:.0f}",
        y_format=partial(say.percent, decimals=0),
    )
    return author.card("known-money", "lines", draw, values, [table])


def _amounts(author: Author) -> Card:
    say, films = author.say, author.frames.films
    budgets, revenues = films["budget"].dropna(), films["revenue"].dropna()
    if budgets.empty and revenues.empty:
        return author.blank("amounts")
    every = pd.concat([budgets, revenues])
    values = {
        "budgets": len(budgets),
        "budget": say.money(budgets.median()),
        "revenues": len(revenues),
        "revenue": say.money(revenues.median()),
        "budget_top": say.percent(_top_share(budgets)),
        "revenue_top": say.percent(_top_share(revenues)),
    }
    samples = {
        say(f"amounts-{name}", count=len(sample)): sample
        for name, sample in (("budget", budgets), ("revenue", revenues))
        if len(sample)
    }
    draw = partial(
        charts.histogram,
        samples=samples,
        edges=_log_edges(every),
        formats=(say.compact, say.number),
        logarithmic=True,
    )
    return author.card("amounts", "histogram", draw, values)


def _top_share(values: pd.Series) -> float:
    """What the highest hundredth of the values has of their sum."""
    if values.empty:
        return np.nan
    top = values.sort_values(ascending=False)[: max(1, round(len(values) / 100))]
    return float(top.sum() / values.sum())


def _log_edges(values: pd.Series, bins: int = 48) -> list[float]:
    low, high = np.floor(np.log10(values.min())), np.ceil(np.log10(values.max()))
    return [float(edge) for edge in np.logspace(low, max(high, low + 1), bins + 1)]


def _returns(author: Author, known: pd.DataFrame) -> Card:
    say = author.say
    ratio = known["return_ratio"]
    low, high = ratio.quantile([0.25, 0.75])
    values = {
        "known": len(ratio),
        "films": len(author.frames.films),
        "middle": say.times(ratio.median()),
        "low": say.times(low),
        "high": say.times(high),
        "mean": say.times(ratio.mean()),
        "even": say.percent((ratio >= 1).mean()),
        "together": say.times(known["revenue"].sum() / known["budget"].sum()),
    }
    draw = partial(
        charts.histogram,
        samples={say("column-films"): ratio},
        edges=_log_edges(ratio),
        formats=(say.times, say.number),
        logarithmic=True,
        marks={say("returns", "even"): 1.0, say("returns", "middle"): float(ratio.median())},
    )
    return author.card("returns", "histogram", draw, values)


def _budget_revenue(author: Author, known: pd.DataFrame) -> Card:
    say = author.say
    correlations = money.correlations(author.frames)
    rho = correlations.iloc[0]
    limit = float(known["budget"].quantile(0.75))
    dear = known["budget"] >= limit
    values = {
        "known": len(known),
        "rho": say.number(rho["middle"], 2),
        "rho_low": say.number(rho["low"], 2),
        "rho_high": say.number(rho["high"], 2),
        "level": say.percent(LEVEL, 0),
        "enough": "yes" if np.isfinite(rho["middle"]) else "no",
        "even": say.percent((known["return_ratio"] >= 1).mean()),
        "limit": say.money(limit),
        "dear_even": say.percent((known.loc[dear, "return_ratio"] >= 1).mean()),
    }
    draw = partial(
        charts.density,
        x=known["budget"],
        y=known["revenue"],
        formats=(say.compact, say.compact),
        legend=say("budget-revenue", "legend"),
        logarithmic=True,
        diagonals={say("budget-revenue", "even"): 1.0, say("budget-revenue", "tenfold"): 10.0},
    )
    return author.card("budget-revenue", "density", draw, values)


def returns_card(author: Author, key: str, returns: pd.DataFrame, names: Sequence[str]) -> Card:
    """A card of median returns by group, with their intervals.

    Args:
        author: writes it.
        key: the message that has its words.
        returns: as `etl.eda.figures.money.returns_by` gives them, in the order to draw.
        names: what each group is called.
    """
    say = author.say
    if returns.empty:
        return author.blank(key)
    ordered = returns.assign(name=list(names)).sort_values("middle", ascending=False, kind="stable")
    best, worst = ordered.iloc[0], ordered.iloc[-1]
    above = int((returns["low"] > 1).sum())
    values = {
        "groups": len(returns),
        "level": say.percent(LEVEL, 0),
        "enough": ENOUGH,
        "best": best["name"],
        "best_return": say.times(best["middle"]),
        "best_low": say.times(best["low"]),
        "best_high": say.times(best["high"]),
        "best_known": int(best["known"]),
        "best_films": int(best["films"]),
        "worst": worst["name"],
        "worst_return": say.times(worst["middle"]),
        "worst_low": say.times(worst["low"]),
        "worst_high": say.times(worst["high"]),
        "worst_known": int(worst["known"]),
        "above": above,
    }
    table = author.table(
        "returns",
        [
            "group",
            "films",
            "known",
            "median-return",
            "low-end",
            "high-end",
            "mean-return",
            "sum-budget",
            "sum-revenue",
        ],
        [
            [
                name,
                say.number(row.films),
                say.number(row.known),
                *map(say.times, (row.middle, row.low, row.high, row.mean)),
                say.money(row.budget),
                say.money(row.revenue),
            ]
            for name, row in zip(names, records(returns), strict=True)
        ],
    )
    draw = partial(
        charts.intervals,
        labels=[
            f"{shorten(name, 24)} ({author.say.number(known)})"
            for name, known in zip(names, returns["known"], strict=True)
        ],
        estimates=returns,
        formatted=say.times,
        logarithmic=True,
        reference=1.0,
    )
    return author.card(key, "intervals", draw, values, [table])


def _correlations(author: Author) -> Card:
    say = author.say
    found = money.correlations(author.frames).dropna(subset=["middle"])
    if found.empty:
        return author.blank("correlations")
    of_return = found[found["of"] == "return_ratio"]
    strongest = of_return.iloc[int(of_return["middle"].abs().argmax())] if len(of_return) else None
    top = found.iloc[int(found["middle"].abs().argmax())]
    unsure = found[(found["low"] <= 0) & (found["high"] >= 0)]
    values = {
        "of": say.name("field", top["of"]),
        "with": say.name("field", top["with"]),
        "rho": say.number(top["middle"], 2),
        "low": say.number(top["low"], 2),
        "high": say.number(top["high"], 2),
        "level": say.percent(LEVEL, 0),
        "return_with": "" if strongest is None else say.name("field", strongest["with"]),
        "return_rho": "" if strongest is None else say.number(strongest["middle"], 2),
        "unsure": len(unsure),
        "pairs": len(found),
    }
    kinds = ["revenue", "return_ratio"]
    table = author.table(
        "correlations",
        ["field", "field", "correlation", "low-end", "high-end"],
        [
            [
                say.name("field", row.of),
                say.name("field", other),
                *(say.number(value, 2) for value in (row.middle, row.low, row.high)),
            ]
            for row, other in zip(records(found), found["with"], strict=True)
        ],
    )
    draw = partial(
        charts.intervals,
        labels=[say.name("field", other) for other in found["with"]],
        estimates=found,
        formatted=partial(say.number, decimals=1),
        reference=0.0,
        groups=[kinds.index(of) for of in found["of"]],
        legend=[say.name("field", kind) for kind in kinds],
    )
    return author.card("correlations", "intervals", draw, values, [table])


def _profits(author: Author, key: str, *, highest: bool) -> Card:
    say = author.say
    films = money.extremes(author.frames, "profit", _TOP, highest=highest)
    films = films[films["profit"] > 0] if highest else films[films["profit"] < 0]
    if films.empty:
        return author.blank(key)
    first = films.iloc[0]
    known = money.known(author.frames)
    values = {
        "film": say.film(first["title"], first["year"]),
        "profit": say.money(abs(first["profit"])),
        "budget": say.money(first["budget"]),
        "revenue": say.money(first["revenue"]),
        "shown": len(films),
        "sure": int((films["sureness"] == 3).sum()),
        "known": len(known),
        "losing": int((known["profit"] < 0).sum()),
        "share": say.percent((known["profit"] < 0).mean()),
        "sum": say.money(films["profit"].abs().sum()),
        "least": say.money(money.PLAUSIBLE),
        "z": say.number(MOST_Z, 1),
    }
    draw = partial(
        charts.bars,
        labels=_film_names(author, films),
        values=films["profit"].abs().tolist(),
        formatted=say.money,
        tick=say.compact,
        groups=[3 - value for value in films["sureness"]],
        legend=[say(name) for name in _SURE],
    )
    return author.card(key, "bars", draw, values, [_films_table(author, films)])


def _multiples(author: Author) -> Card:
    say = author.say
    films = money.extremes(author.frames, "return_ratio", _TOP, highest=True)
    everything = money.known(author.frames)
    sureness = money.sureness(author.frames)
    sure = everything[sureness == 3]
    best = sure.iloc[int(sure["return_ratio"].argmax())] if len(sure) else None
    first = films.iloc[0]
    values = {
        "film": say.film(first["title"], first["year"]),
        "ratio": say.times(first["return_ratio"]),
        "budget": say.money(first["budget"]),
        "revenue": say.money(first["revenue"]),
        "sure": int((sureness == 3).sum()),
        "sure_share": say.percent((sureness == 3).mean()),
        "known": len(everything),
        "sure_film": "" if best is None else say.film(best["title"], best["year"]),
        "sure_ratio": "" if best is None else say.times(best["return_ratio"]),
    }
    draw = partial(
        charts.bars,
        labels=_film_names(author, films),
        values=films["return_ratio"].tolist(),
        formatted=say.times,
        logarithmic=True,
        groups=[3 - value for value in films["sureness"]],
        legend=[say(name) for name in _SURE],
    )
    return author.card("multiples", "bars", draw, values, [_films_table(author, films)])


def _film_names(author: Author, films: pd.DataFrame) -> list[str]:
    return [author.say.film(shorten(row.title, _TITLE_WIDTH), row.year) for row in records(films)]


def _films_table(author: Author, films: pd.DataFrame) -> Table:
    say = author.say
    return author.table(
        "films-money",
        ["film", "budget", "revenue", "profit", "return", "sureness"],
        [
            [
                say.film(row.title, row.year),
                *map(say.money, (row.budget, row.revenue, row.profit)),
                say.times(row.return_ratio),
                say("of-three", count=str(row.sureness)),
            ]
            for row in records(films)
        ],
    )
