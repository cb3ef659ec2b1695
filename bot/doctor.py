"""Looks at everything that the bot needs, and says for each what was found and what to do.

Nothing is changed: no schema is brought up to date, no webhook set or removed, no catalogue built.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal

import httpx
from sqlalchemy import select

from bot.assistant.memory import StoreUnavailable
from bot.refresh import missing_for_reports
from bot.settings import Settings, SettingsError, load_settings
from bot.store.database import Database, DatabaseUnusable, database_url
from bot.telegram.application import TokenMissing, TokenRefused, api_url, require_token
from recommender import ButacaError, CatalogueError, CatalogueMissing, Recommender

#: good: as it should be; odd: the bot runs, but not as well as it could; bad: it does not run.
State = Literal["good", "odd", "bad"]

_MARKS = {"good": "✓", "odd": "!", "bad": "✗"}
#: How long Telegram and the database may take, in seconds.
_PATIENCE = 10.0
#: From here on certificates are refused, and lists of the day are of another day.
MOST_WRONG = timedelta(minutes=1)
#: What a run of the ETL on the full dump writes before it drops an old version, in bytes.
LEAST_SPACE = 1_000_000_000
#: A schedule runs every day; a catalogue that is older than this has missed one.
OLD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing.

    Attributes:
        what: the thing: settings, token, clock …
        state: how it is.
        found: what was found.
        to_do: what to do about it; empty where it is good.
    """

    what: str
    state: State
    found: str
    to_do: str = ""

    def __str__(self) -> str:
        """The finding as people read it, in a line or two."""
        line = f"{_MARKS[self.state]} {self.what}: {self.found}"
        return f"{line}\n    → {self.to_do}" if self.to_do else line


async def examine() -> AsyncIterator[Finding]:
    """Look at everything in turn, as far as what was found before allows."""
    try:
        settings = load_settings()
    except SettingsError as error:
        to_do = "correct it in the environment or in .env; see the table in the README"
        yield Finding("settings", "bad", str(error), to_do)
        return
    yield _settings(settings)
    async for finding in _telegram(settings):
        yield finding
    yield await _database(settings)
    yield await asyncio.to_thread(_catalogue, settings)
    yield await asyncio.to_thread(_dump, settings)
    yield await asyncio.to_thread(_places, settings)
    yield _extras(settings)


def healthy(findings: Sequence[Finding]) -> bool:
    """Whether the bot can run."""
    return all(finding.state != "bad" for finding in findings)


def _settings(settings: Settings) -> Finding:
    if not settings.admins:
        to_do = "put your Telegram id into BUTACA_ADMINS, or nobody is told when a refresh fails"
        return Finding("settings", "odd", "nobody looks after this bot", to_do)
    return Finding("settings", "good", f"can be used; {len(settings.admins)} to look after the bot")


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    """The token, what Telegram knows of the bot, and its clock."""
    try:
        token = require_token(settings)
    except (TokenMissing, TokenRefused) as error:
        yield Finding("token", "bad", str(error), "send /newbot or /token to @BotFather")
        return
    address = api_url(settings.telegram_api_url)
    async with httpx.AsyncClient(timeout=_PATIENCE) as client:
        try:
            response = await client.get(f"{address}{token}/getMe")
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            # The error's own words may have the address, and with it the token.
            found = f"no answer that makes sense from {address} ({type(error).__name__})"
            to_do = "see that this machine reaches it (DNS, proxy, firewall), or TELEGRAM_API_URL"
            yield Finding("token", "bad", found, to_do)
            return
        if not answer.get("ok"):
            found = f"Telegram refuses it ({response.status_code})"
            to_do = "copy it again from @BotFather, or look where TELEGRAM_API_URL leads"
            yield Finding("token", "bad", found, to_do)
            return
        yield _identity(answer["result"])
        yield _clock(response.headers.get("date"))
        yield await _delivery(settings, client, f"{address}{token}/getWebhookInfo")


def _identity(bot: dict[str, Any]) -> Finding:
    name = f"the bot is @{bot.get('username')}"
    if not bot.get("supports_inline_queries"):
        to_do = "send /setinline and /setinlinefeedback to @BotFather to find films in any chat"
        return Finding("token", "odd", f"{name}, without inline mode", to_do)
    return Finding("token", "good", name)


def _clock(date: str | None) -> Finding:
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return Finding("clock", "odd", "Telegram's answer has no date", "compare it by yourself")
    wrong = datetime.now(UTC) - theirs
    if abs(wrong) > MOST_WRONG:
        direction = "ahead" if wrong > timedelta(0) else "behind"
        found = f"{round(abs(wrong).total_seconds())} s {direction} of Telegram's"
        return Finding("clock", "bad", found, "let NTP set it (timedatectl set-ntp true)")
    return Finding("clock", "good", "agrees with Telegram's")


