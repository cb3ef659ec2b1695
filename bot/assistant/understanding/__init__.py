"""Makes sense of free words: what they ask, as the intent that a command would give."""

from __future__ import annotations

from bot.assistant.context import Context
from bot.assistant.intents import Intent
from bot.assistant.understanding import shorthand
from bot.assistant.understanding.asking import about, without_name
from bot.assistant.understanding.description import describe, like
from bot.assistant.understanding.follow_up import (
    ABOUT_A_FILM,
    FOLLOW_UPS,
    about_a_film,
    follow_up,
)
from bot.assistant.understanding.names import kinds
from bot.assistant.understanding.sense import Sense, make_sense
from bot.assistant.understanding.shorthand import SHORTHAND
from recommender import Recommender
from recommender.search import Country, Genre, Language, Length, Rated, Years
from recommender.titles import ACCEPT

__all__ = ["understand"]

#: From this probability on an intent is answered; from the next one on it is worth asking about.
ANSWER, ASK = 0.5, 0.2
#: How many intents are offered when it is not clear which one is meant.
_OFFERED = 3
#: Nobody asks about films in more words than these; what is longer was pasted.
_MOST_WORDS = 45
#: A text of so few words may be a name and nothing else.
_MOST_NAME_WORDS = 8
#: As sure as this, words are what they look like, even when a film sounds like them.
_CERTAIN = 0.9

#: A text of so few words may change the last question, when it begins with one of these.
_FEW = 5
_GOING_ON = frozenset("y e pero mejor que solo nomas ahora and but only what how just".split())
_CONDITIONS = frozenset("con sin de en mas with without from in more".split())
_SURE_AFTER_SOMETHING = frozenset(
    {"more", "thanks", "why", "seen", "pick", "refine", "correct", "yes", "no"}
)


def understand(text: str, context: Context, recommender: Recommender) -> Intent:
    """What free words ask, after what was said before.

    A text that is just a film's title is that film, unless the words make far more sense as an
    answer to what was said last ("gracias", "otra").

    Args:
        text: what was written, cleaned (see `bot.assistant.intents.clean`).
        context: what was said before.
        recommender: the open catalogue.

    Returns:
        The intent that the command for it would give; ``unsure`` with ``options`` when it is not
        clear which one is meant, and ``off_topic`` when it is none.
    """
    sense = make_sense(text, recommender)
    if not sense.words:
        return Intent("recommend", text)
    if len(sense.words) > _MOST_WORDS:
        return Intent("off_topic")
    kind, probability = sense.likely[0]
    if context.live and _goes_on(kind, sense, context):
        kind, probability = "refine", 1.0
    refers = context.live and kind in _SURE_AFTER_SOMETHING and probability >= ANSWER
    if not refers and recommender.is_title(text):
        return Intent("recommend", text)
    if not refers and recommender.people.called(text):
        return Intent("search", text)
    plain = probability >= _CERTAIN and not sense.foreign
    if not refers and not plain and len(sense.words) <= _MOST_NAME_WORDS:
        named = _bare_name(sense, recommender)
        if named is not None:
            return named
    if probability >= ANSWER:
        return _intent(kind, sense, context, recommender)
    return _unsure(sense, context, recommender)


def _goes_on(kind: str, sense: Sense, context: Context) -> bool:
    """Whether a text changes the last question: it begins as such a text does, and is short."""
    first, few = sense.words[0].folded, len(sense.words) <= _FEW
    if kind == "refine":
        return first in _GOING_ON
    searched = context.listed is not None and context.listed.kind in {"search", "surprise"}
    return kind == "search" and searched and few and first in _GOING_ON | _CONDITIONS


def _bare_name(sense: Sense, recommender: Recommender) -> Intent | None:
    """The intent of a text that is a name and nothing else."""
    found = recommender.resolve(sense.text, limit=1)
    if found and found[0].score >= ACCEPT:
        return Intent("recommend", sense.text)
    what = kinds(sense.text, recommender)
    if not what or what[0] == "title":
        return None
    return Intent("franchise" if what[0] == "saga" else "search", sense.text)


def _intent(kind: str, sense: Sense, context: Context, recommender: Recommender) -> Intent:
    """The intent of a kind, about what the text names."""
    if kind in FOLLOW_UPS:
        return follow_up(kind, sense, context, recommender)
    if kind in ABOUT_A_FILM and sense.name is None:
        return about_a_film(kind, sense, context)
    if kind == "set_language":
        return Intent(kind, _spoken(sense))
    if kind == "top" and not _is_top(sense, recommender):
        return Intent("search", sense.text)
    if kind in {"search", "surprise"}:
        return _described(kind, sense, recommender)
    if kind == "recommend":
        return _near_film(sense, recommender)
    return Intent(kind, about(kind, sense))


def _near_film(sense: Sense, recommender: Recommender) -> Intent:
    """Films near one, or those of them that fit what else is said: "como Matrix, de los 80"."""
    text = about("recommend", sense)
    rest = describe(without_name(sense), recommender).conditions
    if not any(isinstance(each, Genre | Country | Language | Length | Years) for each in rest):
        return Intent("recommend", text)
    found = recommender.resolve(text, limit=1)
    if not found or found[0].score < ACCEPT:
        return Intent("recommend", text)
    conditions = (like(found[0].movie.id, recommender), *rest)
    return Intent("search", SHORTHAND + shorthand.written(conditions))


def _described(kind: str, sense: Sense, recommender: Recommender) -> Intent:
    """A description; one that says nothing but that it should be good leaves the choice to us."""
    description = describe(sense.text, recommender)
    says_something = any(not isinstance(each, Rated) for each in description.conditions)
    if not says_something and not (kind == "search" and description.unread):
        return Intent("surprise")
    return Intent(kind, sense.text)


def _is_top(sense: Sense, recommender: Recommender) -> bool:
    """Whether the best films are asked for in terms that their command knows."""
    conditions = describe(sense.text, recommender).conditions
    return all(isinstance(each, Genre | Country | Years | Rated) for each in conditions)


def _spoken(sense: Sense) -> str:
    """The language that somebody wants to talk in, as it was written; empty when none is named."""
    mention = sense.first("NATION", "LANGUAGE")
    return "" if mention is None else sense.said(mention)


def _unsure(sense: Sense, context: Context, recommender: Recommender) -> Intent:
    """What it may be, to be asked about; off topic when nothing is likely."""
    if sense.likely[0][0] == "off_topic":
        return Intent("off_topic")
    options = []
    for kind, probability in sense.likely[:_OFFERED]:
        if probability < ASK:
            break
        option = _intent(kind, sense, context, recommender)
        if option.kind not in _NO_OPTIONS and option not in options:
            options.append(option)
    if not options:
        return Intent("off_topic")
    return Intent("unsure", options=tuple(options))


_NO_OPTIONS = frozenset(
    "off_topic lost no_more thanks rejected start which seen why other_year unsure".split()
)
