"""Films by country, by original language and by genre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.assistant.answers import pictures
from bot.assistant.answers.pictures import MOST_BARS, Bar
from bot.assistant.answers.stats import (
    best_rated,
    facts,
    hint,
    paragraphs,
    ranking,
    sums,
    unclear,
)
from bot.assistant.answers.turn import Turn
from bot.assistant.arguments import Read, read_country, read_genre, read_language
from bot.assistant.reply import ChartRequest, Reply
from recommender.stats import Kinds, Share


@dataclass(frozen=True, slots=True)
class _Family:
    """One way to sort films: how its kinds are read, named and counted."""

    kinds: Kinds
    read: Callable[[str], Read[str]]
    name: Callable[[str], str]
    chart: str


def country(turn: Turn) -> Reply:
    """How many films a country has, or which countries have most."""
    kinds = turn.recommender.stats.countries
    known = turn.recommender.countries
    return _answer(
        turn,
        _Family(
            kinds, lambda text: read_country(text, known), turn.texts.country, "chart-countries"
        ),
    )


def language(turn: Turn) -> Reply:
    """How many films were shot in a language, or in which most were."""
    kinds = turn.recommender.stats.languages
    return _answer(turn, _Family(kinds, read_language, turn.texts.language_name, "chart-languages"))


def genre(turn: Turn) -> Reply:
    """How many films there are of a genre, or which genres have most."""
    kinds = turn.recommender.stats.genres
    return _answer(
        turn,
        _Family(
            kinds, lambda text: read_genre(text, kinds.names), turn.texts.genre, "chart-genres"
        ),
    )


def _answer(turn: Turn, family: _Family) -> Reply:
    texts, kind, stats = turn.texts, turn.intent.kind, turn.recommender.stats
    shares = family.kinds.shares()
    if not turn.intent.text:
        lines = ranking(turn, [(family.name(share.name), share.films) for share in shares])
        sentence = texts(f"all-{kind}", of=texts.number(len(shares)))
        return Reply(
            text=paragraphs(sentence, lines, hint(turn)),
            intent=kind,
            facts={_plural(kind): [{kind: share.name, "count": share.films} for share in shares]},
            chart=_chart(turn, family, shares, None),
        )
    asked = family.read(turn.intent.text)
    if asked.value is None:
        near = tuple(name for name in asked.near if len(family.kinds.rows(name)))
        every = texts.join([family.name(share.name) for share in shares]) if kind == "genre" else ""
        return unclear(turn, replace(asked, near=near), family.name, genres=every)
    rows = family.kinds.rows(asked.value)
    figures = stats.figures(rows)
    sentence = texts(
        f"count-{kind}",
        name=family.name(asked.value),
        films=len(rows),
        shown=texts.number(len(rows)),
    )
    if not len(rows):
        return Reply(
            text=paragraphs(sentence, texts("stats-see-all", command=turn.command(kind))),
            intent=kind,
            facts={kind: asked.value, **facts(figures)},
        )
    rank = 1 + next(place for place, share in enumerate(shares) if share.name == asked.value)
    placed = texts("stats-rank", rank=texts.number(rank), of=texts.number(len(shares)))
    best, movies = best_rated(turn, rows)
    details: list[Markup] = [placed, *sums(figures, texts), *best]
    return Reply(
        text=paragraphs(sentence, details),
        intent=kind,
        movies=movies,
        facts={kind: asked.value, "rank": rank, **facts(figures)},
        chart=_chart(turn, family, shares, rank - 1),
    )


def _plural(kind: str) -> str:
    return "countries" if kind == "country" else f"{kind}s"


def _chart(
    turn: Turn, family: _Family, shares: list[Share], marked: int | None
) -> ChartRequest | None:
    """The largest kinds, and the one that was asked for under them when it is smaller."""
    if not shares:
        return None
    texts = turn.texts
    drawn = shares[:MOST_BARS]
    if family.chart == "chart-genres":
        drawn = shares[: 2 * MOST_BARS]
    if marked is not None and marked >= len(drawn):
        drawn = [*drawn[:-1], shares[marked]]
        marked = len(drawn) - 1
    return pictures.bars(
        turn,
        str(texts(family.chart).unescape()),
        [Bar(family.name(share.name), share.films, texts.number(share.films)) for share in drawn],
        str(texts("chart-films").unescape()),
        marked,
    )
