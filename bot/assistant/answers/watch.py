"""Where a film can be watched, in which country, and on whose platforms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup
from rapidfuzz import fuzz, process

from bot.assistant.answers.film import Chosen, choose, name
from bot.assistant.answers.lists import in_private
from bot.assistant.answers.stats import film_fact
from bot.assistant.answers.turn import Turn
from bot.assistant.arguments import read_country
from bot.assistant.intents import action, fits
from bot.assistant.memory import Change, SetCountry, SetPlatforms
from bot.assistant.reply import Button, Reply
from recommender.normal_forms import fold
from recommender.offers import KINDS, Offers

#: Countries that are offered to somebody who names none.
_COUNTRIES = ("ES", "MX", "AR", "CO", "CL", "PE", "UY", "US")
_IN_A_ROW = 4
#: Platforms that are offered, and those that somebody may have.
_OFFERED, _MOST = 14, 20
#: How many other countries are named where a film is to be had.
_ELSEWHERE = 6
#: How alike the name of a platform must be to what was typed, 0 to 100.
_ALIKE = 80
_BETWEEN = re.compile(r"\s*(?:,|;|\+|\by\b|\band\b)\s*", re.IGNORECASE)
#: What means every platform.
_ANY = frozenset("todas todos todo ninguna ninguno cualquiera all any none no".split())


def where(turn: Turn) -> Reply:
    """The platforms that stream, rent or sell a film in the person's country."""
    chosen = choose(turn)
    if isinstance(chosen, Reply):
        return chosen
    texts, offers = turn.texts, turn.recommender.offers
    row = turn.recommender.catalogue.row(chosen.movie.id)
    film = name(chosen.movie, texts)
    if offers is None or row is None:
        return _said(turn, chosen, texts("where-no-data", film=film))
    answered = offers.answered(row)
    if answered is None:
        return _said(turn, chosen, texts("where-unknown", film=film))
    country, guessed = turn.country
    found = offers.of(row, country)
    lines = [texts("where-header", film=film, country=texts.country(country))]
    lines += [
        texts(f"where-{kind}", platforms=texts.join(found[kind])) for kind in KINDS if kind in found
    ]
    if not found:
        others = [code for code in offers.countries(row) if code != country]
        lines.append(texts("where-nowhere", country=texts.country(country)))
        if others:
            names = texts.join([texts.country(code) for code in others[:_ELSEWHERE]])
            lines.append(texts("where-elsewhere", countries=names))
    if guessed:
        lines.append(texts("where-guessed", country=texts.country(country)))
    link = f"https://www.themoviedb.org/movie/{chosen.movie.id}/watch?locale={country}"
    lines.append(texts("where-source", link=link, date=texts.date(answered)))
    return _said(
        turn,
        chosen,
        Markup("\n").join(lines),
        country=country,
        guessed=guessed,
        offers={kind: list(names) for kind, names in found.items()},
        as_of=answered.isoformat(),
    )


def where_button(turn: Turn, movie: int) -> Button:
    """The button that asks where a film can be watched."""
    return Button(turn.texts("button-where").unescape(), action("where", movie))


def _said(turn: Turn, chosen: Chosen, text: Markup, **facts: object) -> Reply:
    texts = turn.texts
    country = Button(texts("button-residence").unescape(), action("residence"))
    return Reply(
        text=text,
        intent="where",
        movies=(chosen.movie,),
        facts={"movie": film_fact(chosen.movie), **facts},
        buttons=(*(((country,),) if facts else ()), *chosen.others),
    )


