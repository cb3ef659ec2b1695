"""The five films nearest to one, with the reason for each."""

from __future__ import annotations

from markupsafe import Markup

from bot.assistant.answers.film import Chosen, choose, name, plain_name
from bot.assistant.answers.marks import mark_buttons
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import Texts
from recommender import Reason
from recommender.taste import Leaning, similar_for

SUGGESTED = 5
_GENRES = 2


def recommend(turn: Turn) -> Reply:
    """Five films near the one that is meant, ordered by weighted rating."""
    chosen = choose(turn)
    if isinstance(chosen, Reply):
        return chosen
    leanings = similar_for(
        turn.recommender, chosen.movie.id, turn.taste, SUGGESTED, skip=turn.intent.offset
    )
    if not leanings:
        return _nothing_near(turn, chosen)
    texts = turn.texts
    header = "recommend-more" if turn.intent.offset else "recommend-header"
    film = name(chosen.movie, texts)
    return Reply(
        text=listed(only_platforms(turn, texts(header, film=film)), leanings, texts),
        intent="recommend",
        movies=tuple(leaning.suggestion.movie for leaning in leanings),
        facts=_facts(chosen, leanings),
        buttons=(*buttons(turn, leanings, chosen.movie.id), *chosen.others),
    )


def only_platforms(turn: Turn, header: Markup) -> Markup:
    """A header that says that only what is on the person's platforms stands below it."""
    if turn.watchable is None:
        return header
    return Markup("\n").join(
        [header, turn.texts("platforms-only", platforms=turn.texts.join(turn.platforms))]
    )


def listed(header: Markup, leanings: list[Leaning], texts: Texts) -> Markup:
    """Suggestions below a header, numbered, each with what it is and why it is there."""
    lines = [_line(place, leaning, texts) for place, leaning in enumerate(leanings, 1)]
    return Markup("\n\n").join([header, *lines])


def reason(why: Reason, texts: Texts) -> Markup:
    """One reason in the reader's words."""
    values = why.values
    if why.kind == "genres":
        values = tuple(texts.genre(value).lower() for value in values)
    return texts(f"reason-{why.kind}", values=texts.join(values))


def _nothing_near(turn: Turn, chosen: Chosen) -> Reply:
    message = "recommend-no-more" if turn.intent.offset else "recommend-nothing"
    return Reply(
        text=only_platforms(turn, turn.texts(message, film=name(chosen.movie, turn.texts))),
        intent="recommend",
        facts=_facts(chosen, []),
        buttons=chosen.others,
    )


def _line(place: int, leaning: Leaning, texts: Texts) -> Markup:
    suggestion, movie = leaning.suggestion, leaning.suggestion.movie
    details = [texts.genre(genre) for genre in movie.genres[:_GENRES]]
    if movie.score is not None:
        details.insert(0, f"★ {texts.number(movie.score, 1)}")
    line = texts("recommend-line", place=place, film=name(movie, texts))
    if details:
        line += texts("recommend-details", details=" · ".join(details))
    if suggestion.reasons:
        why = Markup(" · ").join(reason(why, texts) for why in suggestion.reasons)
        line += texts("recommend-why", reasons=why)
    if leaning.because:
        line += texts("recommend-because", film=plain_name(leaning.because, texts))
    return line


def _facts(chosen: Chosen, leanings: list[Leaning]) -> dict[str, object]:
    return {
        "movie": {
            "id": chosen.movie.id,
            "title": chosen.movie.title,
            "year": chosen.movie.year,
        },
        "matched": chosen.matched,
        "match_score": round(chosen.score, 1),
        "suggestions": suggested(leanings),
    }


def suggested(leanings: list[Leaning]) -> list[dict[str, object]]:
    """Suggestions as figures."""
    return [
        {
            "id": leaning.suggestion.movie.id,
            "score": round(leaning.suggestion.score, 4),
            "weighted_rating": round(leaning.suggestion.movie.weighted_rating, 2),
            "reasons": [
                {"kind": why.kind, "values": list(why.values)} for why in leaning.suggestion.reasons
            ],
            "because": leaning.because.id if leaning.because else None,
        }
        for leaning in leanings
    ]


def buttons(
    turn: Turn, leanings: list[Leaning], movie: int | None = None
) -> tuple[tuple[Button, ...], ...]:
    """Under suggestions: more like each of them, what the person says of it, and five more.

    Args:
        turn: what is answered.
        leanings: the suggestions.
        movie: the film that was asked about, if one was.
    """
    texts = turn.texts
    rows: list[tuple[Button, ...]] = []
    for leaning in leanings:
        suggested_movie = leaning.suggestion.movie
        label = texts("button-like-this", film=plain_name(suggested_movie, texts)).unescape()
        rows.append((Button(label, action("recommend", suggested_movie.id)),))
        # What somebody says of a film is theirs: in a group a row each would only be in the way.
        if turn.memory.available and not turn.request.group:
            rows.append(mark_buttons(turn, suggested_movie))
    if len(leanings) == SUGGESTED:
        offset = turn.intent.offset + SUGGESTED
        more = action(turn.intent.kind, movie, offset)
        rows.append((Button(str(texts("button-more").unescape()), more),))
    return tuple(rows)
