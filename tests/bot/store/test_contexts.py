"""A conversation goes on after a restart, in any process, and is forgotten in time."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from bot.assistant.context import FORGOTTEN_AFTER, Context
from bot.assistant.intents import Intent
from bot.assistant.memory import Erase
from bot.store import SqlStore

ANA, EVA, GROUP, OTHER = 7, 8, -1001, -1002


def talked(*movies: int, ago: int = 0) -> Context:
    """A context in which these films were the last ones shown, some minutes ago."""
    when = datetime.now(UTC) - ago * FORGOTTEN_AFTER / 100
    return Context(intent=Intent("recommend", "M"), movies=movies, shown=movies, when=when)


async def test_a_context_comes_back_as_it_was(store: SqlStore) -> None:
    context = Context(
        intent=Intent("search", "robots", offset=5, options=(Intent("recommend", movie=862),)),
        movies=(1, 2),
        focus=2,
        more="search::10",
        options=("recommend:862",),
        shown=(3, 1, 2),
        search="robots que sienten",
        when=datetime.now(UTC),
    )
    await store.contexts.save(ANA, ANA, Context())
    await store.contexts.save(ANA, ANA, context)
    assert await store.contexts.load(ANA, ANA) == context
    assert await store.contexts.load(GROUP, ANA) == Context()


async def test_what_a_person_has_set_is_not_kept_twice(store: SqlStore) -> None:
    await store.contexts.save(ANA, ANA, Context(language="en", seen=frozenset({1})))
    loaded = await store.contexts.load(ANA, ANA)
    assert (loaded.language, loaded.seen) == (None, frozenset())


async def test_a_context_of_another_version_is_an_empty_one(store: SqlStore) -> None:
    await store.contexts.save(ANA, ANA, talked(1))
    spoilt = text("UPDATE contexts SET state = :state").bindparams(state=b'{"in')
    await store._database.write(lambda connection: connection.execute(spoilt))
    assert await store.contexts.load(ANA, ANA) == Context()


async def test_the_latest_films_are_those_of_the_place_where_one_last_talked(
    store: SqlStore,
) -> None:
    await store.contexts.save(ANA, ANA, talked(1))
    await store.contexts.save(OTHER, ANA, talked(2, ago=20))
    await store.contexts.save(GROUP, ANA, talked(3, 4, ago=10))
    await store.contexts.save(GROUP, EVA, talked(4, 5, ago=5))
    assert (await store.meet_inline(ANA, group=False))[1] == (1,)
    assert (await store.meet_inline(ANA, group=True))[1] == (4, 5, 3)
    assert (await store.meet_inline(EVA, group=False))[1] == ()


async def test_who_is_erased_has_said_nothing(store: SqlStore) -> None:
    await store.contexts.save(GROUP, ANA, talked(1))
    await store.apply([Erase(ANA)])
    assert await store.contexts.load(GROUP, ANA) == Context()


async def test_what_was_said_in_a_group_goes_along_when_it_moves(store: SqlStore) -> None:
    for person in (ANA, EVA):
        await store.contexts.save(GROUP, person, talked(1))
    await store.contexts.save(OTHER, EVA, talked(2))
    await store.move_chat(GROUP, OTHER)
    assert (await store.contexts.load(OTHER, ANA)).movies == (1,)
    assert (await store.contexts.load(OTHER, EVA)).movies == (2,)


async def test_a_conversation_that_is_over_is_purged(store: SqlStore) -> None:
    await store.contexts.save(ANA, ANA, talked(1, ago=101))
    await store.contexts.save(EVA, EVA, talked(1, ago=99))
    await store.purge()
    people = text("SELECT person_id FROM contexts")
    kept = await store._database.read(lambda connection: connection.scalars(people).all())
    assert kept == [EVA]
