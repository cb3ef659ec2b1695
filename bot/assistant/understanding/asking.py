"""What an intent is about, as its command would be told: the words after the command."""

from __future__ import annotations

import re

from bot.assistant.arguments import SLIP, months, weekdays
from bot.assistant.understanding.model import model
from bot.assistant.understanding.sense import ABOUT, NAMED, Sense

#: What may be asked of a film by itself, and the beginnings of words that ask it.
_ASPECTS = (
    ("director", r"dirig|director|direct|quien (?:la |lo )?hizo|de quien es|who made"),
    ("cast", r"actor|actriz|actu|sale|reparto|protagon|cast|stars?\b|who (?:is in|plays)|labura"),
    ("length", r"dura|larga|largo|long|length|runtime|running time"),
    ("year", r"\bano\b|cuando|estren|salio|year|when|come out|release"),
    ("plot", r"\bva\b|\biba\b|trata|argumento|sinopsis|resumen|about|plot|synopsis|happens"),
    ("genres", r"genero|genre"),
    ("country", r"\bpais\b|country"),
    ("original", r"original"),
)  # fmt: skip

#: Short lists in which a word with a slip is looked for.
_NAMES = {"month": months, "weekday": weekdays}

#: What the best films may be narrowed down to.
_TOP = ("GENRE", "DECADE", "COUNTRY", "NATION")


def aspect(sense: Sense) -> str:
    """What is asked of a film, if it is one thing; see `bot.assistant.answers.card.ASPECTS`."""
    folded = " ".join(word.folded for word in sense.words)
    return next((name for name, said in _ASPECTS if re.search(said, folded)), "")


def about(kind: str, sense: Sense) -> str:
    """What an intent is about, in words that its command understands; empty when it is about all.

    Args:
        kind: the intent's kind.
        sense: the text, read.
    """
    if kind in ABOUT:
        mention = sense.first(*sorted(ABOUT[kind]))
        if mention is None:
            return sense.name_text or _mistyped(kind, sense)
        if mention.kind == "NATION" and kind == "country":
            return str(mention.value)
        return str(mention.value) if mention.kind == "DECADE" else sense.said(mention)
    if kind in NAMED:
        end = _year_after(sense)
        year = "" if end is None else f" {sense.words[end - 1].folded}"
        return sense.name_text + (year if "title" in NAMED[kind] else "")
    if kind == "top":
        return " ".join(_top(sense))
    if kind in {"search", "surprise"}:
        return sense.text
    if kind == "platforms":
        return ", ".join(sense.said(each) for each in sense.found if each.kind == "PLATFORM")
    return ""


def _mistyped(kind: str, sense: Sense) -> str:
    """A word that nobody asks with and that is nearly a month or a day, to be asked about."""
    names = _NAMES.get(kind)
    if names is None:
        return ""
    strange = (word.folded for word in sense.words if word.folded not in model().known)
    return next((word for word in strange if names().near(word, SLIP)), "")


#: What may stand between a title and its year.
_OF_YEAR = frozenset("de del la el ano from of the one version".split())
_MOST_BETWEEN = 3


def _year_after(sense: Sense) -> int | None:
    """Where the year ends that tells the named film from others of its title, if one follows it."""
    if sense.name is None:
        return None
    for mention in sense.found:
        between = sense.words[sense.name.end : mention.start]
        if (
            mention.kind == "YEAR"
            and mention.start >= sense.name.end
            and len(between) <= _MOST_BETWEEN
            and all(word.folded in _OF_YEAR for word in between)
        ):
            return mention.end
    return None


def without_name(sense: Sense) -> str:
    """What a text says besides the name and the year that belongs to it."""
    if sense.name is None:
        return sense.text
    first = sense.words[sense.name.start].start
    last = sense.words[(_year_after(sense) or sense.name.end) - 1].end
    return f"{sense.text[:first]} {sense.text[last:]}"


def _top(sense: Sense) -> list[str]:
    """Genres, a decade and countries, as the command of the best films reads them."""
    parts = []
    for mention in sense.found:
        if mention.kind == "DECADE":
            parts.append(f"{mention.value}s")
        elif mention.kind in _TOP:
            parts.append(str(mention.value))
    return parts
