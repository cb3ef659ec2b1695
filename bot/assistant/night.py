"""A film night: a group agrees on a film, step by step.

Pure rules: every step takes a night and gives the next one, with what happened in a word. A night
knows no clock, no store and no chat; whoever holds one writes it down and draws it.

    gathering   people join, propose, veto and say that they are ready
    voting      five films stand in a poll
    counting    the poll is being closed; votes that were cast before may still arrive
    over        a film has won
    cancelled   it was called off, or everybody left
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

Phase = Literal["gathering", "voting", "counting", "over", "cancelled"]

#: How long people may gather before the poll begins by itself.
GATHERING = timedelta(minutes=30)
#: How long the poll stays open, unless somebody says otherwise; and what they may say.
VOTING = timedelta(minutes=30)
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=2)
#: How many films stand in the poll.
CANDIDATES = 5
#: How many films one person may propose; a loud taste must not fill the list.
PROPOSALS = 5

#: What a step did, for whoever has to say it.
Outcome = Literal[
    "joined",
    "joined-already",
    "left",
    "not-in",
    "proposed",
    "proposed-already",
    "proposed-enough",
    "proposed-vetoed",
    "vetoed",
    "veto-moved",
    "veto-back",
    "veto-last",
    "veto-unknown",
    "ready",
    "ready-alone",
    "begin",
    "end",
    "cancelled",
    "not-yours",
    "too-late",
]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is in; the name is kept while the night lasts, to say whom a film pleases."""

    id: int
    name: str
    ready: bool = False


@dataclass(frozen=True, slots=True)
class Poll:
    """Where the poll stands: Telegram's id of it and the message that carries it."""

    id: str
    message: int


@dataclass(frozen=True, slots=True)
class Night:
    """One film night of a chat or topic.

    Attributes:
        token: its name in buttons and links; nobody can guess it.
        chat: where it takes place.
        thread: the topic in it, or None.
        language: the language that the chat is spoken to in.
        starter: who may call it off; the first of the others when that person leaves.
        phase: how far it has come.
        until: when the phase ends by itself.
        voting: how long the poll stays open.
        guests: who is in, in the order they came.
        proposals: film and who proposed it, in that order; one film may have several proposers.
        vetoes: person and the film that this person does not want, at most one each.
        candidates: the films of the poll, in its order.
        pleases: place of a candidate and a person whom it should please.
        votes: person and the place of a candidate; a place behind the last one means "any".
        answers: person and the number of their last answer, to know an older one that comes late.
        board: the message with the buttons, once it is posted.
        poll: the poll, once it is posted.
        winner: the film that was chosen.
        revision: counts the changes; a change of an older revision is refused by the store.
        drawn: the revision that the chat has been shown.
        look: a digest of how the board looked then.
    """

    token: str
    chat: int
    thread: int | None
    language: str
    starter: int
    until: datetime
    phase: Phase = "gathering"
    voting: timedelta = VOTING
    guests: tuple[Guest, ...] = ()
    proposals: tuple[tuple[int, int], ...] = ()
    vetoes: frozenset[tuple[int, int]] = frozenset()
    candidates: tuple[int, ...] = ()
    pleases: frozenset[tuple[int, int]] = frozenset()
    votes: frozenset[tuple[int, int]] = frozenset()
    answers: frozenset[tuple[int, int]] = frozenset()
    board: int | None = None
    poll: Poll | None = None
    winner: int | None = None
    revision: int = 0
    drawn: int = -1
    look: str = ""

    @property
    def open(self) -> bool:
        """Whether it is still under way."""
        return self.phase in ("gathering", "voting", "counting")

    def guest(self, person: int) -> Guest | None:
        """The guest of this id, if this person is in."""
        return next((guest for guest in self.guests if guest.id == person), None)

    @property
    def vetoed(self) -> frozenset[int]:
        """The films that somebody does not want."""
        return frozenset(movie for _, movie in self.vetoes)

    @property
    def proposed(self) -> tuple[int, ...]:
        """The proposed films, each once, in the order of their first proposal."""
        return tuple(dict.fromkeys(movie for movie, _ in self.proposals))

    @property
    def voters(self) -> frozenset[int]:
        """Everybody who has answered the poll."""
        return frozenset(person for person, _ in self.votes)


