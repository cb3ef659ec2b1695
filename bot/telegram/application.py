"""The bot's life on Telegram, from its token to a clean stop."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.assistant import Assistant, Reply
from bot.assistant.answers.operations import run_ended
from bot.assistant.memory import StoreUnavailable
from bot.assistant.nights import Nights
from bot.assistant.operations import Asker, EtlRun, ReportRun
from bot.assistant.texts import texts_in
from bot.charts import Charts
from bot.life import settle, until_stopped
from bot.refresh import Refresher
from bot.settings import Settings
from bot.store import SqlStore
from bot.store.coordination import Coordination
from bot.telegram.alarms import Alarms
from bot.telegram.delivery import Delivery, Place
from bot.telegram.dispatch import handle, handle_once
from bot.telegram.floods import Floods
from bot.telegram.groups import GroupHandlers, TelegramGroups
from bot.telegram.handlers import Handlers
from bot.telegram.inline import InlineHandlers
from bot.telegram.menu import publish_menu
from bot.telegram.news import News
from bot.telegram.nights import NightBoards
from bot.telegram.patience import Patience, PatientRateLimiter
from bot.telegram.polling import Poller
from bot.telegram.request import AiohttpRequest
from bot.telegram.webhook import Webhook
from bot.web import require_web
from recommender import ButacaError

if TYPE_CHECKING:
    from bot.web.server import Server

_log = logging.getLogger(__name__)

_OFFICIAL_HOST = "https://api.telegram.org/"
#: Calls that may be under way at once; each update under way makes one or two.
_CONNECTIONS = 256
#: How long updates under way may take after the bot was told to stop, in seconds.
_FINISH = 10.0
#: How often it is looked for what has served its time in the store, in seconds.
_PURGE_EVERY = 3600.0

_Application = Application[Any, Any, Any, Any, Any, Any]


class TokenMissing(ButacaError):  # noqa: N818
    """The bot has no token."""


class TokenRefused(ButacaError):  # noqa: N818
    """Telegram does not know the token, or it cannot be one."""


def require_token(settings: Settings) -> str:
    """The bot's token.

    Raises:
        TokenMissing: there is none.
        TokenRefused: it has characters that no token has.
    """
    secret = settings.telegram_bot_token
    token = secret.get_secret_value().strip() if secret is not None else ""
    if not token:
        raise TokenMissing(
            "TELEGRAM_BOT_TOKEN is not set; talk to @BotFather in Telegram to get a token"
        )
    if not re.fullmatch(r"[\w:-]+", token, re.ASCII):
        raise TokenRefused(
            "TELEGRAM_BOT_TOKEN does not look like a token (digits, a colon, letters); "
            "copy it again from @BotFather"
        )
    return token


def run(settings: Settings, assistant: Assistant, charts: Charts | None = None) -> None:
    """Put the assistant on Telegram until SIGTERM or SIGINT.

    Args:
        settings: the token, the Bot API server and whatever else the host decides.
        assistant: who answers; its catalogue is swapped when a newer one is published.
        charts: draws the charts of replies; without it replies come without them. It is closed at
            the end.

    Raises:
        TokenMissing: there is no token.
        TokenRefused: Telegram does not accept it.
    """
    application = build(settings, require_token(settings))
    if settings.serves_web:
        # Said before anything is begun for nothing.
        require_web()
    settle()
    asyncio.run(until_stopped(_live_with_memory(application, settings, assistant, charts)))


def build(settings: Settings, token: str) -> _Application:
    """An application without handlers for this token and Bot API server."""
    url = api_url(settings.telegram_api_url)
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(url)
        .base_file_url(re.sub(r"bot$", "file/bot", url))
        .request(AiohttpRequest(_CONNECTIONS))
        .get_updates_request(AiohttpRequest(1))
        .rate_limiter(PatientRateLimiter(official=url.startswith(_OFFICIAL_HOST)))
        .updater(None)
        .job_queue(None)
        .build()
    )


def api_url(setting: str) -> str:
    """The address that token and method are put behind, from how people write it."""
    url = setting.strip().rstrip("/")
    return url if url.endswith("bot") else f"{url}/bot"


async def _live_with_memory(
    application: _Application, settings: Settings, assistant: Assistant, charts: Charts | None
) -> NoReturn:
    async with await _open_store(settings) as store:
        assistant.remember(store)
        await live(application, settings, assistant, charts, store)


async def _open_store(settings: Settings) -> SqlStore:
    """Open the store; a database that is not up yet is waited for."""
    patience = Patience("reaching the database")
    while True:
        try:
            store = await SqlStore.open(settings.database)
        except StoreUnavailable as error:
            await patience.endure(error)
        else:
            patience.over()
            return store


async def live(
    application: _Application,
    settings: Settings,
    assistant: Assistant,
    charts: Charts | None = None,
    store: SqlStore | None = None,
) -> NoReturn:
    """Connect and answer until cancelled, then end cleanly.

    Args:
        application: as `build` makes it.
        settings: as for `run`.
        assistant: as for `run`.
        charts: as for `run`.
        store: where the film nights are kept; without one there are none.

    Raises:
        TokenRefused: Telegram does not accept the token.
        asyncio.CancelledError: it was cancelled, and everything is put away.
    """
    bot: Bot = application.bot
    delivery = Delivery(bot, charts.png if charts is not None else None)
    coordination = store.coordination if store is not None else None
    tell = partial(_tell_of_run, delivery, settings)
    refresher = Refresher(settings, assistant, tell, coordination=coordination)
    source = _source(application, settings, coordination)
    server = _server(settings, assistant, bot, store, source)
    boards = register(application, settings, assistant, delivery, store)
    async with AsyncExitStack() as cleanup:
        # The last in is the first out, and each has its turn even if another fails.
        cleanup.push_async_callback(bot.shutdown)
        cleanup.push_async_callback(application.shutdown)
        if charts is not None:
            cleanup.push_async_callback(charts.close)
        if boards is not None:
            cleanup.push_async_callback(boards.stop)
        cleanup.push_async_callback(refresher.stop)
        cleanup.push_async_callback(source.finish, _FINISH)
        if server is not None:
            cleanup.push_async_callback(server.stop)
        try:
            if server is not None:
                await server.start()
                _log.info("serving HTTP at %s port %d", settings.web_host, server.port)
            await _connect(application)
            if settings.admins:
                to_admins = partial(_tell, delivery, _admins(settings))
                texts = texts_in(settings.language)
                cleanup.enter_context(Alarms(to_admins, texts, settings.secrets))
            await refresher.start()
            if store is not None and boards is not None:
                await boards.start()
                news = News(
                    store,
                    lambda: assistant.recommender,
                    delivery.send,
                    settings.news_cron,
                    settings.timezone,
                )
                news.start()
                cleanup.callback(news.stop)
                purging = asyncio.create_task(_purge_now_and_then(store))
                cleanup.callback(purging.cancel)
            assistant.operations = refresher
            menu = asyncio.create_task(publish_menu(bot, settings.language, settings.admins))
            cleanup.callback(menu.cancel)
            _log.info("on Telegram as @%s, answering", bot.username)
            await source.run()
        except InvalidToken:
            # The library's own message quotes the token.
            raise TokenRefused(
                "Telegram refused TELEGRAM_BOT_TOKEN; copy it again from @BotFather, and see that "
                "TELEGRAM_API_URL, if it is set, leads to a Bot API server"
            ) from None
        except asyncio.CancelledError:
            _log.info("stopping: what is under way is finished first")
            raise


def _source(
    application: _Application, settings: Settings, coordination: Coordination | None
) -> Poller | Webhook:
    """Where updates come from."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        return Poller(application.bot, partial(handle, application))
    once = partial(handle_once, application, coordination=coordination)
    secret = settings.webhook_secret.get_secret_value()
    return Webhook(application.bot, settings.webhook_url, secret, once)


