"""What each person keeps: a list, the films they have seen, likes and dislikes; a group's list."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC

import numpy as np
from markupsafe import Markup

from bot.assistant.answers.film import Chosen, choose, name, year_of
from bot.assistant.answers.recommend import SUGGESTED, buttons, listed, only_platforms, suggested
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.memory import MOST_FILMS, Change, Erase, Kept, Mark, SetChatFilm, SetMark
from bot.assistant.reply import Button, Document, Reply
from recommender import Suggestion
from recommender.taste import Leaning, for_somebody

PAGE = 10
_IN_A_ROW = 5
#: Of how many well-known films those are taken that somebody new is asked about.
_WELL_KNOWN = 100
#: Spreadsheets take a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def my_list(turn: Turn) -> Reply:
    """The films that somebody means to see; in a group those of the group."""
    if turn.intent.text:
        return save(turn)
    if turn.request.group:
        return _page(turn, turn.memory.chat_list, "chat")
    return _page(turn, turn.memory.person.films("list"), "own")


def my_seen(turn: Turn) -> Reply:
    """The films that somebody has seen; with a title, one more."""
    if turn.request.group:
        return in_private(turn)
    if turn.intent.text:
        return _mark_named(turn, "seen")
    return _page(turn, turn.memory.person.films("seen"), "seen")


def my_tastes(turn: Turn) -> Reply:
    """The films that somebody likes."""
    if turn.request.group:
        return in_private(turn)
    return _page(
        turn, turn.memory.person.films("like"), "likes", ("my_dislikes", "button-dislikes")
    )


def my_dislikes(turn: Turn) -> Reply:
    """The films that somebody does not like."""
    if turn.request.group:
        return in_private(turn)
    films = turn.memory.person.films("dislike")
    return _page(turn, films, "dislikes", ("my_tastes", "button-likes"))


def save(turn: Turn) -> Reply:
    """A film is put on the list: one's own, or the group's in a group."""
    if not turn.request.group:
        return _mark_named(turn, "list")
    chat = turn.request.chat
    return _add(turn, turn.memory.chat_list, "named-chat", lambda movie: SetChatFilm(chat, movie))


def unsave(turn: Turn) -> Reply:
    """A film is taken off the list: one's own, or the group's in a group."""
    chosen = _chosen(turn)
    if isinstance(chosen, Reply):
        return chosen
    movie = chosen.movie
    change: Change
    if turn.request.group:
        films, change = turn.memory.chat_list, SetChatFilm(turn.request.chat, movie.id, on=False)
    else:
        films = turn.memory.person.films("list")
        change = SetMark(turn.request.user, movie.id, "list", on=False)
    there = movie.id in films
    return _done(turn, chosen, "unsaved" if there else "not-saved", (change,) if there else ())


def for_me(turn: Turn) -> Reply:
    """Five films out of all that is known of somebody."""
    if turn.request.group:
        return in_private(turn)
    if not turn.memory.available:
        return away(turn)
    texts, taste = turn.texts, turn.taste
    leanings = for_somebody(turn.recommender, taste, SUGGESTED, skip=turn.intent.offset)
    if leanings:
        header = texts("for-me-more" if turn.intent.offset else "for-me")
    elif taste.likes or taste.wanted:
        return Reply(text=texts("for-me-no-more"), intent="for_me")
    else:
        leanings = _to_get_acquainted(turn)
        header = texts("for-me-unknown")
    return Reply(
        text=listed(only_platforms(turn, header), leanings, texts),
        intent="for_me",
        movies=tuple(leaning.suggestion.movie for leaning in leanings),
        facts={"suggestions": suggested(leanings)},
        buttons=buttons(turn, leanings),
    )


def export(turn: Turn) -> Reply:
    """Everything that is kept about somebody, as a table."""
    if turn.request.group:
        return in_private(turn)
    if not turn.memory.available:
        return away(turn)
    rows = turn.memory.exported
    if not rows:
        return Reply(text=turn.texts("export-nothing"), intent="export", facts={"rows": 0})
    return Reply(
        text=turn.texts("export", rows=len(rows), shown=turn.texts.number(len(rows))),
        intent="export",
        facts={"rows": len(rows)},
        document=Document("butaca.csv", _table(turn, rows)),
    )


def erase(turn: Turn) -> Reply:
    """Everything about somebody goes, once they have said so twice."""
    if turn.request.group:
        return in_private(turn)
    if not turn.memory.available:
        return away(turn)
    yes = turn.texts("button-erase").unescape()
    no = turn.texts("button-keep").unescape()
    return Reply(
        text=turn.texts("erase-sure"),
        intent="erase",
        buttons=((Button(yes, action("erase_yes")),), (Button(no, action("erase_no")),)),
    )


def erase_yes(turn: Turn) -> Reply:
    """They are sure."""
    if turn.request.group:
        return in_private(turn)
    if not turn.memory.available:
        return away(turn)
    return Reply(
        text=turn.texts("erased"),
        intent="erase_yes",
        replaces=True,
        changes=(Erase(turn.request.user),),
    )


def erase_no(turn: Turn) -> Reply:
    """They have thought better of it."""
    return Reply(text=turn.texts("kept"), intent="erase_no", replaces=True)


def in_private(turn: Turn) -> Reply:
    """What is somebody's own is not shown where others read along."""
    label = turn.texts("button-in-private").unescape()
    return Reply(
        text=turn.texts("in-private"),
        intent=turn.intent.kind,
        buttons=((Button(label, action(turn.intent.kind), opens="private"),),),
    )


