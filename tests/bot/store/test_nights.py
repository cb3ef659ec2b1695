"""A film night is written down step by step, and read back as it was."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.assistant import night as rules
from bot.assistant.memory import Conflict, Erase, SaveNight
from bot.assistant.night import Guest, Night, Poll
from bot.store import SqlStore

ANA, EVA, LUIS = Guest(1, "Ana"), Guest(2, "Eva"), Guest(2**40, "Luis <3")
NAME, CHAT, TOPIC = "abc", -1001, 12
NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)


def begun(token: str = NAME, chat: int = CHAT, thread: int | None = None) -> Night:
    return rules.start(token, chat, thread, "es", ANA, NOW)


async def saved(store: SqlStore, before: Night | None, after: Night) -> Night:
    await store.apply([SaveNight(before, after)])
    found = await store.night(after.token)
    assert found is not None
    return found


async def voting(store: SqlStore) -> Night:
    """A night in its poll: three guests, two proposals and some votes."""
    night = await saved(store, None, begun())
    step = rules.join(night, EVA.id, EVA.name).night
    step = rules.propose(step, LUIS.id, LUIS.name, 862).night
    step = rules.propose(step, EVA.id, EVA.name, 862).night
    step = rules.propose(step, ANA.id, ANA.name, 585).night
    step = rules.veto(step, LUIS.id, LUIS.name, 585).night
    night = await saved(store, night, step)
    night = await saved(
        store, night, rules.begin(night, (862, 12, 13), NOW, [(0, ANA.id), (2, EVA.id)])
    )
    step = rules.vote(rules.vote(night, ANA.id, (0, 2), 7), EVA.id, (0,), 2**40)
    return await saved(store, night, rules.veto(step, LUIS.id, LUIS.name, 13).night)


async def test_every_step_comes_back_as_it_was(store: SqlStore) -> None:
    night = await saved(store, None, begun(thread=TOPIC))
    assert night == begun(thread=TOPIC)
    for step in (
        rules.join(night, LUIS.id, LUIS.name).night,
        rules.ready(night, LUIS.id, LUIS.name, in_charge=False).night,
        rules.propose(night, EVA.id, EVA.name, 862).night,
        rules.leave(rules.join(night, EVA.id, EVA.name).night, ANA.id).night,
    ):
        found = await saved(store, night, step)
        assert found == replace(step, revision=night.revision + 1)
        night = await saved(store, found, replace(begun(thread=TOPIC), revision=found.revision))


async def test_a_whole_poll_comes_back_as_it_was(store: SqlStore) -> None:
    night = await voting(store)
    assert night.phase == "voting"
    assert night.until == NOW + rules.VOTING
    assert night.candidates == (862, 12, 13)
    assert night.proposals == ((862, LUIS.id), (862, EVA.id), (585, ANA.id))
    assert night.votes == {(ANA.id, 0), (ANA.id, 2), (EVA.id, 0)}
    assert night.answers == {(ANA.id, 7), (EVA.id, 2**40)}
    assert night.vetoes == {(LUIS.id, 13)}
    assert night.pleases == {(0, ANA.id), (2, EVA.id)}
    assert [guest.name for guest in night.guests] == ["Ana", "Eva", "Luis <3"]


async def test_a_step_on_an_old_revision_is_refused_and_changes_nothing(store: SqlStore) -> None:
    first = await saved(store, None, begun())
    second = await saved(store, first, rules.join(first, EVA.id, EVA.name).night)
    with pytest.raises(Conflict):
        await store.apply([SaveNight(first, rules.join(first, LUIS.id, LUIS.name).night)])
    assert await store.night("abc") == second


async def test_one_night_at_a_time_in_a_chat_or_topic(store: SqlStore) -> None:
    await saved(store, None, begun())
    with pytest.raises(Conflict):
        await store.apply([SaveNight(None, begun("def"))])
    in_topic = await saved(store, None, begun("ghi", thread=TOPIC))
    assert await store.night_in(CHAT, TOPIC) == in_topic
    assert await store.night_in(CHAT, 99) is None
    assert set(await store.nights_in(CHAT)) == {"abc", "ghi"}


async def test_of_many_that_step_at_once_each_wins_once(store: SqlStore) -> None:
    await saved(store, None, begun())

    async def join(person: int) -> None:
        while True:
            night = await store.night("abc")
            assert night is not None
            try:
                await store.apply([SaveNight(night, rules.join(night, person, "x").night)])
            except Conflict:
                continue
            return

    await asyncio.gather(*(join(person) for person in range(10, 20)))
    night = await store.night("abc")
    assert night is not None
    assert {guest.id for guest in night.guests} == {ANA.id, *range(10, 20)}
    assert night.revision == 10


async def test_where_it_is_posted_hinders_no_step(store: SqlStore) -> None:
    night = await saved(store, None, begun())
    await store.night_posted("abc", board=77)
    await store.night_posted("abc", poll=Poll("poll-1", 78))
    await store.night_drawn("abc", 0)
    after = await saved(store, night, rules.join(night, EVA.id, EVA.name).night)
    assert (after.board, after.poll, after.drawn) == (77, Poll("poll-1", 78), 0)
    assert await store.night_of_poll("poll-1") == after
    assert await store.night_of_poll("another") is None
    assert await store.night_drawn("abc", 1, "look") == 1
    assert await store.night_drawn("abc", 0, "older look") is None
    shown = await store.night("abc")
    assert shown is not None
    assert (shown.drawn, shown.look, shown.revision) == (1, "look", 1)


async def test_what_is_due_is_late_or_not_yet_shown(store: SqlStore) -> None:
    await saved(store, None, begun())
    assert await store.nights_due(NOW) == ["abc"]
    await store.night_drawn("abc", 0)
    assert await store.nights_due(NOW) == []
    assert await store.nights_due(NOW + rules.GATHERING) == ["abc"]


async def test_a_settled_night_is_a_film_a_day_and_two_counts(store: SqlStore) -> None:
    night = await voting(store)
    await saved(store, night, rules.decide(night, {}))
    past = await store.past_nights(CHAT)
    assert [(ended.movie, ended.votes, ended.voters) for ended in past] == [(862, 2, 2)]
    await store.settle_night("abc")
    settled = await store.night("abc")
    assert settled is not None
    assert (settled.winner, settled.starter) == (862, 0)
    personal = (
        settled.guests,
        settled.proposals,
        settled.votes,
        settled.vetoes,
        settled.pleases,
        settled.answers,
    )
    assert not any(personal)
    assert await store.nights_due(NOW + timedelta(days=9)) == []
    assert [ended.movie for ended in await store.past_nights(CHAT)] == [862]
    # The place is free again.
    await saved(store, None, begun("next"))


async def test_a_cancelled_night_is_forgotten_whole(store: SqlStore) -> None:
    night = await saved(store, None, begun())
    await saved(store, night, rules.cancel(night, ANA.id, in_charge=False).night)
    await store.settle_night("abc")
    assert await store.night("abc") is None
    assert await store.past_nights(CHAT) == ()


async def test_who_is_erased_is_out_of_every_night(store: SqlStore) -> None:
    night = await voting(store)
    await store.apply([Erase(ANA.id)])
    left = await store.night("abc")
    assert left == replace(rules.leave(night, ANA.id).night, revision=night.revision + 1)
    assert left.starter == EVA.id
    await saved(store, left, rules.decide(left, {}))
    await store.apply([Erase(EVA.id)])
    assert (await store.night("abc")).guests == ()  # type: ignore[union-attr]


async def test_a_night_follows_its_group_to_its_new_number(store: SqlStore) -> None:
    night = await voting(store)
    await store.night_posted("abc", board=77, poll=Poll("old", 78))
    await store.move_chat(CHAT, -2002)
    moved = await store.night_in(-2002, None)
    assert moved is not None
    assert (moved.token, moved.votes, moved.board, moved.poll) == ("abc", night.votes, None, None)
    assert await store.night_in(CHAT, None) is None
    # Who still answers the poll in the old place is heard, too.
    assert await store.night_of_poll("old") == moved
    await store.night_posted("abc", poll=Poll("new", 5))
    assert (await store.night_of_poll("new")).poll == Poll("new", 5)  # type: ignore[union-attr]


async def test_where_two_nights_would_meet_the_one_that_moved_ends(store: SqlStore) -> None:
    await saved(store, None, begun())
    there = await saved(store, None, begun("def", chat=-2002))
    await store.move_chat(CHAT, -2002)
    assert (await store.night("abc")).phase == "cancelled"  # type: ignore[union-attr]
    assert await store.night_in(-2002, None) == there
