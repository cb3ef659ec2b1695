"""A film night through the assistant: five people, on the bundled sample."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant, Reply, Request
from bot.assistant import night as rules
from bot.assistant.answers import group
from bot.assistant.intents import pressed
from bot.assistant.links import payload
from bot.assistant.memory import SaveNight, SetMark
from bot.assistant.night import Night, Poll
from bot.assistant.nights import Nights, now
from bot.assistant.texts import LANGUAGES, texts_in
from bot.store import SqlStore
from recommender import Recommender

GROUP, TOPIC = -1001, 5
people = {1: "Ana", 2: "Eva", 3: "Luis", 4: "Mar", 5: "Teo & co <3"}
ANA, EVA, LUIS, MAR, TEO = people
TOY_STORY, MATRIX, ALIEN, AMELIE = 862, 603, 348, 194


class Members:
    """A group as its face knows it."""

    def __init__(self) -> None:
        self.admins: set[int] = set()
        self.gone: set[int] = set()
        self.asked = 0

    async def is_admin(self, chat: int, user: int) -> bool:
        self.asked += 1
        return user in self.admins

    async def is_member(self, chat: int, user: int) -> bool:
        return user not in self.gone


class Room:
    """A group that talks to an assistant."""

    def __init__(self, sample: Recommender, store: SqlStore) -> None:
        self.sample, self.store, self.members = sample, store, Members()
        self.assistant = Assistant(sample, store=store)
        self.assistant.groups = self.members

    async def say(self, who: int, text: str, **more: Any) -> Reply:
        there = {"chat": GROUP, "group": True, "name": people.get(who, ""), "language": "es"}
        reply = await self.assistant.answer(Request(user=who, text=text, **(there | more)))
        night = await self.store.night(reply.night) if reply.night else None
        if night is not None:
            # Whoever shows the night sees to it that a phase ends whose time is up.
            await Nights(self.store, lambda: self.sample).advance(night, now())
        return reply

    async def press(self, who: int, action: str, **more: Any) -> Reply:
        return await self.say(who, "", press=action, **more)

    async def alone(self, who: int, text: str = "", **more: Any) -> Reply:
        return await self.say(who, text, chat=who, group=False, **more)

    async def night(self, thread: int | None = None) -> Night:
        night = await self.store.night_in(GROUP, thread)
        assert night is not None
        return night

    async def begun(self) -> Night:
        await self.say(ANA, "/cine")
        return await self.night()

    async def voting(self) -> Night:
        night = await self.begun()
        await self.press(EVA, f"night_join@{night.token}")
        await self.say(ANA, "/proponer Toy Story")
        await self.say(EVA, "/proponer Matrix")
        for who in (ANA, EVA):
            await self.press(who, f"night_ready@{night.token}")
        return await self.night()

    async def vote(self, who: int, *places: int) -> None:
        night = await self.night()
        await self.store.apply([SaveNight(night, rules.vote(night, who, places, 1))])


@pytest.fixture
async def room(sample: Recommender, tmp_path: Path) -> AsyncIterator[Room]:
    async with await SqlStore.open(f"sqlite:///{tmp_path / 'butaca.db'}") as store:
        yield Room(sample, store)


def button(reply: Reply, label: str) -> str:
    return next(b.action for row in reply.buttons for b in row if label in b.label)


def plain(reply: Reply) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", str(reply.text)))


# --- gathering --------------------------------------------------------------------------------


async def test_a_night_begins_with_whoever_asked_for_it(room: Room) -> None:
    reply = await room.say(ANA, "/cine")
    night = await room.night()
    assert reply.night == night.token
    assert [guest.name for guest in night.guests] == ["Ana"]
    assert "Ana" in reply.text
    for label in ("Me apunto", "Proponer", "Listo"):
        assert len(button(reply, label).encode()) <= 64


async def test_people_join_propose_veto_and_everybody_sees_it(room: Room) -> None:
    board = await room.say(ANA, "/cine")
    joined = await room.press(TEO, button(board, "Me apunto"))
    assert "Teo &amp; co &lt;3" in joined.text
    await room.say(EVA, "/proponer toi estori")
    await room.say(LUIS, "/propose Matrix")
    vetoed = await room.press(MAR, f"night_veto@{joined.night}:{MATRIX}")
    assert [guest.id for guest in (await room.night()).guests] == [ANA, TEO, EVA, LUIS, MAR]
    assert re.search(r"Toy Story.* \(1995\) — Eva", plain(vetoed))
    assert "vetada" in vetoed.text
    assert "Matrix" in vetoed.notice
    moved = await room.say(MAR, "/veto Toy Story")
    assert (moved.facts["vetoed"], "pasa a" in moved.notice) == ([TOY_STORY], True)


async def test_pressing_twice_is_pressing_once(room: Room) -> None:
    night = await room.begun()
    first = await room.press(EVA, f"night_join@{night.token}")
    second = await room.press(EVA, f"night_join@{night.token}")
    assert first.night == night.token
    assert (second.night, second.text) == (None, "")
    assert second.notice != first.notice
    assert len((await room.night()).guests) == 2


async def test_a_title_in_reply_to_the_board_is_a_proposal(room: Room) -> None:
    night = await room.begun()
    await room.store.night_posted(night.token, board=77)
    await room.say(EVA, "toi estori", reply_to=77)
    await room.say(EVA, "Matrix", reply_to=76)
    assert (await room.night()).proposals == ((TOY_STORY, EVA),)


async def test_a_title_that_may_be_several_is_asked_about_first(room: Room) -> None:
    await room.begun()
    reply = await room.say(EVA, "/proponer xyzzy plugh")
    assert (await room.night()).proposals == ()
    assert reply.text


async def test_a_film_sent_inline_is_a_proposal_only_while_a_night_gathers(room: Room) -> None:
    quiet = await room.press(EVA, f"night_inline:{TOY_STORY}")
    assert (quiet.text, quiet.notice) == ("", "")
    await room.begun()
    await room.press(EVA, f"night_inline:{TOY_STORY}")
    assert (await room.night()).proposals == ((TOY_STORY, EVA),)


async def test_one_person_cannot_fill_the_list(room: Room, sample: Recommender) -> None:
    night = await room.begun()
    for movie in sample.catalogue.ids.tolist()[: rules.PROPOSALS + 2]:
        reply = await room.press(EVA, f"night_propose@{night.token}:{movie}")
    assert len((await room.night()).proposals) == rules.PROPOSALS
    assert str(rules.PROPOSALS) in reply.notice


async def test_a_second_night_is_the_first_one_shown_again(room: Room) -> None:
    night = await room.begun()
    await room.store.night_posted(night.token, board=77)
    reply = await room.say(EVA, "/cine")
    again = await room.night()
    assert (reply.night, again.token, again.board) == (night.token, night.token, None)
    assert [guest.id for guest in again.guests] == [ANA]


async def test_topics_have_nights_of_their_own(room: Room) -> None:
    await room.begun()
    await room.say(EVA, "/cine", thread=TOPIC)
    assert (await room.night()).token != (await room.night(TOPIC)).token
    await room.say(LUIS, "/proponer Matrix", thread=TOPIC)
    assert (await room.night()).proposals == ()
    assert (await room.night(TOPIC)).proposals == ((MATRIX, LUIS),)


async def test_many_people_at_once_lose_nothing(room: Room, sample: Recommender) -> None:
    night = await room.begun()
    crowd = range(100, 112)
    films = sample.catalogue.ids.tolist()
    await asyncio.gather(
        *(room.press(who, f"night_propose@{night.token}:{films[who - 100]}") for who in crowd)
    )
    assert {who for _, who in (await room.night()).proposals} == set(crowd)


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("", rules.VOTING),
        ("20", timedelta(minutes=20)),
        ("20 min", timedelta(minutes=20)),
        ("2h", timedelta(hours=2)),
        ("2 horas", timedelta(hours=2)),
    ],
)
async def test_the_vote_lasts_as_long_as_people_say(
    room: Room, said: str, length: timedelta
) -> None:
    await room.say(ANA, f"/cine {said}")
    assert (await room.night()).voting == length


@pytest.mark.parametrize("said", ["0", "9999h", "mañana", "-5", "1e9"])
async def test_a_length_that_cannot_be_is_asked_again(room: Room, said: str) -> None:
    reply = await room.say(ANA, f"/cine {said}")
    assert "/cine 20" in reply.text
    assert await room.store.night_in(GROUP, None) is None


async def test_how_long_the_vote_lasts_is_told_in_hours(room: Room) -> None:
    await room.say(ANA, "/cine 90")
    await room.press(EVA, f"night_join@{(await room.night()).token}")
    for who in (ANA, EVA):
        await room.press(who, f"night_ready@{(await room.night()).token}")
    board = (await Nights(room.store, lambda: room.sample).drawing(await room.night())).board
    assert "al cabo de 1 h 30 min" in board.text


# --- the poll ---------------------------------------------------------------------------------


async def test_when_all_are_ready_five_films_stand_in_a_poll(room: Room) -> None:
    night = await room.voting()
    assert night.phase == "voting"
    assert len(set(night.candidates)) == 5
    assert {TOY_STORY, MATRIX} <= set(night.candidates)
    board = group.board(night, room.sample, texts_in("es"))
    assert all(str(place) in plain(board) for place in range(1, 6))
    # Both are told which film is theirs.
    assert "gusta a Ana" in board.text
    assert "Eva" in board.text
    options = group.poll_options(night, room.sample, texts_in("es"))
    assert len(options) == 6
    assert options[-1] == "Me da igual"


async def test_nobody_is_waited_for_when_whoever_began_says_so_twice(room: Room) -> None:
    night = await room.begun()
    await room.press(EVA, f"night_join@{night.token}")
    first = await room.press(ANA, f"night_ready@{night.token}")
    assert "Eva" in first.notice
    await room.press(EVA, f"night_leave@{night.token}")
    await room.press(EVA, f"night_join@{night.token}")
    second = await room.press(ANA, f"night_ready@{night.token}")
    assert "A votar" in second.notice
    assert (await room.night()).phase == "voting"


async def test_alone_one_has_to_say_so_twice(room: Room) -> None:
    night = await room.begun()
    await room.press(ANA, f"night_ready@{night.token}")
    assert (await room.night()).phase == "gathering"
    await room.press(ANA, f"night_ready@{night.token}")
    assert (await room.night()).phase == "voting"


async def test_an_admin_of_the_chat_may_do_the_same_and_others_not(room: Room) -> None:
    night = await room.begun()
    for who in (EVA, LUIS, MAR):
        await room.press(who, f"night_join@{night.token}")
    for _ in range(2):
        await room.press(EVA, f"night_ready@{night.token}")
    assert (await room.night()).phase == "gathering"
    room.members.admins.add(LUIS)
    for _ in range(2):
        await room.press(LUIS, f"night_ready@{night.token}")
    assert (await room.night()).phase == "voting"


async def test_what_somebody_has_seen_or_vetoed_is_not_voted_on(room: Room) -> None:
    night = await room.begun()
    await room.store.apply([SetMark(EVA, TOY_STORY, "seen")])
    await room.press(EVA, f"night_join@{night.token}")
    seen = await room.say(ANA, "/proponer Toy Story")
    assert "ya la ha visto" in seen.notice
    await room.say(ANA, "/proponer Matrix")
    await room.say(LUIS, "/proponer Alien")
    await room.say(LUIS, "/veto Matrix")
    for who in (ANA, EVA, LUIS):
        await room.press(who, f"night_ready@{night.token}")
    candidates = (await room.night()).candidates
    assert len(candidates) == 5
    assert ALIEN in candidates
    assert not {TOY_STORY, MATRIX} & set(candidates)


async def test_in_the_poll_a_veto_takes_a_film_out_of_the_running(room: Room) -> None:
    night = await room.voting()
    favourite = night.candidates[0]
    await room.vote(ANA, 0)
    await room.vote(EVA, 0, 1)
    await room.press(LUIS, f"night_veto@{night.token}:{favourite}")
    for who in (ANA, EVA, LUIS):
        await room.press(who, f"night_ready@{night.token}")
    ended = await room.store.night(night.token)
    assert ended is not None
    assert (ended.phase, ended.winner) == ("over", night.candidates[1])


async def test_the_end_is_told_with_its_votes(room: Room) -> None:
    night = await room.voting()
    await room.vote(ANA, 1)
    await room.vote(EVA, 1, 2)
    await room.vote(LUIS, 5)
    for who in (ANA, EVA):
        reply = await room.press(who, f"night_ready@{night.token}")
    assert reply.facts["winner"] == night.candidates[1]
    assert "2 votos, de 3 personas" in plain(reply)
    past = await room.say(EVA, "/noches")
    assert [movie.id for movie in past.movies] == [night.candidates[1]]
    assert past.facts["total"] == 1


async def test_a_tie_is_broken_openly_by_rating(room: Room) -> None:
    night = await room.voting()
    await room.vote(ANA, 0)
    await room.vote(EVA, 1)
    for who in (ANA, EVA):
        reply = await room.press(who, f"night_ready@{night.token}")
    tied = [room.sample.movie(movie) for movie in night.candidates[:2]]
    best = max(tied, key=lambda movie: movie.weighted_rating)  # type: ignore[union-attr]
    assert reply.facts["winner"] == best.id  # type: ignore[union-attr]
    assert "Empataba" in reply.text
    assert all(movie.title in plain(reply) for movie in tied if movie)


async def test_without_a_vote_the_best_rated_is_named_as_such(room: Room) -> None:
    night = await room.voting()
    for who in (ANA, EVA):
        reply = await room.press(who, f"night_ready@{night.token}")
    assert reply.facts["winner"] in night.candidates
    assert "Nadie ha votado" in reply.text


async def test_where_a_poll_is_posted_it_is_closed_before_the_votes_are_counted(
    room: Room,
) -> None:
    night = await room.voting()
    await room.store.night_posted(night.token, poll=Poll("poll", 9))
    for who in (ANA, EVA):
        reply = await room.press(who, f"night_ready@{night.token}")
    assert reply.facts["phase"] == "counting"
    late = await room.press(LUIS, f"night_join@{night.token}")
    assert "tarde" in late.notice


# --- who may what -----------------------------------------------------------------------------


async def test_only_who_began_it_or_an_admin_calls_it_off(room: Room) -> None:
    night = await room.begun()
    await room.press(EVA, f"night_join@{night.token}")
    refused = await room.press(EVA, f"night_cancel@{night.token}")
    assert (refused.night, (await room.night()).phase) == (None, "gathering")
    room.members.admins.add(EVA)
    await room.press(EVA, f"night_cancel@{night.token}")
    assert (await room.store.night(night.token)).phase == "cancelled"  # type: ignore[union-attr]


async def test_who_began_it_needs_no_rights(room: Room) -> None:
    await room.begun()
    await room.say(ANA, "/suspender")
    assert await room.store.night_in(GROUP, None) is None
    assert room.members.asked == 0


async def test_when_the_first_leaves_the_next_one_is_in_charge(room: Room) -> None:
    night = await room.begun()
    await room.press(EVA, f"night_join@{night.token}")
    await room.press(ANA, f"night_leave@{night.token}")
    assert (await room.night()).starter == EVA
    await room.press(EVA, f"night_leave@{night.token}")
    assert await room.store.night_in(GROUP, None) is None


@pytest.mark.parametrize(
    "what", ["join", "leave", "propose", "veto", "ready", "cancel", "door", "start", "inline"]
)
@pytest.mark.parametrize("token", ["", "@nobody-knows", "@AAAAAAAAAAAAAAAA"])
async def test_presses_for_no_night_are_answered_and_do_nothing(
    room: Room, what: str, token: str
) -> None:
    reply = await room.press(EVA, f"night_{what}{token}:{TOY_STORY}", chat=-77)
    assert reply.text or reply.notice or what == "inline"


async def test_a_button_of_another_group_leads_nowhere(room: Room) -> None:
    night = await room.begun()
    reply = await room.press(EVA, f"night_join@{night.token}", chat=-2002)
    assert reply.night is None
    assert len((await room.night()).guests) == 1


async def test_a_button_from_before_the_group_moved_still_works(room: Room) -> None:
    night = await room.begun()
    await room.store.move_chat(GROUP, -2002)
    await room.press(EVA, f"night_join@{night.token}")
    moved = await room.store.night(night.token)
    assert moved is not None
    assert [guest.id for guest in moved.guests] == [ANA, EVA]


@pytest.mark.parametrize("what", ["join", "propose", "veto", "ready", "cancel", "leave"])
async def test_buttons_of_a_night_that_is_over_say_so(room: Room, what: str) -> None:
    night = await room.voting()
    for who in (ANA, EVA):
        await room.press(who, f"night_ready@{night.token}")
    await room.store.settle_night(night.token)
    reply = await room.press(EVA, f"night_{what}@{night.token}:{TOY_STORY}")
    assert (reply.text, reply.night) == ("", None)
    assert 0 < len(reply.notice) <= 200


# --- in private -------------------------------------------------------------------------------


async def test_from_the_group_into_private_to_propose_from_one_s_list(room: Room) -> None:
    board = await room.say(ANA, "/cine")
    await room.alone(EVA, "/guardar Amelie")
    link = payload(button(board, "De mi lista"))
    assert link == f"g{board.night}"
    door = await room.alone(EVA, f"/start {link}")
    proposed = await room.alone(EVA, press=button(door, "Am"))
    assert proposed.night == board.night
    assert (await room.night()).proposals == ((AMELIE, EVA),)


async def test_who_is_not_in_the_group_has_no_part_in_its_night(room: Room) -> None:
    night = await room.begun()
    room.members.gone.add(EVA)
    door = await room.alone(EVA, f"/start g{night.token}")
    assert "no estás" in door.text
    await room.alone(EVA, press=f"night_propose@{night.token}:{TOY_STORY}")
    assert (await room.night()).proposals == ()


@pytest.mark.parametrize("command", ["/cine", "/noches"])
async def test_in_private_there_are_no_nights(room: Room, command: str) -> None:
    assert "grupo" in (await room.alone(ANA, command)).text


# --- how it looks -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", ["gathering", "voting", "counting", "over", "cancelled"])
def test_a_crowded_night_fits_into_a_message(
    sample: Recommender, language: str, phase: rules.Phase
) -> None:
    films = sample.catalogue.ids.tolist()
    guests = tuple(rules.Guest(number, "<b>&" * 16) for number in range(200))
    night = Night(
        token="a" * 11,
        chat=GROUP,
        thread=None,
        language=language,
        starter=0,
        until=None,  # type: ignore[arg-type]
        phase=phase,
        guests=guests,
        proposals=tuple((movie, guest.id) for movie, guest in zip(films * 2, guests, strict=False)),
        candidates=(*films[:4], 999_999_999),
        pleases=frozenset((place, guest.id) for place in range(5) for guest in guests),
        votes=frozenset((guest.id, guest.id % 6) for guest in guests),
        winner=films[0] if phase == "over" else None,
    )
    texts = texts_in(language)
    replies = [group.board(night, sample, texts), group.verdict(night, sample, texts)]
    for reply in replies:
        assert len(plain(reply)) <= 4096
        assert "<b>&<b>" not in reply.text
        for row in (*reply.buttons, *group.poll_buttons(night, texts)):
            assert all(len(button.action.encode()) <= 64 for button in row)
            assert all(pressed(button.action).kind != "stale" for button in row)
    options = group.poll_options(night, sample, texts)
    assert all(1 <= len(option) <= 100 for option in options)
    assert len(set(options)) == len(options)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_notice_fits_beside_the_button(room: Room, language: str) -> None:
    night = await room.begun()
    for what in ("join", "join", "ready", "propose", "veto", "veto", "ready", "cancel"):
        for who in (EVA, LUIS):
            action = f"night_{what}@{night.token}:{MATRIX}"
            reply = await room.press(who, action, language=language)
            assert 0 < len(reply.notice) <= 200
            assert "&" not in reply.notice.replace("Teo & co", "")


async def test_nights_are_paged(room: Room, sample: Recommender) -> None:
    for number, movie in enumerate(sample.catalogue.ids.tolist()[:23]):
        night = replace(await room.begun(), candidates=(movie,))
        await room.store.apply([SaveNight(night, rules.decide(night, {}))])
        await room.store.settle_night(night.token)
        assert number < 23
    seen: list[int] = []
    reply = await room.say(ANA, "/noches")
    for _ in range(3):
        seen += [movie.id for movie in reply.movies]
        onwards = [b.action for row in reply.buttons for b in row if b.label == "➡️"]
        reply = await room.press(ANA, onwards[0]) if onwards else reply
    assert len(set(seen)) == 23
