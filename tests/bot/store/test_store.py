"""What people and chats said comes back as it was, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.assistant.context import Context
from bot.assistant.memory import (
    KINDS,
    Conflict,
    Erase,
    SaveNight,
    SetBlocked,
    SetChatFilm,
    SetCountry,
    SetLanguage,
    SetMark,
)
from bot.assistant.night import Guest, begin, propose, start, veto, vote
from bot.store import SqlStore

ANA, EVA = 7, 2**40


async def test_somebody_unknown_has_nothing(store: SqlStore) -> None:
    ana = await store.person(ANA)
    assert (ana.language, ana.country, ana.blocked, ana.films("list")) == (None, None, False, ())


async def test_settings_are_kept_and_can_be_taken_back(store: SqlStore) -> None:
    await store.apply([SetLanguage(ANA, "en"), SetCountry(ANA, "MX")])
    ana = await store.person(ANA)
    assert (ana.language, ana.country) == ("en", "MX")
    await store.apply([SetLanguage(ANA, None)])
    ana = await store.person(ANA)
    assert (ana.language, ana.country) == (None, "MX")


async def test_films_come_the_latest_first_and_none_twice(store: SqlStore) -> None:
    for movie in (862, 585, 12, 862):
        await store.apply([SetMark(ANA, movie, "list")])
    await store.apply([SetMark(EVA, 1, "list"), SetMark(ANA, 13, "seen")])
    assert (await store.person(ANA)).films("list") == (12, 585, 862)
    await store.apply([SetMark(ANA, 585, "list", on=False)])
    assert (await store.person(ANA)).films("list") == (12, 862)
    assert (await store.person(EVA)).films("list") == (1,)


async def test_who_likes_a_film_no_longer_dislikes_it(store: SqlStore) -> None:
    await store.apply([SetMark(ANA, 862, "dislike"), SetMark(ANA, 862, "seen")])
    await store.apply([SetMark(ANA, 862, "like")])
    ana = await store.person(ANA)
    assert (ana.films("like"), ana.films("dislike"), ana.films("seen")) == ((862,), (), (862,))
    await store.apply([SetMark(ANA, 862, "dislike")])
    ana = await store.person(ANA)
    assert (ana.films("like"), ana.films("dislike")) == ((), (862,))
    assert ana.unwanted == {862}


async def test_an_export_tells_everything_and_nothing_of_others(store: SqlStore) -> None:
    night = start("token", -5, None, "es", Guest(ANA, "Ana"), datetime.now(UTC))
    gathering = propose(night, ANA, "Ana", 862).night
    polled = vote(begin(gathering, (12, 13), datetime.now(UTC)), ANA, (1, 2), 1)
    vetoed = veto(polled, ANA, "Ana", 12).night
    await store.apply([SaveNight(None, night)])
    await store.apply([SaveNight(night, vetoed)])
    await store.apply([SetLanguage(ANA, "en"), SetMark(ANA, 862, "list"), SetMark(EVA, 1, "list")])
    await store.apply([SetMark(ANA, 585, "like")])
    await store.contexts.save(-5, ANA, Context(shown=(77,)))
    exported = await store.export(ANA)
    assert [(kept.kind, kept.movie, kept.value) for kept in exported] == [
        ("language", None, "en"),
        ("like", 585, ""),
        ("list", 862, ""),
        ("night", None, "Ana"),
        ("night_proposal", 862, ""),
        ("night_veto", 12, ""),
        ("night_vote", 13, ""),
        ("talked", 77, ""),
    ]
    assert {kept.kind for kept in exported} <= set(KINDS)
    assert all(kept.when.utcoffset() is not None for kept in exported if kept.when)


async def test_who_is_erased_leaves_no_trace_and_others_stay(store: SqlStore) -> None:
    for person in (ANA, EVA):
        await store.apply([SetLanguage(person, "en"), SetMark(person, 862, "list")])
    await store.apply([Erase(ANA)])
    ana, eva = await store.person(ANA), await store.person(EVA)
    assert (ana.language, ana.films("list"), await store.export(ANA)) == (None, (), ())
    assert (eva.language, eva.films("list")) == ("en", (862,))


async def test_who_is_shut_out_stays_out_after_erasing(store: SqlStore) -> None:
    await store.apply([SetBlocked(ANA, blocked=True), SetLanguage(ANA, "en"), Erase(ANA)])
    ana = await store.person(ANA)
    assert (ana.blocked, ana.language) == (True, None)


async def test_changes_are_written_all_or_none(store: SqlStore) -> None:
    night = start("token", -5, None, "es", Guest(ANA, "Ana"), datetime.now(UTC))
    with pytest.raises(Conflict):
        await store.apply([SetLanguage(ANA, "en"), SaveNight(night, night)])
    assert (await store.person(ANA)).language is None


async def test_a_chat_has_a_list_that_follows_it_to_its_new_number(store: SqlStore) -> None:
    await store.apply([SetChatFilm(-5, 862), SetChatFilm(-100, 13)])
    await store.apply([SetChatFilm(-5, 585)])
    await store.apply([SetChatFilm(-5, 585)])
    assert await store.chat_list(-5) == (585, 862)
    await store.move_chat(-5, -100)
    await store.move_chat(-5, -100)
    assert await store.chat_list(-5) == ()
    assert set(await store.chat_list(-100)) == {13, 585, 862}
    assert await store.present_chat(-5) == -100
    assert await store.present_chat(-100) == -100
    await store.apply([SetChatFilm(-100, 585, on=False)])
    assert 585 not in await store.chat_list(-100)


async def test_several_people_are_read_at_once(store: SqlStore) -> None:
    await store.apply([SetMark(ANA, 862, "like"), SetMark(EVA, 585, "seen")])
    people = await store.people([ANA, EVA, 99])
    assert people[ANA].films("like") == (862,)
    assert people[EVA].films("seen") == (585,)
    assert people[99].marks == {}
