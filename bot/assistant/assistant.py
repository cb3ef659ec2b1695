"""The assistant: a request in, a reply out. It knows no face."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Set

from bot.assistant.answers import help as help_answers
from bot.assistant.answers import operations as operations_answers
from bot.assistant.answers import recommend
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import understand
from bot.assistant.operations import Operations
from bot.assistant.reply import Reply, Request
from bot.assistant.texts import Language, choose_language, texts_in
from recommender import Recommender, UnknownMovie

#: Who answers which kind of intent.
ANSWERS: Mapping[str, Callable[[Turn], Reply]] = {
    "start": help_answers.start,
    "help": help_answers.overview,
    "empty": help_answers.empty,
    "stale": help_answers.stale,
    "unknown_command": help_answers.unknown_command,
    "recommend": recommend.recommend,
    "status": operations_answers.status,
    "refresh": operations_answers.refresh,
}


class Assistant:
    """Answers requests about one catalogue, which may be swapped between two of them.

    Attributes:
        recommender: the open catalogue. A refresh replaces it by assignment; a request under way
            keeps the one it began with.
        operations: the running bot, for its admins; set by the face that runs it.
    """

    def __init__(
        self,
        recommender: Recommender,
        default_language: Language = "es",
        admins: Set[int] = frozenset(),
    ) -> None:
        self.recommender = recommender
        self.operations: Operations | None = None
        self._default_language = default_language
        self._admins = admins

    async def answer(self, request: Request) -> Reply:
        """Answer a request without holding up the event loop."""
        return await asyncio.to_thread(self.respond, request)

    def respond(self, request: Request) -> Reply:
        """Answer a request, on this thread."""
        texts = texts_in(choose_language(request.language, self._default_language))
        intent = understand(request)
        turn = Turn(
            request=request,
            intent=intent,
            recommender=self.recommender,
            texts=texts,
            admins=self._admins,
            operations=self.operations,
        )
        try:
            return ANSWERS.get(intent.kind, help_answers.stale)(turn)
        except UnknownMovie:
            return help_answers.stale(turn)
