"""Inline mode: films in any chat, as their titles are typed behind the bot's name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

from telegram import (
    Bot,
    ChosenInlineResult,
    InlineQueryResultsButton,
    Update,
)
from telegram import InlineQuery as TelegramQuery
from telegram.constants import ChatType, InlineQueryResultType, ParseMode
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    ChosenInlineResultHandler,
    ContextTypes,
    InlineQueryHandler,
)

from bot.assistant import Assistant
from bot.assistant.answers.inline import InlineAnswer, InlineCard, InlineQuery
from bot.assistant.links import payload
from bot.telegram.dispatch import note
from bot.telegram.floods import Floods
from bot.telegram.keyboards import parameters

_log = logging.getLogger(__name__)

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)

_Application = Application[Any, Any, Any, Any, Any, Any]


class InlineHandlers:
    """Answers what is typed behind the bot's name, and hears what was chosen."""

    def __init__(
        self, assistant: Assistant, turn: Callable[[int], asyncio.Lock], floods: Floods
    ) -> None:
        """Set up the handlers.

        Args:
            assistant: who answers.
            turn: whose holder may speak in a chat.
            floods: who has asked too much.
        """
        self._floods = floods
        self._assistant = assistant
        self._turn = turn

    def register(self, application: _Application) -> None:
        """Put the handlers into an application."""
        application.add_handler(InlineQueryHandler(self.on_query))
        application.add_handler(ChosenInlineResultHandler(self.on_choice))

    async def on_query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a query."""
        typed = cast("TelegramQuery", update.inline_query)
        if await self._floods.inline(typed.from_user.id) != "fine":
            note("flood")
            return
        query = InlineQuery(
            user=typed.from_user.id,
            text=typed.query,
            offset=typed.offset,
            language=typed.from_user.language_code,
            group=typed.chat_type in _GROUPS,
        )
        answer = await self._assistant.inline(query)
        try:
            await _send(context.bot, typed.id, answer)
        except BadRequest as error:
            if "query is too old" not in str(error).lower():
                raise
            # The person types faster than the answers come; the next one is on its way.
            _log.debug("an inline query had been given up: %s", error)
        note("inline")

    async def on_choice(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Remember which film was sent somewhere, as one that was talked of."""
        chosen = cast("ChosenInlineResult", update.chosen_inline_result)
        if chosen.result_id.isdecimal():
            async with self._turn(chosen.from_user.id):
                await self._assistant.chosen(chosen.from_user.id, int(chosen.result_id))
        note("chosen")


async def _send(bot: Bot, query: str, answer: InlineAnswer) -> None:
    button = None
    if answer.button is not None:
        start = payload(answer.button.action)
        button = InlineQueryResultsButton(answer.button.label, start_parameter=start)
    await bot.answer_inline_query(
        query,
        [],
        cache_time=answer.kept,
        is_personal=answer.personal,
        next_offset=answer.next_offset,
        button=button,
        # The library's objects, five for each film, take longer than it takes to find the films.
        api_kwargs={"results": [_result(bot, card) for card in answer.cards]},
    )


def _result(bot: Bot, card: InlineCard) -> dict[str, Any]:
    """A film as the Bot API's InlineQueryResultArticle."""
    preview: dict[str, Any] = {"is_disabled": True}
    result = {
        "type": InlineQueryResultType.ARTICLE,
        "id": str(card.movie),
        "title": card.title,
        "description": card.description,
    }
    if card.poster is not None:
        preview = {"url": card.poster, "show_above_text": True}
        result["thumbnail_url"] = card.poster
    content = {
        "message_text": str(card.text),
        "parse_mode": ParseMode.HTML,
        "link_preview_options": preview,
    }
    return result | {"input_message_content": content} | (parameters(card.buttons, bot.bot) or {})
