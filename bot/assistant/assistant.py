"""The assistant: a request in, a reply out. It knows no face."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Set
from datetime import UTC, datetime

from bot.assistant.answers import help as help_answers
from bot.assistant.answers import operations as operations_answers
from bot.assistant.answers import recommend
from bot.assistant.answers.turn import Turn
from bot.assistant.context import Context, ContextStore, MemoryContexts
from bot.assistant.intents import Intent, understand
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
        contexts: ContextStore | None = None,
    ) -> None:
        self.recommender = recommender
        self.operations: Operations | None = None
        self._contexts = contexts or MemoryContexts()
        self._default_language = default_language
        self._admins = admins

    async def answer(self, request: Request) -> Reply:
        """Answer a request, what was said before in mind, without holding up the event loop."""
        context = await self._contexts.load(request.chat, request.user)
        reply, context = await asyncio.to_thread(
            self.converse, request, context.at(datetime.now(UTC))
        )
        await self._contexts.save(request.chat, request.user, context)
        return reply

    def respond(self, request: Request) -> Reply:
        """Answer a request as if nothing had been said before, on this thread."""
        return self.converse(request, Context())[0]

    def converse(self, request: Request, context: Context) -> tuple[Reply, Context]:
        """The answer to a request after what was said before, and what there is to remember then.

        Pure but for the running bot that admins ask about.
        """
        language = context.language or choose_language(request.language, self._default_language)
        texts = texts_in(language)
        intent = understand(request)
        if intent.kind == "words":
            intent = Intent("recommend", intent.text)
        turn = Turn(
            request=request,
            intent=intent,
            recommender=self.recommender,
            texts=texts,
            context=context,
            admins=self._admins,
            operations=self.operations,
        )
        try:
            reply = ANSWERS.get(intent.kind, help_answers.stale)(turn)
        except UnknownMovie:
            reply = help_answers.stale(turn)
        return reply, context.after(intent, reply)