@dataclass(frozen=True, slots=True)
class Step:
    """A night after a step, and what happened; the same night when nothing did."""

    night: Night
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate at the end of the poll."""

    movie: int
    votes: int
    vetoed: bool


def start(
    token: str,
    chat: int,
    thread: int | None,
    language: str,
    starter: Guest,
    now: datetime,
    voting: timedelta = VOTING,
) -> Night:
    """A new night, with whoever started it as its first guest."""
    return Night(
        token=token,
        chat=chat,
        thread=thread,
        language=language,
        starter=starter.id,
        until=now + GATHERING,
        voting=min(max(voting, SHORTEST), LONGEST),
        guests=(starter,),
    )


def join(night: Night, person: int, name: str) -> Step:
    """Somebody comes in."""
    if night.phase not in ("gathering", "voting"):
        return Step(night, "too-late")
    if night.guest(person) is not None:
        return Step(night, "joined-already")
    return Step(_with_guest(night, person, name), "joined")


def leave(night: Night, person: int) -> Step:
    """Somebody is out, and everything that was theirs goes along.

    When nobody is left the night is called off; when whoever started it leaves, the first of the
    others takes that place.
    """
    if not night.open:
        return Step(night, "too-late")
    if night.guest(person) is None and person not in night.voters:
        return Step(night, "not-in")
    guests = tuple(guest for guest in night.guests if guest.id != person)
    after = replace(
        night,
        guests=guests,
        proposals=tuple(pair for pair in night.proposals if pair[1] != person),
        vetoes=frozenset(pair for pair in night.vetoes if pair[0] != person),
        pleases=frozenset(pair for pair in night.pleases if pair[1] != person),
        votes=frozenset(pair for pair in night.votes if pair[0] != person),
        answers=frozenset(pair for pair in night.answers if pair[0] != person),
    )
    left = (*(guest.id for guest in guests), *sorted(after.voters))
    if not left:
        return Step(replace(after, phase="cancelled"), "left")
    starter = night.starter if night.starter != person else left[0]
    return Step(replace(after, starter=starter), "left")


def propose(night: Night, person: int, name: str, movie: int) -> Step:
    """Somebody, who is in from then on, proposes a film."""
    if night.phase != "gathering":
        return Step(night, "too-late")
    if (movie, person) in night.proposals:
        return Step(night, "proposed-already")
    if movie in night.vetoed:
        return Step(night, "proposed-vetoed")
    if sum(proposer == person for _, proposer in night.proposals) >= PROPOSALS:
        return Step(night, "proposed-enough")
    night = _with_guest(night, person, name)
    return Step(replace(night, proposals=(*night.proposals, (movie, person))), "proposed")


def veto(night: Night, person: int, name: str, movie: int) -> Step:
    """Somebody does not want a film: "not that one".

    Everybody has one veto. A veto of another film moves it, the same one again takes it back, and
    the last candidate of a poll cannot be vetoed.
    """
    if night.phase not in ("gathering", "voting"):
        return Step(night, "too-late")
    if movie not in (night.candidates if night.phase == "voting" else night.proposed):
        return Step(night, "veto-unknown")
    others = frozenset(pair for pair in night.vetoes if pair[0] != person)
    if (person, movie) in night.vetoes:
        return Step(replace(night, vetoes=others), "veto-back")
    after = replace(_with_guest(night, person, name), vetoes=others | {(person, movie)})
    if night.phase == "voting" and not set(night.candidates) - after.vetoed:
        return Step(night, "veto-last")
    return Step(after, "veto-moved" if len(others) < len(night.vetoes) else "vetoed")


def ready(night: Night, person: int, name: str, *, in_charge: bool) -> Step:
    """Somebody is done with this phase.

    It ends when all guests are, if there are at least two. Whoever started the night, or an admin
    of the chat, ends it by saying so twice.

    Returns:
        The outcome is "begin" when the poll should begin now, "end" when it should end.
    """
    if night.phase not in ("gathering", "voting"):
        return Step(night, "too-late")
    done: Outcome = "begin" if night.phase == "gathering" else "end"
    guest = night.guest(person)
    if guest is not None and guest.ready:
        return Step(night, done if in_charge or person == night.starter else "ready")
    joined = _with_guest(night, person, name)
    after = replace(
        joined,
        guests=tuple(replace(g, ready=g.ready or g.id == person) for g in joined.guests),
    )
    if not all(guest.ready for guest in after.guests):
        return Step(after, "ready")
    return Step(after, done if len(after.guests) > 1 else "ready-alone")


def begin(
    night: Night,
    candidates: tuple[int, ...],
    now: datetime,
    pleases: Collection[tuple[int, int]] = (),
) -> Night:
    """The poll begins, with these films; ``pleases`` says whom the film of each place does."""
    return replace(
        night,
        phase="voting",
        candidates=candidates,
        pleases=frozenset(pleases),
        poll=None,
        until=now + night.voting,
        guests=tuple(replace(guest, ready=False) for guest in night.guests),
        # A veto of a proposal has done its work; in the poll everybody has a new one.
        vetoes=frozenset(),
    )


def vote(night: Night, person: int, places: tuple[int, ...], number: int) -> Night:
    """Somebody's answer to the poll, which replaces an earlier one; an empty one withdraws it.

    Args:
        night: the night.
        person: who answers.
        places: what they chose.
        number: answers of one person with a higher number are later ones.
    """
    if night.phase not in ("voting", "counting"):
        return night
    if any(who == person and last >= number for who, last in night.answers):
        return night
    valid = {place for place in places if 0 <= place <= len(night.candidates)}
    others = frozenset(pair for pair in night.votes if pair[0] != person)
    answers = frozenset(pair for pair in night.answers if pair[0] != person)
    return replace(
        night,
        votes=others | {(person, place) for place in valid},
        answers=answers | {(person, number)},
    )


def close(night: Night) -> Night:
    """The poll is to be closed, and the votes counted once it is."""
    return replace(night, phase="counting") if night.phase == "voting" else night


def standings(night: Night) -> tuple[Standing, ...]:
    """How many want each candidate, in the order of the poll."""
    return tuple(
        Standing(
            movie,
            sum(place == voted for _, voted in night.votes),
            movie in night.vetoed,
        )
        for place, movie in enumerate(night.candidates)
    )


def leaders(night: Night) -> tuple[int, ...]:
    """The candidates that share the most votes; vetoed ones cannot win."""
    able = [standing for standing in standings(night) if not standing.vetoed]
    most = max((standing.votes for standing in able), default=0)
    return tuple(standing.movie for standing in able if standing.votes == most)


def decide(night: Night, rating: Mapping[int, float]) -> Night:
    """The poll ends: most votes win, and among equals the better weighted rating does.

    Args:
        night: a night whose poll is closed.
        rating: the weighted rating of each candidate; one that is missing counts as 0.
    """
    order = {movie: place for place, movie in enumerate(night.candidates)}
    tied = leaders(night)
    if not tied:
        return replace(night, phase="cancelled")
    winner = max(tied, key=lambda movie: (rating.get(movie, 0.0), -order[movie]))
    return replace(night, phase="over", winner=winner)


def cancel(night: Night, person: int, *, in_charge: bool) -> Step:
    """Call it off; only whoever started it, or an admin of the chat."""
    if not night.open:
        return Step(night, "too-late")
    if not in_charge and person != night.starter:
        return Step(night, "not-yours")
    return Step(replace(night, phase="cancelled"), "cancelled")


def moved(night: Night, chat: int) -> Night:
    """The night in the chat's new place, where nothing of it has been posted yet."""
    return replace(night, chat=chat, board=None, poll=None)


def _with_guest(night: Night, person: int, name: str) -> Night:
    """The night with this person in; who was in before stays as they were."""
    if night.guest(person) is not None:
        return night
    return replace(night, guests=(*night.guests, Guest(person, name)))
