"""How long inline answers and pressed buttons take in the process, with a store of many people.

    python tests/benchmarks/store_latency.py DATA_DIR [--database sqlite|postgresql]

A database is filled with 100,000 people, a million marks, a conversation of each and film nights
under way. Then people type behind the bot's name and press every kind of button, in random order,
ten times a second, all of them heavy users. An update counts from its arrival as JSON to the end of
its handling. Telegram takes every call at once, so this is the time of the process and its
database; PostgreSQL is a server of our own on loopback, set as in real life. "computed" is the
assistant's share of an inline answer. What chats are shown of their nights is drawn meanwhile.
Baselines, measured in the same run: the marks of a person fetched by a query a film, and a title
looked for among all titles by rapidfuzz. On a busy machine put ``chrt -r 1`` in front.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select
from telegram import Update
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from postgres_server import PostgresServer

from bot.assistant import Assistant
from bot.assistant.context import Context
from bot.assistant.intents import Intent, action
from bot.assistant.memory import MARKS, SaveNight
from bot.assistant.night import Guest, Night, Poll, begin, join, propose, ready, start
from bot.life import settle
from bot.settings import Settings
from bot.store import SqlStore
from bot.store.database import Postgres, Sqlite
from bot.store.models import ContextRow, MarkRow, PersonRow
from bot.telegram import application
from bot.telegram.delivery import Delivery
from bot.telegram.dispatch import handle
from bot.telegram.patience import PatientRateLimiter
from recommender import Recommender

PEOPLE, MARKS_EACH = 100_000, 10
#: How much those have marked who are measured: every fiftieth, who uses the bot a lot.
REGULARS = range(5, 150)
GROUPS, GUESTS = 400, 5
PER_SECOND = 10

_FIRST_PERSON, _FIRST_GROUP = 1_000_000, -1_001_000_000_000
_BOT = {"id": 1, "is_bot": True, "first_name": "Butaca", "username": "butaca_bot"}

Json = dict[str, Any]
Rows = list[tuple[Any, ...]]


class Telegram(BaseRequest):
    """Takes every call at once."""

    read_timeout = 5.0
    _polls = 0

    async def initialize(self) -> None:
        """There is nothing to set up."""

    async def shutdown(self) -> None:
        """There is nothing to put away."""

    async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        """What Telegram answers."""
        method = url.rpartition("/")[2]
        result: Any = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
        if method == "getMe":
            result = {**_BOT, "supports_inline_queries": True}
        elif method.startswith("answer"):
            result = True
        elif method == "getChatMember":
            result = {"status": "member", "user": _BOT}
        elif method == "sendPoll":
            Telegram._polls += 1
            result["poll"] = {
                "id": f"posted{self._polls}",
                "question": "?",
                "options": [],
                "total_voter_count": 0,
                "type": "regular",
                **dict.fromkeys(("is_closed", "is_anonymous", "allows_revoting"), False),
                **dict.fromkeys(("allows_multiple_answers", "members_only"), True),
            }
        return 200, json.dumps({"ok": True, "result": result}).encode()


# --- what the store holds -------------------------------------------------------------------------


def crowd(films: list[int]) -> tuple[dict[Any, Rows], list[int]]:
    """Rows of people, marks and conversations by table; and who has marked much."""
    chance, now = random.Random(7), datetime.now(UTC)
    talk = Context(
        intent=Intent("recommend", "matrix"),
        listed=Intent("recommend", "matrix"),
        movies=tuple(films[:5]),
        shown=tuple(films[:40]),
        asked=films[0],
        when=now,
    )
    state = json.dumps(talk.as_json(), separators=(",", ":")).encode()
    people: Rows = []
    marks: Rows = []
    contexts: Rows = []
    regulars = list(range(_FIRST_PERSON, _FIRST_PERSON + PEOPLE, 50))
    much = set(regulars)
    for person in range(_FIRST_PERSON, _FIRST_PERSON + PEOPLE):
        people.append((person, False))
        contexts.append((person, person, state, now + timedelta(hours=5)))
        count = chance.choice(REGULARS) if person in much else MARKS_EACH - 1
        for movie in dict.fromkeys(chance.choices(films, k=count)):
            [mark] = chance.choices(MARKS, (40, 30, 22, 8))
            marks.append((person, mark, movie, now - timedelta(minutes=chance.randrange(500_000))))
    return {PersonRow: people, MarkRow: marks, ContextRow: contexts}, regulars


_COLUMNS: dict[Any, list[str]] = {
    PersonRow: ["id", "blocked"],
    MarkRow: ["person_id", "mark", "movie_id", "marked_at"],
    ContextRow: ["person_id", "chat_id", "state", "expires_at"],
}


async def fill(store: SqlStore, rows_of: dict[Any, Rows]) -> None:
    """Write rows the fastest way that each database has."""
    for table, rows in rows_of.items():
        name, columns = table.__tablename__, _COLUMNS[table]
        if isinstance(store._database, Sqlite):
            plain = (
                [cell.isoformat(" ")[:26] if isinstance(cell, datetime) else cell for cell in row]
                for row in rows
            )
            with sqlite3.connect(str(store._database.url.database)) as connection:
                cells = ", ".join("?" * len(columns))
                into = f"{name} ({', '.join(columns)})"
                connection.executemany(f"INSERT INTO {into} VALUES ({cells})", plain)  # noqa: S608
            connection.close()
            continue
        assert isinstance(store._database, Postgres)
        async with store._database.engine.begin() as transaction:
            driver: Any = (await transaction.get_raw_connection()).driver_connection
            await driver.copy_records_to_table(name, records=rows, columns=columns)


async def nights(store: SqlStore, films: list[int], people: list[int]) -> dict[str, list[Night]]:
    """Nights with guests and proposals by how far they are.

    Those that gather, those whose first guest is ready, those that vote.
    """
    chance, found = random.Random(11), defaultdict(list)
    for number in range(GROUPS):
        state = ("gathering", "beginning", "gathering", "voting")[number % 4]
        guests = chance.sample(people, GUESTS)
        now = datetime.now(UTC)
        who = Guest(guests[0], "Ana")
        night = start(f"night{number}", _FIRST_GROUP - number, None, "es", who, now)
        for guest in guests[1:]:
            night = join(night, guest, "Eva").night
        for guest in guests:
            night = propose(night, guest, "Eva", chance.choice(films)).night
        if state == "beginning":
            night = ready(night, guests[0], "Ana", in_charge=False).night
        if state == "voting":
            night = begin(night, tuple(chance.sample(films, 5)), now)
        await store.apply([SaveNight(None, night)])
        poll = Poll(f"poll {night.token}", 2) if state == "voting" else None
        await store.night_posted(night.token, board=1, poll=poll)
        await store.night_drawn(night.token, 0)
        found[state].append(night)
    return found


# --- what people do -------------------------------------------------------------------------------


class People:
    """Makes updates of each kind, from somebody at random."""

    def __init__(
        self, recommender: Recommender, films: list[int], regulars: list[int], held: Any
    ) -> None:
        self._chance = random.Random(3)
        self._films, self._regulars, self._nights = films, regulars, held
        self._titles = [str(m.title) for m in map(recommender.movie, films) if m is not None]
        self._number = 0

    def kinds(self) -> dict[str, Callable[[], Json | None]]:
        """What can be done, by name; None when it cannot be done any more."""
        page = lambda: 10 * self._chance.randrange(4)  # noqa: E731
        alone: dict[str, Callable[[], str]] = {
            "list": lambda: action("my_list", offset=page()),
            "seen": lambda: action("my_seen", offset=page()),
            "tastes": lambda: action("my_tastes", offset=page()),
            "onto the list": lambda: action("mark_list", self.film()),
            "off the list": lambda: action("unmark_list", self.film()),
            "seen it": lambda: action("mark_seen", self.film()),
            "like": lambda: action("mark_like", self.film()),
            "dislike": lambda: action("mark_dislike", self.film()),
            "card": lambda: action("card", self.film()),
            "more like this": lambda: action("recommend", self.film()),
            "five more": lambda: action("recommend", self.film(), 5),
            "five for me": lambda: action("for_me", offset=5),
        }
        in_group: dict[str, Callable[[], Json | None]] = {
            "join": lambda: self._group("gathering", "night_join"),
            "leave": lambda: self._group("gathering", "night_leave", guest=True),
            "propose": lambda: self._group("gathering", "night_propose", self.film()),
            "veto": lambda: self._veto("gathering"),
            "ready": lambda: self._group("gathering", "night_ready", guest=True),
            "ready: poll begins": self._begin,
            "veto in the poll": lambda: self._veto("voting"),
            "call off, not theirs": lambda: self._group("voting", "night_cancel"),
            "vote": self._vote,
        }
        return {
            "inline, typed": lambda: self._types(self._beginning()),
            "inline, mistyped": lambda: self._types(self._mistyped()),
            "inline, no word": lambda: self._types(""),
            **{name: partial(self._private, said) for name, said in alone.items()},
            **in_group,
        }

    def film(self) -> int:
        """A well-known film."""
        return self._chance.choice(self._films)

    def person(self) -> int:
        """Somebody who has marked much."""
        return self._chance.choice(self._regulars)

    def _beginning(self) -> str:
        title = self._chance.choice(self._titles)
        return title[: self._chance.randint(2, max(3, len(title) - 2))]

    def _mistyped(self) -> str:
        title = self._chance.choice(self._titles)
        cut = self._chance.randrange(max(1, len(title) - 1))
        return title[:cut] + title[cut + 1 :]

    def _types(self, text: str) -> Json:
        query = {"query": text, "offset": "", "chat_type": "private"}
        return self._update("inline_query", self.person(), **query)

    def _private(self, said: Callable[[], str]) -> Json:
        person = self.person()
        return self._press(person, {"id": person, "type": "private"}, said())

    def _group(
        self, state: str, kind: str, movie: int | None = None, *, guest: bool = False
    ) -> Json:
        night = self._chance.choice(self._nights[state])
        person = self._chance.choice(night.guests[1:]).id if guest else self.person()
        return self._at(night, person, kind, movie)

    def _veto(self, state: str) -> Json:
        night = self._chance.choice(self._nights[state])
        movie = self._chance.choice(night.candidates or night.proposed)
        return self._at(night, self.person(), "night_veto", movie)

    def _begin(self) -> Json | None:
        if not self._nights["beginning"]:
            return None
        night = self._nights["beginning"].pop()
        return self._at(night, night.starter, "night_ready")

    def _vote(self) -> Json:
        night = self._chance.choice(self._nights["voting"])
        place = self._chance.randrange(6)
        answer = {"option_ids": [place], "option_persistent_ids": [str(place)]}
        return self._update("poll_answer", self.person(), poll_id=f"poll {night.token}", **answer)

    def _at(self, night: Night, person: int, kind: str, movie: int | None = None) -> Json:
        chat = {"id": night.chat, "type": "supergroup", "title": "Cine"}
        return self._press(person, chat, action(kind, movie, night=night.token))

    def _press(self, person: int, chat: Json, said: str) -> Json:
        keyboard = [[{"text": "?", "callback_data": said}]]
        shown = {"message_id": 1, "date": 1, "text": "?", "from": _BOT}
        message = {**shown, "chat": chat, "reply_markup": {"inline_keyboard": keyboard}}
        pressed = {"chat_instance": "1", "message": message, "data": said}
        return self._update("callback_query", person, **pressed)

    def _update(self, kind: str, person: int, **what: Any) -> Json:
        self._number += 1
        user = {"id": person, "is_bot": False, "first_name": "Mar", "language_code": "es"}
        of_poll = kind == "poll_answer"
        about = {"user": user} if of_poll else {"from": user, "id": str(self._number)}
        return {"update_id": self._number, kind: {**about, **what}}


# --- measuring ------------------------------------------------------------------------------------


async def measure(url: str, name: str, recommender: Recommender, each: int) -> None:
    """Fill a database, measure, and print the table."""
    films = recommender.catalogue.ids[np.argsort(-recommender.catalogue.vote_count)[:3000]].tolist()
    rows, regulars = crowd(films)
    async with await SqlStore.open(url) as store:
        await fill(store, rows)
        held = await nights(store, films, regulars)
        people = People(recommender, films, regulars, held)
        took, computed = await handled(store, recommender, people, each)
        by_film, by_batch = await marks_fetched(store, regulars)
    titles = [str(title) for title in recommender.catalogue.movies["title"].to_pylist()]
    searched = titles_searched(titles)
    load = psutil.getloadavg()[0]
    print(f"\n{name}: {PEOPLE:,} people, {len(rows[MarkRow]):,} marks; load average {load:.1f}\n")
    print("| what | times | p50, ms | p99, ms |\n| --- | --: | --: | --: |")
    pressed = [ms for kind, all_ms in took.items() if "inline" not in kind for ms in all_ms]
    typed = [ms for kind, all_ms in took.items() if "inline" in kind for ms in all_ms]
    together = {"every inline answer": typed, "of it computed": computed, "every press": pressed}
    for what, all_ms in (took | together).items():
        p50, p99 = np.percentile(all_ms, (50, 99))
        print(f"| {what} | {len(all_ms)} | {p50:.1f} | {p99:.1f} |")
    p50, slow = np.percentile(by_batch, 50), np.percentile(by_film, 50)
    print(
        f"\na person's marks: {p50:.2f} ms, by a query a film {slow:.1f} ms: {slow / p50:.0f} to 1"
    )
    p50 = np.percentile(computed, 50)
    ratio = f"{searched / p50:.0f} to 1"
    print(f"a title: {p50:.2f} ms, by rapidfuzz in all titles {searched:.1f} ms: {ratio}")


async def handled(
    store: SqlStore, recommender: Recommender, people: People, each: int
) -> tuple[dict[str, list[float]], list[float]]:
    """Milliseconds of each kind of update, and of what computing inline answers took."""
    settings = Settings(_env_file=None)
    bot: Any = (
        ApplicationBuilder()
        .token("1:a")
        .request(Telegram())
        .get_updates_request(Telegram())
        .rate_limiter(PatientRateLimiter(official=False))
        .updater(None)
        .job_queue(None)
        .build()
    )
    assistant = Assistant(recommender)
    assistant.remember(store)
    boards = application.register(bot, settings, assistant, Delivery(bot.bot), store)
    assert boards is not None
    settle()
    await bot.initialize()
    await boards.start()
    kinds = people.kinds()
    order = [name for name in kinds for _ in range(each)]
    random.Random(5).shuffle(order)
    took: dict[str, list[float]] = {name: [] for name in kinds}
    computed: list[float] = []
    inline = assistant.inline

    async def watched(query: Any) -> Any:
        begin = time.perf_counter()
        answer = await inline(query)
        computed.append(1000 * (time.perf_counter() - begin))
        return answer

    assistant.inline = watched  # type: ignore[method-assign]

    async def one(name: str, update: Json) -> None:
        begin = time.perf_counter()
        await handle(bot, Update.de_json(update, bot.bot))
        took[name].append(1000 * (time.perf_counter() - begin))

    for name, make in kinds.items():  # whatever is loaded or compiled at first
        for _ in range(5):
            if (update := make()) is not None:
                await one(name, update)
    took.update({name: [] for name in kinds})
    computed.clear()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.TaskGroup() as tasks:
        for number, name in enumerate(order):
            await asyncio.sleep(max(0.0, begun + number / PER_SECOND - loop.time()))
            if (update := kinds[name]()) is not None:
                tasks.create_task(one(name, update))
    await boards.stop()
    await bot.shutdown()
    return took, computed


async def marks_fetched(store: SqlStore, people: list[int]) -> tuple[list[float], list[float]]:
    """Milliseconds for a person's marks by a query a film, and as the store fetches them."""
    by_film, by_batch = [], []
    for person in people[:100]:
        begin = time.perf_counter()
        known = await store.person(person)
        by_batch.append(1000 * (time.perf_counter() - begin))
        films = [movie for mark in MARKS for movie in known.films(mark)]
        begin = time.perf_counter()
        for movie in films:
            this = (MarkRow.person_id == person, MarkRow.movie_id == movie)
            marked = select(MarkRow.mark, MarkRow.marked_at).where(*this)
            await store._database.read(partial(Connection.execute, statement=marked))
        by_film.append(1000 * (time.perf_counter() - begin))
    return by_film, by_batch


def titles_searched(titles: list[str]) -> float:
    """Milliseconds, at the median, to look for a title among all as is usually done."""
    took = []
    for title in titles[:: len(titles) // 20]:
        begin = time.perf_counter()
        process.extract(title, titles, scorer=fuzz.WRatio, limit=5)
        took.append(1000 * (time.perf_counter() - begin))
    return float(np.median(took))


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data_dir", type=Path, help="where a catalogue has been published")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    parser.add_argument("--each", type=int, default=100, help="updates of each kind")
    given = parser.parse_args()
    recommender = Recommender.open(given.data_dir / "catalogue")
    for name in [given.database] if given.database else ["sqlite", "postgresql"]:
        with ExitStack() as cleanup:
            if name == "sqlite":
                folder = cleanup.enter_context(tempfile.TemporaryDirectory())
                url = f"sqlite:///{folder}/butaca.db"
            else:
                url = cleanup.enter_context(PostgresServer(durable=True)).database()
            asyncio.run(measure(url, name, recommender, given.each))


if __name__ == "__main__":
    main()
