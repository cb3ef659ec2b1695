"""What every answer is given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.assistant.intents import Intent
from bot.assistant.reply import Request
from bot.assistant.texts import Texts
from recommender import Recommender


@dataclass(frozen=True, slots=True)
class Turn:
    """One request, understood, with all that is needed to answer it."""

    request: Request
    intent: Intent
    recommender: Recommender
    texts: Texts
