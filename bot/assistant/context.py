"""What was said before: one chat and one person's side of a conversation, and where it is kept.

A turn is computed from a frozen `Context` and gives a new one back, so that no answer touches a
store. A conversation is forgotten after a few hours; what a person has set is not.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.assistant.intents import Intent, pressed
from bot.assistant.reply import Reply

#: How long a conversation may rest before it is over.
FORGOTTEN_AFTER = timedelta(hours=6)
#: Kinds of answers that change nothing of what is being talked about.
ASIDES = frozenset(
    "empty stale unknown_command start help status refresh thanks off_topic lost no_more rejected"
    " unsure which other_year why seen set_language eda eda_make block unblock".split()
)
#: How many of the latest films are remembered as shown.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Context:
    """What was said before. Everything but ``language`` and ``seen`` ends with the conversation.

    Attributes:
        intent: what was answered last, asides left out.
        listed: what was asked when the films in ``movies`` were listed.
        movies: ids of the films of the last list, in its order.
        focus: id of the one film that is being talked about, if there is one.
        asked: id of the film that the last list is near to, if it is near to one.
        more: the action that shows what comes after the last list, if anything does.
        options: the actions that were offered when the last answer was a question.
        shown: ids of the films suggested in this conversation, the latest last.
        search: the last description that was searched, in shorthand; long buttons refer to it.
        language: the language that the person chose.
        country: the country that was chosen, where nothing else remembers it.
        platforms: where films are watched, likewise.
        seen: ids of films that the person has seen.
        when: when it was last spoken; None before the first word.
    """

    intent: Intent | None = None
    listed: Intent | None = None
    movies: tuple[int, ...] = ()
    focus: int | None = None
    asked: int | None = None
    more: str | None = None
    options: tuple[str, ...] = ()
    shown: tuple[int, ...] = ()
    search: str = ""
    language: str | None = None
    country: str | None = None
    platforms: tuple[str, ...] = ()
    seen: frozenset[int] = frozenset()
    when: datetime | None = None

    @property
    def live(self) -> bool:
        """Whether anything was answered that words such as "another" can refer to."""
        return self.intent is not None

    def at(self, now: datetime) -> Context:
        """The context as it is at this moment: forgotten when it has rested for too long."""
        if self.when is not None and now - self.when > FORGOTTEN_AFTER:
            return Context(
                language=self.language,
                country=self.country,
                platforms=self.platforms,
                seen=self.seen,
                when=now,
            )
        return replace(self, when=now)

    def after(self, intent: Intent, reply: Reply) -> Context:
        """The context once an intent was answered with a reply."""
        actions = tuple(button.action for row in reply.buttons for button in row)
        movies = tuple(movie.id for movie in reply.movies)
        about = reply.facts.get("movie", {}).get("id")
        after = replace(
            self,
            options=actions if reply.facts.get("asked") else (),
            shown=tuple(dict.fromkeys((*self.shown, *movies)))[-MOST_SHOWN:],
            search=reply.facts.get("described", self.search),
            language=reply.facts.get("language_set", self.language),
            country=reply.facts.get("country_set", self.country),
            platforms=tuple(reply.facts.get("platforms_set", self.platforms)),
            seen=self.seen | frozenset(reply.facts.get("seen", ())),
        )
        if intent.kind == "seen" and movies:
            # What was suggested anew takes the place of the list before.
            return replace(after, movies=movies, focus=movies[0] if len(movies) == 1 else about)
        if intent.kind == "start":
            # Who says hello begins anew: no filter of before is meant.
            return replace(after, search="")
        if intent.kind in ASIDES or not reply.text:
            return after
        after = replace(after, intent=intent)
        if len(movies) > 1:
            more = next((said for said in actions if _goes_on(intent, said)), None)
            return replace(after, listed=intent, movies=movies, focus=about, asked=about, more=more)
        if movies and intent.kind == "surprise":
            return replace(after, listed=intent, movies=movies, focus=movies[0], more=None)
        return replace(after, focus=movies[0] if movies else about or self.focus)

    def as_json(self) -> dict[str, Any]:
        """The context as plain JSON values; `from_json` reads it back."""
        # `asdict` of the whole would copy every number of it.
        return {field.name: getattr(self, field.name) for field in fields(self)} | {
            "intent": asdict(self.intent) if self.intent else None,
            "listed": asdict(self.listed) if self.listed else None,
            "seen": sorted(self.seen),
            "when": self.when.isoformat() if self.when else None,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Context:
        """The context of what `as_json` gave; fields that another version wrote are passed over.

        Raises:
            KeyError, TypeError, ValueError: these are not the values of a context.
        """
        known = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        return cls(
            **known
            | {
                "intent": _intent(known["intent"]) if known.get("intent") else None,
                "listed": _intent(known["listed"]) if known.get("listed") else None,
                "movies": tuple(known.get("movies", ())),
                "options": tuple(known.get("options", ())),
                "shown": tuple(known.get("shown", ())),
                "platforms": tuple(known.get("platforms", ())),
                "seen": frozenset(known.get("seen", ())),
                "when": datetime.fromisoformat(known["when"]) if known.get("when") else None,
            }
        )


def _goes_on(intent: Intent, said: str) -> bool:
    """Whether an action shows what comes after the answer to an intent."""
    if not said.startswith(intent.kind):
        # Most of two dozen buttons; reading them takes longer than all else that is noted.
        return False
    other = pressed(said)
    return other.kind == intent.kind and other.offset > intent.offset


def _intent(values: Mapping[str, Any]) -> Intent:
    return Intent(**{**values, "options": tuple(map(_intent, values.get("options", ())))})


class ContextStore(Protocol):
    """Keeps the contexts between turns."""

    async def load(self, chat: int, user: int) -> Context:
        """The context of a person in a chat; an empty one when nothing is known."""
        ...

    async def save(self, chat: int, user: int, context: Context) -> None:
        """Keep a context in place of the one before."""
        ...


class MemoryContexts:
    """Contexts in this process's memory; the ones that rested longest go first."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._contexts: OrderedDict[tuple[int, int], Context] = OrderedDict()

    async def load(self, chat: int, user: int) -> Context:
        """The context of a person in a chat; an empty one when nothing is known."""
        return self._contexts.get((chat, user), Context())

    async def save(self, chat: int, user: int, context: Context) -> None:
        """Keep a context in place of the one before."""
        self._contexts[chat, user] = context
        self._contexts.move_to_end((chat, user))
        while len(self._contexts) > self._most:
            self._contexts.popitem(last=False)
