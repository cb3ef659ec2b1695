"""What every answer is given."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.assistant.commands import BY_INTENT
from bot.assistant.context import Context
from bot.assistant.intents import Intent
from bot.assistant.memory import Memory
from bot.assistant.operations import Operations
from bot.assistant.reply import Request
from bot.assistant.texts import Texts
from recommender import Recommender
from recommender.taste import Taste

#: As much of a text as is said back.
_SAID_BACK = 40
#: Where people of a language are taken to be who have not said it.
_LIKELY = {"es": "ES", "en": "US"}


def likely_country(tag: str) -> str:
    """The country of an IETF tag such as ``es-MX``, else the likeliest one of its language."""
    language, *rest = tag.replace("_", "-").split("-")
    region = rest[-1].upper() if rest else ""
    if len(region) == 2 and region.isascii() and region.isalpha():
        return region
    return _LIKELY.get(language.lower(), "ES")


@dataclass(frozen=True, slots=True)
class Turn:
    """One request, understood, with all that is needed to answer it.

    ``context`` is what was said before, ``memory`` what is known of the person and the chat;
    ``operations`` is the running bot, where there is one; only ``admins`` may ask it.
    """

    request: Request
    intent: Intent
    recommender: Recommender
    texts: Texts
    memory: Memory
    context: Context = field(default_factory=Context)
    admins: Set[int] = frozenset()
    operations: Operations | None = None

    @property
    def typed(self) -> str:
        """What was typed, short enough to be said back."""
        text = self.intent.text
        return text if len(text) <= _SAID_BACK else text[: _SAID_BACK - 1].rstrip() + "…"

    def command(self, intent: str) -> str:
        """The command for an intent in the reader's language, without its slash."""
        return BY_INTENT[intent].name(self.texts.language)

    @property
    def country(self) -> tuple[str, bool]:
        """The ISO 3166-1 code of the country where the person is, and whether it is a guess."""
        chosen = self.memory.person.country or self.context.country
        return (
            (chosen, False)
            if chosen
            else (likely_country(self.request.language or self.texts.language), True)
        )

    @property
    def platforms(self) -> tuple[str, ...]:
        """Where the person watches films; none for anywhere, and where others read along."""
        if self.request.group:
            return ()
        return self.memory.person.platforms if self.memory.available else self.context.platforms

    @property
    def watchable(self) -> NDArray[np.bool_] | None:
        """The films on the person's platforms, by row; None for all films."""
        offers = self.recommender.offers
        if offers is None or not self.platforms:
            return None
        return offers.streamed_on(self.country[0], self.platforms)

    @property
    def taste(self) -> Taste:
        """What suggestions should take into account.

        In a group everybody reads along: what one of them likes is not told there.
        """
        person = self.memory.person
        seen = tuple(dict.fromkeys((*person.films("seen"), *self.context.seen)))
        if self.request.group:
            return Taste(seen=seen)
        return Taste(
            likes=person.films("like"),
            dislikes=person.films("dislike"),
            seen=seen,
            wanted=person.films("list"),
            among=self.watchable,
        )
