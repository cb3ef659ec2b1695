"""Several processes on one database: each thing is done once, and nothing waits for the dead."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from datetime import timedelta

import pytest

from bot.store import SqlStore

PASSED = timedelta(seconds=-1)


async def test_what_is_claimed_is_taken_until_it_is_done(url_in_turn: str) -> None:
    async with await SqlStore.open(url_in_turn) as one, await SqlStore.open(url_in_turn) as other:
        assert await one.coordination.claim("update 5") == "mine"
        assert await other.coordination.claim("update 5") == "taken"
        assert await one.coordination.claim("update 5") == "taken"
        await other.coordination.done("update 5")
        assert await other.coordination.claim("update 5") == "taken"
        await one.coordination.done("update 5")
        assert await other.coordination.claim("update 5") == "done"
        assert await other.coordination.claim("update 6") == "mine"


async def test_a_claim_whose_owner_is_gone_passes_on(url_in_turn: str) -> None:
    async with await SqlStore.open(url_in_turn) as dead, await SqlStore.open(url_in_turn) as heir:
        assert await dead.coordination.claim("update 5", PASSED) == "mine"
        assert await heir.coordination.claim("update 5") == "mine"
        # Whoever comes back from the dead does not end what is no longer theirs.
        await dead.coordination.done("update 5")
        await dead.coordination.release("update 5")
        assert await dead.coordination.claim("update 5") == "taken"


async def test_a_claim_that_is_given_back_is_free(store: SqlStore) -> None:
    await store.coordination.claim("update 5")
    await store.coordination.release("update 5")
    assert await store.coordination.claim("update 5") == "mine"
    await store.coordination.done("update 5")
    await store.coordination.release("update 5")
    assert await store.coordination.claim("update 5") == "done"


async def test_of_many_claims_at_once_one_succeeds(url_in_turn: str) -> None:
    async with await SqlStore.open(url_in_turn) as one, await SqlStore.open(url_in_turn) as other:
        claims = [store.coordination.claim("update 5") for store in (one, other) * 10]
        assert Counter(await asyncio.gather(*claims)) == {"mine": 1, "taken": 19}


async def test_hits_are_counted_together_and_by_name(url_in_turn: str) -> None:
    async with await SqlStore.open(url_in_turn) as one, await SqlStore.open(url_in_turn) as other:
        window = timedelta(days=3650)
        counts = [store.coordination.hit("ana", window) for store in (one, other) * 5]
        assert sorted(await asyncio.gather(*counts)) == list(range(1, 11))
        assert await one.coordination.hit("eva", window) == 1


async def test_what_has_served_its_time_is_purged(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.coordination.REMEMBERED", PASSED)
    await store.coordination.claim("old")
    await store.coordination.done("old")
    await store.coordination.claim("new")
    await store.coordination.hit("ana", timedelta(microseconds=1))
    await store.coordination.purge()
    assert await store.coordination.claim("old") == "mine"
    assert await store.coordination.claim("new") == "taken"


async def test_a_job_is_held_once_and_free_afterwards(store: SqlStore) -> None:
    async with store.coordination.alone("refresh") as first:
        async with store.coordination.alone("refresh") as second:
            assert (first, second) == (True, False)
        async with store.coordination.alone("another") as other:
            assert other
        async with store.coordination.alone("refresh") as third:
            assert not third
    async with store.coordination.alone("refresh") as again:
        assert again


async def test_a_job_is_held_against_other_processes(common: str) -> None:
    async with await SqlStore.open(common) as one, await SqlStore.open(common) as other:
        here, there = one.coordination.alone("refresh"), other.coordination.alone("refresh")
        async with here as held, there as theirs:
            assert (held, theirs) == (True, False)
        async with other.coordination.alone("refresh") as theirs:
            assert theirs


HOLDER = """
import asyncio, sys
from bot.store import SqlStore

async def main():
    store = await SqlStore.open(sys.argv[1])
    async with store.coordination.alone("refresh") as held:
        print(held, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_job_is_free_when_its_process_is_killed(common: str) -> None:
    async with await SqlStore.open(common) as store:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", HOLDER, common, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"True\n"
        async with store.coordination.alone("refresh") as held:
            assert not held
        process.kill()
        await process.wait()
        async with asyncio.timeout(10):
            while not held:
                async with store.coordination.alone("refresh") as held:
                    await asyncio.sleep(0.05)
