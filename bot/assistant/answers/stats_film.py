"""The figures of one film: its return, its score, its votes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from markupsafe import Markup

from bot.assistant.answers import pictures
from bot.assistant.answers.film import Chosen, choose, name
from bot.assistant.answers.stats import film_fact, paragraphs, profit, rounded, times
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.reply import Button, Reply
from recommender.stats import ENOUGH_VOTES, Money


def return_(turn: Turn) -> Reply:
    """What a film gave back for what it cost."""
    chosen = choose(turn)
    if isinstance(chosen, Reply):
        return chosen
    texts, stats = turn.texts, turn.recommender.stats
    movie = chosen.movie
    row = turn.recommender.catalogue.row(movie.id)
    money = stats.money(row) if row is not None else Money(None, None, None)
    reply = Reply(
        text=paragraphs(_return_said(turn, chosen, money)),
        intent="return",
        movies=(movie,),
        facts={
            "movie": film_fact(movie),
            "return": money.ratio,
            "budget": money.budget,
            "revenue": money.revenue,
            "profit": money.profit,
        },
        chart=pictures.money(turn, movie, money),
        buttons=_others(turn, chosen, "score", "votes"),
    )
    if money.ratio is None or money.budget is None:
        return reply
    budgets, revenues = stats.known_money()
    share = float(np.mean(revenues / budgets < money.ratio)) if len(budgets) else 0.0
    rank = texts("return-rank", share=texts.number(100 * share), shown=texts.number(len(budgets)))
    return replace(reply, text=paragraphs(_return_said(turn, chosen, money), rank))


def _return_said(turn: Turn, chosen: Chosen, money: Money) -> list[Markup]:
    texts = turn.texts
    film = name(chosen.movie, texts)
    if money.ratio is not None and money.budget is not None and money.revenue is not None:
        return [
            texts("return-known", film=film, ratio=times(money.ratio, texts)),
            texts(
                "return-figures",
                budget=texts.money(money.budget),
                revenue=texts.money(money.revenue),
                result=profit(money.revenue - money.budget, texts),
            ),
        ]
    if money.suspect:
        reason = texts("return-suspect")
    elif money.revenue is not None:
        reason = texts("return-no-budget", revenue=texts.money(money.revenue))
    elif money.budget is not None:
        reason = texts("return-no-revenue", budget=texts.money(money.budget))
    else:
        reason = texts("return-no-figures")
    return [texts("return-unknown", film=film, reason=reason), texts("return-try")]


def score(turn: Turn) -> Reply:
    """A film's mean vote and popularity."""
    chosen = choose(turn)
    if isinstance(chosen, Reply):
        return chosen
    texts, movie = turn.texts, chosen.movie
    mean = "" if movie.score is None else texts.number(movie.score, 1)
    popularity = "" if movie.popularity is None else texts.number(movie.popularity, 1)
    message = {
        (True, True): "score-known",
        (False, True): "score-unrated",
        (True, False): "score-no-popularity",
        (False, False): "score-nothing",
    }[bool(mean), bool(popularity)]
    lines = [texts(message, film=name(movie, texts), score=mean, popularity=popularity)]
    if mean:
        count = movie.vote_count
        lines.append(texts("score-votes", votes=count, shown=texts.number(count)))
    return Reply(
        text=paragraphs(lines),
        intent="score",
        movies=(movie,),
        facts={
            "movie": film_fact(movie),
            "vote_average": rounded(movie.score),
            "popularity": rounded(movie.popularity, 6),
            "vote_count": movie.vote_count,
        },
        chart=pictures.scores(turn, movie),
        buttons=_others(turn, chosen, "votes", "return"),
    )


def votes(turn: Turn) -> Reply:
    """How many votes a film has, and their mean when there are enough."""
    chosen = choose(turn)
    if isinstance(chosen, Reply):
        return chosen
    texts, movie = turn.texts, chosen.movie
    film, count = name(movie, texts), movie.vote_count
    enough = count >= ENOUGH_VOTES and movie.score is not None
    if movie.score is not None and enough:
        mean = texts.number(movie.score, 1)
        said = texts("votes-mean", film=film, shown=texts.number(count), score=mean)
    else:
        least = texts.number(ENOUGH_VOTES)
        said = texts("votes-few", film=film, votes=count, shown=texts.number(count), enough=least)
    return Reply(
        text=said,
        intent="votes",
        movies=(movie,),
        facts={
            "movie": film_fact(movie),
            "vote_count": count,
            "vote_average": rounded(movie.score) if enough else None,
            "enough_votes": enough,
        },
        chart=pictures.votes(turn, movie),
        buttons=_others(turn, chosen, "score", "return"),
    )


def _others(turn: Turn, chosen: Chosen, *kinds: str) -> tuple[tuple[Button, ...], ...]:
    """Buttons for the film's other figures, and for other films of its title."""
    figures = tuple(
        Button(str(turn.texts(f"button-{kind}").unescape()), action(kind, chosen.movie.id))
        for kind in kinds
    )
    return (figures, *chosen.others)
