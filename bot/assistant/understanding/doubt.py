"""Whether a film that a question seems to name is perhaps no more than everyday words.

So many films are called like something else ("La capital", "One", "The Match") that a few words of
most questions are a title. What counts was chosen by cross-validation on our utterances: the words
of the name, how well known the film is, and what the question is when they are only words.
"""

from __future__ import annotations

from bot.assistant.intents import Intent
from bot.assistant.understanding.lexicon import is_plot_word
from bot.assistant.understanding.model import model
from bot.assistant.understanding.names import sure_title
from bot.assistant.understanding.naming import LITTLE
from bot.assistant.understanding.sense import NAMED, Sense
from bot.assistant.understanding.words import small_words
from recommender import Recommender
from recommender.everyday_words import is_everyday
from recommender.name_index import SAME_WORDS
from recommender.normal_forms import fold
from recommender.titles import Match

#: A film with fewer votes is seldom the one that is meant by a word or two; one with more than
#: the second is, whatever else the words may be.
WELL_KNOWN, FAMOUS = 300, 2000
#: As sure as this the rest of a question leaves no doubt that it is about a film, and so likely it
#: may be about something else; from the last one on it rather is.
_PLAINLY, _HARDLY, _RATHER = 0.9, 0.2, 0.5
#: So many words together are a title hardly by chance, if they are not everyday ones.
_SEVERAL = 2
#: So many, little ones among them, are one by chance no more, whatever stands around them.
_MANY = 4
#: So many words beside the name that nobody asks with tell of something else.
_STRANGERS = 2


def in_doubt(intent: Intent, sense: Sense, recommender: Recommender) -> Intent:
    """The intent itself, or what to do instead where the film that it names is doubtful.

    Args:
        intent: what the text seems to ask.
        sense: the text, read.
        recommender: the open catalogue.
    """
    of_films = NAMED.get(intent.kind) == frozenset({"title"})
    if not of_films or sense.name is None or not intent.text:
        return intent
    if is_rather_a_plot(intent.kind, sense):
        return Intent("search", sense.text)
    film = sure_title(intent.text, recommender)
    if film is None or not _is_doubtful(intent.kind, sense, film):
        return intent
    if film.movie.vote_count < WELL_KNOWN and sense.off_topic_in_plain_words >= _PLAINLY:
        return Intent("off_topic")
    return Intent("unsure", options=(intent,))


def is_rather_a_plot(kind: str, sense: Sense) -> bool:
    """Whether the name is a word about plots, and the text describes films if it is no more."""
    if NAMED.get(kind) != frozenset({"title"}) or sense.name is None:
        return False
    surely = dict(sense.likely)[kind] >= _PLAINLY
    plot = is_plot_word(fold(sense.name_text)) and not _is_marked(sense)
    return plot and not surely and sense.in_plain_words["search"] >= _RATHER


def _is_doubtful(kind: str, sense: Sense, film: Match) -> bool:
    votes = film.movie.vote_count
    if film.score >= SAME_WORDS and sense.name_text.count(" ") >= _MANY - 1:
        return False
    strangers = _strangers(sense)
    surely = dict(sense.likely)[kind] >= _PLAINLY
    if strangers >= _STRANGERS and not (surely and votes >= FAMOUS):
        return True
    if votes >= FAMOUS or not _says_little(sense):
        return False
    if sense.off_topic_in_plain_words > (_PLAINLY if _is_marked(sense) else _RATHER):
        return True
    plainly = surely and not strangers and sense.off_topic_in_plain_words < _HARDLY
    return votes < WELL_KNOWN and not plainly and not _is_marked(sense)


def _strangers(sense: Sense) -> int:
    """How many words beside the name nobody asks with."""
    named = {at for mention in sense.found for at in range(mention.start, mention.end)}
    return sum(
        word.folded not in model().known and word.folded not in small_words()
        for at, word in enumerate(sense.words)
        if at not in named and not sense.is_name(at)
    )


def _says_little(sense: Sense) -> bool:
    """Whether the name is one word, or two that people use."""
    inside = [word.folded for at, word in enumerate(sense.words) if sense.is_name(at)]
    telling = [word for word in inside if word not in LITTLE]
    everyday = all(is_everyday(word) or word in model().known for word in telling)
    return len(telling) < _SEVERAL or (len(telling) == _SEVERAL and everyday)


def _is_marked(sense: Sense) -> bool:
    """Whether the name is written as one: quoted, or with capitals that are not a country's."""
    inside = [word for at, word in enumerate(sense.words) if sense.is_name(at)]
    telling = [word for word in inside if word.folded not in LITTLE]
    of_a_list = any(sense.is_name(mention.start) for mention in sense.found)
    capitals = bool(telling) and all(word.capital and word.start for word in telling)
    return any(word.quoted for word in inside) or (capitals and not of_a_list)
