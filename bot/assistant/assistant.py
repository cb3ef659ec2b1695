"""The assistant: a request in, a reply out. It knows no face."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.assistant.answers import (
    card,
    conversation,
    group,
    inline,
    lists,
    marks,
    premieres,
    recommend,
    report,
    search,
    stats_dates,
    stats_film,
    stats_groups,
    stats_kinds,
    stats_people,
    stats_top,
    watch,
)
from bot.assistant.answers import help as help_answers
from bot.assistant.answers import operations as operations_answers
from bot.assistant.answers.inline import InlineAnswer, InlineQuery
from bot.assistant.answers.turn import Turn
from bot.assistant.context import MOST_SHOWN, Context, ContextStore, MemoryContexts
from bot.assistant.intents import Intent, understand
from bot.assistant.links import followed
from bot.assistant.memory import (
    Conflict,
    Erase,
    Memory,
    Person,
    SaveContext,
    Store,
    StoreUnavailable,
)
from bot.assistant.operations import Operations
from bot.assistant.recall import Groups, recall
from bot.assistant.reply import Reply, Request
from bot.assistant.texts import Language, choose_language, texts_in
from bot.assistant.understanding import in_own_words
from bot.assistant.understanding import understand as understand_words
from recommender import Recommender, UnknownMovie

T = TypeVar("T")

_log = logging.getLogger(__name__)

#: After how long a conversation that has not changed is kept anew, so as not to be forgotten.
_RESTED = timedelta(minutes=10)

#: Who answers which kind of intent.
ANSWERS: Mapping[str, Callable[[Turn], Reply]] = {
    "start": help_answers.start,
    "help": help_answers.overview,
    "empty": help_answers.empty,
    "stale": help_answers.stale,
    "unknown_command": help_answers.unknown_command,
    "recommend": recommend.recommend,
    "card": card.card,
    "search": search.search,
    "surprise": search.surprise,
    "where": watch.where,
    "residence": watch.residence,
    "platforms": watch.platforms,
    "platform": watch.platform,
    "premieres": premieres.premieres,
    "news": premieres.news,
    "news_on": premieres.news_on,
    "news_off": premieres.news_off,
    "thanks": conversation.thanks,
    "off_topic": conversation.off_topic,
    "lost": conversation.lost,
    "no_more": conversation.no_more,
    "rejected": conversation.rejected,
    "unsure": conversation.unsure,
    "which": conversation.which,
    "other_year": conversation.other_year,
    "why": conversation.why,
    "seen": conversation.seen,
    "set_language": conversation.set_language,
    "month": stats_dates.month,
    "weekday": stats_dates.weekday,
    "year": stats_dates.year,
    "genre": stats_kinds.genre,
    "country": stats_kinds.country,
    "language": stats_kinds.language,
    "company": stats_groups.company,
    "company_family": stats_groups.company_family,
    "franchise": stats_groups.franchise,
    "actor": stats_people.actor,
    "director": stats_people.director,
    "return": stats_film.return_,
    "score": stats_film.score,
    "votes": stats_film.votes,
    "top": stats_top.top,
    "my_list": lists.my_list,
    "my_seen": lists.my_seen,
    "my_tastes": lists.my_tastes,
    "my_dislikes": lists.my_dislikes,
    "save": lists.save,
    "unsave": lists.unsave,
    "for_me": lists.for_me,
    "export": lists.export,
    "erase": lists.erase,
    "erase_yes": lists.erase_yes,
    "erase_no": lists.erase_no,
    **dict.fromkeys(marks.MARKING, marks.mark),
    **dict.fromkeys(marks.UNMARKING, marks.unmark),
    "night_start": group.start,
    "night_join": group.join,
    "night_leave": group.leave,
    "night_propose": group.propose,
    "night_inline": group.propose_inline,
    "night_veto": group.veto,
    "night_ready": group.ready,
    "night_cancel": group.cancel,
    "night_door": group.door,
    "nights": group.nights,
    "eda": report.report,
    "eda_make": report.make,
    "status": operations_answers.status,
    "refresh": operations_answers.refresh,
    "block": operations_answers.block,
    "unblock": operations_answers.unblock,
}


class Assistant:
    """Answers requests about one catalogue, which may be swapped between two of them.

    Attributes:
        recommender: the open catalogue. A refresh replaces it by assignment; a request under way
            keeps the one it began with.
        operations: the running bot, for its admins; set by the face that runs it.
        groups: what is known of the groups that the bot is in; set by the face that is in them.
    """

    def __init__(
        self,
        recommender: Recommender,
        default_language: Language = "es",
        admins: Set[int] = frozenset(),
        store: Store | None = None,
    ) -> None:
        self.recommender = recommender
        self.operations: Operations | None = None
        self.groups: Groups | None = None
        self._contexts: ContextStore = MemoryContexts()
        self._store: Store | None = None
        if store is not None:
            self.remember(store)
        self._default_language = default_language
        self._admins = admins
        # One is enough: answers take a few milliseconds, and more threads, on however many cores,
        # would mostly hand the interpreter to each other.
        self._thread = ThreadPoolExecutor(1, "answers")

    def remember(self, store: Store) -> None:
        """From now on keep in a store what people say and save."""
        self._store, self._contexts = store, store.contexts

    async def answer(self, request: Request) -> Reply:
        """Answer a request, what was said before in mind, without holding up the event loop."""
        person, before = await self._meet(request.user, request.chat)
        context = before.at(datetime.now(UTC))
        if person is not None:
            seen = frozenset(person.films("seen"))
            context = replace(context, language=person.language, seen=seen)
        intent = await self._understood(request, context)
        return await self._answer(request, intent, before, context, person)

    async def inline(self, query: InlineQuery) -> InlineAnswer:
        """Answer what somebody types behind the bot's name, in whatever chat."""
        memory = Memory(Person(query.user))
        if self._store is not None:
            with suppress(StoreUnavailable):
                if query.text.strip():
                    memory = Memory(await self._store.settings(query.user))
                else:
                    person, latest = await self._store.meet_inline(query.user, group=query.group)
                    memory = Memory(person, available=True, latest=latest)
        if memory.person.blocked:
            return inline.NOTHING
        return await self._compute(self._inline, query, memory)

    async def chosen(self, user: int, movie: int) -> None:
        """Somebody has sent a film to some chat: it is what they last talked of."""
        with suppress(StoreUnavailable):
            context = (await self._contexts.load(user, user)).at(datetime.now(UTC))
            shown = tuple(dict.fromkeys((*context.shown, movie)))[-MOST_SHOWN:]
            await self._contexts.save(user, user, replace(context, shown=shown))

    def _inline(self, query: InlineQuery, memory: Memory) -> InlineAnswer:
        language = memory.person.language or choose_language(query.language, self._default_language)
        turn = Turn(
            # Whatever is chosen is read by others, who are told nothing of this person.
            request=Request(chat=query.user, user=query.user, group=True),
            intent=Intent("inline", query.text),
            recommender=self.recommender,
            texts=texts_in(language),
            memory=memory,
            operations=self.operations,
        )
        return inline.inline(turn, query, self._default_language)

    def respond(self, request: Request) -> Reply:
        """Answer a request as if nothing had been said before, on this thread."""
        return self.converse(request, Context().at(datetime.now(UTC)))[0]

    def converse(self, request: Request, context: Context) -> tuple[Reply, Context]:
        """The answer to a request after what was said before, and what there is to remember then.

        Pure but for the running bot that admins ask about.
        """
        intent = self.interpret(request, context)
        reply = self.reply(request, intent, context, Memory(Person(request.user)))
        return reply, context.after(intent, reply)

    def interpret(self, request: Request, context: Context) -> Intent:
        """What a request asks, after what was said before."""
        intent = understand(request)
        if intent.kind == "start" and intent.text:
            intent = followed(intent.text) or Intent("start")
        if intent.kind == "words":
            intent = understand_words(intent.text, context, self.recommender)
        elif request.press is None:
            intent = in_own_words(intent, self.recommender)
        return intent

    def reply(self, request: Request, intent: Intent, context: Context, memory: Memory) -> Reply:
        """The answer to an intent, on this thread."""
        language = context.language or choose_language(request.language, self._default_language)
        turn = Turn(
            request=request,
            intent=intent,
            recommender=self.recommender,
            texts=texts_in(language),
            memory=memory,
            context=context,
            admins=self._admins,
            operations=self.operations,
        )
        if memory.person.blocked:
            return Reply(text="", intent="blocked")
        try:
            turn = group.proposed_by_reply(turn)
            return ANSWERS.get(turn.intent.kind, help_answers.stale)(turn)
        except UnknownMovie:
            return help_answers.stale(turn)

    async def _compute(self, work: Callable[..., T], *given: object) -> T:
        """Do on a thread what would hold up the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)

    async def _understood(self, request: Request, context: Context) -> Intent:
        """What a request asks; what takes a moment to find out is found out on a thread."""
        if request.press is None:
            return await self._compute(self.interpret, request, context)
        return self.interpret(request, context)

    async def _meet(self, user: int, chat: int) -> tuple[Person | None, Context]:
        """What is known of a person, None when nothing can be; and what they said before."""
        if self._store is None:
            return None, await self._contexts.load(chat, user)
        try:
            return await self._store.meet(user, chat)
        except StoreUnavailable as error:
            _log.error("nothing is remembered: %s", error)
            return None, Context()

    async def _answer(
        self,
        request: Request,
        intent: Intent,
        before: Context,
        context: Context,
        person: Person | None,
    ) -> Reply:
        """The answer to an intent, with what it changes written down."""
        while True:
            memory = Memory(person or Person(request.user))
            try:
                if self._store is not None and person is not None:
                    memory = await recall(self._store, self.groups, request, intent, person)
                reply = await self._compute(self.reply, request, intent, context, memory)
                after = context.after(intent, reply)
                if self._store is None:
                    await self._contexts.save(request.chat, request.user, after)
                elif memory.available:
                    changes = (*reply.changes, *_to_keep(request, reply, before, context, after))
                    await self._store.apply(changes)
            except Conflict:
                # Somebody else took a step of the same night in between: look again.
                continue
            except StoreUnavailable as error:
                _log.error("nothing is remembered: %s", error)
                person = None
                continue
            return reply


def _to_keep(
    request: Request, reply: Reply, before: Context, context: Context, after: Context
) -> tuple[SaveContext, ...]:
    """The conversation, where it has gone on or would soon be forgotten for want of a word."""
    if any(isinstance(change, Erase) for change in reply.changes):
        return ()
    if reply.night is not None and request.press is not None:
        # Who takes a step of a film night at a press says nothing to go on from.
        return ()
    rested = before.when is None or context.when is None or context.when - before.when > _RESTED
    if not rested and after == context:
        return ()
    return (SaveContext(request.chat, request.user, after),)
