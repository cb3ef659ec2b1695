"""What is said between the answers: thanks, reasons, what was meant, and in which language."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot.assistant import arguments
from bot.assistant.answers.film import choose, name, plain_name
from bot.assistant.answers.recommend import reason, recommend
from bot.assistant.answers.search import label, search, surprise
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import Intent, action, fits
from bot.assistant.memory import Change, SetLanguage, SetMark
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import LANGUAGES, texts_in
from bot.assistant.understanding import shorthand
from bot.assistant.understanding.shorthand import SHORTHAND
from recommender import Movie, Reason
from recommender.conditions import Condition

_NEAR = 60
_MOST_WHICH = 5
_SAID = 32

#: What answers again once a film is known to be seen.
_AGAIN = {"recommend": recommend, "search": search, "surprise": surprise}


def thanks(turn: Turn) -> Reply:
    """You are welcome."""
    return Reply(text=turn.texts("thanks"), intent="thanks")


def off_topic(turn: Turn) -> Reply:
    """Not about films: one friendly line on what can be asked, nothing of what was said."""
    short = "off-topic-group" if turn.request.group else "off-topic"
    return Reply(text=turn.texts(short), intent="off_topic")


def lost(turn: Turn) -> Reply:
    """Words such as "another" when nothing came before."""
    return Reply(text=turn.texts("lost"), intent="lost")


def no_more(turn: Turn) -> Reply:
    """Everything has been shown."""
    return Reply(text=turn.texts("no-more"), intent="no_more")


def rejected(turn: Turn) -> Reply:
    """What was offered is not it."""
    return Reply(text=turn.texts("rejected"), intent="rejected")


def unsure(turn: Turn) -> Reply:
    """It may be one thing or another: ask which."""
    texts = turn.texts
    buttons = []
    for option in turn.intent.options:
        said = action(option.kind, option.movie, option.offset, option.text)
        if fits(said):
            what = _in_words(option.text, turn)
            if option.movie is not None:
                movie = turn.recommender.movie(option.movie)
                what = plain_name(movie, texts) if movie else ""
            text = texts(f"option-{option.kind.replace('_', '-')}")
            if what:
                text = texts("option-about", option=text, what=what[:_SAID])
            buttons.append((Button(str(text.unescape()), said),))
    if not buttons:
        return off_topic(turn)
    return Reply(
        text=texts("unsure"),
        intent="unsure",
        facts={"asked": [option.kind for option in turn.intent.options]},
        buttons=tuple(buttons),
    )


def which(turn: Turn) -> Reply:
    """Which of the films of the last list is meant; ``text`` is what will be answered about it."""
    movies = [turn.recommender.movie(movie) for movie in turn.context.movies[:_MOST_WHICH]]
    kind, _, aspect = turn.intent.text.partition(" ")
    buttons = tuple(
        (Button(plain_name(movie, turn.texts), action(kind, movie.id, text=aspect)),)
        for movie in movies
        if movie is not None
    )
    if not buttons:
        return lost(turn)
    return Reply(
        text=turn.texts("which"),
        intent="which",
        facts={"asked": list(turn.context.movies[:_MOST_WHICH])},
        buttons=buttons,
    )


def other_year(turn: Turn) -> Reply:
    """No film of that title is of the year that was said; ``text`` is the year."""
    return Reply(text=turn.texts("other-year", year=turn.intent.text), intent="other_year")


def why(turn: Turn) -> Reply:
    """Why the last films were suggested, or one of them."""
    context = turn.context
    ids = (turn.intent.movie,) if turn.intent.movie is not None else context.movies
    movies = [movie for movie in map(turn.recommender.movie, ids) if movie is not None]
    listed = context.listed
    if listed is None or not movies:
        return lost(turn)
    lines = [_why(turn, listed, movie) for movie in movies[:_MOST_WHICH]]
    return Reply(
        text=Markup("\n").join(lines),
        intent="why",
        movies=tuple(movies[:_MOST_WHICH]),
        facts={"about": [movie.id for movie in movies[:_MOST_WHICH]]},
    )


def _why(turn: Turn, listed: Intent, movie: Movie) -> Markup:
    texts = turn.texts
    film = name(movie, texts)
    if listed.kind == "recommend" and turn.context.asked is not None:
        asked = turn.recommender.movie(turn.context.asked)
        reasons = _reasons(turn, turn.context.asked, movie)
        if asked is not None and reasons:
            said = Markup(" · ").join(reason(each, texts) for each in reasons)
            return texts("why-near", film=film, asked=name(asked, texts), reasons=said)
    conditions = _conditions(turn)
    if listed.kind in {"search", "surprise"} and conditions:
        fits_ = " · ".join(label(condition, texts) for condition in conditions)
        return texts("why-fits", film=film, understood=fits_, rating=_rating(turn, movie))
    return texts("why-rated", film=film, rating=_rating(turn, movie))


def _conditions(turn: Turn) -> tuple[Condition, ...]:
    try:
        said = turn.context.search.removeprefix(SHORTHAND)
        return shorthand.read(said, turn.recommender)
    except ValueError:
        return ()


def _in_words(text: str, turn: Turn) -> str:
    """What an intent is about, as people say it; conditions may be in shorthand."""
    if not text.startswith(SHORTHAND):
        return text
    conditions = shorthand.read(text.removeprefix(SHORTHAND), turn.recommender)
    return " · ".join(label(condition, turn.texts) for condition in conditions)


def _rating(turn: Turn, movie: Movie) -> str:
    return turn.texts.number(movie.weighted_rating, 1)


def _reasons(turn: Turn, asked: int, movie: Movie) -> tuple[Reason, ...]:
    for suggestion in turn.recommender.similar(asked, n=_NEAR, whole_saga=True):
        if suggestion.movie.id == movie.id:
            return suggestion.reasons
    return ()


def seen(turn: Turn) -> Reply:
    """A film is known already: it is noted, and what was suggested is suggested anew without it."""
    if turn.intent.movie is None and not turn.intent.text:
        return which(replace(turn, intent=Intent("which", "seen")))
    chosen = choose(turn)
    if isinstance(chosen, Reply):
        return chosen
    movie, context, listed = chosen.movie, turn.context, turn.context.listed
    noted = turn.texts("seen-noted", film=name(movie, turn.texts))
    changes: tuple[Change, ...] = ()
    if turn.memory.available:
        changes = (SetMark(turn.request.user, movie.id, "seen"),)
    facts = {"seen": [movie.id]}
    if listed is None or listed.kind not in _AGAIN or movie.id not in context.movies:
        return Reply(text=noted, intent="seen", facts=facts, changes=changes)
    after = replace(context, seen=context.seen | {movie.id})
    if listed.kind == "search":
        listed = replace(listed, movie=movie.id)
    again = _AGAIN[listed.kind](replace(turn, intent=listed, context=after))
    return replace(
        again,
        intent="seen",
        text=Markup("\n\n").join([noted, Markup(again.text)]),  # noqa: S704  (an answer of ours)
        facts={**again.facts, **facts},
        changes=(*again.changes, *changes),
        replaces=False,
    )


def set_language(turn: Turn) -> Reply:
    """The language is changed to the one that was named, or the person is asked which."""
    wanted = arguments.languages().read(turn.intent.text).value
    if wanted not in LANGUAGES:
        buttons = tuple(
            Button(str(texts_in(language)("language-name").unescape()),
                   action("set_language", text=language))
            for language in LANGUAGES
        )  # fmt: skip
        message = "language-other" if turn.intent.text else "language-which"
        return Reply(
            text=turn.texts(message),
            intent="set_language",
            facts={"asked": list(LANGUAGES)},
            buttons=(buttons,),
        )
    changes = (SetLanguage(turn.request.user, wanted),) if turn.memory.available else ()
    return Reply(
        text=texts_in(wanted)("language-set"),
        intent="set_language",
        facts={"language_set": wanted},
        changes=changes,
    )