def away(turn: Turn) -> Reply:
    """Nothing can be remembered just now."""
    return Reply(text=turn.texts("memory-away"), intent=turn.intent.kind)


def _page(
    turn: Turn, movies: Sequence[int], what: str, other: tuple[str, str] | None = None
) -> Reply:
    """One page of a list of films, the latest first.

    Args:
        turn: what is answered.
        movies: ids of all films of the list.
        what: names its messages.
        other: the kind and the label of a button to a list beside it.
    """
    if not turn.memory.available:
        return away(turn)
    texts, kind = turn.texts, turn.intent.kind
    beside = ((Button(texts(other[1]).unescape(), action(other[0])),),) if other else ()
    if not movies:
        return Reply(
            text=texts(f"list-empty-{what}"), intent=kind, facts={"total": 0}, buttons=beside
        )
    # A list may have become shorter since the button was drawn.
    start = min(turn.intent.offset, (len(movies) - 1) // PAGE * PAGE)
    shown = movies[start : start + PAGE]
    known = [movie for movie in map(turn.recommender.movie, shown) if movie is not None]
    lines = [texts(f"list-header-{what}", total=len(movies), shown=texts.number(len(movies)))]
    lines += [
        texts("list-line", place=str(place), film=name(movie, texts))
        for place, movie in enumerate(known, start + 1)
    ]
    if len(known) < len(shown):
        lines.append(texts("list-unknown", count=len(shown) - len(known)))
    numbers = [
        Button(str(place), action("card", movie.id)) for place, movie in enumerate(known, start + 1)
    ]
    turning = tuple(
        Button(label, action(kind, offset=offset))
        for label, offset in (("⬅️", start - PAGE), ("➡️", start + PAGE))
        if 0 <= offset < len(movies)
    )
    return Reply(
        text=Markup("\n").join(lines),
        intent=kind,
        movies=tuple(known),
        facts={"total": len(movies), "offset": start},
        buttons=(
            *(tuple(numbers[row : row + _IN_A_ROW]) for row in range(0, len(numbers), _IN_A_ROW)),
            *((turning,) if turning else ()),
            *beside,
        ),
        replaces=turn.request.press is not None,
    )


def _mark_named(turn: Turn, mark: Mark) -> Reply:
    """The film that is named, or whose button was pressed, gets a mark."""
    user = turn.request.user
    films = turn.memory.person.films(mark)
    return _add(turn, films, f"named-{mark}", lambda movie: SetMark(user, movie, mark))


def _add(turn: Turn, films: Sequence[int], said: str, change: Callable[[int], Change]) -> Reply:
    chosen = _chosen(turn)
    if isinstance(chosen, Reply):
        return chosen
    if chosen.movie.id in films:
        return _done(turn, chosen, f"{said}-already")
    if len(films) >= MOST_FILMS:
        return _done(turn, chosen, "marks-full")
    return _done(turn, chosen, said, (change(chosen.movie.id),))


def _chosen(turn: Turn) -> Chosen | Reply:
    return choose(turn) if turn.memory.available else away(turn)


def _done(turn: Turn, chosen: Chosen, said: str, changes: tuple[Change, ...] = ()) -> Reply:
    movie, texts = chosen.movie, turn.texts
    return Reply(
        text=texts(said, film=name(movie, texts), most=texts.number(MOST_FILMS)),
        intent=turn.intent.kind,
        movies=(movie,),
        facts={
            "movie": {"id": movie.id, "title": movie.title, "year": movie.year},
            "changed": bool(changes),
        },
        buttons=chosen.others,
        changes=changes,
    )


def _to_get_acquainted(turn: Turn) -> list[Leaning]:
    """Well-known films to say something about, for somebody of whom nothing is known."""
    catalogue, unwanted = turn.recommender.catalogue, turn.taste.unwanted
    known = np.argsort(-catalogue.vote_count, kind="stable")[: len(unwanted) + _WELL_KNOWN]
    movies = [catalogue.movie(row) for row in known.tolist()]
    fresh = [movie for movie in movies if movie.id not in unwanted]
    fresh.sort(key=lambda movie: -movie.weighted_rating)
    start = turn.intent.offset
    return [Leaning(Suggestion(movie, 0.0, ())) for movie in fresh[start : start + SUGGESTED]]


def _table(turn: Turn, rows: Sequence[Kept]) -> bytes:
    """Rows as CSV that spreadsheets open with their accents."""
    texts = turn.texts
    written = io.StringIO()
    writer = csv.writer(written)
    columns = ("what", "id", "title", "year", "value", "when")
    writer.writerow(texts(f"export-{column}").unescape() for column in columns)
    for row in rows:
        movie = turn.recommender.movie(row.movie) if row.movie is not None else None
        cells = (
            texts(f"export-kind-{row.kind}").unescape(),
            row.movie,
            movie.title if movie else "",
            year_of(movie, texts) if movie else "",
            row.value,
            row.when.astimezone(UTC).isoformat(timespec="seconds") if row.when else "",
        )
        writer.writerow(_harmless(cell) for cell in cells)
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
