"""Films by when they were released: months, days of the week, years."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from bot.assistant.answers import pictures
from bot.assistant.answers.pictures import Bar
from bot.assistant.answers.stats import (
    best_rated,
    facts,
    hint,
    paragraphs,
    rounded,
    sums,
    unclear,
)
from bot.assistant.answers.turn import Turn
from bot.assistant.arguments import Read, read_month, read_weekday, read_year
from bot.assistant.reply import ChartRequest, Reply


def month(turn: Turn) -> Reply:
    """How many films were released in a month, or in each."""
    stats, texts = turn.recommender.stats, turn.texts
    return _part(turn, read_month, stats.months(), stats.in_month, texts.month)


def weekday(turn: Turn) -> Reply:
    """How many films were released on a day of the week, or on each."""
    stats, texts = turn.recommender.stats, turn.texts
    return _part(turn, read_weekday, stats.weekdays(), stats.on_weekday, texts.weekday)


def year(turn: Turn) -> Reply:
    """How many films a year had and what they earned, or the course of all years."""
    stats, texts = turn.recommender.stats, turn.texts
    series = stats.years()
    first, last = stats.span
    if not turn.intent.text:
        most = int(np.argmax(series.films)) if len(series.films) else 0
        known = len(series.films) > 0
        return Reply(
            text=paragraphs(
                texts(
                    "all-year",
                    first=str(first),
                    last=str(last),
                    most=str(first + most),
                    most_films=texts.number(int(series.films[most]) if known else 0),
                ),
                hint(turn),
            ),
            intent="year",
            facts={
                "count": int(series.films.sum()),
                "years": [
                    {"year": int(a), "count": int(b), "total_revenue": rounded(c, 0)}
                    for a, b, c in zip(
                        series.years.tolist(),
                        series.films.tolist(),
                        (None if np.isnan(value) else value for value in series.revenue.tolist()),
                        strict=True,
                    )
                ],
            },
            chart=pictures.years(turn, str(texts("chart-years").unescape()), series),
        )
    asked = read_year(turn.intent.text).value
    if asked is None:
        message = texts("unknown-year", typed=turn.typed, first=str(first), last=str(last))
        return Reply(text=message, intent="year", facts={"asked": []})
    rows = stats.in_years(asked, asked)
    figures = stats.figures(rows)
    best, movies = best_rated(turn, rows)
    sentence = texts("count-year", year=str(asked), films=len(rows), shown=texts.number(len(rows)))
    return Reply(
        text=paragraphs(sentence, [*(sums(figures, texts) if len(rows) else []), *best]),
        intent="year",
        movies=movies,
        facts={"year": asked, **facts(figures)},
        chart=pictures.years(turn, str(texts("chart-years").unescape()), series, asked),
    )


def _part(
    turn: Turn,
    read: Callable[[str], Read[int]],
    counts: Sequence[int],
    rows_of: Callable[[int], NDArray[np.int32]],
    name: Callable[[int], str],
) -> Reply:
    """One of the parts of the year or of the week, numbered from 1, or all of them."""
    texts, kind = turn.texts, turn.intent.kind
    if not turn.intent.text:
        most, least = int(np.argmax(counts)) + 1, int(np.argmin(counts)) + 1
        sentence = texts(
            f"all-{kind}",
            most=name(most),
            most_films=texts.number(counts[most - 1]),
            least=name(least),
            least_films=texts.number(counts[least - 1]),
        )
        return Reply(
            text=paragraphs(sentence, hint(turn)),
            intent=kind,
            facts={
                "count": sum(counts),
                f"{kind}s": [
                    {kind: number, "count": count} for number, count in enumerate(counts, 1)
                ],
            },
            chart=_chart(turn, counts, name),
        )
    asked = read(turn.intent.text)
    if asked.value is None:
        return unclear(turn, asked, name)
    count, dated = counts[asked.value - 1], sum(counts)
    sentence = texts(
        f"count-{kind}",
        **{kind: name(asked.value)},
        films=count,
        shown=texts.number(count),
    )
    best, movies = best_rated(turn, rows_of(asked.value))
    share: list[Markup] = []
    if count:
        percent = texts.number(100 * count / dated, 1)
        share.append(texts("stats-share", share=percent, shown=texts.number(dated)))
    return Reply(
        text=paragraphs(sentence, [*share, *best]),
        intent=kind,
        movies=movies,
        facts={kind: asked.value, "count": count, "known_dates": dated},
        chart=_chart(turn, counts, name, asked.value),
    )


def _chart(
    turn: Turn, counts: Sequence[int], name: Callable[[int], str], marked: int | None = None
) -> ChartRequest:
    texts = turn.texts
    title = {"month": "chart-months", "weekday": "chart-weekdays"}[turn.intent.kind]
    return pictures.bars(
        turn,
        str(texts(title).unescape()),
        [Bar(name(number), count, texts.number(count)) for number, count in enumerate(counts, 1)],
        str(texts("chart-films").unescape()),
        None if marked is None else marked - 1,
    )