async def _delivery(settings: Settings, client: httpx.AsyncClient, method: str) -> Finding:
    """How updates come: by polling or webhook, and whether they do."""
    try:
        answer = (await client.get(method)).json()
        info: dict[str, Any] = answer["result"]
    except (httpx.HTTPError, LookupError, ValueError) as error:
        found = f"Telegram does not tell ({type(error).__name__})"
        return Finding("updates", "odd", found, "try again in a while")
    waiting = f"{info.get('pending_update_count', 0)} waiting"
    url = info.get("url", "")
    if settings.webhook_url is None:
        if url:
            to_do = "the bot removes it when it starts; one that needs it needs a token of its own"
            return Finding("updates", "odd", f"by polling, but a webhook is set; {waiting}", to_do)
        return Finding("updates", "good", f"by polling; {waiting}")
    trouble = info.get("last_error_message")
    if url == settings.webhook_url and trouble:
        to_do = "see that the address leads to this bot over TLS, with the webhook's path"
        return Finding("updates", "odd", f"by webhook; {waiting}; Telegram says: {trouble}", to_do)
    when = "" if url == settings.webhook_url else ", which is set when the bot starts"
    return Finding("updates", "good", f"by webhook{when}; {waiting}")


async def _database(settings: Settings) -> Finding:
    database = None
    try:
        url = database_url(settings.database)
        if url.get_backend_name() == "sqlite" and not _is_there(url.database):
            found = "SQLite, made at the first start"
            return Finding("database", "good", found)
        database = Database.at(url)
        async with asyncio.timeout(_PATIENCE):
            await database.read(lambda connection: connection.execute(select(1)))
    except DatabaseUnusable as error:
        to_do = "correct BUTACA_DATABASE_URL, or leave it out for a file in the data folder"
        return Finding("database", "bad", str(error), to_do)
    except (StoreUnavailable, TimeoutError) as error:
        to_do = "see that the server runs, is reached from here and lets this user in"
        if url.get_backend_name() == "sqlite":
            to_do = "see who owns the file, and that it is a database"
        return Finding("database", "bad", str(error) or "no answer", to_do)
    finally:
        if database is not None:
            await database.close()
    return Finding("database", "good", f"{url.get_backend_name()} answers")


def _is_there(path: str | None) -> bool:
    return path in (None, "", ":memory:") or Path(str(path)).is_file()


def _catalogue(settings: Settings) -> Finding:
    root = settings.catalogue_dir
    try:
        catalogue = Recommender.open(root).catalogue
    except CatalogueMissing:
        found, to_do = f"none in {root}", "the first start builds one; butaca etl does it now"
        return Finding("catalogue", "odd", found, to_do)
    except (CatalogueError, ButacaError, OSError) as error:
        return Finding("catalogue", "bad", str(error), "build it anew: butaca etl --force")
    age = datetime.now(UTC) - catalogue.created_at
    found = f"{len(catalogue):,} films, version {catalogue.version}"
    if age > OLD:
        to_do = "unless the dump has not changed, see what /estado and the log say of the last run"
        return Finding("catalogue", "odd", f"{found}, {age.days} days old", to_do)
    return Finding("catalogue", "good", found)


def _dump(settings: Settings) -> Finding:
    if not settings.dump_dir.exists():
        to_do = "put the dump there for the full catalogue; see the README"
        found = f"none in {settings.dump_dir}, so the films are the sample's"
        return Finding("dump", "odd", found, to_do)
    return Finding("dump", "good", f"in {settings.dump_dir}")


def _places(settings: Settings) -> Finding:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"-")
            file.flush()
        for inside in (settings.catalogue_dir, settings.charts_dir):
            if inside.is_dir():
                with NamedTemporaryFile(dir=inside, prefix=".doctor-"):
                    pass
        free = shutil.disk_usage(folder).free
    except OSError as error:
        found = f"{error.filename or folder} cannot be written to: {error.strerror or error}"
        to_do = "give it to the user that the bot runs as (chown), or set BUTACA_DATA_DIR"
        return Finding("data folder", "bad", found, to_do)
    found = f"{folder} can be written to, {free / 1e9:.1f} GB free"
    if free < LEAST_SPACE:
        to_do = "make room: the ETL writes a new version before it drops an old one"
        return Finding("data folder", "odd", found, to_do)
    return Finding("data folder", "good", found)


def _extras(settings: Settings) -> Finding:
    if settings.serves_web and (find_spec("fastapi") is None or find_spec("uvicorn") is None):
        to_do = 'pip install "butaca[web]", or unset BUTACA_WEBHOOK_URL and BUTACA_WEB_PORT'
        return Finding("extras", "bad", "what serves HTTP is not installed", to_do)
    missing = missing_for_reports()
    if missing:
        to_do = 'pip install "butaca[eda]" for the report after each refresh'
        return Finding("extras", "odd", f"no {', '.join(missing)}", to_do)
    return Finding("extras", "good", "everything that is asked for is installed")