def residence(turn: Turn) -> Reply:
    """The country in which somebody watches films is set, or told."""
    texts, said = turn.texts, turn.intent.text
    read = read_country(said, turn.recommender.countries)
    if said and read.value is not None:
        changes: tuple[Change, ...] = ()
        if turn.memory.available:
            changes = (SetCountry(turn.request.user, read.value),)
        return Reply(
            text=texts("residence-set", country=texts.country(read.value)),
            intent="residence",
            facts={"country_set": read.value},
            changes=changes,
        )
    country, guessed = turn.country
    if said:
        message = "residence-near" if read.near else "residence-unknown"
    else:
        message = "residence-guess" if guessed else "residence-now"
    offered = read.near or _COUNTRIES
    buttons = [Button(texts.country(code), action("residence", text=code)) for code in offered]
    return Reply(
        text=texts(message, country=texts.country(country), typed=turn.typed),
        intent="residence",
        facts={"country": country, "guessed": guessed},
        buttons=_rows(buttons),
    )


def platforms(turn: Turn) -> Reply:
    """The platforms that somebody has are set, or shown to choose from."""
    if turn.request.group:
        return in_private(turn)
    offers, texts = turn.recommender.offers, turn.texts
    if offers is None:
        return Reply(text=texts("platforms-no-data"), intent="platforms")
    country, _ = turn.country
    known, mine = offers.platforms(country), turn.platforms
    unread: list[str] = []
    if turn.intent.text:
        mine, unread = _named(turn.intent.text, known, mine)
    return _shown(turn, offers, mine, unread, changed=bool(turn.intent.text))


def platform(turn: Turn) -> Reply:
    """One platform more, or one less."""
    if turn.request.group:
        return in_private(turn)
    offers, named = turn.recommender.offers, turn.intent.text
    if offers is None:
        return Reply(text=turn.texts("platforms-no-data"), intent="platforms")
    mine = turn.platforms
    if named in mine:
        mine = tuple(each for each in mine if each != named)
    elif named:
        mine = (*mine, named)[-_MOST:]
    else:
        mine = ()
    return _shown(turn, offers, mine, [], changed=True)


def _named(
    said: str, known: Sequence[str], mine: tuple[str, ...]
) -> tuple[tuple[str, ...], list[str]]:
    """The platforms that are named, and what names none."""
    words = [word for word in _BETWEEN.split(said) if word]
    if {fold(word) for word in words} <= _ANY:
        return (), []
    found: list[str] = []
    unread: list[str] = []
    for word in words:
        best = process.extractOne(
            word, known, scorer=fuzz.WRatio, processor=fold, score_cutoff=_ALIKE
        )
        if best is None:
            unread.append(word)
        else:
            found.append(best[0])
    return (tuple(dict.fromkeys(found))[:_MOST], unread) if found else (mine, unread)


def _shown(
    turn: Turn, offers: Offers, mine: tuple[str, ...], unread: Sequence[str], *, changed: bool
) -> Reply:
    texts = turn.texts
    country, _ = turn.country
    here = texts.country(country)
    lines = [
        texts("platforms-mine", platforms=texts.join(mine), country=here)
        if mine
        else texts("platforms-any", country=here)
    ]
    if unread:
        lines.append(texts("platforms-unread", words=texts.join(unread)))
    known = offers.platforms(country)
    if not known:
        lines.append(texts("platforms-none-here", country=here))
    offered = dict.fromkeys((*mine, *known[:_OFFERED]))
    buttons = [
        Button(f"✅ {each}" if each in mine else each, said)
        for each in offered
        if fits(said := action("platform", text=each))
    ]
    rows = _rows(buttons, 2)
    if mine:
        rows += ((Button(texts("button-any-platform").unescape(), action("platform")),),)
    rows += ((Button(texts("button-residence").unescape(), action("residence")),),)
    changes: tuple[Change, ...] = ()
    if changed and turn.memory.available:
        changes = (SetPlatforms(turn.request.user, mine),)
    return Reply(
        text=Markup("\n").join(lines),
        intent="platforms",
        facts={"platforms_set" if changed else "platforms": list(mine), "country": country},
        buttons=rows,
        replaces=turn.request.press is not None,
        changes=changes,
    )


def _rows(buttons: Sequence[Button], width: int = _IN_A_ROW) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))
