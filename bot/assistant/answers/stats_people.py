"""The films of somebody who acts or directs, and how well they paid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.assistant.answers import pictures
from bot.assistant.answers.pictures import MOST_BARS, Bar
from bot.assistant.answers.stats import (
    TAG,
    facts,
    film_facts,
    hint,
    page,
    paragraphs,
    ranking,
    sums,
)
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.reply import Button, Reply
from recommender.name_index import ACCEPT, ASK, SAME_WORDS
from recommender.people import Meant, Person, Role

_ROLES: dict[str, Role] = {"actor": "cast", "director": "director"}
_OFFERED = 5
#: So much better known than the others of the name, somebody is meant without asking.
_BETTER_KNOWN = 8.0
#: Names that fit nearly as well as the best may be meant as well.
_CLOSE = 4.0


def actor(turn: Turn) -> Reply:
    """Films in whose cast somebody is, those also directed among them, and their returns."""
    return _answer(turn)


def director(turn: Turn) -> Reply:
    """Films that somebody directed: each with date, return, cost and profit, and the sums."""
    return _answer(turn)


def _answer(turn: Turn) -> Reply:
    texts, kind = turn.texts, turn.intent.kind
    role = _ROLES[kind]
    if not turn.intent.text:
        return _busiest(turn, role)
    person, others = _choose(turn, role)
    if person is None:
        if turn.intent.text.startswith(TAG):
            return Reply(text=texts("stale"), intent="stale")
        if others:
            return Reply(
                text=texts("unclear-person", count=len(others)),
                intent=kind,
                facts={"asked": [_fact(meant.person) for meant in others]},
                buttons=_buttons(turn, others, role),
            )
        return _other_role(turn, role)
    people, stats = turn.recommender.people, turn.recommender.stats
    rows = people.rows(person, role)
    if not len(rows):
        return _other_role(turn, role, person)
    figures = stats.figures(rows)
    listed = page(turn, rows, _tag(person))
    sentence = texts(
        f"count-{kind}", name=person.name, films=len(rows), shown=texts.number(len(rows))
    )
    return Reply(
        text=paragraphs(sentence, sums(figures, texts), listed.lines),
        intent=kind,
        movies=listed.movies,
        facts={
            "person": _fact(person),
            **facts(figures),
            "films": film_facts(turn, stats.by_date(rows)),
        },
        chart=None if turn.intent.offset else pictures.career(turn, person.name, rows),
        buttons=(*listed.buttons, *_buttons(turn, others, role)),
        replaces=turn.intent.offset > 0,
    )


def _fact(person: Person) -> dict[str, object]:
    return {"id": person.id, "name": person.name}


def _tag(person: Person) -> str:
    return f"{TAG}{person.tag:012x}"


def _choose(turn: Turn, role: Role) -> tuple[Person | None, list[Meant]]:
    """Who is meant, and who else might be; nobody when that has to be asked first."""
    people, text = turn.recommender.people, turn.intent.text
    if text.startswith(TAG):
        try:
            return people.by_tag(int(text.removeprefix(TAG), 16)), []
        except ValueError:
            return None, []
    found = [meant for meant in people.find(text, role, 3 * _OFFERED) if meant.score >= ASK]
    if not found:
        return None, []
    whole = [meant for meant in found if meant.score >= SAME_WORDS]
    if whole:
        return whole[0].person, whole[1 : 1 + _OFFERED]
    if people.find(text, None, 1)[0].score >= SAME_WORDS:
        # Exactly somebody's name, who has nothing in this role.
        return None, []
    close = [meant for meant in found if meant.score >= found[0].score - _CLOSE]
    known = sorted(close, key=lambda meant: -meant.weight)
    first, rest = known[0], known[1 : 1 + _OFFERED]
    alone = not rest or first.weight > _BETTER_KNOWN * rest[0].weight
    if first.score >= ACCEPT and alone:
        return first.person, rest
    offered = sorted(found, key=lambda meant: (-round(meant.score / _CLOSE), -meant.weight))
    return None, offered[:_OFFERED]


def _buttons(turn: Turn, offered: Sequence[Meant], role: Role) -> tuple[tuple[Button, ...], ...]:
    """A button for each person, with how many films and over which years, to tell namesakes."""
    return tuple(
        (Button(_label(turn, meant, role), action(turn.intent.kind, text=_tag(meant.person))),)
        for meant in offered
    )


def _label(turn: Turn, meant: Meant, role: Role) -> str:
    texts = turn.texts
    rows = turn.recommender.people.rows(meant.person, role)
    years = np.asarray(turn.recommender.catalogue.column("year").fill_null(0).to_numpy()[rows])
    years = years[years > 0]
    span = ""
    if len(years):
        first, last = int(years.min()), int(years.max())
        span = f", {first}" if first == last else f", {first}–{last}"
    label = texts(
        "person-button",
        name=meant.person.name[:40],
        films=meant.films,
        shown=texts.number(meant.films),
        span=span,
    )
    return str(label.unescape())


def _other_role(turn: Turn, role: Role, person: Person | None = None) -> Reply:
    """Nobody of that name in this role: perhaps in the other one, or nowhere."""
    texts, kind, people = turn.texts, turn.intent.kind, turn.recommender.people
    other: Role = "director" if role == "cast" else "cast"
    if person is None:
        found = people.find(turn.intent.text, other, 1)
        if found and found[0].score >= ACCEPT:
            person = found[0].person
    if person is None or not people.films(person.number, other):
        message = texts("unknown-person", typed=turn.typed)
        return Reply(text=message, intent=kind, facts={"asked": []})
    there = "director" if other == "director" else "actor"
    label = texts(f"button-as-{there}").unescape()
    return Reply(
        text=texts(f"role-{kind}-but-{there}", name=person.name),
        intent=kind,
        facts={"person": _fact(person), "count": 0},
        buttons=((Button(str(label), action(there, text=_tag(person))),),),
    )


def _busiest(turn: Turn, role: Role) -> Reply:
    texts, kind = turn.texts, turn.intent.kind
    busiest = turn.recommender.people.busiest(role, MOST_BARS)
    entries = [(person.name, count) for person, count in busiest]
    return Reply(
        text=paragraphs(texts(f"all-{kind}"), ranking(turn, entries), hint(turn)),
        intent=kind,
        facts={
            f"{kind}s": [{"person": _fact(person), "count": count} for person, count in busiest]
        },
        chart=pictures.bars(
            turn,
            str(texts(f"chart-{kind}s").unescape()),
            [Bar(name, count, texts.number(count)) for name, count in entries],
            str(texts("chart-films").unescape()),
        )
        if entries
        else None,
    )
