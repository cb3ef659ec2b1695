"""The films of a company, of a company's family, and of a saga."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from bot.assistant.answers import pictures
from bot.assistant.answers.film import name as film_name
from bot.assistant.answers.pictures import MOST_BARS, Bar
from bot.assistant.answers.stats import (
    BEST,
    TAG,
    facts,
    film_facts,
    hint,
    movies,
    page,
    paragraphs,
    ranking,
    sums,
)
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.reply import Button, ChartRequest, Reply
from bot.assistant.texts import Texts
from recommender import Movie, titles
from recommender.groups import Companies, Groups, Named, head, kin_words, tag_of
from recommender.name_index import ACCEPT, ASK, SAME_WORDS
from recommender.names_by_word import PARTLY

#: Groups that are offered when several fit, and members of a family that are named.
_OFFERED = 5
_MEMBERS = 10
#: A small company of exactly that name is hardly meant beside one with so many times the films.
_DWARFED = 20
#: Names that fit nearly as well as the best may be meant as well.
_CLOSE = 4.0
#: Tags that fit into a button.
_MOST_TAGS = 3
_WORDLESS = " Collection"


def company(turn: Turn) -> Reply:
    """How many films a company took part in and what they earned, or which made most."""
    companies, texts = turn.recommender.companies, turn.texts
    if not turn.intent.text:
        return _largest(turn, companies, "companies", "chart-companies")
    fitting = _fitting(turn, companies)
    if fitting is None:
        return Reply(text=texts("stale"), intent="stale")
    if not fitting:
        message = texts("unknown-company", typed=turn.typed, command=turn.command("company"))
        return Reply(text=message, intent="company", facts={"asked": []})
    if len(fitting) > 1 and not _settled(fitting):
        return _ask(turn, companies, fitting)
    best = fitting[0]
    rows = companies.rows(best.number)
    figures = turn.recommender.stats.figures(rows)
    sentence = texts(
        "count-company", name=best.name, films=len(rows), shown=texts.number(len(rows))
    )
    highest, shown = _highest(turn, rows)
    return Reply(
        text=paragraphs(sentence, [*sums(figures, texts), *highest]),
        intent="company",
        movies=shown,
        facts={"company": best.name, **facts(figures)},
        chart=_by_year(turn, best.name, rows),
        buttons=(
            *_family_button(turn, companies, [best]),
            *_group_buttons(turn, companies, _namesakes(fitting)),
        ),
    )


def company_family(turn: Turn) -> Reply:
    """What a whole family of companies adds up to, every film once."""
    companies, texts = turn.recommender.companies, turn.texts
    found = (_by_tag(companies, tag) for tag in turn.intent.text.removeprefix(TAG).split(","))
    numbers = [number for number in found if number is not None]
    if not numbers:
        return Reply(text=texts("stale"), intent="stale")
    members = companies.family(numbers)
    rows = companies.rows_of(members)
    figures = turn.recommender.stats.figures(rows)
    names = [companies.name(number) for number in members]
    listed = names[:_MEMBERS]
    if len(names) > _MEMBERS:
        more = len(names) - _MEMBERS
        listed.append(str(texts("family-more", count=more).unescape()))
    family = head(companies.name(numbers[0])).title() or companies.name(numbers[0])
    highest, shown = _highest(turn, rows)
    return Reply(
        text=paragraphs(
            texts("family-count", name=family, shown=texts.number(len(rows))),
            [
                texts("family-members", count=len(names), members=texts.join(listed)),
                *sums(figures, texts),
                *highest,
            ],
        ),
        intent="company_family",
        movies=shown,
        facts={"company": family, "companies": names, **facts(figures)},
        chart=_by_year(turn, family, rows),
        buttons=_group_buttons(
            turn,
            companies,
            [_named(companies, number) for number in members[:_OFFERED]],
        ),
    )


def franchise(turn: Turn) -> Reply:
    """How many films a saga has and what they earned, or which sagas have most."""
    collections, texts = turn.recommender.collections, turn.texts
    if not turn.intent.text:
        return _largest(turn, collections, "franchises", "chart-franchises")
    fitting = _fitting(turn, collections)
    if fitting is None:
        return Reply(text=texts("stale"), intent="stale")
    if len(fitting) != 1 or fitting[0].score < PARTLY:
        by_film = _by_film(turn, collections, fitting)
        if isinstance(by_film, Reply):
            return by_film
        fitting = by_film
    if not fitting:
        message = texts("unknown-franchise", typed=turn.typed, command=turn.command("franchise"))
        return Reply(text=message, intent="franchise", facts={"asked": []})
    if len(fitting) > 1 and not _settled(fitting):
        return _ask(turn, collections, fitting)
    best = fitting[0]
    rows = collections.rows(best.number)
    figures = turn.recommender.stats.figures(rows)
    tag = f"{TAG}{collections.tag(best.number):012x}"
    listed = page(turn, rows, tag)
    shown = _saga(best.name)
    sentence = texts("count-franchise", name=shown, films=len(rows), shown=texts.number(len(rows)))
    return Reply(
        text=paragraphs(sentence, sums(figures, texts), listed.lines),
        intent="franchise",
        movies=listed.movies,
        facts={
            "franchise": best.name,
            **facts(figures),
            "films": film_facts(turn, turn.recommender.stats.by_date(rows)),
        },
        chart=None if turn.intent.offset else _saga_chart(turn, shown, rows),
        buttons=(*listed.buttons, *_group_buttons(turn, collections, _namesakes(fitting))),
        replaces=turn.intent.offset > 0,
    )


def _saga(name: str) -> str:
    return name.removesuffix(_WORDLESS) or name


def _by_tag(groups: Groups, tag: str) -> int | None:
    try:
        return groups.by_tag(int(tag, 16))
    except ValueError:
        return None


def _fitting(turn: Turn, groups: Groups) -> list[Named] | None:
    """The groups that the turn may mean, best first; None for a button that leads nowhere."""
    text = turn.intent.text
    if text.startswith(TAG):
        number = _by_tag(groups, text.removeprefix(TAG))
        return None if number is None else [_named(groups, number)]
    found = [named for named in groups.find(text, 4 * _OFFERED) if named.score >= ASK]
    return [named for named in found if named.score >= found[0].score - _CLOSE]


def _settled(fitting: Sequence[Named]) -> bool:
    """Whether the first of several is meant: of exactly that name, and no dwarf among them."""
    first = fitting[0]
    largest = max(named.films for named in fitting)
    return first.score >= SAME_WORDS and largest < _DWARFED * first.films


def _namesakes(fitting: Sequence[Named]) -> list[Named]:
    return [named for named in fitting[1:] if named.score >= SAME_WORDS][:_OFFERED]


def _named(groups: Groups, number: int) -> Named:
    return Named(number, groups.name(number), SAME_WORDS, int(groups.sizes[number]))


def _by_film(turn: Turn, collections: Groups, found: Sequence[Named]) -> list[Named] | Reply:
    """Sagas that were named by a film of theirs ("el padrino"), before those named themselves."""
    match = next(iter(turn.recommender.resolve(turn.intent.text, limit=1)), None)
    if match is None or match.score < titles.ACCEPT:
        return list(found)
    saga = match.movie.collection
    if saga is None:
        if found and found[0].score >= ACCEPT:
            return list(found)
        message = turn.texts("single-franchise", film=film_name(match.movie, turn.texts))
        return Reply(
            text=message, intent="franchise", movies=(match.movie,), facts={"franchise": None}
        )
    number = collections.by_tag(tag_of(saga))
    others = [named for named in found if named.number != number]
    if number is None or any(named.score >= SAME_WORDS for named in others):
        return list(found)
    return [_named(collections, number), *others]


def _ask(turn: Turn, groups: Groups, fitting: Sequence[Named]) -> Reply:
    kind = turn.intent.kind
    offered = sorted(fitting, key=lambda named: -named.films)[:_OFFERED]
    buttons = _group_buttons(turn, groups, offered)
    if isinstance(groups, Companies):
        buttons = (*buttons, *_family_button(turn, groups, offered))
    return Reply(
        text=turn.texts(f"unclear-{kind}"),
        intent=kind,
        facts={"asked": [named.name for named in offered]},
        buttons=buttons,
    )


def _group_buttons(
    turn: Turn, groups: Groups, offered: Sequence[Named]
) -> tuple[tuple[Button, ...], ...]:
    kind = "franchise" if groups is turn.recommender.collections else "company"
    return tuple(
        (
            Button(
                _counted(named, turn.texts),
                action(kind, text=f"{TAG}{groups.tag(named.number):012x}"),
            ),
        )
        for named in offered
    )


def _counted(named: Named, texts: Texts) -> str:
    label = texts(
        "person-button",
        name=_saga(named.name)[:50],
        films=named.films,
        shown=texts.number(named.films),
        span="",
    )
    return str(label.unescape())


def _family_button(
    turn: Turn, companies: Companies, offered: Sequence[Named]
) -> tuple[tuple[Button, ...], ...]:
    """A button for the family of the first company, and of others whose heads were typed."""
    said = kin_words(turn.intent.text)
    heads: dict[str, int] = {}
    for named in offered:
        shared = head(named.name)
        known = any(f"{shared} ".startswith(f"{other} ") for other in heads)
        if shared and not known and (not heads or f"{shared} ".startswith(f"{said} ")):
            heads[shared] = named.number
    roots = list(heads.values())[:_MOST_TAGS]
    members = companies.family(roots)
    if len(members) < 2:
        return ()
    text = TAG + ",".join(f"{companies.tag(number):012x}" for number in roots)
    label = turn.texts("button-family", shown=turn.texts.number(len(members)))
    return ((Button(str(label.unescape()), action("company_family", text=text)),),)


def _largest(turn: Turn, groups: Groups, plural: str, chart: str) -> Reply:
    texts, kind = turn.texts, turn.intent.kind
    largest = groups.largest(MOST_BARS)
    entries = [(_saga(named.name), named.films) for named in largest]
    if not entries:
        return Reply(text=texts(f"none-{kind}"), intent=kind, facts={f"known_{plural}": 0})
    return Reply(
        text=paragraphs(
            texts(f"all-{kind}", of=texts.number(len(groups))), ranking(turn, entries), hint(turn)
        ),
        intent=kind,
        facts={
            f"known_{plural}": len(groups),
            plural: [{kind: named.name, "count": named.films} for named in largest],
        },
        chart=pictures.bars(
            turn,
            str(texts(chart).unescape()),
            [Bar(label, count, texts.number(count)) for label, count in entries],
            str(texts("chart-films").unescape()),
        ),
    )


def _highest(turn: Turn, rows: NDArray[np.int32]) -> tuple[list[Markup], tuple[Movie, ...]]:
    """The films of a set that took most: lines for them, and the films."""
    texts, stats = turn.texts, turn.recommender.stats
    highest = stats.by_revenue(rows)[:BEST]
    found = movies(turn, highest)
    if not found:
        return [], ()
    lines = [
        texts(
            "stats-revenue-line",
            film=film_name(movie, texts),
            revenue=texts.money(money.revenue or 0),
        )
        for movie, money in zip(found, stats.money_of(highest), strict=True)
    ]
    return [Markup(""), texts("stats-highest"), *lines], found


def _by_year(turn: Turn, name: str, rows: NDArray[np.int32]) -> ChartRequest | None:
    title = str(turn.texts("chart-company", name=name).unescape())
    return pictures.years(turn, title, turn.recommender.stats.years(rows))


def _saga_chart(turn: Turn, name: str, rows: NDArray[np.int32]) -> ChartRequest:
    """What each film of a saga took, by date; of a long saga those that took most."""
    texts, stats = turn.texts, turn.recommender.stats
    if len(rows) > MOST_BARS:
        rows = np.concatenate([stats.by_revenue(rows), stats.by_date(rows)])
        rows = rows[np.sort(np.unique(rows, return_index=True)[1])][:MOST_BARS]
    rows = stats.by_date(rows)
    unknown = str(texts("chart-unknown").unescape())
    drawn = []
    for movie, money in zip(movies(turn, rows), stats.money_of(rows), strict=True):
        revenue = money.revenue
        drawn.append(
            Bar(
                pictures.film_label(turn, movie),
                revenue,
                unknown if revenue is None else pictures.amount(turn, revenue),
            )
        )
    return pictures.bars(
        turn,
        str(texts("chart-franchise", name=name).unescape()),
        drawn,
        str(texts("chart-revenue").unescape()),
    )
