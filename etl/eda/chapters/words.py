"""The words of titles, overviews and keywords, and those that tell one genre from another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from etl.eda import clouds
from etl.eda.cards import Author, Card, Chapter, Table
from etl.eda.figures import words

_CLOUD = 70
_GENRES = 6
_SHOWN_BY_GENRE = 8
_TYPICAL = 24


def chapter(author: Author) -> Chapter:
    """The chapter."""
    return author.chapter("words", _cards(author))


def _cards(author: Author) -> Iterator[Card]:
    typical: dict[str, dict[str, pd.Series]] = {}
    for text in words.TEXTS:
        found = words.terms(author.frames, text)
        yield _terms(author, text, found)
        typical[text] = words.typical(author.frames, found, _TYPICAL)
    yield _by_genre(author, typical)


def _terms(author: Author, text: str, found: words.Terms) -> Card:
    say = author.say
    key = f"words-{text}"
    counts = found.counts()
    if counts.empty:
        return author.blank(key)
    having = int((found.matrix.getnnz(axis=1) > 0).sum())
    once = int((counts == 1).sum())
    values = {
        "films": having,
        "terms": len(counts),
        "one": str(counts.index[0]),
        "count": int(counts.iloc[0]),
        "share": say.percent(counts.iloc[0] / having),
        "next": say.join(
            [f"«{term}»" if say.language == "es" else f"“{term}”" for term in counts.index[1:4]]
        ),
        "others": len(counts) - 1,
        "once": once,
        "once_share": say.percent(once / len(counts)),
    }
    table = author.table(
        "terms",
        ["term", "films", "share"],
        [
            [str(term), say.number(count), say.percent(count / having)]
            for term, count in counts[:40].items()
        ],
    )
    draw = partial(clouds.cloud, counts=counts[:_CLOUD], formatted=say.number)
    return author.card(key, "cloud", draw, values, [table])


def _by_genre(author: Author, typical: dict[str, dict[str, pd.Series]]) -> Card:
    say = author.say
    # The text that says most about genres: the one with the highest z.
    heights = {
        text: max((terms.iloc[0] for terms in genres.values()), default=0.0)
        for text, genres in typical.items()
    }
    text = max(heights, key=lambda name: heights[name])
    genres = typical[text]
    if not genres:
        return author.blank("words-genres")
    clearest = max(genres, key=lambda genre: genres[genre].iloc[0])
    vaguest = min(genres, key=lambda genre: genres[genre].iloc[0])
    values = {
        "text": say(f"text-{text}"),
        "genres": len(genres),
        "genre": say.genre(clearest),
        "term": str(genres[clearest].index[0]),
        "z": say.number(genres[clearest].iloc[0], 1),
        "vague": say.genre(vaguest),
        "vague_term": str(genres[vaguest].index[0]),
        "vague_z": say.number(genres[vaguest].iloc[0], 1),
    }
    draw = partial(
        clouds.clouds,
        weights={say.genre(genre): genres[genre] for genre in list(genres)[:_GENRES]},
    )
    tables = [_typical_table(author, text, genres) for text, genres in typical.items() if genres]
    return author.card("words-genres", "cloud", draw, values, tables)


def _typical_table(author: Author, text: str, genres: dict[str, pd.Series]) -> Table:
    return author.table(
        f"typical-{text}",
        ["genre", "terms"],
        [
            [author.say.genre(genre), ", ".join(map(str, terms.index[:_SHOWN_BY_GENRE]))]
            for genre, terms in genres.items()
        ],
    )
