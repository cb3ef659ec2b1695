"""What the answers in figures share: sums in words and as facts, rankings, lists by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from bot.assistant.answers.film import name
from bot.assistant.answers.turn import Turn
from bot.assistant.arguments import Read
from bot.assistant.intents import action
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import Texts
from recommender import Movie
from recommender.stats import Figures, Money

T = TypeVar("T")

#: Films on a page, best ones beside a count, lines of a ranking; and on a page where others read
#: along, who see no best ones.
PAGE = 8
BEST = 3
RANKED = 10
PAGE_IN_GROUP = 3

#: What stands before the tag of a person, a company or a saga in a button's action.
TAG = "#"


def hint(turn: Turn) -> Markup:
    """What to type for one of many."""
    kind = turn.intent.kind
    return turn.texts(f"hint-{kind}", command=turn.command(kind))


def times(value: float, texts: Texts) -> str:
    """A return, as in ``12,5×``; small ones with as many decimals as they need."""
    decimals = 1 if value >= 1 or value == 0 else 2 if value >= 0.1 else 4
    return f"{texts.number(value, decimals)}×"


def rounded(value: float | None, decimals: int = 4) -> float | None:
    """A figure as a fact, without the digits that single precision made up."""
    return None if value is None else round(value, decimals)


def sums(figures: Figures, texts: Texts) -> list[Markup]:
    """Revenue and return in words, and over how many films they go."""
    films, shown = figures.count, texts.number(figures.count)
    lines = []
    if figures.total_revenue is None or figures.mean_revenue is None:
        lines.append(texts("stats-revenue-unknown", films=films))
    else:
        lines.append(
            texts(
                "stats-revenue",
                total=texts.money(figures.total_revenue),
                mean=texts.money(figures.mean_revenue),
                known=texts.number(figures.known_revenues),
                films=films,
                shown=shown,
            )
        )
    if figures.total_return is None or figures.mean_return is None:
        lines.append(texts("stats-return-unknown", films=films))
    else:
        lines.append(
            texts(
                "stats-return",
                total=times(figures.total_return, texts),
                mean=times(figures.mean_return, texts),
                known=texts.number(figures.known_returns),
                films=films,
                shown=shown,
            )
        )
    return lines


def facts(figures: Figures) -> dict[str, Any]:
    """The sums as facts."""
    return asdict(figures)


def movies(turn: Turn, rows: NDArray[np.int32]) -> tuple[Movie, ...]:
    """The films of these rows."""
    return tuple(turn.recommender.catalogue.movie(row) for row in rows.tolist())


def film_facts(turn: Turn, rows: NDArray[np.int32]) -> list[dict[str, Any]]:
    """Each film's date and money as facts, in the order of the rows."""
    catalogue, stats = turn.recommender.catalogue, turn.recommender.stats
    titles, years, dates = (
        catalogue.column(column).take(rows).to_pylist()
        for column in ("title", "year", "release_date")
    )
    return [
        {
            "id": int(catalogue.ids[row]),
            "title": title,
            "year": year,
            "release_date": date.isoformat() if date else None,
            "return": money.ratio,
            "budget": money.budget,
            "revenue": money.revenue,
            "profit": money.profit,
        }
        for row, title, year, date, money in zip(
            rows.tolist(), titles, years, dates, stats.money_of(rows), strict=True
        )
    ]


def film_details(movie: Movie, money: Money, texts: Texts) -> Markup:
    """Date, return, cost and profit of a film in one line."""
    details = [texts.date(movie.release_date) if movie.release_date else texts("stats-no-date")]
    if money.ratio is not None:
        details.append(texts("stats-film-return", ratio=times(money.ratio, texts)))
    if money.budget is not None:
        details.append(texts("stats-film-budget", budget=texts.money(money.budget)))
    if money.profit is not None:
        details.append(profit(money.profit, texts))
    elif money.revenue is not None:
        details.append(texts("stats-film-revenue", revenue=texts.money(money.revenue)))
    if len(details) == 1:
        details.append(texts("stats-no-figures"))
    return Markup(" · ").join(details)