def _server(
    settings: Settings,
    assistant: Assistant,
    bot: Bot,
    store: SqlStore | None,
    source: Poller | Webhook,
) -> Server | None:
    """What serves HTTP beside the bot, if anything is to be."""
    if not settings.serves_web:
        return None
    # Loaded where it is wanted: it takes memory, and need not be installed.
    from bot.web import app, server, webhook

    checks: dict[str, Callable[[], Awaitable[object]]] = {"telegram": bot.get_me}
    if store is not None:
        checks["store"] = store.ping
    web = app.build(assistant, settings.language, checks)
    if isinstance(source, Webhook):
        web.include_router(webhook.router(source.path, source.secret, source.receive))
    return server.Server(web, settings.web_host, settings.port)


def register(
    application: _Application,
    settings: Settings,
    assistant: Assistant,
    delivery: Delivery,
    store: SqlStore | None,
) -> NightBoards | None:
    """Put every handler into an application.

    Returns:
        What shows the film nights to their chats, to be started with the application; None where
        there is no store that keeps them.
    """
    boards = None
    if store is not None:
        nights = Nights(store, lambda: assistant.recommender)
        boards = NightBoards(application.bot, store, nights)
        assistant.groups = TelegramGroups(application.bot)
        GroupHandlers(nights, boards).register(application)
    show_night = boards.changed if boards is not None else None
    shared = store.coordination if store is not None and store.coordination.shared else None
    floods = Floods(settings.flood_limit, shared)
    handlers = Handlers(assistant, delivery, settings.language, show_night, floods)
    handlers.register(application)
    InlineHandlers(assistant, handlers.turn, floods).register(application)
    return boards


async def _purge_now_and_then(store: SqlStore) -> None:
    """Forget what has served its time, by one process at a time."""
    while True:
        try:
            async with store.coordination.alone("purge") as mine:
                if mine:
                    await store.purge()
        except StoreUnavailable as error:
            _log.warning("what has served its time could not be forgotten: %s", error)
        await asyncio.sleep(_PURGE_EVERY)


async def _connect(application: _Application) -> None:
    """Get to know the bot's name."""
    patience = Patience("reaching Telegram")
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            raise
        except Exception as error:  # noqa: BLE001  (a server that talks nonsense may recover)
            await patience.endure(error)
        else:
            patience.over()
            return


async def _tell_of_run(
    delivery: Delivery, settings: Settings, run: EtlRun | ReportRun, asker: Asker | None
) -> None:
    """Tell how a run ended: whoever asked for it, or the admins."""
    reply = run_ended(run, texts_in(asker.language if asker else settings.language))
    places = [Place(asker.chat, asker.thread)] if asker else _admins(settings)
    await _tell(delivery, places, reply)


def _admins(settings: Settings) -> list[Place]:
    return [*map(Place, sorted(settings.admins))]


async def _tell(delivery: Delivery, places: Iterable[Place], reply: Reply) -> None:
    for place in places:
        try:
            await delivery.send(place, reply)
        except TelegramError as error:
            _log.info("an admin could not be told: %s", error)
