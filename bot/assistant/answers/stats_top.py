"""The best rated films, of a genre, of some years, of a country, or of all."""

from __future__ import annotations

from bot.assistant.answers import pictures
from bot.assistant.answers.film import name
from bot.assistant.answers.pictures import Bar
from bot.assistant.answers.stats import film_fact, movies, paragraphs, rounded
from bot.assistant.answers.turn import Turn
from bot.assistant.arguments import Filters, read_filters
from bot.assistant.intents import action, fits
from bot.assistant.reply import Button, Reply

_SHOWN = 10
_FURTHEST = 500


def top(turn: Turn) -> Reply:
    """The best by weighted rating that pass the filters, ten at a time."""
    texts, stats = turn.texts, turn.recommender.stats
    filters = read_filters(turn.intent.text, stats.genres.names)
    if filters.unread and not (filters.genres or filters.period or filters.countries):
        return _not_understood(turn, filters)
    sets = [stats.genres.rows(genre) for genre in filters.genres]
    sets += [stats.countries.rows(code) for code in filters.countries]
    if filters.period:
        sets.append(stats.in_years(filters.period.first, filters.period.last))
    rows = stats.by_rating(stats.common(sets))[: filters.most]
    start = turn.intent.offset if turn.intent.offset < len(rows) else 0
    best = movies(turn, rows[start : start + _SHOWN])
    named = _filters_named(turn, filters)
    unread = texts("top-unread", words=" ".join(filters.unread)) if filters.unread else None
    facts = {
        "genres": list(filters.genres),
        "decade": filters.period.decade if filters.period else None,
        "year": filters.period.year if filters.period else None,
        "countries": list(filters.countries),
        "count": len(rows),
        "films": [
            {
                **film_fact(movie),
                "weighted_rating": rounded(movie.weighted_rating),
                "vote_average": rounded(movie.score),
                "vote_count": movie.vote_count,
            }
            for movie in best
        ],
    }
    if not best:
        nothing = texts("top-nothing", filters=" · ".join(named) or "…")
        said = paragraphs(nothing, unread) if unread else nothing
        return Reply(text=said, intent="top", facts=facts)
    lines = [
        texts(
            "top-line",
            place=place,
            film=name(movie, texts),
            score=texts.number(movie.weighted_rating, 1),
            votes=movie.vote_count,
            shown=texts.number(movie.vote_count),
        )
        for place, movie in enumerate(best, start + 1)
    ]
    header = texts("top-header", filters="".join(f" · {part}" for part in named))
    parts = [header, *([unread] if unread else [])]
    bars = [
        Bar(
            pictures.film_label(turn, movie),
            movie.weighted_rating,
            texts.number(movie.weighted_rating, 1),
        )
        for movie in best
    ]
    title = " · ".join([str(texts("chart-top").unescape()), *named])
    return Reply(
        text=paragraphs(parts, lines, texts("top-how")),
        intent="top",
        movies=best,
        facts=facts,
        chart=None
        if start
        else pictures.bars(turn, title, bars, str(texts("chart-rating").unescape())),
        buttons=_pages(turn, start, len(rows)),
        replaces=turn.intent.offset > 0,
    )


def _short(decade: int) -> str:
    """A decade as it is called: the 80s, but the 2000s."""
    return str(decade % 100 if 1920 <= decade < 2000 else decade)


def _filters_named(turn: Turn, filters: Filters) -> list[str]:
    texts = turn.texts
    named = [texts.genre(genre) for genre in filters.genres]
    if filters.period:
        decade = filters.period.decade
        named.append(
            str(filters.period.first)
            if decade is None
            else str(texts("decade-name", decade=_short(decade)).unescape())
        )
    return [*named, *(texts.country(code) for code in filters.countries)]


def _not_understood(turn: Turn, filters: Filters) -> Reply:
    texts = turn.texts
    known = turn.recommender.stats.genres
    words = " ".join(filters.unread)[:40]
    options = [texts.genre(genre) for genre in filters.near]
    if options:
        said = texts("unclear-genre", typed=words, options=texts.either(options))
    else:
        every = texts.join([texts.genre(share.name) for share in known.shares()])
        said = texts("unknown-genre", typed=words, genres=every)
    return Reply(
        text=said,
        intent="top",
        facts={"asked": list(filters.near)},
        buttons=tuple(
            (Button(label, action("top", text=genre)),)
            for label, genre in zip(options, filters.near, strict=True)
        ),
    )


def _pages(turn: Turn, start: int, total: int) -> tuple[tuple[Button, ...], ...]:
    row = []
    for message, offset in (("stats-before", start - _SHOWN), ("stats-more", start + _SHOWN)):
        said = action("top", None, max(offset, 0), turn.intent.text)
        if offset in range(min(total, _FURTHEST)) and fits(said):
            row.append(Button(str(turn.texts(message).unescape()), said))
    return (tuple(row),) if row else ()
