"""The five films nearest to one, with the reason for each."""

from __future__ import annotations

from markupsafe import Markup

from bot.assistant.answers.film import Chosen, choose, name, plain_name
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import Texts
from recommender import Movie, Reason, Suggestion

SUGGESTED = 5
_GENRES = 2


def recommend(turn: Turn) -> Reply:
    """Five films near the one that is meant, ordered by weighted rating."""
    chosen = choose(turn)
    if isinstance(chosen, Reply):
        return chosen
    suggestions = turn.recommender.similar(chosen.movie.id, n=SUGGESTED, skip=turn.intent.offset)
    if not suggestions:
        return _nothing_near(turn, chosen)
    texts = turn.texts
    lines = [_line(place, suggestion, texts) for place, suggestion in enumerate(suggestions, 1)]
    header = "recommend-more" if turn.intent.offset else "recommend-header"
    return Reply(
        text=Markup("\n\n").join([texts(header, film=name(chosen.movie, texts)), *lines]),
        intent="recommend",
        movies=tuple(suggestion.movie for suggestion in suggestions),
        facts=_facts(chosen, suggestions),
        buttons=(*_buttons(turn, chosen.movie, suggestions), *chosen.others),
    )


def reason(why: Reason, texts: Texts) -> Markup:
    """One reason in the reader's words."""
    values = why.values
    if why.kind == "genres":
        values = tuple(texts.genre(value).lower() for value in values)
    return texts(f"reason-{why.kind}", values=texts.join(values), count=len(values))


def _nothing_near(turn: Turn, chosen: Chosen) -> Reply:
    message = "recommend-no-more" if turn.intent.offset else "recommend-nothing"
    return Reply(
        text=turn.texts(message, film=name(chosen.movie, turn.texts)),
        intent="recommend",
        facts=_facts(chosen, []),
        buttons=chosen.others,
    )


def _line(place: int, suggestion: Suggestion, texts: Texts) -> Markup:
    movie = suggestion.movie
    details = [texts.genre(genre) for genre in movie.genres[:_GENRES]]
    if movie.score is not None:
        details.insert(0, f"★ {texts.number(movie.score, 1)}")
    line = texts("recommend-line", place=place, film=name(movie, texts))
    if details:
        line += texts("recommend-details", details=" · ".join(details))
    if suggestion.reasons:
        why = Markup(" · ").join(reason(why, texts) for why in suggestion.reasons)
        line += texts("recommend-why", reasons=why)
    return line


def _facts(chosen: Chosen, suggestions: list[Suggestion]) -> dict[str, object]:
    return {
        "movie": {
            "id": chosen.movie.id,
            "title": chosen.movie.title,
            "year": chosen.movie.year,
        },
        "matched": chosen.matched,
        "match_score": round(chosen.score, 1),
        "suggestions": [
            {
                "id": suggestion.movie.id,
                "score": round(suggestion.score, 4),
                "weighted_rating": round(suggestion.movie.weighted_rating, 2),
                "reasons": [
                    {"kind": why.kind, "values": list(why.values)} for why in suggestion.reasons
                ],
            }
            for suggestion in suggestions
        ],
    }


def _buttons(
    turn: Turn, movie: Movie, suggestions: list[Suggestion]
) -> tuple[tuple[Button, ...], ...]:
    texts = turn.texts
    like_these = tuple(
        (
            Button(
                str(texts("button-like-this", film=plain_name(item.movie, texts)).unescape()),
                action("recommend", item.movie.id),
            ),
        )
        for item in suggestions
    )
    more = Button(
        str(texts("button-more").unescape()),
        action("recommend", movie.id, turn.intent.offset + SUGGESTED),
    )
    return (*like_these, (more,)) if len(suggestions) == SUGGESTED else like_these
