"""Makes sense of free words: what they ask, as the intent that a command would give."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from bot.assistant.arguments import SLIP, genres, languages
from bot.assistant.context import Context
from bot.assistant.intents import Intent
from bot.assistant.understanding.asides import film_with_somebody, which, without_reason
from bot.assistant.understanding.asking import about, without_name
from bot.assistant.understanding.comparing import comparing
from bot.assistant.understanding.description import SAGAS, describe, is_mere_word
from bot.assistant.understanding.doubt import FAMOUS, WELL_KNOWN, in_doubt, is_rather_a_plot
from bot.assistant.understanding.follow_up import (
    ABOUT_A_FILM,
    ALONE,
    FOLLOW_UPS,
    about_a_film,
    by_the_same,
    follow_up,
)
from bot.assistant.understanding.model import cues_of
from bot.assistant.understanding.names import A_FILM, is_saga, kinds, near_title, sure_title
from bot.assistant.understanding.resembling import near_film, resembling
from bot.assistant.understanding.sense import NAMED, Sense, make_sense
from bot.assistant.understanding.tokens import GENRES, words_of
from bot.assistant.understanding.watching import watching
from recommender import Recommender
from recommender.conditions import (
    About,
    By,
    Condition,
    Country,
    Genre,
    Language,
    Ordered,
    Rated,
    With,
    Years,
)
from recommender.name_index import ACCEPT, SAME_WORDS
from recommender.normal_forms import fold
from recommender.titles import Match

__all__ = ["in_own_words", "understand"]

#: From this probability on an intent is answered; from the next one on it is worth asking about.
ANSWER, WORTH_ASKING = 0.5, 0.2
#: How many intents are offered when it is not clear which one is meant.
_OFFERED = 3
#: Nobody asks about films in more words than these; what is longer was pasted.
_MOST_WORDS = 45
#: A text of so few words may be a name and nothing else.
_MOST_NAME_WORDS = 8
#: As sure as this, words ask what they seem to, unless a title is nearly the same.
_SURE = 0.75
#: As much (of 100) of a question as has to be in a title that it is.
_AS_WRITTEN = 75.0
#: So few words may be a title with a slip, whatever they seem to ask.
_SHORT = 3
#: As much (of 100) of a title with a slip or two is as it should be.
_SLIPS = 90.0
#: What a title with more slips than that seems to ask.
_NOTHING_MORE = frozenset({"search", "off_topic"})

#: Only titles have a year in brackets, whether they are known or not.
_WITH_YEAR = re.compile(r"[^()?¿]{1,80} \((?:18|19|20)\d\d\)")
_READABLE = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")

#: A text of so few words may change the last question, when it begins with one of these.
_FEW = 5
_GOING_ON = frozenset("y e pero mejor que solo nomas ahora and but only about just".split())
_CONDITIONS = frozenset("con sin de en mas with without from in more".split())
#: With which a text begins that says what is wrong with the films that were shown, in so few words.
_CHANGING = _GOING_ON | frozenset(
    "mas menos no nada sin que tampoco ni un algo not less more without nothing shorter longer"
    " newer older".split()
)
#: Of these, those that begin a new question unless one of the others comes next: "algo más corto".
_SOMETHING, _COMPARED = frozenset("un algo".split()), frozenset("mas menos poco no que".split())
_MOST_CHANGING = 8
_NARROWED_FURTHER = frozenset({"search", "surprise", "recommend", "top"})
_QUESTIONS = frozenset(
    "que quien como cuando donde cual cuanto cuantos cuantas por"
    " what who how when where which why whats wheres".split()
)
_DESCRIBED = frozenset({"search", "surprise"})
_THE_ONE = frozenset("la el the".split())
_ARTICLES, _OF = frozenset("la las the".split()), frozenset("de del of".split())
_SURE_AFTER_SOMETHING = frozenset(
    {"more", "thanks", "why", "seen", "pick", "refine", "correct", "yes", "no"}
)


def understand(text: str, context: Context, recommender: Recommender) -> Intent:
    """What free words ask, after what was said before.

    Why somebody asks is left out, and so is what tells a film from others of its title until it is
    known which title that is. Of the rest the first of these that knows decides: the form; turns
    of phrase that leave no doubt; what was said before ("otra", "sin terror"); whether all of it is
    a name; and at last the model, unless the film that it sees is rather everyday words.

    Args:
        text: what was written, cleaned (see `bot.assistant.intents.clean`).
        context: what was said before.
        recommender: the open catalogue.

    Returns:
        The intent that the command for it would give; ``unsure`` with ``options`` when it is not
        clear which one is meant, and ``off_topic`` when it is none.
    """
    if not recommender.is_title(text):
        text = without_reason(text)
        told_apart = which(text)
        if told_apart is not None:
            intent = _understood(told_apart.rest, context, recommender)
            of_a_film = "title" in NAMED.get(intent.kind, ()) and intent.text
            film = told_apart.film(intent.text, recommender) if of_a_film else None
            if film is not None:
                return Intent(intent.kind, f"{film.title} ({film.year})")
    return _understood(text, context, recommender)


def in_own_words(command: Intent, recommender: Recommender) -> Intent:
    """What a command asks that is followed by words: "/recomienda algo como Matrix".

    Args:
        command: what was typed, as far as its form tells.
        recommender: the open catalogue.

    Returns:
        The same where what follows is a title, or is understood as nothing better.
    """
    text, of_a_film = command.text, NAMED.get(command.kind) == frozenset({"title"})
    if command.kind == "search":
        return resembling(make_sense(text, recommender), recommender) or command
    if not of_a_film or not text:
        return command
    near = near_title(text, recommender)
    if near is not None and (near.score >= ACCEPT or len(text.split()) < _SHORT):
        # To understand words takes several times as long as to look a title up.
        return command
    meant = understand(text, Context(), recommender)
    if "title" in NAMED.get(meant.kind, ()) and sure_title(meant.text, recommender) is not None:
        return Intent(command.kind, meant.text)
    described = meant.kind == "search" and near is None
    return meant if described and command.kind == "recommend" else command


def _understood(text: str, context: Context, recommender: Recommender) -> Intent:
    """What a text without asides asks."""
    by_form = _by_form(text, recommender)
    if by_form is not None:
        return by_form
    sense = make_sense(text, recommender)
    if not sense.words:
        return Intent("recommend", text)
    by_rule = _by_rule(sense, context, recommender)
    if by_rule is not None:
        return by_rule
    kind, probability = sense.likely[0]
    if context.live:
        by_same = by_the_same(sense, context, recommender)
        if by_same is not None:
            return by_same
        corrects = kind == "correct" and probability >= _SURE and _says_which(sense)
        if not corrects and (
            _goes_on(kind, sense, context) or _changes(sense, context, recommender)
        ):
            return _intent("refine", sense, context, recommender)
        if kind in _SURE_AFTER_SOMETHING and probability >= ANSWER:
            return _intent(kind, sense, context, recommender)
    named = _whole_name(sense, recommender)
    if named is not None:
        return named
    if kind == "off_topic" and probability < _SURE and _describes(sense, recommender):
        return Intent("search", sense.text)
    if kind in _DESCRIBED:
        # Whether one film or several are wanted is no doubt about what is.
        probability = sum(p for each, p in sense.likely if each in _DESCRIBED)
    if probability >= ANSWER:
        return in_doubt(_intent(kind, sense, context, recommender), sense, recommender)
    somebodys = _somebodys(sense, recommender, guess=True)
    return somebodys or _unsure(sense, context, recommender)


def _by_form(text: str, recommender: Recommender) -> Intent | None:
    """The intent of a text that needs no reading, by its signs and its length."""
    if _WITH_YEAR.fullmatch(text) and (
        not _asks_with(text) or sure_title(text, recommender) is not None
    ):
        return Intent("recommend", text)
    if not _READABLE.search(text):
        # Signs and other scripts: a title at most.
        known = sure_title(text, recommender) is not None
        return Intent("recommend", text) if known else Intent("off_topic")
    return Intent("off_topic") if text.count(" ") >= _MOST_WORDS else None


def _asks_with(text: str) -> bool:
    """Whether a text begins with a word that people ask with: "votes of …"."""
    first = next(iter(words_of(text)), None)
    return first is not None and (first.folded in _QUESTIONS or bool(cues_of(first.folded)))


def _by_rule(sense: Sense, context: Context, recommender: Recommender) -> Intent | None:
    """The intent of the few turns of phrase that leave no doubt."""
    asked = watching(sense, context, recommender)
    if asked is not None and not recommender.is_title(sense.text):
        return asked
    saga = _saga(sense, recommender)
    if saga:
        return Intent("franchise", saga)
    if recommender.is_title(sense.text):
        return None
    return resembling(sense, recommender) or comparing(sense, context, recommender)


def _saga(sense: Sense, recommender: Recommender) -> str:
    """The saga of "la saga de Alien" or "the Alien saga"; empty where a known film is called so."""
    words = list(sense.words)
    if words[0].folded in _ARTICLES:
        del words[0]
    if len(words) < 2:
        return ""
    if words[0].folded in SAGAS:
        del words[0]
        if words[0].folded in _OF:
            del words[0]
    elif words[-1].folded in SAGAS:
        del words[-1]
    else:
        return ""
    name = sense.text[words[0].start : words[-1].end] if words else ""
    if not name or not is_saga(name, recommender):
        return ""
    film = sure_title(sense.text, recommender)
    known = film is not None and film.score >= SAME_WORDS and film.movie.vote_count >= A_FILM
    return "" if known else name


def _beginning(sense: Sense) -> str:
    """The word that a text begins with, or "about" of "what about …"."""
    first, *rest = (word.folded for word in sense.words[:2])
    return "about" if rest == ["about"] else first


def _goes_on(kind: str, sense: Sense, context: Context) -> bool:
    """Whether a text changes the last question: it begins as such a text does, and is short."""
    first, few = _beginning(sense), len(sense.words) <= _FEW
    if kind == "refine":
        return first in _GOING_ON
    searched = context.listed is not None and context.listed.kind in {"search", "surprise"}
    return kind == "search" and searched and few and first in _GOING_ON | _CONDITIONS


def _changes(sense: Sense, context: Context, recommender: Recommender) -> bool:
    """Whether a text says how other films should be than those that were shown: "no tan viejas"."""
    first, few = _beginning(sense), len(sense.words) <= _MOST_CHANGING
    shown = context.listed is not None and context.listed.kind in _NARROWED_FURTHER
    if not (shown and few) or sense.first("YEAR") is not None:
        # "No, la de 1984" is another film of that title.
        return False
    if first in _SOMETHING and not {word.folded for word in sense.words[1:2]} & _COMPARED:
        return False
    described = describe(sense.text, recommender)
    if not described.conditions or described.unread:
        return False
    if first not in _CHANGING:
        # "Francesa" changes what was shown, "pelis francesas" is a question of its own.
        asks = first in _QUESTIONS or any("FILMS" in cues_of(word.folded) for word in sense.words)
        return not asks and all(isinstance(each, ALONE) for each in described.conditions)
    return not any(isinstance(each, About) for each in described.conditions)


def _describes(sense: Sense, recommender: Recommender) -> bool:
    """Whether every word describes films, one of them a genre, as "comedias negras" does."""
    if len(sense.words) > _MOST_NAME_WORDS or _asks_with(sense.text):
        return False
    if not any(genres(GENRES).exactly(word.folded) for word in sense.words):
        return False
    found = describe(sense.text, recommender)
    return not found.unread and not any(map(is_mere_word, found.conditions))


def _says_which(sense: Sense) -> bool:
    """Whether a text means one film: "la vieja", and not "no tan vieja"."""
    return any(word.folded in _THE_ONE for word in sense.words)


def _whole_name(sense: Sense, recommender: Recommender) -> Intent | None:
    """The intent of a text that is a name and nothing else; it may have a slip."""
    if _is_rather_a_genre(sense, recommender):
        return None
    if recommender.is_title(sense.text):
        return Intent("recommend", _without_emphasis(sense.text, recommender))
    if recommender.people.called(sense.text):
        return Intent("search", sense.text)
    sure = sense.likely[0][1] >= _SURE
    somebodys = _somebodys(sense, recommender, guess=False)
    if somebodys is not None:
        return somebodys
    asks = sure and sense.likely[0][0] != "off_topic"
    few = len(sense.words) <= (_SHORT if asks else _MOST_NAME_WORDS)
    if not (few and sense.strange):
        return None
    found = near_title(sense.text, recommender)
    if found is not None and _is_meant(found, sense, recommender):
        return Intent("recommend", sense.text)
    seems_nothing = sense.likely[0][0] == "off_topic" and len(sense.words) <= _SHORT
    if seems_nothing and _is_of_people(sense, recommender):
        return Intent("search", sense.text)
    of_nobody = sense.name is not None and not sense.kinds
    if _asks(sense) or of_nobody or sense.foreign or sense.is_more_than_a_name:
        return None
    what = kinds(sense.text, recommender)
    if not what or what[0] == "title":
        return None
    return Intent("franchise" if what[0] == "saga" else "search", sense.text)


def _is_rather_a_genre(sense: Sense, recommender: Recommender) -> bool:
    """Whether a text is the name of a genre, and of no film that is known: "terror"."""
    if not any(
        each.kind == "GENRE" and each.end - each.start == len(sense.words) for each in sense.found
    ):
        return False
    film = sure_title(sense.text, recommender)
    return film is None or film.movie.vote_count < WELL_KNOWN


def _is_meant(film: Match, sense: Sense, recommender: Recommender) -> bool:
    """Whether a text is the title of a film with a slip or two, and not what it seems to ask."""
    kind = sense.likely[0][0]
    if film.score < ACCEPT and (kind not in _NOTHING_MORE or film.movie.vote_count < FAMOUS):
        # Of a film that has to be asked about everybody has heard.
        return False
    alike = fuzz.ratio(fold(sense.text), fold(film.matched))
    if alike >= _least_alike(film, sense):
        return True
    return alike >= _AS_WRITTEN and bool(describe(sense.text, recommender).unread)


def _least_alike(film: Match, sense: Sense) -> float:
    """How much (of 100) of a text has to be in the title that all of it is taken for.

    "What is the meaning of life" is a question, though a film has the last words for a title.
    """
    sure_of_it = film.score >= ACCEPT
    if sure_of_it and sense.all_strange:
        return 0.0
    if sense.likely[0][1] >= _SURE:
        return _SLIPS
    return 0.0 if sure_of_it and not _asks(sense) else _AS_WRITTEN


def _somebodys(sense: Sense, recommender: Recommender, *, guess: bool) -> Intent | None:
    """The intent of a text that is a title and somebody of that film; see `film_with_somebody`."""
    if len(sense.words) > _MOST_NAME_WORDS or not sense.strange:
        return None
    film = film_with_somebody(sense.text, recommender, guess=guess)
    return None if film is None else Intent("recommend", f"{film.title} ({film.year})")


def _without_emphasis(title: str, recommender: Recommender) -> str:
    """A title without the signs that somebody put behind it, if that is the better known film."""
    plain = title.rstrip("!?. ")
    if plain == title or not plain:
        return title
    votes = [
        film.movie.vote_count if film else -1
        for film in (sure_title(each, recommender) for each in (title, plain))
    ]
    return plain if votes[1] > votes[0] else title


def _is_of_people(sense: Sense, recommender: Recommender) -> bool:
    """Whether a text names people or companies, and says nothing else."""
    described = describe(sense.text, recommender)
    found = described.conditions
    return bool(found) and not described.unread and all(isinstance(c, With | By) for c in found)


def _asks(sense: Sense) -> bool:
    """Whether a text asks something, by its first word or as it seems to the model."""
    kind, probability = sense.likely[0]
    seems = probability >= ANSWER and kind != "recommend" and not sense.all_strange
    return seems or sense.words[0].folded in _QUESTIONS


def _intent(kind: str, sense: Sense, context: Context, recommender: Recommender) -> Intent:
    """The intent of a kind, about what the text names."""
    if kind in FOLLOW_UPS:
        return follow_up(kind, sense, context, recommender)
    of_no_film = kind == "where" and not (sense.name or context.movies)
    if of_no_film and describe(sense.text, recommender).conditions:
        return Intent("search", sense.text)
    if kind in ABOUT_A_FILM and sense.name is None:
        return about_a_film(kind, sense, context)
    if kind == "set_language":
        return Intent(kind, _spoken(sense))
    nation = sense.first("NATION") if kind == "language" else None
    if nation is not None and languages().exactly(sense.words[nation.start].folded) is None:
        return Intent("country", str(nation.value))
    if kind == "top" and not _is_top(sense, recommender):
        return Intent("search", sense.text)
    if kind in {"search", "surprise"}:
        return _described(kind, sense, recommender)
    if kind in {"actor", "director"}:
        kind = _trade(kind, sense)
    if kind in {"actor", "director", "company"} and _is_narrowed(sense, recommender):
        return Intent("search", sense.text)
    if kind == "recommend":
        return near_film(sense, recommender)
    return Intent(kind, about(kind, sense))


def _trade(kind: str, sense: Sense) -> str:
    """Whether somebody is asked about as actor or director: as the words say, else as known."""
    cues = [cues_of(word.folded) for word in sense.words]
    said = {cue for each in cues if "FILMOGRAPHY" not in each for cue in each}
    if said & {"ACT", "DIRECT"} or not sense.kinds:
        return kind
    return {"cast": "actor", "director": "director"}.get(sense.kinds[0], kind)


def _is_narrowed(sense: Sense, recommender: Recommender) -> bool:
    """Whether only some of the films of somebody are asked for: "las comedias de los 80 de …"."""
    if sense.name is None:
        return False
    rest = describe(without_name(sense), recommender).conditions
    return any(isinstance(each, Genre | Country | Language | Years | With) for each in rest)


def _described(kind: str, sense: Sense, recommender: Recommender) -> Intent:
    """A description; one that says nothing but that it should be good leaves the choice to us."""
    description = describe(sense.text, recommender)
    says_something = any(not _is_praise(each) for each in description.conditions)
    if says_something or (kind == "search" and description.unread):
        return Intent(kind, sense.text)
    mistyped = any(genres(GENRES).near(word, SLIP) for word in description.unread)
    return Intent("surprise", sense.text if mistyped else "")


def _is_top(sense: Sense, recommender: Recommender) -> bool:
    """Whether the best films are asked for in terms that their command knows."""
    conditions = describe(sense.text, recommender).conditions
    return all(isinstance(each, Genre | Country | Years) or _is_praise(each) for each in conditions)


def _is_praise(condition: Condition) -> bool:
    """Whether it says no more than that films should be good."""
    return isinstance(condition, Rated) or condition == Ordered("rating")


def _spoken(sense: Sense) -> str:
    """The language that somebody wants to talk in, as it was written; empty when none is named."""
    mention = sense.first("NATION", "LANGUAGE")
    return "" if mention is None else sense.said(mention)


def _unsure(sense: Sense, context: Context, recommender: Recommender) -> Intent:
    """What it may be, to be asked about; off topic when nothing is likely."""
    if sense.likely[0][0] == "off_topic":
        return Intent("off_topic")
    if is_rather_a_plot(sense.likely[0][0], sense):
        return Intent("search", sense.text)
    options = []
    for kind, probability in sense.likely[:_OFFERED]:
        if probability < WORTH_ASKING:
            break
        option = _intent(kind, sense, context, recommender)
        if option.kind not in _NO_OPTIONS and option not in options:
            options.append(option)
    if not options:
        return Intent("off_topic")
    return Intent("unsure", options=tuple(options))


_NO_OPTIONS = frozenset(
    "off_topic lost no_more thanks rejected start which seen why other_year unsure"
    " export erase night_start".split()
)
