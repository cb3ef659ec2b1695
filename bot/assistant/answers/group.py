"""The film night of a group: what people do in it, and how it is shown to everybody."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from markupsafe import Markup, escape

from bot.assistant import night as rules
from bot.assistant.answers.card import card_text, hours_and_minutes
from bot.assistant.answers.film import choose, name, plain_name
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import Intent, action
from bot.assistant.memory import PastNight, Person, SaveNight
from bot.assistant.night import Guest, Night, Step
from bot.assistant.reply import Button, Reply
from bot.assistant.texts import Texts
from recommender import Movie, Recommender
from recommender.taste import Taste, for_group

#: How many guests and proposals the board names; the others are counted.
_GUESTS, _PROPOSALS, _VETOES, _PROPOSERS = 20, 15, 8, 3
#: How many films of one's list are offered for a proposal in private.
_FROM_LIST = 10
_PAGE = 10
_TOKEN_BYTES = 8
_NAME = 40
#: How many people are waited for by name beside a button, and how much of their names is said.
_WAITING, _BRIEF = 2, 20
_LENGTH = re.compile(r"(?P<number>\d{1,4})\s*(?P<unit>h|min|m)?[a-z]*\.?", re.IGNORECASE)


# --- what people do ---------------------------------------------------------------------------


def start(turn: Turn) -> Reply:
    """A night begins, or the one under way is shown anew."""
    if not turn.request.group:
        return Reply(text=turn.texts("night-groups-only"), intent="night_start")
    if not turn.memory.available:
        return Reply(text=turn.texts("memory-away"), intent="night_start")
    if turn.memory.night is not None:
        # People have scrolled on: the board is posted again, below everything.
        night = turn.memory.night
        again = _stepped(turn, Step(replace(night, board=None), "joined"), "night-again")
        return replace(again, supersedes=night.board)
    voting = _length(turn.intent.text)
    if voting is None:
        return Reply(text=turn.texts("night-length", typed=turn.typed), intent="night_start")
    begun = rules.start(
        secrets.token_urlsafe(_TOKEN_BYTES),
        turn.request.chat,
        turn.request.thread,
        turn.texts.language,
        Guest(turn.request.user, _name(turn)),
        _now(turn),
        voting,
    )
    return _shown(turn, None, begun, turn.texts("night-begun").unescape())


def join(turn: Turn) -> Reply:
    """Somebody comes in."""
    night = _night(turn)
    if isinstance(night, Reply):
        return night
    return _stepped(turn, rules.join(night, turn.request.user, _name(turn)))


def leave(turn: Turn) -> Reply:
    """Somebody is out."""
    night = _night(turn)
    if isinstance(night, Reply):
        return night
    return _stepped(turn, rules.leave(night, turn.request.user))


def propose(turn: Turn) -> Reply:
    """Somebody proposes a film: by its title, by a button, by replying to the board."""
    meant = _night_and_film(turn, "night-how-to-propose")
    if isinstance(meant, Reply):
        return meant
    night, movie = meant
    step = rules.propose(night, turn.request.user, _name(turn), movie.id)
    reply = _stepped(turn, step, film=movie)
    if step.outcome == "proposed" and movie.id in turn.memory.seen_by_others:
        seen = turn.texts("night-proposed-seen", film=plain_name(movie, turn.texts)).unescape()
        return replace(reply, notice=seen)
    return reply


def propose_inline(turn: Turn) -> Reply:
    """A film was sent to the group through inline mode: a proposal if a night is gathering."""
    night = turn.memory.night
    if night is None or night.phase != "gathering":
        return Reply(text="", intent=turn.intent.kind)
    return propose(turn)


def veto(turn: Turn) -> Reply:
    """Somebody does not want a film: "not that one"."""
    meant = _night_and_film(turn, "night-how-to-veto")
    if isinstance(meant, Reply):
        return meant
    night, movie = meant
    step = rules.veto(night, turn.request.user, _name(turn), movie.id)
    return _stepped(turn, step, film=movie)


def ready(turn: Turn) -> Reply:
    """Somebody is done; when all are, the next phase begins."""
    night = _night(turn)
    if isinstance(night, Reply):
        return night
    step = rules.ready(night, turn.request.user, _name(turn), in_charge=turn.memory.in_charge)
    match step.outcome:
        case "begin":
            # Which films suit everybody takes longer to find out than a press may.
            gathered = replace(step.night, until=_now(turn))
            return _shown(turn, night, gathered, turn.texts("night-done-begin").unescape())
        case "end":
            ended = end_poll(step.night, turn.recommender)
            return _shown(turn, night, ended, turn.texts("night-done-end").unescape())
    waiting = [_short(guest.name, _BRIEF) for guest in step.night.guests if not guest.ready]
    return _stepped(turn, step, waiting=_some(waiting, _WAITING, turn.texts))


def cancel(turn: Turn) -> Reply:
    """The night is called off."""
    night = _night(turn)
    if isinstance(night, Reply):
        return night
    return _stepped(turn, rules.cancel(night, turn.request.user, in_charge=turn.memory.in_charge))


def door(turn: Turn) -> Reply:
    """Somebody comes from the group into the private chat, to propose from their list there."""
    night = _night(turn)
    if isinstance(night, Reply):
        return night
    texts, token = turn.texts, night.token
    wanted = map(turn.recommender.movie, turn.memory.person.films("list"))
    films = [movie for movie in wanted if movie is not None and movie.id not in night.proposed]
    rows = [
        (Button(f"🎬 {plain_name(movie, texts)}", action("night_propose", movie.id, night=token)),)
        for movie in films[:_FROM_LIST]
    ]
    if night.phase != "gathering":
        rows = []
    lines = [status(night, turn.recommender, texts)]
    if night.phase == "gathering":
        lines.append(texts("night-door" if rows else "night-door-no-list"))
    return Reply(
        text=Markup("\n\n").join(lines),
        intent="night_door",
        buttons=(*rows, *_doing(night, texts, in_group=False)),
        facts=_facts(night),
    )


def nights(turn: Turn) -> Reply:
    """The nights that a group has had."""
    texts = turn.texts
    if not turn.request.group:
        return Reply(text=texts("night-groups-only"), intent="nights")
    if not turn.memory.available:
        return Reply(text=texts("memory-away"), intent="nights")
    past = turn.memory.past_nights
    if not past:
        return Reply(text=texts("nights-none"), intent="nights", facts={"total": 0})
    begin = min(turn.intent.offset, (len(past) - 1) // _PAGE * _PAGE)
    shown = past[begin : begin + _PAGE]
    known = [turn.recommender.movie(night.movie) for night in shown]
    lines = [texts("nights-header", total=len(past))]
    lines += [_past_line(turn, night, movie) for night, movie in zip(shown, known, strict=True)]
    turning = tuple(
        Button(label, action("nights", offset=offset))
        for label, offset in (("⬅️", begin - _PAGE), ("➡️", begin + _PAGE))
        if 0 <= offset < len(past)
    )
    return Reply(
        text=Markup("\n").join(lines),
        intent="nights",
        movies=tuple(movie for movie in known if movie is not None),
        facts={"total": len(past), "offset": begin},
        buttons=(turning,) if turning else (),
        replaces=turn.request.press is not None,
    )


def proposed_by_reply(turn: Turn) -> Turn:
    """A title that was sent as a reply to the board is a proposal."""
    night, said = turn.memory.night, turn.request
    to_board = night is not None and said.reply_to is not None and said.reply_to == night.board
    if not to_board or said.press is not None or said.text.lstrip().startswith("/"):
        return turn
    return replace(turn, intent=Intent("night_propose", said.text))


# --- phases -----------------------------------------------------------------------------------


def with_poll(
    night: Night, tastes: Mapping[int, Person], recommender: Recommender, now: datetime
) -> Night:
    """The night as its poll begins: five films, and whom each should please.

    Args:
        night: a night that has gathered.
        tastes: what its guests have marked, by person.
        recommender: the open catalogue.
        now: when the poll begins.
    """
    shared = for_group(
        recommender,
        {guest.id: _taste(tastes.get(guest.id)) for guest in night.guests},
        night.proposals,
        night.vetoed,
        rules.CANDIDATES,
        seed=night.token,
    )
    pleases = {(place, person) for place, film in enumerate(shared) for person in film.pleases}
    return rules.begin(night, tuple(film.movie.id for film in shared), now, pleases)


def end_poll(night: Night, recommender: Recommender) -> Night:
    """The night as its poll ends: to be counted where one is posted, else decided."""
    return rules.close(night) if night.poll is not None else decided(night, recommender)


def decided(night: Night, recommender: Recommender) -> Night:
    """The night with its winner."""
    known = {movie: recommender.movie(movie) for movie in night.candidates}
    rating = {movie: film.weighted_rating for movie, film in known.items() if film is not None}
    return rules.decide(night, rating)


# --- what the chat is shown -------------------------------------------------------------------


def board(night: Night, recommender: Recommender, texts: Texts) -> Reply:
    """The message that a night is seen and moved by, in each of its phases."""
    return Reply(
        text=status(night, recommender, texts),
        intent="night",
        buttons=_board_buttons(night, recommender, texts),
        movies=_movies(night.candidates or night.proposed, recommender),
        facts=_facts(night),
        night=night.token,
    )


def status(night: Night, recommender: Recommender, texts: Texts) -> Markup:
    """How far a night has come."""
    match night.phase:
        case "gathering":
            return _gathering(night, recommender, texts)
        case "voting" | "counting":
            return _ballot(night, recommender, texts)
        case "over":
            return _verdict(night, recommender, texts)
    return texts("night-cancelled")


def poll_options(night: Night, recommender: Recommender, texts: Texts) -> tuple[str, ...]:
    """What can be voted for: the candidates in their order, and that any will do."""
    films: list[str] = []
    for place, movie in enumerate(night.candidates, 1):
        film = _plain(movie, recommender, texts)
        # Two films of one title and year: the ballot above tells which is which.
        films.append(f"{film} · {place}" if film in films else film)
    return (*films, str(texts("night-any").unescape()))


def poll_buttons(night: Night, texts: Texts) -> tuple[tuple[Button, ...], ...]:
    """Under the poll."""
    return _doing(night, texts, in_group=True)


def verdict(night: Night, recommender: Recommender, texts: Texts) -> Reply:
    """The film that has won, with what one may want to do with it."""
    movies = _movies((night.winner,) if night.winner else (), recommender)
    rows = [
        (
            Button(texts("button-card").unescape(), action("card", movie.id)),
            Button("⭐", action("mark_list", movie.id)),
            Button("👁", action("mark_seen", movie.id)),
            Button(texts("button-open-private").unescape(), action("card", movie.id), "private"),
        )
        for movie in movies
    ]
    cards = [card_text(movie, texts, brief=True) for movie in movies]
    return Reply(
        text=Markup("\n\n").join([_verdict(night, recommender, texts), *cards]),
        intent="night",
        movies=movies,
        buttons=tuple(rows),
        facts=_facts(night),
    )


def _gathering(night: Night, recommender: Recommender, texts: Texts) -> Markup:
    guests = [_short(guest.name) + (" ✅" if guest.ready else "") for guest in night.guests]
    # A value of a message is at most a thousand characters long; many names are longer.
    named = texts("night-guests") + " " + _some(guests, _GUESTS, texts)
    lines = [texts("night-title"), "", named]
    names = {guest.id: _short(guest.name) for guest in night.guests}
    for place, movie in enumerate(night.proposed[:_PROPOSALS], 1):
        proposers = [names.get(who, "?") for film, who in night.proposals if film == movie]
        line = "night-proposal-vetoed" if movie in night.vetoed else "night-proposal"
        film = _plain(movie, recommender, texts)
        by = _some(proposers, _PROPOSERS, texts)
        lines.append(texts(line, place=place, film=film, by=by))
    more = len(night.proposed) - _PROPOSALS
    if more > 0:
        lines.append(texts("night-proposals-more", count=more))
    lines += ["", texts("night-how", minutes=_minutes(rules.GATHERING))]
    return Markup("\n").join(lines)


def _ballot(night: Night, recommender: Recommender, texts: Texts) -> Markup:
    names = {guest.id: _short(guest.name) for guest in night.guests}
    lines = [texts("night-ballot"), ""]
    for place, movie in enumerate(night.candidates):
        known = recommender.movie(movie)
        film = name(known, texts) if known else escape(_plain(movie, recommender, texts))
        out = movie in night.vetoed
        line = texts(
            "night-candidate-vetoed" if out else "night-candidate", place=place + 1, film=film
        )
        if known and known.score is not None:
            line += texts("night-rating", score=texts.number(known.score, 1))
        pleased = [names[who] for at, who in sorted(night.pleases) if at == place and who in names]
        if pleased:
            line += texts(
                "night-pleases", people=_some(pleased, _PROPOSERS, texts), count=len(pleased)
            )
        lines.append(line)
    time = hours_and_minutes(_minutes(night.voting), texts)
    lines += ["", texts("night-how-to-vote", time=time)]
    return Markup("\n").join(lines)


def _verdict(night: Night, recommender: Recommender, texts: Texts) -> Markup:
    if night.winner is None:
        return texts("night-cancelled")
    known = recommender.movie(night.winner)
    film = name(known, texts) if known else escape(_plain(night.winner, recommender, texts))
    votes = {standing.movie: standing.votes for standing in rules.standings(night)}
    most, voters = votes.get(night.winner, 0), len(night.voters)
    lines = [texts("night-winner", film=film)]
    if not most:
        lines.append(texts("night-nobody-voted"))
    else:
        lines.append(texts("night-count", votes=most, voters=voters))
    tied = [movie for movie in rules.leaders(night) if movie != night.winner]
    if tied and most:
        others = [_plain(movie, recommender, texts) for movie in tied]
        lines.append(texts("night-tie", others=texts.join(others)))
    elif tied:
        lines.append(texts("night-best-rated"))
    return Markup("\n").join(lines)


def _board_buttons(
    night: Night, recommender: Recommender, texts: Texts
) -> tuple[tuple[Button, ...], ...]:
    token = night.token
    if night.phase == "gathering":
        left = [movie for movie in night.proposed if movie not in night.vetoed]
        vetoes = tuple(
            (_veto_button(night, movie, _plain(movie, recommender, texts), texts),)
            for movie in left[-_VETOES:]
        )
        return (*_doing(night, texts, in_group=True), *vetoes)
    if night.phase != "voting":
        return ()
    numbers = tuple(
        Button(f"🚫 {place}", action("night_veto", movie, night=token))
        for place, movie in enumerate(night.candidates, 1)
    )
    return (numbers,)


def _veto_button(night: Night, movie: int, film: str, texts: Texts) -> Button:
    label = texts("button-not-that-one", film=film).unescape()
    return Button(label, action("night_veto", movie, night=night.token))


def _doing(night: Night, texts: Texts, *, in_group: bool) -> tuple[tuple[Button, ...], ...]:
    """What can be done in a phase. Looking for a film inline works in the group alone."""

    def button(what: str, opens: str = "here") -> Button:
        label = texts(f"button-{what.replace('_', '-')}").unescape()
        return Button(label, action(what, night=night.token), opens)  # type: ignore[arg-type]

    rows: list[tuple[Button, ...]] = []
    if night.phase == "gathering":
        rows.append((button("night_join"), button("night_leave")))
        if in_group:
            rows.append((button("night_propose", "inline"), button("night_door", "private")))
    elif night.phase == "voting" and in_group:
        rows.append((button("night_door", "private"),))
    if night.phase in ("gathering", "voting"):
        rows.append((button("night_ready"), button("night_cancel")))
    return tuple(rows)


# --- small things -----------------------------------------------------------------------------


def _night(turn: Turn) -> Night | Reply:
    """The night that is meant, or what is said when there is none."""
    night = turn.memory.night
    if night is None and not turn.request.group and not turn.intent.night:
        return _noticed(turn, turn.texts("night-groups-only").unescape())
    if night is None:
        said = "night-none" if turn.memory.available else "memory-away"
        return _noticed(turn, turn.texts(said).unescape())
    if not night.open:
        return _noticed(turn, turn.texts("night-done-too-late").unescape())
    if not turn.memory.member:
        return _noticed(turn, turn.texts("night-not-in-group").unescape())
    return night


def _night_and_film(turn: Turn, how: str) -> tuple[Night, Movie] | Reply:
    """The night and the film that are meant, or what is said instead; ``how`` says how to ask."""
    night = _night(turn)
    if isinstance(night, Reply):
        return night
    if not turn.intent.text and turn.intent.movie is None:
        return _noticed(turn, turn.texts(how).unescape())
    chosen = choose(turn)
    return chosen if isinstance(chosen, Reply) else (night, chosen.movie)


def _noticed(turn: Turn, said: str) -> Reply:
    """A word to whoever asked: at a press for them alone, else as a message."""
    text = "" if turn.request.press is not None else escape(said)
    return Reply(text=text, intent=turn.intent.kind, notice=said)


def _stepped(
    turn: Turn,
    step: Step,
    said: str | None = None,
    film: Movie | None = None,
    waiting: str = "",
) -> Reply:
    """What is said of a step, and the night after it if it has changed."""
    night = turn.memory.night
    message = said or f"night-done-{step.outcome}"
    shown = plain_name(film, turn.texts) if film else ""
    notice = turn.texts(
        message, film=shown, waiting=waiting, most=rules.PROPOSALS, count=len(step.night.proposed)
    ).unescape()
    if step.night == night:
        return _noticed(turn, notice)
    return _shown(turn, night, step.night, notice)


def _shown(turn: Turn, before: Night | None, after: Night, notice: str) -> Reply:
    shown = board(after, turn.recommender, turn.texts)
    return replace(
        shown,
        intent=turn.intent.kind,
        notice=notice,
        changes=(SaveNight(before, after),),
    )


def _past_line(turn: Turn, night: PastNight, movie: Movie | None) -> Markup:
    texts = turn.texts
    film = name(movie, texts) if movie else texts("film-gone")
    return texts(
        "nights-line",
        day=texts.date(night.ended_at.date()),
        film=film,
        votes=night.votes,
        voters=night.voters,
    )


def _taste(person: Person | None) -> Taste:
    if person is None:
        return Taste()
    return Taste(
        likes=person.films("like"),
        dislikes=person.films("dislike"),
        seen=person.films("seen"),
        wanted=person.films("list"),
    )


def _facts(night: Night) -> dict[str, object]:
    return {
        "night": night.token,
        "phase": night.phase,
        "guests": len(night.guests),
        "proposals": list(night.proposed),
        "vetoed": sorted(night.vetoed),
        "candidates": list(night.candidates),
        "votes": {str(standing.movie): standing.votes for standing in rules.standings(night)},
        "winner": night.winner,
    }


def _movies(movies: Sequence[int], recommender: Recommender) -> tuple[Movie, ...]:
    return tuple(movie for movie in map(recommender.movie, movies) if movie is not None)


def _plain(movie: int, recommender: Recommender, texts: Texts) -> str:
    known = recommender.movie(movie)
    return plain_name(known, texts) if known else str(texts("film-gone").unescape())


def _some(names: Sequence[str], most: int, texts: Texts) -> str:
    """Names read aloud, the first ones where there are many."""
    if len(names) <= most:
        return texts.join(names)
    more = texts("night-more-names", count=len(names) - most).unescape()
    return texts.join([*names[:most], str(more)])


def _short(whole: str, most: int = _NAME) -> str:
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def _name(turn: Turn) -> str:
    return turn.request.name.strip() or str(turn.texts("somebody").unescape())


def _now(turn: Turn) -> datetime:
    return turn.context.when or datetime.now(UTC)


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _length(text: str) -> timedelta | None:
    """How long the poll should stay open, as people write it; None when it is no such thing."""
    if not text:
        return rules.VOTING
    parts = _LENGTH.fullmatch(text.strip())
    if parts is None:
        return None
    hours = (parts["unit"] or "m").lower() == "h"
    span = (
        timedelta(hours=int(parts["number"])) if hours else timedelta(minutes=int(parts["number"]))
    )
    return span if rules.SHORTEST <= span <= rules.LONGEST else None