def profit(dollars: int, texts: Texts) -> Markup:
    """A profit or a loss."""
    if dollars < 0:
        return texts("stats-film-loss", loss=texts.money(-dollars))
    return texts("stats-film-profit", profit=texts.money(dollars))


def best_rated(turn: Turn, rows: NDArray[np.int32]) -> tuple[list[Markup], tuple[Movie, ...]]:
    """The films of a set that people like best: lines for them, and the films."""
    best = movies(turn, turn.recommender.stats.by_rating(rows)[:BEST])
    if not best or turn.request.group:
        return [], ()
    texts = turn.texts
    lines = [
        texts("stats-rated-line", film=name(movie, texts), score=texts.number(movie.score or 0, 1))
        for movie in best
    ]
    return [Markup(""), texts("stats-best"), *lines], best


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a long list of films, by date."""

    movies: tuple[Movie, ...]
    lines: list[Markup]
    buttons: tuple[tuple[Button, ...], ...]


def page(turn: Turn, rows: NDArray[np.int32], text: str) -> Page:
    """The page of a list of films that the turn's offset names.

    Args:
        turn: what is answered.
        rows: all films of the list.
        text: what the buttons to other pages say that the list is of.
    """
    texts, stats = turn.texts, turn.recommender.stats
    ordered = stats.by_date(rows)
    size = PAGE_IN_GROUP if turn.request.group else PAGE
    start = turn.intent.offset if turn.intent.offset < len(ordered) else 0
    shown = ordered[start : start + size]
    on_page = movies(turn, shown)
    lines = [
        texts(
            "stats-film-line",
            film=name(movie, texts),
            details=film_details(movie, money, texts),
        )
        for movie, money in zip(on_page, stats.money_of(shown), strict=True)
    ]
    if len(ordered) > size:
        header = texts(
            "stats-page",
            first=str(start + 1),
            last=str(start + len(shown)),
            shown=texts.number(len(ordered)),
        )
        lines.insert(0, header)
    return Page(on_page, lines, _turn_pages(turn, start, size, len(ordered), text))


def _turn_pages(
    turn: Turn, start: int, size: int, total: int, text: str
) -> tuple[tuple[Button, ...], ...]:
    kind = turn.intent.kind
    row = []
    if start:
        label = turn.texts("stats-earlier").unescape()
        row.append(Button(str(label), action(kind, None, max(0, start - size), text)))
    if start + size < total:
        label = turn.texts("stats-later").unescape()
        row.append(Button(str(label), action(kind, None, start + size, text)))
    return (tuple(row),) if row else ()


def ranking(turn: Turn, entries: Sequence[tuple[str, int]]) -> list[Markup]:
    """Numbered lines of names and how many films each has."""
    texts = turn.texts
    return [
        texts("ranking-line", place=place, name=label, shown=texts.number(count))
        for place, (label, count) in enumerate(entries[:RANKED], 1)
    ]


def unclear(turn: Turn, read: Read[T], label: Callable[[T], str], **values: object) -> Reply:
    """The question what was meant, or what there is to choose from.

    Args:
        turn: what is answered.
        read: the argument, of which nothing could be made.
        label: how a thing that it could have been is called.
        values: what the message for an argument that is like nothing says.
    """
    texts, kind = turn.texts, turn.intent.kind
    if not read.near:
        text = texts(f"unknown-{kind}", typed=turn.typed, **values)
        return Reply(text=text, intent=kind, facts={"asked": []})
    options = texts.either([label(value) for value in read.near])
    return Reply(
        text=texts(f"unclear-{kind}", typed=turn.typed, options=options),
        intent=kind,
        facts={"asked": list(read.near)},
        buttons=tuple(
            (Button(label(value), action(kind, text=str(value))),) for value in read.near
        ),
    )


def paragraphs(*parts: Markup | Sequence[Markup]) -> Markup:
    """Lines under each other; a part that is several lines stands apart by an empty one."""
    said = [part if isinstance(part, Markup) else Markup("\n").join(part) for part in parts if part]
    return Markup("\n\n").join(said)


def film_fact(movie: Movie) -> Mapping[str, Any]:
    """Which film an answer is about."""
    return {"id": movie.id, "title": movie.title, "year": movie.year}
