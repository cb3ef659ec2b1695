"""What the assistant remembers of people and chats, as one turn sees it.

A turn is computed on a thread from a frozen `Memory` and gives its changes back as frozen records,
so that no answer touches a database. `Store` is what holds it all in between; without one nothing
is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from bot.assistant.night import Night
from recommender import ButacaError

if TYPE_CHECKING:
    from bot.assistant.context import Context, ContextStore

#: What a person says of a film: on the list, seen, liked, not liked. And what they were told of.
Mark = Literal["list", "seen", "like", "dislike", "told"]
MARKS: tuple[Mark, ...] = ("list", "seen", "like", "dislike")

#: A mark that ends another one.
OPPOSITE: Mapping[Mark, Mark] = {"like": "dislike", "dislike": "like"}

#: How many films one person may have under one mark, and a chat on its list.
MOST_FILMS = 2000


@dataclass(frozen=True, slots=True)
class Person:
    """What one person has set and said.

    Attributes:
        id: Telegram's number of the person.
        language: the language they chose, or None.
        country: the ISO 3166-1 code of the country they chose, or None.
        blocked: whether the admins have shut this person out.
        platforms: where they watch films, as the platforms are called; none for anywhere.
        news: the language in which they want a weekly message, None for no message.
        marks: for each mark the ids of the films that carry it, the latest first.
    """

    id: int
    language: str | None = None
    country: str | None = None
    blocked: bool = False
    platforms: tuple[str, ...] = ()
    news: str | None = None
    marks: Mapping[Mark, tuple[int, ...]] = field(default_factory=dict)

    def films(self, mark: Mark) -> tuple[int, ...]:
        """The films that carry a mark, the latest first."""
        return self.marks.get(mark, ())

    @property
    def unwanted(self) -> frozenset[int]:
        """Films that should not be suggested: seen already, or not liked."""
        return frozenset((*self.films("seen"), *self.films("dislike")))


#: What may be kept about a person.
KINDS = (
    "language",
    "country",
    "platforms",
    "news",
    *MARKS,
    "told",
    "night",
    "night_proposal",
    "night_veto",
    "night_vote",
    "talked",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept about a person.

    Attributes:
        kind: one of `KINDS`.
        movie: the film it is about, if it is about one.
        value: what is kept besides.
        when: when it was said, where that is kept.
    """

    kind: str
    movie: int | None = None
    value: str = ""
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastNight:
    """A film night that ended: what is kept of it, which is nothing about anybody.

    Attributes:
        movie: the film that won.
        ended_at: when the poll was closed.
        votes: how many voted for the winner.
        voters: how many voted at all.
    """

    movie: int
    ended_at: datetime
    votes: int
    voters: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What a turn may know.

    Attributes:
        person: who asks.
        available: whether anything can be remembered; False without a store, and when it fails.
        chat_list: the films on the chat's list, the latest first.
        latest: the films that were last talked of where the person last talked.
        night: the night that the turn is about, if there is one.
        seen_by_others: the films that other guests of that night have seen.
        past_nights: the nights of this chat that ended, the latest first.
        in_charge: whether the person is an admin of the night's chat.
        member: whether the person is in the night's chat.
        exported: everything that is kept about the person; loaded for an export only.
    """

    person: Person
    available: bool = False
    chat_list: tuple[int, ...] = ()
    latest: tuple[int, ...] = ()
    night: Night | None = None
    seen_by_others: frozenset[int] = frozenset()
    past_nights: tuple[PastNight, ...] = ()
    in_charge: bool = False
    member: bool = True
    exported: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class SetMark:
    """A person marks a film, or takes the mark back. Liking ends disliking, and the reverse."""

    person: int
    movie: int
    mark: Mark
    on: bool = True


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """A person chooses a language; None goes back to Telegram's."""

    person: int
    language: str | None


@dataclass(frozen=True, slots=True)
class SetCountry:
    """A person chooses a country, by its ISO 3166-1 code."""

    person: int
    country: str | None


@dataclass(frozen=True, slots=True)
class SetPlatforms:
    """A person says where they watch films; nowhere means anywhere."""

    person: int
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetNews:
    """A person wants a weekly message, in a language, or no longer wants it."""

    person: int
    news: str | None


@dataclass(frozen=True, slots=True)
class SetBlocked:
    """The admins shut a person out, or let them in again."""

    person: int
    blocked: bool


@dataclass(frozen=True, slots=True)
class SetChatFilm:
    """A film is put on a chat's list, or taken off."""

    chat: int
    movie: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class SaveNight:
    """A night takes a step. Refused when somebody else's step came first; see `Conflict`."""

    before: Night | None
    after: Night


@dataclass(frozen=True, slots=True)
class Erase:
    """Everything about a person goes."""

    person: int


@dataclass(frozen=True, slots=True)
class SaveContext:
    """Where the conversation of a person in a chat stands now."""

    chat: int
    person: int
    context: Context


Change = (
    SetMark
    | SetLanguage
    | SetCountry
    | SetPlatforms
    | SetNews
    | SetBlocked
    | SetChatFilm
    | SaveNight
    | SaveContext
    | Erase
)


class StoreUnavailable(ButacaError):  # noqa: N818
    """What is remembered cannot be reached."""


class Conflict(Exception):  # noqa: N818  (it is no error: the turn is simply computed again)
    """Somebody else changed the night since it was loaded."""


class Store(Protocol):
    """Holds what is remembered between turns."""

    @property
    def contexts(self) -> ContextStore:
        """Where each conversation stands."""
        ...

    async def person(self, person: int) -> Person:
        """What a person has set and marked; somebody unknown has nothing.

        Raises:
            StoreUnavailable: the store cannot be reached.
        """
        ...

    async def people(self, people: Iterable[int]) -> Mapping[int, Person]:
        """The same for several people at once."""
        ...

    async def settings(self, person: int) -> Person:
        """What a person has set, without the films they have marked."""
        ...

    async def meet(self, person: int, chat: int) -> tuple[Person, Context]:
        """What a person has set and marked, and where their conversation in a chat stands.

        Raises:
            StoreUnavailable: the store cannot be reached.
        """
        ...

    async def meet_inline(self, person: int, *, group: bool) -> tuple[Person, tuple[int, ...]]:
        """What a person has set and marked, and the films last talked of where they last talked.

        Args:
            person: who types; the films come the latest first.
            group: whether to look at the group where they last talked, or at the private chat.
        """
        ...

    async def export(self, person: int) -> tuple[Kept, ...]:
        """Everything that is kept about a person."""
        ...

    async def chat_list(self, chat: int) -> tuple[int, ...]:
        """The films on a chat's list, the latest first."""
        ...

    async def night(self, token: str) -> Night | None:
        """The night of this token, under way or not yet forgotten."""
        ...

    async def night_in(self, chat: int, thread: int | None) -> Night | None:
        """The night that is under way in a chat or topic."""
        ...

    async def seen_by_guests(self, token: str, but: int) -> frozenset[int]:
        """The films that the guests of a night have seen, one of them left out."""
        ...

    async def present_chat(self, chat: int) -> int:
        """The number that a chat has now; a group that becomes a supergroup gets another."""
        ...

    async def past_nights(self, chat: int) -> tuple[PastNight, ...]:
        """The nights of a chat that ended, the latest first."""
        ...

    async def apply(self, changes: Iterable[Change]) -> None:
        """Write changes down, all or none.

        Raises:
            Conflict: a night has changed since it was loaded.
            StoreUnavailable: the store cannot be reached.
        """
        ...
