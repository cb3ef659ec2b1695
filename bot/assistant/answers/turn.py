"""What every answer is given."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

from bot.assistant.context import Context
from bot.assistant.intents import Intent
from bot.assistant.memory import Memory
from bot.assistant.operations import Operations
from bot.assistant.reply import Request
from bot.assistant.texts import Texts
from recommender import Recommender
from recommender.taste import Taste


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
        )
